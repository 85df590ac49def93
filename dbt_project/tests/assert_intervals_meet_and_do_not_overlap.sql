{{ config(meta={"dagster": {"ref": {"name": "commitments"}}}) }}
-- Of one deal, phase or attribute, each interval ends where the next begins, and the last is open.
{% set histories = {
    "fct_resolved_attribute": "entity_kind, entity_id, attribute",
    "fct_deal_version": "deal_id",
    "fct_deal_state": "deal_id",
    "fct_phase_version": "phase_id",
    "commitments": "deal_id",
    "energization_schedule": "phase_id",
} %}
{% for model, key in histories.items() %}
    select '{{ model }}' as model, known_from, known_to
    from
        (
            select known_from, known_to, lead(known_from) over (partition by {{ key }} order by known_from) as next_from
            from {{ ref(model) }}
        ) as intervals
    where known_to <= known_from or known_to <> coalesce(next_from, {{ open_end() }})
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
