-- Shares lie in order between 0 and 1; HHI lies between that of equal shares and 10,000. Room for rounding of doubles.
select *
from {{ ref("vendor_concentration") }}
where
    top_1_share <= 0
    or top_1_share > top_3_share + 1e-9
    or top_3_share > 1 + 1e-9
    or hhi < 10000.0 / vendors - 1e-6
    or hhi > 10000 + 1e-6
    or abs(hhi * effective_vendors - 10000) > 1e-6
