"""Sealed forecasts: each is kept once, as it was said, and a store that was touched is refused."""

import json
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.paths import Paths
from orchestration.sealing import SAID, TABLE, BrokenSealError, land_sealed, read_sealed, seal

DAY = date(2026, 7, 1)
FORECAST = {
    "phase_id": "p", "known_from": "date '2026-04-01'", "target_on": "date '2026-12-31'", "target_precision": "year",
    "target_milestone": "energization", "p10_date": "date '2026-11-30'", "p50_date": "date '2027-06-30'",
    "p90_date": "date '2029-01-31'", "energized_probability": "0.7e0", "within_12_months_probability": "0.25e0",
    "within_24_months_probability": "0.5e0", "binding_component": "grid", "components_with_evidence": "cast(2 as int)",
    "no_odds_reason": "cast(null as varchar)", "known_to": "date '9999-12-31'",
}  # fmt: skip


def publish(paths: Paths, *rows: dict[str, str]) -> None:
    """A published database with those rows of marts.energization_schedule."""
    paths.warehouse.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(paths.database)) as connection:
        connection.execute("create schema if not exists marts")
        words = {"phase_id", "target_precision", "target_milestone", "binding_component"}
        selects = [
            "select " + ", ".join(f"'{value}' as {name}" if name in words else f"{value} as {name}" for name, value in row.items())
            for row in rows
        ]
        connection.execute(f"create or replace table marts.energization_schedule as {' union all '.join(selects)}")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")


def test_without_a_store_the_source_has_no_rows(paths: Paths) -> None:
    assert land_sealed(paths) == 0
    landed = pl.read_parquet(paths.landed / TABLE / "sealed.parquet")
    assert landed.height == 0
    assert landed.schema["p50_date"] == pl.Date
    assert landed.schema["energized_probability"] == pl.Float64


def test_forecast_is_sealed_once_and_landed_as_it_was_said(paths: Paths) -> None:
    publish(paths, FORECAST)
    assert seal(paths, DAY) == 1
    assert seal(paths, date(2026, 7, 2)) == 0
    assert land_sealed(paths) == 1
    (row,) = pl.read_parquet(paths.landed / TABLE / "sealed.parquet").to_dicts()
    assert row["sealed_on"] == DAY
    assert row["p50_date"] == date(2027, 6, 30)
    assert row["energized_probability"] == 0.7
    assert row["components_with_evidence"] == 2


def test_only_odds_in_force_are_sealed(paths: Paths) -> None:
    publish(paths, FORECAST, {**FORECAST, "no_odds_reason": "'achieved'"}, {**FORECAST, "known_to": "date '2026-05-01'"})
    assert seal(paths, DAY) == 1


def test_changed_forecast_is_added_and_the_old_one_stays(paths: Paths) -> None:
    publish(paths, FORECAST)
    seal(paths, DAY)
    publish(paths, {**FORECAST, "p50_date": "date '2027-07-31'"}, {**FORECAST, "phase_id": "q"})
    before = paths.sealed_forecasts.read_text(encoding="utf-8")
    assert seal(paths, DAY) == 2
    assert paths.sealed_forecasts.read_text(encoding="utf-8").startswith(before)
    assert [line["p50_date"] for line in read_sealed(paths)] == ["2027-06-30", "2027-07-31", "2027-06-30"]
    assert [line["forecast_number"] for line in read_sealed(paths)] == [1, 2, 3]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(line=st.integers(0, 3), name=st.sampled_from([*SAID, "sealed_on", "forecast_number", "content_hash", "chain_hash"]))
def test_any_changed_field_breaks_the_seal(paths: Paths, line: int, name: str) -> None:
    paths.sealed_forecasts.unlink(missing_ok=True)
    publish(paths, *({**FORECAST, "phase_id": f"p{number}"} for number in range(4)))
    seal(paths, DAY)
    lines = [json.loads(text) for text in paths.sealed_forecasts.read_text(encoding="utf-8").splitlines()]
    lines[line][name] = "2020-01-01" if isinstance(lines[line][name], str) else lines[line][name] + 1
    paths.sealed_forecasts.write_text("".join(json.dumps(one, separators=(",", ":")) + "\n" for one in lines), encoding="utf-8")
    with pytest.raises(BrokenSealError, match=f"line {line + 1}"):
        land_sealed(paths)
    with pytest.raises(BrokenSealError):
        seal(paths, DAY)


@pytest.mark.parametrize("kept", [[1, 2], [0, 2], [1, 0, 2]])
def test_removed_or_moved_line_breaks_the_seal(paths: Paths, kept: list[int]) -> None:
    publish(paths, *({**FORECAST, "phase_id": f"p{number}"} for number in range(3)))
    seal(paths, DAY)
    lines = paths.sealed_forecasts.read_text(encoding="utf-8").splitlines(keepends=True)
    paths.sealed_forecasts.write_text("".join(lines[number] for number in kept), encoding="utf-8")
    with pytest.raises(BrokenSealError):
        read_sealed(paths)
