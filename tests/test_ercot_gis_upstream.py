"""The reader of ERCOT's GIS report on the real workbooks, against counts and cells read in another way."""

import calendar
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
import polars as pl
import pytest

from contracts_schema.bulk_gate import BulkVerdict, judge_files
from contracts_schema.reading import LINE
from contracts_schema.upstream.ercot_gis import ERCOT_GIS, read
from contracts_schema.upstream.snapshot import SHEET, ReadFile
from tests.upstream_files import upstream

pytestmark = pytest.mark.upstream

REQUEST = re.compile(r"\d\dINR\d{4}|N/A$")
ID_COLUMN = {"projects": "A", "approvals": "B", "departures": "A"}


@pytest.fixture(scope="module")
def files() -> dict[str, Path]:
    return {path.name: path for path in sorted(upstream("ercot_gis").glob("*.xlsx"))}


@pytest.fixture(scope="module")
def reads(files: dict[str, Path]) -> dict[str, ReadFile]:
    return {name: read(path) for name, path in files.items()}


@pytest.fixture(scope="module")
def verdicts(reads: dict[str, ReadFile]) -> dict[str, BulkVerdict]:
    return judge_files(ERCOT_GIS, reads)


def _table_of(sheet: str) -> str | None:
    kinds = {"Project Details": "projects", "Commissioning": "approvals", "Cancellation": "departures", "Inactive": "departures"}
    return next((table for word, table in kinds.items() if word in sheet), None)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of every sheet, by the workbook's own XML."""
    book = archive.read("xl/workbook.xml").decode()
    links = archive.read("xl/_rels/workbook.xml.rels").decode()
    target = {}
    for link in re.findall(r"<Relationship [^>]*>", links):
        target[re.search(r'\bId="([^"]+)"', link)[1]] = re.search(r'\bTarget="([^"]+)"', link)[1]
    for sheet in re.findall(r"<sheet [^>]*>", book):
        part = target[re.search(r'r:id="([^"]+)"', sheet)[1]]
        yield re.search(r'\bname="([^"]+)"', sheet)[1], part.lstrip("/") if part.startswith("/") else f"xl/{part}"


def _count_by_xml(path: Path) -> Counter[str]:
    """Cells that hold a request number in the column for it, by table, from the XML alone."""
    with zipfile.ZipFile(path) as archive:
        items = re.findall(r"<si>(.*?)</si>|<si/>", archive.read("xl/sharedStrings.xml").decode(), re.DOTALL)
        strings = ["".join(re.findall(r"<t[^>]*>([^<]*)</t>", item)) for item in items]
        counts: Counter[str] = Counter()
        for sheet, part in _sheets(archive):
            table = _table_of(sheet)
            if table is None:
                continue
            cells = rf'<c r="{ID_COLUMN[table]}\d+"[^>]*t="s"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>(\d+)</v>'
            numbers = re.findall(cells, archive.read(part).decode())
            counts[table] += sum(1 for number in numbers if REQUEST.match(strings[int(number)]))
    return counts


def test_all_79_files_have_as_many_records_as_their_xml_has_request_numbers(files: dict[str, Path], reads: dict[str, ReadFile]) -> None:
    assert len(files) == 79
    counted = {name: dict(_count_by_xml(path)) for name, path in files.items()}
    repeated = {name: result.non_data.get("repeated_row", 0) for name, result in reads.items()}
    found = {name: {table: frame.height for table, frame in result.tables.items()} for name, result in reads.items()}
    for name, number in repeated.items():
        found[name]["approvals"] += number
    assert found == counted
    assert {name: number for name, number in repeated.items() if number} == {"GIS_Report_February_2024.xlsx": 1}


def test_no_row_is_lost(reads: dict[str, ReadFile], verdicts: dict[str, BulkVerdict]) -> None:
    for name, result in reads.items():
        assert result.rows == sum(frame.height for frame in result.tables.values()) + sum(result.non_data.values()), name
        verdict = verdicts[name]
        assert verdict.rows == verdict.accepted_rows + verdict.quarantined + verdict.non_data, name


def test_no_file_is_refused_and_the_one_quarantined_row_is_a_unit_without_a_request(verdicts: dict[str, BulkVerdict]) -> None:
    assert {name: str(verdict.refusal) for name, verdict in verdicts.items() if verdict.refusal} == {}
    quarantined = {name: verdict.quarantine for name, verdict in verdicts.items() if verdict.quarantined}
    assert list(quarantined) == ["GIS_Report_December_2022.xlsx"]
    (row,) = quarantined["GIS_Report_December_2022.xlsx"].iter_rows(named=True)
    assert (row["table_name"], row["line"], row["column_name"], row["refused_value"]) == ("approvals", 23, "request_id", "N/A")


def test_each_file_is_for_the_month_in_its_name(reads: dict[str, ReadFile]) -> None:
    for name, result in reads.items():
        month, year = re.match(r"GIS_Report_([A-Z][a-z]+)_?(\d{4})", name).groups()
        number = list(calendar.month_name).index(month)
        assert result.as_of == date(int(year), number, calendar.monthrange(int(year), number)[1]), name


def test_a_file_is_known_within_two_weeks_of_its_month_but_for_two_reissues(reads: dict[str, ReadFile]) -> None:
    late = {name: result.published_on for name, result in reads.items() if (result.published_on - result.as_of).days > 14}
    assert late == {"GIS_Report_May_2019.xlsx": date(2020, 6, 29), "GIS_Report_April_2020_revised.xlsx": date(2020, 7, 1)}
    assert all(result.published_on > result.as_of for result in reads.values())


def test_a_reissue_is_known_after_what_it_corrects(reads: dict[str, ReadFile]) -> None:
    marks = re.compile(r"_(revised|Corrected|Correction|CORRECTION2?)(?=\.xlsx)")
    pairs = {name: marks.sub("", name) for name in reads if marks.search(name)}
    assert len(pairs) == 6
    assert all(reads[name].published_on > reads[first].published_on for name, first in pairs.items())
    second = "GIS_Report_July_2020_CORRECTION2.xlsx"
    assert reads[second].published_on > reads["GIS_Report_July_2020_CORRECTION.xlsx"].published_on


def _plain(value: Any) -> Any:
    """A cell of openpyxl as the reader should have it: day, number, or one line of text."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        value = " ".join(value.split()) or None
    if isinstance(value, str) and re.fullmatch(r"\d\d/\d\d/\d{4}", value):
        value = datetime.strptime(value, "%m/%d/%Y").date()
    if value in (date(1900, 1, 1), date(1940, 5, 16), "Date Not Available", "Not Available"):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _same(ours: str | None, theirs: Any) -> bool:
    if isinstance(theirs, int | float):
        return ours is not None and Decimal(ours) == Decimal(str(theirs))
    return ours == theirs


SAMPLE = [
    ("December_2018", "Project Details", "request_id:0 request_mw:10 screening_completed_on:13 ia_signed_on:16"),
    (
        "September_2020",
        "Project Details",
        "request_id:0 projected_online_on:7 site_control_approved_on:12 study_approved_on:15 ia_signed_on:17",
    ),
    ("October_2020", "Project Details", "request_id:0 projected_online_on:7 planning_guide_6_9_1_met_on:23 planning_guide_5_9_met_on:25"),
    ("November2024", "Project Details - Large Gen", "request_id:0 project_name:1 poi_location:4 request_mw:10 ia_signed_on:18"),
    ("November2024", "Project Details - Large Gen", "change_indicators_raw:11 study_requested_on:15 synchronization_approved_on:29"),
    ("November2024", "Project Details - Small Gen", "request_id:0 model_ready_on:2 poi_location:4 request_mw:10 ia_signed_on:12"),
    ("November2024", "Inactive Projects", "request_id:0 project_name:2 occurred_on:5 request_mw:6"),
]


@pytest.mark.parametrize("month, sheet, columns", SAMPLE)
def test_cells_are_those_that_openpyxl_reads(
    files: dict[str, Path], reads: dict[str, ReadFile], month: str, sheet: str, columns: str
) -> None:
    name = f"GIS_Report_{month}.xlsx"
    position = {column: int(place) for column, place in (pair.split(":") for pair in columns.split())}
    frame = pl.concat([table for table in reads[name].tables.values() if sheet in table[SHEET]], how="diagonal")
    ours = frame.filter(pl.col(SHEET) == sheet).select(LINE, *position)
    book = openpyxl.load_workbook(files[name], read_only=True, data_only=True)
    theirs = {line: cells for line, cells in enumerate(book[sheet].iter_rows(values_only=True), start=1) if REQUEST.match(str(cells[0]))}
    book.close()
    assert ours[LINE].to_list() == list(theirs)
    wrong = [
        (row[LINE], column, row[column], theirs[row[LINE]][place])
        for row in ours.iter_rows(named=True)
        for column, place in position.items()
        if not _same(row[column], _plain(theirs[row[LINE]][place]))
    ]
    assert wrong == []


def test_the_copy_among_the_operators_queues_reads_the_same(reads: dict[str, ReadFile]) -> None:
    copy = read(upstream("iso_queues", "2025-01-23", "ERCOT_GIS_Report_December2024.xlsx"))
    first = reads["GIS_Report_December2024.xlsx"]
    assert (copy.as_of, copy.published_on) == (first.as_of, first.published_on)
    assert all(copy.tables[table].equals(frame) for table, frame in first.tables.items())


def _summary(path: Path) -> dict[str, int]:
    """Projects by study phase as the operator's own summary counts them; empty where a workbook's summary does not."""
    sheet = fastexcel.read_excel(path).load_sheet("Summary", header_row=None, dtypes="string").to_polars()
    pairs = ((first, second) for row in sheet.rows() for first, second in itertools.pairwise(row) if first and second)
    return {" ".join(phase.split()): int(n) for phase, n in pairs if re.match(r"\s*SS .* FIS .*IA$", phase) and n.isdigit() and n != "0"}


def test_projects_by_phase_are_those_of_the_operator_s_own_summary(files: dict[str, Path], reads: dict[str, ReadFile]) -> None:
    """Only projects whose full study was requested are listed, and some of those with an agreement and no study."""
    compared = 0
    for name, path in files.items():
        told = {phase: n for phase, n in _summary(path).items() if "FIS Not Started" not in phase}
        listed = reads[name].tables["projects"].filter(~pl.col("study_phase_raw").str.contains("FIS Not Started"))
        if name == "GIS_Report_May_2022.xlsx":  # its summary has one project less than its sheet
            told["SS Completed, FIS Completed, IA"] += 1
        if told:
            compared += 1
            assert dict(listed.group_by("study_phase_raw").len().rows()) == told, name
    assert compared == 37
