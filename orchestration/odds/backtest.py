"""Walk-forward back-test: for every month, fit on what was known then, forecast every open statement of that month.

`walk_forward` sees in each month only what `Snapshots.known_by` lets through. `score` looks at the end of the data.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from orchestration.odds.fit import FittedClass, Floats, Ints, fit_classes
from orchestration.odds.forecast import HORIZON, QUANTILES, Odds, class_of, forecast
from orchestration.odds.scores import NEVER, probability_span
from orchestration.odds.snapshots import Snapshots
from orchestration.odds.statements import OPEN, REACHED, outcomes, statements, with_outcome

FIRST_ORIGIN = 24  # months of reports before the first forecast


@dataclass(frozen=True)
class Forecasts:
    """Forecasts of one milestone: `frame` has one row per statement, `reached` and `withdrawn` its odds by month ahead."""

    milestone: str
    frame: pl.DataFrame
    reached: Floats
    withdrawn: Floats


@dataclass(frozen=True)
class Scored:
    """Forecasts with what became of them by the end of the data, and their spans on the probability scale."""

    forecasts: Forecasts
    outcome: Ints
    wait: Ints
    follow_up: Ints
    span: tuple[Floats, Floats]

    def where(self, rows: pl.Expr) -> "Scored":
        """The part of the forecasts whose rows of the frame satisfy a condition."""
        return self.select(self.forecasts.frame.select(rows.alias("keep"))["keep"].fill_null(value=False).to_numpy())

    def select(self, keep: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> "Scored":
        """The part of the forecasts that a mask keeps."""
        part = Forecasts(
            self.forecasts.milestone,
            self.forecasts.frame.filter(pl.Series(keep)),
            self.forecasts.reached[keep],
            self.forecasts.withdrawn[keep],
        )
        return Scored(part, self.outcome[keep], self.wait[keep], self.follow_up[keep], (self.span[0][keep], self.span[1][keep]))

    def quantiles(self, *, if_reached: bool) -> dict[float, Ints]:
        """Months ahead of p10, p50 and p90 of the odds, or of the date if reached; NEVER where there is none."""
        curves = self.forecasts.reached
        curves = curves / np.maximum(curves[:, -1:], 1e-12) if if_reached else curves
        found = {share: (curves < share - 1e-12).sum(axis=1) for share in QUANTILES}
        return {share: np.where(month > HORIZON, NEVER, month) for share, month in found.items()}


def _month_of(day: date) -> int:
    return day.year * 12 + day.month


def fit_as_known(snapshots: Snapshots, milestone: str, as_of: date, known_on: date) -> tuple[dict[str, FittedClass], pl.DataFrame]:
    """Classes fitted on all that was known on a day, and the cases they rest on."""
    known = snapshots.known_by(known_on)
    month = _month_of(as_of)
    cases = with_outcome(statements(known, milestone), outcomes(known, milestone, known_on), month)
    return fit_classes(cases, month), cases


def _medians(cases: pl.DataFrame) -> tuple[int, dict[str, int]]:
    """Median slip in whole months of what had been reached, over all cases and by stage."""
    slips = cases.filter(pl.col("outcome") == REACHED).select("stage", slip=pl.col("wait") - pl.col("months_to_go"))
    by_stage = slips.group_by("stage").agg(pl.col("slip").median())
    overall = slips["slip"].median()
    return round(float(str(overall or 0))), {stage: round(slip) for stage, slip in by_stage.iter_rows()}


def walk_forward(snapshots: Snapshots, milestone: str, first_origin: int = FIRST_ORIGIN) -> Forecasts:
    """Forecasts of a milestone from every month's report on, the first `first_origin` reports excepted.

    The frame has the columns of `statements` without class_path, class_id, class_projects, median_slip_months and
    stage_median_slip_months, the last two being what the simple forecasts add to the stated date.
    """
    frames, reached, withdrawn = [], [], []
    for as_of, known_on in snapshots.months()[first_origin:]:
        fitted, cases = fit_as_known(snapshots, milestone, as_of, known_on)
        month = _month_of(as_of)
        done = outcomes(snapshots, milestone, known_on).filter(pl.col("withdrawn_month").is_null())
        now = statements(snapshots.known_by(known_on), milestone).filter(pl.col("month") == month)
        now = now.join(done.select("request_id"), on="request_id", how="semi", maintain_order="left")
        placed = [(class_of(path, fitted), to_go) for path, to_go in now.select("class_path", "months_to_go").iter_rows()]
        made: dict[tuple[str, int], Odds] = {}
        for found, to_go in placed:
            if found is not None and (found.class_id, to_go) not in made:
                made[found.class_id, to_go] = forecast(found, to_go)
        odds = [made[found.class_id, to_go] if found else None for found, to_go in placed]
        overall, by_stage = _medians(cases)
        frame = now.drop("class_path").with_columns(
            class_id=pl.Series([found.class_id if found else None for found, _ in placed], dtype=pl.String),
            class_projects=pl.Series([found.projects if found else None for found, _ in placed], dtype=pl.Int64),
            median_slip_months=pl.lit(overall, pl.Int64),
            stage_median_slip_months=pl.col("stage").replace_strict(by_stage, default=overall, return_dtype=pl.Int64),
        )
        frames.append(frame.filter(pl.col("class_id").is_not_null()))
        reached += [each.reached for each in odds if each]
        withdrawn += [each.withdrawn for each in odds if each]
    width = HORIZON + 1
    return Forecasts(milestone, pl.concat(frames), np.array(reached).reshape(-1, width), np.array(withdrawn).reshape(-1, width))


def score(forecasts: Forecasts, snapshots: Snapshots) -> Scored:
    """What became of the forecasts by the last report; those of the last report, which nothing follows, are left out."""
    as_of, known_on = snapshots.months()[-1]
    last = _month_of(as_of)
    keep = (forecasts.frame["month"] < last).to_numpy()
    frame = with_outcome(forecasts.frame, outcomes(snapshots, forecasts.milestone, known_on), last)
    outcome, wait = frame["outcome"].to_numpy().astype(np.int64), frame["wait"].to_numpy().astype(np.int64)
    follow_up = last - frame["month"].to_numpy().astype(np.int64)
    # an event dated after the last report's month would lie outside the data
    outcome = np.where(wait > follow_up, OPEN, outcome)
    wait = np.minimum(wait, follow_up)
    kept = Forecasts(forecasts.milestone, frame, forecasts.reached[keep], forecasts.withdrawn[keep])
    return Scored(kept, outcome, wait, follow_up, probability_span(kept.reached, outcome, wait))
