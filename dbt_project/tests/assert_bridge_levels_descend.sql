-- Firm is at most own share, own share at most what does not overlap, that at most the headline; low at most base at
-- most high.
with
    levels as (
        select
            party_id,
            bridge_side,
            known_from,
            {% for level in ["headline", "non_overlapping", "own_share", "firm"] %}
                max(case when step = '{{ level }}' then total_usd_base end) as {{ level }}{{ "," if not loop.last }}
            {% endfor %}
        from {{ ref("commitment_bridge") }}
        group by party_id, bridge_side, known_from
    )

select party_id, bridge_side, known_from, 'levels' as problem
from levels
where firm > own_share or own_share > non_overlapping or non_overlapping > headline or firm < 0
union all
select party_id, bridge_side, known_from, step
from {{ ref("commitment_bridge") }}
where step_kind <> 'minus' and (total_usd_low > total_usd_base or total_usd_base > total_usd_high)
