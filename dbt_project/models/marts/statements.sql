select
    statements.statement_id,
    statements.statement_kind,
    statements.subject_id,
    statements.stated_on,
    statements.known_on,
    statements.statement,
    statements.credibility,
    statements.reliability,
    statements.evidence_grade,
    statements.source_id,
    sources.publisher,
    sources.title,
    sources.url,
    sources.published_on,
    sources.source_type
from {{ ref("fct_statement") }} as statements
inner join {{ ref("dim_source") }} as sources on statements.source_id = sources.source_id
