"""ERCOT's report among the queues: the requests of `ercot_gis`, under the names that all operators share.

Does not belong here: the layout of the report, which `ercot_gis` reads, and what only the report has (approvals of
commissioning, permits, dates of studies).
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from contracts_schema.reading import LINE
from contracts_schema.upstream import ercot_gis
from contracts_schema.upstream.iso_queues.contract import REQUESTS
from contracts_schema.upstream.iso_queues.sheets import PRECISION_OF, with_parts
from contracts_schema.upstream.snapshot import SHEET, ReadFile

OPERATOR = "ERCOT"
_SECTION_OF_SIZE = {"large": "large_generator", "small": "small_generator"}
_DETAILS = "Project Details"


def is_report(sheet_names: Sequence[str]) -> bool:
    """Whether a workbook with these sheets is ERCOT's report."""
    return any(name.startswith(_DETAILS) for name in sheet_names)


def read(path: Path) -> ReadFile:
    """The requests of a report: planned, cancelled during its month, inactive. Raises UnreadableError as `ercot_gis` does."""
    return as_requests(ercot_gis.read(path))


def as_requests(report: ReadFile) -> ReadFile:
    """The planned, cancelled and inactive projects of a report as rows of REQUESTS.

    The report's own date is the end of its month; the snapshot of all operators has a date of its own, so that no as-of is
    handed on. Approvals are events of requests and no requests; they are counted.
    """
    projects = report.tables["projects"].with_columns(
        pl.col("size_category").replace_strict(_SECTION_OF_SIZE, default="generator").alias("queue_section")
    )
    left = report.tables["departures"]
    is_cancelled = pl.col("departure_kind") == "cancelled"
    departed = left.with_columns(
        pl.col("departure_kind").alias("queue_section"), pl.when(is_cancelled).then(pl.col("occurred_on")).alias("withdrawn_on")
    )
    frame = pl.concat([_under_shared_names(projects), _under_shared_names(departed)])
    return ReadFile(
        series=OPERATOR,
        as_of=None,
        published_on=report.published_on,
        tables={REQUESTS.table: with_parts(frame, ("queue_section",)).select(*REQUESTS.header, SHEET, LINE)},
        rows=report.rows,
        non_data={**report.non_data, "approval": report.tables["approvals"].height},
        notes=report.notes,
    )


def _under_shared_names(frame: pl.DataFrame) -> pl.DataFrame:
    dated = {on: precision for on, precision in PRECISION_OF.items() if on in frame.columns}
    made = {
        "grid_operator": pl.lit(OPERATOR),
        "request_kind": pl.lit("generation"),
        **{precision: pl.when(pl.col(on).is_not_null()).then(pl.lit("day")) for on, precision in dated.items()},
    }
    names = [name for name in REQUESTS.header if name != "request_part"]
    taken = [made[name] if name in made else pl.col(name) if name in frame.columns else pl.lit(None, pl.String) for name in names]
    return frame.select(*(cell.alias(name) for cell, name in zip(taken, names, strict=True)), SHEET, LINE)
