select
    clauses.deal_id,
    deals.buyer_party_id,
    deals.seller_party_id,
    clauses.clause_type,
    clauses.description,
    clauses.asserted_by,
    clauses.evidence_grade,
    clauses.is_firm_evidence,
    clauses.known_on as known_from,
    {{ open_end() }} as known_to,
    clauses.statement_id
from {{ ref("fct_deal_clause") }} as clauses
inner join {{ ref("dim_deal") }} as deals on clauses.deal_id = deals.deal_id
