select assumption, tier, months_after, value_low, value_base, value_high, author, reason
from {{ ref("concentration_assumptions") }}
