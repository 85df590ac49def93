{# Makes the landed Parquet files readable as the tables that the sources name. Engine specific, so dispatched. #}
{% macro expose_landed_tables() %}
    {% if execute %} {{ return(adapter.dispatch("expose_landed_tables")()) }}{% endif %}
{% endmacro %}

{% macro duckdb__expose_landed_tables() %}
    {% set folder = env_var("GIGALEDGER_LANDED", "../warehouse/landed") | replace("'", "''") %}
    {% set statements = [] %}
    {% for source in graph.sources.values() %}
        {% do statements.append("create schema if not exists " ~ source.schema) %}
        {% do statements.append(
            "create or replace view "
            ~ source.schema
            ~ "."
            ~ source.identifier
            ~ " as select * from read_parquet('"
            ~ folder
            ~ "/"
            ~ source.source_name
            ~ "/"
            ~ source.name
            ~ ("/*.parquet')" if source.config.meta.in_pieces else ".parquet')")
        ) %}
    {% endfor %}
    {{ return(statements | join(";\n")) }}
{% endmacro %}
