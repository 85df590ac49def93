"""Definitions of the columns that only published files bring: interconnection queues, site timelines, filings.

One tuple per source; what several queues share stands first. Names that the register has too are in `columns.py`.
"""

from decimal import Decimal

from contracts_schema import vocabulary as words
from contracts_schema.column import MW, USD, ZERO, Column
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
    _text("poi_location", "Point of interconnection: substation, line or bus, in the operator's words.", 2000),
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
    _word("known_on_basis", "Where the first day comes from on which a reader could know the snapshot.", {"stated_in_file": "the publication date that the file states", "stated_by_publisher": "the publication date that the publisher's list of files states", "end_of_period": "neither states one: the day that it is about has to be over"}),
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
    _date("study_requested_on", "Date on which the full interconnection study was requested."),
    _date("study_approved_on", "Date on which the full interconnection study was approved."),
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

_ISO_QUEUES: tuple[Column, ...] = (
    _word("queue_section", "List of the operator's file that the request stands in.", words.QUEUE_SECTION),
    Column(
        "request_part",
        "int",
        "Number of the row among those of one request, where the operator gives several rows one id; 1 else. The order is that of what tells the rows apart.",
        minimum=Decimal(1),
    ),
    _word("request_kind", "What the request is for, as far as the file says. Null where it does not.", words.REQUEST_KIND),
    _text("request_type_raw", "Type of the request in the operator's words or code."),
    _text("study_queue_id", "Id of the request in a second list of the operator, for interim or affected-system studies.", 60),
    _text("affected_transmission_owner", "Owners of lines that the request affects beside the one it connects to."),
    _text("zone_raw", "Zone of the operator's area that the request connects in."),
    _text("suspension_raw", "Whether work on the request is suspended, in the operator's words."),
    _text("study_cycle_raw", "Study process, cluster or cycle of the request in the operator's words."),
    _text("study_group_raw", "Group or region that the request is studied with, in the operator's words."),
    _text("feasibility_study_raw", "State of the feasibility study in the operator's words."),
    _text(
        "system_impact_study_raw", "State of the system impact study, or of the first phase of a cluster study, in the operator's words."
    ),
    _text("facilities_study_raw", "State of the facilities study, or of the second phase of a cluster study, in the operator's words."),
    _text("optional_study_raw", "State of an optional study in the operator's words."),
    _text("studies_available_raw", "Studies of the request that are published, in the operator's codes."),
    _text("construction_agreement_raw", "State of the construction service agreement in the operator's words."),
    _text("post_agreement_status_raw", "What became of the request after its agreement, in the operator's words."),
    _text("service_type_raw", "Kind of interconnection service asked for (energy, capacity, network), in the operator's words."),
    _text("withdrawal_reason_raw", "Why the request was withdrawn, in the operator's words."),
    _text("delay_reason_raw", "Operator's remark on a delay.", 1000),
    _text("technology_1_raw", "Technology of the first generation type of the request."),
    _text("technology_2_raw", "Technology of the second generation type of a hybrid."),
    _text("technology_3_raw", "Technology of the third generation type of a hybrid."),
    _request_mw("facility_output_mw", "Largest output of the whole facility after the request, existing units included."),
    _request_mw("capacity_rights_mw", "Capacity rights that the request is for, in summer."),
    _request_mw("in_service_mw", "Part of the request that is in service."),
    _request_mw("decision_1_energy_mw", "Energy resource service asked for after the first decision point."),
    _request_mw("decision_1_network_mw", "Network resource service asked for after the first decision point."),
    _request_mw("decision_2_energy_mw", "Energy resource service asked for after the second decision point."),
    _request_mw("decision_2_network_mw", "Network resource service asked for after the second decision point."),
    _date("request_received_on", "Date on which the operator received the request, where it differs from that of the queue position."),
    _date(
        "original_online_on",
        "Date of commercial operation as first asked for or agreed: as filed with the request, or the milestone of the agreement.",
    ),
    _word("projected_online_precision", "Precision of projected_online_on.", words.PRECISION),
    _date("projected_backfeed_on", "Date on which the connecting facilities are expected to be in service or first under voltage."),
    _word("projected_backfeed_precision", "Precision of projected_backfeed_on.", words.PRECISION),
    _date("projected_sync_on", "Date on which the first synchronization or test energy is expected."),
    _word("projected_sync_precision", "Precision of projected_sync_on.", words.PRECISION),
    _date("facilities_study_complete_on", "Date on which the facilities or class-year study of the request was complete."),
    _date("agreement_tendered_on", "Date on which the interconnection agreement was tendered."),
    _date("study_done_on", "Date on which the operator closed the request as done: its studies are over and its agreement signed."),
    _date("replaced_unit_ends_on", "Date on which the unit ceases that the request replaces."),
    _date("replaced_unit_online_on", "Date of commercial operation that the operator gives for the replacement of a unit."),
    _date("entry_updated_on", "Date on which the operator last changed the entry; some give the end of the month."),
    _text("queue_publisher", "Who wrote the words: a grid operator as in grid_operator, or LBNL for the words of Queued Up.", 20),
    _text("raw_column", "Column whose words are read.", 60),
    _text("raw_value", "The word, as it stands in the file; * is any that is not null."),
    _word("stage_common", "Stage of the request in words common to all operators.", words.STAGE_COMMON),
    Column("stage_rank", "int", "Which stage holds where the words of a request point to several: that of the highest rank.", minimum=Decimal(0)),
    Column("ladder_step", "int", "Step of the common ladder: 2 application and study, 3 agreement, 4 approved or under construction, 5 energized. Null where the stage is none of them.", minimum=Decimal(1), maximum=Decimal(5)),
)  # fmt: skip

_LBNL_QUEUED_UP: tuple[Column, ...] = (
    _text("queue_entity", "Grid operator or utility that keeps the queue, in the editor's abbreviation.", 60),
    _text("record_id", "Id of a record within its entity and edition: the request's id; followed by /2, /3 where the id stands there again (parts of one request, or ids used twice), in the order of the file; sheet and row where the source gives no id. Only the first kind can be compared between editions.", 80),
    Column("queue_entered_year", "int", "Year in which the request entered the queue, as the source has it.", unit="year"),
    Column("projected_online_year", "int", "Year of the projected date, as the source has it.", unit="year"),
    Column("actual_online_year", "int", "Year in which the project went into service, as the source has it.", unit="year"),
    Column("withdrawn_year", "int", "Year in which the request was withdrawn, as the source has it.", unit="year"),
    Column("days_in_queue", "int", "Days between entry and withdrawal or service, as the source has it; negative where its dates are out of order.", unit="days"),
    _text("agreement_status_harmonised", "Status or phase of the interconnection agreement in the editor's common words."),
    _text("queue_region", "Region that the editor assigns: an operator, or a part of the country without one."),
    _text("county_2", "Second county of a project that lies in several."),
    _text("county_3", "Third county of a project that lies in several."),
    _text("county_state_pairs", "Counties with their states in one text."),
    _text("fips_codes", "Codes of the counties (FIPS) in one text."),
    _text("study_cluster", "Cluster or cycle that the request is studied in."),
    _text("project_type_raw", "Kind of project in the source's words, such as generation."),
    _text("generation_type_harmonised", "Generation types of the request in the editor's common words; may disagree with the single types."),
)  # fmt: skip

_TAGGED = "names with a confidence tag (#confident, #likely, #speculative) or none"
_MODELLED = "as Epoch's model has it"


def _cost_2025(name: str, what: str) -> Column:
    text = f"{what} in constant 2025 dollars, {_MODELLED}; no contract value and no benchmark."
    return Column(name, USD, text, unit="USD", minimum=ZERO)


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
    Column("it_mw", MW, f"Critical IT power, cooling and losses left out, {_MODELLED}. Never comparable with facility_mw.", unit="MW", minimum=ZERO, maximum=Decimal(50000)),
    Column("facility_mw", MW, f"Power of the whole facility, cooling and losses included, {_MODELLED}. Never comparable with it_mw.", unit="MW", minimum=ZERO, maximum=Decimal(50000)),
    Column("h100_equivalents", "decimal(18,3)", f"Accelerators as the number of NVIDIA H100 of the same 8-bit throughput, {_MODELLED}.", unit="H100 equivalents", minimum=ZERO),
    Column("site_h100_equivalents", "decimal(18,3)", "H100 equivalents of the site at the vintage, repeated on every row of its timeline.", unit="H100 equivalents", minimum=ZERO),
    _cost_2025("capital_cost_2025_usd", "Capital cost of computing and construction together"),
    _cost_2025("compute_cost_2025_usd", "Cost of the computing equipment"),
    _cost_2025("construction_cost_2025_usd", "Cost of the construction"),
    _cost_2025("annual_operating_cost_2025_usd", "Operating cost of a year"),
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

_QUEUE_MODELS = (
    _text("request_key", "Interconnection request: source, queue, id and, where an operator gives several rows one id, the number of the part."),
    _text("queue_name", "Queue that the request stands in: a grid operator, or an entity as the editor abbreviates it."),
    Column("is_listed", "boolean", "Whether the snapshot lists the request. A row that is not listed says that it left the list, and its stage why, as far as known."),
    Column("is_primary_source", "boolean", "Whether the row counts when queues are added: ERCOT by its monthly report, the other operators by their own lists, and everyone else by Queued Up. The others repeat these requests."),
    _text("stage_raw_column", "Column whose word decided the common stage. Null where no word tells one."),
    _text("stage_raw_value", "Word that decided the common stage; * where the presence of a date did."),
    _request_mw("queue_mw", "Capacity by which queues are added: as requested, else in summer, else in winter, else the sum of the types given. Null where none is given."),
    _word("queue_mw_basis", "Which capacity queue_mw is.", {"request": "as requested at the point of interconnection", "summer": "in summer", "winter": "in winter", "parts": "sum of the generation types", "parts_incomplete": "sum of the types whose capacity is given; another has none, so that it is a floor"}),
    _word("request_milestone", "Milestone of an interconnection request.", words.REQUEST_MILESTONE),
    Column("is_forecast", "boolean", "Whether the date lies ahead of the snapshot, or is by its nature an expectation."),
    _date("previous_occurs_on", "Date that was stated for the milestone before. Null for the first statement."),
    Column("days_moved_in_all", "int", "Days from the first stated date to this one; negative where it moved ahead.", unit="days"),
    _word("capacity_subject", "What the capacity belongs to.", {"request": "an interconnection request", "site": "a data center campus"}),
    _date("observed_on", "Day that the capacity is for."),
    Column("observed_mw", MW, "Capacity. Those of different roles or bases are never added.", unit="MW"),
    _word("observed_role", "What the megawatts are.", {"interconnection_request": "capacity that a request is for, a net change that may be negative", "site": "capacity that a campus has or is expected to have"}),
    _word("observed_basis", "Where and how the capacity is measured.", {"net_at_poi": "net at the point of interconnection", "summer": "net in summer", "winter": "net in winter", "it": "critical IT load", "facility": "whole facility, cooling and losses included"}),
    Column("previous_fact_value", "decimal(30,6)", "Value that the filing before gave for the same period. Null for the first."),
    Column("age_days", "int", "Days from entering the queue (where that is not published, from the start of the screening study) to the snapshot.", unit="days"),
    _date("first_projected_online_on", "Date of operation as first seen in a snapshot."),
    Column("restatements", "int", "How often the projected date had been stated anew when this row became known.", unit="statements"),
    _word("previous_stage_common", "Stage in the snapshot before.", {**words.STAGE_COMMON, "not_listed": "was not in the list", "first_snapshot": "there is no snapshot before: a stock and no cohort"}),
    Column("requests", "bigint", "Number of requests, parts counted apart.", unit="requests"),
    Column("added_mw", "decimal(18,3)", "Sum of the capacities that are not negative.", unit="MW"),
    Column("reduced_mw", "decimal(18,3)", "Sum of the negative capacities: net reductions, such as by repowering.", unit="MW"),
    Column("requests_of_unknown_size", "bigint", "Requests without a capacity, which the sums leave out.", unit="requests"),
    Column("previous_mw", "decimal(18,3)", "Sum of what the same requests had in the snapshot before; what left the queue where they are no longer listed.", unit="MW"),
)  # fmt: skip

UPSTREAM: tuple[Column, ...] = (
    *_SNAPSHOTS,
    *_QUEUES,
    *_ERCOT_GIS,
    *_ISO_QUEUES,
    *_LBNL_QUEUED_UP,
    *_EPOCH,
    *_SEC_COMPANYFACTS,
    *_QUEUE_MODELS,
)
