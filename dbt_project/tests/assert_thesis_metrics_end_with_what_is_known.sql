{{ config(meta={"dagster": {"ref": {"name": "thesis_metrics"}}}) }}
-- Intervals of a metric do not overlap, one at most is open, and none begins after the newest statement; shares are
-- shares.
with newest as (select max(known_on) as day from {{ ref("fct_statement") }})

select thesis_metric, known_from, 'interval' as problem
from
    (
        select
            thesis_metric,
            known_from,
            known_to,
            lead(known_from) over (partition by thesis_metric order by known_from) as next_from
        from {{ ref("thesis_metrics") }}
    ) as intervals
where known_to <= known_from or known_to > coalesce(next_from, {{ open_end() }})
union all
select metrics.thesis_metric, metrics.known_from, 'begins after the newest statement'
from {{ ref("thesis_metrics") }} as metrics
cross join newest
where metrics.known_from > newest.day
union all
select thesis_metric, known_from, 'out of bounds'
from {{ ref("thesis_metrics") }}
where
    (metric_unit = 'share' and (metric_value < 0 or metric_value > 1))
    or (metric_unit = 'index' and (metric_value <= 0 or metric_value > 10000))
    or (metric_unit <> 'growth_share' and metric_value < 0)
