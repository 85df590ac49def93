with
    newest as (select max(known_on) as known_on from {{ ref("fct_statement") }} where evidence_grade < 5),

    outcomes as (
        select
            schedule.phase_id,
            case
                schedule.no_odds_reason when 'achieved' then 'energized' when 'cancelled' then 'cancelled' else 'open'
            end as forecast_outcome,
            case
                when schedule.no_odds_reason = 'achieved' then coalesce(milestones.occurs_on, statements.known_on)
            end as outcome_on
        from {{ ref("energization_schedule") }} as schedule
        left join {{ ref("fct_milestone") }} as milestones on schedule.target_statement_id = milestones.statement_id
        left join {{ ref("fct_statement") }} as statements on schedule.target_statement_id = statements.statement_id
        where schedule.known_to = {{ open_end() }}
    ),

    compared as (
        select
            forecasts.*,
            outcomes.forecast_outcome,
            outcomes.outcome_on,
            newest.known_on as newest_on,
            {{ month_number("forecasts.target_on") }}
            - {{ month_number("forecasts.forecast_known_from") }} as months_to_go,
            {{ month_ended_on("forecasts.forecast_known_from", "12") }} as twelve_months_on
        from {{ ref("fct_sealed_forecast") }} as forecasts
        inner join outcomes on forecasts.phase_id = outcomes.phase_id
        cross join newest
    ),

    -- A quantile is decided once its date has passed or the phase is energized, whichever is first; so early outcomes
    -- are
    -- not favoured as long as the date is asked for, and not the outcome.
    decided as (
        select
            *,
            {% for name in ["p10", "p50", "p90"] %}
                case
                    when outcome_on is not null
                    then outcome_on <= {{ name }}_date
                    when forecast_outcome = 'cancelled' or {{ name }}_date < newest_on
                    then false
                end as is_reached_by_{{ name }},
            {% endfor %}
            case
                when outcome_on is not null
                then
                    (
                        {% for name, share in [("p10", "0.1"), ("p50", "0.5"), ("p90", "0.9")] %}
                            greatest(
                                {{ share }} * cast({{ dbt.datediff(name ~ "_date", "outcome_on", "day") }} as double),
                                ({{ share }} - 1)
                                * cast({{ dbt.datediff(name ~ "_date", "outcome_on", "day") }} as double)
                            )
                            {% if not loop.last %} + {% endif %}
                        {% endfor %}
                    )
                    / 3
                    / 30.4375
            end as pinball_loss,
            case
                when outcome_on <= twelve_months_on
                then power(1 - within_12_months_probability, 2)
                when outcome_on is not null or forecast_outcome = 'cancelled' or twelve_months_on < newest_on
                then power(within_12_months_probability, 2)
            end as brier_12_months_score
        from compared
    )

select
    forecast_number,
    phase_id,
    forecast_known_from,
    sealed_on,
    target_milestone,
    binding_component,
    case
        when months_to_go <= 0
        then 'overdue'
        when months_to_go <= 6
        then '1-6'
        when months_to_go <= 12
        then '7-12'
        when months_to_go <= 24
        then '13-24'
        else '25-and-more'
    end as horizon_band,
    p10_date,
    p50_date,
    p90_date,
    energized_probability,
    within_12_months_probability,
    forecast_outcome,
    outcome_on,
    is_reached_by_p10,
    is_reached_by_p50,
    is_reached_by_p90,
    case
        when outcome_on is not null
        then p10_date <= {{ month_ended_on("outcome_on", "0") }} and outcome_on <= p90_date
        when not is_reached_by_p90
        then false
    end as is_within_p10_p90,
    round(pinball_loss, 4) as pinball_loss,
    round(brier_12_months_score, 6) as brier_12_months_score,
    content_hash
from decided
where is_reached_by_p10 is not null or brier_12_months_score is not null
