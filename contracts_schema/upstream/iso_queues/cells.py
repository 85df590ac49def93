"""Spellings that only queues have: instants that mean days, months, dashes of another code page.

What is readable becomes canonical text, what is not stays as it is for the gate to refuse. Does not belong here:
spellings that other published files have too (`contracts_schema.upstream.cells`).
"""

import polars as pl

from contracts_schema.upstream.cells import EXCEL_DAY_ZERO, american_date, clean, iso_date, serial_date

UNKNOWN_WORDS = ("N/A", "NA", "n/a", "TBD", "TBA", "None", "Unknown", "-", "#N/A")
EMPTY_DATE = "1900-01-01"


def words(cell: pl.Expr) -> pl.Expr:
    """Text in one line without outer blanks, null where it is empty.

    Dashes of Windows-1252 that were taken for Latin-1 (0x96, 0x97) are the dashes that they were.
    """
    text = cell.str.replace_all("_x000D_", " ", literal=True)
    return clean(text.str.replace_all(r"[\x{96}\x{97}]", "\N{EN DASH}"))


def _instant(cell: pl.Expr, time_zone: str) -> pl.Expr:
    """The day at the operator of an instant in UTC; null where the cell is a day, that is has no time or midnight."""
    has_time = cell.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?$")
    at = has_time.str.replace("T", " ", literal=True).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    is_day = at.dt.truncate("1d") == at
    return pl.when(~is_day).then(at.dt.replace_time_zone("UTC").dt.convert_time_zone(time_zone).dt.date())


def _month(cell: pl.Expr) -> pl.Expr:
    """The last day of a month given as 03-2026, 3/2026 or 2026/03; null otherwise."""
    swapped = cell.str.replace(r"^([0-9]{4}) ?[-/] ?([0-9]{1,2})$", "${2}/${1}")
    parts = swapped.str.extract_groups(r"^(?<month>[0-9]{1,2}) ?[-/] ?(?<year>[0-9]{4})$")
    first = pl.concat_str(pl.lit("1"), parts.struct.field("month"), parts.struct.field("year"), separator="/")
    return first.str.to_date("%d/%m/%Y", strict=False).dt.month_end()


def day(cell: pl.Expr, time_zone: str | None) -> pl.Expr:
    """A date as YYYY-MM-DD, null where the cell is none.

    Read are ISO dates with or without a time, m/d/yyyy, m/d/yy and Excel serial numbers. With a `time_zone` a time of
    day is an instant in UTC and its date that of the operator's clock.
    """
    cell = cell.str.replace(r"(Z|\+00:00)$", "")
    instant = [_instant(cell, time_zone)] if time_zone else []
    known = pl.coalesce(*instant, iso_date(cell), american_date(cell), serial_date(cell, EXCEL_DAY_ZERO))
    return known.dt.to_string("%Y-%m-%d")


def day_or_month(cell: pl.Expr, time_zone: str | None) -> tuple[pl.Expr, pl.Expr]:
    """A date known to the day or to the month, and its precision; for a month the date is its last day."""
    known, month = day(cell, time_zone), _month(cell).dt.to_string("%Y-%m-%d")
    precision = pl.when(known.is_not_null()).then(pl.lit("day")).when(month.is_not_null()).then(pl.lit("month"))
    return pl.coalesce(known, month, cell), precision
