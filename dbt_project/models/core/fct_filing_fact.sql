with
    facts as (select * from {{ ref("stg_sec_companyfacts__facts") }} where change in ('new', 'changed')),

    -- A download repeats every filing; each filing's word counts once, from the newest download.
    filings as (
        select
            *,
            row_number() over (
                partition by cik, taxonomy, filing_concept, fact_unit, fact_period, accession
                order by known_on desc, snapshot_id desc
            ) as place
        from facts
    ),

    -- What a period was last reported as decides; two filings of one day are ordered by their accession number.
    ordered as (
        select
            *,
            lead(filed_on) over (
                partition by cik, taxonomy, filing_concept, fact_unit, fact_period order by filed_on, accession
            ) as next_filed_on,
            lag(fact_value) over (
                partition by cik, taxonomy, filing_concept, fact_unit, fact_period order by filed_on, accession
            ) as previous_fact_value
        from filings
        where place = 1
    )

select
    cik,
    filer_name,
    taxonomy,
    filing_concept,
    fact_unit,
    fact_period,
    fact_start_on,
    fact_end_on,
    fact_value,
    previous_fact_value,
    filing_form,
    accession,
    filed_on as known_from,
    coalesce(next_filed_on, {{ open_end() }}) as known_to,
    snapshot_id
from ordered
where next_filed_on is null or next_filed_on > filed_on
