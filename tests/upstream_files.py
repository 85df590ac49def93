"""Where real upstream files are, and what the contract says of what a reader made of a file."""

import os
from pathlib import Path

import pytest

from contracts_schema.contract import Contract
from contracts_schema.pandera_schema import failures, pandera_schema
from contracts_schema.reading import LINE, UnreadableError, to_types
from contracts_schema.upstream.snapshot import SHEET, ReadFile, SnapshotSource
from orchestration.paths import REPOSITORY


def upstream(*parts: str) -> Path:
    """A file or folder of the real upstream files; the test is skipped, saying so, where it is absent."""
    root = Path(os.environ.get("GIGALEDGER_UPSTREAM") or REPOSITORY.parent / "shared" / "data")
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no upstream file {'/'.join(parts)}; set GIGALEDGER_UPSTREAM to the folder that has it")
    return path


def broken(contract: Contract, read: ReadFile) -> list[tuple[str, int, str, str]]:
    """Sheet, line, column and rule of everything in a table that its contract does not hold of."""
    text = read.tables[contract.table]
    typed, _ = to_types(text, contract)
    found = []
    for sheet, part in text.group_by(SHEET):  # rows are numbered within their sheet
        found += [(str(sheet[0]), problem.line, problem.column, problem.rule) for problem in to_types(part, contract)[1]]
    unreadable = {place[:3] for place in found}
    for index, column, rule, _ in failures(pandera_schema(contract, {}), typed.drop(LINE)):
        place = (str(text[SHEET][index]), int(text[LINE][index]), column)
        if place not in unreadable:
            found.append((*place, rule))
    return sorted(found)


def is_counted_whole(read: ReadFile) -> bool:
    """Whether every row of the file is a record or counted as none."""
    return read.rows == sum(table.height for table in read.tables.values()) + sum(read.non_data.values())


def refusal(source: SnapshotSource, path: Path) -> tuple[str, str]:
    """The rule by which a file is refused, and the whole message."""
    with pytest.raises(UnreadableError) as caught:
        source.read(path)
    return caught.value.problem.rule, str(caught.value)
