"""Facts of company filings: the reader on small files made here, its refusals, and real files where they are present."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts_schema.reading import LINE
from contracts_schema.upstream import sec_companyfacts
from contracts_schema.upstream.sec_companyfacts import FACTS, SEC_COMPANYFACTS, read
from contracts_schema.upstream.snapshot import SHEET
from contracts_schema.vocabulary import FILING_CONCEPT
from tests.upstream_files import broken, is_counted_whole, refusal, upstream

INSTANT = {
    "end": "2025-07-27",
    "val": 45774000000,
    "accn": "0000000001-25-000209",
    "fy": 2026,
    "fp": "Q2",
    "form": "10-Q",
    "filed": "2025-08-27",
}
DURATION = {**INSTANT, "start": "2025-01-27", "val": 1895000000}
SHEET_OF = "us-gaap/PurchaseObligation/USD"
PAID = "PaymentsToAcquirePropertyPlantAndEquipment"


def _content(facts: dict[str, list[dict[str, Any]]], unit: str = "USD") -> dict[str, Any]:
    concepts = {concept: {"label": None, "description": None, "units": {unit: listed}} for concept, listed in facts.items()}
    return {"cik": 12, "entityName": "Example Corp", "facts": {"us-gaap": concepts}}


def _file(folder: Path, content: object, name: str = "CIK0000000012.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def _facts(path: Path) -> list[dict[str, Any]]:
    found = read(path)
    assert is_counted_whole(found)
    assert broken(FACTS, found) == []
    return found.tables["facts"].to_dicts()


# --- facts ----------------------------------------------------------------------------------------------------------


def test_a_fact_for_a_day_and_one_for_a_period_are_read_with_their_filing(tmp_path: Path) -> None:
    path = _file(tmp_path, _content({"PurchaseObligation": [{**INSTANT, "frame": "CY2025Q2I"}], PAID: [DURATION]}))
    day, period = _facts(path)
    assert (day["filing_concept"], day["fact_value"], day["fact_unit"]) == ("PurchaseObligation", "45774000000.000000", "USD")
    assert (day["fact_period"], day["fact_start_on"], day["fact_end_on"]) == ("2025-07-27", None, "2025-07-27")
    assert (period["fact_period"], period["fact_start_on"]) == ("2025-01-27/2025-07-27", "2025-01-27")
    assert (day["filed_on"], day["filing_form"], day["filing_fiscal_year"], day["frame"]) == ("2025-08-27", "10-Q", "2026", "CY2025Q2I")
    assert (day["cik"], day["filer_name"], read(path).series) == ("12", "Example Corp", "0000000012")
    assert (day[SHEET], day[LINE], period[LINE]) == ("us-gaap/PurchaseObligation/USD", 1, 2)


def test_other_concepts_and_other_taxonomies_are_counted_and_not_kept(tmp_path: Path) -> None:
    content = _content({"Assets": [INSTANT, INSTANT], "PurchaseObligation": [INSTANT]})
    content["facts"]["dei"] = {"PurchaseObligation": {"units": {"shares": [INSTANT]}}}
    found = read(_file(tmp_path, content))
    assert (found.rows, found.non_data, found.tables["facts"].height) == (4, {"other_concept": 3}, 1)


def test_a_period_that_later_filings_report_again_is_kept_once_per_filing(tmp_path: Path) -> None:
    again = {**INSTANT, "accn": "0000000001-25-000300", "filed": "2025-11-19", "val": 45000000000}
    rows = _facts(_file(tmp_path, _content({"PurchaseObligation": [INSTANT, again]})))
    assert [(row["filed_on"], Decimal(row["fact_value"])) for row in rows] == [("2025-08-27", 45774000000), ("2025-11-19", 45000000000)]


def test_a_quarter_and_the_year_to_date_that_end_on_one_day_are_two_facts(tmp_path: Path) -> None:
    assert len(_facts(_file(tmp_path, _content({PAID: [DURATION, {**DURATION, "start": "2025-04-28"}]})))) == 2


def test_one_filing_that_states_a_period_twice_goes_to_quarantine(tmp_path: Path) -> None:
    found = read(_file(tmp_path, _content({"PurchaseObligation": [INSTANT, {**INSTANT, "val": 1}]})))
    assert {rule for _, _, _, rule in broken(FACTS, found)} == {"unique_key"}


@pytest.mark.parametrize(
    ("change", "column", "rule"),
    [
        ({"val": None}, "fact_value", "not_nullable"),
        ({"end": None}, "fact_end_on", "not_nullable"),
        ({"filed": None}, "filed_on", "not_nullable"),
        ({"end": "2025-13-27"}, "fact_end_on", "type"),
        ({"filed": "27.08.2025"}, "filed_on", "type"),
        ({"accn": "12"}, "accession", "pattern"),
        ({"start": "2025-09-01"}, "fact_end_on", "dates_in_order"),
    ],
)
def test_a_fact_that_breaks_the_contract_goes_to_quarantine(tmp_path: Path, change: dict[str, Any], column: str, rule: str) -> None:
    found = read(_file(tmp_path, _content({"PurchaseObligation": [{**INSTANT, **change}]})))
    assert (SHEET_OF, 1, column, rule) in broken(FACTS, found)


def test_a_filing_without_a_fiscal_year_is_accepted(tmp_path: Path) -> None:
    [row] = _facts(_file(tmp_path, _content({"PurchaseObligation": [{**INSTANT, "fy": None, "fp": None, "form": "8-K"}]})))
    assert (row["filing_fiscal_year"], row["filing_fiscal_period"]) == (None, None)


@given(st.decimals(min_value=-(10**20), max_value=10**20, places=6))
def test_no_value_passes_through_a_binary_fraction(tmp_path_factory: pytest.TempPathFactory, value: Decimal) -> None:
    text = json.dumps(_content({"PurchaseObligation": [{**INSTANT, "val": 77777}]})).replace("77777", f"{value:f}")
    [row] = _facts(_file(tmp_path_factory.mktemp("sec"), text))
    assert Decimal(row["fact_value"]) == value


# --- refusals -------------------------------------------------------------------------------------------------------

GOOD = json.dumps(_content({"PurchaseObligation": [INSTANT]}))
FACT = json.dumps(INSTANT)


@pytest.mark.parametrize(
    ("content", "rule", "says"),
    [
        ("", "file_not_empty", "empty"),
        ("<!DOCTYPE html><html>Undeclared automated tool</html>", "is_data", "web page"),
        (GOOD[: len(GOOD) // 2], "is_json", "truncated"),
        (GOOD + "}", "is_json", "Extra data"),
        ("[" * 100_000, "is_json", "nested too deeply"),
        ("[]", "is_object", "a list"),
        ("null", "is_object", "null, not an object"),
        ('{"cik": 12, "entityName": "E"}', "known_layout", "missing ['facts']"),
        ('{"cik": 12, "entityName": "E", "facts": {}, "more": 1}', "known_layout", "unexpected ['more']"),
        ('{"cik": true, "entityName": "E", "facts": {}}', "is_cik", "Central Index Key"),
        ('{"cik": 0, "entityName": "E", "facts": {}}', "is_cik", "Central Index Key"),
        ('{"cik": 12.5, "entityName": "E", "facts": {}}', "is_cik", "Central Index Key"),
        ('{"cik": 12, "entityName": 5, "facts": {}}', "is_text", "is not a name"),
        ('{"cik": 12, "entityName": "E", "facts": []}', "is_object", "facts is a list"),
        ('{"cik": 12, "entityName": "E", "facts": {"us-gaap": {"Assets": {"label": "x"}}}}', "is_object", "us-gaap/Assets/units is null"),
        ('{"cik": 12, "entityName": "E", "facts": {"us-gaap": {"Assets": {"units": {"USD": {}}}}}}', "is_list", "an object, not a list"),
        (GOOD.replace(FACT, "5"), "is_object", "a number"),
        (GOOD.replace('"val": 45774000000', '"val": "45774000000"'), "fact_type", "val is text"),
        (GOOD.replace('"val": 45774000000', '"val": true'), "fact_type", "val is true or false"),
        (GOOD.replace('"val": 45774000000', '"val": NaN'), "is_json", "NaN is no number"),
        (GOOD.replace('"end": "2025-07-27"', '"end": 20250727'), "fact_type", "end is a number"),
        (GOOD.replace('"form"', '"segment": "x", "form"'), "known_layout", "unexpected ['segment']"),
        (GOOD.replace('"form"', '"val": 1, "form"'), "name_once", "'val' stands twice"),
        (GOOD.replace('"cik": 12', '"cik": 13'), "own_name", "holds the facts of 13, its name says 12"),
    ],
)
def test_a_file_of_another_structure_is_refused_with_a_clear_message(tmp_path: Path, content: str, rule: str, says: str) -> None:
    found, message = refusal(SEC_COMPANYFACTS, _file(tmp_path, content))
    assert (found, says in message) == (rule, True), message


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "CIK0000000012.json"
    path.write_bytes(GOOD.encode().replace(b"Example", b"Ex\xe4mple"))
    assert refusal(SEC_COMPANYFACTS, path)[0] == "utf_8"


def test_a_file_that_is_far_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "CIK0000000012.json"
    with path.open("wb") as handle:
        handle.truncate(sec_companyfacts.MAX_BYTES + 1)  # a sparse file: nothing is written
    assert refusal(SEC_COMPANYFACTS, path)[0] == "file_size"


def test_the_key_of_the_filer_may_be_text_with_leading_zeros(tmp_path: Path) -> None:
    assert _facts(_file(tmp_path, GOOD.replace('"cik": 12', '"cik": "0000000012"')))[0]["cik"] == "12"


# --- real files -----------------------------------------------------------------------------------------------------


@pytest.mark.upstream
@pytest.mark.parametrize("cik", ["0000320193", "0001045810"])
def test_real_files_reconcile_with_a_plain_count_and_nothing_is_quarantined(cik: str) -> None:
    path = upstream("sec_companyfacts") / f"CIK{cik}.json"
    rows = _facts(path)
    found = read(path)
    total, kept, sums = 0, Counter(), Counter()
    for taxonomy, concepts in json.loads(path.read_text(encoding="utf-8"))["facts"].items():
        for concept, described in concepts.items():
            for unit, listed in described["units"].items():
                total += len(listed)
                if taxonomy == "us-gaap" and concept in FILING_CONCEPT:
                    kept[concept, unit] += len(listed)
                    sums[concept, unit] += sum(Decimal(str(fact["val"])) for fact in listed)
    assert found.rows == total
    assert Counter((row["filing_concept"], row["fact_unit"]) for row in rows) == kept
    got = Counter()
    for row in rows:
        got[row["filing_concept"], row["fact_unit"]] += Decimal(row["fact_value"])
    assert got == sums


@pytest.mark.upstream
def test_the_maturity_buckets_of_a_real_filing_are_within_its_purchase_obligations() -> None:
    """NVIDIA's 10-Q for 2025-07-27: 45.774 billion in all; its buckets leave 218 million that it reports under no concept."""
    rows = _facts(upstream("sec_companyfacts") / "CIK0001045810.json")
    at = {
        row["filing_concept"]: Decimal(row["fact_value"])
        for row in rows
        if row["filing_concept"].startswith("PurchaseObligation") and (row["fact_end_on"], row["filing_form"]) == ("2025-07-27", "10-Q")
    }
    assert at.pop("PurchaseObligation") == Decimal(45_774_000_000)
    assert sum(at.values()) == Decimal(45_774_000_000 - 218_000_000)
