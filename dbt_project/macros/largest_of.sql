{# Name of the largest of the columns <name><suffix>; the first of the list where they are equal. `without` is a column
   that holds a name to leave out. #}
{% macro largest_of(names, suffix, without=none) -%}
    {%- set value = [] -%}
    {%- for name in names -%}
        {%- do value.append(
            "case when coalesce(" ~ without ~ ", '') = '" ~ name ~ "' then -1 else " ~ name ~ suffix ~ " end"
            if without
            else name ~ suffix
        ) -%}
    {%- endfor -%}
    case
        {% for name in names %}
            when {{ value[loop.index0] }} >= greatest({{ value | join(", ") }}) then '{{ name }}'
        {% endfor %}
    end
{%- endmacro %}

{# Value of the column <name><suffix>, by the name that `column` holds. #}
{% macro value_of(names, column, suffix) -%}
    case {{ column }} {% for name in names %} when '{{ name }}' then {{ name }}{{ suffix }} {% endfor %} end
{%- endmacro %}
