{{ config(meta={"dagster": {"ref": {"name": "commitments"}}}) }}
-- What counts is in force, firm or reported, of known amount, no programme, and inside no other line that counts.
select inside.deal_id, inside.known_from, 'inside a line that counts' as problem
from {{ ref("commitments") }} as inside
inner join {{ ref("bridge_deal_container") }} as containers on inside.deal_id = containers.deal_id
inner join
    {{ ref("commitments") }} as outside
    on containers.container_deal_id = outside.deal_id
    and outside.known_from < inside.known_to
    and inside.known_from < outside.known_to
where
    (inside.counts_as_line and outside.counts_as_line)
    or (inside.counts_for_buyer and outside.counts_for_buyer and containers.is_same_buyer)
union all
select old.deal_id, old.known_from, 'replaced by a deal that was known'
from {{ ref("commitments") }} as old
inner join {{ ref("bridge_deal_successor") }} as successors on old.deal_id = successors.deal_id
inner join
    {{ ref("commitments") }} as new on successors.successor_deal_id = new.deal_id and new.known_from <= old.known_from
where old.counts_for_buyer
union all
select deal_id, known_from, 'counts without being a line'
from {{ ref("commitments") }}
where
    counts_for_buyer
    and (
        status <> 'active'
        or value_usd_base is null
        or deal_type = 'joint_programme'
        or firmness in ('letter_of_intent', 'option', 'ambition')
    )
union all
select deal_id, known_from, 'reason and flags disagree'
from {{ ref("commitments") }}
where
    counts_as_line <> (not_counted_reason is null)
    or (counts_as_line and not counts_for_buyer)
    or (counts_for_buyer and not counts_as_line and not_counted_reason <> 'passed_through')
