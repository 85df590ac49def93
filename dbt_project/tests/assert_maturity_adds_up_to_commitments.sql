{{ config(meta={"dagster": {"ref": {"name": "commitment_maturity"}}}) }}
-- Five years, before, thereafter and unscheduled are the buyer's lines in force on the date, exactly.
select
    maturity.buyer_party_id, maturity.known_from, maturity.committed_usd, sum(commitments.value_usd_base) as lines_usd
from {{ ref("commitment_maturity") }} as maturity
left join
    {{ ref("commitments") }} as commitments
    on maturity.buyer_party_id = commitments.buyer_party_id
    and commitments.known_from <= maturity.known_from
    and maturity.known_from < commitments.known_to
    and commitments.counts_for_buyer
group by
    maturity.buyer_party_id,
    maturity.known_from,
    maturity.committed_usd,
    maturity.due_before_usd,
    maturity.due_in_year_1_usd,
    maturity.due_in_year_2_usd,
    maturity.due_in_year_3_usd,
    maturity.due_in_year_4_usd,
    maturity.due_in_year_5_usd,
    maturity.due_thereafter_usd,
    maturity.unscheduled_usd
having
    coalesce(sum(commitments.value_usd_base), 0) <> maturity.committed_usd
    or maturity.committed_usd
    <> maturity.due_before_usd
    + maturity.due_in_year_1_usd
    + maturity.due_in_year_2_usd
    + maturity.due_in_year_3_usd
    + maturity.due_in_year_4_usd
    + maturity.due_in_year_5_usd
    + maturity.due_thereafter_usd
    + maturity.unscheduled_usd
