-- The rule of resolution of docs/decisions/0003-which-statement-counts.md, for figures of parties: a weak claim after
-- all
-- others, then the grade, then recency.
with
    claims as (
        select
            financials.statement_id,
            financials.party_id,
            financials.financial_metric,
            financials.period_end_on,
            -- How long the period is stands in the words of the statement only; where no reading says otherwise, a
            -- year.
            case
                when financials.financial_metric in ('revenue', 'capital_expenditure')
                then coalesce(readings.period_months, 12)
            end as period_months,
            financials.financial_basis,
            financials.value_usd,
            statements.known_on,
            statements.reliability,
            statements.evidence_grade
        from {{ ref("stg_register__party_financials") }} as financials
        inner join {{ ref("fct_statement") }} as statements on financials.statement_id = statements.statement_id
        left join {{ ref("financial_readings") }} as readings on financials.statement_id = readings.statement_id
        where statements.evidence_grade < 5 and coalesce(readings.is_usable, true)
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by party_id, financial_metric, period_end_on, period_months, financial_basis
                order by
                    case when evidence_grade <= 3 then 1 else 2 end,
                    evidence_grade,
                    known_on desc,
                    reliability,
                    statement_id
            ) as claim_rank
        from claims
    ),

    best_so_far as (
        select
            *,
            min(claim_rank) over (
                partition by party_id, financial_metric, period_end_on, period_months, financial_basis
                order by known_on
                range between unbounded preceding and current row
            ) as best_rank
        from ranked
    )

-- A claim that wins does so from the day it is known; the next winner has a lower rank.
select
    party_id,
    financial_metric,
    period_end_on,
    period_months,
    financial_basis,
    known_on as known_from,
    coalesce(
        lead(known_on) over (
            partition by party_id, financial_metric, period_end_on, period_months, financial_basis order by known_on
        ),
        {{ open_end() }}
    ) as known_to,
    value_usd,
    statement_id,
    evidence_grade
from best_so_far
where claim_rank = best_rank
