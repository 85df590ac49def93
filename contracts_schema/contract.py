"""What a contract is: fields, key, references, rules. The contracts themselves are in modules of their own.

Does not belong here: reading files (`reading.py`), judging them (`gate.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from contracts_schema.column import Column
from contracts_schema.columns import COLUMNS


@dataclass(frozen=True)
class Field:
    """A column as one raw table has it: the name in the file, its definition, whether it may be empty."""

    raw_name: str
    column: Column
    required: bool
    references: str | None = None


@dataclass(frozen=True)
class RowRule:
    """A condition on one row. `holds` builds a boolean expression over raw names; null counts as holding."""

    name: str
    field: str
    message: str
    holds: Callable[[], pl.Expr]


@dataclass(frozen=True)
class Contract:
    """The contract of one raw table.

    `source` is the folder under raw/, `table` the file's stem. `subject` names the raw fields that say what a row is
    about, for tables whose rows are statements; it is empty for the others. `cadence` is how often a new delivery is
    expected. `content` says what one delivery is: a `register` that grows, the `state` of all objects as of a date, or
    the `events` of a period.
    """

    source: str
    table: str
    grain: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    cadence: str
    rules: tuple[RowRule, ...] = ()
    subject: tuple[str, ...] = ()
    content: Literal["register", "state", "events"] = "register"

    @property
    def name(self) -> str:
        """Source and table, the name used in messages."""
        return f"{self.source}/{self.table}"

    @property
    def file_name(self) -> str:
        """Name of the file inside the source's folder."""
        return f"{self.table}.csv"

    @property
    def is_statement(self) -> bool:
        """Whether a row is something that a document states."""
        return bool(self.subject)

    @property
    def is_snapshot(self) -> bool:
        """Whether deliveries are dated files that a reader of their own turns into this table."""
        return self.content != "register"

    @property
    def header(self) -> tuple[str, ...]:
        """Raw names in the order of the file."""
        return tuple(field.raw_name for field in self.fields)

    @property
    def references(self) -> frozenset[str]:
        """Tables of the same source that fields point to, itself left out."""
        return frozenset(f.references for f in self.fields if f.references and f.references != self.table)

    def field(self, raw_name: str) -> Field:
        """The field with that raw name; KeyError where there is none."""
        return {field.raw_name: field for field in self.fields}[raw_name]


def required(raw_name: str, column: str | None = None, *, to: str | None = None) -> Field:
    """A field that is never empty. `column` is the defined name where the file uses another; `to` the table referred to."""
    return Field(raw_name, COLUMNS[column or raw_name], required=True, references=to)


def optional(raw_name: str, column: str | None = None, *, to: str | None = None) -> Field:
    """A field that may be empty, otherwise as `required`."""
    return replace(required(raw_name, column, to=to), required=False)
