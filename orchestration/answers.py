"""Answers in the documents: every ```sql block of a Markdown file is followed by a table of what it returns today.

`gigaledger answers` runs the blocks on the published database and rewrites the tables; with `--check` it compares.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

BLOCK = re.compile(r"(```sql\n(?P<sql>.*?)```\n\n)(?P<table>(?:\|[^\n]*\n)*)\n?", re.DOTALL)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1 else f"{value:,.1f}"
    return str(value).replace("|", "\\|")


def _table(names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> str:
    names = list(names)
    lines = ["| " + " | ".join(names) + " |", "| " + " | ".join("---" for _ in names) + " |"]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def answered(text: str, database: Path) -> str:
    """The document with the table after each SQL block as the database answers it."""
    with duckdb.connect(str(database), read_only=True) as connection:

        def answer(block: re.Match[str]) -> str:
            found = connection.execute(block["sql"])
            return block[1] + _table([column[0] for column in found.description or []], found.fetchall()) + "\n"

        return BLOCK.sub(answer, text).rstrip("\n") + "\n"


def documents(root: Path) -> list[Path]:
    """The documents that hold queries."""
    return [root / "README.md", *sorted((root / "docs" / "queries").glob("*.md"))]
