"""The rules that rows of published files break: what one pass names is what Pandera names."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts_schema.contract import Contract
from contracts_schema.pandera_schema import broken_rules, failure_frame, pandera_schema
from contracts_schema.reading import polars_type
from contracts_schema.registry import SNAPSHOT_SOURCES

CONTRACTS = [contract for source in SNAPSHOT_SOURCES for contract in source.contracts]
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(["24INR0001", "US", " outer", "a\nb", "x" * 6000, "", "large", "https://example.org/a"]),
    "date": st.sampled_from([date(2024, 5, 31), date(1900, 1, 1), date(2200, 1, 1)]),
    "int": st.sampled_from([-5, 0, 3, 10**9]),
    "bigint": st.sampled_from([-5, 0, 3, 10**15]),
    "decimal": st.sampled_from([Decimal(-1), Decimal(0), Decimal("0.5"), Decimal(900)]),
}


@st.composite
def judged(draw: st.DrawFn) -> tuple[Contract, pl.DataFrame]:
    contract = draw(st.sampled_from(CONTRACTS))
    rows = draw(st.integers(min_value=1, max_value=4))
    columns = []
    for field in contract.fields:
        column = field.column
        kind = "decimal" if column.decimal_size else column.type
        cells = draw(st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows))
        columns.append(pl.Series(field.raw_name, cells, dtype=polars_type(column.type, column.decimal_size), strict=False))
    return contract, pl.DataFrame(columns)


@settings(max_examples=40, deadline=None)
@given(judged())
def test_one_pass_names_what_pandera_names(case: tuple[Contract, pl.DataFrame]) -> None:
    contract, frame = case
    expected = failure_frame(pandera_schema(contract, {}), frame)
    assert sorted(broken_rules(contract, frame).rows()) == sorted(expected.rows())
