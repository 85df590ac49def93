"""Loading snapshots: read, judge, order, flag what changed, land.

The files of a date are loaded together: which issue counts is decided among them. What is landed for other dates is
touched only where its predecessor in the series is another one now, or has other content.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

import polars as pl

from contracts_schema.bulk_gate import BulkVerdict, judge_files
from contracts_schema.contract import Contract
from contracts_schema.reading import Problem, UnreadableError, shown
from contracts_schema.upstream.snapshot import LINE, SHEET, ReadFile, SnapshotSource
from orchestration.files import temporary_name, write_atomically
from orchestration.paths import Paths
from orchestration.snapshots.changes import CHANGE, EVENT, GONE, OVERTAKEN, flagged, in_effect
from orchestration.snapshots.records import (
    QUARANTINE,
    Load,
    addresses,
    landed_schema,
    read_loads,
    reader_version,
    snapshot_folders,
    utc,
    with_order,
    write_loads,
)

THREADS = 2
BATCH_BYTES = 16_000_000
STATED, LISTED, PERIOD_END = "stated_in_file", "stated_by_publisher", "end_of_period"


@dataclass(frozen=True)
class _File:
    """A raw file with what was read of it, or why nothing was."""

    path: Path
    as_of: date
    sha256: str
    size: int
    modified_ns: int
    read: ReadFile | None
    problem: Problem | None

    @property
    def name(self) -> str:
        return f"{self.as_of}/{self.path.name}"


def _read(source: SnapshotSource, as_of: date, path: Path) -> _File:
    stat = path.stat()
    with path.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    read: ReadFile | None = None
    problem: Problem | None = None
    try:
        read = source.read(path) if path.suffix.lower() in source.suffixes else None
    except UnreadableError as error:
        problem = error.problem
    except Exception as error:  # noqa: BLE001  # whatever a reader trips over, the other files are to be loaded
        problem = _reader_error(path, error)
    if problem is None:
        problem = _misplaced(source, as_of, path, read)
    return _File(path, as_of, sha256, stat.st_size, stat.st_mtime_ns, read, problem)


def _reader_error(path: Path, error: Exception) -> Problem:
    said = shown(" ".join(str(error).split()))
    return Problem(path.name, 0, "", said, "reader_error", f"cannot be read: {type(error).__name__}")


def _misplaced(source: SnapshotSource, as_of: date, path: Path, read: ReadFile | None) -> Problem | None:
    if read is None:
        return Problem(path.name, 0, "", path.suffix, "file_kind", f"files of this source end in {' or '.join(source.suffixes)}")
    if read.as_of is not None and read.as_of != as_of:
        message = f"file says it is as of {read.as_of}, and stands in the folder of {as_of}"
        return Problem(path.name, 0, "", str(read.as_of), "as_of_of_folder", message)
    known = max(day for day in (as_of, read.published_on) if day)
    if known > datetime.now(UTC).date() + timedelta(days=1):  # a day for the zones that are ahead
        return Problem(path.name, 0, "", str(known), "not_in_future", "is of a day that has not come")
    return None


def _batches(folders: Mapping[date, Sequence[Path]]) -> Iterator[list[tuple[date, Path]]]:
    """Whole folders, as many as make BATCH_BYTES of files: memory is bound by two batches."""
    batch: list[tuple[date, Path]] = []
    size = 0
    for as_of, files in folders.items():
        mine = sum(path.stat().st_size for path in files)
        if batch and size + mine > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch += [(as_of, path) for path in files]
        size += mine
    if batch:
        yield batch


def _read_ahead(source: SnapshotSource, pool: Executor, batches: Iterable[Sequence[tuple[date, Path]]]) -> Iterator[list[_File]]:
    """The files of each batch; while one is judged and landed, the next is read."""
    waiting: list[Future[_File]] = []
    for batch in batches:
        reading = [pool.submit(_read, source, as_of, path) for as_of, path in batch]
        if waiting:
            yield [file.result() for file in waiting]
        waiting = reading
    if waiting:
        yield [file.result() for file in waiting]


def _finished(source: SnapshotSource, files: Sequence[_File]) -> list[_File]:
    """The files with their tables as the source finishes them, together; each by itself where one of them makes it fail."""
    found = [file.read for file in files if file.read]
    if source.finish is None or not found:
        return list(files)
    try:
        finished = iter(source.finish(found))
    except Exception as error:  # noqa: BLE001  # as in _read
        if len(files) > 1:
            return [done for file in files for done in _finished(source, [file])]
        return [replace(file, read=None, problem=_reader_error(file.path, error)) for file in files]
    return [replace(file, read=next(finished)) if file.read else file for file in files]


def _known_on(file: _File, recorded: Mapping[str, str]) -> tuple[date, str]:
    """The latest of the dates that file, publisher and period give: nobody could have read the file before."""
    published = utc(recorded.get("published_at"))
    candidates = [(file.as_of, PERIOD_END)]
    if file.read is not None and file.read.published_on is not None:
        candidates.append((file.read.published_on, STATED))
    if published is not None:
        candidates.append((published.date(), LISTED))
    return max(candidates, key=lambda candidate: candidate[0])


def _load_of(
    source: SnapshotSource, file: _File, verdict: BulkVerdict | None, refusal: Problem | None, recorded: Mapping[str, str]
) -> Load:
    """The record of a file; what its place among other files decides is filled in later."""
    known_on, basis = _known_on(file, recorded)
    read = file.read
    return Load(
        snapshot_id=f"{source.name}/{file.as_of}/{file.path.name}",
        snapshot_source=source.name,
        as_of=file.as_of,
        series=read.series if read else "",
        issue_number=0,
        file_name=file.path.name,
        file_bytes=file.size,
        modified_ns=file.modified_ns,
        sha256=file.sha256,
        made_by=reader_version(),
        known_on=known_on,
        known_on_basis=basis,
        snapshot_state="landed" if refusal is None else "refused",
        refusal=str(refusal) if refusal else None,
        rows_in_file=read.rows if read else 0,
        rows_accepted=verdict.accepted_rows if verdict else 0,
        rows_quarantined=verdict.quarantined if verdict else 0,
        rows_non_data=verdict.non_data if verdict else 0,
        non_data_kinds=json.dumps(dict(read.non_data), sort_keys=True) if read else "{}",
        null_conventions=json.dumps(dict(read.notes), sort_keys=True) if read else "{}",
        is_effective=False,
        previous_snapshot_id=None,
        url=recorded.get("url"),
        fetched_at=utc(recorded.get("fetched_at")),
    )


def _numbered(loads: Sequence[Load]) -> list[Load]:
    """Issues of each series of a date, numbered in the order of publication; then by name, where corrections sort last."""
    counts: dict[str, int] = {}
    numbered = []
    for load in sorted(loads, key=lambda o: (o.series, o.known_on, len(Path(o.file_name).stem), o.file_name)):
        counts[load.series] = number = counts.get(load.series, 0) + 1
        snapshot_id = f"{load.snapshot_source}/{load.as_of}/{load.series}/{number}"
        numbered.append(replace(load, snapshot_id=snapshot_id, issue_number=number))
    return numbered


def _once(file: _File, seen: dict[str, str], recorded: Mapping[str, str]) -> Problem | None:
    """The same bytes a second time are a mistake, unless the record says that the source still had them at that date."""
    other = seen.setdefault(file.sha256, file.name)
    if other == file.name or "same_as" in recorded:
        return None
    return Problem(file.path.name, 0, "", str(file.as_of), "content_once", f"is the same file as {other}")


class _Loader:
    """One load of some dates of a source. Frames of this load are kept until their batch is landed."""

    def __init__(self, paths: Paths, source: SnapshotSource) -> None:
        self.paths, self.source = paths, source
        self.pieces: dict[Path, pl.DataFrame] = {}
        self.loads: dict[date, list[Load]] = {}
        for load in read_loads(paths, source.name):
            self.loads.setdefault(load.as_of, []).append(load)
        self.seen = {o.sha256: f"{o.as_of}/{o.file_name}" for loads in self.loads.values() for o in loads if o.is_landed}
        self.fresh: dict[tuple[str, str], pl.DataFrame] = {}

    def batch(self, files: Sequence[_File]) -> list[Load]:
        dates = {file.as_of for file in files}
        again = tuple(f"{as_of}/" for as_of in dates)
        self.seen = {sha: name for sha, name in self.seen.items() if not name.startswith(again)}
        verdicts = judge_files(self.source, {file.name: file.read for file in files if file.read})
        before = self.loads
        self.loads = {as_of: loads for as_of, loads in before.items() if as_of not in dates}
        made: list[Load] = []
        for as_of in sorted(dates):
            made += self._date(as_of, [file for file in files if file.as_of == as_of], verdicts, before.get(as_of, []))
        self._land(dates, before)
        self.fresh = {}
        return made

    def _date(self, as_of: date, files: Sequence[_File], verdicts: Mapping[str, BulkVerdict], before: Sequence[Load]) -> list[Load]:
        frames: dict[str, dict[str, pl.DataFrame]] = {}
        landed: list[Load] = []
        refused: list[Load] = []
        provenance = addresses(files[0].path.parent)
        known = {load.file_name for load in before if load.is_landed}
        for file in sorted(files, key=lambda f: (f.path.name not in known, f.path.name)):
            verdict, recorded = verdicts.get(file.name), provenance.get(file.path.name, {})
            refusal = file.problem or (verdict.refusal if verdict else None) or _once(file, self.seen, recorded)
            load = _load_of(self.source, file, verdict, refusal, recorded)
            (refused if refusal else landed).append(load)
            if verdict is not None and refusal is None:
                frames[load.file_name] = dict(verdict.accepted)
        fresh = set(frames)
        # what was landed of a file that is refused now, or has gone, stays
        for load in before:
            if load.is_landed and load.file_name not in frames:
                landed.append(load)
                tables = {contract.table: self._frame(contract.table, load) for contract in self.source.contracts}
                frames[load.file_name] = {table: frame for table, frame in tables.items() if frame is not None}
        numbered = _numbered(landed)
        for load in numbered:
            for table, frame in frames[load.file_name].items():
                self.fresh[load.snapshot_id, table] = frame
        self.loads[as_of] = [*numbered, *refused]
        made = [load for load in numbered if load.file_name in fresh] + refused
        self._keep_quarantine(as_of, [(load, verdicts[name]) for load in made if (name := f"{as_of}/{load.file_name}") in verdicts])
        return made

    def _keep_quarantine(self, as_of: date, judged: Sequence[tuple[Load, BulkVerdict]]) -> None:
        path = self.paths.landed / QUARANTINE / f"{self.source.name}.{as_of}.parquet"
        parts = [
            verdict.quarantine.select(pl.lit(load.snapshot_id).alias("snapshot_id"), pl.lit(load.file_name).alias("file_name"), pl.all())
            for load, verdict in judged
            if not verdict.quarantine.is_empty()
        ]
        if parts:
            write_atomically(path, pl.concat(parts).write_parquet, durable=False)
        else:
            path.unlink(missing_ok=True)

    def _land(self, dates: set[date], before: Mapping[date, Sequence[Load]]) -> None:
        recorded = {load.snapshot_id: load for loads in before.values() for load in loads if load.is_landed}
        landed = [load for loads in self.loads.values() for load in loads if load.is_landed]
        new_ids = {snapshot_id for snapshot_id, _ in self.fresh}
        for series in sorted({load.series for load in landed}):
            mine = sorted((load for load in landed if load.series == series), key=lambda load: load.issue)
            effective = in_effect([load.issue for load in mine])
            ordered = {load.snapshot_id: with_order(load, effective) for load in mine}
            chain = [ordered[issue.snapshot_id] for issue in effective]
            affected = {
                load.snapshot_id
                for load in ordered.values()
                if load.snapshot_id in new_ids
                or load.previous_snapshot_id in new_ids
                or self._place_of(recorded.get(load.snapshot_id)) != (load.is_effective, load.previous_snapshot_id)
            }
            for contract in self.source.contracts:
                self._land_table(contract, chain, [o for o in ordered.values() if not o.is_effective], affected)
            self._update(ordered)
        _write_pieces(self.pieces)
        self.pieces = {}
        self._remove_stale({load.as_of for load in landed if load.as_of in dates})
        write_loads(self.paths, self.source.name, [load for loads in self.loads.values() for load in loads])

    @staticmethod
    def _place_of(load: Load | None) -> tuple[bool, str | None] | None:
        return (load.is_effective, load.previous_snapshot_id) if load else None

    def _update(self, ordered: Mapping[str, Load]) -> None:
        self.loads = {
            as_of: [ordered.get(load.snapshot_id, load) if load.is_landed else load for load in loads]
            for as_of, loads in self.loads.items()
        }

    def _piece(self, table: str, load: Load) -> Path:
        return self.paths.landed / self.source.name / table / load.piece

    def _frame(self, table: str, load: Load) -> pl.DataFrame | None:
        """Accepted rows of a snapshot: of this load, or as landed."""
        fresh = self.fresh.get((load.snapshot_id, table))
        if fresh is not None:
            return fresh
        path = self._piece(table, load)
        if not path.is_file():
            return None
        landed = pl.read_parquet(path).filter(pl.col(CHANGE) != GONE)
        return landed.rename({"sheet": SHEET, "line": LINE}).drop("snapshot_id", "as_of", "known_on", CHANGE)

    def _land_table(self, contract: Contract, chain: Sequence[Load], overtaken: Sequence[Load], affected: set[str]) -> None:
        table, is_compared = contract.table, contract.content != "events"
        told = [(load, OVERTAKEN) for load in overtaken] + ([] if is_compared else [(load, EVENT) for load in chain])
        for load, change in told:
            frame = self._frame(table, load) if load.snapshot_id in affected else None
            if frame is not None:
                self._write(contract, load, _with_change(frame, change))
        if not is_compared:
            return
        compared = [name for name in contract.header if name not in contract.key]
        for first, stretch in _stretches(chain, affected):
            previous = self._frame(table, chain[first - 1]) if first else None
            pairs = [(load, frame) for load in stretch if (frame := self._frame(table, load)) is not None]
            if not pairs:
                continue
            frames = [f[[*contract.header, SHEET, LINE]] for f in ([previous] if previous is not None else []) + [f for _, f in pairs]]
            results = flagged(frames, contract.key, compared, has_previous=previous is not None)
            for (load, _), result in zip(pairs, results, strict=True):
                self._write(contract, load, result)

    def _write(self, contract: Contract, load: Load, frame: pl.DataFrame) -> None:
        """Make a piece to be written; `_land` writes all of them together before it records them."""
        piece = frame[[*contract.header, SHEET, LINE, CHANGE]]
        told: tuple[str | date, ...] = (load.snapshot_id, load.as_of, load.known_on)
        for place, value in enumerate(told):
            piece.insert_column(place, _repeated(str(place), value, piece.height))
        piece.columns = list(landed_schema(contract))
        self.pieces[self._piece(contract.table, load)] = piece

    def _remove_stale(self, dates: set[date]) -> None:
        """Pieces of these dates that no record names any more."""
        named = {load.piece for as_of in dates for load in self.loads[as_of] if load.is_landed}
        starts = tuple(f"{as_of}." for as_of in dates)
        for contract in self.source.contracts:
            for path in (self.paths.landed / self.source.name / contract.table).glob("*.parquet"):
                if path.name.startswith(starts) and path.name not in named:
                    path.unlink()


def _write_pieces(pieces: Mapping[Path, pl.DataFrame]) -> None:
    """Write many small files at once, each of which a reader sees as it was or as it is now."""
    for folder in {path.parent for path in pieces}:
        folder.mkdir(parents=True, exist_ok=True)
    temporary = {path: temporary_name(path) for path in pieces}
    try:
        pl.collect_all(
            [piece.lazy().sink_parquet(temporary[path], compression="lz4", statistics=False, lazy=True) for path, piece in pieces.items()],
            engine="streaming",
        )
        for path, written in temporary.items():
            written.replace(path)
    finally:
        for written in temporary.values():
            written.unlink(missing_ok=True)


def _repeated(name: str, value: str | date, rows: int) -> pl.Series:
    return pl.Series(name, [value]).new_from_index(0, rows)


def _with_change(frame: pl.DataFrame, change: str) -> pl.DataFrame:
    return frame.hstack([_repeated(CHANGE, change, frame.height)])


def _stretches(chain: Sequence[Load], affected: set[str]) -> Iterator[tuple[int, list[Load]]]:
    """Stretches of consecutive affected snapshots, each with the place of its first."""
    places = enumerate(chain)
    for is_affected, stretch in groupby(places, lambda place: place[1].snapshot_id in affected):
        if is_affected:
            numbered = list(stretch)
            yield numbered[0][0], [load for _, load in numbered]


def load_snapshots(
    paths: Paths, source: SnapshotSource, as_ofs: Sequence[date] | None = None, on_batch: Callable[[Sequence[Load]], None] | None = None
) -> list[Load]:
    """Load the folders of a source, or those of some dates; returns the records of their files, in order of date.

    `on_batch` is called with the records of each batch as it is landed. Raises KeyError for a date that has no folder.
    A file that is refused leaves what was landed of it before.
    """
    folders = snapshot_folders(paths.raw, source)
    chosen = folders if as_ofs is None else {as_of: folders[as_of] for as_of in sorted(set(as_ofs))}
    made: list[Load] = []
    with ThreadPoolExecutor(THREADS) as pool:
        loader = _Loader(paths, source)
        for files in _read_ahead(source, pool, _batches(chosen)):
            done = loader.batch(_finished(source, files))
            made += done
            if on_batch is not None:
                on_batch(done)
    return made
