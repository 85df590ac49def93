"""How long the loading of ERCOT's workbooks takes, beside fastexcel alone on the same sheets.

Every figure is of a process of its own that has loaded one month before, so that imports and what is made on first use
count nowhere. The parts are run in turn and the shortest of the rounds counts, so that a machine that other work slows
down changes the ratios little. Needs the published files, which are not in the repository.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import fastexcel

from contracts_schema.upstream.ercot_gis import ERCOT_GIS
from contracts_schema.upstream.ercot_gis_layouts import FRONT_PAGE, NOT_READ
from orchestration.paths import Paths
from orchestration.snapshots.loading import load_snapshots
from orchestration.snapshots.records import snapshot_folders

ROOT = Path(__file__).resolve().parent.parent
MOST_TIMES_READER, MOST_SHARE_OF_ALL, MOST_MB = 1.3, 0.05, 1500
PARTS = ("reader", "all", "one more")


def _reader(raw: Path) -> Callable[[], object]:
    """Fastexcel alone: the front page and the sheets of data of every workbook as strings, one after the other."""
    files = sorted((raw / ERCOT_GIS.name).glob("*/*"))
    tables = {file: [name for name in fastexcel.read_excel(file).sheet_names if name not in NOT_READ] for file in files}

    def read() -> None:
        for file, names in tables.items():
            book = fastexcel.read_excel(file)
            for name in (FRONT_PAGE, *names):
                book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()

    return read


def _part(part: str, raw: Path, warehouse: Path) -> dict[str, float]:
    """Run a part in this process: its seconds, seconds of processors, and the most memory of the process in MB."""
    paths = Paths(raw=raw, warehouse=warehouse)
    *_, before, last = snapshot_folders(raw, ERCOT_GIS)
    load_snapshots(Paths(raw=raw, warehouse=warehouse / "warm-up"), ERCOT_GIS, [before])
    work: dict[str, Callable[[], object]] = {
        "reader": _reader(raw),
        "all": lambda: load_snapshots(paths, ERCOT_GIS),
        "one more": lambda: load_snapshots(paths, ERCOT_GIS, [last]),
    }
    started, busy = time.perf_counter(), time.process_time()
    work[part]()
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    return {"seconds": seconds, "cpu": cpu, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _in_process(part: str, raw: Path, warehouse: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.snapshots", "--part", part, "--raw", str(raw), "--warehouse", str(warehouse)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{part} failed\n{done.stderr[-2000:]}")
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _place(upstream: Path, raw: Path) -> int:
    """Put every workbook into the folder of the month that it states; returns how many there are."""
    files = sorted(upstream.glob("*.xlsx"))
    for file in files:
        folder = raw / ERCOT_GIS.name / str(ERCOT_GIS.read(file).as_of)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file.name).symlink_to(file)
    return len(files)


def _measure(upstream: Path, rounds: int) -> None:
    measured: dict[str, list[dict[str, float]]] = {part: [] for part in PARTS}
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        raw, all_but_one = scratch / "raw", scratch / "all_but_one"
        files = _place(upstream, raw)
        *dates, _ = snapshot_folders(raw, ERCOT_GIS)
        load_snapshots(Paths(raw=raw, warehouse=all_but_one), ERCOT_GIS, dates)
        for number in range(1, rounds + 1):
            for part in PARTS:
                warehouse = scratch / f"warehouse{number}{part}"
                if part == "one more":
                    shutil.copytree(all_but_one, warehouse)
                measured[part].append(_in_process(part, raw, warehouse))
            click.echo(f"round {number}: " + ", ".join(f"{part} {measured[part][-1]['seconds']:.3f} s" for part in PARTS))
    least = {part: min(one["seconds"] for one in measured[part]) for part in PARTS}
    cpu = {part: min(one["cpu"] for one in measured[part]) for part in PARTS}
    times, share = least["all"] / least["reader"], least["one more"] / least["all"]
    peak_mb = max(one["peak_mb"] for one in measured["all"])
    click.echo(f"\nfastexcel alone, {files} workbooks  {least['reader']:6.3f} s  ({cpu['reader']:.3f} s of processors)")
    click.echo(
        f"load all                       {least['all']:6.3f} s  ({cpu['all']:.3f} s)"
        f"  {times:.2f} times fastexcel (at most {MOST_TIMES_READER})"
    )
    click.echo(
        f"load one more month            {least['one more']:6.3f} s  ({cpu['one more']:.3f} s)"
        f"  {share:.3f} of all (at most {MOST_SHARE_OF_ALL})"
    )
    click.echo(f"most memory, load all          {peak_mb:6.0f} MB (at most {MOST_MB:,})")


@click.command()
@click.option("--rounds", default=5, show_default=True, help="Times each part is run.")
@click.option("--part", type=click.Choice(PARTS), hidden=True)
@click.option("--raw", type=click.Path(path_type=Path), hidden=True)
@click.option("--warehouse", type=click.Path(path_type=Path), hidden=True)
def main(rounds: int, part: str | None, raw: Path, warehouse: Path) -> None:
    """Measure and print."""
    if part:
        click.echo(json.dumps(_part(part, raw, warehouse)))
        return
    upstream = Path(os.environ.get("GIGALEDGER_UPSTREAM") or ROOT.parent / "shared" / "data") / ERCOT_GIS.name
    if not upstream.is_dir():
        click.echo(f"snapshots are not measured: there is no {upstream}; set GIGALEDGER_UPSTREAM to the folder of the published files")
        return
    _measure(upstream, rounds)


if __name__ == "__main__":
    main()
