with
    claims as (select * from {{ ref("fct_claim") }}),

    -- Excluded claims are shown as well; an increment is no disagreement, since it counts beside the amount.
    contenders as (
        select * from claims where is_usable or (exclusion_code is not null and exclusion_code <> 'increment')
    ),

    disagreements as (
        select
            resolved.entity_kind,
            resolved.entity_id,
            resolved.attribute,
            winners.stated_value as winning_value,
            losers.stated_value as losing_value,
            winners.statement_id as winning_statement_id,
            losers.statement_id as losing_statement_id,
            winners.source_id as winning_source_id,
            losers.source_id as losing_source_id,
            winners.evidence_grade as winning_grade,
            losers.evidence_grade as losing_grade,
            -- The steps of docs/decisions/0003-which-statement-counts.md in their order.
            case
                when losers.exclusion_code is not null
                then 'excluded'
                when winners.evidence_grade <= 3 and losers.evidence_grade > 3
                then 'weak_evidence'
                when winners.preference <> losers.preference
                then 'leaves_open'
                when winners.evidence_grade <> losers.evidence_grade
                then 'grade'
                when winners.known_on <> losers.known_on
                then 'recency'
                when coalesce(winners.credibility, 6) <> coalesce(losers.credibility, 6)
                then 'credibility'
                when winners.reliability <> losers.reliability
                then 'reliability'
                else 'id'
            end as decided_by,
            losers.exclusion_code,
            case
                when losers.exclusion_code is null and losers.known_on >= winners.known_on then 'open' else 'resolved'
            end as conflict_status,
            greatest(resolved.known_from, losers.known_on) as known_from,
            resolved.known_to
        from {{ ref("fct_resolved_attribute") }} as resolved
        inner join
            claims as winners
            on resolved.entity_kind = winners.entity_kind
            and resolved.entity_id = winners.entity_id
            and resolved.attribute = winners.attribute
            and resolved.statement_id = winners.statement_id
        inner join
            contenders as losers
            on resolved.entity_kind = losers.entity_kind
            and resolved.entity_id = losers.entity_id
            and resolved.attribute = losers.attribute
            and losers.known_on < resolved.known_to
        where winners.stated_value <> losers.stated_value
    )

select
    entity_kind,
    entity_id,
    attribute,
    winning_value,
    losing_value,
    winning_statement_id,
    losing_statement_id,
    winning_source_id,
    losing_source_id,
    winning_grade,
    losing_grade,
    decided_by,
    exclusion_code,
    conflict_status,
    known_from,
    known_to
from disagreements
