"""Workbooks in the layouts of ERCOT's GIS report, with projects that do not exist.

`sheets_of` gives the cells of a month's workbook by sheet, to be changed by a test; `save` writes them.
"""

import calendar
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

Rows = list[list[Any]]
Sheets = dict[str, Rows]

LARGE = [
    ["INR"], ["Project Name"], ["GIM Study Phase"], ["Interconnecting Entity"], ["POI Location"], ["County"],
    ["CDR Reporting Zone"], ["Projected COD"], ["Fuel"], ["Technology"], ["Capacity (MW)"],
    [None, "Change indicators: Proj Name, MW", "Size, COD, SFS/NtP, FIS Request,", "Status Change INA-to-PLN"],
    [None, "Approval Date for", "Submission of Proof of ", "Site Control"],
    ["Screening Study Started"], ["Screening Study Complete"], ["FIS Requested"], ["FIS Approved"], ["Economic Study Required"],
    ["IA Signed"], [None, "Financial Security ", "and Notice to ", "Proceed Provided"], ["Air Permit"], ["GHG Permit"],
    ["Water Availability"],
    ["Meets Planning", "Guide Section 6.9(1) ", "Requirements for ", "Inclusion in Planning ", "Models"],
    ["Meets All Planning", "Guide Section 6.9", "Requirements for ", "Inclusion in Planning", "Models"],
    [None, "Meets Planning Guide", " QSA (Section 5.9) ", "Prerequisites"],
    ["Construction Start"], ["Construction End"], ["Approved for Energization"], ["Approved for Synchronization"], ["Comment"],
]  # fmt: skip
SMALL = [
    ["INR"], ["Project Name"], ["Model Ready Date"], ["Interconnecting Entity"], ["POI Location"], ["County"],
    ["CDR Reporting Zone"], ["Projected COD"], ["Fuel"], ["Technology"], ["Capacity (MW)"],
    ["Change indicators: Proj Name, MW", "Size, COD, SFS.", "Status Change INA-to-PLN"], ["IA Signed"],
    ["Financial Security ", "Required to fund", "Dist. Upgrades"], ["Approved for Energization"], ["Approved for Synchronization"],
    ["Comment"],
]  # fmt: skip
FOOTNOTES = [
    [],
    ["* Made up for a test, and long enough to look like a footnote"],
    ["that goes on in a second line."],
    ["** Repowering is net."],
]


def headings(columns: list[list[str | None]]) -> Rows:
    """Headings spread over rows, one list of lines a column."""
    deep = max(len(lines) for lines in columns)
    return [[lines[row] if row < len(lines) else None for lines in columns] for row in range(deep)]


def project(request_id: str, **cells: Any) -> list[Any]:
    """A row of the sheet of large generators; `cells` by the first line of the heading, blanks as underscores."""
    row: dict[str, Any] = dict.fromkeys((" ".join(line.strip() for line in lines if line) for lines in LARGE), None)
    usual = {
        "INR": request_id, "Project Name": "Plover Solar", "GIM Study Phase": "SS Completed, FIS Started, No IA",
        "Interconnecting Entity": "Plover Solar, LLC", "POI Location": "1 Nowhere 138kV", "County": "Nowhere",
        "CDR Reporting Zone": "WEST", "Projected COD": datetime(2027, 6, 1), "Fuel": "SOL", "Technology": "PV",
        "Capacity (MW)": 100.5, "Air Permit": "Not Required",
    }  # fmt: skip
    row.update(usual)
    for name, value in cells.items():
        heading = next(h for h in row if h.replace(" ", "_").startswith(name))
        row[heading] = value
    return list(row.values())


def small_project(request_id: str) -> list[Any]:
    """A row of the sheet of small generators."""
    return [request_id, "Wren BESS", datetime(2024, 5, 1), "Wren LLC", "Station: A\nLoad: B", "Nowhere", "SOUTH", datetime(2025, 1, 1),
            "OTH", "BA", 9.9, "COD ", datetime(2023, 9, 1), "Yes", None, None, None]  # fmt: skip


def front_page(month: date, run: str | None = None, word: str = "GIM") -> Rows:
    """The front page of a month."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    lines: Rows = [[] for _ in range(6)]
    lines += [[f"{word} Activity:  {month:%b} 01, {month:%Y} to {last:%b %d, %Y}"], [], ["Table of Contents"], ["Summary", "Tables"], []]
    return lines + ([[f"Time of Report Run: {run}"]] if run else [])


def details(columns: list[list[str | None]], rows: Rows, above: int = 30) -> Rows:
    """A sheet of projects, with its first heading in row `above` + 1."""
    top: Rows = [["GIM Project Details"], ["NOTES:"], *([] for _ in range(above - 3))]
    return [*top, ["Project Attributes", *[None] * 10, "GIM Project Milestone Dates"], *headings(columns), *rows]


def events(title: str, columns: list[str], rows: Rows) -> Rows:
    """A sheet of events with footnotes below."""
    return [*([] for _ in range(6)), [title], columns, *rows, *FOOTNOTES]


def sheets_of(month: date = date(2024, 5, 1)) -> Sheets:
    """A workbook in the layout of 2022 to 2024: two large projects, a small one, an approval, a departure of each kind."""
    name = f"{month:%B %Y}"
    run = f"{date(month.year + month.month // 12, month.month % 12 + 1, 1):%b} 1, {month.year + month.month // 12} 8:00:46 AM"
    mid = datetime(month.year, month.month, 14, 13, 26, 7)
    return {
        "Contents": front_page(month, run),
        "Disclaimer and References": [["Words"]],
        "Summary": [["Totals"]],
        "Project Details - Large Gen": details(LARGE, [project("24INR0001"), project("15INR0064b", Capacity=-12)]),
        "Project Details - Small Gen": details(SMALL, [small_project("23INR0700")], above=14),
        "GIM Trends": [["Chart"]],
        "Commissioning Update": events(
            f"Commissioning Approvals during {name}",
            ["Commissioning Category", "INR", "Size Category", "Project Name", "Fuel", "County", "Approval Date *", "MW **"],
            [["Energization Approved by ERCOT", "22INR0002", "Large", "Teal Wind", "Wind", "Nowhere", mid, 200]],
        ),
        "Inactive Projects": events(
            f"Inactive Projects as of end of {name}*",
            ["INR", "Size Category", "Project Name", "Fuel", "County", "Inactive Date", "MW **"],
            [["19INR0003", "Large", "Heron Gas", "Gas", "Nowhere", datetime(2021, 3, 2, 9, 1, 5), 484]],
        ),
        "Cancellation Update": events(
            f"Projects Cancelled by the Developer during {name}*",
            ["INR", "Size Category", "Project Name", "Fuel", "County", "Cancel Date", "MW **"],
            [["21INR0004", "Small", "Rail Storage", "Other", "Nowhere", mid, 9.5]],
        ),
    }


def save(path: Path, sheets: Sheets, made: str = "2024-06-01T14:00:00Z", saved: str = "2024-06-03T15:00:00Z") -> Path:
    """Write a workbook with the two dates among its properties."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, cells in enumerate(rows, start=1):
            for position, value in enumerate(cells, start=1):
                if value is not None:
                    sheet.cell(number, position, value)
    draft = path.with_suffix(".draft")
    book.save(draft)
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{saved}</dcterms:modified></cp:coreProperties>'
    )
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, core if member == "docProps/core.xml" else old.read(member))
    draft.unlink()
    return path
