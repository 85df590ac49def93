with
    resolved as (select * from {{ ref("fct_resolved_attribute") }} where entity_kind = 'deal'),

    terms as (select * from {{ ref("stg_register__deal_terms") }}),

    increments as (select * from {{ ref("fct_deal_increment") }}),

    dates as (
        select entity_id as deal_id, known_from
        from resolved
        union
        select deal_id, known_on
        from increments
    ),

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
            max(case when resolved.attribute = 'value' then resolved.known_from end) as total_from,
            max(case when resolved.attribute = 'value_per_year' then resolved.known_from end) as per_year_from,
            max(case when resolved.attribute = 'firmness' then resolved.evidence_grade end) as firmness_grade,
            max(
                case when resolved.attribute = 'firmness' and resolved.is_able_to_make_firm then 1 else 0 end
            ) as firm_words,
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
            total.value_usd is null and per_year.value_usd is not null as is_per_year,
            -- The day from which the amount's own statement counts is the day on which it became known.
            case when total.value_usd is not null then total_from else per_year_from end as amount_from
        from winners
        left join terms as firmness on winners.firmness_statement_id = firmness.statement_id
        left join terms as total on winners.value_statement_id = total.statement_id
        left join terms as per_year on winners.value_per_year_statement_id = per_year.statement_id
        left join terms as term on winners.term_statement_id = term.statement_id
        left join terms as starts on winners.starts_statement_id = starts.statement_id
        left join terms as ends on winners.ends_statement_id = ends.statement_id
        left join terms as capacity on winners.capacity_statement_id = capacity.statement_id
        left join terms as accelerators on winners.accelerators_statement_id = accelerators.statement_id
    ),

    -- What an amount was increased by since it was stated; an increment known before is taken to be inside it.
    added as (
        select
            stated.deal_id,
            stated.known_from,
            cast(sum(increments.value_usd_low) as decimal(18, 2)) as usd_low,
            cast(sum(increments.value_usd_base) as decimal(18, 2)) as usd_base,
            case
                when count(*) = count(increments.value_usd_high)
                then cast(sum(increments.value_usd_high) as decimal(18, 2))
            end as usd_high,
            cast(count(*) as int) as increment_count
        from stated
        inner join
            increments
            on stated.deal_id = increments.deal_id
            and stated.amount_from <= increments.known_on
            and increments.known_on <= stated.known_from
        where stated.value_usd_base is not null
        group by stated.deal_id, stated.known_from
    )

select
    stated.deal_id,
    stated.known_from,
    stated.known_to,
    stated.firmness,
    cast(
        {{ low_bound("stated.value_usd_base", "stated.value_qualifier", "decimal(18, 2)") }}
        + coalesce(added.usd_low, 0) as decimal(18, 2)
    ) as value_usd_low,
    cast(stated.value_usd_base + coalesce(added.usd_base, 0) as decimal(18, 2)) as value_usd_base,
    cast(
        {{ high_bound("stated.value_usd_base", "stated.value_qualifier", "decimal(18, 2)") }}
        + case when added.increment_count is null then 0 else added.usd_high end as decimal(18, 2)
    ) as value_usd_high,
    cast(
        case when stated.value_usd_base is not null then coalesce(added.usd_base, 0) end as decimal(18, 2)
    ) as increments_usd,
    coalesce(added.increment_count, 0) as increment_count,
    stated.term_months,
    stated.starts_on,
    stated.starts_precision,
    stated.ends_on,
    stated.ends_precision,
    stated.capacity_mw,
    stated.capacity_qualifier,
    stated.accelerator_count,
    stated.accelerator_qualifier,
    stated.accelerator_family,
    stated.is_per_year,
    stated.firmness_statement_id,
    case
        when stated.is_per_year then stated.value_per_year_statement_id else stated.value_statement_id
    end as value_statement_id,
    stated.term_statement_id,
    stated.starts_statement_id,
    stated.ends_statement_id,
    stated.capacity_statement_id,
    stated.accelerators_statement_id as accelerator_statement_id,
    stated.firmness_grade,
    stated.firmness_grade <= 2 and stated.firm_words = 1 as is_firm_evidence,
    case when stated.is_per_year then stated.per_year_grade else stated.total_grade end as value_grade
from stated
left join added on stated.deal_id = added.deal_id and stated.known_from = added.known_from
