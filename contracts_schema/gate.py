"""The gate: judge the files of one source together, before anything is written.

Pure: reads files, returns verdicts. Writing what passed is `landing.py`; telling Dagster is `orchestration`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contracts_schema.contract import Contract
from contracts_schema.pandera_schema import UNIQUE_KEY, failures, pandera_schema
from contracts_schema.reading import LINE, Problem, UnreadableError, UnreadableHeaderError, read_text, shown, to_types


@dataclass(frozen=True)
class Verdict:
    """What the gate says of one file.

    `frame` is the typed table under its raw names where the file could be read, also when it is refused. `held_back`
    names the tables it refers to that are refused, so that it must not be landed although its own rows are good.
    """

    contract: Contract
    sha256: str
    rows: int
    problems: tuple[Problem, ...]
    frame: pl.DataFrame | None
    held_back: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the file breaks its contract."""
        return bool(self.problems)

    @property
    def may_land(self) -> bool:
        """Whether the table may replace what was landed before."""
        return not self.problems and not self.held_back


@dataclass(frozen=True)
class _Read:
    contract: Contract
    sha256: str
    text: pl.DataFrame | None
    frame: pl.DataFrame | None
    problems: list[Problem]

    @property
    def is_whole(self) -> bool:
        """Whether every row could be read, so that an id that is not in it does not exist."""
        return self.frame is not None and all(problem.rule != "cells_per_row" for problem in self.problems)


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _read(contract: Contract, folder: Path) -> _Read:
    path = folder / contract.file_name
    texts: list[pl.DataFrame] = []
    problems: list[Problem] = []
    try:
        for text, found in read_text(path, contract):
            texts.append(text)
            problems += found
    except UnreadableHeaderError as error:
        return _Read(contract, _sha256(path), None, None, error.problems)
    except UnreadableError as error:
        return _Read(contract, _sha256(path), None, None, [*problems, error.problem])
    text = pl.concat(texts)
    frame, found = to_types(text, contract)
    return _Read(contract, _sha256(path), text, frame, problems + found)


def _cells_of_rules(contract: Contract) -> dict[tuple[str, str], list[str]]:
    """The columns that a rule reads, by blamed column and rule; a rule cannot be judged where one of them is unreadable."""
    cells = {(rule.field, rule.name): rule.holds().meta.root_names() for rule in contract.rules}
    return cells | {(contract.key[0], UNIQUE_KEY): list(contract.key)}


def _judge(read: _Read, known_keys: Mapping[str, pl.Series]) -> list[Problem]:
    if read.text is None or read.frame is None:
        return read.problems
    unreadable = {(problem.line, problem.column) for problem in read.problems}
    cells_of = _cells_of_rules(read.contract)
    problems = list(read.problems)
    for index, column, rule, message in failures(pandera_schema(read.contract, known_keys), read.frame.drop(LINE)):
        line = read.frame[LINE][index]
        cells = cells_of.get((column, rule), [column])
        missing_key = rule == UNIQUE_KEY and any(read.text[cell][index] is None for cell in cells)
        if not missing_key and not any((line, cell) in unreadable for cell in cells):
            problems.append(Problem(read.contract.file_name, line, column, shown(read.text[column][index]), rule, message))
    return sorted(problems, key=lambda p: (p.line, p.column, p.rule, p.message))


def _refused_upstream(contract: Contract, refused: set[str], contracts: Mapping[str, Contract]) -> tuple[str, ...]:
    seen: set[str] = set()
    waiting = list(contract.references)
    while waiting:
        table = waiting.pop()
        if table not in seen:
            seen.add(table)
            waiting += contracts[table].references if table in contracts else ()
    return tuple(sorted(seen & refused - {contract.table}))


def judge_source(contracts: Sequence[Contract], folder: Path) -> list[Verdict]:
    """Judge the files of one source in `folder` against their contracts.

    References between tables are checked against the files themselves, so the verdicts do not depend on any order; those
    to a file that cannot be read whole are not checked. A
    good table that refers, directly or not, to a refused one is held back. Verdicts are in the order of `contracts`.
    """
    reads = [_read(contract, folder) for contract in contracts]
    known_keys = {r.contract.table: r.frame[r.contract.key[0]].drop_nulls().unique() for r in reads if r.is_whole and r.frame is not None}
    judged = [(read, _judge(read, known_keys)) for read in reads]
    refused = {read.contract.table for read, problems in judged if problems}
    by_table = {contract.table: contract for contract in contracts}
    return [
        Verdict(
            contract=read.contract,
            sha256=read.sha256,
            rows=0 if read.frame is None else read.frame.height,
            problems=tuple(problems),
            frame=None if read.frame is None else read.frame.drop(LINE),
            held_back=() if problems else _refused_upstream(read.contract, refused, by_table),
        )
        for read, problems in judged
    ]
