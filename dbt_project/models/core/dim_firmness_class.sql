select
    classes.firmness,
    classes.is_strong_evidence,
    classes.firmness_class,
    classes.counts_as_firm,
    liability.weight_low as liability_weight_low,
    liability.weight_base as liability_weight_base,
    liability.weight_high as liability_weight_high,
    delivery.weight_low as delivery_weight_low,
    delivery.weight_base as delivery_weight_base,
    delivery.weight_high as delivery_weight_high,
    classes.reason
from {{ ref("firmness_classes") }} as classes
inner join {{ ref("liability_haircuts") }} as liability on classes.firmness_class = liability.firmness_class
inner join {{ ref("delivery_haircuts") }} as delivery on classes.firmness_class = delivery.firmness_class
