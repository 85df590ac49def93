"""The `gigaledger` command: what the Makefile's verbs call."""

import gc
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.odds.commands import backtest, fit

if TYPE_CHECKING:
    from contracts_schema.upstream.snapshot import SnapshotSource
    from orchestration.paths import Paths

STARTED = time.perf_counter()


@click.group()
def main() -> None:
    """Gigaledger: what is committed, when it energizes, on whom it depends."""


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Collect garbage seldom, and not at exit: imports make objects by the million, none of which is garbage."""
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.freeze()


@main.command()
@click.option("--timings", type=click.Path(dir_okay=False), help="Also write how long each part took, as JSON.")
def run(timings: str | None) -> None:
    """Run the main job headless and print where the marts are and the three headline answers."""
    with _seldom_collected():
        _run(timings)


def _run(timings: str | None) -> None:
    from orchestration.automation import REFRESH
    from orchestration.definitions import defs
    from orchestration.headlines import as_text, headlines
    from orchestration.instance import headless_instance
    from orchestration.paths import paths_from_environment
    from orchestration.progress import report_problems, seconds_by_part
    from orchestration.publishing import current_publication
    from orchestration.run_lock import PID_TAG, close_dead_runs

    imported = time.perf_counter()
    paths = paths_from_environment()
    instance = headless_instance()
    for run_id in close_dead_runs(instance):
        click.echo(f"run {run_id} had been killed; it is now reported as failed")
    result = defs.resolve_job_def(REFRESH).execute_in_process(instance=instance, raise_on_error=False, tags={PID_TAG: str(os.getpid())})
    finished = time.perf_counter()
    if timings:
        with Path(timings).open("w", encoding="utf-8") as handle:
            json.dump({"import": imported - STARTED, **seconds_by_part(instance, result), "total": finished - STARTED}, handle, indent=2)
    if not result.success:
        report_problems(paths, result)
        published = current_publication(paths)
        state = f"publication {published.publication_id} stays as it was" if published else "nothing has been published yet"
        click.echo(f"\nrun {result.run_id} failed; {state}", err=True)
        sys.exit(1)
    publication = current_publication(paths)
    if publication is None:
        raise RuntimeError("the run succeeded without a publication")
    click.echo(f"\npublication {publication.publication_id} ({finished - STARTED:.1f} s)")
    click.echo(f"  database  {paths.database}")
    click.echo(f"  parquet   {paths.current / 'marts'}")
    click.echo("  " + ", ".join(f"{mart} {facts['rows']:,} rows" for mart, facts in publication.marts.items()))
    click.echo("\n" + as_text(headlines(paths.database, datetime.now(UTC).date())))
    _tell_of_snapshots(paths)


def _tell_of_snapshots(paths: "Paths") -> None:
    from contracts_schema.registry import SNAPSHOT_SOURCES
    from orchestration.snapshots.records import not_received, refused_files

    for load in refused_files(paths, SNAPSHOT_SOURCES):
        click.echo(f"refused: raw/{load.snapshot_source}/{load.as_of}/{load.refusal}", err=True)
    missing = not_received(paths, SNAPSHOT_SOURCES)
    if missing:
        click.echo("\nNot received, so that what rests on it is empty:")
    for source in missing:
        click.echo(f"   {source.title}: {source.how_to_get}")


@main.command()
def rollback() -> None:
    """Show readers the publication before the current one."""
    from orchestration.paths import paths_from_environment
    from orchestration.publishing import roll_back
    from orchestration.run_lock import warehouse_lock

    paths = paths_from_environment()
    with warehouse_lock(paths, "rollback"):
        try:
            publication = roll_back(paths)
        except LookupError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"readers now see {publication.publication_id}")


@main.command("publications")
def list_publications() -> None:
    """List the publications that are kept; the current one is marked."""
    from orchestration.paths import paths_from_environment
    from orchestration.publishing import current_publication, publications

    paths = paths_from_environment()
    current = current_publication(paths)
    for publication in publications(paths):
        mark = "*" if publication == current else " "
        rows = ", ".join(f"{mart} {facts['rows']}" for mart, facts in publication.marts.items())
        click.echo(f"{mark} {publication.publication_id}  run {publication.run_id}  {rows}")


@main.command()
def provenance() -> None:
    """Record hash, size and rows of every raw file, after a change to the files."""
    from contracts_schema import SOURCES, contracts_of
    from contracts_schema.provenance import record_provenance
    from orchestration.paths import paths_from_environment

    paths = paths_from_environment()
    for source in SOURCES:
        for line in record_provenance(contracts_of(source), paths.raw / source) or ["nothing has changed"]:
            click.echo(f"raw/{source}: {line}")


@main.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
def fetch(sources: tuple[str, ...]) -> None:
    """Download what has changed at the named sources, or at all, into raw/. Publishes nothing."""
    from orchestration.downloads.fetcher import Fetcher
    from orchestration.downloads.fetching import fetch_source
    from orchestration.downloads.settings import settings_from_environment
    from orchestration.downloads.sources import SOURCES
    from orchestration.paths import paths_from_environment

    unknown = [name for name in sources if name not in SOURCES]
    if unknown:
        raise click.UsageError(f"no source {', '.join(unknown)}; there are {', '.join(SOURCES)}")
    paths, settings = paths_from_environment(), settings_from_environment()
    outcomes = []
    for name in dict.fromkeys(sources or SOURCES):
        outcomes += fetch_source(SOURCES[name], paths, Fetcher(settings, click.echo))
    click.echo(", ".join(f"{sum(o.state == state for o in outcomes)} {state}" for state in dict.fromkeys(o.state for o in outcomes)))
    for outcome in outcomes:
        if outcome.state in ("failed", "not fetched"):
            click.echo(str(outcome), err=True)
    sys.exit(1 if any(outcome.state == "failed" for outcome in outcomes) else 0)


@main.command()
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Date that the files are about, where they do not state it themselves.")
def receive(source: str, files: tuple[Path, ...], as_of: datetime | None) -> None:
    """Put published files that you have into raw/SOURCE/<as-of>/, where the next run loads them. Overwrites nothing."""
    from contracts_schema.reading import UnreadableError
    from orchestration.paths import paths_from_environment
    from orchestration.snapshots.receiving import UndatedError
    from orchestration.snapshots.receiving import receive as put

    failed = 0
    for file in files:
        try:
            copy = put(paths_from_environment().raw, _snapshot_source(source), file, as_of.date() if as_of else None)
        except (UnreadableError, UndatedError) as error:
            failed += 1
            click.echo(f"not received: {error}", err=True)
        else:
            click.echo(f"raw/{source}/{copy.parent.name}/{copy.name}")
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("source")
@click.argument("dates", nargs=-1, metavar="[DATE]...", type=click.DateTime(["%Y-%m-%d"]))
def load(source: str, dates: tuple[datetime, ...]) -> None:
    """Load dates of SOURCE (all, where none is named) whether they have changed or not. `run` publishes them."""
    from contracts_schema.registry import SNAPSHOT_SOURCES
    from orchestration.paths import paths_from_environment
    from orchestration.run_lock import warehouse_lock
    from orchestration.snapshots.loading import load_snapshots
    from orchestration.snapshots.records import Load, ensure_tables

    paths = paths_from_environment()
    files = refused = 0

    def report(batch: Sequence[Load]) -> None:
        nonlocal files, refused
        files += len(batch)
        refused += sum(not one.is_landed for one in batch)
        for one in batch:
            if not one.is_landed or one.rows_quarantined:
                click.echo(str(one), err=True)
        click.echo(f"{source}: {files} files, up to {batch[-1].as_of}")

    with warehouse_lock(paths, "load"):
        ensure_tables(paths, SNAPSHOT_SOURCES)
        try:
            load_snapshots(paths, _snapshot_source(source), [each.date() for each in dates] or None, report)
        except KeyError as error:
            raise click.UsageError(f"raw/{source}/ has no folder {error.args[0]}") from error
    sys.exit(1 if refused else 0)


def _snapshot_source(name: str) -> "SnapshotSource":
    from contracts_schema.registry import SNAPSHOT_SOURCES, snapshot_source

    try:
        return snapshot_source(name)
    except KeyError as error:
        raise click.UsageError(f"no source {name}; there are {', '.join(source.name for source in SNAPSHOT_SOURCES)}") from error


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; fail where a document's answer is not the database's.")
def answers(*, check: bool) -> None:
    """Run the queries of the documents on the published database and rewrite their answers."""
    from orchestration.answers import answered, documents
    from orchestration.paths import REPOSITORY, paths_from_environment

    database = paths_from_environment().database
    outdated = []
    for path in documents(REPOSITORY):
        text = path.read_text(encoding="utf-8")
        fresh = answered(text, database)
        if fresh != text:
            outdated.append(path.name)
            if not check:
                path.write_text(fresh, encoding="utf-8")
    click.echo(("differ: " if check else "rewritten: ") + (", ".join(outdated) or "none"))
    sys.exit(1 if check and outdated else 0)


main.add_command(fit)
main.add_command(backtest)

if __name__ == "__main__":
    main()
