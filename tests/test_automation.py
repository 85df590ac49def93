"""When a refresh starts by itself, and that Dagster loads what is defined."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.automation import look_at_raw_files, raw_files_changed
from orchestration.paths import REPOSITORY, Paths, paths_from_environment
from orchestration.publishing import Publication, current_publication, publish
from tests.broken_register import file_of, set_cells
from tests.running import MARTS, copy_of_warehouse, query

GOLDEN = Path(__file__).parent / "golden" / "asset_graph.json"


@pytest.fixture
def readers(published: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The sensor looks at the published warehouse of the session."""
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(published.warehouse))
    return published


def _look(cursor: str | None = None) -> tuple[str | None, str | None]:
    """One evaluation of the sensor: the key of the run that it requests, None where it skips; the new cursor."""
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        answer = raw_files_changed(context)
    if isinstance(answer, dg.SkipReason):
        return None, context.cursor
    assert isinstance(answer, dg.SensorResult)
    (request,) = answer.run_requests or []
    assert request.run_key
    return request.run_key, context.cursor


def _same_length(content: bytes) -> bytes:
    changed = content.replace(b"2.65", b"2.75")
    assert changed != content
    assert len(changed) == len(content)
    return changed


def _publish_as_of_now(paths: Paths, run_id: str) -> Publication:
    """Publish what is published again, as what the raw files of now have given."""
    scratch = paths.scratch_database(run_id)
    scratch.parent.mkdir(parents=True)
    shutil.copyfile(paths.database, scratch)
    _, hashes = look_at_raw_files(paths_from_environment(), None)
    empty = [mart for mart in MARTS if query(paths.database, f"select count(*) from marts.{mart}") == [(0,)]]
    return publish(paths, run_id, hashes, {"model.gigaledger.alpha": run_id}, may_be_empty=empty)[0]


# the sensor


def test_no_run_is_requested_while_the_raw_files_are_those_of_the_publication(readers: Paths, register: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        answer = raw_files_changed(dg.build_sensor_context(instance=instance))
    assert isinstance(answer, dg.SkipReason)
    current = current_publication(readers)
    assert current is not None
    assert current.publication_id in str(answer.skip_message)


def test_one_run_is_requested_while_nothing_is_published(warehouse: Paths, register: Path) -> None:
    first, cursor = _look()
    assert first is not None
    assert _look(cursor) == (first, cursor)


def test_a_changed_file_requests_one_run_with_one_key(readers: Paths, register: Path) -> None:
    nothing, cursor = _look()
    assert nothing is None
    set_cells(register, "deal_terms", 2, {"statement": "Another wording."})
    first, cursor = _look(cursor)
    assert first is not None
    second, _ = _look(cursor)
    assert second == first
    without_memory, _ = _look(None)
    assert without_memory == first


def test_another_content_has_another_key_and_the_published_content_none(readers: Paths, register: Path) -> None:
    published = file_of(register, "deal_terms").read_bytes()
    keys = []
    for wording in ("One wording.", "Another wording.", "One wording."):
        set_cells(register, "deal_terms", 2, {"statement": wording})
        keys.append(_look()[0])
    assert None not in keys
    assert keys[0] == keys[2] != keys[1]
    file_of(register, "deal_terms").write_bytes(published)
    assert _look()[0] is None


def test_a_content_that_comes_back_once_another_is_published_has_a_key_of_its_own(
    readers: Paths, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Dagster starts one run per key, for ever: with the key of the first time the content would never be published again
    paths = copy_of_warehouse(readers, tmp_path / "warehouse")
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(paths.warehouse))
    keys = []
    for number, wording in enumerate(("One wording.", "Another wording.", "One wording.")):
        set_cells(register, "deal_terms", 2, {"statement": wording})
        keys.append(_look()[0])
        _publish_as_of_now(paths, f"run-{number}")
        assert _look()[0] is None
    assert None not in keys
    assert len(set(keys)) == 3


def test_a_file_with_another_time_and_the_same_content_requests_nothing(readers: Paths, register: Path) -> None:
    _, cursor = _look()
    for path in register.glob("*.csv"):
        os.utime(path, ns=(0, 0))
    key, later = _look(cursor)
    assert key is None
    assert later != cursor


@pytest.mark.parametrize("table", ["deals", "sources"])
def test_a_missing_file_counts_as_a_change(readers: Paths, register: Path, table: str) -> None:
    _, cursor = _look()
    file_of(register, table).unlink()
    key, _ = _look(cursor)
    assert key is not None
    file_of(register, table).write_bytes(b"")
    empty, _ = _look(cursor)
    assert empty not in (None, key)


def test_a_file_that_no_contract_names_requests_nothing(readers: Paths, register: Path) -> None:
    (register / "notes.csv").write_text("note\nnone\n", encoding="utf-8")
    assert _look()[0] is None


def test_a_file_is_read_again_only_where_its_size_or_time_has_changed(register: Path) -> None:
    paths = paths_from_environment()
    cursor, hashes = look_at_raw_files(paths, None)
    file = file_of(register, "deal_terms")
    stat = file.stat()
    file.write_bytes(_same_length(file.read_bytes()))

    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert look_at_raw_files(paths, cursor) == (cursor, hashes)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    _, seen = look_at_raw_files(paths, cursor)
    assert {name for name in seen if seen[name] != hashes[name]} == {"register/deal_terms"}


def test_the_sensor_reports_runs_whose_process_is_gone(readers: Paths, register: Path) -> None:
    from orchestration.automation import roll_back_publication
    from orchestration.run_lock import PID_TAG

    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.create_run_for_job(roll_back_publication, status=dg.DagsterRunStatus.STARTED, tags={PID_TAG: "no number"})
        raw_files_changed(dg.build_sensor_context(instance=instance))
        (seen,) = instance.get_runs()
        assert (seen.run_id, seen.status) == (run.run_id, dg.DagsterRunStatus.FAILURE)


# a run on request


def test_the_rollback_job_shows_readers_the_publication_before(readers: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.definitions import defs

    paths = copy_of_warehouse(readers, tmp_path / "warehouse")
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(paths.warehouse))
    job = defs.resolve_job_def("roll_back_publication")
    with dg.DagsterInstance.ephemeral() as instance:
        assert not job.execute_in_process(instance=instance, raise_on_error=False).success
        first = current_publication(paths)
        assert first is not None
        assert _publish_as_of_now(paths, "later") != first
        assert job.execute_in_process(instance=instance, raise_on_error=False).success
    assert current_publication(paths) == first


# definitions


def test_schedule_and_sensor_are_on_without_a_click() -> None:
    from orchestration.definitions import defs

    assert defs.resolve_schedule_def("daily_refresh").default_status == dg.DefaultScheduleStatus.RUNNING
    assert defs.resolve_sensor_def("raw_files_changed").default_status == dg.DefaultSensorStatus.RUNNING


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("dagster", "definitions", "validate", "-w", "workspace.yaml"), "All code locations passed validation"),
        (("dg", "check", "defs"), "All definitions loaded successfully"),
    ],
    ids=["dagster definitions validate", "dg check defs"],
)
def test_dagster_loads_the_definitions(command: tuple[str, ...], told: str) -> None:
    executable = Path(sys.executable).with_name(command[0])
    answer = subprocess.run([executable, *command[1:]], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert told in answer.stdout + answer.stderr


def _graph() -> dict[str, object]:
    from orchestration.definitions import defs

    graph = defs.resolve_asset_graph()
    nodes = sorted((key.to_user_string(), graph.get(key)) for key in graph.get_all_asset_keys())
    jobs = [job for job in defs.resolve_all_job_defs() if not job.name.startswith("__")]
    (sensor,) = defs.sensors or []
    return {
        "assets": {
            name: {
                "group": node.group_name,
                "deps": sorted(key.to_user_string() for key in node.parent_keys),
                "checks": sorted(key.name for key in node.check_keys),
            }
            for name, node in nodes
        },
        "jobs": {
            job.name: sorted(
                {key.to_user_string() for key in job.asset_layer.selected_asset_keys} or {node.name for node in job.nodes}
            )
            for job in sorted(jobs, key=lambda job: job.name)
        },
        "schedules": {
            schedule.name: {
                "job": schedule.job_name, "cron": schedule.cron_schedule, "timezone": schedule.execution_timezone,
                "default": schedule.default_status.value,
            }
            for schedule in defs.schedules or []
        },
        "sensors": {sensor.name: {"job": sensor.job_name, "seconds": sensor.minimum_interval_seconds}},
    }  # fmt: skip


def test_the_asset_graph_is_the_one_on_record(request: pytest.FixtureRequest) -> None:
    found = _graph()
    if request.config.getoption("--update-golden"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        pytest.skip(f"{GOLDEN.name} is written anew")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8")), "look at the difference, then run pytest --update-golden"
