with
    versions as (
        select versions.*, deals.announced_on
        from {{ ref("fct_deal_version") }} as versions
        inner join {{ ref("dim_deal") }} as deals on versions.deal_id = deals.deal_id
        where versions.value_usd_base is not null
    ),

    tranches as (select * from {{ ref("fct_deal_tranche") }}),

    prepayments as (select * from {{ ref("fct_prepayment") }}),

    first_known as (select deal_id, min(known_from) as known_from from versions group by deal_id),

    changes as (
        select deal_id, known_from
        from versions
        union
        select deal_id, announced_on
        from versions
        where announced_on is not null
        union
        select deal_id, known_on
        from tranches
        union
        select deal_id, known_from
        from prepayments
    ),

    intervals as (
        select
            changes.deal_id,
            changes.known_from,
            coalesce(
                lead(changes.known_from) over (partition by changes.deal_id order by changes.known_from),
                {{ open_end() }}
            ) as known_to
        from changes
        inner join first_known on changes.deal_id = first_known.deal_id and first_known.known_from <= changes.known_from
    ),

    dated as (
        select
            intervals.deal_id,
            intervals.known_from,
            intervals.known_to,
            versions.value_usd_base,
            versions.capacity_mw,
            versions.term_months,
            versions.starts_on,
            versions.starts_precision,
            versions.value_statement_id,
            versions.term_statement_id,
            versions.starts_statement_id,
            versions.ends_statement_id,
            case when versions.announced_on <= intervals.known_from then versions.announced_on end as announced_on,
            cast({{ dbt.dateadd("day", 1, "versions.ends_on") }} as date) as stated_ended_on
        from intervals
        inner join
            versions
            on intervals.deal_id = versions.deal_id
            and versions.known_from <= intervals.known_from
            and intervals.known_from < versions.known_to
    ),

    derived as (
        select *, cast({{ dbt.dateadd("month", "-term_months", "stated_ended_on") }} as date) as derived_starts_on
        from dated
    ),

    -- A start that is known to a period only gives way to the end less the term where that lies inside the period: then
    -- all three statements hold.
    based as (
        select
            *,
            case
                when starts_precision = 'day'
                then 'stated'
                when
                    derived_starts_on is not null
                    and (
                        starts_on is null
                        or derived_starts_on between {{ period_start("starts_on", "starts_precision") }} and starts_on
                    )
                then 'derived_from_end'
                when starts_on is not null
                then 'midpoint_of_period'
                when announced_on is not null
                then 'announced'
            end as start_basis
        from derived
    ),

    started as (
        select
            *,
            case
                start_basis
                when 'stated'
                then starts_on
                when 'derived_from_end'
                then derived_starts_on
                when 'midpoint_of_period'
                then {{ period_middle("starts_on", "starts_precision") }}
                when 'announced'
                then announced_on
            end as schedule_starts_on
        from based
    ),

    spanned as (
        select
            *,
            case
                when term_months is not null
                then cast({{ dbt.dateadd("month", "term_months", "schedule_starts_on") }} as date)
                else stated_ended_on
            end as schedule_ended_on
        from started
    ),

    -- Tranches known by then that make up the amount or the capacity exactly, of the best document; ranked as claims
    -- are.
    fitting as (
        select
            spanned.deal_id,
            spanned.known_from,
            tranches.statement_id,
            tranches.due_counted_on,
            tranches.first_due_counted_on,
            tranches.value_usd_so_far = spanned.value_usd_base as is_by_value,
            row_number() over (
                partition by spanned.deal_id, spanned.known_from
                order by
                    case when tranches.value_usd_so_far = spanned.value_usd_base then 1 else 2 end,
                    case when tranches.evidence_grade <= 3 then 1 else 2 end,
                    tranches.evidence_grade,
                    tranches.known_on desc,
                    tranches.due_counted_on,
                    tranches.statement_id
            ) as place
        from spanned
        inner join tranches on spanned.deal_id = tranches.deal_id and tranches.known_on <= spanned.known_from
        where
            tranches.value_usd_so_far = spanned.value_usd_base
            or (
                tranches.capacity_mw_so_far = spanned.capacity_mw
                and tranches.due_counted_on < spanned.schedule_ended_on
                and spanned.schedule_starts_on < spanned.schedule_ended_on
            )
    ),

    scheduled as (
        select
            spanned.deal_id,
            spanned.known_from,
            spanned.known_to,
            spanned.value_usd_base,
            case
                when coalesce(fitting.is_by_value, false) then 'first_tranche' else spanned.start_basis
            end as start_basis,
            case
                when coalesce(fitting.is_by_value, false)
                then fitting.first_due_counted_on
                else spanned.schedule_starts_on
            end as schedule_starts_on,
            case
                when coalesce(fitting.is_by_value, false)
                then cast({{ dbt.dateadd("day", 1, "fitting.due_counted_on") }} as date)
                else spanned.schedule_ended_on
            end as schedule_ended_on,
            -- A schedule that a filing discloses comes before all of these, as `disclosed`; no source has one yet.
            case
                when coalesce(fitting.is_by_value, false)
                then 'tranches'
                when fitting.statement_id is not null
                then 'ramp'
                else 'straight_line'
            end as run_off_method,
            spanned.value_statement_id,
            spanned.term_statement_id,
            spanned.starts_statement_id,
            spanned.ends_statement_id,
            coalesce(
                fitting.statement_id, spanned.term_statement_id, spanned.ends_statement_id
            ) as schedule_statement_id
        from spanned
        left join
            fitting
            on spanned.deal_id = fitting.deal_id
            and spanned.known_from = fitting.known_from
            and fitting.place = 1
    ),

    reasoned as (
        select
            *,
            case
                when schedule_statement_id is null
                then 'term_unknown'
                when schedule_starts_on is null
                then 'start_unknown'
                when schedule_ended_on <= schedule_starts_on
                then 'dates_contradict'
                when schedule_starts_on < {{ calendar_starts_on() }} or schedule_ended_on > {{ calendar_ended_on() }}
                then 'outside_calendar'
            end as unscheduled_reason
        from scheduled
    ),

    paid as (
        select
            reasoned.deal_id,
            reasoned.known_from,
            reasoned.value_usd_base,
            case
                when reasoned.unscheduled_reason is null then reasoned.run_off_method else 'unscheduled'
            end as run_off_method,
            reasoned.unscheduled_reason,
            case when reasoned.unscheduled_reason is null then reasoned.start_basis end as start_basis,
            case when reasoned.unscheduled_reason is null then reasoned.schedule_starts_on end as schedule_starts_on,
            case when reasoned.unscheduled_reason is null then reasoned.schedule_ended_on end as schedule_ended_on,
            cast(coalesce(prepayments.paid_in_advance_usd, 0) as decimal(38, 2)) as paid_in_advance_usd,
            reasoned.value_statement_id,
            reasoned.term_statement_id,
            reasoned.starts_statement_id,
            reasoned.ends_statement_id,
            case
                when reasoned.unscheduled_reason is null then reasoned.schedule_statement_id
            end as schedule_statement_id,
            prepayments.prepayment_statement_id
        from reasoned
        left join
            prepayments
            on reasoned.deal_id = prepayments.deal_id
            and prepayments.known_from <= reasoned.known_from
            and reasoned.known_from < prepayments.known_to
    ),

    -- A tranche or a date that changes nothing starts no row.
    described as (
        select
            *,
            {% set shown = [
                "value_usd_base",
                "run_off_method",
                "unscheduled_reason",
                "start_basis",
                "schedule_starts_on",
                "schedule_ended_on",
                "paid_in_advance_usd",
                "value_statement_id",
                "term_statement_id",
                "starts_statement_id",
                "ends_statement_id",
                "schedule_statement_id",
                "prepayment_statement_id",
            ] %}
            {% for column in shown %}
                coalesce(cast({{ column }} as string), '') {% if not loop.last %} || ' ' || {% endif %}
            {% endfor %} as what_is_shown
        from paid
    ),

    compared as (
        select *, lag(what_is_shown) over (partition by deal_id order by known_from) as shown_before from described
    )

select
    deal_id,
    known_from,
    coalesce(lead(known_from) over (partition by deal_id order by known_from), {{ open_end() }}) as known_to,
    value_usd_base,
    run_off_method,
    unscheduled_reason,
    start_basis,
    schedule_starts_on,
    schedule_ended_on,
    paid_in_advance_usd,
    value_statement_id,
    term_statement_id,
    starts_statement_id,
    ends_statement_id,
    schedule_statement_id,
    prepayment_statement_id
from compared
where shown_before is null or shown_before <> what_is_shown
