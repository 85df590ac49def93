with
    totals as (select * from {{ ref("fct_stated_total") }} where envelope_usd_base is not null),

    -- The lines as they were known on the day of the total: what was signed later was not part of it.
    summed as (
        select
            totals.statement_id,
            cast(count(commitments.deal_id) as int) as parts,
            cast(coalesce(sum(commitments.value_usd_base), 0) as decimal(38, 2)) as parts_usd
        from totals
        left join
            {{ ref("commitments") }} as commitments
            on totals.party_id = commitments.buyer_party_id
            and commitments.known_from <= totals.known_on
            and totals.known_on < commitments.known_to
            and commitments.counts_for_buyer
        group by totals.statement_id
    ),

    run_rates as (
        select
            totals.statement_id,
            financials.value_usd as run_rate_usd,
            financials.period_end_on as run_rate_on,
            financials.financial_basis as run_rate_basis,
            financials.statement_id as run_rate_statement_id,
            row_number() over (
                partition by totals.statement_id
                order by
                    financials.period_end_on desc,
                    financials.evidence_grade,
                    financials.known_from desc,
                    financials.statement_id
            ) as place
        from totals
        inner join
            {{ ref("fct_party_financial") }} as financials
            on totals.party_id = financials.party_id
            and financials.financial_metric = 'annualised_revenue'
            and financials.known_from <= totals.known_on
            and totals.known_on < financials.known_to
            and financials.period_end_on <= cast({{ dbt.dateadd("month", 12, "totals.known_on") }} as date)
    ),

    combined as (
        select
            totals.total_id,
            totals.party_id,
            totals.label,
            totals.known_on,
            totals.value_qualifier,
            totals.horizon_months,
            totals.envelope_usd_base,
            cast(totals.envelope_usd_base * 12 / totals.horizon_months as decimal(18, 2)) as envelope_per_year_usd,
            summed.parts,
            summed.parts_usd,
            cast(totals.envelope_usd_base - summed.parts_usd as decimal(38, 2)) as unattributed_usd,
            run_rates.run_rate_usd,
            run_rates.run_rate_on,
            run_rates.run_rate_basis,
            run_rates.run_rate_statement_id,
            totals.statement_id,
            totals.evidence_grade
        from totals
        inner join summed on totals.statement_id = summed.statement_id
        left join run_rates on totals.statement_id = run_rates.statement_id and run_rates.place = 1
    )

select
    total_id,
    party_id,
    label,
    known_on,
    value_qualifier,
    cast(
        {{ low_bound("envelope_usd_base", "value_qualifier", "decimal(18, 2)") }} as decimal(18, 2)
    ) as envelope_usd_low,
    envelope_usd_base,
    cast(
        {{ high_bound("envelope_usd_base", "value_qualifier", "decimal(18, 2)") }} as decimal(18, 2)
    ) as envelope_usd_high,
    horizon_months,
    envelope_per_year_usd,
    parts,
    parts_usd,
    unattributed_usd,
    unattributed_usd < 0 as is_exceeded_by_parts,
    run_rate_usd,
    run_rate_on,
    run_rate_basis,
    cast(envelope_usd_base as double) / nullif(cast(run_rate_usd as double), 0) as run_rate_stock_multiple,
    cast(envelope_per_year_usd as double) / nullif(cast(run_rate_usd as double), 0) as run_rate_flow_multiple,
    run_rate_statement_id,
    statement_id,
    evidence_grade
from combined
