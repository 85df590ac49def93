{# Tiers of suppliers that the lines of marts.vendor_shares are spread over. Deal types that a tier speaks of, for lines that
   are deals; null stands for all of them. #}
{% macro deal_tiers() %}
    {% set compute = ["cloud_capacity", "chip_supply"] %}
    {% set housed = ["cloud_capacity", "datacenter_lease", "colocation"] %}
    {{
        return(
            {
                "seller": none,
                "seller_type": none,
                "seller_country": none,
                "deal_type": none,
                "cloud": ["cloud_capacity"],
                "chip_designer": compute,
                "foundry": compute,
                "memory": compute,
                "server": compute,
                "network": compute,
                "site_developer": housed,
                "utility": housed,
                "grid_operator": housed,
                "state": housed,
            }
        )
    }}
{% endmacro %}

{% macro site_tiers() %}
    {{
        return(
            [
                "cloud",
                "site_developer",
                "utility",
                "grid_operator",
                "state",
                "turbine_maker",
                "transformer_maker",
            ]
        )
    }}
{% endmacro %}

{# Tiers whose members are parties, so that they have an ultimate parent. #}
{% macro party_tiers() %}
    {{
        return(
            [
                "seller",
                "cloud",
                "chip_designer",
                "foundry",
                "memory",
                "server",
                "network",
                "site_developer",
                "utility",
                "turbine_maker",
                "transformer_maker",
                "financier",
            ]
        )
    }}
{% endmacro %}

{# First day of an interval that has no beginning. #}
{% macro open_start() %} cast('1900-01-01' as date){% endmacro %}

{# Stands for an undisclosed amount where the smallest of several is looked for. #}
{% macro unbounded_usd() %} cast(999999999999999 as decimal(38, 2)){% endmacro %}
