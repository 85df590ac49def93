with
    -- What a snapshot says anew. Rows that are the same as in the snapshot before open no new interval.
    stated as (
        select
            'ercot_gis' as snapshot_source,
            snapshot_id,
            as_of,
            known_on,
            change,
            'ERCOT' as queue_publisher,
            'ERCOT' as queue_name,
            'ERCOT' as grid_operator,
            request_id,
            1 as request_part,
            'ercot_gis/ERCOT/' || request_id as request_key,
            case size_category when 'small' then 'small_generator' else 'large_generator' end as queue_section,
            'generation' as request_kind,
            project_name,
            interconnecting_entity,
            cast(null as {{ dbt.type_string() }}) as transmission_owner,
            poi_location,
            county,
            'TX' as state,
            fuel_raw,
            technology_raw,
            cast(null as {{ dbt.type_string() }}) as status_raw,
            study_phase_raw,
            cast(null as {{ dbt.type_string() }}) as agreement_status_raw,
            cast(null as {{ dbt.type_string() }}) as agreement_status_harmonised,
            cast(null as {{ dbt.type_string() }}) as suspension_raw,
            cast(null as {{ dbt.type_string() }}) as feasibility_study_raw,
            cast(null as {{ dbt.type_string() }}) as system_impact_study_raw,
            cast(null as {{ dbt.type_string() }}) as facilities_study_raw,
            cast(null as {{ dbt.type_string() }}) as post_agreement_status_raw,
            request_mw,
            cast(null as {{ mw_type() }}) as request_summer_mw,
            cast(null as {{ mw_type() }}) as request_winter_mw,
            cast(null as {{ mw_type() }}) as parts_mw,
            false as is_parts_incomplete,
            cast(null as date) as queue_entered_on,
            projected_online_on,
            case when projected_online_on is not null then 'day' end as projected_online_precision,
            cast(null as date) as original_online_on,
            screening_started_on,
            screening_completed_on,
            study_requested_on,
            study_approved_on,
            ia_signed_on,
            construction_started_on,
            construction_ended_on,
            energization_approved_on,
            synchronization_approved_on,
            cast(null as date) as actual_online_on,
            cast(null as date) as withdrawn_on
        from {{ ref("stg_ercot_gis__projects") }}
        where change in ('new', 'changed', 'gone')
        union all
        select
            'iso_queues',
            snapshot_id,
            as_of,
            known_on,
            change,
            grid_operator,
            grid_operator,
            grid_operator,
            request_id,
            request_part,
            'iso_queues/' || grid_operator || '/' || request_id || '/' || cast(request_part as {{ dbt.type_string() }}),
            queue_section,
            request_kind,
            project_name,
            interconnecting_entity,
            transmission_owner,
            poi_location,
            county,
            state,
            coalesce(fuel_raw, fuel_1_raw),
            coalesce(technology_raw, technology_1_raw),
            status_raw,
            study_phase_raw,
            agreement_status_raw,
            null,
            suspension_raw,
            feasibility_study_raw,
            system_impact_study_raw,
            facilities_study_raw,
            post_agreement_status_raw,
            request_mw,
            request_summer_mw,
            request_winter_mw,
            null,
            false,
            queue_entered_on,
            projected_online_on,
            projected_online_precision,
            original_online_on,
            null,
            null,
            null,
            null,
            ia_signed_on,
            null,
            null,
            null,
            null,
            actual_online_on,
            withdrawn_on
        from {{ ref("stg_iso_queues__requests") }}
        where change in ('new', 'changed', 'gone')
        union all
        select
            'lbnl_queued_up',
            snapshot_id,
            as_of,
            known_on,
            change,
            'LBNL',
            queue_entity,
            case
                when queue_entity = 'ISO-NE'
                then 'ISONE'
                when queue_entity in ('CAISO', 'ERCOT', 'MISO', 'NYISO', 'PJM', 'SPP')
                then queue_entity
            end,
            coalesce(request_id, record_id),
            1,
            'lbnl_queued_up/' || queue_entity || '/' || record_id,
            null,
            'generation',
            project_name,
            interconnecting_entity,
            transmission_owner,
            poi_location,
            county,
            state,
            coalesce(fuel_1_raw, generation_type_harmonised),
            null,
            status_raw,
            null,
            agreement_status_raw,
            agreement_status_harmonised,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            coalesce(fuel_1_mw, fuel_2_mw, fuel_3_mw)
            - coalesce(fuel_1_mw, fuel_2_mw, fuel_3_mw)
            + coalesce(fuel_1_mw, 0)
            + coalesce(fuel_2_mw, 0)
            + coalesce(fuel_3_mw, 0),
            (fuel_1_raw is not null and fuel_1_mw is null)
            or (fuel_2_raw is not null and fuel_2_mw is null)
            or (fuel_3_raw is not null and fuel_3_mw is null),
            queue_entered_on,
            projected_online_on,
            projected_online_precision,
            null,
            null,
            null,
            null,
            null,
            ia_signed_on,
            null,
            null,
            null,
            null,
            actual_online_on,
            withdrawn_on
        from {{ ref("stg_lbnl_queued_up__requests") }}
        where change in ('new', 'changed', 'gone')
    ),

    -- A request is in the stage of highest rank that one of its words tells. Dates count as words: * is any.
    words as (
        {% for column in [
            "status_raw",
            "study_phase_raw",
            "agreement_status_raw",
            "agreement_status_harmonised",
            "suspension_raw",
            "feasibility_study_raw",
            "system_impact_study_raw",
            "facilities_study_raw",
            "post_agreement_status_raw",
            "queue_section",
        ] %}
            select request_key, snapshot_id, queue_publisher, '{{ column }}' as raw_column, {{ column }} as raw_value
            from stated
            where {{ column }} is not null
            union all
        {% endfor %}
        {% for column in [
            "ia_signed_on",
            "construction_started_on",
            "energization_approved_on",
            "synchronization_approved_on",
            "withdrawn_on",
        ] %}
            select request_key, snapshot_id, queue_publisher, '{{ column }}', '*'
            from stated
            where {{ column }} is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- ERCOT lists approvals and departures apart; what was known of them says why a request left the list.
    events as (
        select
            'ercot_gis/ERCOT/' || request_id as request_key,
            'approval_category' as raw_column,
            approval_category as raw_value,
            occurred_on,
            known_on
        from {{ ref("stg_ercot_gis__approvals") }}
        union all
        select 'ercot_gis/ERCOT/' || request_id, 'departure_kind', departure_kind, occurred_on, known_on
        from {{ ref("stg_ercot_gis__departures") }}
    ),

    last_events as (
        select
            stated.request_key,
            stated.snapshot_id,
            events.raw_column,
            events.raw_value,
            row_number() over (
                partition by stated.request_key, stated.snapshot_id
                order by events.known_on desc, events.occurred_on desc, events.raw_column, events.raw_value
            ) as place
        from stated
        inner join events on stated.request_key = events.request_key and events.known_on <= stated.known_on
        where stated.change = 'gone'
    ),

    told as (
        select words.request_key, words.snapshot_id, crosswalk.stage_common, crosswalk.raw_column, crosswalk.raw_value
        from words
        inner join
            {{ ref("queue_status_crosswalk") }} as crosswalk
            on words.queue_publisher = crosswalk.queue_publisher
            and words.raw_column = crosswalk.raw_column
            and words.raw_value = crosswalk.raw_value
        union all
        select
            last_events.request_key,
            last_events.snapshot_id,
            crosswalk.stage_common,
            crosswalk.raw_column,
            crosswalk.raw_value
        from last_events
        inner join
            {{ ref("queue_status_crosswalk") }} as crosswalk
            on crosswalk.queue_publisher = 'ERCOT'
            and last_events.raw_column = crosswalk.raw_column
            and last_events.raw_value = crosswalk.raw_value
        where last_events.place = 1
    ),

    stages as (
        select
            told.request_key,
            told.snapshot_id,
            told.stage_common,
            told.raw_column,
            told.raw_value,
            stages.ladder_step,
            row_number() over (
                partition by told.request_key, told.snapshot_id
                order by stages.stage_rank desc, told.raw_column, told.raw_value
            ) as place
        from told
        inner join {{ ref("queue_stages") }} as stages on told.stage_common = stages.stage_common
    ),

    ordered as (
        select
            *,
            coalesce(
                lead(known_on) over (partition by request_key order by known_on, as_of, snapshot_id), {{ open_end() }}
            ) as known_to
        from stated
    )

select
    ordered.request_key,
    ordered.known_on as known_from,
    ordered.known_to,
    ordered.snapshot_source,
    ordered.snapshot_id,
    ordered.as_of,
    ordered.change <> 'gone' as is_listed,
    ordered.queue_name,
    ordered.grid_operator,
    ordered.snapshot_source = 'ercot_gis'
    or (ordered.snapshot_source = 'iso_queues' and ordered.grid_operator <> 'ERCOT')
    or (ordered.snapshot_source = 'lbnl_queued_up' and ordered.grid_operator is null) as is_primary_source,
    ordered.request_id,
    ordered.request_part,
    ordered.queue_section,
    ordered.request_kind,
    ordered.project_name,
    ordered.interconnecting_entity,
    ordered.transmission_owner,
    ordered.poi_location,
    ordered.county,
    case when ordered.change <> 'gone' then ordered.state end as state,
    ordered.fuel_raw,
    ordered.technology_raw,
    ordered.status_raw,
    ordered.study_phase_raw,
    ordered.agreement_status_raw,
    coalesce(stages.stage_common, case when ordered.change = 'gone' then 'unlisted' else 'unknown' end) as stage_common,
    stages.ladder_step,
    stages.raw_column as stage_raw_column,
    stages.raw_value as stage_raw_value,
    cast(
        coalesce(
            ordered.request_mw, ordered.request_summer_mw, ordered.request_winter_mw, ordered.parts_mw
        ) as {{ mw_type() }}
    ) as queue_mw,
    case
        when ordered.request_mw is not null
        then 'request'
        when ordered.request_summer_mw is not null
        then 'summer'
        when ordered.request_winter_mw is not null
        then 'winter'
        when ordered.parts_mw is not null and ordered.is_parts_incomplete
        then 'parts_incomplete'
        when ordered.parts_mw is not null
        then 'parts'
    end as queue_mw_basis,
    ordered.request_mw,
    ordered.request_summer_mw,
    ordered.request_winter_mw,
    ordered.queue_entered_on,
    ordered.projected_online_on,
    ordered.projected_online_precision,
    ordered.original_online_on,
    ordered.screening_started_on,
    ordered.screening_completed_on,
    ordered.study_requested_on,
    ordered.study_approved_on,
    ordered.ia_signed_on,
    ordered.construction_started_on,
    ordered.construction_ended_on,
    ordered.energization_approved_on,
    ordered.synchronization_approved_on,
    ordered.actual_online_on,
    ordered.withdrawn_on
from ordered
left join
    stages on ordered.request_key = stages.request_key and ordered.snapshot_id = stages.snapshot_id and stages.place = 1
-- two issues of one day: nobody knew the first one longer than the second
where ordered.known_on < ordered.known_to
