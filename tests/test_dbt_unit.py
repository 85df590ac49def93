"""The unit tests of the dbt models, each as an item of its own; dbt runs once for all of them."""

from typing import Any

import pytest
import yaml

from tests.tiny_register import DBT_PROJECT, build_empty, run_dbt

WRITTEN = {
    unit_test["name"]: unit_test
    for path in sorted((DBT_PROJECT / "models").rglob("*.yml"))
    for unit_test in yaml.safe_load(path.read_text(encoding="utf-8")).get("unit_tests", [])
}
AT_LEAST = 56
TESTED = {
    "bridge_deal_container", "commitment_coverage", "commitment_envelopes", "commitment_maturity", "commitment_run_off",
    "commitments", "delivery_risk", "dim_party", "energization_schedule", "energization_slippage", "fct_claim",
    "fct_component_evidence", "fct_deal_state", "fct_deal_tranche", "fct_deal_version", "fct_line_schedule",
    "fct_party_financial", "fct_phase_odds", "fct_phase_version", "fct_prepayment", "fct_resolved_attribute", "fct_statement",
    "forecast_scores", "power_gap", "vendor_concentration",
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What dbt says of each unit test, by its name."""
    folder = tmp_path_factory.mktemp("unit")
    build_empty(folder)
    found = run_dbt(["test", "--select", "test_type:unit"], folder)
    return {result.node.name: result for result in found if result.node.resource_type == "unit_test"}


@pytest.mark.parametrize("name", WRITTEN)
def test_unit_test_of_dbt_passes(name: str, results: dict[str, Any]) -> None:
    assert results[name].status == "pass", f"{WRITTEN[name]['description']}\n{results[name].message}"


def test_no_unit_test_of_dbt_is_lost(results: dict[str, Any]) -> None:
    assert set(results) == set(WRITTEN)
    assert len(results) >= AT_LEAST


def test_every_model_with_a_rule_has_unit_tests() -> None:
    assert {unit_test["model"] for unit_test in WRITTEN.values()} >= TESTED


def test_every_unit_test_says_which_mistake_it_locks() -> None:
    assert [name for name, unit_test in WRITTEN.items() if not unit_test["description"].startswith("Locks")] == []


def test_no_two_unit_tests_share_a_name() -> None:
    files = [path.read_text(encoding="utf-8") for path in (DBT_PROJECT / "models").rglob("*.yml")]
    written = [unit_test["name"] for text in files for unit_test in yaml.safe_load(text).get("unit_tests", [])]
    assert len(written) == len(WRITTEN)
