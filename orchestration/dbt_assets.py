"""The dbt models as assets, their tests as checks; one op, one dbt invocation."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from orchestration.dbt_project import run_dbt, run_dbt_cli
from orchestration.paths import paths_from_environment


class LayerTranslator(DagsterDbtTranslator):
    """Keys are layer/name, groups are layers; seeds stand with core, where they are used."""

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """The spec that dagster-dbt makes, with key and group by layer."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = manifest["nodes"].get(unique_id) or manifest["sources"][unique_id]
        if node["resource_type"] == "source":
            return spec
        return spec.replace_attributes(key=dg.AssetKey([node["schema"], node["name"]]), group_name=node["schema"])


TRANSLATOR = LayerTranslator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True))


def warehouse_models(manifest: dict[str, Any]) -> dg.AssetsDefinition:
    """All seeds, models and tests of the dbt project."""

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=TRANSLATOR,
        name="build_models",
        required_resource_keys={"warehouse_lock"},
    )
    def build_models(context: dg.AssetExecutionContext) -> Iterator[Any]:
        here = paths_from_environment()
        if os.environ.get("GIGALEDGER_DBT") == "cli":
            yield from run_dbt_cli(context, here, TRANSLATOR)
        else:
            yield from run_dbt(context, here, manifest, TRANSLATOR)

    return build_models


def mart_keys(manifest: Mapping[str, Any]) -> list[dg.AssetKey]:
    """Asset keys of every mart."""
    nodes = manifest["nodes"].values()
    return [dg.AssetKey([n["schema"], n["name"]]) for n in nodes if n["resource_type"] == "model" and n["schema"] == "marts"]


def marts_that_may_be_empty(manifest: Mapping[str, Any]) -> list[str]:
    """Names of the marts that rest on snapshots alone, and have no rows before one was received (meta may_be_empty)."""
    nodes = manifest["nodes"].values()
    return [n["name"] for n in nodes if n["schema"] == "marts" and n["config"].get("meta", {}).get("may_be_empty")]
