"""From a sheet as text cells to rows of the contract: find the header, check it, drop what is no record, read the cells.

Does not belong here: layouts, and which layout a file has (`reader.py`).
"""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from contracts_schema.reading import LINE
from contracts_schema.upstream.cells import number_text
from contracts_schema.upstream.iso_queues.cells import EMPTY_DATE, UNKNOWN_WORDS, day, day_or_month, words
from contracts_schema.upstream.iso_queues.contract import REQUESTS
from contracts_schema.upstream.iso_queues.layout import Kind, Layout, Sheet

HEADER_WITHIN = 15
RECORD_CELLS = 4  # a record fills more cells than a footnote does
PRECISION_OF = {
    field.raw_name.removesuffix("_precision") + "_on": field.raw_name for field in REQUESTS.fields if field.raw_name.endswith("_precision")
}
_MADE = {"grid_operator", "queue_section", "request_kind", "request_part", *PRECISION_OF.values()}


@dataclass(frozen=True)
class Header:
    """Where the header of a list ends (rows above the first record), and its texts by column."""

    rows_above: int
    texts: list[str]


@dataclass(frozen=True)
class Part:
    """The records of one sheet, the number of its rows that are none by kind, and the values that became null."""

    frame: pl.DataFrame
    non_data: Counter[str]
    notes: Counter[str]


def find_header(rows: pl.DataFrame, sheet: Sheet) -> Header | None:
    """The header of a list, by the header of the request's id; None where it does not stand in the first rows."""
    top = [[" ".join((cell or "").split()) for cell in row] for row in rows.head(HEADER_WITHIN + sheet.header_rows).iter_rows()]
    for first in range(len(top) - sheet.header_rows + 1):
        texts = [" ".join(" ".join(column).split()) for column in zip(*top[first : first + sheet.header_rows], strict=True)]
        if sheet.id_header in texts:
            return Header(first + sheet.header_rows, texts)
    return None


def unnamed_values(rows: pl.DataFrame, header: Header) -> list[str]:
    """Positions (from 1) of columns that have values and no header."""
    body = rows.slice(header.rows_above)
    return [str(i + 1) for i, text in enumerate(header.texts) if not text and body.to_series(i).null_count() < body.height]


def read_sheet(rows: pl.DataFrame, header: Header, sheet: Sheet, layout: Layout) -> Part:
    """The records of one list as text cells of the contract; every row of the sheet is in the frame or in `non_data`."""
    width = pl.sum_horizontal(pl.all().exclude(LINE).is_not_null())
    id_column = str(header.texts.index(sheet.id_header))
    body = (
        rows.with_row_index(LINE, offset=1)
        .with_columns(pl.col(LINE).cast(pl.Int64))
        .slice(header.rows_above)
        .with_columns(words(pl.all().exclude(LINE)))
        .with_columns(width.alias("filled"))
    )
    has_id, is_short = pl.col(id_column).is_not_null(), pl.col("filled") < RECORD_CELLS
    last = body.filter(has_id & ~is_short)[LINE].max() or 0
    is_note = (pl.col(LINE) > last) & is_short & (~has_id | (pl.col("filled") < RECORD_CELLS - 1))
    body = body.with_columns(
        pl.when(pl.col("filled") == 0).then(pl.lit("blank"))
        .when(is_note).then(pl.lit("footnote"))
        .when(pl.col(id_column).is_in(layout.test_ids)).then(pl.lit("test_record"))
        .alias("dropped")
    )  # fmt: skip
    non_data = Counter({"title": header.rows_above - sheet.header_rows, "header": sheet.header_rows})
    non_data.update(dict(body["dropped"].drop_nulls().value_counts().iter_rows()))
    records = body.filter(pl.col("dropped").is_null())
    positions = {sheet.fields[text]: str(i) for i, text in enumerate(header.texts) if text in sheet.fields}
    frame, notes = _fields(records, positions, sheet, layout)
    notes["value_without_header"] += sum(records[str(i)].drop_nulls().len() for i, text in enumerate(header.texts) if not text)
    return Part(frame, +non_data, +notes)


def _fields(records: pl.DataFrame, positions: dict[str, str], sheet: Sheet, layout: Layout) -> tuple[pl.DataFrame, Counter[str]]:
    """Cells of the contract's columns, and how many were null by the publisher's own convention."""
    taken = records.select(LINE, *(pl.col(position).alias(name) for name, position in positions.items()))
    counted, cells, precisions = [], [], []
    for field in REQUESTS.fields:
        name, column = field.raw_name, field.column
        if name in _MADE:
            continue
        if name not in positions:
            cells.append(pl.lit(None, pl.String).alias(name))
            continue
        cell = pl.col(name)
        if name.endswith("_raw") or field.required:
            cells.append(cell)
            continue
        is_word, is_marker = cell.is_in(UNKNOWN_WORDS), cell.is_in(layout.markers) & (column.type == "date")
        counted += [is_word.sum().alias(f"unknown_word:{name}"), is_marker.sum().alias(f"marker:{name}")]
        cell = pl.when(~is_word & ~is_marker).then(cell)
        if column.decimal_size:
            cell = number_text(cell, column)
        elif name in PRECISION_OF:
            cell, precision = day_or_month(cell, layout.time_zone)
            precisions.append(pl.when(cell != EMPTY_DATE).then(precision).alias(PRECISION_OF[name]))
        elif column.type == "date":
            cell = pl.coalesce(day(cell, layout.time_zone), cell)
        if column.type == "date":
            counted.append((cell == EMPTY_DATE).sum().alias(f"date_1900_01_01:{name}"))
            cell = pl.when(cell != EMPTY_DATE).then(cell)
        cells.append(cell.alias(name))
    notes: Counter[str] = Counter()
    for label, found in taken.select(counted).row(0, named=True).items() if counted else ():
        notes[label.partition(":")[0]] += found
    frame = taken.select(LINE, *cells, *precisions)
    frame = frame.with_columns(
        pl.lit(layout.grid_operator).alias("grid_operator"),
        pl.lit(sheet.section).alias("queue_section"),
        request_kind(layout.kind).alias("request_kind"),
        *(pl.lit(None, pl.String).alias(name) for name in PRECISION_OF.values() if name not in frame.columns),
    )
    return frame, notes


def request_kind(kind: Kind) -> pl.Expr:
    """What the request is for; null where the file leaves the deciding field empty, the word itself where it is unknown."""
    if kind.told_by is None:
        return pl.lit(kind.other, pl.String)
    word = pl.col(kind.told_by)
    other = pl.lit(kind.other, pl.String) if kind.other else word
    return pl.when(word.is_not_null()).then(word.replace_strict(kind.words, default=other, return_dtype=pl.String))


def with_parts(frame: pl.DataFrame, part_order: tuple[str, ...]) -> pl.DataFrame:
    """Number the rows of each request by the order of what tells them apart; rows that nothing tells apart share a number.

    Without a `part_order` every row is part 1, so that an id that stands there twice breaks the key.
    """
    if not part_order:
        return frame.with_columns(pl.lit("1").alias("request_part"))
    apart = ["request_id", *part_order]
    numbered = (
        frame.select(apart).unique().sort(apart, nulls_last=True)
        .with_columns((pl.int_range(pl.len()).over("request_id") + 1).cast(pl.String).alias("request_part"))
    )  # fmt: skip
    return frame.join(numbered, on=apart, how="left", nulls_equal=True, maintain_order="left")
