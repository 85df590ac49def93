"""A register of the ten figures of the five articles, each said once, and of other buyers with one small case each."""

from tests.tiny_register import TinyRegister


def _sources(register: TinyRegister) -> None:
    for source, reliability in (("filing", "A"), ("news", "B"), ("blog", "D"), ("rumour", "E")):
        register.add("sources", source_id=source, reliability=reliability)


def article_register() -> TinyRegister:
    """The ten figures of the five articles, each said once: their careless sum is 3,619."""
    register = TinyRegister()
    _sources(register)
    for party in ("openai", "oracle", "microsoft", "aws", "cerebras", "stargate"):
        register.add("parties", party_id=party)
    deals = (
        ("stargate-500", "stargate", "joint_programme", None, None, "2025-01-21", 500, "ambition"),
        ("oracle-300", "oracle", "cloud_capacity", "stargate-500", None, "2025-09-10", 300, "binding"),
        ("microsoft-250", "microsoft", "cloud_capacity", None, None, "2025-10-28", 250, "binding"),
        ("aws-38", "aws", "cloud_capacity", None, None, "2025-11-03", 38, "binding"),
        ("cerebras-10", "cerebras", "cloud_capacity", None, None, "2026-01-14", 10, "binding"),
        ("cerebras-20", "cerebras", "cloud_capacity", None, "cerebras-10", "2026-04-17", 20, "reported"),
    )
    for deal, seller, kind, part_of, replaces, day, amount, firmness in deals:
        register.add("deals", deal_id=deal, buyer_party_id="openai", seller_party_id=seller, deal_type=kind,
                     part_of_deal_id=part_of, supersedes_deal_id=replaces)  # fmt: skip
        register.add_terms(deal, day, "filing", amount, firmness=firmness)
    register.add("deal_tranches", tranche_id="stargate-first", deal_id="stargate-500", value_usd_bn=100, statement="First part.",
                 stated_on="2025-01-21", source_id="filing")  # fmt: skip
    register.add("financing", financing_id="deposit", instrument="deposit", from_party_id="openai", to_party_id="cerebras",
                 amount_usd_bn=1, amount_qualifier="exact", firmness="binding", linked_deal_id="cerebras-20",
                 stated_on="2026-04-17", source_id="filing", statement="Deposit.")  # fmt: skip
    for total, amount, day in (("deals-of-2025", 1000, "2025-10-07"), ("plan", 1400, "2025-11-06")):
        register.add("stated_totals", total_id=total, party_id="openai", label="Envelope", value_usd_bn=amount,
                     value_qualifier="exact", stated_on=day, source_id="filing", statement="Envelope.")  # fmt: skip
    _small_cases(register)
    return register


def _small_cases(register: TinyRegister) -> None:
    """Other buyers, one case each."""
    for party in ("lab-a", "lab-b", "lab-c", "lab-d", "vendor"):
        register.add("parties", party_id=party)
    # the same 38 in three documents, another figure in a fourth, one that nobody should believe in a fifth
    register.add("deals", deal_id="said-often", buyer_party_id="lab-a", seller_party_id="vendor")
    for source, day, amount in (("filing", "2026-01-01", 38), ("news", "2026-01-02", 38), ("blog", "2026-01-03", 38),
                                ("blog", "2026-01-04", 40), ("rumour", "2026-01-05", 99)):  # fmt: skip
        credibility = 4 if source == "rumour" else 2
        register.add_terms("said-often", day, source, amount, credibility=credibility, firmness="binding")
    # 30 a year, of which the term of five years is stated later
    register.add("deals", deal_id="per-year", buyer_party_id="lab-b", seller_party_id="vendor")
    register.add_terms("per-year", "2026-01-01", "filing", 30, value_period="per_year", firmness="binding")
    register.add_terms("per-year", "2026-03-01", "filing", term_months=60, firmness="binding")
    # a right, a letter and a goal, each of 7, 11 and 13
    for deal, firmness, amount in (("right", "option", 7), ("letter", "letter_of_intent", 11), ("goal", "ambition", 13)):
        register.add("deals", deal_id=deal, buyer_party_id="lab-c", seller_party_id="vendor")
        register.add_terms(deal, "2026-01-01", "filing", amount, firmness=firmness)
    # at least 5 and up to 8; the vendor passes 3 of the first on
    register.add("deals", deal_id="floor", buyer_party_id="lab-d", seller_party_id="vendor")
    register.add_terms("floor", "2026-01-01", "filing", 5, value_qualifier="at_least", firmness="binding")
    register.add("deals", deal_id="ceiling", buyer_party_id="lab-d", seller_party_id="oracle")
    register.add_terms("ceiling", "2026-01-01", "filing", 8, value_qualifier="up_to", firmness="reported")
    register.add("deals", deal_id="passed-on", buyer_party_id="vendor", seller_party_id="oracle", part_of_deal_id="floor")
    register.add_terms("passed-on", "2026-01-01", "filing", 3, firmness="binding")
