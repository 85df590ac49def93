"""Small files in the layouts in which the ISOs and RTOs publish their queues. Every name and number in them is made up."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

Cell = str | int | float | date | datetime | None
Rows = Sequence[Sequence[Cell]]

CAISO_STUDIES = [
    "Feasibility Study or Supplemental Review", "System Impact Study or \nPhase I Cluster Study",
    "Facilities Study (FAS) or \nPhase II Cluster Study", "Optional Study\n(OS)", "Interconnection Agreement \nStatus",
]  # fmt: skip
CAISO_TYPES = [
    "Type-1", "Type-2", "Type-3", "Fuel-1", "Fuel-2", "Fuel-3", "MW-1", "MW-2", "MW-3", "Net MWs to Grid",
    "Full Capacity, Partial or Energy Only (FC/P/EO)",
]  # fmt: skip
CAISO_HEAD = ["Queue Position", "Interconnection Request\nReceive Date", "Queue Date", "Application Status"]
TPD = ["TPD Allocation Percentage", "Off-Peak Deliverability and Economic Only", "TPD Allocation Group"]
FILED = "Proposed\nOn-line Date\n(as filed with IR)"
CAISO_ACTIVE = [
    "Project Name", *CAISO_HEAD, "Study\nProcess", *CAISO_TYPES, *TPD, "County", "State", "Utility", "PTO Study Region",
    "Station or Transmission Line", FILED, "Current\nOn-line Date", "Suspension Status", *CAISO_STUDIES,
]  # fmt: skip
CAISO_COMPLETED = [
    "Project Name", *CAISO_HEAD, "Study\nProcess", *CAISO_TYPES, *TPD, "County", "State", "Utility", "PTO Study Region",
    "Station or Transmission Line", FILED, "Actual\nOn-line Date", *CAISO_STUDIES,
]  # fmt: skip
CAISO_WITHDRAWN = [
    "Project Name - Confidential", *CAISO_HEAD, "Withdrawn Date", "Study\nProcess", *CAISO_TYPES, TPD[1], "County", "State",
    "Utility", "Station or Transmission Line", FILED, "Current\nOn-line Date", *CAISO_STUDIES, "Reason for Withdrawal",
]  # fmt: skip
NYISO_PLACE = ["Date of IR", "SP (MW)", "WP (MW)", "Type/ Fuel", "County", "State", "Z"]
NYISO_PROPOSED = ["Proposed In-Service/Initial Backfeed Date", "Proposed Sync Date", "Proposed COD"]
NYISO_ACTIVE = [
    "Queue Pos.", "Developer/Interconnection Customer", "Project Name", *NYISO_PLACE, "Points of Interconnection", "Utility", "S",
    "Last Updated Date", "Availability of Studies", "IA Tender Date", "CY/FS Complete Date", *NYISO_PROPOSED,
]  # fmt: skip
NYISO_CLUSTER = [
    "Queue Pos.", "Interconnection Customer Name", "Project Name", *NYISO_PLACE, "Points of Interconnection", "Utility",
    "Affected Transmission Owner (ATO)", "S", "Last Updated Date", "Availability of Studies", "IA Tender Date", *NYISO_PROPOSED,
]  # fmt: skip
NYISO_WITHDRAWN = [
    "Queue Pos.", "Owner/Developer", "Project Name", *NYISO_PLACE, "Interconnection Point", "Utility ", "S", "Last Update",
]  # fmt: skip
NYISO_IN_SERVICE = [
    ["Queue", None, None, "Date", "SP", "WP", "Type/", "Location", None, "Z", "Interconnection", None, None, "Last Update",
     "Availability", "Proposed", "Proposed"],
    ["Pos.", "Owner/Developer", "Project Name", "of IR", "(MW)", "(MW)", "Fuel", "County", "State", None, "Point", "Utility ", "S",
     None, "of Studies", " In-Service", "COD"],
]  # fmt: skip
ISONE_COLUMNS = [
    "Position", "Updated", "Type", "Requested", "Alternative Name", "Unit", "Fuel Type", "Net MW", "Summer MW", "Winter MW",
    "County", "State", "Op Date", "Sync Date", "W/ D Date", "Interconnection Location", "Serv", "SIS Complete", "I39", "TO Report",
    "Dev", "Zone", "FS", "SIS", "OS", "FAC", "IA", "Project Status",
]  # fmt: skip
MISO_COLUMNS = [
    "Project #", "Request Status", "Queue Date", "Withdrawn Date", "Done Date", "Appl In Service Date", "Transmission Owner",
    "County", "State", "Study Cycle", "Study Group", "Study Phase", "Service Type", "POI Name", "Summer MW", "Winter MW", "Fuel",
    "Generating Facility", "Post GIA Status", "Negotiated In Service Date", "Decision Point 1 ERIS MW", "Decision Point 1 NRIS MW",
    "Decision Point 2 ERIS MW", "Decision Point 2 NRIS MW",
]  # fmt: skip
PJM_AGREEMENT = "Interim/Interconnection Service/Generation Interconnection Agreement"
PJM_SERIAL = [
    "Project ID", "Name", "Commercial Name", "State", "County", "Status", "Transmission Owner", "MFO", "MW Energy", "MW Capacity",
    "MW In Service", "Capacity or Energy", "Project Type", "Fuel", "Project (AC/DC)", "Rights (MW)", "Initial Study",
    "Feasibility Study", "Feasibility Study Status", "System Impact Study", "System Impact Study Status", "Facilities Study",
    "Facilities Study Status", PJM_AGREEMENT, f"{PJM_AGREEMENT} Status", "Wholesale Market Participation Agreement",
    "Construction Service Agreement", "Construction Service Agreement Status", "Upgrade Construction Service Agreement",
    "Upgrade Construction Service Agreement Status", "Backfeed Date", "Submitted Date", "Long-Term Firm Service Start Date",
    "Long-Term Firm Service End Date", "Test Energy Date", "Withdrawal Date", "Withdrawn Remarks", "Commercial Operation Milestone",
    "Revised In Service Date", "Actual In Service Date", "Attachment Type", "Alternate Project", "Sliding Project",
]  # fmt: skip
SPP_COLUMNS = [
    "Generation Interconnection Number", "IFS Queue Number", "Current Cluster", "Cluster Group", " Nearest Town or County", "State",
    "TO at POI", "In-Service Date", "Commercial Operation Date", "Cessation Date", "Replacement Generator Commercial Op Date",
    "Capacity", "MAX Summer MW", "MAX Winter MW", "Service Type", "Generation Type", "Fuel Type", "Substation or Line",
    "Request Received", "Date Withdrawn", "Status", "Cause of Delay",
]  # fmt: skip
CAISO_RUN_DATE: Rows = [["Report Run Date: 02/03/2031"], [None, None, " "], ["Generating Facility"]]
NYISO_NOTES: Rows = [
    [None],
    [None, "Number of new projects during May", None, "2"],
    ["NOTES:", "● SP is the summer output."],
    [None, "● Z is the zone"],
]


def row(columns: Sequence[str], **cells: Cell) -> list[Cell]:
    """A record in the order of the columns; names of cells are headers with every other character than letters and digits as _."""
    by_name = {"".join(c if c.isalnum() else "_" for c in " ".join(header.split())): i for i, header in enumerate(columns)}
    record: list[Cell] = [None] * len(columns)
    for name, cell in cells.items():
        record[by_name[name]] = cell
    return record


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write a workbook of sheets of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for record in rows:
            sheet.append(list(record))
    book.save(path)
    return path


def csv_file(path: Path, rows: Rows) -> Path:
    """Write a csv file in which every cell is quoted."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, quoting=csv.QUOTE_ALL).writerows([["" if cell is None else cell for cell in record] for record in rows])
    return path


def caiso(path: Path, active: Rows = (), completed: Rows = (), withdrawn: Rows = (), notes: Rows = ()) -> Path:
    """A CAISO report: three sheets, each with three rows above the header, `notes` below the first."""
    blank: Rows = [[None], ["The contents are subject to change."]]
    return workbook(
        path,
        {
            "Grid GenerationQueue": [*CAISO_RUN_DATE, CAISO_ACTIVE, *active, *notes],
            "Completed Generation Projects": [*CAISO_RUN_DATE, CAISO_COMPLETED, *completed, *blank],
            "Withdrawn Generation Projects": [*CAISO_RUN_DATE, CAISO_WITHDRAWN, *withdrawn, *blank],
        },
    )


def nyiso(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A NYISO workbook with the given records by sheet."""
    return workbook(
        path,
        {
            "Interconnection Queue": [NYISO_ACTIVE, *sheets.get("active", ()), *NYISO_NOTES],
            " Cluster Projects": [NYISO_CLUSTER, *sheets.get("cluster", ())],
            "Withdrawn": [NYISO_WITHDRAWN, *sheets.get("withdrawn", ())],
            "Cluster Projects-Withdrawn": [NYISO_WITHDRAWN, *sheets.get("cluster_withdrawn", ())],
            "In Service": [*NYISO_IN_SERVICE, *sheets.get("in_service", ())],
        },
    )


def isone(path: Path, records: Rows, columns: Sequence[str] = ISONE_COLUMNS) -> Path:
    """An ISO New England queue, its date in the first of four rows above the header."""
    return workbook(
        path,
        {"Queue": [["Requests", None, "As of: 2/3/2031 12:00:00 AM"], ["For Generation"], ["Status:", "All"], [None], columns, *records]},
    )


def spp(path: Path, records: Rows, columns: Sequence[str] = SPP_COLUMNS) -> Path:
    """An SPP list under the day of its last update."""
    return workbook(path, {"SPP GI_ActiveRequest": [["Last Updated On", datetime(2031, 2, 2)], columns, *records]})


def pjm(path: Path, records: Rows, columns: Sequence[str] = PJM_SERIAL) -> Path:
    """A PJM export with its sheet of definitions."""
    return workbook(path, {"Data": [columns, *records], "Definitions-Mapping": [["Column Names from Data Tab"]]})
