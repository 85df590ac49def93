{# Days from one date to another, each known to its precision: 0 where the two periods overlap, so that a date which only
   becomes sharper has not moved. Null where one of them is unknown. #}
{% macro days_moved(old_date, old_precision, new_date, new_precision) -%}
    case
        when {{ old_date }} is null or {{ new_date }} is null
        then null
        when
            {{ period_start(old_date, old_precision) }} <= {{ new_date }}
            and {{ period_start(new_date, new_precision) }} <= {{ old_date }}
        then 0
        else cast({{ dbt.datediff(old_date, new_date, "day") }} as int)
    end
{%- endmacro %}
