"""Opening a published CSV file safely, and its rows as text.

More lenient than the reading of our own register: line ends of any kind, line breaks in quoted cells and a byte order
mark are a publisher's habit, and change no value. What the columns mean is the business of the source's own module.
"""

import csv
import io
from pathlib import Path

import polars as pl

from contracts_schema.reading import CELL_LIMIT, Problem, UnreadableError, shown

MAX_BYTES = 64_000_000
MAX_ROWS = 1_000_000


def published_text(path: Path, *, most_bytes: int = MAX_BYTES) -> str:
    """The text of a published file, UTF-8 with or without a byte order mark.

    Raises UnreadableError for a file that is missing, empty, larger than `most_bytes` (nothing of it is read then), a web
    page, or not UTF-8 text.
    """

    def problem(line: int, value: str, rule: str, message: str) -> UnreadableError:
        return UnreadableError(Problem(path.name, line, "", shown(value), rule, message))

    if not path.is_file():
        raise problem(0, "", "file_present", "file is missing")
    size = path.stat().st_size
    if size > most_bytes:
        raise problem(0, f"{size:,}", "file_size", f"has {size:,} bytes, more than {most_bytes:,}; nothing of it was read")
    content = path.read_bytes()
    if not content.strip():
        raise problem(0, "", "file_not_empty", "file is empty")
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise problem(0, start[:40].decode("latin-1"), "is_data", "is a web page, not data; download it again")
    if b"\0" in content:
        raise problem(content[: content.index(b"\0")].count(b"\n") + 1, "NUL", "text_only", "holds a NUL byte; is this a text file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        near = content[max(0, error.start - 20) : error.end + 20].decode("utf-8", "backslashreplace")
        raise problem(line, near, "utf_8", f"byte {content[error.start]:#04x} is not UTF-8") from error


def read_delimited(path: Path) -> tuple[pl.DataFrame, pl.Series]:
    """Every row of a CSV file as strings, columns named by position (`0`, `1`, ...), and the line each row begins on.

    Empty cells are null; an empty line is a row of nulls. Raises UnreadableError where the file is no text
    (`published_text`), its quotes do not match, a row has another number of cells than the first, or it has more than
    MAX_ROWS rows.
    """
    text = published_text(path)
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line, width = 1, 0
    try:
        for row in reader:
            width = width or len(row)
            if row and len(row) != width:
                message = f"row has {len(row)} cells, the header {width}"
                raise UnreadableError(Problem(path.name, line, "", shown(",".join(row)), "cells_per_row", message))
            if len(rows) == MAX_ROWS:
                message = f"has more than {MAX_ROWS:,} rows; nothing of it is kept"
                raise UnreadableError(Problem(path.name, line, "", "", "row_count", message))
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(Problem(path.name, line, "", "", "quoting", f"row cannot be read: {error}")) from error
    schema = dict.fromkeys((str(index) for index in range(width)), pl.String)
    cells = [[cell or None for cell in row] or [None] * width for row in rows]
    return pl.DataFrame(cells, schema=schema, orient="row"), pl.Series(lines, dtype=pl.Int64)
