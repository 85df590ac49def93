"""Classes without data: delays as we judge them, three scenarios each, in the seed `delay_priors`.

Does not belong here: the figures themselves. They stand in the seed, each with its rationale.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from orchestration.odds.fit import GRID, Curve


@dataclass(frozen=True)
class Prior:
    """One scenario of a class: quantiles of the delay in months, of what is reached, and the share that never is."""

    class_id: str
    component: str
    scenario: str
    p10_delay_months: int
    p50_delay_months: int
    p90_delay_months: int
    withdrawn_share: float
    rationale: str


def read_priors(path: Path) -> list[Prior]:
    """The rows of the seed. Raises KeyError for a missing column, ValueError for what is no number."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            Prior(
                row["class_id"],
                row["component"],
                row["scenario"],
                int(row["p10_delay_months"]),
                int(row["p50_delay_months"]),
                int(row["p90_delay_months"]),
                float(row["withdrawn_share"]),
                row["rationale"],
            )
            for row in csv.DictReader(handle)
        ]


def prior_curve(prior: Prior) -> Curve:
    """Straight lines through the three quantiles, ending as far beyond p90 as that is beyond p50, and likewise before p10.

    Withdrawal goes in step with the milestone: nothing is known of when it comes.
    """
    early, middle, late = prior.p10_delay_months, prior.p50_delay_months, prior.p90_delay_months
    points = [early - max(middle - early, 1), early, middle, late, late + max(late - middle, 1)]
    # three quantiles in one month are a date that does not move
    shape = np.where(early <= GRID, 1.0, 0.0) if early == late else np.interp(GRID, points, [0.0, 0.1, 0.5, 0.9, 1.0])
    return Curve(shape * (1 - prior.withdrawn_share), shape * prior.withdrawn_share)
