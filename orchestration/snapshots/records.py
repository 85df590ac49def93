"""The record of what was loaded: one row per file of a snapshot, landed as `snapshots/loads`.

The record is what a run compares the raw folders with, what readers see as core.dim_snapshot, and where the order of
the snapshots of a series comes from.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

import contracts_schema
from contracts_schema.bulk_gate import QUARANTINE_SCHEMA
from contracts_schema.contract import Contract
from contracts_schema.provenance import RECORD
from contracts_schema.reading import polars_type
from contracts_schema.upstream.snapshot import SnapshotSource
from orchestration.files import write_atomically
from orchestration.paths import Paths
from orchestration.snapshots.changes import CHANGE, Issue

LOADS = "snapshots/loads"
QUARANTINE = "snapshots/quarantine"
NO_ROWS = "_no_rows.parquet"


@dataclass(frozen=True)
class Load:
    """What became of one file. `state` is `landed` or `refused`; `refusal` says why. Counts are of rows."""

    snapshot_id: str
    snapshot_source: str
    as_of: date
    series: str
    issue_number: int
    file_name: str
    file_bytes: int
    modified_ns: int
    sha256: str
    made_by: str
    known_on: date
    known_on_basis: str
    snapshot_state: str
    refusal: str | None
    rows_in_file: int
    rows_accepted: int
    rows_quarantined: int
    rows_non_data: int
    non_data_kinds: str
    null_conventions: str
    is_effective: bool
    previous_snapshot_id: str | None
    url: str | None
    fetched_at: datetime | None

    @property
    def is_landed(self) -> bool:
        """Whether the rows of the file are landed."""
        return self.snapshot_state == "landed"

    def __str__(self) -> str:
        where = f"{self.snapshot_source}/{self.as_of}/{self.file_name}"
        if not self.is_landed:
            return f"{where}: refused: {self.refusal}"
        counts = f"{self.rows_accepted:,} of {self.rows_in_file:,} rows accepted, {self.rows_quarantined:,} quarantined"
        return f"{where}: {counts}, {self.rows_non_data:,} no records"

    @property
    def issue(self) -> Issue:
        """The file's place among the files of its series."""
        return Issue(self.known_on, self.as_of, self.issue_number, self.snapshot_id)

    @property
    def piece(self) -> str:
        """File name of the landed pieces of this file."""
        return f"{self.as_of}.{self.series}.{self.issue_number}.parquet"


_TYPES: dict[object, Any] = {
    str: pl.String, int: pl.Int64, bool: pl.Boolean, date: pl.Date, str | None: pl.String, datetime | None: pl.Datetime("us"),
}  # fmt: skip
LOAD_SCHEMA: dict[str, Any] = {name: _TYPES[field.type] for name, field in Load.__dataclass_fields__.items()}


@cache
def reader_version() -> str:
    """Hash of the code that turns files into rows: after a change to it every snapshot is loaded anew."""
    package = Path(contracts_schema.__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*.py"), *(package / "upstream").rglob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def snapshot_folders(raw: Path, source: SnapshotSource) -> dict[date, list[Path]]:
    """Files of each dated folder of a source, by as-of date in order; the provenance record, hidden files and locks left out."""
    found: dict[date, list[Path]] = {}
    for folder in sorted((raw / source.name).glob("*")):
        as_of = _folder_date(folder)
        files = [path for path in sorted(folder.iterdir()) if path.is_file() and _is_delivery(path.name)] if as_of else []
        if as_of and files:
            found[as_of] = files
    return found


def _folder_date(folder: Path) -> date | None:
    """The date that a folder is named after, written YYYY-MM-DD and in no other of the forms of ISO 8601."""
    try:
        as_of = date.fromisoformat(folder.name)
    except ValueError:
        return None
    return as_of if folder.is_dir() and folder.name == str(as_of) else None


def _is_delivery(name: str) -> bool:
    return name != RECORD and not name.startswith((".", "~$"))  # a spreadsheet program locks an open file by one named ~$


def misplaced(raw: Path, source: SnapshotSource) -> list[Path]:
    """What stands in the source's folder and is no dated folder, or a folder inside of one, so that it is not read."""
    top = [path for path in sorted((raw / source.name).glob("*")) if _is_delivery(path.name)]
    inner = [path for folder in top if _folder_date(folder) for path in sorted(folder.iterdir()) if not path.is_file()]
    return [path for path in top if not _folder_date(path)] + [path for path in inner if _is_delivery(path.name)]


def _record_file(paths: Paths, source: str) -> Path:
    return paths.landed / LOADS / f"{source}.parquet"


def read_loads(paths: Paths, source: str) -> list[Load]:
    """Records of a source in order of date, series and issue."""
    path = _record_file(paths, source)
    if not path.is_file():
        return []
    frame = pl.read_parquet(path).sort("as_of", "series", "issue_number", "file_name")
    return [Load(**row) for row in frame.iter_rows(named=True)]


def write_loads(paths: Paths, source: str, loads: Sequence[Load]) -> None:
    """Replace the records of a source."""
    frame = pl.DataFrame({name: [getattr(load, name) for load in loads] for name in LOAD_SCHEMA}, schema=LOAD_SCHEMA)
    write_atomically(_record_file(paths, source), frame.write_parquet, durable=False)


def is_pending(files: Sequence[Path], loads: Sequence[Load]) -> bool:
    """Whether a folder's files are not those that were loaded, or were loaded by other code."""
    known = {(load.file_name, load.file_bytes, load.modified_ns, load.made_by) for load in loads}
    stats = [(path.name, path.stat()) for path in files]
    return any((name, stat.st_size, stat.st_mtime_ns, reader_version()) not in known for name, stat in stats)


def pending(paths: Paths, source: SnapshotSource) -> list[date]:
    """Dates of a source whose folder is to be loaded."""
    by_date: dict[date, list[Load]] = {}
    for load in read_loads(paths, source.name):
        by_date.setdefault(load.as_of, []).append(load)
    return [as_of for as_of, files in snapshot_folders(paths.raw, source).items() if is_pending(files, by_date.get(as_of, []))]


def utc(text: str | None) -> datetime | None:
    """A time of a provenance record as UTC without a zone; None where there is none."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None) if text else None


def addresses(folder: Path) -> dict[str, dict[str, str]]:
    """What the provenance record of a dated folder says of its files, by file name."""
    path = folder / RECORD
    content = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    files = (content or {}).get("files") or {}
    return {name: {key: str(value) for key, value in facts.items()} for name, facts in files.items()}


def with_order(load: Load, effective: Sequence[Issue]) -> Load:
    """The record with its place in the order of its series."""
    ids = [issue.snapshot_id for issue in effective]
    if load.snapshot_id not in ids:
        return replace(load, is_effective=False, previous_snapshot_id=None)
    place = ids.index(load.snapshot_id)
    return replace(load, is_effective=True, previous_snapshot_id=ids[place - 1] if place else None)


def landed_schema(contract: Contract) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Columns of a landed piece of a table."""
    return {
        "snapshot_id": pl.String,
        "as_of": pl.Date,
        "known_on": pl.Date,
        **{field.raw_name: polars_type(field.column.type, field.column.decimal_size) for field in contract.fields},
        "sheet": pl.String,
        "line": pl.Int64,
        CHANGE: pl.String,
    }


def empty_tables(sources: Sequence[SnapshotSource]) -> Iterator[tuple[str, dict[str, pl.DataType | type[pl.DataType]]]]:
    """Folder and columns of every snapshot table, the records included."""
    yield LOADS, dict(LOAD_SCHEMA)
    yield QUARANTINE, {"snapshot_id": pl.String, "file_name": pl.String, **QUARANTINE_SCHEMA}
    for source in sources:
        for contract in source.contracts:
            yield f"{source.name}/{contract.table}", landed_schema(contract)


def ensure_tables(paths: Paths, sources: Sequence[SnapshotSource]) -> None:
    """Give every snapshot table a piece without rows, so that it can be read before anything was received."""
    for folder, schema in empty_tables(sources):
        path = paths.landed / folder / NO_ROWS
        if not path.is_file() or pl.read_parquet_schema(path) != pl.Schema(schema):
            write_atomically(path, pl.DataFrame(schema=schema).write_parquet, durable=False)


def snapshot_hashes(paths: Paths, sources: Sequence[SnapshotSource]) -> dict[str, str]:
    """Hash of the raw file behind every landed snapshot, by its id."""
    return {load.snapshot_id: load.sha256 for source in sources for load in read_loads(paths, source.name) if load.is_landed}


def waiting_files(paths: Paths, sources: Sequence[SnapshotSource]) -> list[str]:
    """Every file in a folder that is to be loaded, with size and time: what a run would be started for."""
    found = []
    for source in sources:
        folders = snapshot_folders(paths.raw, source)
        for as_of in pending(paths, source):
            stats = [(path, path.stat()) for path in folders[as_of]]
            found += [f"{source.name}/{as_of}/{path.name} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats]
    return found


def not_received(paths: Paths, sources: Sequence[SnapshotSource]) -> list[SnapshotSource]:
    """Sources of which nothing is landed."""
    return [source for source in sources if not any(load.is_landed for load in read_loads(paths, source.name))]


def refused_files(paths: Paths, sources: Sequence[SnapshotSource]) -> list[Load]:
    """Files that stand in raw/ and are refused."""
    return [load for source in sources for load in read_loads(paths, source.name) if not load.is_landed]
