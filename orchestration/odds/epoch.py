"""Restatements of building dates between vintages of Epoch's timelines, and the reference class that they make.

A step is a site's number of operational buildings and its facility power, with the first date of it. A step dated
after its vintage is a forecast.
Two vintages a month or two apart say how forecasts move and hardly yet how they end: almost every step is open.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl

from orchestration.odds.snapshots import landed_rows, month_number
from orchestration.odds.statements import OPEN, REACHED

BUILDING_CLASS, BUILDING_PRIOR = "epoch-building", "prior-building"


def read_vintages(folder: Path) -> list[tuple[date, pl.DataFrame]]:
    """Vintages of the landed table site_timeline in a folder, with the first day on which each was known, oldest first.

    Raises FileNotFoundError where nothing is landed.
    """
    wanted = landed_rows(folder / "site_timeline").select("known_on", "site_name", "occurs_on", "buildings_operational", "facility_mw")
    return [(key[0], vintage.drop("known_on")) for key, vintage in sorted(wanted.group_by("known_on"), key=lambda pair: pair[0])]


def restatements(vintages: Sequence[tuple[date, pl.DataFrame]]) -> pl.DataFrame:
    """One row per forecast step of a vintage and what the next vintage says of it.

    `vintages` are dates (last day known) with frames of site_name, occurs_on,
    buildings_operational and facility_mw, oldest first.
    Columns: as_of, next_as_of, site_name, buildings_operational, facility_mw, stated_on, restated_on (null where the next
    vintage has no such step), days_moved (later is positive), is_reached (restated_on not after next_as_of).
    """
    parts = []
    for (as_of, before), (next_as_of, after) in pairwise(vintages):
        parts.append(
            _steps(before)
            .filter(pl.col("occurs_on") > as_of)
            .rename({"occurs_on": "stated_on"})
            .join(_steps(after).rename({"occurs_on": "restated_on"}), on=["site_name", "buildings_operational", "facility_mw"], how="left")
            .select(
                pl.lit(as_of).alias("as_of"),
                pl.lit(next_as_of).alias("next_as_of"),
                "site_name",
                "buildings_operational",
                "facility_mw",
                "stated_on",
                "restated_on",
                days_moved=(pl.col("restated_on") - pl.col("stated_on")).dt.total_days(),
                is_reached=(pl.col("restated_on") <= next_as_of).fill_null(value=False),
            )
        )
    return pl.concat(parts).sort("as_of", "site_name", "buildings_operational", "facility_mw")


def _steps(timeline: pl.DataFrame) -> pl.DataFrame:
    """First date of each number of buildings and power of a site; rows without a building that runs are no step."""
    return (
        timeline.filter(pl.col("buildings_operational") > 0)
        .group_by("site_name", "buildings_operational", "facility_mw")
        .agg(pl.col("occurs_on").min())
        .sort("site_name", "buildings_operational", "facility_mw")
    )


def building_cases(moves: pl.DataFrame) -> pl.DataFrame:
    """The steps as cases for fit_classes; a step that the next vintage lacks is open until then."""
    month, next_month = month_number("as_of"), month_number("next_as_of")
    end = pl.when("is_reached").then(month_number("restated_on")).otherwise(next_month)
    return moves.select(
        request_id=pl.format("{}/{}/{}", "site_name", "buildings_operational", "facility_mw"),
        month=month,
        months_to_go=month_number("stated_on") - month,
        class_path=pl.concat_list(pl.lit(BUILDING_PRIOR), pl.lit(BUILDING_CLASS)),
        outcome=pl.when("is_reached").then(REACHED).otherwise(OPEN),
        wait=pl.max_horizontal(end - month, pl.lit(1, pl.Int32)),
    )
