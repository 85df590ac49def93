"""Strict reading of a raw CSV file: bytes to text cells, text cells to typed columns.

Finds what makes a file unreadable (encoding, line ends, header, torn rows) and cells that are not of their type.
What the values mean is judged in `gate.py`. Streams: memory is bound by the batch, not by the file.
"""

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from contracts_schema.contract import Contract

LINE = "__line__"
BATCH_ROWS = 50_000
CELL_LIMIT = 131_072
BOM = "\ufeff"
SHOWN_CHARACTERS = 200


def shown(value: str | None) -> str:
    """A value as a problem shows it: shortened, with its length, where it is long."""
    if value is None or len(value) <= SHOWN_CHARACTERS:
        return value or ""
    return f"{value[:SHOWN_CHARACTERS]}... ({len(value):,} characters)"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: where, what was found, which rule it breaks. Line 0 is the file as a whole."""

    file: str
    line: int
    column: str
    value: str
    rule: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        column = f" [{self.column}]" if self.column else ""
        return f"{place}{column} {self.value!r}: {self.message} ({self.rule})"


class UnreadableError(Exception):
    """A file that cannot be read as a table; carries the problem that stopped the reading."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Rows(Protocol):
    """What `csv.reader` returns."""

    line_num: int

    def __iter__(self) -> "Rows": ...
    def __next__(self) -> list[str]: ...


class UnreadableHeaderError(UnreadableError):
    """A file whose header has several problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0])
        self.problems = problems


def _lines(path: Path, file: str) -> Iterator[str]:
    """Physical lines, with what no line may have refused at the first one that has it."""
    number = 0
    with path.open(encoding="utf-8", newline="\n") as handle:
        while True:
            try:
                line = handle.readline(CELL_LIMIT * 4)
            except UnicodeDecodeError as error:
                raise UnreadableError(_encoding_problem(path, file)) from error
            if not line:
                break
            number += 1
            if number == 1 and line.startswith(BOM):
                raise UnreadableError(
                    Problem(file, 1, "", "BOM", "no_byte_order_mark", "file starts with a byte order mark; save as UTF-8 without one")
                )
            if "\r" in line:
                raise UnreadableError(
                    Problem(file, number, "", "CR", "line_feed_only", "line holds a carriage return; lines end with LF alone")
                )
            if "\0" in line:
                raise UnreadableError(Problem(file, number, "", "NUL", "text_only", "line holds a NUL byte; is this a CSV file?"))
            if not line.endswith("\n"):
                if len(line) >= CELL_LIMIT * 4:
                    raise UnreadableError(
                        Problem(file, number, "", f"{line[:60]}...", "cell_size", f"line is longer than {CELL_LIMIT * 4:,} characters")
                    )
                raise UnreadableError(
                    Problem(file, number, "", line[-60:], "complete_last_line", "file does not end with a line feed; is it truncated?")
                )
            yield line


def _encoding_problem(path: Path, file: str) -> Problem:
    with path.open("rb") as handle:
        for number, line in enumerate(handle, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                shown = line[max(0, error.start - 20) : error.end + 20].decode("utf-8", "backslashreplace").strip()
                return Problem(
                    file, number, "", shown, "utf_8", f"byte {error.object[error.start]:#04x} is not UTF-8; save the file as UTF-8"
                )
    return Problem(file, 0, "", "", "utf_8", "file is not UTF-8")


def _header_problems(header: list[str], contract: Contract, file: str) -> Iterator[Problem]:
    expected = list(contract.header)
    if header == expected:
        return
    if not header:
        yield Problem(file, 1, "", "", "has_header", "the first line is blank; it holds the names of the columns")
        return
    header = [shown(name) for name in header]
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        yield Problem(file, 1, "", header[0][:60], "comma_separated", "header has one cell; cells are separated by commas")
        return
    seen: set[str] = set()
    for name in header:
        if name in seen:
            yield Problem(file, 1, name, name, "column_once", "column stands in the header twice")
        seen.add(name)
    missing = [name for name in expected if name not in seen]
    extra = [name for name in dict.fromkeys(header) if name not in expected]
    if len(missing) == len(extra) == 1 and len(header) == len(expected):
        yield Problem(file, 1, missing[0], extra[0], "column_renamed", f"column {missing[0]!r} is called {extra[0]!r}")
    else:
        for name in missing:
            yield Problem(file, 1, name, "", "column_present", f"column {name!r} is missing")
        for name in extra:
            yield Problem(file, 1, name, name, "column_known", f"column {name!r} is not in the contract")
    if not missing and not extra and len(header) == len(expected):
        moved = next(name for name, wanted in zip(header, expected, strict=True) if name != wanted)
        yield Problem(file, 1, moved, moved, "column_order", f"columns are in another order; expected {', '.join(expected)}")


def read_text(path: Path, contract: Contract) -> Iterator[tuple[pl.DataFrame, list[Problem]]]:
    """Read the file as text, in batches of BATCH_ROWS rows.

    Yields frames of the contract's raw names, all strings with empty cells null, plus LINE (int64), the line a row
    begins on; beside each the problems of rows that could not be placed in it.

    Raises UnreadableError where the file as a whole cannot be read.
    """
    file = contract.file_name
    if not path.is_file():
        raise UnreadableError(Problem(file, 0, "", "", "file_present", f"file is missing from {path.parent.name}/"))
    if path.stat().st_size == 0:
        raise UnreadableError(Problem(file, 0, "", "", "file_not_empty", "file is empty"))
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(_lines(path, file), strict=True)
    header = _next_row(reader, file, 1)
    problems = list(_header_problems(header or [], contract, file))
    if problems:
        raise UnreadableHeaderError(problems)
    rows = _numbered_rows(reader, file)
    schema = {LINE: pl.Int64, **dict.fromkeys(contract.header, pl.String)}
    width = len(contract.header)
    read_any = False
    while batch := list(itertools.islice(rows, BATCH_ROWS)):
        read_any = True
        problems = [
            Problem(file, line, "", ",".join(row)[:120], "cells_per_row", f"row has {len(row)} cells, the header {width}")
            for line, row in batch
            if len(row) != width
        ]
        good = [(line, *(cell or None for cell in row)) for line, row in batch if len(row) == width]
        yield pl.DataFrame(good, schema=schema, orient="row"), problems
    if not read_any:
        raise UnreadableError(Problem(file, 0, "", "", "has_rows", "file has a header and no rows"))


def _next_row(reader: Rows, file: str, line: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        rule = "cell_size" if "field larger" in str(error) else "quoting"
        message = f"a cell is longer than {CELL_LIMIT:,} characters" if rule == "cell_size" else f"quotes do not match: {error}"
        raise UnreadableError(
            Problem(file, line, "", "", rule, f"{message}; the row begins here, and was given up at line {reader.line_num}")
        ) from error


def _numbered_rows(reader: Rows, file: str) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = reader.line_num + 1
        row = _next_row(reader, file, line)
        if row is None:
            return
        yield line, row


def _is_of_type(cell: pl.Expr, type_: str, size: tuple[int, int] | None) -> pl.Expr:
    if size:
        whole, scale = size[0] - size[1], size[1]
        return cell.str.contains(rf"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{scale}}})?$")
    if type_ == "int":
        return cell.str.contains(r"^-?[0-9]{1,9}$")
    if type_ == "bigint":
        return cell.str.contains(r"^-?[0-9]{1,18}$")
    if type_ == "date":
        return cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & cell.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    if type_ == "string":
        return pl.lit(value=True)
    raise ValueError(f"no reading of type {type_!r}")


def polars_type(type_: str, size: tuple[int, int] | None) -> pl.DataType:
    """Polars type of a column type that a raw file may have; ValueError for any other."""
    if size:
        return pl.Decimal(*size)
    plain: dict[str, pl.DataType] = {"int": pl.Int32(), "bigint": pl.Int64(), "date": pl.Date(), "string": pl.String()}
    if type_ not in plain:
        raise ValueError(f"no reading of type {type_!r}")
    return plain[type_]


def to_types(text: pl.DataFrame, contract: Contract) -> tuple[pl.DataFrame, list[Problem]]:
    """Turn text cells into the contract's types.

    Returns a frame of the same rows with LINE first, where a cell that is not of its type is null, and a problem for
    each such cell.
    """
    problems: list[Problem] = []
    typed: list[pl.Expr] = [pl.col(LINE)]
    for field in contract.fields:
        cell, column = pl.col(field.raw_name), field.column
        fits = _is_of_type(cell, column.type, column.decimal_size)
        for line, value in text.filter(cell.is_not_null() & ~fits).select(LINE, field.raw_name).iter_rows():
            problems.append(Problem(contract.file_name, line, field.raw_name, shown(value), "type", f"is not a {column.type}"))
        target = polars_type(column.type, column.decimal_size)
        readable = pl.when(fits).then(cell)
        if column.type == "date":
            typed.append(readable.str.to_date("%Y-%m-%d", strict=False).alias(field.raw_name))
        else:
            typed.append(readable.cast(target, strict=False).alias(field.raw_name))
    return text.select(typed), problems
