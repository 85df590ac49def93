"""Closed lists of words a column may hold, each with what the word means.

A word that is not listed is refused at the gate, never turned into null. Order is the order of the dictionary.
"""

from typing import Final

Vocabulary = dict[str, str]

PRECISION: Final[Vocabulary] = {
    "day": "the date itself",
    "month": "known to the month; the date is its last day",
    "quarter": "known to the quarter; the date is its last day",
    "half": "known to the half-year; the date is its last day",
    "year": "known to the year; the date is its last day",
}

QUALIFIER: Final[Vocabulary] = {
    "exact": "the stated number; low = base = high",
    "approximately": "about; low and high are 10% either side",
    "at_least": "a floor; high is unknown",
    "up_to": "a ceiling; low is zero",
}

VALUE_PERIOD: Final[Vocabulary] = {
    "total": "over the whole term",
    "per_year": "for each year of the term",
}

FIRMNESS: Final[Vocabulary] = {
    "take_or_pay": "payable whether used or not",
    "binding": "signed; terms of exit not necessarily known",
    "option": "a right and not a duty",
    "letter_of_intent": "non-binding letter, memorandum or framework",
    "ambition": "goal, programme or envelope",
    "reported": "reported without saying how binding it is",
}

RELIABILITY: Final[Vocabulary] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}

SOURCE_TYPE: Final[Vocabulary] = {
    "filing": "securities filing",
    "regulatory": "regulator's or grid operator's document",
    "press_release": "release by a party",
    "dataset": "published data set",
    "news": "news report",
    "analysis": "analysis or commentary",
    "social_post": "post on a social network",
}

DEAL_TYPE: Final[Vocabulary] = {
    "cloud_capacity": "purchase of compute capacity as a service",
    "chip_supply": "purchase or lease of chips and systems",
    "power_supply": "purchase of power or of power equipment",
    "datacenter_lease": "lease of a data center",
    "colocation": "hosting of the buyer's machines",
    "joint_programme": "programme, venture or envelope; not one purchase",
}

CLAUSE_TYPE: Final[Vocabulary] = {
    "take_or_pay": "payment is due whether capacity is used or not",
    "minimum_commitment": "a smallest purchase is fixed",
    "prepayment": "part is paid before delivery",
    "guarantee": "a third party stands in",
    "exclusivity": "one supplier or customer only",
    "non_exclusive": "other suppliers or customers are allowed",
    "right_of_first_refusal": "first chance to supply or to buy",
    "expansion_right": "more may be taken",
    "extension": "the term may be lengthened",
    "upgrade_path": "newer technology may be substituted",
    "reallocation_right": "capacity may be moved to another use or place",
    "indexing": "price follows an index",
    "deferral": "dates may be moved",
    "cancellation": "a party may leave",
    "milestone_vesting": "rights vest with milestones",
    "acceptance_test": "payment starts when a test is passed",
}

INSTRUMENT: Final[Vocabulary] = {
    "equity": "shares",
    "warrant": "right to buy shares",
    "convertible": "debt that may turn into shares",
    "debt": "loan, note or bond",
    "guarantee": "promise to stand in for another's debt",
    "lease_backstop": "promise to stand in for another's lease",
    "prepayment": "payment before delivery",
    "deposit": "sum held against later payment",
}

INPUT_ROLE: Final[Vocabulary] = {
    "accelerator": "AI chips and systems",
    "cloud": "compute as a service",
    "colocation": "data-center space",
    "foundry": "wafer fabrication and packaging",
    "memory": "high-bandwidth and other memory",
    "networking": "switches, optics, cables",
    "server": "assembled servers and racks",
    "power": "electricity",
    "turbine": "turbines and engines",
    "transformer": "transformers and switchgear",
    "financing": "capital",
}

FINANCIAL_METRIC: Final[Vocabulary] = {
    "revenue": "revenue of the period",
    "annualised_revenue": "recent revenue times the year's length, a run rate; not revenue of a year",
    "capital_expenditure": "purchases of property and equipment, finance leases where the filer counts them",
    "remaining_performance_obligation": "contracted revenue not yet recognised",
    "purchase_obligation": "purchase obligations disclosed",
    "lease_not_yet_commenced": "leases signed and not begun",
    "cash": "cash and equivalents",
    "valuation": "price of the whole company; never a commitment",
}

FINANCIAL_BASIS: Final[Vocabulary] = {
    "actual": "stated by the company for a closed period",
    "reported": "reported by others for a closed period",
    "guidance": "guided by the company",
    "projection": "projected, by the company or by others",
}

PARTY_TYPE: Final[Vocabulary] = {
    "ai_lab": "develops models",
    "hyperscaler": "very large cloud or platform; also the market aggregates",
    "neocloud": "specialised AI cloud",
    "chip_designer": "designs chips",
    "foundry": "makes chips for others",
    "memory": "makes memory",
    "server_oem": "builds servers",
    "equipment": "makes electrical, cooling or network equipment",
    "developer": "develops or owns data centers",
    "utility": "distributes or supplies electricity",
    "power_producer": "generates electricity",
    "investor": "provides capital",
    "government": "state body",
}

GRID_OPERATOR: Final[Vocabulary] = {
    "CAISO": "California ISO",
    "ERCOT": "Electric Reliability Council of Texas",
    "ISONE": "ISO New England",
    "MISO": "Midcontinent ISO",
    "NYISO": "New York ISO",
    "PJM": "PJM Interconnection",
    "SPP": "Southwest Power Pool",
    "SOCO": "Southern Company balancing area",
    "TVA": "Tennessee Valley Authority",
    "WECC_NON_ISO": "western United States outside CAISO",
}

CAPACITY_BASIS: Final[Vocabulary] = {
    "it": "critical IT load",
    "facility": "whole facility at the meter, cooling included",
    "unspecified": "the source does not say which",
}

MILESTONE_TYPE: Final[Vocabulary] = {
    "announced": "made public",
    "permit": "permit granted",
    "interconnection_agreement": "agreement with the grid signed",
    "groundbreaking": "construction begun",
    "building_complete": "building or shell complete",
    "substation_energized": "substation under voltage",
    "chips_delivered": "accelerators on site",
    "energization": "first load energized",
    "full_operation": "whole phase in operation",
}

MILESTONE_STATUS: Final[Vocabulary] = {
    "planned": "expected on the date",
    "achieved": "happened",
    "delayed": "moved to the date, or later without a date",
    "cancelled": "will not happen",
}

ARRANGEMENT_TYPE: Final[Vocabulary] = {
    "grid_service": "service from the utility's grid",
    "onsite_generation": "generation at the site",
    "ppa": "power purchase agreement",
    "tariff": "large-load tariff or its terms",
    "nuclear_restart": "restart of a closed reactor",
    "storage": "battery storage",
}

POWER_TECHNOLOGY: Final[Vocabulary] = {
    "grid": "grid supply",
    "gas_turbine": "gas turbines and engines",
    "nuclear": "nuclear",
    "fuel_cell": "fuel cells",
    "battery": "batteries",
    "solar": "solar",
    "wind": "wind",
    "mixed": "several of them",
}

POWER_STATUS: Final[Vocabulary] = {
    "proposed": "asked for or planned",
    "approved": "approved by the authority",
    "contracted": "signed",
    "under_construction": "being built",
    "operating": "in operation",
    "rejected": "refused by the authority",
    "cancelled": "given up",
}

GRID_METRIC: Final[Vocabulary] = {
    "large_load_queue_gw": "requests of large loads",
    "queue_capacity_gw": "generation and storage in interconnection queues",
    "generation_connection_wait_years": "request to connection",
    "completion_share": "share of requests that were built",
    "withdrawn_share": "share of requests withdrawn",
    "median_months_request_to_operation": "median from request to operation",
    "transformer_lead_time_weeks": "order to delivery of transformers; also switchgear, marked in the cohort",
    "turbine_lead_time_months": "order to delivery of turbines",
}

GRID_UNIT: Final[Vocabulary] = {
    "gw": "gigawatts",
    "years": "years",
    "months": "months",
    "weeks": "weeks",
    "share": "share between 0 and 1",
}

ATTRIBUTE: Final[Vocabulary] = {
    "firmness": "how binding a deal is",
    "value": "amount over the whole term of a deal",
    "value_per_year": "amount for each year of a deal",
    "term": "length of a deal",
    "starts": "start of a deal",
    "ends": "end of a deal",
    "capacity": "megawatts of a deal or phase",
    "accelerators": "number of accelerators of a deal",
    "energization": "planned date of a phase's first energization",
    "achieved": "a phase's energization as having happened",
    "energization_status": "what is said of a phase's energization",
}

EXCLUSION: Final[Vocabulary] = {
    "estimated_cost": "an outside estimate of cost and not a contracted amount",
    "includes_other_deal": "the amount holds that of another deal of the register",
    "different_measure": "another measure than the contract amount",
    "partial_scope": "covers a part of the deal only",
    "project_cost": "cost of building and not what the buyer owes",
    "financing": "capital raised and not what the buyer owes",
    "increment": "adds to an amount and does not state it; added to the amount that counts",
    "repeated_increment": "tells an addition again that another statement already adds",
    "delivery_date": "date of delivery and not the end of the term",
}

MW_ROLE: Final[Vocabulary] = {
    "site_capacity": "capacity of sites",
    "chip_deployment": "power of chips that go into sites",
    "power_supply": "electricity supply",
}

DEAL_STATUS: Final[Vocabulary] = {
    "active": "in force as far as is known",
    "superseded": "replaced by another deal",
    "ended": "past the end of its term",
}

PHASE_STATUS: Final[Vocabulary] = {
    "achieved": "energization has happened",
    "planned": "expected",
    "delayed": "moved",
    "cancelled": "will not happen",
    "unknown": "no usable statement on its energization",
}

NOT_COUNTED: Final[Vocabulary] = {
    "superseded": "another deal replaced it",
    "ended": "its term is over",
    "programme": "a programme, venture or envelope",
    "letter_of_intent": "not binding",
    "option": "a right and not a duty",
    "ambition": "a goal",
    "value_undisclosed": "no usable statement gives an amount",
    "term_undisclosed": "the amount is per year and no statement gives the term",
    "contained": "inside another line of the same buyer",
    "passed_through": "inside a line of another buyer; counts for its own buyer only",
}

TIER: Final[Vocabulary] = {
    "seller": "the seller as contracted",
    "seller_type": "what the seller does",
    "seller_country": "country of the seller",
    "deal_type": "what is bought",
    "cloud": "seller of compute as a service; of a site its operator",
    "chip_designer": "designer of the accelerators",
    "foundry": "maker of the chips",
    "memory": "maker of the chips' memory",
    "server": "maker of the servers",
    "network": "maker of the network",
    "site_developer": "developer or lessor of the site",
    "utility": "utility that serves the site",
    "grid_operator": "balancing area of the site",
    "state": "country and state of the site",
    "turbine_maker": "maker of the developer's turbines and engines",
    "transformer_maker": "maker of the developer's transformers and switchgear",
    "financier": "party that capital comes from",
}

_OF_PARTIES: Final = (
    "seller", "cloud", "chip_designer", "foundry", "memory", "server", "network", "site_developer", "utility",
    "turbine_maker", "transformer_maker", "financier",
)  # fmt: skip

DIMENSION: Final[Vocabulary] = {**TIER, **{f"{tier}_parent": f"{TIER[tier]}, by ultimate parent" for tier in _OF_PARTIES}}

PARTY_LEVEL: Final[Vocabulary] = {
    "parent": "by ultimate parent; what is read where nothing else is asked for",
    "legal": "by the party itself",
    "none": "the members are no parties",
}

MEMBER_BASIS: Final[Vocabulary] = {
    "contract": "the line itself names the party",
    "stated_family": "a statement names the accelerator family of the deal",
    "own_product": "the seller makes such things itself",
    "stated_share": "statements give the share of the input",
    "labelled_reading": "a reading of ours gives the share; seed relation_readings",
    "site": "place or party of the site",
    "named_only": "named without a share",
    "undisclosed": "nobody says",
}

WEIGHT: Final[Vocabulary] = {
    "value_usd": "base amount of every line that counts",
    "value_usd_firm": "base amount of the lines that are binding by a statement of grade 2 or better",
    "site_capacity_mw": "stated megawatts of deals for capacity, of unknown amount too",
    "chip_deployment_mw": "stated megawatts of chips",
    "power_supply_mw": "stated megawatts of power supply",
    "accelerators": "stated number of accelerators",
    "site_it_mw": "largest phase of each site, IT megawatts",
    "site_facility_mw": "largest phase of each site, facility megawatts",
    "site_unspecified_mw": "largest phase of each site, megawatts of unstated basis",
    "expected_it_mw": "as site_it_mw, of phases energized or dated by the year",
    "expected_facility_mw": "as site_facility_mw, of phases energized or dated by the year",
    "expected_unspecified_mw": "as site_unspecified_mw, of phases energized or dated by the year",
    "financing_usd": "capital flows to the party that are binding or reported, each at least",
    "financing_usd_firm": "capital flows to the party that are binding, each at least",
}

WEIGHT_UNIT: Final[Vocabulary] = {"USD": "US dollars", "MW": "megawatts", "accelerators": "number of accelerators"}

HHI_BAND: Final[Vocabulary] = {"low": "below 1,000", "moderate": "1,000 to 1,800", "high": "above 1,800"}

SINGLE_POINT_RULE: Final[Vocabulary] = {
    "share": "its known share reaches the threshold",
    "no_substitute": "nothing of it is substituted within twelve months by the base assumption",
    "share_and_no_substitute": "both",
    "none": "no rule, by what is known",
}

FLOW_FIRMNESS: Final[Vocabulary] = {
    "firm": "binding",
    "reported": "reported without saying how binding it is",
    "non_binding": "letter of intent, option or ambition",
}

FLOW_KIND: Final[Vocabulary] = {
    "purchase": "payment for a line, from buyer to seller",
    "equity": "shares, from investor to issuer",
    "warrant": "right to shares, from issuer to holder",
    "debt": "loan, note or convertible, from lender to borrower",
    "prepayment": "deposit or prepayment that belongs to no deal of the register",
    "guarantee": "guarantee or lease backstop, from guarantor to whom it helps; no money until it is called",
}

STRUCTURE: Final[Vocabulary] = {
    "component": "all flows: what of them is inside strongly connected components",
    "loop": "two to four parties, each paying the next and the last the first",
    "pair": "purchases of the first party from the second, capital or guarantees back",
    "guarantor": "all guarantees of one party",
}

FLOW_SCOPE: Final[Vocabulary] = {
    "firm": "binding flows",
    "committed": "binding and reported flows",
    "with_non_binding": "all flows, letters of intent, options and ambitions too",
}

DRIVER_KIND: Final[Vocabulary] = {
    "line_new": "the line begins to count",
    "line_gone": "the line ceases to count",
    "line_amount": "the amount of the line is another",
    "supplier": "the line stays, and more or less is known of its suppliers",
}

BRIDGE_SIDE: Final[Vocabulary] = {"buyer": "the party pays", "seller": "the party is paid"}

STEP_KIND: Final[Vocabulary] = {
    "level": "a sum",
    "minus": "taken from the level before",
    "plus": "added to the level before",
    "beside": "shown and not added",
}

BRIDGE_STEP: Final[Vocabulary] = {
    "line": "the amount of a line that counts",
    "repeated": "the same figure of the same deal once more",
    "other_figure": "another figure of the same deal, earlier or disputed",
    "not_contract_amount": "no contract amount; seed statement_exclusions",
    "weak_evidence": "evidence too weak to decide anything",
    "superseded": "a deal that another one replaced",
    "ended": "a deal of which the term is over",
    "financing": "a capital flow and no purchase",
    "contained": "inside another line, or a part of a deal",
    "passed_through": "inside a line of another buyer",
    "envelope": "a top-down total",
    "programme": "a programme or venture",
    "option": "a right and not a duty",
    "letter_of_intent": "not binding",
    "ambition": "a goal",
    "term_undisclosed": "an amount per year of unknown term",
    "value_undisclosed": "a deal of which no amount is usable",
}

FIRMNESS_CLASS: Final[Vocabulary] = {
    "F1": "take or pay, by good evidence",
    "F2": "paid, prepaid or disbursed",
    "F3": "binding, by good evidence; terms of exit unknown, or with a fee",
    "F4": "binding and conditional",
    "F5": "guarantee or backstop",
    "F6": "option, a right and not a duty",
    "F7": "letter of intent, memorandum or framework",
    "F8": "programme, target or ambition",
    "F9": "announced, terms undisclosed or weakly evidenced; an interval from nothing to all",
}

ASSERTED_BY: Final[Vocabulary] = {
    "contract": "the contract itself",
    "filing": "a filing or a regulator's document",
    "company": "a party, in its own release",
    "press": "a news report",
    "analyst": "an analyst, a commentator or a compiler of data",
}

DECIDED_BY: Final[Vocabulary] = {
    "excluded": "a label says that the losing figure is of another thing",
    "weak_evidence": "the losing statement is of grade 4, the winning one is not",
    "leaves_open": "the losing statement leaves the thing open",
    "grade": "the winning statement has the better grade",
    "recency": "the winning statement is newer",
    "credibility": "of one day and grade, the winning statement is more credible",
    "reliability": "of one day, grade and credibility, the winning source is more reliable",
    "id": "nothing but the order of the ids",
}

CONFLICT_STATUS: Final[Vocabulary] = {
    "open": "the losing statement is as new or newer: it still disagrees",
    "resolved": "the winning statement is newer and restates the losing one, or a label explains it",
}

FIGURE: Final[Vocabulary] = {
    "firmness": "how binding the deal is",
    "value": "the amount, without what was added to it",
    "increment": "what a later statement added to the amount",
    "term": "length",
    "starts": "start",
    "ends": "end",
    "capacity": "megawatts",
    "accelerators": "number of accelerators",
}

CHANGE_KIND: Final[Vocabulary] = {
    "new": "becomes known",
    "upsized": "the base amount grows, or is larger than that of the deal it replaces",
    "downsized": "the base amount shrinks, or is smaller than that of the deal it replaces",
    "restated": "an amount is first given, or bounds, term, date, capacity or status are stated otherwise",
    "firmness_changed": "becomes more or less binding, or better or worse evidenced as such",
    "superseded": "another deal replaces it",
    "contained": "a line that counts holds its amount from now on",
    "counted": "its amount starts to count",
    "not_counted": "its amount ceases to count",
    "ended": "its term is over",
    "re_let": "takes over what another buyer's deal, now replaced, had",
    "slipped": "moves to a later date",
    "pulled_in": "moves to an earlier date",
    "achieved": "has happened",
    "cancelled": "will not happen",
}

CHANGED: Final[Vocabulary] = {
    "value_low": "lower bound of the amount, the base unchanged",
    "value_high": "upper bound of the amount, the base unchanged",
    "replaced_value": "amount, compared with that of the deal which is replaced",
    "firmness_class": "class of firmness, the word unchanged",
    "status": "state of the deal or phase",
    "not_counted_reason": "why the amount is not counted",
    "buyer": "buyer, compared with that of the deal which is replaced",
}

COMMITMENT_DEFINITION: Final[Vocabulary] = {
    "undisclosed": "what the parties count as committed is not disclosed",
}

RUN_OFF_METHOD: Final[Vocabulary] = {
    "disclosed": "by a schedule of payments in a filing; the register holds none yet",
    "tranches": "by the dates of tranches whose amounts add up to the line's",
    "ramp": "by megawatts in place each day, from tranches that add up to the line's capacity",
    "straight_line": "the same amount each day of the term",
    "unscheduled": "not spread over time",
}

UNSCHEDULED: Final[Vocabulary] = {
    "term_unknown": "no usable statement gives a term or an end",
    "start_unknown": "neither start nor announcement is known",
    "dates_contradict": "the end does not lie after the start",
    "outside_calendar": "begins before 2019 or ends after 2060",
}

START_BASIS: Final[Vocabulary] = {
    "stated": "a stated day",
    "midpoint_of_period": "middle of the stated month, quarter, half-year or year",
    "derived_from_end": "the end less the term",
    "announced": "the day of the announcement, for want of a start",
    "first_tranche": "day of the first tranche",
}

PERIOD_KIND: Final[Vocabulary] = {
    "year": "calendar year",
    "quarter": "calendar quarter; the quarters add up to the years and are not added to them",
    "unscheduled": "no period: what is not spread over time",
}

REVENUE_METRIC: Final[Vocabulary] = {name: FINANCIAL_METRIC[name] for name in ("revenue", "annualised_revenue")}

REVENUE_OUTLOOK: Final[Vocabulary] = {
    "closed": "actual or reported, of the last period that is over",
    "ahead": "guided or projected, of the first period that is not over",
}

DISPOSITION: Final[Vocabulary] = {
    "answered": "a mart holds the fact, or the statement that says so or otherwise",
    "thesis": "an opinion or theory, with the metric that speaks for or against it",
    "out_of_scope": "nothing here answers it, with the reason",
}

METRIC_UNIT: Final[Vocabulary] = {
    "usd": "US dollars",
    "share": "a share between 0 and 1",
    "times": "how many times the one is the other",
    "index": "0 to 10,000",
    "count": "how many",
    "years": "years of revenue",
    "growth_share": "yearly growth as a share, 0.5 is half more each year",
}

THESIS_METRIC: Final[Vocabulary] = {
    "openai_lines_usd": "sum of OpenAI's lines",
    "openai_firm_share": "firm part of OpenAI's lines",
    "openai_naive_to_headline": "sum of all stated amounts over that of the lines",
    "openai_not_binding_to_lines": "options, letters of intent, goals and programmes over the lines",
    "openai_sellers": "number of sellers",
    "openai_seller_hhi": "concentration of OpenAI's lines by seller",
    "openai_top_1_seller_share": "share of the largest seller",
    "anthropic_seller_hhi": "concentration of Anthropic's lines by seller",
    "all_buyers_seller_hhi": "concentration of all lines by seller",
    "openai_hyperscaler_share": "share of OpenAI's lines with hyperscalers",
    "openai_neocloud_share": "share of OpenAI's lines with specialised clouds",
    "openai_chip_designer_share": "share of OpenAI's lines with chip designers",
    "openai_microsoft_share": "share of OpenAI's lines with Microsoft",
    "openai_nvidia_reach_share": "share of OpenAI's lines with sellers that a statement supplies with Nvidia accelerators",
    "openai_share_of_all_lines": "OpenAI's share of all lines",
    "cerebras_openai_share": "OpenAI's share of the lines of Cerebras as seller",
    "openai_exit_clause_share": "share of OpenAI's lines with a known clause of cancellation or deferral",
    "openai_flexibility_clause_share": "share of OpenAI's lines with a known clause of indexing, upgrade or reallocation",
    "openai_minimum_clause_share": "share of OpenAI's lines with a minimum or take-or-pay clause by firm evidence",
    "openai_stock_years": "what OpenAI still owes over its annualised revenue",
    "openai_flow_multiple": "OpenAI's annualised revenue over what falls due in twelve months",
    "openai_required_growth": "yearly growth of revenue that pays the next five years",
    "dated_phase_slipped_share": "share of dated site phases that have slipped",
    "energized_phase_share": "share of site phases with a known state that are energized",
    "openai_site_states": "number of states with a phase for OpenAI",
}

REQUEST_MILESTONE: Final[Vocabulary] = {
    "queue_entered": "entered the queue",
    "screening_started": "screening study started",
    "screening_completed": "screening study complete",
    "study_requested": "full interconnection study requested",
    "study_approved": "full interconnection study approved",
    "agreement_signed": "interconnection agreement signed",
    "construction_started": "construction began",
    "construction_ended": "construction ended",
    "energization_approved": "approved for energization, by the list of projects",
    "synchronization_approved": "approved for synchronization, by the list of projects",
    "energization_approval_listed": "approved for energization, by the month's list of approvals",
    "synchronization_approval_listed": "approved for synchronization, by the month's list of approvals",
    "synchronization_revoked": "approval for synchronization taken back",
    "commercial_operation_approved": "approved for commercial operation",
    "projected_online": "expected to operate",
    "actual_online": "went into service",
    "withdrawn": "withdrawn or cancelled",
    "inactive": "became inactive",
}

QUEUE_SECTION: Final[Vocabulary] = {
    "queue": "the operator's one list of all requests",
    "active": "requests that are in the queue",
    "cluster": "requests of a cluster study",
    "completed": "requests that were built",
    "in_service": "requests in service, whole or in part",
    "withdrawn": "requests that were withdrawn",
    "cluster_withdrawn": "requests withdrawn from a cluster study",
    "serial": "requests studied one by one",
    "cycle": "requests studied by cycle",
    "generator": "generators that are planned, of any size",
    "large_generator": "large generators that are planned",
    "small_generator": "small generators that are planned",
    "cancelled": "requests cancelled during the month of the report",
    "inactive": "requests that rest and may come back",
}

REQUEST_KIND: Final[Vocabulary] = {
    "generation": "generation or storage",
    "load": "load",
    "transmission": "transmission line, direct-current tie or upgrade of the grid",
    "transmission_service": "service over the grid, nothing is built",
    "upgrade": "upgrade for transmission rights",
}

STAGE_COMMON: Final[Vocabulary] = {
    "queued": "in the queue; the words do not say how far",
    "requested": "filed; no study has begun",
    "in_study": "under study",
    "study_complete": "studied; no agreement is in work as far as is said",
    "agreement_pending": "an agreement is in work, tendered, or filed without signature",
    "agreement_executed": "the interconnection agreement is in force",
    "under_construction": "being built",
    "energized": "under voltage, synchronized or partly in service",
    "in_service": "in commercial operation",
    "suspended": "work is suspended",
    "withdrawn": "withdrawn, cancelled or terminated",
    "deactivated": "was in service and is no more",
    "unlisted": "no longer in the list, and nothing says why",
    "unknown": "the words say nothing of the stage",
}

SITE_PARTY_ROLE: Final[Vocabulary] = {
    "owner": "owns the site",
    "user": "computes at the site",
    "investor": "finances the site",
    "construction_company": "builds the site",
    "energy_company": "supplies power to the site",
}

TAG_CONFIDENCE: Final[Vocabulary] = {
    "confident": "tagged #confident",
    "likely": "tagged #likely",
    "speculative": "tagged #speculative",
    "untagged": "no tag",
}

FILING_CONCEPT: Final[Vocabulary] = {
    "PurchaseObligation": "purchase obligations, total",
    "PurchaseObligationDueInNextTwelveMonths": "purchase obligations due within twelve months",
    "PurchaseObligationDueInSecondYear": "purchase obligations due in the second year",
    "PurchaseObligationDueInThirdYear": "purchase obligations due in the third year",
    "PurchaseObligationDueInFourthYear": "purchase obligations due in the fourth year",
    "PurchaseObligationDueInFifthYear": "purchase obligations due in the fifth year",
    "PurchaseObligationDueAfterFifthYear": "purchase obligations due after the fifth year",
    "PurchaseObligationFutureMinimumPaymentsRemainderOfFiscalYear": "purchase obligations due in the rest of the fiscal year",
    "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount": (
        "unconditional purchase obligations that are not on the balance sheet, total; some filers put leases not yet commenced here"
    ),
    "UnrecordedUnconditionalPurchaseObligationBalanceOnFirstAnniversary": "unrecorded unconditional obligations of the first year",
    "UnrecordedUnconditionalPurchaseObligationBalanceOnSecondAnniversary": "unrecorded unconditional obligations of the second year",
    "UnrecordedUnconditionalPurchaseObligationBalanceOnThirdAnniversary": "unrecorded unconditional obligations of the third year",
    "UnrecordedUnconditionalPurchaseObligationBalanceOnFourthAnniversary": "unrecorded unconditional obligations of the fourth year",
    "UnrecordedUnconditionalPurchaseObligationBalanceOnFifthAnniversary": "unrecorded unconditional obligations of the fifth year",
    "UnrecordedUnconditionalPurchaseObligationDueAfterFiveYears": "unrecorded unconditional obligations due after five years",
    "UnrecordedUnconditionalPurchaseObligationDueInRemainderOfFiscalYear": (
        "unrecorded unconditional obligations due in the rest of the fiscal year"
    ),
    "LongTermPurchaseCommitmentAmount": "long-term purchase commitment; may be reported for a period instead of a day",
    "ContractualObligation": "contractual obligations, total",
    "ContractualObligationDueInNextTwelveMonths": "contractual obligations due within twelve months",
    "ContractualObligationDueInSecondYear": "contractual obligations due in the second year",
    "ContractualObligationDueInThirdYear": "contractual obligations due in the third year",
    "ContractualObligationDueInFourthYear": "contractual obligations due in the fourth year",
    "ContractualObligationDueInFifthYear": "contractual obligations due in the fifth year",
    "ContractualObligationDueAfterFifthYear": "contractual obligations due after the fifth year",
    "OtherCommitment": "other commitments, total",
    "OtherCommitmentDueInNextTwelveMonths": "other commitments due within twelve months",
    "OtherCommitmentDueInSecondYear": "other commitments due in the second year",
    "OtherCommitmentDueInThirdYear": "other commitments due in the third year",
    "OtherCommitmentDueInFourthYear": "other commitments due in the fourth year",
    "OtherCommitmentDueInFifthYear": "other commitments due in the fifth year",
    "OtherCommitmentDueAfterFifthYear": "other commitments due after the fifth year",
    "OtherCommitmentsFutureMinimumPaymentsRemainderOfFiscalYear": "other commitments due in the rest of the fiscal year",
    "RevenueRemainingPerformanceObligation": "revenue contracted with customers and not yet earned: a seller's side",
    "RevenueRemainingPerformanceObligationPercentage": "share of the contracted revenue that a stated period will bring",
    "PaymentsToAcquirePropertyPlantAndEquipment": "capital expenditure paid: property, plant and equipment",
    "PaymentsToAcquireProductiveAssets": "capital expenditure paid: productive assets, intangible ones included",
    "CapitalExpendituresIncurredButNotYetPaid": "capital expenditure incurred and not yet paid",
}

SIZE_CATEGORY: Final[Vocabulary] = {
    "large": "a large generator by the grid operator's planning rules",
    "small": "a small generator by the grid operator's planning rules",
}

APPROVAL_CATEGORY: Final[Vocabulary] = {
    "energization": "approved to be energized from the grid",
    "synchronization": "approved to synchronize with the grid",
    "commercial_operation": "approved for commercial operation",
    "synchronization_revoked": "the approval to synchronize was taken back",
}

DEPARTURE_KIND: Final[Vocabulary] = {
    "cancelled": "the developer gave the request up",
    "inactive": "the request rests, by the grid operator's or the developer's word, and may come back",
}

COMPONENT: Final[Vocabulary] = {
    "grid": "connection to the grid, or energization itself where no parts are known",
    "power_contract": "contract or tariff that power is bought under",
    "building": "shell, cooling and electrical fit-out",
    "chips": "accelerators on site",
    "permits": "permits to build and to run",
    "any": "any component that nothing but a date is known of",
}

CLASS_BASIS: Final[Vocabulary] = {
    "measured": "fitted on published snapshots",
    "prior": "a judgement of this project, with its rationale",
}

CLASS_SOURCE: Final[Vocabulary] = {
    "ercot_gis": "projects with a signed agreement in ERCOT's monthly interconnection report",
    "epoch": "steps of Epoch's timelines of data centres",
    "judgement": "no data",
}

CLASS_MILESTONE: Final[Vocabulary] = {
    "energization": "approval to energize from the grid",
    "commercial_operation": "approval of commercial operation",
    "buildings_operational": "another building that runs",
    "ready": "the component is there",
}

SITUATION: Final[Vocabulary] = {
    "ahead": "not energized, the stated month still to come",
    "overdue": "not energized, the stated month come or gone",
    "energized": "energized and not synchronized",
    "synchronized": "synchronized and not in commercial operation",
}

CLASS_STAGE: Final[Vocabulary] = {
    "agreement": "interconnection agreement signed",
    "security": "financial security and notice to proceed given as well",
    "prerequisites": "prerequisites of the stability assessment met as well",
}

SCENARIO: Final[Vocabulary] = {
    "low": "short delays",
    "base": "as measured, or our best judgement",
    "high": "long delays",
}
