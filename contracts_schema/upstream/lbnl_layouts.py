"""Known layouts of Berkeley Lab's "Queued Up" data files, edition by edition. Data only; the reader is `lbnl_queued_up.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts_schema.upstream.cells import EXCEL_DAY_ZERO, STATA_DAY_ZERO
from contracts_schema.upstream.layout import Layout

_IDENTITY = {
    "q_id": "request_id",
    "q_status": "status_raw",
    "entity": "queue_entity",
    "project_name": "project_name",
    "utility": "transmission_owner",
    "state": "state",
    "poi_name": "poi_location",
    "type_clean": "generation_type_harmonised",
}
_DATES = {
    "q_date": "queue_entered_on",
    "q_year": "queue_entered_year",
    "prop_date": "projected_online_on",
    "prop_year": "projected_online_year",
    "on_date": "actual_online_on",
    "wd_date": "withdrawn_on",
    "ia_date": "ia_signed_on",
}
_AGREEMENT = {"IA_status_raw": "agreement_status_raw", "IA_status_clean": "agreement_status_harmonised"}
_COUNTIES = {"county_1": "county", "county_2": "county_2", "county_3": "county_3"}
_REQUEST = {"region": "queue_region", "developer": "interconnecting_entity", "service": "service_type_raw"}
_CLUSTER = {"cluster": "study_cluster", "project_type": "project_type_raw", "county": "county"}


def _numbered(separator: str, last: int) -> dict[str, str]:
    numbers = range(1, last + 1)
    types = {f"type{separator}{number}": f"fuel_{number}_raw" for number in numbers}
    return types | {f"mw{separator}{number}": f"fuel_{number}_mw" for number in numbers}


@dataclass(frozen=True)
class DataSheet:
    """A sheet of requests: its name, the layouts that it may have, and the day that date numbers in a column count from."""

    name: str
    layouts: tuple[Layout, ...]
    day_zero: Mapping[str, date] = field(default_factory=dict)

    def day_zero_of(self, raw_name: str) -> date:
        """The day from which a number in that column counts days; a spreadsheet's own where nothing else is known."""
        return self.day_zero.get(raw_name, EXCEL_DAY_ZERO)


_2020_DATES = {"q_date": "queue_entered_on", "q_year": "queue_entered_year", "proposed_on_date": "projected_online_on"}

ACTIVE_2020 = Layout(
    "thru2020 active",
    {
        **_IDENTITY,
        **_COUNTIES,
        **_numbered("", 3),
        **_AGREEMENT,
        "q_date_clean": "queue_entered_on",
        "q_year": "queue_entered_year",
        "developer": "interconnecting_entity",
        "region": "queue_region",
        "proposed_on_date": "projected_online_on",
        "proposed_on_year": "projected_online_year",
    },
)
WITHDRAWN_2020 = Layout(
    "thru2020 withdrawn",
    {
        **_IDENTITY,
        **_2020_DATES,
        **_numbered("", 2),
        "county": "county",
        "wd_date": "withdrawn_on",
        "wd_year": "withdrawn_year",
        "wd_reason": "withdrawal_reason_raw",
        "days_in_q": "days_in_queue",
        "ia_status": "agreement_status_raw",
    },
)
COMPLETED_2020 = Layout(
    "thru2020 completed",
    {
        **_IDENTITY,
        **_2020_DATES,
        **_numbered("", 2),
        "county": "county",
        "on_date": "actual_online_on",
        "on_year": "actual_online_year",
        "days_in_q": "days_in_queue",
    },
)
THRU_2023 = Layout("thru2023", {**_IDENTITY, **_DATES, **_COUNTIES, **_AGREEMENT, **_REQUEST, **_numbered("", 3)})
THRU_2024 = Layout(
    "thru2024",
    {
        **_IDENTITY,
        **_DATES,
        **_AGREEMENT,
        **_REQUEST,
        **_CLUSTER,
        **_numbered("", 3),
        "county_state_pairs": "county_state_pairs",
        "fips_codes": "fips_codes",
    },
)
THRU_2025 = Layout(
    "thru2025",
    {
        **_IDENTITY,
        **_DATES,
        **_REQUEST,
        **_CLUSTER,
        **_numbered("_", 3),
        "IA_phase_raw": "agreement_status_raw",
        "IA_phase_clean": "agreement_status_harmonised",
        "fips_code": "fips_codes",
    },
)

# Day numbers of the withdrawn sheet are Stata's: 17197 stands beside the year 2007, which Excel's count would call 1947.
SHEETS_2020 = (
    DataSheet("active", (ACTIVE_2020,)),
    DataSheet("withdrawn", (WITHDRAWN_2020,), {"withdrawn_on": STATA_DAY_ZERO}),
    DataSheet("completed", (COMPLETED_2020,)),
)
ONE_SHEET = (DataSheet("03. Complete Queue Data", (THRU_2023, THRU_2024, THRU_2025)),)
TEXT_FILE = (DataSheet("", (THRU_2023, THRU_2024, THRU_2025)),)
EDITIONS = (SHEETS_2020, ONE_SHEET)

AS_OF_SHEET = "02. Data Sample by Region"
TITLE_SHEET = "introduction"
