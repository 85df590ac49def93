with
    resolved as (select * from {{ ref("fct_resolved_attribute") }} where entity_kind = 'phase'),

    claims as (select * from {{ ref("fct_claim") }} where entity_kind = 'phase' and is_usable),

    statements as (
        select statement_id, subject_id, known_on, evidence_grade
        from {{ ref("fct_statement") }}
        where statement_kind = 'site_phases'
    ),

    -- A phase is known from its first usable statement, whether it gives a capacity or not.
    dates as (
        select entity_id as phase_id, known_from
        from resolved
        union
        select subject_id, min(known_on)
        from statements
        where evidence_grade < 5
        group by subject_id
    ),

    intervals as (
        select
            phase_id,
            known_from,
            coalesce(lead(known_from) over (partition by phase_id order by known_from), {{ open_end() }}) as known_to
        from dates
    ),

    first_claims as (
        select
            entity_id as phase_id,
            statement_id,
            known_on,
            row_number() over (partition by entity_id order by known_on, claim_rank) as place
        from claims
        where attribute = 'energization'
    )

select
    intervals.phase_id,
    intervals.known_from,
    intervals.known_to,
    max(case when resolved.attribute = 'capacity' then resolved.statement_id end) as capacity_statement_id,
    max(case when resolved.attribute = 'energization' then resolved.statement_id end) as energization_statement_id,
    max(
        case when first_claims.known_on <= intervals.known_from then first_claims.statement_id end
    ) as first_energization_statement_id,
    max(case when resolved.attribute = 'achieved' then resolved.statement_id end) as achieved_statement_id,
    max(case when resolved.attribute = 'energization_status' then resolved.statement_id end) as status_statement_id
from intervals
left join
    resolved
    on intervals.phase_id = resolved.entity_id
    and resolved.known_from <= intervals.known_from
    and intervals.known_from < resolved.known_to
left join first_claims on intervals.phase_id = first_claims.phase_id and first_claims.place = 1
group by intervals.phase_id, intervals.known_from, intervals.known_to
