{# Common table expressions that follow `relation`, the last one called growth_found: its `columns`, low_x and high_x. Of
   x + x^2 + ... + x^5 >= `ratio` high_x is the smallest solution between 0 and 16 to about 1e-8, or close to 16 where there
   is none. A fixed number of halvings, written out, so that every engine finds the same. #}
{% macro growth_found(relation, columns, ratio, halvings=30) %}
    halved_0 as (
        select {{ columns | join(", ") }}, cast(0 as double) as low_x, cast(16 as double) as high_x from {{ relation }}
    ),
    {% for step in range(halvings) %}
        {{ "growth_found" if loop.last else "halved_" ~ (step + 1) }} as (
            select
                {{ columns | join(", ") }},
                case
                    when {{ five_powers("(low_x + high_x) / 2") }} >= {{ ratio }} then low_x else (low_x + high_x) / 2
                end as low_x,
                case
                    when {{ five_powers("(low_x + high_x) / 2") }} >= {{ ratio }} then (low_x + high_x) / 2 else high_x
                end as high_x
            from halved_{{ step }}
        )
        {% if not loop.last %},{% endif %}
    {% endfor %}
{% endmacro %}

{% macro five_powers(x) -%}
    ({{ x }}) * (1 + ({{ x }}) * (1 + ({{ x }}) * (1 + ({{ x }}) * (1 + ({{ x }})))))
{%- endmacro %}
