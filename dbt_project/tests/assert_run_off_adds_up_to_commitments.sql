{{ config(meta={"dagster": {"ref": {"name": "commitment_run_off"}}}) }}
-- On every day on which a line counts its years add up to its amount, its quarters too, and each is on hand once.
with
    sums as (
        select
            deal_id,
            known_from,
            known_to,
            value_usd_base,
            sum(case when period_kind in ('year', 'unscheduled') then due_usd else 0 end) as years_usd,
            sum(case when period_kind in ('quarter', 'unscheduled') then due_usd else 0 end) as quarters_usd
        from {{ ref("commitment_run_off") }}
        group by deal_id, known_from, known_to, value_usd_base
    ),

    covered as (
        select
            commitments.deal_id,
            commitments.known_from,
            commitments.value_usd_base,
            {{ dbt.datediff("commitments.known_from", "commitments.known_to", "day") }} as days_known,
            sum({{ dbt.datediff("sums.known_from", "sums.known_to", "day") }}) as days_covered,
            max(case when sums.value_usd_base = commitments.value_usd_base then 0 else 1 end) as differs
        from {{ ref("commitments") }} as commitments
        left join
            sums
            on commitments.deal_id = sums.deal_id
            and commitments.known_from <= sums.known_from
            and sums.known_to <= commitments.known_to
        where commitments.counts_for_buyer
        group by commitments.deal_id, commitments.known_from, commitments.known_to, commitments.value_usd_base
    )

select deal_id, known_from, 'periods do not add up' as problem
from sums
where years_usd <> value_usd_base or quarters_usd <> value_usd_base
union all
select deal_id, known_from, 'line and run-off differ'
from covered
where differs = 1 or days_covered is null or days_covered <> days_known
