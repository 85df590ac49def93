"""Write, audit, publish: from a built scratch database to what readers see, and back by rollback.

A publication is a folder publications/<id>/ with gigaledger.duckdb, marts/<mart>.parquet and publication.json. Readers
use warehouse/gigaledger.duckdb and warehouse/current/marts/*.parquet: both change by one rename each, so an open file
keeps its content and nobody sees a half-built state. No Dagster here.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.files import copy_atomically, is_copy, point_atomically, sync_tree
from orchestration.paths import Paths

PUBLISHED_SCHEMAS = ("staging", "core", "marts")
KEEP_PUBLICATIONS = 5
KEEP_RUNS = 10
RECORD = "publication.json"


class AuditError(Exception):
    """The scratch database is not fit to be published."""


@dataclass(frozen=True)
class Publication:
    """What publication.json says. `fingerprint` covers inputs, models and the bytes of every mart; `replaces` is the id of
    the publication that readers saw before.
    """

    publication_id: str
    published_at: str
    run_id: str
    fingerprint: str
    replaces: str | None = None
    inputs: dict[str, str] = field(default_factory=dict)
    marts: dict[str, dict[str, str | int]] = field(default_factory=dict)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts' order by 1").fetchall()
    return [name for (name,) in found]


def _scalar(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def export_marts(database: Path, folder: Path, may_be_empty: Collection[str] = ()) -> dict[str, dict[str, str | int]]:
    """Write every mart of `database` as Parquet, rows in the order of all columns, and read each back.

    Drops the views over landed files, which must not be published. Returns rows and sha256 by mart.
    Raises AuditError where there is no mart, a mart that is none of `may_be_empty` is empty, or a file does not hold its
    rows.
    """
    folder.mkdir(parents=True)
    written: dict[str, dict[str, str | int]] = {}
    with duckdb.connect(str(database)) as connection:
        # one thread, so that row groups are cut the same way on every machine
        connection.execute("set threads to 1")
        schemas = connection.execute("select distinct schema_name from duckdb_views() where not internal").fetchall()
        for (schema,) in schemas:
            if schema not in PUBLISHED_SCHEMAS:
                connection.execute(f'drop schema "{schema}" cascade')
        names = _marts(connection)
        if not names:
            raise AuditError(f"{database} has no marts")
        for name in names:
            path = folder / f"{name}.parquet"
            connection.execute(f"copy (select * from marts.{name} order by all) to {_quoted(path)} (format parquet, compression zstd)")
            rows = _scalar(connection, f"select count(*) from marts.{name}")
            in_file = _scalar(connection, f"select count(*) from read_parquet({_quoted(path)})")
            if rows == 0 and name not in may_be_empty:
                raise AuditError(f"marts.{name} is empty")
            if rows != in_file:
                raise AuditError(f"marts.{name} has {rows} rows, its Parquet file {in_file}")
            written[name] = {"rows": rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        connection.execute("checkpoint")
    return written


def _fingerprint(marts: dict[str, dict[str, str | int]], inputs: dict[str, str], models: dict[str, str]) -> str:
    content = json.dumps([marts, inputs, models], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def publications(paths: Paths) -> list[Publication]:
    """Publications that are kept, oldest first."""
    records = sorted(paths.publications.glob(f"[0-9]*/{RECORD}"))
    return [Publication(**json.loads(record.read_text(encoding="utf-8"))) for record in records]


def current_publication(paths: Paths) -> Publication | None:
    """The publication that readers see, None before the first."""
    record = paths.current / RECORD
    return Publication(**json.loads(record.read_text(encoding="utf-8"))) if record.is_file() else None


def _copy_database(paths: Paths, publication: Publication) -> None:
    # a log that somebody's writing into the old file has left would be replayed onto the new one
    paths.database.with_name(f"{paths.database.name}.wal").unlink(missing_ok=True)
    source = paths.publications / publication.publication_id / paths.database.name
    if not is_copy(source, paths.database):
        copy_atomically(source, paths.database)


def _show(paths: Paths, publication: Publication) -> None:
    point_atomically(paths.current, paths.publications / publication.publication_id)
    _copy_database(paths, publication)


def repair(paths: Paths) -> None:
    """Finish what a killed run left between two renames, and remove what it left unfinished. Call with the lock held."""
    for unfinished in (*paths.publications.glob(".*.tmp"), *paths.warehouse.glob(".*.tmp"), *paths.landed.glob("**/.*.tmp")):
        if unfinished.is_dir() and not unfinished.is_symlink():
            shutil.rmtree(unfinished)
        else:
            unfinished.unlink()
    current = current_publication(paths)
    if current is not None:
        _copy_database(paths, current)


def publish(
    paths: Paths,
    run_id: str,
    inputs: dict[str, str],
    models: dict[str, str],
    *,
    expected_marts: Collection[str] = (),
    may_be_empty: Collection[str] = (),
    on_audited: Callable[[], None] = lambda: None,
) -> tuple[Publication, bool]:
    """Audit the run's scratch database and make it what readers see.

    `inputs` are the hashes of the raw files, `models` those of what builds the marts. Returns the publication and
    whether it is new: where nothing differs from the current or the newest one, nothing is published and the scratch
    database is dropped. So a publication that was rolled back does not come back before its content has changed. `on_audited` is
    called between audit and publication.
    Raises AuditError, and leaves everything as it was, where the database is not fit or one of `expected_marts` is missing. A
    mart without rows is fit only where `may_be_empty` names it.
    """
    scratch = paths.scratch_database(run_id)
    unfinished = paths.publications / f".{run_id}.tmp"
    paths.publications.mkdir(parents=True, exist_ok=True)
    repair(paths)
    try:
        marts = export_marts(scratch, unfinished / "marts", may_be_empty)
        missing = sorted(set(expected_marts) - set(marts))
        if missing:
            raise AuditError(f"marts that were not built: {', '.join(missing)}; run the whole job")
        on_audited()
        fingerprint = _fingerprint(marts, inputs, models)
        before = current_publication(paths)
        kept = publications(paths)
        if before is not None and fingerprint in {before.fingerprint, kept[-1].fingerprint}:
            scratch.unlink()
            return before, False
        now = datetime.now(UTC)
        publication = Publication(
            publication_id=f"{now:%Y%m%dT%H%M%S%fZ}-{fingerprint[:8]}",
            published_at=now.isoformat(timespec="seconds"),
            run_id=run_id,
            fingerprint=fingerprint,
            replaces=before.publication_id if before else None,
            inputs=inputs,
            marts=marts,
        )
        scratch.rename(unfinished / paths.database.name)
        record = json.dumps(asdict(publication), indent=2, sort_keys=True)
        (unfinished / RECORD).write_text(record + "\n", encoding="utf-8")
        sync_tree(unfinished)
        unfinished.rename(paths.publications / publication.publication_id)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _show(paths, publication)
    _prune(paths, publication)
    return publication, True


def _prune(paths: Paths, current: Publication) -> None:
    needed = {current.publication_id, current.replaces}
    for old in publications(paths)[:-KEEP_PUBLICATIONS]:
        if old.publication_id not in needed:
            shutil.rmtree(paths.publications / old.publication_id)


def prune_runs(paths: Paths) -> None:
    """Remove the output folders of all but the last runs."""
    folders = sorted((path for path in paths.runs.glob("*") if path.is_dir()), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for old in folders[:-KEEP_RUNS]:
        shutil.rmtree(old)


def roll_back(paths: Paths) -> Publication:
    """Show readers the publication that the current one replaced. Raises LookupError where it is not kept."""
    repair(paths)
    current = current_publication(paths)
    older = [p for p in publications(paths) if current is not None and p.publication_id == current.replaces]
    if not older:
        raise LookupError("there is no earlier publication to go back to")
    _show(paths, older[0])
    return older[0]
