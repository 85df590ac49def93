"""From published files to marts.grid_queue and marts.queue_funnel: history, stages, flows; figures computed by hand."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts_schema.registry import SNAPSHOT_SOURCES
from contracts_schema.upstream.epoch_layouts import SITE_TIMELINE
from orchestration.paths import Paths
from orchestration.snapshots.loading import load_snapshots
from tests.gis_workbook import Sheets, project, save, sheets_of
from tests.tiny_register import TinyRegister, land_register, run_dbt

SELECTED = ("+grid_queue", "+queue_funnel", "+snapshots", "+fct_capacity_observation", "+fct_filing_fact")


def _ercot(month: date, projects: list[list[Any]], approvals: list[list[Any]] = (), departures: list[list[Any]] = ()) -> Sheets:
    sheets = sheets_of(month)
    large = sheets["Project Details - Large Gen"]
    sheets["Project Details - Large Gen"] = [*large[:-2], *projects]
    small = sheets["Project Details - Small Gen"]
    sheets["Project Details - Small Gen"] = small[:-1]
    for name, rows in (("Commissioning Update", approvals), ("Cancellation Update", departures), ("Inactive Projects", ())):
        title, columns, first, *footnotes = sheets[name][6], sheets[name][7], sheets[name][8], *sheets[name][9:]
        del first
        sheets[name] = [*sheets[name][:6], title, columns, *rows, *footnotes]
    return sheets


def _deliver(paths: Paths, as_of: str, sheets: Sheets, saved: str, name: str = "GIS_Report.xlsx") -> None:
    folder = paths.raw / "ercot_gis" / as_of
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / name, sheets, made=saved, saved=saved)


IA = "SS Completed, FIS Completed, IA"


def _deliver_ercot(paths: Paths) -> None:
    """A: under study, gone in March because cancelled. B: agreement, its date moves, then energized. C: reduces a plant."""
    a = project("24INR0001", Capacity=100, Projected_COD=datetime(2025, 6, 1), Screening_Study_Started=datetime(2023, 1, 31))
    b = {"Capacity": 200.25, "GIM_Study_Phase": IA, "IA_Signed": datetime(2023, 5, 1)}
    c = project("24INR0003", Capacity=-12, Projected_COD=datetime(2026, 1, 1))
    january = [a, project("24INR0002", Projected_COD=datetime(2025, 1, 1), **b)]
    february = [a, project("24INR0002", Projected_COD=datetime(2025, 7, 1), **b), c]
    energized = project("24INR0002", Projected_COD=datetime(2025, 3, 1), Approved_for_Synchronization=datetime(2024, 3, 20), **b)
    cancelled = ["24INR0001", "Large", "Plover Solar", "Solar", "Nowhere", datetime(2024, 3, 5), 100]
    _deliver(paths, "2024-01-31", _ercot(date(2024, 1, 1), january), "2024-02-02T10:00:00Z")
    _deliver(paths, "2024-02-29", _ercot(date(2024, 2, 1), february), "2024-03-04T10:00:00Z")
    _deliver(paths, "2024-03-31", _ercot(date(2024, 3, 1), [energized, c], departures=[cancelled]), "2024-04-02T10:00:00Z")


def _deliver_epoch(paths: Paths) -> None:
    (layout,) = [layout for layout in SITE_TIMELINE if "IT power (MW)" not in layout.columns]
    for as_of, second in (("2025-12-31", "300"), ("2026-01-31", "250")):
        folder = paths.raw / "epoch" / as_of
        folder.mkdir(parents=True)
        cells = [{"Data center": "Site One", "Date": "2025-06-30", "Power (MW)": "100"}]
        cells.append({"Data center": "Site One", "Date": "2026-06-30", "Power (MW)": second})
        with (folder / "data_center_timelines.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(layout.columns))
            writer.writeheader()
            writer.writerows(cells)


def _deliver_sec(paths: Paths) -> None:
    folder = paths.raw / "sec_companyfacts" / "2026-06-30"
    folder.mkdir(parents=True)
    first = {"end": "2025-01-31", "val": 100, "accn": "0000000001-25-000001", "fy": 2024, "fp": "FY", "form": "10-K", "filed": "2025-02-20"}
    again = {**first, "val": 90, "accn": "0000000001-25-000002", "fy": 2025, "fp": "Q1", "form": "10-Q", "filed": "2025-05-20"}
    facts = {"us-gaap": {"PurchaseObligation": {"label": None, "description": None, "units": {"USD": [first, again]}}}}
    content = {"cik": 1, "entityName": "Nobody Inc", "facts": facts}
    (folder / "CIK0000000001.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("queue")
    paths = Paths(raw=folder / "raw", warehouse=folder)
    land_register(TinyRegister().write(folder / "raw_register"), folder / "landed")
    for deliver in (_deliver_ercot, _deliver_epoch, _deliver_sec):
        deliver(paths)
    for source in SNAPSHOT_SOURCES:
        refused = [load.refusal for load in load_snapshots(paths, source) if not load.is_landed]
        assert refused == []
    results = run_dbt(["build", "--select", *SELECTED, "--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"], folder)
    assert [f"{r.node.name}: {r.message}" for r in results if r.status not in {"success", "pass"}] == []
    with duckdb.connect(str(folder / "gigaledger.duckdb"), read_only=True) as connection:
        yield connection


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def test_the_current_queue(queue: duckdb.DuckDBPyConnection) -> None:
    found = _rows(
        queue,
        """
        select request_id, stage_common, queue_mw, projected_online_on, first_projected_online_on, restatements, days_moved_in_all
        from marts.grid_queue where known_to = date '9999-12-31' order by 1
        """,
    )
    assert found == [
        ("24INR0002", "energized", Decimal("200.250"), date(2025, 3, 1), date(2025, 1, 1), 2, 59),
        ("24INR0003", "in_study", Decimal("-12.000"), date(2026, 1, 1), date(2026, 1, 1), 0, 0),
    ]


def test_the_queue_as_known_on_a_day_has_nothing_that_was_published_later(queue: duckdb.DuckDBPyConnection) -> None:
    """On 3 March the file of February is not out: B is still due in January 2025, and C unknown."""
    found = _rows(
        queue,
        """
        select request_id, stage_common, projected_online_on, restatements, age_days
        from marts.grid_queue where known_from <= date '2024-03-03' and date '2024-03-03' < known_to order by 1
        """,
    )
    assert found == [
        ("24INR0001", "in_study", date(2025, 6, 1), 0, 365),
        ("24INR0002", "agreement_executed", date(2025, 1, 1), 0, None),
    ]


def test_the_funnel_tells_stock_and_flow(queue: duckdb.DuckDBPyConnection) -> None:
    found = _rows(
        queue,
        """
        select as_of, previous_stage_common, stage_common, is_listed, requests, added_mw, reduced_mw, previous_mw
        from marts.queue_funnel order by 1, 2, 3
        """,
    )
    assert [(str(as_of), *rest[:4], str(rest[4]), str(rest[5]), str(rest[6])) for as_of, *rest in found] == [
        ("2024-01-31", "first_snapshot", "agreement_executed", True, 1, "200.250", "0.000", "None"),
        ("2024-01-31", "first_snapshot", "in_study", True, 1, "100.000", "0.000", "None"),
        ("2024-02-29", "agreement_executed", "agreement_executed", True, 1, "200.250", "0.000", "200.250"),
        ("2024-02-29", "in_study", "in_study", True, 1, "100.000", "0.000", "100.000"),
        ("2024-02-29", "not_listed", "in_study", True, 1, "0.000", "-12.000", "None"),
        ("2024-03-31", "agreement_executed", "energized", True, 1, "200.250", "0.000", "200.250"),
        ("2024-03-31", "in_study", "in_study", True, 1, "0.000", "-12.000", "-12.000"),
        ("2024-03-31", "in_study", "withdrawn", False, 1, "0.000", "0.000", "100.000"),
    ]


def test_stock_of_a_snapshot_is_the_sum_of_its_file(queue: duckdb.DuckDBPyConnection) -> None:
    found = _rows(
        queue, "select as_of, sum(added_mw + reduced_mw), sum(requests) from marts.queue_funnel where is_listed group by 1 order by 1"
    )
    assert [(str(as_of), mw, n) for as_of, mw, n in found] == [
        ("2024-01-31", Decimal("300.250"), 2),
        ("2024-02-29", Decimal("288.250"), 3),
        ("2024-03-31", Decimal("188.250"), 2),
    ]


def test_milestones_are_told_once_per_new_date(queue: duckdb.DuckDBPyConnection) -> None:
    found = _rows(
        queue,
        """
        select request_milestone, occurs_on, is_forecast, days_moved, days_moved_in_all, known_from, known_to
        from core.fct_request_milestone where request_key = 'ercot_gis/ERCOT/24INR0002' order by 1, 6
        """,
    )
    end = date(9999, 12, 31)
    february, march, april = date(2024, 2, 2), date(2024, 3, 4), date(2024, 4, 2)
    assert found == [
        ("agreement_signed", date(2023, 5, 1), False, None, 0, february, end),
        ("projected_online", date(2025, 1, 1), True, None, 0, february, march),
        ("projected_online", date(2025, 7, 1), True, 181, 181, march, april),
        ("projected_online", date(2025, 3, 1), True, -122, 59, april, end),
        ("synchronization_approved", date(2024, 3, 20), False, None, 0, april, end),
    ]


def test_a_cancellation_is_a_milestone_and_closes_the_request(queue: duckdb.DuckDBPyConnection) -> None:
    milestone = _rows(queue, "select occurs_on, known_from from core.fct_request_milestone where request_milestone = 'withdrawn'")
    assert milestone == [(date(2024, 3, 5), date(2024, 4, 2))]
    left = _rows(queue, "select request_id, stage_common, known_from from core.fct_interconnection_request where not is_listed")
    assert left == [("24INR0001", "withdrawn", date(2024, 4, 2))]


def test_forecast_capacity_of_a_site_has_its_vintage_and_its_basis(queue: duckdb.DuckDBPyConnection) -> None:
    found = _rows(
        queue,
        """
        select observed_on, observed_mw, observed_basis, is_forecast, known_from
        from core.fct_capacity_observation where capacity_subject = 'site' order by 1, 5
        """,
    )
    assert found == [
        (date(2025, 6, 30), Decimal("100.000"), "facility", False, date(2025, 12, 31)),
        (date(2026, 6, 30), Decimal("300.000"), "facility", True, date(2025, 12, 31)),
        (date(2026, 6, 30), Decimal("250.000"), "facility", True, date(2026, 1, 31)),
    ]


def test_a_period_reported_again_is_resolved_by_the_date_of_filing(queue: duckdb.DuckDBPyConnection) -> None:
    found = _rows(queue, "select fact_value, previous_fact_value, known_from, known_to from core.fct_filing_fact order by known_from")
    assert [(int(value), before and int(before), str(start), str(end)) for value, before, start, end in found] == [
        (100, None, "2025-02-20", "2025-05-20"),
        (90, 100, "2025-05-20", "9999-12-31"),
    ]


def test_every_row_of_the_queue_joins_to_the_file_behind_it(queue: duckdb.DuckDBPyConnection) -> None:
    (orphans,) = _rows(
        queue, "select count(*) from marts.grid_queue left join marts.snapshots using (snapshot_id) where snapshots.snapshot_id is null"
    )
    assert orphans == (0,)


def _all(paths: Paths, folder: Path) -> list[tuple[Any, ...]]:
    land_register(TinyRegister().write(folder / "raw_register"), folder / "landed")
    for source in SNAPSHOT_SOURCES:
        load_snapshots(paths, source)
    run_dbt(["build", "--select", "+fct_request_milestone", "--exclude-resource-type", "unit_test", "test"], folder)
    with duckdb.connect(str(folder / "gigaledger.duckdb"), read_only=True) as connection:
        return _rows(
            connection,
            "select * exclude (known_to) from core.fct_interconnection_request where known_from < date '2024-04-01' order by 1, 2",
        )


def test_removing_the_last_month_changes_nothing_of_what_was_known_before(tmp_path: Path) -> None:
    whole, cut = Paths(raw=tmp_path / "a" / "raw", warehouse=tmp_path / "a"), Paths(raw=tmp_path / "b" / "raw", warehouse=tmp_path / "b")
    for paths in (whole, cut):
        _deliver_ercot(paths)
    for file in (cut.raw / "ercot_gis" / "2024-03-31").iterdir():
        file.unlink()
    assert _all(whole, tmp_path / "a") == _all(cut, tmp_path / "b") != []
