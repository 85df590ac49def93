"""Tables of many files as one: a step over a hundred thousand rows takes little longer than over one thousand.

Belongs here: keeping apart the rows of the files, by FILE. What is done to the rows does not.
"""

from collections.abc import Mapping

import polars as pl

FILE = "__file__"


def file_of_row(heights: Mapping[int, int]) -> pl.Series:
    """The number of the file that each row of stacked tables is from (FILE, int32), by the heights of the tables."""
    filled = {number: height for number, height in heights.items() if height}
    lengths = pl.DataFrame({FILE: filled.keys(), "rows": filled.values()}, schema={FILE: pl.Int32, "rows": pl.Int64})
    return lengths.select(pl.col(FILE).repeat_by("rows").explode()).to_series()


def by_file(frame: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """The rows of each file in a frame with FILE, where the rows of a file stand together. FILE is left out."""
    parts, start = {}, 0
    rows = frame.clone()
    for length, number in rows.drop_in_place(FILE).rle().struct.unnest().rows():
        parts[number] = rows.slice(start, length)
        start += length
    return parts
