with
    terms as (select * from {{ ref("stg_register__deal_terms") }}),

    phases as (select * from {{ ref("stg_register__site_phases") }}),

    energizations as (select * from {{ ref("stg_register__milestones") }} where milestone_type = 'energization'),

    -- preference 2: `reported` leaves open how binding a deal is, an achieved milestone without a date leaves open when
    claims as (
        select
            'deal' as entity_kind,
            deal_id as entity_id,
            'firmness' as attribute,
            statement_id,
            case when firmness = 'reported' then 2 else 1 end as preference,
            firmness as stated_value
        from terms
        union all
        select
            'deal',
            deal_id,
            case when value_period = 'total' then 'value' else 'value_per_year' end,
            statement_id,
            1,
            value_qualifier || ' ' || cast(value_usd as string)
        from terms
        where value_usd is not null
        union all
        select 'deal', deal_id, 'term', statement_id, 1, cast(term_months as string)
        from terms
        where term_months is not null
        union all
        select 'deal', deal_id, 'starts', statement_id, 1, starts_precision || ' ' || cast(starts_on as string)
        from terms
        where starts_on is not null
        union all
        select 'deal', deal_id, 'ends', statement_id, 1, ends_precision || ' ' || cast(ends_on as string)
        from terms
        where ends_on is not null
        union all
        select 'deal', deal_id, 'capacity', statement_id, 1, capacity_qualifier || ' ' || cast(capacity_mw as string)
        from terms
        where capacity_mw is not null
        union all
        select
            'deal',
            deal_id,
            'accelerators',
            statement_id,
            1,
            accelerator_qualifier || ' ' || cast(accelerator_count as string)
        from terms
        where accelerator_count is not null
        union all
        select 'phase', phase_id, 'capacity', statement_id, 1, capacity_basis || ' ' || cast(capacity_mw as string)
        from phases
        where capacity_mw is not null
        union all
        select 'phase', phase_id, 'energization', statement_id, 1, occurs_precision || ' ' || cast(occurs_on as string)
        from energizations
        where milestone_status in ('planned', 'delayed') and occurs_on is not null
        union all
        select
            'phase',
            phase_id,
            'achieved',
            statement_id,
            case when occurs_on is null then 2 else 1 end,
            coalesce(occurs_precision || ' ' || cast(occurs_on as string), 'undated')
        from energizations
        where milestone_status = 'achieved'
        union all
        select 'phase', phase_id, 'energization_status', statement_id, 1, milestone_status
        from energizations
    ),

    judged as (
        select
            claims.entity_kind,
            claims.entity_id,
            claims.attribute,
            claims.statement_id,
            statements.source_id,
            statements.origin_id,
            statements.known_on,
            claims.stated_value,
            claims.preference,
            statements.evidence_grade,
            statements.is_able_to_make_firm,
            statements.credibility,
            statements.reliability,
            exclusions.exclusion_code,
            statements.evidence_grade < 5 and exclusions.exclusion_code is null as is_usable
        from claims
        inner join {{ ref("fct_statement") }} as statements on claims.statement_id = statements.statement_id
        left join
            {{ ref("statement_exclusions") }} as exclusions
            on claims.statement_id = exclusions.statement_id
            and claims.attribute = exclusions.attribute
    ),

    -- The rule of resolution: docs/decisions/0003-which-statement-counts.md. It is a total order over all claims of an
    -- attribute, whenever they became known, so that on any date the winner is the lowest rank known by then.
    ranked as (
        select
            statement_id,
            entity_kind,
            entity_id,
            attribute,
            row_number() over (
                partition by entity_kind, entity_id, attribute
                order by
                    -- weak claims come after all others, whatever they say
                    case when evidence_grade <= 3 then 1 else 2 end,
                    preference,
                    evidence_grade,
                    known_on desc,
                    coalesce(credibility, 6),
                    reliability,
                    statement_id
            ) as claim_rank
        from judged
        where is_usable
    )

select
    judged.entity_kind,
    judged.entity_id,
    judged.attribute,
    judged.statement_id,
    judged.source_id,
    judged.origin_id,
    judged.known_on,
    judged.stated_value,
    judged.preference,
    judged.evidence_grade,
    judged.is_able_to_make_firm,
    judged.credibility,
    judged.reliability,
    judged.exclusion_code,
    judged.is_usable,
    cast(ranked.claim_rank as int) as claim_rank
from judged
left join
    ranked
    on judged.statement_id = ranked.statement_id
    and judged.entity_kind = ranked.entity_kind
    and judged.entity_id = ranked.entity_id
    and judged.attribute = ranked.attribute
