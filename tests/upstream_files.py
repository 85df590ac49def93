"""Where real upstream files are, and what the gate says of what a reader made of a file."""

import os
from pathlib import Path

import pytest

from contracts_schema.bulk_gate import judge_files
from contracts_schema.contract import Contract
from contracts_schema.reading import UnreadableError
from contracts_schema.upstream.snapshot import ReadFile, SnapshotSource
from orchestration.paths import REPOSITORY


def upstream(*parts: str) -> Path:
    """A file or folder of the real upstream files; the test is skipped, saying so, where it is absent."""
    root = Path(os.environ.get("GIGALEDGER_UPSTREAM") or REPOSITORY.parent / "shared" / "data")
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no upstream file {'/'.join(parts)}; set GIGALEDGER_UPSTREAM to the folder that has it")
    return path


def broken(contract: Contract, read: ReadFile) -> list[tuple[str, int, str, str]]:
    """Sheet, line, column and rule of everything in a table that the gate puts into quarantine."""
    source = SnapshotSource("", "", "", "", "", (contract,), lambda _: read, ())
    quarantine = judge_files(source, {"file": read})["file"].quarantine
    return sorted(quarantine.select("sheet", "line", "column_name", "broken_rule").rows())


def is_counted_whole(read: ReadFile) -> bool:
    """Whether every row of the file is a record or counted as none."""
    return read.rows == sum(table.height for table in read.tables.values()) + sum(read.non_data.values())


def refusal(source: SnapshotSource, path: Path) -> tuple[str, str]:
    """The rule by which a file is refused, and the whole message."""
    with pytest.raises(UnreadableError) as caught:
        source.read(path)
    return caught.value.problem.rule, str(caught.value)
