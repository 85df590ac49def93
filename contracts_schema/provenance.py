"""The provenance record of a source: where its files are from, their licence, and what they were when received.

`provenance.yml` stands beside the files. People write its head; `make provenance` writes hash, size, rows and latest
date of each file after a change to the files.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from contracts_schema.contract import Contract
from contracts_schema.gate import Verdict, judge_source

RECORD = "provenance.yml"


@dataclass(frozen=True)
class Provenance:
    """A provenance record: `head` as people wrote it, `files` by file name."""

    head: dict[str, Any]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_provenance(folder: Path) -> Provenance:
    """Read the record of a source's folder; an empty one where there is none."""
    path = folder / RECORD
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Provenance({k: v for k, v in content.items() if k != "files"}, content.get("files") or {})


def provenance_warning(recorded: Provenance, verdict: Verdict) -> str | None:
    """What differs between a file and its record, None where nothing does."""
    file = verdict.contract.file_name
    known = recorded.files.get(file)
    if known is None:
        return f"{file} has no provenance record; run `make provenance`"
    if known["sha256"] == verdict.sha256:
        return None
    rows = known["rows"]
    if verdict.rows < rows:
        return f"{file} has {verdict.rows} rows, its record {rows}: rows were lost although nothing is ever removed from the register"
    return f"{file} has changed since it was recorded ({rows} rows then, {verdict.rows} now); run `make provenance`"


def _as_of(verdict: Verdict) -> str | None:
    if verdict.frame is None:
        return None
    dates = [name for name in ("stated_on", "published_on", "announced_on") if name in verdict.frame.columns]
    latest = verdict.frame.select(pl.max_horizontal([pl.col(name).max() for name in dates])).item() if dates else None
    return latest.isoformat() if latest else None


def record_provenance(contracts: Sequence[Contract], folder: Path) -> list[str]:
    """Write hash, size, rows and latest date of every file into the record; returns what changed, a line a file."""
    recorded = read_provenance(folder)
    files: dict[str, dict[str, Any]] = {}
    changed = []
    for verdict in judge_source(contracts, folder):
        name = verdict.contract.file_name
        content = (folder / name).read_bytes()
        files[name] = {
            "rows": verdict.rows,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "as_of": _as_of(verdict) or recorded.head.get("as_of"),
        }
        before = recorded.files.get(name)
        if before is None:
            changed.append(f"{name}: {verdict.rows} rows, first recorded")
        elif before["sha256"] != files[name]["sha256"]:
            changed.append(f"{name}: {before['rows']} -> {verdict.rows} rows")
    content_yaml = yaml.safe_dump({**recorded.head, "files": files}, sort_keys=False, allow_unicode=True, width=110)
    (folder / RECORD).write_text(content_yaml, encoding="utf-8")
    return changed
