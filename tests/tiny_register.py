"""A register of a few hand-made rows, and a build of the marts from it without Dagster.

Every table starts with one row that no source vouches for (reliability F), because an empty table does not pass the
gate. Such rows are never usable, so nothing of them reaches the marts that count.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest

from contracts_schema import contracts_of
from contracts_schema.gate import judge_source
from contracts_schema.registry import SNAPSHOT_SOURCES
from orchestration.landing import land
from orchestration.paths import REPOSITORY, Paths
from orchestration.sealing import land_sealed
from orchestration.snapshots.records import ensure_tables

DBT_PROJECT = REPOSITORY / "dbt_project"
REGISTER = REPOSITORY / "raw" / "register"
ARTICLES = REPOSITORY / "raw" / "articles"
# The exclusions are written for the register itself and match no row of a hand-made one.
NOT_FOR_TINY = ("--exclude", "assert_exclusions_still_match_the_register")

_FILLER_TIME = {"stated_on": "2000-01-01", "source_id": "filler"}
_FILLER: dict[str, dict[str, str]] = {
    "sources": {"source_id": "filler", "publisher": "Filler", "title": "Filler", "source_type": "social_post", "reliability": "F"},
    "parties": {"party_id": "filler", "name": "Filler", "party_type": "government"},
    "deals": {
        "deal_id": "filler",
        "title": "Filler",
        "deal_type": "cloud_capacity",
        "buyer_party_id": "filler",
        "seller_party_id": "filler-two",
    },
    "deal_terms": {"deal_id": "filler", "firmness": "ambition", "credibility": "6", "statement": "Filler.", **_FILLER_TIME},
    "deal_clauses": {"deal_id": "filler", "clause_type": "extension", "description": "Filler.", **_FILLER_TIME},
    "deal_tranches": {"tranche_id": "filler", "deal_id": "filler", "statement": "Filler.", **_FILLER_TIME},
    "financing": {
        "financing_id": "filler",
        "instrument": "debt",
        "from_party_id": "filler",
        "firmness": "reported",
        "statement": "Filler.",
        **_FILLER_TIME,
    },
    "supply_relations": {
        "supplier_party_id": "filler",
        "customer_party_id": "filler-two",
        "input_role": "power",
        "statement": "Filler.",
        **_FILLER_TIME,
    },
    "party_financials": {
        "party_id": "filler",
        "metric": "cash",
        "period_end_on": "1999-12-31",
        "value_usd_bn": "0",
        "basis": "reported",
        "statement": "Filler.",
        **_FILLER_TIME,
    },
    "stated_totals": {
        "total_id": "filler",
        "party_id": "filler",
        "label": "Filler",
        "capacity_mw": "0",
        "statement": "Filler.",
        **_FILLER_TIME,
    },
    "sites": {"site_id": "filler", "name": "Filler", "developer_party_id": "filler", "country_code": "US"},
    "site_deals": {"site_id": "filler", "deal_id": "filler", **_FILLER_TIME},
    "site_phases": {
        "phase_id": "filler",
        "site_id": "filler",
        "name": "Filler",
        "capacity_basis": "unspecified",
        "statement": "Filler.",
        **_FILLER_TIME,
    },
    "milestones": {"phase_id": "filler", "milestone_type": "announced", "status": "planned", "statement": "Filler.", **_FILLER_TIME},
    "power_arrangements": {
        "power_id": "filler",
        "site_id": "filler",
        "arrangement_type": "grid_service",
        "technology": "grid",
        "status": "proposed",
        "statement": "Filler.",
        **_FILLER_TIME,
    },
    "grid_statistics": {
        "region": "Filler",
        "metric": "queue_capacity_gw",
        "cohort": "filler",
        "value": "0",
        "unit": "gw",
        "statement": "Filler.",
        **_FILLER_TIME,
    },
}
_DEFAULTS: dict[str, dict[str, str]] = {
    "sources": {"publisher": "Publisher", "title": "Title", "source_type": "news", "reliability": "A"},
    "parties": {"name": "Party", "party_type": "neocloud"},
    "deals": {"title": "Deal", "deal_type": "cloud_capacity", "buyer_party_id": "openai"},
    "deal_terms": {"firmness": "binding", "credibility": "1", "statement": "Stated."},
    "sites": {"name": "Site", "country_code": "US"},
    "site_phases": {"name": "Phase", "capacity_basis": "it", "statement": "Stated."},
    "milestones": {"milestone_type": "energization", "status": "planned", "statement": "Stated."},
}


class TinyRegister:
    """Rows of all tables of the register by table; `add` fills what a row must have and does not care about."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {table: [dict(row)] for table, row in _FILLER.items()}
        self.add("parties", party_id="filler-two")

    def add(self, table: str, **cells: object) -> None:
        """Add one row; cells are given by column, None and what is not given is empty."""
        given = {name: str(value) for name, value in cells.items() if value is not None}
        self.rows[table].append({**_DEFAULTS.get(table, {}), **given})

    def add_terms(self, deal_id: str, stated_on: str, source_id: str, value_usd_bn: object = None, **cells: object) -> None:
        """Add a statement on a deal's terms; an amount is exact and for the whole term unless said otherwise."""
        amount = {} if value_usd_bn is None else {"value_usd_bn": value_usd_bn, "value_qualifier": "exact", "value_period": "total"}
        self.add("deal_terms", **{**amount, "deal_id": deal_id, "stated_on": stated_on, "source_id": source_id, **cells})

    def known_on(self, row: Mapping[str, str]) -> date:
        """First day on which a reader could know a row that is a statement."""
        published = {source["source_id"]: source.get("published_on") for source in self.rows["sources"]}[row["source_id"]]
        return date.fromisoformat(max(row["stated_on"], published or row["stated_on"]))

    def as_known_on(self, day: date) -> "TinyRegister":
        """The register without any statement that became known after a day."""
        earlier = TinyRegister()
        earlier.rows = {
            table: [row for row in rows if "stated_on" not in row or self.known_on(row) <= day] for table, rows in self.rows.items()
        }
        return earlier

    def write(self, folder: Path) -> Path:
        """Write every table of the register as its file."""
        folder.mkdir(parents=True, exist_ok=True)
        for contract in contracts_of("register"):
            with (folder / contract.file_name).open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, contract.header, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(self.rows[contract.table])
        return folder


def land_register(folder: Path, landed: Path) -> None:
    """Land a register and the real claims of the articles through the gate; AssertionError with every problem found."""
    verdicts = [*judge_source(contracts_of("register"), folder), *judge_source(contracts_of("articles"), ARTICLES)]
    problems = [str(problem) for verdict in verdicts for problem in verdict.problems]
    assert not problems, "\n".join(problems)
    for verdict in verdicts:
        land(landed, verdict)
    paths = Paths(raw=folder, warehouse=landed.parent)
    ensure_tables(paths, SNAPSHOT_SOURCES)
    land_sealed(paths)


@cache
def _packed_manifest() -> bytes:
    from dbt.cli.main import dbtRunner

    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIGALEDGER_STAGING", "view")  # dbt's unit tests need something to describe
        result = dbtRunner().invoke([*_quietly(), "parse", *_places(Path(folder))])
        assert result.success, result.exception
        return (Path(folder) / "partial_parse.msgpack").read_bytes()


def _quietly() -> list[str]:
    return ["--quiet", "--no-send-anonymous-usage-stats", "--no-version-check", "--no-use-colors", "--log-level-file", "none"]


def _places(target: Path) -> list[str]:
    return ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path", str(target), "--log-path", str(target)]


def run_dbt(arguments: Sequence[str], folder: Path) -> list[Any]:
    """Run dbt in this process on `folder`/landed into `folder`/gigaledger.duckdb; returns the result of each node."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DO_NOT_TRACK", "1")
        patch.setenv("GIGALEDGER_DATABASE", str(folder / "gigaledger.duckdb"))
        patch.setenv("GIGALEDGER_LANDED", str(folder / "landed"))
        patch.setenv("GIGALEDGER_STAGING", "view")
        manifest = Manifest.from_msgpack(_packed_manifest())  # dbt writes into the one that it is given
        manifest.build_flat_graph()
        try:
            result = dbtRunner(manifest=manifest).invoke([*_quietly(), *arguments, *_places(folder / "target")])
        finally:
            with suppress(Exception):
                DuckDBConnectionManager.close_all_connections()
    assert result.result is not None, result.exception
    return list(result.result.results)


def _assert_all_passed(results: Sequence[Any]) -> None:
    bad = [f"{r.node.name}: {r.status} {r.message or ''}" for r in results if r.status not in {"success", "pass"}]
    assert not bad, "\n".join(bad)


def build_empty(folder: Path) -> None:
    """Make every table of the warehouse without rows, which is what unit tests of dbt read the types from."""
    land_register(TinyRegister().write(folder / "raw"), folder / "landed")
    _assert_all_passed(run_dbt(["build", "--empty", "--exclude-resource-type", "unit_test", "test"], folder))


@contextmanager
def built(register: TinyRegister | Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Land a register, build all models and run the data tests over them; yields a connection that only reads.

    `register` is a hand-made one or the folder of a real one. AssertionError names what the gate or dbt refuses.
    """
    is_tiny = isinstance(register, TinyRegister)
    land_register(register.write(folder / "raw") if isinstance(register, TinyRegister) else register, folder / "landed")
    _assert_all_passed(run_dbt(["build", "--exclude-resource-type", "unit_test", *(NOT_FOR_TINY if is_tiny else ())], folder))
    with duckdb.connect(str(folder / "gigaledger.duckdb"), read_only=True) as connection:
        yield connection
