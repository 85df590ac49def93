with
    knowledge as (select distinct known_from, known_to from {{ ref("fct_phase_online") }}),

    deals as (
        select
            knowledge.known_from as known_on,
            knowledge.known_to as known_until,
            commitments.deal_id,
            commitments.buyer_party_id,
            commitments.seller_party_id,
            commitments.mw_role
        from knowledge
        inner join
            {{ ref("commitments") }} as commitments
            on commitments.known_from <= knowledge.known_from
            and knowledge.known_from < commitments.known_to
        where
            coalesce(commitments.not_counted_reason, '')
            not in ('programme', 'superseded', 'ended', 'letter_of_intent', 'ambition', 'option')
    ),

    -- What is due in a quarter that is not over: dollars by the run-off, and what a source says is delivered.
    due as (
        select
            deals.*,
            'run_off' as due_kind,
            run_off.period_start_on,
            run_off.period_end_on,
            cast(null as date) as due_on,
            run_off.due_usd,
            cast(null as {{ mw_type() }}) as due_mw,
            run_off.schedule_statement_id as due_statement_id
        from deals
        inner join
            {{ ref("commitment_run_off") }} as run_off
            on deals.deal_id = run_off.deal_id
            and run_off.known_from <= deals.known_on
            and deals.known_on < run_off.known_to
        where run_off.period_kind = 'quarter' and run_off.due_usd > 0
        union all
        select
            deals.*,
            'tranche',
            cast({{ dbt.date_trunc("quarter", "tranches.due_on") }} as date),
            cast(
                {{ dbt.dateadd("day", -1, dbt.dateadd("month", 3, dbt.date_trunc("quarter", "tranches.due_on"))) }}
                as date
            ),
            tranches.due_on,
            tranches.value_usd,
            tranches.capacity_mw,
            tranches.statement_id
        from deals
        inner join
            {{ ref("fct_deal_tranche") }} as tranches
            on deals.deal_id = tranches.deal_id
            and tranches.known_on <= deals.known_on
    ),

    ahead as (select * from due where period_end_on >= known_on and period_end_on <= cast('2032-12-31' as date)),

    -- Megawatts at the meter weigh the phases of a deal.
    linked as (
        select
            deals.known_on,
            links.deal_id,
            links.link_basis,
            online.phase_id,
            online.month_ended_on,
            cast(online.added_facility_mw_base as double) as mw,
            online.online_probability
        from (select distinct known_on, deal_id from ahead) as deals
        inner join
            {{ ref("bridge_deal_phase") }} as links
            on deals.deal_id = links.deal_id
            and (links.known_on is null or links.known_on <= deals.known_on)
        inner join
            {{ ref("fct_phase_online") }} as online
            on links.phase_id = online.phase_id
            and deals.known_on = online.known_from
        where
            online.phase_role = 'site_capacity'
            and online.added_facility_mw_base > 0
            and extract(month from online.month_ended_on) in (3, 6, 9, 12)
    ),

    served as (
        select
            known_on,
            deal_id,
            month_ended_on,
            min(link_basis) as link_basis,
            cast(count(*) as int) as linked_phases,
            sum(mw) as linked_mw,
            sum(mw * coalesce(online_probability, 0)) / sum(mw) as share_low,
            case
                when sum(case when online_probability is not null then mw end) > 0
                then sum(mw * online_probability) / sum(case when online_probability is not null then mw end)
            end as share_base,
            sum(mw * coalesce(online_probability, 1)) / sum(mw) as share_high
        from linked
        group by known_on, deal_id, month_ended_on
    ),

    dated as (
        select linked.known_on, linked.deal_id, max(schedule.p50_date) as last_p50_date
        from (select distinct known_on, deal_id, phase_id from linked) as linked
        inner join
            {{ ref("energization_schedule") }} as schedule
            on linked.phase_id = schedule.phase_id
            and schedule.known_from <= linked.known_on
            and linked.known_on < schedule.known_to
        group by linked.known_on, linked.deal_id
    )

select
    ahead.deal_id,
    ahead.buyer_party_id,
    ahead.seller_party_id,
    ahead.due_kind,
    ahead.period_start_on,
    ahead.period_end_on,
    ahead.due_on,
    ahead.due_usd,
    ahead.due_mw,
    served.link_basis,
    case
        when served.deal_id is not null
        then null
        when ahead.mw_role <> 'site_capacity'
        then 'no_site_capacity'
        when links.deal_id is not null
        then 'phases_without_capacity'
        else 'no_phase_known'
    end as not_linked_reason,
    coalesce(served.linked_phases, 0) as linked_phases,
    cast(served.linked_mw as {{ mw_type() }}) as linked_mw,
    round(served.share_low, 6) as online_share_low,
    round(served.share_base, 6) as online_share_base,
    round(served.share_high, 6) as online_share_high,
    dated.last_p50_date,
    coalesce(ahead.due_on, ahead.period_end_on) < dated.last_p50_date as is_due_before_p50,
    {% for bound, share in [("low", "high"), ("base", "base"), ("high", "low")] %}
        cast(
            round(cast(ahead.due_usd as double) * (1 - round(served.share_{{ share }}, 6)), 2) as decimal(18, 2)
        ) as due_at_risk_usd_{{ bound }},
    {% endfor %}
    cast(cast(ahead.due_mw as double) * (1 - round(served.share_base, 6)) as {{ mw_type() }}) as mw_at_risk_base,
    ahead.due_statement_id,
    ahead.known_on as known_from,
    ahead.known_until as known_to
from ahead
left join
    served
    on ahead.known_on = served.known_on
    and ahead.deal_id = served.deal_id
    and ahead.period_end_on = served.month_ended_on
left join dated on ahead.known_on = dated.known_on and ahead.deal_id = dated.deal_id
left join (select distinct deal_id from {{ ref("bridge_deal_phase") }}) as links on ahead.deal_id = links.deal_id
