{{ config(meta={"dagster": {"ref": {"name": "commitments"}}}) }}
-- What is firm by its class is what the concentration weighs as firm, programmes left out.
select commitments.deal_id, commitments.known_from, commitments.firmness, commitments.firmness_class
from {{ ref("commitments") }} as commitments
left join
    (select distinct firmness_class, counts_as_firm from {{ ref("dim_firmness_class") }}) as classes
    on commitments.firmness_class = classes.firmness_class
where
    (commitments.firmness is not null and classes.firmness_class is null)
    or (commitments.deal_type <> 'joint_programme' and classes.counts_as_firm <> commitments.is_firm)
    or (commitments.deal_type = 'joint_programme' and classes.counts_as_firm)
    or (commitments.is_firm and commitments.firmness_grade > 2)
