"""The layouts of ERCOT's GIS workbook: its sheets, their headings, and which columns stand in which order.

Data only: a month with another layout is let in by a line here. A heading may be spread over several rows; it is
written here as one line. Finding and reading the tables is the business of `ercot_gis.py`.
"""

from dataclasses import dataclass

REPEATED_ID = "repeated_id"


@dataclass(frozen=True)
class Table:
    """What a sheet of one kind looks like.

    `anchor` is the heading of column A, by which the heading row is found. `headings` gives for each heading the column
    that it names. `layouts` are the orders of columns that have been seen; REPEATED_ID is a column without heading that
    repeats the request's id. `nothing` is how the sheet says, in place of a table, that there is nothing to tell.
    `states_month` is whether the title above the table names the month.
    """

    anchor: str
    headings: dict[str, str]
    layouts: tuple[tuple[str, ...], ...]
    nothing: str | None = None
    states_month: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet that is read: its name, the contract's table, how it looks, and the words that the sheet as a whole says."""

    name: str
    table: str
    look: Table
    says: dict[str, str | None]


def _without(layout: tuple[str, ...], *columns: str) -> tuple[str, ...]:
    return tuple(column for column in layout if column not in columns)


_CHANGES = "Change indicators: Proj Name, MW Size"
_LARGE_HEADINGS = {
    "INR": "request_id",
    "Project Name": "project_name",
    "GIM Study Phase": "study_phase_raw",
    "GINR Study Phase": "study_phase_raw",
    "Interconnecting Entity": "interconnecting_entity",
    "POI Location": "poi_location",
    "County": "county",
    "CDR Reporting Zone": "reporting_zone_raw",
    "Projected COD": "projected_online_on",
    "Fuel": "fuel_raw",
    "Technology": "technology_raw",
    "Capacity (MW)": "request_mw",
    f"{_CHANGES} , COD, SFS/NtP, FIS Request": "change_indicators_raw",
    f"{_CHANGES} , COD, SFS/NtP, FIS Request Status Change SUS-to-PLN": "change_indicators_raw",
    f"{_CHANGES} , COD, SFS/NtP, FIS Request Status Change INA-to-PLN": "change_indicators_raw",
    f"{_CHANGES}, COD, SFS/NtP, FIS Request, Status Change INA-to-PLN": "change_indicators_raw",
    "Approval Date for Submission of Proof of Site Control": "site_control_approved_on",
    "Screening Study Started": "screening_started_on",
    "Screening Study Complete": "screening_completed_on",
    "FIS Requested": "study_requested_on",
    "FIS Approved": "study_approved_on",
    "Economic Study Required": "economic_study_required_raw",
    "IA Signed": "ia_signed_on",
    "Financial Security and Notice to Proceed Provided": "financial_security_raw",
    "Air Permit": "air_permit_raw",
    "GHG Permit": "ghg_permit_raw",
    "Water Availability": "water_availability_raw",
    "Meets Planning Guide Section 6.9(1) Requirements for Inclusion in Planning Models": "planning_guide_6_9_1_met_on",
    "Meets Planning Guide Section 6.9 Requirements for Inclusion in Planning Models": "planning_guide_6_9_met_on",
    "Meets All Planning Guide Section 6.9 Requirements for Inclusion in Planning Models": "planning_guide_6_9_met_on",
    "Meets Planning Guide QSA (Section 5.9) Prerequisites": "planning_guide_5_9_met_on",
    "Construction Start": "construction_started_on",
    "Construction End": "construction_ended_on",
    "Approved for Energization": "energization_approved_on",
    "Approved for Synchronization": "synchronization_approved_on",
    "Comment": "operator_comment",
    "Comments": "operator_comment",
}
_SINCE_JULY_2020 = tuple(dict.fromkeys(_LARGE_HEADINGS.values()))
_TO_MAY_2020 = _without(_SINCE_JULY_2020, "site_control_approved_on", "economic_study_required_raw")
_LARGE = Table(
    anchor="INR",
    headings=_LARGE_HEADINGS,
    layouts=(
        _SINCE_JULY_2020,
        _without(_SINCE_JULY_2020, "study_requested_on"),  # September 2020
        _without(_SINCE_JULY_2020, "site_control_approved_on"),  # June 2020
        _TO_MAY_2020,
        _without(_TO_MAY_2020, "operator_comment"),  # to January 2019
    ),
)

_SMALL_HEADINGS = {
    "INR": "request_id",
    "Project Name": "project_name",
    "Model Ready Date": "model_ready_on",
    "Interconnecting Entity": "interconnecting_entity",
    "POI Location": "poi_location",
    "County": "county",
    "CDR Reporting Zone": "reporting_zone_raw",
    "Projected COD": "projected_online_on",
    "Fuel": "fuel_raw",
    "Technology": "technology_raw",
    "Capacity (MW)": "request_mw",
    f"{_CHANGES}, COD, SFS, Status Change INA-to-PLN": "change_indicators_raw",
    f"{_CHANGES}, COD, SFS. Status Change INA-to-PLN": "change_indicators_raw",
    "IA Signed": "ia_signed_on",
    "Financial Security Required to fund Dist. Upgrades": "distribution_security_raw",
    "Approved for Energization": "energization_approved_on",
    "Approved for Synchronization": "synchronization_approved_on",
    "Comment": "operator_comment",
}
_SMALL = Table(anchor="INR", headings=_SMALL_HEADINGS, layouts=(tuple(dict.fromkeys(_SMALL_HEADINGS.values())),))

_EVENT_HEADINGS = {
    "INR": "request_id",
    "Size Category": "size_category",
    "Project Name": "project_name",
    "Fuel": "fuel_raw",
    "County": "county",
    "MW **": "request_mw",
    "Comment": "operator_comment",
    "Comments": "operator_comment",
    "NOTES": "operator_comment",
    "": REPEATED_ID,
}
_EVENT = ("request_id", "size_category", "project_name", "fuel_raw", "county", "occurred_on", "request_mw")
_EVENT_TO_2021 = _without(_EVENT, "size_category")
_APPROVALS = Table(
    anchor="Commissioning Category",
    headings={"Commissioning Category": "approval_category_raw", **_EVENT_HEADINGS, "Approval Date *": "occurred_on"},
    layouts=tuple(
        ("approval_category_raw", *columns, *comment) for columns in (_EVENT, _EVENT_TO_2021) for comment in ((), ("operator_comment",))
    ),
    states_month=True,
)


def _departures(date_heading: str, nothing: str | None) -> Table:
    return Table(
        anchor="INR",
        headings={**_EVENT_HEADINGS, date_heading: "occurred_on"},
        layouts=(
            _EVENT,
            (*_EVENT, "operator_comment"),
            _EVENT_TO_2021,
            (*_EVENT_TO_2021, "operator_comment"),
            (*_EVENT_TO_2021, REPEATED_ID),  # April 2020
        ),
        nothing=nothing,
        states_month=True,
    )


_CANCELLED = _departures("Cancel Date", "No cancelled projects during the month")
_INACTIVE = _departures("Inactive Date", None)

_UNDIVIDED = Sheet("Project Details", "projects", _LARGE, {"size_category": None})
_LARGE_BESIDE_SMALL = Sheet("Project Details", "projects", _LARGE, {"size_category": "large"})  # January 2022
_LARGE_SHEET = Sheet("Project Details - Large Gen", "projects", _LARGE, {"size_category": "large"})
_SMALL_SHEET = Sheet("Project Details - Small Gen", "projects", _SMALL, {"size_category": "small"})
_EVENT_SHEETS = (
    Sheet("Commissioning Update", "approvals", _APPROVALS, {}),
    Sheet("Inactive Projects", "departures", _INACTIVE, {"departure_kind": "inactive"}),
    Sheet("Cancellation Update", "departures", _CANCELLED, {"departure_kind": "cancelled"}),
)

BOOKS: tuple[tuple[Sheet, ...], ...] = (
    (_LARGE_SHEET, _SMALL_SHEET, *_EVENT_SHEETS),
    (_LARGE_BESIDE_SMALL, _SMALL_SHEET, *_EVENT_SHEETS),
    (_UNDIVIDED, *_EVENT_SHEETS),
    (
        _UNDIVIDED,
        Sheet("Project Commissioning Update", "approvals", _APPROVALS, {}),
        Sheet("Project Cancellation Update", "departures", _CANCELLED, {"departure_kind": "cancelled"}),
    ),
)
"""The sets of sheets with tables that a workbook has, newest first."""

FRONT_PAGE = "Contents"
CORRECTIONS = "CORRECTIONS"
NOT_READ = frozenset(
    {
        FRONT_PAGE,
        CORRECTIONS,
        "Disclaimer and References",
        "Acronyms",
        "Summary",
        "GIM Trends",
        "GINR Trends",
        *(f"data_{trend} Trends_{number}" for trend in ("GIM", "GINR") for number in range(1, 5)),
    }
)
"""Sheets without rows about single requests: words, totals, charts."""

APPROVAL_CATEGORIES = {
    "Energization Approved by ERCOT": "energization",
    "Synchronization Approved by ERCOT": "synchronization",
    "Commercial Operation Approved by ERCOT*": "commercial_operation",
    "Commercial Operations Approved by ERCOT": "commercial_operation",
    "Synchronization Approval Revoked by ERCOT": "synchronization_revoked",
}

NO_DATES = (
    "1900-01-01",
    "Date Not Available",
    "Not Available",
    "1940-05-16",  # in September 2020 for the very six requests that say "Date Not Available" the month before and after
    "Not Required",  # IA Signed, once, in January 2019
)
"""How the report says in a column of dates that it has no date: it is not known, or there is none to have."""

DATED_TEXTS = ("air_permit_raw", "ghg_permit_raw", "water_availability_raw")
"""Columns that hold a date or words. A date unknown stays in them: an empty cell means that the permit is not there yet."""

SIZE_CATEGORIES = {"Large": "large", "Small": "small", "N/A": None}
