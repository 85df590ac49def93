-- Why an index moved on a date. With x a member's amount, T the total, Q the sum of x squared over known members and R one
-- over T squared, Q times R changes by the finite product rule
--     dQ (R + R') / 2 + dR (Q + Q') / 2,  dQ = sum of (x + x') dx,  dR = -(T + T') dT / (T squared T' squared).
-- Both are sums over the changed parts of lines, so the contributions add up to the change exactly, and what did not
-- change contributes nothing.
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
                        {{ statement if day == side else "cast(null as string)" }} as {{ statement }}_{{ "before" if side == "known_to" else "after" }}{% if not loop.last %},{% endif %}
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
            sum(amount_after) over (
                partition by buyer_party_id, dimension, weight, line_id, changed_on
            ) as line_after
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
            cast(member_amount as double) as amount,
            share_of_total
        from {{ ref("vendor_shares") }}
        where weight in ('value_usd', 'value_usd_firm')
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
            coalesce(member_before.amount, 0) as member_before,
            coalesce(member_after.amount, 0) as member_after,
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
    cast(amount_after - amount_before as double)
    * (
        -- per square of the totals, so that no number is very large or very small
        case when is_unknown then 0 else member_before + member_after end
        * 5000
        * (1 / (total_before * total_before) + 1 / (total_after * total_after))
        - (total_before + total_after)
        * (
            hhi_low_before / (total_after * total_after) + hhi_low_after / (total_before * total_before)
        )
        / 2
    ) as hhi_low_contribution,
    line_statement_id,
    member_statement_id
from placed
