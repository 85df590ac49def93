{{ config(meta={"dagster": {"ref": {"name": "energization_schedule"}}}) }}
-- Odds are in order, add up, and name evidence; a phase without odds says why.
{% set factors = ["grid", "power_contract", "building", "chips", "permits", "unknown"] %}
with
    schedule as (select * from {{ ref("energization_schedule") }}),

    curves as (
        select
            phase_id,
            known_from,
            ready_probability,
            lag(ready_probability) over (
                partition by phase_id, known_from, component order by months_ahead
            ) as probability_before
        from {{ ref("fct_component_ready") }}
    )

select phase_id, known_from, 'neither odds nor a reason, or both' as problem
from schedule
where (no_odds_reason is null) <> (p50_date is not null)
union all
select phase_id, known_from, 'quantiles are not in order'
from schedule
where
    not (p10_date <= p50_date and p50_date <= p90_date)
    or not (comonotone_p10_date <= comonotone_p50_date and comonotone_p50_date <= comonotone_p90_date)
    -- What is late together is ready no later than what is late by itself.
    or comonotone_p10_date > p10_date
    or comonotone_p50_date > p50_date
    or comonotone_p90_date > p90_date
    or energized_probability > comonotone_energized_probability
union all
select phase_id, known_from, 'a date known to a year is narrower than 300 days'
from schedule
where
    target_precision = 'year'
    and known_from < {{ period_start("target_on", "target_precision") }}
    and {{ dbt.datediff("p10_date", "p90_date", "day") }} < 300
union all
select phase_id, known_from, 'odds lie before the day of knowledge'
from schedule
where p10_date < known_from
union all
select phase_id, known_from, 'binding probabilities do not add up to 1'
from schedule
where
    no_odds_reason is null
    and abs({% for factor in factors %}{{ factor }}_binding_probability + {% endfor %} 0 - 1) > 0.00001
union all
select phase_id, known_from, 'binding component without a statement'
from schedule
where
    binding_component <> 'unknown'
    and case
        binding_component
        {% for factor in factors[:5] %} when '{{ factor }}' then {{ factor }}_statement_id {% endfor %}
    end
    is null
union all
select phase_id, known_from, 'achieved, and odds are still given'
from schedule
where status = 'achieved' and no_odds_reason <> 'achieved'
union all
select phase_id, known_from, 'a ready time falls, or lies outside 0 and 1'
from curves
where ready_probability < probability_before - 0.000000001 or ready_probability < 0 or ready_probability > 1.000000001
