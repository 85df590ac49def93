"""Reading a published queue: which operator's layout the file has, and its lists as one frame.

The name of the file is not looked at. Does not belong here: cells (`cells.py`), sheets (`sheets.py`), layouts.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from contracts_schema.reading import LINE, Problem, UnreadableError
from contracts_schema.upstream.delimited import published_text, read_delimited
from contracts_schema.upstream.iso_queues import caiso, ercot, isone, miso, nyiso, pjm, spp
from contracts_schema.upstream.iso_queues.cells import day
from contracts_schema.upstream.iso_queues.contract import REQUESTS
from contracts_schema.upstream.iso_queues.layout import Layout, Sheet, StatedDate
from contracts_schema.upstream.iso_queues.sheets import Header, find_header, read_sheet, unnamed_values, with_parts
from contracts_schema.upstream.snapshot import SHEET, ReadFile
from contracts_schema.upstream.workbook import Workbook, open_workbook

LAYOUTS: tuple[Layout, ...] = (*caiso.LAYOUTS, *isone.LAYOUTS, *miso.LAYOUTS, *nyiso.LAYOUTS, *pjm.LAYOUTS, *spp.LAYOUTS)
TITLE_ROWS = 6
ONE_LIST = ""  # stands for the sheet in a file that has none


@dataclass(frozen=True)
class _Match:
    """A file held against a layout: the lists that were found, and what differs."""

    layout: Layout
    found: list[tuple[Sheet, str, Header]]
    differences: list[str]


def read(path: Path) -> ReadFile:
    """The requests of one operator's queue file (xlsx, csv or json), recognised by its headers.

    Raises UnreadableError where the file is no table, or its layout differs from every known one; the error names the
    sheets and columns that differ from the layout that comes closest.
    """
    if path.suffix.lower() in _OF_SUFFIX:
        sheets = _OF_SUFFIX[path.suffix.lower()](path)
    else:
        workbook = open_workbook(path)
        if ercot.is_report(workbook.sheet_names):
            return ercot.read(path)
        sheets = _sheets(workbook)
    matches = [_match(layout, sheets) for layout in LAYOUTS]
    match = next((match for match in matches if match.found and not match.differences), None)
    if match is None:
        raise _unknown(path, sheets, [match for match in matches if match.found])
    parts = [(name, read_sheet(sheets[name], header, sheet, match.layout)) for sheet, name, header in match.found]
    columns = [*(name for name in REQUESTS.header if name != "request_part"), LINE]
    frame = pl.concat(part.frame.select(columns).with_columns(pl.lit(name).alias(SHEET)) for name, part in parts)
    stated = _stated(match.layout.stated, sheets[match.found[0][1]])
    return ReadFile(
        series=match.layout.series,
        as_of=stated.get("as_of"),
        published_on=stated.get("published_on"),
        tables={REQUESTS.table: with_parts(frame, match.layout.part_order).select(*REQUESTS.header, SHEET, LINE)},
        rows=sum(sheets[name].height for name, _ in parts),
        non_data=sum((part.non_data for _, part in parts), Counter()),
        notes=sum((part.notes for _, part in parts), Counter()),
    )


def _csv(path: Path) -> dict[str, pl.DataFrame]:
    rows, _ = read_delimited(path)
    return {ONE_LIST: rows}


def _json(path: Path) -> dict[str, pl.DataFrame]:
    text = published_text(path)
    try:
        records = json.loads(text)
        names = list(dict.fromkeys(name for record in records for name in record))
        schema = dict.fromkeys(names, pl.String)
        rows = pl.concat([pl.DataFrame([dict(zip(names, names, strict=True))], schema), pl.DataFrame(records, schema, strict=False)])
    except (ValueError, TypeError, pl.exceptions.PolarsError) as error:
        message = f"cannot be read as a list of records: {' '.join(str(error).split())[:200]}"
        raise UnreadableError(Problem(path.name, 0, "", "", "is_json", message)) from error
    return {ONE_LIST: rows.rename({name: str(i) for i, name in enumerate(names)})}


def _sheets(workbook: Workbook) -> dict[str, pl.DataFrame]:
    """The sheets that a layout reads; the others by name alone."""
    lists = {sheet.name for layout in LAYOUTS for sheet in layout.sheets}
    return {name: workbook.sheet(name) if _one_blank(name) in lists else pl.DataFrame() for name in workbook.sheet_names}


_OF_SUFFIX = {".csv": _csv, ".json": _json}


def _one_blank(name: str) -> str:
    return " ".join(name.split())


def _match(layout: Layout, sheets: Mapping[str, pl.DataFrame]) -> _Match:
    names = {_one_blank(name): name for name in sheets}
    if ONE_LIST in names and len(layout.sheets) == 1:
        names = {layout.sheets[0].name: ONE_LIST}
    known = {*layout.ignored, *(sheet.name for sheet in layout.sheets)}
    differences = [f"sheet {name!r} is unexpected" for name in names if name not in known]
    found: list[tuple[Sheet, str, Header]] = []
    for sheet in layout.sheets:
        if sheet.name not in names:
            differences.append(f"sheet {sheet.name!r} is missing")
            continue
        rows = sheets[names[sheet.name]]
        header = find_header(rows, sheet)
        if header is None:
            differences.append(f"sheet {sheet.name!r} has no header with {sheet.id_header!r}")
            continue
        found.append((sheet, names[sheet.name], header))
        differences += _column_differences(sheet, rows, header)
    return _Match(layout, found, differences)


def _column_differences(sheet: Sheet, rows: pl.DataFrame, header: Header) -> list[str]:
    missing, unexpected = sheet.differences(header.texts)
    unnamed = [] if sheet.has_unnamed else unnamed_values(rows, header)
    return [
        *(f"column {text!r} is missing from {sheet.name!r}" for text in missing),
        *(f"column {text!r} of {sheet.name!r} is unexpected" for text in unexpected),
        *(f"column {position} of {sheet.name!r} has values and no header" for position in unnamed),
    ]


def _unknown(path: Path, sheets: Mapping[str, pl.DataFrame], near: list[_Match]) -> UnreadableError:
    if not near:
        named = ", ".join(repr(name) for name in sheets if name) or "one list"
        message = f"is no queue of a known operator: no known header was found in {named}"
        return UnreadableError(Problem(path.name, 0, "", "", "known_layout", message))
    closest = min(near, key=lambda match: len(match.differences))
    differences = "; ".join(closest.differences)
    message = f"differs from every known layout; closest is {closest.layout.series}: {differences}"
    return UnreadableError(Problem(path.name, 0, "", differences, "known_layout", message))


def _stated(stated: StatedDate | None, rows: pl.DataFrame) -> dict[str, date]:
    """The dates that the file states of itself, by what they mean."""
    if stated is None:
        return {}
    for row in rows.head(TITLE_ROWS).iter_rows():
        for i, cell in enumerate(row):
            if cell is None or not (hit := re.search(stated.pattern, cell)):
                continue
            text = hit[1] if hit.groups() else next((other for other in row[i + 1 :] if other), None)
            found = pl.select(day(pl.lit(text, pl.String), None).str.to_date(strict=False)).item()
            return dict.fromkeys(stated.means, found) if found else {}
    return {}
