{# Calendar years and quarters from 2019 to 2060: kind, first day, and first day after the period. Written as a cross join
   of digits, since engines differ in how they make series. #}
{% macro calendar_starts_on() %} cast('2019-01-01' as date){% endmacro %}

{% macro calendar_ended_on() %} cast('2061-01-01' as date){% endmacro %}

{% macro calendar() %}
    select
        kinds.period_kind,
        cast(
            {{ dbt.dateadd("month", "kinds.months * numbers.number", calendar_starts_on()) }} as date
        ) as period_start_on,
        cast(
            {{ dbt.dateadd("month", "kinds.months * (numbers.number + 1)", calendar_starts_on()) }} as date
        ) as period_ended_on
    from
        (
            select ones.digit + 10 * tens.digit + 100 * hundreds.digit as number
            from ({{ digits_to(9) }}) as ones
            cross join ({{ digits_to(9) }}) as tens
            cross join ({{ digits_to(1) }}) as hundreds
        ) as numbers
    inner join
        (
            select 'year' as period_kind, 12 as months, 42 as periods
            union all
            select 'quarter', 3, 168
        ) as kinds
        on numbers.number < kinds.periods
{% endmacro %}

{% macro digits_to(last) %}
    {% for digit in range(last + 1) %}
        select {{ digit }} as digit
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}
