with
    site_states as (
        select site_name, snapshot_id, as_of, known_on, occurs_on, it_mw, facility_mw, change
        from {{ ref("stg_epoch__site_timeline") }}
        where change in ('new', 'changed', 'gone')
    ),

    site_intervals as (
        select
            *,
            coalesce(
                lead(known_on) over (partition by site_name, occurs_on order by known_on, as_of), {{ open_end() }}
            ) as known_to
        from site_states
    ),

    -- Megawatts of different roles or bases are never added, so that each is a row of its own.
    observed as (
        {% for column, basis in [
            ("request_mw", "net_at_poi"),
            ("request_summer_mw", "summer"),
            ("request_winter_mw", "winter"),
        ] %}
            select
                'request' as capacity_subject,
                request_key as subject_id,
                as_of as observed_on,
                {{ column }} as observed_mw,
                'interconnection_request' as observed_role,
                '{{ basis }}' as observed_basis,
                false as is_forecast,
                snapshot_id,
                known_from,
                known_to
            from {{ ref("fct_interconnection_request") }}
            where is_listed and {{ column }} is not null
            union all
        {% endfor %}
        {% for column, basis in [("it_mw", "it"), ("facility_mw", "facility")] %}
            select
                'site',
                site_name,
                occurs_on,
                {{ column }},
                'site',
                '{{ basis }}',
                occurs_on > as_of,
                snapshot_id,
                known_on,
                known_to
            from site_intervals
            where change <> 'gone' and {{ column }} is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select
    capacity_subject,
    subject_id,
    observed_on,
    cast(observed_mw as {{ mw_type() }}) as observed_mw,
    observed_role,
    observed_basis,
    is_forecast,
    snapshot_id,
    known_from,
    known_to
from observed
