with
    snapshots as (
        select snapshot_id, snapshot_source, series, as_of, known_on, previous_snapshot_id
        from {{ ref("dim_snapshot") }}
        where is_effective and snapshot_source in ('ercot_gis', 'iso_queues', 'lbnl_queued_up')
    ),

    requests as (
        select requests.*, origin.series
        from {{ ref("fct_interconnection_request") }} as requests
        inner join {{ ref("dim_snapshot") }} as origin on requests.snapshot_id = origin.snapshot_id
    ),

    -- The state of every request in each snapshot of its series, and of those that left with it.
    states as (
        select
            snapshots.snapshot_id,
            snapshots.snapshot_source,
            snapshots.series,
            snapshots.as_of,
            snapshots.known_on,
            snapshots.previous_snapshot_id,
            requests.request_key,
            requests.queue_name,
            requests.grid_operator,
            requests.is_primary_source,
            coalesce(requests.request_kind, 'not_stated') as request_kind,
            requests.is_listed,
            requests.stage_common,
            requests.ladder_step,
            requests.queue_mw
        from snapshots
        inner join
            requests
            on snapshots.snapshot_source = requests.snapshot_source
            and snapshots.series = requests.series
            and requests.known_from <= snapshots.known_on
            and snapshots.known_on < requests.known_to
        where requests.is_listed or requests.snapshot_id = snapshots.snapshot_id
    ),

    moved as (
        select
            states.*,
            case
                when states.previous_snapshot_id is null
                then 'first_snapshot'
                else coalesce(before.stage_common, 'not_listed')
            end as previous_stage_common,
            before.queue_mw as previous_queue_mw
        from states
        left join
            states as before
            on states.previous_snapshot_id = before.snapshot_id
            and states.request_key = before.request_key
            and before.is_listed
    )

select
    snapshot_id,
    as_of,
    known_on as known_from,
    snapshot_source,
    queue_name,
    grid_operator,
    is_primary_source,
    request_kind,
    stage_common,
    ladder_step,
    is_listed,
    previous_stage_common,
    cast(count(*) as bigint) as requests,
    cast(sum(case when queue_mw > 0 then queue_mw else 0 end) as decimal(18, 3)) as added_mw,
    cast(sum(case when queue_mw < 0 then queue_mw else 0 end) as decimal(18, 3)) as reduced_mw,
    cast(sum(case when queue_mw is null then 1 else 0 end) as bigint) as requests_of_unknown_size,
    cast(sum(previous_queue_mw) as decimal(18, 3)) as previous_mw
from moved
group by
    snapshot_id,
    as_of,
    known_on,
    snapshot_source,
    queue_name,
    grid_operator,
    is_primary_source,
    request_kind,
    stage_common,
    ladder_step,
    is_listed,
    previous_stage_common
