"""Cells and headers of published files: what is read, what stays as it is, and that nothing is changed on the way."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts_schema.columns import COLUMNS
from contracts_schema.reading import UnreadableError
from contracts_schema.upstream.cells import (
    EXCEL_DAY_ZERO,
    american_date,
    clean,
    date_text,
    iso_date,
    month_end,
    number_text,
    serial_date,
    stata_date,
)
from contracts_schema.upstream.delimited import read_delimited
from contracts_schema.upstream.layout import Layout, Place, find_layout

MW = COLUMNS["facility_mw"]
CELL = pl.col("cell")


def _one(expression: pl.Expr, cell: str | None) -> str | None:
    return pl.DataFrame({"cell": [cell]}, schema={"cell": pl.String}).select(expression).item()


def _date(cell: str | None) -> str | None:
    readings = [iso_date(CELL), american_date(CELL), stata_date(CELL), serial_date(CELL, EXCEL_DAY_ZERO), month_end(CELL)]
    return _one(date_text(CELL, readings), cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" a\n\tb ", "a b"),
        ("a\u00a0\u00a0b\u200b", "a b"),
        ("\ufeffa\r\nb", "a b"),
        (" \u00a0 ", None),
        ("", None),
        (None, None),
        ("a b", "a b"),
    ],
)
def test_text_is_cleaned_of_blanks_and_control_characters(cell: str | None, text: str | None) -> None:
    assert _one(clean(CELL), cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("5", "5.000"),
        ("+5.", "5.000"),
        (".5", "0.500"),
        ("-28", "-28.000"),
        ("1e3", "1000.000"),
        ("2.5E-1", "0.250"),
        ("7.0005", "7.000"),
        ("7.0015", "7.002"),
    ],
)
def test_numbers_become_plain_decimals_rounded_half_to_even(cell: str, text: str) -> None:
    assert _one(number_text(CELL, MW), cell) == text


@pytest.mark.parametrize("cell", ["1,000", "5 MW", "1e", "--5", "NaN", "inf", "0x1F", "9999999999", "1e99", ".", "-"])
def test_what_is_no_number_of_the_column_stays_as_it_is(cell: str) -> None:
    assert _one(number_text(CELL, MW), cell) == cell


def test_a_number_needs_a_decimal_column() -> None:
    with pytest.raises(ValueError, match="is no decimal"):
        number_text(CELL, COLUMNS["site_name"])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("10.894283791", "10894283791.00"),
        ("0", "0.00"),
        ("1e-05", "10000.00"),
        ("-2.5E+1", "-25000000000.00"),
        ("8 bn", "8 bn"),
        (None, None),
    ],
)
def test_billions_become_single_dollars_without_losing_a_digit(cell: str | None, text: str | None) -> None:
    assert _one(number_text(CELL, COLUMNS["capital_cost_2025_usd"], power_of_ten=9), cell) == text


@given(st.decimals(min_value=-999_999, max_value=999_999, places=7))
def test_a_number_is_rounded_as_the_decimal_module_does(value: Decimal) -> None:
    got = _one(number_text(CELL, MW), f"{value:f}")
    assert got is not None
    assert Decimal(got) == value.quantize(Decimal("0.001"), rounding=ROUND_HALF_EVEN)


@pytest.mark.parametrize(
    "cell",
    ["2024-13-01", "2/30/2024", "31feb2024", "13/2024", "2024", "123456", "1234", "soon", "2024-05-31x", "5/31/2024 or later", "5-31-2024"],
)
def test_what_is_no_date_stays_as_it_is(cell: str) -> None:
    assert _date(cell) == cell


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)))
def test_every_form_of_a_date_is_read_as_the_same_day(day: date) -> None:
    iso = day.isoformat()
    forms = {
        iso,
        f"{iso} 00:00:00",
        f"{day.month}/{day.day}/{day.year}",
        f"{day:%m/%d/%Y}",
        f"{day:%m/%d/%y}",
        f"{day:%d%b%Y}".lower(),
        str((day - EXCEL_DAY_ZERO).days),
        f"{(day - EXCEL_DAY_ZERO).days}.75",
    }
    assert {form: _date(form) for form in forms} == dict.fromkeys(forms, iso)


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)))
def test_a_month_is_its_last_day(day: date) -> None:
    got = date.fromisoformat(_date(f"{day.month}/{day.year}") or "")
    assert (got.year, got.month) == (day.year, day.month)
    assert (got + timedelta(days=1)).day == 1


LAYOUTS = (Layout("first", {"A": "a", "B b": "b"}), Layout("second", {"A": "a", "C": "c"}, frozenset({"Note"})))
PLACE = Place("file.csv", "", 1)


@given(st.permutations(["A", "C", "Note"]))
def test_a_layout_is_found_whatever_the_order_of_the_columns(header: list[str]) -> None:
    assert find_layout(header, LAYOUTS, PLACE).name == "second"


def test_a_layout_is_found_whatever_the_blanks_and_the_letter_case() -> None:
    assert find_layout(["a", "B\n B "], LAYOUTS, PLACE).name == "first"


@given(st.lists(st.sampled_from(["A", "B b", "C", "Note", "D"]), unique=True))
def test_a_header_is_of_a_layout_exactly_or_refused(header: list[str]) -> None:
    known = {frozenset({"A", "B b"}), frozenset({"A", "C"}), frozenset({"A", "C", "Note"})}
    if frozenset(header) in known:
        assert find_layout(header, LAYOUTS, PLACE) in LAYOUTS
    else:
        with pytest.raises(UnreadableError, match="no known layout"):
            find_layout(header, LAYOUTS, PLACE)


def test_empty_lines_of_a_text_file_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text('a,b\n\n1,"x\ny"\n2,\n', encoding="utf-8")
    frame, lines = read_delimited(tmp_path / "file.csv")
    assert frame.rows() == [("a", "b"), (None, None), ("1", "x\ny"), ("2", None)]
    assert lines.to_list() == [1, 2, 3, 5]


def test_a_text_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="file is missing"):
        read_delimited(tmp_path / "file.csv")
