"""Cells of published files as canonical text, as Polars expressions.

A cell that can be read becomes its canonical text (dates `YYYY-MM-DD`, numbers plain decimals); one that cannot stays
as it is, so that the gate names it. Nothing here knows a source.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from contracts_schema.column import Column

EXCEL_DAY_ZERO = date(1899, 12, 30)
STATA_DAY_ZERO = date(1960, 1, 1)
NOTHING_DATES = ("1899-12-30", "1899-12-31", "1900-01-01")  # what a spreadsheet shows for the number 0 or 1 in a date column
FORMULA_ERRORS = ("#VALUE!", "#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")

_BLANK = r"[\s\x00-\x1f\x7f-\x{a0}\x{200b}\x{feff}]"
_SPACES = rf"{_BLANK}{{2,}}|[{_BLANK}--[ ]]"  # a single space is left alone: most of them are
UNTIDY = rf"^$|^ | $|{_SPACES}"  # what `clean` changes
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$"


def clean(cell: pl.Expr) -> pl.Expr:
    """Text in one line without outer spaces; runs of blanks of any kind become one space, empty text null."""
    return cell.str.replace_all(_SPACES, " ").str.strip_chars(" ").replace("", None)


def number_text(cell: pl.Expr, column: Column, *, power_of_ten: int = 0) -> pl.Expr:
    """A number as a plain decimal with the scale of `column`, rounded half to even; text that is no number unchanged.

    Reads exponents (`1.5e+21`). `power_of_ten` is what the source's unit has more than the column's: 9 for billions. Raises
    ValueError where the column is no decimal.
    """
    if column.decimal_size is None:
        raise ValueError(f"{column.name} is no decimal")
    number: pl.Expr = pl.when(cell.str.contains(_NUMBER)).then(cell)
    if power_of_ten:  # moved in the text, so that no digit is lost
        exponent = number.str.extract(r"[eE](.*)$", 1).cast(pl.Int32, strict=False).fill_null(0) + power_of_ten
        number = pl.concat_str(number.str.replace(r"[eE].*$", ""), pl.lit("e"), exponent.cast(pl.String))
    return pl.coalesce(number.cast(pl.Decimal(*column.decimal_size), strict=False).cast(pl.String), cell)


def _parsed(cell: pl.Expr, pattern: str, form: str) -> pl.Expr:
    return pl.when(cell.str.contains(pattern)).then(cell).str.to_date(form, strict=False)


def iso_date(cell: pl.Expr) -> pl.Expr:
    """A date written `2024-05-31`, with or without a time behind it; null otherwise."""
    has_form = cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?$")
    return pl.when(has_form).then(cell.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)


def american_date(cell: pl.Expr) -> pl.Expr:
    """A date written `5/31/2024` or `5/31/24` (69 to 99 are of the last century); null otherwise."""
    return pl.coalesce(
        _parsed(cell, r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$", "%m/%d/%Y"), _parsed(cell, r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}$", "%m/%d/%y")
    )


def stata_date(cell: pl.Expr) -> pl.Expr:
    """A date written `31may2024`; null otherwise."""
    return _parsed(cell, r"^[0-9]{2}[a-z]{3}[0-9]{4}$", "%d%b%Y")


def serial_date(cell: pl.Expr, day_zero: date) -> pl.Expr:
    """A date counted in days from `day_zero`, five digits with or without a fraction of a day; null otherwise."""
    days = pl.when(cell.str.contains(r"^[0-9]{5}(\.[0-9]+)?$")).then(cell.str.slice(0, 5)).cast(pl.Int32)
    return pl.lit(day_zero) + pl.duration(days=days)


def month_end(cell: pl.Expr) -> pl.Expr:
    """The last day of a month written `5/2024`; null otherwise."""
    return pl.when(cell.str.contains(r"^[0-9]{1,2}/[0-9]{4}$")).then("1/" + cell).str.to_date("%d/%m/%Y", strict=False).dt.month_end()


def date_text(cell: pl.Expr, readings: Iterable[pl.Expr]) -> pl.Expr:
    """The first of `readings` that reads the cell, as `YYYY-MM-DD`; text that none reads unchanged."""
    return pl.coalesce(*(reading.dt.to_string("%Y-%m-%d") for reading in readings), cell)
