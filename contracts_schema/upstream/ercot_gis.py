"""ERCOT's monthly Generator Interconnection Status report (PG7-200-ER): its tables as text, and their contracts.

What the workbook of a month looks like is in `ercot_gis_layouts.py`, the dates that it states are read in
`ercot_gis_dates.py`. Does not belong here: operators' other files, meaning of a study phase.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from contracts_schema.contract import Contract, RowRule, optional, required
from contracts_schema.reading import LINE, Problem, UnreadableError
from contracts_schema.upstream.ercot_gis_dates import activity_end, month_in, publication
from contracts_schema.upstream.ercot_gis_layouts import (
    APPROVAL_CATEGORIES,
    BOOKS,
    DATED_TEXTS,
    FRONT_PAGE,
    NO_DATES,
    NOT_READ,
    REPEATED_ID,
    SIZE_CATEGORIES,
    Sheet,
    Table,
)
from contracts_schema.upstream.snapshot import SHEET, ReadFile, SnapshotSource
from contracts_schema.upstream.stacking import FILE, by_file, file_of_row
from contracts_schema.upstream.tidy_cells import ROW, SAID, tidy
from contracts_schema.upstream.workbook import Workbook, open_workbook

SOURCE = "ercot_gis"
SERIES = "ercot"
HEADING_ROWS = 50
"""The heading stands within so many rows from the top."""

_ID = r"^[0-9]{2}INR[0-9]{4}[a-z]*$"
_MARK = "footnote_mark_on_request_id"
_MARKED_ID = r"^([0-9]{2}INR[0-9]{4}[a-z]*)\*+$"
_IS_ID = RowRule(
    name="request_id_form",
    field="request_id",
    message="is no interconnection request number of the form 24INR0001 or 15INR0064b",
    holds=lambda: pl.col("request_id").str.contains(_ID),
)

PROJECTS = Contract(
    source=SOURCE,
    table="projects",
    grain="generation request that is planned and whose study is public, as of the end of the month",
    fields=(
        required("request_id"),
        optional("size_category"),
        optional("project_name"),
        optional("study_phase_raw"),
        optional("interconnecting_entity"),
        optional("poi_location"),
        optional("county"),
        optional("reporting_zone_raw"),
        optional("projected_online_on"),
        optional("fuel_raw"),
        optional("technology_raw"),
        optional("request_mw"),
        optional("change_indicators_raw"),
        optional("site_control_approved_on"),
        optional("screening_started_on"),
        optional("screening_completed_on"),
        optional("study_requested_on"),
        optional("study_approved_on"),
        optional("economic_study_required_raw"),
        optional("ia_signed_on"),
        optional("financial_security_raw"),
        optional("distribution_security_raw"),
        optional("air_permit_raw"),
        optional("ghg_permit_raw"),
        optional("water_availability_raw"),
        optional("planning_guide_6_9_1_met_on"),
        optional("planning_guide_6_9_met_on"),
        optional("planning_guide_5_9_met_on"),
        optional("model_ready_on"),
        optional("construction_started_on"),
        optional("construction_ended_on"),
        optional("energization_approved_on"),
        optional("synchronization_approved_on"),
        optional("operator_comment"),
    ),
    key=("request_id",),
    cadence="monthly",
    rules=(_IS_ID,),
    content="state",
)

# what both lists of events say of the project and of the event
_OF_EVENT = (
    optional("size_category"), optional("project_name"), optional("fuel_raw"), optional("county"), required("occurred_on"),
    optional("request_mw"), optional("operator_comment"),
)  # fmt: skip

APPROVALS = Contract(
    source=SOURCE,
    table="approvals",
    grain="step of commissioning that was approved or revoked",
    fields=(
        required("request_id"),
        required("approval_category"),
        required("approval_category_raw"),
        *_OF_EVENT,
    ),
    key=("request_id", "approval_category", "occurred_on"),
    cadence="monthly",
    rules=(_IS_ID,),
    content="events",
)

DEPARTURES = Contract(
    source=SOURCE,
    table="departures",
    grain="request cancelled during the month, or inactive at its end",
    fields=(
        required("request_id"),
        required("departure_kind"),
        *_OF_EVENT,
    ),
    key=("request_id", "departure_kind"),
    cadence="monthly",
    rules=(_IS_ID,),
    content="events",
)

CONTRACTS: tuple[Contract, ...] = (PROJECTS, APPROVALS, DEPARTURES)


@dataclass(frozen=True)
class _Part:
    """The rows of one sheet, under the names of their columns, with SHEET and LINE; and how many others it has."""

    frame: pl.DataFrame | None
    rows: int
    non_data: Counter[str]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _refusal(file: str, line: int, column: str, rule: str, message: str) -> UnreadableError:
    return UnreadableError(Problem(file, line, column, "", rule, message))


def _sheets(book: Workbook) -> tuple[Sheet, ...]:
    """The sheets to read; refuses a set of sheets that has not been seen."""
    tables = [name for name in book.sheet_names if name not in NOT_READ]
    if FRONT_PAGE not in book.sheet_names:
        raise _refusal(book.file, 0, "", "sheet_present", f"sheet {FRONT_PAGE!r} is missing; the file has {', '.join(book.sheet_names)}")
    for sheets in BOOKS:
        if {sheet.name for sheet in sheets} == set(tables):
            return sheets
    nearest = min(BOOKS, key=lambda sheets: len({sheet.name for sheet in sheets} ^ set(tables)))
    missing = [sheet.name for sheet in nearest if sheet.name not in tables]
    unknown = [name for name in tables if name not in {sheet.name for sheet in nearest}]
    raise _refusal(book.file, 0, "", "known_sheets", f"has another set of sheets; {_differences(missing, unknown)}")


def _differences(missing: list[str], unexpected: list[str]) -> str:
    parts = [("missing", missing), ("unexpected", unexpected)]
    return "; ".join(f"{what}: {', '.join(map(repr, names))}" for what, names in parts if names)


def _headings(top: list[tuple[str | None, ...]], row: int) -> tuple[list[str], int]:
    """The headings that begin in `row`, each as one line, and the row after them."""
    end = next((i for i in range(row + 1, len(top)) if top[i][0] is not None or not any(top[i])), len(top))
    columns = zip(*top[row:end], strict=True)
    return [_squeezed(" ".join(cell for cell in column if cell)) for column in columns], end


def _columns(look: Table, headings: list[str], frame: pl.DataFrame, place: tuple[str, str, int]) -> dict[str, str]:
    """Names of the columns by their position; refuses headings in a set or an order that has not been seen."""
    file, sheet, line = place
    used = {str(i): text for i, text in enumerate(headings) if text or frame[str(i)].null_count() < frame.height}
    named = {position: look.headings.get(text) for position, text in used.items()}
    order = tuple(named.values())
    if order in look.layouts:
        return {position: column for position, column in named.items() if column is not None}
    nearest = min(look.layouts, key=lambda layout: (len(set(layout) ^ set(order)), abs(len(layout) - len(order))))
    heading_of = {column: heading for heading, column in reversed(look.headings.items())}
    missing = [heading_of[column] for column in nearest if column not in order]
    allowed = set(nearest)
    unexpected = [
        used[position] or f"column {int(position) + 1} without heading" for position, column in named.items() if column not in allowed
    ]
    unexpected += [heading_of[column] for column, times in Counter(order).items() if column in allowed and times > 1]
    if missing or unexpected:
        message = f"sheet {sheet!r} has other columns; {_differences(missing, unexpected)}"
        raise _refusal(file, line, (missing or unexpected)[0], "known_columns", message)
    moved = next(column for column, wanted in zip(order, nearest, strict=True) if column != wanted)
    raise _refusal(file, line, heading_of[str(moved)], "column_order", f"sheet {sheet!r} has its columns in another order")


def _check_month(sheet: Sheet, top: list[tuple[str | None, ...]], row: int, as_of: date, file: str) -> None:
    if not sheet.look.states_month:
        return
    titles = [cell for cells in top[:row] for cell in cells if cell]
    stated = next((month for month in map(month_in, titles) if month), None)
    if stated != (as_of.year, as_of.month):
        shown = f"{stated[0]}-{stated[1]:02}" if stated else "no month"
        raise _refusal(file, 0, "", "same_month", f"sheet {sheet.name!r} is for {shown}, the report for {as_of:%Y-%m}")


def _part(book: Workbook, sheet: Sheet, as_of: date) -> _Part:
    frame = book.sheet(sheet.name)
    top = frame.head(HEADING_ROWS).rows()
    row = next((i for i, cells in enumerate(top) if cells[0] and _squeezed(cells[0]) == sheet.look.anchor), None)
    if row is None:
        says = next((i for i, cells in enumerate(top) if cells[0] and cells[0].strip() == sheet.look.nothing), None)
        if says is None:
            message = f"sheet {sheet.name!r} has no heading row: none of its first {HEADING_ROWS} rows begins with {sheet.look.anchor!r}"
            raise _refusal(book.file, 0, sheet.look.anchor, "has_heading", message)
        _check_month(sheet, top, says, as_of, book.file)
        return _Part(None, frame.height, Counter(no_event=frame.height))
    _check_month(sheet, top, row, as_of, book.file)
    headings, start = _headings(top, row)
    body = frame.slice(start)
    names = _columns(sheet.look, headings, body, (book.file, sheet.name, row + 1))
    body = frame.slice(start).with_row_index(LINE, offset=start + 1)
    body.columns = [LINE, *(names.get(str(i), str(i)) for i in range(frame.width))]
    for position in range(frame.width):
        if str(position) not in names:
            body.drop_in_place(str(position))
    _check_repeated_id(body, book.file, sheet.name)
    for column, word in {SHEET: sheet.name, **sheet.says}.items():
        body.insert_column(0, pl.Series(column, [word], dtype=pl.String).new_from_index(0, body.height))
    return _Part(body, frame.height, Counter(header=start))


def _check_repeated_id(body: pl.DataFrame, file: str, sheet: str) -> None:
    if REPEATED_ID not in body.columns:
        return
    other = body.filter(pl.col(REPEATED_ID).is_not_null() & pl.col(REPEATED_ID).ne_missing(pl.col("request_id")))
    if other.height:
        message = f"sheet {sheet!r} has a column without heading that does not repeat the INR"
        raise UnreadableError(Problem(file, other[LINE][0], "", other[REPEATED_ID][0], "known_columns", message))


@lru_cache
def _headed(table: str) -> tuple[str, ...]:
    """The columns that a heading names on any sheet of a table, the first of the sheet first."""
    looks = [sheet.look for sheets in BOOKS for sheet in sheets if sheet.table == table]
    return tuple(dict.fromkeys(column for look in looks for column in look.headings.values()))


@lru_cache
def _no_records(table: str, columns: tuple[str, ...]) -> tuple[pl.Expr, pl.Expr]:
    """Whether a row is blank, and whether it is a footnote: words in column A that are no request number, and nothing else."""
    first, *others = [name for name in _headed(table) if name in columns]
    alone = pl.all_horizontal(pl.col(name).is_null() for name in others)
    words = ~pl.col(first).str.contains(_ID).fill_null(value=True)
    return alone & pl.col(first).is_null(), alone & words


@lru_cache
def _as_contract(table: str, columns: tuple[str, ...], *, has_marks: bool) -> tuple[pl.Expr, ...]:
    """The contract's columns from those of the sheets: request numbers without marks, words of vocabularies, absent ones null."""
    contract = {contract.table: contract for contract in CONTRACTS}[table]
    request_id = pl.col("request_id")
    made = {
        "request_id": request_id.str.replace(_MARKED_ID, "${1}") if has_marks else request_id,
        "approval_category": pl.col("approval_category_raw").replace(APPROVAL_CATEGORIES).alias("approval_category"),
    }
    if "size_category" in _headed(table):
        made["size_category"] = pl.col("size_category").replace(SIZE_CATEGORIES)
    present = {*columns, *(["approval_category"] if "approval_category_raw" in columns else [])}
    return (
        pl.col(FILE),
        pl.col(SHEET),
        pl.col(LINE).cast(pl.Int64),
        *(made.get(name, pl.col(name)) if name in present else pl.lit(None, pl.String).alias(name) for name in contract.header),
    )


def _counts(files: pl.Series) -> dict[int, int]:
    """How often each file stands in a column of files."""
    return dict(files.value_counts().rows())


@dataclass(frozen=True)
class _Counts:
    """Of the rows of one table: how many are no records, and how many cells became null or lost a mark, by kind and file."""

    non_data: dict[str, dict[int, int]]
    notes: dict[str, dict[int, int]]


def _finished_table(contract: Contract, found: Mapping[int, pl.DataFrame]) -> tuple[dict[int, pl.DataFrame], _Counts]:
    """The records of a table in several files, as the contract names their columns, and what was dropped or became null."""
    frame = pl.concat(found.values(), how="diagonal")
    if not frame.height:
        return {}, _Counts({}, {})
    frame = frame.insert_column(0, file_of_row({number: rows.height for number, rows in found.items()}))
    blank, footnote = _no_records(contract.table, tuple(frame.columns))
    dropped = frame.select(FILE, blank=blank, footnote=footnote)
    non_data = {kind: _counts(dropped.filter(kind)[FILE]) for kind in ("blank", "footnote")}
    if any(non_data.values()):
        frame = frame.filter(~(dropped["blank"] | dropped["footnote"]))
    present = tuple(name for name in contract.header if name in frame.columns)
    frame, nulled = tidy(frame, present, no_dates=NO_DATES, dated_texts=DATED_TEXTS)
    said = nulled.select(SAID, frame[FILE].gather(nulled[ROW])).partition_by(SAID, as_dict=True)
    notes = {f"no_date:{words}": _counts(cells[FILE]) for (words,), cells in said.items()}
    notes[_MARK] = _counts(frame.select(pl.col(FILE).filter(pl.col("request_id").str.ends_with("*")))[FILE])
    frame = frame.select(_as_contract(contract.table, present, has_marks=bool(notes[_MARK])))
    if contract.content == "events":  # one event told twice in the same words
        once = frame.unique([FILE, SHEET, *contract.header], keep="first", maintain_order=True)
        told, kept = _counts(frame[FILE]), _counts(once[FILE])
        non_data["repeated_row"] = {number: times - kept[number] for number, times in told.items() if times > kept[number]}
        frame = once
    return by_file(frame), _Counts(non_data, notes)


def finish(found: Sequence[ReadFile]) -> list[ReadFile]:
    """Make tables as their contracts name them of those that `find` found in some workbooks, one of as many as are given.

    What becomes of a workbook does not depend on the others; a step over a hundred thousand rows takes little longer than
    over one thousand.
    """
    tables: list[dict[str, pl.DataFrame]] = [{} for _ in found]
    non_data = [Counter(file.non_data) for file in found]
    notes = [Counter(file.notes) for file in found]
    for contract in CONTRACTS:
        empty = pl.DataFrame(schema=dict.fromkeys((SHEET, LINE, *contract.header), pl.String())).cast({LINE: pl.Int64})
        parts, counts = _finished_table(contract, {number: file.tables[contract.table] for number, file in enumerate(found)})
        for number, mine in enumerate(tables):
            mine[contract.table] = parts.get(number, empty)
        for totals, kinds in ((non_data, counts.non_data), (notes, counts.notes)):
            for kind, by_number in kinds.items():
                for number, times in by_number.items():
                    totals[number][kind] += times
    made = zip(found, tables, non_data, notes, strict=True)
    return [replace(file, tables=mine, non_data=dict(rows), notes=dict(cells)) for file, mine, rows, cells in made]


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    if len(frames) == 1:
        return frames[0]
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame(schema={SHEET: pl.String, LINE: pl.UInt32})


def _lists_nothing(table: str, frame: pl.DataFrame) -> bool:
    """Whether no row is a record: none has a request number or anything beside column A."""
    _, *others = [name for name in _headed(table) if name in frame.columns]
    if any(frame[name].null_count() < frame.height for name in others):
        return False
    return bool(frame.select(pl.any_horizontal(_no_records(table, tuple(frame.columns))).all()).item())


def find(path: Path) -> ReadFile:
    """Find the tables in the workbook of one month: the rows below the headings, for `finish`.

    `as_of` is the end of the period that the front page states. Raises UnreadableError for a file that is no workbook of
    this report, or one with sheets, headings or an order of columns that have not been seen before, naming what differs.
    """
    book = open_workbook(path)
    sheets = _sheets(book)
    front = book.sheet(FRONT_PAGE)
    lines = [_squeezed(cell) for row in front.rows() for cell in row if cell]
    as_of = activity_end(lines)
    if as_of is None:
        raise _refusal(book.file, 0, "", "states_period", f"sheet {FRONT_PAGE!r} states no period of activity, or more than one")
    published = publication(path.stem, book.properties, lines, as_of, book.sheet_names)
    parts = [(sheet.table, _part(book, sheet, as_of)) for sheet in sheets]
    non_data = Counter(front_page=front.height)
    for _, part in parts:
        non_data += part.non_data
    found = {c.table: _stacked([part.frame for table, part in parts if table == c.table and part.frame is not None]) for c in CONTRACTS}
    if _lists_nothing("projects", found["projects"]):
        raise _refusal(book.file, 0, "", "has_rows", "lists no project")
    return ReadFile(
        series=SERIES,
        as_of=as_of,
        published_on=published.on,
        tables=found,
        rows=front.height + sum(part.rows for _, part in parts),
        non_data=dict(non_data),
        notes={published.basis: 1},
    )


def read(path: Path) -> ReadFile:
    """Read the workbook of one month; raises what `find` raises."""
    return finish([find(path)])[0]


ERCOT_GIS = SnapshotSource(
    name=SOURCE,
    title="Generator Interconnection Status report (PG7-200-ER)",
    publisher="Electric Reliability Council of Texas (ERCOT)",
    url="https://www.ercot.com/mp/data-products/data-product-details?id=PG7-200-ER",
    how_to_get=(
        "Download the workbook of a month from the report's page, or by the report type 15933 of ERCOT's public list of documents, and put "
        "it into raw/ercot_gis/<last day of the month>/ under its own name; a re-issue goes beside the file that it corrects."
    ),
    contracts=CONTRACTS,
    read=find,
    finish=finish,
    suffixes=(".xlsx",),
)
