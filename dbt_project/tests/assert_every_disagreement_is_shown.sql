{{ config(meta={"dagster": {"ref": {"name": "claim_conflicts"}}}) }}
with
    winners as (
        select entity_kind, entity_id, attribute, stated_value from {{ ref("fct_claim") }} where claim_rank = 1
    ),

    expected as (
        select claims.entity_kind, claims.entity_id, claims.attribute, claims.statement_id
        from {{ ref("fct_claim") }} as claims
        inner join
            winners
            on claims.entity_kind = winners.entity_kind
            and claims.entity_id = winners.entity_id
            and claims.attribute = winners.attribute
        where claims.is_usable and claims.stated_value <> winners.stated_value
    ),

    shown as (
        select entity_kind, entity_id, attribute, losing_statement_id as statement_id
        from {{ ref("claim_conflicts") }}
        where known_to = {{ open_end() }} and decided_by <> 'excluded'
    )

select coalesce(expected.entity_id, shown.entity_id) as entity_id, expected.statement_id, shown.statement_id as shown_id
from expected
full outer join
    shown
    on expected.entity_kind = shown.entity_kind
    and expected.entity_id = shown.entity_id
    and expected.attribute = shown.attribute
    and expected.statement_id = shown.statement_id
where expected.statement_id is null or shown.statement_id is null
