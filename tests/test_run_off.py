"""When commitments fall due, how revenue covers them, and what envelopes leave unexplained, from hand-made raw files."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.tiny_register import TinyRegister, built

Connection = duckdb.DuckDBPyConnection
Row = tuple[Any, ...]
BN, MILLION = Decimal(10**9), Decimal(10**6)
ENVELOPE_DAY = date(2025, 11, 10)
IN_FORCE = "known_from <= $day and $day < known_to"


def rows(connection: Connection, sql: str, **parameters: object) -> list[Row]:
    """Rows of a query, with the parameters that it names."""
    return connection.execute(sql, parameters).fetchall()


def years_of(connection: Connection, deal: str, day: date) -> dict[int, Decimal]:
    """What falls due of a deal in each calendar year, as known on a day."""
    sql = f"""
        select year(period_start_on), due_usd from marts.commitment_run_off
        where {IN_FORCE} and deal_id = $deal and period_kind = 'year' order by 1
    """
    return dict(rows(connection, sql, deal=deal, day=day))


def schedule_of(connection: Connection, deal: str, day: date) -> Row:
    """Method, reason, basis of the start, first day and day after the last, as known on a day."""
    sql = f"""
        select distinct run_off_method, unscheduled_reason, start_basis, schedule_starts_on, schedule_ended_on
        from marts.commitment_run_off where {IN_FORCE} and deal_id = $deal
    """
    (row,) = rows(connection, sql, deal=deal, day=day)
    return row


def by_day(amount: Decimal, weights: dict[date, int]) -> dict[int, Decimal]:
    """An amount spread over days by their weights, by year in millions with two decimals; the last year takes the rest."""
    total = sum(weights.values())
    years: dict[int, Decimal] = {}
    for year in sorted({day.year for day in weights}):
        exact = Fraction(amount) * sum(weight for day, weight in weights.items() if day.year == year) / total
        years[year] = Decimal(round(exact / 10_000 + Fraction(1, 10**9))) * 10_000
    last = max(years)
    years[last] = amount - sum(due for year, due in years.items() if year != last)
    return years


def days(first: date, after: date) -> list[date]:
    """Every day from the first to the one before the last."""
    return [first + timedelta(number) for number in range((after - first).days)]


def _register() -> TinyRegister:
    """The lines of the worked example with their tranches, prepayments, revenue and envelopes."""
    register = TinyRegister()
    for party in ("openai", "oracle", "microsoft", "aws", "cerebras", "coreweave", "lab-two", "lab-three"):
        register.add("parties", party_id=party)
    for source, reliability in (("filing", "A"), ("news", "C"), ("other-news", "C"), ("rumour", "F")):
        register.add("sources", source_id=source, reliability=reliability)
    for deal, seller, announced in (
        ("oracle", "oracle", "2025-07-22"), ("microsoft", "microsoft", "2025-10-28"), ("aws", "aws", "2025-11-03"),
        ("aws-more", "aws", "2026-02-27"), ("cerebras", "cerebras", "2026-01-14"),
    ):  # fmt: skip
        register.add("deals", deal_id=deal, seller_party_id=seller, announced_on=announced)
    register.add_terms("oracle", "2025-09-23", "filing", 300, term_months=60, starts_on="2027-12-31", starts_precision="year",
                       capacity_mw=4500, capacity_qualifier="up_to")  # fmt: skip
    register.add_terms("microsoft", "2025-10-28", "filing", 250, starts_on="2025-10-28", starts_precision="day")
    register.add_terms("aws", "2025-11-03", "filing", 38, term_months=84, starts_on="2025-11-03", starts_precision="day",
                       ends_on="2032-12-31", ends_precision="year")  # fmt: skip
    register.add_terms("aws-more", "2026-02-27", "filing", 100, term_months=96)
    register.add_terms("cerebras", "2026-01-14", "filing", 20, value_qualifier="at_least", term_months=36, starts_on="2026-12-31",
                       starts_precision="year", ends_on="2028-12-31", ends_precision="year", capacity_mw=750,
                       capacity_qualifier="exact")  # fmt: skip
    _add_tranches(register)
    _add_financing(register)
    _add_financials(register)
    return register


def _add_tranches(register: TinyRegister) -> None:
    """Two documents of 250 MW a year, one of them with an option beyond the base, and one date for all of a line."""
    for source in ("news", "other-news"):
        for year in (2026, 2027, 2028):
            register.add("deal_tranches", tranche_id=f"{source}-{year}", deal_id="cerebras", capacity_mw=250, due_on=f"{year}-12-31",
                         due_precision="year", stated_on="2026-05-31", source_id=source, statement="Stated.")  # fmt: skip
    register.add("deal_tranches", tranche_id="option", deal_id="cerebras", capacity_mw=1250, due_on="2030-12-31", due_precision="year",
                 stated_on="2026-05-31", source_id="news", statement="Option.")  # fmt: skip
    register.add("deal_tranches", tranche_id="delivered", deal_id="aws", value_usd_bn=38, due_on="2026-12-31", due_precision="year",
                 stated_on="2025-11-03", source_id="filing", statement="All capacity in place by the end of 2026.")  # fmt: skip


def _add_financing(register: TinyRegister) -> None:
    """A deposit of one buyer, and of another what a page calls a deposit and a filing then calls a loan."""
    for buyer, deal in (("lab-two", "with-deposit"), ("lab-three", "with-loan")):
        register.add("deals", deal_id=deal, buyer_party_id=buyer, seller_party_id="coreweave")
        register.add_terms(deal, "2026-01-01", "filing", 10, term_months=24, starts_on="2026-01-01", starts_precision="day")
    flows = [
        ("deposit", "deposit", "lab-two", "with-deposit", "2026-02-01", "news"),
        ("called-deposit", "deposit", "lab-three", "with-loan", "2026-02-01", "news"),
        ("is-loan", "debt", "lab-three", "with-loan", "2026-03-01", "filing"),
        ("hearsay", "prepayment", "lab-three", "with-loan", "2026-04-01", "rumour"),
    ]
    for flow, instrument, buyer, deal, stated_on, source in flows:
        register.add("financing", financing_id=flow, instrument=instrument, from_party_id=buyer, to_party_id="coreweave", amount_usd_bn=1,
                     amount_qualifier="exact", firmness="reported", linked_deal_id=deal, stated_on=stated_on, source_id=source,
                     statement="Stated.")  # fmt: skip


def _add_financials(register: TinyRegister) -> None:
    for metric, period_end_on, amount, basis, stated_on in (
        ("revenue", "2024-12-31", "3.7", "actual", "2025-02-28"),
        ("revenue", "2025-12-31", "13.1", "reported", "2026-03-31"),
        ("revenue", "2025-12-31", "13", "projection", "2025-09-30"),
        ("annualised_revenue", "2025-12-31", "20", "projection", "2025-11-03"),
        ("annualised_revenue", "2025-12-31", "20", "actual", "2026-01-18"),
        ("capital_expenditure", "2025-12-31", "5", "actual", "2026-03-31"),
    ):
        register.add("party_financials", party_id="openai", metric=metric, period_end_on=period_end_on, value_usd_bn=amount, basis=basis,
                     stated_on=stated_on, source_id="news", statement="Stated.")  # fmt: skip
    for total, months in (("eight-years", 96), ("six-years", 72), ("five-years", 60)):
        register.add("stated_totals", total_id=total, party_id="openai", label="Plan", value_usd_bn=1400, value_qualifier="exact",
                     horizon_months=months, stated_on=ENVELOPE_DAY, source_id="news", statement="Stated.")  # fmt: skip


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The marts of the hand-made register."""
    with built(_register(), tmp_path_factory.mktemp("run_off")) as connection:
        yield connection


# --- run-off --------------------------------------------------------------------------------------------------------


def test_aws_runs_off_as_worked_out_by_hand(marts: Connection) -> None:
    """The worked numbers are in millions with two decimals, and the last year takes what rounding leaves."""
    years = years_of(marts, "aws", date(2026, 6, 30))
    assert str(sum(years.values())) == "38000000000.00"
    assert {year: str(due / MILLION) for year, due in years.items()} == {
        2025: "876.81", 2026: "5424.33", 2027: "5424.33", 2028: "5439.19", 2029: "5424.33", 2030: "5424.33", 2031: "5424.33",
        2032: "4562.35",
    }  # fmt: skip
    assert years == by_day(38 * BN, dict.fromkeys(days(date(2025, 11, 3), date(2032, 11, 3)), 1))


def test_one_delivery_date_for_all_is_no_schedule_of_payments(marts: Connection) -> None:
    assert schedule_of(marts, "aws", date(2026, 6, 30)) == ("straight_line", None, "stated", date(2025, 11, 3), date(2032, 11, 3))


def test_oracle_runs_over_five_years_from_the_middle_of_the_stated_year(marts: Connection) -> None:
    day = date(2026, 6, 30)
    assert schedule_of(marts, "oracle", day) == ("straight_line", None, "midpoint_of_period", date(2027, 7, 2), date(2032, 7, 2))
    years = years_of(marts, "oracle", day)
    assert years == by_day(300 * BN, dict.fromkeys(days(date(2027, 7, 2), date(2032, 7, 2)), 1))
    assert sum(years.values()) == 300 * BN
    assert {year: round(due / BN) for year, due in years.items()} == {2027: 30, 2028: 60, 2029: 60, 2030: 60, 2031: 60, 2032: 30}


def test_microsoft_without_a_term_is_not_spread(marts: Connection) -> None:
    day = date(2026, 6, 30)
    assert schedule_of(marts, "microsoft", day) == ("unscheduled", "term_unknown", None, None, None)
    sql = f"select period_kind, due_usd, remaining_usd from marts.commitment_run_off where {IN_FORCE} and deal_id = 'microsoft'"
    assert rows(marts, sql, day=day) == [("unscheduled", 250 * BN, 250 * BN)]


def test_cerebras_accrues_with_the_megawatts_in_place(marts: Connection) -> None:
    day = date(2026, 6, 30)
    assert schedule_of(marts, "cerebras", day) == ("ramp", None, "derived_from_end", date(2026, 1, 1), date(2029, 1, 1))
    in_place = {
        each: sum(250 for year in (2026, 2027, 2028) if date(year, 7, 2) <= each) for each in days(date(2026, 1, 1), date(2029, 1, 1))
    }
    years = years_of(marts, "cerebras", day)
    assert years == by_day(20 * BN, in_place)
    assert sum(years.values()) == 20 * BN
    assert years[2026] < years[2027] < years[2028]


def test_c08_option_beyond_the_base_has_no_part_in_it(marts: Connection) -> None:
    day = date(2026, 6, 30)
    sql = f"select distinct schedule_statement_id from marts.commitment_run_off where {IN_FORCE} and deal_id = 'cerebras'"
    assert rows(marts, sql, day=day) == [("deal_tranches/news-2028",)]
    assert max(years_of(marts, "cerebras", day)) == 2028
    sql = "select capacity_mw_so_far from core.fct_deal_tranche where statement_id = 'deal_tranches/option'"
    assert rows(marts, sql) == [(Decimal(2000),)]


def test_ramp_is_not_known_before_its_document(marts: Connection) -> None:
    assert schedule_of(marts, "cerebras", date(2026, 5, 30))[0] == "straight_line"


def test_c32_two_lines_of_one_seller_keep_their_own_terms(marts: Connection) -> None:
    day = date(2026, 6, 30)
    assert schedule_of(marts, "aws", day)[3:] == (date(2025, 11, 3), date(2032, 11, 3))
    assert schedule_of(marts, "aws-more", day) == ("straight_line", None, "announced", date(2026, 2, 27), date(2034, 2, 27))
    before = years_of(marts, "aws", date(2025, 12, 1))
    assert years_of(marts, "aws", day) == before


def test_quarters_add_up_to_the_years(marts: Connection) -> None:
    sql = """
        select deal_id, known_from, year(period_start_on), period_kind, sum(due_usd) from marts.commitment_run_off
        where period_kind <> 'unscheduled' group by all
    """
    found = {row[:4]: row[4] for row in rows(marts, sql)}
    years = {key[:3]: due for key, due in found.items() if key[3] == "year"}
    assert years
    assert years == {key[:3]: due for key, due in found.items() if key[3] == "quarter"}


def _remaining(connection: Connection, deal: str, day: date) -> list[Decimal]:
    sql = f"""
        select remaining_usd from marts.commitment_run_off
        where {IN_FORCE} and deal_id = $deal and period_kind = 'year' order by period_start_on
    """
    return [remaining / BN for (remaining,) in rows(connection, sql, deal=deal, day=day)]


def test_c06_deposit_lowers_what_remains_and_a_loan_does_not(marts: Connection) -> None:
    sql = f"select distinct paid_in_advance_usd from marts.commitment_run_off where {IN_FORCE} and deal_id = $deal"
    assert rows(marts, sql, deal="with-deposit", day=date(2026, 6, 30)) == [(BN,)]
    assert rows(marts, sql, deal="with-loan", day=date(2026, 6, 30)) == [(Decimal(0),)]
    # until the filing is known, the page is all that there is
    assert rows(marts, sql, deal="with-loan", day=date(2026, 2, 28)) == [(BN,)]
    assert rows(marts, sql, deal="with-loan", day=date(2026, 1, 31)) == [(Decimal(0),)]


def test_what_was_paid_in_advance_is_used_up_and_not_taken_off_twice(marts: Connection) -> None:
    assert _remaining(marts, "with-deposit", date(2026, 6, 30)) == _remaining(marts, "with-loan", date(2026, 6, 30))
    sql = """
        select buyer_party_id, remaining_usd from marts.commitment_coverage
        where known_from = (select max(known_from) from marts.commitment_coverage as latest
                            where latest.buyer_party_id = commitment_coverage.buyer_party_id)
        and buyer_party_id in ('lab-two', 'lab-three') and revenue_metric = 'revenue' order by 1
    """
    found: dict[str, Decimal] = dict(rows(marts, sql))
    # on 2026-03-01 59 of 730 days are over, less than the deposit; on 2026-02-01 31 are, and 1 billion is paid
    assert found["lab-two"] == 9 * BN
    assert abs(found["lab-three"] - (10 * BN * 671 / 730).quantize(Decimal("0.01"))) < 10_000  # periods are rounded to 0.01 million


def test_five_years_and_thereafter_close_to_the_lines(marts: Connection) -> None:
    sql = f"""
        select first_year_starts_on, due_before_usd, due_in_year_1_usd, due_in_year_2_usd, due_in_year_3_usd, due_in_year_4_usd,
               due_in_year_5_usd, due_thereafter_usd, unscheduled_usd, committed_usd
        from marts.commitment_maturity where {IN_FORCE} and buyer_party_id = 'openai'
    """
    day = date(2026, 6, 30)
    ((first, before, *five, after, unscheduled, total),) = rows(marts, sql, day=day)
    expected: dict[int, Decimal] = {}
    for deal in ("oracle", "aws", "aws-more", "cerebras"):
        for year, due in years_of(marts, deal, day).items():
            expected[year] = expected.get(year, Decimal(0)) + due
    assert first == date(2026, 1, 1)
    assert before == expected[2025]
    assert five == [expected[year] for year in range(2026, 2031)]
    assert after == sum(due for year, due in expected.items() if year > 2030)
    assert (unscheduled, total) == (250 * BN, 708 * BN)


# --- envelopes ------------------------------------------------------------------------------------------------------


def _envelopes(connection: Connection) -> dict[str, Row]:
    sql = "select total_id, envelope_per_year_usd, parts_usd, unattributed_usd, is_exceeded_by_parts from marts.commitment_envelopes"
    return {total: tuple(rest) for total, *rest in rows(connection, sql)}


def test_c02_two_horizons_of_one_envelope_stand_beside_each_other(marts: Connection) -> None:
    per_year = {total: round(row[0] / BN, 1) for total, row in _envelopes(marts).items()}
    assert per_year == {"eight-years": Decimal("175.0"), "six-years": Decimal("233.3"), "five-years": Decimal("280.0")}


def test_c03_812_billion_of_the_envelope_are_unattributed_on_its_day(marts: Connection) -> None:
    assert {row[1:] for row in _envelopes(marts).values()} == {(588 * BN, 812 * BN, False)}


def test_c04_later_deals_change_nothing_of_an_earlier_envelope(marts: Connection, tmp_path: Path) -> None:
    earlier = _register().as_known_on(ENVELOPE_DAY)
    with built(earlier, tmp_path) as connection:
        assert rows(connection, "select count(*) from marts.commitments where deal_id = 'cerebras'") == [(0,)]
        assert _envelopes(connection) == _envelopes(marts)
        for deal in ("oracle", "aws"):
            assert years_of(connection, deal, ENVELOPE_DAY) == years_of(marts, deal, ENVELOPE_DAY)
        sql = f"select * exclude (known_to) from marts.commitment_coverage where {IN_FORCE} order by all"
        assert rows(connection, sql, day=ENVELOPE_DAY) == rows(marts, sql, day=ENVELOPE_DAY) != []


def test_c19_envelope_is_70_run_rates_and_8_75_a_year(marts: Connection) -> None:
    sql = """
        select run_rate_usd, run_rate_basis, run_rate_stock_multiple, run_rate_flow_multiple
        from marts.commitment_envelopes where total_id = 'eight-years'
    """
    assert rows(marts, sql) == [(20 * BN, "projection", 70.0, 8.75)]


# --- coverage -------------------------------------------------------------------------------------------------------


def test_c18_run_rate_is_not_revenue(marts: Connection) -> None:
    sql = f"""
        select revenue_metric, revenue_outlook, revenue_usd, revenue_basis, revenue_period_end_on from marts.commitment_coverage
        where {IN_FORCE} and buyer_party_id = 'openai' order by all
    """
    year_end = date(2025, 12, 31)
    assert rows(marts, sql, day=ENVELOPE_DAY) == [
        ("annualised_revenue", "ahead", 20 * BN, "projection", year_end),
        ("revenue", "ahead", 13 * BN, "projection", year_end),
        ("revenue", "closed", Decimal("3.7") * BN, "actual", date(2024, 12, 31)),
    ]
    assert rows(marts, sql, day=date(2026, 6, 30)) == [
        ("annualised_revenue", "closed", 20 * BN, "actual", year_end),
        ("revenue", "closed", Decimal("13.1") * BN, "reported", year_end),
    ]


def test_remaining_and_due_are_measured_on_the_row_s_first_day(marts: Connection) -> None:
    sql = """
        select remaining_usd, due_next_12_months_usd, capital_expenditure_usd, remaining_performance_obligation_usd
        from marts.commitment_coverage where buyer_party_id = 'openai' and known_from = '2026-03-31' and revenue_metric = 'revenue'
    """
    ((remaining, due, capital_expenditure, performance),) = rows(marts, sql)
    day = date(2026, 3, 31)
    assert (capital_expenditure, performance) == (5 * BN, None)
    spans = {
        "aws": (38, date(2025, 11, 3), date(2032, 11, 3)), "aws-more": (100, date(2026, 2, 27), date(2034, 2, 27)),
        "cerebras": (20, date(2026, 1, 1), date(2029, 1, 1)), "oracle": (300, date(2027, 7, 2), date(2032, 7, 2)),
    }  # fmt: skip
    over = due_next = Fraction(0)
    for amount, first, after in spans.values():
        per_day = Fraction(amount * 10**9, (after - first).days)
        over += per_day * max(0, (day - first).days)
        due_next += per_day * len([each for each in days(day, date(2027, 3, 31)) if first <= each < after])
    assert abs(Fraction(remaining) - (708 * 10**9 - over)) < 10_000  # periods are rounded to 0.01 million
    assert abs(Fraction(due) - due_next) < 10_000  # periods are rounded to 0.01 million


def test_required_growth_just_pays_what_is_due_in_five_years(marts: Connection) -> None:
    sql = """
        select due_next_60_months_usd, revenue_usd, compute_share_high, required_growth_share_low, compute_share_base,
               required_growth_share_base, compute_share_low, required_growth_share_high
        from marts.commitment_coverage where buyer_party_id = 'openai' and known_from >= '2025-11-03'
    """
    found = rows(marts, sql)
    assert len(found) > 5
    for due, revenue, *pairs in found:
        growths = pairs[1::2]
        assert growths == sorted(growths)
        for share, growth in zip(pairs[0::2], growths, strict=True):
            paid = float(share) * float(revenue) * sum((1 + growth) ** year for year in range(1, 6))
            assert paid == pytest.approx(float(due), rel=1e-4)
