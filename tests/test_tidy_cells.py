"""Cells of a workbook in canonical form."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from contracts_schema.upstream.tidy_cells import ROW, SAID, tidy

WORDS = st.text(alphabet=" \n\t\u00a0\u2003abcÄ-#.1", max_size=12)
KINDS = ["county", "request_mw", "ia_signed_on", "air_permit_raw"]
ODD_CELLS = ["2024-05-31 00:00:00", "1900-01-01 00:00:00", "5/31/2024", "soon", "2024-02-30", "12", "12.50", "1E2", "179.91000000000003"]


def _tidied(name: str, cells: list[str | None], **options: tuple[str, ...]) -> list[str | None]:
    frame, _ = tidy(pl.DataFrame({name: cells}, schema={name: pl.String}), (name,), **options)
    return frame[name].to_list()


@given(st.lists(st.none() | WORDS, max_size=6))
def test_text_is_one_line_without_outer_blanks_and_never_empty(cells: list[str | None]) -> None:
    expected = [" ".join(cell.split()) or None if cell is not None else None for cell in cells]
    assert _tidied("county", cells) == expected
    assert _tidied("county", expected) == expected


@given(
    st.sampled_from(["county", "request_mw", "ia_signed_on", "air_permit_raw"]),
    st.lists(st.none() | WORDS | st.sampled_from(ODD_CELLS), max_size=6),
)
def test_what_becomes_of_a_cell_does_not_depend_on_the_cells_around_it(name: str, cells: list[str | None]) -> None:
    options = {"no_dates": ("1900-01-01", "soon"), "dated_texts": ("air_permit_raw",)}
    assert _tidied(name, cells, **options) == [_tidied(name, [cell], **options)[0] for cell in cells]


@given(st.lists(st.decimals(min_value=-20000, max_value=20000, places=6), min_size=1, max_size=6))
def test_a_number_is_rounded_half_to_even_at_the_scale_of_its_column(numbers: list[Decimal]) -> None:
    tidied = _tidied("request_mw", [str(number) for number in numbers])
    assert [Decimal(cell or "") for cell in tidied] == [number.quantize(Decimal("0.001"), ROUND_HALF_EVEN) for number in numbers]


def test_numbers_in_other_spellings_are_read_or_left_as_they_are() -> None:
    cells = ["179.91000000000003", " 12 ", "1E2", "1,140", "80 MW", "1e99", "", None]
    assert _tidied("request_mw", cells) == ["179.910", "12.000", "100.000", "1,140", "80 MW", "1e99", None, None]


@given(st.lists(st.dates(date(1990, 1, 1), date(2100, 12, 31)), min_size=1, max_size=6))
def test_a_date_is_read_from_a_time_stamp_and_from_american_text(days: list[date]) -> None:
    expected = [day.isoformat() for day in days]
    assert _tidied("ia_signed_on", [f"{day} 23:59:59.999" for day in days]) == expected
    assert _tidied("ia_signed_on", [f"{day:%m/%d/%Y}" for day in days]) == expected
    assert _tidied("ia_signed_on", expected) == expected


def test_what_is_no_date_is_left_as_it_is() -> None:
    cells = ["soon", "31/12/2024", "2024-02-30", "45292", "2024-01-01 ", "", None]
    assert _tidied("ia_signed_on", cells) == ["soon", "31/12/2024", "2024-02-30", "45292", "2024-01-01", None, None]


def test_words_that_say_that_there_is_no_date_become_null_and_are_counted() -> None:
    names = ("ia_signed_on", "queue_entered_on", "county")
    cells = ["1900-01-01 00:00:00", "Not Available", "2020-01-01 00:00:00", None]
    frame, nulled = tidy(pl.DataFrame(dict.fromkeys(names, cells)), names, no_dates=("1900-01-01", "Not Available", "TBD"))
    assert frame["ia_signed_on"].to_list() == frame["queue_entered_on"].to_list() == [None, None, "2020-01-01", None]
    assert frame["county"].to_list() == cells
    assert sorted(nulled.select(SAID, ROW).rows()) == [("1900-01-01", 0), ("1900-01-01", 0), ("Not Available", 1), ("Not Available", 1)]


def test_dates_in_a_column_of_words_and_dates_are_written_alike_and_stay() -> None:
    cells = ["1900-01-01 00:00:00", "04/30/2020", " Not  Required", None]
    options = {"no_dates": ("1900-01-01",), "dated_texts": ("air_permit_raw",)}
    assert _tidied("air_permit_raw", cells, **options) == ["1900-01-01", "2020-04-30", "Not Required", None]
