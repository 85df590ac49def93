with
    commitments as (select * from {{ ref("commitments") }}),

    parties as (select * from {{ ref("dim_party") }}),

    deals as (select * from {{ ref("dim_deal") }}),

    -- One row per line and the buyer whose sum it enters; `all-buyers` takes only what may be added across buyers.
    lines as (
        select deal_id, buyer_party_id, known_from, known_to, is_firm, value_usd_base
        from commitments
        where counts_for_buyer
        union all
        select deal_id, 'all-buyers', known_from, known_to, is_firm, value_usd_base
        from commitments
        where counts_as_line
    ),

    weighed as (
        select
            lines.deal_id,
            lines.buyer_party_id,
            lines.known_from,
            lines.known_to,
            weights.weight,
            lines.value_usd_base as value_usd
        from lines
        cross join
            (
                select 'value_usd' as weight
                union all
                select 'value_usd_firm'
            ) as weights
        where lines.value_usd_base > 0 and (weights.weight = 'value_usd' or lines.is_firm)
    ),

    members as (
        {% set dimensions = {
            "seller": "deals.seller_party_id",
            "seller_parent": "deals.seller_parent_party_id",
            "seller_type": "sellers.party_type",
            "seller_country": "coalesce(sellers.country_code, 'unknown')",
            "deal_type": "deals.deal_type",
        } %}
        {% for dimension, member in dimensions.items() %}
            select deals.deal_id, '{{ dimension }}' as dimension, {{ member }} as member
            from deals
            inner join parties as sellers on deals.seller_party_id = sellers.party_id
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    dates as (
        select buyer_party_id, weight, known_from
        from weighed
        union
        select buyer_party_id, weight, known_to
        from weighed
        where known_to < {{ open_end() }}
    ),

    intervals as (
        select
            buyer_party_id,
            weight,
            known_from,
            coalesce(
                lead(known_from) over (partition by buyer_party_id, weight order by known_from), {{ open_end() }}
            ) as known_to
        from dates
    ),

    sums as (
        select
            intervals.buyer_party_id,
            intervals.weight,
            intervals.known_from,
            intervals.known_to,
            members.dimension,
            members.member,
            cast(sum(weighed.value_usd) as decimal(18, 2)) as member_usd
        from intervals
        inner join
            weighed
            on intervals.buyer_party_id = weighed.buyer_party_id
            and intervals.weight = weighed.weight
            and weighed.known_from <= intervals.known_from
            and intervals.known_from < weighed.known_to
        inner join members on weighed.deal_id = members.deal_id
        group by
            intervals.buyer_party_id,
            intervals.weight,
            intervals.known_from,
            intervals.known_to,
            members.dimension,
            members.member
    ),

    placed as (
        select
            *,
            row_number() over (
                partition by buyer_party_id, weight, known_from, dimension order by member_usd desc, member
            ) as place
        from sums
    ),

    -- Squares are summed as decimals, so the result does not depend on the order of the rows.
    totals as (
        select
            buyer_party_id,
            weight,
            known_from,
            known_to,
            dimension,
            cast(count(*) as int) as vendors,
            cast(sum(member_usd) as decimal(38, 2)) as total_usd,
            cast(sum(case when place <= 3 then member_usd else 0 end) as decimal(38, 2)) as top_3_usd,
            max(case when place = 1 then member_usd end) as top_1_usd,
            max(case when place = 1 then member end) as top_1_name,
            sum(cast(member_usd as decimal(19, 2)) * member_usd) as squares
        from placed
        group by buyer_party_id, weight, known_from, known_to, dimension
    )

select
    buyer_party_id,
    dimension,
    weight,
    known_from,
    known_to,
    vendors,
    total_usd,
    top_1_name,
    cast(top_1_usd as double) / cast(total_usd as double) as top_1_share,
    cast(top_3_usd as double) / cast(total_usd as double) as top_3_share,
    10000 * cast(squares as double) / (cast(total_usd as double) * cast(total_usd as double)) as hhi,
    cast(total_usd as double) * cast(total_usd as double) / cast(squares as double) as effective_vendors
from totals
