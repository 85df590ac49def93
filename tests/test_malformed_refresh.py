"""Whole runs without any snapshot, and with a malformed one: the register is published as before, and the run says so."""

from pathlib import Path

import pytest

from contracts_schema.registry import SNAPSHOT_SOURCES
from orchestration.cli import _tell_of_snapshots
from orchestration.paths import Paths
from orchestration.publishing import current_publication
from tests.published_states import LATER, gis
from tests.running import outcomes, query, refresh

CHECK = ("raw/snapshots/loads", "nothing_refused")


def test_runs_without_a_snapshot_and_with_a_malformed_one(register: Path, warehouse: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    for source in SNAPSHOT_SOURCES:
        assert not (register.parent / source.name).exists()
    first = refresh()
    assert first.success
    assert outcomes(first)[CHECK] == (True, "ERROR")
    published = current_publication(warehouse)
    assert published is not None
    capsys.readouterr()
    _tell_of_snapshots(warehouse)
    said = capsys.readouterr().out
    assert [source.name for source in SNAPSHOT_SOURCES if source.title not in said or source.how_to_get not in said] == []

    folder = register.parent / "ercot_gis" / LATER
    folder.mkdir(parents=True)
    good = gis(folder / "GIS_Report.xlsx")
    good.write_bytes(good.read_bytes()[:9000])
    second = refresh()
    assert second.success
    assert outcomes(second)[CHECK] == (False, "ERROR")
    again = current_publication(warehouse)
    assert again is not None
    assert again.inputs == published.inputs
    changed = {mart for mart in again.marts if again.marts[mart] != published.marts[mart]}
    assert changed == {"snapshots"}  # which tells of the refusal
    told = query(warehouse.database, "select snapshot_source, snapshot_state, refusal from marts.snapshots")
    assert [(source, state) for source, state, _ in told] == [("ercot_gis", "refused")]
    assert "is_whole" in str(told[0][2])
    capsys.readouterr()
    _tell_of_snapshots(warehouse)
    said = capsys.readouterr().err
    assert f"refused: raw/ercot_gis/{LATER}/GIS_Report.xlsx" in said
    assert "(is_whole)" in said
