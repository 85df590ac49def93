with
    resolved as (select * from {{ ref("fct_resolved_attribute") }} where entity_kind = 'deal'),

    terms as (select * from {{ ref("stg_register__deal_terms") }}),

    dates as (select distinct entity_id as deal_id, known_from from resolved),

    intervals as (
        select
            deal_id,
            known_from,
            coalesce(lead(known_from) over (partition by deal_id order by known_from), {{ open_end() }}) as known_to
        from dates
    ),

    winners as (
        select
            intervals.deal_id,
            intervals.known_from,
            intervals.known_to,
            {% for attribute in [
                "firmness",
                "value",
                "value_per_year",
                "term",
                "starts",
                "ends",
                "capacity",
                "accelerators",
            ] %}
                max(
                    case when resolved.attribute = '{{ attribute }}' then resolved.statement_id end
                ) as {{ attribute }}_statement_id,
            {% endfor %}
            max(case when resolved.attribute = 'firmness' then resolved.evidence_grade end) as firmness_grade,
            max(case when resolved.attribute = 'value' then resolved.evidence_grade end) as total_grade,
            max(case when resolved.attribute = 'value_per_year' then resolved.evidence_grade end) as per_year_grade
        from intervals
        inner join
            resolved
            on intervals.deal_id = resolved.entity_id
            and resolved.known_from <= intervals.known_from
            and intervals.known_from < resolved.known_to
        group by intervals.deal_id, intervals.known_from, intervals.known_to
    ),

    stated as (
        select
            winners.*,
            firmness.firmness,
            term.term_months,
            starts.starts_on,
            starts.starts_precision,
            ends.ends_on,
            ends.ends_precision,
            capacity.capacity_mw,
            capacity.capacity_qualifier,
            accelerators.accelerator_count,
            accelerators.accelerator_qualifier,
            accelerators.accelerator_family,
            -- An amount for the whole term is preferred; an amount per year becomes one where the term is known.
            case
                when total.value_usd is not null
                then total.value_usd
                else cast(per_year.value_usd * term.term_months / 12 as decimal(18, 2))
            end as value_usd_base,
            case
                when total.value_usd is not null then total.value_qualifier else per_year.value_qualifier
            end as value_qualifier,
            total.value_usd is null and per_year.value_usd is not null as is_per_year
        from winners
        left join terms as firmness on winners.firmness_statement_id = firmness.statement_id
        left join terms as total on winners.value_statement_id = total.statement_id
        left join terms as per_year on winners.value_per_year_statement_id = per_year.statement_id
        left join terms as term on winners.term_statement_id = term.statement_id
        left join terms as starts on winners.starts_statement_id = starts.statement_id
        left join terms as ends on winners.ends_statement_id = ends.statement_id
        left join terms as capacity on winners.capacity_statement_id = capacity.statement_id
        left join terms as accelerators on winners.accelerators_statement_id = accelerators.statement_id
    )

select
    deal_id,
    known_from,
    known_to,
    firmness,
    cast({{ low_bound("value_usd_base", "value_qualifier", "decimal(18, 2)") }} as decimal(18, 2)) as value_usd_low,
    value_usd_base,
    cast({{ high_bound("value_usd_base", "value_qualifier", "decimal(18, 2)") }} as decimal(18, 2)) as value_usd_high,
    term_months,
    starts_on,
    starts_precision,
    ends_on,
    ends_precision,
    capacity_mw,
    capacity_qualifier,
    accelerator_count,
    accelerator_qualifier,
    accelerator_family,
    is_per_year,
    firmness_statement_id,
    case when is_per_year then value_per_year_statement_id else value_statement_id end as value_statement_id,
    term_statement_id,
    starts_statement_id,
    ends_statement_id,
    capacity_statement_id,
    accelerators_statement_id as accelerator_statement_id,
    firmness_grade,
    case when is_per_year then per_year_grade else total_grade end as value_grade
from stated
