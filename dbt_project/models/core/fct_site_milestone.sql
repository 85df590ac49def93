with
    vintages as (
        select snapshot_id, as_of, known_on, site_name, occurs_on, buildings_operational
        from {{ ref("stg_epoch__site_timeline") }}
        where change <> 'gone' and buildings_operational > 0
    ),

    -- A step of one vintage is looked for in all: a number of buildings is there on the first day on which so many are.
    steps as (select distinct site_name, buildings_operational from vintages)

select
    vintages.snapshot_id,
    vintages.site_name,
    steps.buildings_operational,
    min(vintages.occurs_on) as occurs_on,
    vintages.as_of,
    vintages.known_on
from vintages
inner join
    steps on vintages.site_name = steps.site_name and steps.buildings_operational <= vintages.buildings_operational
group by vintages.snapshot_id, vintages.site_name, steps.buildings_operational, vintages.as_of, vintages.known_on
