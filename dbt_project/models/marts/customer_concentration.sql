-- Who a supplier depends on, and what it loses when that buyer pays only a part. The backlog is the last that the
-- supplier is known to have stated for a closed period. Lines known by the end of that period are surely in it;
-- later ones may have been signed before and told after, or be new.
with
    parties as (select * from {{ ref("dim_party") }}),

    lines as (
        select
            levels.party_level,
            case
                when levels.party_level = 'parent' then sellers.ultimate_parent_party_id else sellers.party_id
            end as supplier_party_id,
            case
                when levels.party_level = 'parent' then buyers.ultimate_parent_party_id else buyers.party_id
            end as buyer_party_id,
            commitments.value_usd_low,
            commitments.value_usd_base,
            commitments.value_usd_high,
            commitments.known_from,
            commitments.known_to
        from {{ ref("commitments") }} as commitments
        inner join parties as sellers on commitments.seller_party_id = sellers.party_id
        inner join parties as buyers on commitments.buyer_party_id = buyers.party_id
        cross join
            (
                select 'legal' as party_level
                union all
                select 'parent'
            ) as levels
        where commitments.counts_for_buyer
    ),

    figures as (
        select
            levels.party_level,
            case
                when levels.party_level = 'parent' then parties.ultimate_parent_party_id else parties.party_id
            end as supplier_party_id,
            case when parties.parent_party_id is null then 0 else 1 end as is_part,
            financials.party_id,
            financials.financial_metric,
            financials.period_end_on,
            financials.value_usd,
            financials.statement_id,
            financials.evidence_grade,
            financials.known_from,
            financials.known_to
        from {{ ref("fct_party_financial") }} as financials
        inner join parties on financials.party_id = parties.party_id
        cross join
            (
                select 'legal' as party_level
                union all
                select 'parent'
            ) as levels
        where
            financials.financial_metric in ('remaining_performance_obligation', 'lease_not_yet_commenced')
            and financials.financial_basis in ('actual', 'reported')
    ),

    dates as (
        select party_level, supplier_party_id, known_from
        from lines
        union
        select party_level, supplier_party_id, known_to
        from lines
        where known_to < {{ open_end() }}
        union
        select party_level, supplier_party_id, known_from
        from figures
    ),

    intervals as (
        select
            *,
            coalesce(
                lead(known_from) over (partition by party_level, supplier_party_id order by known_from),
                {{ open_end() }}
            ) as known_to
        from dates
    ),

    -- A group's own figure comes before that of a part of it, then the last period, then the better evidence.
    newest as (
        select
            intervals.party_level,
            intervals.supplier_party_id,
            intervals.known_from,
            figures.financial_metric,
            figures.period_end_on,
            figures.value_usd,
            figures.statement_id,
            row_number() over (
                partition by
                    intervals.party_level, intervals.supplier_party_id, intervals.known_from, figures.financial_metric
                order by
                    figures.is_part,
                    figures.period_end_on desc,
                    figures.evidence_grade,
                    figures.party_id,
                    figures.statement_id
            ) as place
        from intervals
        inner join
            figures
            on intervals.party_level = figures.party_level
            and intervals.supplier_party_id = figures.supplier_party_id
            and figures.known_from <= intervals.known_from
            and intervals.known_from < figures.known_to
    ),

    owed as (
        select
            intervals.party_level,
            intervals.supplier_party_id,
            lines.buyer_party_id,
            intervals.known_from,
            intervals.known_to,
            sum(lines.value_usd_low) as usd_low,
            sum(lines.value_usd_base) as usd_base,
            case when count(*) = count(lines.value_usd_high) then sum(lines.value_usd_high) end as usd_high
        from intervals
        inner join
            lines
            on intervals.party_level = lines.party_level
            and intervals.supplier_party_id = lines.supplier_party_id
            and lines.known_from <= intervals.known_from
            and intervals.known_from < lines.known_to
        group by
            intervals.party_level,
            intervals.supplier_party_id,
            lines.buyer_party_id,
            intervals.known_from,
            intervals.known_to
    ),

    owed_by_then as (
        select
            owed.party_level,
            owed.supplier_party_id,
            owed.buyer_party_id,
            owed.known_from,
            sum(lines.value_usd_low) as usd_low
        from owed
        inner join
            newest
            on owed.party_level = newest.party_level
            and owed.supplier_party_id = newest.supplier_party_id
            and owed.known_from = newest.known_from
            and newest.financial_metric = 'remaining_performance_obligation'
            and newest.place = 1
        inner join
            lines
            on owed.party_level = lines.party_level
            and owed.supplier_party_id = lines.supplier_party_id
            and owed.buyer_party_id = lines.buyer_party_id
            and lines.known_from <= newest.period_end_on
            and newest.period_end_on < lines.known_to
        group by owed.party_level, owed.supplier_party_id, owed.buyer_party_id, owed.known_from
    ),

    paid as (
        select
            max(cast(value_low as decimal(9, 8))) as share_low,
            max(cast(value_base as decimal(9, 8))) as share_base,
            max(cast(value_high as decimal(9, 8))) as share_high
        from {{ ref("dim_concentration_assumption") }}
        where assumption = 'paid_share'
    ),

    joined as (
        select
            owed.supplier_party_id,
            owed.party_level,
            owed.buyer_party_id,
            owed.usd_low,
            owed.usd_base,
            owed.usd_high,
            coalesce(owed_by_then.usd_low, 0) as usd_by_then,
            sum(owed.usd_base) over (
                partition by owed.party_level, owed.supplier_party_id, owed.known_from
            ) as all_buyers_usd,
            backlogs.value_usd as backlog_usd,
            backlogs.period_end_on as backlog_on,
            backlogs.statement_id as backlog_statement_id,
            leases.value_usd as lease_usd,
            leases.period_end_on as lease_on,
            leases.statement_id as lease_statement_id,
            {% for bound, other in {"low": "high", "base": "base", "high": "low"}.items() %}
                cast(
                    cast(owed.usd_base as decimal(28, 2)) * (1 - paid.share_{{ other }}) as decimal(38, 2)
                ) as loss_usd_{{ bound }},
            {% endfor %}
            owed.known_from,
            owed.known_to
        from owed
        left join
            newest as backlogs
            on owed.party_level = backlogs.party_level
            and owed.supplier_party_id = backlogs.supplier_party_id
            and owed.known_from = backlogs.known_from
            and backlogs.financial_metric = 'remaining_performance_obligation'
            and backlogs.place = 1
        left join
            newest as leases
            on owed.party_level = leases.party_level
            and owed.supplier_party_id = leases.supplier_party_id
            and owed.known_from = leases.known_from
            and leases.financial_metric = 'lease_not_yet_commenced'
            and leases.place = 1
        left join
            owed_by_then
            on owed.party_level = owed_by_then.party_level
            and owed.supplier_party_id = owed_by_then.supplier_party_id
            and owed.buyer_party_id = owed_by_then.buyer_party_id
            and owed.known_from = owed_by_then.known_from
        cross join paid
    )

select
    supplier_party_id,
    party_level,
    buyer_party_id,
    cast(usd_low as decimal(38, 2)) as obligation_usd_low,
    cast(usd_base as decimal(38, 2)) as obligation_usd_base,
    cast(usd_high as decimal(38, 2)) as obligation_usd_high,
    cast(usd_base as double) / nullif(cast(all_buyers_usd as double), 0) as line_share,
    backlog_usd as remaining_performance_obligation_usd,
    backlog_on as remaining_performance_obligation_period_end_on,
    backlog_statement_id as remaining_performance_obligation_statement_id,
    least(cast(usd_by_then as double) / nullif(cast(backlog_usd as double), 0), 1) as backlog_share_low,
    cast(usd_base as double) / nullif(cast(backlog_usd as double), 0) as backlog_share_base,
    case
        when backlog_usd > 0 then least(coalesce(cast(usd_high as double) / cast(backlog_usd as double), 1), 1)
    end as backlog_share_high,
    all_buyers_usd > backlog_usd as is_exceeded_by_lines,
    lease_usd as lease_not_yet_commenced_usd,
    lease_on as lease_not_yet_commenced_period_end_on,
    lease_statement_id as lease_not_yet_commenced_statement_id,
    {% for bound in ["low", "base", "high"] %}
        loss_usd_{{ bound }},
        cast(loss_usd_{{ bound }} as double)
        / nullif(cast(backlog_usd as double), 0) as loss_of_backlog_share_{{ bound }},
        cast(loss_usd_{{ bound }} as double)
        / nullif(cast(lease_usd as double), 0) as loss_to_leases_multiple_{{ bound }},
    {% endfor %}
    known_from,
    known_to
from joined
