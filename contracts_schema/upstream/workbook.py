"""Opening a published workbook safely, and its sheets as text.

Checks before anything is unpacked: it is a zip archive, it is whole, it is not encrypted, it does not unpack to more
than a workbook of this kind can hold, and no sheet reaches so far that its cells would fill the memory. What the sheets
mean is the business of the source's own module.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from contracts_schema.reading import Problem, UnreadableError

MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 200
MAX_ROWS, MAX_CELLS = 1_048_576, 20_000_000
"""Rows that the format allows, and cells of the rectangle that a sheet fills: the reader has memory for each, filled or not."""

_DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}[0-9]{1,10}:([A-Z]{1,3})([0-9]{1,10})"')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,10})"[^>/]*>')
_OVERLAP = 200
_PROPERTIES = "docProps/core.xml"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Workbook:
    """An opened workbook: its file name, the names of its sheets as they are written in it, and its properties.

    `properties` is the XML that tells when the workbook was made and saved, empty where the file has none.
    """

    file: str
    sheet_names: tuple[str, ...]
    properties: str
    _reader: fastexcel.ExcelReader

    def sheet(self, name: str) -> pl.DataFrame:
        """Every row of a sheet as strings, columns named by position (`0`, `1`, ...), empty cells null.

        Dates are `YYYY-MM-DD HH:MM:SS`, numbers their shortest form. Rows before the first that is not empty are kept,
        so that row i of the frame is row i + 1 of the sheet. A cell with a formula's error is empty. Raises UnreadableError
        where the sheet is missing or cannot be read.
        """
        if name not in self.sheet_names:
            raise UnreadableError(
                Problem(self.file, 0, "", name, "sheet_present", f"sheet is missing; the file has {', '.join(self.sheet_names)}")
            )
        try:
            loaded = self._reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        except fastexcel.FastExcelError as error:
            raise _damaged(self.file, f"sheet {name!r}", error) from error
        frame = loaded.to_polars()
        frame.columns = [str(index) for index in range(frame.width)]
        return frame


def _problem(path: Path, rule: str, message: str, value: str = "") -> UnreadableError:
    return UnreadableError(Problem(path.name, 0, "", value, rule, message))


def _damaged(file: str, what: str, error: Exception) -> UnreadableError:
    return UnreadableError(Problem(file, 0, "", "", "is_workbook", f"{what} cannot be read: {' '.join(str(error).split())[:200]}"))


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


def _extent(archive: zipfile.ZipFile, member: str) -> tuple[int, int]:
    """Rows and columns of the rectangle that a sheet fills: as it says itself, or as it is where that is nothing or too much."""
    with archive.open(member) as sheet:
        chunk = sheet.read(4096)
        stated = _DIMENSION.search(chunk)
        if stated and (rows := int(stated[2])) <= MAX_ROWS and rows * _number_of(stated[1]) <= MAX_CELLS:
            return rows, _number_of(stated[1])
        rows, columns, rest = 0, 0, b""
        while chunk:
            cells = _FILLED.findall(rest + chunk)
            rows = max([rows, *(int(row) for _, row in cells)])
            columns = max([columns, *map(_number_of, {column for column, _ in cells})])
            if rows > MAX_ROWS:
                break
            rest, chunk = chunk[-_OVERLAP:], sheet.read(1_000_000)
        return rows, columns


def _check_extents(archive: zipfile.ZipFile, path: Path) -> None:
    for member in archive.namelist():
        if not member.startswith("xl/worksheets/") or not member.endswith(".xml"):
            continue
        rows, columns = _extent(archive, member)
        if rows > MAX_ROWS or rows * columns > MAX_CELLS:
            message = f"{member} reaches to row {rows:,} and column {columns:,}; nothing of the file was read"
            raise _problem(path, "sheet_size", message, f"{rows:,} rows")


def _checked_properties(path: Path) -> str:
    """The properties of a workbook whose archive is sound; raises UnreadableError where it is not."""
    with path.open("rb") as handle:
        start = handle.read(512)
    if not start:
        raise _problem(path, "file_not_empty", "file is empty")
    if start.startswith(OLE_SIGNATURE):
        raise _problem(path, "not_encrypted", "is password protected, or a workbook of the format before 2007")
    if start.lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise _problem(path, "is_workbook", "is a web page, not a workbook; download it again")
    if not start.startswith(b"PK"):
        raise _problem(path, "is_workbook", "is not a workbook", start[:20].decode("latin-1"))
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive.infolist(), path)
            _check_extents(archive, path)
            return archive.read(_PROPERTIES).decode("utf-8", "replace") if _PROPERTIES in archive.NameToInfo else ""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise _problem(path, "is_whole", f"is a damaged or truncated archive: {error}") from error


def _check_members(members: list[zipfile.ZipInfo], path: Path) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise _problem(path, "not_encrypted", "holds encrypted parts")
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > 10_000_000 and unpacked / packed > MAX_RATIO):
        raise _problem(path, "unpacked_size", f"unpacks to {unpacked:,} bytes from {packed:,}; nothing of it was read")


def open_workbook(path: Path) -> Workbook:
    """Open a workbook for reading; raises UnreadableError where it is none, damaged, encrypted or far too large."""
    properties = _checked_properties(path)
    try:
        reader = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise _damaged(path.name, "file", error) from error
    return Workbook(path.name, tuple(reader.sheet_names), properties, reader)
