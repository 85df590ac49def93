-- A copy of a copy has its content from the first document of the chain, which is walked three steps.
with sources as (select * from {{ ref("stg_register__sources") }})

select
    sources.source_id,
    sources.publisher,
    sources.title,
    sources.url,
    sources.published_on,
    sources.source_type,
    sources.reliability,
    coalesce(
        third.origin_named,
        third.source_id,
        second.origin_named,
        second.source_id,
        first.origin_named,
        first.source_id,
        sources.origin_named,
        sources.source_id
    ) as origin_id
from sources
left join sources as first on sources.origin_source_id = first.source_id
left join sources as second on first.origin_source_id = second.source_id
left join sources as third on second.origin_source_id = third.source_id
