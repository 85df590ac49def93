"""The gate: what it refuses, what it says of it, what it holds back, and that good files pass unchanged."""

import csv
import itertools
import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts_schema import Contract, contracts_of, reading
from contracts_schema.gate import Verdict, judge_source
from contracts_schema.reading import Problem
from tests.broken_register import BROKEN, Broken, cell_at, file_of, read_rows, set_cells, write_rows

REAL = Path(__file__).parents[1] / "raw" / "register"
REGISTER = contracts_of("register")

REFERS_TO: dict[str, set[str]] = {
    "sources": set(),
    "parties": set(),
    "deals": {"parties"},
    "deal_terms": {"deals", "sources"},
    "deal_clauses": {"deals", "sources"},
    "deal_tranches": {"deals", "sites", "sources"},
    "financing": {"parties", "deals", "sources"},
    "supply_relations": {"parties", "sources"},
    "party_financials": {"parties", "sources"},
    "stated_totals": {"parties", "sources"},
    "sites": {"parties"},
    "site_deals": {"sites", "deals", "sources"},
    "site_phases": {"sites", "sources"},
    "milestones": {"site_phases", "sources"},
    "power_arrangements": {"sites", "parties", "sources"},
    "grid_statistics": {"sources"},
}

TINY_TABLES = ("sources", "parties", "deals", "deal_terms")
TINY = tuple(contract for contract in REGISTER if contract.table in TINY_TABLES)
TINY_FILES = {
    "sources": "source_id,publisher,title,url,published_on,source_type,reliability,origin_source_id,origin_named\n"
    "s-1,Paper,Title,,2026-01-01,news,C,,\n",
    "parties": "party_id,name,party_type,parent_party_id,country_code,cik,ticker\nbuyer,Buyer,ai_lab,,,,\nseller,Seller,neocloud,,,,\n",
    "deals": "deal_id,title,deal_type,buyer_party_id,seller_party_id,announced_on,part_of_deal_id,supersedes_deal_id\n"
    "d-1,Deal,cloud_capacity,buyer,seller,,,\n",
}
TERMS_HEADER = [
    "deal_id", "stated_on", "source_id", "firmness", "value_usd_bn", "value_qualifier", "value_period", "term_months", "starts_on",
    "starts_precision", "ends_on", "ends_precision", "capacity_mw", "capacity_qualifier", "accelerator_count",
    "accelerator_qualifier", "accelerator_family", "credibility", "statement",
]  # fmt: skip


def _all_that_refer_to(table: str) -> set[str]:
    found: set[str] = set()
    while new := {name for name, others in REFERS_TO.items() if others & (found | {table})} - found:
        found |= new
    return found


def _copy(target: Path) -> Path:
    return Path(shutil.copytree(REAL, target / "register"))


def _judge(folder: Path, contracts: tuple[Contract, ...] = REGISTER) -> dict[str, Verdict]:
    return {verdict.contract.table: verdict for verdict in judge_source(contracts, folder)}


def _places(verdict: Verdict) -> set[tuple[int, str, str]]:
    return {(problem.line, problem.column, problem.rule) for problem in verdict.problems}


def _terms(*rows: dict[str, str]) -> list[list[str]]:
    """Rows of deal_terms, one a day from 2026-01-01, good but for the cells given."""
    table = [TERMS_HEADER]
    for day, cells in enumerate(rows):
        row = {"deal_id": "d-1", "stated_on": str(date(2026, 1, 1) + timedelta(days=day)), "source_id": "s-1", "firmness": "binding"}
        row |= {"credibility": "2", "statement": "What was said.", **cells}
        table.append([row.get(name, "") for name in TERMS_HEADER])
    return table


def _tiny(folder: Path, *rows: dict[str, str]) -> Path:
    """A folder of four small tables, with `rows` in deal_terms."""
    folder.mkdir(exist_ok=True)
    for table, text in TINY_FILES.items():
        file_of(folder, table).write_text(text, encoding="utf-8", newline="")
    write_rows(folder, "deal_terms", _terms(*rows))
    return folder


def _judge_terms(folder: Path, *rows: dict[str, str]) -> Verdict:
    return _judge(_tiny(folder, *rows), TINY)["deal_terms"]


def _frame(verdict: Verdict) -> pl.DataFrame:
    assert verdict.frame is not None
    return verdict.frame


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_refused_for_what_is_broken_and_holds_back_what_refers_to_it(broken: Broken, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    broken.break_it(folder)
    verdicts = _judge(folder)

    assert [table for table, verdict in verdicts.items() if verdict.is_refused] == [broken.table]
    problems = verdicts[broken.table].problems
    assert {problem.file for problem in problems} == {f"{broken.table}.csv"}
    assert (broken.line, broken.column, broken.rule) in {(p.line, p.column, p.rule) for p in problems}
    shown = [p.value for p in problems if (p.line, p.column, p.rule) == (broken.line, broken.column, broken.rule)]
    if broken.line > 1 and broken.column:
        cell = cell_at(folder, broken.table, broken.line, broken.column)
        assert all(value == cell or (len(cell) > 200 and value.startswith(cell[:50])) for value in shown)
    assert any(broken.shows in value for value in shown)

    held_back = {table: verdict.held_back for table, verdict in verdicts.items() if verdict.held_back}
    assert held_back == dict.fromkeys(_all_that_refer_to(broken.table), (broken.table,))
    assert {table for table, verdict in verdicts.items() if verdict.may_land} == set(REFERS_TO) - set(held_back) - {broken.table}


_MONEY = {"value_usd_bn": "5", "value_qualifier": "exact", "value_period": "total"}
_CHIPS = {"accelerator_count": "5", "accelerator_qualifier": "exact"}
_SIZE = {"capacity_mw": "5", "capacity_qualifier": "exact"}
_START = {"starts_precision": "day"}

BAD_ROWS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("stated_on", "type", {"stated_on": "01/05/2026"}),
    ("stated_on", "type", {"stated_on": "2026-01-05T00:00:00"}),
    ("stated_on", "type", {"stated_on": "5 January 2026"}),
    ("stated_on", "type", {"stated_on": "2026"}),
    ("stated_on", "type", {"stated_on": "2027-02-29"}),
    ("stated_on", "type", {"stated_on": "2026-00-10"}),
    ("stated_on", "type", {"stated_on": "46027"}),
    ("stated_on", "type", {"stated_on": "2026-01-05 "}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "1234567890"}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "inf"}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "+5"}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "5."}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": ".5"}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "$5"}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "5\n"}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "1_000"}),
    ("value_usd_bn", "type", {**_MONEY, "value_usd_bn": "\u0665"}),
    ("capacity_mw", "type", {**_SIZE, "capacity_mw": "\uff19"}),
    ("capacity_mw", "type", {**_SIZE, "capacity_mw": "1.2345"}),
    ("accelerator_count", "type", {**_CHIPS, "accelerator_count": "1,000"}),
    ("accelerator_count", "type", {**_CHIPS, "accelerator_count": "\u0661\u0660"}),
    ("accelerator_count", "type", {**_CHIPS, "accelerator_count": "1e6"}),
    ("accelerator_count", "type", {**_CHIPS, "accelerator_count": "9223372036854775808"}),
    ("term_months", "type", {"term_months": "12345678901"}),
    ("term_months", "type", {"term_months": "12.0"}),
    ("term_months", "type", {"term_months": "\u0967\u0968"}),
    ("value_usd_bn", "range", {**_MONEY, "value_usd_bn": "-0.000000001"}),
    ("value_usd_bn", "range", {**_MONEY, "value_usd_bn": "999999999.999999999"}),
    ("capacity_mw", "range", {**_SIZE, "capacity_mw": "-0.001"}),
    ("accelerator_count", "range", {**_CHIPS, "accelerator_count": "1000000001"}),
    ("accelerator_count", "range", {**_CHIPS, "accelerator_count": "999999999999999999"}),
    ("accelerator_count", "range", {**_CHIPS, "accelerator_count": "-1"}),
    ("term_months", "range", {"term_months": "0"}),
    ("term_months", "range", {"term_months": "601"}),
    ("credibility", "range", {"credibility": "0"}),
    ("credibility", "range", {"credibility": "7"}),
    ("starts_on", "range", {**_START, "starts_on": "1989-12-31"}),
    ("starts_on", "range", {**_START, "starts_on": "0001-01-01"}),
    ("starts_on", "range", {**_START, "starts_on": "2101-01-01"}),
    ("statement", "no_outer_space", {"statement": " padded"}),
    ("statement", "no_outer_space", {"statement": " "}),
    ("statement", "no_outer_space", {"statement": "hard space\u00a0"}),
    ("statement", "one_line", {"statement": "one\ttwo"}),
    ("statement", "one_line", {"statement": "one\x1btwo"}),
    ("statement", "one_line", {"statement": "one\x7ftwo"}),
    ("statement", "one_line", {"statement": "one\u0085two"}),
    ("statement", "one_line", {"statement": "one\u2028two"}),
    ("statement", "empty_if_unknown", {"statement": "n/a"}),
    ("accelerator_family", "empty_if_unknown", {"accelerator_family": "NULL"}),
    ("accelerator_family", "empty_if_unknown", {"accelerator_family": "tba"}),
    ("accelerator_family", "empty_if_unknown", {"accelerator_family": "None"}),
    ("accelerator_family", "empty_if_unknown", {"accelerator_family": "?"}),
    ("accelerator_family", "empty_if_unknown", {"accelerator_family": "-"}),
    ("accelerator_family", "length", {"accelerator_family": "a" * 401}),
    ("accelerator_family", "no_formula", {"accelerator_family": "=A1"}),
    ("statement", "length", {"statement": "a" * 2001}),
    ("firmness", "vocabulary", {"firmness": "binding "}),
    ("value_qualifier", "vocabulary", {**_MONEY, "value_qualifier": "total"}),
    ("starts_precision", "vocabulary", {"starts_on": "2027-06-30", "starts_precision": "week"}),
    ("deal_id", "pattern", {"deal_id": "d_1"}),
    ("deal_id", "pattern", {"deal_id": "d--1"}),
    ("deal_id", "pattern", {"deal_id": "d-"}),
    ("deal_id", "pattern", {"deal_id": "d-\u0661"}),
    ("deal_id", "reference", {"deal_id": "D-1"}),
    ("source_id", "reference", {"source_id": "s-10"}),
    ("statement", "not_nullable", {"statement": ""}),
    ("firmness", "not_nullable", {"firmness": ""}),
    ("deal_id", "not_nullable", {"deal_id": ""}),
    ("value_qualifier", "value_with_qualifier", {**_MONEY, "value_period": ""}),
    ("value_qualifier", "value_with_qualifier", {**_MONEY, "value_usd_bn": ""}),
    ("value_qualifier", "value_with_qualifier", {"value_period": "per_year"}),
    ("capacity_qualifier", "capacity_with_qualifier", {**_SIZE, "capacity_mw": ""}),
    ("accelerator_qualifier", "accelerators_with_qualifier", {**_CHIPS, "accelerator_count": ""}),
    ("starts_precision", "precision_with_date", {"starts_precision": "month"}),
    ("starts_on", "period_last_day", {"starts_on": "2028-02-28", "starts_precision": "month"}),
    ("starts_on", "period_last_day", {"starts_on": "2026-02-28", "starts_precision": "quarter"}),
    ("starts_on", "period_last_day", {"starts_on": "2026-04-30", "starts_precision": "quarter"}),
    ("starts_on", "period_last_day", {"starts_on": "2026-03-31", "starts_precision": "half"}),
    ("starts_on", "period_last_day", {"starts_on": "2026-09-30", "starts_precision": "half"}),
    ("starts_on", "period_last_day", {"starts_on": "2026-06-30", "starts_precision": "year"}),
    ("ends_on", "period_last_day", {"ends_on": "2026-01-01", "ends_precision": "year"}),
)


@pytest.fixture(scope="module")
def bad_rows(tmp_path_factory: pytest.TempPathFactory) -> dict[int, set[tuple[str, str, str]]]:
    """Column, rule and value of the problems of each of BAD_ROWS, by its position; all rows are in one file."""
    folder = _tiny(tmp_path_factory.mktemp("bad") / "register", *(cells for _, _, cells in BAD_ROWS))
    problems = _judge(folder, TINY)["deal_terms"].problems
    lines = [line for line, _ in read_rows(folder, "deal_terms")][1:]
    return {place: {(p.column, p.rule, p.value) for p in problems if p.line == line} for place, line in enumerate(lines)}


@pytest.mark.parametrize(
    ("place", "row"),
    list(enumerate(BAD_ROWS)),
    ids=[f"{place}-{column}-{rule}" for place, (column, rule, _) in enumerate(BAD_ROWS)],
)
def test_a_bad_row_is_reported_among_other_bad_rows(
    place: int, row: tuple[str, str, dict[str, str]], bad_rows: dict[int, set[tuple[str, str, str]]]
) -> None:
    column, rule, cells = row
    assert (column, rule) in {(found, broken) for found, broken, _ in bad_rows[place]}
    shown = [value for found, broken, value in bad_rows[place] if (found, broken) == (column, rule)]
    assert all(value[:200] == cells.get(column, "")[:200] for value in shown)


def test_every_variant_has_a_name_of_its_own_and_there_are_enough() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 60


def test_every_row_rule_of_the_register_is_broken_by_a_variant() -> None:
    broken = {(variant.table, variant.rule, variant.column) for variant in BROKEN}
    assert {(contract.table, rule.name, rule.field) for contract in REGISTER for rule in contract.rules} - broken == set()


def test_the_real_register_passes() -> None:
    verdicts = _judge(REAL)
    assert set(verdicts) == set(REFERS_TO)
    assert [problem for verdict in verdicts.values() for problem in verdict.problems] == []
    assert all(verdict.may_land for verdict in verdicts.values())


def test_every_row_of_the_real_register_is_in_its_frame_cell_by_cell() -> None:
    for table, verdict in _judge(REAL).items():
        header, *rows = (row for _, row in read_rows(REAL, table))
        frame = _frame(verdict)
        assert verdict.rows == frame.height == len(rows)
        assert frame.columns == header
        for position, field in enumerate(verdict.contract.fields):
            texts = [row[position] or None for row in rows]
            assert [_text_of(value) for value in frame[field.raw_name]] == [_canonical(text, field.column.type) for text in texts]


def _canonical(text: str | None, type_: str) -> str | None:
    """Text of a cell as the typed value prints: a decimal without trailing zeros, a number without leading ones."""
    if text is None or type_ in ("string", "date"):
        return text
    return _text_of(Decimal(text))


def _text_of(value: object) -> str | None:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, int):
        return _text_of(Decimal(value))
    return None if value is None else str(value)


def test_the_digest_is_of_the_bytes_of_the_file(tmp_path: Path) -> None:
    folder = _tiny(tmp_path, {})
    before = _judge(folder, TINY)
    set_cells(folder, "deals", 2, {"title": "Another"})
    after = _judge(folder, TINY)
    assert {table for table in before if before[table].sha256 != after[table].sha256} == {"deals"}


def test_every_reference_is_checked(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    pointing = [(c.table, f.raw_name) for c in REGISTER for f in c.fields if f.references]
    for table, column in pointing:
        set_cells(folder, table, 2, {column: "no-such-id"})
    verdicts = _judge(folder)
    assert [(table, column) for table, column in pointing if (2, column, "reference") not in _places(verdicts[table])] == []


def test_every_required_field_must_be_filled(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    needed = [(c.table, f.raw_name) for c in REGISTER for f in c.fields if f.required]
    for table, column in needed:
        set_cells(folder, table, 2, {column: ""})
    verdicts = _judge(folder)
    assert [(table, column) for table, column in needed if (2, column, "not_nullable") not in _places(verdicts[table])] == []


def test_every_field_may_be_empty_that_is_not_required(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    stated = {"stated_totals": {"value_usd_bn"}, "financing": {"from_party_id"}}
    for contract in REGISTER:
        empty = {field.raw_name: "" for field in contract.fields if not field.required}
        filled = {"value_usd_bn": "5", "value_qualifier": "exact", "from_party_id": "aep"}
        kept = stated.get(contract.table, set()) | ({"value_qualifier"} if contract.table == "stated_totals" else set())
        set_cells(folder, contract.table, 2, empty | {name: filled[name] for name in kept})
    assert [str(problem) for verdict in _judge(folder).values() for problem in verdict.problems] == []


def test_every_field_that_is_no_text_is_checked_for_its_type(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    typed = [(c.table, f.raw_name) for c in REGISTER for f in c.fields if f.column.type != "string"]
    for table, column in typed:
        set_cells(folder, table, 2, {column: "about 5"})
    verdicts = _judge(folder)
    assert [(table, column) for table, column in typed if (2, column, "type") not in _places(verdicts[table])] == []


def test_every_vocabulary_is_checked(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    worded = [(c.table, f.raw_name) for c in REGISTER for f in c.fields if f.column.vocabulary is not None]
    for table, column in worded:
        set_cells(folder, table, 2, {column: "no such word"})
    verdicts = _judge(folder)
    assert [(table, column) for table, column in worded if (2, column, "vocabulary") not in _places(verdicts[table])] == []


def test_every_text_is_checked_for_formulas(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    texts = [(c.table, f.raw_name) for c in REGISTER for f in c.fields if f.column.type == "string"]
    for table, column in texts:
        set_cells(folder, table, 2, {column: "=A1"})
    verdicts = _judge(folder)
    assert [(table, column) for table, column in texts if (2, column, "no_formula") not in _places(verdicts[table])] == []


def test_values_at_their_bounds_pass(tmp_path: Path) -> None:
    money = {"value_qualifier": "exact", "value_period": "total"}
    chips = {"accelerator_qualifier": "exact"}
    mw = {"capacity_qualifier": "exact"}
    verdict = _judge_terms(
        tmp_path,
        {"value_usd_bn": "0", "term_months": "1", "credibility": "1", "capacity_mw": "0", "accelerator_count": "0"} | money | chips | mw,
        {"value_usd_bn": "20000", "term_months": "600", "credibility": "6", "capacity_mw": "200000"} | money | mw,
        {"accelerator_count": "1000000000", "statement": "a" * 2000, "accelerator_family": "a" * 400} | chips,
        {"starts_on": "1990-01-01", "starts_precision": "day", "ends_on": "2100-12-31", "ends_precision": "year"},
        {"starts_on": "2027-03-31", "starts_precision": "day", "ends_on": "2027-03-31", "ends_precision": "quarter"},
        {"statement": '-5 percent, said the "filing"; none = unknown, a@b.c'},
    )  # fmt: skip
    assert [str(problem) for problem in verdict.problems] == []
    assert verdict.rows == 6


@pytest.mark.parametrize(
    ("precision", "last_days"),
    [
        ("day", ["2027-01-01", "2028-02-29", "2027-11-17"]),
        ("month", ["2027-02-28", "2028-02-29", "2027-04-30", "2027-12-31"]),
        ("quarter", ["2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"]),
        ("half", ["2027-06-30", "2027-12-31"]),
        ("year", ["2027-12-31", "2028-12-31"]),
    ],
)
def test_the_last_day_of_a_period_passes(precision: str, last_days: list[str], tmp_path: Path) -> None:
    verdict = _judge_terms(tmp_path, *({"starts_on": day, "starts_precision": precision} for day in last_days))
    assert [str(problem) for problem in verdict.problems] == []


@pytest.mark.parametrize(
    ("occurs_on", "precision", "stated_on"),
    [
        ("2026-03-27", "day", "2026-03-27"),
        ("2026-03-31", "month", "2026-03-01"),
        ("2026-06-30", "quarter", "2026-04-01"),
        ("2026-12-31", "half", "2026-07-01"),
        ("2026-12-31", "year", "2026-01-01"),
        ("", "", "2026-01-01"),
    ],
)
def test_what_is_achieved_may_lie_in_the_period_that_has_begun(occurs_on: str, precision: str, stated_on: str, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    cells = {"status": "achieved", "occurs_on": occurs_on, "precision": precision, "stated_on": stated_on}
    set_cells(folder, "milestones", 2, cells)
    assert [str(problem) for problem in _judge(folder)["milestones"].problems] == []


def test_the_country_code_of_namibia_does_not_stand_for_unknown(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    set_cells(folder, "parties", 2, {"country_code": "NA"})
    assert [str(problem) for problem in _judge(folder)["parties"].problems] == []


def test_an_empty_cell_breaks_no_rule_that_compares_it(tmp_path: Path) -> None:
    verdict = _judge_terms(
        tmp_path,
        {"starts_on": "2030-01-01", "starts_precision": "day"},
        {"ends_on": "2020-01-01", "ends_precision": "day"},
        {"value_usd_bn": "", "capacity_mw": "5", "capacity_qualifier": "up_to"},
        {},
    )
    assert [str(problem) for problem in verdict.problems] == []


def test_a_rule_counts_only_rows_that_break_it_among_rows_with_empty_cells(tmp_path: Path) -> None:
    early = {"starts_on": "2030-01-01", "starts_precision": "day", "ends_on": "2029-12-31", "ends_precision": "day"}
    verdict = _judge_terms(tmp_path, {}, early, {}, {"starts_on": "2030-01-01", "starts_precision": "day"}, early)
    assert [(p.line, p.column, p.rule) for p in verdict.problems] == [(3, "ends_on", "dates_in_order"), (6, "ends_on", "dates_in_order")]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("firmness", "firm", "vocabulary"),
        ("credibility", "", "not_nullable"),
        ("credibility", "9", "range"),
        ("value_usd_bn", "1e3", "type"),
        ("source_id", "s-2", "reference"),
        ("statement", "=A1", "no_formula"),
        ("starts_on", "2027-01-01", "precision_with_date"),
    ],
)
def test_every_offending_row_is_reported(column: str, value: str, rule: str, tmp_path: Path) -> None:
    bad = {column: value}
    verdict = _judge_terms(tmp_path, {}, bad, {}, bad, bad, {})
    assert [problem.line for problem in verdict.problems if problem.rule == rule] == [3, 5, 6]


def test_every_row_of_a_key_that_stands_more_than_once_is_reported(tmp_path: Path) -> None:
    again = {"stated_on": "2026-01-01"}
    verdict = _judge_terms(tmp_path, again, {}, again, again)
    assert [(p.line, p.column, p.rule) for p in verdict.problems] == [(line, "deal_id", "unique_key") for line in (2, 4, 5)]


def test_rows_whose_keys_cannot_be_read_are_not_taken_for_the_same_key(tmp_path: Path) -> None:
    verdict = _judge_terms(tmp_path, {"stated_on": "2026-02-30"}, {}, {"stated_on": "2026-02-31"})
    assert [(p.line, p.column, p.rule) for p in verdict.problems] == [(2, "stated_on", "type"), (4, "stated_on", "type")]


def test_every_problem_of_a_row_is_reported(tmp_path: Path) -> None:
    verdict = _judge_terms(tmp_path, {"firmness": "firm", "credibility": "0", "statement": " padded", "term_months": "x"})
    assert [(p.column, p.rule) for p in verdict.problems] == [
        ("credibility", "range"),
        ("firmness", "vocabulary"),
        ("statement", "no_outer_space"),
        ("term_months", "type"),
    ]


def test_torn_rows_and_rows_in_the_frame_are_all_the_rows(tmp_path: Path) -> None:
    folder = _tiny(tmp_path)
    header, *rows = _terms({}, {}, {}, {}, {}, {})
    rows[1] = rows[1][:-1]
    rows[3] = [*rows[3], "extra"]
    rows[4] = []
    write_rows(folder, "deal_terms", [header, *rows])
    verdict = _judge(folder, TINY)["deal_terms"]
    assert [(p.line, p.rule) for p in verdict.problems] == [(line, "cells_per_row") for line in (3, 5, 6)]
    assert verdict.rows == _frame(verdict).height == 3
    assert _frame(verdict)["stated_on"].to_list() == [date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 6)]


def test_a_file_of_torn_rows_only_has_an_empty_frame(tmp_path: Path) -> None:
    folder = _tiny(tmp_path)
    write_rows(folder, "deal_terms", [TERMS_HEADER, ["d-1"], ["d-1", "2026-01-01"]])
    verdict = _judge(folder, TINY)["deal_terms"]
    assert [(p.line, p.rule) for p in verdict.problems] == [(2, "cells_per_row"), (3, "cells_per_row")]
    assert _frame(verdict).columns == TERMS_HEADER
    assert verdict.rows == _frame(verdict).height == 0


def test_a_required_cell_of_a_wrong_type_is_reported_once(tmp_path: Path) -> None:
    verdict = _judge_terms(tmp_path, {}, {"stated_on": "2026-02-30"})
    assert [(p.line, p.column, p.value, p.rule) for p in verdict.problems] == [(3, "stated_on", "2026-02-30", "type")]


def test_a_cell_of_a_wrong_type_does_not_count_as_empty_for_the_rules_of_its_row(tmp_path: Path) -> None:
    verdict = _judge_terms(
        tmp_path,
        {"value_usd_bn": "1e3", "value_qualifier": "exact", "value_period": "total"},
        {"starts_on": "2026-02-30", "starts_precision": "day"},
    )
    assert [(p.line, p.column, p.rule) for p in verdict.problems] == [(2, "value_usd_bn", "type"), (3, "starts_on", "type")]


def test_lines_are_counted_right_below_a_quoted_cell_with_a_comma_or_a_line_break(tmp_path: Path) -> None:
    comma, broken_line = {"statement": 'One, "two", three.'}, {"statement": "One\ntwo\nthree"}
    verdict = _judge_terms(tmp_path, comma, {"firmness": "firm"}, broken_line, {"firmness": "firm"})
    assert [(p.line, p.rule) for p in verdict.problems] == [(3, "vocabulary"), (4, "one_line"), (7, "vocabulary")]
    assert _frame(verdict)["statement"].to_list() == ['One, "two", three.', "What was said.", "One\ntwo\nthree", "What was said."]


def test_decimals_stay_decimal_and_exact(tmp_path: Path) -> None:
    money = {"value_qualifier": "exact", "value_period": "total"}
    texts = ["0.000000001", "19999.999999999", "0.1", "2.65", "1234.500000000", "17"]
    verdict = _judge_terms(tmp_path, *({"value_usd_bn": text, **money} for text in texts))
    column = _frame(verdict)["value_usd_bn"]
    assert verdict.problems == ()
    assert column.dtype == pl.Decimal(18, 9)
    assert column.to_list() == [Decimal(text) for text in texts]
    assert column.sum() == Decimal("21254.250000000") - Decimal("0.000000000")


def test_columns_have_the_types_of_the_contract(tmp_path: Path) -> None:
    frame = _frame(_judge_terms(tmp_path, {"accelerator_count": "1000000000", "accelerator_qualifier": "exact"}))
    types = {"stated_on": pl.Date(), "capacity_mw": pl.Decimal(12, 3), "accelerator_count": pl.Int64(), "term_months": pl.Int32()}
    assert {name: frame.schema[name] for name in types} == types
    assert frame["accelerator_count"].to_list() == [10**9]


@pytest.mark.parametrize("column", ["statement", "firmness", "value_usd_bn", "stated_on"])
def test_a_huge_value_is_shortened_in_the_problem(column: str, tmp_path: Path) -> None:
    value = "7" * 100_000
    problems = _judge_terms(tmp_path, {column: value}).problems
    assert problems
    assert [len(problem.value) for problem in problems if len(problem.value) > 300] == []
    assert all(problem.value.startswith("7" * 50) for problem in problems if problem.column == column)


def test_a_huge_header_is_shortened_in_the_problem(tmp_path: Path) -> None:
    folder = _tiny(tmp_path)
    file_of(folder, "deal_terms").write_text("<html>" + "x" * 100_000 + "\n", encoding="utf-8")
    problems = _judge(folder, TINY)["deal_terms"].problems
    assert any(problem.value.startswith("<html>") for problem in problems)
    assert [len(str(problem)) for problem in problems if len(str(problem)) > 1000] == []


def test_a_problem_says_where_what_and_why() -> None:
    whole = Problem("deals.csv", 0, "", "", "file_not_empty", "file is empty")
    cell = Problem("deals.csv", 7, "title", " x", "no_outer_space", "starts or ends with a space")
    assert str(whole) == "deals.csv '': file is empty (file_not_empty)"
    assert str(cell) == "deals.csv:7 [title] ' x': starts or ends with a space (no_outer_space)"


def test_problems_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    problems = _judge_terms(tmp_path, {"statement": ""}, {"firmness": "firm", "credibility": "x"}, {"credibility": "0"}).problems
    assert [(p.line, p.column) for p in problems] == [(2, "statement"), (3, "credibility"), (3, "firmness"), (4, "credibility")]


def _comparable(verdicts: dict[str, Verdict]) -> dict[str, tuple[object, ...]]:
    return {t: (v.problems, v.held_back, v.rows, v.sha256, None if v.frame is None else v.frame.to_dicts()) for t, v in verdicts.items()}


def test_the_order_of_contracts_does_not_change_verdicts(tmp_path: Path) -> None:
    folder = _tiny(tmp_path, {}, {"firmness": "firm"})
    file_of(folder, "sources").unlink()
    set_cells(folder, "parties", 2, {"party_type": "bank"})
    expected = _comparable(_judge(folder, TINY))
    assert {table for table, verdict in expected.items() if verdict[0]} == {"sources", "parties", "deal_terms"}
    for order in itertools.islice(itertools.permutations(TINY), 5, None, 6):
        verdicts = judge_source(order, folder)
        assert tuple(verdict.contract for verdict in verdicts) == order
        assert _comparable({verdict.contract.table: verdict for verdict in verdicts}) == expected


def test_a_good_table_names_every_refused_table_that_it_refers_to(tmp_path: Path) -> None:
    folder = _tiny(tmp_path, {})
    set_cells(folder, "sources", 2, {"reliability": "G"})
    set_cells(folder, "parties", 2, {"party_type": "bank"})
    held_back = {table: verdict.held_back for table, verdict in _judge(folder, TINY).items()}
    assert held_back == {"sources": (), "parties": (), "deals": ("parties",), "deal_terms": ("parties", "sources")}


def test_a_refused_table_is_not_held_back_as_well(tmp_path: Path) -> None:
    folder = _tiny(tmp_path, {"firmness": "firm"})
    set_cells(folder, "sources", 2, {"reliability": "G"})
    verdict = _judge(folder, TINY)["deal_terms"]
    assert verdict.is_refused
    assert verdict.held_back == ()
    assert not verdict.may_land


def test_references_into_a_file_that_cannot_be_read_are_not_reported(tmp_path: Path) -> None:
    folder = _tiny(tmp_path, {}, {})
    file_of(folder, "sources").write_bytes(b"")
    verdict = _judge(folder, TINY)["deal_terms"]
    assert verdict.problems == ()
    assert verdict.held_back == ("sources",)


def test_the_size_of_a_batch_does_not_change_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _tiny(tmp_path)
    header, *rows = _terms({}, {"firmness": "firm"}, {"stated_on": "2026-01-01"}, {"term_months": "x"}, {}, {"statement": "a\nb"}, {})
    rows[4] = rows[4][:-1]
    write_rows(folder, "deal_terms", [header, *rows])
    whole = _comparable(_judge(folder, TINY))
    monkeypatch.setattr(reading, "BATCH_ROWS", 2)
    assert _comparable(_judge(folder, TINY)) == whole
    assert [(p.line, p.rule) for p in _judge(folder, TINY)["deal_terms"].problems] == [
        (2, "unique_key"), (3, "vocabulary"), (4, "unique_key"), (5, "type"), (6, "cells_per_row"), (7, "one_line"),
    ]  # fmt: skip


_ARBITRARY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_NUMBERLIKE = st.from_regex(r"\A[+-]?[0-9]{0,12}([.,][0-9]{0,11})?\Z")
_DATELIKE = st.dates(date(1900, 1, 1)).map(date.isoformat)
_WORDLIKE = st.sampled_from(
    ["", "exact", "binding", "day", "month", "total", "d-1", "s-1", "2026-13-01", "NULL", '"', ",", "\n", "\r", "\0"]
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(column=st.sampled_from(TERMS_HEADER), value=_ARBITRARY | _NUMBERLIKE | _DATELIKE | _WORDLIKE)
def test_any_edit_of_a_cell_is_kept_as_it_is_or_reported_on_its_line(
    tmp_path_factory: pytest.TempPathFactory, column: str, value: str
) -> None:
    folder = _tiny(tmp_path_factory.mktemp("edit"), {}, {}, {})
    header, *rows = _terms({}, {}, {})
    rows[1][header.index(column)] = value
    with file_of(folder, "deal_terms").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([header, *rows])
    verdict = _judge(folder, TINY)["deal_terms"]
    if verdict.problems:
        twin = {2, 4} if any(p.rule == "unique_key" for p in verdict.problems) else set()
        assert {problem.line for problem in verdict.problems} <= set(range(3, 4 + value.count("\n"))) | twin
        assert any(problem.line >= 3 for problem in verdict.problems)
    else:
        kept = _frame(verdict)[column].to_list()[1]
        type_ = next(field.column.type for field in verdict.contract.fields if field.raw_name == column)
        assert _text_of(kept) == _canonical(value or None, type_)
