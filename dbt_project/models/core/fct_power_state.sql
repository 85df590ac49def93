-- The newest usable statement counts; of one day the best, and of equals the first by its id.
with
    ranked as (
        select
            arrangements.*,
            statements.known_on,
            statements.evidence_grade,
            row_number() over (
                partition by arrangements.power_id, statements.known_on
                order by statements.evidence_grade, arrangements.statement_id
            ) as place
        from {{ ref("stg_register__power_arrangements") }} as arrangements
        inner join {{ ref("fct_statement") }} as statements on arrangements.statement_id = statements.statement_id
        where statements.evidence_grade < 5
    )

select
    ranked.power_id,
    ranked.known_on as known_from,
    coalesce(
        lead(ranked.known_on) over (partition by ranked.power_id order by ranked.known_on), {{ open_end() }}
    ) as known_to,
    ranked.site_id,
    ranked.arrangement_type,
    ranked.power_technology,
    ranked.supplier_party_id,
    ranked.capacity_mw,
    ranked.power_status,
    ranked.expected_on,
    ranked.expected_precision,
    parts.part_of_power_id,
    terms.minimum_take_share,
    terms.minimum_term_months,
    ranked.evidence_grade,
    ranked.statement_id
from ranked
left join {{ ref("power_parts") }} as parts on ranked.power_id = parts.power_id
left join {{ ref("tariff_terms") }} as terms on ranked.statement_id = terms.statement_id
where ranked.place = 1
