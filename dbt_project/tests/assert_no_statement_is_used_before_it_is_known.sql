{{ config(meta={"dagster": {"ref": {"name": "commitments"}}}) }}
-- No row of a mart rests on a statement that nobody could know when the row begins.
{% set marts = {
    "commitments": [
        "firmness_statement_id",
        "value_statement_id",
        "term_statement_id",
        "starts_statement_id",
        "ends_statement_id",
        "capacity_statement_id",
        "accelerator_statement_id",
    ],
    "energization_schedule": [
        "capacity_statement_id",
        "energization_statement_id",
        "first_energization_statement_id",
        "achieved_statement_id",
        "status_statement_id",
        "target_statement_id",
        "grid_statement_id",
        "power_contract_statement_id",
        "building_statement_id",
        "chips_statement_id",
        "permits_statement_id",
    ],
} %}
with
    used as (
        {% for mart, columns in marts.items() %}
            {% set outer = loop %}
            {% for column in columns %}
                select
                    '{{ mart }}' as mart, '{{ column }}' as statement_column, known_from, {{ column }} as statement_id
                from {{ ref(mart) }}
                where {{ column }} is not null
                {% if not (loop.last and outer.last) %}
                    union all
                {% endif %}
            {% endfor %}
        {% endfor %}
    )

select used.*, statements.known_on
from used
left join {{ ref("statements") }} as statements on used.statement_id = statements.statement_id
where statements.statement_id is null or statements.known_on > used.known_from
