{# The SQL type of megawatts, as in contracts_schema. #}
{% macro mw_type() %} decimal(12, 3){% endmacro %}
