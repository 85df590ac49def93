select deal_id, other_deal_id, overlap_share_low, overlap_share_base, overlap_share_high, reason
from {{ ref("deal_overlaps") }}
