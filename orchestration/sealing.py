"""Sealed forecasts: what a publication said of dates that lie ahead, kept as it was said, so that it can be scored.

The store is one file of JSON lines below the warehouse. Lines are only ever added; each holds the hash of what it says
and one of that and the line before, so that a line that is changed, removed or moved breaks the chain. Before models are
built the store is checked and landed as the source `forecasts/sealed`. What is scored, and how, stands in
marts.forecast_scores. No Dagster here.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import duckdb
import polars as pl

from orchestration.files import write_atomically
from orchestration.paths import Paths

TABLE = "forecasts/sealed"
SAID = (
    "phase_id", "forecast_known_from", "target_on", "target_precision", "target_milestone", "p10_date", "p50_date", "p90_date",
    "energized_probability", "within_12_months_probability", "within_24_months_probability", "binding_component",
    "components_with_evidence",
)  # fmt: skip
FIRST = "0" * 64  # what the first line follows
_DATES = ("sealed_on", "forecast_known_from", "target_on", "p10_date", "p50_date", "p90_date")
_NUMBERS = ("energized_probability", "within_12_months_probability", "within_24_months_probability")
SCHEMA: dict[str, Any] = {
    "forecast_number": pl.Int64,
    "sealed_on": pl.Date,
    **{
        name: pl.Date if name in _DATES else pl.Float64 if name in _NUMBERS else pl.Int32 if name == SAID[-1] else pl.String
        for name in SAID
    },
    "content_hash": pl.String,
    "chain_hash": pl.String,
}

Line = dict[str, Any]


class BrokenSealError(Exception):
    """The store is not what was sealed: a line was changed, removed, moved or cut off."""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _content_hash(line: Line) -> str:
    return _hash(json.dumps([line[name] for name in SAID], separators=(",", ":")))


def _chained(said: Line, before: Line | None, sealed_on: date) -> Line:
    content = _content_hash(said)
    return {
        "forecast_number": before["forecast_number"] + 1 if before else 1,
        "sealed_on": sealed_on.isoformat(),
        **said,
        "content_hash": content,
        "chain_hash": _hash(before["chain_hash"] if before else FIRST, sealed_on.isoformat(), content),
    }


def read_sealed(paths: Paths) -> list[Line]:
    """Every line of the store, oldest first; none before the first. Raises BrokenSealError, with the line's number."""
    if not paths.sealed_forecasts.is_file():
        return []
    lines: list[Line] = []
    text = paths.sealed_forecasts.read_text(encoding="utf-8")
    for number, written in enumerate(text.splitlines(), start=1):
        try:
            line = json.loads(written)
            expected = _chained({name: line[name] for name in SAID}, lines[-1] if lines else None, date.fromisoformat(line["sealed_on"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BrokenSealError(f"{paths.sealed_forecasts.name}, line {number}: is no sealed forecast") from error
        if line != expected:
            raise BrokenSealError(
                f"{paths.sealed_forecasts.name}, line {number}: is not what was sealed, or does not follow the line before"
            )
        lines.append(line)
    return lines


def land_sealed(paths: Paths) -> int:
    """Check the store and land it as the source forecasts/sealed, without rows where there is no store. Returns its lines."""
    lines = read_sealed(paths)
    frame = pl.DataFrame(lines, schema={name: pl.String if name in _DATES else kind for name, kind in SCHEMA.items()})
    frame = frame.with_columns(pl.col(name).str.to_date() for name in _DATES)
    write_atomically(paths.landed / TABLE / "sealed.parquet", frame.write_parquet, durable=False)
    return len(lines)


def _forecasts(connection: duckdb.DuckDBPyConnection) -> Iterator[Line]:
    """The odds that are in force in a published database, as plain text and numbers."""
    asked = ", ".join("known_from" if name == "forecast_known_from" else name for name in SAID)
    rows = connection.execute(
        f"select {asked} from marts.energization_schedule where no_odds_reason is null and known_to = '9999-12-31' order by phase_id"
    ).fetchall()
    for row in rows:
        yield {name: value.isoformat() if isinstance(value, date) else value for name, value in zip(SAID, row, strict=True)}


def seal(paths: Paths, sealed_on: date) -> int:
    """Add what the published database forecasts and no line says yet. Returns the number of lines added.

    Raises BrokenSealError where the store is broken: nothing is added to it then.
    """
    lines = read_sealed(paths)
    known = {line["content_hash"] for line in lines}
    with duckdb.connect(str(paths.database), read_only=True) as connection:
        said = [forecast for forecast in _forecasts(connection) if _content_hash(forecast) not in known]
    added: list[Line] = []
    for forecast in said:
        added.append(_chained(forecast, added[-1] if added else lines[-1] if lines else None, sealed_on))
    if added:
        _write(paths, [*lines, *added])
    return len(added)


def _write(paths: Paths, lines: Sequence[Line]) -> None:
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    # whole and by a rename: a run that is killed leaves no half line
    write_atomically(paths.sealed_forecasts, lambda temporary: temporary.write_text(text, encoding="utf-8", newline="\n"))
