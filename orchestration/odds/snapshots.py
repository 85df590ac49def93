"""What the odds are fitted on: landed snapshots of ERCOT's interconnection report, and what was known of them on a day.

Three frames as `orchestration.snapshots` lands them. Every row has `as_of` (date of the state), `known_on` (first day on
which a reader could know it) and `snapshot_id` (which issue it stands in; a month may be issued again).
Does not belong here: reading upstream's workbooks, and any estimate.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

_ISSUE = ("snapshot_id", "as_of", "known_on")
PROJECTS = (
    *_ISSUE,
    "request_id",
    "size_category",
    "technology_raw",
    "reporting_zone_raw",
    "projected_online_on",
    "ia_signed_on",
    "financial_security_raw",
    "planning_guide_5_9_met_on",
    "energization_approved_on",
    "synchronization_approved_on",
)
APPROVALS = (*_ISSUE, "request_id", "approval_category", "occurred_on")
DEPARTURES = (*_ISSUE, "request_id", "departure_kind", "occurred_on")
NO_STATE = ("gone", "overtaken")  # flags of rows that tell of no project in the newest state


@dataclass(frozen=True)
class Snapshots:
    """The three frames, with every issue that was the newest state at some time."""

    projects: pl.DataFrame
    approvals: pl.DataFrame
    departures: pl.DataFrame

    def known_by(self, day: date) -> "Snapshots":
        """What a reader could know on the day: of each month the last issue that was out, and nothing later."""
        issues = self.projects.select(_ISSUE).unique().filter(pl.col("known_on") <= day)
        last = issues.sort("as_of", "known_on", "snapshot_id").group_by("as_of", maintain_order=True).last().select("snapshot_id")

        def of(frame: pl.DataFrame) -> pl.DataFrame:
            return frame.join(last, on="snapshot_id", how="semi", maintain_order="left")

        return Snapshots(of(self.projects), of(self.approvals), of(self.departures))

    def months(self) -> list[tuple[date, date]]:
        """Dates of the reports with the first day on which one for the date was known, oldest first."""
        firsts = self.projects.group_by("as_of").agg(pl.col("known_on").min()).sort("as_of")
        return [(as_of, known_on) for as_of, known_on in firsts.iter_rows()]


def read_snapshots(folder: Path) -> Snapshots:
    """The frames out of the landed tables `projects`, `approvals` and `departures` in a folder, one Parquet file an issue.

    Raises FileNotFoundError where a table has no row, and polars' ColumnNotFoundError where a column is missing.
    """

    def table(name: str, columns: tuple[str, ...]) -> pl.DataFrame:
        return landed_rows(folder / name).select(columns)

    return Snapshots(table("projects", PROJECTS), table("approvals", APPROVALS), table("departures", DEPARTURES))


def landed_rows(folder: Path) -> pl.DataFrame:
    """Rows of a landed table that tell of a state or an event. Raises FileNotFoundError where there are none."""
    files = sorted(folder.glob("*.parquet"))
    rows = pl.concat([pl.read_parquet(path) for path in files]) if files else pl.DataFrame()
    if rows.is_empty():
        raise FileNotFoundError(f"nothing has landed in {folder}; put the files into raw/{folder.parent.name} and run `make run`")
    return rows.filter(~pl.col("change").is_in(list(NO_STATE)))


def month_number(column: str) -> pl.Expr:
    """Months since year 0: the grid on which waits and delays are whole numbers."""
    return (pl.col(column).dt.year().cast(pl.Int32) * 12 + pl.col(column).dt.month()).cast(pl.Int32)
