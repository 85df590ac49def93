{{ config(meta={"dagster": {"ref": {"name": "energization_slippage"}}}) }}
-- Days between dates add up to the whole slip, an overlap of periods is none, and nothing has happened after it was
-- known.
with
    summed as (
        select
            *,
            sum(days_between_dates) over (
                partition by slip_source, slip_subject_id, slip_milestone
                order by restatement_number
                rows between unbounded preceding and current row
            ) as days_so_far,
            max(days_moved_in_all - days_between_dates) over (
                partition by slip_source, slip_subject_id, slip_milestone, restatement_number
            ) as days_before
        from {{ ref("energization_slippage") }}
    ),

    chained as (
        select
            *,
            coalesce(
                lag(days_moved_in_all) over (
                    partition by slip_source, slip_subject_id, slip_milestone order by restatement_number
                ),
                0
            ) as days_in_all_before
        from summed
    )

select slip_subject_id, slip_milestone, restatement_number, 'slips do not add up' as problem
from chained
where days_so_far <> days_moved_in_all or days_before <> days_in_all_before
union all
select slip_subject_id, slip_milestone, restatement_number, 'moved days are neither 0 nor the days between the dates'
from chained
where days_moved <> 0 and days_moved <> days_between_dates
union all
select slip_subject_id, slip_milestone, restatement_number, 'happened after it was known'
from chained
where
    slip_source = 'phase'
    and restatement_kind in ('forecast_met', 'actual_restated')
    and {{ period_start("occurs_on", "occurs_precision") }} > known_on
