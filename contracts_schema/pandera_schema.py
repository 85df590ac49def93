"""The Pandera schema of a contract: nulls, vocabularies, ranges, patterns, key, references, row rules.

Each check is named `rule: message`; the gate reads both from Pandera's failure cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandera.polars as pa
import polars as pl

from contracts_schema.contract import Contract, Field
from contracts_schema.reading import polars_type

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
EARLIEST_PUBLISHED = date(1960, 1, 1)  # queues name plants that are older than the register's subject
UNIQUE_KEY = "unique_key"
_IS_EMPTY = "is empty and must not be"
PLACEHOLDERS = ("na", "n/a", "null", "none", "nan", "nil", "-", "?", "unknown", "tbd", "tba", "#n/a")


@dataclass(frozen=True)
class _Rule:
    """A condition that a column's cells are to hold; null counts as holding."""

    name: str
    message: str
    holds: pl.Expr

    def check(self) -> pa.Check:
        return pa.Check(lambda data: data.lazyframe.select(self.holds), name=self.name, error=f"{self.name}: {self.message}")


def _text_rules(field: Field, *, is_published: bool) -> list[_Rule]:
    cell, column = pl.col(field.raw_name), field.column
    rules = [
        _Rule("one_line", "holds a line break or another control character", ~cell.str.contains(r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}]")),
        _Rule("length", f"is longer than {column.max_length} characters", cell.str.len_chars() <= column.max_length),
    ]
    if not is_published:  # people type the register; in a file that others publish such text is text
        rules.append(_Rule("no_formula", "starts like a spreadsheet formula", ~cell.str.contains(r"^[=+@]|^-[^0-9.]|^-[0-9.]+[-+*/^(!|]")))
    if not column.is_verbatim:
        rules.insert(0, _Rule("no_outer_space", "starts or ends with a space", cell == cell.str.strip_chars()))
    if column.vocabulary is None and column.pattern is None and not column.is_verbatim and not is_published:  # NA is a country, and no id
        is_placeholder = cell.str.to_lowercase().is_in(PLACEHOLDERS)
        rules.append(_Rule("empty_if_unknown", "stands for unknown; leave the cell empty", ~is_placeholder))
    if column.vocabulary is not None:
        known = list(column.vocabulary)
        rules.append(_Rule("vocabulary", f"is none of {', '.join(known)}", cell.is_in(known)))
    if column.pattern is not None:
        rules.append(_Rule("pattern", f"does not match {column.pattern}", cell.str.contains(f"^(?:{column.pattern})$")))
    return rules


def _quantity_rules(field: Field, *, is_published: bool) -> list[_Rule]:
    cell, column = pl.col(field.raw_name), field.column
    rules = []
    if column.minimum is not None:
        rules.append(_Rule("range", f"is below {column.minimum}", cell >= column.minimum))
    if column.maximum is not None:
        rules.append(_Rule("range", f"is above {column.maximum}", cell <= column.maximum))
    if column.type == "date":
        earliest = EARLIEST_PUBLISHED if is_published else EARLIEST
        rules.append(_Rule("range", f"lies outside {earliest} to {LATEST}", cell.is_between(earliest, LATEST)))
    return rules


def _rules_of(contract: Contract, field: Field, known_keys: Mapping[str, pl.Series], within: tuple[str, ...]) -> list[_Rule]:
    is_text = field.column.type == "string"
    rules = _text_rules(field, is_published=contract.is_snapshot) if is_text else _quantity_rules(field, is_published=contract.is_snapshot)
    if field.references is not None and field.references in known_keys:
        ids = known_keys[field.references].implode()
        rules.append(_Rule("reference", f"is not in {field.references}", pl.col(field.raw_name).is_in(ids)))
    rules += [_Rule(rule.name, rule.message, rule.holds()) for rule in contract.rules if rule.field == field.raw_name]
    if field.raw_name == contract.key[0]:
        key = pl.struct(*within, *contract.key)
        rules.append(_Rule(UNIQUE_KEY, f"{', '.join(contract.key)} stand in another row too", key.is_unique()))
    return rules


def _column(field: Field, checks: list[pa.Check]) -> pa.Column:
    return pa.Column(polars_type(field.column.type, field.column.decimal_size), nullable=not field.required, checks=checks)


def pandera_schema(contract: Contract, known_keys: Mapping[str, pl.Series], *, within: tuple[str, ...] = ()) -> pa.DataFrameSchema:
    """Schema of a typed frame of the contract's raw names.

    `known_keys` holds, by table, the ids that references may point to; a reference to a table that is not in it is
    not checked. `within` names further columns of the frame; the key is unique within each of their values.
    """
    columns = {f.raw_name: _column(f, [rule.check() for rule in _rules_of(contract, f, known_keys, within)]) for f in contract.fields}
    return pa.DataFrameSchema(columns, name=contract.name, strict=not within, ordered=not within)


def broken_rules(contract: Contract, frame: pl.DataFrame, *, within: tuple[str, ...] = ()) -> pl.DataFrame:
    """What `failure_frame` finds with the contract's schema, references left out, and told alike: one pass over the frame.

    For files that are judged in bulk. Pandera takes each column and rule in turn, which takes longer than to read a workbook.
    """
    rules = [(f.raw_name, rule.name, rule.message, ~rule.holds) for f in contract.fields for rule in _rules_of(contract, f, {}, within)]
    rules += [(f.raw_name, "not_nullable", _IS_EMPTY, pl.col(f.raw_name).is_null()) for f in contract.fields if f.required]
    rows = frame.select(is_broken.arg_true().implode().alias(str(number)) for number, (*_, is_broken) in enumerate(rules))
    found = [no_failures()]
    for (column, rule, message, _), lists in zip(rules, rows, strict=True):
        index: pl.Series = lists[0]
        if index.len():
            broken = index.cast(pl.Int64).alias("index").to_frame()
            found.append(broken.with_columns(column=pl.lit(column), rule=pl.lit(rule), message=pl.lit(message)))
    return pl.concat(found)


def no_failures() -> pl.DataFrame:
    """An empty frame of what `failure_frame` returns."""
    return pl.DataFrame(schema={"index": pl.Int64, "column": pl.String, "rule": pl.String, "message": pl.String})


def failure_frame(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Everything in `frame` that breaks the schema: `index` (int64, row of the frame), `column`, `rule`, `message`."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases
        return cases.select(
            pl.col("index").cast(pl.Int64),
            pl.col("column").cast(pl.String),
            pl.col("check").str.split(": ").list.first().alias("rule"),
            pl.when(pl.col("check") == "not_nullable")
            .then(pl.lit(_IS_EMPTY))
            .otherwise(pl.col("check").str.replace("^[^:]*: ?", ""))
            .alias("message"),
        )
    return no_failures()


def failures(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> list[tuple[int, str, str, str]]:
    """Row index, column, rule and message of everything in `frame` that breaks the schema."""
    return failure_frame(schema, frame).rows()
