-- Who stands behind a party, for each input: relations are followed for up to three steps and never back to a
-- party that the path has passed. Written out, since recursive queries differ between engines; what lies further
-- is unknown. Chips are passed on: a cloud's designer is found through the maker of its servers, and a foundry
-- through the maker of the chips, as long as nothing is known of the party's own foundry.
{% set passing = "'accelerator', 'foundry', 'memory', 'server'" %}
with
    mix as (
        select
            mix.customer_party_id,
            mix.input_role,
            mix.supplier_party_id,
            mix.input_share,
            mix.is_reading,
            mix.known_from,
            mix.known_to,
            mix.statement_id,
            suppliers.party_type = 'chip_designer' as is_designer
        from {{ ref("fct_supply_mix") }} as mix
        inner join {{ ref("dim_party") }} as suppliers on mix.supplier_party_id = suppliers.party_id
    ),

    first_known as (
        select customer_party_id, input_role, min(known_from) as known_from
        from mix
        group by customer_party_id, input_role
    ),

    roles as (select distinct input_role from mix where input_role in ({{ passing }})),

    steps as (
        select
            customer_party_id,
            input_role,
            supplier_party_id,
            input_share,
            is_reading,
            statement_id,
            known_from,
            known_to,
            input_role <> 'accelerator' or is_designer as is_last
        from mix
        where
            input_role not in ('accelerator', 'cloud', 'financing', 'power')
            or (input_role = 'accelerator' and is_designer)
        union all
        select
            mix.customer_party_id,
            roles.input_role,
            mix.supplier_party_id,
            mix.input_share,
            mix.is_reading,
            mix.statement_id,
            mix.known_from,
            least(mix.known_to, coalesce(first_known.known_from, mix.known_to)) as known_to,
            false as is_last
        from mix
        inner join roles on roles.input_role <> 'accelerator' or not mix.is_designer
        left join
            first_known
            on mix.customer_party_id = first_known.customer_party_id
            and roles.input_role = first_known.input_role
            and roles.input_role <> 'accelerator'
        where mix.input_role = 'accelerator' and mix.known_from < coalesce(first_known.known_from, mix.known_to)
    ),

    walk_1 as (
        select
            customer_party_id as party_id,
            input_role,
            supplier_party_id as reached_id,
            '|' || customer_party_id || '|' || supplier_party_id || '|' as path,
            cast(coalesce(input_share, 0) as decimal(9, 8)) as member_share,
            is_reading,
            statement_id,
            known_from,
            known_to,
            is_last
        from steps
    ),

    {% for step in [2, 3] %}
        walk_{{ step }} as (
            select
                walked.party_id,
                walked.input_role,
                steps.supplier_party_id as reached_id,
                walked.path || steps.supplier_party_id || '|' as path,
                cast(walked.member_share * coalesce(steps.input_share, 0) as decimal(9, 8)) as member_share,
                walked.is_reading or steps.is_reading as is_reading,
                steps.statement_id,
                greatest(walked.known_from, steps.known_from) as known_from,
                least(walked.known_to, steps.known_to) as known_to,
                steps.is_last
            from walk_{{ step - 1 }} as walked
            inner join
                steps
                on walked.reached_id = steps.customer_party_id
                and walked.input_role = steps.input_role
                and walked.known_from < steps.known_to
                and steps.known_from < walked.known_to
            where not walked.is_last and walked.path not like '%|' || steps.supplier_party_id || '|%'
        ),
    {% endfor %}

    walked as (
        {% for step in [1, 2, 3] %}
            select party_id, input_role, reached_id, path, member_share, is_reading, statement_id, known_from, known_to
            from walk_{{ step }}
            where is_last
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select party_id, input_role, reached_id as member, path, member_share, is_reading, known_from, known_to, statement_id
from walked
