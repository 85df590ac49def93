"""The registry of downloads: which files there are, at which address, and what each must be.

A new file is a row here. Not here: sources that publish a file only behind a browser session or a registration; docs/fetching.md
says how to get those by hand.
"""

import calendar
import csv
import importlib.util
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from orchestration.downloads.faults import DownloadError, RefusedDownloadError
from orchestration.downloads.rules import MEGABYTE, ContentRule, Download

CC_BY = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}


@dataclass(frozen=True)
class NotFetched:
    """A file that is not asked for on this installation, and why."""

    label: str
    reason: str


@dataclass(frozen=True)
class Place:
    """What a plan may use: the folder of raw inputs, a file of its own, and a way to fetch a list of documents into it."""

    raw: Path
    scratch: Path
    fetch: Callable[[Download, Path], object]


Planned = Download | NotFetched | DownloadError


@dataclass(frozen=True)
class Source:
    """A source of files. `plan` names them, and yields an error for one that it cannot name.

    `is_read_together` says that its files make sense only as one vintage: all are saved, or none. `needs_contact` says
    that the source demands a user agent with an address to write to.
    """

    name: str
    title: str
    producer: str
    licence: dict[str, str]
    plan: Callable[[Place], Iterable[Planned]]
    is_read_together: bool = False
    needs_contact: bool = False

    @property
    def head(self) -> dict[str, Any]:
        """The head of a provenance record."""
        return {"title": self.title, "producer": self.producer, "licence": self.licence, "method": "Downloaded as published."}


EPOCH = (
    Download(
        label="Epoch AI data centers",
        url="https://epoch.ai/data/data_centers/data_centers.csv",
        file_name="data_centers.csv",
        rule=ContentRule("csv", 1_000, must_have=("Owner", "Current power (MW)")),
    ),
    Download(
        label="Epoch AI data center timelines",
        url="https://epoch.ai/data/data_centers/data_center_timelines.csv",
        file_name="data_center_timelines.csv",
        rule=ContentRule("csv", 1_000, must_have=("Data center", "Date", "Power (MW)")),
    ),
)

LBNL = (
    Download(
        label="Queued Up, 2025 edition",
        url="https://eta-publications.lbl.gov/sites/default/files/2025-08/lbnl_ix_queue_data_file_thru2024_v2.xlsx",
        file_name="lbnl_ix_queue_data_file_thru2024_v2.xlsx",
        rule=ContentRule("xlsx", MEGABYTE),
        as_of=date(2024, 12, 31),
    ),
    Download(
        label="Queued Up, 2026 edition",
        url="https://emp.lbl.gov/sites/default/files/2026-05/LBNL_Ix_Queue_Data_File_thru2025.xlsx",
        file_name="LBNL_Ix_Queue_Data_File_thru2025.xlsx",
        rule=ContentRule("xlsx", MEGABYTE),
        as_of=date(2025, 12, 31),
    ),
)

ISO_QUEUES = (
    Download(
        label="CAISO public queue report",
        url="https://www.caiso.com/documents/publicqueuereport.xlsx",
        file_name="CAISO_Queue_Report.xlsx",
        rule=ContentRule("xlsx", 50_000),
    ),
    Download(
        label="MISO generator interconnection queue",
        url="https://www.misoenergy.org/api/giqueue/getprojects",
        file_name="MISO_GI_Interactive_Queue.json",
        rule=ContentRule("json", 50_000),
    ),
    Download(
        label="NYISO interconnection queue",
        url="https://www.nyiso.com/documents/20142/1407078/NYISO-Interconnection-Queue.xlsx",
        file_name="NYISO-Interconnection-Queue.xlsx",
        rule=ContentRule("xlsx", 50_000),
    ),
    Download(
        label="SPP active generator interconnection requests",
        url="https://opsportal.spp.org/Studies/GenerateActiveCSV",
        file_name="SPP_GI_ActiveRequest.csv",
        rule=ContentRule("csv", 20_000, must_have=("Last Updated On",)),
    ),
)

ERCOT_LIST = Download(
    label="ERCOT's list of GIS reports",
    url="https://www.ercot.com/misapp/servlets/IceDocListJsonWS?reportTypeId=15933",
    file_name="list.json",
    rule=ContentRule("json", 100, 8 * MEGABYTE, must_have=("ListDocsByRptTypeRes",)),
)
ERCOT_DOCUMENT = "https://www.ercot.com/misdownload/servlets/mirDownload?doclookupId="
_GIS_REPORT = re.compile(r"GIS_Report_([A-Za-z]{3,9})_?(20\d\d)(?:_\w*)?", re.ASCII)
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}


def gis_report_month_end(name: str) -> date | None:
    """The last day of the month that a report's name states (GIS_Report_November2025, GIS_Report_June_2023_Corrected)."""
    found = _GIS_REPORT.fullmatch(name)
    month = _MONTHS.get(found[1][:3].lower()) if found else None
    if found is None or month is None or not calendar.month_name[month].lower().startswith(found[1].lower()):
        return None
    year = int(found[2])
    return date(year, month, calendar.monthrange(year, month)[1])


def _ercot_document(document: dict[str, str]) -> Download | DownloadError:
    name = document["FriendlyName"]
    as_of = gis_report_month_end(name)
    url = ERCOT_DOCUMENT + document["DocID"]
    if as_of is None:
        return RefusedDownloadError(url, "has a name that states a month, such as GIS_Report_November2025", name)
    return Download(
        label=f"ERCOT {name}",
        url=url,
        file_name=f"{name}.xlsx",
        rule=ContentRule("xlsx", 100_000),
        as_of=as_of,
        is_immutable=True,
        published_at=document["PublishDate"],
    )


def _plan_ercot(place: Place) -> Iterator[Planned]:
    try:
        place.fetch(ERCOT_LIST, place.scratch)
        listed = json.loads(place.scratch.read_bytes())["ListDocsByRptTypeRes"]["DocumentList"]
        documents: list[dict[str, str]] = [entry["Document"] for entry in listed]
        # the list also holds reports on co-located batteries; in order of publication, so that re-issues come last
        reports = sorted(
            (one for one in documents if one["FriendlyName"].startswith("GIS_Report") and one["Extension"] == "xlsx"),
            key=lambda one: (one["PublishDate"], one["DocID"]),
        )
        yield from [_ercot_document(report) for report in reports]
    except (KeyError, TypeError, AttributeError) as error:
        raise RefusedDownloadError(ERCOT_LIST.url, "lists documents with name, extension, date and id", repr(error)) from error
    finally:
        place.scratch.unlink(missing_ok=True)


def _open_pjm() -> BinaryIO:
    import gridstatus  # an optional extra, and slow to import

    # the class asks for a key of PJM's data service, which the queue does not need and which is not sent
    stream: BinaryIO = gridstatus.PJM(api_key="none").get_raw_interconnection_queue()
    return stream


PJM = Download(
    label="PJM queue",
    url="https://services.pjm.com/PJMPlanningApi/api/Queue/ExportToXls",
    file_name="PJM_Queue.xlsx",
    rule=ContentRule("xlsx", 100_000),
    open_with=_open_pjm,
)


def _plan_iso_queues(_place: Place) -> Iterator[Planned]:
    yield from ISO_QUEUES
    if importlib.util.find_spec("gridstatus"):
        yield PJM
    else:
        yield NotFetched(PJM.label, "needs the extra `queues`: pip install -e '.[queues]'")


def _plan_sec(place: Place) -> Iterator[Planned]:
    """One file per filer of the register that has a CIK."""
    with (place.raw / "register" / "parties.csv").open(encoding="utf-8", newline="") as handle:
        names = {row["cik"]: row["name"] for row in csv.DictReader(handle) if row["cik"]}
    for cik, name in sorted(names.items(), key=lambda item: item[0].zfill(10)):
        number = cik.zfill(10)
        url = f"https://data.sec.gov/api/xbrl/companyfacts/CIK{number}.json"
        if not re.fullmatch(r"\d{10}", number, re.ASCII):
            yield RefusedDownloadError(url, "has a CIK of at most ten digits", cik)
            continue
        rule = ContentRule("json", 200, must_have=("cik", "facts"))
        yield Download(f"SEC companyfacts of {name}", url, f"CIK{number}.json", rule)


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            name="ercot_gis",
            title="Generator Interconnection Status report (PG7-200-ER)",
            producer="Electric Reliability Council of Texas (ERCOT)",
            licence={"name": "ERCOT's terms of use"},
            plan=_plan_ercot,
        ),
        Source(
            name="iso_queues",
            title="Interconnection queues as the operators publish them",
            producer="CAISO, MISO, NYISO, PJM, SPP",
            licence={"name": "each operator's terms of use"},
            plan=_plan_iso_queues,
        ),
        Source(
            name="lbnl_queued_up",
            title="Queued Up: characteristics of power plants seeking transmission interconnection",
            producer="Lawrence Berkeley National Laboratory",
            licence=CC_BY,
            plan=lambda _place: LBNL,
        ),
        Source(
            name="epoch",
            title="Frontier data centers",
            producer="Epoch AI",
            licence=CC_BY,
            plan=lambda _place: EPOCH,
            is_read_together=True,
        ),
        Source(
            name="sec_companyfacts",
            title="XBRL company facts",
            producer="US Securities and Exchange Commission (EDGAR)",
            licence={"name": "US public domain"},
            plan=_plan_sec,
            needs_contact=True,
        ),
    )
}
