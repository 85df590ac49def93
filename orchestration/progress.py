"""What a headless run tells about itself: how long its parts took, why it failed."""

from dataclasses import dataclass
from typing import Any

import click
import dagster as dg

from orchestration.paths import Paths

PARTS = {"land_": "gate", "build_models": "dbt", "publication": "publish"}


@dataclass(frozen=True)
class StepTimes:
    """Seconds by part of a run: gate, dbt, publish."""

    seconds: dict[str, float]

    @classmethod
    def of(cls, instance: dg.DagsterInstance, run_id: str) -> "StepTimes":
        """Read the times of a run from the instance."""
        seconds: dict[str, float] = {}
        for stats in instance.get_run_step_stats(run_id):
            part = next((name for start, name in PARTS.items() if stats.step_key.startswith(start)), stats.step_key)
            if stats.start_time and stats.end_time:
                seconds[part] = seconds.get(part, 0.0) + stats.end_time - stats.start_time
        return cls(seconds)


def report_problems(paths: Paths, result: Any) -> None:  # noqa: ANN401 (Dagster's result of a run in process)
    """Print why a run failed: each failed step's message, and where the full table of problems is."""
    for event in result.all_events:
        if event.is_step_failure:
            failure = event.step_failure_data
            told = failure.user_failure_data.description if failure.user_failure_data else failure.error.message
            click.echo(told, err=True)
    problems = paths.run(result.run_id) / "problems.csv"
    if problems.is_file():
        click.echo(f"\nevery problem: {problems}", err=True)
