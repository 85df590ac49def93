"""Definitions of the columns that only published files bring: interconnection queues, site timelines, filings.

One tuple per source; what several queues share stands first. Names that the register has too are in `columns.py`.
"""

from decimal import Decimal

from contracts_schema import vocabulary as words
from contracts_schema.column import MW, Column
from contracts_schema.column import date_column as _date
from contracts_schema.column import text_column as _text
from contracts_schema.column import word_column as _word


def _request_mw(name: str, description: str) -> Column:
    return Column(name, MW, description, unit="MW", minimum=Decimal(-20000), maximum=Decimal(20000))


_QUEUES = (
    _text("request_id", "Id of an interconnection request in its operator's or editor's own spelling; unique only with the operator or entity.", 60),
    _text("project_name", "Name of the project. Null where the operator withholds it."),
    _text("interconnecting_entity", "Company that makes the request. Null where it is not published."),
    _text("transmission_owner", "Owner of the lines that the project connects to."),
    _text("poi_location", "Point of interconnection: substation, line or bus, in the operator's words."),
    _request_mw("request_mw", "Capacity that the request is for, net at the point of interconnection as the operator states it; a change of an existing plant is the net change and may be negative."),
    _request_mw("request_summer_mw", "Capacity of the request in summer."),
    _request_mw("request_winter_mw", "Capacity of the request in winter."),
    _text("status_raw", "Status of the request in the operator's words."),
    _text("study_phase_raw", "Study phase of the request in the operator's words."),
    _text("agreement_status_raw", "Status of the interconnection agreement in the operator's words."),
    _text("fuel_raw", "Fuel or generation type in the operator's words or code."),
    _text("technology_raw", "Technology in the operator's words or code. Null where the operator gives only a fuel."),
    _text("fuel_1_raw", "First generation type of the request."),
    _text("fuel_2_raw", "Second generation type of a hybrid."),
    _text("fuel_3_raw", "Third generation type of a hybrid."),
    _request_mw("fuel_1_mw", "Capacity of the first generation type. Null where it is not given apart."),
    _request_mw("fuel_2_mw", "Capacity of the second generation type. Null where it is not given apart."),
    _request_mw("fuel_3_mw", "Capacity of the third generation type. Null where it is not given apart."),
    _date("queue_entered_on", "Date on which the request entered the queue."),
    _date("projected_online_on", "Date on which the developer expects commercial operation or service, as the file of that snapshot has it."),
    _date("actual_online_on", "Date on which the project went into service."),
    _date("withdrawn_on", "Date on which the request was withdrawn or cancelled."),
    _date("ia_signed_on", "Date on which the interconnection agreement was signed."),
)  # fmt: skip

_SNAPSHOTS = (
    Column("snapshot_id", "string", "File of a snapshot: source, as-of date, series, number of the issue. Joins to marts.snapshots, which has the file and its address.", max_length=400),
    Column("snapshot_source", "string", "Folder under raw/ that the file was received in."),
    _date("as_of", "Date that the snapshot describes: what its publisher held to be so at the end of that day."),
    Column("series", "string", "What a later file for the same date replaces: the operator, the filer, or the table's name."),
    Column("issue_number", "int", "Number of the file among those of its series for the same date, in order of publication; a re-issue has 2 or more."),
    Column("file_name", "string", "Name of the file as received."),
    Column("sha256", "string", "SHA-256 of the file.", pattern="[0-9a-f]{64}"),
    _word("known_on_basis", "Where the first day comes from on which a reader could know the snapshot.", {"stated_in_file": "the publication date that the file states", "end_of_period": "the file states none: the day that it is about has to be over"}),
    _word("snapshot_state", "Whether the rows of the file are landed.", {"landed": "its rows are landed", "refused": "nothing of it is landed"}),
    Column("refusal", "string", "Why nothing of the file is landed. Null where its rows are.", max_length=2000),
    Column("rows_in_file", "bigint", "Rows of the sheets that were read.", unit="rows"),
    Column("rows_accepted", "bigint", "Rows that keep their contract.", unit="rows"),
    Column("rows_quarantined", "bigint", "Rows that break a rule and are kept with it in quarantine.", unit="rows"),
    Column("rows_non_data", "bigint", "Rows that are no records: headers, blanks, footnotes, test records.", unit="rows"),
    Column("non_data_kinds", "string", "Rows that are no records, by kind, as JSON."),
    Column("null_conventions", "string", "Cells that are null because the publisher's own convention says unknown, by convention, as JSON."),
    Column("is_effective", "boolean", "Whether the file ever was the newest state of its series: not where the next date was already known when it appeared."),
    Column("previous_snapshot_id", "string", "Snapshot of the series that was the newest before. Null for the first."),
    Column("fetched_at", "timestamp", "When the file was downloaded, UTC. Null where it was put there by hand."),
    Column("sheet", "string", "Sheet of the workbook that the row stands in; the file's kind where it has no sheets. Null in a row that says that a key is gone."),
    Column("line", "bigint", "Row in the sheet or file, counted from 1. Null in a row that says that a key is gone."),
    _word("change", "What changed against the snapshot before.", {"new": "key was not in it", "changed": "another value", "same": "nothing", "gone": "key was in it and is no longer", "overtaken": "not compared: a newer state was known already", "event": "not compared: the table lists events"}),
    Column("table_name", "string", "Table that the record belongs to."),
    Column("column_name", "string", "Column that breaks the rule."),
    Column("refused_value", "string", "Value as the file has it, shortened where it is long.", is_verbatim=True),
    Column("broken_rule", "string", "Rule that the value breaks."),
    Column("problem", "string", "What is wrong, in words.", max_length=2000),
)  # fmt: skip

# what dbt reads of the loader's records
LOAD_COLUMNS = (
    "snapshot_id", "snapshot_source", "as_of", "series", "issue_number", "file_name", "sha256", "known_on", "known_on_basis",
    "snapshot_state", "refusal", "rows_in_file", "rows_accepted", "rows_quarantined", "rows_non_data", "non_data_kinds",
    "null_conventions", "is_effective", "previous_snapshot_id", "url", "fetched_at",
)  # fmt: skip
QUARANTINE_COLUMNS = ("snapshot_id", "file_name", "table_name", "sheet", "line", "column_name", "refused_value", "broken_rule", "problem")

_ERCOT_GIS: tuple[Column, ...] = (
    _word("size_category", "Size class of the generator. Null where the report does not divide its requests by size.", words.SIZE_CATEGORY),
    _text("reporting_zone_raw", "Zone in which the operator's capacity report counts the project, in the operator's words.", 40),
    _text("change_indicators_raw", "What changed since the last report by the operator's own marks: project name, MW size, date of commercial operation, financial security, request of the full study, return from inactive."),
    _date("site_control_approved_on", "Date on which the proof of site control was approved. Null before July 2020, when the report had no such column, and where the operator gives no date."),
    _date("screening_started_on", "Date on which the screening study started."),
    _date("screening_completed_on", "Date on which the screening study was complete."),
    _date("fis_requested_on", "Date on which the full interconnection study was requested."),
    _date("fis_approved_on", "Date on which the full interconnection study was approved."),
    _text("economic_study_required_raw", "Whether the operator requires an economic study, in its words (Yes, No). Null where it has not said.", 40),
    _text("financial_security_raw", "Whether financial security and notice to proceed were provided, in the operator's words (Yes, No).", 40),
    _text("distribution_security_raw", "Whether financial security to fund upgrades of the distribution grid was required, in the operator's words (Yes, No).", 40),
    _text("air_permit_raw", "Air permit: its date, or Not Required. 1900-01-01 is a permit whose date is unknown; null is a permit that is required and not reported yet.", 40),
    _text("ghg_permit_raw", "Greenhouse gas permit: its date, or Not Required. Null is a permit that is required and not reported yet.", 40),
    _text("water_availability_raw", "Proof of water supplies: its date, or Not Required. Null is a proof that is required and not reported yet.", 40),
    _date("planning_guide_6_9_1_met_on", "Date on which the project met section 6.9(1) of the Planning Guide, for inclusion in planning models."),
    _date("planning_guide_6_9_met_on", "Date on which the project met all of section 6.9 of the Planning Guide."),
    _date("planning_guide_5_9_met_on", "Date on which the project met the prerequisites of the quarterly stability assessment, section 5.9 of the Planning Guide."),
    _date("model_ready_on", "Date by which the network model that holds a small generator is ready."),
    _date("construction_started_on", "Date on which significant physical work on the site began."),
    _date("construction_ended_on", "Date on which all systems of the plant were ready for commissioning."),
    _date("energization_approved_on", "Date on which the project was approved for energization."),
    _date("synchronization_approved_on", "Date on which the project was approved for synchronization; of its first unit where it has several."),
    _text("operator_comment", "Comment of the operator on the row.", 2000),
    _word("approval_category", "Step of commissioning that was approved or revoked.", words.APPROVAL_CATEGORY),
    _text("approval_category_raw", "Step of commissioning in the operator's words.", 100),
    _word("departure_kind", "How the request left the list of planned projects.", words.DEPARTURE_KIND),
    _date("occurred_on", "Date of the event: approval, cancellation, or becoming inactive."),
)  # fmt: skip

_ISO_QUEUES: tuple[Column, ...] = ()

_LBNL_QUEUED_UP: tuple[Column, ...] = ()

_EPOCH: tuple[Column, ...] = ()

_SEC_COMPANYFACTS: tuple[Column, ...] = ()

UPSTREAM: tuple[Column, ...] = (*_SNAPSHOTS, *_QUEUES, *_ERCOT_GIS, *_ISO_QUEUES, *_LBNL_QUEUED_UP, *_EPOCH, *_SEC_COMPANYFACTS)
