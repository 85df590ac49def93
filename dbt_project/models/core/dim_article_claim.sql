select claim_id, article, paraphrase, claim_subject, claim_value, claim_unit, date_stated, claim_kind, answered_by
from {{ ref("stg_articles__article_claims") }}
