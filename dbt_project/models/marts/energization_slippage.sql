with
    -- Statements that may count, one per milestone and day: the strongest.
    told as (
        select
            milestones.phase_id,
            milestones.milestone_type,
            milestones.milestone_status = 'achieved' as is_actual,
            milestones.occurs_on,
            milestones.occurs_precision,
            milestones.statement_id,
            statements.known_on,
            statements.evidence_grade,
            row_number() over (
                partition by milestones.phase_id, milestones.milestone_type, statements.known_on
                order by statements.evidence_grade, milestones.statement_id
            ) as place
        from {{ ref("fct_milestone") }} as milestones
        inner join {{ ref("fct_statement") }} as statements on milestones.statement_id = statements.statement_id
        where
            statements.evidence_grade < 5
            and milestones.occurs_on is not null
            and milestones.milestone_status in ('planned', 'delayed', 'achieved')
    ),

    requests as (
        select
            *,
            min(case when request_milestone = 'commercial_operation_approved' then known_from end) over (
                partition by request_key
            ) as approved_from
        from {{ ref("fct_request_milestone") }}
        where
            request_key like 'ercot_gis/%'
            and request_milestone in (
                'projected_online', 'commercial_operation_approved', 'energization_approved', 'synchronization_approved'
            )
    ),

    dated as (
        select
            'phase' as slip_source,
            phase_id as slip_subject_id,
            milestone_type as slip_milestone,
            is_actual,
            occurs_on,
            occurs_precision,
            known_on,
            known_on as as_of,
            evidence_grade,
            statement_id,
            cast(null as string) as snapshot_id
        from told
        where place = 1
        union all
        select
            'epoch_site',
            site_name,
            'building_' || cast(cast(buildings_operational as int) as string) || '_operational',
            occurs_on <= as_of,
            occurs_on,
            'day',
            known_on,
            as_of,
            null,
            null,
            snapshot_id
        from {{ ref("fct_site_milestone") }}
        union all
        select
            'ercot_project',
            request_key,
            case
                when request_milestone in ('projected_online', 'commercial_operation_approved')
                then 'commercial_operation'
                else request_milestone
            end,
            not is_forecast,
            occurs_on,
            occurs_precision,
            known_from,
            as_of,
            null,
            null,
            snapshot_id
        from requests
        -- A project may stay in the list after its approval, with the date that it had.
        where not is_forecast or approved_from is null or known_from < approved_from
    ),

    {% set chain = "partition by slip_source, slip_subject_id, slip_milestone order by known_on, as_of, occurs_on, statement_id" %}

    compared as (
        select
            *,
            lag(occurs_on) over ({{ chain }}) as previous_occurs_on,
            lag(occurs_precision) over ({{ chain }}) as previous_precision,
            lag(is_actual) over ({{ chain }}) as was_actual,
            lag(known_on) over ({{ chain }}) as previous_known_on,
            lag(statement_id) over ({{ chain }}) as previous_statement_id
        from dated
    ),

    -- What is said again in the same words is no restatement.
    restated as (
        select
            *,
            first_value(previous_occurs_on) over ({{ chain }}) as first_occurs_on,
            row_number() over ({{ chain }}) as restatement_number,
            cast({{ dbt.datediff("previous_occurs_on", "occurs_on", "day") }} as int) as days_between_dates,
            cast({{ dbt.datediff("previous_known_on", "known_on", "day") }} as double) / 30.4375 as months_elapsed,
            {{ days_moved("previous_occurs_on", "previous_precision", "occurs_on", "occurs_precision") }} as days_moved
        from compared
        where
            previous_occurs_on is not null
            and (previous_occurs_on <> occurs_on or previous_precision <> occurs_precision or was_actual <> is_actual)
    )

select
    restated.slip_source,
    restated.slip_subject_id,
    restated.slip_milestone,
    cast(restated.restatement_number as int) as restatement_number,
    case
        when restated.was_actual and restated.is_actual
        then 'actual_restated'
        when restated.was_actual
        then 'actual_withdrawn'
        when restated.is_actual
        then 'forecast_met'
        else 'forecast_moved'
    end as restatement_kind,
    phases.site_id,
    phases.developer_party_id,
    case when restated.slip_source = 'ercot_project' then 'ERCOT' else phases.grid_operator end as grid_operator,
    restated.previous_occurs_on,
    restated.previous_precision,
    restated.occurs_on,
    restated.occurs_precision,
    cast(
        {{
            dbt.datediff(
                period_start("restated.previous_occurs_on", "restated.previous_precision"),
                "restated.previous_occurs_on",
                "day",
            )
        }} + 1 as int
    ) as previous_width_days,
    cast(
        {{ dbt.datediff(period_start("restated.occurs_on", "restated.occurs_precision"), "restated.occurs_on", "day") }}
        + 1 as int
    ) as width_days,
    restated.days_moved,
    restated.days_between_dates,
    cast({{ dbt.datediff("restated.first_occurs_on", "restated.occurs_on", "day") }} as int) as days_moved_in_all,
    round(restated.months_elapsed, 2) as months_elapsed,
    case
        when restated.months_elapsed > 0 then round(restated.days_moved / restated.months_elapsed, 2)
    end as days_moved_per_month,
    restated.previous_known_on,
    restated.known_on,
    restated.evidence_grade,
    restated.previous_statement_id,
    restated.statement_id,
    restated.snapshot_id
from restated
left join
    {{ ref("dim_site_phase") }} as phases
    on restated.slip_source = 'phase'
    and restated.slip_subject_id = phases.phase_id
