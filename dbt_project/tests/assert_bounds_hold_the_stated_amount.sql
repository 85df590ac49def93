select deal_id, known_from, value_usd_low, value_usd_base, value_usd_high
from {{ ref("commitments") }}
where
    value_usd_low > value_usd_base
    or value_usd_base > value_usd_high
    or (value_usd_low is null) <> (value_usd_base is null)
