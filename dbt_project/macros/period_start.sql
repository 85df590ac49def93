{# First day of the period that a date with a precision stands for. A null or day precision is the day itself. #}
{% macro period_start(date, precision) -%}
    case
        {{ precision }}
        when 'year'
        then cast({{ dbt.date_trunc("year", date) }} as date)
        when 'half'
        then
            case
                when extract(month from {{ date }}) <= 6
                then cast({{ dbt.date_trunc("year", date) }} as date)
                else cast({{ dbt.dateadd("month", 6, dbt.date_trunc("year", date)) }} as date)
            end
        when 'quarter'
        then cast({{ dbt.date_trunc("quarter", date) }} as date)
        when 'month'
        then cast({{ dbt.date_trunc("month", date) }} as date)
        else {{ date }}
    end
{%- endmacro %}
