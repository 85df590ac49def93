select deal_id, payer_share_low, payer_share_base, payer_share_high, statement_id, reason from {{ ref("payer_shares") }}
