with
    claims as (select * from {{ ref("fct_claim") }} where is_usable),

    -- The frame ends with the last claim of the same date, so all claims of one date are weighed together.
    best_so_far as (
        select distinct
            entity_kind,
            entity_id,
            attribute,
            known_on,
            min(claim_rank) over (
                partition by entity_kind, entity_id, attribute
                order by known_on
                range between unbounded preceding and current row
            ) as claim_rank
        from claims
    ),

    compared as (
        select
            *,
            lag(claim_rank) over (partition by entity_kind, entity_id, attribute order by known_on) as claim_rank_before
        from best_so_far
    ),

    changes as (
        select entity_kind, entity_id, attribute, known_on, claim_rank
        from compared
        where claim_rank_before is null or claim_rank_before <> claim_rank
    )

select
    changes.entity_kind,
    changes.entity_id,
    changes.attribute,
    changes.known_on as known_from,
    coalesce(
        lead(changes.known_on) over (
            partition by changes.entity_kind, changes.entity_id, changes.attribute order by changes.known_on
        ),
        {{ open_end() }}
    ) as known_to,
    claims.statement_id,
    claims.evidence_grade,
    claims.is_able_to_make_firm
from changes
inner join
    claims
    on changes.entity_kind = claims.entity_kind
    and changes.entity_id = claims.entity_id
    and changes.attribute = claims.attribute
    and changes.claim_rank = claims.claim_rank
