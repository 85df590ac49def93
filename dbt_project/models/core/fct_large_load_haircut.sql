select
    stages.region,
    stages.as_of,
    stages.stage_raw,
    stages.load_stage,
    cast(stages.load_gw * 1000 as {{ mw_type() }}) as requested_load_mw,
    regimes.regime,
    regimes.regime_case,
    regimes.regime_weight,
    stages.statement_id
from {{ ref("large_load_stages") }} as stages
inner join {{ ref("load_haircut_regimes") }} as regimes on stages.load_stage = regimes.load_stage
