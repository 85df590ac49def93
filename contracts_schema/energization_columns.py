"""Definitions of the columns that only models on energization have: odds, slips, megawatts online, power, haircuts.

Names that the register or other models have too are in `columns.py`.
"""

from contracts_schema import vocabulary as words
from contracts_schema.column import MW, ONE, SHARE, ZERO, Column
from contracts_schema.column import statement_column as _statement_of
from contracts_schema.column import word_column as _word

_COMPONENTS = {
    "grid": "the connection to the grid",
    "power_contract": "the contract for power, or its on-site generation",
    "building": "shell and cooling",
    "chips": "accelerators on site",
    "permits": "air and building permits",
}
_FACTORS = {**_COMPONENTS, "unknown": "what no statement speaks of, as one uncertainty"}
_COMPONENT_STATUS = {
    "ready": "there, by the statement that counts",
    "dated": "its own date is stated",
    "under_way": "an agreement, a groundbreaking or the like is stated, and no date: the date of the phase counts",
    "late_without_date": "said to be late, without a new date",
    "refused": "refused, rejected or withdrawn",
    "unknown": "no statement speaks of it",
}
_NO_ODDS = {
    "achieved": "it has happened",
    "cancelled": "it will not happen, by the statement that counts",
    "no_date_stated": "neither energization nor full operation has a stated date",
    "outside_curves": "a date lies farther back or ahead than curves of delay reach",
}


def _probability(name: str, what: str) -> Column:
    return Column(name, "double", what, unit="share")


_ODDS = (
    _word("component_status", "How the component stands as known.", _COMPONENT_STATUS),
    Column("component_on", "date", "Date that the component's delay counts from: its own, or the phase's where it has none. Null where it is ready or nothing is dated."),
    _word("component_precision", "Precision of the component's date.", words.PRECISION),
    _statement_of("component_statement_id", "how the component stands"),
    Column("months_ahead", "int", "Months after the month in which the knowledge interval begins.", unit="months"),
    _probability("ready_probability", "Probability that the component is ready by the end of the month, given that it was not when the interval begins; what is withdrawn never is."),
    _word("phase_role", "What the megawatts of the phase are. Roles are never added up.", {"site_capacity": "load of a campus", "power_supply": "a power station that returns to service"}),
    _word("no_odds_reason", "Why the phase has no odds. Null where it has.", _NO_ODDS),
    Column("target_on", "date", "Date that the odds are of: stated energization, else full operation, which is no earlier. Last day of the period where it is known only to one."),
    _word("target_precision", "Precision of the date that the odds are of.", words.PRECISION),
    _word("target_milestone", "Which milestone the odds are of.", {"energization": "first energization", "full_operation": "full operation"}),
    _statement_of("target_statement_id", "the date that the odds are of, or why there are none"),
    Column("components_needed", "int", "Components that the phase needs."),
    Column("components_with_evidence", "int", "Components that a statement speaks of."),
    *(
        Column(f"{curve}{name}_months_ahead", "int", f"Months until {share} of the odds of energization lie behind, if it is energized within ten years{how}.", unit="months")
        for curve, how in (("", ", components independent"), ("comonotone_", ", components late together"))
        for name, share in (("p10", "a tenth"), ("p50", "half"), ("p90", "nine tenths"))
    ),
    *(
        Column(f"{curve}{name}_date", "date", f"Last day of the month by which {share} of the odds of energization lie behind, if it is energized within ten years{how}. Null where there are no odds.")
        for curve, how in (("", ", components independent"), ("comonotone_", ", components late together"))
        for name, share in (("p10", "a tenth"), ("p50", "half"), ("p90", "nine tenths"))
    ),
    _probability("energized_probability", "Probability that it is energized within ten years at all, components independent. Null where there are no odds."),
    _probability("comonotone_energized_probability", "The same, components withdrawn together: the least of their probabilities."),
    _probability("within_12_months_probability", "Probability that it is energized within the twelve months after the month in which the row begins."),
    _probability("within_24_months_probability", "The same, within twenty-four months."),
    _word("binding_component", "Component that is most likely the last one ready; unknown where that is what no statement speaks of.", _FACTORS),
    _probability("binding_probability", "Probability that the binding component is the last one ready."),
    _word("next_component", "Component that is next likely the last one ready. Null where no other can be.", _FACTORS),
    Column("binding_gap_months", "int", "Median month of the binding component less that of the next; negative where the next has the later median and the shorter tail.", unit="months"),
    *(_probability(f"{name}_binding_probability", f"Probability that {what} is the last to be ready; months in which several become ready are split evenly over their orders.") for name, what in _FACTORS.items()),
    *(_statement_of(f"{name}_statement_id", f"how {what} stands") for name, what in _COMPONENTS.items()),
)  # fmt: skip

_SLIPPAGE = (
    _word("slip_source", "Where the dates are from.", {"phase": "statements of the register on a phase", "epoch_site": "vintages of Epoch's timelines of a site", "ercot_project": "monthly reports on a project of ERCOT's queue"}),
    Column("slip_subject_id", "string", "Phase, name of the site, or request whose milestone is dated."),
    Column("slip_milestone", "string", "Milestone that is dated; of a site, so many buildings in operation."),
    Column("restatement_number", "int", "Place among the restatements of the milestone."),
    _word("restatement_kind", "What was restated.", {"forecast_moved": "a date ahead became another", "forecast_met": "a date ahead became one that lies behind", "actual_restated": "a date that lay behind became another", "actual_withdrawn": "what was said to have happened is ahead again"}),
    Column("previous_precision", "string", "Precision of the date before.", vocabulary=words.PRECISION),
    Column("previous_width_days", "int", "Days of the period that the date before stands for.", unit="days"),
    Column("width_days", "int", "Days of the period that the date stands for.", unit="days"),
    Column("days_between_dates", "int", "Days from the date before to the date, whatever their precision; they add up to days_moved_in_all.", unit="days"),
    Column("months_elapsed", "double", "Months of 30.4375 days between the two statements.", unit="months"),
    Column("days_moved_per_month", "double", "Days moved per month between the statements. Null where both became known on one day.", unit="days per month"),
    Column("previous_known_on", "date", "First day on which a reader could know the date before."),
    Column("previous_statement_id", "string", "Statement of the date before; joins to marts.statements. Null where a snapshot gives it."),
)  # fmt: skip

_ASSUMPTIONS = (
    Column("part_of_phase_id", "string", "Phase whose megawatts contain this one's."),
    Column("assumed_low", "double", "Low value of the assumption, in the unit beside it."),
    Column("assumed_base", "double", "Base value of the assumption, in the unit beside it."),
    Column("assumed_high", "double", "High value of the assumption, in the unit beside it."),
    Column("assumed_unit", "string", "Unit that the assumption is in."),
)  # fmt: skip

_ONLINE = (
    Column("addition_mw", MW, "Capacity of the phase less that of the phases that it contains, of the same basis. Null where the capacity is unknown.", unit="MW"),
    *(
        Column(f"added_facility_mw_{bound}", MW, f"Facility megawatts of the phase less those of the phases that it contains, IT taken to facility by the {bound} assumption{more}. Null where the capacity is unknown.", unit="MW")
        for bound, more in (("low", ""), ("base", ""), ("high", ", and capacity of an unspecified basis too"))
    ),
    Column("online_on", "date", "Day from which the phase counts as energized: the day of it, or the day on which it was told. Null where it is not."),
    _probability("online_probability", "Probability that the phase is energized by the end of the month. Null where no date is stated."),
    _word("online_dimension", "What the megawatts are summed over.", {"all": "everything", "buyer": "tenant of the site", "developer": "developer of the site", "grid_operator": "grid operator", "state": "country and state"}),
    Column("online_member", "string", "Member of the dimension; unknown where the register names none."),
    Column("month_ended_on", "date", "Last day of the month that the megawatts are at."),
    Column("phases", "int", "Phases that are summed.", unit="phases"),
    Column("achieved_mw", MW, "Megawatts of phases that are energized by the end of the month, as known. What happened on an unknown day counts from the day on which it was told.", unit="MW"),
    Column("stated_mw", MW, "Megawatts that are energized or were to be by the stated dates.", unit="MW"),
    Column("expected_mw", MW, "Megawatts times the probability that they are online by the end of the month; phases without a date are not in it.", unit="MW"),
    Column("p10_mw", MW, "Megawatts that are exceeded with nine tenths of the odds, delays correlated; never below what is achieved.", unit="MW"),
    Column("p90_mw", MW, "Megawatts that are exceeded with a tenth of the odds, delays correlated; never above the maximum.", unit="MW"),
    Column("maximum_mw", MW, "Megawatts of all phases that are not cancelled, what one contains of another once.", unit="MW"),
    Column("undated_mw", MW, "Of the maximum, megawatts of phases without odds because no date is stated.", unit="MW"),
    Column("added_mw_per_week", "double", "Expected megawatts added per week, mean of the last twelve months. Null in the first twelve.", unit="MW per week"),
    Column("ambition_mw_per_week", "double", "Stated ambition of megawatts added per week. Seed energization_assumptions.", unit="MW per week"),
)  # fmt: skip

_DELIVERY = (
    _word("link_basis", "How the deal is linked to the phase.", {"register": "a row of the register links the site to the deal", "narrowed": "as the register, narrowed to a phase by our reading", "reading": "by our reading only", "parties": "its buyer is tenant of the site, its seller develops or operates it"}),
    _word("due_kind", "What is due.", {"run_off": "dollars by the run-off of the line", "tranche": "a delivery that a source stages"}),
    Column("due_mw", MW, "Megawatts of the tranche. Null where it states none.", unit="MW"),
    _word("not_linked_reason", "Why no phase is behind the row. Null where one is.", {"no_site_capacity": "the deal is of chips or of power, which go into sites", "phases_without_capacity": "its phases have no stated capacity, or only the role of a power station", "no_phase_known": "no phase of the register is known to serve it"}),
    Column("linked_phases", "int", "Phases that serve the deal.", unit="phases"),
    Column("linked_mw", MW, "Megawatts of these phases, IT taken to facility by the base assumption; they weigh the phases of the deal and may serve others too.", unit="MW"),
    _probability("online_share_low", "Expected share of the linked megawatts that is energized by the end of the quarter; what no date is stated for is not."),
    _probability("online_share_base", "The same of those that a date is stated for. Null where none is."),
    _probability("online_share_high", "The same; what no date is stated for is taken to be energized."),
    Column("last_p50_date", "date", "Latest median date of the linked phases. Null where none has odds."),
    Column("is_due_before_p50", "boolean", "Whether it is due before the latest median date of the linked phases. Null where none has odds."),
    *(
        Column(f"due_at_risk_usd_{bound}", "decimal(18,2)", f"Dollars due in the quarter times the expected share of power that is not there, {bound}. Null where no phase is linked.", unit="USD", minimum=ZERO)
        for bound in ("low", "base", "high")
    ),
    Column("mw_at_risk_base", MW, "Megawatts of the tranche times the expected share of power that is not there.", unit="MW"),
    _statement_of("due_statement_id", "what is due"),
)  # fmt: skip

_SUPPLY = {
    "operating": "supply that operates",
    "contracted": "supply under contract or construction whose stated date has come",
    "approved": "supply that is approved and whose stated date has come",
    "undated": "supply that operates, is contracted or approved and has no stated date",
}
_POWER = (
    Column("part_of_power_id", "string", "Arrangement whose megawatts contain this one's. Null where none does."),
    Column("minimum_take_share", SHARE, "Share of the contracted demand that a tariff makes the customer pay for. Null where none is stated.", unit="share", minimum=ZERO, maximum=ONE),
    Column("minimum_term_months", "int", "Least term of the tariff. Null where it is not stated.", unit="months"),
    Column("quarter_ended_on", "date", "Last day of the quarter that need and supply are at."),
    Column("need_mw_low", MW, "Facility megawatts that are to be energized by the stated dates, IT taken to facility by the low assumption. Null where nothing is dated by then.", unit="MW"),
    Column("need_mw_base", MW, "The same by the base assumption.", unit="MW"),
    Column("need_mw_high", MW, "The same by the high assumption, which also takes capacity of an unspecified basis for IT.", unit="MW"),
    Column("expected_need_mw", MW, "Facility megawatts times the probability that they are energized by the end of the quarter.", unit="MW"),
    Column("undated_need_mw", MW, "Facility megawatts of phases without a date, by the base assumption. Null where there are none.", unit="MW"),
    *(
        Column(f"{place}_{name}_mw", MW, f"{words_of_place}: {what}.", unit="MW")
        for place, words_of_place in (("grid", "From the grid"), ("onsite", "On site"))
        for name, what in _SUPPLY.items()
    ),
    Column("proposed_supply_mw", MW, "Supply that is proposed, whenever it may come.", unit="MW"),
    Column("refused_supply_mw", MW, "Supply that was rejected or cancelled.", unit="MW"),
    Column("purchase_supply_mw", MW, "Purchases of power, which are no supply at the site and in no gap.", unit="MW"),
    Column("storage_supply_mw", MW, "Storage, which moves energy in time and is in no gap.", unit="MW"),
    Column("arrangement_count", "int", "Arrangements for power of the site that are known."),
    Column("gap_mw_low", MW, "Low need less all supply, the proposed and undated included; negative is more supply than need. Null where no_gap_reason says why.", unit="MW"),
    Column("gap_mw_base", MW, "Base need less supply that operates, is contracted or approved, the undated included.", unit="MW"),
    Column("gap_mw_high", MW, "High need less such supply whose stated date has come.", unit="MW"),
    _word("no_gap_reason", "Why there is no gap. Null where there is one.", {"no_dated_need": "no phase of the site is dated by then", "no_arrangement_stated": "no statement on power for the site is known"}),
    Column("minimum_take_mw", MW, "Megawatts that the tariff makes the customer pay for: the share of the tariff's megawatts, else of the base need. An obligation beside those to sellers of compute.", unit="MW"),
    _statement_of("tariff_statement_id", "the minimum take"),
)  # fmt: skip

_LOADS = (
    Column("stage_raw", "string", "Stage in the words of the utility or operator; all for the sum of the stages."),
    _word("load_stage", "Stage of a request for a large load that all regions share.", {"inquiry": "asked for, nothing is studied", "application": "applied for or studied, no agreement", "agreement": "an agreement binds or construction is paid for", "approved": "may be energized and does not run", "energized": "observed to run", "all": "all stages"}),
    Column("load_gw", MW, "Gigawatts of requests in the stage, as published.", unit="GW", minimum=ZERO),
    _word("regime", "Whose rule discounts the requests.", {"california": "California Energy Commission", "pjm": "PJM Interconnection", "texas": "Public Utility Commission of Texas"}),
    _word("regime_case", "Case of the rule.", {"low": "lower of its two cases", "high": "higher of its two cases", "before_2030": "for years before 2030", "from_2030": "for 2030 and later", "executed_agreement": "its only case"}),
    Column("regime_weight", SHARE, "Share of the requested load that the rule counts.", unit="share", minimum=ZERO, maximum=ONE),
    Column("requested_load_mw", MW, "Requested load: a stock of requests and no demand.", unit="MW"),
    Column("counted_load_mw", MW, "Load that the rule counts.", unit="MW"),
    Column("speculative_share", "double", "Share of the requested load that the rule does not count.", unit="share"),
)  # fmt: skip

_FORECASTS = (
    Column("forecast_number", "bigint", "Place of the forecast in the sealed store."),
    Column("sealed_on", "date", "Day on which the forecast was sealed, in UTC."),
    Column("forecast_known_from", "date", "First day of the knowledge interval that the forecast is of."),
    Column("content_hash", "string", "SHA-256 of what the forecast says."),
    Column("chain_hash", "string", "SHA-256 of the hash before it in the store and of the forecast's own: one changed row breaks all that follow."),
    _word("horizon_band", "Months from the forecast to its stated date.", {"overdue": "the date had passed", "1-6": "1 to 6", "7-12": "7 to 12", "13-24": "13 to 24", "25-and-more": "25 or more"}),
    _word("forecast_outcome", "What became of the phase, as known.", {"energized": "it happened", "cancelled": "it will not happen", "open": "neither yet"}),
    Column("outcome_on", "date", "Day on which it was energized, or on which that was told where it is undated. Null while it is not."),
    *(Column(f"is_reached_by_{name}", "boolean", f"Whether it was energized by the {name} date of the forecast. Null until one of both is there. The share of true ones is to be near {share} of energized_probability.") for name, share in (("p10", "a tenth"), ("p50", "half"), ("p90", "nine tenths"))),
    Column("is_within_p10_p90", "boolean", "Whether it was energized between the p10 and the p90 date. Null until that is decided."),
    Column("pinball_loss", "double", "Mean pinball loss of the three dates in months; a forecast that is still open has none.", unit="months"),
    Column("brier_12_months_score", "double", "Squared difference between the probability of energization within twelve months and what happened. Null until that is decided.", unit="0-1"),
)  # fmt: skip

ENERGIZATION = (*_ODDS, *_SLIPPAGE, *_ASSUMPTIONS, *_ONLINE, *_DELIVERY, *_POWER, *_LOADS, *_FORECASTS)
