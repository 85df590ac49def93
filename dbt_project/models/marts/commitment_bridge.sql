{# From the sum of every stated amount down to what is firm. A level is a sum, a minus or plus is what lies between two
   levels, a beside is shown and not added. What is taken away comes from commitment_mentions, the levels from
   headline down from commitments: that the two meet is a test. #}
{% set taken_away = [
    "repeated",
    "other_figure",
    "not_contract_amount",
    "weak_evidence",
    "superseded",
    "ended",
    "financing",
    "contained",
    "passed_through",
    "envelope",
    "programme",
    "option",
    "letter_of_intent",
    "ambition",
    "term_undisclosed",
    "value_undisclosed",
] %}
{% set not_lines = ["option", "letter_of_intent", "ambition", "programme"] %}
{% set beside = {
    "unknown": "unknown_firmness",
    "option": "options",
    "letter_of_intent": "letters_of_intent",
    "ambition": "ambitions",
    "programme": "programmes",
} %}
{% set bounds = ["usd_low", "usd_base", "usd_high"] %}
with
    mentions as (select * from {{ ref("commitment_mentions") }}),

    commitments as (select * from {{ ref("commitments") }}),

    classed as (
        select
            deal_id,
            buyer_party_id,
            seller_party_id,
            known_from,
            known_to,
            counts_as_line,
            case when counts_for_buyer then 'line' else not_counted_reason end as class,
            is_firm,
            value_usd_low as usd_low,
            value_usd_base as usd_base,
            value_usd_high as usd_high
        from commitments
        where
            value_usd_base is not null
            and (counts_for_buyer or not_counted_reason in ('option', 'letter_of_intent', 'ambition', 'programme'))
    ),

    of_parties as (
        {% for party, side, condition in [
            ("buyer_party_id", "buyer", "true"),
            ("seller_party_id", "seller", "true"),
            ("'all-buyers'", "buyer", "counts_as_line or class <> 'line'"),
        ] %}
            select
                {{ party }} as party_id,
                '{{ side }}' as bridge_side,
                deal_id,
                known_from,
                known_to,
                class,
                is_firm,
                usd_low,
                usd_base,
                usd_high
            from classed
            where {{ condition }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    shares as (
        select
            of_parties.*,
            cast(coalesce(payer_shares.payer_share_low, 1) as decimal(9, 8)) as share_low,
            cast(coalesce(payer_shares.payer_share_base, 1) as decimal(9, 8)) as share_base,
            cast(coalesce(payer_shares.payer_share_high, 1) as decimal(9, 8)) as share_high
        from of_parties
        left join {{ ref("dim_payer_share") }} as payer_shares on of_parties.deal_id = payer_shares.deal_id
    ),

    overlapping as (
        select
            one.party_id,
            one.bridge_side,
            greatest(one.known_from, other.known_from) as known_from,
            least(one.known_to, other.known_to) as known_to,
            one.is_firm and other.is_firm as is_firm,
            {% for bound in ["low", "base", "high"] %}
                cast(
                    cast(least(one.usd_base, other.usd_base) as decimal(28, 2))
                    * pairs.overlap_share_{{ bound }} as decimal(18, 2)
                ) as usd_{{ bound }}{{ "," if not loop.last }}
            {% endfor %}
        from of_parties as one
        inner join {{ ref("bridge_deal_overlap") }} as pairs on one.deal_id = pairs.deal_id
        inner join
            of_parties as other
            on pairs.other_deal_id = other.deal_id
            and one.party_id = other.party_id
            and one.bridge_side = other.bridge_side
            and one.known_from < other.known_to
            and other.known_from < one.known_to
        where one.class = 'line' and other.class = 'line'
    ),

    amounts as (
        select
            party_id,
            bridge_side,
            'said_' || bridge_step as measure,
            known_from,
            known_to,
            mention_usd as usd_low,
            mention_usd as usd_base,
            mention_usd as usd_high
        from mentions
        union all
        select
            party_id,
            bridge_side,
            'annual_over_term',
            known_from,
            known_to,
            term_usd - mention_usd,
            term_usd - mention_usd,
            term_usd - mention_usd
        from mentions
        where bridge_step = 'line'
        union all
        select party_id, bridge_side, class, known_from, known_to, usd_low, usd_base, usd_high
        from of_parties
        union all
        select
            party_id,
            bridge_side,
            case when is_firm then 'firm' else 'unknown' end,
            known_from,
            known_to,
            cast(cast(usd_low as decimal(28, 2)) * share_low as decimal(18, 2)),
            cast(cast(usd_base as decimal(28, 2)) * share_base as decimal(18, 2)),
            cast(cast(usd_high as decimal(28, 2)) * share_high as decimal(18, 2))
        from shares
        where class = 'line'
        union all
        select party_id, bridge_side, 'in_programme', known_from, known_to, usd_low, usd_base, usd_high
        from of_parties
        where
            class = 'line' and deal_id in (select deal_id from {{ ref("bridge_deal_container") }} where is_in_programme)
        union all
        select party_id, bridge_side, 'overlap', known_from, known_to, usd_low, usd_base, usd_high
        from overlapping
        union all
        select party_id, bridge_side, 'overlap_firm', known_from, known_to, usd_low, usd_base, usd_high
        from overlapping
        where is_firm
    ),

    -- What begins and what ceases to count, by day; running sums over the days are what is in force.
    movements as (
        select
            party_id,
            bridge_side,
            measure,
            known_from as day,
            usd_low,
            usd_base,
            coalesce(usd_high, 0) as usd_high,
            case when usd_high is null then 1 else 0 end as unbounded
        from amounts
        union all
        select
            party_id,
            bridge_side,
            measure,
            known_to,
            - usd_low,
            - usd_base,
            - coalesce(usd_high, 0),
            case when usd_high is null then -1 else 0 end
        from amounts
        where known_to < {{ open_end() }}
    ),

    daily as (
        select
            party_id,
            bridge_side,
            measure,
            day,
            {% for bound in bounds %} sum({{ bound }}) as {{ bound }}, {% endfor %}
            sum(unbounded) as unbounded
        from movements
        group by party_id, bridge_side, measure, day
    ),

    days as (select distinct party_id, bridge_side, day from movements),

    measures as (select distinct party_id, bridge_side, measure from movements),

    in_force as (
        select
            days.party_id,
            days.bridge_side,
            days.day,
            measures.measure,
            {% for bound in bounds + ["unbounded"] %}
                sum(coalesce(daily.{{ bound }}, 0)) over (
                    partition by days.party_id, days.bridge_side, measures.measure order by days.day
                ) as {{ bound }}{{ "," if not loop.last }}
            {% endfor %}
        from days
        inner join measures on days.party_id = measures.party_id and days.bridge_side = measures.bridge_side
        left join
            daily
            on days.party_id = daily.party_id
            and days.bridge_side = daily.bridge_side
            and days.day = daily.day
            and measures.measure = daily.measure
    ),

    totals as (
        select
            party_id,
            bridge_side,
            day,
            sum(case when substr(measure, 1, 5) = 'said_' then usd_base else 0 end) as said_usd,
            {% for step in taken_away %}
                sum(case when measure = 'said_{{ step }}' then usd_base else 0 end) as said_{{ step }},
            {% endfor %}
            sum(case when measure = 'annual_over_term' then usd_base else 0 end) as annual_over_term,
            {% for measure in ["line", "firm", "unknown", "overlap", "overlap_firm", "in_programme"] + not_lines %}
                {% for bound in bounds %}
                    sum(case when measure = '{{ measure }}' then {{ bound }} else 0 end) as {{ measure }}_{{ bound }},
                {% endfor %}
                sum(
                    case when measure = '{{ measure }}' then unbounded else 0 end
                ) as {{ measure }}_unbounded{{ "," if not loop.last }}
            {% endfor %}
        from in_force
        group by party_id, bridge_side, day
    ),

    levels as (
        select
            *,
            line_usd_low - overlap_usd_high as apart_usd_low,
            line_usd_base - overlap_usd_base as apart_usd_base,
            line_usd_high - overlap_usd_low as apart_usd_high,
            firm_usd_low + unknown_usd_low - overlap_usd_high as own_usd_low,
            firm_usd_base + unknown_usd_base - overlap_usd_base as own_usd_base,
            firm_usd_high + unknown_usd_high - overlap_usd_low as own_usd_high,
            firm_usd_low - overlap_firm_usd_high as kept_usd_low,
            firm_usd_base - overlap_firm_usd_base as kept_usd_base,
            firm_usd_high - overlap_firm_usd_low as kept_usd_high
        from totals
    ),

    -- Number, step, kind, its amount's bounds, and how many of its lines have no upper bound.
    {% set rows = [(1, "naive_press_sum", "level", "said_usd", "said_usd", "said_usd", "0")] %}
    {% for step in taken_away %}
        {% do rows.append((loop.index + 1, step, "minus", "-said_" ~ step, "-said_" ~ step, "-said_" ~ step, "0")) %}
    {% endfor %}
    {% do rows.append(
        (30, "annual_over_term", "plus", "annual_over_term", "annual_over_term", "annual_over_term", "0")
    ) %}
    {% for number, step, kind, measure, unbounded in [
        (31, "headline", "level", "line", "line"),
        (32, "overlap", "minus", "apart", "overlap"),
        (33, "non_overlapping", "level", "apart", "line"),
        (34, "paid_by_others", "minus", "own", "overlap"),
        (35, "own_share", "level", "own", "line"),
        (36, "not_firm", "minus", "kept", "unknown"),
        (37, "firm", "level", "kept", "firm"),
    ] %}
        {% set before = {"overlap": "line", "paid_by_others": "apart", "not_firm": "own"}.get(step) %}
        {% set amount = [] %}
        {% for bound in bounds %}
            {% do amount.append(measure ~ "_" ~ bound ~ (" - " ~ before ~ "_" ~ bound if before else "")) %}
        {% endfor %}
        {% do rows.append((number, step, kind, amount[0], amount[1], amount[2], unbounded ~ "_unbounded")) %}
    {% endfor %}
    {% for measure, step in beside.items() %}
        {% do rows.append(
            (
                loop.index + 40,
                step,
                "beside",
                measure ~ "_usd_low",
                measure ~ "_usd_base",
                measure ~ "_usd_high",
                measure ~ "_unbounded",
            )
        ) %}
    {% endfor %}
    -- Programmes are goals: nothing of them at least, what their known lines leave open as we read it, all at most.
    {% do rows.append(
        (
            46,
            "lines_and_programmes",
            "beside",
            "apart_usd_low",
            "apart_usd_base + greatest(programme_usd_base - in_programme_usd_base, 0)",
            "apart_usd_high + programme_usd_high",
            "line_unbounded + programme_unbounded",
        )
    ) %}
    steps as (
        {% for number, step, kind, low, base, high, unbounded in rows %}
            select
                party_id,
                bridge_side,
                day,
                {{ number }} as step_number,
                '{{ step }}' as step,
                '{{ kind }}' as step_kind,
                {{ low }} as usd_low,
                {{ base }} as usd_base,
                {{ high }} as usd_high,
                {{ unbounded }} as unbounded
            from levels
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select
    party_id,
    bridge_side,
    step_number,
    step,
    step_kind,
    cast(usd_low as decimal(38, 2)) as total_usd_low,
    cast(usd_base as decimal(38, 2)) as total_usd_base,
    cast(case when unbounded = 0 then usd_high end as decimal(38, 2)) as total_usd_high,
    day as known_from,
    coalesce(
        lead(day) over (partition by party_id, bridge_side, step_number order by day), {{ open_end() }}
    ) as known_to
from steps
