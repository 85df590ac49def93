{{ config(meta={"dagster": {"ref": {"name": "commitment_run_off"}}}) }}
-- No row of run-off, coverage or envelopes rests on a statement that nobody could know when the row begins.
{% set marts = {
    "commitment_run_off": [
        "value_statement_id",
        "term_statement_id",
        "starts_statement_id",
        "ends_statement_id",
        "schedule_statement_id",
        "prepayment_statement_id",
    ],
    "commitment_coverage": [
        "revenue_statement_id",
        "capital_expenditure_statement_id",
        "remaining_performance_obligation_statement_id",
        "purchase_obligation_statement_id",
        "lease_not_yet_commenced_statement_id",
    ],
    "commitment_envelopes": ["statement_id", "run_rate_statement_id"],
} %}
with
    used as (
        {% for mart, columns in marts.items() %}
            {% set outer = loop %}
            {% for column in columns %}
                select
                    '{{ mart }}' as mart,
                    '{{ column }}' as statement_column,
                    {{ "known_on" if mart == "commitment_envelopes" else "known_from" }} as used_from,
                    {{ column }} as statement_id
                from {{ ref(mart) }}
                where {{ column }} is not null
                {% if not (loop.last and outer.last) %}
                    union all
                {% endif %}
            {% endfor %}
        {% endfor %}
    )

select used.mart, used.statement_column, used.used_from, used.statement_id, statements.known_on
from used
left join {{ ref("statements") }} as statements on used.statement_id = statements.statement_id
where statements.statement_id is null or statements.known_on > used.used_from
