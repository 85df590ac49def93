with
    statements as (select * from {{ ref("stg_register__statements") }}),

    sources as (select * from {{ ref("dim_source") }}),

    grades as (select * from {{ ref("evidence_grades") }})

select
    statements.statement_id,
    statements.statement_kind,
    statements.subject_id,
    statements.stated_on,
    -- A page can be dated after the day it speaks of: nobody could know its statement before it was there.
    greatest(statements.stated_on, coalesce(sources.published_on, statements.stated_on)) as known_on,
    statements.source_id,
    sources.origin_id,
    sources.reliability,
    statements.credibility,
    grades.evidence_grade,
    asserters.is_able_to_make_firm,
    statements.statement
from statements
inner join sources on statements.source_id = sources.source_id
-- 0 stands for a table without credibility on both sides of the join only.
inner join
    grades
    on sources.reliability = grades.reliability
    and coalesce(statements.credibility, 0) = coalesce(grades.credibility, 0)
inner join {{ ref("asserters") }} as asserters on sources.source_type = asserters.source_type
