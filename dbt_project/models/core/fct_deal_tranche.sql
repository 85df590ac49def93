-- Documents repeat each other's tranches, so that only those of one document are added up. They are added in the
-- order of
-- their dates: what comes after the tranches that make up the line is an option or an expansion and no part of it.
with
    tranches as (
        select
            tranches.statement_id,
            tranches.deal_id,
            tranches.source_id,
            statements.stated_on,
            statements.known_on,
            statements.evidence_grade,
            tranches.due_on,
            tranches.due_precision,
            {{ period_middle("tranches.due_on", "tranches.due_precision") }} as due_counted_on,
            tranches.capacity_mw,
            tranches.value_usd
        from {{ ref("stg_register__deal_tranches") }} as tranches
        inner join {{ ref("fct_statement") }} as statements on tranches.statement_id = statements.statement_id
        where tranches.due_on is not null and statements.evidence_grade < 5
    )

select
    statement_id,
    deal_id,
    source_id,
    stated_on,
    known_on,
    evidence_grade,
    due_on,
    due_precision,
    due_counted_on,
    min(due_counted_on) over (partition by deal_id, source_id, stated_on) as first_due_counted_on,
    capacity_mw,
    cast(
        -- One tranche alone says when all is in place and not how it gets there.
        case when count(capacity_mw) over so_far >= 2 then sum(capacity_mw) over so_far end as decimal(38, 3)
    ) as capacity_mw_so_far,
    value_usd,
    cast(
        case when count(value_usd) over so_far >= 2 then sum(value_usd) over so_far end as decimal(38, 2)
    ) as value_usd_so_far
from tranches
window
    so_far as (
        partition by deal_id, source_id, stated_on
        order by due_counted_on
        range between unbounded preceding and current row
    )
