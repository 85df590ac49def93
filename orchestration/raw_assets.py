"""One multi-asset per source, made from the contracts: judge all its files, land what may land, report the rest.

The tables of a source refer to one another, so they are judged together. A new table or source changes nothing here.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from contracts_schema import SOURCES, Contract, contracts_of
from contracts_schema.gate import Verdict, judge_source
from contracts_schema.provenance import provenance_warning, read_provenance
from orchestration.landing import keep_refused, land
from orchestration.paths import Paths, paths_from_environment

SHOWN_PROBLEMS = 50


def raw_key(contract: Contract) -> dg.AssetKey:
    """Asset key of a raw table."""
    return dg.AssetKey(["raw", contract.source, contract.table])


def _column_schema(contract: Contract) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=field.raw_name,
                type=field.column.type,
                description=field.column.description,
                constraints=dg.TableColumnConstraints(nullable=not field.required, unique=contract.key == (field.raw_name,)),
            )
            for field in contract.fields
        ]
    )


def _spec(contract: Contract) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=raw_key(contract),
        group_name="raw",
        description=f"One row per {contract.grain}. Landed from raw/{contract.source}/{contract.file_name} once it passes its contract.",
        metadata={"dagster/column_schema": _column_schema(contract), "cadence": contract.cadence},
        kinds={"csv", "parquet"},
        skippable=True,
    )


def _check(contract: Contract) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        "contract",
        asset=raw_key(contract),
        blocking=True,
        description="The file keeps its contract; otherwise nothing of it is landed.",
    )


def _contract_result(verdict: Verdict) -> dg.AssetCheckResult:
    shown = [
        dg.TableRecord({
            "file": p.file, "line": p.line, "column": p.column, "value": p.value, "rule": p.rule, "message": p.message,
        })
        for p in verdict.problems[:SHOWN_PROBLEMS]
    ]  # fmt: skip
    metadata: dict[str, dg.MetadataValue] = {
        "rows": dg.MetadataValue.int(verdict.rows),
        "problems": dg.MetadataValue.int(len(verdict.problems)),
    }
    if shown:
        columns = [
            dg.TableColumn("file"), dg.TableColumn("line", type="int"), dg.TableColumn("column"), dg.TableColumn("value"),
            dg.TableColumn("rule"), dg.TableColumn("message"),
        ]  # fmt: skip
        metadata["first_problems"] = dg.MetadataValue.table(shown, schema=dg.TableSchema(columns=columns))
    if verdict.held_back:
        metadata["held_back_by"] = dg.MetadataValue.text(", ".join(verdict.held_back))
    return dg.AssetCheckResult(
        passed=not verdict.is_refused,
        asset_key=raw_key(verdict.contract),
        check_name="contract",
        description=_summary(verdict),
        metadata=metadata,
    )


def _summary(verdict: Verdict) -> str:
    if verdict.is_refused:
        first = "; ".join(str(problem) for problem in verdict.problems[:3])
        more = f" and {len(verdict.problems) - 3} more" if len(verdict.problems) > 3 else ""
        return f"refused, nothing landed: {first}{more}"
    if verdict.held_back:
        return f"good, and held back: it refers to {', '.join(verdict.held_back)}, which is refused"
    return f"{verdict.rows} rows keep the contract"


def _land_all(
    context: dg.AssetExecutionContext, paths: Paths, source: str, contracts: Sequence[Contract]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    verdicts = judge_source(contracts, paths.raw / source)
    recorded = read_provenance(paths.raw / source)
    problems_file = keep_refused(paths.raw, paths.run(context.run_id), verdicts)
    chosen = [verdict for verdict in verdicts if raw_key(verdict.contract) in context.selected_asset_keys]
    good = [verdict for verdict in verdicts if not verdict.is_refused]
    rows = sum(verdict.rows for verdict in good)
    context.log.info(f"raw/{source}: {len(good)} of {len(verdicts)} tables keep their contract, {rows:,} rows")
    for verdict in chosen:
        warning = provenance_warning(recorded, verdict)
        if warning is not None:
            context.log.warning(f"raw/{source}: {warning}")
        if verdict.may_land:
            path = land(paths.landed, verdict)
            yield dg.MaterializeResult(
                asset_key=raw_key(verdict.contract),
                metadata={
                    "dagster/row_count": verdict.rows,
                    "sha256": verdict.sha256,
                    "provenance": warning or "as recorded",
                    "path": dg.MetadataValue.path(path),
                },
                check_results=[_contract_result(verdict)],
            )
    not_landed = [verdict for verdict in chosen if not verdict.may_land]
    # a failed blocking check ends the step, so those of good tables come before
    for verdict in sorted(not_landed, key=lambda v: v.is_refused):
        yield _contract_result(verdict)
    if not_landed:
        refused = [verdict for verdict in verdicts if verdict.is_refused]
        raise dg.Failure(
            description="\n".join(str(problem) for verdict in refused for problem in verdict.problems[:SHOWN_PROBLEMS]),
            metadata={"problems": dg.MetadataValue.path(problems_file or "")},
            allow_retries=False,
        )


def raw_assets_of(source: str) -> dg.AssetsDefinition:
    """The multi-asset that lands the tables of one source."""
    contracts = contracts_of(source)

    @dg.multi_asset(
        name=f"land_{source}",
        specs=[_spec(contract) for contract in contracts],
        check_specs=[_check(contract) for contract in contracts],
        can_subset=True,
        required_resource_keys={"warehouse_lock"},
        description=f"Judges the files of raw/{source}/ together and lands those that keep their contract.",
    )
    def land_source(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        yield from _land_all(context, paths_from_environment(), source, contracts)

    return land_source


def raw_assets() -> list[dg.AssetsDefinition]:
    """Raw assets of every source of the registry."""
    return [raw_assets_of(source) for source in SOURCES]
