{{ config(meta={"dagster": {"ref": {"name": "commitments"}}}) }}
-- Bounds of what a haircut leaves are in order as well, since the bounds of the amounts are.
{% set views = ["liability", "delivery"] %}
{% for view in views %}
    select '{{ view }}_weight' as measure, firmness_class as id
    from {{ ref("dim_firmness_class") }}
    where
        {{ view }}_weight_low > {{ view }}_weight_base
        or {{ view }}_weight_base > {{ view }}_weight_high
        or {{ view }}_weight_low > {{ view }}_weight_high
    union all
    select '{{ view }}_usd', deal_id
    from {{ ref("commitments") }}
    where
        {{ view }}_usd_low > {{ view }}_usd_base
        or {{ view }}_usd_base > {{ view }}_usd_high
        or {{ view }}_usd_low > {{ view }}_usd_high
        or {{ view }}_usd_high > value_usd_high
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
