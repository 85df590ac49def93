-- Money from one party to another: purchases by the lines of marts.commitments, and capital. A deposit or
-- prepayment of a deal's own buyer is part of the purchase and no flow beside it. A guarantee is no money until it
-- is called.
with
    flows as (
        select
            deal_id as flow_id,
            buyer_party_id as from_party_id,
            seller_party_id as to_party_id,
            'purchase' as flow_kind,
            case
                when not_counted_reason in ('letter_of_intent', 'option', 'ambition')
                then 'non_binding'
                when is_firm
                then 'firm'
                else 'reported'
            end as flow_firmness,
            value_usd_base as flow_usd,
            coalesce(value_statement_id, firmness_statement_id) as statement_id,
            known_from,
            known_to
        from {{ ref("commitments") }}
        where
            counts_for_buyer
            or not_counted_reason in ('value_undisclosed', 'term_undisclosed', 'letter_of_intent', 'option', 'ambition')
        union all
        select
            flows.flow_id,
            flows.from_party_id,
            flows.to_party_id,
            case
                when flows.instrument in ('guarantee', 'lease_backstop')
                then 'guarantee'
                when flows.instrument in ('debt', 'convertible')
                then 'debt'
                when flows.instrument in ('deposit', 'prepayment')
                then 'prepayment'
                else flows.instrument
            end,
            flows.flow_firmness,
            flows.flow_usd_low,
            flows.statement_id,
            flows.known_from,
            flows.known_to
        from {{ ref("fct_financing_flow") }} as flows
        left join {{ ref("dim_deal") }} as deals on flows.linked_deal_id = deals.deal_id
        where
            coalesce(flows.flow_usd_low, 1) > 0
            and not (
                flows.instrument in ('deposit', 'prepayment')
                and coalesce(deals.buyer_party_id, '') = flows.from_party_id
            )
    )

select
    flows.flow_id,
    flows.from_party_id,
    coalesce(senders.ultimate_parent_party_id, 'unknown') as from_parent_party_id,
    flows.to_party_id,
    coalesce(receivers.ultimate_parent_party_id, 'unknown') as to_parent_party_id,
    flows.flow_kind,
    flows.flow_firmness,
    flows.flow_usd,
    flows.known_from,
    flows.known_to,
    flows.statement_id,
    sources.url
from flows
left join {{ ref("dim_party") }} as senders on flows.from_party_id = senders.party_id
left join {{ ref("dim_party") }} as receivers on flows.to_party_id = receivers.party_id
left join {{ ref("fct_statement") }} as statements on flows.statement_id = statements.statement_id
left join {{ ref("dim_source") }} as sources on statements.source_id = sources.source_id
