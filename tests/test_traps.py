"""Double-count traps of the field, a test each; the others are in test_run_off.py and test_conflicts_and_changes.py."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.paths import REPOSITORY, Paths
from tests.article_register import article_register
from tests.test_bridge import TODAY, steps
from tests.tiny_register import built

Connection = duckdb.DuckDBPyConnection
COMMITMENT_TRAPS = [*range(1, 25), 32, 33, 34]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with built(article_register(), tmp_path_factory.mktemp("traps")) as connection:
        yield connection


@pytest.fixture(scope="module")
def real(published: Paths) -> Iterator[Connection]:
    with duckdb.connect(str(published.database), read_only=True) as connection:
        yield connection


def test_c05_two_envelopes_of_different_basis_are_never_in_a_sum(articles: Connection) -> None:
    found = steps(articles, "openai", TODAY)
    assert found["envelope"] == -(1000 + 1400)
    assert found["headline"] == 608
    labels = articles.execute("select total_id, envelope_usd_base from marts.commitment_envelopes order by 1").fetchall()
    assert labels == [("deals-of-2025", Decimal("1000000000000.00")), ("plan", Decimal("1400000000000.00"))]


def test_c05_an_outside_estimate_of_cost_is_no_contract_amount(real: Connection) -> None:
    found = real.execute(
        """
        select distinct mentions.bridge_step
        from marts.commitment_mentions as mentions
        inner join marts.statements on statements.statement_id = mentions.statement_id
        where mentions.party_id = 'openai' and mentions.bridge_side = 'buyer' and statements.source_id = 'euis-20251010-ft-1trn'
            and statements.statement_kind = 'deal_terms'
        """
    ).fetchall()
    assert found == [("not_contract_amount",)]


def test_c10_the_first_part_of_a_programme_is_inside_it(articles: Connection) -> None:
    found = steps(articles, "openai", TODAY)
    assert found["contained"] == -100
    assert found["programmes"] == 500


def test_c11_a_programme_and_a_line_of_undisclosed_overlap_are_an_interval(articles: Connection) -> None:
    low, base, high = (steps(articles, "openai", TODAY, bound=bound)["lines_and_programmes"] for bound in ("low", "base", "high"))
    assert (low, base, high) == (608, 808, 1108)


def test_c12_kinds_are_added_up_only_step_by_step(real: Connection) -> None:
    total, by_kind = real.execute(
        """
        select
            (select total_usd_base from marts.commitment_bridge
             where party_id = 'openai' and bridge_side = 'buyer' and step = 'headline'
                and known_from <= $day and $day < known_to),
            (select sum(kind_usd) from (
                select deal_type, sum(value_usd_base) as kind_usd from marts.commitments
                where buyer_party_id = 'openai' and counts_for_buyer and known_from <= $day and $day < known_to
                group by deal_type))
        """,
        {"day": TODAY},
    ).fetchone() or (None, None)
    assert total == by_kind
    kinds = real.execute("select distinct deal_type from marts.commitments where counts_for_buyer").fetchall()
    assert ("joint_programme",) not in kinds


def test_c13_a_share_of_building_cost_never_multiplies_what_is_payable(real: Connection) -> None:
    wrong = real.execute(
        "select party_id, known_from from marts.commitment_bridge where step = 'paid_by_others' and total_usd_base <> 0"
    ).fetchall()
    assert wrong == []
    assert len((REPOSITORY / "dbt_project" / "seeds" / "payer_shares.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_c14_what_is_passed_through_is_added_once_per_payer(articles: Connection) -> None:
    assert steps(articles, "vendor", TODAY)["headline"] == 3
    assert steps(articles, "lab-d", TODAY)["headline"] == 13
    assert steps(articles, "all-buyers", TODAY)["passed_through"] == -3


def test_c17_no_line_of_the_register_is_firm_on_the_word_of_an_analyst(real: Connection) -> None:
    found = real.execute(
        """
        select commitments.is_firm, count(*)
        from marts.commitments
        inner join marts.statements on statements.statement_id = commitments.firmness_statement_id
        where statements.source_type in ('analysis', 'dataset', 'social_post')
            and commitments.firmness in ('take_or_pay', 'binding') and commitments.firmness_grade <= 2
        group by commitments.is_firm
        """
    ).fetchall()
    assert [is_firm for is_firm, _ in found] == [False]


def test_c20_a_valuation_is_never_an_amount_of_a_commitment(real: Connection) -> None:
    valued = real.execute("select count(*) from marts.statements where subject_id like '%/valuation'").fetchone()
    assert valued is not None
    assert valued[0] > 0
    kinds = real.execute(
        """
        select distinct statements.statement_kind
        from marts.commitment_mentions as mentions
        inner join marts.statements on statements.statement_id = mentions.statement_id
        order by 1
        """
    ).fetchall()
    assert [kind for (kind,) in kinds] == ["deal_terms", "deal_tranches", "financing", "stated_totals"]


def test_c21_a_theory_told_twice_is_one_row(real: Connection) -> None:
    found = real.execute(
        "select claim_id, paraphrase from marts.article_claims where claim_id like 'S4-%' and paraphrase like '%glut%'"
    ).fetchall()
    assert [claim for claim, _ in found] == ["S4-20"]


def test_c22_opposed_theories_are_measured_by_a_metric_each(real: Connection) -> None:
    found = real.execute(
        "select claim_id, disposition, thesis_metric from marts.article_claims where claim_id in ('S1-35', 'S3-57') order by 1"
    ).fetchall()
    assert [(claim, disposition) for claim, disposition, _ in found] == [("S1-35", "thesis"), ("S3-57", "thesis")]
    assert all(metric for *_, metric in found)


def test_c34_power_of_chips_and_capacity_of_sites_are_different_quantities(real: Connection) -> None:
    roles = dict(
        real.execute(
            """
            select deal_id, mw_role from marts.commitments
            where deal_id in ('openai-amd-2025', 'openai-broadcom-2025', 'openai-nvidia-2025', 'openai-oracle-2025-stargate')
            """
        ).fetchall()
    )
    assert roles.pop("openai-oracle-2025-stargate") == "site_capacity"
    assert set(roles.values()) == {"chip_deployment"}
    columns = real.execute(
        "select column_name from duckdb_columns() where schema_name = 'marts' and table_name like 'commitment%' and column_name like '%mw%'"
    ).fetchall()
    assert {name for (name,) in columns} <= {"capacity_mw", "mw_role"}


def test_every_trap_of_commitments_has_a_test_of_its_name() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = {int(number) for number in re.findall(r"def test_c(\d\d)_", text)}
    assert set(COMMITMENT_TRAPS) - named == set()


def test_before_the_envelope_was_stated_nothing_was_taken_from_it(articles: Connection) -> None:
    assert steps(articles, "openai", date(2025, 9, 30))["envelope"] == 0
