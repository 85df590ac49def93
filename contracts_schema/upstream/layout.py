"""Matching the header of a published table with the layouts that are known.

A layout is data: the header's names and what each is called here. Columns are matched by text, never by position. What
the columns hold is the business of the source's own module.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from contracts_schema.reading import LINE, Problem, UnreadableError, shown
from contracts_schema.upstream.cells import clean
from contracts_schema.upstream.snapshot import SHEET


@dataclass(frozen=True)
class Layout:
    """One known header: `columns` maps its names to raw names of a contract; `ignored` may stand in it and are not kept."""

    name: str
    columns: Mapping[str, str]
    ignored: frozenset[str] = frozenset()

    def differences(self, header: Sequence[str]) -> tuple[list[str], list[str]]:
        """The names that are missing from `header` and those that are strange to the layout, letter case aside."""
        known, found = {_plain(name) for name in self.columns}, {_plain(name) for name in header}
        may = known | {_plain(name) for name in self.ignored}
        return [name for name in self.columns if _plain(name) not in found], [name for name in header if _plain(name) not in may]


@dataclass(frozen=True)
class Place:
    """Where a table stands, for messages: file, sheet (empty in a text file), row of the header counted from 1."""

    file: str
    sheet: str
    row: int

    def problem(self, column: str, value: str, rule: str, message: str) -> UnreadableError:
        """The error that refuses the file because of this header."""
        sheet = f"sheet {self.sheet!r}: " if self.sheet else ""
        return UnreadableError(Problem(self.file, self.row, column, shown(value), rule, sheet + message))


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()


def header_row(frame: pl.DataFrame, name: str, *, within: int = 10) -> int | None:
    """Index of the first of the top rows that has a cell `name`; null where none has."""
    for index, row in enumerate(frame.head(within).iter_rows()):
        if any(isinstance(cell, str) and _plain(cell) == _plain(name) for cell in row):
            return index
    return None


def find_layout(names: Sequence[str], layouts: Sequence[Layout], place: Place) -> Layout:
    """The layout that has exactly these columns; UnreadableError naming what differs from the nearest where none has."""
    twice = [name for name, times in Counter(_plain(name) for name in names).items() if times > 1]
    if twice:
        raise place.problem(twice[0], twice[0], "column_once", f"column {twice[0]!r} stands in the header twice")
    found = {layout.name: layout.differences(names) for layout in layouts}
    for layout in layouts:
        if found[layout.name] == ([], []):
            return layout
    nearest = min(layouts, key=lambda layout: (sum(len(part) for part in found[layout.name]), layout.name))
    missing, strange = found[nearest.name]
    parts = [
        f"{what} {', '.join(repr(shown(name)) for name in some)}" for what, some in (("missing", missing), ("unexpected", strange)) if some
    ]
    message = f"columns are of no known layout; against {nearest.name}: {'; '.join(parts)}"
    raise place.problem((missing or strange)[0], (strange or missing)[0], "known_layout", message)


def headed_table(frame: pl.DataFrame, lines: pl.Series, index: int, layouts: Sequence[Layout], place: Place) -> tuple[Layout, pl.DataFrame]:
    """The rows below a header as a table of cleaned text under the layout's raw names, with SHEET and LINE.

    `frame` holds the sheet as strings, `lines` its row numbers, `index` the row of the header. Columns without a name
    must be empty below the header. Raises UnreadableError where the header is of no known layout.
    """
    header = [" ".join(str(cell or "").split()) for cell in frame.row(index)]
    body = frame.slice(index + 1).with_columns(lines.slice(index + 1).cast(pl.Int64).alias(LINE))
    for column, name in zip(frame.columns, header, strict=True):
        if not name and not body.select(clean(pl.col(column)).is_null().all()).item():
            raise place.problem(column, "", "column_named", f"column {int(column) + 1} has values and no name")
    names = [name for name in header if name]
    layout = find_layout(names, layouts, place)
    raw_names = {_plain(name): raw_name for name, raw_name in layout.columns.items()}
    kept = [
        clean(pl.col(column)).alias(raw_names[_plain(name)])
        for column, name in zip(frame.columns, header, strict=True)
        if _plain(name) in raw_names
    ]
    return layout, body.select(pl.lit(place.sheet).alias(SHEET), LINE, *kept)
