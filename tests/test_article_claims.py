"""What the warehouse says to each of the 238 claims of the articles: that it is there, and that it is what it says."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from orchestration.paths import Paths

Connection = duckdb.DuckDBPyConnection
BN = Decimal(10**9)
NEWEST = date(2026, 6, 30)

DISPOSITIONS = {"answered": 111, "thesis": 65, "out_of_scope": 62}
# Claims of which the answer is that there is no such row, or no such number.
NO_ROW = {"S3-01", "S3-08"}
NO_NUMBER = {"S3-25"}


@pytest.fixture(scope="module")
def marts(published: Paths) -> Iterator[Connection]:
    with duckdb.connect(str(published.database), read_only=True) as connection:
        yield connection


def _answered(connection: Connection) -> list[tuple[str, str, str, str]]:
    sql = """
        select claim_id, answer_mart, answer_column, answer_filter
        from marts.article_claims
        where disposition = 'answered'
        order by claim_id
    """
    return connection.execute(sql).fetchall()


def _columns(connection: Connection) -> dict[str, dict[str, str]]:
    sql = "select table_name, column_name, data_type from information_schema.columns where table_schema = 'marts'"
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(sql).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def answers(connection: Connection, claim_id: str) -> list[object]:
    """The values that a claim is answered with, read from the mart and column by the filter that its disposition names.

    A filter is conditions joined by semicolons: a column and the values it may have, or `as known on` and a day.
    """
    sql = "select answer_mart, answer_column, answer_filter from marts.article_claims where claim_id = $claim"
    ((mart, column, conditions),) = connection.execute(sql, {"claim": claim_id}).fetchall()
    where, values = [], []
    for condition in conditions.split("; "):
        known = re.fullmatch(r"as known on (\d{4}-\d{2}-\d{2})", condition)
        name, _, wanted = condition.partition(" ")
        if known:
            where.append("known_from <= cast(? as date) and cast(? as date) < known_to")
            values += [known[1], known[1]]
        else:
            alternatives = wanted.split(" or ")
            where.append(f"cast({name} as varchar) in ({', '.join('?' for _ in alternatives)})")
            values += alternatives
    found = connection.execute(f"select {column} from marts.{mart} where {' and '.join(where)}", values).fetchall()
    return [value for (value,) in found]


def test_each_of_the_238_claims_is_there_once(marts: Connection) -> None:
    ids = [claim for (claim,) in marts.execute("select claim_id from marts.article_claims").fetchall()]
    assert len(ids) == len(set(ids)) == 238
    assert Counter(claim[:2] for claim in ids) == {"S0": 30, "S1": 43, "S2": 59, "S3": 82, "S4": 24}


def test_as_many_claims_are_answered_theses_and_out_of_scope_as_were_judged_so(marts: Connection) -> None:
    found = marts.execute("select disposition, count(*) from marts.article_claims group by disposition").fetchall()
    assert dict(found) == DISPOSITIONS


def test_every_answer_is_in_a_column_that_exists(marts: Connection) -> None:
    columns = _columns(marts)
    assert [claim for claim, mart, column, _ in _answered(marts) if column not in columns.get(mart, {})] == []


def test_every_answer_is_read_from_at_least_one_row_with_a_value(marts: Connection) -> None:
    silent = {claim for claim, *_ in _answered(marts) if not any(value is not None for value in answers(marts, claim))}
    assert silent == NO_ROW | NO_NUMBER
    assert {claim for claim in silent if not answers(marts, claim)} == NO_ROW


def test_every_value_of_a_filter_meets_a_row(marts: Connection) -> None:
    missed = []
    for claim, mart, _, conditions in _answered(marts):
        for condition in conditions.split("; "):
            name, _, wanted = condition.partition(" ")
            if name == "as" or claim in NO_ROW:
                continue
            for value in wanted.split(" or "):
                sql = f"select count(*) from marts.{mart} where cast({name} as varchar) = ?"
                if marts.execute(sql, [value]).fetchall() == [(0,)]:
                    missed.append((claim, name, value))
    assert missed == []


def test_every_reason_is_a_sentence_of_its_own_or_shared_by_few(marts: Connection) -> None:
    reasons = Counter(reason for (reason,) in marts.execute("select reason from marts.article_claims").fetchall())
    assert [reason for reason in reasons if len(reason) < 12 or not reason.endswith(".")] == []
    assert max(reasons.values()) <= 3


def test_every_thesis_has_a_metric_with_a_value_today(marts: Connection) -> None:
    found = marts.execute(
        """
        select claim_id, speaks_for_when, metric_value, metric_unit, metric_known_from
        from marts.article_claims
        where disposition = 'thesis'
        """
    ).fetchall()
    assert len(found) == DISPOSITIONS["thesis"]
    for claim, speaks, value, unit, since in found:
        assert re.fullmatch(r"rising|falling|(above|below) [0-9.]+", speaks), claim
        assert value is not None, claim
        assert unit is not None, claim
        assert since <= NEWEST, claim


# --- answers that are read --------------------------------------------------------------------------------------------


def test_more_than_20_billion_for_cerebras_is_a_lower_bound(marts: Connection) -> None:
    assert answers(marts, "S0-01") == [20 * BN]


def test_before_the_second_contract_the_cerebras_line_was_10_billion(marts: Connection) -> None:
    assert answers(marts, "S0-04") == [10 * BN]
    assert answers(marts, "S0-03") == [10 * BN]


def test_the_aws_deal_is_38_billion_over_seven_years_in_every_article(marts: Connection) -> None:
    assert answers(marts, "S1-01") == [84]
    assert answers(marts, "S1-02") == answers(marts, "S3-09") == [38 * BN]


def test_oracle_is_300_and_microsoft_250(marts: Connection) -> None:
    assert answers(marts, "S1-38") == [300 * BN]
    assert answers(marts, "S1-39") == [250 * BN]


def test_deals_without_an_amount_are_kept_without_one(marts: Connection) -> None:
    assert answers(marts, "S1-18") == answers(marts, "S4-23") == ["value_undisclosed"]


def test_the_envelope_is_70_run_rates_and_its_horizons_differ(marts: Connection) -> None:
    assert answers(marts, "S1-23") == [70.0]
    assert answers(marts, "S4-06") == [175 * BN]
    assert answers(marts, "S4-11") == [72]


def test_what_the_articles_take_for_committed_is_undisclosed_or_a_letter(marts: Connection) -> None:
    assert set(answers(marts, "S3-27")) == {"undisclosed"}
    assert set(answers(marts, "S3-28")) == {"envelope"}
    assert answers(marts, "S4-16") == ["letter_of_intent"]
    assert answers(marts, "S4-18") == [0]


def test_the_articles_themselves_are_too_weak_to_displace_better_statements(marts: Connection) -> None:
    assert set(answers(marts, "S0-30")) == set(answers(marts, "S4-24")) == {5}
    assert set(answers(marts, "S2-58")) == {4}


# --- metrics ----------------------------------------------------------------------------------------------------------


def _metric(connection: Connection, name: str, day: date) -> float:
    sql = "select metric_value from marts.thesis_metrics where thesis_metric = $name and known_from <= $day and $day < known_to"
    ((value,),) = connection.execute(sql, {"name": name, "day": day}).fetchall()
    return float(value)


def _lines(connection: Connection, day: date) -> dict[tuple[str, str], Decimal]:
    sql = """
        select seller_party_id, deal_id, value_usd_base
        from marts.commitments
        where buyer_party_id = 'openai' and counts_for_buyer and known_from <= $day and $day < known_to
    """
    return {(seller, deal): amount for seller, deal, amount in connection.execute(sql, {"day": day}).fetchall()}


@pytest.mark.parametrize("day", [date(2025, 11, 2), date(2025, 11, 3), date(2026, 2, 1), NEWEST])
def test_metrics_of_openai_follow_from_its_lines_on_every_date(marts: Connection, day: date) -> None:
    lines = _lines(marts, day)
    total = sum(lines.values())
    by_seller: dict[str, Decimal] = {}
    for (seller, _), amount in lines.items():
        by_seller[seller] = by_seller.get(seller, Decimal(0)) + amount
    shares = {seller: float(amount / total) for seller, amount in by_seller.items()}
    assert _metric(marts, "openai_lines_usd", day) == float(total)
    assert _metric(marts, "openai_sellers", day) == len(by_seller)
    assert _metric(marts, "openai_seller_hhi", day) == pytest.approx(sum(10_000 * share**2 for share in shares.values()))
    assert _metric(marts, "openai_top_1_seller_share", day) == pytest.approx(max(shares.values()))
    assert _metric(marts, "openai_microsoft_share", day) == pytest.approx(shares["microsoft"])


def test_no_metric_changes_after_the_newest_statement(marts: Connection) -> None:
    ((newest,),) = marts.execute("select max(known_on) from marts.statements").fetchall()
    ((latest, open_rows, metrics),) = marts.execute(
        """
        select max(known_from), count(*) filter (where known_to = date '9999-12-31'), count(distinct thesis_metric)
        from marts.thesis_metrics
        """
    ).fetchall()
    assert newest == NEWEST
    assert latest <= newest
    assert open_rows == metrics == 25
