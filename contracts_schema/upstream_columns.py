"""Definitions of the columns that only published files bring: interconnection queues, site timelines, filings.

One tuple per source; what several queues share stands first. Names that the register has too are in `columns.py`.
"""

from decimal import Decimal

from contracts_schema import vocabulary as words
from contracts_schema.column import MW, USD, USD_BN, ZERO, Column
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

_ERCOT_GIS: tuple[Column, ...] = ()

_ISO_QUEUES: tuple[Column, ...] = ()

_LBNL_QUEUED_UP: tuple[Column, ...] = (
    _text("queue_entity", "Grid operator or utility that keeps the queue, in the editor's abbreviation.", 60),
    _text("record_id", "Id of a record within its entity and edition: the request's id; followed by /2, /3 where the id stands there again (parts of one request, or ids used twice), in the order of the file; sheet and row where the source gives no id. Only the first kind can be compared between editions.", 80),
    Column("queue_entered_year", "int", "Year in which the request entered the queue, as the source has it.", unit="year"),
    Column("projected_online_year", "int", "Year of the projected date, as the source has it.", unit="year"),
    Column("actual_online_year", "int", "Year in which the project went into service, as the source has it.", unit="year"),
    Column("withdrawn_year", "int", "Year in which the request was withdrawn, as the source has it.", unit="year"),
    Column("projected_online_precision", "string", "Precision of the projected date; a date known only to the month is its last day.", vocabulary={word: words.PRECISION[word] for word in ("day", "month")}),
    _text("withdrawn_reason_raw", "Reason of the withdrawal in the operator's words."),
    Column("days_in_queue", "int", "Days between entry and withdrawal or service, as the source has it; negative where its dates are out of order.", unit="days"),
    _text("agreement_status_harmonised", "Status or phase of the interconnection agreement in the editor's common words."),
    _text("queue_region", "Region that the editor assigns: an operator, or a part of the country without one."),
    _text("county_2", "Second county of a project that lies in several."),
    _text("county_3", "Third county of a project that lies in several."),
    _text("county_state_pairs", "Counties with their states in one text."),
    _text("fips_codes", "Codes of the counties (FIPS) in one text."),
    _text("study_cluster", "Cluster or cycle that the request is studied in."),
    _text("service_raw", "Kind of service requested, in the operator's words."),
    _text("project_type_raw", "Kind of project in the source's words, such as generation."),
    _text("generation_type_harmonised", "Generation types of the request in the editor's common words; may disagree with the single types."),
)  # fmt: skip

_TAGGED = "names with a confidence tag (#confident, #likely, #speculative) or none"
_MODELLED = "as Epoch's model has it"


def _cost_2025(what: str, name: str) -> tuple[Column, ...]:
    """A modelled cost in billions, as published, and in dollars, as staged."""
    model = f"{_MODELLED}; no contract value and no benchmark."
    return (
        Column(f"{name}_2025_usd_bn", USD_BN, f"{what} in billions of constant 2025 dollars, {model}", unit="USD bn", minimum=ZERO),
        Column(f"{name}_2025_usd", USD, f"{what} in constant 2025 dollars, {model}", unit="USD", minimum=ZERO),
    )


_EPOCH: tuple[Column, ...] = (
    _text("site_title", "Second name that the source gives the site; the name itself in later vintages. Null where there is one name."),
    _text("project_raw", f"Projects that the site belongs to: {_TAGGED}."),
    _text("address", "Postal address of the site in the source's words."),
    _text("owner_raw", f"Owners in one list: {_TAGGED}."),
    _text("users_raw", f"Users in one list: {_TAGGED}."),
    _text("investors_raw", f"Investors in one list: {_TAGGED}."),
    _text("construction_companies_raw", f"Construction companies in one list: {_TAGGED}."),
    _text("energy_companies_raw", f"Energy companies in one list: {_TAGGED}."),
    _text("country_raw", "Country in the source's words."),
    _text("chips_now_raw", "Types of accelerators operating at the vintage, in one list."),
    _text("chips_ever_raw", "Types of accelerators operating or expected, in one list."),
    _text("sources_raw", "Documents that the source selected, in one text.", 20000),
    _text("calculations_raw", "Address of the source's own calculation.", 2000),
    Column("it_mw", MW, f"Critical IT power, cooling and losses left out, {_MODELLED}. Never comparable with facility_mw.", unit="MW", minimum=ZERO),
    Column("facility_mw", MW, f"Power of the whole facility, cooling and losses included, {_MODELLED}. Never comparable with it_mw.", unit="MW", minimum=ZERO),
    Column("h100_equivalents", "decimal(18,3)", f"Accelerators as the number of NVIDIA H100 of the same 8-bit throughput, {_MODELLED}.", unit="H100 equivalents", minimum=ZERO),
    Column("site_h100_equivalents", "decimal(18,3)", "H100 equivalents of the site at the vintage, repeated on every row of its timeline.", unit="H100 equivalents", minimum=ZERO),
    *_cost_2025("Capital cost of computing and construction together", "capital_cost"),
    *_cost_2025("Cost of the computing equipment", "compute_cost"),
    *_cost_2025("Cost of the construction", "construction_cost"),
    *_cost_2025("Operating cost of a year", "annual_operating_cost"),
    _text("construction_status_raw", "What stands or is expected at the site on the date, with the editor's reasons.", 4000),
    Column("buildings_operational", "int", "Buildings in operation on the date.", unit="buildings", minimum=ZERO),
    Column("building_area_sqft", "decimal(15,2)", "Floor area of the buildings.", unit="square feet", minimum=ZERO),
    Column("site_area_sqft", "decimal(15,2)", "Area of the site.", unit="square feet", minimum=ZERO),
    Column("water_use_mgd", "decimal(9,4)", "Water use.", unit="million US gallons per day", minimum=ZERO),
    Column("operations_per_second", "decimal(30,1)", f"Throughput in 8-bit operations, {_MODELLED}.", unit="operations per second", minimum=ZERO),
    Column("site_party_role", "string", "What the party is to the site.", vocabulary=words.SITE_PARTY_ROLE),
    Column("site_party_name", "string", "Name of the party in the source's words.", max_length=200, pattern=r'[^"#]+'),
    _text("site_alias", "Another name that a vintage gives a site."),
    _text("alias_source", "File, vintage and columns that show the alias."),
    Column("tag_confidence", "string", "How sure the source is, by its tag.", vocabulary=words.TAG_CONFIDENCE),
)  # fmt: skip

_SEC_COMPANYFACTS: tuple[Column, ...] = (
    _text("filer_name", "Name of the filer as the register of filings has it now."),
    _text("taxonomy", "Taxonomy that the concept is of.", 40),
    Column("filing_concept", "string", "Concept of the taxonomy that the filer reported under. Filers use one concept for different things: evidence for a commitment, never its total.", vocabulary=words.FILING_CONCEPT),
    Column("fact_unit", "string", "Unit of the value: a currency, or pure for a share.", max_length=40),
    Column("fact_value", "decimal(30,6)", "Value as reported, in the unit beside it."),
    Column("fact_period", "string", "Day, or first and last day, that the value is for, in the form of ISO 8601.", pattern=r"[0-9-]{10}(/[0-9-]{10})?"),
    _date("fact_start_on", "First day of the period that the value is for. Null where it is for one day."),
    _date("fact_end_on", "Last day of the period, or the day, that the value is for."),
    Column("accession", "string", "Accession number of the filing.", pattern=r"[0-9]{10}-[0-9]{2}-[0-9]{6}"),
    Column("filing_fiscal_year", "int", "Fiscal year of the filing, not of the value. Null where the regulator gives none.", unit="year"),
    _text("filing_fiscal_period", "Fiscal period of the filing (Q1 to Q3, FY), not of the value. Null where the regulator gives none.", 10),
    _text("filing_form", "Form of the filing, such as 10-K.", 20),
    _date("filed_on", "Date of the filing: from then on the value was known."),
    _text("frame", "Calendar period that the regulator assigned the value to; only one of the reports of a period has it.", 20),
)  # fmt: skip

UPSTREAM: tuple[Column, ...] = (*_SNAPSHOTS, *_QUEUES, *_ERCOT_GIS, *_ISO_QUEUES, *_LBNL_QUEUED_UP, *_EPOCH, *_SEC_COMPANYFACTS)
