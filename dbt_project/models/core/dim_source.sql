select source_id, publisher, title, url, published_on, source_type, reliability from {{ ref("stg_register__sources") }}
