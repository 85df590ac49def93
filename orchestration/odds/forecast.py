"""Places a statement in its reference class: the odds of its date by month, and the quantiles that people read.

Two readings of one distribution. The odds count withdrawal and never as outcomes: `reached` ends below 1, and its p90 is
null where more than a tenth never comes. The date if reached is the same distribution scaled to 1 at ten years.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orchestration.odds.fit import EARLIEST, LATEST, FittedClass, Floats

HORIZON = 120  # months ahead
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Odds:
    """Chance by months ahead, 0 to HORIZON, that the milestone is reached and that the project has withdrawn."""

    class_id: str
    reached: Floats
    withdrawn: Floats

    def quantile(self, share: float) -> int | None:
        """First month with at least that chance of being reached; None where there is none within HORIZON."""
        return first_month(self.reached, share)

    def quantile_if_reached(self, share: float) -> int | None:
        """The same for what is reached within HORIZON; None where nothing is."""
        return first_month(self.reached / self.reached[-1], share) if self.reached[-1] > 0 else None


def first_month(cumulative: Floats, share: float) -> int | None:
    """First index at which a non-decreasing curve is at least `share`, None where it never is."""
    month = int(np.searchsorted(cumulative, share - 1e-12))
    return month if month < len(cumulative) else None


def class_of(path: Sequence[str], fitted: Mapping[str, FittedClass]) -> FittedClass | None:
    """The narrowest fitted class of a path, None where not even the root is."""
    return next((fitted[class_id] for class_id in reversed(path) if class_id in fitted), None)


def forecast(fitted: FittedClass, months_to_go: int) -> Odds:
    """Odds of a statement: its class's delays, given that it is still open with that many months to go."""
    curve = fitted.curve.after(-months_to_go)
    delays = np.clip(np.arange(HORIZON + 1) - months_to_go, EARLIEST, LATEST) - EARLIEST
    return Odds(fitted.class_id, curve.reached[delays], curve.withdrawn[delays])
