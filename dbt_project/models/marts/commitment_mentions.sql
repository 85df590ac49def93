with
    mentions as (select * from {{ ref("fct_amount_mention") }}),

    commitments as (select * from {{ ref("commitments") }}),

    first_known as (select deal_id, min(known_from) as known_from from commitments group by deal_id),

    -- What an amount stated for a deal is at each time: the one that counts, the same again, or another figure.
    of_deals as (
        select
            mentions.statement_id,
            mentions.mention_usd,
            commitments.buyer_party_id,
            commitments.seller_party_id,
            greatest(mentions.known_on, commitments.known_from) as known_from,
            commitments.known_to,
            case
                when mentions.exclusion_code = 'financing'
                then 'financing'
                when mentions.statement_kind = 'deal_tranches'
                then 'contained'
                when
                    mentions.statement_id = commitments.value_statement_id
                    or (
                        mentions.exclusion_code = 'increment'
                        and mentions.evidence_grade < 5
                        and mentions.known_on >= deciding.known_on
                    )
                then
                    case
                        when commitments.not_counted_reason is null or commitments.not_counted_reason = 'passed_through'
                        then 'line'
                        else commitments.not_counted_reason
                    end
                when mentions.exclusion_code is not null
                then 'not_contract_amount'
                when mentions.evidence_grade = 5
                then 'weak_evidence'
                when mentions.mention_usd = deciding.mention_usd and mentions.value_period = deciding.value_period
                then 'repeated'
                else 'other_figure'
            end as bridge_step,
            commitments.counts_as_line,
            case
                when mentions.value_period = 'per_year' and mentions.statement_id = commitments.value_statement_id
                then cast(mentions.mention_usd * commitments.term_months / 12 as decimal(18, 2))
                else mentions.mention_usd
            end as term_usd
        from mentions
        inner join commitments on mentions.deal_id = commitments.deal_id and mentions.known_on < commitments.known_to
        left join mentions as deciding on commitments.value_statement_id = deciding.statement_id
        where mentions.statement_kind in ('deal_terms', 'deal_tranches')
        union all
        -- stated before any statement could be trusted to show that the deal exists
        select
            mentions.statement_id,
            mentions.mention_usd,
            deals.buyer_party_id,
            deals.seller_party_id,
            mentions.known_on,
            coalesce(first_known.known_from, {{ open_end() }}),
            'weak_evidence',
            false,
            mentions.mention_usd
        from mentions
        inner join {{ ref("dim_deal") }} as deals on mentions.deal_id = deals.deal_id
        left join first_known on mentions.deal_id = first_known.deal_id
        where
            mentions.statement_kind in ('deal_terms', 'deal_tranches')
            and (first_known.known_from is null or mentions.known_on < first_known.known_from)
    ),

    of_parties as (
        select
            buyer_party_id as party_id,
            'buyer' as bridge_side,
            statement_id,
            bridge_step,
            mention_usd,
            term_usd,
            known_from,
            known_to
        from of_deals
        union all
        select seller_party_id, 'seller', statement_id, bridge_step, mention_usd, term_usd, known_from, known_to
        from of_deals
        union all
        select
            'all-buyers',
            'buyer',
            statement_id,
            case when bridge_step = 'line' and not counts_as_line then 'passed_through' else bridge_step end,
            mention_usd,
            term_usd,
            known_from,
            known_to
        from of_deals
    ),

    -- Capital flows and totals are about a party and about no line; they are met on both of its sides.
    of_others as (
        select
            statement_id,
            from_party_id as party_id,
            mention_usd,
            known_on,
            case when statement_kind = 'financing' then 'financing' else 'envelope' end as bridge_step
        from mentions
        where statement_kind in ('financing', 'stated_totals') and from_party_id is not null
        union all
        select statement_id, to_party_id, mention_usd, known_on, 'financing'
        from mentions
        where statement_kind = 'financing' and to_party_id is not null
    ),

    sides as (
        select 'buyer' as bridge_side
        union all
        select 'seller'
    ),

    of_markets as (
        select
            'all-buyers' as party_id,
            statement_id,
            mention_usd,
            known_on,
            case when statement_kind = 'financing' then 'financing' else 'envelope' end as bridge_step
        from mentions
        where statement_kind in ('financing', 'stated_totals') and coalesce(from_party_id, '') <> 'all-buyers'
    )

select party_id, bridge_side, statement_id, bridge_step, mention_usd, term_usd, known_from, known_to
from of_parties
union all
select
    of_others.party_id,
    sides.bridge_side,
    of_others.statement_id,
    of_others.bridge_step,
    of_others.mention_usd,
    of_others.mention_usd,
    of_others.known_on,
    {{ open_end() }}
from of_others
cross join sides
union all
select party_id, 'buyer', statement_id, bridge_step, mention_usd, mention_usd, known_on, {{ open_end() }}
from of_markets
