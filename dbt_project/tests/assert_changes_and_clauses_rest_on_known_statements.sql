{{ config(meta={"dagster": {"ref": {"name": "change_feed"}}}) }}
{% set used = {
    "change_feed": "known_on",
    "commitment_statements": "known_from",
    "deal_clauses": "known_from",
} %}
{% for mart, day in used.items() %}
    select '{{ mart }}' as mart, used.statement_id
    from {{ ref(mart) }} as used
    left join {{ ref("statements") }} as statements on used.statement_id = statements.statement_id
    where used.statement_id is not null and (statements.statement_id is null or statements.known_on > used.{{ day }})
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
