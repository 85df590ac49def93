-- Containment is walked four steps; the test assert_no_chain_is_deeper_than_four watches it.
with
    deals as (select deal_id, buyer_party_id, part_of_deal_id from {{ ref("dim_deal") }}),

    steps as (
        select deal_id, part_of_deal_id as container_deal_id, 1 as depth
        from deals
        where part_of_deal_id is not null
        union all
        select deals.deal_id, first.part_of_deal_id, 2
        from deals
        inner join deals as first on deals.part_of_deal_id = first.deal_id
        where first.part_of_deal_id is not null
        union all
        select deals.deal_id, second.part_of_deal_id, 3
        from deals
        inner join deals as first on deals.part_of_deal_id = first.deal_id
        inner join deals as second on first.part_of_deal_id = second.deal_id
        where second.part_of_deal_id is not null
        union all
        select deals.deal_id, third.part_of_deal_id, 4
        from deals
        inner join deals as first on deals.part_of_deal_id = first.deal_id
        inner join deals as second on first.part_of_deal_id = second.deal_id
        inner join deals as third on second.part_of_deal_id = third.deal_id
        where third.part_of_deal_id is not null
    )

select
    steps.deal_id,
    steps.container_deal_id,
    steps.depth,
    inner_deal.buyer_party_id = outer_deal.buyer_party_id as is_same_buyer
from steps
inner join deals as inner_deal on steps.deal_id = inner_deal.deal_id
inner join deals as outer_deal on steps.container_deal_id = outer_deal.deal_id
