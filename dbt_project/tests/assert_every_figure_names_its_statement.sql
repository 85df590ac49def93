-- A figure without the statement behind it, or a statement without a figure.
{% set figures = {
    "firmness": "firmness_statement_id",
    "term_months": "term_statement_id",
    "starts_on": "starts_statement_id",
    "ends_on": "ends_statement_id",
    "capacity_mw": "capacity_statement_id",
    "accelerator_count": "accelerator_statement_id",
} %}
{% for figure, statement in figures.items() %}
    select deal_id, known_from, '{{ figure }}' as figure
    from {{ ref("commitments") }}
    where ({{ figure }} is null) <> ({{ statement }} is null)
    union all
{% endfor %}
select deal_id, known_from, 'value_usd_base'
from {{ ref("commitments") }}
where
    (value_usd_base is not null and value_statement_id is null)
    or (value_statement_id is not null and value_usd_base is null and not_counted_reason is null)
