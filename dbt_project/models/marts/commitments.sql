with
    states as (select * from {{ ref("fct_deal_state") }}),

    versions as (select * from {{ ref("fct_deal_version") }}),

    containers as (select * from {{ ref("bridge_deal_container") }}),

    first_known as (select deal_id, min(known_from) as known_from from states group by deal_id),

    -- A deal's row also changes when one of the deals that contain it becomes a line or ceases to be one.
    changes as (
        select deal_id, known_from
        from states
        union
        select containers.deal_id, container_states.known_from
        from containers
        inner join states as container_states on containers.container_deal_id = container_states.deal_id
        inner join first_known on containers.deal_id = first_known.deal_id
        where container_states.known_from > first_known.known_from
    ),

    own as (
        select
            changes.deal_id,
            changes.known_from,
            states.version_from,
            states.deal_status,
            states.superseded_by_deal_id,
            states.is_line,
            states.not_counted_reason
        from changes
        inner join
            states
            on changes.deal_id = states.deal_id
            and states.known_from <= changes.known_from
            and changes.known_from < states.known_to
    ),

    surrounding as (
        select
            changes.deal_id,
            changes.known_from,
            containers.container_deal_id,
            containers.is_same_buyer,
            containers.depth,
            container_states.is_line,
            container_states.deal_status
        from changes
        inner join containers on changes.deal_id = containers.deal_id and not containers.is_in_programme
        inner join
            states as container_states
            on containers.container_deal_id = container_states.deal_id
            and container_states.known_from <= changes.known_from
            and changes.known_from < container_states.known_to
    ),

    -- Of the containers that are lines on the date, one of the same buyer comes first, then the nearest.
    containing as (
        select
            deal_id,
            known_from,
            container_deal_id,
            is_same_buyer,
            row_number() over (
                partition by deal_id, known_from order by case when is_same_buyer then 0 else 1 end, depth
            ) as place
        from surrounding
        where is_line
    ),

    -- What was part of a whole goes with it: the new whole holds it, or its term is over.
    gone as (
        select deal_id, known_from, max(deal_status) as deal_status
        from surrounding
        where deal_status in ('superseded', 'ended')
        group by deal_id, known_from
    ),

    combined as (
        select
            own.deal_id,
            own.known_from,
            own.version_from,
            own.deal_status,
            own.superseded_by_deal_id,
            case
                when own.is_line and gone.deal_status is null then containing.container_deal_id
            end as container_deal_id,
            case
                when not own.is_line
                then own.not_counted_reason
                when gone.deal_status is not null
                then gone.deal_status
                when containing.is_same_buyer
                then 'contained'
                when containing.container_deal_id is not null
                then 'passed_through'
            end as not_counted_reason
        from own
        left join
            containing
            on own.deal_id = containing.deal_id
            and own.known_from = containing.known_from
            and containing.place = 1
        left join gone on own.deal_id = gone.deal_id and own.known_from = gone.known_from
    ),

    compared as (
        select
            *,
            lag(version_from) over (partition by deal_id order by known_from) as version_before,
            lag(deal_status) over (partition by deal_id order by known_from) as status_before,
            lag(coalesce(container_deal_id, '')) over (partition by deal_id order by known_from) as container_before,
            lag(coalesce(not_counted_reason, '')) over (partition by deal_id order by known_from) as reason_before
        from combined
    ),

    rows_that_differ as (
        select *
        from compared
        where
            version_before is null
            or version_before <> version_from
            or status_before <> deal_status
            or container_before <> coalesce(container_deal_id, '')
            or reason_before <> coalesce(not_counted_reason, '')
    ),

    claims as (select * from {{ ref("fct_claim") }} where entity_kind = 'deal' and is_usable),

    -- Who had said the same amount when the row begins, and how many of them from hearing it elsewhere than the others.
    support as (
        select
            rows_that_differ.deal_id,
            rows_that_differ.known_from,
            cast(count(distinct agreeing.source_id) as int) as document_count,
            cast(count(distinct agreeing.origin_id) as int) as origin_count
        from rows_that_differ
        inner join
            versions
            on rows_that_differ.deal_id = versions.deal_id
            and rows_that_differ.version_from = versions.known_from
        inner join
            claims as winners
            on versions.deal_id = winners.entity_id
            and versions.value_statement_id = winners.statement_id
            and case when versions.is_per_year then 'value_per_year' else 'value' end = winners.attribute
        inner join
            claims as agreeing
            on winners.entity_id = agreeing.entity_id
            and winners.attribute = agreeing.attribute
            and winners.stated_value = agreeing.stated_value
            and agreeing.known_on <= rows_that_differ.known_from
        where versions.value_usd_base is not null
        group by rows_that_differ.deal_id, rows_that_differ.known_from
    )

select
    rows_that_differ.deal_id,
    deals.title,
    deals.buyer_party_id,
    deals.seller_party_id,
    deals.deal_type,
    'undisclosed' as commitment_definition,
    rows_that_differ.deal_status as status,
    versions.firmness,
    classes.firmness_class,
    versions.value_usd_low,
    versions.value_usd_base,
    versions.value_usd_high,
    versions.increments_usd,
    versions.increment_count,
    {% for view in ["liability", "delivery"] %}
        {% for bound in ["low", "base", "high"] %}
            cast(
                cast(versions.value_usd_{{ bound }} as decimal(28, 2))
                * classes.{{ view }}_weight_{{ bound }} as decimal(18, 2)
            ) as {{ view }}_usd_{{ bound }},
        {% endfor %}
    {% endfor %}
    versions.term_months,
    versions.starts_on,
    versions.starts_precision,
    versions.ends_on,
    versions.ends_precision,
    versions.capacity_mw,
    versions.capacity_qualifier,
    deals.mw_role,
    versions.accelerator_count,
    versions.accelerator_qualifier,
    versions.accelerator_family,
    rows_that_differ.not_counted_reason is null as counts_as_line,
    rows_that_differ.not_counted_reason is null
    or rows_that_differ.not_counted_reason = 'passed_through' as counts_for_buyer,
    rows_that_differ.not_counted_reason,
    rows_that_differ.container_deal_id,
    rows_that_differ.superseded_by_deal_id,
    rows_that_differ.known_from,
    coalesce(
        lead(rows_that_differ.known_from) over (
            partition by rows_that_differ.deal_id order by rows_that_differ.known_from
        ),
        {{ open_end() }}
    ) as known_to,
    coalesce(versions.firmness in ('take_or_pay', 'binding') and versions.is_firm_evidence, false) as is_firm,
    versions.firmness_grade,
    versions.value_grade,
    support.document_count as value_document_count,
    support.origin_count as value_origin_count,
    versions.firmness_statement_id,
    versions.value_statement_id,
    versions.term_statement_id,
    versions.starts_statement_id,
    versions.ends_statement_id,
    versions.capacity_statement_id,
    versions.accelerator_statement_id
from rows_that_differ
inner join
    versions on rows_that_differ.deal_id = versions.deal_id and rows_that_differ.version_from = versions.known_from
inner join {{ ref("dim_deal") }} as deals on rows_that_differ.deal_id = deals.deal_id
-- A programme is a goal, however firmly it is announced.
left join
    {{ ref("dim_firmness_class") }} as classes
    on case when deals.is_programme then 'ambition' else versions.firmness end = classes.firmness
    and coalesce(versions.is_firm_evidence, false) = classes.is_strong_evidence
left join support on rows_that_differ.deal_id = support.deal_id and rows_that_differ.known_from = support.known_from
