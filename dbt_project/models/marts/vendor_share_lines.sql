{% set mw_weights = {
    "site_capacity": "site_capacity_mw",
    "chip_deployment": "chip_deployment_mw",
    "power_supply": "power_supply_mw",
} %}
with
    contained as (select distinct deal_id from {{ ref("bridge_deal_container") }} where not is_in_programme),

    -- Megawatts and accelerators of a deal of unknown amount count too, unless it is part of another.
    deals as (
        select
            commitments.*,
            commitments.counts_for_buyer
            or (
                commitments.not_counted_reason in ('value_undisclosed', 'term_undisclosed')
                and contained.deal_id is null
            ) as counts_by_size
        from {{ ref("commitments") }} as commitments
        left join contained on commitments.deal_id = contained.deal_id
    ),

    sites as (select * from {{ ref("energization_schedule") }} where capacity_mw > 0 and status <> 'cancelled'),

    site_dates as (
        select site_id, capacity_basis, known_from
        from sites
        union
        select site_id, capacity_basis, known_to
        from sites
        where known_to < {{ open_end() }}
    ),

    site_intervals as (
        select
            site_id,
            capacity_basis,
            known_from,
            coalesce(
                lead(known_from) over (partition by site_id, capacity_basis order by known_from), {{ open_end() }}
            ) as known_to
        from site_dates
    ),

    -- Phases of a site may lie inside each other, so the largest one stands for the site: a lower bound. Without a
    -- year, of all phases; with one, of those that are energized or dated by its end.
    site_phases as (
        select
            site_intervals.site_id,
            site_intervals.capacity_basis,
            years.by_year,
            site_intervals.known_from,
            site_intervals.known_to,
            coalesce(sites.tenant_party_id, 'unknown') as buyer_party_id,
            sites.capacity_mw,
            sites.capacity_statement_id,
            row_number() over (
                partition by
                    site_intervals.site_id, site_intervals.capacity_basis, site_intervals.known_from, years.by_year
                order by sites.capacity_mw desc, sites.phase_id
            ) as place
        from site_intervals
        inner join
            sites
            on site_intervals.site_id = sites.site_id
            and site_intervals.capacity_basis = sites.capacity_basis
            and sites.known_from <= site_intervals.known_from
            and site_intervals.known_from < sites.known_to
        inner join
            (
                select cast(0 as int) as by_year
                {% for year in range(2025, 2031) %}
                    union all
                    select {{ year }}
                {% endfor %}
            ) as years
            on years.by_year = 0
            or extract(year from coalesce(sites.achieved_date, sites.energization_date)) <= years.by_year
    ),

    lines as (
        select
            deal_id as line_id,
            'value_usd' as weight,
            cast(0 as int) as by_year,
            buyer_party_id,
            counts_for_buyer as counts_in_buyer,
            counts_as_line as counts_in_market,
            cast(value_usd_base as decimal(21, 3)) as line_amount,
            value_statement_id as line_statement_id,
            known_from,
            known_to
        from deals
        where counts_for_buyer and value_usd_base > 0
        union all
        select
            deal_id,
            'value_usd_firm',
            0,
            buyer_party_id,
            counts_for_buyer,
            counts_as_line,
            cast(value_usd_base as decimal(21, 3)),
            value_statement_id,
            known_from,
            known_to
        from deals
        where counts_for_buyer and is_firm and value_usd_base > 0
        {% for role, weight in mw_weights.items() %}
            union all
            select
                deal_id,
                '{{ weight }}',
                0,
                buyer_party_id,
                true,
                not_counted_reason is null or not_counted_reason <> 'passed_through',
                cast(capacity_mw as decimal(21, 3)),
                capacity_statement_id,
                known_from,
                known_to
            from deals
            where counts_by_size and mw_role = '{{ role }}' and capacity_mw > 0
        {% endfor %}
        union all
        select
            deal_id,
            'accelerators',
            0,
            buyer_party_id,
            true,
            not_counted_reason is null or not_counted_reason <> 'passed_through',
            cast(accelerator_count as decimal(21, 3)),
            accelerator_statement_id,
            known_from,
            known_to
        from deals
        where counts_by_size and accelerator_count > 0
        union all
        select
            'site/' || site_id,
            case when by_year = 0 then 'site_' else 'expected_' end || capacity_basis || '_mw',
            by_year,
            buyer_party_id,
            true,
            true,
            cast(capacity_mw as decimal(21, 3)),
            capacity_statement_id,
            known_from,
            known_to
        from site_phases
        where place = 1
    ),

    spread as (
        select
            lines.weight,
            lines.by_year,
            lines.buyer_party_id,
            lines.counts_in_buyer,
            lines.counts_in_market,
            lines.line_id,
            members.tier,
            members.member,
            members.member_parent,
            members.is_unknown,
            members.member_share,
            members.member_basis,
            members.path,
            cast(cast(lines.line_amount as decimal(28, 3)) * members.member_share as decimal(21, 3)) as member_amount,
            lines.line_statement_id,
            members.member_statement_id,
            greatest(lines.known_from, members.known_from) as known_from,
            least(lines.known_to, members.known_to) as known_to
        from lines
        inner join
            {{ ref("fct_line_member") }} as members
            on lines.line_id = members.line_id
            and lines.known_from < members.known_to
            and members.known_from < lines.known_to
        union all
        -- what a party is financed with is a line of its own kind, and counts at least with its largest stated amount
        select
            weights.weight,
            0,
            flows.to_party_id,
            true,
            true,
            flows.flow_id,
            'financier',
            flows.from_party_id,
            coalesce(financiers.ultimate_parent_party_id, 'unknown'),
            flows.from_party_id = 'unknown',
            cast(1 as decimal(9, 8)),
            case when flows.from_party_id = 'unknown' then 'undisclosed' else 'contract' end,
            '|' || flows.from_party_id || '|',
            cast(flows.flow_usd_low as decimal(21, 3)),
            flows.statement_id,
            cast(null as string),
            flows.known_from,
            flows.known_to
        from {{ ref("fct_financing_flow") }} as flows
        inner join
            (
                select 'financing_usd' as weight
                union all
                select 'financing_usd_firm'
            ) as weights
            on weights.weight = 'financing_usd'
            or flows.flow_firmness = 'firm'
        left join {{ ref("dim_party") }} as financiers on flows.from_party_id = financiers.party_id
        where
            flows.flow_usd_low > 0
            and flows.flow_firmness <> 'non_binding'
            and flows.instrument in ('equity', 'convertible', 'debt', 'prepayment', 'deposit')
            and flows.to_party_id <> 'unknown'
    )

select
    spread.weight,
    cast(spread.by_year as int) as by_year,
    spread.buyer_party_id,
    spread.counts_in_buyer,
    spread.counts_in_market,
    spread.line_id,
    spread.tier,
    spread.member,
    spread.member_parent,
    spread.is_unknown,
    spread.member_share,
    spread.member_basis,
    spread.path,
    cast(spread.member_amount as decimal(24, 3)) as member_amount,
    spread.known_from,
    spread.known_to,
    spread.line_statement_id,
    line_sources.url as line_url,
    spread.member_statement_id,
    member_sources.url as member_url,
    coalesce(line_statements.known_on, spread.known_from) as line_known_on,
    member_statements.known_on as member_known_on
from spread
left join {{ ref("fct_statement") }} as line_statements on spread.line_statement_id = line_statements.statement_id
left join {{ ref("dim_source") }} as line_sources on line_statements.source_id = line_sources.source_id
left join {{ ref("fct_statement") }} as member_statements on spread.member_statement_id = member_statements.statement_id
left join {{ ref("dim_source") }} as member_sources on member_statements.source_id = member_sources.source_id
