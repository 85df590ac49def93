"""What the marts say of hand-made, generated and real registers, from the raw files through the gate and all models."""

import bisect
import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.tiny_register import DBT_PROJECT, REGISTER, TinyRegister, built

Connection = duckdb.DuckDBPyConnection
Row = tuple[object, ...]
BN = Decimal(10**9)
OPEN = date(9999, 12, 31)
IN_FORCE = "known_from <= $day and $day < known_to"


def rows(connection: Connection, sql: str, **parameters: object) -> list[Row]:
    """Rows of a query, with the parameters that it names."""
    return connection.execute(sql, parameters).fetchall()


def lines_of(connection: Connection, day: date, buyer: str) -> dict[str, Decimal]:
    """Base amounts of the lines that count on a day for a buyer, by deal."""
    sql = f"select deal_id, value_usd_base from marts.commitments where {IN_FORCE} and counts_as_line and buyer_party_id = $buyer"
    return dict(rows(connection, sql, day=day, buyer=buyer))


def reasons_on(connection: Connection, day: date) -> dict[str, str | None]:
    """Why each known deal is not counted on a day, None where it is."""
    return dict(rows(connection, f"select deal_id, not_counted_reason from marts.commitments where {IN_FORCE}", day=day))


def concentration_on(connection: Connection, day: date, buyer: str, weight: str = "value_usd") -> Row:
    """Total, index and largest share by seller on a day."""
    sql = f"""
        select total_usd, hhi, top_1_share, top_1_name, vendors
        from marts.vendor_concentration
        where {IN_FORCE} and buyer_party_id = $buyer and dimension = 'seller' and weight = $weight
    """
    (row,) = rows(connection, sql, day=day, buyer=buyer, weight=weight)
    return row


# --- the worked example -------------------------------------------------------------------------------------------


def _article_register() -> TinyRegister:
    """The four lines of the worked example with everything around them that must not be added to them."""
    register = TinyRegister()
    for party in ("openai", "oracle", "microsoft", "amazon", "cerebras", "nvidia", "coreweave", "softbank"):
        register.add("parties", party_id=party)
    register.add("parties", party_id="aws", parent_party_id="amazon")
    for source, reliability, published_on in (
        ("filing", "A", None), ("news", "B", None), ("blog", "D", None), ("rumour", "E", None), ("late-filing", "A", "2026-03-10"),
    ):  # fmt: skip
        register.add("sources", source_id=source, reliability=reliability, published_on=published_on)

    register.add("deals", deal_id="stargate", deal_type="joint_programme", seller_party_id="softbank")
    register.add_terms("stargate", "2025-01-21", "news", 500, firmness="ambition", credibility=2)
    register.add("deals", deal_id="stargate-initial", deal_type="joint_programme", seller_party_id="softbank", part_of_deal_id="stargate")
    register.add_terms("stargate-initial", "2025-01-21", "news", 100, firmness="binding", credibility=2)
    register.add("deals", deal_id="oracle", seller_party_id="oracle", part_of_deal_id="stargate")
    register.add_terms("oracle", "2025-07-22", "news", 30, value_period="per_year", firmness="reported")
    register.add_terms("oracle", "2025-09-10", "filing", 300, term_months=60, firmness="binding")
    register.add("deals", deal_id="microsoft", seller_party_id="microsoft")
    register.add_terms("microsoft", "2025-10-28", "filing", 250, firmness="binding")
    register.add("deals", deal_id="aws", seller_party_id="aws")
    for source in ("filing", "news", "blog"):
        register.add_terms("aws", "2025-11-03", source, 38, term_months=84, firmness="binding", credibility=2)
    register.add("deals", deal_id="cerebras", seller_party_id="cerebras")
    register.add_terms("cerebras", "2026-01-14", "news", 10, value_qualifier="at_least")
    register.add("deals", deal_id="cerebras-mra", seller_party_id="cerebras", supersedes_deal_id="cerebras")
    register.add_terms("cerebras-mra", "2026-04-17", "news", 20, value_qualifier="at_least", firmness="reported", credibility=2)
    register.add_terms("cerebras-mra", "2026-04-30", "blog", 30, value_qualifier="up_to", firmness="binding", credibility=4)
    register.add_terms("cerebras-mra", "2026-04-30", "rumour", 99, credibility=1, firmness="take_or_pay")
    register.add("deals", deal_id="nvidia-letter", seller_party_id="nvidia", deal_type="chip_supply")
    register.add_terms("nvidia-letter", "2025-09-22", "filing", 100, value_qualifier="up_to", firmness="letter_of_intent")
    register.add_terms("nvidia-letter", "2026-02-20", "news", 100, firmness="reported")
    register.add("deals", deal_id="oracle-nvidia", buyer_party_id="oracle", seller_party_id="nvidia", deal_type="chip_supply",
                 part_of_deal_id="oracle")  # fmt: skip
    register.add_terms("oracle-nvidia", "2025-05-23", "news", 40)

    stated = {"stated_on": "2026-01-14", "source_id": "filing", "statement": "Stated."}
    register.add("financing", financing_id="loan", instrument="debt", from_party_id="openai", to_party_id="cerebras", amount_usd_bn=1,
                 amount_qualifier="exact", firmness="binding", linked_deal_id="cerebras", **stated)  # fmt: skip
    for total, amount in (("plan", 1400), ("deals-of-2025", 1000)):
        register.add(
            "stated_totals", total_id=total, party_id="openai", label="Total", value_usd_bn=amount, value_qualifier="exact", **stated
        )
    _add_coreweave(register)
    _add_late_filing(register)
    _add_replacements(register)
    _add_phase(register)
    return register


def _add_coreweave(register: TinyRegister) -> None:
    """Another buyer's deal that grows by two parts before its total is stated."""
    register.add("parties", party_id="lab-two")
    for deal, whole in (("total", None), ("march", "total"), ("may", "total"), ("september", "total")):
        register.add("deals", deal_id=deal, buyer_party_id="lab-two", seller_party_id="coreweave", part_of_deal_id=whole)
    register.add_terms("march", "2025-03-11", "news", "11.9")
    register.add_terms("may", "2025-05-31", "news", 4)
    register.add_terms("total", "2025-06-30", "news", firmness="binding")
    register.add_terms("september", "2025-09-25", "news", "6.5", value_qualifier="up_to")
    register.add_terms("total", "2025-09-25", "news", "22.4", value_qualifier="up_to")


def _add_late_filing(register: TinyRegister) -> None:
    """A deal whose better statement is about January and was published in March, and one that has ended."""
    register.add("parties", party_id="lab-three")
    register.add("deals", deal_id="late", buyer_party_id="lab-three", seller_party_id="oracle")
    register.add_terms("late", "2026-02-01", "blog", 5, credibility=2)
    register.add_terms("late", "2026-01-05", "late-filing", 7)
    register.add("deals", deal_id="over", buyer_party_id="lab-three", seller_party_id="aws")
    register.add_terms("over", "2025-01-01", "filing", 3, ends_on="2025-12-31", ends_precision="year")


def _add_replacements(register: TinyRegister) -> None:
    """A deal replaced twice whose second version is found last, and a whole with a part that is replaced."""
    register.add("parties", party_id="lab-four")
    for deal, old in (("first", None), ("second", "first"), ("third", "second")):
        register.add("deals", deal_id=deal, buyer_party_id="lab-four", seller_party_id="aws", supersedes_deal_id=old)
    register.add_terms("first", "2026-07-01", "news", 10)
    register.add_terms("third", "2026-08-01", "news", 30)
    register.add_terms("second", "2026-09-01", "news", 20)
    register.add("parties", party_id="lab-five")
    register.add("deals", deal_id="whole", buyer_party_id="lab-five", seller_party_id="aws")
    register.add("deals", deal_id="lot", buyer_party_id="lab-five", seller_party_id="aws", part_of_deal_id="whole")
    register.add("deals", deal_id="new-whole", buyer_party_id="lab-five", seller_party_id="aws", supersedes_deal_id="whole")
    register.add_terms("whole", "2026-07-01", "news", 100)
    register.add_terms("lot", "2026-07-01", "news", 20)
    register.add_terms("new-whole", "2026-08-01", "news", 120)


def _add_phase(register: TinyRegister) -> None:
    """A phase that slips by half a year and is energized inside the half that was last stated."""
    register.add("sites", site_id="campus", developer_party_id="oracle")
    register.add("site_phases", phase_id="phase", site_id="campus", capacity_mw=103, stated_on="2025-05-01", source_id="news")
    for stated_on, status, occurs_on, precision in (
        ("2025-06-01", "planned", "2026-06-30", "half"), ("2026-02-01", "delayed", "2026-12-31", "half"),
        ("2026-09-02", "achieved", "2026-09-01", "day"), ("2026-10-01", "planned", "2027-12-31", "year"),
    ):  # fmt: skip
        register.add("milestones", phase_id="phase", status=status, occurs_on=occurs_on, precision=precision, stated_on=stated_on,
                     source_id="news")  # fmt: skip


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The marts of the worked example."""
    with built(_article_register(), tmp_path_factory.mktemp("article")) as connection:
        yield connection


def test_four_lines_are_608_billion_as_known_in_may(article: Connection) -> None:
    lines = lines_of(article, date(2026, 5, 1), "openai")
    assert lines == {"oracle": 300 * BN, "microsoft": 250 * BN, "aws": 38 * BN, "cerebras-mra": 20 * BN}
    assert str(sum(lines.values())) == "608000000000.00"


def test_four_lines_are_598_billion_as_known_in_february(article: Connection) -> None:
    lines = lines_of(article, date(2026, 2, 1), "openai")
    assert lines == {"oracle": 300 * BN, "microsoft": 250 * BN, "aws": 38 * BN, "cerebras": 10 * BN}
    assert str(sum(lines.values())) == "598000000000.00"


@pytest.mark.parametrize(
    ("day", "total", "hhi", "share"),
    [(date(2026, 5, 1), "608000000000.00", 4175, 0.4934), (date(2026, 2, 1), "598000000000.00", 4308, 0.5017)],
)
def test_concentration_has_the_documented_index(article: Connection, day: date, total: str, hhi: int, share: float) -> None:
    found_total, found_hhi, found_share, name, vendors = concentration_on(article, day, "openai")
    assert (str(found_total), round(found_hhi), round(found_share, 4), name, vendors) == (total, hhi, share, "oracle", 4)


def test_firm_concentration_leaves_out_what_is_only_reported(article: Connection) -> None:
    total, hhi, _, _, vendors = concentration_on(article, date(2026, 5, 1), "openai", "value_usd_firm")
    # Oracle 300, Microsoft 250, AWS 38: Cerebras is binding by a weak source only
    assert (total, vendors, round(hhi)) == (588 * BN, 3, round(10000 * (300**2 + 250**2 + 38**2) / 588**2))


def test_distractors_are_in_the_register_and_in_no_line(article: Connection) -> None:
    assert rows(article, "select sum(amount_usd) from staging.stg_register__financing")[0][0] == BN
    assert rows(article, "select sum(value_usd) from staging.stg_register__stated_totals")[0][0] == 2400 * BN
    reasons = reasons_on(article, date(2026, 5, 1))
    assert {deal: reason for deal, reason in reasons.items() if reason} == {
        "stargate": "programme", "stargate-initial": "programme", "nvidia-letter": "letter_of_intent", "cerebras": "superseded",
        "oracle-nvidia": "passed_through", "march": "contained", "may": "contained", "september": "contained", "over": "ended",
    }  # fmt: skip


def test_amount_per_year_counts_from_the_day_the_term_is_known(article: Connection) -> None:
    sql = "select not_counted_reason, value_usd_base from marts.commitments where deal_id = 'oracle' order by known_from"
    assert rows(article, sql) == [("term_undisclosed", None), (None, 300 * BN)]


def test_passed_through_line_counts_for_its_buyer_and_not_over_all_buyers(article: Connection) -> None:
    day = date(2026, 5, 1)
    assert concentration_on(article, day, "oracle")[0] == 40 * BN
    (everyone,) = rows(article, f"select sum(value_usd_base) from marts.commitments where {IN_FORCE} and counts_as_line", day=day)[0]
    assert everyone == concentration_on(article, day, "all-buyers")[0] == Decimal("637.4") * BN  # 608 + 22.4 + 7
    # before the deal that it passes through was known, the line stood by itself
    assert reasons_on(article, date(2025, 6, 1))["oracle-nvidia"] is None


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (date(2025, 3, 10), {}),
        (date(2025, 3, 11), {"march": "11.9"}),
        (date(2025, 7, 1), {"march": "11.9", "may": "4"}),
        (date(2025, 9, 24), {"march": "11.9", "may": "4"}),
        (date(2025, 9, 25), {"total": "22.4"}),
    ],
)
def test_growing_deal_counts_its_parts_and_then_its_total(article: Connection, day: date, lines: dict[str, str]) -> None:
    assert lines_of(article, day, "lab-two") == {deal: Decimal(amount) * BN for deal, amount in lines.items()}


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (date(2025, 12, 31), {"over": 3}),
        (date(2026, 1, 1), {}),
        (date(2026, 1, 5), {}),
        (date(2026, 2, 1), {"late": 5}),
        (date(2026, 3, 9), {"late": 5}),
        (date(2026, 3, 10), {"late": 7}),
    ],
)
def test_statement_counts_from_its_publication_and_a_deal_to_its_end(article: Connection, day: date, lines: dict[str, int]) -> None:
    assert lines_of(article, day, "lab-three") == {deal: amount * BN for deal, amount in lines.items()}


@pytest.mark.parametrize(
    ("day", "lines"),
    [(date(2026, 7, 1), {"first": 10}), (date(2026, 8, 1), {"third": 30}), (date(2026, 9, 1), {"third": 30})],
)
def test_replaced_deal_does_not_count_beside_the_successor_of_its_successor(article: Connection, day: date, lines: dict[str, int]) -> None:
    assert lines_of(article, day, "lab-four") == {deal: amount * BN for deal, amount in lines.items()}


@pytest.mark.parametrize(("day", "lines"), [(date(2026, 7, 1), {"whole": 100}), (date(2026, 8, 1), {"new-whole": 120})])
def test_part_of_a_replaced_whole_does_not_count_beside_the_new_whole(article: Connection, day: date, lines: dict[str, int]) -> None:
    assert lines_of(article, day, "lab-five") == {deal: amount * BN for deal, amount in lines.items()}


def test_schedule_keeps_the_first_date_and_what_has_been_achieved(article: Connection) -> None:
    sql = """
        select min(known_from), status, energization_date, achieved_date, days_slipped
        from marts.energization_schedule where phase_id = 'phase' group by all order by 1
    """
    assert rows(article, sql) == [
        (date(2025, 5, 1), "unknown", None, None, None),
        (date(2025, 6, 1), "planned", date(2026, 6, 30), None, 0),
        (date(2026, 2, 1), "delayed", date(2026, 12, 31), None, 184),
        (date(2026, 9, 2), "achieved", date(2026, 12, 31), date(2026, 9, 1), 63),
        (date(2026, 10, 1), "achieved", date(2027, 12, 31), date(2026, 9, 1), 63),
    ]


def test_statements_that_no_source_vouches_for_decide_nothing(article: Connection) -> None:
    for mart in ("commitments", "energization_schedule"):
        assert rows(article, f"select count(*) from marts.{mart}")[0][0] > 0
    assert rows(article, "select count(*) from marts.commitments where deal_id = 'filler'") == [(0,)]
    assert rows(article, "select count(*) from marts.energization_schedule where phase_id = 'filler'") == [(0,)]
    assert rows(article, "select count(*) from marts.statements where source_id = 'filler'") == [(12,)]


# --- what was known on a day depends on nothing that became known later ---------------------------------------------

FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 6, 30)
SEED = 20260501
PARTIES = [f"party-{number}" for number in range(8)]
PERIODS = {"day": "2026-02-17", "month": "2025-11-30", "quarter": "2026-03-31", "half": "2026-06-30", "year": "2025-12-31"}


def _some_day(chance: random.Random) -> str:
    return (FIRST_DAY + timedelta(chance.randrange((LAST_DAY - FIRST_DAY).days + 1))).isoformat()


def _generated_register(seed: int) -> TinyRegister:
    """About 40 deals and 12 phases of 6 statements each: parts of parts, replacements, ends, late and weak sources."""
    chance = random.Random(seed)
    register = TinyRegister()
    for number, party in enumerate(PARTIES):
        register.add(
            "parties", party_id=party, parent_party_id=PARTIES[0] if number == 7 else None, country_code=chance.choice(["US", None])
        )
    sources = [f"source-{number}" for number in range(40)]
    for source in sources:
        published = _some_day(chance) if chance.random() < 0.5 else None
        register.add("sources", source_id=source, reliability=chance.choice("ABBCCCDDEF"), published_on=published)
    _add_deals(register, chance, sources)
    _add_phases(register, chance, sources)
    return register


def _add_deals(register: TinyRegister, chance: random.Random, sources: list[str]) -> None:
    whole_of: dict[str, str] = {}
    replaced: set[str] = set()
    deals: list[str] = []
    for number in range(40):
        deal = f"deal-{number}"
        buyer, seller = chance.choice(PARTIES[:3]), chance.choice(PARTIES[3:])
        shallow = [other for other in deals if whole_of.get(whole_of.get(other, ""), "") not in whole_of]
        whole = chance.choice(shallow) if shallow and chance.random() < 0.5 else None
        free = [other for other in deals if other not in replaced and other != whole]
        old = chance.choice(free) if free and chance.random() < 0.25 else None
        if whole:
            whole_of[deal] = whole
        if old:
            replaced.add(old)
        deals.append(deal)
        kind = "joint_programme" if chance.random() < 0.1 else chance.choice(["cloud_capacity", "chip_supply", "datacenter_lease"])
        register.add("deals", deal_id=deal, buyer_party_id=buyer, seller_party_id=seller, deal_type=kind, part_of_deal_id=whole,
                     supersedes_deal_id=old)  # fmt: skip
        for source in chance.sample(sources, 6):
            _add_generated_terms(register, chance, deal, source)


def _add_generated_terms(register: TinyRegister, chance: random.Random, deal: str, source: str) -> None:
    cells: dict[str, object] = {
        "firmness": chance.choice(["take_or_pay", "binding", "binding", "reported", "reported", "option", "letter_of_intent"]),
        "credibility": chance.choice([1, 2, 2, 3, 3, 4, 5, 6]),
    }
    if chance.random() < 0.7:
        cells["value_usd_bn"] = Decimal(chance.randrange(0, 400_000)) / 1000
        cells["value_qualifier"] = chance.choice(["exact", "approximately", "at_least", "up_to"])
        cells["value_period"] = chance.choice(["total", "total", "per_year"])
    if chance.random() < 0.4:
        cells["term_months"] = chance.randrange(1, 121)
    if chance.random() < 0.2:
        cells["ends_precision"], cells["ends_on"] = chance.choice(list(PERIODS.items()))
    if chance.random() < 0.3:
        cells["capacity_mw"], cells["capacity_qualifier"] = chance.randrange(1, 5000), "exact"
    register.add_terms(deal, _some_day(chance), source, **cells)


def _add_phases(register: TinyRegister, chance: random.Random, sources: list[str]) -> None:
    register.add("sources", source_id="first-source")
    register.add("sites", site_id="site", developer_party_id=PARTIES[0])
    for number in range(12):
        phase = f"phase-{number}"
        register.add("site_phases", phase_id=phase, site_id="site", stated_on="2024-12-31", source_id="first-source")
        for source in chance.sample(sources, 3):
            register.add("site_phases", phase_id=phase, site_id="site", capacity_mw=chance.randrange(1, 999), stated_on=_some_day(chance),
                         source_id=source)  # fmt: skip
        for source in chance.sample(sources, 6):
            status = chance.choice(["planned", "planned", "delayed", "achieved", "cancelled"])
            stated_on = _some_day(chance)
            precision, occurs_on = chance.choice([*PERIODS.items(), (None, None)])
            if status == "achieved" and occurs_on:
                precision, occurs_on = "day", stated_on
            register.add("milestones", phase_id=phase, status=status, occurs_on=occurs_on, precision=precision, stated_on=stated_on,
                         source_id=source)  # fmt: skip


HISTORIES = (
    "marts.commitments", "marts.energization_schedule", "marts.vendor_concentration", "core.fct_resolved_attribute",
    "marts.commitment_mentions", "marts.commitment_bridge", "marts.commitment_run_off", "marts.commitment_maturity",
    "marts.commitment_coverage", "marts.commitment_statements", "marts.deal_clauses", "marts.claim_conflicts",
    "marts.vendor_share_lines", "marts.vendor_shares", "marts.vendor_outage", "marts.money_flows", "marts.circular_exposure",
    "marts.customer_concentration",
)  # fmt: skip
IN_FORCE_COLUMNS = (
    "deal_id, firmness, value_usd_low, value_usd_base, value_usd_high, status, counts_as_line, counts_for_buyer, not_counted_reason"
)


def _history(connection: Connection, table: str, day: date) -> list[Row]:
    """Every row of a table up to a day; how long the last ones hold after it is left out."""
    sql = f"select * replace (least(known_to, $day + 1) as known_to) from {table} where known_from <= $day order by all"
    return rows(connection, sql, day=day)


def _in_force(connection: Connection, day: date) -> list[Row]:
    return rows(connection, f"select {IN_FORCE_COLUMNS} from marts.commitments where {IN_FORCE} order by all", day=day)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TinyRegister, Connection]]:
    """A generated register and its marts."""
    register = _generated_register(SEED)
    with built(register, tmp_path_factory.mktemp("generated")) as connection:
        yield register, connection


def test_generated_register_has_every_case(generated: tuple[TinyRegister, Connection]) -> None:
    """Locks out a generator that makes the next test empty."""
    _, connection = generated
    found = {reason for (reason,) in rows(connection, "select distinct not_counted_reason from marts.commitments")}
    assert found >= {
        None, "superseded", "ended", "programme", "letter_of_intent", "option", "value_undisclosed", "term_undisclosed", "contained",
        "passed_through",
    }  # fmt: skip
    statuses = {status for (status,) in rows(connection, "select distinct status from marts.energization_schedule")}
    assert statuses >= {"planned", "delayed", "achieved", "cancelled", "unknown"}
    assert rows(connection, "select count(distinct known_from) from marts.commitments")[0][0] > 60
    assert rows(connection, "select count(*) from core.fct_statement where known_on > stated_on")[0][0] > 50


@pytest.mark.parametrize("day", sorted(random.Random(SEED).sample([FIRST_DAY + timedelta(days) for days in range(60, 500)], 3)))
def test_later_statements_change_nothing_that_was_known(generated: tuple[TinyRegister, Connection], day: date, tmp_path: Path) -> None:
    register, whole = generated
    earlier = register.as_known_on(day)
    assert len(earlier.rows["deal_terms"]) < len(register.rows["deal_terms"])
    with built(earlier, tmp_path) as connection:
        assert _in_force(connection, day) == _in_force(whole, day)
        for table in HISTORIES:
            assert _history(connection, table, day) == _history(whole, table, day), table


def test_deal_and_those_that_replace_it_never_count_together(generated: tuple[TinyRegister, Connection]) -> None:
    _, connection = generated
    sql = """
        with recursive replaces as (
            select deal_id, supersedes_deal_id as old_deal_id from core.dim_deal where supersedes_deal_id is not null
            union
            select replaces.deal_id, deals.supersedes_deal_id
            from replaces
            inner join core.dim_deal as deals on replaces.old_deal_id = deals.deal_id
            where deals.supersedes_deal_id is not null
        )
        select old.deal_id, new.deal_id, greatest(old.known_from, new.known_from) as known_from
        from replaces
        inner join marts.commitments as old on replaces.old_deal_id = old.deal_id and old.counts_for_buyer
        inner join marts.commitments as new
            on replaces.deal_id = new.deal_id and new.counts_for_buyer
            and old.known_from < new.known_to and new.known_from < old.known_to
        order by all
    """
    assert rows(connection, sql) == []


# --- the real register ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The marts of raw/register."""
    with built(REGISTER, tmp_path_factory.mktemp("real")) as connection:
        yield connection


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _reference() -> dict[tuple[str, str], list[tuple[date, tuple[object, ...], str]]]:
    """Usable claims of the register by deal and attribute: the day known, the place in the order, the statement.

    Made from the raw files and the seeds by the documented order, without looking at any model.
    """
    grades = {(r["reliability"], r["credibility"]): int(r["evidence_grade"]) for r in
              _read_csv(DBT_PROJECT / "seeds" / "evidence_grades.csv")}  # fmt: skip
    excluded = {(r["statement_id"], r["attribute"]) for r in _read_csv(DBT_PROJECT / "seeds" / "statement_exclusions.csv")}
    sources = {r["source_id"]: r for r in _read_csv(REGISTER / "sources.csv")}
    claims: dict[tuple[str, str], list[tuple[date, tuple[object, ...], str]]] = {}
    for row in _read_csv(REGISTER / "deal_terms.csv"):
        source = sources[row["source_id"]]
        statement = f"deal_terms/{row['deal_id']}/{row['stated_on']}/{row['source_id']}"
        known_on = date.fromisoformat(max(row["stated_on"], source["published_on"]))
        grade = grades[source["reliability"], row["credibility"]]
        spoken = {"firmness": 2 if row["firmness"] == "reported" else 1}
        if row["value_usd_bn"] and row["value_period"] == "total":
            spoken["value"] = 1
        for attribute, preference in spoken.items():
            if grade < 5 and (statement, attribute) not in excluded:
                place = (
                    grade > 3,
                    preference,
                    grade,
                    -known_on.toordinal(),
                    int(row["credibility"]),
                    source["reliability"],
                    statement,
                )
                claims.setdefault((row["deal_id"], attribute), []).append((known_on, place, statement))
    return claims


def _winners(claims: dict[tuple[str, str], list[tuple[date, tuple[object, ...], str]]], day: date) -> set[tuple[str, str, str]]:
    known = {key: [claim for claim in all_of_key if claim[0] <= day] for key, all_of_key in claims.items()}
    return {(*key, min(some, key=lambda claim: claim[1])[2]) for key, some in known.items() if some}


def test_winners_of_the_register_are_those_of_the_documented_order(real: Connection) -> None:
    claims = _reference()
    known = sorted({claim[0] for some in claims.values() for claim in some})
    days = random.Random(SEED).sample([known[0] + timedelta(n) for n in range((known[-1] - known[0]).days + 30)], 50)
    sql = f"""
        select entity_id, attribute, statement_id from core.fct_resolved_attribute
        where entity_kind = 'deal' and attribute in ('firmness', 'value') and {IN_FORCE}
    """
    for day in days:
        assert set(rows(real, sql, day=day)) == _winners(claims, day), day
    assert len({bisect.bisect(known, day) for day in days}) > 25, "the days lie between too few statements"


def test_every_change_of_a_winner_is_a_change(real: Connection) -> None:
    """On every day on which a claim becomes known, not only on the sampled ones, for the deals with most statements."""
    claims = {key: some for key, some in _reference().items() if len(some) >= 8}
    assert len(claims) > 5
    for (deal, attribute), some in claims.items():
        expected: list[tuple[date, str]] = []
        for day in sorted({claim[0] for claim in some}):
            winner = min((claim for claim in some if claim[0] <= day), key=lambda claim: claim[1])[2]
            if not expected or expected[-1][1] != winner:
                expected.append((day, winner))
        sql = """
            select known_from, statement_id from core.fct_resolved_attribute
            where entity_kind = 'deal' and entity_id = $deal and attribute = $attribute order by known_from
        """
        assert rows(real, sql, deal=deal, attribute=attribute) == expected, (deal, attribute)


@pytest.mark.parametrize(
    ("day", "deal", "low", "status"),
    [
        (date(2026, 2, 1), "openai-cerebras-2026", 10, "active"),
        (date(2026, 5, 1), "openai-cerebras-2026-mra", 20, "active"),
        (date(2026, 5, 1), "openai-cerebras-2026", 10, "superseded"),
    ],
)
def test_cerebras_is_an_open_floor_of_its_version(real: Connection, day: date, deal: str, low: int, status: str) -> None:
    sql = f"""
        select value_usd_low, value_usd_high, status, counts_as_line from marts.commitments
        where deal_id = $deal and {IN_FORCE}
    """
    assert rows(real, sql, day=day, deal=deal) == [(low * BN, None, status, status == "active")]


def _sums(connection: Connection, deals: str) -> list[tuple[date, Decimal]]:
    """What the deals of OpenAI whose id is like `deals` add up to, on every day on which that changes."""
    sql = """
        with chosen as (select * from marts.commitments where buyer_party_id = 'openai' and deal_id like $deals),
        days as (select distinct known_from as day from chosen)
        select days.day, coalesce(sum(chosen.value_usd_base), 0)
        from days
        left join chosen on chosen.counts_for_buyer and chosen.known_from <= days.day and days.day < chosen.known_to
        group by days.day order by days.day
    """
    changes: list[tuple[date, Decimal]] = []
    for day, amount in rows(connection, sql, deals=deals):
        if not changes or changes[-1][1] != amount:
            changes.append((day, amount))
    return changes


def test_cerebras_is_ten_and_then_twenty_and_never_thirty(real: Connection) -> None:
    assert [amount / BN for _, amount in _sums(real, "openai-cerebras-%") if amount] == [10, 20]


def test_coreweave_counts_once_on_every_day(real: Connection) -> None:
    sums = [(day, amount / BN) for day, amount in _sums(real, "openai-coreweave-%") if amount]
    assert sums == [
        (date(2025, 3, 11), Decimal("11.9")),
        (date(2025, 5, 31), Decimal("15.9")),
        (date(2025, 9, 25), Decimal("22.4")),
    ]


def test_letter_of_intent_with_nvidia_counts_on_no_day(real: Connection) -> None:
    sql = """
        select count(*), count(*) filter (where counts_as_line or counts_for_buyer) from marts.commitments
        where deal_id = 'openai-nvidia-2025'
    """
    ((known, counted),) = rows(real, sql)
    assert (known > 0, counted) == (True, 0)
    assert reasons_on(real, date(2025, 10, 1))["openai-nvidia-2025"] == "letter_of_intent"
    assert reasons_on(real, date(2026, 2, 21))["openai-nvidia-2025"] == "letter_of_intent"
    assert reasons_on(real, date(2026, 5, 1))["openai-nvidia-2025"] == "superseded"
