with
    run_off as (select * from {{ ref("commitment_run_off") }} where period_kind in ('year', 'unscheduled')),

    dates as (
        select buyer_party_id, known_from
        from run_off
        union
        select buyer_party_id, known_to
        from run_off
        where known_to < {{ open_end() }}
    ),

    intervals as (
        select
            buyer_party_id,
            known_from,
            coalesce(
                lead(known_from) over (partition by buyer_party_id order by known_from), {{ open_end() }}
            ) as known_to,
            cast({{ dbt.date_trunc("year", "known_from") }} as date) as first_year_starts_on
        from dates
    ),

    placed as (
        select
            intervals.buyer_party_id,
            intervals.known_from,
            intervals.known_to,
            intervals.first_year_starts_on,
            run_off.due_usd,
            {{ dbt.datediff("intervals.first_year_starts_on", "run_off.period_start_on", "year") }} + 1 as year_number
        from intervals
        inner join
            run_off
            on intervals.buyer_party_id = run_off.buyer_party_id
            and run_off.known_from <= intervals.known_from
            and intervals.known_from < run_off.known_to
    )

select
    buyer_party_id,
    known_from,
    known_to,
    first_year_starts_on,
    cast(sum(case when year_number < 1 then due_usd else 0 end) as decimal(38, 2)) as due_before_usd,
    {% for year in range(1, 6) %}
        cast(
            sum(case when year_number = {{ year }} then due_usd else 0 end) as decimal(38, 2)
        ) as due_in_year_{{ year }}_usd,
    {% endfor %}
    cast(sum(case when year_number > 5 then due_usd else 0 end) as decimal(38, 2)) as due_thereafter_usd,
    cast(sum(case when year_number is null then due_usd else 0 end) as decimal(38, 2)) as unscheduled_usd,
    cast(sum(due_usd) as decimal(38, 2)) as committed_usd
from placed
group by buyer_party_id, known_from, known_to, first_year_starts_on
