"""One definition for each column name: type, unit, description, vocabulary, bounds.

The definition serves the gate, the Parquet files, the dbt models, the database comments and the dictionary.
A raw file may call a column otherwise (`status`, `metric`, `*_usd_bn`): its contract maps the raw name to the
name defined here. Columns that only models have are defined here too, below the raw ones.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from contracts_schema import vocabulary as words

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True)
class Column:
    """A column of the warehouse.

    `type` is the SQL type that DuckDB and Spark both read: string, date, timestamp, boolean, int, bigint, double or
    decimal(p,s). `unit` is None where the value is no quantity. Bounds are inclusive; `pattern` must match whole.
    """

    name: str
    type: str
    description: str
    unit: str | None = None
    vocabulary: words.Vocabulary | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str | None = None
    max_length: int = 400

    @property
    def decimal_size(self) -> tuple[int, int] | None:
        """Precision and scale of a decimal type, None for every other type."""
        found = re.fullmatch(r"decimal\((\d+),(\d+)\)", self.type)
        return (int(found[1]), int(found[2])) if found else None


USD = "decimal(18,2)"
USD_SUM = "decimal(38,2)"
USD_BN = "decimal(18,9)"
MW = "decimal(12,3)"
SHARE = "decimal(9,8)"
ZERO, ONE = Decimal(0), Decimal(1)


def _id(name: str, description: str) -> Column:
    return Column(name, "string", description, pattern=SLUG, max_length=120)


def _word(name: str, description: str, vocabulary: words.Vocabulary) -> Column:
    return Column(name, "string", description, vocabulary=vocabulary)


def _usd(name: str, description: str, type_: str = USD) -> Column:
    return Column(name, type_, description, unit="USD", minimum=ZERO)


def _statement_of(name: str, what: str) -> Column:
    return Column(name, "string", f"Statement that gives {what}; joins to marts.statements. Null where {what} is unknown.")


_RAW = (
    _id("source_id", "Document that a statement was read in."),
    Column("publisher", "string", "Who published the document."),
    Column("title", "string", "Title of the document, or short name of the deal."),
    Column("url", "string", "Public address of the document. Null where no page is named.", pattern=r"https?://\S+", max_length=500),
    Column("published_on", "date", "Publication date of the document. Null where it is known only to the month or not at all."),
    _word("source_type", "Kind of document.", words.SOURCE_TYPE),
    _word("reliability", "Reliability of the source on the Admiralty scale, A (best) to F (cannot be judged).", words.RELIABILITY),
    _id("party_id", "Company, utility, government or market aggregate."),
    Column("name", "string", "Name in plain words."),
    _word("party_type", "What the party does.", words.PARTY_TYPE),
    _id("parent_party_id", "Direct parent of the party. Null where it has none in the register."),
    Column("country_code", "string", "Country, ISO 3166-1 alpha-2.", pattern=r"[A-Z]{2}"),
    Column("cik", "string", "Central Index Key of the party at the SEC, without leading zeros.", pattern=r"[1-9][0-9]{0,9}"),
    Column("ticker", "string", "Stock symbol on the party's main exchange.", max_length=20),
    _id("deal_id", "Negotiated relation between a buyer and a seller."),
    _word("deal_type", "What is bought.", words.DEAL_TYPE),
    _id("buyer_party_id", "Party that pays."),
    _id("seller_party_id", "Party that is paid."),
    Column("announced_on", "date", "Date the deal was made public. Null where no announcement is known."),
    _id("part_of_deal_id", "Deal whose value contains this one's. Null where it stands alone."),
    _id("supersedes_deal_id", "Deal that this one replaces. Null where it replaces none."),
    Column("stated_on", "date", "Date of the statement; last day of the period where the page is dated only to one."),
    _word("firmness", "How binding the commitment is by the statement that counts.", words.FIRMNESS),
    Column("value_usd_bn", USD_BN, "Stated amount in billions, as received.", unit="USD bn", minimum=ZERO, maximum=Decimal(20000)),
    _word("value_qualifier", "How the stated amount is to be read.", words.QUALIFIER),
    _word("value_period", "Whether the amount is for the term or for each year.", words.VALUE_PERIOD),
    Column("term_months", "int", "Length of the term.", unit="months", minimum=ONE, maximum=Decimal(600)),
    Column("starts_on", "date", "Start of the term or of delivery; last day of the period where it is known only to one."),
    _word("starts_precision", "Precision of the start date.", words.PRECISION),
    Column("ends_on", "date", "End of the term; last day of the period where it is known only to one."),
    _word("ends_precision", "Precision of the end date.", words.PRECISION),
    Column("capacity_mw", MW, "Stated capacity. Its role and basis are in the columns beside it.", unit="MW", minimum=ZERO, maximum=Decimal(200000)),
    _word("capacity_qualifier", "How the stated capacity is to be read.", words.QUALIFIER),
    Column("accelerator_count", "bigint", "Stated number of AI accelerators.", unit="accelerators", minimum=ZERO, maximum=Decimal(10**9)),
    _word("accelerator_qualifier", "How the stated number of accelerators is to be read.", words.QUALIFIER),
    Column("accelerator_family", "string", "Accelerator family in the words of the statement."),
    Column("credibility", "int", "Credibility of the statement on the Admiralty scale: 1 confirmed to 5 improbable, 6 cannot be judged. Null where the table has no such judgement.", minimum=ONE, maximum=Decimal(6)),
    Column("statement", "string", "What the document says, paraphrased.", max_length=2000),
    _word("clause_type", "Kind of clause.", words.CLAUSE_TYPE),
    Column("description", "string", "What the clause says, paraphrased.", max_length=2000),
    _id("tranche_id", "Staged delivery that a source names."),
    Column("due_on", "date", "Date a tranche is due; last day of the period where it is known only to one."),
    _word("due_precision", "Precision of the due date.", words.PRECISION),
    _id("financing_id", "Capital flow."),
    _word("instrument", "Kind of capital flow.", words.INSTRUMENT),
    _id("from_party_id", "Party that the cash comes from. Null where it is not named."),
    _id("to_party_id", "Party that the cash goes to. Null where it is not named."),
    Column("amount_usd_bn", USD_BN, "Amount of a capital flow in billions, as received.", unit="USD bn", minimum=ZERO, maximum=Decimal(20000)),
    _word("amount_qualifier", "How the amount of a capital flow is to be read.", words.QUALIFIER),
    _word("financing_firmness", "How binding the capital flow is.", words.FIRMNESS),
    _id("linked_deal_id", "Deal that the capital flow belongs to. Null where it belongs to none in the register."),
    _id("supplier_party_id", "Party that supplies."),
    _id("customer_party_id", "Party that depends on the supply."),
    _word("input_role", "What is supplied.", words.INPUT_ROLE),
    Column("input_share", SHARE, "Share of the customer's input that comes from the supplier.", unit="share", minimum=ZERO, maximum=ONE),
    Column("valid_from", "date", "First day on which the relation holds. Null where it is not stated."),
    Column("valid_to", "date", "Last day on which the relation holds. Null where it is not stated."),
    _word("financial_metric", "Financial figure.", words.FINANCIAL_METRIC),
    Column("period_end_on", "date", "Last day of the period, or the date of a balance."),
    _word("financial_basis", "Whether the figure is reported, guided or projected.", words.FINANCIAL_BASIS),
    _id("total_id", "Top-down total: envelope, programme, segment. Never added to deals."),
    Column("label", "string", "What the total is."),
    Column("horizon_months", "int", "Time that the total is spread over.", unit="months", minimum=ONE, maximum=Decimal(600)),
    _id("site_id", "Campus."),
    _id("developer_party_id", "Party that develops the site."),
    _id("operator_party_id", "Party that operates the site. Null where it is not named."),
    _id("tenant_party_id", "Party that uses the capacity. Null where it is not named."),
    _id("utility_party_id", "Utility that serves the site. Null where it is not named."),
    _word("grid_operator", "Balancing area of the site. Null outside those listed.", words.GRID_OPERATOR),
    Column("state", "string", "State, province or region."),
    Column("county", "string", "County or district."),
    Column("latitude", "decimal(9,6)", "Latitude, WGS 84.", unit="degrees", minimum=Decimal(-90), maximum=Decimal(90)),
    Column("longitude", "decimal(9,6)", "Longitude, WGS 84.", unit="degrees", minimum=Decimal(-180), maximum=Decimal(180)),
    _id("phase_id", "Phase of a site."),
    _word("capacity_basis", "What the capacity of a phase measures; IT and facility capacity are never added.", words.CAPACITY_BASIS),
    _word("milestone_type", "Milestone of a phase.", words.MILESTONE_TYPE),
    _word("milestone_status", "What the statement says of the milestone.", words.MILESTONE_STATUS),
    Column("occurs_on", "date", "Date of the milestone; last day of the period where it is known only to one. Null where no date is given."),
    _word("occurs_precision", "Precision of the milestone's date.", words.PRECISION),
    _id("power_id", "Grid service, purchase agreement, on-site plant or tariff."),
    _word("arrangement_type", "Kind of power arrangement.", words.ARRANGEMENT_TYPE),
    _word("power_technology", "Technology of the power arrangement.", words.POWER_TECHNOLOGY),
    _word("power_status", "State of the power arrangement.", words.POWER_STATUS),
    Column("expected_on", "date", "Date on which power is expected; last day of the period where it is known only to one."),
    _word("expected_precision", "Precision of the expected date.", words.PRECISION),
    Column("region", "string", "Region, grid operator or utility that a statistic is about."),
    _word("grid_metric", "Published grid statistic; its name carries the unit.", words.GRID_METRIC),
    Column("cohort", "string", "Which requests, orders or dates the statistic covers."),
    Column("statistic_value", "decimal(18,6)", "Value of the statistic, in the unit beside it."),
    _word("unit", "Unit of the statistic.", words.GRID_UNIT),
)  # fmt: skip

_DERIVED = (
    Column("statement_id", "string", "Statement: its table and key, joined by slashes.", max_length=400),
    Column("statement_kind", "string", "Table of the register that the statement stands in."),
    Column("subject_id", "string", "What the statement is about: the deal, phase, party, relation or region."),
    Column("known_on", "date", "First day on which a reader could know the statement: its own date, or the document's where that is later."),
    Column("known_from", "date", "First day on which this row is what was known (inclusive)."),
    Column("known_to", "date", "First day on which it no longer is (exclusive); 9999-12-31 while it still is."),
    Column("evidence_grade", "int", "Grade of a statement from its credibility and its source's reliability: 1 best, 5 never decides a value. Seed evidence_grades.", minimum=ONE, maximum=Decimal(5)),
    _word("entity_kind", "What the claim is about.", {"deal": "a deal", "phase": "a phase of a site"}),
    Column("entity_id", "string", "Id of the deal or phase that the claim is about."),
    _word("attribute", "Attribute that statements compete for.", words.ATTRIBUTE),
    Column("stated_value", "string", "What the statement says of the attribute, in one spelling, so that two can be compared."),
    Column("preference", "int", "Place by kind before evidence is weighed: 1 says it plainly, 2 leaves it open."),
    Column("claim_rank", "int", "Place among the usable claims of the same attribute; of those known on a date the lowest wins. Null where not usable."),
    Column("is_usable", "boolean", "Whether the claim may decide the attribute: graded better than 5 and not excluded."),
    Column("exclusion_code", "string", "Why the claim may not decide the attribute though its source may. Seed statement_exclusions.", vocabulary=words.EXCLUSION),
    Column("expected_raw_value", "string", "Raw value that the exclusion was written for; a test fails once the register no longer says it."),
    Column("mw_role", "string", "What the megawatts of a deal are; megawatts of different roles are never added.", vocabulary=words.MW_ROLE),
    Column("is_programme", "boolean", "Whether the deal is a programme or envelope: never a line, and no container of lines."),
    Column("is_line", "boolean", "Whether the deal by itself is a payable line: in force, firm or reported, of known amount; containment not considered."),
    Column("is_per_year", "boolean", "Whether the amount was stated per year, so that it is a total only where the term is known."),
    Column("version_from", "date", "Start of the deal version that this row shows."),
    Column("depth", "int", "Steps from the deal to the container or successor."),
    Column("successor_deal_id", "string", "Deal that replaces this one, directly or through others."),
    Column("is_in_programme", "boolean", "Whether the container is a programme, which contains no amounts."),
    Column("is_same_buyer", "boolean", "Whether the deal and its container have the same buyer."),
    Column("ultimate_parent_party_id", "string", "Top of the party's chain of parents; the party itself where it has none."),
    Column("seller_parent_party_id", "string", "Ultimate parent of the seller."),
    Column("reason", "string", "Why, in words."),
    _usd("value_usd", "Stated amount in dollars."),
    _usd("amount_usd", "Amount of a capital flow in dollars."),
    _usd("value_usd_low", "Lower bound of the amount over the whole term. Null where the amount is unknown."),
    _usd("value_usd_base", "Stated amount over the whole term. Null where it is undisclosed."),
    _usd("value_usd_high", "Upper bound of the amount over the whole term. Null where it is unbounded or unknown."),
    _statement_of("firmness_statement_id", "the firmness"),
    _statement_of("value_statement_id", "the amount"),
    _statement_of("term_statement_id", "the term"),
    _statement_of("starts_statement_id", "the start"),
    _statement_of("ends_statement_id", "the end"),
    _statement_of("capacity_statement_id", "the capacity"),
    _statement_of("accelerator_statement_id", "the number of accelerators"),
    Column("firmness_grade", "int", "Evidence grade of the statement that gives the firmness."),
    Column("value_grade", "int", "Evidence grade of the statement that gives the amount. Null where the amount is unknown."),
    Column("superseded_by_deal_id", "string", "Deal that replaces this one, as known. Null while none does."),
    Column("container_deal_id", "string", "Line that contains this deal's value, as known. Null where none does."),
    _word("deal_status", "State of the deal as known.", words.DEAL_STATUS),
    _word("status", "State as known: of the deal in marts.commitments, of the phase's energization in marts.energization_schedule.", {**words.DEAL_STATUS, **words.PHASE_STATUS}),
    Column("counts_as_line", "boolean", "Whether the amount may be added to every other line that counts, of any buyer."),
    Column("counts_for_buyer", "boolean", "Whether the amount may be added to the other lines of the same buyer; true also for what another buyer's line contains."),
    _word("not_counted_reason", "Why the amount is not added to the other lines. Null where it is.", words.NOT_COUNTED),
    Column("site_name", "string", "Name of the campus."),
    Column("phase_name", "string", "Name of the phase."),
    Column("energization_date", "date", "Stated date of first energization; last day of the period where it is known only to one. Null where no statement dates it."),
    Column("energization_precision", "string", "Precision of the stated energization date.", vocabulary=words.PRECISION),
    Column("energization_statement_id", "string", "Statement that gives the energization date; joins to marts.statements."),
    Column("first_energization_date", "date", "Energization date of the first statement that dated it."),
    Column("first_energization_precision", "string", "Precision of the first stated energization date.", vocabulary=words.PRECISION),
    Column("first_energization_statement_id", "string", "First statement that dated the energization; joins to marts.statements."),
    Column("achieved_date", "date", "Date on which energization is stated as achieved. Null where it is not, or where the statement gives no date."),
    Column("achieved_precision", "string", "Precision of the achieved date.", vocabulary=words.PRECISION),
    Column("achieved_statement_id", "string", "Statement that energization was achieved; joins to marts.statements."),
    Column("status_statement_id", "string", "Statement behind the status; joins to marts.statements. Null where the status is unknown."),
    Column("days_slipped", "int", "Days that the achieved or else stated energization date lies after the first stated one; 0 where the two periods overlap, so that a sharper date is no slip. Null where no date is known.", unit="days"),
    _word("dimension", "What the shares are taken over.", words.DIMENSION),
    _word("weight", "What is weighed.", words.WEIGHT),
    Column("vendors", "int", "Number of members of the dimension with a positive weight.", unit="vendors"),
    _usd("total_usd", "Sum that the shares are taken of.", USD_SUM),
    Column("top_1_name", "string", "Member with the largest share; ties by name."),
    Column("top_1_share", "double", "Largest share.", unit="share"),
    Column("top_3_share", "double", "Sum of the three largest shares.", unit="share"),
    Column("hhi", "double", "Herfindahl-Hirschman index, 10,000 times the sum of squared shares. A yardstick, not a market definition.", unit="0-10,000"),
    Column("effective_vendors", "double", "Effective number of vendors, one over the sum of squared shares.", unit="vendors"),
)  # fmt: skip

COLUMNS: dict[str, Column] = {column.name: column for column in (*_RAW, *_DERIVED)}
