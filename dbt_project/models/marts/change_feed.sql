{# What a row of commitments says, in the spelling of stated_value; `row` stands for the row before or after. #}
{% set spelled = {
    "value": "cast(row.value_usd_base as string)",
    "value_low": "cast(row.value_usd_low as string)",
    "value_high": "cast(row.value_usd_high as string)",
    "term": "cast(row.term_months as string)",
    "starts": "row.starts_precision || ' ' || cast(row.starts_on as string)",
    "ends": "row.ends_precision || ' ' || cast(row.ends_on as string)",
    "capacity": "row.capacity_qualifier || ' ' || cast(row.capacity_mw as string)",
    "accelerators": "row.accelerator_qualifier || ' ' || cast(row.accelerator_count as string)",
    "firmness": "row.firmness",
    "firmness_class": "row.firmness_class",
} %}
{% set statement_of = {
    "value": "amount_statement_id",
    "value_low": "amount_statement_id",
    "value_high": "amount_statement_id",
    "term": "term_statement_id",
    "starts": "starts_statement_id",
    "ends": "ends_statement_id",
    "capacity": "capacity_statement_id",
    "accelerators": "accelerator_statement_id",
    "firmness": "firmness_statement_id",
    "firmness_class": "firmness_statement_id",
} %}
with
    commitments as (
        select *, row_number() over (partition by deal_id order by known_from) as place from {{ ref("commitments") }}
    ),

    increments as (
        select figures.deal_id, figures.known_from, min(figures.statement_id) as statement_id
        from {{ ref("commitment_statements") }} as figures
        inner join
            {{ ref("statements") }} as statements
            on figures.statement_id = statements.statement_id
            and figures.known_from = statements.known_on
        where figures.figure = 'increment'
        group by figures.deal_id, figures.known_from
    ),

    first_amounts as (
        select deal_id, min(known_from) as known_from from commitments where value_usd_base is not null group by deal_id
    ),

    -- The first amount of a deal against that of the deal of the same buyer which it replaces.
    compared as (
        select
            new_deals.deal_id,
            new_deals.known_from,
            old_deals.deal_id as other_deal_id,
            old_deals.value_usd_base as old_usd,
            new_deals.value_usd_base as new_usd,
            new_deals.value_statement_id as statement_id,
            row_number() over (
                partition by new_deals.deal_id order by old_firsts.known_from, old_deals.deal_id
            ) as place
        from first_amounts
        inner join
            commitments as new_deals
            on first_amounts.deal_id = new_deals.deal_id
            and first_amounts.known_from = new_deals.known_from
        inner join
            commitments as old_deals
            on new_deals.deal_id = old_deals.superseded_by_deal_id
            and new_deals.buyer_party_id = old_deals.buyer_party_id
            and old_deals.known_from <= new_deals.known_from
            and new_deals.known_from < old_deals.known_to
        inner join commitments as old_firsts on old_deals.deal_id = old_firsts.deal_id and old_firsts.place = 1
        where new_deals.status <> 'superseded' and old_deals.value_usd_base is not null
    ),

    replacing as (select * from compared where place = 1),

    steps as (
        select
            after.deal_id,
            after.known_from as known_on,
            after.buyer_party_id,
            before.deal_id is null as is_new,
            replacing.deal_id is not null as is_compared,
            before.status as old_status,
            after.status as new_status,
            before.not_counted_reason as old_reason,
            after.not_counted_reason as new_reason,
            coalesce(before.container_deal_id, '') as old_container,
            after.container_deal_id,
            after.superseded_by_deal_id,
            before.counts_for_buyer as counted_before,
            after.counts_for_buyer as counts_after,
            before.value_usd_base as old_usd,
            after.value_usd_base as new_usd,
            {{ days_moved("before.starts_on", "before.starts_precision", "after.starts_on", "after.starts_precision") }}
            as starts_moved,
            {{ days_moved("before.ends_on", "before.ends_precision", "after.ends_on", "after.ends_precision") }}
            as ends_moved,
            {% for attribute, spelling in spelled.items() %}
                {{ spelling | replace("row.", "before.") }} as old_{{ attribute }},
                {{ spelling | replace("row.", "after.") }} as new_{{ attribute }},
            {% endfor %}
            -- What made the amount another one: an increment, the term of an amount per year, or its own statement.
            case
                when after.value_statement_id is null
                then null
                when coalesce(before.value_statement_id, '') <> after.value_statement_id
                then after.value_statement_id
                when increments.statement_id is not null
                then increments.statement_id
                when coalesce(before.term_months, 0) <> coalesce(after.term_months, 0)
                then after.term_statement_id
                else after.value_statement_id
            end as amount_statement_id,
            after.firmness_statement_id,
            after.term_statement_id,
            after.starts_statement_id,
            after.ends_statement_id,
            after.capacity_statement_id,
            after.accelerator_statement_id
        from commitments as after
        left join commitments as before on after.deal_id = before.deal_id and after.place = before.place + 1
        left join increments on after.deal_id = increments.deal_id and after.known_from = increments.known_from
        left join replacing on after.deal_id = replacing.deal_id and after.known_from = replacing.known_from
    ),

    stated as (
        {% for attribute, statement in statement_of.items() %}
            select
                deal_id,
                known_on,
                '{{ attribute }}' as attribute,
                old_{{ attribute }} as old_value,
                new_{{ attribute }} as new_value,
                old_usd,
                new_usd,
                is_compared,
                {% if attribute in ["starts", "ends"] %} {{ attribute }}_moved
                {% else %} cast(null as int)
                {% endif %} as days_moved,
                {{ statement }} as statement_id
            from steps
            where
                not is_new and coalesce(old_{{ attribute }}, '') <> coalesce(new_{{ attribute }}, '')
                {% if attribute in ["value_low", "value_high"] %}
                    and coalesce(steps.old_value, '') = coalesce(steps.new_value, '')
                {% elif attribute == "firmness_class" %} and old_firmness = new_firmness
                {% endif %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    newly_superseded as (
        select * from steps where new_status = 'superseded' and coalesce(old_status, '') <> 'superseded'
    ),

    deal_changes as (
        select
            deal_id,
            known_on,
            'new' as change_kind,
            'value' as attribute,
            cast(null as string) as old_value,
            new_value,
            case when not is_compared and new_status <> 'superseded' then new_usd end as delta_usd,
            cast(null as int) as days_moved,
            cast(null as string) as other_deal_id,
            coalesce(
                amount_statement_id,
                firmness_statement_id,
                term_statement_id,
                starts_statement_id,
                ends_statement_id,
                capacity_statement_id,
                accelerator_statement_id
            ) as statement_id
        from steps
        where is_new
        union all
        select
            deal_id,
            known_on,
            case
                when attribute in ('firmness', 'firmness_class')
                then 'firmness_changed'
                when attribute = 'value' and old_usd < new_usd
                then 'upsized'
                when attribute = 'value' and new_usd < old_usd
                then 'downsized'
                else 'restated'
            end,
            attribute,
            old_value,
            new_value,
            case when attribute = 'value' and not is_compared then coalesce(new_usd, 0) - coalesce(old_usd, 0) end,
            days_moved,
            null,
            statement_id
        from stated
        union all
        select
            deal_id,
            known_from,
            case when old_usd < new_usd then 'upsized' else 'downsized' end,
            'replaced_value',
            cast(old_usd as string),
            cast(new_usd as string),
            new_usd - old_usd,
            null,
            other_deal_id,
            statement_id
        from replacing
        where old_usd <> new_usd
        union all
        select
            deal_id, known_on, 'superseded', 'status', old_status, new_status, null, null, superseded_by_deal_id, null
        from newly_superseded
        union all
        select deal_id, known_on, 'ended', 'status', old_status, new_status, null, null, null, null
        from steps
        where new_status = 'ended' and coalesce(old_status, '') <> 'ended'
        union all
        select deal_id, known_on, 'restated', 'status', old_status, new_status, null, null, null, null
        from steps
        where new_status = 'active' and old_status <> 'active'
        union all
        select
            deal_id,
            known_on,
            'contained',
            'not_counted_reason',
            old_reason,
            new_reason,
            null,
            null,
            container_deal_id,
            null
        from steps
        where
            new_reason in ('contained', 'passed_through')
            and (coalesce(old_reason, '') <> new_reason or old_container <> container_deal_id)
        union all
        select deal_id, known_on, 'counted', 'not_counted_reason', old_reason, new_reason, null, null, null, null
        from steps
        where not is_new and old_reason is not null and new_reason is null
        union all
        -- The rows of deals that were replaced, have ended or are contained say so by their own kind.
        select deal_id, known_on, 'not_counted', 'not_counted_reason', old_reason, new_reason, null, null, null, null
        from steps
        where counted_before and not counts_after and new_reason <> 'contained' and old_status = new_status
        union all
        select
            new_deals.deal_id,
            newly_superseded.known_on,
            're_let',
            'buyer',
            newly_superseded.buyer_party_id,
            new_deals.buyer_party_id,
            null,
            null,
            newly_superseded.deal_id,
            new_deals.firmness_statement_id
        from newly_superseded
        inner join
            commitments as new_deals
            on newly_superseded.superseded_by_deal_id = new_deals.deal_id
            and new_deals.known_from <= newly_superseded.known_on
            and newly_superseded.known_on < new_deals.known_to
        where newly_superseded.buyer_party_id <> new_deals.buyer_party_id
    ),

    schedule as (
        select *, row_number() over (partition by phase_id order by known_from) as place
        from {{ ref("energization_schedule") }}
    ),

    phase_steps as (
        select
            after.phase_id,
            after.known_from as known_on,
            before.phase_id is null as is_new,
            before.status as old_status,
            after.status as new_status,
            before.capacity_basis || ' ' || cast(before.capacity_mw as string) as old_capacity,
            after.capacity_basis || ' ' || cast(after.capacity_mw as string) as new_capacity,
            before.energization_precision || ' ' || cast(before.energization_date as string) as old_energization,
            after.energization_precision || ' ' || cast(after.energization_date as string) as new_energization,
            before.achieved_precision || ' ' || cast(before.achieved_date as string) as old_achieved,
            after.achieved_precision || ' ' || cast(after.achieved_date as string) as new_achieved,
            {{
                days_moved(
                    "before.energization_date",
                    "before.energization_precision",
                    "after.energization_date",
                    "after.energization_precision",
                )
            }} as energization_moved,
            {{
                days_moved(
                    "before.achieved_date",
                    "before.achieved_precision",
                    "after.achieved_date",
                    "after.achieved_precision",
                )
            }} as achieved_moved,
            {{
                days_moved(
                    "before.energization_date",
                    "before.energization_precision",
                    "after.achieved_date",
                    "after.achieved_precision",
                )
            }} as achieved_against_plan,
            after.capacity_statement_id,
            after.energization_statement_id,
            after.achieved_statement_id,
            after.status_statement_id
        from schedule as after
        left join schedule as before on after.phase_id = before.phase_id and after.place = before.place + 1
    ),

    phase_changes as (
        select
            phase_id,
            known_on,
            'new' as change_kind,
            'energization' as attribute,
            cast(null as string) as old_value,
            coalesce(new_achieved, new_energization) as new_value,
            cast(null as int) as days_moved,
            coalesce(status_statement_id, energization_statement_id, capacity_statement_id) as statement_id
        from phase_steps
        where is_new
        union all
        select
            phase_id,
            known_on,
            case
                when energization_moved > 0 then 'slipped' when energization_moved < 0 then 'pulled_in' else 'restated'
            end,
            'energization',
            old_energization,
            new_energization,
            energization_moved,
            energization_statement_id
        from phase_steps
        where not is_new and coalesce(old_energization, '') <> coalesce(new_energization, '')
        union all
        select phase_id, known_on, 'restated', 'capacity', old_capacity, new_capacity, null, capacity_statement_id
        from phase_steps
        where not is_new and coalesce(old_capacity, '') <> coalesce(new_capacity, '')
        union all
        -- A new date that is later says already that the phase is delayed.
        select
            phase_id,
            known_on,
            case
                when new_status in ('achieved', 'cancelled')
                then new_status
                when new_status = 'delayed' and old_status <> 'cancelled'
                then 'slipped'
                else 'restated'
            end,
            'status',
            old_status,
            new_status,
            case when new_status = 'achieved' then achieved_against_plan end,
            status_statement_id
        from phase_steps
        where
            coalesce(old_status, '') <> new_status
            and (not is_new or new_status in ('achieved', 'cancelled'))
            and not (new_status = 'delayed' and coalesce(energization_moved, 0) > 0)
        union all
        -- A date of what has happened is restated like any other.
        select
            phase_id,
            known_on,
            case when achieved_moved > 0 then 'slipped' when achieved_moved < 0 then 'pulled_in' else 'restated' end,
            'achieved',
            old_achieved,
            new_achieved,
            achieved_moved,
            achieved_statement_id
        from phase_steps
        where
            old_status = 'achieved'
            and new_status = 'achieved'
            and coalesce(old_achieved, '') <> coalesce(new_achieved, '')
    )

select
    deal_changes.known_on,
    'deal' as entity_kind,
    deal_changes.deal_id as entity_id,
    deals.buyer_party_id,
    deals.seller_party_id,
    cast(null as string) as site_id,
    cast(null as string) as site_name,
    deal_changes.change_kind,
    deal_changes.attribute,
    deal_changes.old_value,
    deal_changes.new_value,
    cast(deal_changes.delta_usd as decimal(18, 2)) as delta_usd,
    deal_changes.days_moved,
    deal_changes.other_deal_id,
    deal_changes.statement_id
from deal_changes
inner join {{ ref("dim_deal") }} as deals on deal_changes.deal_id = deals.deal_id
union all
select
    phase_changes.known_on,
    'phase',
    phase_changes.phase_id,
    null,
    null,
    phases.site_id,
    phases.site_name,
    phase_changes.change_kind,
    phase_changes.attribute,
    phase_changes.old_value,
    phase_changes.new_value,
    null,
    phase_changes.days_moved,
    null,
    phase_changes.statement_id
from phase_changes
inner join {{ ref("dim_site_phase") }} as phases on phase_changes.phase_id = phases.phase_id
