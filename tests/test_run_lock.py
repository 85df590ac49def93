"""One warehouse run at a time; a killed run blocks nobody, publishes nothing and is reported."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.paths import REPOSITORY, Paths
from orchestration.run_lock import PID_TAG, LockedError, close_dead_runs, warehouse_lock
from tests.running import append_rows, copy_of_warehouse, hashes_below, next_line, query, seen_by_readers, start_python, tell

HOLDER = """
import sys
from pathlib import Path
from orchestration.paths import Paths
from orchestration.run_lock import LockedError, warehouse_lock

paths, flag = Paths(raw=Path(), warehouse=Path(sys.argv[1])), Path(sys.argv[2])
try:
    with warehouse_lock(paths, "theirs", wait_seconds=0.3):
        print("held", flush=True)
        sys.stdin.readline()
except LockedError as error:
    print(error, flush=True)
    with warehouse_lock(paths, "theirs", wait_seconds=60):
        print("held", "after the release" if flag.exists() else "too early", flush=True)
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """An empty warehouse."""
    return Paths(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")


# the lock


def test_a_second_process_waits_is_told_who_holds_the_warehouse_and_gets_it_once_it_is_free(paths: Paths, tmp_path: Path) -> None:
    released = tmp_path / "released"
    with warehouse_lock(paths, "ours"):
        second = start_python(HOLDER, paths.warehouse, released)
        told = next_line(second)
        released.touch()
    with second:
        assert told.startswith(f"run ours of process {os.getpid()} still holds {paths.lock}")
        assert next_line(second) == "held after the release"


def test_a_process_that_is_killed_frees_the_warehouse(paths: Paths, tmp_path: Path) -> None:
    with start_python(HOLDER, paths.warehouse, tmp_path / "flag") as holder:
        assert next_line(holder) == "held"
        with pytest.raises(LockedError, match=f"run theirs of process {holder.pid} still holds"), warehouse_lock(paths, "ours", 0):
            pass
        holder.kill()
        assert holder.wait() == -signal.SIGKILL
        with warehouse_lock(paths, "ours", 0):
            pass


def test_a_process_that_ends_in_order_frees_the_warehouse_and_is_no_longer_named(paths: Paths, tmp_path: Path) -> None:
    with start_python(HOLDER, paths.warehouse, tmp_path / "flag") as holder:
        assert next_line(holder) == "held"
        tell(holder)
        assert holder.wait() == 0
    assert "theirs" not in "".join(path.read_text(encoding="utf-8") for path in paths.warehouse.iterdir())
    with warehouse_lock(paths, "ours", 0):
        pass


def test_an_error_inside_frees_the_warehouse(paths: Paths) -> None:
    with pytest.raises(ZeroDivisionError), warehouse_lock(paths, "first"):
        raise ZeroDivisionError
    with warehouse_lock(paths, "second", 0):
        pass


def test_two_warehouses_do_not_exclude_one_another(paths: Paths, tmp_path: Path) -> None:
    with warehouse_lock(paths, "ours"), start_python(HOLDER, tmp_path / "another", tmp_path / "flag") as other:
        assert next_line(other) == "held"
        tell(other)


# runs of which the process is gone


def _pid_of_an_ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def _run(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, pid: int | str | None) -> str:
    from orchestration.automation import roll_back_publication

    tags = {} if pid is None else {PID_TAG: str(pid)}
    return instance.create_run_for_job(roll_back_publication, status=status, tags=tags).run_id


def test_runs_of_ended_processes_are_reported_as_failed_and_all_others_are_left_alone() -> None:
    ended = _pid_of_an_ended_process()
    with dg.DagsterInstance.ephemeral() as instance:
        dead = {_run(instance, dg.DagsterRunStatus.STARTED, ended), _run(instance, dg.DagsterRunStatus.STARTING, "no number")}
        living = _run(instance, dg.DagsterRunStatus.STARTED, os.getpid())
        untagged = _run(instance, dg.DagsterRunStatus.STARTED, None)
        finished = _run(instance, dg.DagsterRunStatus.SUCCESS, ended)
        assert set(close_dead_runs(instance)) == dead
        statuses = {run.run_id: run.status for run in instance.get_runs()}
        assert {statuses[run_id] for run_id in dead} == {dg.DagsterRunStatus.FAILURE}
        assert statuses[living] == statuses[untagged] == dg.DagsterRunStatus.STARTED
        assert statuses[finished] == dg.DagsterRunStatus.SUCCESS
        assert close_dead_runs(instance) == []


# a whole run that is killed


def test_a_run_killed_while_dbt_builds_publishes_nothing_and_the_next_run_succeeds_and_reports_it(
    published: Paths, register: Path, tmp_path: Path
) -> None:
    paths = copy_of_warehouse(published, tmp_path / "warehouse")
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(REPOSITORY / ".dagster_home" / "dagster.yaml", home / "dagster.yaml")
    environment = {
        **os.environ, "DAGSTER_HOME": str(home), "GIGALEDGER_RAW": str(register.parent), "GIGALEDGER_WAREHOUSE": str(paths.warehouse),
    }  # fmt: skip
    command = [sys.executable, "-m", "orchestration.cli", "run"]
    before = (seen_by_readers(paths), hashes_below(paths.publications))
    party = {"party_id": "a-new-party", "name": "A new party", "party_type": "utility"}
    append_rows(register, "parties", party)

    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as killed:
        assert killed.stderr is not None
        told = []
        for line in killed.stderr:
            told.append(line)
            if "dbt model" in line:
                killed.kill()
                break
        assert killed.wait() == -signal.SIGKILL, "".join(told)
    assert (seen_by_readers(paths), hashes_below(paths.publications)) == before
    with dg.DagsterInstance.from_config(str(home)) as instance:
        (run,) = instance.get_runs()
        assert run.status == dg.DagsterRunStatus.STARTED

    again = subprocess.run(command, cwd=REPOSITORY, env=environment, text=True, capture_output=True, check=False)
    assert again.returncode == 0, again.stderr
    assert f"run {run.run_id} had been killed; it is now reported as failed" in again.stdout
    assert query(paths.database, "select name from core.dim_party where party_id = 'a-new-party'") == [("A new party",)]
    with dg.DagsterInstance.from_config(str(home)) as instance:
        statuses = {r.run_id: r.status for r in instance.get_runs()}
    assert statuses.pop(run.run_id) == dg.DagsterRunStatus.FAILURE
    assert list(statuses.values()) == [dg.DagsterRunStatus.SUCCESS]
