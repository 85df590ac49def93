{% set figures = {
    "firmness": "firmness_statement_id",
    "value": "value_statement_id",
    "term": "term_statement_id",
    "starts": "starts_statement_id",
    "ends": "ends_statement_id",
    "capacity": "capacity_statement_id",
    "accelerators": "accelerator_statement_id",
} %}
with
    commitments as (select * from {{ ref("commitments") }}),

    -- The same increments that core.fct_deal_version adds: known since the amount was stated.
    increments as (
        select commitments.deal_id, commitments.known_from, commitments.known_to, increments.statement_id
        from commitments
        inner join {{ ref("fct_statement") }} as amounts on commitments.value_statement_id = amounts.statement_id
        inner join
            {{ ref("fct_deal_increment") }} as increments
            on commitments.deal_id = increments.deal_id
            and amounts.known_on <= increments.known_on
            and increments.known_on <= commitments.known_from
        where commitments.value_usd_base is not null
    ),

    figures as (
        {% for figure, statement in figures.items() %}
            select deal_id, known_from, known_to, '{{ figure }}' as figure, {{ statement }} as statement_id
            from commitments
            where {{ statement }} is not null
            union all
        {% endfor %}
        select deal_id, known_from, known_to, 'increment', statement_id
        from increments
    )

select deal_id, known_from, known_to, figure, statement_id
from figures
