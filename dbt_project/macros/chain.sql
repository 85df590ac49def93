{# Walks from each row of `relation` along `next_column` for up to four steps: start, reached, depth.
   The test assert_no_chain_is_deeper_than_four watches that four are enough. Written out, since recursive queries differ
   between engines. #}
{% macro chain(relation, id, next_column) %}
    {% for depth in range(1, 5) %}
        select step1.{{ id }} as start_id, step{{ depth }}.{{ next_column }} as reached_id, {{ depth }} as depth
        from {{ relation }} as step1
        {% for step in range(2, depth + 1) %}
            inner join
                {{ relation }} as step{{ step }} on step{{ step - 1 }}.{{ next_column }} = step{{ step }}.{{ id }}
        {% endfor %}
        where step{{ depth }}.{{ next_column }} is not null
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}
