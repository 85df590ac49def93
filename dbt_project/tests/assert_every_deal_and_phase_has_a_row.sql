{{ config(meta={"dagster": {"ref": {"name": "commitments"}}}) }}
-- A deal or phase that some usable statement speaks of and that the marts do not show.
select deals.deal_id as id
from {{ ref("dim_deal") }} as deals
inner join {{ ref("fct_claim") }} as claims on claims.entity_kind = 'deal' and deals.deal_id = claims.entity_id
left join {{ ref("commitments") }} as shown on deals.deal_id = shown.deal_id
where claims.is_usable and shown.deal_id is null
union
select phases.phase_id
from {{ ref("dim_site_phase") }} as phases
inner join
    {{ ref("statements") }} as statements
    on statements.statement_kind = 'site_phases'
    and phases.phase_id = statements.subject_id
left join {{ ref("energization_schedule") }} as shown on phases.phase_id = shown.phase_id
where statements.evidence_grade < 5 and shown.phase_id is null
