"""Small files in the layouts of five sources, each with enough records that one bad one stays below the share that refuses a file.

`deliver_good` puts an earlier and a later state of a source into raw/. What a test changes is the cells of the later one.
"""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from contracts_schema.registry import snapshot_source
from contracts_schema.upstream.epoch_layouts import SITE_TIMELINE
from contracts_schema.upstream.snapshot import SnapshotSource
from tests.gis_workbook import LARGE as GIS_LARGE
from tests.gis_workbook import Rows, Sheets, details, project, save, sheets_of
from tests.queue_files import MISO_COLUMNS

RECORDS = 450
EARLIER, LATER = "2024-04-30", "2024-05-31"
LARGE_SHEET, SMALL_SHEET = "Project Details - Large Gen", "Project Details - Small Gen"
FIRST_PROJECT = len(details(GIS_LARGE, [])) + 1

TIMELINE = list(SITE_TIMELINE[1].columns)
LBNL = [
    "q_id",
    "q_status",
    "q_date",
    "prop_date",
    "on_date",
    "wd_date",
    "ia_date",
    "IA_status_raw",
    "IA_status_clean",
    "county",
    "state",
    "county_state_pairs",
    "fips_codes",
    "poi_name",
    "region",
    "project_name",
    "utility",
    "entity",
    "developer",
    "cluster",
    "service",
    "project_type",
    "type1",
    "type2",
    "type3",
    "mw1",
    "mw2",
    "mw3",
    "type_clean",
    "q_year",
    "prop_year",
]


def request_id(number: int) -> str:
    """Number of a request of the operator in Texas."""
    return f"24INR{number:04}"


def gis_sheets(month: date = date(2024, 5, 1), capacity: float = 100.5, records: int = RECORDS) -> Sheets:
    """A month's workbook with that many large projects."""
    sheets = sheets_of(month)
    projects = [project(request_id(number), Capacity=capacity + number) for number in range(1, records + 1)]
    sheets[LARGE_SHEET] = details(GIS_LARGE, projects)
    return sheets


def gis(path: Path, sheets: Sheets | None = None) -> Path:
    """Write a workbook of May 2024."""
    return save(path, sheets or gis_sheets())


def miso_records(capacity: int = 10) -> list[list[str]]:
    """Records of a queue."""
    records = []
    for number in range(1, RECORDS + 1):
        record = dict.fromkeys(MISO_COLUMNS, "")
        record |= {
            "Project #": f"J{number}", "Request Status": "Active", "Queue Date": "2023-03-12T04:00:00+00:00", "County": "Nowhere",
            "Summer MW": str(capacity + number), "Fuel": "Solar", "Appl In Service Date": "2027-06-01T04:00:00+00:00",
        }  # fmt: skip
        records.append(list(record.values()))
    return records


def csv_text(header: Sequence[str], records: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """A file of separated cells, quoted where needed."""
    from io import StringIO

    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([header, *records])
    return out.getvalue()


def timeline_records(power: int = 10) -> list[list[str]]:
    """Days of one site, power growing."""
    first = date(2023, 1, 1)
    records = []
    for number in range(RECORDS):
        record = dict.fromkeys(TIMELINE, "")
        record |= {"Data center": "Plover Campus", "Date": str(first + timedelta(days=number)), "Power (MW)": str(power + number)}
        records.append(list(record.values()))
    return records


def facts(value: int = 1000) -> dict[str, Any]:
    """Facts of a filer, one per day."""
    first = date(2022, 1, 1)
    listed = [
        {"end": str(first + timedelta(days=number)), "val": value + number, "accn": f"0000000001-24-{number:06}", "fy": 2024, "fp": "Q1",
         "form": "10-Q", "filed": "2024-03-01"}
        for number in range(RECORDS)
    ]  # fmt: skip
    units = {"USD": listed}
    concept = {"label": None, "description": None, "units": units}
    return {"cik": 12, "entityName": "Example Corp", "facts": {"us-gaap": {"PurchaseObligation": concept}}}


def listed_facts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The list of facts inside."""
    found: list[dict[str, Any]] = content["facts"]["us-gaap"]["PurchaseObligation"]["units"]["USD"]
    return found


def lbnl_sheets(year: int = 2024, capacity: int = 10) -> dict[str, Rows]:
    """An edition."""
    records: Rows = []
    for number in range(1, RECORDS + 1):
        record: dict[str, Any] = dict.fromkeys(LBNL)
        record |= {"q_id": f"Q{number}", "q_status": "active", "entity": "ABC", "q_date": datetime(2021, 5, 3), "mw1": capacity + number,
                   "type1": "Solar", "q_year": 2021}  # fmt: skip
        records.append(list(record.values()))
    return {
        "02. Data Sample by Region": [["RETURN TO CONTENTS"], [f"Requests that were active at the end of {year}"]],
        "03. Complete Queue Data": [["RETURN TO CONTENTS"], list(LBNL), *records],
    }


def book(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write a workbook of rows."""
    made = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _gis_state(path: Path, *, later: bool) -> None:
    gis(path, gis_sheets() if later else gis_sheets(date(2024, 4, 1), 90))


def _miso_state(path: Path, *, later: bool) -> None:
    _text(path, csv_text(MISO_COLUMNS, miso_records(10 if later else 9)))


def _epoch_state(path: Path, *, later: bool) -> None:
    _text(path, csv_text(TIMELINE, timeline_records(10 if later else 9)))


def _sec_state(path: Path, *, later: bool) -> None:
    _text(path, json.dumps(facts(1000 if later else 900)))


def _lbnl_state(path: Path, *, later: bool) -> None:
    book(path, lbnl_sheets(2024, 10) if later else lbnl_sheets(2023, 9))


STATES: dict[str, tuple[str, Callable[..., None], str, str]] = {
    "ercot_gis": ("GIS_Report.xlsx", _gis_state, EARLIER, LATER),
    "iso_queues": ("queue.csv", _miso_state, EARLIER, LATER),
    "epoch": ("timelines.csv", _epoch_state, EARLIER, LATER),
    "sec_companyfacts": ("CIK0000000012.json", _sec_state, EARLIER, LATER),
    "lbnl_queued_up": ("queues.xlsx", _lbnl_state, "2023-12-31", "2024-12-31"),
}
"""By source: the file's name, what writes it, the date of the earlier and of the later state."""


def deliver_good(raw: Path, name: str) -> SnapshotSource:
    """Put both states of a source where they belong."""
    file, write, *dates = STATES[name]
    for day in dates:
        folder = raw / name / day
        folder.mkdir(parents=True)
        write(folder / file, later=day == dates[1])
    return snapshot_source(name)
