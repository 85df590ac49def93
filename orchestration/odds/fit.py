"""Fits the delays of reference classes: cumulative incidence with delayed entry, withdrawal as a competing outcome, pooling.

Time is the delay against the stated date in whole months. A statement enters at minus its months to go, leaves when the
milestone is reached or the project withdraws, and is censored where it is still open. Kaplan-Meier with delayed entry
and weights is statsmodels' SurvfuncRight, once per outcome; the two hazards make the Aalen-Johansen estimate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orchestration.odds.statements import OPEN, REACHED, WITHDRAWN

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EARLIEST, LATEST = -60, 120  # delays in months that the grid holds
GRID = np.arange(EARLIEST, LATEST + 1)
LEAST_PROJECTS = 10  # as many make a class, and as many at risk let its own hazard count
POOLING = 10  # weight of a class against its parent is n / (n + POOLING)
HALF_LIFE_MONTHS = 24  # a statement counts half of one that is 24 months younger
TAIL_MONTHS = 12  # the hazard at the end of what was observed is the mean of that many months
NOTHING = 1e-9  # a share that rounding may have left
TAIL_DECAY_MONTHS = 6  # beyond, the hazard falls as 1 / (1 + months / TAIL_DECAY_MONTHS)


@dataclass(frozen=True)
class Curve:
    """Cumulative incidence by delay, on GRID: share reached and share withdrawn since the curve's first delay."""

    reached: Floats
    withdrawn: Floats

    def after(self, delay: int) -> "Curve":
        """The same for what is still open at a delay; zero up to it, and everywhere where nothing is open any more."""
        start = int(np.clip(delay, EARLIEST, LATEST)) - EARLIEST
        left = 1.0 - self.reached[start] - self.withdrawn[start]
        late = (np.arange(len(GRID)) > start) & (left > NOTHING)
        left = max(left, NOTHING)
        return Curve(
            np.where(late, (self.reached - self.reached[start]) / left, 0.0),
            np.where(late, (self.withdrawn - self.withdrawn[start]) / left, 0.0),
        )

    def hazards(self) -> tuple[Floats, Floats]:
        """Monthly chance of being reached and of being withdrawn, of what is open."""
        before = np.concatenate([[1.0], (1.0 - self.reached - self.withdrawn)[:-1]])
        left = np.where(before > NOTHING, before, np.inf)
        return np.diff(self.reached, prepend=0.0) / left, np.diff(self.withdrawn, prepend=0.0) / left


@dataclass(frozen=True)
class FittedClass:
    """A class with its pooled curve. `projects` counts each project once, `reached` and the others each statement.

    The curve begins at the smallest delay that a statement of the class entered with; what it says of a statement is
    what it says after that statement's own entry.
    """

    class_id: str
    parent_class_id: str | None
    curve: Curve
    median_months_to_go: int
    projects: int
    reached: int
    withdrawn: int
    censored: int


def incidence(hazard_reached: Floats, hazard_withdrawn: Floats) -> Curve:
    """Aalen-Johansen: what is open before a month times the month's hazard, added up (Kalbfleisch and Prentice 2002, 8.2)."""
    both = np.minimum(hazard_reached + hazard_withdrawn, 1.0)
    scale = np.divide(both, hazard_reached + hazard_withdrawn, out=np.zeros_like(both), where=both > 0)
    open_before = np.concatenate([[1.0], np.cumprod(1.0 - both)[:-1]])
    return Curve(np.cumsum(open_before * hazard_reached * scale), np.cumsum(open_before * hazard_withdrawn * scale))


def _hazard(entry: Ints, leave: Ints, happened: NDArray[np.bool_], weight: Floats) -> Floats:
    """Monthly hazard of one outcome on GRID; 0 where nothing happened."""
    from statsmodels.duration.survfunc import SurvfuncRight

    hazard = np.zeros(len(GRID))
    if happened.any():
        curve: Any = SurvfuncRight(leave.astype(float), happened.astype(int), entry=entry.astype(float), freq_weights=weight)
        hazard[curve.surv_times.astype(int) - EARLIEST] = np.clip(curve.n_events / curve.n_risk, 0.0, 1.0)
    return hazard


def _projects_at_risk(projects: Ints, entry: Ints, leave: Ints) -> Ints:
    """Distinct projects at risk by delay, each from its first entry to its last exit."""
    count = int(projects.max()) + 1
    first, last = np.full(count, LATEST + 1), np.full(count, EARLIEST)
    np.minimum.at(first, projects, entry)
    np.maximum.at(last, projects, leave)
    seen = np.isin(np.arange(count), projects)
    starts = np.bincount(first[seen] - EARLIEST, minlength=len(GRID) + 2)
    ends = np.bincount(last[seen] - EARLIEST, minlength=len(GRID) + 2)
    before = np.concatenate([[0], np.cumsum(starts)[: len(GRID) - 1]])
    gone = np.concatenate([[0], np.cumsum(ends)[: len(GRID) - 1]])
    return np.asarray(before - gone, dtype=np.int64)


def _with_tail(hazard: Floats, is_observed: NDArray[np.bool_]) -> Floats:
    """The hazard with a falling tail beyond the last delay at which enough projects were at risk."""
    last = int(np.flatnonzero(is_observed)[-1])
    level = hazard[max(last - TAIL_MONTHS + 1, 0) : last + 1].mean()
    months = np.arange(1, len(GRID) - last)
    return np.concatenate([hazard[: last + 1], level / (1.0 + months / TAIL_DECAY_MONTHS)])


def pooled(own: Curve, parent: Curve, projects: int) -> Curve:
    """A class's curve drawn to its parent's: weight n / (n + 10) on its own (partial pooling)."""
    weight = projects / (projects + POOLING)
    return Curve(
        weight * own.reached + (1 - weight) * parent.reached,
        weight * own.withdrawn + (1 - weight) * parent.withdrawn,
    )


def _fit(class_id: str, parent: FittedClass | None, members: Mapping[str, NDArray[Any]]) -> FittedClass:
    entry, leave, outcome, weight = members["entry"], members["leave"], members["outcome"], members["weight"]
    projects = members["project"]
    at_risk = _projects_at_risk(projects, entry, leave)
    # a root has no parent to lean on: where it never has enough projects, its fullest months must do
    is_observed = at_risk >= (LEAST_PROJECTS if parent else min(LEAST_PROJECTS, int(at_risk.max())))
    hazards = [_hazard(entry, leave, outcome == kind, weight) for kind in (REACHED, WITHDRAWN)]
    first = int(entry.min())
    count = len(np.unique(projects))
    if parent is None:
        whole = incidence(*(_with_tail(hazard, is_observed) for hazard in hazards))
        curve = whole.after(first)
    else:
        above = parent.curve.after(first)
        own = incidence(*(np.where(is_observed, hazard, upper) for hazard, upper in zip(hazards, above.hazards(), strict=True)))
        curve = pooled(own, above, count)
    counts = {kind: int((outcome == kind).sum()) for kind in (REACHED, WITHDRAWN, OPEN)}
    parent_id = parent.class_id if parent else None
    to_go = -int(np.median(entry))
    return FittedClass(class_id, parent_id, curve, to_go, count, counts[REACHED], counts[WITHDRAWN], counts[OPEN])


def fit_classes(cases: pl.DataFrame, month: int, given: Mapping[str, FittedClass] | None = None) -> dict[str, FittedClass]:
    """Fits every class that has at least LEAST_PROJECTS projects, and every root, parents first.

    `cases` are statements with outcome and wait as known in `month` (see statements.with_outcome). A class with fewer
    projects is left out: its statements are forecast by its parent. `given` are classes that are taken as they are, such
    as a prior above a measured class.
    """
    given = given or {}
    fitted: dict[str, FittedClass] = {**given}
    cases = cases.with_columns(
        project=pl.col("request_id").rank("dense").cast(pl.Int64) - 1,
        entry=(-pl.col("months_to_go")).clip(EARLIEST, LATEST - 1).cast(pl.Int64),
        leave=(pl.col("wait") - pl.col("months_to_go")).clip(EARLIEST + 1, LATEST).cast(pl.Int64),
        weight=0.5 ** ((month - pl.col("month")) / HALF_LIFE_MONTHS),
    ).filter(pl.col("entry") < pl.col("leave"))
    depth = cases["class_path"].list.len().max()
    for level in range(int(depth) if isinstance(depth, int) else 0):
        classes = cases.select(
            pl.col("class_path").list.get(level, null_on_oob=True).alias("class_id"),
            pl.col("class_path").list.get(level - 1, null_on_oob=True).alias("parent")
            if level
            else pl.lit(None, pl.String).alias("parent"),
            "project",
            "entry",
            "leave",
            "outcome",
            "weight",
        ).drop_nulls("class_id")
        for (class_id, parent_id), group in sorted(
            ((key, group) for key, group in classes.group_by("class_id", "parent")), key=lambda pair: str(pair[0][0])
        ):
            if class_id in given:
                continue
            if level and (group["project"].n_unique() < LEAST_PROJECTS or parent_id not in fitted):
                continue
            members = {name: group[name].to_numpy() for name in ("project", "entry", "leave", "outcome", "weight")}
            fitted[str(class_id)] = _fit(str(class_id), fitted.get(str(parent_id)), members)
    return fitted
