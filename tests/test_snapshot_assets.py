"""Snapshots in Dagster and on the command line: partitions, backfill in one run, files that a person brings."""

from datetime import date, datetime
from pathlib import Path

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner

from contracts_schema.registry import SNAPSHOT_SOURCES
from orchestration.cli import main
from orchestration.downloads.sources import SOURCES as DOWNLOADED
from orchestration.paths import Paths, paths_from_environment
from orchestration.run_lock import WarehouseLock
from orchestration.snapshots import assets
from orchestration.snapshots.records import Load, read_loads
from tests.gis_workbook import save, sheets_of
from tests.tiny_snapshots import SOURCE, deliver, history

MONTHS = ("2024-01-31", "2024-02-29", "2024-03-31")


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("GIGALEDGER_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setattr(assets, "SNAPSHOT_SOURCES", (SOURCE,))
    return paths_from_environment()


def _backfill(instance: dg.DagsterInstance, first: str, last: str) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [assets.snapshot_assets_of(SOURCE)],
        instance=instance,
        resources={"warehouse_lock": WarehouseLock()},
        tags={"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last},
        raise_on_error=False,
    )


def test_a_backfill_of_all_months_is_one_run_with_a_partition_each(raw: Paths) -> None:
    for number, month in enumerate(MONTHS):
        deliver(raw, month, f"requests|A|Alpha|{number}|")
    with dg.DagsterInstance.ephemeral() as instance:
        assets.register_dates(instance, raw)
        assert sorted(instance.get_dynamic_partitions("tiny_as_of")) == list(MONTHS)
        result = _backfill(instance, MONTHS[0], MONTHS[-1])
        assert result.success
        done = instance.get_materialized_partitions(dg.AssetKey(["raw", "tiny", "requests"]))
    assert done == set(MONTHS)
    assert [row[0] for row in history(raw)] == list(MONTHS)
    assert {check.check_name: check.passed for check in result.get_asset_check_evaluations()} == {
        "every_row_counted": True,
        "nothing_refused": True,
    }


def test_one_month_is_loaded_again_without_the_others(raw: Paths) -> None:
    for month in MONTHS:
        deliver(raw, month, "requests|A|Alpha|1|")
    with dg.DagsterInstance.ephemeral() as instance:
        assets.register_dates(instance, raw)
        assert _backfill(instance, MONTHS[1], MONTHS[1]).success
    assert [load.as_of for load in read_loads(raw, "tiny")] == [date(2024, 2, 29)]


def test_a_refused_file_fails_a_check_and_not_the_run(raw: Paths) -> None:
    deliver(raw, MONTHS[0], "requests|A|Alpha|1|")
    deliver(raw, MONTHS[1], "requests|A|Alpha|much|")
    with dg.DagsterInstance.ephemeral() as instance:
        assets.register_dates(instance, raw)
        result = _backfill(instance, MONTHS[0], MONTHS[1])
    assert result.success
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert checks["every_row_counted"].passed
    assert not checks["nothing_refused"].passed
    assert "tiny/2024-02-29/queue.txt: refused" in str(checks["nothing_refused"].description)


def test_rows_that_are_lost_fail_a_check(raw: Paths) -> None:
    deliver(raw, MONTHS[0], "requests|A|Alpha|1|")
    with dg.DagsterInstance.ephemeral() as instance:
        assets.register_dates(instance, raw)
        assert _backfill(instance, MONTHS[0], MONTHS[0]).success
    (load,) = read_loads(raw, "tiny")
    lost = Load(**{**load.__dict__, "rows_in_file": load.rows_in_file + 1})
    found = {check.check_name: check.passed for check in assets._checks([lost], dg.AssetKey("x"))}
    assert found == {"every_row_counted": False, "nothing_refused": True}


def test_every_snapshot_source_has_a_shelf_that_downloads_and_people_fill() -> None:
    assert {source.name for source in SNAPSHOT_SOURCES} == set(DOWNLOADED)


def test_a_person_s_file_goes_where_it_says_it_belongs(raw: Paths, tmp_path: Path) -> None:
    file = save(tmp_path / "downloaded.xlsx", sheets_of(date(2024, 5, 1)))
    runner = CliRunner()
    first = runner.invoke(main, ["receive", "ercot_gis", str(file)])
    assert (first.exit_code, first.output) == (0, "raw/ercot_gis/2024-05-31/downloaded.xlsx\n")
    assert runner.invoke(main, ["receive", "ercot_gis", str(file)]).output == first.output
    kept = (raw.raw / "ercot_gis" / "2024-05-31" / "downloaded.xlsx").read_bytes()
    sheets = sheets_of(date(2024, 5, 1))
    sheets["Summary"] = [["Other words"]]
    save(file, sheets)
    second = runner.invoke(main, ["receive", "ercot_gis", str(file)])
    assert second.output == "raw/ercot_gis/2024-05-31/downloaded_reissue002.xlsx\n"
    assert (raw.raw / "ercot_gis" / "2024-05-31" / "downloaded.xlsx").read_bytes() == kept
    record = yaml.safe_load((raw.raw / "ercot_gis" / "2024-05-31" / "provenance.yml").read_text(encoding="utf-8"))
    assert set(record["files"]) == {"downloaded.xlsx", "downloaded_reissue002.xlsx"}
    assert datetime.fromisoformat(record["files"]["downloaded.xlsx"]["received_at"]).tzinfo is not None


def test_a_file_without_a_date_needs_one(raw: Paths, tmp_path: Path) -> None:
    file = tmp_path / "CIK0000000001.json"
    file.write_text('{"cik": 1, "entityName": "Nobody", "facts": {}}', encoding="utf-8")
    runner = CliRunner()
    undated = runner.invoke(main, ["receive", "sec_companyfacts", str(file)])
    assert undated.exit_code == 1
    assert "states no date; name one with --as-of" in undated.output
    dated = runner.invoke(main, ["receive", "sec_companyfacts", str(file), "--as-of", "2026-06-30"])
    assert (dated.exit_code, dated.output) == (0, "raw/sec_companyfacts/2026-06-30/CIK0000000001.json\n")
    assert runner.invoke(main, ["receive", "nothing", str(file)]).exit_code == 2


def test_dates_are_loaded_from_the_command_line_with_progress(raw: Paths, tmp_path: Path) -> None:
    runner = CliRunner()
    for month, name in ((date(2024, 5, 1), "may.xlsx"), (date(2024, 6, 1), "june.xlsx")):
        runner.invoke(main, ["receive", "ercot_gis", str(save(tmp_path / name, sheets_of(month)))])
    one = runner.invoke(main, ["load", "ercot_gis", "2024-05-31"])
    assert (one.exit_code, one.output) == (0, "ercot_gis: 1 files, up to 2024-05-31\n")
    everything = runner.invoke(main, ["load", "ercot_gis"])
    assert (everything.exit_code, everything.output) == (0, "ercot_gis: 2 files, up to 2024-06-30\n")
    assert runner.invoke(main, ["load", "ercot_gis", "2024-07-31"]).exit_code == 2
