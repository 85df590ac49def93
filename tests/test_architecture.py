"""How the project is laid out: which layer may read which, that all is described, generated and portable SQL."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from contracts_schema import CONTRACTS, SOURCES, Contract, export
from contracts_schema.columns import COLUMNS
from contracts_schema.contract import required
from contracts_schema.registry import SNAPSHOT_SOURCES
from orchestration import raw_assets
from orchestration.dbt_project import ensure_manifest
from orchestration.paths import paths_from_environment
from tests.tiny_register import DBT_PROJECT, build_empty

MODELS = DBT_PROJECT / "models"
LAYERS = ("staging", "core", "marts")
MAY_READ = {
    "staging": {("source", ""), ("model", "staging")},
    "core": {("model", "staging"), ("model", "core"), ("seed", "")},
    "marts": {("model", "core"), ("model", "marts")},
}
DUCKDB_ONLY = {
    r"::": "amount::double",
    r"\bqualify\b": "from t qualify row_number() over () = 1",
    r"\bgroup\s+by\s+all\b": "group by all",
    r"\border\s+by\s+all\b": "order by all",
    r"\bexclude\s*\(": "select * exclude (a) from t",
    r"\breplace\s*\(\s*\w+\s+as\b": "select * replace (a as b) from t",
    r"\blist_\w+\s*\(": "list_value(1)",
    r"\bfilter\s*\(": "count(*) filter (where a)",
    r"\bilike\b": "name ilike 'a%'",
    r"\bstruct_pack\b": "struct_pack(a := 1)",
    r"\bread_parquet\b": "from read_parquet('a')",
    r"->": "list_filter(a, x -> x > 1)",
    r"\basof\s+join\b": "from a asof join b",
    r"\barg_m(ax|in)\b": "arg_max(a, b)",
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The parsed dbt project."""
    return ensure_manifest(paths_from_environment())


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Models of the project by name."""
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def _layer(node: dict[str, Any]) -> str:
    return str(node["fqn"][1])


def _described(layer: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((MODELS / layer).rglob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            yield path, model


def _sql_files(*layers: str) -> list[Path]:
    return sorted(path for layer in layers for path in (MODELS / layer).rglob("*.sql"))


def _without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", re.sub(r"\{#.*?#\}", "", sql, flags=re.DOTALL))


def _final_select(sql: str) -> str:
    """What follows the last `select` that begins a line; formatted SQL indents all others."""
    starts = [found.start() for found in re.finditer(r"^select\b", sql, flags=re.MULTILINE)]
    return sql[starts[-1] :]


HAND_WRITTEN = _sql_files("core", "marts")


# --- layers ---------------------------------------------------------------------------------------------------------


def test_every_model_stands_in_a_layer(models: dict[str, dict[str, Any]]) -> None:
    assert {_layer(node) for node in models.values()} == set(LAYERS)


def test_every_layer_reads_only_what_it_may(manifest: dict[str, Any], models: dict[str, dict[str, Any]]) -> None:
    strays = []
    for name, node in models.items():
        for parent in node["depends_on"]["nodes"]:
            kind = parent.split(".")[0]
            layer = _layer(manifest["nodes"][parent]) if kind == "model" else ""
            if (kind, layer) not in MAY_READ[_layer(node)]:
                strays.append(f"{name} ({_layer(node)}) reads {parent}")
    assert strays == []


def test_every_model_but_a_seed_rests_on_something(models: dict[str, dict[str, Any]]) -> None:
    """A model without parents would name its tables by hand, behind the back of the test above."""
    assert [name for name, node in models.items() if not node["depends_on"]["nodes"]] == []


def test_every_source_table_is_read_by_one_staging_model(manifest: dict[str, Any], models: dict[str, dict[str, Any]]) -> None:
    read = sorted(parent for node in models.values() for parent in node["depends_on"]["nodes"] if parent.startswith("source."))
    assert read == sorted(manifest["sources"])
    of_snapshots = sum(len(source.contracts) for source in SNAPSHOT_SOURCES)
    sealed_forecasts = 1
    assert len(read) == len(CONTRACTS) + of_snapshots + len(export.RECORD_TABLES) + sealed_forecasts


def test_project_uses_no_packages() -> None:
    assert [name for name in ("packages.yml", "dependencies.yml", "dbt_packages") if (DBT_PROJECT / name).exists()] == []


# --- descriptions ---------------------------------------------------------------------------------------------------


def test_every_model_and_column_is_described(models: dict[str, dict[str, Any]]) -> None:
    silent = [name for name, node in models.items() if not node["description"].strip() or not node["columns"]]
    silent += [
        f"{name}.{column['name']}"
        for name, node in models.items()
        for column in node["columns"].values()
        if not column["description"].strip()
    ]
    assert silent == []


def test_every_model_says_what_one_row_is(models: dict[str, dict[str, Any]]) -> None:
    assert [name for name, node in models.items() if not node["description"].startswith("One row per ")] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_every_column_is_described_by_its_definition(layer: str) -> None:
    strays = [
        f"{path.name}: {column['name']}"
        for path, model in _described(layer)
        for column in model["columns"]
        if column["description"] != f"{{{{ doc('{column['name']}') }}}}"
    ]
    assert strays == []


@pytest.mark.parametrize("layer", LAYERS)
def test_every_column_has_the_type_of_its_definition(layer: str) -> None:
    strays = [
        f"{path.name}: {column['name']} {column['data_type']} and not {COLUMNS[column['name']].type}"
        for path, model in _described(layer)
        for column in model["columns"]
        if column["data_type"].replace(" ", "") != COLUMNS[column["name"]].type
    ]
    assert strays == []


def test_every_model_has_a_file_of_its_name_that_describes_it() -> None:
    sql = {path.with_suffix(".yml") for path in _sql_files(*LAYERS)}
    assert {path for layer in LAYERS for path, _ in _described(layer)} == sql
    assert [path.name for layer in LAYERS for path, model in _described(layer) if path.stem != model["name"]] == []
    described = [model["name"] for layer in LAYERS for _, model in _described(layer)]
    assert len(described) == len(set(described)) == len(sql)


def test_every_table_is_under_an_enforced_contract(models: dict[str, dict[str, Any]]) -> None:
    loose = [name for name, node in models.items() if _layer(node) != "staging" and not node["config"]["contract"]["enforced"]]
    assert loose == []


def test_the_key_of_every_table_and_seed_is_tested(manifest: dict[str, Any], models: dict[str, dict[str, Any]]) -> None:
    (test,) = [node for node in manifest["nodes"].values() if node["name"] == "assert_every_key_is_unique"]
    tested = set(test["depends_on"]["nodes"])
    seeds = [name for name, node in manifest["nodes"].items() if node["resource_type"] == "seed"]
    tables = [node["unique_id"] for node in models.values() if _layer(node) != "staging"]
    assert [name for name in (*seeds, *tables) if name not in tested] == []


# --- SQL ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=lambda path: path.stem)
def test_final_select_names_its_columns(path: Path) -> None:
    final = _final_select(_without_comments(path.read_text(encoding="utf-8")))
    assert re.search(r"\bselect\s+(distinct\s+)?\*|\b\w+\.\*", final) is None


def test_star_in_a_final_select_would_be_seen() -> None:
    for sql in ("with a as (\n    select 1 as b\n)\n\nselect *\nfrom a", "select a.*, 1 as b\nfrom a", "select distinct *\nfrom a"):
        assert re.search(r"\bselect\s+(distinct\s+)?\*|\b\w+\.\*", _final_select(sql))


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=lambda path: path.stem)
def test_sql_is_portable(path: Path) -> None:
    sql = _without_comments(path.read_text(encoding="utf-8")).lower()
    assert [pattern for pattern in DUCKDB_ONLY if re.search(pattern, sql)] == []


@pytest.mark.parametrize(("pattern", "sql"), DUCKDB_ONLY.items())
def test_sql_of_duckdb_alone_would_be_seen(pattern: str, sql: str) -> None:
    assert re.search(pattern, sql)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty warehouse and the compiled SQL of its models."""
    folder = tmp_path_factory.mktemp("empty")
    build_empty(folder)
    return folder


def _order_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {sql}").fetchall()]


def test_sql_names_columns_in_the_order_of_their_description(empty: Path) -> None:
    compiled = {path.stem: path for path in (empty / "target" / "compiled" / "gigaledger" / "models").rglob("*.sql")}
    described = [model for layer in LAYERS for _, model in _described(layer)]
    with duckdb.connect(str(empty / "gigaledger.duckdb"), read_only=True) as connection:
        found = {model["name"]: _order_of(connection, compiled[model["name"]].read_text(encoding="utf-8")) for model in described}
    assert found == {model["name"]: [column["name"] for column in model["columns"]] for model in described}


# --- one registry ---------------------------------------------------------------------------------------------------


def test_generated_files_are_current() -> None:
    assert export.differences(export.generated_files()) == []


def _with_contract(monkeypatch: pytest.MonkeyPatch, contract: Contract) -> None:
    contracts = (*CONTRACTS, contract)
    sources = tuple(dict.fromkeys((*SOURCES, contract.source)))

    def contracts_of(source: str) -> tuple[Contract, ...]:
        return tuple(each for each in contracts if each.source == source)

    monkeypatch.setattr(export, "CONTRACTS", contracts)
    for module in (export, raw_assets):
        monkeypatch.setattr(module, "SOURCES", sources)
        monkeypatch.setattr(module, "contracts_of", contracts_of)


@pytest.mark.parametrize("source", ["register", "meters"])
def test_new_contract_is_all_that_a_new_table_needs(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = Contract(
        source=source,
        table="meter_readings",
        grain="statement about a meter",
        fields=(required("site_id"), required("stated_on"), required("source_id"), required("value_usd_bn"), required("statement")),
        key=("site_id", "stated_on", "source_id"),
        cadence="daily",
        subject=("site_id",),
    )
    before = export.generated_files()
    _with_contract(monkeypatch, contract)
    after = export.generated_files()

    folder = MODELS / "staging" / source
    sql = after[folder / f"stg_{source}__meter_readings.sql"]
    assert f"source('{source}', 'meter_readings')" in sql
    assert "'meter_readings' || '/' || site_id || '/' || cast(stated_on as string) || '/' || source_id as statement_id" in sql
    (model,) = yaml.safe_load(after[folder / f"stg_{source}__meter_readings.yml"])["models"]
    assert [column["name"] for column in model["columns"]] == [
        "statement_id", "site_id", "stated_on", "source_id", "value_usd", "statement",
    ]  # fmt: skip
    (described,) = yaml.safe_load(after[folder / f"_{source}__sources.yml"])["sources"]
    (table,) = [each for each in described["tables"] if each["name"] == "meter_readings"]
    assert table["config"]["meta"]["dagster"]["asset_key"] == ["raw", source, "meter_readings"]
    assert f"ref('stg_{source}__meter_readings')" in after[folder / f"stg_{source}__statements.sql"]
    assert "### meter_readings.csv" in after[export.DICTIONARY]
    assert {path: before[path] for path in before if path.parent != folder and path != export.DICTIONARY} == {
        path: after[path] for path in before if path.parent != folder and path != export.DICTIONARY
    }

    assets = raw_assets.raw_assets_of(source)
    specs = {spec.key.to_user_string(): spec for spec in assets.specs}
    spec = specs[f"raw/{source}/meter_readings"]
    assert "One row per statement about a meter." in (spec.description or "")
    assert "contract" in {check.name for check in assets.check_specs if check.asset_key == spec.key}
    assert {definition.op.name for definition in raw_assets.raw_assets()} == {f"land_{each}" for each in {*SOURCES, source}}


def test_new_field_reaches_the_staging_model_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    (parties,) = [contract for contract in CONTRACTS if contract.table == "parties"]
    changed = tuple(
        replace(contract, fields=(*contract.fields, required("latitude"))) if contract is parties else contract for contract in CONTRACTS
    )
    monkeypatch.setattr(export, "CONTRACTS", changed)
    found = [line for line in export.differences(export.generated_files()) if "parties" in line]
    assert found == [
        "dbt_project/models/staging/register/stg_register__parties.sql is out of date",
        "dbt_project/models/staging/register/stg_register__parties.yml is out of date",
    ]
