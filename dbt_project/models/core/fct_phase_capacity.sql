select statement_id, phase_id, capacity_mw, capacity_basis from {{ ref("stg_register__site_phases") }}
