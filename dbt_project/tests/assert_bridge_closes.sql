{{ config(meta={"dagster": {"ref": {"name": "commitment_bridge"}}}) }}
-- Each level is the level before with the steps between them, to the cent, for every party, side and date.
with
    spans as (
        select party_id, bridge_side, known_from, step_number, step, step_kind, total_usd_base
        from {{ ref("commitment_bridge") }}
        where step_kind <> 'beside'
    ),

    summed as (
        select
            party_id,
            bridge_side,
            known_from,
            {% for level, first, last in [
                ("headline", 1, 30),
                ("non_overlapping", 31, 32),
                ("own_share", 33, 34),
                ("firm", 35, 36),
            ] %}
                sum(case when step_number between {{ first }} and {{ last }} then total_usd_base else 0 end) - sum(
                    case when step = '{{ level }}' then total_usd_base else 0 end
                ) as gap_before_{{ level }}{{ "," if not loop.last }}
            {% endfor %}
        from spans
        group by party_id, bridge_side, known_from
    )

select *
from summed
where gap_before_headline <> 0 or gap_before_non_overlapping <> 0 or gap_before_own_share <> 0 or gap_before_firm <> 0
