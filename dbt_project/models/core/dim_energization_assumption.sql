select assumption, assumed_low, assumed_base, assumed_high, assumed_unit, author, reason
from {{ ref("energization_assumptions") }}
