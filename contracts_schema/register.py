"""Contracts of the register: the cited record of deals, sites and power in raw/register/."""

import polars as pl

from contracts_schema.contract import Contract, Field, RowRule, optional, required
from contracts_schema.rules import achieved_is_past, dated, in_order, not_the_same, together

SOURCE = "register"


def _table(
    table: str,
    grain: str,
    key: tuple[str, ...],
    *fields: Field,
    rules: tuple[RowRule, ...] = (),
    subject: tuple[str, ...] = (),
) -> Contract:
    return Contract(SOURCE, table, grain, fields, key, cadence="daily", rules=rules, subject=subject)


_STATED = (required("stated_on"), required("source_id", to="sources"))

_MONEY = together("value_with_qualifier", "value_usd_bn", "value_qualifier", "value_period")
_MEGAWATTS = together("capacity_with_qualifier", "capacity_mw", "capacity_qualifier")
_CHIPS = together("accelerators_with_qualifier", "accelerator_count", "accelerator_qualifier")

_SHARE_UNIT = RowRule(
    name="share_between_0_and_1",
    field="value",
    message="a value whose unit is share lies between 0 and 1",
    holds=lambda: (pl.col("unit") != "share") | pl.col("value").is_between(0, 1),
)
_HAS_FIGURE = RowRule(
    name="states_a_figure",
    field="value_usd_bn",
    message="a total states an amount or a capacity",
    holds=lambda: pl.col("value_usd_bn").is_not_null() | pl.col("capacity_mw").is_not_null(),
)
_TOTAL_QUALIFIED = RowRule(
    name="value_with_qualifier",
    field="value_qualifier",
    message="value_qualifier is missing",
    holds=lambda: pl.col("value_usd_bn").is_null() | pl.col("value_qualifier").is_not_null(),
)
_NAMED_SIDE = RowRule(
    name="names_a_party",
    field="from_party_id",
    message="a capital flow names at least one of its two parties",
    holds=lambda: pl.col("from_party_id").is_not_null() | pl.col("to_party_id").is_not_null(),
)

_ONE_ORIGIN = RowRule(
    name="one_origin",
    field="origin_named",
    message="the origin is either a document of the register or named in words",
    holds=lambda: pl.col("origin_source_id").is_null() | pl.col("origin_named").is_null(),
)

REGISTER: tuple[Contract, ...] = (
    _table(
        "sources", "document that statements are read in", ("source_id",),
        required("source_id"), required("publisher"), required("title"), optional("url"), optional("published_on"),
        required("source_type"), required("reliability"), optional("origin_source_id", to="sources"),
        optional("origin_named"),
        rules=(not_the_same("source_id", "origin_source_id"), _ONE_ORIGIN),
    ),
    _table(
        "parties", "company, utility, government or market aggregate", ("party_id",),
        required("party_id"), required("name"), required("party_type"), optional("parent_party_id", to="parties"),
        optional("country_code"), optional("cik"), optional("ticker"),
        rules=(not_the_same("party_id", "parent_party_id"),),
    ),
    _table(
        "deals", "negotiated relation", ("deal_id",),
        required("deal_id"), required("title"), required("deal_type"), required("buyer_party_id", to="parties"),
        required("seller_party_id", to="parties"), optional("announced_on"), optional("part_of_deal_id", to="deals"),
        optional("supersedes_deal_id", to="deals"),
        rules=(not_the_same("deal_id", "part_of_deal_id"), not_the_same("deal_id", "supersedes_deal_id"),
               not_the_same("buyer_party_id", "seller_party_id")),
    ),
    _table(
        "deal_terms", "statement about a deal's terms", ("deal_id", "stated_on", "source_id"),
        required("deal_id", to="deals"), *_STATED, required("firmness"), optional("value_usd_bn"),
        optional("value_qualifier"), optional("value_period"), optional("term_months"), optional("starts_on"),
        optional("starts_precision"), optional("ends_on"), optional("ends_precision"), optional("capacity_mw"),
        optional("capacity_qualifier"), optional("accelerator_count"), optional("accelerator_qualifier"),
        optional("accelerator_family"), required("credibility"), required("statement"),
        rules=(_MONEY, _MEGAWATTS, _CHIPS, *dated("starts_on", "starts_precision"), *dated("ends_on", "ends_precision"),
               in_order("starts_on", "ends_on")),
        subject=("deal_id",),
    ),
    _table(
        "deal_clauses", "clause that a source asserts", ("deal_id", "clause_type", "stated_on", "source_id"),
        required("deal_id", to="deals"), required("clause_type"), *_STATED, required("description"),
        subject=("deal_id",),
    ),
    _table(
        "deal_tranches", "staged delivery that a source names", ("tranche_id",),
        required("tranche_id"), required("deal_id", to="deals"), optional("site_id", to="sites"), *_STATED,
        optional("capacity_mw"), optional("value_usd_bn"), optional("due_on"), optional("due_precision"),
        required("statement"),
        rules=dated("due_on", "due_precision"),
        subject=("deal_id",),
    ),
    _table(
        "financing", "statement about a capital flow", ("financing_id", "stated_on", "source_id"),
        required("financing_id"), required("instrument"), optional("from_party_id", to="parties"),
        optional("to_party_id", to="parties"), optional("amount_usd_bn"), optional("amount_qualifier"),
        required("firmness", "financing_firmness"), optional("linked_deal_id", to="deals"), *_STATED,
        required("statement"),
        rules=(together("amount_with_qualifier", "amount_usd_bn", "amount_qualifier"), _NAMED_SIDE,
               not_the_same("from_party_id", "to_party_id")),
        subject=("financing_id",),
    ),
    _table(
        "supply_relations", "statement that one party depends on another",
        ("supplier_party_id", "customer_party_id", "input_role", "stated_on", "source_id"),
        required("supplier_party_id", to="parties"), required("customer_party_id", to="parties"),
        required("input_role"), optional("share_of_input", "input_share"), optional("valid_from"),
        optional("valid_to"), *_STATED, required("statement"),
        rules=(not_the_same("supplier_party_id", "customer_party_id"), in_order("valid_from", "valid_to")),
        subject=("supplier_party_id", "customer_party_id", "input_role"),
    ),
    _table(
        "party_financials", "statement of a financial figure",
        ("party_id", "metric", "period_end_on", "stated_on", "source_id"),
        required("party_id", to="parties"), required("metric", "financial_metric"), required("period_end_on"),
        required("value_usd_bn"), required("basis", "financial_basis"), *_STATED, required("statement"),
        subject=("party_id", "metric"),
    ),
    _table(
        "stated_totals", "statement of a top-down total", ("total_id",),
        required("total_id"), required("party_id", to="parties"), required("label"), optional("value_usd_bn"),
        optional("value_qualifier"), optional("horizon_months"), optional("capacity_mw"), *_STATED,
        required("statement"),
        rules=(_HAS_FIGURE, _TOTAL_QUALIFIED),
        subject=("total_id",),
    ),
    _table(
        "sites", "campus", ("site_id",),
        required("site_id"), required("name"), required("developer_party_id", to="parties"),
        optional("operator_party_id", to="parties"), optional("tenant_party_id", to="parties"),
        optional("utility_party_id", to="parties"), optional("grid_operator"), required("country_code"),
        optional("state"), optional("county"), optional("latitude"), optional("longitude"),
        rules=(together("both_coordinates", "latitude", "longitude"),),
    ),
    _table(
        "site_deals", "statement that a site serves a deal", ("site_id", "deal_id", "source_id"),
        required("site_id", to="sites"), required("deal_id", to="deals"), *_STATED,
        subject=("site_id", "deal_id"),
    ),
    _table(
        "site_phases", "statement about a phase of a site", ("phase_id", "stated_on", "source_id"),
        required("phase_id"), required("site_id", to="sites"), required("name"), optional("capacity_mw"),
        required("capacity_basis"), *_STATED, required("statement"),
        subject=("phase_id",),
    ),
    _table(
        "milestones", "statement of one milestone's date", ("phase_id", "milestone_type", "stated_on", "source_id"),
        required("phase_id", to="site_phases"), required("milestone_type"), required("status", "milestone_status"),
        optional("occurs_on"), optional("precision", "occurs_precision"), *_STATED, required("statement"),
        rules=(*dated("occurs_on", "precision"),
               achieved_is_past("status", "occurs_on", "precision", "stated_on")),
        subject=("phase_id", "milestone_type"),
    ),
    _table(
        "power_arrangements", "statement about a site's power", ("power_id", "stated_on", "source_id"),
        required("power_id"), required("site_id", to="sites"), required("arrangement_type"),
        required("technology", "power_technology"), optional("supplier_party_id", to="parties"),
        optional("capacity_mw"), required("status", "power_status"), optional("expected_on"),
        optional("expected_precision"), *_STATED, required("statement"),
        rules=dated("expected_on", "expected_precision"),
        subject=("power_id",),
    ),
    _table(
        "grid_statistics", "statement of a published grid figure",
        ("region", "metric", "cohort", "stated_on", "source_id"),
        required("region"), required("metric", "grid_metric"), required("cohort"), required("value", "statistic_value"),
        required("unit"), *_STATED, required("statement"),
        rules=(_SHARE_UNIT,),
        subject=("region", "metric"),
    ),
)  # fmt: skip
