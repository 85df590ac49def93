"""The odds on real reports: no look-ahead on a subset of months, restatements counted another way. Reads ../shared/data."""

import calendar
import csv
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from contracts_schema.upstream.epoch import EPOCH
from contracts_schema.upstream.ercot_gis import ERCOT_GIS
from contracts_schema.upstream.snapshot import SnapshotSource
from orchestration.odds.backtest import score, walk_forward
from orchestration.odds.epoch import read_vintages, restatements
from orchestration.odds.report import pinball
from orchestration.odds.scores import coverage
from orchestration.odds.snapshots import Snapshots, read_snapshots
from orchestration.paths import REPOSITORY, Paths
from orchestration.snapshots.loading import load_snapshots

UPSTREAM = Path(os.environ.get("GIGALEDGER_UPSTREAM") or REPOSITORY.parent / "shared" / "data")
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}

pytestmark = pytest.mark.upstream


def _reports(until: date) -> Iterator[tuple[date, Path]]:
    for path in sorted((UPSTREAM / "ercot_gis").glob("GIS_Report_*.xlsx")):
        found = re.match(r"GIS_Report_([A-Za-z]+)_?(\d{4})", path.name)
        if found:
            year, month = int(found[2]), MONTHS[found[1].lower()]
            as_of = date(year, month, calendar.monthrange(year, month)[1])
            if as_of <= until:
                yield as_of, path


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Snapshots:
    """Reports to June 2021, landed by the project's own loader."""
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    reports = list(_reports(date(2021, 6, 30)))
    if not reports:
        pytest.skip(f"no reports of ERCOT in {UPSTREAM}")
    return read_snapshots(_landed(tmp_path_factory.mktemp("odds"), ERCOT_GIS, reports))


def _landed(folder: Path, source: SnapshotSource, files: Iterable[tuple[date, Path]]) -> Path:
    """Land files by the project's own loader; returns the folder of the source's tables."""
    for as_of, path in files:
        target = folder / "raw" / source.name / str(as_of)
        target.mkdir(parents=True, exist_ok=True)
        (target / path.name).symlink_to(path)
    paths = Paths(raw=folder / "raw", warehouse=folder / "warehouse")
    load_snapshots(paths, source)
    return paths.landed / source.name


def test_reports_after_a_month_change_none_of_its_forecasts(snapshots: Snapshots) -> None:
    cut_at = date(2021, 3, 31)
    keep = pl.col("as_of") <= cut_at
    cut = Snapshots(snapshots.projects.filter(keep), snapshots.approvals.filter(keep), snapshots.departures.filter(keep))
    whole, short = (walk_forward(each, "energization", first_origin=26) for each in (snapshots, cut))
    same = (whole.frame["as_of"] <= cut_at).to_numpy()
    assert short.frame.height > 100
    assert short.frame.equals(whole.frame.filter(pl.Series(same)))
    assert np.array_equal(short.reached, whole.reached[same])


def test_forecasts_of_half_a_year_are_sane(snapshots: Snapshots) -> None:
    scored = score(walk_forward(snapshots, "energization", first_origin=18), snapshots)
    assert 0.5 < coverage(scored.span, scored.outcome) < 0.95
    loss = pinball(scored, if_reached=True)
    assert loss["forecast"] < loss["date"]


def test_restatements_are_those_that_a_plain_comparison_finds(tmp_path: Path) -> None:
    folder = UPSTREAM / "epoch"
    if not (folder / "2026-01").is_dir():
        pytest.skip(f"no vintages of Epoch in {folder}")

    def steps(vintage: str) -> dict[tuple[str, str, str], str]:
        first: dict[tuple[str, str, str], str] = {}
        with (folder / vintage / "data_center_timelines.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                key = (row["Data center"], row["Buildings operational"], row["Power (MW)"])
                if float(row["Buildings operational"] or 0) > 0:
                    first[key] = min(first.get(key, row["Date"]), row["Date"])
        return first

    before, after = steps("2025-12"), steps("2026-01")
    expected = sorted((key[0], day, after.get(key)) for key, day in before.items() if day > "2025-12-31")
    named = [(date(2025, 12, 31), "2025-12"), (date(2026, 1, 31), "2026-01")]
    files = [(day, folder / vintage / "data_center_timelines.csv") for day, vintage in named]
    moves = restatements(read_vintages(_landed(tmp_path, EPOCH, files)))
    found = moves.select("site_name", pl.col("stated_on").cast(pl.String), pl.col("restated_on").cast(pl.String)).rows()
    assert sorted(found) == expected
    assert len(expected) > 20
