"""The back-test as a document: tables in Markdown and the calibration plot.

Every figure is computed from the forecasts; the sentences around them explain how to read them and hold no figure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from orchestration.odds.backtest import Scored
from orchestration.odds.scores import brier_score, coverage, coverage_interval, pinball_loss, share_below
from orchestration.odds.statements import COMMERCIAL_OPERATION, ENERGIZATION, OPEN, REACHED, WITHDRAWN

TITLES = {ENERGIZATION: "Energization", COMMERCIAL_OPERATION: "Commercial operation"}
HORIZONS = ((None, 0, "overdue"), (1, 6, "1-6"), (7, 12, "7-12"), (13, 24, "13-24"), (25, 36, "25-36"), (37, None, "37 and more"))
LEAST_IN_CLASS = 50  # forecasts that a class needs for its coverage to be held against the goal
COVERAGE_GOAL, OVERALL_WITHIN, CLASS_WITHIN = 0.8, 0.05, 0.10
PINBALL_GOALS = {"date": 0.30, "median": 0.10}
Row = Sequence[object]


def _table(header: Row, rows: Sequence[Row]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _verdict(*, met: bool) -> str:
    return "met" if met else "**missed**"


def _shares(scored: Scored) -> list[str]:
    return [_percent(float((scored.outcome == kind).mean())) for kind in (REACHED, WITHDRAWN, OPEN)]


def _projects(scored: Scored) -> int:
    return scored.forecasts.frame["request_id"].n_unique()


def pinball(scored: Scored, *, if_reached: bool) -> dict[str, float]:
    """Mean pinball loss in months of p10, p50, p90: the forecast, the stated date, that date plus the median slip."""
    frame = scored.forecasts.frame
    to_go = frame["months_to_go"].to_numpy().astype(np.int64)
    simple = {
        "date": to_go,
        "median": to_go + frame["median_slip_months"].to_numpy(),
        "stage_median": to_go + frame["stage_median_slip_months"].to_numpy(),
    }
    quantiles = scored.quantiles(if_reached=if_reached)
    every = {"forecast": quantiles, **{name: dict.fromkeys(quantiles, value) for name, value in simple.items()}}
    return {name: float(pinball_loss(each, scored.outcome, scored.wait, scored.follow_up).mean()) for name, each in every.items()}


def share_within(scored: Scored, *, if_reached: bool) -> float:
    """Share of what was reached that lies between p10 and p90 as published, both ends counted."""
    done = scored.select(scored.outcome == REACHED)
    quantiles = done.quantiles(if_reached=if_reached)
    return float(((done.wait >= quantiles[0.1]) & (done.wait <= quantiles[0.9])).mean())


def _horizon(first: int | None, last: int | None) -> pl.Expr:
    to_go = pl.col("months_to_go")
    return (to_go >= first if first is not None else pl.lit(value=True)) & (to_go <= last if last is not None else pl.lit(value=True))


def groups(scored: Scored) -> Iterator[tuple[str, str, Scored]]:
    """The forecasts by horizon, technology, stage and year of the statement: kind of group, its name, its forecasts."""
    for first, last, name in HORIZONS:
        yield "months to go", name, scored.where(_horizon(first, last))
    frame = scored.forecasts.frame.with_columns(year=pl.col("as_of").dt.year().cast(pl.String))
    for kind in ("technology", "stage"):
        for name in frame[kind].unique().sort():
            yield kind, name, scored.where(pl.col(kind) == name)
    for name in frame["year"].unique().sort():
        yield "year", name, scored.select((frame["year"] == name).to_numpy())


def _overall(all_scored: Mapping[str, Scored]) -> str:
    rows: list[Row] = []
    for milestone, scored in all_scored.items():
        project = scored.forecasts.frame["request_id"].rank("dense").to_numpy().astype(np.int64) - 1
        covered = coverage(scored.span, scored.outcome)
        low, high = coverage_interval(scored.span, scored.outcome, project)
        rows.append(
            [
                TITLES[milestone],
                f"{len(scored.outcome):,}",
                _projects(scored),
                *_shares(scored),
                _percent(covered),
                f"{_percent(low)} to {_percent(high)}",
                _verdict(met=abs(covered - COVERAGE_GOAL) <= OVERALL_WITHIN),
                _percent(share_below(0.5, scored.span, scored.outcome)),
                _percent(share_within(scored, if_reached=True)),
                _percent(share_within(scored, if_reached=False)),
            ]
        )
    header = ["milestone", "forecasts", "projects", "reached", "withdrawn", "open", "coverage", "90% interval", "goal 75-85%", "before p50"]
    return _table([*header, "reached within p10-p90 if reached", "reached within p10-p90 of the odds"], rows)


def _by_group(scored: Scored) -> str:
    rows: list[Row] = []
    for kind, name, part in groups(scored):
        if not len(part.outcome):
            continue
        covered = coverage(part.span, part.outcome)
        is_judged = kind in {"months to go", "technology"} and len(part.outcome) >= LEAST_IN_CLASS
        goal = _verdict(met=abs(covered - COVERAGE_GOAL) <= CLASS_WITHIN) if is_judged else ""
        below, middle, late = (share_below(level, part.span, part.outcome) for level in (0.1, 0.5, 0.9))
        counts = [f"{len(part.outcome):,}", _projects(part)]
        rows.append([kind, name, *counts, *_shares(part), _percent(covered), _percent(below), _percent(middle), _percent(1 - late), goal])
    header = [
        "by",
        "class",
        "forecasts",
        "projects",
        "reached",
        "withdrawn",
        "open",
        "coverage",
        "before p10",
        "before p50",
        "after p90",
        "goal 70-90%",
    ]
    return _table(header, rows)


def _pinball_table(all_scored: Mapping[str, Scored]) -> str:
    choices: tuple[tuple[str, Callable[[Scored], Scored]], ...] = (
        ("all but withdrawn", lambda scored: scored.select(scored.outcome != WITHDRAWN)),
        ("reached only", lambda scored: scored.select(scored.outcome == REACHED)),
        ("all, withdrawn as never", lambda scored: scored),
    )
    rows: list[Row] = []
    for milestone, scored in all_scored.items():
        for name, choose in choices:
            for if_reached in (True, False):
                loss = pinball(choose(scored), if_reached=if_reached)
                gain = {other: 1 - loss["forecast"] / loss[other] for other in ("date", "median", "stage_median")}
                met = all(gain[other] >= goal for other, goal in PINBALL_GOALS.items())
                rows.append(
                    [
                        TITLES[milestone],
                        name,
                        "date if reached" if if_reached else "odds",
                        *(f"{loss[other]:.2f}" for other in ("forecast", "date", "median", "stage_median")),
                        *(_percent(gain[other]) for other in ("date", "median", "stage_median")),
                        _verdict(met=met),
                    ]
                )
    header = ["milestone", "cases", "quantiles of the", "forecast", "stated date", "+ median slip", "+ median of its stage"]
    return _table([*header, "below date", "below + median", "below + stage", "goal 30% and 10%"], rows)


def _brier_table(all_scored: Mapping[str, Scored]) -> str:
    rows: list[Row] = []
    for milestone, scored in all_scored.items():
        for months in (6, 12, 24, 36):
            seen = scored.select(scored.follow_up >= months)
            if not len(seen.outcome):
                continue
            is_reached = (seen.outcome == REACHED) & (seen.wait <= months)
            chance = seen.forecasts.reached[:, months]
            on_date = (seen.forecasts.frame["months_to_go"].to_numpy() <= months).astype(np.float64)
            base = np.full(len(chance), is_reached.mean())
            rows.append(
                [
                    TITLES[milestone],
                    months,
                    f"{len(chance):,}",
                    _percent(float(chance.mean())),
                    _percent(float(is_reached.mean())),
                    *(f"{brier_score(each, is_reached):.3f}" for each in (chance, base, on_date)),
                ]
            )
    header = [
        "milestone",
        "within months",
        "forecasts",
        "mean chance",
        "share reached",
        "Brier",
        "Brier of the share",
        "Brier of the stated date",
    ]
    return _table(header, rows)


def _epoch_table(moves: pl.DataFrame) -> str:
    moved = moves.filter(pl.col("days_moved") != 0).sort("as_of", "days_moved", "site_name")
    rows = [
        [
            row["site_name"],
            row["buildings_operational"],
            f"{row['facility_mw']:,.0f}",
            row["stated_on"],
            row["restated_on"],
            row["days_moved"],
        ]
        for row in moved.iter_rows(named=True)
    ]
    days = pl.col("days_moved")
    facts = moves.select(
        steps=pl.len(),
        same=(days == 0).sum(),
        later=(days > 0).sum(),
        earlier=(days < 0).sum(),
        lost=days.is_null().sum(),
        due=(pl.col("stated_on") <= pl.col("next_as_of")).sum(),
        reached=pl.col("is_reached").sum(),
    ).row(0, named=True)
    return (
        f"{facts['steps']} steps were dated after their vintage. The next vintage gives {facts['same']} the same date,\n"
        f"{facts['later']} a later and {facts['earlier']} an earlier one, and lacks {facts['lost']}. {facts['due']} fell due between the\n"
        f"vintages; {facts['reached']} had been reached.\n\n"
        + _table(["site", "buildings", "facility MW", "stated", "restated", "days moved"], rows)
    )


def as_markdown(all_scored: Mapping[str, Scored], moves: pl.DataFrame | None, image: str) -> str:
    """The document. `image` is the address of the plot as seen from it; `moves` are restatements of Epoch's timelines."""
    first = min(scored.forecasts.frame["as_of"].min() for scored in all_scored.values())  # type: ignore[type-var]
    last = max(scored.forecasts.frame["as_of"].max() for scored in all_scored.values())  # type: ignore[type-var]
    parts = [
        _HEAD.format(first=first, last=last, image=image),
        _overall(all_scored),
        _HOW,
        _pinball_table(all_scored),
        _PINBALL,
        *(f"## {TITLES[milestone]} by class\n\n{_by_group(scored)}" for milestone, scored in all_scored.items()),
        f"## Chance within a number of months\n\n{_BRIER}\n{_brier_table(all_scored)}",
    ]
    if moves is not None:
        parts.append(f"## Epoch's vintages\n\n{_EPOCH}\n\n{_epoch_table(moves)}")
    return "\n".join(parts)


def calibration_plot(all_scored: Mapping[str, Scored], path: Path) -> None:
    """Share of outcomes below each level of the odds against the level, as SVG; the same bytes for the same forecasts."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    levels = np.arange(0.0, 1.0001, 0.1)
    with mpl.rc_context({"svg.hashsalt": "gigaledger", "svg.fonttype": "none", "font.size": 9}):
        figure, axes = plt.subplots(figsize=(4.6, 4.2))
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, label="calibrated")
        for (milestone, scored), marker in zip(all_scored.items(), "os", strict=False):
            shares = [share_below(float(level), scored.span, scored.outcome) for level in levels[:-1]]
            axes.plot(levels[:-1], shares, marker=marker, markersize=4, linewidth=1.2, label=TITLES[milestone])
        axes.set(xlabel="level of the odds", ylabel="share of outcomes below it", xlim=(0, 1), ylim=(0, 1))
        axes.legend(frameon=False, loc="upper left")
        figure.tight_layout()
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})
        plt.close(figure)


_HEAD = """# How the odds of dates have fared

Written by `make backtest`; do not edit. Walk-forward on ERCOT's monthly interconnection reports: for every report from
{first} to {last}, reference classes are fitted on what had been published by its day, and the energization and the
commercial operation of every project with a signed agreement are forecast. Then the later reports say what came.
What was tried and why the classes are as they are: [decision 12](decisions/0012-reference-classes-of-delay.md).

![Calibration]({image})
"""

_HOW = """Months of one project are alike, so the interval draws whole projects. How to read it:

- **Coverage** is the share of outcomes between p10 and p90 of the odds, on the scale of probability. All forecasts are in
  it. A withdrawal counts as the share that the forecast gave to never. A case that is still open is censored where the
  odds stood when the data end (Kaplan-Meier), so neither dropping open cases nor taking them for late ones flatters it.
- **Before p10 and p50** should be 10% and 50%. Less says that dates come later than the odds have them.
- **Reached within p10-p90** asks only of what was reached by the end of the data whether it lies between two published
  dates, both months counted. It leaves out the open cases, which are the late ones, and is shown because people check
  it by hand. "If reached" is the distribution of the date given that it comes within ten years; of the odds, p90 is
  missing wherever more than a tenth never comes, and a missing p90 ends after the data.

## Pinball loss

In months, mean over p10, p50 and p90. The simple forecasts give one date for all three: the stated date, or that plus the
median slip of what had been reached by then, over all cases or over those of the same stage.
"""

_PINBALL = """Dates are capped at the end of the data for all forecasts alike: the score stays proper, and open cases count with the
time that they have waited. A stated date in the past is read as next month.
"""

_BRIER = """Only forecasts whose months had passed by the end of the data; a withdrawn project has not reached its milestone. Lower
is better; the share is the mean of the outcomes, which no forecaster knew; the stated date says 0 or 1.
"""

_EPOCH = """Two vintages allow no walk-forward: what they show is how forecasts moved from one to the next. The class that is fitted
on them has hardly an outcome, and its curve is nearly that of its prior."""
