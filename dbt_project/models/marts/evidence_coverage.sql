{# Amounts that carry their statement beside them, then sums whose statements are the rows below them. #}
{% set beside = [
    ("commitments", "value_usd_base", "value_statement_id"),
    ("commitment_mentions", "mention_usd", "statement_id"),
    ("commitment_run_off", "due_usd", "value_statement_id"),
    ("commitment_envelopes", "envelope_usd_base", "statement_id"),
    ("vendor_share_lines", "member_amount", "line_statement_id"),
    ("money_flows", "flow_usd", "statement_id"),
    ("commitment_coverage", "revenue_usd", "revenue_statement_id"),
    ("commitment_coverage", "capital_expenditure_usd", "capital_expenditure_statement_id"),
    (
        "commitment_coverage",
        "remaining_performance_obligation_usd",
        "remaining_performance_obligation_statement_id",
    ),
    ("commitment_coverage", "purchase_obligation_usd", "purchase_obligation_statement_id"),
    ("commitment_coverage", "lease_not_yet_commenced_usd", "lease_not_yet_commenced_statement_id"),
] %}
with
    statements as (
        select statements.statement_id
        from {{ ref("statements") }} as statements
        inner join {{ ref("dim_source") }} as sources on statements.source_id = sources.source_id
    ),

    traced as (
        {% for mart, amount, statement in beside %}
            select
                '{{ mart }}' as mart,
                '{{ amount }}' as amount_column,
                count(*) as amounts,
                count(statements.statement_id) as traced_amounts
            from {{ ref(mart) }} as amounts
            left join statements on amounts.{{ statement }} = statements.statement_id
            where amounts.{{ amount }} is not null
            union all
        {% endfor %}
        -- a step of the bridge rests on the stated amounts of its party, side and time
        select 'commitment_bridge', 'total_usd_base', count(*), sum(has_statement)
        from
            (
                select max(case when mentions.statement_id is null then 0 else 1 end) as has_statement
                from {{ ref("commitment_bridge") }} as bridge
                left join
                    {{ ref("commitment_mentions") }} as mentions
                    on bridge.party_id = mentions.party_id
                    and bridge.bridge_side = mentions.bridge_side
                    and mentions.known_from <= bridge.known_from
                    and bridge.known_from < mentions.known_to
                where bridge.total_usd_base <> 0
                group by bridge.party_id, bridge.bridge_side, bridge.step_number, bridge.known_from
            ) as steps
        {% for mart, amount in [
                ("commitment_maturity", "committed_usd"),
                ("commitment_coverage", "remaining_usd"),
            ] %}
            union all
            select '{{ mart }}', '{{ amount }}', count(*), sum(has_statement)
            from
                (
                    select
                        sums.buyer_party_id,
                        sums.known_from,
                        max(case when run_off.value_statement_id is null then 0 else 1 end) as has_statement
                    from {{ ref(mart) }} as sums
                    left join
                        {{ ref("commitment_run_off") }} as run_off
                        on sums.buyer_party_id = run_off.buyer_party_id
                        and run_off.known_from <= sums.known_from
                        and sums.known_from < run_off.known_to
                    where sums.{{ amount }} <> 0
                    group by sums.buyer_party_id, sums.known_from
                ) as rows_of_{{ mart }}
        {% endfor %}
    )

select
    mart,
    amount_column,
    cast(amounts as bigint) as amounts,
    cast(coalesce(traced_amounts, 0) as bigint) as traced_amounts,
    case when amounts > 0 then cast(traced_amounts as double) / cast(amounts as double) end as traced_share
from traced
