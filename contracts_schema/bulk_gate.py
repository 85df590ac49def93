"""The gate of published files: rows that break a rule go to quarantine, the rest is accepted.

Unlike `gate.py`, where people can mend a register that is refused whole. Files of a source are judged together, since
a check costs the same for one file and for fifty; nothing but the time depends on which files are judged together.
Pure: takes what readers made, returns verdicts. Writing is the business of `orchestration`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from contracts_schema.contract import Contract, Field
from contracts_schema.pandera_schema import broken_rules, no_failures
from contracts_schema.reading import SHOWN_CHARACTERS, Problem, polars_type
from contracts_schema.upstream.snapshot import LINE, SHEET, ReadFile, SnapshotSource
from contracts_schema.upstream.stacking import FILE, by_file, file_of_row

_INDEX = "__index__"
PLACE = (SHEET, LINE)
QUARANTINE_SCHEMA = {
    "table_name": pl.String, "sheet": pl.String, "line": pl.Int64, "column_name": pl.String, "refused_value": pl.String,
    "broken_rule": pl.String, "problem": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class BulkVerdict:
    """What the gate says of one file of a snapshot.

    `accepted` holds, by table, the typed rows that keep the contract, with SHEET and LINE. `quarantine` has one row per
    broken rule (QUARANTINE_SCHEMA); `quarantined` counts the rows. `refusal` says why nothing of the file may be
    landed, None where it may.
    """

    accepted: Mapping[str, pl.DataFrame]
    quarantine: pl.DataFrame
    rows: int
    quarantined: int
    non_data: int
    refusal: Problem | None

    @property
    def accepted_rows(self) -> int:
        """Rows of all tables that keep their contract."""
        return sum(frame.height for frame in self.accepted.values())


def _typed(field: Field) -> pl.Expr:
    """The cell in its type, null where it is not of it."""
    cell, column = pl.col(field.raw_name), field.column
    if column.type == "string":
        return cell
    if column.type == "date":
        return pl.when(cell.str.len_chars() == len("2000-01-01")).then(cell.str.to_date("%Y-%m-%d", strict=False)).alias(field.raw_name)
    if column.type == "boolean":
        return pl.when(cell == "true").then(statement=True).when(cell == "false").then(statement=False).alias(field.raw_name)
    target = polars_type(column.type, column.decimal_size)
    if column.decimal_size is None:
        return cell.cast(target, strict=False)
    digits, scale = column.decimal_size
    plain = rf"^-?[0-9]{{1,{digits - scale}}}(\.[0-9]{{1,{scale}}})?$"
    return pl.when(cell.str.contains(plain)).then(cell).cast(target, strict=False)


def _shown(value: pl.Expr) -> pl.Expr:
    return value.str.slice(0, SHOWN_CHARACTERS)


def _problems(contract: Contract, text: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Index, column, value, rule and message of everything that is wrong: cells not of their type, then broken rules."""
    found = [no_failures()]
    for field in contract.fields:
        name = field.raw_name
        if frame[name].null_count() > text[name].null_count():
            torn = text.select((pl.col(name).is_not_null() & frame[name].is_null()).arg_true().cast(pl.Int64).alias("index"))
            found.append(torn.with_columns(column=pl.lit(name), rule=pl.lit("type"), message=pl.lit(f"is not a {field.column.type}")))
    unreadable = pl.concat(found)
    broken = broken_rules(contract, frame, within=(FILE,))
    # a cell that is not of its type is null in the typed frame: one problem is enough
    broken = broken.join(unreadable.select("index", "column"), on=["index", "column"], how="anti")
    return pl.concat([unreadable, broken]).sort("index", "column", "rule", "message")


@dataclass(frozen=True)
class _Judged:
    frame: pl.DataFrame
    problems: pl.DataFrame


def _stacked(contract: Contract, tables: Mapping[int, pl.DataFrame]) -> pl.DataFrame:
    """The tables of all files in one, with the number of the file."""
    columns = [*PLACE, *contract.header]
    text = pl.concat([table if table.columns == columns else table.select(columns) for table in tables.values()], rechunk=True)
    return text.insert_column(0, file_of_row({number: table.height for number, table in tables.items()}))


def _judge_table(contract: Contract, tables: Mapping[int, pl.DataFrame]) -> _Judged:
    text = _stacked(contract, tables)
    frame = text.select(FILE, *PLACE, *(_typed(field) for field in contract.fields))
    problems = _problems(contract, text, frame)
    if problems.is_empty():
        return _Judged(frame, problems)
    place = text.select(FILE, *PLACE).with_row_index(_INDEX).with_columns(pl.col(_INDEX).cast(pl.Int64))
    named = problems.join(place, left_on="index", right_on=_INDEX, how="left")
    indices = problems["index"].to_list()
    values = [text[column][index] for index, column in zip(indices, problems["column"].to_list(), strict=True)]
    named = named.with_columns(pl.Series("value", values, dtype=pl.String), pl.lit(contract.table).alias("table_name"))
    good = frame.with_row_index(_INDEX).filter(~pl.col(_INDEX).is_in(problems["index"].unique().cast(pl.UInt32).implode()))
    return _Judged(good.drop(_INDEX), named)


def _quarantine_of(judged: Mapping[str, _Judged], number: int) -> tuple[pl.DataFrame, int]:
    parts, rows = [], 0
    for table in judged.values():
        mine = table.problems.filter(pl.col(FILE) == number) if not table.problems.is_empty() else table.problems
        if mine.is_empty():
            continue
        rows += mine["index"].n_unique()
        parts.append(
            mine.select(
                "table_name",
                pl.col(SHEET).alias("sheet"),
                pl.col(LINE).alias("line"),
                pl.col("column").alias("column_name"),
                _shown(pl.col("value")).alias("refused_value"),
                pl.col("rule").alias("broken_rule"),
                pl.col("message").alias("problem"),
            )
        )
    return (pl.concat(parts) if parts else pl.DataFrame(schema=QUARANTINE_SCHEMA)), rows


def _refusal(name: str, read: ReadFile, rows: int, quarantined: int, most: Decimal) -> Problem | None:
    if read.rows != rows + sum(read.non_data.values()):
        message = f"{read.rows} rows in the file, {rows} read as records and {sum(read.non_data.values())} as none: rows were lost"
        return Problem(name, 0, "", "", "every_row_counted", message)
    if rows == 0:
        return Problem(name, 0, "", "", "has_rows", "file holds no records")
    if quarantined > most * rows:
        message = f"{quarantined} of {rows} records break a rule, more than {most:.2%}; the file is refused whole"
        return Problem(name, 0, "", f"{quarantined / rows:.2%}", "quarantined_share", message)
    return None


def judge_files(source: SnapshotSource, reads: Mapping[str, ReadFile]) -> dict[str, BulkVerdict]:
    """Judge what was read of files of one source, by any name of the file; the verdicts have the same names.

    Keys are unique within a file. A file with more than the source's share of its records in quarantine is refused.
    """
    names = list(reads)
    judged: dict[str, _Judged] = {}
    split: dict[str, dict[int, pl.DataFrame]] = {}
    for contract in source.contracts:
        tables = {number: reads[name].tables[contract.table] for number, name in enumerate(names) if contract.table in reads[name].tables}
        if tables:
            judged[contract.table] = _judge_table(contract, tables)
            split[contract.table] = by_file(judged[contract.table].frame)
    empty = {table: judged[table].frame.drop(FILE).clear() for table in judged}
    verdicts = {}
    for number, name in enumerate(names):
        read = reads[name]
        accepted = {table: split[table].get(number, empty[table]) for table in judged if table in read.tables}
        quarantine, quarantined = _quarantine_of(judged, number)
        rows = sum(frame.height for frame in read.tables.values())
        refusal = _refusal(name.rpartition("/")[2], read, rows, quarantined, source.max_quarantined_share)
        verdicts[name] = BulkVerdict(accepted, quarantine, read.rows, quarantined, sum(read.non_data.values()), refusal)
    return verdicts
