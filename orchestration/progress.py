"""What a headless run tells about itself: how long its parts took, why it failed."""

from typing import Any

import click
import dagster as dg

from orchestration.paths import Paths
from orchestration.publication import AUDIT_SECONDS, PUBLICATION

PARTS = {"land_": "gate", "build_models": "dbt", "publication": "publish"}


def seconds_by_part(instance: dg.DagsterInstance, result: dg.ExecuteInProcessResult) -> dict[str, float]:
    """Seconds that the parts of a run took: gate, dbt, audit, publish."""
    seconds: dict[str, float] = {}
    for stats in instance.get_run_step_stats(result.run_id):
        part = next((name for start, name in PARTS.items() if stats.step_key.startswith(start)), stats.step_key)
        if stats.start_time and stats.end_time:
            seconds[part] = seconds.get(part, 0.0) + stats.end_time - stats.start_time
    if result.success:
        materialization = result.asset_materializations_for_node(PUBLICATION.path[-1])[0]
        seconds["audit"] = float(str(materialization.metadata[AUDIT_SECONDS].value))
        seconds["publish"] -= seconds["audit"]
    return seconds


def report_problems(paths: Paths, result: Any) -> None:
    """Print why a run failed: each failed step's message, and where the full table of problems is."""
    for event in result.all_events:
        if event.is_step_failure:
            failure = event.step_failure_data
            told = failure.user_failure_data.description if failure.user_failure_data else failure.error.message
            click.echo(told, err=True)
    problems = paths.run(result.run_id) / "problems.csv"
    if problems.is_file():
        click.echo(f"\nevery problem: {problems}", err=True)
