{{ config(meta={"dagster": {"ref": {"name": "capacity_online"}}}) }}
-- Megawatts online never fall and never exceed the maximum; the parts of a figure are within it.
with
    online as (
        select
            *,
            lag(expected_mw) over so_far as expected_before,
            lag(achieved_mw) over so_far as achieved_before,
            lag(stated_mw) over so_far as stated_before,
            lag(p10_mw) over so_far as p10_before,
            lag(p90_mw) over so_far as p90_before
        from {{ ref("capacity_online") }}
        window
            so_far as (partition by online_dimension, online_member, capacity_basis, known_from order by month_ended_on)
    ),

    totals as (
        select
            capacity_basis,
            month_ended_on,
            known_from,
            online_dimension,
            sum(expected_mw) as expected_mw,
            sum(maximum_mw) as maximum_mw,
            count(*) as members
        from {{ ref("capacity_online") }}
        group by capacity_basis, month_ended_on, known_from, online_dimension
    )

select online_dimension as name, online_member as part, 'falls' as problem
from online
where
    expected_mw < expected_before
    or achieved_mw < achieved_before
    or stated_mw < stated_before
    or p10_mw < p10_before
    or p90_mw < p90_before
union all
select online_dimension, online_member, 'not in order'
from online
where
    achieved_mw > stated_mw
    or achieved_mw > expected_mw
    or p10_mw > expected_mw
    or expected_mw > p90_mw
    or p90_mw > maximum_mw
    or stated_mw + undated_mw > maximum_mw
union all
-- Each member is rounded.
select totals.online_dimension, totals.capacity_basis, 'members do not add up to all'
from totals
inner join
    totals as everything
    on totals.capacity_basis = everything.capacity_basis
    and totals.month_ended_on = everything.month_ended_on
    and totals.known_from = everything.known_from
    and everything.online_dimension = 'all'
where
    abs(totals.expected_mw - everything.expected_mw) > 0.001 * totals.members
    or totals.maximum_mw <> everything.maximum_mw
union all
select 'assumption', assumption, 'not in order, or no power usage effectiveness at peak'
from {{ ref("dim_energization_assumption") }}
where
    assumed_low > assumed_base
    or assumed_base > assumed_high
    or (assumption = 'peak_power_usage_effectiveness' and (assumed_low < 1.05 or assumed_high > 1.6))
union all
select site_id, cast(quarter_ended_on as string), 'gaps are not in order'
from {{ ref("power_gap") }}
where gap_mw_low > gap_mw_base or gap_mw_base > gap_mw_high
union all
select deal_id, due_kind, 'more at risk than due'
from {{ ref("delivery_risk") }}
where
    due_at_risk_usd_low > due_at_risk_usd_base
    or due_at_risk_usd_base > due_at_risk_usd_high
    or due_at_risk_usd_high > due_usd
union all
-- The total that ERCOT published for the end of April 2026.
select region, regime_case, 'stages do not add up to the published total'
from {{ ref("load_haircuts") }}
where region = 'ERCOT' and as_of = cast('2026-04-30' as date) and load_stage = 'all' and requested_load_mw <> 445800
union all
select haircuts.region, haircuts.stage_raw, 'is not what its statement says'
from {{ ref("load_haircuts") }} as haircuts
inner join {{ ref("stg_register__grid_statistics") }} as stated on haircuts.statement_id = stated.statement_id
where haircuts.requested_load_mw <> 1000 * stated.statistic_value
