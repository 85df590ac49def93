"""Putting a file that a person has into the dated folder that it belongs in."""

from datetime import UTC, date, datetime
from pathlib import Path

from contracts_schema.upstream.snapshot import SnapshotSource
from orchestration.downloads.shelf import Shelf
from orchestration.downloads.sources import SOURCES


class UndatedError(Exception):
    """A file that states no date, and nobody gave one."""


def receive(raw: Path, source: SnapshotSource, path: Path, as_of: date | None) -> Path:
    """Copy a file as it is into raw/<source>/<as-of>/ with a provenance record; returns the copy.

    The date that the file states counts where `as_of` is None. Nothing that is in raw/ is overwritten: another content
    of the same name stands beside it as a re-issue. Raises UnreadableError where the layout is unknown, UndatedError
    where nobody states a date.
    """
    dated = as_of or source.read(path).as_of
    if dated is None:
        raise UndatedError(f"{path.name} states no date; name one with --as-of YYYY-MM-DD")
    return Shelf(raw / source.name, SOURCES[source.name].head).put(path, dated, datetime.now(UTC))
