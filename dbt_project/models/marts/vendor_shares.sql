-- Parties are grouped by themselves and by ultimate parent; the unknown part is a member like any other here.
with
    owned as (
        select
            buyer_party_id,
            tier,
            weight,
            by_year,
            member,
            member_parent,
            is_unknown,
            member_basis,
            member_amount,
            known_from,
            known_to,
            least(line_known_on, coalesce(member_known_on, line_known_on)) as oldest_known_on,
            greatest(line_known_on, coalesce(member_known_on, line_known_on)) as newest_known_on
        from {{ ref("vendor_share_lines") }}
        where counts_in_buyer and buyer_party_id <> 'unknown'
        union all
        select
            'all-buyers',
            tier,
            weight,
            by_year,
            member,
            member_parent,
            is_unknown,
            member_basis,
            member_amount,
            known_from,
            known_to,
            least(line_known_on, coalesce(member_known_on, line_known_on)),
            greatest(line_known_on, coalesce(member_known_on, line_known_on))
        from {{ ref("vendor_share_lines") }}
        where counts_in_market
    ),

    dates as (
        select buyer_party_id, tier, weight, by_year, known_from
        from owned
        union
        select buyer_party_id, tier, weight, by_year, known_to
        from owned
        where known_to < {{ open_end() }}
    ),

    intervals as (
        select
            *,
            coalesce(
                lead(known_from) over (partition by buyer_party_id, tier, weight, by_year order by known_from),
                {{ open_end() }}
            ) as known_to
        from dates
    ),

    in_force as (
        select
            intervals.buyer_party_id,
            intervals.tier,
            intervals.weight,
            intervals.by_year,
            intervals.known_from,
            intervals.known_to,
            owned.member,
            owned.member_parent,
            owned.is_unknown,
            cast(sum(owned.member_amount) as decimal(24, 3)) as amount,
            cast(
                sum(case when owned.member_basis = 'labelled_reading' then owned.member_amount else 0 end) as decimal(
                    24, 3
                )
            ) as read_amount,
            count(*) as line_count,
            min(owned.oldest_known_on) as oldest_known_on,
            max(owned.newest_known_on) as newest_known_on
        from intervals
        inner join
            owned
            on intervals.buyer_party_id = owned.buyer_party_id
            and intervals.tier = owned.tier
            and intervals.weight = owned.weight
            and intervals.by_year = owned.by_year
            and owned.known_from <= intervals.known_from
            and intervals.known_from < owned.known_to
        group by
            intervals.buyer_party_id,
            intervals.tier,
            intervals.weight,
            intervals.by_year,
            intervals.known_from,
            intervals.known_to,
            owned.member,
            owned.member_parent,
            owned.is_unknown
    ),

    levels as (
        select
            buyer_party_id,
            tier,
            tier as dimension,
            case when member_parent is null then 'none' else 'legal' end as party_level,
            weight,
            by_year,
            known_from,
            known_to,
            member,
            is_unknown,
            amount,
            read_amount,
            line_count,
            oldest_known_on,
            newest_known_on
        from in_force
        union all
        select
            buyer_party_id,
            tier,
            tier || '_parent',
            'parent',
            weight,
            by_year,
            known_from,
            known_to,
            member_parent,
            is_unknown,
            sum(amount),
            sum(read_amount),
            sum(line_count),
            min(oldest_known_on),
            max(newest_known_on)
        from in_force
        where member_parent is not null
        group by buyer_party_id, tier, weight, by_year, known_from, known_to, member_parent, is_unknown
    ),

    whole as (
        select
            *,
            sum(amount) over (partition by buyer_party_id, dimension, weight, by_year, known_from) as total_amount,
            sum(case when is_unknown then amount else 0 end) over (
                partition by buyer_party_id, dimension, weight, by_year, known_from
            ) as unknown_amount
        from levels
    )

select
    buyer_party_id,
    dimension,
    tier,
    party_level,
    weight,
    case
        when weight like '%_mw' then 'MW' when weight = 'accelerators' then 'accelerators' else 'USD'
    end as weight_unit,
    by_year,
    known_from,
    known_to,
    member,
    is_unknown,
    cast(amount as decimal(24, 3)) as member_amount,
    cast(read_amount as decimal(24, 3)) as read_amount,
    cast(total_amount as decimal(24, 3)) as total_amount,
    cast(unknown_amount as decimal(24, 3)) as unknown_amount,
    cast(amount as double) / cast(total_amount as double) as share_of_total,
    cast(case when is_unknown then amount else amount + unknown_amount end as double)
    / cast(total_amount as double) as share_of_total_high,
    cast(line_count as int) as line_count,
    oldest_known_on,
    newest_known_on
from whole
where total_amount > 0
