"""The dbt project: when it is parsed anew, and that both ways to run it tell Dagster the same."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.dbt_project import ensure_manifest, model_hashes
from orchestration.paths import REPOSITORY, Paths
from orchestration.snapshots.assets import partitioned_tables
from tests.running import MARTS, hash_of, materialized, outcomes, query, refresh

EXTRA = "model.gigaledger.extra"


@pytest.fixture
def project(tmp_path: Path) -> Paths:
    """A copy of the dbt project that has never been parsed."""
    folder = tmp_path / "dbt_project"
    shutil.copytree(REPOSITORY / "dbt_project", folder, ignore=shutil.ignore_patterns("target", "logs"))
    return replace(Paths(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse"), dbt_project=folder)


def _parsed_at(paths: Paths) -> int:
    return (paths.dbt_project / "target" / "manifest.json").stat().st_mtime_ns


def _make_younger(paths: Paths, path: Path) -> None:
    """Set a file's time one millisecond after the last parse, so that no clock's coarseness decides."""
    moment = _parsed_at(paths) + 1_000_000
    os.utime(path, ns=(moment, moment))


def test_the_project_is_parsed_once_and_anew_where_a_model_file_is_younger(project: Paths) -> None:
    first = ensure_manifest(project)
    assert EXTRA not in first["nodes"]
    parsed = _parsed_at(project)
    assert ensure_manifest(project) == first
    assert _parsed_at(project) == parsed

    added = project.dbt_project / "models" / "staging" / "extra.sql"
    added.write_text("select 1 as one\n", encoding="utf-8")
    changed = project.dbt_project / "models" / "core" / "dim_source.sql"
    changed.write_text(changed.read_text(encoding="utf-8") + "-- changed\n", encoding="utf-8")
    _make_younger(project, changed)
    _make_younger(project, added)
    second = ensure_manifest(project)
    assert EXTRA in second["nodes"]
    before, after = model_hashes(first), model_hashes(second)
    assert {name for name in after if after[name] != before.get(name)} == {EXTRA, "model.gigaledger.dim_source"}


def test_a_description_that_was_changed_changes_what_is_published(project: Paths) -> None:
    described = project.dbt_project / "models" / "core" / "dim_source.yml"
    before = model_hashes(ensure_manifest(project))
    described.write_text(
        described.read_text(encoding="utf-8").replace("One row per document", "One row per cited document"), encoding="utf-8"
    )
    after = model_hashes(ensure_manifest(project))
    assert {name for name in after if after[name] != before[name]} == {"model.gigaledger.dim_source"}


def test_a_model_that_was_removed_is_no_longer_in_the_manifest(project: Paths) -> None:
    added = project.dbt_project / "models" / "staging" / "extra.sql"
    added.write_text("select 1 as one\n", encoding="utf-8")
    assert EXTRA in ensure_manifest(project)["nodes"]
    added.unlink()
    assert EXTRA not in ensure_manifest(project)["nodes"]


def test_a_project_that_dbt_cannot_parse_is_reported_and_the_next_attempt_parses_again(project: Paths) -> None:
    broken = project.dbt_project / "models" / "staging" / "extra.sql"
    broken.write_text("select * from {{ ref('no_such_model') }}\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no_such_model"):
            ensure_manifest(project)
    broken.write_text("select 1 as one\n", encoding="utf-8")
    assert EXTRA in ensure_manifest(project)["nodes"]


def test_dbt_in_process_and_as_a_process_tell_dagster_the_same_and_publish_the_same_bytes(
    published_run: tuple[Paths, dg.ExecuteInProcessResult], warehouse: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, in_process = published_run
    monkeypatch.setenv("GIGALEDGER_DBT", "cli")
    as_process = refresh()
    assert as_process.success
    assert materialized(as_process) == materialized(in_process)
    assert outcomes(as_process) == outcomes(in_process)
    for mart in MARTS:
        assert hash_of(warehouse.current / "marts" / f"{mart}.parquet") == hash_of(published.current / "marts" / f"{mart}.parquet"), mart
    comments = "select table_name, column_name, comment from duckdb_columns() where not internal order by all"
    assert query(warehouse.database, comments) == query(published.database, comments)


def test_a_run_materializes_every_table_that_it_publishes_and_reports_every_check(
    published_run: tuple[Paths, dg.ExecuteInProcessResult],
) -> None:
    from orchestration.definitions import defs

    paths, result = published_run
    tables = {f"{schema}/{name}" for schema, name in query(paths.database, "select schema_name, table_name from duckdb_tables()")}
    raw = {f"raw/{path.parent.name}/{path.stem}" for path in paths.raw.glob("*/*.csv")}
    records = {"raw/snapshots/loads", "raw/snapshots/quarantine", "raw/forecasts/sealed"}
    assert materialized(result) == tables | raw | records | {"publication"}
    by_date = set(partitioned_tables())
    keys = defs.resolve_asset_graph().asset_check_keys
    checks = {(key.asset_key.to_user_string(), key.name) for key in keys if key.asset_key not in by_date}
    assert set(outcomes(result)) == checks
    assert [key for key, (passed, _) in outcomes(result).items() if not passed] == []
