"""Epoch AI's data on frontier data centers: sites, their parties, and the timeline of each.

Holds the reader and the contracts; the layouts are in `epoch_layouts.py`. The files state no date: the vintage is the
folder's. Rows of a timeline that are dated after the vintage are the source's forecasts.
"""

from pathlib import Path

import polars as pl

from contracts_schema.contract import Contract, RowRule, optional, required
from contracts_schema.upstream.cells import clean, date_text, iso_date, number_text
from contracts_schema.upstream.delimited import read_delimited
from contracts_schema.upstream.epoch_layouts import SITE_TIMELINE, SITES
from contracts_schema.upstream.layout import Place, headed_table
from contracts_schema.upstream.snapshot import LINE, SHEET, ReadFile, SnapshotSource

SOURCE = "epoch"
BILLIONS = 9  # the power of ten: every cost is published in billions

_LISTS = {
    "owner_raw": "owner",
    "users_raw": "user",
    "investors_raw": "investor",
    "construction_companies_raw": "construction_company",
    "energy_companies_raw": "energy_company",
}
_COMPANY_SUFFIX = r"^(?i)(inc|llc|ltd|limited|corp|corporation|co|lp|llp|plc|gmbh|ag|sa|nv|bv)\.?$"
_DEGREES = r"""^([0-9]{1,3}) ?° ?([0-9]{1,2}) ?['\x{2019}\x{2032}] ?([0-9]{1,2}(?:\.[0-9]+)?) ?["\x{201d}\x{2033}] ?([NSEW])$"""

_IT_WITHIN_FACILITY = RowRule(
    "it_within_facility", "it_mw", "IT power is more than that of the facility", lambda: pl.col("it_mw") <= pl.col("facility_mw")
)
_WHOLE_NAME = RowRule(
    "whole_name",
    "site_party_name",
    "is the rest of a name that holds a comma",
    lambda: ~pl.col("site_party_name").str.contains(_COMPANY_SUFFIX),
)

SITES_CONTRACT = Contract(
    SOURCE,
    "sites",
    "site of a vintage",
    (
        required("site_name"),
        optional("site_title"),
        optional("project_raw"),
        optional("address"),
        optional("country_raw"),
        optional("latitude"),
        optional("longitude"),
        *(optional(name) for name in _LISTS),
        optional("it_mw"),
        optional("facility_mw"),
        optional("h100_equivalents"),
        optional("capital_cost_2025_usd"),
        optional("chips_now_raw"),
        optional("chips_ever_raw"),
        optional("sources_raw"),
        optional("calculations_raw"),
    ),
    key=("site_name",),
    cadence="monthly",
    content="state",
)
TIMELINE_CONTRACT = Contract(
    SOURCE,
    "site_timeline",
    "site and date on which its state changes or is seen",
    (
        required("site_name"),
        required("occurs_on"),
        optional("construction_status_raw"),
        optional("buildings_operational"),
        optional("it_mw"),
        optional("facility_mw"),
        optional("h100_equivalents"),
        optional("site_h100_equivalents"),
        optional("operations_per_second"),
        optional("capital_cost_2025_usd"),
        optional("compute_cost_2025_usd"),
        optional("construction_cost_2025_usd"),
        optional("annual_operating_cost_2025_usd"),
        optional("building_area_sqft"),
        optional("site_area_sqft"),
        optional("water_use_mgd"),
    ),
    key=("site_name", "occurs_on"),
    cadence="monthly",
    rules=(_IT_WITHIN_FACILITY,),
    content="state",
)
PARTIES_CONTRACT = Contract(
    SOURCE,
    "site_parties",
    "site, role and party, out of the lists of a vintage",
    (required("site_name"), required("site_party_role"), required("site_party_name"), required("tag_confidence")),
    key=("site_name", "site_party_role", "site_party_name"),
    cadence="monthly",
    rules=(_WHOLE_NAME,),
    content="state",
)


def decimal_degrees(cell: pl.Expr) -> pl.Expr:
    """Degrees, minutes and seconds (`32°35'25"N`) as decimal degrees with six decimals, south and west negative.

    d + m/60 + s/3600. Text of another form, or with 60 and more minutes or seconds, is unchanged.
    """
    number = [cell.str.extract(_DEGREES, group).cast(pl.Float64, strict=False) for group in (1, 2, 3)]
    side = pl.when(cell.str.extract(_DEGREES, 4).is_in(["S", "W"])).then(-1.0).otherwise(1.0)
    degrees = (side * (number[0] + number[1] / 60 + number[2] / 3600)).round(6)
    is_angle = (number[1] < 60) & (number[2] < 60)
    return pl.coalesce(pl.when(is_angle).then(degrees).cast(pl.Decimal(9, 6), strict=False).cast(pl.String), cell)


def parties_of(sites: pl.DataFrame) -> pl.DataFrame:
    """One row per entry of the sites' lists: name, role, and the confidence that the entry's tag states.

    Entries are separated by commas; a name in double quotes may hold some. A strange tag is kept as it is, so that the
    gate names it.
    """
    parts = []
    for column, role in _LISTS.items():
        entries = sites.select(SHEET, LINE, "site_name", pl.col(column).str.extract_all(r'(?:"[^"]*"|[^,"]|")+').alias("entry"))
        entries = entries.explode("entry").filter(pl.col("entry").is_not_null())
        parts.append(entries.with_columns(pl.lit(role).alias("site_party_role")))
    entries = pl.concat(parts)
    name = clean(pl.col("entry").str.replace(r"#.*$", "")).str.replace(r'^"([^"]*)"$', "${1}")
    tag = clean(pl.col("entry").str.extract(r"#(.*)$", 1)).fill_null("").str.to_lowercase()
    is_tagged = pl.col("entry").str.contains("#", literal=True)
    return entries.select(
        SHEET,
        LINE,
        "site_name",
        "site_party_role",
        name.alias("site_party_name"),
        pl.when(is_tagged).then(tag).otherwise(pl.lit("untagged")).alias("tag_confidence"),
    )


def _canonical(table: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    present = [field for field in contract.fields if field.raw_name in table.columns]
    cells = []
    for field in present:
        cell = pl.col(field.raw_name)
        if field.raw_name in ("latitude", "longitude"):
            cell = number_text(decimal_degrees(cell), field.column)
        elif field.column.decimal_size is not None:
            power = BILLIONS if field.column.unit == "USD" else 0
            cell = number_text(cell, field.column, power_of_ten=power)
        elif field.column.type == "date":
            cell = date_text(cell, [iso_date(cell)])
        cells.append(cell.alias(field.raw_name))
    nulls = [pl.lit(None, dtype=pl.String).alias(field.raw_name) for field in contract.fields if field not in present]
    return table.select(SHEET, LINE, *cells, *nulls).select(SHEET, LINE, *contract.header)


def read(path: Path) -> ReadFile:
    """Read the file of sites or that of the timelines, told apart by the header.

    `rows` counts the lines of the file and, for the sites, the entries of their lists: each becomes a row of
    `site_parties`. Raises UnreadableError for a file of no known layout.
    """
    frame, lines = read_delimited(path)
    place = Place(path.name, "", int(lines[0]))
    layout, table = headed_table(frame, lines, 0, (*SITES, *SITE_TIMELINE), place)
    records = table.filter(~pl.all_horizontal(pl.exclude(SHEET, LINE).is_null()))
    non_data = {"header": 1, "blank": table.height - records.height}
    if layout in SITE_TIMELINE:
        tables = {TIMELINE_CONTRACT.table: _canonical(records, TIMELINE_CONTRACT)}
    else:
        sites = _canonical(records, SITES_CONTRACT)
        tables = {SITES_CONTRACT.table: sites, PARTIES_CONTRACT.table: parties_of(sites)}
    entries = tables[PARTIES_CONTRACT.table].height if PARTIES_CONTRACT.table in tables else 0
    return ReadFile(
        series=next(iter(tables)),
        as_of=None,
        published_on=None,
        tables=tables,
        rows=frame.height + entries,
        non_data=non_data,
    )


EPOCH = SnapshotSource(
    name=SOURCE,
    title="Frontier Data Centers",
    publisher="Epoch AI",
    url="https://epoch.ai/data/data-centers",
    how_to_get=(
        "Download https://epoch.ai/data/data_centers/data_centers.csv and "
        "https://epoch.ai/data/data_centers/data_center_timelines.csv on the same day."
    ),
    contracts=(SITES_CONTRACT, TIMELINE_CONTRACT, PARTIES_CONTRACT),
    read=read,
    suffixes=(".csv",),
)
