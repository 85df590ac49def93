"""The Pandera schema of a contract: nulls, vocabularies, ranges, patterns, key, references, row rules.

Each check is named `rule: message`; the gate reads both from Pandera's failure cases.
"""

from collections.abc import Mapping
from datetime import date

import pandera.polars as pa
import polars as pl

from contracts_schema.contract import Contract, Field
from contracts_schema.reading import polars_type

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
UNIQUE_KEY = "unique_key"
PLACEHOLDERS = ("na", "n/a", "null", "none", "nan", "nil", "-", "?", "unknown", "tbd", "tba", "#n/a")


def _check(rule: str, message: str, holds: pl.Expr) -> pa.Check:
    def run(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(holds)

    return pa.Check(run, name=rule, error=f"{rule}: {message}")


def _text_checks(field: Field, *, is_published: bool) -> list[pa.Check]:
    cell, column = pl.col(field.raw_name), field.column
    checks = [
        _check(
            "one_line", "holds a line break or another control character", ~cell.str.contains(r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}]")
        ),
        _check("length", f"is longer than {column.max_length} characters", cell.str.len_chars() <= column.max_length),
    ]
    if not is_published:  # people type the register; in a file that others publish such text is text
        checks.append(
            _check("no_formula", "starts like a spreadsheet formula", ~cell.str.contains(r"^[=+@]|^-[^0-9.]|^-[0-9.]+[-+*/^(!|]"))
        )
    if not column.is_verbatim:
        checks.insert(0, _check("no_outer_space", "starts or ends with a space", cell == cell.str.strip_chars()))
    if column.vocabulary is None and column.pattern is None and not column.is_verbatim and not is_published:  # NA is a country, and no id
        is_placeholder = cell.str.to_lowercase().is_in(PLACEHOLDERS)
        checks.append(_check("empty_if_unknown", "stands for unknown; leave the cell empty", ~is_placeholder))
    if column.vocabulary is not None:
        known = list(column.vocabulary)
        checks.append(_check("vocabulary", f"is none of {', '.join(known)}", cell.is_in(known)))
    if column.pattern is not None:
        checks.append(_check("pattern", f"does not match {column.pattern}", cell.str.contains(f"^(?:{column.pattern})$")))
    return checks


def _quantity_checks(field: Field) -> list[pa.Check]:
    cell, column = pl.col(field.raw_name), field.column
    checks = []
    if column.minimum is not None:
        checks.append(_check("range", f"is below {column.minimum}", cell >= column.minimum))
    if column.maximum is not None:
        checks.append(_check("range", f"is above {column.maximum}", cell <= column.maximum))
    if column.type == "date":
        checks.append(_check("range", f"lies outside {EARLIEST} to {LATEST}", cell.is_between(EARLIEST, LATEST)))
    return checks


def pandera_schema(contract: Contract, known_keys: Mapping[str, pl.Series]) -> pa.DataFrameSchema:
    """Schema of a typed frame of the contract's raw names.

    `known_keys` holds, by table, the ids that references may point to; a reference to a table that is not in it is
    not checked.
    """
    columns = {}
    for field in contract.fields:
        is_text = field.column.type == "string"
        checks = _text_checks(field, is_published=contract.is_snapshot) if is_text else _quantity_checks(field)
        if field.references is not None and field.references in known_keys:
            ids = known_keys[field.references].implode()
            checks.append(_check("reference", f"is not in {field.references}", pl.col(field.raw_name).is_in(ids)))
        checks += [_check(rule.name, rule.message, rule.holds()) for rule in contract.rules if rule.field == field.raw_name]
        if field.raw_name == contract.key[0]:
            checks.append(_check(UNIQUE_KEY, f"{', '.join(contract.key)} stand in another row too", pl.struct(contract.key).is_unique()))
        columns[field.raw_name] = pa.Column(
            polars_type(field.column.type, field.column.decimal_size), nullable=not field.required, checks=checks
        )
    return pa.DataFrameSchema(columns, name=contract.name, strict=True, ordered=True)


def failures(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> list[tuple[int, str, str, str]]:
    """Row index, column, rule and message of everything in `frame` that breaks the schema."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        found = []
        for case in errors.failure_cases.iter_rows(named=True):
            rule, _, message = case["check"].partition(": ")
            if rule == "not_nullable":
                message = "is empty and must not be"
            found.append((case["index"], case["column"], rule, message))
        return found
    return []
