with
    increments as (
        select claims.entity_id as deal_id, claims.statement_id, claims.known_on, terms.value_usd, terms.value_qualifier
        from {{ ref("fct_claim") }} as claims
        inner join {{ ref("stg_register__deal_terms") }} as terms on claims.statement_id = terms.statement_id
        where
            claims.entity_kind = 'deal'
            and claims.attribute = 'value'
            and claims.exclusion_code = 'increment'
            and claims.evidence_grade < 5
    )

select
    deal_id,
    statement_id,
    known_on,
    cast({{ low_bound("value_usd", "value_qualifier", "decimal(18, 2)") }} as decimal(18, 2)) as value_usd_low,
    value_usd as value_usd_base,
    cast({{ high_bound("value_usd", "value_qualifier", "decimal(18, 2)") }} as decimal(18, 2)) as value_usd_high
from increments
