with
    statements as (select * from {{ ref("fct_statement") }}),

    mentions as (
        select
            statement_id,
            deal_id,
            value_usd as mention_usd,
            value_period,
            cast(null as string) as from_party_id,
            cast(null as string) as to_party_id
        from {{ ref("stg_register__deal_terms") }}
        where value_usd is not null
        union all
        select statement_id, deal_id, value_usd, 'total', cast(null as string), cast(null as string)
        from {{ ref("stg_register__deal_tranches") }}
        where value_usd is not null
        union all
        select statement_id, linked_deal_id, amount_usd, 'total', from_party_id, to_party_id
        from {{ ref("stg_register__financing") }}
        where amount_usd is not null
        union all
        select statement_id, cast(null as string), value_usd, 'total', party_id, cast(null as string)
        from {{ ref("stg_register__stated_totals") }}
        where value_usd is not null
    )

select
    mentions.statement_id,
    statements.statement_kind,
    mentions.deal_id,
    mentions.from_party_id,
    mentions.to_party_id,
    statements.known_on,
    mentions.mention_usd,
    mentions.value_period,
    statements.evidence_grade,
    exclusions.exclusion_code
from mentions
inner join statements on mentions.statement_id = statements.statement_id
left join
    {{ ref("statement_exclusions") }} as exclusions
    on mentions.statement_id = exclusions.statement_id
    and exclusions.attribute = 'value'
