"""What a column definition is, and the short forms that definitions are written in.

Does not belong here: the definitions themselves (`columns.py`, `upstream_columns.py`).
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from contracts_schema import vocabulary as words

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True)
class Column:
    """A column of the warehouse.

    `type` is the SQL type that DuckDB and Spark both read: string, date, timestamp, boolean, int, bigint, double or
    decimal(p,s). `unit` is None where the value is no quantity. Bounds are inclusive; `pattern` must match whole.
    `is_verbatim` text is kept as it was noted: an outer space, or a word like null, is part of it.
    """

    name: str
    type: str
    description: str
    unit: str | None = None
    vocabulary: words.Vocabulary | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str | None = None
    max_length: int = 400
    is_verbatim: bool = False

    @property
    def decimal_size(self) -> tuple[int, int] | None:
        """Precision and scale of a decimal type, None for every other type."""
        found = re.fullmatch(r"decimal\((\d+),(\d+)\)", self.type)
        return (int(found[1]), int(found[2])) if found else None


USD = "decimal(18,2)"
USD_SUM = "decimal(38,2)"
USD_BN = "decimal(18,9)"
MW = "decimal(12,3)"
SHARE = "decimal(9,8)"
AMOUNT = "decimal(24,3)"
ZERO, ONE = Decimal(0), Decimal(1)


def id_column(name: str, description: str) -> Column:
    """An id of the register: lower case words joined by hyphens."""
    return Column(name, "string", description, pattern=SLUG, max_length=120)


def word_column(name: str, description: str, vocabulary: words.Vocabulary) -> Column:
    """A word out of a vocabulary."""
    return Column(name, "string", description, vocabulary=vocabulary)


def usd_column(name: str, description: str, type_: str = USD) -> Column:
    """An amount in US dollars that is never negative."""
    return Column(name, type_, description, unit="USD", minimum=ZERO)


def statement_column(name: str, what: str) -> Column:
    """The id of the statement behind a figure."""
    return Column(name, "string", f"Statement that gives {what}; joins to marts.statements. Null where {what} is unknown.")


def text_column(name: str, description: str, max_length: int = 400) -> Column:
    """Words as a published file has them, line breaks and outer spaces aside."""
    return Column(name, "string", description, max_length=max_length)


def date_column(name: str, description: str) -> Column:
    """A date."""
    return Column(name, "date", description)
