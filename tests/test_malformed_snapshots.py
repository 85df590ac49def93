"""Malformed published files: each kind is refused or put into quarantine as promised, and what was landed before stays.

Every case begins with an earlier and a later state of a source that are landed; the malformed file then comes beside
the later one, or into a folder of its own. Not here: the layouts that are read (tests of each source).
"""

import gzip
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from contracts_schema.registry import snapshot_source
from contracts_schema.upstream.snapshot import ReadFile
from orchestration.paths import REPOSITORY, Paths
from orchestration.snapshots.loading import load_snapshots
from orchestration.snapshots.records import Load, misplaced, pending, read_loads, snapshot_folders
from tests.gis_workbook import LARGE, details, save, sheets_of
from tests.published_states import (
    EARLIER,
    FIRST_PROJECT,
    LARGE_SHEET,
    LATER,
    LBNL,
    RECORDS,
    SMALL_SHEET,
    STATES,
    TIMELINE,
    book,
    csv_text,
    deliver_good,
    facts,
    gis,
    gis_sheets,
    lbnl_sheets,
    listed_facts,
    miso_records,
    request_id,
    timeline_records,
)
from tests.queue_files import MISO_COLUMNS
from tests.running import hashes_below

GIS, MISO, EPOCH, SEC, LBNL_UP = "ercot_gis", "iso_queues", "epoch", "sec_companyfacts", "lbnl_queued_up"
CAPACITY = [" ".join(part for part in lines if part) for lines in LARGE].index("Capacity (MW)")
LARGE_MEMBER = "xl/worksheets/sheet4.xml"

Make = Callable[[Path], object]


@dataclass(frozen=True)
class Refused:
    """A file that is refused: what writes it, under which rule, and what the refusal names beside the file."""

    kind: str
    source: str
    name: str
    make: Make
    rule: str
    says: tuple[str, ...] = ()
    folder: str = ""


@dataclass(frozen=True)
class Quarantined:
    """A file of which some records go to quarantine: sheet, row, column, value and rule of each broken rule."""

    kind: str
    source: str
    name: str
    make: Make
    broken: tuple[tuple[str, int, str, str | None, str], ...]
    rows: int = field(default=1)


# --- ways to write a file that is wrong ------------------------------------------------------------------------------


def raw_bytes(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def text(content: str, encoding: str = "utf-8") -> Make:
    return lambda path: path.write_text(content, encoding=encoding)


def cut(share: float) -> Make:
    """The first part of a good workbook."""

    def make(path: Path) -> None:
        content = gis(path).read_bytes()
        path.write_bytes(content[: int(len(content) * share)])

    return make


def members(change: Callable[[str, bytes], bytes | None], *, more: dict[str, bytes] | None = None) -> Make:
    """A good workbook with its parts changed, or left out where `change` returns None."""

    def make(path: Path) -> None:
        good = gis(path.with_name(".good.xlsx"))
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                content = change(member, old.read(member))
                if content is not None:
                    new.writestr(member, content)
            for member, content in (more or {}).items():
                new.writestr(member, content)
        good.unlink()

    return make


def as_it_is(_: str, content: bytes) -> bytes:
    return content


def in_large_sheet(old: bytes, new: bytes) -> Make:
    """A good workbook with bytes of the XML of its largest sheet replaced once."""

    def change(member: str, content: bytes) -> bytes:
        if member == LARGE_MEMBER:
            assert old in content
            return content.replace(old, new, 1)
        return content

    return members(change)


def damaged(path: Path) -> None:
    """A workbook whose end is whole and whose largest sheet is not."""
    content = bytearray(gis(path).read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(LARGE_MEMBER).header_offset
    for place in range(start + 3000, start + 3400):
        content[place] ^= 0xFF
    path.write_bytes(bytes(content))


def encrypted(path: Path) -> None:
    """A zip archive whose parts say that they are encrypted."""
    content = bytearray(gis(path).read_bytes())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        (flags,) = struct.unpack_from("<H", content, place + 8)
        struct.pack_into("<H", content, place + 8, flags | 1)
        place = content.find(b"PK\x01\x02", place + 4)
    path.write_bytes(bytes(content))


def archive_of(parts: dict[str, bytes]) -> Make:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in parts.items():
                archive.writestr(member, content)

    return make


def sheets(change: Callable[[dict[str, Any]], object]) -> Make:
    """A month's workbook with its cells changed."""

    def make(path: Path) -> None:
        cells = gis_sheets()
        change(cells)
        gis(path, cells)

    return make


def large(change: Callable[[list[list[Any]]], object]) -> Make:
    """A month's workbook with the rows of its largest sheet changed; row 1 of the sheet is row 0 here."""
    return sheets(lambda cells: change(cells[LARGE_SHEET]))


def headings(change: Callable[[list[list[Any]]], object]) -> Make:
    """A month's workbook with other headings above its projects, one list of lines a column."""

    def changed(cells: dict[str, Any]) -> None:
        columns = [list(lines) for lines in LARGE]
        change(columns)
        cells[LARGE_SHEET] = details(columns, cells[LARGE_SHEET][FIRST_PROJECT - 1 :])

    return sheets(changed)


def merged(cells: str) -> Make:
    """A good workbook with cells of the largest sheet merged, so that only the first keeps its value."""

    def make(path: Path) -> None:
        made = openpyxl.load_workbook(gis(path))
        with zipfile.ZipFile(path) as archive:
            properties = archive.read("docProps/core.xml")
        made[LARGE_SHEET].merge_cells(cells)
        draft = path.with_name(".draft.xlsx")
        made.save(draft)
        with zipfile.ZipFile(draft) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                new.writestr(member, properties if member == "docProps/core.xml" else old.read(member))
        draft.unlink()

    return make


def project_cell(column: int, value: object, number: int = 0) -> Make:
    """A month's workbook with one cell of a project changed; 0 is the first."""

    def change(rows: list[list[Any]]) -> None:
        rows[FIRST_PROJECT - 1 + number][column] = value

    return large(change)


def miso(change: Callable[[list[str], list[list[str]]], object], delimiter: str = ",") -> Make:
    """A queue with its header and records changed."""

    def make(path: Path) -> None:
        header, records = list(MISO_COLUMNS), miso_records()
        change(header, records)
        path.write_text(csv_text(header, records, delimiter), encoding="utf-8")

    return make


def miso_cells(column: str, value: str, numbers: tuple[int, ...] = (0,)) -> Make:
    """A queue with a cell of some records changed; 0 is the first."""

    def change(header: list[str], records: list[list[str]]) -> None:
        for number in numbers:
            records[number][header.index(column)] = value

    return miso(change)


def timeline(change: Callable[[list[str], list[list[str]]], object]) -> Make:
    def make(path: Path) -> None:
        header, records = list(TIMELINE), timeline_records()
        change(header, records)
        path.write_text(csv_text(header, records), encoding="utf-8")

    return make


def timeline_cells(column: str, value: str) -> Make:
    def change(header: list[str], records: list[list[str]]) -> None:
        records[0][header.index(column)] = value

    return timeline(change)


def filing(change: Callable[[dict[str, Any]], object]) -> Make:
    """The facts of a filer, changed."""

    def make(path: Path) -> None:
        content = facts()
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    return make


def first_fact(**cells: object) -> Make:
    return filing(lambda content: listed_facts(content)[0].update(cells))


def edition(change: Callable[[dict[str, Any]], object]) -> Make:
    def make(path: Path) -> None:
        cells = lbnl_sheets()
        change(cells)
        book(path, cells)

    return make


def renamed(cells: dict[str, Any], old: str, new: str) -> None:
    items = [(new if name == old else name, rows) for name, rows in cells.items()]
    cells.clear()
    cells.update(items)


def scaled(rows: list[list[Any]]) -> None:
    for row in rows[FIRST_PROJECT - 1 :]:
        row[CAPACITY] *= 1000


def swapped_content(rows: list[list[Any]]) -> None:
    county = CAPACITY - 5
    for row in rows[FIRST_PROJECT - 1 :]:
        row[CAPACITY], row[county] = row[county], row[CAPACITY]


def first_heading(columns: list[list[Any]], name: str) -> int:
    return next(i for i, lines in enumerate(columns) if lines[0] == name)


def swap(columns: list[list[Any]], one: str, other: str) -> None:
    i, j = first_heading(columns, one), first_heading(columns, other)
    columns[i], columns[j] = columns[j], columns[i]


def a_column_more(rows: list[list[Any]]) -> None:
    for row in rows[FIRST_PROJECT - 1 :]:
        row.append("a value")


MISO_TEXT = csv_text(MISO_COLUMNS, miso_records())
TIMELINE_TEXT = csv_text(TIMELINE, timeline_records())
FACTS_TEXT = json.dumps(facts())
PAGE = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
XLSX = "GIS_Report_2.xlsx"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

REFUSED = (
    # the container of a workbook
    Refused("empty file", GIS, XLSX, raw_bytes(b""), "file_not_empty"),
    Refused("truncated archive", GIS, XLSX, cut(0.5), "is_whole"),
    Refused("archive without its last bytes", GIS, XLSX, cut(0.999), "is_whole"),
    Refused("damaged part of an archive", GIS, XLSX, damaged, "is_workbook", (LARGE_SHEET,)),
    Refused("zip bomb", GIS, XLSX, members(as_it_is, more={"xl/media/a.bin": bytes(60_000_000)}), "unpacked_size"),
    Refused("protected by a password", GIS, XLSX, raw_bytes(OLE), "not_encrypted", ("password",)),
    Refused("encrypted parts", GIS, XLSX, encrypted, "not_encrypted"),
    Refused("workbook of the old format under a new name", GIS, "old.xlsx", raw_bytes(OLE), "not_encrypted", ("before 2007",)),
    Refused("workbook of the old format", GIS, "GIS_Report.xls", raw_bytes(OLE), "file_kind", (".xls",)),
    Refused("binary workbook", GIS, "GIS_Report.xlsb", gis, "file_kind", (".xlsb",)),
    Refused("binary workbook under another name", GIS, XLSX, archive_of({"xl/workbook.bin": b"\x83\x01\x00" * 9}), "is_workbook"),
    Refused("archive that is no workbook", GIS, XLSX, archive_of({"word/document.xml": b"<w/>"}), "is_workbook"),
    Refused("workbook without its list of sheets", GIS, XLSX, members(lambda m, c: None if m == "xl/workbook.xml" else c), "sheet_present"),
    Refused("web page answered with 200", GIS, XLSX, raw_bytes(PAGE), "is_workbook", ("web page",)),
    Refused("text under the name of a workbook", GIS, XLSX, text("INR,Project Name\n1,2\n"), "is_workbook"),
    Refused("archive in an archive", GIS, "GIS_Report.zip", gis, "file_kind", (".zip",)),
    Refused("download that was broken off", GIS, "GIS_Report.xlsx.part", cut(0.5), "file_kind", (".part",)),
    Refused("cell at the far corner", GIS, XLSX,
            members(lambda m, c: c.replace(b"</sheetData>", FAR + b"</sheetData>")
                    .replace(b"<dimension", b"<nothing") if m == LARGE_MEMBER else c),
            "sheet_size", ("1,048,576", "16,384")),
    Refused("row that the format does not have", GIS, XLSX,
            members(lambda m, c: c.replace(b'<dimension ref="A1:AE', b'<dimension ref="A1:AE5000', 1)
                    .replace(b"</sheetData>", b'<row r="5000000"><c r="A5000000"><v>1</v></c></row></sheetData>')
                    if m == LARGE_MEMBER else c),
            "sheet_size", ("5,000,000",)),
    # sheets of a workbook
    Refused("other workbook", GIS, XLSX, lambda path: book(path, {"Sheet1": [["a", "b"], [1, 2]]}), "sheet_present", ("Contents",)),
    Refused("missing sheet", GIS, XLSX, sheets(lambda c: c.pop(SMALL_SHEET)), "known_sheets", ("missing", SMALL_SHEET)),
    Refused("unknown sheet", GIS, XLSX, sheets(lambda c: c.update(Storage=[["INR"], ["1"]])), "known_sheets", ("unexpected", "Storage")),
    Refused("renamed sheet", GIS, XLSX, sheets(lambda c: renamed(c, LARGE_SHEET, "Projects")), "known_sheets", (LARGE_SHEET, "Projects")),
    Refused("front page without its period", GIS, XLSX, sheets(lambda c: c.update(Contents=[["Words"]])), "states_period", ("Contents",)),
    Refused("period of no month", GIS, XLSX, sheets(lambda c: c["Contents"].__setitem__(6, ["GIM Activity: May 03, 2024 to May 31, 2024"])),
            "states_period"),
    Refused("events of another month", GIS, XLSX,
            sheets(lambda c: c["Commissioning Update"].__setitem__(6, ["Commissioning Approvals during March 2024"])),
            "same_month", ("Commissioning Update", "2024-03")),
    Refused("older file under a newer name", GIS, "GIS_Report_May_2024.xlsx", lambda path: save(path, sheets_of(date(2024, 3, 1))),
            "as_of_of_folder", ("2024-03-31", "2024-05-31")),
    Refused("month of the future", GIS, XLSX, lambda path: save(path, sheets_of(date(2099, 1, 1))), "not_in_future", ("2099",),
            "2099-01-31"),
    # headings of a workbook
    Refused("heading in another column", GIS, XLSX, large(lambda rows: [row.insert(0, None) for row in rows[30:FIRST_PROJECT - 1]]),
            "has_heading", (LARGE_SHEET, "INR")),
    Refused("heading far below", GIS, XLSX, large(lambda rows: [rows.insert(0, []) for _ in range(60)]), "has_heading", (LARGE_SHEET,)),
    Refused("merged headings", GIS, XLSX, merged("D31:E31"), "known_columns", (LARGE_SHEET, "POI Location")),
    Refused("swapped headings of text", GIS, XLSX, headings(lambda c: swap(c, "Project Name", "Interconnecting Entity")), "column_order",
            (LARGE_SHEET, "Interconnecting Entity")),
    Refused("swapped headings of dates", GIS, XLSX, headings(lambda c: swap(c, "Construction Start", "Construction End")), "column_order",
            (LARGE_SHEET, "Construction End")),
    Refused("heading with another unit", GIS, XLSX, headings(lambda c: c.__setitem__(CAPACITY, ["Capacity (kW)"])), "known_columns",
            ("Capacity (MW)", "Capacity (kW)")),
    Refused("heading twice", GIS, XLSX, headings(lambda c: c.__setitem__(first_heading(c, "County"), ["Fuel"])), "known_columns",
            ("County", "Fuel")),
    Refused("missing column", GIS, XLSX, headings(lambda c: c.pop()), "known_columns", ("missing", "Comment")),
    Refused("additional column", GIS, XLSX, headings(lambda c: c.append(["Storage (MWh)"])), "known_columns",
            ("unexpected", "Storage (MWh)")),
    Refused("renamed column", GIS, XLSX, headings(lambda c: c.__setitem__(first_heading(c, "County"), ["Parish"])), "known_columns",
            ("County", "Parish")),
    Refused("values without heading", GIS, XLSX, large(a_column_more), "known_columns", ("without heading",)),
    # what a workbook holds
    Refused("no project", GIS, XLSX, lambda path: gis(path, gis_sheets(records=0) | {SMALL_SHEET: sheets_of()[SMALL_SHEET][:-1]}),
            "has_rows"),
    Refused("kilowatts", GIS, XLSX, large(scaled), "quarantined_share", ("0.50%",)),
    Refused("swapped content of columns", GIS, XLSX, large(swapped_content), "quarantined_share"),
    Refused("workbook repeated under another name", GIS, "copy.xlsx",
            lambda path: shutil.copy(path.with_name("GIS_Report.xlsx"), path), "content_once", ("2024-05-31/GIS_Report.xlsx",)),
    Refused("symbolic link to the file beside it", GIS, "link.xlsx", lambda path: path.symlink_to("GIS_Report.xlsx"), "content_once"),
    # text files
    Refused("empty text file", MISO, "queue_v2.csv", raw_bytes(b""), "file_not_empty"),
    Refused("blank text file", MISO, "queue_v2.csv", raw_bytes(b" \r\n\n"), "file_not_empty"),
    Refused("header without records", MISO, "queue_v2.csv", text(csv_text(MISO_COLUMNS, [])), "has_rows"),
    Refused("web page under the name of a csv file", MISO, "queue_v2.csv", raw_bytes(PAGE), "is_data", ("web page",)),
    Refused("Windows code page", MISO, "queue_v2.csv", text(MISO_TEXT.replace("Nowhere", "Doña Ana", 1), "cp1252"), "utf_8",
            (":2", "0xf1")),
    Refused("UTF-16", MISO, "queue_v2.csv", text(MISO_TEXT, "utf-16"), "text_only"),
    Refused("NUL byte", MISO, "queue_v2.csv", text(MISO_TEXT.replace("Nowhere", "No\0where", 1)), "text_only", (":2",)),
    Refused("packed csv file", MISO, "b.csv.gz", raw_bytes(gzip.compress(MISO_TEXT.encode())), "file_kind", (".gz",)),
    Refused("packed csv file under the name of a csv file", MISO, "queue_v2.csv", raw_bytes(gzip.compress(MISO_TEXT.encode(), mtime=1)),
            "text_only"),
    Refused("semicolons", MISO, "queue_v2.csv", miso(lambda _h, _r: None, ";"), "known_layout"),
    Refused("tabs", MISO, "queue_v2.csv", miso(lambda _h, _r: None, "\t"), "known_layout"),
    Refused("column twice", MISO, "queue_v2.csv", miso(lambda h, _: h.__setitem__(h.index("Winter MW"), "Summer MW")), "known_layout",
            ("Winter MW",)),
    Refused("renamed column of a csv file", MISO, "queue_v2.csv", miso(lambda h, _: h.__setitem__(h.index("Summer MW"), "Summer kW")),
            "known_layout",
            ("Summer MW", "Summer kW")),
    Refused("additional column of a csv file", MISO, "queue_v2.csv", miso(lambda h, r: (h.append("Score"), [row.append("1") for row in r])),
            "known_layout", ("Score", "unexpected")),
    Refused("missing column of a csv file", MISO, "queue_v2.csv", miso(lambda h, r: (h.pop(), [row.pop() for row in r])), "known_layout",
            ("Decision Point 2 NRIS MW", "missing")),
    Refused("row with a cell too many", MISO, "queue_v2.csv", miso(lambda _, r: r[7].append("x")), "cells_per_row", (":9",)),
    Refused("file cut within a row", MISO, "queue_v2.csv", text(MISO_TEXT[:-20]), "cells_per_row", (f":{RECORDS + 1}",)),
    Refused("stray quote", MISO, "queue_v2.csv", text(MISO_TEXT.replace("Nowhere", '"No"where', 1)), "quoting", (":2",)),
    Refused("quote that is never closed", MISO, "queue_v2.csv", text(MISO_TEXT.replace("Nowhere", '"Nowhere', 1)), "quoting", (":2",)),
    Refused("cell of a megabyte", MISO, "queue_v2.csv", miso_cells("County", "x" * 1_000_000), "quoting", (":2",)),
    Refused("values under other headers", MISO, "queue_v2.csv",
            miso(lambda h, _: (h.__setitem__(h.index("Summer MW"), "County"), h.__setitem__(h.index("County"), "Summer MW"))),
            "quarantined_share"),
    Refused("kilowatts in a csv file", MISO, "queue_v2.csv",
            miso(lambda h, r: [row.__setitem__(h.index("Summer MW"), f"{row[h.index('Summer MW')]}000") for row in r]),
                "quarantined_share"),
    Refused("just above the share", MISO, "queue_v2.csv", miso_cells("Summer MW", "much", (5, 6, 7)), "quarantined_share",
            ("3 of 450", "0.50%")),
    Refused("million blank lines", MISO, "queue_v2.csv", text(MISO_TEXT + "\n" * 1_000_000), "row_count"),
    Refused("other table", EPOCH, "timelines_v2.csv", text("a,b\n1,2\n"), "known_layout"),
    Refused("layouts mixed", EPOCH, "timelines_v2.csv", timeline(lambda h, _: h.__setitem__(h.index("Data center"), "Handle")),
            "known_layout",
            ("Handle", "Data center")),
    Refused("kilowatts of sites", EPOCH, "timelines_v2.csv",
            timeline(lambda h, r: [row.__setitem__(h.index("Power (MW)"), f"{int(row[h.index('Power (MW)')]) * 1000}") for row in r]),
            "quarantined_share"),
    Refused("vintage under a newer date", EPOCH, "timelines.csv",
            lambda path: shutil.copy(path.parent.parent / LATER / "timelines.csv", path), "content_once", (LATER,), "2024-06-30"),
    # editions
    Refused("edition without its data", LBNL_UP, "queues_v2.xlsx", edition(lambda c: c.pop("03. Complete Queue Data")), "sheet_present",
            ("03. Complete Queue Data",)),
    Refused("edition that states two years", LBNL_UP, "queues_thru2023.xlsx", edition(lambda _: None), "one_as_of", ("2023, 2024",)),
    Refused("edition of another year", LBNL_UP, "queues_v2.xlsx", lambda path: book(path, lbnl_sheets(2022)), "as_of_of_folder",
            ("2022-12-31", "2024-12-31")),
    Refused("edition with a renamed column", LBNL_UP, "queues_v2.xlsx",
            edition(lambda c: c["03. Complete Queue Data"].__setitem__(1, ["mw_1" if name == "mw1" else name for name in LBNL])),
            "known_layout", ("mw_1", "03. Complete Queue Data")),
    # JSON
    Refused("truncated JSON", SEC, "CIK0000000012_v2.json", text(FACTS_TEXT[:-40]), "is_json", ("truncated",)),
    Refused("empty JSON file", SEC, "CIK0000000012_v2.json", raw_bytes(b""), "file_not_empty"),
    Refused("web page under the name of JSON", SEC, "CIK0000000012_v2.json", raw_bytes(PAGE), "is_data"),
    Refused("list instead of an object", SEC, "CIK0000000012_v2.json", text("[1, 2]"), "is_object", ("a list",)),
    Refused("other object", SEC, "CIK0000000012_v2.json", text('{"cik": 12, "name": "x"}'), "known_layout", ("entityName",)),
    Refused("NaN", SEC, "CIK0000000012_v2.json", text(FACTS_TEXT.replace('"val": 1000', '"val": NaN', 1)), "is_json", ("NaN",)),
    Refused("deep nesting", SEC, "CIK0000000012_v2.json", text("[" * 100_000), "is_json", ("nested",)),
    Refused("name twice in an object", SEC, "CIK0000000012_v2.json", text(FACTS_TEXT.replace('"fy"', '"val"', 1)), "name_once", ("val",)),
    Refused("facts of another filer", SEC, "CIK0000000099.json", filing(lambda _: None), "own_name", ("12", "99")),
    Refused("no key of a filer", SEC, "CIK0000000012_v2.json", filing(lambda c: c.update(cik="none")), "is_cik", ("none",)),
    Refused("amount as text", SEC, "CIK0000000012_v2.json", first_fact(val="1000"), "fact_type", ("val", "PurchaseObligation")),
    Refused("unknown field of a fact", SEC, "CIK0000000012_v2.json", first_fact(segment="A"), "known_layout", ("segment",)),
    Refused("UTF-16 JSON", SEC, "CIK0000000012_v2.json", text(FACTS_TEXT, "utf-16"), "text_only"),
    Refused("JSON of another source", MISO, "queue_v2.json", text('{"a": 1}'), "known_layout"),
    Refused("records that are no objects", MISO, "queue_v2.json", text("[1, 2]"), "is_json"),
)  # fmt: skip


def row_of(number: int) -> int:
    """Row of a text file on which a record stands; 0 is the first."""
    return number + 2


FIRST_FACT = "us-gaap/PurchaseObligation/USD"
QUARANTINED = (
    Quarantined("text in a column of numbers", GIS, XLSX, project_cell(CAPACITY, "about 100"),
                ((LARGE_SHEET, FIRST_PROJECT, "request_mw", "about 100", "type"),)),
    Quarantined("text in a column of dates", GIS, XLSX, project_cell(CAPACITY - 3, "soon"),
                ((LARGE_SHEET, FIRST_PROJECT, "projected_online_on", "soon", "type"),)),
    Quarantined("date far in the future", GIS, XLSX, project_cell(CAPACITY - 3, datetime(2999, 1, 1)),
                ((LARGE_SHEET, FIRST_PROJECT, "projected_online_on", "2999-01-01", "range"),)),
    Quarantined("date with a mistyped year", GIS, XLSX, project_cell(CAPACITY - 3, "6/1/0202"),
                ((LARGE_SHEET, FIRST_PROJECT, "projected_online_on", "0202-06-01", "range"),)),
    Quarantined("id of another form", GIS, XLSX, project_cell(0, "INR 7", 3),
                ((LARGE_SHEET, FIRST_PROJECT + 3, "request_id", "INR 7", "request_id_form"),)),
    Quarantined("control character in an id", GIS, XLSX, project_cell(0, "24INR\t0001", 3),
                ((LARGE_SHEET, FIRST_PROJECT + 3, "request_id", "24INR 0001", "request_id_form"),)),
    Quarantined("id twice", GIS, XLSX, project_cell(0, request_id(1), 1),
                tuple((LARGE_SHEET, FIRST_PROJECT + i, "request_id", request_id(1), "unique_key") for i in (0, 1)), rows=2),
    Quarantined("merged cells of records", GIS, XLSX, merged(f"A{FIRST_PROJECT}:A{FIRST_PROJECT + 1}"),
                ((LARGE_SHEET, FIRST_PROJECT + 1, "request_id", None, "not_nullable"),)),
    Quarantined("formula error in an id", GIS, XLSX, project_cell(0, "#REF!", 2),
                ((LARGE_SHEET, FIRST_PROJECT + 2, "request_id", None, "not_nullable"),)),
    Quarantined("very long text", GIS, XLSX, project_cell(CAPACITY - 9, "x" * 30_000),
                ((LARGE_SHEET, FIRST_PROJECT, "project_name", "x" * 200, "length"),)),
    Quarantined("huge number", GIS, XLSX, project_cell(CAPACITY, 1e15),
                ((LARGE_SHEET, FIRST_PROJECT, "request_mw", "1000000000000000", "type"),)),
    Quarantined("one bad row of many", MISO, "queue_v2.csv", miso_cells("Summer MW", "much", (7,)),
                (("", row_of(7), "request_summer_mw", "much", "type"),)),
    Quarantined("exactly the share", MISO, "queue_v2.csv",
                miso(lambda h, r: (r.__delitem__(slice(400, None)), [r[i].__setitem__(h.index("Summer MW"), "much") for i in (5, 6)])),
                tuple(("", row_of(i), "request_summer_mw", "much", "type") for i in (5, 6)), rows=2),
    Quarantined("impossible day", MISO, "queue_v2.csv", miso_cells("Queue Date", "2023-02-30"),
                (("", 2, "queue_entered_on", "2023-02-30", "type"),)),
    Quarantined("infinite capacity", MISO, "queue_v2.csv", miso_cells("Summer MW", "Infinity"),
                (("", 2, "request_summer_mw", "Infinity", "type"),)),
    Quarantined("formula error as text", MISO, "queue_v2.csv", miso_cells("Summer MW", "#VALUE!"),
                (("", 2, "request_summer_mw", "#VALUE!", "type"),)),
    Quarantined("thousands separated", MISO, "queue_v2.csv", miso_cells("Summer MW", "1,000"),
                (("", 2, "request_summer_mw", "1,000", "type"),)),
    Quarantined("record without id", MISO, "queue_v2.csv", miso_cells("Project #", ""), (("", 2, "request_id", None, "not_nullable"),)),
    Quarantined("id twice in a csv file", MISO, "queue_v2.csv", miso_cells("Project #", "J2"),
                tuple(("", row, "grid_operator", "MISO", "unique_key") for row in (2, 3)), rows=2),
    Quarantined("power below zero", EPOCH, "timelines_v2.csv", timeline_cells("Power (MW)", "-5"),
                (("", 2, "facility_mw", "-5.000", "range"),)),
    Quarantined("more IT power than power", EPOCH, "timelines_v2.csv", timeline_cells("IT power (MW)", "590"),
                (("", 2, "it_mw", "590.000", "it_within_facility"),)),
    Quarantined("day twice", EPOCH, "timelines_v2.csv", timeline_cells("Date", "2023-01-02"),
                tuple(("", row, "site_name", "Plover Campus", "unique_key") for row in (2, 3)), rows=2),
    Quarantined("fact without its end", SEC, "CIK0000000012_v2.json", filing(lambda c: listed_facts(c)[0].pop("end")),
                tuple((FIRST_FACT, 1, column, None, "not_nullable") for column in ("fact_end_on", "fact_period"))),
    Quarantined("period that ends before it starts", SEC, "CIK0000000012_v2.json", first_fact(start="2024-01-01"),
                ((FIRST_FACT, 1, "fact_end_on", "2022-01-01", "dates_in_order"),)),
    Quarantined("number beyond all measure", SEC, "CIK0000000012_v2.json",
                text(FACTS_TEXT.replace('"val": 1000,', f'"val": {"9" * 60},', 1)),
                ((FIRST_FACT, 1, "fact_value", "9" * 60, "type"),)),
    Quarantined("year in a column of numbers", LBNL_UP, "queues_v2.xlsx",
                edition(lambda c: c["03. Complete Queue Data"][2].__setitem__(LBNL.index("mw1"), "2-5")),
                (("03. Complete Queue Data", 3, "fuel_1_mw", "2-5", "type"),)),
    Quarantined("year that is not that of the date", LBNL_UP, "queues_v2.xlsx",
                edition(lambda c: c["03. Complete Queue Data"][2].__setitem__(LBNL.index("q_year"), 1999)),
                (("03. Complete Queue Data", 3, "queue_entered_on", "2021-05-03", "year_agrees"),)),
)  # fmt: skip


# --- before each case ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def landed_states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with raw/ and warehouse/ in which both good states of every source are landed. Only to be copied."""
    folder = tmp_path_factory.mktemp("landed_states")
    paths = Paths(raw=folder / "raw", warehouse=folder / "warehouse")
    for name in STATES:
        made = load_snapshots(paths, deliver_good(paths.raw, name))
        assert [(load.snapshot_state, load.rows_quarantined) for load in made] == [("landed", 0), ("landed", 0)]
    return folder


@pytest.fixture
def paths(landed_states: Path, tmp_path: Path) -> Paths:
    shutil.copytree(landed_states, tmp_path / "copy")
    return Paths(raw=tmp_path / "copy" / "raw", warehouse=tmp_path / "copy" / "warehouse")


def bring(paths: Paths, source: str, name: str, make: Make, folder: str = "") -> list[Load]:
    """Put the file into the folder of the later state, or the one named, and load what is to be loaded."""
    path = paths.raw / source / (folder or STATES[source][3]) / name
    path.parent.mkdir(exist_ok=True)
    make(path)
    made = load_snapshots(paths, snapshot_source(source), pending(paths, snapshot_source(source)))
    for load in read_loads(paths, source):
        assert load.rows_in_file == load.rows_accepted + load.rows_quarantined + load.rows_non_data
    return [load for load in made if load.file_name == name]


def pieces(paths: Paths, source: str) -> dict[str, str]:
    return hashes_below(paths.landed / source)


def quarantine_of(paths: Paths, load: Load) -> pl.DataFrame:
    frame = pl.read_parquet(paths.landed / "snapshots" / "quarantine" / f"{load.snapshot_source}.{load.as_of}.parquet")
    return frame.filter(pl.col("snapshot_id") == load.snapshot_id).select("sheet", "line", "column_name", "refused_value", "broken_rule")


# --- the kinds -------------------------------------------------------------------------------------------------------


def test_at_least_sixty_kinds_are_named_once_each() -> None:
    kinds = [case.kind for case in (*REFUSED, *QUARANTINED)]
    assert len(set(kinds)) == len(kinds) >= 60


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.kind)
def test_a_malformed_file_is_refused_and_nothing_landed_changes(paths: Paths, case: Refused) -> None:
    before, records = pieces(paths, case.source), read_loads(paths, case.source)
    (load,) = bring(paths, case.source, case.name, case.make, case.folder)
    assert load.snapshot_state == "refused"
    assert load.refusal
    assert load.refusal.endswith(f"({case.rule})")
    assert load.refusal.startswith(case.name)
    assert [part for part in case.says if part not in load.refusal] == []
    assert pieces(paths, case.source) == before
    assert [o for o in read_loads(paths, case.source) if o.is_landed] == records
    assert pending(paths, snapshot_source(case.source)) == []


@pytest.mark.parametrize("case", QUARANTINED, ids=lambda case: case.kind)
def test_a_malformed_record_goes_to_quarantine_and_the_rest_is_landed(paths: Paths, case: Quarantined) -> None:
    before = pieces(paths, case.source)
    (load,) = bring(paths, case.source, case.name, case.make)
    assert load.refusal is None
    assert quarantine_of(paths, load).sort("line", "column_name").rows() == [*case.broken]
    assert load.rows_quarantined == case.rows
    assert load.issue_number == 2
    assert before.items() <= pieces(paths, case.source).items()
    (piece,) = (path for path in paths.landed.glob(f"{case.source}/*/{load.piece}") if path.parent.name not in ("approvals", "departures"))
    lines = {line for _, line, *_ in case.broken}
    found = pl.read_parquet(piece).filter(pl.col("change") != "gone")
    assert not lines & set(found.filter(pl.col("sheet") == case.broken[0][0])["line"])


@pytest.mark.parametrize("case", [c for c in REFUSED if c.kind in ("truncated archive", "kilowatts", "zip bomb")], ids=lambda c: c.kind)
def test_a_good_file_that_is_overwritten_by_a_malformed_one_stays_landed(paths: Paths, case: Refused) -> None:
    before = pieces(paths, case.source)
    (load,) = bring(paths, case.source, STATES[case.source][0], case.make)
    assert load.snapshot_state == "refused"
    assert pieces(paths, case.source) == before
    states = [(o.as_of, o.snapshot_state) for o in read_loads(paths, case.source)]
    later = date.fromisoformat(LATER)
    assert sorted(states) == [(date.fromisoformat(EARLIER), "landed"), (later, "landed"), (later, "refused")]


# --- files that are no malformed ones --------------------------------------------------------------------------------


def test_a_byte_order_mark_changes_nothing(paths: Paths) -> None:
    (load,) = bring(paths, MISO, "queue_v2.csv", text(MISO_TEXT, "utf-8-sig"))
    assert (load.snapshot_state, load.rows_accepted) == ("landed", RECORDS)


def test_dates_counted_from_1904_are_the_same_days(paths: Paths) -> None:
    """A workbook of the other epoch says so, and its numbers mean other days: 1462 days later."""

    def change(member: str, content: bytes) -> bytes:
        return content.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1) if member == "xl/workbook.xml" else content

    (load,) = bring(paths, GIS, XLSX, members(change))
    assert load.snapshot_state == "landed"
    first = pl.read_parquet(paths.landed / GIS / "projects" / load.piece).filter(pl.col("request_id") == request_id(1))
    assert first["projected_online_on"].to_list() == [date(2031, 6, 2)]  # 2027-06-01 and 1462 days


def test_another_reading_of_the_same_date_is_a_second_issue(paths: Paths) -> None:
    (load,) = bring(paths, GIS, XLSX, large(lambda rows: rows.pop()))
    assert (load.snapshot_state, load.issue_number) == ("landed", 2)


@pytest.mark.parametrize("name", [".hidden.xlsx", "~$GIS_Report.xlsx", "provenance.yml"])
def test_hidden_files_locks_and_the_record_are_not_read(paths: Paths, name: str) -> None:
    assert bring(paths, GIS, name, text("")) == []
    assert pending(paths, snapshot_source(GIS)) == []


@pytest.mark.parametrize("name", ["latest", "2024-6-30", "20240630", "2024-W26-7", "2024-06-31"])
def test_a_folder_that_is_named_after_no_day_is_told_and_not_read(paths: Paths, name: str) -> None:
    source, folders = snapshot_source(GIS), snapshot_folders(paths.raw, snapshot_source(GIS))
    assert bring(paths, GIS, "GIS_Report.xlsx", lambda path: save(path, sheets_of(date(2024, 6, 1))), name) == []
    assert snapshot_folders(paths.raw, source) == folders
    assert [path.name for path in misplaced(paths.raw, source)] == [name]


def test_a_file_in_no_folder_and_a_folder_in_a_folder_are_told_and_not_read(paths: Paths) -> None:
    source = snapshot_source(GIS)
    gis(paths.raw / GIS / "GIS_Report.xlsx")
    gis((paths.raw / GIS / LATER / "more").mkdir() or paths.raw / GIS / LATER / "more" / "GIS_Report.xlsx")
    (paths.raw / GIS / LATER / "gone.xlsx").symlink_to("nothing")
    assert [path.name for path in misplaced(paths.raw, source)] == ["GIS_Report.xlsx", "gone.xlsx", "more"]
    assert pending(paths, source) == []


def test_a_reader_that_fails_refuses_its_file_and_the_others_are_landed(paths: Paths) -> None:
    good = snapshot_source(MISO)

    def read(path: Path) -> Any:
        if path.name == "queue_v2.csv":
            raise ZeroDivisionError("by nothing")
        return good.read(path)

    for name, capacity in (("queue_v2.csv", "1"), ("queue_v3.csv", "2")):
        miso_cells("Summer MW", capacity)(paths.raw / MISO / LATER / name)
    made = load_snapshots(paths, replace(good, read=read), [date.fromisoformat(LATER)])
    states = {load.file_name: load.snapshot_state for load in made}
    assert states == {"queue.csv": "landed", "queue_v2.csv": "refused", "queue_v3.csv": "landed"}
    (refused,) = (load.refusal for load in made if not load.is_landed)
    assert refused == "queue_v2.csv 'by nothing': cannot be read: ZeroDivisionError (reader_error)"


def test_a_file_that_cannot_be_finished_is_refused_and_the_others_are_landed(paths: Paths) -> None:
    good = snapshot_source(MISO)

    def finish(found: Sequence[ReadFile]) -> list[ReadFile]:
        if any(file.tables["requests"]["request_summer_mw"].str.starts_with("2222").any() for file in found):
            raise ZeroDivisionError("by nothing")
        return list(found)

    for name, capacity in (("queue_v2.csv", "2222"), ("queue_v3.csv", "3")):
        miso_cells("Summer MW", capacity)(paths.raw / MISO / LATER / name)
    made = load_snapshots(paths, replace(good, finish=finish), [date.fromisoformat(LATER)])
    states = {load.file_name: load.snapshot_state for load in made}
    assert states == {"queue.csv": "landed", "queue_v2.csv": "refused", "queue_v3.csv": "landed"}
    (refused,) = (load.refusal for load in made if not load.is_landed)
    assert refused == "queue_v2.csv 'by nothing': cannot be read: ZeroDivisionError (reader_error)"


# --- size ------------------------------------------------------------------------------------------------------------

ROW = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>24INR0001</t></is></c></row>'


def five_million_rows(path: Path, *, dimension: bool) -> None:
    """A workbook with 5 million rows on one sheet, written in pieces."""
    good = gis(path.with_name(".good.xlsx"), sheets_of())
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.namelist():
            if member != LARGE_MEMBER:
                new.writestr(member, old.read(member))
        with new.open(LARGE_MEMBER, "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            sheet.write(b'<dimension ref="A1:A5000000"/><sheetData>' if dimension else b"<sheetData>")
            for start in range(1, 5_000_001, 50_000):
                sheet.write(b"".join(ROW % (number, number) for number in range(start, start + 50_000)))
            sheet.write(b"</sheetData></worksheet>")
    good.unlink()


def five_million_lines(path: Path) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(",".join(MISO_COLUMNS) + "\n")
        line = "J1" + "," * (len(MISO_COLUMNS) - 1) + "\n"
        for _ in range(100):
            handle.write(line * 50_000)


LIMITED = """
import resource, sys
from pathlib import Path
from contracts_schema.registry import snapshot_source
from orchestration.paths import Paths
from orchestration.snapshots.loading import load_snapshots
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(load,) = load_snapshots(Paths(raw=Path(sys.argv[1]), warehouse=Path(sys.argv[2])), snapshot_source(sys.argv[3]))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, load.refusal)
"""


@pytest.mark.parametrize(
    "source, name, make, rule",
    [
        (GIS, "a.xlsx", lambda path: five_million_rows(path, dimension=True), "unpacked_size"),
        (MISO, "a.csv", five_million_lines, "file_size"),
        (MISO, "blank.csv", text(MISO_TEXT + "\n" * 5_000_000), "row_count"),
    ],
    ids=["sheet", "csv", "csv of blank lines"],
)
def test_five_million_rows_are_refused_in_bounded_memory(tmp_path: Path, source: str, name: str, make: Make, rule: str) -> None:
    path = tmp_path / "raw" / source / LATER / name
    path.parent.mkdir(parents=True)
    make(path)
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "raw"), str(tmp_path / "warehouse"), source]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True, check=True
    )
    grown_mb, _, refusal = done.stdout.partition(" ")
    assert f"({rule})" in refusal
    assert int(grown_mb) < 400


def test_noise_of_any_length_is_refused(paths: Paths) -> None:
    """Bytes at random under every name that is read."""
    noise = random.Random(4)
    before = {source: pieces(paths, source) for source in STATES}
    for number, size in enumerate((1, 17, 4096, 300_000)):
        for source in STATES:
            for suffix in snapshot_source(source).suffixes:
                for start in (b"", b"PK\x03\x04"):
                    path = paths.raw / source / STATES[source][3] / f"noise{number}{len(start)}{suffix}"
                    path.write_bytes(start + noise.randbytes(size))
    for source in STATES:
        made = load_snapshots(paths, snapshot_source(source), pending(paths, snapshot_source(source)))
        noisy = [load for load in made if load.file_name.startswith("noise")]
        assert noisy
        assert all(load.refusal and "reader_error" not in load.refusal for load in noisy)
        assert pieces(paths, source) == before[source]
