"""Epoch AI's data centers: both layouts on small files made here, and the real vintages where they are present."""

import csv
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts_schema.contract import Contract
from contracts_schema.reading import LINE
from contracts_schema.upstream.epoch import EPOCH, PARTIES_CONTRACT, SITES_CONTRACT, TIMELINE_CONTRACT, decimal_degrees, read
from contracts_schema.upstream.epoch_layouts import SITE_TIMELINE, SITES
from orchestration.paths import REPOSITORY
from tests.upstream_files import broken, is_counted_whole, refusal, upstream

SEEDS = REPOSITORY / "dbt_project" / "seeds"
OLD_SITES, NEW_SITES = (list(layout.columns) for layout in SITES)
OLD_TIMELINE, NEW_TIMELINE = (list(layout.columns) for layout in SITE_TIMELINE)
CONTRACTS = {contract.table: contract for contract in EPOCH.contracts}
VINTAGES = ("2025-12", "2026-01")


def _file(folder: Path, header: list[str], *rows: dict[str, str], name: str = "file.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _table(path: Path, contract: Contract) -> list[dict[str, Any]]:
    found = read(path)
    assert is_counted_whole(found)
    assert {table: broken(CONTRACTS[table], found) for table in found.tables} == {table: [] for table in found.tables}
    return found.tables[contract.table].to_dicts()


# --- power: one name, two meanings ----------------------------------------------------------------------------------


def test_current_power_is_that_of_the_facility_in_the_old_layout_and_of_the_it_equipment_in_the_new(tmp_path: Path) -> None:
    [old] = _table(_file(tmp_path, OLD_SITES, {"Handle": "A", "Current power (MW)": "295"}), SITES_CONTRACT)
    [new] = _table(_file(tmp_path, NEW_SITES, {"Name": "A", "Current power (MW)": "421"}), SITES_CONTRACT)
    assert (old["it_mw"], old["facility_mw"]) == (None, "295.000")
    assert (new["it_mw"], new["facility_mw"]) == ("421.000", None)


def test_the_new_timeline_has_both_powers_and_the_old_one_that_of_the_facility(tmp_path: Path) -> None:
    one = {"Data center": "A", "Date": "2025-06-23"}
    [new] = _table(_file(tmp_path, NEW_TIMELINE, {**one, "IT power (MW)": "421", "Power (MW)": "590"}), TIMELINE_CONTRACT)
    [old] = _table(_file(tmp_path, OLD_TIMELINE, {**one, "Power (MW)": "295.0"}), TIMELINE_CONTRACT)
    assert (new["it_mw"], new["facility_mw"]) == ("421.000", "590.000")
    assert (old["it_mw"], old["facility_mw"]) == (None, "295.000")


def test_it_power_above_that_of_the_facility_goes_to_quarantine(tmp_path: Path) -> None:
    row = {"Data center": "A", "Date": "2025-06-23", "IT power (MW)": "590", "Power (MW)": "421"}
    found = read(_file(tmp_path, NEW_TIMELINE, row))
    assert broken(TIMELINE_CONTRACT, found) == [("", 2, "it_mw", "it_within_facility")]


# --- cells ----------------------------------------------------------------------------------------------------------


def test_amounts_are_decimals_without_a_binary_fraction(tmp_path: Path) -> None:
    row = {
        "Data center": "A",
        "Date": "2025-06-23",
        "Total capital cost (2025 USD billions)": "23.967424344999998",
        "H100 equivalents": "214348.14354550533",
        "Performance (8-bit OP/s)": "1.01806794258373e+21",
        "Water use (MGD)": "",
        "Buildings operational": "5",
    }
    [got] = _table(_file(tmp_path, OLD_TIMELINE, row), TIMELINE_CONTRACT)
    assert got["capital_cost_2025_usd"] == "23967424345.00"
    assert got["h100_equivalents"] == "214348.144"
    assert got["operations_per_second"] == "1018067942583730000000.0"
    assert (got["water_use_mgd"], got["buildings_operational"]) == (None, "5")


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("32°35'25\"N", "90°05'35\"W", ("32.590278", "-90.093056")),  # 32 + 35/60 + 25/3600; 90 + 5/60 + 35/3600
        ("32°29'59\"N ", " 99°47'02\"W", ("32.499722", "-99.783889")),
        ("41°11'6.6732\"N", "114°42'1.6272\"E", ("41.185187", "114.700452")),
        ("12°00'00\"S", "0°00'00\"E", ("-12.000000", "0.000000")),
        ("", "", (None, None)),
    ],
)
def test_degrees_minutes_and_seconds_become_decimals(
    tmp_path: Path, latitude: str, longitude: str, expected: tuple[str | None, str | None]
) -> None:
    [got] = _table(_file(tmp_path, OLD_SITES, {"Handle": "A", "Latitude": latitude, "Longitude": longitude}), SITES_CONTRACT)
    assert (got["latitude"], got["longitude"]) == expected


@pytest.mark.parametrize("text", ["32°75'25\"N", "32°35'60\"N", "32°35'N", "north", "32°35'25\"X"])
def test_coordinates_of_another_form_go_to_quarantine_as_they_are(tmp_path: Path, text: str) -> None:
    found = read(_file(tmp_path, OLD_SITES, {"Handle": "A", "Latitude": text}))
    assert found.tables["sites"]["latitude"].to_list() == [text]
    assert broken(SITES_CONTRACT, found) == [("", 2, "latitude", "type")]


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 5999), st.sampled_from("NSEW"))
def test_decimal_degrees_go_back_to_the_same_seconds(degrees: int, minutes: int, hundredths: int, side: str) -> None:
    text = f"{degrees}°{minutes:02}'{hundredths / 100:05.2f}\"{side}"
    [got] = pl.DataFrame({"cell": [text]}).select(decimal_degrees(pl.col("cell"))).to_series()
    seconds = abs(Decimal(got)) * 3600
    assert abs(seconds - (degrees * 3600 + minutes * 60 + Decimal(hundredths) / 100)) < Decimal("0.002")
    assert not Decimal(got) or math.copysign(1, Decimal(got)) == (1 if side in "NE" else -1)


# --- parties --------------------------------------------------------------------------------------------------------


def _parties(tmp_path: Path, **lists: str) -> list[tuple[str, str, str]]:
    rows = _table(_file(tmp_path, OLD_SITES, {"Handle": "A", **lists}), PARTIES_CONTRACT)
    return [(row["site_party_role"], row["site_party_name"], row["tag_confidence"]) for row in rows]


def test_lists_become_parties_with_the_confidence_of_their_tags(tmp_path: Path) -> None:
    found = _parties(
        tmp_path,
        Owner="Alpha #confident",
        Users="Beta #likely, Alpha #speculative",
        Investors="Gamma,Delta Power",
        **{"Energy companies": "Eps"},
    )
    assert found == [
        ("owner", "Alpha", "confident"),
        ("user", "Beta", "likely"),
        ("user", "Alpha", "speculative"),
        ("investor", "Gamma", "untagged"),
        ("investor", "Delta Power", "untagged"),
        ("energy_company", "Eps", "untagged"),
    ]


def test_the_lists_themselves_are_kept(tmp_path: Path) -> None:
    [site] = _table(_file(tmp_path, OLD_SITES, {"Handle": "A", "Users": "Beta #likely, Alpha"}), SITES_CONTRACT)
    assert site["users_raw"] == "Beta #likely, Alpha"


def test_a_quoted_name_may_hold_a_comma(tmp_path: Path) -> None:
    found = _parties(tmp_path, Owner='"Alpha Data, Inc" #likely, Beta')
    assert found == [("owner", "Alpha Data, Inc", "likely"), ("owner", "Beta", "untagged")]


@pytest.mark.parametrize(
    ("owners", "column", "rule"),
    [
        ("Alpha #certain", "tag_confidence", "vocabulary"),
        ("Alpha, Inc #likely", "site_party_name", "whole_name"),
        ("#likely", "site_party_name", "not_nullable"),
        ('Alpha "Beta', "site_party_name", "pattern"),
    ],
)
def test_an_entry_that_cannot_be_read_goes_to_quarantine(tmp_path: Path, owners: str, column: str, rule: str) -> None:
    found = read(_file(tmp_path, OLD_SITES, {"Handle": "A", "Owner": owners}))
    assert ("", 2, column, rule) in broken(PARTIES_CONTRACT, found)


_NAMES = st.text(st.characters(categories=["Lu", "Ll"]), min_size=4, max_size=12)
_TAGS = st.sampled_from(["", " #confident", " #likely", " #speculative"])


@given(st.lists(st.tuples(_NAMES, _TAGS), min_size=1, max_size=6, unique_by=lambda entry: entry[0]), st.sampled_from([",", ", ", " , "]))
def test_no_entry_of_a_list_is_lost_or_changed(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str]], comma: str
) -> None:
    path = _file(tmp_path_factory.mktemp("epoch"), OLD_SITES, {"Handle": "A", "Users": comma.join(name + tag for name, tag in entries)})
    parties = read(path).tables["site_parties"].select("site_party_name", "tag_confidence").rows()
    assert parties == [(name, tag[2:] or "untagged") for name, tag in entries]


# --- the file as a whole --------------------------------------------------------------------------------------------


def test_rows_are_the_lines_of_the_file_and_the_entries_of_the_lists(tmp_path: Path) -> None:
    found = read(_file(tmp_path, OLD_SITES, {"Handle": "A", "Users": "X, Y"}, {"Handle": "B"}))
    assert (found.series, found.rows, found.non_data["header"]) == ("sites", 3 + 2, 1)
    assert (found.as_of, found.published_on) == (None, None)


def test_a_line_break_in_a_cell_is_a_space_and_the_next_row_has_its_own_line(tmp_path: Path) -> None:
    one = {"Data center": "A", "Date": "2025-06-23"}
    path = _file(tmp_path, OLD_TIMELINE, {**one, "Construction status": "Roof\ncomplete"}, {**one, "Date": "2025-07-01"})
    first, second = _table(path, TIMELINE_CONTRACT)
    assert (first["construction_status_raw"], first[LINE], second[LINE]) == ("Roof complete", 2, 4)


def test_a_site_and_date_that_stand_twice_go_to_quarantine(tmp_path: Path) -> None:
    one = {"Data center": "A", "Date": "2025-06-23"}
    found = read(_file(tmp_path, OLD_TIMELINE, one, one))
    assert broken(TIMELINE_CONTRACT, found) == [("", line, "site_name", "unique_key") for line in (2, 3)]


def test_the_column_of_expiring_pictures_may_stand_in_the_old_layout(tmp_path: Path) -> None:
    header = [*OLD_SITES[:3], "Sentinel satellite timelapse", *OLD_SITES[3:]]
    assert len(_table(_file(tmp_path, header, {"Handle": "A", "Sentinel satellite timelapse": "[{}]"}), SITES_CONTRACT)) == 1


def test_an_unknown_layout_is_refused_naming_the_columns_against_the_nearest(tmp_path: Path) -> None:
    header = ["Facility power (MW)" if name == "Power (MW)" else name for name in NEW_TIMELINE]
    rule, message = refusal(EPOCH, _file(tmp_path, header))
    assert rule == "known_layout"
    assert "timeline since 2026-08: missing 'Power (MW)'; unexpected 'Facility power (MW)'" in message


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file_not_empty"),
        (b" \n\n", "file_not_empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "is_data"),
        (b"\xef\xbb\xbf<html></html>", "is_data"),
        (b"Date,Data center\n2025-01-01,K\xf6ln\n", "utf_8"),
        (b"Date,Data center\n2025-01-01,A\x00\n", "text_only"),
        (b'Date,Data center\n2025-01-01,"A\n', "quoting"),
        (b"Date,Data center\n2025-01-01,A,B\n", "cells_per_row"),
        (b"Date,Date\n2025-01-01,A\n", "column_once"),
        (b"Date;Data center\n2025-01-01;A\n", "known_layout"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, rule: str) -> None:
    (tmp_path / "file.csv").write_bytes(content)
    assert refusal(EPOCH, tmp_path / "file.csv")[0] == rule


@pytest.mark.parametrize(("mark", "line_end"), [(b"\xef\xbb\xbf", b"\n"), (b"", b"\r\n")])
def test_a_byte_order_mark_and_line_ends_of_another_kind_change_nothing(tmp_path: Path, mark: bytes, line_end: bytes) -> None:
    path = _file(tmp_path, OLD_SITES, {"Handle": "A", "Users": "X"})
    plain = _table(path, SITES_CONTRACT)
    path.write_bytes(mark + path.read_bytes().replace(b"\n", line_end))
    assert _table(path, SITES_CONTRACT) == plain


# --- the seeds ------------------------------------------------------------------------------------------------------


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_no_name_that_stands_for_a_site_is_an_alias_of_another() -> None:
    aliases = _seed("site_aliases")
    assert {row["site_alias"] for row in aliases} & {row["site_name"] for row in aliases} == set()


def test_every_campus_that_a_site_is_matched_to_is_in_the_register_and_matched_once() -> None:
    with (REPOSITORY / "raw" / "register" / "sites.csv").open(encoding="utf-8", newline="") as handle:
        campuses = {row["site_id"] for row in csv.DictReader(handle)}
    matched = [row["site_id"] for row in _seed("epoch_site_sites")]
    assert set(matched) <= campuses
    assert len(matched) == len(set(matched))


# --- the real vintages ----------------------------------------------------------------------------------------------


def _real(vintage: str, name: str) -> tuple[Path, list[dict[str, str]]]:
    path = upstream("epoch") / vintage / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return path, list(csv.DictReader(handle))


@pytest.mark.upstream
@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_real_files_reconcile_with_the_standard_library_and_nothing_is_quarantined(vintage: str) -> None:
    path, sites = _real(vintage, "data_centers")
    got = _table(path, SITES_CONTRACT)
    assert [row["site_name"] for row in got] == [row["Handle"] for row in sites]
    lists = ("Owner", "Users", "Investors", "Construction companies", "Energy companies")
    entries = sum(len([part for part in row[name].split(",") if part.strip()]) for row in sites for name in lists)
    assert len(_table(path, PARTIES_CONTRACT)) == entries
    path, states = _real(vintage, "data_center_timelines")
    timeline = _table(path, TIMELINE_CONTRACT)
    assert sorted((row["site_name"], row["occurs_on"]) for row in timeline) == sorted((row["Data center"], row["Date"]) for row in states)
    assert sum(Decimal(row["facility_mw"]) for row in timeline) == sum(Decimal(row["Power (MW)"]) for row in states)
    costs = [Decimal(row["Total capital cost (2025 USD billions)"]) * 10**9 for row in states]
    assert [Decimal(row["capital_cost_2025_usd"]) for row in timeline] == [cost.quantize(Decimal("0.01")) for cost in costs]


@pytest.mark.upstream
@pytest.mark.parametrize("vintage", VINTAGES)
def test_current_power_of_the_real_sites_is_the_facility_power_of_their_timelines(vintage: str) -> None:
    """The proof that the old layout's "Current power (MW)" is no IT power."""
    sites, states = (_table(_real(vintage, name)[0], contract) for name, contract in (
        ("data_centers", SITES_CONTRACT), ("data_center_timelines", TIMELINE_CONTRACT)
    ))  # fmt: skip
    latest = {}
    for row in sorted(states, key=lambda row: row["occurs_on"]):
        if row["occurs_on"] <= f"{vintage}-31":
            latest[row["site_name"]] = row["facility_mw"]
    assert {row["site_name"]: latest[row["site_name"]] for row in sites if row["facility_mw"]} == {
        row["site_name"]: row["facility_mw"] for row in sites if row["facility_mw"]
    }


@pytest.mark.upstream
def test_the_seeds_name_the_real_sites() -> None:
    sites = [row for vintage in VINTAGES for row in _real(vintage, "data_centers")[1]]
    assert {(row["Title"], row["Handle"]) for row in sites} == {(row["site_alias"], row["site_name"]) for row in _seed("site_aliases")}
    assert {row["site_name"] for row in _seed("epoch_site_sites")} <= {row["Handle"] for row in sites}
