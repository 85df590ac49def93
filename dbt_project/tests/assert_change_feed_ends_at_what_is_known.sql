{{ config(meta={"dagster": {"ref": {"name": "change_feed"}}}) }}
with
    amounts as (
        select
            entity_id, new_value, delta_usd, row_number() over (partition by entity_id order by known_on desc) as place
        from {{ ref("change_feed") }}
        where entity_kind = 'deal' and attribute = 'value'
    ),

    present as (select deal_id, value_usd_base from {{ ref("commitments") }} where known_to = {{ open_end() }}),

    first_known as (
        select 'deal' as entity_kind, deal_id as entity_id, min(known_from) as known_on
        from {{ ref("commitments") }}
        group by deal_id
        union all
        select 'phase', phase_id, min(known_from)
        from {{ ref("energization_schedule") }}
        group by phase_id
    ),

    news as (select entity_kind, entity_id, known_on from {{ ref("change_feed") }} where change_kind = 'new')

select present.deal_id as entity_id, 'amount' as problem
from present
left join amounts on present.deal_id = amounts.entity_id and amounts.place = 1
where
    amounts.entity_id is null or coalesce(cast(present.value_usd_base as string), '') <> coalesce(amounts.new_value, '')
union all
select coalesce(first_known.entity_id, news.entity_id), 'new'
from first_known
full outer join
    news
    on first_known.entity_kind = news.entity_kind
    and first_known.entity_id = news.entity_id
    and first_known.known_on = news.known_on
where first_known.entity_id is null or news.entity_id is null
