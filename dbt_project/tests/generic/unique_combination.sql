{# Rows whose values in `columns` stand together in another row too, or are null. #}
{% test unique_combination(model, columns) %}
    select {{ columns | join(", ") }}, count(*) as rows_found
    from {{ model }}
    group by {{ columns | join(", ") }}
    having count(*) > 1 {% for column in columns %} or {{ column }} is null {% endfor %}
{% endtest %}
