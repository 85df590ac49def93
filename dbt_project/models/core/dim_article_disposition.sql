select claim_id, disposition, answer_mart, answer_column, answer_filter, thesis_metric, speaks_for_when, reason
from {{ ref("article_dispositions") }}
