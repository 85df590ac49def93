"""All cells of a table at once in the form that contracts read, by the types of their columns; `cells.py` has the readings.

For cells as `Workbook.sheet` gives them. What cannot be read stays as it is, for the gate to find. Does not belong here:
finding tables.

Nearly all cells are tidy already: a column is looked through first, and only its odd cells go the long way. So what
becomes of a cell does not depend on the cells around it, and it pays to tidy the tables of many files as one.
"""

from functools import lru_cache

import polars as pl

from contracts_schema.columns import COLUMNS
from contracts_schema.upstream.cells import UNTIDY, american_date, clean, number_text

ROW, SAID = "row", "said"
_STAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$"
_MODERN_STAMP = r"^(?:19[5-9][0-9]|2[0-9]{3})-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$"


def _is_odd(name: str, *, has_dates: bool) -> pl.Expr:
    """Whether a cell needs the long way."""
    cell, column = pl.col(name), COLUMNS[name]
    if has_dates:
        return cell.is_not_null()
    if column.type == "date":
        return ~cell.str.contains(_MODERN_STAMP)
    if column.decimal_size:
        return ~cell.str.contains(rf"^-?[0-9]+(?:\.[0-9]{{1,{column.decimal_size[1]}}})?$")
    return cell.str.contains(UNTIDY)


def _day(cell: pl.Expr) -> pl.Expr:
    """A time stamp or an American date as YYYY-MM-DD, anything else as one line of text."""
    american = american_date(cell.str.strip_chars()).dt.to_string("%Y-%m-%d")
    return pl.when(cell.str.contains(_STAMP)).then(cell.str.head(10)).otherwise(pl.coalesce(american, clean(cell)))


@lru_cache
def _looks(names: tuple[str, ...], dated: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    return tuple(_is_odd(name, has_dates=name in dated).arg_true().implode().alias(name) for name in names)


@lru_cache
def _quick(names: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    return tuple(pl.col(name).str.head(10) for name in names if COLUMNS[name].type == "date")


@lru_cache
def _long_way(name: str, *, has_dates: bool) -> pl.Expr:
    cell, column = pl.col(name), COLUMNS[name]
    if column.type == "date" or has_dates:
        return _day(cell)
    return number_text(clean(cell), column) if column.decimal_size else clean(cell)


def tidy(
    frame: pl.DataFrame, names: tuple[str, ...], *, no_dates: tuple[str, ...] = (), dated_texts: tuple[str, ...] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tidy the text cells of the columns `names`, which are defined; cells of dates that say `no_dates` become null.

    Returns the frame, and a row for every cell that became null: its ROW in the frame (uint32) and what it SAID. A number
    with more decimals than its column has is rounded half to even; a date with a time of day keeps its day. Text keeps its
    words; in the columns `dated_texts`, which hold words or dates, dates are written as in columns of dates, and none
    becomes null.
    """
    nulled = [pl.DataFrame(schema={ROW: pl.UInt32, SAID: pl.String})]
    odd = {column.name: column[0] for column in frame.select(_looks(names, dated_texts)) if column[0].len()}
    tidied = frame.with_columns_seq(_quick(names))
    columns = []
    for name, rows in odd.items():
        cells = frame[name].gather(rows).to_frame().select(_long_way(name, has_dates=name in dated_texts)).to_series()
        if COLUMNS[name].type == "date" and no_dates:
            says_none = cells.is_in(no_dates).fill_null(value=False)
            nulled.append(pl.DataFrame({ROW: rows.filter(says_none), SAID: cells.filter(says_none)}))
            cells = cells.set(says_none, None)
        columns.append(tidied[name].scatter(rows, cells))
    return (tidied.with_columns(columns) if columns else tidied), pl.concat(nulled)
