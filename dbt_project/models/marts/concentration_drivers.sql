-- Why an index moved on a date. With s a member's share, T the total, and m() the mean of before and after, the
-- product rule of finite differences gives ds = (dx - m(s) dT) / m(T), and the index, the sum of s squared over
-- known members, moves by 2 / m(T) * sum of dx (m(s) - sum of m(s) squared) over the changed parts of lines, m(s)
-- being 0 for the unknown part. So the contributions add up to the change exactly, and what did not change
-- contributes nothing.
with
    owned as (
        select
            buyer_party_id,
            tier,
            weight,
            line_id,
            member,
            member_parent,
            is_unknown,
            member_amount,
            line_statement_id,
            member_statement_id,
            known_from,
            known_to
        from {{ ref("vendor_share_lines") }}
        where weight in ('value_usd', 'value_usd_firm') and counts_in_buyer and buyer_party_id <> 'unknown'
        union all
        select
            'all-buyers',
            tier,
            weight,
            line_id,
            member,
            member_parent,
            is_unknown,
            member_amount,
            line_statement_id,
            member_statement_id,
            known_from,
            known_to
        from {{ ref("vendor_share_lines") }}
        where weight in ('value_usd', 'value_usd_firm') and counts_in_market
    ),

    levelled as (
        select
            buyer_party_id,
            tier as dimension,
            weight,
            line_id,
            member,
            is_unknown,
            member_amount,
            line_statement_id,
            member_statement_id,
            known_from,
            known_to
        from owned
        union all
        select
            buyer_party_id,
            tier || '_parent',
            weight,
            line_id,
            member_parent,
            is_unknown,
            member_amount,
            line_statement_id,
            member_statement_id,
            known_from,
            known_to
        from owned
        where member_parent is not null
    ),

    moves as (
        {% for day, before, after in [("known_from", "0", "member_amount"), ("known_to", "member_amount", "0")] %}
            select
                buyer_party_id,
                dimension,
                weight,
                line_id,
                member,
                is_unknown,
                {{ day }} as changed_on,
                {{ before }} as amount_before,
                {{ after }} as amount_after,
                {% for statement in ["line_statement_id", "member_statement_id"] %}
                    {% for side in ["known_to", "known_from"] %}
                        {{ statement if day == side else "cast(null as string)" }}
                        as {{ statement }}_{{ "before" if side == "known_to" else "after" }}
                        {% if not loop.last %},{% endif %}
                    {% endfor %}
                    {% if not loop.last %},{% endif %}
                {% endfor %}
            from levelled
            where {{ day }} < {{ open_end() }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    changes as (
        select
            buyer_party_id,
            dimension,
            weight,
            line_id,
            member,
            is_unknown,
            changed_on,
            sum(amount_before) as amount_before,
            sum(amount_after) as amount_after,
            coalesce(max(line_statement_id_after), max(line_statement_id_before)) as line_statement_id,
            coalesce(max(member_statement_id_after), max(member_statement_id_before)) as member_statement_id
        from moves
        group by buyer_party_id, dimension, weight, line_id, member, is_unknown, changed_on
        having sum(amount_before) <> sum(amount_after)
    ),

    line_totals as (
        select
            *,
            sum(amount_before) over (
                partition by buyer_party_id, dimension, weight, line_id, changed_on
            ) as line_before,
            sum(amount_after) over (partition by buyer_party_id, dimension, weight, line_id, changed_on) as line_after
        from changes
    ),

    indexes as (
        select
            buyer_party_id,
            dimension,
            weight,
            known_from,
            known_to,
            hhi_low,
            hhi_high,
            cast(total_amount as double) as total
        from {{ ref("vendor_concentration") }}
        where weight in ('value_usd', 'value_usd_firm')
    ),

    members as (
        select
            buyer_party_id,
            dimension,
            weight,
            member,
            is_unknown,
            known_from,
            known_to,
            cast(member_amount as decimal(19, 3)) as amount,
            share_of_total
        from {{ ref("vendor_shares") }}
        where weight in ('value_usd', 'value_usd_firm')
    ),

    -- Products are summed as decimals, so the result does not depend on the order of the rows.
    products as (
        select
            before.buyer_party_id,
            before.dimension,
            before.weight,
            after.known_from as changed_on,
            cast(sum(before.amount * after.amount) as double) as product
        from members as before
        inner join
            members as after
            on before.buyer_party_id = after.buyer_party_id
            and before.dimension = after.dimension
            and before.weight = after.weight
            and before.member = after.member
            and before.known_to = after.known_from
            and not before.is_unknown
            and not after.is_unknown
        group by before.buyer_party_id, before.dimension, before.weight, after.known_from
    ),

    placed as (
        select
            changes.*,
            before.hhi_low as hhi_low_before,
            after.hhi_low as hhi_low_after,
            before.hhi_high as hhi_high_before,
            after.hhi_high as hhi_high_after,
            before.total as total_before,
            after.total as total_after,
            coalesce(products.product, 0) / (before.total * after.total) as product_of_shares,
            coalesce(member_before.share_of_total, 0) as share_before,
            coalesce(member_after.share_of_total, 0) as share_after
        from line_totals as changes
        inner join
            indexes as before
            on changes.buyer_party_id = before.buyer_party_id
            and changes.dimension = before.dimension
            and changes.weight = before.weight
            and changes.changed_on = before.known_to
        inner join
            indexes as after
            on changes.buyer_party_id = after.buyer_party_id
            and changes.dimension = after.dimension
            and changes.weight = after.weight
            and changes.changed_on = after.known_from
        left join
            products
            on changes.buyer_party_id = products.buyer_party_id
            and changes.dimension = products.dimension
            and changes.weight = products.weight
            and changes.changed_on = products.changed_on
        left join
            members as member_before
            on changes.buyer_party_id = member_before.buyer_party_id
            and changes.dimension = member_before.dimension
            and changes.weight = member_before.weight
            and changes.member = member_before.member
            and changes.is_unknown = member_before.is_unknown
            and changes.changed_on = member_before.known_to
        left join
            members as member_after
            on changes.buyer_party_id = member_after.buyer_party_id
            and changes.dimension = member_after.dimension
            and changes.weight = member_after.weight
            and changes.member = member_after.member
            and changes.is_unknown = member_after.is_unknown
            and changes.changed_on = member_after.known_from
    )

select
    buyer_party_id,
    dimension,
    weight,
    changed_on,
    line_id,
    member,
    is_unknown,
    case
        when line_before = 0
        then 'line_new'
        when line_after = 0
        then 'line_gone'
        when line_before <> line_after
        then 'line_amount'
        else 'supplier'
    end as driver_kind,
    cast(amount_after - amount_before as decimal(24, 3)) as delta_amount,
    share_before,
    share_after,
    hhi_low_before,
    hhi_low_after,
    hhi_high_before,
    hhi_high_after,
    10000
    * cast(amount_after - amount_before as double)
    * 4
    / (total_before + total_after)
    * (
        case when is_unknown then 0 else (share_before + share_after) / 2 end
        -- the mean shares squared, from the squares before and after and their products
        - (hhi_low_before / 10000 + hhi_low_after / 10000 + 2 * product_of_shares) / 4
    ) as hhi_low_contribution,
    line_statement_id,
    member_statement_id
from placed
