"""A snapshot source of a few lines of text, for tests of what all sources share.

A file holds `as_of=`, `published=` and `series=` lines where it states them, then one record a line:
`table id name mw projected_online_on`, cells separated by `|`; lines that begin with # are no records.
"""

from datetime import date
from pathlib import Path

import polars as pl

from contracts_schema.contract import Contract, optional, required
from contracts_schema.reading import Problem, UnreadableError
from contracts_schema.upstream.snapshot import LINE, SHEET, ReadFile, SnapshotSource
from orchestration.paths import Paths

FIELDS = (required("request_id"), optional("project_name"), required("request_mw"), optional("projected_online_on"))
QUEUE = Contract("tiny", "requests", "request", FIELDS, ("request_id",), "monthly", content="state")
EVENTS = Contract("tiny", "departures", "request that left", FIELDS, ("request_id",), "monthly", content="events")
COLUMNS = [field.raw_name for field in FIELDS]


def read(path: Path) -> ReadFile:
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != "tiny":
        raise UnreadableError(Problem(path.name, 1, "", lines[0] if lines else "", "layout", "first line is not tiny"))
    stated = dict(line.split("=") for line in lines[1:] if "=" in line)
    rows = {"requests": [], "departures": []}
    for number, line in enumerate(lines, start=1):
        if "|" in line and not line.startswith("#"):
            table, *cells = line.split("|")
            rows[table].append((*[cell or None for cell in cells], "text", number))
    schema = {**dict.fromkeys(COLUMNS, pl.String), SHEET: pl.String, LINE: pl.Int64}
    tables = {table: pl.DataFrame(records, schema=schema, orient="row") for table, records in rows.items()}
    records = sum(frame.height for frame in tables.values())
    return ReadFile(
        series=stated.get("series", "tiny"),
        as_of=date.fromisoformat(stated["as_of"]) if "as_of" in stated else None,
        published_on=date.fromisoformat(stated["published"]) if "published" in stated else None,
        tables=tables,
        rows=len(lines),
        non_data={"other": len(lines) - records},
    )


SOURCE = SnapshotSource(
    name="tiny",
    title="Tiny queue",
    publisher="nobody",
    url="https://example.org/tiny",
    how_to_get="write it",
    contracts=(QUEUE, EVENTS),
    read=read,
    suffixes=(".txt",),
)


def deliver(paths: Paths, folder_date: str, *records: str, name: str = "queue.txt", **stated: str) -> Path:
    """Put a file of the tiny source into its dated folder."""
    folder = paths.raw / "tiny" / folder_date
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    head = ["tiny", *(f"{key}={value}" for key, value in stated.items())]
    file.write_text("\n".join([*head, *records]), encoding="utf-8")
    return file


def landed(paths: Paths, table: str = "requests") -> pl.DataFrame:
    """Everything that is landed of a table."""
    pieces = sorted((paths.landed / "tiny" / table).glob("*.parquet"))
    return pl.concat([pl.read_parquet(piece) for piece in pieces]) if pieces else pl.DataFrame()


def history(paths: Paths) -> list[tuple[str, str, str, str]]:
    """Date, id, change and capacity of every row that is not the same as before."""
    frame = landed(paths).filter(pl.col("change") != "same").sort("as_of", "snapshot_id", "request_id")
    return [
        (str(as_of), request, change, str(mw))
        for as_of, request, change, mw in frame.select("as_of", "request_id", "change", "request_mw").iter_rows()
    ]
