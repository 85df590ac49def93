{% set factors = ["grid", "power_contract", "building", "chips", "permits", "unknown"] %}
{# Nodes and weights of Gauss-Legendre quadrature with three points on [0, 1]: exact up to degree 5, which is the degree
   where six factors tie. #}
{% set nodes = [
    ("0.5 - 0.5 * sqrt(0.6)", "5.0 / 18"),
    ("0.5", "8.0 / 18"),
    ("0.5 + 0.5 * sqrt(0.6)", "5.0 / 18"),
] %}
with
    ready as (
        select *, max(ready_probability) over (partition by phase_id, known_from, component) as ever_probability
        from {{ ref("fct_component_ready") }}
    ),

    -- Dates are of what is reached: each factor's odds given that it is ready within the horizon. What is not listed is
    -- ready, or not needed.
    months as (
        select
            phase_id,
            known_from,
            months_ahead
            {% for factor in factors %}
                ,
                coalesce(
                    max(case when component = '{{ factor }}' then ready_probability / ever_probability end), 1
                ) as {{ factor }}_now
            {% endfor %}
        from ready
        where ever_probability > 0
        group by phase_id, known_from, months_ahead
    ),

    stepped as (
        select
            *
            {% for factor in factors %}
                ,
                coalesce(
                    lag({{ factor }}_now) over (partition by phase_id, known_from order by months_ahead), 0
                ) as {{ factor }}_before
            {% endfor %}
        from months
    ),

    -- Probability by month that a factor is the last one ready: where several are ready in one month, each order of
    -- them
    -- is as likely, which is the integral over the month of the factor's share times the others'.
    bound as (
        select
            phase_id,
            known_from,
            months_ahead,
            {% for factor in factors %} {{ factor }}_now {% if not loop.last %} * {% endif %} {% endfor %} as energized,
            least(
                {% for factor in factors %}{{ factor }}_now{% if not loop.last %}, {% endif %} {% endfor %}
            ) as comonotone
            {% for factor in factors %}
                ,
                {{ factor }}_now,
                case
                    when {{ factor }}_now <= {{ factor }}_before
                    then 0
                    else
                        ({{ factor }}_now - {{ factor }}_before) * (
                            {% for at, part in nodes %}
                                {{ part }}
                                {% for other in factors if other != factor %}
                                    * ({{ other }}_before + ({{ at }}) * ({{ other }}_now - {{ other }}_before))
                                {% endfor %}
                                {% if not loop.last %} + {% endif %}
                            {% endfor %}
                        )
                end as {{ factor }}_binds
            {% endfor %}
        from stepped
    ),

    found as (
        select
            phase_id,
            known_from
            {% for curve in ["energized", "comonotone"] %}
                {% for name, share in [("p10", "0.1"), ("p50", "0.5"), ("p90", "0.9")] %}
                    ,
                    min(
                        case when {{ curve }} >= {{ share }} - 0.000000001 then months_ahead end
                    ) as {{ curve }}_{{ name }}
                {% endfor %}
            {% endfor %}
            {% for months in [12, 24] %}
                , max(case when months_ahead = {{ months }} then energized end) as within_{{ months }}_months
            {% endfor %}
            {% for factor in factors %}
                ,
                round(sum({{ factor }}_binds), 6) as {{ factor }}_binding_probability,
                min(case when {{ factor }}_now >= 0.5 - 0.000000001 then months_ahead end) as {{ factor }}_p50
            {% endfor %}
        from bound
        group by phase_id, known_from
    ),

    -- Exact where one factor at least is certain not to come: zero.
    reached as (
        select
            phase_id,
            known_from,
            round(
                case when min(ever_probability) <= 0 then 0 else exp(sum(ln(nullif(ever_probability, 0)))) end, 6
            ) as energized_probability,
            round(min(ever_probability), 6) as comonotone_energized_probability,
            count(case when ever_probability > 0 then 1 end) as factors_placed
        from (select distinct phase_id, known_from, component, ever_probability from ready) as factors
        group by phase_id, known_from
    ),

    named as (select *, {{ largest_of(factors, "_binding_probability") }} as binding_component from found),

    compared as (
        select *, {{ largest_of(factors, "_binding_probability", "binding_component") }} as next_component from named
    ),

    placed as (
        select
            compared.*,
            reached.energized_probability,
            reached.comonotone_energized_probability,
            reached.factors_placed,
            {{ value_of(factors, "compared.binding_component", "_binding_probability") }} as binding_probability,
            {{ value_of(factors, "compared.next_component", "_binding_probability") }} as next_probability
        from compared
        inner join reached on compared.phase_id = reached.phase_id and compared.known_from = reached.known_from
    ),

    evidence as (
        select
            phase_id,
            known_from,
            min(known_to) as known_to,
            min(phase_role) as phase_role,
            min(no_odds_reason) as no_odds_reason,
            min(target_on) as target_on,
            min(target_precision) as target_precision,
            min(target_milestone) as target_milestone,
            min(target_statement_id) as target_statement_id,
            cast(count(component_statement_id) as int) as components_with_evidence,
            cast(count(*) as int) as components_needed,
            count(distinct case when component_status = 'unknown' then 'unknown' else component end) as factors_needed
            {% for factor in factors[:5] %}
                , max(case when component = '{{ factor }}' then component_statement_id end) as {{ factor }}_statement_id
            {% endfor %}
        from {{ ref("fct_component_evidence") }}
        group by phase_id, known_from
    )

select
    evidence.phase_id,
    evidence.known_from,
    evidence.known_to,
    evidence.phase_role,
    -- A factor that no curve can place would else pass for ready.
    coalesce(evidence.no_odds_reason, case when placed.phase_id is null then 'outside_curves' end) as no_odds_reason,
    evidence.target_on,
    evidence.target_precision,
    evidence.target_milestone,
    evidence.target_statement_id,
    evidence.components_needed,
    evidence.components_with_evidence,
    {% for curve, prefix in [("energized", ""), ("comonotone", "comonotone_")] %}
        {% for name in ["p10", "p50", "p90"] %}
            cast(placed.{{ curve }}_{{ name }} as int) as {{ prefix }}{{ name }}_months_ahead,
        {% endfor %}
    {% endfor %}
    placed.energized_probability,
    placed.comonotone_energized_probability,
    {% for months in [12, 24] %}
        round(
            placed.within_{{ months }}_months * placed.energized_probability, 6
        ) as within_{{ months }}_months_probability,
    {% endfor %}
    placed.binding_component,
    placed.binding_probability,
    case when placed.next_probability > 0 then placed.next_component end as next_component,
    cast(
        case
            when placed.next_probability > 0
            then
                {{ value_of(factors, "placed.binding_component", "_p50") }}
                - {{ value_of(factors, "placed.next_component", "_p50") }}
        end as int
    ) as binding_gap_months,
    {% for factor in factors %} placed.{{ factor }}_binding_probability, {% endfor %}
    {% for factor in factors[:5] %} evidence.{{ factor }}_statement_id {% if not loop.last %},{% endif %} {% endfor %}
from evidence
left join
    placed
    on evidence.phase_id = placed.phase_id
    and evidence.known_from = placed.known_from
    and evidence.factors_needed = placed.factors_placed
