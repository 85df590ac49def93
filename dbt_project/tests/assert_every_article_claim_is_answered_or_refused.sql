{{ config(meta={"dagster": {"ref": {"name": "article_claims"}}}) }}
-- Both ways: a claim without a disposition, a disposition without a claim; and a disposition that lacks what it
-- promises.
select claims.claim_id, 'no disposition' as problem
from {{ ref("dim_article_claim") }} as claims
left join {{ ref("dim_article_disposition") }} as dispositions on claims.claim_id = dispositions.claim_id
where dispositions.disposition is null
union all
select dispositions.claim_id, 'no claim'
from {{ ref("dim_article_disposition") }} as dispositions
left join {{ ref("dim_article_claim") }} as claims on dispositions.claim_id = claims.claim_id
where claims.claim_id is null
union all
select dispositions.claim_id, 'disposition and its columns disagree'
from {{ ref("dim_article_disposition") }} as dispositions
left join {{ ref("dim_thesis_metric") }} as metrics on dispositions.thesis_metric = metrics.thesis_metric
where
    dispositions.disposition not in ('answered', 'thesis', 'out_of_scope')
    or dispositions.reason is null
    or (dispositions.disposition = 'answered') <> (dispositions.answer_mart is not null)
    or (dispositions.disposition = 'answered') <> (dispositions.answer_column is not null)
    or (dispositions.disposition = 'answered') <> (dispositions.answer_filter is not null)
    or (dispositions.disposition = 'thesis') <> (metrics.thesis_metric is not null)
    or (dispositions.disposition = 'thesis') <> (dispositions.thesis_metric is not null)
    or (dispositions.disposition = 'thesis') <> (dispositions.speaks_for_when is not null)
union all
select claims.claim_id, 'not once in the mart'
from {{ ref("dim_article_claim") }} as claims
left join {{ ref("article_claims") }} as published on claims.claim_id = published.claim_id
group by claims.claim_id
having count(published.claim_id) <> 1
