"""After the gate: what passed becomes Parquet, what was refused is kept with every reason."""

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from contracts_schema.gate import Verdict
from contracts_schema.reading import Problem
from orchestration.files import write_atomically

RAW_SHA256 = "gigaledger.raw_sha256"
PROBLEM_COLUMNS = ("file", "line", "column", "value", "rule", "message")


def landed_file(landed: Path, verdict: Verdict) -> Path:
    """Where the table of a verdict is landed."""
    return landed / verdict.contract.source / f"{verdict.contract.table}.parquet"


def land(landed: Path, verdict: Verdict) -> Path:
    """Write the table of a verdict that may land, atomically, with the hash of the raw file in its metadata."""
    if not verdict.may_land or verdict.frame is None:
        raise ValueError(f"{verdict.contract.name} may not land")
    frame, path = verdict.frame, landed_file(landed, verdict)

    def write(temporary: Path) -> None:
        frame.write_parquet(temporary, metadata={RAW_SHA256: verdict.sha256})

    write_atomically(path, write)
    return path


def landed_hashes(landed: Path) -> dict[str, str]:
    """Hash of the raw file behind every landed table, by `source/table`."""
    files = sorted(landed.glob("*/*.parquet"))
    return {f"{path.parent.name}/{path.stem}": pl.read_parquet_metadata(path).get(RAW_SHA256, "") for path in files}


def _spreadsheet_safe(value: str) -> str:
    return f"'{value}" if value[:1] in set("=+-@\t\r") else value


def keep_refused(raw: Path, run: Path, verdicts: Sequence[Verdict]) -> Path | None:
    """Keep refused files and a table of every problem in the run's folder.

    Returns the path of problems.csv, None where nothing was refused. Values that a spreadsheet would take for a
    formula stand behind an apostrophe.
    """
    refused = [verdict for verdict in verdicts if verdict.is_refused]
    if not refused:
        return None
    for verdict in refused:
        file = raw / verdict.contract.source / verdict.contract.file_name
        if file.is_file():
            kept = run / "refused" / verdict.contract.source / verdict.contract.file_name
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, kept)

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(("source", *PROBLEM_COLUMNS))
            for verdict in refused:
                writer.writerows((verdict.contract.source, *_row(problem)) for problem in verdict.problems)

    path = run / "problems.csv"
    write_atomically(path, write)
    return path


def _row(problem: Problem) -> tuple[str | int, ...]:
    return (problem.file, problem.line, problem.column, _spreadsheet_safe(problem.value), problem.rule, problem.message)
