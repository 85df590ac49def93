{{ config(meta={"dagster": {"ref": {"name": "statements"}}}) }}
-- Statements that the join to sources or grades has lost.
select staged.statement_id
from {{ ref("stg_register__statements") }} as staged
left join {{ ref("statements") }} as published on staged.statement_id = published.statement_id
where published.statement_id is null
