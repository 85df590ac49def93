"""Snapshots in Dagster: what a refresh loads by itself, and one partitioned asset per source to load dates by hand.

The two call the same function. A refresh loads the folders that are new or changed; the partitioned assets load what
they are told to, in one run for a whole backfill.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import dagster as dg

from contracts_schema.contract import Contract
from contracts_schema.registry import SNAPSHOT_SOURCES
from contracts_schema.upstream.snapshot import SnapshotSource
from orchestration.paths import Paths, paths_from_environment
from orchestration.snapshots.loading import load_snapshots
from orchestration.snapshots.records import Load, ensure_tables, misplaced, pending, read_loads, snapshot_folders

LOADS_KEY = dg.AssetKey(["raw", "snapshots", "loads"])
QUARANTINE_KEY = dg.AssetKey(["raw", "snapshots", "quarantine"])
COUNTED, WHOLE = "every_row_counted", "nothing_refused"
SHOWN = 20


def partitions_of(source: SnapshotSource) -> dg.DynamicPartitionsDefinition:
    """The as-of dates of a source; a date is added when its folder is first seen."""
    return dg.DynamicPartitionsDefinition(name=f"{source.name}_as_of")


def table_key(source: SnapshotSource, contract: Contract) -> dg.AssetKey:
    """Asset key of a table that snapshots are landed in."""
    return dg.AssetKey(["raw", source.name, contract.table])


def register_dates(instance: dg.DagsterInstance, paths: Paths) -> None:
    """Make every dated folder a partition that can be chosen in the UI."""
    for source in SNAPSHOT_SOURCES:
        name = str(partitions_of(source).name)
        found = [str(as_of) for as_of in snapshot_folders(paths.raw, source)]
        known = set(instance.get_dynamic_partitions(name)) if found else set()
        new = [key for key in found if key not in known]
        if new:
            instance.add_dynamic_partitions(name, new)


def _load(context: dg.AssetExecutionContext, paths: Paths, source: SnapshotSource, dates: Sequence[date]) -> list[Load]:
    """Load some dates with a line of progress per batch, and tell of every file that is refused or loses rows."""
    made: list[Load] = []

    def report(batch: Sequence[Load]) -> None:
        made.extend(batch)
        for load in batch:
            if not load.is_landed or load.rows_quarantined:
                context.log.warning(str(load))
        done = len({load.as_of for load in made})
        rows = sum(load.rows_accepted for load in batch if load.is_landed)
        context.log.info(f"{source.name}: {done} of {len(dates)} dates, {len(made)} files; {rows:,} rows in this batch")

    load_snapshots(paths, source, dates, report)
    return made


def _metadata(loads: Sequence[Load]) -> dict[str, dg.MetadataValue]:
    landed = [load for load in loads if load.is_landed]
    return {
        "dagster/row_count": dg.MetadataValue.int(sum(load.rows_accepted for load in landed)),
        "files": dg.MetadataValue.int(len(loads)),
        "refused_files": dg.MetadataValue.int(len(loads) - len(landed)),
        "quarantined_rows": dg.MetadataValue.int(sum(load.rows_quarantined for load in landed)),
        "known_on": dg.MetadataValue.text(", ".join(sorted({f"{load.known_on} ({load.known_on_basis})" for load in landed}))[:400]),
    }


def _is_counted(load: Load) -> bool:
    return load.rows_in_file == load.rows_accepted + load.rows_quarantined + load.rows_non_data


def _checks(loads: Sequence[Load], key: dg.AssetKey) -> Iterator[dg.AssetCheckResult]:
    lost = [load for load in loads if load.is_landed and not _is_counted(load)]
    refused = [load for load in loads if not load.is_landed]
    yield dg.AssetCheckResult(
        passed=not lost,
        asset_key=key,
        check_name=COUNTED,
        description="; ".join(str(load) for load in lost[:SHOWN]) or f"{len(loads)} files: every row is accepted, quarantined or no record",
    )
    yield dg.AssetCheckResult(
        passed=not refused,
        asset_key=key,
        check_name=WHOLE,
        severity=dg.AssetCheckSeverity.ERROR,
        description="\n".join(str(load) for load in refused[:SHOWN]) or "no file is refused",
    )


def _check_specs(key: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(COUNTED, asset=key, description="Rows in file = accepted + quarantined + rows that are no records."),
        dg.AssetCheckSpec(
            WHOLE, asset=key, description="No file of a snapshot is refused. What was landed before stays, so this blocks nothing."
        ),
    ]


def _materialized_by_date(source: SnapshotSource, loads: Sequence[Load]) -> Iterator[dg.AssetMaterialization]:
    for as_of in sorted({load.as_of for load in loads if load.is_landed}):
        metadata = _metadata([load for load in loads if load.as_of == as_of])
        for contract in source.contracts:
            yield dg.AssetMaterialization(table_key(source, contract), partition=str(as_of), metadata=metadata)


@dg.multi_asset(
    name="land_new_snapshots",
    specs=[
        dg.AssetSpec(LOADS_KEY, group_name="raw", description="One row per file of a snapshot: what became of it.", kinds={"parquet"}),
        dg.AssetSpec(
            QUARANTINE_KEY, group_name="raw", description="One row per broken rule of a published file's record.", kinds={"parquet"}
        ),
    ],
    check_specs=_check_specs(LOADS_KEY),
    required_resource_keys={"warehouse_lock"},
    description="Loads the dated folders under raw/ that are new or changed. Without any it says where the files are to be had.",
)
def land_new_snapshots(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Load pending dates of every snapshot source."""
    paths = paths_from_environment()
    ensure_tables(paths, SNAPSHOT_SOURCES)
    register_dates(context.instance, paths)
    known: list[Load] = []
    for source in SNAPSHOT_SOURCES:
        for stray in misplaced(paths.raw, source):
            context.log.warning(f"raw/{source.name}/{stray.name} is in no dated folder and is not read; `gigaledger receive` puts it there")
        dates = pending(paths, source)
        if dates:
            for event in _materialized_by_date(source, _load(context, paths, source, dates)):
                context.log_event(event)
        loads = read_loads(paths, source.name)
        known += loads
        if not loads:
            context.log.info(f"no snapshot of {source.title}: {source.how_to_get}")
    yield dg.MaterializeResult(asset_key=LOADS_KEY, metadata=_metadata(known), check_results=list(_checks(known, LOADS_KEY)))
    yield dg.MaterializeResult(asset_key=QUARANTINE_KEY)


def snapshot_assets_of(source: SnapshotSource) -> dg.AssetsDefinition:
    """The tables of one source, partitioned by as-of date."""
    keys = [table_key(source, contract) for contract in source.contracts]
    partitions = partitions_of(source)

    @dg.multi_asset(
        name=f"snapshots_of_{source.name}",
        specs=[
            dg.AssetSpec(
                key,
                group_name="raw",
                description=f"One row per {contract.grain} and snapshot. From raw/{source.name}/<as-of>/.",
                kinds={"parquet"},
                metadata={"cadence": contract.cadence, "url": dg.MetadataValue.url(source.url)},
            )
            for key, contract in zip(keys, source.contracts, strict=True)
        ],
        check_specs=_check_specs(keys[0]),
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"warehouse_lock"},
        description=f"Loads {source.title} ({source.publisher}) for the chosen dates, whether they have changed or not.",
    )
    def load_source(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        paths = paths_from_environment()
        ensure_tables(paths, SNAPSHOT_SOURCES)
        dates = [date.fromisoformat(key) for key in context.partition_keys]
        folders = snapshot_folders(paths.raw, source)
        gone = [str(as_of) for as_of in dates if as_of not in folders]
        if gone:
            raise dg.Failure(f"raw/{source.name}/ has no folder for {', '.join(gone)}", allow_retries=False)
        loads = _load(context, paths, source, dates)
        for key in keys:
            checks = list(_checks(loads, key)) if key == keys[0] else []
            yield dg.MaterializeResult(asset_key=key, metadata=_metadata(loads), check_results=checks)

    return load_source


def snapshot_assets() -> list[dg.AssetsDefinition]:
    """What a refresh loads, and the partitioned tables of every source."""
    return [land_new_snapshots, *(snapshot_assets_of(source) for source in SNAPSHOT_SOURCES)]


def partitioned_tables() -> list[dg.AssetKey]:
    """Keys of the assets that are loaded by date, which a refresh leaves alone."""
    return [table_key(source, contract) for source in SNAPSHOT_SOURCES for contract in source.contracts]


def snapshot_jobs() -> list[Any]:
    """One job per source over its dates, for backfills from the UI or the command line."""
    return [
        dg.define_asset_job(
            f"load_{source.name}",
            selection=dg.AssetSelection.assets(*(table_key(source, contract) for contract in source.contracts)),
            partitions_def=partitions_of(source),
            executor_def=dg.in_process_executor,
            description=f"Loads {source.title} for the chosen dates. A refresh publishes what was loaded.",
        )
        for source in SNAPSHOT_SOURCES
    ]
