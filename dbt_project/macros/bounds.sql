{# Bounds of a stated quantity by its qualifier; see the vocabulary `qualifier`. #}
{% macro low_bound(quantity, qualifier, type) -%}
    case
        {{ qualifier }}
        when 'up_to'
        then cast(case when {{ quantity }} is not null then 0 end as {{ type }})
        when 'approximately'
        then cast({{ quantity }} * 0.9 as {{ type }})
        else {{ quantity }}
    end
{%- endmacro %}

{% macro high_bound(quantity, qualifier, type) -%}
    case
        {{ qualifier }}
        when 'at_least'
        then cast(null as {{ type }})
        when 'approximately'
        then cast({{ quantity }} * 1.1 as {{ type }})
        else {{ quantity }}
    end
{%- endmacro %}
