"""What the tests of whole runs share: starting a run, changing a register, reading and hashing what a run leaves."""

import csv
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb

from orchestration.paths import REPOSITORY, Paths
from tests.broken_register import file_of

REGISTER = REPOSITORY / "raw" / "register"
MARTS = (
    "article_claims", "capacity_online", "change_feed", "circular_exposure", "claim_conflicts", "commitment_bridge",
    "commitment_coverage", "commitment_envelopes", "commitment_maturity", "commitment_mentions", "commitment_run_off",
    "commitment_statements", "commitments", "concentration_drivers", "customer_concentration", "deal_clauses",
    "delivery_risk", "energization_schedule", "energization_slippage", "evidence_coverage", "forecast_scores", "grid_queue",
    "load_haircuts", "money_flows", "power_gap", "queue_funnel", "snapshots", "statements", "thesis_metrics",
    "vendor_concentration", "vendor_outage", "vendor_share_lines", "vendor_shares",
)  # fmt: skip

RESTS_ON_SNAPSHOTS = ("forecast_scores", "grid_queue", "queue_funnel", "snapshots")
Row = tuple[object, ...]


def refresh(selection: list[dg.AssetKey] | None = None) -> dg.ExecuteInProcessResult:
    """Run the main job, or the chosen assets of it, in this process for the paths that the environment asks for."""
    from orchestration.definitions import defs

    job = defs.resolve_job_def("refresh_warehouse")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(instance=instance, raise_on_error=False, asset_selection=selection)


def copy_of_warehouse(paths: Paths, warehouse: Path) -> Paths:
    """A copy of a warehouse, its pointer and modification times included."""
    shutil.copytree(paths.warehouse, warehouse, symlinks=True)
    return Paths(raw=paths.raw, warehouse=warehouse)


def hash_of(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes_below(folder: Path) -> dict[str, str]:
    """Hash of every file below a folder by its relative path; of a symbolic link its target."""
    return {
        str(path.relative_to(folder)): f"-> {path.readlink()}" if path.is_symlink() else hash_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def seen_by_readers(paths: Paths) -> dict[str, str]:
    """Everything that a reader of the warehouse can see: the database, the pointer, the files behind it."""
    marts = {path.name: hash_of(path) for path in sorted((paths.current / "marts").iterdir())}
    return {"database": hash_of(paths.database), "current": str(paths.current.readlink()), **marts}


def query(database: Path, sql: str) -> list[Row]:
    """Rows of a query on a database that is only read."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def outcomes(result: dg.ExecuteInProcessResult) -> dict[tuple[str, str], tuple[bool, str]]:
    """Whether each check of a run passed, and its severity, by asset and check."""
    return {
        (check.asset_key.to_user_string(), check.check_name): (check.passed, check.severity.value)
        for check in result.get_asset_check_evaluations()
    }


def failed_checks(result: dg.ExecuteInProcessResult, check_name: str | None = None) -> list[tuple[str, str]]:
    """Asset and name of the checks that stopped a run, in alphabetical order."""
    return sorted(
        key for key, (passed, severity) in outcomes(result).items()
        if not passed and severity == "ERROR" and check_name in (None, key[1])
    )  # fmt: skip


def materialized(result: dg.ExecuteInProcessResult) -> set[str]:
    """Keys of the assets that a run has materialized."""
    return {event.asset_key.to_user_string() for event in result.get_asset_materialization_events() if event.asset_key}


def metadata_of(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, object]:
    """Metadata of an asset's materialization in a run."""
    events = [e for e in result.get_asset_materialization_events() if e.asset_key and e.asset_key.to_user_string() == asset]
    return {name: value.value for name, value in events[0].materialization.metadata.items()}


def append_rows(folder: Path, table: str, *rows: dict[str, str]) -> None:
    """Append rows, given by column, to a table of a register; columns that are not given stay empty."""
    with file_of(folder, table).open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    with file_of(folder, table).open("a", encoding="utf-8", newline="") as handle:
        csv.DictWriter(handle, header, restval="", lineterminator="\n").writerows(rows)


def records(folder: Path, table: str) -> list[dict[str, str]]:
    """Rows of a table of a register by column, as text."""
    with file_of(folder, table).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def start_python(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """Start a second Python process on `code`, with pipes to and from it."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def next_line(process: subprocess.Popen[str]) -> str:
    """The next line that a second process prints; AssertionError with its standard error where it has ended."""
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    if not line:
        raise AssertionError(f"the process ended: {process.stderr.read()}")
    return line.rstrip("\n")


def tell(process: subprocess.Popen[str], line: str = "go on") -> None:
    """Send a line to a second process."""
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
