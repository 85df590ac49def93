"""A made-up interconnection queue, month by month, for the tests of the odds."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl

from orchestration.odds.snapshots import APPROVALS, DEPARTURES, PROJECTS, Snapshots

_DATES = ("as_of", "known_on", "projected_online_on", "ia_signed_on", "planning_guide_5_9_met_on", "occurred_on")
_DATES += ("energization_approved_on", "synchronization_approved_on")


@dataclass
class Queue:
    """Collects rows of reports; `snapshots` makes the frames."""

    projects: list[Mapping[str, object]] = field(default_factory=list)
    approvals: list[Mapping[str, object]] = field(default_factory=list)
    departures: list[Mapping[str, object]] = field(default_factory=list)

    def lists(self, as_of: date, request_id: str, projected: date, *, known_on: date | None = None, issue: int = 1, **more: object) -> None:
        self.projects.append(
            {
                **_issue(as_of, known_on, issue),
                "request_id": request_id,
                "size_category": "large",
                "technology_raw": "PV",
                "reporting_zone_raw": "WEST",
                "projected_online_on": projected,
                "ia_signed_on": date(2018, 1, 1),
                "financial_security_raw": "No",
                **more,
            }
        )

    def approves(self, as_of: date, request_id: str, category: str, day: date, *, known_on: date | None = None, issue: int = 1) -> None:
        row = {**_issue(as_of, known_on, issue), "request_id": request_id, "approval_category": category, "occurred_on": day}
        self.approvals.append(row)

    def departs(self, as_of: date, request_id: str, kind: str, day: date) -> None:
        self.departures.append({**_issue(as_of, None, 1), "request_id": request_id, "departure_kind": kind, "occurred_on": day})

    def snapshots(self) -> Snapshots:
        return Snapshots(_frame(self.projects, PROJECTS), _frame(self.approvals, APPROVALS), _frame(self.departures, DEPARTURES))


def _issue(as_of: date, known_on: date | None, issue: int) -> dict[str, object]:
    return {"snapshot_id": f"ercot_gis/{as_of}/ercot/{issue}", "as_of": as_of, "known_on": known_on or as_of + timedelta(days=2)}


def _frame(rows: Sequence[Mapping[str, object]], columns: Iterable[str]) -> pl.DataFrame:
    schema = {name: pl.Date if name in _DATES else pl.String for name in columns}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def month_end(month: int) -> date:
    """Last day of the month that is `month` months after December 2018."""
    year, number = divmod(11 + month, 12)
    return date(2018 + year, number + 1, calendar.monthrange(2018 + year, number + 1)[1])


def random_queue(seed: int, projects: int = 60, months: int = 36, issued_again: Iterable[int] = (21, 27, 29)) -> Snapshots:
    """Projects that slip at random, are energized, operate, or withdraw; the same for the same seed."""
    draw = np.random.default_rng(seed)
    queue = Queue()
    for number in range(projects):
        request_id = f"{number:03}"
        start, planned = int(draw.integers(0, months - 6)), int(draw.integers(3, 20))
        energized = start + planned + int(draw.integers(-2, 12))
        operates = energized + int(draw.integers(1, 10))
        leaves = start + int(draw.integers(1, 60))
        technology = ("PV", "BA", "WT", "GT")[number % 4]
        for month in range(start, months):
            if month >= operates:
                break
            if leaves <= month and leaves < energized:
                queue.departs(month_end(month), request_id, "cancelled", month_end(leaves))
                break
            projected = month_end(max(start + planned, month + int(draw.integers(-1, 4))))
            security = "Yes" if month > start + 3 else "No"
            queue.lists(month_end(month), request_id, projected, technology_raw=technology, financial_security_raw=security)
            if month == energized + (number % 7 == 0):  # some approvals are reported a month late
                queue.approves(month_end(month), request_id, "energization", month_end(energized))
        if operates < months and not leaves < energized:
            queue.approves(month_end(operates), request_id, "commercial_operation", month_end(operates))
    for month in issued_again:
        _issue_again(queue, month_end(month))
    return queue.snapshots()


def _issue_again(queue: Queue, as_of: date) -> None:
    """A second issue of a month, six weeks later: every other project has another date, and every approval is missing."""
    again = _issue(as_of, as_of + timedelta(days=45), 2)
    rows = [row for row in queue.projects if row["as_of"] == as_of]
    for place, row in enumerate(rows):
        moved = {"projected_online_on": row["projected_online_on"] + timedelta(days=150)} if place % 2 else {}
        queue.projects.append({**row, **again, **moved})
    queue.departures += [{**row, **again} for row in queue.departures if row["as_of"] == as_of]
