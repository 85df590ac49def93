{# Common table expressions that end with delay_curves: class_id, stated_months (length of the period that a date stands
   for), delay_months, reached and withdrawn. Seeds hold a curve at some delays; between them it runs straight, before the
   first it is 0 and after the last it stays. A date known to a period is late against any of its months alike, so that
   the curve of a period is the mean over its months. #}
{% macro delay_curves(scenario="base") %}
    points as (
        select
            class_id,
            delay_months,
            cast(reached_probability as double) as reached_probability,
            cast(withdrawn_probability as double) as withdrawn_probability,
            lead(delay_months) over (partition by class_id order by delay_months) as next_delay_months,
            lead(cast(reached_probability as double)) over (
                partition by class_id order by delay_months
            ) as next_reached,
            lead(cast(withdrawn_probability as double)) over (
                partition by class_id order by delay_months
            ) as next_withdrawn
        from {{ ref("reference_class_delays") }}
        where scenario = '{{ scenario }}' and class_id in (select class_id from used_classes)
    ),

    delays as (
        select ones.digit + 10 * tens.digit + 100 * hundreds.digit + {{ first_delay() }} as delay_months
        from ({{ digits_to(9) }}) as ones
        cross join ({{ digits_to(9) }}) as tens
        cross join ({{ digits_to(2) }}) as hundreds
    ),

    dense as (
        select
            used_classes.class_id,
            delays.delay_months,
            case
                when points.class_id is null
                then 0
                when points.next_delay_months is null
                then points.reached_probability
                else
                    points.reached_probability
                    + (points.next_reached - points.reached_probability)
                    * cast(delays.delay_months - points.delay_months as double)
                    / (points.next_delay_months - points.delay_months)
            end as reached,
            case
                when points.class_id is null
                then 0
                when points.next_delay_months is null
                then points.withdrawn_probability
                else
                    points.withdrawn_probability
                    + (points.next_withdrawn - points.withdrawn_probability)
                    * cast(delays.delay_months - points.delay_months as double)
                    / (points.next_delay_months - points.delay_months)
            end as withdrawn
        from used_classes
        cross join delays
        left join
            points
            on used_classes.class_id = points.class_id
            and points.delay_months <= delays.delay_months
            and (points.next_delay_months is null or delays.delay_months < points.next_delay_months)
    ),

    delay_curves as (
        {% for months in [1, 3, 6, 12] %}
            select
                class_id,
                {{ months }} as stated_months,
                delay_months,
                {% for share in ["reached", "withdrawn"] %}
                    avg({{ share }}) over (
                        partition by class_id
                        order by delay_months
                        rows between current row and {{ months - 1 }} following
                    ) as {{ share }}
                    {% if not loop.last %},{% endif %}
                {% endfor %}
            from dense
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )
{% endmacro %}

{# Smallest delay that curves are looked up at, and how many months ahead odds reach. #}
{% macro first_delay() %} - 72{% endmacro %}

{% macro odds_horizon_months() %} 120{% endmacro %}

{# Number of a month: months since year 0. #}
{% macro month_number(date) -%} (12 * extract(year from {{ date }}) + extract(month from {{ date }})) {%- endmacro %}

{# Last day of the month that lies so many months after that of a date. #}
{% macro month_ended_on(date, months) -%}
    cast({{ dbt.dateadd("day", -1, dbt.dateadd("month", months ~ " + 1", dbt.date_trunc("month", date))) }} as date)
{%- endmacro %}

{# Probability by month that a phase is energized, of a relation of core.fct_component_ready: the product over its
   components, which are independent; what is not listed in a month is ready. What is withdrawn never is. #}
{% macro energized_by_month(relation) %}
    select
        phase_id,
        known_from,
        months_ahead,
        case
            when min(ready_probability) <= 0
            then 0
            else round(exp(sum(ln(case when ready_probability > 0 then ready_probability end))), 9)
        end as energized_probability
    from {{ relation }}
    group by phase_id, known_from, months_ahead
{% endmacro %}

{# Value of an assumption on energization. #}
{% macro assumed(assumption, bound="base") -%}
    (select assumed_{{ bound }} from {{ ref("dim_energization_assumption") }} where assumption = '{{ assumption }}')
{%- endmacro %}
