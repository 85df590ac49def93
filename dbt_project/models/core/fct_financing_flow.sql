-- Statements of one capital flow repeat it, restate its total or tell a part of it. Flows of one kind between two
-- parties for one deal are therefore an interval: at least the largest stated amount, at most all different
-- amounts together. A flow that belongs to a deal is known until another deal replaces that one.
with
    replaced as (
        select deal_id, min(known_from) as known_from
        from {{ ref("fct_deal_state") }}
        where deal_status = 'superseded'
        group by deal_id
    ),

    stated as (
        select
            coalesce(financing.from_party_id, 'unknown') as from_party_id,
            coalesce(financing.to_party_id, 'unknown') as to_party_id,
            financing.instrument,
            coalesce(financing.linked_deal_id, 'none') as flow_deal_id,
            case
                when financing.financing_firmness in ('take_or_pay', 'binding')
                then 'firm'
                when financing.financing_firmness = 'reported'
                then 'reported'
                else 'non_binding'
            end as flow_firmness,
            case
                when financing.financing_firmness in ('take_or_pay', 'binding')
                then 1
                when financing.financing_firmness = 'reported'
                then 2
                else 3
            end as firmness_rank,
            financing.amount_usd,
            financing.statement_id,
            statements.evidence_grade,
            statements.known_on,
            coalesce(replaced.known_from, {{ open_end() }}) as ended_on
        from {{ ref("stg_register__financing") }} as financing
        inner join {{ ref("fct_statement") }} as statements on financing.statement_id = statements.statement_id
        left join replaced on financing.linked_deal_id = replaced.deal_id
        where
            statements.evidence_grade < 5
            and statements.known_on < coalesce(replaced.known_from, {{ open_end() }})
            and (financing.from_party_id is not null or financing.to_party_id is not null)
            and coalesce(financing.from_party_id, '') <> coalesce(financing.to_party_id, '')
    ),

    dates as (
        select from_party_id, to_party_id, instrument, flow_deal_id, known_on as known_from
        from stated
        union
        select from_party_id, to_party_id, instrument, flow_deal_id, ended_on
        from stated
        where ended_on < {{ open_end() }}
    ),

    intervals as (
        select
            *,
            coalesce(
                lead(known_from) over (
                    partition by from_party_id, to_party_id, instrument, flow_deal_id order by known_from
                ),
                {{ open_end() }}
            ) as known_to
        from dates
    ),

    -- The best of the statements of one amount stands for it.
    amounts as (
        select
            intervals.from_party_id,
            intervals.to_party_id,
            intervals.instrument,
            intervals.flow_deal_id,
            intervals.known_from,
            intervals.known_to,
            stated.flow_firmness,
            stated.firmness_rank,
            stated.amount_usd,
            stated.statement_id,
            row_number() over (
                partition by
                    intervals.from_party_id,
                    intervals.to_party_id,
                    intervals.instrument,
                    intervals.flow_deal_id,
                    intervals.known_from,
                    stated.flow_firmness,
                    stated.amount_usd
                order by stated.evidence_grade, stated.known_on, stated.statement_id
            ) as amount_place,
            row_number() over (
                partition by
                    intervals.from_party_id,
                    intervals.to_party_id,
                    intervals.instrument,
                    intervals.flow_deal_id,
                    intervals.known_from,
                    stated.flow_firmness
                order by
                    case when stated.amount_usd is null then 1 else 0 end,
                    stated.amount_usd desc,
                    stated.evidence_grade,
                    stated.known_on,
                    stated.statement_id
            ) as size_place
        from intervals
        inner join
            stated
            on intervals.from_party_id = stated.from_party_id
            and intervals.to_party_id = stated.to_party_id
            and intervals.instrument = stated.instrument
            and intervals.flow_deal_id = stated.flow_deal_id
            and stated.known_on <= intervals.known_from
            and intervals.known_from < stated.ended_on
    ),

    classes as (
        select
            from_party_id,
            to_party_id,
            instrument,
            flow_deal_id,
            flow_firmness,
            firmness_rank,
            max(amount_usd) as largest_usd,
            sum(case when amount_place = 1 then amount_usd end) as together_usd,
            count(*) as statement_count,
            max(case when size_place = 1 then statement_id end) as statement_id,
            known_from,
            known_to
        from amounts
        group by
            from_party_id, to_party_id, instrument, flow_deal_id, flow_firmness, firmness_rank, known_from, known_to
    ),

    -- What a firmer statement says already is not added by a weaker one: of it counts what it has above the firmer
    -- ones.
    compared as (
        select
            *,
            max(largest_usd) over (
                partition by from_party_id, to_party_id, instrument, flow_deal_id, known_from
                order by firmness_rank
                rows between unbounded preceding and 1 preceding
            ) as firmer_usd
        from classes
    )

select
    from_party_id || '/' || to_party_id || '/' || instrument || '/' || flow_deal_id || '/' || flow_firmness as flow_id,
    from_party_id,
    to_party_id,
    instrument,
    case when flow_deal_id <> 'none' then flow_deal_id end as linked_deal_id,
    flow_firmness,
    cast(
        case
            when largest_usd > coalesce(firmer_usd, 0)
            then largest_usd - coalesce(firmer_usd, 0)
            when largest_usd is not null
            then 0
        end as decimal(18, 2)
    ) as flow_usd_low,
    cast(together_usd as decimal(18, 2)) as flow_usd_high,
    cast(statement_count as int) as statement_count,
    statement_id,
    known_from,
    known_to
from compared
