with
    counted as (
        select *, cast(cast(requested_load_mw as double) * regime_weight as {{ mw_type() }}) as counted_load_mw
        from {{ ref("fct_large_load_haircut") }}
    ),

    summed as (
        select
            region,
            as_of,
            stage_raw,
            load_stage,
            regime,
            regime_case,
            regime_weight,
            requested_load_mw,
            counted_load_mw,
            statement_id
        from counted
        union all
        select
            region,
            as_of,
            'all',
            'all',
            regime,
            regime_case,
            null,
            cast(sum(requested_load_mw) as {{ mw_type() }}),
            cast(sum(counted_load_mw) as {{ mw_type() }}),
            null
        from counted
        group by region, as_of, regime, regime_case
    )

select
    region,
    as_of,
    stage_raw,
    load_stage,
    regime,
    regime_case,
    regime_weight,
    requested_load_mw,
    counted_load_mw,
    round(1 - cast(counted_load_mw as double) / requested_load_mw, 6) as speculative_share,
    statement_id
from summed
