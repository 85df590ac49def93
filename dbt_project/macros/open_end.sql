{# Exclusive end of an interval that is still open. #}
{% macro open_end() %} cast('9999-12-31' as date){% endmacro %}
