select thesis_metric, party_id, metric_unit, metric_meaning from {{ ref("thesis_metric_definitions") }}
