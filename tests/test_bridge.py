"""From what the press adds up to what is owed: the bridge on the worked example, on small cases, and on the real register."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from orchestration.paths import Paths
from tests.tiny_register import TinyRegister, built

Connection = duckdb.DuckDBPyConnection
BN = Decimal(10**9)
TODAY = date(2026, 6, 30)


def steps(connection: Connection, party: str, day: date, side: str = "buyer", bound: str = "base") -> dict[str, Decimal | None]:
    """Amounts in billions of the steps of a party's bridge as known on a day."""
    sql = f"""
        select step, total_usd_{bound}
        from marts.commitment_bridge
        where party_id = $party and bridge_side = $side and known_from <= $day and $day < known_to
        order by step_number
    """
    found = connection.execute(sql, {"party": party, "side": side, "day": day}).fetchall()
    return {step: None if amount is None else amount / BN for step, amount in found}


def _sources(register: TinyRegister) -> None:
    for source, reliability in (("filing", "A"), ("news", "B"), ("blog", "D"), ("rumour", "E")):
        register.add("sources", source_id=source, reliability=reliability)


def _articles() -> TinyRegister:
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


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with built(_articles(), tmp_path_factory.mktemp("bridge")) as connection:
        yield connection


def test_the_careless_sum_of_the_articles_is_3619_and_their_lines_are_608(marts: Connection) -> None:
    found = steps(marts, "openai", TODAY)
    assert found["naive_press_sum"] == 3619
    taken = {step: -amount for step, amount in found.items() if amount and amount < 0}
    assert taken == {
        "superseded": 10,
        "financing": 1,
        "contained": 100,
        "envelope": 2400,
        "programme": 500,
        "not_firm": 20,  # the newer Cerebras amount is only reported
    }
    assert found["headline"] == found["non_overlapping"] == found["own_share"] == 608
    assert found["firm"] == 588
    assert found["unknown_firmness"] == 20


def test_with_the_programme_the_lines_are_608_to_1108_and_808_where_oracle_lies_inside_it(marts: Connection) -> None:
    bounds = [steps(marts, "openai", TODAY, bound=bound)["lines_and_programmes"] for bound in ("low", "base", "high")]
    assert bounds == [608, 808, 1108]


def test_before_the_second_contract_was_known_the_first_one_counted(marts: Connection) -> None:
    found = steps(marts, "openai", date(2026, 2, 1))
    assert found["headline"] == 598
    assert found["superseded"] == 0
    assert found["financing"] == 0


def test_an_envelope_is_taken_away_only_from_the_day_it_is_known_on(marts: Connection) -> None:
    assert steps(marts, "openai", date(2025, 11, 5))["envelope"] == -1000
    assert steps(marts, "openai", date(2025, 11, 6))["envelope"] == -2400


def test_the_same_figure_in_three_documents_is_one_line(marts: Connection) -> None:
    found = steps(marts, "lab-a", TODAY)
    assert found["naive_press_sum"] == 38 * 3 + 40 + 99
    assert (found["repeated"], found["other_figure"], found["weak_evidence"]) == (-76, -40, -99)
    assert found["headline"] == 38


def test_an_amount_per_year_counts_once_its_term_is_known(marts: Connection) -> None:
    before, after = steps(marts, "lab-b", date(2026, 2, 1)), steps(marts, "lab-b", TODAY)
    assert (before["naive_press_sum"], before["term_undisclosed"], before["headline"]) == (30, -30, 0)
    assert (after["naive_press_sum"], after["annual_over_term"], after["headline"]) == (30, 120, 150)


def test_rights_letters_and_goals_are_beside_and_not_in_the_headline(marts: Connection) -> None:
    found = steps(marts, "lab-c", TODAY)
    assert found["headline"] == 0
    assert (found["options"], found["letters_of_intent"], found["ambitions"]) == (7, 11, 13)


def test_a_sum_keeps_the_bounds_of_its_lines(marts: Connection) -> None:
    low, base, high = (steps(marts, "lab-d", TODAY, bound=bound) for bound in ("low", "base", "high"))
    assert (low["headline"], base["headline"], high["headline"]) == (5, 13, None)
    assert (low["firm"], base["firm"], high["firm"]) == (5, 5, None)
    assert (low["unknown_firmness"], base["unknown_firmness"], high["unknown_firmness"]) == (0, 8, 8)


def test_what_a_seller_passes_on_counts_for_both_and_once_in_the_market(marts: Connection) -> None:
    assert steps(marts, "vendor", TODAY)["headline"] == 3
    # said-often, per-year and floor are paid to the vendor
    assert steps(marts, "vendor", TODAY, side="seller")["headline"] == 38 + 150 + 5
    market = steps(marts, "all-buyers", TODAY)
    assert market["passed_through"] == -3
    assert market["headline"] == 608 + 38 + 150 + 13


def test_the_bridge_of_every_party_of_the_register_closes_on_every_date(published: Paths) -> None:
    with duckdb.connect(str(published.database), read_only=True) as connection:
        found = connection.execute(
            """
            select party_id, bridge_side, known_from, list(total_usd_base order by step_number) as amounts,
                list(step_kind order by step_number) as kinds
            from marts.commitment_bridge
            where step_kind <> 'beside'
            group by party_id, bridge_side, known_from
            """
        ).fetchall()
    assert len({(party, side) for party, side, *_ in found}) >= 70
    for party, side, day, amounts, kinds in found:
        running = Decimal(0)
        for amount, kind in zip(amounts, kinds, strict=True):
            if kind == "level" and running:
                assert abs(running - amount) < Decimal("0.01"), (party, side, day)
            running = amount if kind == "level" else running + amount


def test_the_headline_of_every_buyer_is_the_sum_of_its_lines_on_every_date(published: Paths) -> None:
    with duckdb.connect(str(published.database), read_only=True) as connection:
        wrong = connection.execute(
            """
            select bridge.party_id, bridge.known_from, bridge.total_usd_base, coalesce(sum(lines.value_usd_base), 0)
            from marts.commitment_bridge as bridge
            left join marts.commitments as lines
                on lines.buyer_party_id = bridge.party_id and lines.counts_for_buyer
                and lines.known_from <= bridge.known_from and bridge.known_from < lines.known_to
            where bridge.step = 'headline' and bridge.bridge_side = 'buyer' and bridge.party_id <> 'all-buyers'
            group by all
            having bridge.total_usd_base <> coalesce(sum(lines.value_usd_base), 0)
            """
        ).fetchall()
    assert wrong == []
