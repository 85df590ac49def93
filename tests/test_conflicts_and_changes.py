"""Who disagrees, what changed, what was added, how firm it is: the traps of the domain on hand-made registers.

The names C-01 and so on are those of the domain model. Labels of `statement_exclusions.csv` are written for statements of
the real register, so the deals that need one carry its ids.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from contracts_schema import vocabulary as words
from tests.test_resolution import SEED, _generated_register
from tests.tiny_register import REGISTER, TinyRegister, built

Connection = duckdb.DuckDBPyConnection
Row = tuple[object, ...]
BN = Decimal(10**9)
OPEN = date(9999, 12, 31)
IN_FORCE = "known_from <= $day and $day < known_to"
CIPHER = "fluidstack-cipher-2025-barber-lake"
HYPERION = "meta-blue-owl-2025-hyperion"


def rows(connection: Connection, sql: str, **parameters: object) -> list[Row]:
    """Rows of a query, with the parameters that it names."""
    return connection.execute(sql, parameters).fetchall()


def changes(connection: Connection, entity: str, *kinds: str) -> list[Row]:
    """Day, kind, attribute, old and new value, change in billions of each change of a deal or phase, of some kinds or all."""
    sql = f"""
        select known_on, change_kind, attribute, old_value, new_value, delta_usd / {BN}
        from marts.change_feed
        where entity_id = $entity and (len($kinds) = 0 or list_contains($kinds, change_kind))
        order by known_on, change_kind, attribute
    """
    found = rows(connection, sql, entity=entity, kinds=list(kinds))
    return [(*row[:5], None if row[5] is None else Decimal(str(row[5])).normalize()) for row in found]


def usd(billions: str | int) -> str:
    """An amount in billions as the feed and the claims spell it."""
    return f"{Decimal(billions) * BN:.2f}"


def amounts(connection: Connection, deal: str) -> list[Row]:
    """Start, low, base and high in billions, what was added, of each row of a deal."""
    sql = """
        select known_from, value_usd_low, value_usd_base, value_usd_high, increments_usd, increment_count
        from marts.commitments where deal_id = $deal order by known_from
    """
    found = rows(connection, sql, deal=deal)
    return [(row[0], *(None if n is None else (n / BN).normalize() for n in row[1:5]), row[5]) for row in found]  # type: ignore[operator]


def _register_of_traps() -> TinyRegister:
    register = TinyRegister()
    for party in (
        "openai", "meta", "microsoft", "cerebras", "aws", "nvidia", "oracle", "crusoe", "softbank", "fluidstack", "cipher", "blue-owl",
    ):  # fmt: skip
        register.add("parties", party_id=party)
    for source, reliability, kind in (
        ("filing", "A", "filing"), ("news", "B", "news"), ("more-news", "B", "news"), ("blog", "D", "analysis"),
        ("analyst", "A", "analysis"), ("beyondspx-20251120-cipher", "B", "analysis"), ("stocktitan-20251021-meta-hyperion", "B", "news"),
    ):  # fmt: skip
        register.add("sources", source_id=source, reliability=reliability, source_type=kind)
    register.add("sources", source_id="copy", reliability="B", origin_source_id="news")
    _add_cerebras_and_aws(register)
    _add_letter_and_envelope(register)
    _add_abilene(register)
    _add_increment_and_project(register)
    return register


def _add_cerebras_and_aws(register: TinyRegister) -> None:
    register.add("deals", deal_id="cerebras", seller_party_id="cerebras")
    register.add_terms("cerebras", "2026-01-14", "news", 10, value_qualifier="at_least")
    register.add("deals", deal_id="cerebras-mra", seller_party_id="cerebras", supersedes_deal_id="cerebras")
    register.add_terms("cerebras-mra", "2026-04-17", "news", 20, value_qualifier="at_least", firmness="reported")
    register.add_terms("cerebras-mra", "2026-04-30", "blog", 30, value_qualifier="up_to", credibility=3)
    register.add("deals", deal_id="aws", seller_party_id="aws")
    for source in ("filing", "news", "copy"):
        register.add_terms("aws", "2025-11-03", source, 38, term_months=84)
    register.add("deals", deal_id="aws-expansion", seller_party_id="aws")
    register.add_terms("aws-expansion", "2026-02-27", "news", 100, term_months=96)


def _add_letter_and_envelope(register: TinyRegister) -> None:
    register.add("deals", deal_id="nvidia-letter", seller_party_id="nvidia", deal_type="chip_supply")
    register.add_terms("nvidia-letter", "2025-09-22", "filing", 100, value_qualifier="up_to", firmness="letter_of_intent")
    register.add("deals", deal_id="plan", seller_party_id="softbank", deal_type="joint_programme")
    register.add_terms("plan", "2025-11-06", "news", 1400, term_months=96, firmness="ambition")
    register.add_terms("plan", "2026-02-20", "news", 600, term_months=60, firmness="ambition")


def _add_abilene(register: TinyRegister) -> None:
    register.add("deals", deal_id="expansion", seller_party_id="oracle")
    register.add_terms("expansion", "2025-09-24", "news", firmness="option", capacity_mw=600, capacity_qualifier="exact")
    register.add("deals", deal_id="taken-over", buyer_party_id="microsoft", seller_party_id="crusoe", deal_type="datacenter_lease",
                 supersedes_deal_id="expansion")  # fmt: skip
    register.add_terms("taken-over", "2026-03-24", "news", capacity_mw=700, capacity_qualifier="approximately")


def _add_increment_and_project(register: TinyRegister) -> None:
    register.add("deals", deal_id=CIPHER, buyer_party_id="fluidstack", seller_party_id="cipher", deal_type="colocation")
    register.add_terms(CIPHER, "2025-09-25", "news", 3, value_qualifier="approximately")
    register.add_terms(CIPHER, "2025-11-20", "beyondspx-20251120-cipher", "0.83", value_qualifier="approximately")
    register.add_terms(CIPHER, "2026-03-01", "filing", 4)
    register.add("deals", deal_id="campus", buyer_party_id="meta", seller_party_id="blue-owl", deal_type="joint_programme")
    register.add_terms("campus", "2024-12-04", "news", 10, firmness="ambition")
    register.add_terms("campus", "2025-10-21", "news", 27, firmness="ambition")
    register.add("deals", deal_id=HYPERION, buyer_party_id="meta", seller_party_id="blue-owl", deal_type="datacenter_lease")
    register.add_terms(HYPERION, "2025-10-20", "news", 16)
    register.add_terms(HYPERION, "2025-10-21", "stocktitan-20251021-meta-hyperion", 27)


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The marts of the traps."""
    with built(_register_of_traps(), tmp_path_factory.mktemp("traps")) as connection:
        yield connection


# --- traps ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "base"), [(date(2026, 2, 1), 10), (date(2026, 5, 1), 20)])
def test_c01_newer_contract_replaces_the_older_one(traps: Connection, day: date, base: int) -> None:
    sql = f"""
        select sum(value_usd_base), sum(value_usd_low), count(*), count(value_usd_high) from marts.commitments
        where {IN_FORCE} and counts_as_line and seller_party_id = 'cerebras'
    """
    assert rows(traps, sql, day=day) == [(base * BN, base * BN, 1, 0)]


def test_c01_replacement_is_told_as_ten_billion_more(traps: Connection) -> None:
    assert changes(traps, "cerebras") == [
        (date(2026, 1, 14), "new", "value", None, usd(10), 10),
        (date(2026, 4, 17), "superseded", "status", "active", "superseded", None),
    ]
    assert changes(traps, "cerebras-mra", "new", "upsized") == [
        (date(2026, 4, 17), "new", "value", None, usd(20), None),
        (date(2026, 4, 17), "upsized", "replaced_value", usd(10), usd(20), 10),
    ]


def test_c07_same_amount_in_three_documents_is_one_line(traps: Connection) -> None:
    sql = """
        select count(*), min(value_usd_base), max(value_document_count), max(value_origin_count) from marts.commitments
        where deal_id = 'aws' and counts_as_line and known_from < '2030-01-01'
    """
    assert rows(traps, sql) == [(1, 38 * BN, 3, 2)]
    assert rows(traps, "select count(*) from marts.claim_conflicts where entity_id = 'aws'") == [(0,)]


def test_c09_increment_is_added_and_replacement_is_not(traps: Connection) -> None:
    assert amounts(traps, CIPHER) == [
        (date(2025, 9, 25), Decimal("2.7"), 3, Decimal("3.3"), 0, 0),
        (date(2025, 11, 20), Decimal("3.447"), Decimal("3.83"), Decimal("4.213"), Decimal("0.83"), 1),
        # a newer amount is taken to hold what was added before it
        (date(2026, 3, 1), 4, 4, 4, 0, 0),
    ]
    sql = f"select sum(value_usd_base) from marts.commitments where {IN_FORCE} and counts_as_line and seller_party_id = 'aws'"
    assert rows(traps, sql, day=date(2026, 3, 1)) == [(138 * BN,)]


def test_c09_increment_is_told_with_its_own_statement(traps: Connection) -> None:
    assert changes(traps, CIPHER, "new", "upsized", "downsized") == [
        (date(2025, 9, 25), "new", "value", None, usd(3), 3),
        (date(2025, 11, 20), "upsized", "value", usd(3), usd("3.83"), Decimal("0.83")),
        (date(2026, 3, 1), "upsized", "value", usd("3.83"), usd(4), Decimal("0.17")),
    ]
    increment = f"deal_terms/{CIPHER}/2025-11-20/beyondspx-20251120-cipher"
    sql = "select statement_id from marts.change_feed where entity_id = $deal and known_on = '2025-11-20' and attribute = 'value'"
    assert rows(traps, sql, deal=CIPHER) == [(increment,)]
    sql = """
        select commitments.known_from, figures.figure, figures.statement_id
        from marts.commitments
        inner join marts.commitment_statements as figures using (deal_id, known_from)
        where deal_id = $deal and figures.figure in ('value', 'increment')
        order by all
    """
    first = f"deal_terms/{CIPHER}/2025-09-25/news"
    assert rows(traps, sql, deal=CIPHER) == [
        (date(2025, 9, 25), "value", first),
        (date(2025, 11, 20), "increment", increment),
        (date(2025, 11, 20), "value", first),
        (date(2026, 3, 1), "value", f"deal_terms/{CIPHER}/2026-03-01/filing"),
    ]


def test_c15_letter_of_intent_is_owed_by_nobody_and_never_counts(traps: Connection) -> None:
    sql = """
        select firmness_class, counts_as_line, counts_for_buyer, liability_usd_high, delivery_usd_low, delivery_usd_base, delivery_usd_high
        from marts.commitments where deal_id = 'nvidia-letter'
    """
    assert rows(traps, sql) == [("F7", False, False, 0, 0, 20 * BN, 50 * BN)]
    assert {kind for _, kind, *_ in changes(traps, "nvidia-letter")} == {"new"}
    sql = "select count(*) from marts.vendor_concentration where buyer_party_id = 'openai' and top_1_name = 'nvidia'"
    assert rows(traps, sql) == [(0,)]


@pytest.mark.parametrize(
    ("deal", "low", "base", "high"),
    [("nvidia-letter", 0, 100, 100), ("cerebras", 10, 10, None), ("aws", 38, 38, 38), (CIPHER, "2.7", 3, "3.3")],
)
def test_c16_qualifier_decides_the_bounds(traps: Connection, deal: str, low: object, base: int, high: object) -> None:
    expected = [None if bound is None else Decimal(str(bound)) for bound in (low, base, high)]
    assert list(amounts(traps, deal)[0][1:4]) == expected


def test_c16_floor_and_ceiling_disagree_and_the_weaker_stays_in_view(traps: Connection) -> None:
    sql = """
        select winning_value, losing_value, decided_by, conflict_status, known_from, known_to from marts.claim_conflicts
        where entity_id = 'cerebras-mra' and attribute = 'value'
    """
    assert rows(traps, sql) == [(f"at_least {usd(20)}", f"up_to {usd(30)}", "weak_evidence", "open", date(2026, 4, 30), OPEN)]


def test_c17_word_of_an_analyst_makes_nothing_firm(traps: Connection, tmp_path: Path) -> None:
    register = _register_of_traps()
    for deal, source in (("cerebras-mra", "analyst"), ("aws", "analyst"), ("aws", "filing")):
        register.add("deal_clauses", deal_id=deal, clause_type="take_or_pay", description="Resembles take or pay.",
                     stated_on="2026-05-01", source_id=source)  # fmt: skip
    with built(register, tmp_path) as connection:
        for mart in ("commitments", "vendor_concentration", "change_feed", "claim_conflicts"):
            sql = f"select * from marts.{mart} order by all"
            assert rows(connection, sql) == rows(traps, sql), mart
        sql = """
            select deal_id, seller_party_id, asserted_by, evidence_grade, is_firm_evidence, known_from, known_to from marts.deal_clauses
            where deal_id <> 'filler' order by deal_id, asserted_by
        """
        day = date(2026, 5, 1)
        assert rows(connection, sql) == [
            ("aws", "aws", "analyst", 2, False, day, OPEN),
            ("aws", "aws", "filing", 2, True, day, OPEN),
            ("cerebras-mra", "cerebras", "analyst", 2, False, day, OPEN),
        ]


def test_c23_envelope_that_is_restated_keeps_its_horizon_beside_it(traps: Connection) -> None:
    day = date(2026, 2, 20)
    assert changes(traps, "plan") == [
        (date(2025, 11, 6), "new", "value", None, usd(1400), 1400),
        (day, "downsized", "value", usd(1400), usd(600), -800),
        (day, "restated", "term", "96", "60", None),
    ]
    sql = f"select value_usd_base, term_months, counts_as_line, firmness_class from marts.commitments where deal_id = 'plan' and {IN_FORCE}"
    assert rows(traps, sql, day=date(2026, 2, 19)) == [(1400 * BN, 96, False, "F8")]
    assert rows(traps, sql, day=day) == [(600 * BN, 60, False, "F8")]
    sql = "select winning_value, losing_value, decided_by, conflict_status from marts.claim_conflicts where entity_id = 'plan' order by all"
    assert rows(traps, sql) == [
        ("60", "96", "recency", "resolved"),
        (f"exact {usd(600)}", f"exact {usd(1400)}", "recency", "resolved"),
    ]


def test_c24_capacity_that_another_buyer_takes_is_let_anew(traps: Connection) -> None:
    day = date(2026, 3, 24)
    assert changes(traps, "expansion") == [
        (date(2025, 9, 24), "new", "value", None, None, None),
        (day, "superseded", "status", "active", "superseded", None),
    ]
    assert changes(traps, "taken-over") == [
        (day, "new", "value", None, None, None),
        (day, "re_let", "buyer", "openai", "microsoft", None),
    ]
    sql = "select buyer_party_id, other_deal_id from marts.change_feed where change_kind = 're_let'"
    assert rows(traps, sql) == [("microsoft", "expansion")]


def test_c31_budget_of_a_campus_is_restated_and_is_no_rent(traps: Connection) -> None:
    assert changes(traps, "campus") == [
        (date(2024, 12, 4), "new", "value", None, usd(10), 10),
        (date(2025, 10, 21), "upsized", "value", usd(10), usd(27), 17),
    ]
    assert [row[2] for row in amounts(traps, HYPERION)] == [16] * len(amounts(traps, HYPERION))
    sql = """
        select winning_value, losing_value, decided_by, exclusion_code, conflict_status from marts.claim_conflicts
        where entity_id = $deal and attribute = 'value'
    """
    assert rows(traps, sql, deal=HYPERION) == [(f"exact {usd(16)}", f"exact {usd(27)}", "excluded", "project_cost", "resolved")]


def test_c33_definition_of_a_commitment_is_on_every_row(traps: Connection) -> None:
    assert rows(traps, "select distinct commitment_definition from marts.commitments") == [("undisclosed",)]
    assert set(words.COMMITMENT_DEFINITION) == {"undisclosed"}


# --- one statement more ---------------------------------------------------------------------------------------------


def test_one_statement_more_changes_the_rows_of_its_deal_only(traps: Connection, tmp_path: Path) -> None:
    register = deepcopy(_register_of_traps())
    register.add_terms("aws", "2026-06-01", "filing", 45, term_months=84)
    with built(register, tmp_path) as connection:
        keys = {"commitments": "deal_id", "commitment_statements": "deal_id", "change_feed": "entity_id", "claim_conflicts": "entity_id"}
        for mart, key in keys.items():
            sql = f"select * from marts.{mart} where {key} <> 'aws' order by all"
            assert rows(connection, sql) == rows(traps, sql), mart
        sql = "select * from marts.change_feed order by all"
        before, after = rows(traps, sql), rows(connection, sql)
        assert [row for row in before if row not in after] == []
        assert [row for row in after if row not in before] == [
            (date(2026, 6, 1), "deal", "aws", "openai", "aws", None, None, "upsized", "value", usd(38), usd(45), 7 * BN, None, None,
             "deal_terms/aws/2026-06-01/filing"),
        ]  # fmt: skip
        sql = "select known_from, known_to, value_usd_base from marts.commitments where deal_id = 'aws' order by known_from"
        assert rows(connection, sql) == [
            (date(2025, 11, 3), date(2026, 6, 1), 38 * BN),
            (date(2026, 6, 1), OPEN, 45 * BN),
        ]


# --- any register ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TinyRegister, Connection]]:
    """A generated register of parts, replacements, weak and late sources, and its marts."""
    register = _generated_register(SEED)
    with built(register, tmp_path_factory.mktemp("generated")) as connection:
        yield register, connection


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The marts of raw/register."""
    with built(REGISTER, tmp_path_factory.mktemp("real")) as connection:
        yield connection


@pytest.fixture(params=["generated", "real"])
def any_register(request: pytest.FixtureRequest) -> Connection:
    """The marts of the generated and of the real register in turn."""
    found = request.getfixturevalue(str(request.param))
    connection: Connection = found[1] if request.param == "generated" else found
    return connection


def _conflicts_by_hand(connection: Connection) -> set[Row]:
    """Every conflict, found day by day from the ledger of claims and the documented order."""
    sql = """
        select entity_kind, entity_id, attribute, statement_id, stated_value, known_on,
            (evidence_grade > 3, preference, evidence_grade, -datediff('day', date '2000-01-01', known_on), coalesce(credibility, 6),
            reliability, statement_id)
        from core.fct_claim where is_usable
    """
    claims: dict[Row, list[tuple[str, str, date, tuple[object, ...]]]] = {}
    for kind, entity, attribute, statement, value, known_on, place in rows(connection, sql):
        order = tuple(place.values()) if isinstance(place, dict) else tuple(place)  # type: ignore[arg-type]
        claims.setdefault((kind, entity, attribute), []).append((statement, value, known_on, order))  # type: ignore[arg-type]
    found: dict[Row, list[date]] = {}
    for key, some in claims.items():
        for day, next_day in pairwise([*sorted({claim[2] for claim in some}), OPEN]):
            known = [claim for claim in some if claim[2] <= day]
            winner = min(known, key=lambda claim: claim[3])
            for loser in known:
                if loser[1] != winner[1]:
                    found.setdefault((*key, winner[0], loser[0]), [day, next_day])[1] = next_day
    return {(*key, *interval) for key, interval in found.items()}


def test_conflicts_are_those_found_day_by_day(any_register: Connection) -> None:
    sql = """
        select entity_kind, entity_id, attribute, winning_statement_id, losing_statement_id, known_from, known_to
        from marts.claim_conflicts where decided_by <> 'excluded'
    """
    expected = _conflicts_by_hand(any_register)
    assert len(expected) > 100
    assert set(rows(any_register, sql)) == expected


def test_every_amount_and_every_count_that_changes_is_told(any_register: Connection) -> None:
    sql = "select deal_id, known_from, value_usd_base, counts_as_line, counts_for_buyer from marts.commitments order by deal_id, known_from"
    history: dict[str, list[Row]] = {}
    for deal, *row in rows(any_register, sql):
        history.setdefault(str(deal), []).append(tuple(row))
    amounts_changed, starts, ceases = set(), set(), set()
    for deal, some in history.items():
        for (_, old, old_line, old_buyer), (day, new, line, buyer) in pairwise(some):
            if old != new:
                amounts_changed.add((deal, day, None if old is None else str(old), None if new is None else str(new)))
            if line and not old_line:
                starts.add((deal, day))
            if old_buyer and not buyer:
                ceases.add((deal, day))
    told = "select entity_id, known_on from marts.change_feed where entity_kind = 'deal' and"
    sql = "select entity_id, known_on, old_value, new_value from marts.change_feed where attribute = 'value' and change_kind <> 'new'"
    assert set(rows(any_register, sql)) == amounts_changed
    assert set(rows(any_register, f"{told} change_kind = 'counted'")) == starts
    assert set(rows(any_register, f"{told} change_kind in ('superseded', 'ended', 'contained', 'not_counted')")) >= ceases
    assert min(len(amounts_changed), len(starts), len(ceases)) > 3


def test_every_change_is_the_start_of_a_row(any_register: Connection) -> None:
    sql = """
        select feed.entity_id, feed.known_on, feed.change_kind from marts.change_feed as feed
        left join marts.commitments on feed.entity_id = commitments.deal_id and feed.known_on = commitments.known_from
        left join marts.energization_schedule as phases on feed.entity_id = phases.phase_id and feed.known_on = phases.known_from
        where case when feed.entity_kind = 'deal' then commitments.deal_id else phases.phase_id end is null
            and feed.change_kind <> 're_let'
    """
    assert rows(any_register, sql) == []


@pytest.mark.parametrize(
    ("mart", "column", "vocabulary"),
    [
        ("claim_conflicts", "decided_by", words.DECIDED_BY), ("claim_conflicts", "conflict_status", words.CONFLICT_STATUS),
        ("change_feed", "change_kind", words.CHANGE_KIND), ("change_feed", "attribute", {**words.ATTRIBUTE, **words.CHANGED}),
        ("commitment_statements", "figure", words.FIGURE), ("deal_clauses", "asserted_by", words.ASSERTED_BY),
        ("commitments", "firmness_class", words.FIRMNESS_CLASS),
    ],
)  # fmt: skip
def test_words_are_those_of_the_dictionary(any_register: Connection, mart: str, column: str, vocabulary: words.Vocabulary) -> None:
    assert {word for (word,) in rows(any_register, f"select distinct {column} from marts.{mart}")} <= set(vocabulary)


@pytest.mark.parametrize("day", [date(2025, 8, 15), date(2026, 2, 28)])
def test_later_statements_change_no_conflict_and_no_change_of_before(
    generated: tuple[TinyRegister, Connection], day: date, tmp_path: Path
) -> None:
    register, whole = generated
    with built(register.as_known_on(day), tmp_path) as connection:
        for mart in ("claim_conflicts", "commitment_statements", "deal_clauses"):
            sql = f"select * replace (least(known_to, $day + 1) as known_to) from marts.{mart} where known_from <= $day order by all"
            assert rows(connection, sql, day=day) == rows(whole, sql, day=day), mart
        sql = "select * from marts.change_feed where known_on <= $day order by all"
        found = rows(connection, sql, day=day)
        assert found == rows(whole, sql, day=day)
        assert len(found) > 50


# --- the real register ----------------------------------------------------------------------------------------------


def test_increment_of_the_register_counts_from_its_day(real: Connection) -> None:
    assert [(day, base, added) for day, _, base, _, added, _ in amounts(real, CIPHER)] == [
        (date(2025, 9, 25), 3, 0),
        (date(2025, 11, 20), Decimal("3.83"), Decimal("0.83")),
    ]


def test_growth_of_a_lease_is_told_as_its_increase(real: Connection) -> None:
    assert changes(real, "coreweave-applied-digital-2025", "new", "upsized") == [
        (date(2025, 6, 2), "new", "value", None, usd(7), 7),
        (date(2025, 8, 29), "upsized", "value", usd(7), usd(11), 4),
    ]


def test_replacement_of_the_register_is_told_once(real: Connection) -> None:
    assert changes(real, "openai-cerebras-2026-mra", "upsized") == [(date(2026, 4, 17), "upsized", "replaced_value", usd(10), usd(20), 10)]
    sql = "select entity_id, buyer_party_id from marts.change_feed where change_kind = 're_let' order by all"
    assert ("microsoft-crusoe-2026-abilene", "microsoft") in rows(real, sql)


def test_no_firm_amount_of_the_register_rests_on_weak_evidence(real: Connection) -> None:
    sql = "select distinct firmness, firmness_grade <= 2 from marts.commitments where firmness_class in ('F1', 'F3') order by all"
    assert rows(real, sql) == [("binding", True), ("take_or_pay", True)]
