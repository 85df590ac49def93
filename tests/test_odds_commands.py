"""The verbs of the odds on a made-up queue: what they write, and that it is the same every time."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from orchestration.odds import commands
from tests.tiny_queue import random_queue

pytest.importorskip("statsmodels", reason="needs the extra odds")
pytest.importorskip("matplotlib", reason="needs the extra odds")


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Landed tables of a queue of 80 projects and of two vintages with twelve steps."""
    folder = tmp_path_factory.mktemp("landed")
    queue = random_queue(7, projects=80)
    for name, frame in (("projects", queue.projects), ("approvals", queue.approvals), ("departures", queue.departures)):
        _land(folder / "ercot_gis" / name, frame)
    for known_on, later in ((date(2021, 10, 31), 0), (date(2021, 11, 30), 1)):
        rows = [(known_on, "Hall", date(2022, 1 + (step + later) // 2, 1), step, 10.0 * step) for step in range(1, 13)]
        timeline = pl.DataFrame(rows, schema=["known_on", "site_name", "occurs_on", "buildings_operational", "facility_mw"], orient="row")
        _land(folder / "epoch" / "site_timeline", timeline, str(known_on))
    return folder


def _land(folder: Path, frame: pl.DataFrame, name: str = "all") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    frame.with_columns(change=pl.lit("new")).write_parquet(folder / f"{name}.parquet")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the verbs write, in place of the repository."""
    (tmp_path / "delay_priors.csv").write_bytes((commands.SEEDS / "delay_priors.csv").read_bytes())
    monkeypatch.setattr(commands, "REPOSITORY", tmp_path)
    monkeypatch.setattr(commands, "SEEDS", tmp_path)
    monkeypatch.setattr(commands, "PROVENANCE", tmp_path / "provenance.yml")
    monkeypatch.setattr(commands, "DOCUMENT", tmp_path / "backtest.md")
    monkeypatch.setattr(commands, "IMAGE", tmp_path / "images" / "plot.svg")
    return tmp_path


def _run(verb: str, landed: Path) -> str:
    result = CliRunner().invoke(getattr(commands, verb), ["--landed", str(landed)])
    assert result.exit_code == 0, result.output
    return result.output


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_fit_writes_seeds_and_what_they_rest_on(landed: Path, written: Path) -> None:
    _run("fit", landed)
    with (written / "reference_classes.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    roots = {row["class_id"]: row for row in rows if row["class_basis"] == "measured" and not row["parent_class_id"]}
    assert int(roots["ercot-energization-ahead"]["projects"]) == 80
    assert {row["last_snapshot_on"] for row in roots.values()} == {"2021-11-30"}
    building = next(row for row in rows if row["class_id"] == "epoch-building")
    assert (building["projects"], building["reached_statements"], building["parent_class_id"]) == ("12", "0", "prior-building")
    assert "first_as_of: 2018-12-31" in (written / "provenance.yml").read_text(encoding="utf-8")


def test_the_same_snapshots_give_the_same_bytes(landed: Path, written: Path) -> None:
    _run("fit", landed)
    _run("backtest", landed)
    first = _contents(written)
    _run("fit", landed)
    _run("backtest", landed)
    assert _contents(written) == first
    document = first["backtest.md"].decode()
    assert "| Energization | " in document
    assert "12 steps were dated after their vintage" in document


def test_without_snapshots_the_verb_says_where_they_belong(tmp_path: Path, written: Path) -> None:
    result = CliRunner().invoke(commands.fit, ["--landed", str(tmp_path)])
    assert result.exit_code == 1
    assert "raw/ercot_gis" in result.output
    assert [path.name for path in written.iterdir()] == ["delay_priors.csv"]
