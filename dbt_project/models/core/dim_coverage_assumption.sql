select assumption, compute_share_low, compute_share_base, compute_share_high, author, reason
from {{ ref("coverage_assumptions") }}
