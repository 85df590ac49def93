"""Scores of forecasts: coverage, pinball loss, Brier score, with cases that are still open.

A case is open where neither its milestone nor its withdrawal was known when the data end. Coverage treats it as censored
(Kaplan-Meier on the probability scale), pinball loss caps dates at the end of the data, which keeps the score proper,
and the Brier score asks only about months that the data reach. Does not belong here: how a forecast is made.
"""

import numpy as np
from numpy.typing import NDArray

from orchestration.odds.fit import Floats, Ints
from orchestration.odds.statements import OPEN, REACHED, WITHDRAWN

BINS = 50
NEVER = 10**6  # months; what a null quantile stands for in arithmetic


def probability_span(reached: Floats, outcome: Ints, wait: Ints) -> tuple[Floats, Floats]:
    """Where the outcome falls on the forecast's own probability scale, as an interval [low, high] per case.

    `reached` is one row per case, one column per month ahead. A milestone reached in month w spans F(w-1) to F(w), a
    withdrawal the share that the forecast gives to never, F(last) to 1. An open case begins at F(w) and is censored.
    Under a calibrated forecast a uniform draw from each span is uniform on 0 to 1 (Czado, Gneiting and Held 2009).
    """
    rows, last = np.arange(len(reached)), reached.shape[1] - 1
    at = reached[rows, np.minimum(wait, last)]
    before = reached[rows, np.minimum(wait - 1, last)]
    low = np.select([outcome == REACHED, outcome == WITHDRAWN], [before, reached[:, last]], at)
    high = np.where(outcome == REACHED, at, 1.0)
    return low, high


def share_below(level: float, span: tuple[Floats, Floats], outcome: Ints, weight: Floats | None = None) -> float:
    """Share of outcomes below a level of the probability scale, open cases censored; the level itself where calibrated.

    Kaplan-Meier over BINS equal bins. A span that covers several bins is an event in parts; an open case is at risk up
    to the last bin that it has passed. `weight` counts a case several times, as a bootstrap does.
    """
    low, high = span
    weight = np.ones(len(low)) if weight is None else weight
    is_open = outcome == OPEN
    width = np.maximum(high - low, 1e-9)
    still = 1.0
    for index in range(round(level * BINS)):
        left, right = index / BINS, (index + 1) / BINS
        passed = np.clip((left - low) / width, 0.0, 1.0)
        event = np.where(is_open, 0.0, np.clip((right - low) / width, 0.0, 1.0) - passed)
        at_risk = np.where(is_open, low >= right - 1e-9, 1.0 - passed)
        total = float((at_risk * weight).sum())
        still *= 1.0 - (float((event * weight).sum()) / total if total > 0 else 0.0)
    return 1.0 - still


def coverage(span: tuple[Floats, Floats], outcome: Ints, weight: Floats | None = None) -> float:
    """Share of outcomes between the p10 and the p90 of the odds; 0.8 where calibrated."""
    return share_below(0.9, span, outcome, weight) - share_below(0.1, span, outcome, weight)


def coverage_interval(span: tuple[Floats, Floats], outcome: Ints, project: Ints, draws: int = 200) -> tuple[float, float]:
    """Interval of 90% for the coverage, by drawing whole projects with replacement; seeded, so the same every time.

    Months of one project are not independent: only the projects are.
    """
    generator = np.random.default_rng(0)
    count = int(project.max()) + 1
    drawn = []
    for _ in range(draws):
        times = np.bincount(generator.integers(0, count, count), minlength=count)
        drawn.append(coverage(span, outcome, times[project].astype(float)))
    low, high = np.quantile(drawn, [0.05, 0.95])
    return float(low), float(high)


def pinball_loss(quantiles: dict[float, Ints], outcome: Ints, wait: Ints, follow_up: Ints) -> Floats:
    """Mean pinball loss in months over the quantiles, per case, with every date capped at the end of the data.

    The p-quantile of min(T, cap) is min(q, cap), so the capped score is proper for any cap known beforehand. What has
    not been reached lies at the cap. `follow_up` is months from the statement to the end of the data.
    """
    actual = np.minimum(np.where(outcome == REACHED, wait, NEVER), follow_up)
    losses = []
    for share, quantile in quantiles.items():
        error = actual - np.clip(quantile, 1, follow_up)
        losses.append(np.maximum(share * error, (share - 1) * error))
    return np.asarray(np.mean(losses, axis=0), dtype=np.float64)


def brier_score(chance: Floats, is_reached: NDArray[np.bool_]) -> float:
    """Mean squared difference of the chance given and what happened."""
    return float(np.mean((chance - is_reached) ** 2))
