-- What one document calls a deposit another calls a loan: capital flows of one amount from the buyer for one deal are
-- read
-- as one flow, and the better statement says what it is. A loan is not paid for the deal, so it lowers nothing.
with
    stated as (
        select
            financing.statement_id,
            financing.financing_id,
            financing.linked_deal_id as deal_id,
            financing.amount_usd,
            financing.instrument in ('deposit', 'prepayment') as is_prepayment,
            statements.known_on,
            row_number() over (
                partition by financing.financing_id, financing.linked_deal_id
                order by
                    case when statements.evidence_grade <= 3 then 1 else 2 end,
                    statements.evidence_grade,
                    statements.known_on desc,
                    statements.reliability,
                    financing.statement_id
            ) as flow_rank,
            row_number() over (
                partition by financing.linked_deal_id
                order by
                    case when statements.evidence_grade <= 3 then 1 else 2 end,
                    statements.evidence_grade,
                    statements.known_on desc,
                    statements.reliability,
                    financing.statement_id
            ) as deal_rank
        from {{ ref("stg_register__financing") }} as financing
        inner join {{ ref("fct_statement") }} as statements on financing.statement_id = statements.statement_id
        inner join
            {{ ref("dim_deal") }} as deals
            on financing.linked_deal_id = deals.deal_id
            and financing.from_party_id = deals.buyer_party_id
        where
            financing.instrument in ('deposit', 'prepayment', 'debt')
            and financing.financing_firmness in ('take_or_pay', 'binding', 'reported')
            and financing.amount_usd is not null
            and statements.evidence_grade < 5
    ),

    intervals as (
        select
            deal_id,
            known_on as known_from,
            coalesce(lead(known_on) over (partition by deal_id order by known_on), {{ open_end() }}) as known_to
        from stated
        group by deal_id, known_on
    ),

    -- The statement that counts for each flow by its id.
    flows as (
        select
            intervals.deal_id,
            intervals.known_from,
            intervals.known_to,
            stated.statement_id,
            stated.amount_usd,
            stated.is_prepayment,
            stated.deal_rank,
            row_number() over (
                partition by intervals.deal_id, intervals.known_from, stated.financing_id order by stated.flow_rank
            ) as place
        from intervals
        inner join stated on intervals.deal_id = stated.deal_id and stated.known_on <= intervals.known_from
    ),

    -- Flows of one amount are one.
    amounts as (
        select *, row_number() over (partition by deal_id, known_from, amount_usd order by deal_rank) as amount_place
        from flows
        where place = 1
    ),

    prepayments as (
        select
            *,
            row_number() over (
                partition by deal_id, known_from
                order by case when is_prepayment then 0 else 1 end, amount_usd desc, statement_id
            ) as size_place
        from amounts
        where amount_place = 1
    )

select
    deal_id,
    known_from,
    known_to,
    cast(sum(case when is_prepayment then amount_usd else 0 end) as decimal(38, 2)) as paid_in_advance_usd,
    max(case when is_prepayment and size_place = 1 then statement_id end) as prepayment_statement_id
from prepayments
group by deal_id, known_from, known_to
