"""Publishing on tiny databases: what readers see during, after, and in spite of a kill; audit, pruning, rollback."""

import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import publishing
from orchestration.paths import Paths
from orchestration.publishing import (
    KEEP_PUBLICATIONS,
    AuditError,
    Publication,
    current_publication,
    publications,
    publish,
    repair,
    roll_back,
)
from tests.running import hashes_below, next_line, query, seen_by_readers, start_python, tell

INPUTS = {"register/deals": "0" * 64}
MODELS = {"model.gigaledger.alpha": "1" * 64}
TABLES = ("staging.stg_alpha", "core.fct_alpha", "marts.alpha", "marts.beta")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """An empty warehouse."""
    return Paths(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")


def _build(paths: Paths, run_id: str, version: int, tables: tuple[str, ...] = TABLES) -> Path:
    """A scratch database in which every row of every table carries `version`; a table holds 100 rows and `version` more."""
    database = paths.scratch_database(run_id)
    database.parent.mkdir(parents=True)
    with duckdb.connect(str(database)) as connection:
        for schema in ("staging", "core", "marts"):
            connection.execute(f"create schema {schema}")
        for table in tables:
            connection.execute(f"create table {table} as select {version} as version, i as row_number from range({100 + version}) as r (i)")
    return database


def _publish(paths: Paths, version: int) -> Publication:
    run_id = f"run-{version}"
    _build(paths, run_id, version)
    return publish(paths, run_id, INPUTS, MODELS)[0]


def _versions(paths: Paths) -> dict[str, list[int]]:
    """The versions of each mart by the way that leads to it."""
    ways = {mart: f"marts.{mart}" for mart in ("alpha", "beta")}
    ways |= {f"{mart}.parquet": f"read_parquet('{paths.current}/marts/{mart}.parquet')" for mart in ("alpha", "beta")}
    return {way: [v for (v,) in query(paths.database, f"select distinct version from {table}")] for way, table in ways.items()}


def _all_at(version: int) -> dict[str, list[int]]:
    return {"alpha": [version], "beta": [version], "alpha.parquet": [version], "beta.parquet": [version]}


def _leftovers(paths: Paths) -> list[str]:
    return sorted(str(path.relative_to(paths.warehouse)) for path in paths.warehouse.rglob(".*") if path.name.endswith(".tmp"))


# publishing


def test_nothing_is_current_before_the_first_publication(paths: Paths) -> None:
    assert current_publication(paths) is None
    assert publications(paths) == []


def test_readers_see_a_publication_through_the_database_and_through_the_pointer(paths: Paths) -> None:
    _build(paths, "run-1", 1)
    publication, is_new = publish(paths, "run-1", INPUTS, MODELS)
    assert is_new
    assert _versions(paths) == _all_at(1)
    assert query(paths.database, "select count(*) from core.fct_alpha") == [(101,)]
    assert current_publication(paths) == publication
    assert (publication.run_id, publication.inputs) == ("run-1", INPUTS)
    assert {mart: facts["rows"] for mart, facts in publication.marts.items()} == {"alpha": 101, "beta": 101}
    assert not paths.scratch_database("run-1").exists()
    assert _leftovers(paths) == []


def test_a_later_publication_replaces_an_earlier_one_and_keeps_it(paths: Paths) -> None:
    first, second = _publish(paths, 1), _publish(paths, 2)
    assert _versions(paths) == _all_at(2)
    assert current_publication(paths) == second
    assert publications(paths) == [first, second]


def test_the_same_content_from_the_same_inputs_and_models_is_not_published_again(paths: Paths) -> None:
    first = _publish(paths, 1)
    before = hashes_below(paths.warehouse)
    scratch = _build(paths, "run-again", 1)
    assert publish(paths, "run-again", INPUTS, MODELS) == (first, False)
    assert not scratch.exists()
    assert hashes_below(paths.warehouse) == before


@pytest.mark.parametrize(
    ("inputs", "models"),
    [({**INPUTS, "register/deals": "2" * 64}, MODELS), (INPUTS, {**MODELS, "model.gigaledger.alpha": "2" * 64})],
    ids=["another input", "another model"],
)
def test_the_same_marts_from_something_else_are_a_new_publication(paths: Paths, inputs: dict[str, str], models: dict[str, str]) -> None:
    first = _publish(paths, 1)
    _build(paths, "run-again", 1)
    second, is_new = publish(paths, "run-again", inputs, models)
    assert is_new
    assert second.fingerprint != first.fingerprint
    assert current_publication(paths) == second


def test_views_over_landed_files_are_not_published(paths: Paths) -> None:
    scratch = _build(paths, "run-1", 1)
    file = paths.landed / "register" / "deals.parquet"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(scratch)) as connection:
        connection.execute(f"copy (select 1 as one) to '{file}' (format parquet)")
        connection.execute("create schema register")
        connection.execute(f"create view register.deals as select * from read_parquet('{file}')")
    publish(paths, "run-1", INPUTS, MODELS)
    assert query(paths.database, "select view_name from duckdb_views() where not internal") == []
    assert query(paths.database, "select schema_name from duckdb_schemas() where not internal order by 1") == [
        ("core",), ("marts",), ("staging",),
    ]  # fmt: skip


def test_a_parquet_file_has_its_rows_in_order_whatever_order_the_table_has(paths: Paths) -> None:
    for run_id, order in (("run-1", "desc"), ("run-2", "asc")):
        scratch = _build(paths, run_id, 1, tables=("marts.beta",))
        with duckdb.connect(str(scratch)) as connection:
            connection.execute(f"create table marts.alpha as select i % 7 as version, i as n from range(1000) as r (i) order by n {order}")
    first, _ = publish(paths, "run-1", INPUTS, MODELS)
    second, is_new = publish(paths, "run-2", INPUTS, MODELS)
    assert not is_new
    assert second == first
    with duckdb.connect() as connection:
        rows = connection.execute(f"from read_parquet('{paths.current}/marts/alpha.parquet')").fetchall()
    assert rows == sorted((n % 7, n) for n in range(1000))


# audit


def _empty_mart(paths: Paths) -> None:
    scratch = _build(paths, "bad", 9)
    with duckdb.connect(str(scratch)) as connection:
        connection.execute("delete from marts.beta")


def _no_marts(paths: Paths) -> None:
    _build(paths, "bad", 9, tables=("staging.stg_alpha", "core.fct_alpha"))


def _no_tables_at_all(paths: Paths) -> None:
    _build(paths, "bad", 9, tables=())


def test_a_mart_that_may_be_empty_is_published_without_rows(paths: Paths) -> None:
    _empty_mart(paths)
    publication, is_new = publish(paths, "bad", INPUTS, MODELS, may_be_empty=("beta",))
    assert is_new
    assert publication.marts["beta"]["rows"] == 0


BAD = pytest.mark.parametrize(
    ("build", "message"),
    [(_empty_mart, "marts.beta is empty"), (_no_marts, "has no marts"), (_no_tables_at_all, "has no marts")],
)


@BAD
def test_an_unfit_database_is_not_published_and_readers_see_what_they_saw(
    paths: Paths, build: Callable[[Paths], None], message: str
) -> None:
    _publish(paths, 1)
    before = (seen_by_readers(paths), hashes_below(paths.publications))
    build(paths)
    with pytest.raises(AuditError, match=message):
        publish(paths, "bad", INPUTS, MODELS)
    assert (seen_by_readers(paths), hashes_below(paths.publications)) == before
    assert _leftovers(paths) == []


@BAD
def test_an_unfit_first_database_leaves_nothing_to_read(paths: Paths, build: Callable[[Paths], None], message: str) -> None:
    build(paths)
    with pytest.raises(AuditError, match=message):
        publish(paths, "bad", INPUTS, MODELS)
    assert current_publication(paths) is None
    assert publications(paths) == []
    assert not paths.database.exists()
    assert not paths.current.is_symlink()
    assert _leftovers(paths) == []


# readers during a publication

OPEN_READER = """
import sys
import duckdb

def version(connection):
    return connection.execute("select distinct version from marts.alpha").fetchall()

connection = duckdb.connect(sys.argv[1], read_only=True)
print(version(connection), flush=True)
sys.stdin.readline()
print(version(connection), connection.execute("select count(*), max(version) from marts.beta").fetchall(), flush=True)
connection.close()
print(version(duckdb.connect(sys.argv[1], read_only=True)), flush=True)
"""


def test_a_reader_that_has_the_old_database_open_keeps_reading_it_and_a_new_one_sees_the_new(paths: Paths) -> None:
    _publish(paths, 1)
    with start_python(OPEN_READER, paths.database) as reader:
        assert next_line(reader) == "[(1,)]"
        _publish(paths, 2)
        assert _versions(paths) == _all_at(2)
        tell(reader)
        assert next_line(reader) == "[(1,)] [(101, 1)]"
        assert next_line(reader) == "[(2,)]"


CONSTANT_READER = """
import json
import sys
from pathlib import Path
import duckdb

database, current, stop = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
shape = "select min(version), max(version), count(*) from "
marts = ("alpha", "beta")

def look():
    with duckdb.connect(database, read_only=True) as connection:
        tables = [connection.execute(f"{shape} marts.{mart}").fetchone() for mart in marts]
    with duckdb.connect() as connection:
        files = [connection.execute(f"{shape} read_parquet('{current}/marts/{mart}.parquet')").fetchone() for mart in marts]
    return tables, files

looks, errors, torn, versions = 0, [], [], []
last = False
while True:
    last = stop.exists()
    try:
        tables, files = look()
    except Exception as error:
        errors.append(repr(error))
    else:
        whole = all((low, high, rows) == (low, low, 100 + low) for low, high, rows in (*tables, *files))
        if not whole or tables[0] != tables[1]:
            torn.append([tables, files])
        versions.append([tables[0][0], files[0][0], files[1][0]])
    looks += 1
    if last:
        break
    print(looks, flush=True)
print(json.dumps({"errors": errors, "torn": torn, "versions": versions}), flush=True)
"""


def test_a_reader_in_another_process_sees_only_whole_states_through_thirty_publications(paths: Paths, tmp_path: Path) -> None:
    _publish(paths, 0)
    stop = tmp_path / "stop"
    with start_python(CONSTANT_READER, paths.database, paths.current, stop) as reader:
        try:
            next_line(reader)
            for version in range(1, 31):
                _publish(paths, version)
                next_line(reader)
        finally:
            stop.touch()
        rest, complaints = reader.communicate(timeout=120)
    seen = json.loads(rest.splitlines()[-1])
    assert seen["errors"] == [], complaints
    assert seen["torn"] == []
    assert len(seen["versions"]) > 30
    assert seen["versions"][0] == [0, 0, 0]
    assert seen["versions"][-1] == [30, 30, 30]
    for way in zip(*seen["versions"], strict=True):
        assert list(way) == sorted(way)


# pruning


def test_publications_beyond_the_last_few_are_removed(paths: Paths) -> None:
    made = [_publish(paths, version) for version in range(KEEP_PUBLICATIONS + 3)]
    assert publications(paths) == made[3:]
    assert sorted(path.name for path in paths.publications.iterdir()) == [p.publication_id for p in made[3:]]
    assert current_publication(paths) == made[-1]
    assert _versions(paths) == _all_at(KEEP_PUBLICATIONS + 2)


def test_the_current_publication_is_kept_also_where_the_clock_went_back(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Earlier":
            return cls(2001, 1, 1, tzinfo=UTC)

    newer = [_publish(paths, version) for version in range(1, KEEP_PUBLICATIONS + 1)]
    monkeypatch.setattr(publishing, "datetime", Earlier)
    last = _publish(paths, 99)
    assert last.publication_id < newer[0].publication_id
    assert current_publication(paths) == last
    assert _versions(paths) == _all_at(99)


# rollback


def test_rollback_goes_back_one_by_one_until_there_is_nothing_earlier(paths: Paths) -> None:
    made = [_publish(paths, version) for version in (1, 2, 3)]
    for version in (2, 1):
        assert roll_back(paths) == made[version - 1]
        assert current_publication(paths) == made[version - 1]
        assert _versions(paths) == _all_at(version)
    before = hashes_below(paths.warehouse)
    with pytest.raises(LookupError, match="no earlier publication"):
        roll_back(paths)
    assert hashes_below(paths.warehouse) == before


def test_nothing_can_be_rolled_back_before_the_first_publication(paths: Paths) -> None:
    with pytest.raises(LookupError, match="no earlier publication"):
        roll_back(paths)
    assert not paths.database.exists()


def test_a_publication_after_a_rollback_is_what_readers_see(paths: Paths) -> None:
    _publish(paths, 1)
    _publish(paths, 2)
    roll_back(paths)
    third = _publish(paths, 3)
    assert current_publication(paths) == third
    assert _versions(paths) == _all_at(3)


def test_what_was_rolled_back_does_not_come_back_before_its_content_changes(paths: Paths) -> None:
    first = _publish(paths, 1)
    _publish(paths, 2)
    roll_back(paths)
    _build(paths, "run-again", 2)
    assert publish(paths, "run-again", INPUTS, MODELS) == (first, False)
    assert _versions(paths) == _all_at(1)


def test_a_rollback_goes_to_what_readers_saw_before_and_not_to_what_was_rolled_back(paths: Paths) -> None:
    first = _publish(paths, 1)
    _publish(paths, 2)
    roll_back(paths)
    _publish(paths, 3)
    assert roll_back(paths) == first
    assert _versions(paths) == _all_at(1)


def test_a_build_without_an_expected_mart_is_refused(paths: Paths) -> None:
    first = _publish(paths, 1)
    _build(paths, "run-part", 2)
    with pytest.raises(AuditError, match="gamma"):
        publish(paths, "run-part", INPUTS, MODELS, expected_marts=("alpha", "gamma"))
    assert current_publication(paths) == first
    assert _versions(paths) == _all_at(1)


def test_what_readers_see_after_a_rollback_is_not_published_again(paths: Paths) -> None:
    first = _publish(paths, 1)
    _publish(paths, 2)
    roll_back(paths)
    _build(paths, "run-again", 1)
    assert publish(paths, "run-again", INPUTS, MODELS) == (first, False)
    assert _versions(paths) == _all_at(1)


# kills


class Killed(BaseException):
    """Stands for the end of the process."""


def _kill(*_: object) -> None:
    raise Killed


@pytest.mark.parametrize("before", [(), (1,)], ids=["first publication", "later publication"])
def test_repair_finishes_a_publication_that_moved_the_pointer_only(
    paths: Paths, before: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in before:
        _publish(paths, version)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "copy_atomically", _kill)
        with pytest.raises(Killed):
            _publish(paths, 2)
    current = current_publication(paths)
    assert current is not None
    assert current.run_id == "run-2"
    in_database = [v for (v,) in query(paths.database, "select distinct version from marts.alpha")] if paths.database.exists() else []
    assert in_database == list(before)

    repair(paths)
    assert _versions(paths) == _all_at(2)
    assert current_publication(paths) == current


def test_the_next_rollback_starts_from_a_repaired_state(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in (1, 2, 3):
        _publish(paths, version)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "copy_atomically", _kill)
        with pytest.raises(Killed):
            roll_back(paths)
    assert roll_back(paths).run_id == "run-1"
    assert _versions(paths) == _all_at(1)


def test_repair_changes_nothing_where_nothing_was_interrupted(paths: Paths) -> None:
    repair(paths)
    assert not paths.warehouse.exists()
    _publish(paths, 1)
    _publish(paths, 2)
    before = (hashes_below(paths.warehouse), paths.database.stat().st_ino, paths.current.lstat().st_ino)
    repair(paths)
    assert (hashes_below(paths.warehouse), paths.database.stat().st_ino, paths.current.lstat().st_ino) == before


def test_repair_restores_a_database_that_was_removed_or_written_to(paths: Paths) -> None:
    _publish(paths, 1)
    paths.database.unlink()
    repair(paths)
    assert _versions(paths) == _all_at(1)
    with duckdb.connect(str(paths.database)) as connection:
        connection.execute("update marts.alpha set version = 7")
    repair(paths)
    assert _versions(paths) == _all_at(1)


KILLED_WRITER = """
import os, signal, sys
import duckdb

connection = duckdb.connect(sys.argv[1])
connection.execute("update marts.alpha set version = 7")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_somebody_wrote_into_the_published_database_does_not_get_into_the_next_publication(paths: Paths) -> None:
    _publish(paths, 1)
    with start_python(KILLED_WRITER, paths.database) as writer:
        _, complaints = writer.communicate(timeout=120)
    assert writer.returncode == -signal.SIGKILL, complaints
    _publish(paths, 2)
    assert _versions(paths) == _all_at(2)


def test_repair_removes_an_unfinished_folder(paths: Paths) -> None:
    _publish(paths, 1)
    before = hashes_below(paths.warehouse)
    unfinished = paths.publications / ".run-2.tmp" / "marts"
    unfinished.mkdir(parents=True)
    (unfinished / "alpha.parquet").write_bytes(b"PAR1")
    repair(paths)
    assert not unfinished.parent.exists()
    assert hashes_below(paths.warehouse) == before


# where the process that publishes version 2 is killed: the version that the database then has, and the pointer
KILL_AT = {
    "after the export": ("publishing.sync_tree = kill", 1, 1),
    "before the pointer moves": ("publishing.point_atomically = kill", 1, 1),
    "while the pointer moves": ("Path.replace = kill", 1, 1),
    "between the two renames": ("publishing.copy_atomically = kill", 1, 2),
    "while the database is copied": ("files.shutil.copy2 = half", 1, 2),
    "while old publications are removed": ("publishing._prune = kill", 2, 2),
}
KILLED_PUBLISHER = """
import os, signal, sys
from pathlib import Path
from orchestration import files, publishing
from orchestration.paths import Paths

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def half(source, target):
    Path(target).write_bytes(Path(source).read_bytes()[:5000])
    kill()

exec(sys.argv[2])
publishing.publish(Paths(raw=Path(), warehouse=Path(sys.argv[1])), "run-2", {}, {})
"""


def _killed(paths: Paths, at: str) -> None:
    _publish(paths, 1)
    _build(paths, "run-2", 2)
    with start_python(KILLED_PUBLISHER, paths.warehouse, KILL_AT[at][0]) as publisher:
        _, complaints = publisher.communicate(timeout=120)
    assert publisher.returncode == -signal.SIGKILL, complaints


@pytest.mark.parametrize("at", KILL_AT)
def test_a_killed_publication_leaves_whole_states_and_the_next_one_brings_them_together(paths: Paths, at: str) -> None:
    _killed(paths, at)
    _, in_database, at_pointer = KILL_AT[at]
    assert _versions(paths) == {**_all_at(in_database), "alpha.parquet": [at_pointer], "beta.parquet": [at_pointer]}

    repair(paths)
    assert _versions(paths) == _all_at(at_pointer)
    third = _publish(paths, 3)
    assert _versions(paths) == _all_at(3)
    assert current_publication(paths) == third


@pytest.mark.parametrize("at", KILL_AT)
def test_nothing_unfinished_is_left_once_a_run_has_published_after_a_kill(paths: Paths, at: str) -> None:
    _killed(paths, at)
    _publish(paths, 3)
    assert _leftovers(paths) == []
