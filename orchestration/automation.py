"""When things run: the job, its daily schedule, the sensor on raw files, the rollback job."""

import hashlib
import json
from pathlib import Path

import dagster as dg

from contracts_schema import CONTRACTS
from contracts_schema.registry import SNAPSHOT_SOURCES
from orchestration.downloads.assets import DOWNLOADS
from orchestration.paths import Paths, paths_from_environment
from orchestration.publishing import publications, roll_back
from orchestration.run_lock import close_dead_runs
from orchestration.snapshots.assets import partitioned_tables, register_dates
from orchestration.snapshots.records import waiting_files

REFRESH = "refresh_warehouse"
SENSOR_SECONDS = 30

refresh_warehouse = dg.define_asset_job(
    REFRESH,
    # a refresh needs no network
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(*partitioned_tables()) - DOWNLOADS,
    executor_def=dg.in_process_executor,
    config={"loggers": {"console": {"config": {}}}},
    description="From raw files to published marts: gate, models, tests, publication.",
    tags={"dagster/max_runtime": 3600},
)

daily_refresh = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh_warehouse,
    cron_schedule="15 5 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every day at 05:15 UTC.",
)


def _hash(path: Path, known: dict[str, list[str | int]]) -> list[str | int]:
    """Size, modification time and hash of a file; the hash is read again only where the first two differ."""
    stat = path.stat()
    remembered = known.get(str(path))
    if remembered and remembered[:2] == [stat.st_size, stat.st_mtime_ns]:
        return remembered
    return [stat.st_size, stat.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()]


def look_at_raw_files(paths: Paths, cursor: str | None) -> tuple[str, dict[str, str]]:
    """New cursor, and the hash of every raw file that a contract names, by `source/table`; a missing file has none."""
    known: dict[str, list[str | int]] = json.loads(cursor) if cursor else {}
    seen: dict[str, list[str | int]] = {}
    hashes: dict[str, str] = {}
    for contract in CONTRACTS:
        path = paths.raw / contract.source / contract.file_name
        if path.is_file():
            seen[str(path)] = _hash(path, known)
            hashes[contract.name] = str(seen[str(path)][2])
    return json.dumps(seen, sort_keys=True), hashes


@dg.sensor(
    job=refresh_warehouse,
    minimum_interval_seconds=SENSOR_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a refresh when a raw file is no longer the published one or a dated folder waits. A content is tried once.",
)
def raw_files_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Compare raw files with the inputs of the newest publication."""
    paths = paths_from_environment()
    close_dead_runs(context.instance)
    cursor, hashes = look_at_raw_files(paths, context.cursor)
    context.update_cursor(cursor)
    # the newest publication and not the current one, so that a rollback lasts until the content changes
    kept = publications(paths)
    newest = kept[-1] if kept else None
    register_dates(context.instance, paths)
    waiting = waiting_files(paths, SNAPSHOT_SOURCES)
    published = {name: sha256 for name, sha256 in newest.inputs.items() if name.count("/") == 1} if newest else {}
    if newest is not None and published == hashes and not waiting:
        return dg.SkipReason(f"raw files are those of publication {newest.publication_id}")
    # a content that comes back after another was published is to be tried again
    known = [newest.publication_id if newest else None, hashes, *([waiting] if waiting else [])]
    key = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)])


@dg.op(required_resource_keys={"warehouse_lock"}, description="Shows readers the publication before the current one.")
def show_previous_publication(context: dg.OpExecutionContext) -> None:
    """Roll back by one publication."""
    publication = roll_back(paths_from_environment())
    context.log.info(f"readers now see {publication.publication_id}")


@dg.job(executor_def=dg.in_process_executor, description="Back to the publication before the current one.")
def roll_back_publication() -> None:
    """One step back."""
    show_previous_publication()
