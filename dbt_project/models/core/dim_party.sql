-- The chain of parents is walked four steps; the test assert_no_chain_is_deeper_than_four watches it.
with parties as (select * from {{ ref("stg_register__parties") }})

select
    parties.party_id,
    parties.name,
    parties.party_type,
    parties.parent_party_id,
    coalesce(
        fourth.party_id, third.party_id, second.party_id, first.party_id, parties.party_id
    ) as ultimate_parent_party_id,
    parties.country_code,
    parties.cik,
    parties.ticker
from parties
left join parties as first on parties.parent_party_id = first.party_id
left join parties as second on first.parent_party_id = second.party_id
left join parties as third on second.parent_party_id = third.party_id
left join parties as fourth on third.parent_party_id = fourth.party_id
