{{ config(meta={"dagster": {"ref": {"name": "bridge_deal_container"}}}) }}
-- Parents, containers and replacements are walked four steps; a longer chain or a circle would be cut off unseen.
select deal_id as id
from {{ ref("bridge_deal_container") }}
where depth = 4 or deal_id = container_deal_id
union all
select deal_id
from {{ ref("bridge_deal_successor") }}
where depth = 4 or deal_id = successor_deal_id
union all
select party_id
from {{ ref("dim_party") }}
where ultimate_parent_party_id in (select party_id from {{ ref("dim_party") }} where parent_party_id is not null)
