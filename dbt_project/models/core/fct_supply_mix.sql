-- A mix is taken from one document, so that its shares are of one basis and of one time: the shares of the best
-- document known, by the order of docs/decisions/0003-which-statement-counts.md. Suppliers that others name stay
-- without a share.
with
    relations as (
        select
            relations.statement_id,
            relations.customer_party_id,
            relations.input_role,
            relations.supplier_party_id,
            coalesce(relations.input_share, readings.input_share) as input_share,
            relations.input_share is null and readings.input_share is not null as is_reading,
            relations.source_id,
            statements.known_on,
            statements.evidence_grade,
            statements.reliability,
            coalesce(cast({{ dbt.dateadd("day", 1, "relations.valid_to") }} as date), {{ open_end() }}) as ended_on
        from {{ ref("stg_register__supply_relations") }} as relations
        inner join {{ ref("fct_statement") }} as statements on relations.statement_id = statements.statement_id
        left join {{ ref("relation_readings") }} as readings on relations.statement_id = readings.statement_id
        where statements.evidence_grade < 5 and coalesce(readings.is_usable, true)
    ),

    dates as (
        select customer_party_id, input_role, known_on as known_from
        from relations
        union
        select customer_party_id, input_role, ended_on
        from relations
        where known_on < ended_on and ended_on < {{ open_end() }}
    ),

    intervals as (
        select
            customer_party_id,
            input_role,
            known_from,
            coalesce(
                lead(known_from) over (partition by customer_party_id, input_role order by known_from), {{ open_end() }}
            ) as known_to
        from dates
    ),

    known as (
        select
            intervals.known_from,
            intervals.known_to,
            relations.customer_party_id,
            relations.input_role,
            relations.supplier_party_id,
            relations.input_share,
            relations.is_reading,
            relations.source_id,
            relations.statement_id,
            relations.known_on,
            relations.evidence_grade,
            relations.reliability,
            first_value(case when relations.input_share is not null then relations.source_id end) over (
                partition by intervals.customer_party_id, intervals.input_role, intervals.known_from
                order by
                    case when relations.input_share is null then 1 else 0 end,
                    case when relations.evidence_grade <= 3 then 1 else 2 end,
                    relations.evidence_grade,
                    relations.known_on desc,
                    relations.reliability,
                    relations.source_id,
                    relations.statement_id
            ) as mix_source_id
        from intervals
        inner join
            relations
            on intervals.customer_party_id = relations.customer_party_id
            and intervals.input_role = relations.input_role
            and relations.known_on <= intervals.known_from
            and intervals.known_from < relations.ended_on
    ),

    -- Of several statements on one supplier the one in the mix counts, then the best.
    placed as (
        select
            *,
            row_number() over (
                partition by customer_party_id, input_role, known_from, supplier_party_id
                order by
                    case when source_id = mix_source_id and input_share is not null then 0 else 1 end,
                    case when evidence_grade <= 3 then 1 else 2 end,
                    evidence_grade,
                    known_on desc,
                    reliability,
                    statement_id
            ) as place
        from known
    )

select
    customer_party_id,
    input_role,
    supplier_party_id,
    case when source_id = mix_source_id then input_share end as input_share,
    source_id = mix_source_id and input_share is not null and is_reading as is_reading,
    known_from,
    known_to,
    statement_id
from placed
where place = 1
