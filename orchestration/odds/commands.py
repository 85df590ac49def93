"""The verbs of the odds: `gigaledger fit` rewrites the seeds, `gigaledger backtest` the document. The only module with files.

Both need the extra `odds` and landed snapshots. A warehouse run needs neither.
"""

import csv
import hashlib
import io
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from orchestration.files import write_atomically
from orchestration.paths import REPOSITORY, paths_from_environment

if TYPE_CHECKING:  # the command line is loaded by every run, which needs none of these
    from collections.abc import Iterator

    import polars as pl

    from orchestration.odds.fit import FittedClass
    from orchestration.odds.snapshots import Snapshots

SEEDS = REPOSITORY / "dbt_project" / "seeds"
DOCUMENT = REPOSITORY / "docs" / "backtest.md"
PROVENANCE = REPOSITORY / "docs" / "reference_classes.provenance.yml"
IMAGE = REPOSITORY / "docs" / "images" / "backtest_calibration.svg"
ERCOT, EPOCH = "ercot_gis", "epoch"

_landed = click.option(
    "--landed", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of landed snapshots; else the warehouse's."
)


def _read(landed: Path | None) -> "tuple[Snapshots, list[tuple[date, pl.DataFrame]]]":
    """ERCOT's reports and Epoch's vintages."""
    if find_spec("statsmodels") is None:
        raise click.ClickException("the extra `odds` is not installed: make .venv/.odds")
    from orchestration.odds.epoch import read_vintages
    from orchestration.odds.snapshots import read_snapshots

    folder = landed or paths_from_environment().landed
    try:
        return read_snapshots(folder / ERCOT), read_vintages(folder / EPOCH)
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from error


def _write_seed(name: str, frame: "pl.DataFrame") -> None:
    """CSV as dbt reads it: nothing between the commas is null, booleans in lower case."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_cell(value) for value in row] for row in frame.iter_rows())
    text = buffer.getvalue()
    write_atomically(SEEDS / f"{name}.csv", lambda path: path.write_text(text, encoding="utf-8"))


def _write_provenance(snapshots: "Snapshots", vintages: list[date]) -> None:
    """What the seeds were fitted on and how: enough to tell whether another fit must give the same."""
    from orchestration.odds import fit as method

    issues = sorted(snapshots.projects["snapshot_id"].unique().to_list())
    months = [as_of for as_of, _ in snapshots.months()]
    content = {
        ERCOT: {
            "reports": len(issues),
            "first_as_of": months[0],
            "last_as_of": months[-1],
            "sha256_of_snapshot_ids": hashlib.sha256("\n".join(issues).encode()).hexdigest(),
            "terms": "ERCOT's terms of use; only counts and shares of classes are kept",
        },
        EPOCH: {"vintages": vintages, "terms": "CC BY 4.0, Epoch AI; only counts and shares of classes are kept"},
        "method": {
            "least_projects": method.LEAST_PROJECTS,
            "pooling": method.POOLING,
            "half_life_months": method.HALF_LIFE_MONTHS,
            "tail_months": method.TAIL_MONTHS,
            "tail_decay_months": method.TAIL_DECAY_MONTHS,
        },
    }
    text = "# Written by `make fit`.\n" + yaml.safe_dump(content, sort_keys=False)
    write_atomically(PROVENANCE, lambda path: path.write_text(text, encoding="utf-8"))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.5f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@click.command()
@_landed
def fit(landed: Path | None) -> None:
    """Fit the reference classes on all landed snapshots and rewrite their seeds."""
    from orchestration.odds.backtest import fit_as_known
    from orchestration.odds.epoch import BUILDING_CLASS, BUILDING_PRIOR, building_cases, restatements
    from orchestration.odds.fit import FittedClass, fit_classes
    from orchestration.odds.priors import prior_curve, read_priors
    from orchestration.odds.seeds import class_rows, delay_rows
    from orchestration.odds.statements import MILESTONES

    snapshots, vintages = _read(landed)
    as_of, known_on = snapshots.months()[-1]
    trees: dict[str, dict[str, FittedClass]] = {}
    readings: list[tuple[FittedClass, dict[str, Any]]] = []
    for milestone in MILESTONES:
        trees[milestone], cases = fit_as_known(snapshots, milestone, as_of, known_on)
        readings += _readings(milestone, cases, as_of)
    priors = read_priors(SEEDS / "delay_priors.csv")
    base = next(prior for prior in priors if (prior.class_id, prior.scenario) == (BUILDING_PRIOR, "base"))
    if len(vintages) < 2:
        raise click.ClickException("two of Epoch's vintages are needed")
    last = vintages[-1][0]
    above = FittedClass(BUILDING_PRIOR, None, prior_curve(base), 0, 0, 0, 0, 0)
    cases = building_cases(restatements(vintages))
    building = fit_classes(cases, last.year * 12 + last.month, {BUILDING_PRIOR: above})[BUILDING_CLASS]
    classes = class_rows(trees, readings, building, priors, {ERCOT: as_of, EPOCH: last})
    delays = delay_rows(trees, building, priors)
    _write_seed("reference_classes", classes)
    _write_seed("reference_class_delays", delays)
    _write_provenance(snapshots, [day for day, _ in vintages])
    click.echo(f"{classes.height} classes and {delays.height} points of their curves, ERCOT as of {as_of}, Epoch as of {last}")


def _readings(milestone: str, cases: "pl.DataFrame", as_of: date) -> "Iterator[tuple[FittedClass, dict[str, Any]]]":
    """Classes by size and zone, with what the seed says of them."""
    import polars as pl

    from orchestration.odds.classes import READING, ercot_classes, reading_path
    from orchestration.odds.fit import fit_classes

    month = as_of.year * 12 + as_of.month
    known = {each.class_id: each for each in ercot_classes(milestone)}
    for column in READING:
        paths = cases.with_columns(class_path=reading_path(milestone, column))
        value_of = dict(paths.select(pl.col("class_path").list.last(), column).drop_nulls().iter_rows())
        for class_id, fitted in fit_classes(paths, month).items():
            if class_id not in known:
                above = known[str(fitted.parent_class_id)]
                yield (
                    fitted,
                    {
                        "component": "grid",
                        "class_source": ERCOT,
                        "class_milestone": milestone,
                        "situation": above.situation,
                        "class_stage": above.stage,
                        "months_in_stage_first": above.months_in_stage.first if above.months_in_stage else None,
                        "months_in_stage_last": above.months_in_stage.last if above.months_in_stage else None,
                        column: value_of[class_id],
                    },
                )


@click.command()
@_landed
def backtest(landed: Path | None) -> None:
    """Forecast every past month from what was known then, score it, and rewrite docs/backtest.md."""
    from orchestration.odds.backtest import score, walk_forward
    from orchestration.odds.epoch import restatements
    from orchestration.odds.report import as_markdown, calibration_plot
    from orchestration.odds.statements import MILESTONES

    snapshots, vintages = _read(landed)
    scored = {}
    for milestone in MILESTONES:
        click.echo(f"{milestone}: forecasting {len(snapshots.months())} months")
        scored[milestone] = score(walk_forward(snapshots, milestone), snapshots)
    moves = restatements(vintages) if len(vintages) > 1 else None
    calibration_plot(scored, IMAGE)
    text = as_markdown(scored, moves, IMAGE.relative_to(DOCUMENT.parent).as_posix())
    write_atomically(DOCUMENT, lambda path: path.write_text(text, encoding="utf-8"))
    click.echo(f"written: {DOCUMENT.relative_to(REPOSITORY)}, {IMAGE.relative_to(REPOSITORY)}")
