{{ config(meta={"dagster": {"ref": {"name": "commitment_mentions"}}}) }}
-- From the day it is known on, every stated amount is somewhere in the bridge, at every time in exactly one step.
with
    spans as (
        select
            party_id,
            bridge_side,
            statement_id,
            known_from,
            known_to,
            lead(known_from) over (partition by party_id, bridge_side, statement_id order by known_from) as next_from
        from {{ ref("commitment_mentions") }}
    )

select statement_id, party_id, bridge_side, known_from, 'gap or overlap' as problem
from spans
where known_to <> coalesce(next_from, {{ open_end() }}) or known_to <= known_from
union all
select mentions.statement_id, '', '', mentions.known_on, 'not in the bridge from the day it is known on'
from {{ ref("fct_amount_mention") }} as mentions
left join
    (select statement_id, min(known_from) as known_from from spans group by statement_id) as shown
    on mentions.statement_id = shown.statement_id
where shown.known_from is null or shown.known_from <> mentions.known_on
