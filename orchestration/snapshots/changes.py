"""What changed from one snapshot of a series to the next. Pure functions on frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

CHANGE = "change"
SAME, NEW, CHANGED, GONE, OVERTAKEN, EVENT = "same", "new", "changed", "gone", "overtaken", "event"


@dataclass(frozen=True, order=True)
class Issue:
    """One file of a series: when it could be known, the date it is about, its number among the issues for that date."""

    known_on: date
    as_of: date
    number: int
    snapshot_id: str


def in_effect(issues: Sequence[Issue]) -> list[Issue]:
    """The issues that ever were the newest state, in the order in which they became known.

    A correction of a month that appears after the next month's file is kept and is never the newest state.
    """
    effective: list[Issue] = []
    for issue in sorted(issues):
        if not effective or (issue.as_of, issue.number) > (effective[-1].as_of, effective[-1].number):
            effective.append(issue)
    return effective


def flagged(frames: Sequence[pl.DataFrame], key: Sequence[str], compared: Sequence[str], *, has_previous: bool) -> list[pl.DataFrame]:
    """Flag the rows of consecutive snapshots with what changed against the one before.

    `frames` have the same columns and unique keys. Each result has CHANGE: `new` (not in the snapshot before), `changed`
    (another value in one of `compared`), `same`, and beside the rows of its frame one row per key that was in the
    snapshot before and is not in this one, `gone`, with nothing but its key. Where `has_previous`, the first frame is
    there to be compared with and gets no result.
    """
    order = "__order__"
    content = "__content__"
    numbers = [pl.Series(order, [i], dtype=pl.Int32).new_from_index(0, f.height) for i, f in enumerate(frames)]
    small = pl.concat(frames).select(*key, pl.struct(compared).hash(seed=0).alias(content), pl.concat(numbers)).with_row_index("__row__")
    has_key_of_last = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in key)
    by_key = small.sort(*key, order).with_columns(
        before=pl.when(has_key_of_last).then(pl.col(order).shift(1)),
        after=pl.when(has_key_of_last.shift(-1)).then(pl.col(order).shift(-1)),
        content_before=pl.when(has_key_of_last).then(pl.col(content).shift(1)),
    )
    was_there = pl.col("before") == pl.col(order) - 1
    change = (
        pl.when(~was_there.fill_null(value=False)).then(pl.lit(NEW))
        .when(pl.col(content) == pl.col("content_before")).then(pl.lit(SAME))
        .otherwise(pl.lit(CHANGED))
    )  # fmt: skip
    changes = by_key.sort("__row__").select(change.alias(CHANGE)).to_series()
    leaves = (pl.col("after").is_null() | (pl.col("after") > pl.col(order) + 1)) & (pl.col(order) < len(frames) - 1)
    gone = by_key.filter(leaves).select(*key, (pl.col(order) + 1).alias(order), pl.lit(GONE).alias(CHANGE))
    left = {number: rows for (number,), rows in gone.sort(key).partition_by(order, as_dict=True, include_key=False).items()}
    results, start = [], 0
    for i, frame in enumerate(frames):
        rows = frame.hstack([changes.slice(start, frame.height)])
        start += frame.height
        if i == 0 and has_previous:
            continue
        results.append(pl.concat([rows, left[i]], how="diagonal") if i in left else rows)
    return results
