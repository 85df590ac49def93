with
    commitments as (select * from {{ ref("commitments") }} where counts_for_buyer),

    schedules as (select * from {{ ref("fct_line_schedule") }}),

    tranches as (select * from {{ ref("fct_deal_tranche") }}),

    lines as (
        select
            schedules.deal_id,
            commitments.buyer_party_id,
            commitments.seller_party_id,
            greatest(commitments.known_from, schedules.known_from) as known_from,
            least(commitments.known_to, schedules.known_to) as known_to,
            schedules.value_usd_base,
            schedules.run_off_method,
            schedules.unscheduled_reason,
            schedules.start_basis,
            schedules.schedule_starts_on,
            schedules.schedule_ended_on,
            schedules.paid_in_advance_usd,
            schedules.value_statement_id,
            schedules.term_statement_id,
            schedules.starts_statement_id,
            schedules.ends_statement_id,
            schedules.schedule_statement_id,
            schedules.prepayment_statement_id
        from commitments
        inner join
            schedules
            on commitments.deal_id = schedules.deal_id
            and commitments.known_from < schedules.known_to
            and schedules.known_from < commitments.known_to
    ),

    -- What accrues with a weight per day: the whole line, the megawatts of a tranche from its day on, or its amount
    -- on it.
    pieces as (
        select
            deal_id,
            known_from,
            schedule_starts_on as piece_starts_on,
            schedule_ended_on as piece_ended_on,
            cast(1 as decimal(18, 3)) as piece_weight
        from lines
        where run_off_method = 'straight_line'
        union all
        select
            lines.deal_id,
            lines.known_from,
            case
                when lines.run_off_method = 'tranches'
                then tranches.due_counted_on
                else greatest(tranches.due_counted_on, lines.schedule_starts_on)
            end,
            case
                when lines.run_off_method = 'tranches'
                then cast({{ dbt.dateadd("day", 1, "tranches.due_counted_on") }} as date)
                else lines.schedule_ended_on
            end,
            cast(
                case
                    when lines.run_off_method = 'tranches' then tranches.value_usd else tranches.capacity_mw
                end as decimal(18, 3)
            )
        from lines
        inner join tranches as last_tranche on lines.schedule_statement_id = last_tranche.statement_id
        inner join
            tranches
            on last_tranche.deal_id = tranches.deal_id
            and last_tranche.source_id = tranches.source_id
            and last_tranche.stated_on = tranches.stated_on
            and tranches.due_counted_on <= last_tranche.due_counted_on
        where lines.run_off_method in ('tranches', 'ramp')
    ),

    weights as (
        select
            deal_id,
            known_from,
            sum(piece_weight * {{ dbt.datediff("piece_starts_on", "piece_ended_on", "day") }}) as total_weight
        from pieces
        where piece_weight is not null
        group by deal_id, known_from
    ),

    periods as ({{ calendar() }}),

    accrued as (
        select
            lines.deal_id,
            lines.known_from,
            periods.period_kind,
            periods.period_start_on,
            periods.period_ended_on,
            sum(
                case
                    when pieces.piece_starts_on < periods.period_ended_on
                    then
                        pieces.piece_weight
                        * {{
                            dbt.datediff(
                                "pieces.piece_starts_on",
                                "least(pieces.piece_ended_on, periods.period_ended_on)",
                                "day",
                            )
                        }}
                    else 0
                end
            ) as accrued_weight
        from lines
        inner join
            periods
            on periods.period_start_on < lines.schedule_ended_on
            and lines.schedule_starts_on < periods.period_ended_on
        inner join
            pieces
            on lines.deal_id = pieces.deal_id
            and lines.known_from = pieces.known_from
            and pieces.piece_weight is not null
        group by lines.deal_id, lines.known_from, periods.period_kind, periods.period_start_on, periods.period_ended_on
    ),

    summed as (
        select
            lines.deal_id,
            lines.known_from,
            lines.value_usd_base,
            accrued.period_kind,
            accrued.period_start_on,
            accrued.period_ended_on,
            extract(year from accrued.period_start_on) as period_year,
            cast(
                lines.value_usd_base * cast(
                    cast(accrued.accrued_weight as double) / cast(weights.total_weight as double) as decimal(19, 18)
                ) as decimal(18, 2)
            ) as accrued_usd
        from lines
        inner join accrued on lines.deal_id = accrued.deal_id and lines.known_from = accrued.known_from
        inner join weights on lines.deal_id = weights.deal_id and lines.known_from = weights.known_from
    ),

    -- Filings state such tables in millions with two decimals, and so is each period rounded here.
    rounded as (
        select
            *,
            cast(
                cast(
                    (
                        accrued_usd - coalesce(
                            lag(accrued_usd) over (
                                partition by deal_id, known_from, period_kind order by period_start_on
                            ),
                            0
                        )
                    )
                    / 1000000 as decimal(18, 2)
                )
                * 1000000 as decimal(18, 2)
            ) as rounded_usd
        from summed
    ),

    -- The last year takes what rounding has left of the line, the last quarter of a year what it has left of the year.
    years as (
        select
            deal_id,
            known_from,
            period_year,
            case
                when row_number() over (partition by deal_id, known_from order by period_start_on desc) = 1
                then value_usd_base - sum(rounded_usd) over (partition by deal_id, known_from) + rounded_usd
                else rounded_usd
            end as year_usd
        from rounded
        where period_kind = 'year'
    ),

    due as (
        select
            rounded.deal_id,
            rounded.known_from,
            rounded.period_kind,
            rounded.period_start_on,
            rounded.period_ended_on,
            case
                when
                    row_number() over (
                        partition by rounded.deal_id, rounded.known_from, rounded.period_kind, rounded.period_year
                        order by rounded.period_start_on desc
                    )
                    = 1
                then
                    years.year_usd - sum(rounded.rounded_usd) over (
                        partition by rounded.deal_id, rounded.known_from, rounded.period_kind, rounded.period_year
                    )
                    + rounded.rounded_usd
                else rounded.rounded_usd
            end as due_usd
        from rounded
        inner join
            years
            on rounded.deal_id = years.deal_id
            and rounded.known_from = years.known_from
            and rounded.period_year = years.period_year
    ),

    spread as (
        select
            deal_id,
            known_from,
            period_kind,
            period_start_on,
            cast({{ dbt.dateadd("day", -1, "period_ended_on") }} as date) as period_end_on,
            sum(due_usd) over (partition by deal_id, known_from, period_kind order by period_start_on) as scheduled_usd,
            due_usd
        from due
        union all
        select
            deal_id,
            known_from,
            'unscheduled',
            cast(null as date),
            cast(null as date),
            cast(0 as decimal(18, 2)),
            value_usd_base
        from lines
        where run_off_method = 'unscheduled'
    )

select
    lines.deal_id,
    lines.buyer_party_id,
    lines.seller_party_id,
    lines.known_from,
    lines.known_to,
    spread.period_kind,
    spread.period_start_on,
    spread.period_end_on,
    cast(spread.due_usd as decimal(18, 2)) as due_usd,
    cast(
        greatest(lines.value_usd_base - greatest(spread.scheduled_usd, lines.paid_in_advance_usd), 0) as decimal(38, 2)
    ) as remaining_usd,
    lines.value_usd_base,
    lines.paid_in_advance_usd,
    lines.run_off_method,
    lines.unscheduled_reason,
    lines.start_basis,
    lines.schedule_starts_on,
    lines.schedule_ended_on,
    lines.value_statement_id,
    lines.term_statement_id,
    lines.starts_statement_id,
    lines.ends_statement_id,
    lines.schedule_statement_id,
    lines.prepayment_statement_id
from lines
inner join spread on lines.deal_id = spread.deal_id and lines.known_from = spread.known_from
