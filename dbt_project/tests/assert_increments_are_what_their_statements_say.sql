{{ config(meta={"dagster": {"ref": {"name": "commitment_statements"}}}) }}
-- Read from the statements that commitment_statements names, and not from what core has added up.
with
    named as (
        select
            figures.deal_id,
            figures.known_from,
            sum(increments.value_usd_base) as increments_usd,
            count(*) as increment_count
        from {{ ref("commitment_statements") }} as figures
        inner join {{ ref("fct_deal_increment") }} as increments on figures.statement_id = increments.statement_id
        where figures.figure = 'increment'
        group by figures.deal_id, figures.known_from
    )

select commitments.deal_id, commitments.known_from, commitments.increments_usd, named.increments_usd as named_usd
from {{ ref("commitments") }} as commitments
left join named on commitments.deal_id = named.deal_id and commitments.known_from = named.known_from
where
    coalesce(commitments.increments_usd, 0) <> coalesce(named.increments_usd, 0)
    or commitments.increment_count <> coalesce(named.increment_count, 0)
    or commitments.increments_usd > commitments.value_usd_base
