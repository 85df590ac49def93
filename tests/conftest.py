"""Fixtures: a register to change, a warehouse to fill, one published warehouse to read."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.paths import REPOSITORY, Paths
from tests.running import REGISTER, refresh


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-golden."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the files of tests/golden from what is there now")


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Dagster's home in a temporary folder, no telemetry, and no way to the warehouse of the repository."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(tmp_path_factory.mktemp("dagster_home")))
        patch.setenv("DO_NOT_TRACK", "1")
        patch.setenv("GIGALEDGER_RAW", str(REPOSITORY / "raw"))
        patch.setenv("GIGALEDGER_WAREHOUSE", str(tmp_path_factory.mktemp("no_warehouse")))
        patch.delenv("GIGALEDGER_DBT", raising=False)
        yield


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The register in a copy of raw/ that a test may change; runs read it."""
    shutil.copytree(REGISTER.parent, tmp_path / "raw")
    folder = tmp_path / "raw" / "register"
    monkeypatch.setenv("GIGALEDGER_RAW", str(folder.parent))
    return folder


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The paths of an empty warehouse; runs write into it."""
    from orchestration.paths import paths_from_environment

    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(tmp_path / "warehouse"))
    return paths_from_environment()


@pytest.fixture(scope="session")
def published_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, dg.ExecuteInProcessResult]:
    """One run of the real register, and the warehouse that it published. Only to be read."""
    paths = Paths(raw=REPOSITORY / "raw", warehouse=tmp_path_factory.mktemp("published") / "warehouse")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIGALEDGER_RAW", str(paths.raw))
        patch.setenv("GIGALEDGER_WAREHOUSE", str(paths.warehouse))
        result = refresh()
    assert result.success, [event.message for event in result.all_events if event.is_failure]
    return paths, result


@pytest.fixture(scope="session")
def published(published_run: tuple[Paths, dg.ExecuteInProcessResult]) -> Paths:
    """The warehouse that one run of the real register published. Only to be read."""
    return published_run[0]
