{{ config(meta={"dagster": {"ref": {"name": "vendor_concentration"}}}) }}
-- Shares with the unknown part add up to 1; bounds are in order; an index lies between that of equal shares and
-- 10,000; what is lost never grows with time. Room for rounding of doubles.
select buyer_party_id, dimension, weight, known_from, 'shares do not add up' as problem
from {{ ref("vendor_shares") }}
group by buyer_party_id, dimension, weight, by_year, known_from
having abs(sum(share_of_total) - 1) > 1e-9 or min(share_of_total) < 0 or max(share_of_total_high) > 1 + 1e-9
union all
select buyer_party_id, dimension, weight, known_from, 'index or share out of bounds'
from {{ ref("vendor_concentration") }}
where
    top_1_share > top_3_share + 1e-9
    or top_3_share_high > 1 + 1e-9
    or (vendors = 0) <> (top_1_name is null)
    or hhi_low > hhi_high + 1e-6
    or hhi_high > 10000 + 1e-6
    or (unknown_share = 0) <> (hhi is not null)
    or hhi < 10000.0 / nullif(vendors, 0) - 1e-6
    or abs(hhi * effective_vendors - 10000) > 1e-6
    or normalised_hhi_share < -1e-9
    or normalised_hhi_share > 1 + 1e-9
    or read_share > known_share + 1e-9
    or newest_known_on > known_from
union all
select buyer_party_id, dimension, weight, known_from, 'loss out of order'
from {{ ref("vendor_outage") }}
where
    loss_share_now_low > loss_share_now_high + 1e-9
    or loss_share_6_months_low > loss_share_now_low + 1e-9
    or loss_share_12_months_low > loss_share_6_months_low + 1e-9
    or loss_share_24_months_low > loss_share_12_months_low + 1e-9
    or loss_share_6_months_high > loss_share_now_high + 1e-9
    or loss_share_12_months_high > loss_share_6_months_high + 1e-9
    or loss_share_24_months_high > loss_share_12_months_high + 1e-9
    or (is_single_point and not is_possible_single_point)
    or is_single_point <> (single_point_rule <> 'none')
