{# Comments on all columns of a relation. The adapter's own macro first asks the database which columns there are; here every
   commented model has an enforced contract, so they are those that are described. #}
{% macro duckdb__alter_column_comment(relation, column_dict) %}
    {% for name, column in column_dict.items() %}
        comment on column {{ relation }}.{{ adapter.quote(name) if column["quote"] else name }} is {{ duckdb_escape_comment(column["description"]) }};
    {% endfor %}
{% endmacro %}
