{{ config(meta={"dagster": {"ref": {"name": "financial_readings"}}}) }}
-- A reading was written for a raw value. Once the register says something else, it has to be looked at again. A
-- register
-- that holds none of the statements is not the one that the readings were written for.
with
    readings as (
        select
            readings.statement_id,
            readings.expected_value_usd_bn,
            cast(financials.value_usd as decimal(28, 9)) / 1000000000 as value_usd_bn
        from {{ ref("financial_readings") }} as readings
        left join
            {{ ref("stg_register__party_financials") }} as financials on readings.statement_id = financials.statement_id
    )

select statement_id, expected_value_usd_bn, value_usd_bn
from readings
where
    (value_usd_bn is null or value_usd_bn <> expected_value_usd_bn)
    and exists (select 1 from readings as found where found.value_usd_bn is not null)
