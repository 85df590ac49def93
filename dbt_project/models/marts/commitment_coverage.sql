with
    -- A quarter in which a schedule begins or ends is spread over the days that are inside it.
    run_off as (
        select
            *,
            greatest(period_start_on, schedule_starts_on) as spread_starts_on,
            least(cast({{ dbt.dateadd("day", 1, "period_end_on") }} as date), schedule_ended_on) as spread_ended_on
        from {{ ref("commitment_run_off") }}
        where period_kind in ('quarter', 'unscheduled')
    ),

    financials as (select * from {{ ref("fct_party_financial") }}),

    -- A figure for less than a year is compared with nothing that is for a year.
    figures as (
        select *, case when financial_basis in ('actual', 'reported') then 'closed' else 'ahead' end as revenue_outlook
        from financials
        where
            financial_metric in (
                'annualised_revenue',
                'remaining_performance_obligation',
                'purchase_obligation',
                'lease_not_yet_commenced'
            )
            or (financial_metric in ('revenue', 'capital_expenditure') and period_months = 12)
    ),

    dates as (
        select buyer_party_id, known_from
        from run_off
        union
        select buyer_party_id, known_to
        from run_off
        where known_to < {{ open_end() }}
        union
        select run_off.buyer_party_id, figures.known_from
        from run_off
        inner join figures on run_off.buyer_party_id = figures.party_id
    ),

    intervals as (
        select
            buyer_party_id,
            known_from,
            coalesce(
                lead(known_from) over (partition by buyer_party_id order by known_from), {{ open_end() }}
            ) as known_to
        from dates
    ),

    -- Quarters are cut at the dates by days.
    cut as (
        select
            intervals.buyer_party_id,
            intervals.known_from,
            intervals.known_to,
            run_off.deal_id,
            run_off.value_usd_base,
            run_off.paid_in_advance_usd,
            {% set spans = {
                "due_before": (calendar_starts_on(), "intervals.known_from"),
                "due_next_12": (
                    "intervals.known_from",
                    "cast(" ~ dbt.dateadd("month", 12, "intervals.known_from") ~ " as date)",
                ),
                "due_next_60": (
                    "intervals.known_from",
                    "cast(" ~ dbt.dateadd("month", 60, "intervals.known_from") ~ " as date)",
                ),
            } %}
            {% for name, span in spans.items() %}
                case
                    when run_off.spread_starts_on < {{ span[1] }} and {{ span[0] }} < run_off.spread_ended_on
                    then
                        cast(
                            run_off.due_usd * cast(
                                cast(
                                    {{
                                        dbt.datediff(
                                            "greatest(run_off.spread_starts_on, " ~ span[0] ~ ")",
                                            "least(run_off.spread_ended_on, " ~ span[1] ~ ")",
                                            "day",
                                        )
                                    }} as double
                                )
                                / {{ dbt.datediff("run_off.spread_starts_on", "run_off.spread_ended_on", "day") }}
                                as decimal(19, 18)
                            ) as decimal(18, 2)
                        )
                    else 0
                end as {{ name }}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from intervals
        inner join
            run_off
            on intervals.buyer_party_id = run_off.buyer_party_id
            and run_off.known_from <= intervals.known_from
            and intervals.known_from < run_off.known_to
    ),

    lines as (
        select
            buyer_party_id,
            known_from,
            known_to,
            deal_id,
            greatest(max(value_usd_base) - greatest(sum(due_before), max(paid_in_advance_usd)), 0) as remaining_usd,
            sum(due_next_12) as due_next_12,
            sum(due_next_60) as due_next_60
        from cut
        group by buyer_party_id, known_from, known_to, deal_id
    ),

    measured as (
        select
            buyer_party_id,
            known_from,
            known_to,
            cast(sum(remaining_usd) as decimal(38, 2)) as remaining_usd,
            cast(sum(due_next_12) as decimal(38, 2)) as due_next_12_months_usd,
            cast(sum(due_next_60) as decimal(38, 2)) as due_next_60_months_usd
        from lines
        group by buyer_party_id, known_from, known_to
    ),

    -- Of closed periods the last one counts, of those ahead the next; then the grade, then the better word.
    candidates as (
        select
            measured.buyer_party_id,
            measured.known_from,
            figures.financial_metric,
            figures.revenue_outlook,
            figures.value_usd,
            figures.period_end_on,
            figures.financial_basis,
            figures.statement_id,
            row_number() over (
                partition by
                    measured.buyer_party_id, measured.known_from, figures.financial_metric, figures.revenue_outlook
                order by
                    abs({{ dbt.datediff("measured.known_from", "figures.period_end_on", "day") }}),
                    figures.evidence_grade,
                    case when figures.financial_basis in ('actual', 'guidance') then 1 else 2 end,
                    figures.known_from desc,
                    figures.statement_id
            ) as place
        from measured
        inner join
            figures
            on measured.buyer_party_id = figures.party_id
            and figures.known_from <= measured.known_from
            and measured.known_from < figures.known_to
        where
            (figures.revenue_outlook = 'closed' and figures.period_end_on <= measured.known_from)
            or (figures.revenue_outlook = 'ahead' and figures.period_end_on > measured.known_from)
    ),

    chosen as (select * from candidates where place = 1),

    {% set beside = [
        "capital_expenditure",
        "remaining_performance_obligation",
        "purchase_obligation",
        "lease_not_yet_commenced",
    ] %}
    beside as (
        select
            buyer_party_id,
            known_from,
            {% for metric in beside %}
                max(case when financial_metric = '{{ metric }}' then value_usd end) as {{ metric }}_usd,
                max(case when financial_metric = '{{ metric }}' then period_end_on end) as {{ metric }}_period_end_on,
                max(case when financial_metric = '{{ metric }}' then statement_id end) as {{ metric }}_statement_id
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from chosen
        where revenue_outlook = 'closed'
        group by buyer_party_id, known_from
    ),

    -- A buyer whose revenue of a closed year is unknown still has its row for it.
    metrics as (
        {% for metric in ["revenue", "annualised_revenue"] %}
            {% for outlook in ["closed", "ahead"] %}
                select '{{ metric }}' as revenue_metric, '{{ outlook }}' as revenue_outlook
                {% if not loop.last %}
                    union all
                {% endif %}
            {% endfor %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    compared as (
        select
            measured.buyer_party_id,
            measured.known_from,
            measured.known_to,
            measured.remaining_usd,
            measured.due_next_12_months_usd,
            measured.due_next_60_months_usd,
            metrics.revenue_metric,
            metrics.revenue_outlook,
            chosen.value_usd as revenue_usd,
            chosen.period_end_on as revenue_period_end_on,
            chosen.financial_basis as revenue_basis,
            chosen.statement_id as revenue_statement_id,
            assumptions.compute_share_low,
            assumptions.compute_share_base,
            assumptions.compute_share_high
        from measured
        cross join metrics
        left join
            chosen
            on measured.buyer_party_id = chosen.buyer_party_id
            and measured.known_from = chosen.known_from
            and metrics.revenue_metric = chosen.financial_metric
            and metrics.revenue_outlook = chosen.revenue_outlook
        inner join
            {{ ref("dim_coverage_assumption") }} as assumptions on assumptions.assumption = 'compute_revenue_share'
        where
            chosen.statement_id is not null
            or (metrics.revenue_metric = 'revenue' and metrics.revenue_outlook = 'closed')
    ),

    -- The more of revenue goes to compute, the less growth is required.
    asked as (
        {% for bound, share in {"low": "high", "base": "base", "high": "low"}.items() %}
            select
                buyer_party_id,
                known_from,
                revenue_metric,
                revenue_outlook,
                '{{ bound }}' as bound,
                nullif(cast(due_next_60_months_usd as double), 0)
                / nullif(cast(revenue_usd as double) * cast(compute_share_{{ share }} as double), 0) as ratio
            from compared
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    {{
        growth_found(
            "asked", ["buyer_party_id", "known_from", "revenue_metric", "revenue_outlook", "bound", "ratio"], "ratio"
        )
    }},

    grown as (
        select
            buyer_party_id,
            known_from,
            revenue_metric,
            revenue_outlook,
            {% for bound in ["low", "base", "high"] %}
                max(
                    case when bound = '{{ bound }}' and high_x < 15.999 then round(high_x - 1, 6) end
                ) as required_growth_share_{{ bound }}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from growth_found
        group by buyer_party_id, known_from, revenue_metric, revenue_outlook
    )

select
    compared.buyer_party_id,
    compared.known_from,
    compared.known_to,
    compared.revenue_metric,
    compared.revenue_outlook,
    compared.remaining_usd,
    compared.due_next_12_months_usd,
    compared.due_next_60_months_usd,
    compared.revenue_usd,
    compared.revenue_period_end_on,
    compared.revenue_basis,
    compared.revenue_statement_id,
    cast(compared.revenue_usd as double) / nullif(cast(compared.due_next_12_months_usd as double), 0) as flow_multiple,
    cast(compared.remaining_usd as double) / nullif(cast(compared.revenue_usd as double), 0) as stock_years,
    compared.compute_share_low,
    compared.compute_share_base,
    compared.compute_share_high,
    grown.required_growth_share_low,
    grown.required_growth_share_base,
    grown.required_growth_share_high,
    {% for metric in beside %}
        beside.{{ metric }}_usd,
        beside.{{ metric }}_period_end_on,
        beside.{{ metric }}_statement_id
        {% if not loop.last %},{% endif %}
    {% endfor %}
from compared
inner join
    grown
    on compared.buyer_party_id = grown.buyer_party_id
    and compared.known_from = grown.known_from
    and compared.revenue_metric = grown.revenue_metric
    and compared.revenue_outlook = grown.revenue_outlook
left join beside on compared.buyer_party_id = beside.buyer_party_id and compared.known_from = beside.known_from
