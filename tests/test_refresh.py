"""Whole runs: what is published, what a bad delivery changes (nothing), what one more statement changes."""

import csv
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.paths import Paths
from orchestration.publishing import current_publication
from tests.broken_register import BROKEN, Broken, file_of, set_cells
from tests.running import (
    MARTS,
    REGISTER,
    RESTS_ON_SNAPSHOTS,
    Row,
    append_rows,
    copy_of_warehouse,
    failed_checks,
    hash_of,
    hashes_below,
    materialized,
    metadata_of,
    outcomes,
    query,
    records,
    refresh,
    seen_by_readers,
)

DEAL = "aep-bloom-2026"
NEW_STATEMENT = {
    "deal_id": DEAL,
    "stated_on": "2026-06-10",
    "source_id": "stocktitan-20260520-nvda-8k",
    "firmness": "take_or_pay",
    "value_usd_bn": "3.1",
    "value_qualifier": "exact",
    "value_period": "total",
    "credibility": "1",
    "statement": "The whole amount is 3.1 billion.",
}


def _landed(paths: Paths, table: str) -> Path:
    return paths.landed / "register" / f"{table}.parquet"


def _parquet(paths: Paths, mart: str) -> str:
    return f"read_parquet('{paths.current / 'marts' / f'{mart}.parquet'}')"


def _copied(published: Paths, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    paths = copy_of_warehouse(published, folder / "warehouse")
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(paths.warehouse))
    return paths


# (a) what a run publishes


def test_a_run_publishes_the_marts_as_tables_and_as_parquet_files(published: Paths) -> None:
    tables = query(published.database, "select table_name from duckdb_tables() where schema_name = 'marts' order by 1")
    assert [name for (name,) in tables] == list(MARTS)
    assert sorted(path.name for path in (published.current / "marts").iterdir()) == [f"{mart}.parquet" for mart in MARTS]


@pytest.mark.parametrize("mart", MARTS)
def test_table_and_parquet_file_hold_the_same_rows_in_the_same_types(published: Paths, mart: str) -> None:
    described = "select column_name, column_type from (describe from {})"
    table, file = f"marts.{mart}", _parquet(published, mart)
    rows = query(published.database, f"from {table} order by all")
    assert rows or mart in RESTS_ON_SNAPSHOTS
    assert query(published.database, f"from {file} order by all") == rows
    assert query(published.database, described.format(file)) == query(published.database, described.format(table))


@pytest.mark.parametrize("mart", MARTS)
def test_the_publication_records_the_rows_and_the_hash_of_every_parquet_file(published: Paths, mart: str) -> None:
    publication = current_publication(published)
    assert publication is not None
    path = published.current / "marts" / f"{mart}.parquet"
    rows = query(published.database, f"select count(*) from marts.{mart}")[0][0]
    assert publication.marts[mart] == {"rows": rows, "sha256": hash_of(path)}


def test_the_publication_records_the_hash_of_every_raw_file(published: Paths) -> None:
    publication = current_publication(published)
    assert publication is not None
    assert publication.inputs == {f"{path.parent.name}/{path.stem}": hash_of(path) for path in REGISTER.parent.glob("*/*.csv")}


def test_every_row_that_cites_a_source_is_published_as_a_statement(published: Paths) -> None:
    expected = {path.stem: len(rows) for path in REGISTER.glob("*.csv") if "stated_on" in (rows := records(REGISTER, path.stem))[0]}
    found = query(published.database, "select statement_kind, count(*) from marts.statements group by 1")
    assert dict(found) == expected


def test_the_published_schemas_are_core_and_marts(published: Paths) -> None:
    schemas = query(published.database, "select schema_name from duckdb_schemas() where not internal order by 1")
    used = query(published.database, "select distinct schema_name from duckdb_tables() order by 1")
    assert [name for (name,) in schemas] == [name for (name,) in used] == ["core", "marts"]


def test_no_published_view_reads_a_file(published: Paths) -> None:
    views = query(published.database, "select schema_name, view_name, sql from duckdb_views() where not internal")
    assert [(schema, name) for schema, name, sql in views if "parquet" in str(sql).lower() or "csv" in str(sql).lower()] == []


def test_every_mart_and_every_column_of_a_mart_has_a_comment(published: Paths) -> None:
    columns = query(published.database, "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'")
    tables = query(published.database, "select table_name, comment from duckdb_tables() where schema_name = 'marts'")
    assert {str(table) for table, *_ in columns} == set(MARTS)
    assert [(table, column) for table, column, comment in columns if not comment] == []
    assert [table for table, comment in tables if not comment] == []


def test_row_counts_are_reported_with_every_mart(published_run: tuple[Paths, dg.ExecuteInProcessResult]) -> None:
    paths, result = published_run
    counted = {mart: query(paths.database, f"select count(*) from marts.{mart}")[0][0] for mart in MARTS}
    assert {mart: metadata_of(result, f"marts/{mart}")["dagster/row_count"] for mart in MARTS} == counted


# (b) the same again


def test_the_same_register_gives_the_same_bytes_and_a_second_run_publishes_nothing_new(
    published: Paths, warehouse: Paths, register: Path
) -> None:
    assert refresh().success
    for mart in MARTS:
        assert hash_of(warehouse.current / "marts" / f"{mart}.parquet") == hash_of(published.current / "marts" / f"{mart}.parquet"), mart
    before = (seen_by_readers(warehouse), hashes_below(warehouse.publications), hashes_below(warehouse.landed))

    second = refresh()
    assert second.success
    assert metadata_of(second, "publication")["is_new"] is False
    assert (seen_by_readers(warehouse), hashes_below(warehouse.publications), hashes_below(warehouse.landed)) == before
    assert not warehouse.scratch_database(second.run_id).exists()


def test_a_warehouse_may_stand_in_a_folder_whose_name_has_a_space_and_an_apostrophe(
    published: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths(raw=published.raw, warehouse=tmp_path / "the analyst's warehouse")
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(paths.warehouse))
    assert refresh().success
    for mart in MARTS:
        assert hash_of(paths.current / "marts" / f"{mart}.parquet") == hash_of(published.current / "marts" / f"{mart}.parquet"), mart


# (c) deliveries that break a contract


@pytest.fixture(scope="module")
def standing(published: Paths, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paths]:
    """A published warehouse that no broken delivery may change."""
    paths = copy_of_warehouse(published, tmp_path_factory.mktemp("standing") / "warehouse")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIGALEDGER_WAREHOUSE", str(paths.warehouse))
        yield paths


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_delivery_is_refused_and_what_is_published_stays(
    broken: Broken, standing: Paths, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(standing.warehouse))
    before = (seen_by_readers(standing), hash_of(_landed(standing, broken.table)))
    broken.break_it(register)

    result = refresh()
    assert not result.success
    assert failed_checks(result) == [(f"raw/register/{broken.table}", "contract")]
    assert f"raw/register/{broken.table}" not in materialized(result)
    assert not [key for key in materialized(result) if not key.startswith("raw/")]

    with (standing.run(result.run_id) / "problems.csv").open(encoding="utf-8", newline="") as handle:
        problems = list(csv.DictReader(handle))
    assert {problem["file"] for problem in problems} == {f"{broken.table}.csv"}
    assert (str(broken.line), broken.column, broken.rule) in {(p["line"], p["column"], p["rule"]) for p in problems}
    assert (seen_by_readers(standing), hash_of(_landed(standing, broken.table))) == before


# (d) a register that keeps its contracts and breaks an assertion


def _chain_of_deals(links: int) -> list[dict[str, str]]:
    deal = {"deal_type": "power_supply", "buyer_party_id": "aep", "seller_party_id": "bloom-energy"}
    return [
        {"deal_id": f"chain-{n}", "title": f"Part {n}", "part_of_deal_id": f"chain-{n - 1}" if n else "", **deal} for n in range(links + 1)
    ]


def test_a_failing_test_of_a_model_fails_the_run_and_publishes_nothing(
    published: Paths, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = _copied(published, tmp_path, monkeypatch)
    before = (seen_by_readers(paths), hashes_below(paths.publications))
    append_rows(register, "deals", *_chain_of_deals(links=4))

    result = refresh()
    assert not result.success
    assert failed_checks(result) == [("core/bridge_deal_container", "assert_no_chain_is_deeper_than_four")]
    assert result.get_failed_step_keys() == {"build_models"}
    assert "publication" not in materialized(result)
    assert (seen_by_readers(paths), hashes_below(paths.publications)) == before


def test_a_chain_of_three_steps_is_published(published: Paths, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = _copied(published, tmp_path, monkeypatch)
    append_rows(register, "deals", *_chain_of_deals(links=3))
    assert refresh().success
    steps = query(paths.database, "select container_deal_id, depth from core.bridge_deal_container where deal_id = 'chain-3' order by 2")
    assert steps == [("chain-2", 1), ("chain-1", 2), ("chain-0", 3)]


# (e) good files that refer to a bad one


def test_what_refers_to_a_refused_table_is_held_back_until_the_table_is_mended(
    published: Paths, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = _copied(published, tmp_path, monkeypatch)
    before = {path.stem: hash_of(path) for path in (paths.landed / "register").iterdir()}
    readers = seen_by_readers(paths)
    held_back = ("deal_tranches", "site_deals", "site_phases", "milestones", "power_arrangements")
    for table in ("site_phases", "milestones", "financing"):
        set_cells(register, table, 2, {"statement": "Another wording."})
    good = file_of(register, "sites").read_bytes()
    set_cells(register, "sites", 2, {"country_code": "Utopia"})

    result = refresh()
    assert not result.success
    assert failed_checks(result) == [("raw/register/sites", "contract")]
    after = {path.stem: hash_of(path) for path in (paths.landed / "register").iterdir()}
    assert [table for table in before if after[table] != before[table]] == ["financing"]
    assert not {f"raw/register/{table}" for table in held_back} & materialized(result)
    assert all(outcomes(result)[f"raw/register/{table}", "contract"][0] for table in held_back)
    assert seen_by_readers(paths) == readers

    file_of(register, "sites").write_bytes(good)
    assert refresh().success
    after = {path.stem: hash_of(path) for path in (paths.landed / "register").iterdir()}
    assert sorted(table for table in before if after[table] != before[table]) == ["financing", "milestones", "site_phases"]
    worded = query(paths.database, "select statement_kind from marts.statements where statement = 'Another wording.' order by 1")
    assert worded == [("financing",), ("milestones",), ("site_phases",)]


# (f) one more statement


def _rows_but(paths: Paths, mart: str, column: str, *values: str) -> list[Row]:
    left_out = ", ".join(f"'{value}'" for value in values)
    return query(paths.database, f"from marts.{mart} where {column} not in ({left_out}) order by all")


def test_one_more_statement_changes_the_rows_of_its_deal_and_no_others(
    published: Paths, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = {deal[column] for deal in records(register, "deals") for column in ("part_of_deal_id", "supersedes_deal_id")}
    deal = next(deal for deal in records(register, "deals") if deal["deal_id"] == DEAL)
    assert DEAL not in linked
    assert not deal["part_of_deal_id"]
    assert not deal["supersedes_deal_id"]

    paths = _copied(published, tmp_path, monkeypatch)
    append_rows(register, "deal_terms", NEW_STATEMENT)
    assert refresh().success

    assert _rows_but(paths, "commitments", "deal_id", DEAL) == _rows_but(published, "commitments", "deal_id", DEAL)
    other_buyers = ("buyer_party_id", "aep", "all-buyers")
    assert _rows_but(paths, "vendor_concentration", *other_buyers) == _rows_but(published, "vendor_concentration", *other_buyers)
    schedule = "from marts.energization_schedule order by all"
    assert query(paths.database, schedule) == query(published.database, schedule)

    shown = "select firmness, cast(value_usd_base as bigint), cast(known_from as varchar), cast(known_to as varchar)"
    rows = query(paths.database, f"{shown} from marts.commitments where deal_id = '{DEAL}' order by known_from")
    assert rows == [
        ("binding", 2_650_000_000, "2026-01-08", "2026-06-10"),
        ("take_or_pay", 3_100_000_000, "2026-06-10", "9999-12-31"),
    ]

    with duckdb.connect(str(paths.database), read_only=True) as connection:
        connection.execute(f"attach '{published.database}' as old (read_only)")
        new = connection.execute("from marts.statements except all from old.marts.statements").fetchall()
        gone = connection.execute("from old.marts.statements except all from marts.statements").fetchall()
    assert [row[0] for row in new] == [f"deal_terms/{DEAL}/2026-06-10/stocktitan-20260520-nvda-8k"]
    assert gone == []


# runs of a part of the assets


def test_a_run_of_a_part_of_the_assets_never_takes_a_mart_away_from_readers(
    published: Paths, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.definitions import defs

    paths = _copied(published, tmp_path, monkeypatch)
    keys = defs.resolve_asset_graph().get_all_asset_keys()
    refresh([key for key in keys if key.path[0] != "marts" or key.path[-1] == "statements"])
    tables = query(paths.database, "select table_name from duckdb_tables() where schema_name = 'marts' order by 1")
    assert [name for (name,) in tables] == list(MARTS)
    assert sorted(path.stem for path in (paths.current / "marts").iterdir()) == list(MARTS)
