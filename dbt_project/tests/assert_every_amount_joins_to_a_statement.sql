select * from {{ ref("evidence_coverage") }} where traced_amounts <> amounts
