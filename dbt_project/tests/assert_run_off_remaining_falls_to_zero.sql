{{ config(meta={"dagster": {"ref": {"name": "commitment_run_off"}}}) }}
-- What remains never rises, is never negative, and is nothing at the end of the schedule; what is due is never
-- negative.
with
    compared as (
        select
            deal_id,
            known_from,
            period_kind,
            period_end_on,
            due_usd,
            remaining_usd,
            run_off_method,
            schedule_ended_on,
            value_usd_base,
            lag(remaining_usd) over (
                partition by deal_id, known_from, period_kind order by period_start_on
            ) as remaining_before
        from {{ ref("commitment_run_off") }}
    )

select deal_id, known_from, period_kind, period_end_on, remaining_usd
from compared
where
    due_usd < 0
    or remaining_usd < 0
    or remaining_usd > coalesce(remaining_before, value_usd_base)
    or (schedule_ended_on <= period_end_on and remaining_usd <> 0)
    or (run_off_method <> 'unscheduled') <> (schedule_ended_on is not null)
