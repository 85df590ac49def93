{{ config(meta={"dagster": {"ref": {"name": "claim_conflicts"}}}) }}
select conflicts.entity_id, conflicts.attribute, conflicts.losing_statement_id
from {{ ref("claim_conflicts") }} as conflicts
inner join {{ ref("statements") }} as winners on conflicts.winning_statement_id = winners.statement_id
inner join {{ ref("statements") }} as losers on conflicts.losing_statement_id = losers.statement_id
where
    conflicts.winning_value = conflicts.losing_value
    or conflicts.known_from < winners.known_on
    or conflicts.known_from < losers.known_on
    or conflicts.known_to <= conflicts.known_from
    or winners.evidence_grade = 5
    or (conflicts.conflict_status = 'open')
    <> (conflicts.decided_by <> 'excluded' and losers.known_on >= winners.known_on)
    or (conflicts.decided_by = 'excluded') <> (conflicts.exclusion_code is not null)
union all
select conflicts.entity_id, conflicts.attribute, conflicts.losing_statement_id
from {{ ref("claim_conflicts") }} as conflicts
left join
    {{ ref("commitment_statements") }} as figures
    on conflicts.entity_id = figures.deal_id
    and conflicts.attribute = figures.figure
    and conflicts.winning_statement_id = figures.statement_id
    and figures.known_from <= conflicts.known_from
    and conflicts.known_from < figures.known_to
where conflicts.entity_kind = 'deal' and conflicts.attribute <> 'value_per_year' and figures.deal_id is null
