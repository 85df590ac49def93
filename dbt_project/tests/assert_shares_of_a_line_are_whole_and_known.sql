{{ config(meta={"dagster": {"ref": {"name": "vendor_share_lines"}}}) }}
-- Shares of a line at a tier add up to 1 with the unknown one, and no row begins before its statements were known.
select line_id, tier, known_from, 'shares do not add up' as problem
from {{ ref("fct_line_member") }}
group by line_id, tier, known_from
having sum(member_share) <> 1 or min(member_share) < 0
union all
select line_id, tier, known_from, 'known before its statement'
from {{ ref("vendor_share_lines") }}
where line_known_on > known_from or member_known_on > known_from or line_statement_id is null
union all
select flows.flow_id, flows.flow_kind, flows.known_from, 'flow before its statement'
from {{ ref("money_flows") }} as flows
left join {{ ref("fct_statement") }} as statements on flows.statement_id = statements.statement_id
where statements.known_on is null or statements.known_on > flows.known_from
