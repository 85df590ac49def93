"""Opening a published workbook safely, and its sheets as text.

Checks before anything is unpacked: it is a zip archive, it is whole, it is not encrypted, and it does not unpack to
more than a workbook of this kind can hold. What the sheets mean is the business of the source's own module.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from contracts_schema.reading import Problem, UnreadableError

MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 200
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Workbook:
    """An opened workbook: its file name and the names of its sheets, as they are written in it."""

    file: str
    sheet_names: tuple[str, ...]
    _reader: fastexcel.ExcelReader

    def sheet(self, name: str) -> pl.DataFrame:
        """Every row of a sheet as strings, columns named by position (`0`, `1`, ...), empty cells null.

        Dates are `YYYY-MM-DD HH:MM:SS`, numbers their shortest form. Rows before the first that is not empty are kept,
        so that row i of the frame is row i + 1 of the sheet. Raises UnreadableError where the sheet is missing.
        """
        if name not in self.sheet_names:
            raise UnreadableError(
                Problem(self.file, 0, "", name, "sheet_present", f"sheet is missing; the file has {', '.join(self.sheet_names)}")
            )
        loaded = self._reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        frame = loaded.to_polars()
        frame.columns = [str(index) for index in range(frame.width)]
        return frame


def _problem(path: Path, rule: str, message: str, value: str = "") -> UnreadableError:
    return UnreadableError(Problem(path.name, 0, "", value, rule, message))


def _check_archive(path: Path) -> None:
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
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _problem(path, "is_whole", f"is a damaged or truncated archive: {error}") from error
    if any(member.flag_bits & 0x1 for member in members):
        raise _problem(path, "not_encrypted", "holds encrypted parts")
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > 10_000_000 and unpacked / packed > MAX_RATIO):
        raise _problem(path, "unpacked_size", f"unpacks to {unpacked:,} bytes from {packed:,}; nothing of it was read")


def open_workbook(path: Path) -> Workbook:
    """Open a workbook for reading; raises UnreadableError where it is none, damaged, encrypted or far too large."""
    _check_archive(path)
    try:
        reader = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise _problem(path, "is_workbook", f"cannot be read as a workbook: {' '.join(str(error).split())[:200]}") from error
    return Workbook(path.name, tuple(reader.sheet_names), reader)
