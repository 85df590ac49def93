{{ config(meta={"dagster": {"ref": {"name": "vendor_concentration"}}}) }}
-- Per buyer and date the total by seller is the sum of the lines in force, made the other way round.
with
    expected as (
        select concentration.buyer_party_id, concentration.known_from, sum(lines.value_usd_base) as total_usd
        from
            (
                select distinct buyer_party_id, known_from
                from {{ ref("vendor_concentration") }}
                where weight = 'value_usd' and tier = 'seller'
            ) as concentration
        inner join
            {{ ref("commitments") }} as lines
            on lines.known_from <= concentration.known_from
            and concentration.known_from < lines.known_to
            and (
                (lines.counts_for_buyer and lines.buyer_party_id = concentration.buyer_party_id)
                or (lines.counts_as_line and concentration.buyer_party_id = 'all-buyers')
            )
        group by concentration.buyer_party_id, concentration.known_from
    )

select concentration.buyer_party_id, concentration.dimension, concentration.known_from, concentration.total_usd
from {{ ref("vendor_concentration") }} as concentration
left join
    expected
    on concentration.buyer_party_id = expected.buyer_party_id
    and concentration.known_from = expected.known_from
where
    concentration.weight = 'value_usd'
    and concentration.tier = 'seller'
    and (expected.total_usd is null or concentration.total_usd <> expected.total_usd)
