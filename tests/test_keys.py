"""The one test of all keys finds a key that stands twice and one that is unknown, and names the table."""

from pathlib import Path

import duckdb
import pytest

from tests.tiny_register import TinyRegister, built, run_dbt

KEYS = "assert_every_key_is_unique"


@pytest.mark.parametrize(
    "change",
    ["insert into core.dim_party select * from core.dim_party limit 1", "update core.dim_source set source_id = null"],
)
def test_a_broken_key_fails(change: str, tmp_path: Path) -> None:
    with built(TinyRegister(), tmp_path):
        pass
    with duckdb.connect(str(tmp_path / "gigaledger.duckdb")) as connection:
        rows = connection.execute("select count(*) from core.dim_party").fetchone()
        connection.execute(change)
    assert rows is not None
    assert rows[0] > 0
    (result,) = [each for each in run_dbt(["test", "--select", KEYS], tmp_path) if each.node.name == KEYS]
    assert (result.status, result.failures) == ("fail", 1)
