{{ config(severity="warn") }}
-- A report of an increment that is there already is to be labelled repeated_increment. Two that are really alike may
-- stand.
select deal_id, value_usd_base, count(*) as statements
from {{ ref("fct_deal_increment") }}
group by deal_id, value_usd_base
having count(*) > 1
