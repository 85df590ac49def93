"""Cells of a published queue as canonical text: words, megawatts, dates.

What is readable becomes canonical, what is not stays as it is for the gate to refuse. Nothing here knows an operator.
"""

from datetime import date

import polars as pl

UNKNOWN_WORDS = ("N/A", "NA", "n/a", "TBD", "TBA", "None", "Unknown", "-", "#N/A")
EMPTY_DATE = "1900-01-01"
EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119; five digits that are no year
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?$"


def words(cell: pl.Expr) -> pl.Expr:
    """Text without outer blanks, line breaks and control characters; runs of blanks are one, an empty cell is null.

    Dashes of Windows-1252 that were taken for Latin-1 (0x96, 0x97) are the dashes that they were.
    """
    text = cell.str.replace_all("_x000D_", " ", literal=True).str.replace_all(r"[\x{96}\x{97}]", "\N{EN DASH}")
    text = text.str.replace_all(r"[\s\x00-\x1f\x7f-\x{a0}\x{200b}\x{2028}\x{2029}\x{feff}]+", " ").str.strip_chars(" ")
    return pl.when(text != "").then(text)


def number(cell: pl.Expr, scale: int) -> pl.Expr:
    """A plain decimal with `scale` decimals, rounded half to even; a cell that is no number stays as it is."""
    value = pl.when(cell.str.contains(_NUMBER)).then(cell).cast(pl.Decimal(30, 12), strict=False)
    return pl.coalesce(value.round(scale, mode="half_to_even").cast(pl.Decimal(30, scale)).cast(pl.String), cell)


def _day(cell: pl.Expr, pattern: str, to_iso: str, form: str = "%Y-%m-%d") -> pl.Expr:
    fits = pl.when(cell.str.contains(pattern)).then(cell.str.replace(pattern, to_iso))
    return fits.str.to_date(form, strict=False)


def _instant(cell: pl.Expr, time_zone: str) -> pl.Expr:
    """The day at the operator of an instant in UTC; null where the cell is a day, that is has no time or midnight."""
    seconds = cell.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(?:Z|\+00:00)?$")
    at = seconds.str.replace("T", " ", literal=True).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    is_day = at.dt.truncate("1d") == at
    return pl.when(~is_day).then(at.dt.replace_time_zone("UTC").dt.convert_time_zone(time_zone).dt.date())


def _serial(cell: pl.Expr) -> pl.Expr:
    days = pl.when(cell.str.contains(r"^[0-9]{5}(\.[0-9]+)?$")).then(cell).cast(pl.Float64, strict=False).floor().cast(pl.Int32)
    return pl.lit(EXCEL_EPOCH) + pl.duration(days=pl.when(days.is_between(*_EXCEL_DAYS)).then(days))


def _month(cell: pl.Expr) -> pl.Expr:
    """The last day of a month given as 03-2026, 3/2026 or 2026/03."""
    first = _day(cell, r"^([0-9]{1,2}) ?[-/] ?([0-9]{4})$", "${2}-${1}-01")
    last = _day(cell, r"^([0-9]{4})[-/]([0-9]{1,2})$", "${1}-${2}-01")
    return pl.coalesce(first, last).dt.month_end()


def day(cell: pl.Expr, time_zone: str | None) -> pl.Expr:
    """A date as YYYY-MM-DD, null where the cell is none.

    Read are ISO dates with or without a time, m/d/yyyy, m/d/yy and Excel serial numbers. With a `time_zone` a time of
    day is an instant in UTC and its date that of the operator's clock.
    """
    iso = _day(cell, r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:Z|\+00:00)?)?$", "${1}")
    american = _day(cell, r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: [0-9:]+(?: ?[AP]M)?)?$", "${3}-${1}-${2}")
    short = _day(cell, r"^([0-9]{1,2}/[0-9]{1,2}/[0-9]{2})$", "${1}", "%m/%d/%y")
    instant = [_instant(cell, time_zone)] if time_zone else []
    return pl.coalesce(*instant, iso, american, short, _serial(cell)).dt.strftime("%Y-%m-%d")


def day_or_month(cell: pl.Expr, time_zone: str | None) -> tuple[pl.Expr, pl.Expr]:
    """A date known to the day or to the month, and its precision; for a month the date is its last day."""
    known, month = day(cell, time_zone), _month(cell).dt.strftime("%Y-%m-%d")
    precision = pl.when(known.is_not_null()).then(pl.lit("day")).when(month.is_not_null()).then(pl.lit("month"))
    return pl.coalesce(known, month, cell), precision
