with deals as (select * from {{ ref("dim_deal") }}), steps as ({{ chain("deals", "deal_id", "supersedes_deal_id") }})

select reached_id as deal_id, start_id as successor_deal_id, depth
from steps
