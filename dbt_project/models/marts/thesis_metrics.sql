{# Metrics that theses of the articles are held against. A piece adds to its metric over its interval: a metric is the sum of
   its numerators, over the sum of its denominators where it has any; or the value that another mart gives. #}
{% set steps = {
    "openai_lines_usd": [["headline"], []],
    "openai_firm_share": [["firm"], ["headline"]],
    "openai_naive_to_headline": [["naive_press_sum"], ["headline"]],
    "openai_not_binding_to_lines": [
        ["options", "letters_of_intent", "ambitions", "programmes"],
        ["headline"],
    ],
} %}
{% set concentrations = {
    "openai_sellers": ["openai", "vendors"],
    "openai_seller_hhi": ["openai", "hhi"],
    "openai_top_1_seller_share": ["openai", "top_1_share"],
    "anthropic_seller_hhi": ["anthropic", "hhi"],
    "all_buyers_seller_hhi": ["all-buyers", "hhi"],
} %}
{% set coverages = {
    "openai_stock_years": "stock_years",
    "openai_flow_multiple": "flow_multiple",
    "openai_required_growth": "required_growth_share_base",
} %}
{% set shares = {
    "openai_hyperscaler_share": ["buyer_party_id = 'openai'", "seller_type = 'hyperscaler'"],
    "openai_neocloud_share": ["buyer_party_id = 'openai'", "seller_type = 'neocloud'"],
    "openai_chip_designer_share": ["buyer_party_id = 'openai'", "seller_type = 'chip_designer'"],
    "openai_microsoft_share": ["buyer_party_id = 'openai'", "seller_party_id = 'microsoft'"],
    "openai_share_of_all_lines": ["counts_as_line", "buyer_party_id = 'openai'"],
    "cerebras_openai_share": ["seller_party_id = 'cerebras'", "buyer_party_id = 'openai'"],
} %}
{% set later = {
    "openai_nvidia_reach_share": "nvidia",
    "openai_exit_clause_share": "exit",
    "openai_flexibility_clause_share": "flexibility",
    "openai_minimum_clause_share": "minimum",
} %}
with
    -- What is known ends here: later intervals only say that a term will be over.
    newest as (select max(known_on) as day from {{ ref("fct_statement") }}),

    lines as (
        select
            commitments.deal_id,
            commitments.buyer_party_id,
            commitments.seller_party_id,
            sellers.party_type as seller_type,
            commitments.counts_as_line,
            commitments.value_usd_base as amount,
            commitments.known_from,
            commitments.known_to
        from {{ ref("commitments") }} as commitments
        inner join {{ ref("dim_party") }} as sellers on commitments.seller_party_id = sellers.party_id
        where commitments.counts_for_buyer
    ),

    clauses as (
        select
            deal_id,
            known_from,
            case
                when clause_type in ('cancellation', 'deferral')
                then 'exit'
                when clause_type in ('indexing', 'upgrade_path', 'reallocation_right')
                then 'flexibility'
                when clause_type in ('minimum_commitment', 'take_or_pay') and is_firm_evidence
                then 'minimum'
            end as trait
        from {{ ref("deal_clauses") }}
        where evidence_grade < 5
    ),

    -- What is known of a deal, and since when.
    traits as (
        select deal_id, trait, min(known_from) as since
        from clauses
        where trait is not null
        group by deal_id, trait
        union all
        select deals.deal_id, 'nvidia', min(relations.known_on)
        from {{ ref("dim_deal") }} as deals
        inner join
            {{ ref("fct_statement") }} as relations
            on relations.subject_id = 'nvidia/' || deals.seller_party_id || '/accelerator'
        where relations.statement_kind = 'supply_relations' and relations.evidence_grade < 5
        group by deals.deal_id
    ),

    phases as (select * from {{ ref("energization_schedule") }}),

    states as (
        select country_code, state, min(known_from) as known_from
        from phases
        where tenant_party_id = 'openai' and state is not null
        group by country_code, state
    ),

    pieces as (
        {% for metric, sides in steps.items() %}
            select
                '{{ metric }}' as thesis_metric,
                known_from,
                known_to,
                cast(
                    case when step in ('{{ sides[0] | join("', '") }}') then total_usd_base else 0 end as decimal(38, 2)
                ) as numerator,
                {% if sides[1] %}
                    cast(
                        case when step in ('{{ sides[1] | join("', '") }}') then total_usd_base else 0 end as decimal(
                            38, 2
                        )
                    )
                {% else %} cast(null as decimal(38, 2))
                {% endif %} as denominator,
                cast(null as double) as given
            from {{ ref("commitment_bridge") }}
            where
                party_id = 'openai' and bridge_side = 'buyer' and step in ('{{ (sides[0] + sides[1]) | join("', '") }}')
            union all
        {% endfor %}
        {% for metric, what in concentrations.items() %}
            select
                '{{ metric }}',
                known_from,
                known_to,
                cast(null as decimal(38, 2)),
                cast(null as decimal(38, 2)),
                cast({{ what[1] }} as double)
            from {{ ref("vendor_concentration") }}
            where buyer_party_id = '{{ what[0] }}' and dimension = 'seller' and weight = 'value_usd'
            union all
        {% endfor %}
        {% for metric, column in coverages.items() %}
            select
                '{{ metric }}',
                known_from,
                known_to,
                cast(null as decimal(38, 2)),
                cast(null as decimal(38, 2)),
                {{ column }}
            from {{ ref("commitment_coverage") }}
            where buyer_party_id = 'openai' and revenue_metric = 'annualised_revenue' and revenue_outlook = 'closed'
            union all
        {% endfor %}
        {% for metric, conditions in shares.items() %}
            select
                '{{ metric }}',
                known_from,
                known_to,
                cast(case when {{ conditions[1] }} then amount else 0 end as decimal(38, 2)),
                cast(amount as decimal(38, 2)),
                cast(null as double)
            from lines
            where {{ conditions[0] }}
            union all
        {% endfor %}
        {% for metric, trait in later.items() %}
            select
                '{{ metric }}',
                lines.known_from,
                lines.known_to,
                cast(0 as decimal(38, 2)),
                cast(lines.amount as decimal(38, 2)),
                cast(null as double)
            from lines
            where lines.buyer_party_id = 'openai'
            union all
            select
                '{{ metric }}',
                greatest(lines.known_from, traits.since),
                lines.known_to,
                cast(lines.amount as decimal(38, 2)),
                cast(0 as decimal(38, 2)),
                cast(null as double)
            from lines
            inner join traits on lines.deal_id = traits.deal_id
            where lines.buyer_party_id = 'openai' and traits.trait = '{{ trait }}' and traits.since < lines.known_to
            union all
        {% endfor %}
        select
            'dated_phase_slipped_share',
            known_from,
            known_to,
            cast(case when days_slipped > 0 then 1 else 0 end as decimal(38, 2)),
            cast(1 as decimal(38, 2)),
            cast(null as double)
        from phases
        where days_slipped is not null
        union all
        select
            'energized_phase_share',
            known_from,
            known_to,
            cast(case when status = 'achieved' then 1 else 0 end as decimal(38, 2)),
            cast(1 as decimal(38, 2)),
            cast(null as double)
        from phases
        where status <> 'unknown'
        union all
        select
            'openai_site_states',
            known_from,
            {{ open_end() }},
            cast(1 as decimal(38, 2)),
            cast(null as decimal(38, 2)),
            cast(null as double)
        from states
    ),

    dates as (
        select thesis_metric, known_from as day
        from pieces
        union
        select thesis_metric, known_to
        from pieces
    ),

    -- Amounts are added as decimals, so the result does not depend on the order of the rows.
    summed as (
        select
            dates.thesis_metric,
            dates.day,
            sum(pieces.numerator) as numerator,
            sum(pieces.denominator) as denominator,
            count(pieces.denominator) as denominators,
            max(pieces.given) as given
        from dates
        inner join newest on dates.day <= newest.day
        left join
            pieces
            on dates.thesis_metric = pieces.thesis_metric
            and pieces.known_from <= dates.day
            and dates.day < pieces.known_to
        group by dates.thesis_metric, dates.day
    ),

    valued as (
        select
            thesis_metric,
            day,
            round(
                coalesce(
                    given,
                    case
                        when denominators = 0
                        then cast(numerator as double)
                        else cast(numerator as double) / nullif(cast(denominator as double), 0)
                    end
                ),
                9
            ) as metric_value
        from summed
    ),

    compared as (
        select
            *,
            row_number() over (partition by thesis_metric order by day) as place,
            lag(metric_value) over (partition by thesis_metric order by day) as value_before
        from valued
    ),

    intervals as (
        select
            thesis_metric,
            metric_value,
            day as known_from,
            coalesce(lead(day) over (partition by thesis_metric order by day), {{ open_end() }}) as known_to
        from compared
        where
            place = 1
            or metric_value <> value_before
            or (metric_value is null and value_before is not null)
            or (metric_value is not null and value_before is null)
    )

select
    intervals.thesis_metric,
    definitions.party_id,
    intervals.metric_value,
    definitions.metric_unit,
    definitions.metric_meaning,
    intervals.known_from,
    intervals.known_to
from intervals
inner join {{ ref("dim_thesis_metric") }} as definitions on intervals.thesis_metric = definitions.thesis_metric
where intervals.metric_value is not null
