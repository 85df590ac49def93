"""All cells of a table at once in the form that contracts read, by the types of their columns; `cells.py` has the readings.

For cells as `Workbook.sheet` gives them. What cannot be read stays as it is, for the gate to find. Does not belong here:
finding tables.

Nearly all cells of a column are tidy already: a column is looked through first, and only one with an odd cell goes the
long way. Expressions are made once for the columns of a layout, since making them takes longer than running them.
"""

from collections import Counter
from functools import lru_cache

import polars as pl

from contracts_schema.columns import COLUMNS
from contracts_schema.upstream.cells import UNTIDY, american_date, clean, number_text

_STAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$"
_MODERN_STAMP = r"^(?:19[5-9][0-9]|2[0-9]{3})-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$"


def _is_odd(name: str, *, has_dates: bool) -> pl.Expr:
    """Whether any cell of the column needs the long way."""
    cell, column = pl.col(name), COLUMNS[name]
    if has_dates:
        return pl.lit(value=True)
    if column.type == "date":
        return ~cell.str.contains(_MODERN_STAMP).all()
    if column.decimal_size:
        return ~cell.str.contains(rf"^-?[0-9]+(?:\.[0-9]{{1,{column.decimal_size[1]}}})?$").all()
    return cell.str.contains(UNTIDY).any()


def _day(cell: pl.Expr) -> pl.Expr:
    """A time stamp or an American date as YYYY-MM-DD, anything else as one line of text."""
    american = american_date(cell.str.strip_chars()).dt.to_string("%Y-%m-%d")
    return pl.when(cell.str.contains(_STAMP)).then(cell.str.head(10)).otherwise(pl.coalesce(american, clean(cell)))


def _tidied(name: str, *, is_odd: bool, has_dates: bool) -> pl.Expr | None:
    cell, column = pl.col(name), COLUMNS[name]
    if column.type == "date":
        return _day(cell) if is_odd else cell.str.head(10)
    if not is_odd:
        return None
    if column.decimal_size:
        return number_text(clean(cell), column)
    return _day(cell) if has_dates else clean(cell)


@lru_cache
def _looks(names: tuple[str, ...], dated: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    return tuple(_is_odd(name, has_dates=name in dated).alias(name) for name in names)


@lru_cache
def _steps(names: tuple[str, ...], odd: frozenset[str], dated: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    tidied = [(name, _tidied(name, is_odd=name in odd, has_dates=name in dated)) for name in names]
    return tuple(expr.alias(name) for name, expr in tidied if expr is not None)


@lru_cache
def _counts(dates: tuple[str, ...], no_dates: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    return tuple(pl.sum_horizontal([(pl.col(name) == text).sum() for name in dates]).alias(text) for text in no_dates)


@lru_cache
def _known(dates: tuple[str, ...], no_dates: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    return tuple(pl.when(~pl.col(name).is_in(no_dates)).then(pl.col(name)).alias(name) for name in dates)


def tidy(
    frame: pl.DataFrame, names: tuple[str, ...], *, no_dates: tuple[str, ...] = (), dated_texts: tuple[str, ...] = ()
) -> tuple[pl.DataFrame, Counter[str]]:
    """Tidy the text cells of the columns `names`, which are defined; cells of dates that say `no_dates` become null.

    Returns the frame and how many cells became null, by what they said. A number with more decimals than its column has
    is rounded half to even; a date with a time of day keeps its day. Text keeps its words; in the columns `dated_texts`,
    which hold words or dates, dates are written as in columns of dates, and none becomes null.
    """
    looked = frame.select_seq(_looks(names, dated_texts)).row(0)
    odd = frozenset(name for name, is_odd in zip(names, looked, strict=True) if is_odd)
    frame = frame.with_columns_seq(_steps(names, odd, dated_texts))
    dates = tuple(name for name in names if name in odd and COLUMNS[name].type == "date")
    if not dates or not no_dates:
        return frame, Counter()
    counts = frame.select_seq(_counts(dates, no_dates)).row(0, named=True)
    if not any(counts.values()):
        return frame, Counter()
    return frame.with_columns_seq(_known(dates, no_dates)), +Counter({f"no_date:{text}": n for text, n in counts.items()})
