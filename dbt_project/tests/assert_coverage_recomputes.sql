{{ config(meta={"dagster": {"ref": {"name": "commitment_coverage"}}}) }}
-- The stock times the revenue is what remains, and the revenue is what its own statement says, of the metric and basis
-- that the row names.
select coverage.buyer_party_id, coverage.known_from, coverage.revenue_metric, coverage.revenue_outlook
from {{ ref("commitment_coverage") }} as coverage
left join
    {{ ref("fct_party_financial") }} as figures
    on coverage.revenue_statement_id = figures.statement_id
    and coverage.buyer_party_id = figures.party_id
    and coverage.revenue_metric = figures.financial_metric
    and coverage.revenue_basis = figures.financial_basis
    and coverage.revenue_period_end_on = figures.period_end_on
    and coverage.revenue_usd = figures.value_usd
    and coalesce(figures.period_months, 12) = 12
where
    coverage.remaining_usd < 0
    or coverage.due_next_12_months_usd > coverage.due_next_60_months_usd
    or abs(coverage.stock_years * coverage.revenue_usd - coverage.remaining_usd) > 1
    or (coverage.revenue_usd is null) <> (coverage.revenue_statement_id is null)
    or (coverage.revenue_usd is not null and figures.statement_id is null)
    or (coverage.revenue_outlook = 'closed') <> (coalesce(coverage.revenue_basis, 'actual') in ('actual', 'reported'))
