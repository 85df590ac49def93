with
    statements as (select * from {{ ref("fct_statement") }} where evidence_grade < 5),

    phases as (select * from {{ ref("dim_site_phase") }}),

    versions as (select * from {{ ref("fct_phase_version") }}),

    milestones as (
        select
            milestones.*,
            statements.known_on,
            statements.evidence_grade,
            -- Weak statements speak only where no stronger one does, as in the rule of resolution, but that something
            -- has
            -- happened is another thing than a date stated before.
            case
                when statements.evidence_grade <= 3 or milestones.milestone_status in ('achieved', 'cancelled')
                then 1
                else 2
            end as strength
        from {{ ref("fct_milestone") }} as milestones
        inner join statements on milestones.statement_id = statements.statement_id
    ),

    arrangements as (
        select *, case when evidence_grade <= 3 then 1 else 2 end as strength from {{ ref("fct_power_state") }}
    ),

    first_known as (
        select
            phase_id,
            min(known_from) as known_from,
            coalesce(
                min(case when achieved_statement_id is not null then known_from end), {{ open_end() }}
            ) as achieved_from
        from versions
        group by phase_id
    ),

    -- Odds change with every statement and, as time passes without one, with every quarter.
    dates as (
        select phase_id, known_from
        from versions
        union
        select milestones.phase_id, milestones.known_on
        from milestones
        inner join
            first_known on milestones.phase_id = first_known.phase_id and first_known.known_from <= milestones.known_on
        union
        select phases.phase_id, arrangements.known_from
        from arrangements
        inner join phases on arrangements.site_id = phases.site_id
        inner join
            first_known on phases.phase_id = first_known.phase_id and first_known.known_from <= arrangements.known_from
        union
        select first_known.phase_id, quarters.period_start_on
        from first_known
        inner join
            ({{ calendar() }}) as quarters
            on first_known.known_from < quarters.period_start_on
            and quarters.period_start_on < first_known.achieved_from
        where quarters.period_kind = 'quarter' and quarters.period_start_on <= (select max(known_on) from statements)
    ),

    intervals as (
        select
            dates.phase_id,
            phases.site_id,
            dates.known_from,
            coalesce(
                lead(dates.known_from) over (partition by dates.phase_id order by dates.known_from), {{ open_end() }}
            ) as known_to
        from dates
        inner join phases on dates.phase_id = phases.phase_id
    ),

    -- What each milestone of a phase is by the statement that counts in the interval.
    told as (
        select
            intervals.phase_id,
            intervals.known_from,
            milestones.milestone_type,
            milestones.milestone_status,
            milestones.occurs_on,
            milestones.occurs_precision,
            milestones.statement_id,
            row_number() over (
                partition by intervals.phase_id, intervals.known_from, milestones.milestone_type
                order by
                    milestones.strength, milestones.known_on desc, milestones.evidence_grade, milestones.statement_id
            ) as place,
            -- The last date counts where a later statement only says that it is late.
            row_number() over (
                partition by
                    intervals.phase_id,
                    intervals.known_from,
                    milestones.milestone_type,
                    milestones.occurs_on is not null and milestones.milestone_status in ('planned', 'delayed')
                order by
                    milestones.strength, milestones.known_on desc, milestones.evidence_grade, milestones.statement_id
            ) as place_of_dated
        from intervals
        inner join
            milestones on intervals.phase_id = milestones.phase_id and milestones.known_on <= intervals.known_from
    ),

    -- One row per interval: for each kind of milestone its status, its last date, and the statements of both.
    states as (
        select
            phase_id,
            known_from,
            {% for milestone, short in [
                ("energization", "energization"),
                ("full_operation", "operation"),
                ("substation_energized", "substation"),
                ("interconnection_agreement", "agreement"),
                ("building_complete", "building"),
                ("groundbreaking", "ground"),
                ("chips_delivered", "chips"),
                ("permit", "permit"),
            ] %}
                {% set of = "milestone_type = '" ~ milestone ~ "'" %}
                {% set dated = (
                    of
                    ~ " and place_of_dated = 1 and occurs_on is not null and milestone_status in ('planned', 'delayed')"
                ) %}
                max(case when {{ of }} and place = 1 then milestone_status end) as {{ short }}_status,
                max(case when {{ of }} and place = 1 then statement_id end) as {{ short }}_told_id,
                max(case when {{ of }} and place = 1 and occurs_on is null then 1 else 0 end) as {{ short }}_undated,
                max(case when {{ dated }} then occurs_on end) as {{ short }}_on,
                max(case when {{ dated }} then occurs_precision end) as {{ short }}_precision,
                max(case when {{ dated }} then statement_id end) as {{ short }}_dated_id
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from told
        group by phase_id, known_from
    ),

    -- The firmest arrangement for power at the site. The register states them per site, not per phase.
    power as (
        select
            intervals.phase_id,
            intervals.known_from,
            arrangements.power_status,
            arrangements.expected_on,
            arrangements.expected_precision,
            arrangements.arrangement_type,
            arrangements.known_from as stated_from,
            arrangements.statement_id,
            row_number() over (
                partition by intervals.phase_id, intervals.known_from
                order by
                    case
                        when arrangements.power_status in ('operating', 'under_construction', 'approved')
                        then 1
                        when arrangements.power_status = 'contracted'
                        then 2
                        when arrangements.power_status = 'proposed'
                        then 3
                        else 4
                    end,
                    arrangements.strength,
                    arrangements.known_from desc,
                    arrangements.evidence_grade,
                    arrangements.statement_id
            ) as place
        from intervals
        inner join
            arrangements
            on intervals.site_id = arrangements.site_id
            and arrangements.known_from <= intervals.known_from
            and intervals.known_from < arrangements.known_to
    ),

    supply_sites as (select distinct site_id from arrangements where arrangement_type = 'nuclear_restart'),

    -- Energization where it is dated, else full operation, which is no earlier.
    targeted as (
        select
            intervals.*,
            case when supply_sites.site_id is null then 'site_capacity' else 'power_supply' end as phase_role,
            case
                when versions.achieved_statement_id is not null or states.operation_status = 'achieved'
                then 'achieved'
                when coalesce(states.energization_status, states.operation_status) = 'cancelled'
                then 'cancelled'
                when stated.occurs_on is null and states.operation_on is null
                then 'no_date_stated'
            end as no_odds_reason,
            coalesce(
                versions.achieved_statement_id,
                case when states.operation_status = 'achieved' then states.operation_told_id end,
                case when states.energization_status = 'cancelled' then states.energization_told_id end,
                case when states.operation_status = 'cancelled' then states.operation_told_id end,
                versions.energization_statement_id,
                states.operation_dated_id
            ) as target_statement_id,
            coalesce(stated.occurs_on, states.operation_on) as target_on,
            case
                when stated.occurs_on is not null then stated.occurs_precision else states.operation_precision
            end as target_precision,
            case
                when stated.occurs_on is not null
                then 'energization'
                when states.operation_on is not null
                then 'full_operation'
            end as target_milestone
        from intervals
        inner join
            versions
            on intervals.phase_id = versions.phase_id
            and versions.known_from <= intervals.known_from
            and intervals.known_from < versions.known_to
        left join states on intervals.phase_id = states.phase_id and intervals.known_from = states.known_from
        left join {{ ref("fct_milestone") }} as stated on versions.energization_statement_id = stated.statement_id
        left join supply_sites on intervals.site_id = supply_sites.site_id
    ),

    -- How each component stands: ready, dated by itself, dated by the phase, refused, or unknown.
    judged as (
        select
            targeted.*,
            'grid' as component,
            case
                when states.substation_status = 'achieved'
                then 'ready'
                when states.substation_status = 'cancelled' or states.agreement_status = 'cancelled'
                then 'refused'
                when states.substation_status = 'delayed' and states.substation_undated = 1
                then 'late_without_date'
                when states.substation_on is not null
                then 'dated'
                when states.agreement_status is not null
                then 'under_way'
                else 'unknown'
            end as component_status,
            case
                when states.agreement_status = 'achieved' then 'ercot-energization-ahead-agreement' else 'prior-grid'
            end as own_class_id,
            states.substation_on as own_on,
            states.substation_precision as own_precision,
            coalesce(
                case
                    when states.substation_undated = 1 or states.substation_status in ('achieved', 'cancelled')
                    then states.substation_told_id
                    when states.agreement_status = 'cancelled'
                    then states.agreement_told_id
                end,
                states.substation_dated_id,
                states.substation_told_id,
                states.agreement_told_id
            ) as component_statement_id
        from targeted
        left join states on targeted.phase_id = states.phase_id and targeted.known_from = states.known_from
        union all
        select
            targeted.*,
            'power_contract',
            case
                when power.power_status in ('operating', 'under_construction', 'approved')
                then 'ready'
                when power.power_status = 'contracted' and power.expected_on is not null
                then 'dated'
                when power.power_status = 'contracted'
                then 'ready'
                when power.power_status = 'proposed'
                then 'dated'
                when power.power_status in ('rejected', 'cancelled')
                then 'refused'
                else 'unknown'
            end,
            case
                when power.power_status = 'contracted'
                then 'prior-power-contract-signed'
                else 'prior-power-contract-unsigned'
            end,
            -- Of a proposal the delay counts from the day it was stated: that long it takes to sign.
            case when power.power_status = 'proposed' then power.stated_from else power.expected_on end,
            case when power.power_status = 'proposed' then 'day' else power.expected_precision end,
            power.statement_id
        from targeted
        left join
            power on targeted.phase_id = power.phase_id and targeted.known_from = power.known_from and power.place = 1
        union all
        select
            targeted.*,
            'building',
            case
                when states.building_status = 'achieved'
                then 'ready'
                when states.building_status = 'cancelled'
                then 'refused'
                when states.building_status = 'delayed' and states.building_undated = 1
                then 'late_without_date'
                when states.building_on is not null
                then 'dated'
                when states.ground_status is not null
                then 'under_way'
                else 'unknown'
            end,
            case when states.ground_status = 'achieved' then 'epoch-building' else 'prior-building' end,
            states.building_on,
            states.building_precision,
            coalesce(
                case
                    when states.building_undated = 1 or states.building_status in ('achieved', 'cancelled')
                    then states.building_told_id
                end,
                states.building_dated_id,
                states.building_told_id,
                states.ground_told_id
            )
        from targeted
        left join states on targeted.phase_id = states.phase_id and targeted.known_from = states.known_from
        {% for component, short in [("chips", "chips"), ("permits", "permit")] %}
            union all
            select
                targeted.*,
                '{{ component }}',
                case
                    when states.{{ short }}_status = 'achieved'
                    then 'ready'
                    when states.{{ short }}_status = 'cancelled'
                    then 'refused'
                    when states.{{ short }}_status = 'delayed' and states.{{ short }}_undated = 1
                    then 'late_without_date'
                    when states.{{ short }}_on is not null
                    then 'dated'
                    else 'unknown'
                end,
                'prior-{{ component }}',
                states.{{ short }}_on,
                states.{{ short }}_precision,
                coalesce(
                    case
                        when states.{{ short }}_undated = 1 or states.{{ short }}_status in ('achieved', 'cancelled')
                        then states.{{ short }}_told_id
                    end,
                    states.{{ short }}_dated_id,
                    states.{{ short }}_told_id
                )
            from targeted
            left join states on targeted.phase_id = states.phase_id and targeted.known_from = states.known_from
        {% endfor %}
    )

select
    phase_id,
    known_from,
    known_to,
    phase_role,
    no_odds_reason,
    target_on,
    target_precision,
    target_milestone,
    target_statement_id,
    component,
    component_status,
    case
        when component_status = 'dated' then own_on when component_status <> 'ready' then target_on
    end as component_on,
    case
        when component_status = 'dated' then own_precision when component_status <> 'ready' then target_precision
    end as component_precision,
    case
        when component_status in ('dated', 'under_way')
        then own_class_id
        when component_status <> 'ready'
        then 'prior-no-evidence'
    end as class_id,
    component_statement_id
from judged
-- A power station that returns needs no chips.
where phase_role <> 'power_supply' or component <> 'chips'
