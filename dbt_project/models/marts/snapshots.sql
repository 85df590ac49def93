select * from {{ ref("dim_snapshot") }}
