with
    versions as (select * from {{ ref("fct_phase_version") }}),

    capacities as (select * from {{ ref("fct_phase_capacity") }}),

    milestones as (select * from {{ ref("fct_milestone") }}),

    odds as (select * from {{ ref("fct_phase_odds") }}),

    dated as (
        select
            versions.*,
            capacities.capacity_mw,
            capacities.capacity_basis,
            stated.occurs_on as energization_date,
            stated.occurs_precision as energization_precision,
            first_stated.occurs_on as first_energization_date,
            first_stated.occurs_precision as first_energization_precision,
            achieved.occurs_on as achieved_date,
            achieved.occurs_precision as achieved_precision,
            -- What has happened stays so, whatever is still planned for the rest of the phase.
            case
                when versions.achieved_statement_id is not null
                then 'achieved'
                else coalesce(latest.milestone_status, 'unknown')
            end as status,
            coalesce(achieved.occurs_on, stated.occurs_on) as last_date,
            case
                when achieved.occurs_on is not null then achieved.occurs_precision else stated.occurs_precision
            end as last_precision
        from versions
        left join capacities on versions.capacity_statement_id = capacities.statement_id
        left join milestones as stated on versions.energization_statement_id = stated.statement_id
        left join milestones as first_stated on versions.first_energization_statement_id = first_stated.statement_id
        left join milestones as achieved on versions.achieved_statement_id = achieved.statement_id
        left join milestones as latest on versions.status_statement_id = latest.statement_id
    )

select
    dated.phase_id,
    phases.phase_name,
    phases.site_id,
    phases.site_name,
    phases.developer_party_id,
    phases.operator_party_id,
    phases.tenant_party_id,
    phases.utility_party_id,
    phases.grid_operator,
    phases.country_code,
    phases.state,
    dated.capacity_mw,
    dated.capacity_basis,
    dated.energization_date,
    dated.energization_precision,
    dated.first_energization_date,
    dated.first_energization_precision,
    dated.achieved_date,
    dated.achieved_precision,
    dated.status,
    case
        when dated.first_energization_date is null or dated.last_date is null
        then null
        -- Periods that overlap: a date known to the year that becomes a day inside that year has not slipped.
        when
            {{ period_start("dated.first_energization_date", "dated.first_energization_precision") }} <= dated.last_date
            and {{ period_start("dated.last_date", "dated.last_precision") }} <= dated.first_energization_date
        then 0
        else cast({{ dbt.datediff("dated.first_energization_date", "dated.last_date", "day") }} as int)
    end as days_slipped,
    odds.phase_role,
    odds.target_milestone,
    odds.target_on,
    odds.target_precision,
    odds.no_odds_reason,
    {% for curve in ["", "comonotone_"] %}
        {% for name in ["p10", "p50", "p90"] %}
            {{ month_ended_on("odds.known_from", "odds." ~ curve ~ name ~ "_months_ahead") }}
            as {{ curve }}{{ name }}_date,
        {% endfor %}
    {% endfor %}
    odds.energized_probability,
    odds.comonotone_energized_probability,
    odds.within_12_months_probability,
    odds.within_24_months_probability,
    odds.binding_component,
    odds.binding_probability,
    odds.next_component,
    odds.binding_gap_months,
    {% for factor in ["grid", "power_contract", "building", "chips", "permits", "unknown"] %}
        odds.{{ factor }}_binding_probability,
    {% endfor %}
    odds.components_needed,
    odds.components_with_evidence,
    -- Odds change more often than what is stated: with the evidence on a component, and with every quarter.
    coalesce(odds.known_from, dated.known_from) as known_from,
    coalesce(odds.known_to, dated.known_to) as known_to,
    dated.capacity_statement_id,
    dated.energization_statement_id,
    dated.first_energization_statement_id,
    dated.achieved_statement_id,
    case
        when dated.achieved_statement_id is not null then dated.achieved_statement_id else dated.status_statement_id
    end as status_statement_id,
    odds.target_statement_id,
    odds.grid_statement_id,
    odds.power_contract_statement_id,
    odds.building_statement_id,
    odds.chips_statement_id,
    odds.permits_statement_id
from dated
left join
    odds on dated.phase_id = odds.phase_id and dated.known_from <= odds.known_from and odds.known_from < dated.known_to
inner join {{ ref("dim_site_phase") }} as phases on dated.phase_id = phases.phase_id
