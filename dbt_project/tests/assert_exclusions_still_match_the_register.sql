{{ config(meta={"dagster": {"ref": {"name": "statement_exclusions"}}}) }}
-- An exclusion was written for a raw value. Once the register says something else, it has to be looked at again.
select exclusions.statement_id, exclusions.attribute, exclusions.expected_raw_value
from {{ ref("statement_exclusions") }} as exclusions
left join {{ ref("stg_register__deal_terms") }} as terms on exclusions.statement_id = terms.statement_id
where
    case
        exclusions.attribute
        when 'value'
        then
            cast(exclusions.expected_raw_value as decimal(18, 9)) = cast(terms.value_usd as decimal(28, 9)) / 1000000000
        when 'capacity'
        then cast(exclusions.expected_raw_value as decimal(12, 3)) = terms.capacity_mw
        when 'starts'
        then cast(exclusions.expected_raw_value as date) = terms.starts_on
        when 'ends'
        then cast(exclusions.expected_raw_value as date) = terms.ends_on
        else false
    end
    is not true
