with deals as (select * from {{ ref("dim_deal") }}), steps as ({{ chain("deals", "deal_id", "part_of_deal_id") }})

select
    steps.start_id as deal_id,
    steps.reached_id as container_deal_id,
    steps.depth,
    inner_deal.buyer_party_id = outer_deal.buyer_party_id as is_same_buyer,
    outer_deal.is_programme as is_in_programme
from steps
inner join deals as inner_deal on steps.start_id = inner_deal.deal_id
inner join deals as outer_deal on steps.reached_id = outer_deal.deal_id
