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
    `is_verbatim` text is kept as it was noted: an outer space, or a word like null, is part of it.
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
    is_verbatim: bool = False

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
    _id("origin_source_id", "Document that this one has its content from. Null where it is not evident, or is not in the register."),
    Column("origin_named", "string", "Document that this one has its content from and that is not in the register, in one spelling."),
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
    Column("claim_id", "string", "Claim of an article: number of the article, number of the claim.", pattern=r"S[0-4]-[0-9]{2}", max_length=5),
    Column("article", "string", "File that the article was received as."),
    Column("paraphrase", "string", "What the article says, in other words than its own.", max_length=1000),
    Column("claim_subject", "string", "Whom or what the claim is about, in plain words."),
    Column("claim_value", "string", "Figure or word that the claim gives, as text. The word null says that the article names a thing without its amount.", is_verbatim=True),
    Column("claim_unit", "string", "Unit of the claim's figure, or what the claim is about where there is no figure, in plain words.", is_verbatim=True),
    Column("date_stated", "string", "When the article says so, in the reader's words; id. is as in the claim before."),
    Column("claim_kind", "string", "What the reader took the claim for: fact, planning figure, concept, opinion, theory, caveat, with remarks."),
    Column("answered_by", "string", "First idea of the tables that should answer, in names that are not those of this warehouse.", max_length=1000),
)  # fmt: skip

_DERIVED = (
    Column("statement_id", "string", "Statement: its table and key, joined by slashes.", max_length=400),
    Column("statement_kind", "string", "Table of the register that the statement stands in."),
    Column("subject_id", "string", "What the statement is about: the deal, phase, party, relation or region."),
    Column("known_on", "date", "First day on which a reader could know the statement: its own date, or the document's where that is later. In marts.change_feed the day of the change."),
    Column("known_from", "date", "First day on which this row is what was known (inclusive)."),
    Column("known_to", "date", "First day on which it no longer is (exclusive); 9999-12-31 while it still is."),
    Column("evidence_grade", "int", "Grade of a statement from its credibility and its source's reliability: 1 best, 5 never decides a value. Seed evidence_grades.", minimum=ONE, maximum=Decimal(5)),
    _word("entity_kind", "What the claim is about.", {"deal": "a deal", "phase": "a phase of a site"}),
    Column("entity_id", "string", "Id of the deal or phase that the claim is about."),
    _word("attribute", "Attribute that statements compete for; in marts.change_feed what has changed.", {**words.ATTRIBUTE, **words.CHANGED}),
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
    _id("other_deal_id", "The other deal of a pair."),
    Column("overlap_share_low", SHARE, "Share of the smaller amount that lies in both deals, at least.", unit="share", minimum=ZERO, maximum=ONE),
    Column("overlap_share_base", SHARE, "Share of the smaller amount that lies in both deals, as we read the statements.", unit="share", minimum=ZERO, maximum=ONE),
    Column("overlap_share_high", SHARE, "Share of the smaller amount that lies in both deals, at most.", unit="share", minimum=ZERO, maximum=ONE),
    Column("payer_share_low", SHARE, "Share of the amount that the buyer itself pays, at least.", unit="share", minimum=ZERO, maximum=ONE),
    Column("payer_share_base", SHARE, "Share of the amount that the buyer itself pays, as stated.", unit="share", minimum=ZERO, maximum=ONE),
    Column("payer_share_high", SHARE, "Share of the amount that the buyer itself pays, at most.", unit="share", minimum=ZERO, maximum=ONE),
    _usd("mention_usd", "Amount as the statement says it, per year where it is said so."),
    Column("term_usd", USD, "The amount over the whole term, where the statement counts as a line; otherwise as said.", unit="USD"),
    _word("bridge_side", "Whether the party is looked at as the one that pays or the one that is paid.", words.BRIDGE_SIDE),
    _word("bridge_step", "What the stated amount is in the interval.", words.BRIDGE_STEP),
    Column("step_number", "int", "Place of the step in the bridge."),
    Column("step", "string", "Step of the bridge."),
    _word("step_kind", "Whether the step is a sum, lies between two sums, or is shown beside them.", words.STEP_KIND),
    Column("total_usd_low", USD_SUM, "Lower bound of the step.", unit="USD"),
    Column("total_usd_base", USD_SUM, "Amount of the step; the steps between two levels are their difference exactly.", unit="USD"),
    Column("total_usd_high", USD_SUM, "Upper bound of the step. Null where one of its lines is unbounded.", unit="USD"),
    _word("firmness_class", "Class of firmness by the word and the evidence for it. Seed firmness_classes.", words.FIRMNESS_CLASS),
    Column("is_strong_evidence", "boolean", "Whether the firmness rests on a statement of grade 1 or 2."),
    Column("counts_as_firm", "boolean", "Whether amounts of the class are firm."),
    Column("weight_low", SHARE, "Low share of an amount that a haircut leaves. Null where the class has none.", unit="share", minimum=ZERO, maximum=ONE),
    Column("weight_base", SHARE, "Base share of an amount that a haircut leaves. Null where the class has none, or an interval only.", unit="share", minimum=ZERO, maximum=ONE),
    Column("weight_high", SHARE, "High share of an amount that a haircut leaves. Null where the class has none.", unit="share", minimum=ZERO, maximum=ONE),
    Column("author", "string", "Who set the assumption."),
    Column("rationale", "string", "What the assumption rests on."),
    Column("version", "string", "Version of the assumption."),
    Column("liability_weight_low", SHARE, "Low share of an amount that the buyer can be made to pay.", unit="share", minimum=ZERO, maximum=ONE),
    Column("liability_weight_base", SHARE, "Base share of an amount that the buyer can be made to pay. Null where only the interval is known.", unit="share", minimum=ZERO, maximum=ONE),
    Column("liability_weight_high", SHARE, "High share of an amount that the buyer can be made to pay.", unit="share", minimum=ZERO, maximum=ONE),
    Column("delivery_weight_low", SHARE, "Low share of an amount that will be delivered. Null where nothing is to be delivered.", unit="share", minimum=ZERO, maximum=ONE),
    Column("delivery_weight_base", SHARE, "Base share of an amount that will be delivered. Null where nothing is, or only the interval is known.", unit="share", minimum=ZERO, maximum=ONE),
    Column("delivery_weight_high", SHARE, "High share of an amount that will be delivered. Null where nothing is to be delivered.", unit="share", minimum=ZERO, maximum=ONE),
    _usd("liability_usd_low", "What the buyer can at least be made to pay: value_usd_low times the weight of the class."),
    _usd("liability_usd_base", "What the buyer can be made to pay: value_usd_base times the weight of the class. Null where the class has an interval only."),
    _usd("liability_usd_high", "What the buyer can at most be made to pay: value_usd_high times the weight of the class. Null where unbounded."),
    _usd("delivery_usd_low", "What will at least be delivered: value_usd_low times the weight of the class."),
    _usd("delivery_usd_base", "What will be delivered: value_usd_base times the weight of the class. Null where the class has an interval only."),
    _usd("delivery_usd_high", "What will at most be delivered: value_usd_high times the weight of the class. Null where unbounded."),
    _usd("increments_usd", "Part of value_usd_base that later statements added to the amount; 0 where none did. Null where the amount is unknown."),
    Column("increment_count", "int", "Number of statements that added to the amount.", minimum=ZERO),
    Column("value_document_count", "int", "Documents known on known_from that state the same amount as the statement that counts. Null where the amount is unknown.", unit="documents"),
    Column("value_origin_count", "int", "Origins among the documents that state the same amount: copies and reports of one document are one. Null where the amount is unknown.", unit="origins"),
    _word("commitment_definition", "What the parties count as committed.", words.COMMITMENT_DEFINITION),
    Column("origin_id", "string", "Document or named origin that the document has its content from; the document itself where none is evident."),
    _word("figure", "Figure of marts.commitments that the statement is behind.", words.FIGURE),
    _word("asserted_by", "Who says so, by the kind of document. Seed asserters.", words.ASSERTED_BY),
    Column("is_able_to_make_firm", "boolean", "Whether the word of such an asserter is evidence that something is firm."),
    Column("is_firm_evidence", "boolean", "Whether the statement is evidence that something is firm: of grade 1 or 2, by one whose word may make firm."),
    Column("winning_value", "string", "What the statement that counts says."),
    Column("losing_value", "string", "What the statement that does not count says."),
    Column("winning_statement_id", "string", "Statement that counts; joins to marts.statements."),
    Column("losing_statement_id", "string", "Statement that disagrees and does not count; joins to marts.statements."),
    Column("winning_source_id", "string", "Document of the statement that counts."),
    Column("losing_source_id", "string", "Document of the statement that does not count."),
    Column("winning_grade", "int", "Evidence grade of the statement that counts."),
    Column("losing_grade", "int", "Evidence grade of the statement that does not count."),
    _word("decided_by", "Step of the rule of resolution that decided.", words.DECIDED_BY),
    _word("conflict_status", "Whether the disagreement still stands.", words.CONFLICT_STATUS),
    _word("change_kind", "What happened to the deal or phase.", words.CHANGE_KIND),
    Column("old_value", "string", "What was known before. Null where nothing was."),
    Column("new_value", "string", "What is known from then on. Null where nothing is."),
    Column("delta_usd", USD, "Change of the base amount; of a new deal its amount, unless it is replaced already, or replaces one of the same buyer, when the row replaced_value compares the two. Null where the change is of no amount.", unit="USD"),
    Column("days_moved", "int", "Days by which the date moves, later is positive; 0 where the two periods overlap. Null where no date moves.", unit="days"),
    Column("due_counted_on", "date", "Day on which a tranche is counted: its date, or the middle of the period that it is known to."),
    Column("first_due_counted_on", "date", "Day on which the first tranche of the same document is counted."),
    Column("capacity_mw_so_far", "decimal(38,3)", "Megawatts of the document's tranches up to this day. Null before the second that has any.", unit="MW"),
    _usd("value_usd_so_far", "Amounts of the document's tranches up to this day. Null before the second that has one.", USD_SUM),
    _usd("paid_in_advance_usd", "Prepayments and deposits of the buyer for the deal, as known; a loan is none. Part of the amount and not added to it.", USD_SUM),
    Column("prepayment_statement_id", "string", "Statement of the prepayment or deposit, the largest of several; joins to marts.statements. Null where none is known."),
    _word("run_off_method", "How the amount is spread over time.", words.RUN_OFF_METHOD),
    _word("unscheduled_reason", "Why the amount is not spread over time. Null where it is.", words.UNSCHEDULED),
    _word("start_basis", "Where the first day of the schedule comes from. Null where there is no schedule.", words.START_BASIS),
    Column("schedule_starts_on", "date", "First day of the schedule. Null where there is none."),
    Column("schedule_ended_on", "date", "First day after the schedule (exclusive). Null where there is none."),
    Column("schedule_statement_id", "string", "Statement that the length of the schedule rests on: the last tranche counted, else the term, else the end; joins to marts.statements."),
    _word("period_kind", "Kind of calendar period.", words.PERIOD_KIND),
    Column("period_start_on", "date", "First day of the calendar period. Null where the amount is unscheduled."),
    _usd("due_usd", "Base amount that falls due in the period by the method beside it."),
    _usd("remaining_usd", "Obligation left at the end of the row's period, or on the first day of the row's knowledge interval: the base amount less the larger of what was scheduled by then and what was paid in advance.", USD_SUM),
    Column("first_year_starts_on", "date", "First day of the calendar year that is counted as year 1: that of the first day of the knowledge interval."),
    _usd("due_before_usd", "Base amount scheduled before year 1.", USD_SUM),
    *(_usd(f"due_in_year_{year}_usd", f"Base amount scheduled in calendar year {year}, counted from that of the knowledge date.", USD_SUM) for year in range(1, 6)),
    _usd("due_thereafter_usd", "Base amount scheduled after year 5.", USD_SUM),
    _usd("unscheduled_usd", "Base amount that is not spread over time.", USD_SUM),
    _usd("committed_usd", "Base amount of the buyer's lines that count, whatever is due when.", USD_SUM),
    _usd("due_next_12_months_usd", "Base amount scheduled in the twelve months from the first day of the knowledge interval; quarters are cut by days.", USD_SUM),
    _usd("due_next_60_months_usd", "Base amount scheduled in the sixty months from the first day of the knowledge interval; quarters are cut by days.", USD_SUM),
    Column("period_months", "int", "Length of the period that the figure is for. Null for balances and run rates.", unit="months"),
    Column("expected_value_usd_bn", USD_BN, "Raw value that the reading was written for; a test fails once the register no longer says it.", unit="USD bn"),
    _word("revenue_metric", "Which revenue the row compares with; the two are never mixed.", words.REVENUE_METRIC),
    _word("revenue_outlook", "Whether the revenue is of a closed period or still ahead.", words.REVENUE_OUTLOOK),
    _usd("revenue_usd", "Revenue of twelve months, or annualised revenue. Null where none is known."),
    Column("revenue_period_end_on", "date", "Last day of the period of the revenue, or the date of the run rate. Null where no revenue is known."),
    _word("revenue_basis", "Whether the revenue is reported, guided or projected.", words.FINANCIAL_BASIS),
    _statement_of("revenue_statement_id", "the revenue"),
    Column("flow_multiple", "double", "Revenue over what is due in the next twelve months. Null where nothing is scheduled in them or no revenue is known.", unit="times"),
    Column("stock_years", "double", "Remaining obligation over revenue. Null where revenue is zero or unknown.", unit="years"),
    Column("assumption", "string", "What is assumed."),
    Column("compute_share_low", SHARE, "Share of revenue available for compute, low. An assumption.", unit="share"),
    Column("compute_share_base", SHARE, "Share of revenue available for compute, base. An assumption.", unit="share"),
    Column("compute_share_high", SHARE, "Share of revenue available for compute, high. An assumption.", unit="share"),
    *(
        Column(f"required_growth_share_{bound}", "double", f"Smallest yearly growth of revenue at which its {share} share for compute over five years pays what is due in the next sixty months. Null where nothing is scheduled in them, no revenue is known, or no growth up to 1,500% does.", unit="share")
        for bound, share in (("low", "high"), ("base", "base"), ("high", "low"))
    ),
    *(
        column
        for metric, what in (
            ("capital_expenditure", "Capital expenditure of twelve months"),
            ("remaining_performance_obligation", "What the party's own customers have contracted and it has not yet recognised"),
            ("purchase_obligation", "Purchase obligations that the party discloses"),
            ("lease_not_yet_commenced", "Leases that the party has signed and that have not begun"),
        )
        for column in (
            _usd(f"{metric}_usd", f"{what}, of the last closed period that is known. Null where none is."),
            Column(f"{metric}_period_end_on", "date", f"Last day of the period of {metric}_usd."),
            Column(f"{metric}_statement_id", "string", f"Statement that gives {metric}_usd; joins to marts.statements."),
        )
    ),
    _usd("envelope_usd_low", "Lower bound of the stated total."),
    _usd("envelope_usd_base", "Stated total."),
    _usd("envelope_usd_high", "Upper bound of the stated total. Null where it is unbounded."),
    _usd("envelope_per_year_usd", "Stated total per year of its horizon. Null where the horizon is not stated."),
    Column("parts", "int", "Lines of the party that counted as known on the day of the total.", unit="lines"),
    _usd("parts_usd", "Sum of the party's lines that counted as known on the day of the total; never one that became known later.", USD_SUM),
    Column("unattributed_usd", USD_SUM, "Stated total less the parts; negative where the parts exceed it.", unit="USD"),
    Column("is_exceeded_by_parts", "boolean", "Whether the parts exceed the stated total, so that the unattributed rest is negative."),
    _usd("run_rate_usd", "Annualised revenue of the party as known on the day of the total. Null where none is."),
    Column("run_rate_on", "date", "Date that the run rate is for."),
    _word("run_rate_basis", "Whether the run rate is reported, guided or projected.", words.FINANCIAL_BASIS),
    _statement_of("run_rate_statement_id", "the run rate"),
    Column("run_rate_stock_multiple", "double", "Stated total over the run rate.", unit="times"),
    Column("run_rate_flow_multiple", "double", "Stated total per year over the run rate.", unit="times"),
    _word("disposition", "What the warehouse has to say to the claim.", words.DISPOSITION),
    Column("answer_mart", "string", "Mart that answers the claim. Null where the claim is no fact that one answers."),
    Column("answer_column", "string", "Column of the mart that holds the answer."),
    Column("answer_filter", "string", "Which rows of the mart, in words."),
    _word("thesis_metric", "Metric of marts.thesis_metrics.", words.THESIS_METRIC),
    Column("speaks_for_when", "string", "The metric speaks for the thesis where it is rising, falling, or above or below a number; otherwise against it."),
    Column("metric_value", "double", "Value of the metric in the unit beside it; in marts.article_claims the newest known. Null where nothing known gives one."),
    Column("metric_unit", "string", "Unit that the metric is in.", vocabulary=words.METRIC_UNIT),
    Column("metric_meaning", "string", "What the metric measures, and what not."),
    Column("metric_known_from", "date", "First day on which the newest value of the metric was what was known."),
    Column("mart", "string", "Mart that holds the amounts."),
    Column("amount_column", "string", "Column of the mart that holds the amounts."),
    Column("amounts", "bigint", "Number of amounts that are not null; of sums, those that are not zero."),
    Column("traced_amounts", "bigint", "Number of them that join to at least one statement with a source."),
    Column("traced_share", "double", "Share of the amounts that join to at least one statement with a source. Null where there are none.", unit="share"),
    Column("is_firm", "boolean", "Whether the deal is take-or-pay or binding by a statement of grade 1 or 2 that is not only an analyst's word."),
)  # fmt: skip

COLUMNS: dict[str, Column] = {column.name: column for column in (*_RAW, *_DERIVED)}
