"""One asset per source of files, the job that fetches them, and its weekly schedule, which is off until somebody turns it on."""

import dagster as dg

from orchestration.downloads.sources import SOURCES, Source
from orchestration.paths import paths_from_environment

GROUP = "download"
DOWNLOADS = dg.AssetSelection.groups(GROUP)


def download_asset(source: Source) -> dg.AssetsDefinition:
    """The asset that fetches the files of one source."""

    @dg.asset(
        key=dg.AssetKey([GROUP, source.name]),
        group_name=GROUP,
        kinds={"file"},
        description=f"{source.title}, by {source.producer}: files as published in raw/{source.name}/<as-of>/.",
    )
    def fetch(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        # an HTTP client is not loaded for the many runs that download nothing
        from orchestration.downloads.fetcher import Fetcher
        from orchestration.downloads.fetching import fetch_source
        from orchestration.downloads.settings import settings_from_environment

        outcomes = fetch_source(source, paths_from_environment(), Fetcher(settings_from_environment(), context.log.info))
        failed = [outcome for outcome in outcomes if outcome.state == "failed"]
        metadata: dict[str, int | str] = {
            state.replace(" ", "_"): sum(outcome.state == state for outcome in outcomes)
            for state in ("saved", "unchanged", "not fetched", "failed")
        }
        if failed:
            raise dg.Failure(description="\n".join(map(str, failed)), metadata=metadata, allow_retries=False)
        return dg.MaterializeResult(metadata={**metadata, "files": "\n".join(map(str, outcomes))})

    return fetch


def download_assets() -> list[dg.AssetsDefinition]:
    """The download assets of every source of the registry."""
    return [download_asset(source) for source in SOURCES.values()]


fetch_sources = dg.define_asset_job(
    "fetch_sources",
    selection=DOWNLOADS,
    executor_def=dg.in_process_executor,
    config={"loggers": {"console": {"config": {}}}},
    description="Downloads what has changed at the sources into raw/. Publishes nothing.",
    tags={"dagster/max_runtime": 7200},
)

weekly_fetch = dg.ScheduleDefinition(
    name="weekly_fetch",
    job=fetch_sources,
    cron_schedule="30 4 * * 1",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every Monday at 04:30 UTC, once it is switched on.",
)
