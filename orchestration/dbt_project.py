"""The parsed dbt project, and one dbt invocation inside this process.

One invocation for all models, in process: a dbt subprocess per step costs several times what the models do
(docs/decisions/0004-one-dbt-invocation-in-process.md). The translation of dbt's messages into Dagster's events uses
modules of dagster-dbt that are not public; they are used in `run_dbt` only. GIGALEDGER_DBT=cli switches to
dagster-dbt's own DbtCliResource.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject
from filelock import FileLock

from orchestration.paths import Paths

QUIET = ("--no-send-anonymous-usage-stats", "--no-version-check", "--no-use-colors")
WATCHED = {".sql", ".yml", ".yaml", ".csv", ".md"}
RESULT_MESSAGES = {"NodeFinished", "LogTestResult", "LogModelResult", "LogSeedResult", "LogSnapshotResult"}


def dbt_project(paths: Paths) -> DbtProject:
    """dagster-dbt's description of the project, without its own preparation."""
    return DbtProject(project_dir=paths.dbt_project, profiles_dir=paths.dbt_project)


def _target(paths: Paths) -> Path:
    return paths.dbt_project / "target"


def _files(paths: Paths) -> str:
    """Every file that the manifest is made from, with size and modification time."""
    folders = ("models", "macros", "seeds", "tests")
    files = [path for name in folders for path in (paths.dbt_project / name).rglob("*") if path.suffix in WATCHED]
    files += paths.dbt_project.glob("*.yml")
    stats = {str(path.relative_to(paths.dbt_project)): path.stat() for path in sorted(files)}
    return json.dumps({name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}, indent=0)


def ensure_manifest(paths: Paths) -> dict[str, Any]:
    """The project's manifest, parsed anew where a file came, went or changed. Safe for several processes at once."""
    _target(paths).mkdir(exist_ok=True)
    parsed_from = _target(paths) / ".parsed_from.json"
    with FileLock(_target(paths) / ".parse.lock"):
        files = _files(paths)
        made = [_target(paths) / name for name in ("manifest.json", "partial_parse.msgpack")]
        if not all(path.is_file() for path in (*made, parsed_from)) or parsed_from.read_text(encoding="utf-8") != files:
            _parse(paths)
            parsed_from.write_text(files, encoding="utf-8")
        manifest: dict[str, Any] = json.loads(made[0].read_text(encoding="utf-8"))
    return manifest


def _parse(paths: Paths) -> None:
    from dbt.cli.main import dbtRunner

    arguments = ["--quiet", *QUIET, "parse", "--project-dir", str(paths.dbt_project), "--profiles-dir", str(paths.dbt_project)]
    with _environment({"DO_NOT_TRACK": "1"}):
        result = dbtRunner().invoke([*arguments, "--target-path", str(_target(paths)), "--log-path", str(_target(paths))])
    if not result.success:
        raise RuntimeError(f"dbt cannot parse {paths.dbt_project}: {result.exception}")


def model_hashes(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What decides what is published: models, seeds and macros of the project, and the descriptions that readers see."""
    nodes = {
        name: json.dumps([node["checksum"]["checksum"], node["description"], node["columns"]], sort_keys=True)
        for name, node in manifest["nodes"].items()
        if node["resource_type"] in {"model", "seed"}
    }
    macros = {name: macro["macro_sql"] for name, macro in manifest["macros"].items() if macro["package_name"] == "gigaledger"}
    return nodes | macros


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@cache
def _packed_manifest(path: Path, changed: int) -> bytes:  # noqa: ARG001 (the time is the cache's key)
    return path.read_bytes()


def _manifest_object(paths: Paths) -> Any:
    """A fresh manifest object: dbt writes into the one that it is given."""
    from dbt.contracts.graph.manifest import Manifest

    path = _target(paths) / "partial_parse.msgpack"
    manifest = Manifest.from_msgpack(_packed_manifest(path, path.stat().st_mtime_ns))
    manifest.build_flat_graph()
    return manifest


def row_counts(database: Path) -> dict[tuple[str, str], int]:
    """Rows of every table of a database, by schema and table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        return {
            (schema, table): connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0] for schema, table in found
        }


def _with_row_count(event: Any, manifest: Mapping[str, Any], counts: Mapping[tuple[str, str], int]) -> Any:
    if not isinstance(event, dg.Output) or "unique_id" not in event.metadata:
        return event
    node = manifest["nodes"][event.metadata["unique_id"].value]
    rows = counts.get((node["schema"], node.get("alias") or node["name"]))
    return event if rows is None else event.with_metadata({**event.metadata, "dagster/row_count": dg.MetadataValue.int(rows)})


def _invoke(manifest: Any, arguments: list[str], messages: "SimpleQueue[dict[str, Any] | None]") -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from google.protobuf.json_format import MessageToDict

    def take(event: Any) -> None:
        if event.info.name in RESULT_MESSAGES:
            parts = {"info": event.info, "data": event.data}
            messages.put({name: MessageToDict(part, preserving_proto_field_name=True) for name, part in parts.items()})

    try:
        return dbtRunner(manifest=manifest, callbacks=[take]).invoke(arguments)
    finally:
        # the adapter keeps its connection, and with it the lock of the file, until it is told not to
        with suppress(Exception):
            DuckDBConnectionManager.close_all_connections()
        messages.put(None)


def _failure(result: Any) -> dg.Failure:
    failed = [r for r in getattr(result.result, "results", None) or [] if r.status in {"error", "fail", "runtime error"}]
    lines = [f"{r.node.resource_type} {r.node.name}: {' '.join((r.message or '').split())}" for r in failed]
    return dg.Failure(description="dbt build failed\n" + ("\n".join(lines) or str(result.exception)))


def run_dbt(context: dg.AssetExecutionContext, paths: Paths, manifest: dict[str, Any], translator: DagsterDbtTranslator) -> Iterator[Any]:
    """Build and test the selected models in the run's scratch database; yields Dagster's events.

    Progress is printed as it comes. Materializations carry the row count, which can be read only once dbt has let go
    of the file, so they are yielded at the end. Raises dg.Failure, naming what failed, where a model or test fails.
    """
    from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
    from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

    database = paths.scratch_database(context.run_id)
    target = paths.run(context.run_id) / "dbt"
    target.mkdir(parents=True, exist_ok=True)
    chosen = get_updated_cli_invocation_params_for_context(
        context=context, manifest=manifest, dagster_dbt_translator=translator, runtime_selects=[], runtime_excludes=[]
    )
    arguments = [
        "--quiet", *QUIET, "--log-level-file", "warn", "--no-write-json",
        "build", "--exclude-resource-type", "unit_test", *chosen.selection_args,
        "--project-dir", str(paths.dbt_project), "--profiles-dir", str(paths.dbt_project),
        "--target-path", str(target), "--log-path", str(target),
    ]  # fmt: skip
    messages: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    outcome: dict[str, Any] = {}

    def work() -> None:
        try:
            outcome["result"] = _invoke(_manifest_object(paths), arguments, messages)
        except BaseException as error:  # noqa: BLE001 (raised again in the other thread)
            outcome["error"] = error
            messages.put(None)

    events: list[Any] = []
    project = dbt_project(paths)
    environment = {"GIGALEDGER_DATABASE": str(database), "GIGALEDGER_LANDED": str(paths.landed), "DO_NOT_TRACK": "1"}
    with _environment(environment):
        thread = Thread(target=work, name="dbt", daemon=True)
        thread.start()
        while (message := messages.get()) is not None:
            _show_progress(message)
            parsed = DbtCoreCliEventMessage(raw_event=message, event_history_metadata={})
            events += parsed.to_default_asset_events(
                manifest=chosen.manifest,
                dagster_dbt_translator=chosen.dagster_dbt_translator,
                context=context,
                target_path=target,
                project=project,
            )
        thread.join()
    counts = row_counts(database) if database.is_file() else {}
    yield from (_with_row_count(event, manifest, counts) for event in events)
    if "error" in outcome:
        raise outcome["error"]
    if not outcome["result"].success:
        raise _failure(outcome["result"])


def _show_progress(message: Mapping[str, Any]) -> None:
    if message["info"]["name"] != "NodeFinished":
        return
    node = message["data"]["node_info"]
    if node["resource_type"] == "test" and node["node_status"] == "pass":
        return
    seconds = float(message["data"].get("run_result", {}).get("execution_time", 0))
    # to the process's output and not to context.log: a materialization tells the same to Dagster's event log
    print(f"  dbt {node['resource_type']} {node['node_name']}: {node['node_status']} in {seconds:.2f} s", file=sys.stderr)


def run_dbt_cli(context: dg.AssetExecutionContext, paths: Paths, translator: DagsterDbtTranslator) -> Iterator[Any]:
    """The same build through dagster-dbt's public resource, in a process of its own."""
    executable = Path(sys.executable).with_name("dbt")
    resource = DbtCliResource(project_dir=dbt_project(paths), dbt_executable=str(executable))
    database, landed = paths.scratch_database(context.run_id), paths.landed
    database.parent.mkdir(parents=True, exist_ok=True)
    with _environment({"GIGALEDGER_DATABASE": str(database), "GIGALEDGER_LANDED": str(landed), "DO_NOT_TRACK": "1"}):
        build = ["build", "--exclude-resource-type", "unit_test"]
        yield from resource.cli(build, context=context, dagster_dbt_translator=translator).stream()
