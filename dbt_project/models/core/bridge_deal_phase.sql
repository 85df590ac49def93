-- Links by our reading stand for all others of a deal, then the register's links of sites; a deal with neither is
-- linked to
-- the sites where its buyer is tenant and its seller develops or operates.
with
    phases as (select * from {{ ref("dim_site_phase") }}),

    -- A phase brings the phases that it contains.
    narrowed as (
        select deal_id, phase_id, link_basis, reason
        from {{ ref("deal_phases") }}
        union
        select links.deal_id, parts.phase_id, links.link_basis, parts.reason
        from {{ ref("deal_phases") }} as links
        inner join {{ ref("phase_parts") }} as parts on links.phase_id = parts.part_of_phase_id
    ),

    registered as (
        select
            links.deal_id,
            phases.phase_id,
            links.statement_id,
            statements.known_on,
            row_number() over (
                partition by links.deal_id, phases.phase_id order by statements.known_on, links.statement_id
            ) as place
        from {{ ref("stg_register__site_deals") }} as links
        inner join {{ ref("fct_statement") }} as statements on links.statement_id = statements.statement_id
        inner join phases on links.site_id = phases.site_id
        where statements.evidence_grade < 5 and links.deal_id not in (select deal_id from narrowed)
    ),

    matched as (
        select deals.deal_id, phases.phase_id
        from {{ ref("dim_deal") }} as deals
        inner join
            phases
            on deals.buyer_party_id = phases.tenant_party_id
            and deals.seller_party_id in (phases.developer_party_id, phases.operator_party_id)
        where
            deals.mw_role = 'site_capacity'
            and deals.deal_id not in (select deal_id from narrowed)
            and deals.deal_id not in (select deal_id from registered)
    )

select deal_id, phase_id, link_basis, reason, cast(null as date) as known_on, cast(null as string) as statement_id
from narrowed
union all
select deal_id, phase_id, 'register', null, known_on, statement_id
from registered
where place = 1
union all
select deal_id, phase_id, 'parties', null, null, null
from matched
