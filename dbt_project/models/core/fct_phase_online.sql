with
    -- As known on the first day of each year, and on the day of the newest statement.
    knowledge as (
        select known_from, coalesce(lead(known_from) over (order by known_from), {{ open_end() }}) as known_to
        from
            (
                select max(known_on) as known_from
                from {{ ref("fct_statement") }}
                where evidence_grade < 5
                union
                select years.period_start_on
                from ({{ calendar() }}) as years
                where
                    years.period_kind = 'year'
                    and years.period_start_on > (select min(known_from) from {{ ref("fct_phase_version") }})
                    and years.period_start_on
                    <= (select max(known_on) from {{ ref("fct_statement") }} where evidence_grade < 5)
            ) as days
    ),

    known as (
        select
            knowledge.known_from,
            knowledge.known_to,
            odds.phase_id,
            odds.known_from as odds_from,
            odds.phase_role,
            odds.no_odds_reason,
            odds.target_on,
            odds.target_statement_id,
            versions.capacity_statement_id,
            capacities.capacity_mw,
            capacities.capacity_basis,
            -- What has happened on an unknown day has happened by the day on which it was told.
            case
                when odds.no_odds_reason = 'achieved' then coalesce(milestones.occurs_on, statements.known_on)
            end as online_on
        from knowledge
        inner join
            {{ ref("fct_phase_odds") }} as odds
            on odds.known_from <= knowledge.known_from
            and knowledge.known_from < odds.known_to
        inner join
            {{ ref("fct_phase_version") }} as versions
            on odds.phase_id = versions.phase_id
            and versions.known_from <= knowledge.known_from
            and knowledge.known_from < versions.known_to
        left join
            {{ ref("fct_phase_capacity") }} as capacities on versions.capacity_statement_id = capacities.statement_id
        left join {{ ref("fct_milestone") }} as milestones on odds.target_statement_id = milestones.statement_id
        left join {{ ref("fct_statement") }} as statements on odds.target_statement_id = statements.statement_id
        where coalesce(odds.no_odds_reason, '') <> 'cancelled'
    ),

    -- At the meter: IT by the assumption; what is stated without a basis is either, so that it is IT only in the high
    -- case.
    metered as (
        select
            known.*,
            {% for bound in ["low", "base", "high"] %}
                cast(known.capacity_mw as double) * case
                    when
                        known.capacity_basis = 'it'
                        {% if bound == "high" %} or known.capacity_basis = 'unspecified' {% endif %}
                    then {{ assumed("peak_power_usage_effectiveness", bound) }}
                    else 1
                end as facility_mw_{{ bound }}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from known
    ),

    parts as (
        select
            contained.part_of_phase_id as phase_id,
            metered.known_from,
            {% for basis in ["it", "facility", "unspecified"] %}
                sum(case when metered.capacity_basis = '{{ basis }}' then metered.capacity_mw end) as {{ basis }}_mw,
            {% endfor %}
            {% for bound in ["low", "base", "high"] %}
                sum(metered.facility_mw_{{ bound }}) as facility_mw_{{ bound }} {% if not loop.last %},{% endif %}
            {% endfor %}
        from metered
        inner join {{ ref("phase_parts") }} as contained on metered.phase_id = contained.phase_id
        group by contained.part_of_phase_id, metered.known_from
    ),

    -- What a phase adds to its parts: in its own basis to those of that basis, at the meter to all.
    additions as (
        select
            metered.*,
            case
                when metered.capacity_mw is not null
                then
                    cast(
                        greatest(
                            metered.capacity_mw - coalesce(
                                case
                                    metered.capacity_basis
                                    when 'it'
                                    then parts.it_mw
                                    when 'facility'
                                    then parts.facility_mw
                                    else parts.unspecified_mw
                                end,
                                0
                            ),
                            0
                        ) as {{ mw_type() }}
                    )
            end as addition_mw,
            {% for bound in ["low", "base", "high"] %}
                case
                    when metered.capacity_mw is not null
                    then
                        cast(
                            greatest(
                                metered.facility_mw_{{ bound }} - coalesce(parts.facility_mw_{{ bound }}, 0), 0
                            ) as {{ mw_type() }}
                        )
                end as added_facility_mw_{{ bound }}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from metered
        left join parts on metered.phase_id = parts.phase_id and metered.known_from = parts.known_from
    ),

    ready as (
        select ready.*
        from {{ ref("fct_component_ready") }} as ready
        inner join
            (select distinct phase_id, odds_from from additions) as asked
            on ready.phase_id = asked.phase_id
            and ready.known_from = asked.odds_from
    ),

    energized as ({{ energized_by_month("ready") }}),

    months as (
        select
            cast({{ dbt.dateadd("month", "numbers.number", "cast('2024-01-01' as date)") }} as date) as month_start_on,
            {{ month_ended_on(dbt.dateadd("month", "numbers.number", "cast('2024-01-01' as date)"), "0") }}
            as month_ended_on
        from
            (
                select ones.digit + 10 * tens.digit + 100 * hundreds.digit as number
                from ({{ digits_to(9) }}) as ones
                cross join ({{ digits_to(9) }}) as tens
                cross join ({{ digits_to(1) }}) as hundreds
            ) as numbers
        where numbers.number < 108
    )

select
    additions.phase_id,
    additions.known_from,
    additions.known_to,
    months.month_ended_on,
    additions.phase_role,
    additions.capacity_basis,
    additions.addition_mw,
    {% for bound in ["low", "base", "high"] %} additions.added_facility_mw_{{ bound }}, {% endfor %}
    additions.target_on,
    additions.online_on,
    additions.no_odds_reason,
    case
        when additions.online_on is not null
        then case when additions.online_on <= months.month_ended_on then cast(1 as double) else 0 end
        when additions.no_odds_reason is null
        then coalesce(energized.energized_probability, 0)
    end as online_probability,
    additions.target_statement_id,
    additions.capacity_statement_id
from additions
cross join months
left join
    energized
    on additions.phase_id = energized.phase_id
    and additions.odds_from = energized.known_from
    and energized.months_ahead = {{ month_number("months.month_start_on") }} - {{ month_number("additions.odds_from") }}
