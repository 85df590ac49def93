with
    requests as (select * from {{ ref("fct_interconnection_request") }} where is_listed),

    -- Every date that a snapshot gives, one row each.
    given as (
        {% for milestone, column, is_forecast in [
            ("queue_entered", "queue_entered_on", "false"),
            ("screening_started", "screening_started_on", "false"),
            ("screening_completed", "screening_completed_on", "false"),
            ("study_requested", "study_requested_on", "false"),
            ("study_approved", "study_approved_on", "false"),
            ("agreement_signed", "ia_signed_on", "false"),
            ("construction_started", "construction_started_on", "construction_started_on > as_of"),
            ("construction_ended", "construction_ended_on", "construction_ended_on > as_of"),
            ("energization_approved", "energization_approved_on", "false"),
            ("synchronization_approved", "synchronization_approved_on", "false"),
            ("projected_online", "projected_online_on", "true"),
            ("actual_online", "actual_online_on", "false"),
            ("withdrawn", "withdrawn_on", "false"),
        ] %}
            select
                request_key,
                '{{ milestone }}' as request_milestone,
                {{ column }} as occurs_on,
                {% if milestone == "projected_online" %} projected_online_precision
                {% else %} 'day'
                {% endif %} as occurs_precision,
                {{ is_forecast }} as is_forecast,
                snapshot_id,
                as_of,
                known_from
            from requests
            where {{ column }} is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    compared as (
        select
            *,
            lag(occurs_on) over (
                partition by request_key, request_milestone order by known_from, as_of
            ) as previous_occurs_on,
            lag(occurs_precision) over (
                partition by request_key, request_milestone order by known_from, as_of
            ) as previous_precision,
            first_value(occurs_on) over (
                partition by request_key, request_milestone order by known_from, as_of
            ) as first_occurs_on
        from given
    ),

    -- A date that a later snapshot repeats is no new statement.
    statements as (
        select *
        from compared
        where
            previous_occurs_on is null
            or previous_occurs_on <> occurs_on
            or coalesce(previous_precision, '') <> coalesce(occurs_precision, '')
    ),

    -- Approvals and departures stand in lists of their own, each in the month in which it happened.
    events as (
        select
            'ercot_gis/ERCOT/' || request_id as request_key,
            case
                approval_category
                when 'commercial_operation'
                then 'commercial_operation_approved'
                when 'synchronization_revoked'
                then 'synchronization_revoked'
                else approval_category || '_approval_listed'
            end as request_milestone,
            occurred_on,
            snapshot_id,
            as_of,
            known_on
        from {{ ref("stg_ercot_gis__approvals") }}
        union all
        select
            'ercot_gis/ERCOT/' || request_id,
            case departure_kind when 'cancelled' then 'withdrawn' else departure_kind end,
            occurred_on,
            snapshot_id,
            as_of,
            known_on
        from {{ ref("stg_ercot_gis__departures") }}
    ),

    -- A request stays in the list of inactive ones month after month; the first time it is told counts.
    first_told as (
        select
            *,
            row_number() over (
                partition by request_key, request_milestone, occurred_on order by known_on, as_of, snapshot_id
            ) as place
        from events
    )

select
    request_key,
    request_milestone,
    occurs_on,
    occurs_precision,
    is_forecast,
    previous_occurs_on,
    {{ days_moved("previous_occurs_on", "previous_precision", "occurs_on", "occurs_precision") }} as days_moved,
    cast({{ dbt.datediff("first_occurs_on", "occurs_on", "day") }} as int) as days_moved_in_all,
    snapshot_id,
    as_of,
    known_from,
    coalesce(
        lead(known_from) over (partition by request_key, request_milestone order by known_from, as_of), {{ open_end() }}
    ) as known_to
from statements
union all
select
    request_key,
    request_milestone,
    occurred_on,
    'day',
    false,
    null,
    null,
    0,
    snapshot_id,
    as_of,
    known_on,
    {{ open_end() }}
from first_told
where place = 1
