select
    deals.deal_id,
    deals.title,
    deals.deal_type,
    types.is_programme,
    types.mw_role,
    deals.buyer_party_id,
    deals.seller_party_id,
    sellers.ultimate_parent_party_id as seller_parent_party_id,
    deals.announced_on,
    deals.part_of_deal_id,
    deals.supersedes_deal_id
from {{ ref("stg_register__deals") }} as deals
inner join {{ ref("deal_types") }} as types on deals.deal_type = types.deal_type
inner join {{ ref("dim_party") }} as sellers on deals.seller_party_id = sellers.party_id
