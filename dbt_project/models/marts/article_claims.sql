select
    claims.claim_id,
    claims.article,
    claims.paraphrase,
    claims.claim_subject,
    claims.claim_value,
    claims.claim_unit,
    claims.date_stated,
    claims.claim_kind,
    claims.answered_by,
    dispositions.disposition,
    dispositions.answer_mart,
    dispositions.answer_column,
    dispositions.answer_filter,
    dispositions.thesis_metric,
    dispositions.speaks_for_when,
    metrics.metric_value,
    metrics.metric_unit,
    metrics.known_from as metric_known_from,
    dispositions.reason
from {{ ref("dim_article_claim") }} as claims
left join {{ ref("dim_article_disposition") }} as dispositions on claims.claim_id = dispositions.claim_id
left join
    {{ ref("thesis_metrics") }} as metrics
    on dispositions.thesis_metric = metrics.thesis_metric
    and metrics.known_to = {{ open_end() }}
