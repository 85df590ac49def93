"""Dated statements and what became of them: the cases that classes are fitted on and forecasts are made for.

A statement is a project's row in one month's report, with a signed interconnection agreement and a projected date. Its
delay is the month in which the milestone is reached less the projected month. Every column of a statement uses only
what was known when it was published; what became of it is asked for as of a later day.
"""

from datetime import date

import polars as pl

from orchestration.odds.classes import OTHER, TECHNOLOGIES, class_path
from orchestration.odds.snapshots import Snapshots, month_number

ENERGIZATION, COMMERCIAL_OPERATION = "energization", "commercial_operation"
MILESTONES = (ENERGIZATION, COMMERCIAL_OPERATION)
OPEN, REACHED, WITHDRAWN = 0, 1, 2


def _reports(snapshots: Snapshots) -> dict[str, pl.DataFrame]:
    """Reports of milestones by stage: request, day it happened on, day a reader could know it.

    Synchronization implies energization: where only the later is reported, the earlier is no later than it.
    """
    approvals = snapshots.approvals
    own = snapshots.projects

    def of(kinds: tuple[str, ...], columns: tuple[str, ...]) -> pl.DataFrame:
        parts = [approvals.filter(pl.col("approval_category").is_in(list(kinds))).select("request_id", "known_on", "occurred_on")]
        parts += [own.select("request_id", "known_on", pl.col(column).alias("occurred_on")) for column in columns]
        return pl.concat(parts).drop_nulls()

    return {
        "energized": of(("energization", "synchronization"), ("energization_approved_on", "synchronization_approved_on")),
        "synchronized": of(("synchronization",), ("synchronization_approved_on",)),
        "commercial": of((COMMERCIAL_OPERATION,), ()),
    }


def _earliest_as_known(reports: pl.DataFrame, name: str) -> pl.DataFrame:
    """Per request and day of knowledge the earliest day that had been reported by then."""
    return (
        reports.group_by("request_id", "known_on")
        .agg(pl.col("occurred_on").min())
        .sort("request_id", "known_on")
        .select("request_id", "known_on", pl.col("occurred_on").cum_min().over("request_id").alias(name))
        .sort("known_on", "request_id")
    )


def statements(snapshots: Snapshots, milestone: str) -> pl.DataFrame:
    """One row per statement on a milestone that was not known to be reached when it was published.

    Columns: request_id, as_of, known_on, month (of as_of), months_to_go (projected month less month; zero or negative
    is overdue), months_synchronized, stage, technology, size_category, reporting_zone_raw, class_path (list of ids, widest class first).
    """
    rows = snapshots.projects.filter(pl.col("ia_signed_on").is_not_null() & pl.col("projected_online_on").is_not_null())
    rows = rows.sort("known_on", "request_id")
    for stage, reports in _reports(snapshots).items():
        rows = rows.join_asof(_earliest_as_known(reports, f"{stage}_on"), on="known_on", by="request_id", check_sortedness=False)
    reached = f"{'energized' if milestone == ENERGIZATION else 'commercial'}_on"
    rows = rows.filter(pl.col(reached).is_null()).with_columns(
        month=month_number("as_of"),
        months_to_go=month_number("projected_online_on") - month_number("as_of"),
        months_synchronized=month_number("as_of") - month_number("synchronized_on"),
        stage=pl.when(pl.col("synchronized_on").is_not_null())
        .then(pl.lit("synchronized"))
        .when(pl.col("energized_on").is_not_null())
        .then(pl.lit("energized"))
        .when(pl.col("planning_guide_5_9_met_on").is_not_null())
        .then(pl.lit("prerequisites"))
        .when(pl.col("financial_security_raw").str.to_lowercase() == "yes")
        .then(pl.lit("security"))
        .otherwise(pl.lit("agreement")),
        technology=pl.col("technology_raw").replace_strict(TECHNOLOGIES, default=OTHER),
    )
    return (
        rows.with_columns(class_path=class_path(milestone))
        .select(
            "request_id",
            "as_of",
            "known_on",
            "month",
            "months_to_go",
            "months_synchronized",
            "stage",
            "technology",
            "size_category",
            "reporting_zone_raw",
            "class_path",
        )
        .sort("month", "request_id")
    )


def outcomes(snapshots: Snapshots, milestone: str, day: date) -> pl.DataFrame:
    """What was known on a day: request_id, reached_month (null while it is not), withdrawn_month.

    A project has withdrawn where it has left the list without commercial operation: on the day of its cancellation, else
    of its inactivation, else in the first month in which the list lacks it. One that returns to the list has not.
    """
    known = snapshots.known_by(day)
    reports = _reports(known)["energized" if milestone == ENERGIZATION else "commercial"]
    done = _reports(known)["commercial"].select("request_id").unique()
    reached = reports.group_by("request_id").agg(pl.col("occurred_on").min())
    months = known.projects.select("as_of").unique().sort("as_of")
    left = known.departures.group_by("request_id").agg(
        cancelled_on=pl.col("occurred_on").filter(pl.col("departure_kind") == "cancelled").max(),
        inactive_on=pl.col("occurred_on").filter(pl.col("departure_kind") == "inactive").max(),
    )
    listed = known.projects.group_by("request_id").agg(last_as_of=pl.col("as_of").max())
    gone = (
        listed.filter(pl.col("last_as_of") < months["as_of"].max())
        .join(done, on="request_id", how="anti")
        .join(left, on="request_id", how="left")
        .join(months.select(last_as_of="as_of", first_without=pl.col("as_of").shift(-1)), on="last_as_of", how="left")
        .select("request_id", withdrawn_on=pl.coalesce("cancelled_on", "inactive_on", "first_without"))
    )
    return (
        listed.select("request_id")
        .join(reached, on="request_id", how="left")
        .join(gone, on="request_id", how="left")
        .select("request_id", reached_month=month_number("occurred_on"), withdrawn_month=month_number("withdrawn_on"))
        .sort("request_id")
    )


def with_outcome(stated: pl.DataFrame, known: pl.DataFrame, month: int) -> pl.DataFrame:
    """Statements older than a month, with what was known of them in it: `outcome` and `wait` in months.

    An open case has waited until the month and is censored there. A milestone that was reached in the month of its
    statement and reported later counts as reached in the first month after it: no statement waits less than one month.
    """
    reached = pl.col("reached_month").is_not_null() & (
        pl.col("withdrawn_month").is_null() | (pl.col("reached_month") <= pl.col("withdrawn_month"))
    )
    return (
        stated.filter(pl.col("month") < month)
        .join(known, on="request_id", how="left", maintain_order="left")
        .with_columns(
            outcome=pl.when(reached).then(REACHED).when(pl.col("withdrawn_month").is_not_null()).then(WITHDRAWN).otherwise(OPEN),
            end=pl.when(reached).then("reached_month").otherwise(pl.coalesce("withdrawn_month", pl.lit(month, pl.Int32))),
        )
        .with_columns(wait=pl.max_horizontal(pl.col("end") - pl.col("month"), pl.lit(1, pl.Int32)))
        .drop("reached_month", "withdrawn_month", "end")
    )
