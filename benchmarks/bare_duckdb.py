"""The compiled SQL of every model and test, run by DuckDB with nothing around it: what the work itself costs.

Usage: python -m benchmarks.bare_duckdb TARGET LANDED DATABASE, where TARGET is dbt's folder after a build.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb


def _needs(node: dict[str, Any]) -> list[str]:
    needs: list[str] = node["depends_on"].get("nodes", [])
    return needs


def _in_order(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Models, seeds and tests, each after what it depends on."""
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] in {"model", "seed", "test"}}
    done: set[str] = set()
    while len(done) < len(nodes):
        ready = [n for n in nodes if n not in done and all(d in done or d not in nodes for d in _needs(nodes[n]))]
        done.update(ready)
        yield from (nodes[name] for name in ready)


def _load_seed(connection: duckdb.DuckDBPyConnection, node: dict[str, Any], project: Path) -> None:
    table = f"{node['schema']}.{node['name']}"
    types = node["config"]["column_types"]
    connection.execute(f"create table {table} ({', '.join(f'{name} {type_}' for name, type_ in types.items())})")
    file = project / node["original_file_path"]
    connection.execute(f"insert into {table} select * from read_csv('{file}', header = true, all_varchar = true, delim = ',')")


def main(target: Path, landed: Path, database: Path) -> None:
    """Build and test everything; prints how many statements ran and how many tests found rows."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    project = Path(__file__).resolve().parent.parent / "dbt_project"
    statements = failed = 0
    with duckdb.connect(str(database)) as connection:
        connection.execute("set threads to 1")
        for source in manifest["sources"].values():
            connection.execute(f"create schema if not exists {source['schema']}")
            pieces = f"{source['name']}/*.parquet" if source["config"]["meta"].get("in_pieces") else f"{source['name']}.parquet"
            file = landed / source["source_name"] / pieces
            connection.execute(f"create view {source['schema']}.{source['name']} as select * from read_parquet('{file}')")
        for schema in ("staging", "core", "marts"):
            connection.execute(f"create schema {schema}")
        for node in _in_order(manifest):
            statements += 1
            if node["resource_type"] == "seed":
                _load_seed(connection, node, project)
                continue
            if node["config"]["materialized"] == "ephemeral":
                continue
            sql = node["compiled_code"]
            if node["resource_type"] == "model":
                connection.execute(f"create table {node['schema']}.{node['name']} as {sql}")
            else:
                found = connection.execute(f"select count(*) from ({sql})").fetchone()
                failed += int(bool(found and found[0]))
    print(f"{statements} statements, {failed} tests with rows")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
