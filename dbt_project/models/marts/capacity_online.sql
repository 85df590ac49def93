with
    placed as (
        select
            online.*,
            coalesce(phases.tenant_party_id, 'unknown') as buyer,
            coalesce(phases.developer_party_id, 'unknown') as developer,
            coalesce(phases.grid_operator, 'unknown') as grid_operator,
            phases.country_code || coalesce('-' || phases.state, '') as state
        from {{ ref("fct_phase_online") }} as online
        inner join {{ ref("dim_site_phase") }} as phases on online.phase_id = phases.phase_id
        where online.phase_role = 'site_capacity' and online.addition_mw is not null
    ),

    summed as (
        select
            known_from,
            min(known_to) as known_to,
            dimensions.online_dimension,
            case
                dimensions.online_dimension
                when 'all'
                then 'all'
                when 'buyer'
                then buyer
                when 'developer'
                then developer
                when 'grid_operator'
                then grid_operator
                else state
            end as online_member,
            capacity_basis,
            month_ended_on,
            cast(count(*) as int) as phases,
            sum(case when online_on <= month_ended_on then addition_mw else 0 end) as achieved_mw,
            sum(case when coalesce(online_on, target_on) <= month_ended_on then addition_mw else 0 end) as stated_mw,
            sum(addition_mw * coalesce(online_probability, 0)) as expected_mw,
            sum(
                cast(addition_mw as double) * addition_mw * online_probability * (1 - online_probability)
            ) as own_variance,
            sum(addition_mw * sqrt(online_probability * (1 - online_probability))) as shared_deviation,
            sum(addition_mw) as maximum_mw,
            sum(case when online_probability is null then addition_mw else 0 end) as undated_mw
        from placed
        cross join
            (
                {% for dimension in ["all", "buyer", "developer", "grid_operator", "state"] %}
                    select '{{ dimension }}' as online_dimension
                    {% if not loop.last %}
                        union all
                    {% endif %}
                {% endfor %}
            ) as dimensions
        group by 1, 3, 4, 5, 6
    ),

    -- One factor: a share of the variance is common to all phases. 1.2816 is the ninth decile of the normal
    -- distribution.
    fanned as (
        select
            *,
            1.2816 * sqrt(
                (1 - {{ assumed("delay_correlation") }}) * own_variance
                + {{ assumed("delay_correlation") }} * shared_deviation * shared_deviation
            ) as spread_mw
        from summed
    )

select
    fanned.online_dimension,
    fanned.online_member,
    fanned.capacity_basis,
    fanned.month_ended_on,
    fanned.phases,
    {% for figure in ["achieved_mw", "stated_mw", "expected_mw"] %}
        cast(fanned.{{ figure }} as {{ mw_type() }}) as {{ figure }},
    {% endfor %}
    -- What is online stays so: the fan never falls.
    {% for figure, side in [("p10_mw", "-"), ("p90_mw", "+")] %}
        cast(
            max(
                least(greatest(fanned.expected_mw {{ side }} fanned.spread_mw, fanned.achieved_mw), fanned.maximum_mw)
            ) over (
                partition by fanned.known_from, fanned.online_dimension, fanned.online_member, fanned.capacity_basis
                order by fanned.month_ended_on
                rows between unbounded preceding and current row
            ) as {{ mw_type() }}
        ) as {{ figure }},
    {% endfor %}
    cast(fanned.maximum_mw as {{ mw_type() }}) as maximum_mw,
    cast(fanned.undated_mw as {{ mw_type() }}) as undated_mw,
    -- Of the last twelve months, 365.25 / 7 weeks.
    round(
        (
            fanned.expected_mw - lag(fanned.expected_mw, 12) over (
                partition by fanned.known_from, fanned.online_dimension, fanned.online_member, fanned.capacity_basis
                order by fanned.month_ended_on
            )
        )
        / 52.17857,
        3
    ) as added_mw_per_week,
    {{ assumed("ambition_mw_per_week") }} as ambition_mw_per_week,
    fanned.known_from,
    fanned.known_to
from fanned
