"""The publication as an asset: downstream of every mart, so that a failed test of any model stops it."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from contracts_schema.registry import SNAPSHOT_SOURCES
from orchestration.dbt_assets import mart_keys, marts_that_may_be_empty
from orchestration.dbt_project import model_hashes
from orchestration.landing import landed_hashes
from orchestration.paths import paths_from_environment
from orchestration.publishing import publish
from orchestration.sealing import TABLE, land_sealed, seal
from orchestration.snapshots.records import snapshot_hashes

AUDIT_SECONDS = "audit_seconds"
PUBLICATION = dg.AssetKey(["publication"])


@dg.asset(
    key=dg.AssetKey(["raw", *TABLE.split("/")]),
    group_name="raw",
    required_resource_keys={"warehouse_lock"},
    kinds={"parquet"},
    description="Forecasts that earlier publications have sealed, landed once their chain of hashes is checked.",
)
def land_sealed_forecasts() -> dg.MaterializeResult[None]:
    """Check the store of sealed forecasts and land it. A store that was touched fails the run."""
    return dg.MaterializeResult(metadata={"rows": land_sealed(paths_from_environment())})


def publication_asset(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The asset that makes the run's database what readers see."""
    marts = mart_keys(manifest)

    @dg.asset(
        key=PUBLICATION,
        group_name="publication",
        deps=marts,
        required_resource_keys={"warehouse_lock"},
        kinds={"duckdb", "parquet"},
        description="What readers see: one DuckDB file and one Parquet file per mart, replaced by renames once every test has passed.",
    )
    def publish_warehouse(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        here = paths_from_environment()
        inputs = landed_hashes(here.landed) | snapshot_hashes(here, SNAPSHOT_SOURCES)
        models = model_hashes(manifest)
        expected = [key.path[-1] for key in marts]
        started = audited = time.perf_counter()

        def on_audited() -> None:
            nonlocal audited
            audited = time.perf_counter()
            context.log.info("audited: every mart has rows, and its Parquet file holds them")

        publication, is_new = publish(
            here,
            context.run_id,
            inputs,
            models,
            expected_marts=expected,
            may_be_empty=marts_that_may_be_empty(manifest),
            on_audited=on_audited,
        )
        if not is_new:
            context.log.info(f"nothing differs from what was published last; {publication.publication_id} stays current")
        sealed = seal(here, datetime.now(UTC).date())
        land_sealed(here)
        yield dg.MaterializeResult(
            metadata={
                "sealed_forecasts": sealed,
                "publication_id": publication.publication_id,
                "is_new": is_new,
                AUDIT_SECONDS: audited - started,
                "database": dg.MetadataValue.path(here.database),
                "parquet": dg.MetadataValue.path(here.current / "marts"),
                **{f"rows/{mart}": int(facts["rows"]) for mart, facts in publication.marts.items()},
            }
        )

    return publish_warehouse
