{{ config(severity="warn", meta={"dagster": {"ref": {"name": "energization_schedule"}}}) }}
-- Warns of milestones of a phase that are said to have happened in another order than they can: the ladder of a site.
{% set ladder = [
    "interconnection_agreement",
    "groundbreaking",
    "building_complete",
    "energization",
    "full_operation",
] %}
with
    achieved as (
        select milestones.phase_id, milestones.milestone_type, min(milestones.occurs_on) as occurs_on
        from {{ ref("fct_milestone") }} as milestones
        inner join {{ ref("fct_statement") }} as statements on milestones.statement_id = statements.statement_id
        left join
            {{ ref("energization_slippage") }} as withdrawn
            on withdrawn.restatement_kind = 'actual_withdrawn'
            and milestones.phase_id = withdrawn.slip_subject_id
            and milestones.milestone_type = withdrawn.slip_milestone
        where
            milestones.milestone_status = 'achieved'
            and milestones.occurs_on is not null
            and statements.evidence_grade < 5
            -- What is ahead again has not happened.
            and withdrawn.slip_subject_id is null
        group by milestones.phase_id, milestones.milestone_type
    ),

    ranked as (
        select
            *,
            case
                milestone_type {% for milestone in ladder %} when '{{ milestone }}' then {{ loop.index }} {% endfor %}
            end as step
        from achieved
    )

select earlier.phase_id, earlier.milestone_type, later.milestone_type as later_milestone_type
from ranked as earlier
inner join ranked as later on earlier.phase_id = later.phase_id and earlier.step < later.step
where earlier.occurs_on > later.occurs_on
