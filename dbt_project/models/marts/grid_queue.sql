with
    requests as (select * from {{ ref("fct_interconnection_request") }} where is_listed),

    dates as (
        select
            request_key,
            known_from,
            first_value(occurs_on) over (
                partition by request_key order by known_from, as_of
            ) as first_projected_online_on,
            days_moved_in_all,
            row_number() over (partition by request_key order by known_from, as_of) - 1 as restatements,
            known_to
        from {{ ref("fct_request_milestone") }}
        where request_milestone = 'projected_online'
    )

select
    requests.request_key,
    requests.known_from,
    requests.known_to,
    requests.as_of,
    requests.snapshot_source,
    requests.is_primary_source,
    requests.grid_operator,
    requests.queue_name,
    requests.request_id,
    requests.request_part,
    requests.request_kind,
    requests.queue_section,
    requests.project_name,
    requests.interconnecting_entity,
    requests.transmission_owner,
    requests.poi_location,
    requests.county,
    requests.state,
    requests.fuel_raw,
    requests.technology_raw,
    requests.stage_common,
    requests.ladder_step,
    requests.stage_raw_column,
    requests.stage_raw_value,
    requests.status_raw,
    requests.study_phase_raw,
    requests.agreement_status_raw,
    requests.queue_mw,
    requests.queue_mw_basis,
    requests.queue_entered_on,
    cast(
        {{
            dbt.datediff(
                "coalesce(requests.queue_entered_on, requests.screening_started_on)", "requests.as_of", "day"
            )
        }} as int
    ) as age_days,
    requests.projected_online_on,
    dates.first_projected_online_on,
    cast(dates.restatements as int) as restatements,
    dates.days_moved_in_all,
    requests.ia_signed_on,
    requests.construction_started_on,
    requests.energization_approved_on,
    requests.synchronization_approved_on,
    requests.actual_online_on,
    requests.withdrawn_on,
    requests.snapshot_id
from requests
left join
    dates
    on requests.request_key = dates.request_key
    and dates.known_from <= requests.known_from
    and requests.known_from < dates.known_to
