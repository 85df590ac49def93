-- What is lost when one member of a tier fails, at once and after some months. Low: nothing of the unknown share is the
-- member's and much is substituted; high: all of the unknown share is its own and little is substituted.
with
    substituted as (
        select
            tier,
            {% for months in [6, 12, 24] %}
                {% for bound in ["low", "base", "high"] %}
                    max(
                        case when months_after = {{ months }} then cast(value_{{ bound }} as double) end
                    ) as {{ bound }}_{{ months }}
                    {% if not loop.last %},{% endif %}
                {% endfor %}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from {{ ref("dim_concentration_assumption") }}
        where assumption = 'substituted_share'
        group by tier
    ),

    thresholds as (
        select max(cast(value_base as double)) as single_point_share
        from {{ ref("dim_concentration_assumption") }}
        where assumption = 'single_point_share'
    ),

    nodes as (
        select
            shares.*,
            thresholds.single_point_share,
            substituted.base_12 = 0 as has_no_substitute
            {% for months in [6, 12, 24] %}
                {% for bound in ["low", "base", "high"] %}
                    , coalesce(substituted.{{ bound }}_{{ months }}, 0) as {{ bound }}_{{ months }}
                {% endfor %}
            {% endfor %}
        from {{ ref("vendor_shares") }} as shares
        inner join substituted on shares.tier = substituted.tier
        cross join thresholds
        where not shares.is_unknown and shares.by_year = 0
    )

select
    buyer_party_id,
    dimension,
    tier,
    party_level,
    weight,
    member as failed_member,
    known_from,
    known_to,
    share_of_total as loss_share_now_low,
    case when unknown_amount = 0 then share_of_total end as loss_share_now_base,
    share_of_total_high as loss_share_now_high,
    {% for months in [6, 12, 24] %}
        share_of_total * (1 - high_{{ months }}) as loss_share_{{ months }}_months_low,
        case
            when unknown_amount = 0 then share_of_total * (1 - base_{{ months }})
        end as loss_share_{{ months }}_months_base,
        share_of_total_high * (1 - low_{{ months }}) as loss_share_{{ months }}_months_high,
    {% endfor %}
    share_of_total >= single_point_share or (has_no_substitute and share_of_total > 0) as is_single_point,
    share_of_total_high >= single_point_share or has_no_substitute as is_possible_single_point,
    case
        when share_of_total >= single_point_share and has_no_substitute
        then 'share_and_no_substitute'
        when share_of_total >= single_point_share
        then 'share'
        when has_no_substitute and share_of_total > 0
        then 'no_substitute'
        else 'none'
    end as single_point_rule
from nodes
