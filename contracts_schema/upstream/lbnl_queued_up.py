"""Berkeley Lab's "Queued Up": interconnection requests of all United States queues, one edition a year.

Holds the reader and the contract. The layouts of the editions are in `lbnl_layouts.py`.
"""

import calendar
import re
from datetime import date
from pathlib import Path

import polars as pl

from contracts_schema.columns import COLUMNS
from contracts_schema.contract import Contract, Field, RowRule, optional, required
from contracts_schema.reading import Problem, UnreadableError
from contracts_schema.upstream.cells import (
    FORMULA_ERRORS,
    NOTHING_DATES,
    american_date,
    date_text,
    iso_date,
    month_end,
    number_text,
    serial_date,
    stata_date,
)
from contracts_schema.upstream.delimited import read_delimited
from contracts_schema.upstream.layout import Place, headed_table, header_row
from contracts_schema.upstream.lbnl_layouts import AS_OF_SHEET, EDITIONS, TEXT_FILE, TITLE_SHEET, DataSheet
from contracts_schema.upstream.snapshot import LINE, SHEET, ReadFile, SnapshotSource
from contracts_schema.upstream.workbook import Workbook, open_workbook

SOURCE = "lbnl_queued_up"
TABLE = "requests"
SERIES = "lbnl"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

_YEARS = {
    "queue_entered_on": "queue_entered_year",
    "projected_online_on": "projected_online_year",
    "actual_online_on": "actual_online_year",
    "withdrawn_on": "withdrawn_year",
}
_DATES = (*_YEARS, "ia_signed_on")
_UNKNOWN = {  # what the editors write for unknown, lower case, by column; in every column besides: NA and N/A
    "county": ("unknown",),
    "state": ("unknown",),
    "poi_location": ("unknown", "tbd"),
    "transmission_owner": ("unknown",),
    "interconnecting_entity": ("masked",),
}
_NOT_AVAILABLE = ("na", "n/a")


def _year_agrees(day: str, year: str) -> RowRule:
    """The year beside a date is its year: a date number that is counted from the wrong day would show here."""
    return RowRule("year_agrees", day, f"{day} is not in {year}", lambda: pl.col(year).is_null() | (pl.col(day).dt.year() == pl.col(year)))


_FIELDS: tuple[Field, ...] = (
    required("queue_entity"),
    required("record_id"),
    optional("request_id"),
    required("status_raw"),
    optional("queue_entered_on"),
    optional("queue_entered_year"),
    optional("projected_online_on"),
    optional("projected_online_precision"),
    optional("projected_online_year"),
    optional("actual_online_on"),
    optional("actual_online_year"),
    optional("withdrawn_on"),
    optional("withdrawn_year"),
    optional("withdrawal_reason_raw"),
    optional("days_in_queue"),
    optional("ia_signed_on"),
    optional("agreement_status_raw"),
    optional("agreement_status_harmonised"),
    optional("queue_region"),
    optional("state"),
    optional("county"),
    optional("county_2"),
    optional("county_3"),
    optional("county_state_pairs"),
    optional("fips_codes"),
    optional("poi_location"),
    optional("project_name"),
    optional("transmission_owner"),
    optional("interconnecting_entity"),
    optional("study_cluster"),
    optional("service_type_raw"),
    optional("project_type_raw"),
    optional("generation_type_harmonised"),
    *(optional(f"fuel_{number}_raw") for number in (1, 2, 3)),
    *(optional(f"fuel_{number}_mw") for number in (1, 2, 3)),
)
_MEGAWATTS = tuple(field.raw_name for field in _FIELDS if field.column.unit == "MW")

REQUESTS = Contract(
    SOURCE,
    TABLE,
    "interconnection request, or part of one, of an edition",
    _FIELDS,
    key=("queue_entity", "record_id"),
    cadence="yearly",
    rules=tuple(_year_agrees(day, year) for day, year in _YEARS.items()),
    content="state",
)


def _counted(text: pl.DataFrame, unknown: pl.Expr, names: list[str]) -> tuple[pl.DataFrame, int]:
    """Turn cells into null where `unknown` holds of them (`pl.all()` stands for the cell), and count them."""
    cells = text.select(names)
    marks = cells.select(unknown)
    times = int(marks.select(pl.sum_horizontal(pl.all().fill_null(value=False).sum())).item())
    if not times:
        return text, 0
    nulled = [pl.when(~marks[name].fill_null(value=False)).then(cells[name]).alias(name) for name in names]
    return text.with_columns(cells.select(nulled)), times


def _without_unknown(text: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, dict[str, int]]:
    """Null for what the editors' conventions call unknown, and how often each convention was met."""
    notes = {}
    cells = [name for name in names if name != "request_id"]
    text, notes["not_available"] = _counted(text, pl.all().str.to_lowercase().is_in(_NOT_AVAILABLE), cells)
    text, notes["formula_error"] = _counted(text, pl.all().is_in(FORMULA_ERRORS), names)
    for word in ("unknown", "tbd", "masked"):
        columns = [name for name, words in _UNKNOWN.items() if word in words and name in names]
        if columns:
            text, notes[word] = _counted(text, pl.all().str.to_lowercase() == word, columns)
    return text, notes


def _dated(text: pl.DataFrame, sheet: DataSheet) -> tuple[pl.DataFrame, int]:
    """Date columns as `YYYY-MM-DD`, the precision of the projected date; how many showed a spreadsheet's zero."""
    names = [name for name in _DATES if name in text.columns]
    month = month_end(pl.col("projected_online_on"))
    readings = {
        name: [iso_date(cell), american_date(cell), stata_date(cell), serial_date(cell, sheet.day_zero_of(name))]
        for name in names
        for cell in (pl.col(name),)
    }
    readings["projected_online_on"].append(month)
    is_month = month.is_not_null()
    text = text.with_columns(
        *(date_text(pl.col(name), parsed) for name, parsed in readings.items()),
        is_month.alias("__is_month__"),
    )
    zero = pl.col(names).is_in(NOTHING_DATES)
    marks = text.select(zero)
    # the year of a spreadsheet's zero is as empty as its date
    emptied = [
        pl.when(~marks[name].fill_null(value=False)).then(pl.col(column)).alias(column)
        for name in names
        for column in (name, _YEARS.get(name))
        if column in text.columns
    ]
    text = text.with_columns(emptied)
    precision = pl.when(pl.col("projected_online_on").is_null()).then(None).when(pl.col("__is_month__")).then(pl.lit("month"))
    text = text.with_columns(precision.otherwise(pl.lit("day")).alias("projected_online_precision")).drop("__is_month__")
    return text, int(marks.select(pl.sum_horizontal(pl.all().fill_null(value=False).sum())).item())


def _canonical(text: pl.DataFrame, sheet: DataSheet) -> tuple[pl.DataFrame, dict[str, int]]:
    names = [name for name in text.columns if name not in (SHEET, LINE)]
    text, notes = _without_unknown(text, names)
    text, notes["zero_date"] = _dated(text, sheet)
    id_as_date = pl.col("request_id").str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00$")
    notes["id_is_a_date"] = int(text.select(id_as_date.sum()).item())
    text = text.with_columns(
        pl.when(id_as_date).then(pl.col("request_id").str.slice(0, 10)).otherwise(pl.col("request_id")).alias("request_id"),
        *(number_text(pl.col(name), COLUMNS[name]) for name in _MEGAWATTS if name in names),
    )
    missing = [field.raw_name for field in _FIELDS if field.raw_name not in text.columns and field.raw_name != "record_id"]
    return text.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing), notes


def _with_record_id(text: pl.DataFrame) -> pl.DataFrame:
    """Add record_id, over all sheets in the order of the file."""
    times = pl.int_range(1, pl.len() + 1).over("queue_entity", "request_id").cast(pl.String)
    row = pl.concat_str(pl.lit("row "), pl.col(SHEET), pl.lit(":"), pl.col(LINE).cast(pl.String))
    record_id = (
        pl.when(pl.col("request_id").is_null()).then(row)
        .when(times == "1").then(pl.col("request_id"))
        .otherwise(pl.concat_str("request_id", pl.lit("/"), times))
    )  # fmt: skip
    return text.with_columns(record_id.alias("record_id"))


def _stated(frame: pl.DataFrame, pattern: str) -> list[str]:
    """What the pattern finds in any cell of a sheet, in order."""
    cells = [cell for row in frame.iter_rows() for cell in row if cell]
    return [found[1] for cell in cells if (found := re.search(pattern, cell))]


def _as_of(path: Path, book: Workbook | None) -> date | None:
    """Year's end of the edition: the sheet that says so, or the file's name; both must agree where both say so."""
    in_name = re.search(r"(?i)(?:thru|queues)_?(20[0-9]{2})(?![0-9])", path.stem)
    years = {int(in_name[1])} if in_name else set()
    if book is not None and AS_OF_SHEET in book.sheet_names:
        years |= {int(year) for year in _stated(book.sheet(AS_OF_SHEET), r"(?i)\bend of (20[0-9]{2})\b")}
    if len(years) > 1:
        named = ", ".join(str(year) for year in sorted(years))
        raise UnreadableError(Problem(path.name, 0, "", named, "one_as_of", "sheets and name of the file state different years"))
    return date(years.pop(), 12, 31) if years else None


def _published_on(book: Workbook | None) -> date | None:
    """Last day of the month that the title page names, null where it names none."""
    title = next((name for name in book.sheet_names if name.lower() == TITLE_SHEET), None) if book else None
    if book is None or title is None:
        return None
    months = _stated(book.sheet(title), rf"^\s*((?:{MONTHS}) 20[0-9]{{2}})\s*$")
    if not months:
        return None
    month, year = months[0].split()
    number = MONTHS.split("|").index(month) + 1
    return date(int(year), number, calendar.monthrange(int(year), number)[1])


def _sheets_of(path: Path, book: Workbook) -> tuple[DataSheet, ...]:
    for sheets in EDITIONS:
        if all(sheet.name in book.sheet_names for sheet in sheets):
            return sheets
    known = " or ".join(", ".join(repr(sheet.name) for sheet in sheets) for sheets in EDITIONS)
    message = f"sheets of no known edition; expected {known}, the file has {', '.join(book.sheet_names)}"
    raise UnreadableError(Problem(path.name, 0, "", "", "sheet_present", message))


def read(path: Path) -> ReadFile:
    """Read an edition: a workbook, or a CSV file of one table.

    Raises UnreadableError for a file that is neither, of no known layout, or that states two years.
    """
    is_text = path.suffix.lower() == ".csv"
    book = None if is_text else open_workbook(path)
    sheets = TEXT_FILE if book is None else _sheets_of(path, book)
    as_of = _as_of(path, book)
    parts, rows = [], 0
    non_data = {"header": 0, "title": 0, "blank": 0}
    notes: dict[str, int] = {}
    for sheet in sheets:
        frame, lines = read_delimited(path) if book is None else _numbered(book.sheet(sheet.name))
        index = header_row(frame, "q_id")
        if index is None:
            place = Place(path.name, sheet.name, 1)
            raise place.problem("q_id", "", "has_header", "none of the first ten rows has a cell 'q_id'")
        _, table = headed_table(frame, lines, index, sheet.layouts, Place(path.name, sheet.name, int(lines[index])))
        filled = table.filter(~pl.all_horizontal(pl.exclude(SHEET, LINE).is_null()))
        rows += frame.height
        non_data["header"] += 1
        non_data["title"] += index
        non_data["blank"] += table.height - filled.height
        part, found = _canonical(filled, sheet)
        parts.append(part)
        notes = {name: notes.get(name, 0) + found.get(name, 0) for name in {**notes, **found}}
    text = _with_record_id(pl.concat(parts, how="diagonal"))
    return ReadFile(
        series=SERIES,
        as_of=as_of,
        published_on=_published_on(book),
        tables={TABLE: text.select(SHEET, LINE, *REQUESTS.header)},
        rows=rows,
        non_data=non_data,
        notes={name: times for name, times in sorted(notes.items()) if times},
    )


def _numbered(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    return frame, pl.int_range(1, frame.height + 1, eager=True)


LBNL_QUEUED_UP = SnapshotSource(
    name=SOURCE,
    title="Queued Up: interconnection queues of the United States",
    publisher="Lawrence Berkeley National Laboratory",
    url="https://emp.lbl.gov/queues",
    how_to_get="Download the data file of an edition from https://emp.lbl.gov/queues (a browser is needed).",
    contracts=(REQUESTS,),
    read=read,
    suffixes=(".xlsx", ".csv"),
)
