with
    evidence as (
        select
            phase_id,
            known_from,
            -- What nothing is known of rests on the one date of the phase, and is one uncertainty.
            case when component_status = 'unknown' then 'unknown' else component end as component,
            component_status,
            class_id,
            cast({{ month_number("component_on") }} - {{ month_number("known_from") }} as int) as months_to_go,
            case
                component_precision when 'year' then 12 when 'half' then 6 when 'quarter' then 3 else 1
            end as stated_months
        from {{ ref("fct_component_evidence") }}
        where no_odds_reason is null
    ),

    factors as (select distinct * from evidence where component_status <> 'ready'),

    used_classes as (
        select class_id
        from factors
        union
        select 'prior-no-evidence'
    ),

    {{ delay_curves() }},

    entered as (
        select
            factors.*,
            greatest(- factors.months_to_go, {{ first_delay() }}) as delay_so_far,
            coalesce(1 - curves.reached - curves.withdrawn, 0) > 0.000001 as is_in_class
        from factors
        left join
            delay_curves as curves
            on factors.class_id = curves.class_id
            and factors.stated_months = curves.stated_months
            and greatest(- factors.months_to_go, {{ first_delay() }}) = curves.delay_months
    ),

    -- A date that has passed by more than its class has ever been late says nothing any more.
    placed as (
        select
            phase_id,
            known_from,
            component,
            months_to_go,
            stated_months,
            delay_so_far,
            case when is_in_class then class_id else 'prior-no-evidence' end as class_id
        from entered
    ),

    opened as (
        select placed.*, curves.reached as reached_so_far, 1 - curves.reached - curves.withdrawn as open_share
        from placed
        inner join
            delay_curves as curves
            on placed.class_id = curves.class_id
            and placed.stated_months = curves.stated_months
            and placed.delay_so_far = curves.delay_months
        where 1 - curves.reached - curves.withdrawn > 0.000001
    )

select
    opened.phase_id,
    opened.known_from,
    opened.component,
    opened.class_id,
    cast(curves.delay_months + opened.months_to_go as int) as months_ahead,
    -- Given that it is still open on the day of knowledge.
    (curves.reached - opened.reached_so_far) / opened.open_share as ready_probability
from opened
inner join
    delay_curves as curves
    on opened.class_id = curves.class_id
    and opened.stated_months = curves.stated_months
    and curves.delay_months between - opened.months_to_go and {{ odds_horizon_months() }} - opened.months_to_go
union all
select phase_id, known_from, component, null, 0, 1
from evidence
where component_status = 'ready'
