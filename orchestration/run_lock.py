"""One warehouse run at a time, across processes.

The lock is the kernel's, on a file: it goes with the process that holds it, so a killed run cannot block the next one
as a slot in a Dagster pool does.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES
from filelock import FileLock, Timeout

from orchestration.paths import Paths, paths_from_environment
from orchestration.publishing import prune_runs, repair

PID_TAG = "gigaledger/pid"
WAIT_SECONDS = 900.0


class LockedError(Exception):
    """Another run holds the warehouse and did not finish in time."""


def _holder(lock: Path) -> str:
    try:
        held = json.loads(lock.with_suffix(".holder").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "another process"
    return f"run {held['run_id']} of process {held['pid']}"


@contextmanager
def warehouse_lock(paths: Paths, run_id: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the warehouse. Raises LockedError, naming the holder, when it is not free within `wait_seconds`."""
    paths.warehouse.mkdir(parents=True, exist_ok=True)
    lock = FileLock(paths.lock, timeout=wait_seconds, poll_interval=0.2)
    try:
        lock.acquire()
    except Timeout as error:
        raise LockedError(f"{_holder(paths.lock)} still holds {paths.lock} after {wait_seconds:.0f} s") from error
    try:
        paths.lock.with_suffix(".holder").write_text(json.dumps({"run_id": run_id, "pid": os.getpid()}), encoding="utf-8")
        yield
    finally:
        paths.lock.with_suffix(".holder").unlink(missing_ok=True)
        lock.release()


class WarehouseLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Holds the warehouse for as long as a run, or a step in a process of its own, lasts; cleans up after killed runs."""

    wait_seconds: float = WAIT_SECONDS

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["WarehouseLock"]:
        """Acquire on entry, release on exit; the kernel releases when the process is killed."""
        paths = paths_from_environment()
        if context.log:
            context.log.info(f"waiting for {paths.lock}")
        with warehouse_lock(paths, context.run_id or "", self.wait_seconds):
            repair(paths)
            prune_runs(paths)
            yield self


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def close_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Report runs as failed whose process on this machine is gone without saying so. Returns their ids."""
    closed = []
    for run in instance.get_runs(filters=dg.RunsFilter(statuses=list(NOT_FINISHED_STATUSES))):
        pid = run.tags.get(PID_TAG)
        if pid is not None and not _is_alive(pid):
            instance.report_run_failed(run, message=f"process {pid} ended without finishing the run")
            closed.append(run.run_id)
    return closed
