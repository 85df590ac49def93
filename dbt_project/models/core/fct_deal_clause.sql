select
    clauses.statement_id,
    clauses.deal_id,
    clauses.clause_type,
    clauses.description,
    asserters.asserted_by,
    statements.evidence_grade,
    statements.evidence_grade <= 2 and asserters.is_able_to_make_firm as is_firm_evidence,
    statements.known_on
from {{ ref("stg_register__deal_clauses") }} as clauses
inner join {{ ref("fct_statement") }} as statements on clauses.statement_id = statements.statement_id
inner join {{ ref("dim_source") }} as sources on statements.source_id = sources.source_id
inner join {{ ref("asserters") }} as asserters on sources.source_type = asserters.source_type
