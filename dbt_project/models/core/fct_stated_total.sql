select
    totals.statement_id,
    totals.total_id,
    totals.party_id,
    totals.label,
    statements.known_on,
    totals.value_usd as envelope_usd_base,
    totals.value_qualifier,
    totals.horizon_months,
    totals.capacity_mw,
    statements.evidence_grade
from {{ ref("stg_register__stated_totals") }} as totals
inner join {{ ref("fct_statement") }} as statements on totals.statement_id = statements.statement_id
