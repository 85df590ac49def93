{{ config(meta={"dagster": {"ref": {"name": "concentration_drivers"}}}) }}
-- Contributions of a day are the change of the index, and circular money is a part of all money.
select buyer_party_id, dimension, changed_on, 'contributions do not add up' as problem
from {{ ref("concentration_drivers") }}
group by buyer_party_id, dimension, weight, changed_on
having abs(sum(hhi_low_contribution) - max(hhi_low_after - hhi_low_before)) > 1e-6
union all
select path, structure, known_from, 'circular money out of bounds'
from {{ ref("circular_exposure") }}
where
    circular_usd > flow_total_usd
    or bottleneck_usd_low > bottleneck_usd_high
    or reciprocity_share > 1
    or known_from >= known_to
