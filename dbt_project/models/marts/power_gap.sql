with
    online as (
        select online.*, phases.site_id, phases.site_name, phases.grid_operator
        from {{ ref("fct_phase_online") }} as online
        inner join {{ ref("dim_site_phase") }} as phases on online.phase_id = phases.phase_id
        where extract(month from online.month_ended_on) in (3, 6, 9, 12) and online.phase_role = 'site_capacity'
    ),

    -- What is stated to need power by the end of the quarter, at the meter.
    needed as (
        select
            site_id,
            site_name,
            grid_operator,
            known_from,
            known_to,
            month_ended_on as quarter_ended_on,
            {% for bound in ["low", "base", "high"] %}
                sum(
                    case when coalesce(online_on, target_on) <= month_ended_on then added_facility_mw_{{ bound }} end
                ) as need_mw_{{ bound }},
            {% endfor %}
            sum(cast(added_facility_mw_base as double) * online_probability) as expected_need_mw,
            sum(case when coalesce(online_on, target_on) is null then added_facility_mw_base end) as undated_need_mw
        from online
        group by site_id, site_name, grid_operator, known_from, known_to, month_ended_on
    ),

    known as (
        select knowledge.known_from as known_on, states.*
        from (select distinct known_from from online) as knowledge
        inner join
            {{ ref("fct_power_state") }} as states
            on states.known_from <= knowledge.known_from
            and knowledge.known_from < states.known_to
    ),

    contained as (
        select part_of_power_id as power_id, known_on, sum(capacity_mw) as parts_mw
        from known
        where part_of_power_id is not null and power_status not in ('rejected', 'cancelled')
        group by part_of_power_id, known_on
    ),

    arrangements as (
        select
            known.*,
            greatest(known.capacity_mw - coalesce(contained.parts_mw, 0), 0) as supply_mw,
            case
                when known.power_status in ('rejected', 'cancelled')
                then 'refused'
                when known.arrangement_type = 'tariff'
                then 'tariff'
                when known.arrangement_type = 'ppa'
                then 'purchase'
                when known.arrangement_type = 'storage'
                then 'storage'
                when known.power_status = 'proposed'
                then 'proposed'
                else 'firm'
            end as supply_kind,
            case when known.power_status = 'operating' then known.known_from else known.expected_on end as supply_on
        from known
        left join contained on known.power_id = contained.power_id and known.known_on = contained.known_on
    ),

    supplied as (
        select
            needed.site_id,
            needed.known_from,
            needed.quarter_ended_on,
            {% set there = "arrangements.supply_on <= needed.quarter_ended_on" %}
            {% set onsite = "arrangements.arrangement_type = 'onsite_generation'" %}
            {% for place, is_there in [("onsite", onsite), ("grid", "not (" ~ onsite ~ ")")] %}
                {% for name, condition in [
                    ("operating", "arrangements.power_status = 'operating' and " ~ there),
                    (
                        "contracted",
                        "arrangements.power_status in ('contracted', 'under_construction') and " ~ there,
                    ),
                    ("approved", "arrangements.power_status = 'approved' and " ~ there),
                    ("undated", "arrangements.supply_on is null"),
                ] %}
                    sum(
                        case
                            when arrangements.supply_kind = 'firm' and {{ is_there }} and {{ condition }}
                            then arrangements.supply_mw
                            else 0
                        end
                    ) as {{ place }}_{{ name }}_mw,
                {% endfor %}
            {% endfor %}
            {% for kind in ["proposed", "refused", "purchase", "storage"] %}
                sum(
                    case when arrangements.supply_kind = '{{ kind }}' then arrangements.supply_mw else 0 end
                ) as {{ kind }}_mw,
            {% endfor %}
            count(arrangements.power_id) as arrangement_count,
            max(
                case when arrangements.supply_kind = 'tariff' then arrangements.minimum_take_share end
            ) as minimum_take_share,
            max(
                case when arrangements.supply_kind = 'tariff' then arrangements.minimum_term_months end
            ) as minimum_term_months,
            max(
                case
                    when arrangements.supply_kind = 'tariff' and arrangements.minimum_take_share is not null
                    then arrangements.capacity_mw
                end
            ) as tariff_mw,
            max(
                case when arrangements.minimum_take_share is not null then arrangements.statement_id end
            ) as tariff_statement_id
        from needed
        left join arrangements on needed.site_id = arrangements.site_id and needed.known_from = arrangements.known_on
        group by needed.site_id, needed.known_from, needed.quarter_ended_on
    ),

    summed as (
        select
            needed.*,
            {% set dated = [] %}
            {% for place in ["onsite", "grid"] %}
                {% for name in ["operating", "contracted", "approved", "undated"] %}
                    supplied.{{ place }}_{{ name }}_mw,
                    {% if name != "undated" %}
                        {% do dated.append("supplied." ~ place ~ "_" ~ name ~ "_mw") %}
                    {% endif %}
                {% endfor %}
            {% endfor %}
            {% for kind in ["proposed", "refused", "purchase", "storage"] %} supplied.{{ kind }}_mw, {% endfor %}
            supplied.arrangement_count,
            supplied.minimum_take_share,
            supplied.minimum_term_months,
            supplied.tariff_mw,
            supplied.tariff_statement_id,
            {{ dated | join(" + ") }} as dated_mw,
            supplied.onsite_undated_mw + supplied.grid_undated_mw as undated_mw
        from needed
        inner join
            supplied
            on needed.site_id = supplied.site_id
            and needed.known_from = supplied.known_from
            and needed.quarter_ended_on = supplied.quarter_ended_on
    )

select
    site_id,
    site_name,
    grid_operator,
    quarter_ended_on,
    {% for figure in ["need_mw_low", "need_mw_base", "need_mw_high", "expected_need_mw", "undated_need_mw"] %}
        cast({{ figure }} as {{ mw_type() }}) as {{ figure }},
    {% endfor %}
    {% for place in ["grid", "onsite"] %}
        {% for name in ["operating", "contracted", "approved", "undated"] %}
            cast({{ place }}_{{ name }}_mw as {{ mw_type() }}) as {{ place }}_{{ name }}_mw,
        {% endfor %}
    {% endfor %}
    {% for kind in ["proposed", "refused", "purchase", "storage"] %}
        cast({{ kind }}_mw as {{ mw_type() }}) as {{ kind }}_supply_mw,
    {% endfor %}
    cast(arrangement_count as int) as arrangement_count,
    -- Low: all that is proposed comes in time. Base: what is firm and undated is there when it is needed. High: it is
    -- not.
    case
        when arrangement_count > 0 then cast(need_mw_low - dated_mw - undated_mw - proposed_mw as {{ mw_type() }})
    end as gap_mw_low,
    case
        when arrangement_count > 0 then cast(need_mw_base - dated_mw - undated_mw as {{ mw_type() }})
    end as gap_mw_base,
    case when arrangement_count > 0 then cast(need_mw_high - dated_mw as {{ mw_type() }}) end as gap_mw_high,
    case
        when need_mw_base is null then 'no_dated_need' when arrangement_count = 0 then 'no_arrangement_stated'
    end as no_gap_reason,
    minimum_take_share,
    cast(cast(minimum_take_share as double) * coalesce(tariff_mw, need_mw_base) as {{ mw_type() }}) as minimum_take_mw,
    minimum_term_months,
    tariff_statement_id,
    known_from,
    known_to
from summed
