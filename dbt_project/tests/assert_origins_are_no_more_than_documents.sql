select deal_id, known_from, value_document_count, value_origin_count
from {{ ref("commitments") }}
where
    value_origin_count > value_document_count
    or value_origin_count < 1
    or (value_usd_base is null) <> (value_document_count is null)
    or (value_document_count is null) <> (value_origin_count is null)
