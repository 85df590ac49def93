-- Which party or place a line depends on at each tier, and for which share of it. What no statement or labelled reading
-- says is the share of the member `unknown`; a supplier that is only named has the share 0.
{% set own_kinds = {
    "chip_designer": "chip_designer",
    "foundry": "foundry",
    "memory": "memory",
    "server": "server_oem",
} %}
with
    deals as (
        select
            deals.deal_id,
            deals.deal_type,
            deals.seller_party_id,
            sellers.party_type as seller_type,
            sellers.country_code as seller_country
        from {{ ref("dim_deal") }} as deals
        inner join {{ ref("dim_party") }} as sellers on deals.seller_party_id = sellers.party_id
        where not deals.is_programme
    ),

    sites as (
        select distinct
            'site/' || site_id as line_id,
            site_id,
            developer_party_id,
            operator_party_id,
            utility_party_id,
            grid_operator,
            country_code || coalesce('/' || state, '') as state
        from {{ ref("dim_site_phase") }}
    ),

    look_through as (select * from {{ ref("fct_look_through") }}),

    scope as (
        {% for tier, deal_types in deal_tiers().items() %}
            select deal_id as line_id, '{{ tier }}' as tier
            from deals
            {% if deal_types %} where deal_type in ('{{ deal_types | join("', '") }}'){% endif %}
            union all
        {% endfor %}
        {% for tier in site_tiers() %}
            select line_id, '{{ tier }}'
            from sites
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- Designers that usable statements on the deal name by the family of its accelerators.
    families as (
        select
            terms.deal_id,
            families.chip_designer_party_id as member,
            statements.known_on,
            terms.statement_id,
            row_number() over (
                partition by terms.deal_id, families.chip_designer_party_id
                order by statements.known_on, statements.evidence_grade, terms.statement_id
            ) as place
        from {{ ref("stg_register__deal_terms") }} as terms
        inner join {{ ref("fct_statement") }} as statements on terms.statement_id = statements.statement_id
        inner join
            {{ ref("accelerator_families") }} as families on terms.accelerator_family like families.family_prefix || '%'
        where statements.evidence_grade < 5
    ),

    designers as (
        select
            deal_id,
            member,
            known_on,
            statement_id,
            row_number() over (partition by deal_id order by known_on, member) as designer_number,
            lead(known_on) over (partition by deal_id order by known_on, member) as next_known_on
        from families
        where place = 1
    ),

    first_designer as (select * from designers where designer_number = 1),

    chips as (
        -- a family that one designer makes is the whole of the deal
        select
            deal_id as line_id,
            member,
            cast(1 as decimal(9, 8)) as member_share,
            'stated_family' as member_basis,
            '|' || member || '|' as path,
            statement_id,
            known_on as known_from,
            coalesce(next_known_on, {{ open_end() }}) as known_to
        from first_designer
        union all
        -- families of two designers are a mix that nobody discloses
        select
            designers.deal_id,
            designers.member,
            cast(0 as decimal(9, 8)),
            'named_only',
            '|' || designers.member || '|',
            designers.statement_id,
            greatest(designers.known_on, first_designer.next_known_on),
            {{ open_end() }}
        from designers
        inner join
            first_designer on designers.deal_id = first_designer.deal_id and first_designer.next_known_on is not null
        union all
        select
            deals.deal_id,
            deals.seller_party_id,
            cast(1 as decimal(9, 8)),
            'own_product',
            '|' || deals.seller_party_id || '|',
            cast(null as string),
            {{ open_start() }},
            coalesce(first_designer.known_on, {{ open_end() }})
        from deals
        left join first_designer on deals.deal_id = first_designer.deal_id
        where deals.seller_type = 'chip_designer'
        union all
        select
            deals.deal_id,
            look_through.member,
            look_through.member_share,
            case
                when look_through.member_share = 0
                then 'named_only'
                when look_through.is_reading
                then 'labelled_reading'
                else 'stated_share'
            end,
            look_through.path,
            look_through.statement_id,
            look_through.known_from,
            least(look_through.known_to, coalesce(first_designer.known_on, {{ open_end() }}))
        from deals
        inner join look_through on deals.seller_party_id = look_through.party_id
        left join first_designer on deals.deal_id = first_designer.deal_id
        where look_through.input_role = 'accelerator' and deals.seller_type <> 'chip_designer'
    ),

    site_links as (
        select
            links.deal_id,
            links.site_id,
            links.statement_id,
            statements.known_on as known_from,
            row_number() over (
                partition by links.deal_id, links.site_id
                order by statements.known_on, statements.evidence_grade, links.statement_id
            ) as place
        from {{ ref("stg_register__site_deals") }} as links
        inner join {{ ref("fct_statement") }} as statements on links.statement_id = statements.statement_id
        where statements.evidence_grade < 5
    ),

    site_deals as (select deal_id, site_id, statement_id, known_from from site_links where place = 1),

    -- A lease that one site serves lies there whole; the parts of a cloud's sites in a purchase are not disclosed.
    hosted as (
        select
            site_deals.deal_id as line_id,
            site_deals.site_id,
            site_deals.statement_id,
            site_deals.known_from,
            case
                when
                    deals.deal_type <> 'cloud_capacity'
                    and row_number() over (
                        partition by site_deals.deal_id order by site_deals.known_from, site_deals.site_id
                    )
                    = 1
                then
                    coalesce(
                        lead(site_deals.known_from) over (
                            partition by site_deals.deal_id order by site_deals.known_from, site_deals.site_id
                        ),
                        {{ open_end() }}
                    )
                else site_deals.known_from
            end as whole_until
        from site_deals
        inner join deals on site_deals.deal_id = deals.deal_id
    ),

    pieces as (
        {% for tier, member in {
            "seller": "seller_party_id",
            "seller_type": "seller_type",
            "seller_country": "seller_country",
            "deal_type": "deal_type",
            "cloud": "seller_party_id",
        }.items() %}
            select
                deal_id as line_id,
                '{{ tier }}' as tier,
                {{ member }} as member,
                cast(1 as decimal(9, 8)) as member_share,
                'contract' as member_basis,
                '|' || {{ member }} || '|' as path,
                cast(null as string) as statement_id,
                {{ open_start() }} as known_from,
                {{ open_end() }} as known_to
            from deals
            where {{ member }} is not null
            union all
        {% endfor %}
        select line_id, 'chip_designer', member, member_share, member_basis, path, statement_id, known_from, known_to
        from chips
        where known_from < known_to
        {% for tier in ["foundry", "memory", "server"] %}
            union all
            select
                deal_id,
                '{{ tier }}',
                seller_party_id,
                cast(1 as decimal(9, 8)),
                'own_product',
                '|' || seller_party_id || '|',
                cast(null as string),
                {{ open_start() }},
                {{ open_end() }}
            from deals
            where seller_type = '{{ own_kinds[tier] }}'
            union all
            select
                chips.line_id,
                '{{ tier }}',
                look_through.member,
                cast(chips.member_share * look_through.member_share as decimal(9, 8)),
                case
                    when chips.member_share * look_through.member_share = 0
                    then 'named_only'
                    when look_through.is_reading or chips.member_basis = 'labelled_reading'
                    then 'labelled_reading'
                    else 'stated_share'
                end,
                chips.path || substr(look_through.path, 2),
                look_through.statement_id,
                greatest(chips.known_from, look_through.known_from),
                least(chips.known_to, look_through.known_to)
            from chips
            inner join
                look_through
                on chips.member = look_through.party_id
                and look_through.input_role = '{{ tier }}'
                and chips.known_from < look_through.known_to
                and look_through.known_from < chips.known_to
            inner join deals on chips.line_id = deals.deal_id and deals.seller_type <> '{{ own_kinds[tier] }}'
            where chips.known_from < chips.known_to
        {% endfor %}
        {% for tier, role in {"network": "networking", "site_developer": "colocation"}.items() %}
            union all
            select
                deals.deal_id,
                '{{ tier }}',
                look_through.member,
                look_through.member_share,
                case
                    when look_through.member_share = 0
                    then 'named_only'
                    when look_through.is_reading
                    then 'labelled_reading'
                    else 'stated_share'
                end,
                look_through.path,
                look_through.statement_id,
                look_through.known_from,
                look_through.known_to
            from deals
            inner join look_through on deals.seller_party_id = look_through.party_id
            where
                look_through.input_role = '{{ role }}'
                {% if tier == "site_developer" %} and deals.deal_type = 'cloud_capacity'{% endif %}
        {% endfor %}
        union all
        -- who leases or hosts is the developer of what is leased
        select
            deal_id,
            'site_developer',
            seller_party_id,
            cast(1 as decimal(9, 8)),
            'contract',
            '|' || seller_party_id || '|',
            cast(null as string),
            {{ open_start() }},
            {{ open_end() }}
        from deals
        where deal_type <> 'cloud_capacity'
        {% for tier, member in {
                "utility": "utility_party_id",
                "grid_operator": "grid_operator",
                "state": "state",
            }.items() %}
            union all
            select
                hosted.line_id,
                '{{ tier }}',
                sites.{{ member }},
                cast(1 as decimal(9, 8)),
                'site',
                '|' || hosted.site_id || '|' || sites.{{ member }} || '|',
                hosted.statement_id,
                hosted.known_from,
                hosted.whole_until
            from hosted
            inner join sites on hosted.site_id = sites.site_id
            where sites.{{ member }} is not null and hosted.known_from < hosted.whole_until
            union all
            select
                hosted.line_id,
                '{{ tier }}',
                sites.{{ member }},
                cast(0 as decimal(9, 8)),
                'named_only',
                '|' || hosted.site_id || '|' || sites.{{ member }} || '|',
                hosted.statement_id,
                hosted.whole_until,
                {{ open_end() }}
            from hosted
            inner join sites on hosted.site_id = sites.site_id
            where sites.{{ member }} is not null and hosted.whole_until < {{ open_end() }}
        {% endfor %}
        {% for tier, member in {
                "cloud": "operator_party_id",
                "site_developer": "developer_party_id",
                "utility": "utility_party_id",
                "grid_operator": "grid_operator",
                "state": "state",
            }.items() %}
            union all
            select
                line_id,
                '{{ tier }}',
                {{ member }},
                cast(1 as decimal(9, 8)),
                'site',
                '|' || {{ member }} || '|',
                cast(null as string),
                {{ open_start() }},
                {{ open_end() }}
            from sites
            where {{ member }} is not null
        {% endfor %}
        {% for tier, role in {"turbine_maker": "turbine", "transformer_maker": "transformer"}.items() %}
            union all
            select
                sites.line_id,
                '{{ tier }}',
                look_through.member,
                look_through.member_share,
                case
                    when look_through.member_share = 0
                    then 'named_only'
                    when look_through.is_reading
                    then 'labelled_reading'
                    else 'stated_share'
                end,
                look_through.path,
                look_through.statement_id,
                look_through.known_from,
                look_through.known_to
            from sites
            inner join look_through on sites.developer_party_id = look_through.party_id
            where look_through.input_role = '{{ role }}'
        {% endfor %}
    ),

    in_scope as (
        select pieces.* from pieces inner join scope on pieces.line_id = scope.line_id and pieces.tier = scope.tier
    ),

    dates as (
        select line_id, tier, {{ open_start() }} as known_from
        from scope
        union
        select line_id, tier, known_from
        from in_scope
        union
        select line_id, tier, known_to
        from in_scope
        where known_to < {{ open_end() }}
    ),

    intervals as (
        select
            line_id,
            tier,
            known_from,
            coalesce(
                lead(known_from) over (partition by line_id, tier order by known_from), {{ open_end() }}
            ) as known_to
        from dates
    ),

    in_force as (
        select
            intervals.line_id,
            intervals.tier,
            intervals.known_from,
            intervals.known_to,
            in_scope.member,
            in_scope.member_share,
            in_scope.member_basis,
            in_scope.path,
            in_scope.statement_id,
            row_number() over (
                partition by intervals.line_id, intervals.tier, intervals.known_from, in_scope.member
                order by in_scope.member_share desc, in_scope.path, in_scope.statement_id
            ) as place
        from intervals
        inner join
            in_scope
            on intervals.line_id = in_scope.line_id
            and intervals.tier = in_scope.tier
            and in_scope.known_from <= intervals.known_from
            and intervals.known_from < in_scope.known_to
    ),

    members as (
        select
            line_id,
            tier,
            known_from,
            known_to,
            member,
            cast(sum(member_share) as decimal(9, 8)) as member_share,
            max(case when place = 1 then member_basis end) as member_basis,
            max(case when place = 1 then path end) as path,
            max(case when place = 1 then statement_id end) as statement_id
        from in_force
        group by line_id, tier, known_from, known_to, member
    ),

    known as (
        select line_id, tier, known_from, sum(member_share) as known_share
        from members
        group by line_id, tier, known_from
    ),

    complete as (
        select
            members.line_id,
            members.tier,
            members.known_from,
            members.known_to,
            members.member,
            case
                when members.tier in ('{{ party_tiers() | join("', '") }}')
                then coalesce(parties.ultimate_parent_party_id, members.member)
            end as member_parent,
            false as is_unknown,
            members.member_share,
            members.member_basis,
            members.path,
            members.statement_id
        from members
        left join {{ ref("dim_party") }} as parties on members.member = parties.party_id
        union all
        select
            intervals.line_id,
            intervals.tier,
            intervals.known_from,
            intervals.known_to,
            'unknown',
            case when intervals.tier in ('{{ party_tiers() | join("', '") }}') then 'unknown' end,
            true,
            cast(1 - coalesce(known.known_share, 0) as decimal(9, 8)),
            'undisclosed',
            cast(null as string),
            cast(null as string)
        from intervals
        left join
            known
            on intervals.line_id = known.line_id
            and intervals.tier = known.tier
            and intervals.known_from = known.known_from
        where coalesce(known.known_share, 0) <> 1
    )

select
    line_id,
    tier,
    member,
    member_parent,
    is_unknown,
    member_share,
    member_basis,
    path,
    statement_id as member_statement_id,
    known_from,
    known_to
from complete
