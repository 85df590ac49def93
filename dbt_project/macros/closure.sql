{# Common table expressions after `edges` (columns `keys`, from_id, to_id, a row once): which party reaches which over at most
   2^rounds edges of one graph, the graphs told apart by `keys`. The last is called `name`. Doubling, written out, since
   recursive queries differ between engines. #}
{% macro closure(name, edges, keys, rounds=4) %}
    {% for round in range(1, rounds + 1) %}
        {% set before = edges if loop.first else name ~ "_" ~ (round - 1) %}
        {{ name if loop.last else name ~ "_" ~ round }} as (
            select {{ keys | join(", ") }}, from_id, to_id
            from {{ before }}
            union
            select {% for key in keys %} a.{{ key }},{% endfor %} a.from_id, b.to_id
            from {{ before }} as a
            inner join
                {{ before }} as b on a.to_id = b.from_id {% for key in keys %} and a.{{ key }} = b.{{ key }}{% endfor %}
        )
        {% if not loop.last %},{% endif %}
    {% endfor %}
{% endmacro %}
