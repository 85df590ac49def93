"""Writes fitted classes as the seeds that a run reads: `reference_classes` and `reference_class_delays`.

Only shares and counts of classes are written, no row of an upstream file. A class with fewer than ten projects is not
written at all. Does not belong here: fitting.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from orchestration.odds.classes import Band, ReferenceClass, ercot_classes
from orchestration.odds.epoch import BUILDING_CLASS
from orchestration.odds.fit import EARLIEST, GRID, LATEST, Curve, FittedClass
from orchestration.odds.forecast import QUANTILES, first_month
from orchestration.odds.priors import Prior, prior_curve

# monthly where dates mostly fall, coarser outside: readers draw straight lines between the points
WRITTEN_DELAYS = (*range(EARLIEST, -24, 6), *range(-24, 37), *range(39, 61, 3), *range(66, 85, 6), 96, 108, LATEST)
DIGITS = 5


def _bounds(name: str, band: Band | None) -> dict[str, int | None]:
    return {f"{name}_first": band.first if band else None, f"{name}_last": band.last if band else None}


def _quantiles(curve: Curve) -> dict[str, int | None]:
    """Delays of p10, p50 and p90 of what is reached within the grid; null where nothing is."""
    shape = curve.reached / curve.reached[-1] if curve.reached[-1] > 0 else curve.reached
    found = {share: first_month(shape, share) for share in QUANTILES}
    return {f"p{share:.0%}_delay_months".replace("%", ""): int(GRID[at]) if at is not None else None for share, at in found.items()}


def _delay_rows(class_id: str, scenario: str, curve: Curve) -> list[dict[str, Any]]:
    """The curve at WRITTEN_DELAYS, from the last point before it leaves zero."""
    points = [(delay, curve.reached[delay - EARLIEST], curve.withdrawn[delay - EARLIEST]) for delay in WRITTEN_DELAYS]
    first = next((index for index, (before, after) in enumerate(pairwise(points)) if after[1] + after[2] > 0), 0)
    return [
        {
            "class_id": class_id,
            "scenario": scenario,
            "delay_months": delay,
            "reached_probability": round(float(reached), DIGITS),
            "withdrawn_probability": round(float(withdrawn), DIGITS),
        }
        for delay, reached, withdrawn in points[first:]
    ]


def _measured(fitted: FittedClass, last_snapshot_on: date, **attributes: Any) -> dict[str, Any]:
    """A row of a fitted class; its quantiles and shares are for the statement with the median months to go."""
    typical = fitted.curve.after(-fitted.median_months_to_go)
    return {
        "class_id": fitted.class_id,
        "parent_class_id": fitted.parent_class_id,
        "class_basis": "measured",
        "scenario": "base",
        "projects": fitted.projects,
        "reached_statements": fitted.reached,
        "withdrawn_statements": fitted.withdrawn,
        "censored_statements": fitted.censored,
        "median_months_to_go": fitted.median_months_to_go,
        **_quantiles(typical),
        "reached_share": round(float(typical.reached[-1]), DIGITS),
        "withdrawn_share": round(float(typical.withdrawn[-1]), DIGITS),
        "last_snapshot_on": last_snapshot_on,
        **attributes,
    }


def _tree_attributes(known: ReferenceClass) -> dict[str, Any]:
    return {
        "component": "grid",
        "class_source": "ercot_gis",
        "class_milestone": known.milestone,
        "situation": known.situation,
        "class_stage": known.stage,
        **_bounds("months_in_stage", known.months_in_stage),
        **_bounds("months_to_go", known.months_to_go),
        "class_technology": known.technology,
    }


def class_rows(
    trees: Mapping[str, Mapping[str, FittedClass]],
    readings: Iterable[tuple[FittedClass, dict[str, Any]]],
    building: FittedClass,
    priors: Iterable[Prior],
    as_of: Mapping[str, date],
) -> pl.DataFrame:
    """One row per class and scenario for the seed reference_classes.

    `trees` are the fitted trees by milestone, `readings` the classes by size and zone with their attributes, `as_of` the
    last snapshot by source.
    """
    rows = []
    for milestone, fitted in trees.items():
        for known in ercot_classes(milestone):
            if known.class_id in fitted:
                grid = known.technology is None
                reason = "Measured on generators of ERCOT with a signed agreement; for a load a proxy."
                rows.append(
                    _measured(
                        fitted[known.class_id], as_of["ercot_gis"], **_tree_attributes(known), is_curve_written=grid, rationale=reason
                    )
                )
    for fitted_class, attributes in readings:
        reason = "For reading: no forecast is made from it, as size and zone did not improve forecasts."
        rows.append(_measured(fitted_class, as_of["ercot_gis"], **attributes, is_curve_written=False, rationale=reason))
    reason = "Steps of Epoch's timelines between two vintages; hardly any is reached yet, so the curve is nearly its prior's."
    attributes = {"component": "building", "class_source": "epoch", "class_milestone": "buildings_operational"}
    rows.append(_measured(building, as_of["epoch"], **attributes, is_curve_written=True, rationale=reason))
    for prior in priors:
        curve = prior_curve(prior)
        rows.append(
            {
                "class_id": prior.class_id,
                "component": prior.component,
                "class_basis": "prior",
                "class_source": "judgement",
                "class_milestone": "ready",
                "scenario": prior.scenario,
                **_quantiles(curve),
                "reached_share": round(float(curve.reached[-1]), DIGITS),
                "withdrawn_share": round(float(curve.withdrawn[-1]), DIGITS),
                "is_curve_written": True,
                "rationale": prior.rationale,
            }
        )
    return pl.DataFrame(rows, schema=CLASS_SCHEMA)


CLASS_SCHEMA: dict[str, Any] = {
    "class_id": pl.String,
    "scenario": pl.String,
    "parent_class_id": pl.String,
    "component": pl.String,
    "class_basis": pl.String,
    "class_source": pl.String,
    "class_milestone": pl.String,
    "situation": pl.String,
    "class_stage": pl.String,
    "months_in_stage_first": pl.Int64,
    "months_in_stage_last": pl.Int64,
    "months_to_go_first": pl.Int64,
    "months_to_go_last": pl.Int64,
    "class_technology": pl.String,
    "size_category": pl.String,
    "reporting_zone_raw": pl.String,
    "projects": pl.Int64,
    "reached_statements": pl.Int64,
    "withdrawn_statements": pl.Int64,
    "censored_statements": pl.Int64,
    "median_months_to_go": pl.Int64,
    "p10_delay_months": pl.Int64,
    "p50_delay_months": pl.Int64,
    "p90_delay_months": pl.Int64,
    "reached_share": pl.Float64,
    "withdrawn_share": pl.Float64,
    "last_snapshot_on": pl.Date,
    "is_curve_written": pl.Boolean,
    "rationale": pl.String,
}


def delay_rows(trees: Mapping[str, Mapping[str, FittedClass]], building: FittedClass, priors: Iterable[Prior]) -> pl.DataFrame:
    """One row per class, scenario and delay for the seed reference_class_delays; technologies are left out."""
    rows = []
    for milestone, fitted in trees.items():
        for known in ercot_classes(milestone):
            if known.class_id in fitted and known.technology is None:
                rows += _delay_rows(known.class_id, "base", fitted[known.class_id].curve)
    rows += _delay_rows(BUILDING_CLASS, "base", building.curve)
    for prior in priors:
        rows += _delay_rows(prior.class_id, prior.scenario, prior_curve(prior))
    return pl.DataFrame(rows)
