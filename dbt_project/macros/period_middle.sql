{# Day that a date with a precision is counted on: the day itself, or the middle of the period that it stands for. #}
{% macro period_middle(date, precision) -%}
    case
        when {{ precision }} = 'day'
        then {{ date }}
        else
            cast(
                {{
                    dbt.dateadd(
                        "day",
                        "cast(floor(("
                        ~ dbt.datediff(period_start(date, precision), date, "day")
                        ~ " + 1) / 2) as int)",
                        period_start(date, precision),
                    )
                }} as date
            )
    end
{%- endmacro %}
