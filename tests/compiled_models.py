"""The SQL of single models on hand-made rows: what dbt compiled, run in an empty database, in milliseconds.

A model reads the tables that a test has filled; its own rows are kept, so that the next model can read them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb


class CompiledModels:
    """Tables of a built warehouse without their rows, and the compiled SQL of its models."""

    def __init__(self, folder: Path) -> None:
        compiled = (folder / "target" / "compiled" / "gigaledger" / "models").rglob("*.sql")
        self.sql = {path.stem: path.read_text(encoding="utf-8") for path in compiled}
        self.connection = duckdb.connect()
        self.connection.execute(f"attach '{folder / 'gigaledger.duckdb'}' as built (read_only); attach ':memory:' as gigaledger")
        tables = self.connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'built' and schema_name in ('core', 'marts')"
        ).fetchall()
        self.schema_of = {name: schema for schema, name in tables}
        for schema in ("core", "marts", "staging"):
            self.connection.execute(f"create schema gigaledger.{schema}")
        for schema, name in tables:
            self.connection.execute(f"create table gigaledger.{schema}.{name} as from built.{schema}.{name} limit 0")
        views = self.connection.execute("select view_name from duckdb_views() where database_name = 'built' and schema_name = 'staging'")
        staged = [name for (name,) in views.fetchall()]
        staged += [name for (name,) in self.connection.execute(
            "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'staging'").fetchall()]  # fmt: skip
        for name in staged:
            self.schema_of[name] = "staging"
            self.connection.execute(f"create table gigaledger.staging.{name} as from built.staging.{name} limit 0")

    def fill(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Replace the rows of a table; columns that are not given are null."""
        where = f"gigaledger.{self.schema_of[table]}.{table}"
        self.connection.execute(f"delete from {where}")
        for row in rows:
            marks = ", ".join("?" for _ in row)
            self.connection.execute(f"insert into {where} ({', '.join(row)}) values ({marks})", list(row.values()))

    def copy(self, table: str) -> None:
        """Replace the rows of a table by those of the built warehouse."""
        where = f"{self.schema_of[table]}.{table}"
        self.connection.execute(f"delete from gigaledger.{where}")
        self.connection.execute(f"insert into gigaledger.{where} from built.{where}")

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
