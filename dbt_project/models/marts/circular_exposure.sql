-- Money that comes back. Each scope of firmness holds the flows of the stricter ones. A strongly connected
-- component on a date is one of the flows of that date; a flow that is in none over all dates together is in none
-- on any, so only the others are looked at date by date. docs/decisions/0016-graphs-in-sql.md.
with
    levels as (
        select
            'legal' as party_level,
            flow_id,
            from_party_id as from_id,
            to_party_id as to_id,
            flow_kind,
            flow_firmness,
            flow_usd,
            known_from,
            known_to
        from {{ ref("money_flows") }}
        where from_party_id <> 'unknown' and from_party_id <> to_party_id
        union all
        select
            'parent',
            flow_id,
            from_parent_party_id,
            to_parent_party_id,
            flow_kind,
            flow_firmness,
            flow_usd,
            known_from,
            known_to
        from {{ ref("money_flows") }}
        where from_parent_party_id <> 'unknown' and from_parent_party_id <> to_parent_party_id
    ),

    scopes as (
        select 'firm' as flow_scope, 'firm' as flow_firmness, 1 as firmness_rank
        union all
        select 'committed', 'firm', 1
        union all
        select 'committed', 'reported', 2
        union all
        select 'with_non_binding', 'firm', 1
        union all
        select 'with_non_binding', 'reported', 2
        union all
        select 'with_non_binding', 'non_binding', 3
    ),

    scoped as (
        select
            levels.party_level,
            scopes.flow_scope,
            scopes.firmness_rank,
            levels.flow_id,
            levels.from_id,
            levels.to_id,
            levels.flow_kind,
            levels.flow_usd,
            levels.known_from,
            levels.known_to
        from levels
        inner join scopes on levels.flow_firmness = scopes.flow_firmness
    ),

    -- Flows between two parties, in the intervals between changes of one of them.
    edge_dates as (
        select party_level, flow_scope, from_id, to_id, known_from
        from scoped
        where to_id <> 'unknown'
        union
        select party_level, flow_scope, from_id, to_id, known_to
        from scoped
        where to_id <> 'unknown' and known_to < {{ open_end() }}
    ),

    edge_intervals as (
        select
            *,
            coalesce(
                lead(known_from) over (partition by party_level, flow_scope, from_id, to_id order by known_from),
                {{ open_end() }}
            ) as known_to
        from edge_dates
    ),

    edges as (
        select
            edge_intervals.party_level,
            edge_intervals.flow_scope,
            min(scoped.firmness_rank) as firmness_rank,
            edge_intervals.from_id,
            edge_intervals.to_id,
            edge_intervals.known_from,
            edge_intervals.known_to,
            sum(case when scoped.flow_kind = 'purchase' then scoped.flow_usd end) as purchase_usd,
            sum(case when scoped.flow_kind not in ('purchase', 'guarantee') then scoped.flow_usd end) as capital_usd,
            sum(case when scoped.flow_kind = 'guarantee' then scoped.flow_usd end) as guarantee_usd,
            sum(case when scoped.flow_kind <> 'guarantee' then scoped.flow_usd end) as money_usd,
            {% for rank in [1, 2, 3] %}
                coalesce(
                    sum(
                        case
                            when scoped.flow_kind <> 'guarantee' and scoped.firmness_rank <= {{ rank }}
                            then scoped.flow_usd
                        end
                    ),
                    sum(case when scoped.firmness_rank <= {{ rank }} then scoped.flow_usd end)
                ) as usd_{{ rank }},
            {% endfor %}
            sum(case when scoped.flow_usd is null then 1 else 0 end) as undisclosed_count,
            max(case when scoped.flow_kind = 'purchase' then 1 else 0 end) as has_purchase,
            max(case when scoped.flow_kind not in ('purchase', 'guarantee') then 1 else 0 end) as has_capital,
            max(case when scoped.flow_kind = 'guarantee' then 1 else 0 end) as has_guarantee,
            max(case when scoped.flow_kind <> 'guarantee' then 1 else 0 end) as has_money
        from edge_intervals
        inner join
            scoped
            on edge_intervals.party_level = scoped.party_level
            and edge_intervals.flow_scope = scoped.flow_scope
            and edge_intervals.from_id = scoped.from_id
            and edge_intervals.to_id = scoped.to_id
            and scoped.known_from <= edge_intervals.known_from
            and edge_intervals.known_from < scoped.known_to
        group by
            edge_intervals.party_level,
            edge_intervals.flow_scope,
            edge_intervals.from_id,
            edge_intervals.to_id,
            edge_intervals.known_from,
            edge_intervals.known_to
    ),

    money as (select * from edges where has_money = 1),

    -- Components over all dates together.
    ever as (select distinct party_level, flow_scope, from_id, to_id from money),

    ever_inner as (
        select ever.party_level, ever.flow_scope, ever.from_id, ever.to_id
        from ever
        where
            exists (
                select 1
                from ever as before
                where
                    before.party_level = ever.party_level
                    and before.flow_scope = ever.flow_scope
                    and before.to_id = ever.from_id
            )
            and exists (
                select 1
                from ever as after
                where
                    after.party_level = ever.party_level
                    and after.flow_scope = ever.flow_scope
                    and after.from_id = ever.to_id
            )
    ),

    {{ closure("ever_reach", "ever_inner", ["party_level", "flow_scope"]) }},

    inner_edges as (
        select
            money.party_level,
            money.flow_scope,
            money.from_id,
            money.to_id,
            money.known_from,
            money.known_to,
            money.money_usd
        from money
        inner join
            ever_reach
            on money.party_level = ever_reach.party_level
            and money.flow_scope = ever_reach.flow_scope
            and money.from_id = ever_reach.to_id
            and money.to_id = ever_reach.from_id
    ),

    -- Days on which a flow between two parties begins or ends; a new amount between them changes no component.
    presence as (
        select
            party_level,
            flow_scope,
            from_id,
            to_id,
            known_from,
            known_to,
            lag(known_to) over (
                partition by party_level, flow_scope, from_id, to_id order by known_from
            ) as ended_before,
            lead(known_from) over (
                partition by party_level, flow_scope, from_id, to_id order by known_from
            ) as begins_after
        from inner_edges
    ),

    component_dates as (
        select party_level, flow_scope, known_from
        from presence
        where ended_before is null or ended_before < known_from
        union
        select party_level, flow_scope, known_to
        from presence
        where known_to < {{ open_end() }} and (begins_after is null or begins_after > known_to)
    ),

    component_intervals as (
        select
            *,
            coalesce(
                lead(known_from) over (partition by party_level, flow_scope order by known_from), {{ open_end() }}
            ) as known_to
        from component_dates
    ),

    dated_edges as (
        select
            component_dates.party_level,
            component_dates.flow_scope,
            component_dates.known_from,
            inner_edges.from_id,
            inner_edges.to_id
        from component_dates
        inner join
            inner_edges
            on component_dates.party_level = inner_edges.party_level
            and component_dates.flow_scope = inner_edges.flow_scope
            and inner_edges.known_from <= component_dates.known_from
            and component_dates.known_from < inner_edges.known_to
    ),

    {{ closure("dated_reach", "dated_edges", ["party_level", "flow_scope", "known_from"], rounds=3) }},

    -- The last doubling is only for the way back of a flow, so that a circle of up to 17 flows is found.
    circular_edges as (
        select distinct
            dated_edges.party_level,
            dated_edges.flow_scope,
            dated_edges.from_id,
            dated_edges.to_id,
            component_intervals.known_from,
            component_intervals.known_to
        from dated_edges
        inner join
            dated_reach as onward
            on dated_edges.party_level = onward.party_level
            and dated_edges.flow_scope = onward.flow_scope
            and dated_edges.known_from = onward.known_from
            and dated_edges.to_id = onward.from_id
        inner join
            dated_reach as back
            on onward.party_level = back.party_level
            and onward.flow_scope = back.flow_scope
            and onward.known_from = back.known_from
            and onward.to_id = back.from_id
            and dated_edges.from_id = back.to_id
        inner join
            component_intervals
            on dated_edges.party_level = component_intervals.party_level
            and dated_edges.flow_scope = component_intervals.flow_scope
            and dated_edges.known_from = component_intervals.known_from
    ),

    whole_dates as (
        select party_level, flow_scope, known_from
        from money
        union
        select party_level, flow_scope, known_to
        from money
        where known_to < {{ open_end() }}
    ),

    whole_intervals as (
        select
            *,
            coalesce(
                lead(known_from) over (partition by party_level, flow_scope order by known_from), {{ open_end() }}
            ) as known_to
        from whole_dates
    ),

    component as (
        select
            whole_intervals.party_level,
            whole_intervals.flow_scope,
            whole_intervals.known_from,
            whole_intervals.known_to,
            sum(money.money_usd) as flow_usd,
            sum(money.undisclosed_count) as undisclosed_count,
            case
                when sum(money.money_usd) is not null
                then sum(case when circular_edges.from_id is null then 0 else coalesce(money.money_usd, 0) end)
            end as circular_usd
        from whole_intervals
        inner join
            money
            on whole_intervals.party_level = money.party_level
            and whole_intervals.flow_scope = money.flow_scope
            and money.known_from <= whole_intervals.known_from
            and whole_intervals.known_from < money.known_to
        left join
            circular_edges
            on money.party_level = circular_edges.party_level
            and money.flow_scope = circular_edges.flow_scope
            and money.from_id = circular_edges.from_id
            and money.to_id = circular_edges.to_id
            and circular_edges.known_from <= whole_intervals.known_from
            and whole_intervals.known_from < circular_edges.known_to
        group by
            whole_intervals.party_level,
            whole_intervals.flow_scope,
            whole_intervals.known_from,
            whole_intervals.known_to
    ),

    -- Loops of two to four parties, each written from its first party by name, in the strictest scope that holds
    -- it whole.
    looped as (
        select edges.*
        from edges
        where
            edges.flow_scope = 'with_non_binding'
            and exists (
                select 1
                from edges as after
                where
                    after.party_level = edges.party_level
                    and after.flow_scope = edges.flow_scope
                    and after.from_id = edges.to_id
            )
            and exists (
                select 1
                from edges as before
                where
                    before.party_level = edges.party_level
                    and before.flow_scope = edges.flow_scope
                    and before.to_id = edges.from_id
            )
    ),

    {% for length in [2, 3, 4] %}
        loops_{{ length }} as (
            select
                e1.party_level,
                {{ length }} as flow_count,
                {% for step in range(1, length + 1) %} e{{ step }}.from_id || ' > ' || {% endfor %}
                e1.from_id as path,
                {% for column, how in {
                    "firmness_rank": "greatest",
                    "known_from": "greatest",
                    "known_to": "least",
                }.items() %}
                    {{ how }} (
                        {% for step in range(1, length + 1) %}
                            e{{ step }}.{{ column }}{% if not loop.last %},{% endif %}
                        {% endfor %}
                    ) as {{ column }},
                {% endfor %}
                {% for step in range(1, length + 1) %}
                    1 - e{{ step }}.has_money {% if not loop.last %} +{% endif %}
                {% endfor %} as contingent_count,
                {% for rank in [1, 2, 3] %}
                    {% for step in range(1, length + 1) %}
                        case when e{{ step }}.usd_{{ rank }} is null then 1 else 0 end
                        {% if not loop.last %} +{% endif %}
                    {% endfor %} as undisclosed_{{ rank }},
                    least(
                        {% for step in range(1, length + 1) %}
                            coalesce(e{{ step }}.usd_{{ rank }}, {{ unbounded_usd() }})
                            {% if not loop.last %},{% endif %}
                        {% endfor %}
                    ) as bottleneck_{{ rank }}
                    {% if not loop.last %},{% endif %}
                {% endfor %}
            from looped as e1
            {% for step in range(2, length + 1) %}
                inner join
                    looped as e{{ step }}
                    on e{{ step - 1 }}.to_id = e{{ step }}.from_id
                    and e1.party_level = e{{ step }}.party_level
                    and e{{ step }}.from_id > e1.from_id
                    {% for other in range(2, step) %} and e{{ other }}.from_id <> e{{ step }}.from_id{% endfor %}
                    {% for other in range(1, step) %}
                        and e{{ other }}.known_from < e{{ step }}.known_to
                        and e{{ step }}.known_from < e{{ other }}.known_to
                    {% endfor %}
                    {% if step == length %} and e{{ step }}.to_id = e1.from_id{% endif %}
            {% endfor %}
        ),
    {% endfor %}

    loops as (
        {% for length in [2, 3, 4] %}
            select
                party_level,
                {% for column, pattern in {
                    "flow_scope": "'{}'",
                    "undisclosed_count": "undisclosed_{}",
                    "bottleneck_usd": "bottleneck_{}",
                }.items() %}
                    case
                        firmness_rank
                        {% for scope in ["firm", "committed", "with_non_binding"] %}
                            when {{ loop.index }}
                            then {{ pattern.format(scope if column == "flow_scope" else loop.index) }}
                        {% endfor %}
                    end as {{ column }},
                {% endfor %}
                flow_count,
                path,
                contingent_count,
                known_from,
                known_to
            from loops_{{ length }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    pairs as (
        select
            purchases.party_level,
            purchases.flow_scope,
            purchases.from_id || ' > ' || purchases.to_id || ' > ' || purchases.from_id as path,
            purchases.purchase_usd,
            returns.capital_usd,
            returns.guarantee_usd,
            purchases.undisclosed_count + returns.undisclosed_count as undisclosed_count,
            greatest(purchases.known_from, returns.known_from) as known_from,
            least(purchases.known_to, returns.known_to) as known_to
        from edges as purchases
        inner join
            edges as returns
            on purchases.party_level = returns.party_level
            and purchases.flow_scope = returns.flow_scope
            and purchases.from_id = returns.to_id
            and purchases.to_id = returns.from_id
            and purchases.known_from < returns.known_to
            and returns.known_from < purchases.known_to
        where purchases.has_purchase = 1 and (returns.has_capital = 1 or returns.has_guarantee = 1)
    ),

    guarantees as (select * from scoped where flow_kind = 'guarantee'),

    guarantee_dates as (
        select party_level, flow_scope, from_id, known_from
        from guarantees
        union
        select party_level, flow_scope, from_id, known_to
        from guarantees
        where known_to < {{ open_end() }}
    ),

    guarantee_intervals as (
        select
            *,
            coalesce(
                lead(known_from) over (partition by party_level, flow_scope, from_id order by known_from),
                {{ open_end() }}
            ) as known_to
        from guarantee_dates
    ),

    guarantors as (
        select
            guarantee_intervals.party_level,
            guarantee_intervals.flow_scope,
            guarantee_intervals.from_id,
            guarantee_intervals.known_from,
            guarantee_intervals.known_to,
            count(*) as flow_count,
            sum(guarantees.flow_usd) as guarantee_usd,
            sum(case when guarantees.flow_usd is null then 1 else 0 end) as undisclosed_count
        from guarantee_intervals
        inner join
            guarantees
            on guarantee_intervals.party_level = guarantees.party_level
            and guarantee_intervals.flow_scope = guarantees.flow_scope
            and guarantee_intervals.from_id = guarantees.from_id
            and guarantees.known_from <= guarantee_intervals.known_from
            and guarantee_intervals.known_from < guarantees.known_to
        group by
            guarantee_intervals.party_level,
            guarantee_intervals.flow_scope,
            guarantee_intervals.from_id,
            guarantee_intervals.known_from,
            guarantee_intervals.known_to
    ),

    structures as (
        select
            party_level,
            'component' as structure,
            flow_scope,
            'all flows' as path,
            cast(null as int) as flow_count,
            cast(null as decimal(38, 2)) as purchase_usd,
            cast(null as decimal(38, 2)) as capital_usd,
            cast(null as decimal(38, 2)) as guarantee_usd,
            cast(null as decimal(38, 2)) as bottleneck_usd,
            circular_usd,
            flow_usd,
            undisclosed_count,
            cast(null as int) as contingent_count,
            known_from,
            known_to
        from component
        union all
        select
            party_level,
            'loop',
            flow_scope,
            path,
            flow_count,
            null,
            null,
            null,
            case when bottleneck_usd < {{ unbounded_usd() }} then bottleneck_usd end,
            null,
            null,
            undisclosed_count,
            contingent_count,
            known_from,
            known_to
        from loops
        union all
        select
            party_level,
            'pair',
            flow_scope,
            path,
            2,
            purchase_usd,
            capital_usd,
            guarantee_usd,
            null,
            null,
            null,
            undisclosed_count,
            null,
            known_from,
            known_to
        from pairs
        union all
        select
            party_level,
            'guarantor',
            flow_scope,
            from_id,
            flow_count,
            null,
            null,
            guarantee_usd,
            null,
            null,
            null,
            undisclosed_count,
            null,
            known_from,
            known_to
        from guarantors
    )

select
    party_level,
    structure,
    flow_scope,
    path,
    cast(flow_count as int) as flow_count,
    cast(undisclosed_count as int) as undisclosed_count,
    cast(contingent_count as int) as contingent_count,
    cast(purchase_usd as decimal(38, 2)) as purchase_usd,
    cast(capital_usd as decimal(38, 2)) as capital_usd,
    cast(guarantee_usd as decimal(38, 2)) as guarantee_usd,
    case
        when purchase_usd > 0 and capital_usd > 0
        then cast(least(purchase_usd, capital_usd) as double) / cast(greatest(purchase_usd, capital_usd) as double)
    end as reciprocity_share,
    case
        when purchase_usd > 0 and capital_usd > 0 then cast(capital_usd as double) / cast(purchase_usd as double)
    end as round_trip_multiple,
    cast(bottleneck_usd as decimal(38, 2)) as bottleneck_usd_high,
    cast(
        case
            when bottleneck_usd is not null then case when undisclosed_count > 0 then 0 else bottleneck_usd end
        end as decimal(38, 2)
    ) as bottleneck_usd_low,
    cast(circular_usd as decimal(38, 2)) as circular_usd,
    cast(flow_usd as decimal(38, 2)) as flow_total_usd,
    case when flow_usd > 0 then cast(circular_usd as double) / cast(flow_usd as double) end as circular_share,
    known_from,
    known_to
from structures
