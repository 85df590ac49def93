"""The SQL of single models on hand-made rows: what dbt compiled, run in an empty database, in milliseconds.

A model reads the tables that a test has filled; its own rows are kept, so that the next model can read them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb


class CompiledModels:
    """Tables of a built warehouse without their rows, and the compiled SQL of its models."""

    def __init__(self, built: duckdb.DuckDBPyConnection, folder: Path) -> None:
        compiled = (folder / "target" / "compiled" / "gigaledger" / "models").rglob("*.sql")
        self.sql = {path.stem: path.read_text(encoding="utf-8") for path in compiled}
        self.built = built
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as gigaledger")
        self.schema_of: dict[str, str] = {}
        for schema in ("core", "marts", "staging"):
            self.connection.execute(f"create schema gigaledger.{schema}")
            names = built.execute("select table_name from information_schema.tables where table_schema = ?", [schema]).fetchall()
            for (name,) in names:
                self.schema_of[name] = schema
                columns = ", ".join(f'"{row[0]}" {row[1]}' for row in built.execute(f"describe {schema}.{name}").fetchall())
                self.connection.execute(f"create table gigaledger.{schema}.{name} ({columns})")

    def fill(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Replace the rows of a table; columns that are not given are null."""
        where = f"gigaledger.{self.schema_of[table]}.{table}"
        self.connection.execute(f"delete from {where}")
        for row in rows:
            marks = ", ".join("?" for _ in row)
            self.connection.execute(f"insert into {where} ({', '.join(row)}) values ({marks})", list(row.values()))

    def copy(self, table: str) -> None:
        """Replace the rows of a table by those of the built warehouse."""
        found = self.built.execute(f"from {self.schema_of[table]}.{table}")
        names = [column[0] for column in found.description or []]
        self.fill(table, [dict(zip(names, row, strict=True)) for row in found.fetchall()])

    def run(self, *models: str) -> None:
        """Run models one after the other; each replaces its own rows."""
        for model in models:
            where = f"gigaledger.{self.schema_of[model]}.{model}"
            self.connection.execute(f"delete from {where}")
            self.connection.execute(f"insert into {where} {self.sql[model]}")

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of a query on the tables."""
        self.connection.execute("use gigaledger")
        return self.connection.execute(sql, list(values)).fetchall()
