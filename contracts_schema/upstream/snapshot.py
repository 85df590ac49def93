"""What a reader of a published file hands over, and what a snapshot source is.

A snapshot is the state that a source publishes as of a date. It stands in raw/<source>/<as-of>/ as received. A reader
knows one layout family; it finds tables in the file, cells as text, and counts every row that is no data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from contracts_schema.contract import Contract
from contracts_schema.reading import LINE

SHEET = "__sheet__"

__all__ = ["LINE", "SHEET", "ReadFile", "SnapshotSource"]


@dataclass(frozen=True)
class ReadFile:
    """The content of one published file.

    `series` says what a later file for the same date replaces: the operator, the filer, or the table's name where the
    source publishes one file per table. `as_of` and `published_on` are the dates that the file itself states, None
    where it states none. `tables` holds, by table of the source's contracts, a frame of strings: the contract's raw
    names with empty cells null, SHEET, and LINE (int64), the row in the sheet or file, counted from 1. `non_data`
    counts the rows that are no records, by kind (`header`, `blank`, `footnote`, `test_record`, ...). `rows` is the
    number of rows of all sheets that were read, so that rows = rows of the tables + non_data. `notes` counts values that
    the reader turned into null because the source's own convention says unknown, by convention.
    """

    series: str
    as_of: date | None
    published_on: date | None
    tables: Mapping[str, pl.DataFrame]
    rows: int
    non_data: Mapping[str, int]
    notes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SnapshotSource:
    """A source that publishes snapshots.

    `read` raises UnreadableError for a file whose layout it does not know; the error names what differs. `suffixes` are
    the file name endings that are read (lower case); any other file is refused. `how_to_get` tells a person where the
    files are. `finish`, where a source has it, makes the tables of the contracts of those that `read` found in several files, in
    the same order: steps that take as long for one file as for many. What becomes of a file may not depend on the others.
    A snapshot with more than `max_quarantined_share` of its rows in quarantine is refused whole.
    """

    name: str
    title: str
    publisher: str
    url: str
    how_to_get: str
    contracts: tuple[Contract, ...]
    read: Callable[[Path], ReadFile]
    suffixes: tuple[str, ...]
    finish: Callable[[Sequence[ReadFile]], list[ReadFile]] | None = None
    max_quarantined_share: Decimal = Decimal("0.005")
