"""Row rules that several tables share. Each returns a RowRule; rules of one table only stand in that table's module."""

import polars as pl

from contracts_schema.contract import RowRule


def _period_end(date: pl.Expr, precision: pl.Expr) -> pl.Expr:
    quarter = date.dt.truncate("1q").dt.offset_by("3mo").dt.offset_by("-1d")
    year = date.dt.truncate("1y").dt.offset_by("12mo").dt.offset_by("-1d")
    first_half = date.dt.truncate("1y").dt.offset_by("6mo").dt.offset_by("-1d")
    half = pl.when(date.dt.month() <= 6).then(first_half).otherwise(year)
    return (
        pl.when(precision == "month").then(date.dt.month_end())
        .when(precision == "quarter").then(quarter)
        .when(precision == "half").then(half)
        .when(precision == "year").then(year)
        .otherwise(date)
    )  # fmt: skip


def _period_start(date: pl.Expr, precision: pl.Expr) -> pl.Expr:
    half = pl.when(date.dt.month() <= 6).then(date.dt.truncate("1y")).otherwise(date.dt.truncate("1y").dt.offset_by("6mo"))
    return (
        pl.when(precision == "month").then(date.dt.truncate("1mo"))
        .when(precision == "quarter").then(date.dt.truncate("1q"))
        .when(precision == "half").then(half)
        .when(precision == "year").then(date.dt.truncate("1y"))
        .otherwise(date)
    )  # fmt: skip


def together(name: str, first: str, *others: str) -> RowRule:
    """`others` are filled exactly where `first` is; the rule blames the first of `others`."""
    named = " and ".join(others)
    return RowRule(
        name=name,
        field=others[0],
        message=f"{first} and {named} are given together or not at all",
        holds=lambda: pl.all_horizontal([pl.col(first).is_null() == pl.col(other).is_null() for other in others]),
    )


def dated(date: str, precision: str) -> tuple[RowRule, RowRule]:
    """A date with its precision: both or neither, and the date is the last day of the period."""
    return (
        RowRule(
            name="precision_with_date",
            field=precision,
            message=f"{precision} is given exactly where {date} is",
            holds=lambda: pl.col(date).is_null() == pl.col(precision).is_null(),
        ),
        RowRule(
            name="period_last_day",
            field=date,
            message=f"a date known only to a period is the period's last day, by {precision}",
            holds=lambda: pl.col(date) == _period_end(pl.col(date), pl.col(precision)),
        ),
    )


def in_order(first: str, last: str) -> RowRule:
    """`last` is not before `first`, where both are given."""
    return RowRule(
        name="dates_in_order",
        field=last,
        message=f"{last} lies before {first}",
        holds=lambda: pl.col(last) >= pl.col(first),
    )


def not_the_same(first: str, second: str) -> RowRule:
    """Two ids differ, where both are given."""
    return RowRule(
        name="not_itself",
        field=second,
        message=f"{second} is the same as {first}",
        holds=lambda: pl.col(first) != pl.col(second),
    )


def achieved_is_past(status: str, date: str, precision: str, stated_on: str) -> RowRule:
    """What is achieved lies in the past: its date, or the first day of its period, is not after the statement."""
    return RowRule(
        name="achieved_is_past",
        field=date,
        message=f"achieved at a date after {stated_on}",
        holds=lambda: (pl.col(status) != "achieved") | (_period_start(pl.col(date), pl.col(precision)) <= pl.col(stated_on)),
    )
