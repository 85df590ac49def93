-- What a deal is on a date by itself: its version, whether another deal has replaced it, whether its term is over.
with
    deals as (select * from {{ ref("dim_deal") }}),

    versions as (select * from {{ ref("fct_deal_version") }}),

    first_known as (select deal_id, min(known_from) as known_from from versions group by deal_id),

    -- A deal is replaced once any deal further along the chain is known, be the one between known or not.
    replacements as (
        select
            successors.deal_id,
            successors.successor_deal_id as superseded_by_deal_id,
            first_known.known_from as superseded_from,
            row_number() over (
                partition by successors.deal_id
                order by first_known.known_from, successors.depth, successors.successor_deal_id
            ) as place
        from {{ ref("bridge_deal_successor") }} as successors
        inner join first_known on successors.successor_deal_id = first_known.deal_id
    ),

    replaced as (select * from replacements where place = 1),

    ended as (
        select deal_id, known_from, known_to, cast({{ dbt.dateadd("day", 1, "ends_on") }} as date) as ended_from
        from versions
        where ends_on is not null
    ),

    -- A change before the deal was first known shows from then on.
    changes as (
        select deal_id, known_from
        from versions
        union
        select replaced.deal_id, replaced.superseded_from
        from replaced
        inner join first_known on replaced.deal_id = first_known.deal_id
        where replaced.superseded_from > first_known.known_from
        union
        select deal_id, ended_from
        from ended
        where known_from < ended_from and ended_from < known_to
    ),

    intervals as (
        select
            deal_id,
            known_from,
            coalesce(lead(known_from) over (partition by deal_id order by known_from), {{ open_end() }}) as known_to
        from changes
    ),

    states as (
        select
            intervals.deal_id,
            intervals.known_from,
            intervals.known_to,
            versions.known_from as version_from,
            case
                when replaced.superseded_from <= intervals.known_from then replaced.superseded_by_deal_id
            end as superseded_by_deal_id,
            case
                when replaced.superseded_from <= intervals.known_from
                then 'superseded'
                when versions.ends_on < intervals.known_from
                then 'ended'
                else 'active'
            end as deal_status,
            versions.firmness,
            versions.value_usd_base,
            versions.is_per_year
        from intervals
        inner join
            versions
            on intervals.deal_id = versions.deal_id
            and versions.known_from <= intervals.known_from
            and intervals.known_from < versions.known_to
        left join replaced on intervals.deal_id = replaced.deal_id
    ),

    reasoned as (
        select
            states.*,
            case
                when states.deal_status <> 'active'
                then states.deal_status
                when deals.is_programme
                then 'programme'
                when states.firmness in ('letter_of_intent', 'option', 'ambition')
                then states.firmness
                when states.value_usd_base is null and states.is_per_year
                then 'term_undisclosed'
                when states.value_usd_base is null
                then 'value_undisclosed'
            end as not_counted_reason
        from states
        inner join deals on states.deal_id = deals.deal_id
    )

select
    deal_id,
    known_from,
    known_to,
    version_from,
    deal_status,
    superseded_by_deal_id,
    not_counted_reason is null as is_line,
    not_counted_reason
from reasoned
