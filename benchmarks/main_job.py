"""How long the main job takes, part by part, beside `dbt build` alone and beside DuckDB alone.

Every figure is of a whole process, from start to end, in an empty warehouse. The three are run in turn, so that a
machine that slows down slows them alike; medians and ratios are printed.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("import", "gate", "dbt", "audit", "publish")


def _run(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT / "dbt_project", env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)} failed\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Times each of the three is run.")
def main(rounds: int) -> None:
    """Measure and print."""
    binaries = Path(sys.executable).parent
    jobs: list[float] = []
    builds: list[float] = []
    bare: list[float] = []
    parts: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        home = scratch / "dagster_home"
        home.mkdir()
        shutil.copy(ROOT / ".dagster_home" / "dagster.yaml", home)
        target, database = scratch / "target", scratch / "alone" / "gigaledger.duckdb"
        database.parent.mkdir()
        environment = {
            **os.environ,
            "DAGSTER_HOME": str(home),
            "DO_NOT_TRACK": "1",
            "GIGALEDGER_LANDED": str(scratch / "warehouse" / "landed"),
            "GIGALEDGER_DATABASE": str(database),
            "PYTHONPATH": str(ROOT),
        }
        build = [str(binaries / "dbt"), "--quiet", "build", "--exclude-resource-type", "unit_test", "--profiles-dir", "."]
        build += ["--target-path", str(target), "--log-path", str(target)]
        script = [sys.executable, "-m", "benchmarks.bare_duckdb", str(target), environment["GIGALEDGER_LANDED"]]
        for number in range(rounds + 1):
            warehouse, times = scratch / "warehouse", scratch / "times.json"
            shutil.rmtree(warehouse, ignore_errors=True)
            job = [str(binaries / "gigaledger"), "run", "--timings", str(times)]
            took = _run(job, {**environment, "GIGALEDGER_WAREHOUSE": str(warehouse)})
            database.unlink(missing_ok=True)
            alone = _run(build, environment)
            # compiled SQL names the catalog, which is the stem of the file
            bare_database = scratch / f"bare{number}" / database.name
            bare_database.parent.mkdir()
            plain = _run([*script, str(bare_database)], environment)
            click.echo(f"{'warm-up' if not number else f'round {number}'}: job {took:.2f} s, dbt build {alone:.2f} s, DuckDB {plain:.2f} s")
            if number:
                jobs.append(took)
                builds.append(alone)
                bare.append(plain)
                parts.append(json.loads(times.read_text(encoding="utf-8")))
    job_s, build_s, bare_s = (statistics.median(values) for values in (jobs, builds, bare))
    click.echo(f"\nmain job              {job_s:6.2f} s")
    known = 0.0
    for part in PARTS:
        seconds = statistics.median(measured[part] for measured in parts)
        known += seconds
        click.echo(f"  {part:<18}  {seconds:6.2f} s")
    click.echo(f"  {'Dagster and the rest':<18}{job_s - known:6.2f} s")
    click.echo(f"dbt build alone       {build_s:6.2f} s   main job / dbt build = {job_s / build_s:.2f} (at most 2)")
    click.echo(f"compiled SQL alone    {bare_s:6.2f} s   main job / DuckDB    = {job_s / bare_s:.2f}")


if __name__ == "__main__":
    main()
