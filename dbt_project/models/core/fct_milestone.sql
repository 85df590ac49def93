select statement_id, phase_id, milestone_type, milestone_status, occurs_on, occurs_precision
from {{ ref("stg_register__milestones") }}
