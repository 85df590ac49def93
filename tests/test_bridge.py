"""From what the press adds up to what is owed: the bridge on the worked example, on small cases, and on the real register."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from orchestration.paths import Paths
from tests.article_register import article_register
from tests.tiny_register import built

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


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with built(article_register(), tmp_path_factory.mktemp("bridge")) as connection:
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
