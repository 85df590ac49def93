"""What a layout of a published queue is: which header stands for which column, and what the file says by convention.

Does not belong here: the layouts themselves, which stand in one module per operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Sheet:
    """One list of requests inside a file.

    `name` is the sheet's name with runs of blanks made one; a file without sheets (csv) has one list under any name.
    `fields` gives the contract's raw name by header, `unused` the headers that are known and not taken over, `absent`
    those headers that some editions do not have. Headers are compared with runs of blanks and line breaks made one
    blank. A header over `header_rows` rows is read from top to bottom. `has_unnamed` allows columns without a header.
    """

    name: str
    section: str
    fields: Mapping[str, str]
    unused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    header_rows: int = 1
    has_unnamed: bool = False

    @property
    def id_header(self) -> str:
        """The header of the request's id, by which the header row is found."""
        return next(header for header, raw_name in self.fields.items() if raw_name == "request_id")

    def differences(self, headers: list[str]) -> tuple[list[str], list[str]]:
        """The headers that are missing, and those that are unexpected or stand there twice."""
        known = {*self.fields, *self.unused}
        missing = [header for header in (*self.fields, *self.unused) if header not in headers and header not in self.absent]
        unexpected = [header for i, header in enumerate(headers) if header and (header not in known or header in headers[:i])]
        return missing, unexpected


@dataclass(frozen=True)
class StatedDate:
    """Where a file states its own date: in a cell above the table that matches `pattern`, or right of one that does.

    `means` says whether it is the date that the list shows (`as_of`) or the one on which it was last published.
    """

    pattern: str
    means: tuple[Literal["as_of", "published_on"], ...]


@dataclass(frozen=True)
class Kind:
    """How a file tells what a request is for: by the words of the raw field `told_by`, or `other` for every other word.

    Without `told_by` every request is `other`. A word that is neither listed nor covered by `other` is left in the cell
    for the gate to refuse.
    """

    told_by: str | None
    words: Mapping[str, str] = field(default_factory=dict)
    other: str | None = None


@dataclass(frozen=True)
class Layout:
    """The layout of one file of one operator.

    `series` says what a later file replaces. `ignored` names sheets that hold no requests. `time_zone` is given where
    times of day are instants in UTC that mean midnight at the operator; other times of day are dropped. `part_order` names
    the columns that tell apart the rows of one request, where the operator repeats ids; empty where it does not.
    `test_ids` are ids of records that the operator put there for a test. `markers` are words that stand in date
    columns and say no date.
    """

    grid_operator: str
    series: str
    sheets: tuple[Sheet, ...]
    kind: Kind
    ignored: tuple[str, ...] = ()
    stated: StatedDate | None = None
    time_zone: str | None = None
    part_order: tuple[str, ...] = ()
    test_ids: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
