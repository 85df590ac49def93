"""The code location: assembly only."""

import dagster as dg

from orchestration.automation import daily_refresh, raw_files_changed, refresh_warehouse, roll_back_publication
from orchestration.console import short_lines
from orchestration.dbt_assets import warehouse_models
from orchestration.dbt_project import ensure_manifest
from orchestration.downloads.assets import download_assets, fetch_sources, weekly_fetch
from orchestration.paths import paths_from_environment
from orchestration.publication import land_sealed_forecasts, publication_asset
from orchestration.raw_assets import raw_assets
from orchestration.run_lock import WarehouseLock
from orchestration.snapshots.assets import snapshot_assets, snapshot_jobs


def build_definitions() -> dg.Definitions:
    """All definitions, for the paths that the environment asks for."""
    manifest = ensure_manifest(paths_from_environment())
    return dg.Definitions(
        assets=[
            *raw_assets(),
            *snapshot_assets(),
            land_sealed_forecasts,
            warehouse_models(manifest),
            publication_asset(manifest),
            *download_assets(),
        ],
        jobs=[refresh_warehouse, roll_back_publication, fetch_sources, *snapshot_jobs()],
        schedules=[daily_refresh, weekly_fetch],
        sensors=[raw_files_changed],
        resources={"warehouse_lock": WarehouseLock()},
        executor=dg.in_process_executor,
        loggers={"console": short_lines},
    )


defs = build_definitions()
