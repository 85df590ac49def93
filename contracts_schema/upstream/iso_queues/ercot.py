"""ERCOT's list among the queues: its monthly report, whose own module reads it, in the columns that all operators share.

What only the report has (approvals, departures, permits, studies by date) is in the tables of the source ercot_gis.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl

from contracts_schema.upstream import ercot_gis
from contracts_schema.upstream.iso_queues.contract import REQUESTS
from contracts_schema.upstream.snapshot import LINE, SHEET, ReadFile

SHEETS = ("Project Details", "Project Details - Large Gen")
_SECTIONS = {"large": "large_generator", "small": "small_generator"}
_SAME = (
    "request_id", "project_name", "interconnecting_entity", "poi_location", "county", "study_phase_raw", "fuel_raw", "technology_raw",
    "request_mw", "projected_online_on", "ia_signed_on",
)  # fmt: skip


def read(path: Path) -> ReadFile:
    """The requests of the report. It is as of the end of its month; as a queue it is the list that was current when it was fetched."""
    report = ercot_gis.read(path)
    projects = report.tables["projects"]
    made = projects.select(
        *_SAME,
        SHEET,
        LINE,
        pl.lit("ERCOT").alias("grid_operator"),
        pl.col("size_category").replace_strict(_SECTIONS, default="large_generator").alias("queue_section"),
        pl.lit("1").alias("request_part"),
        pl.lit("generation").alias("request_kind"),
        pl.lit("TX").alias("state"),
        pl.col("reporting_zone_raw").alias("zone_raw"),
        pl.when(pl.col("projected_online_on").is_not_null()).then(pl.lit("day")).alias("projected_online_precision"),
    )
    absent = [pl.lit(None, pl.String).alias(name) for name in REQUESTS.header if name not in made.columns]
    elsewhere = sum(table.height for name, table in report.tables.items() if name != "projects")
    return replace(
        report,
        series="ercot",
        as_of=None,
        tables={REQUESTS.table: made.with_columns(absent).select(*REQUESTS.header, SHEET, LINE)},
        non_data=dict(Counter(report.non_data) + Counter(list_of_another_source=elsewhere)),
    )
