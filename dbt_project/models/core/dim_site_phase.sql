-- A phase stands in many statements; its site and name are the same in all of them, which a test proves.
select distinct
    phases.phase_id,
    phases.site_id,
    phases.name as phase_name,
    sites.name as site_name,
    sites.developer_party_id,
    sites.operator_party_id,
    sites.tenant_party_id,
    sites.utility_party_id,
    sites.grid_operator,
    sites.country_code,
    sites.state,
    sites.county
from {{ ref("stg_register__site_phases") }} as phases
inner join {{ ref("stg_register__sites") }} as sites on phases.site_id = sites.site_id
