-- Unknown shares are an interval: the index is lowest where they are spread over very many members, and highest
-- where all of them are the largest member's.
with
    placed as (
        select
            *,
            row_number() over (
                partition by buyer_party_id, dimension, weight, by_year, known_from
                order by case when is_unknown then 1 else 0 end, member_amount desc, member
            ) as place
        from {{ ref("vendor_shares") }}
    ),

    bands as (
        select
            max(case when assumption = 'hhi_moderate_from' then cast(value_base as double) end) as moderate_from,
            max(case when assumption = 'hhi_high_from' then cast(value_base as double) end) as high_from
        from {{ ref("dim_concentration_assumption") }}
    ),

    -- Squares are summed as decimals, so the result does not depend on the order of the rows.
    totals as (
        select
            buyer_party_id,
            dimension,
            tier,
            party_level,
            weight,
            weight_unit,
            by_year,
            known_from,
            known_to,
            cast(sum(case when not is_unknown and member_amount > 0 then 1 else 0 end) as int) as vendors,
            max(total_amount) as total_amount,
            max(unknown_amount) as unknown_amount,
            sum(read_amount) as read_amount,
            max(case when place = 1 and not is_unknown and member_amount > 0 then member end) as top_1_name,
            coalesce(max(case when place = 1 and not is_unknown then member_amount end), 0) as top_1_amount,
            sum(case when place <= 3 and not is_unknown then member_amount else 0 end) as top_3_amount,
            sum(
                case
                    when is_unknown
                    then 0
                    else cast(member_amount as decimal(19, 3)) * cast(member_amount as decimal(19, 3))
                end
            ) as squares,
            min(oldest_known_on) as oldest_known_on,
            max(newest_known_on) as newest_known_on
        from placed
        group by buyer_party_id, dimension, tier, party_level, weight, weight_unit, by_year, known_from, known_to
    ),

    parts as (
        select
            *,
            cast(unknown_amount as double) / cast(total_amount as double) as unknown_share,
            cast(top_1_amount as double) / cast(total_amount as double) as top_1_share,
            cast(top_3_amount as double) / cast(total_amount as double) as top_3_share,
            10000 * cast(squares as double) / (cast(total_amount as double) * cast(total_amount as double)) as hhi_low
        from totals
    ),

    bounded as (
        select
            *,
            -- (top + u)^2 - top^2
            hhi_low + 10000 * unknown_share * (2 * top_1_share + unknown_share) as hhi_high
        from parts
    )

select
    bounded.buyer_party_id,
    bounded.dimension,
    bounded.tier,
    bounded.party_level,
    bounded.weight,
    bounded.weight_unit,
    bounded.by_year,
    bounded.known_from,
    bounded.known_to,
    bounded.vendors,
    case when bounded.weight_unit = 'USD' then cast(bounded.total_amount as decimal(38, 2)) end as total_usd,
    bounded.total_amount,
    bounded.top_1_name,
    bounded.top_1_share,
    bounded.top_1_share + bounded.unknown_share as top_1_share_high,
    bounded.top_3_share,
    bounded.top_3_share + bounded.unknown_share as top_3_share_high,
    case when bounded.unknown_amount = 0 then bounded.hhi_low end as hhi,
    bounded.hhi_low,
    bounded.hhi_high,
    case
        when bounded.unknown_amount = 0 and bounded.vendors > 1
        then (bounded.hhi_low / 10000 - 1 / cast(bounded.vendors as double)) / (1 - 1 / cast(bounded.vendors as double))
    end as normalised_hhi_share,
    case when bounded.unknown_amount = 0 then 10000 / bounded.hhi_low end as effective_vendors,
    10000 / bounded.hhi_high as effective_vendors_low,
    10000 / nullif(bounded.hhi_low, 0) as effective_vendors_high,
    {% for bound in ["low", "high"] %}
        case
            when bounded.hhi_{{ bound }} > bands.high_from
            then 'high'
            when bounded.hhi_{{ bound }} >= bands.moderate_from
            then 'moderate'
            else 'low'
        end as hhi_band_{{ bound }},
    {% endfor %}
    1 - bounded.unknown_share as known_share,
    cast(bounded.read_amount as double) / cast(bounded.total_amount as double) as read_share,
    bounded.unknown_share,
    bounded.oldest_known_on,
    bounded.newest_known_on,
    cast({{ dbt.datediff("bounded.newest_known_on", "bounded.known_from", "day") }} as int) as staleness_days
from bounded
cross join bands
