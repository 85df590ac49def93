"""Queued Up: every edition's layout on small files made here, its traps, and the real edition where it is present."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from contracts_schema.reading import LINE
from contracts_schema.upstream.lbnl_queued_up import LBNL_QUEUED_UP, REQUESTS, read
from contracts_schema.upstream.snapshot import SHEET
from tests.upstream_files import broken, is_counted_whole, refusal, upstream

Row = dict[str, Any]


def _names(text: str) -> list[str]:
    return text.split()


ACTIVE = _names(
    "q_id q_status q_date_clean q_year entity project_name developer utility county_1 county_2 county_3 state region poi_name "
    "type_clean proposed_on_date proposed_on_year ia_status_raw ia_status_clean type1 type2 type3 mw1 mw2 mw3 "
)
WITHDRAWN = _names(
    "q_id q_status q_date q_year entity project_name utility county state poi_name proposed_on_date wd_date wd_year wd_reason "
    "days_in_q ia_status type_clean type1 type2 mw1 mw2 "
)
COMPLETED = _names(
    "q_id q_status q_date q_year entity project_name utility county state poi_name proposed_on_date on_date on_year days_in_q "
    "type_clean type1 type2 mw1 mw2 "
)
THRU_2023 = _names(
    "q_id q_status q_date q_year ia_date wd_date on_date entity project_name developer utility county_1 county_2 county_3 state "
    "region service poi_name prop_date prop_year IA_status_raw IA_status_clean type_clean type1 type2 type3 mw1 mw2 mw3 "
)
THRU_2024 = _names(
    "q_id q_status q_date prop_date on_date wd_date ia_date IA_status_raw IA_status_clean county state county_state_pairs "
    "fips_codes poi_name region project_name utility entity developer cluster service project_type type1 type2 type3 mw1 mw2 mw3 "
    "type_clean q_year prop_year "
)
THRU_2025 = _names(
    "q_id q_status q_date prop_date on_date wd_date ia_date IA_phase_raw IA_phase_clean county state fips_code poi_name region "
    "project_name utility entity developer cluster service project_type type_1 type_2 type_3 type_clean mw_1 mw_2 mw_3 q_year "
    "prop_year "
)
DATA, SAMPLE = "03. Complete Queue Data", "02. Data Sample by Region"


def _book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("#")):
            cell.data_type = "s"  # openpyxl would write an error cell, which the real file does not have
    book.save(path)
    return path


def _rows(header: list[str], *rows: Row) -> list[list[Any]]:
    return [header, *([row.get(name) for name in header] for row in rows)]


def _edition_2020(folder: Path, active: list[Row] = (), withdrawn: list[Row] = (), completed: list[Row] = ()) -> Path:
    one = {"q_id": "1", "entity": "ABC", "mw1": 5}
    return _book(
        folder / "queues_2020.xlsx",
        {
            "introduction": [[None, "Queued Up"], [None, "May 2021"], ["Outline of the file"]],
            "active": _rows(ACTIVE, *({**one, "q_status": "active", **row} for row in active)),
            "withdrawn": _rows(WITHDRAWN, *({**one, "q_status": "withdrawn", **row} for row in withdrawn)),
            "completed": _rows(COMPLETED, *({**one, "q_status": "completed", **row} for row in completed)),
        },
    )


def _edition(folder: Path, header: list[str], *rows: Row, year: int = 2024) -> Path:
    one = {"q_id": "1", "q_status": "active", "entity": "ABC"}
    data = [["RETURN TO CONTENTS"], *_rows(header, *({**one, **row} for row in rows))]
    sample = [["RETURN TO CONTENTS"], [f"Requests that were active at the end of {year}"]]
    return _book(folder / f"data_thru{year}.xlsx", {SAMPLE: sample, DATA: data})


def _requests(path: Path) -> list[dict[str, Any]]:
    found = read(path)
    assert is_counted_whole(found)
    assert broken(REQUESTS, found) == []
    return found.tables["requests"].to_dicts()


# --- layouts --------------------------------------------------------------------------------------------------------


def test_the_edition_of_2020_has_three_sheets_that_become_one_table(tmp_path: Path) -> None:
    path = _edition_2020(
        tmp_path,
        active=[{"q_id": 7, "q_date_clean": datetime(2020, 8, 13), "q_year": 2020, "proposed_on_date": "12/31/2023", "developer": "D"}],
        withdrawn=[{"q_id": "W1", "q_date": "1/5/2006", "wd_date": 17197, "wd_year": 2007, "wd_reason": "Left", "ia_status": "Executed"}],
        completed=[{"q_id": "C1", "on_date": datetime(2009, 1, 6), "on_year": 2009, "days_in_q": -3, "mw1": -15}],
    )
    found = read(path)
    active, withdrawn, completed = _requests(path)
    assert (found.series, found.as_of, found.published_on) == ("lbnl", date(2020, 12, 31), date(2021, 5, 31))
    assert (found.rows, found.non_data["header"]) == (6, 3)
    assert (active[SHEET], active[LINE], active["request_id"]) == ("active", 2, "7")
    assert (active["queue_entered_on"], active["projected_online_on"], active["interconnecting_entity"]) == (
        "2020-08-13",
        "2023-12-31",
        "D",
    )
    assert (withdrawn["withdrawal_reason_raw"], withdrawn["agreement_status_raw"]) == ("Left", "Executed")
    assert (completed["actual_online_on"], completed["days_in_queue"], completed["fuel_1_mw"]) == ("2009-01-06", "-3", "-15.000")


def test_day_numbers_of_the_withdrawn_sheet_of_2020_count_from_1960(tmp_path: Path) -> None:
    """17197 days after 1960-01-01 is 2007-01-31; after 1899-12-30 it would be 1947-01-30."""
    [row] = _requests(_edition_2020(tmp_path, withdrawn=[{"wd_date": 17197, "wd_year": 2007}]))
    assert row["withdrawn_on"] == "2007-01-31"


def test_day_numbers_counted_from_the_wrong_day_are_found_by_the_year_beside_them(tmp_path: Path) -> None:
    found = read(_edition_2020(tmp_path, withdrawn=[{"wd_date": 39113, "wd_year": 2007}]))  # 2007-01-31 by a spreadsheet's count
    assert ("withdrawn", 2, "withdrawn_on", "year_agrees") in broken(REQUESTS, found)


def test_thru2023_has_lower_case_names_and_american_dates_in_a_workbook_and_in_a_text_file(tmp_path: Path) -> None:
    row = {"q_date": "3/9/2021", "prop_date": "12/31/2024", "prop_year": 2024, "county_1": "Kern", "county_2": "Inyo", "ia_date": "NA"}
    one = {"q_id": "1", "q_status": "active", "entity": "ABC", **row}
    in_text = tmp_path / "queues_thru2023.csv"
    in_text.write_text("\n".join(",".join(str(cell or "") for cell in line) for line in _rows(THRU_2023, one)) + "\n", encoding="utf-8")
    [from_book], [from_text] = _requests(_edition(tmp_path, THRU_2023, row, year=2023)), _requests(in_text)
    assert (from_text["queue_entered_on"], from_text["projected_online_on"], from_text["ia_signed_on"]) == (
        "2021-03-09",
        "2024-12-31",
        None,
    )
    assert (from_text["county"], from_text["county_2"]) == ("Kern", "Inyo")
    assert {**from_book, SHEET: "", LINE: 2} == from_text
    assert read(in_text).as_of == date(2023, 12, 31)


def test_thru2024_has_spreadsheet_day_numbers_below_a_title_row(tmp_path: Path) -> None:
    path = _edition(tmp_path, THRU_2024, {"q_date": 45292, "q_year": 2024, "wd_date": 45350.5, "fips_codes": "01001", "cluster": "C1"})
    found = read(path)
    [row] = _requests(path)
    assert (row[LINE], row["queue_entered_on"], row["withdrawn_on"]) == (3, "2024-01-01", "2024-02-28")
    assert (row["fips_codes"], row["study_cluster"]) == ("01001", "C1")
    assert (found.as_of, found.non_data["title"], found.non_data["header"]) == (date(2024, 12, 31), 1, 1)


def test_thru2025_has_real_dates_and_names_with_underscores(tmp_path: Path) -> None:
    row = {"q_date": datetime(2025, 3, 1), "IA_phase_clean": "IA Executed", "type_2": "Battery", "mw_2": 50.25, "fips_code": 6029}
    [got] = _requests(_edition(tmp_path, THRU_2025, row, year=2025))
    assert (got["queue_entered_on"], got["agreement_status_harmonised"]) == ("2025-03-01", "IA Executed")
    assert (got["fuel_2_raw"], got["fuel_2_mw"], got["fips_codes"]) == ("Battery", "50.250", "6029")


def test_columns_are_found_by_their_names_in_any_order(tmp_path: Path) -> None:
    row = {"q_date": datetime(2025, 3, 1), "mw_1": 10, "mw_2": 20, "county": "Kern", "state": "CA"}
    (tmp_path / "turned").mkdir()
    straight, turned = _edition(tmp_path, THRU_2025, row), _edition(tmp_path / "turned", THRU_2025[::-1], row)
    assert _requests(straight) == _requests(turned)


# --- traps ----------------------------------------------------------------------------------------------------------


def test_an_id_is_unique_only_within_its_entity(tmp_path: Path) -> None:
    first, second = _requests(_edition(tmp_path, THRU_2024, {"entity": "ABC"}, {"entity": "XYZ"}))
    assert (first["record_id"], second["record_id"]) == ("1", "1")


def test_an_id_that_stands_again_is_numbered_across_the_sheets_and_a_missing_one_is_its_place(tmp_path: Path) -> None:
    path = _edition_2020(
        tmp_path,
        active=[{"q_id": "196"}],
        withdrawn=[{"q_id": "196"}, {"q_id": None}, {"q_id": None}],
        completed=[{"q_id": "196"}],
    )
    rows = _requests(path)
    assert [row["record_id"] for row in rows] == ["196", "196/2", "row withdrawn:3", "row withdrawn:4", "196/3"]
    assert [row["request_id"] for row in rows] == ["196", "196", None, None, "196"]


def test_an_id_that_the_workbook_holds_as_a_date_is_that_day(tmp_path: Path) -> None:
    path = _edition(tmp_path, THRU_2025, {"entity": "CLPT", "q_id": datetime(2022, 5, 4)})
    assert _requests(path)[0]["request_id"] == "2022-05-04"
    assert read(path).notes["id_is_a_date"] == 1


def test_a_number_as_an_id_has_no_decimals(tmp_path: Path) -> None:
    assert [row["request_id"] for row in _requests(_edition(tmp_path, THRU_2025, {"q_id": 1009}, {"q_id": 1010.0}))] == ["1009", "1010"]


@pytest.mark.parametrize(
    ("mw", "text"), [(-28, "-28.000"), (0, "0.000"), (7.599999905, "7.600"), (0.0005, "0.000"), (0.0015, "0.002"), (None, None)]
)
def test_megawatts_may_be_negative_or_zero_and_missing_ones_stay_missing(tmp_path: Path, mw: float | None, text: str | None) -> None:
    [row] = _requests(_edition(tmp_path, THRU_2024, {"mw1": mw, "mw2": 100}))
    assert (row["fuel_1_mw"], row["fuel_2_mw"], row["fuel_3_mw"]) == (text, "100.000", None)


def test_na_is_null_and_counted_and_a_word_of_the_vocabulary_is_kept(tmp_path: Path) -> None:
    path = _edition(
        tmp_path,
        THRU_2024,
        {"county": "NA", "wd_date": "NA", "developer": "Masked", "poi_name": "TBD", "state": "MX", "IA_status_clean": "unknown"},
    )
    [row] = _requests(path)
    assert [row[name] for name in ("county", "withdrawn_on", "interconnecting_entity", "poi_location")] == [None] * 4
    assert (row["state"], row["agreement_status_harmonised"]) == ("MX", "unknown")
    assert read(path).notes == {"masked": 1, "not_available": 2, "tbd": 1}


def test_a_failed_formula_is_null_and_counted(tmp_path: Path) -> None:
    path = _edition_2020(tmp_path, withdrawn=[{"q_year": "#VALUE!"}])
    assert _requests(path)[0]["queue_entered_year"] is None
    assert read(path).notes == {"formula_error": 1}


@pytest.mark.parametrize(("cell", "year"), [("1/1/1900", 1900), ("12/31/1899", 1899), ("NA", None)])
def test_a_spreadsheets_zero_is_no_date_and_its_year_no_year(tmp_path: Path, cell: str, year: int | None) -> None:
    [row] = _requests(_edition_2020(tmp_path, completed=[{"q_date": cell, "q_year": year}]))
    assert (row["queue_entered_on"], row["queue_entered_year"]) == (None, None)


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("12/31/2023", "2023-12-31", "day"),
        ("  7/1/2022", "2022-07-01", "day"),
        ("06/01/20", "2020-06-01", "day"),
        ("31oct2021", "2021-10-31", "day"),
        ("45049", "2023-05-03", "day"),
        (" 05/2023", "2023-05-31", "month"),
        ("2/2024", "2024-02-29", "month"),
        (None, None, None),
    ],
)
def test_projected_dates_are_read_in_every_form_of_the_active_sheet(
    tmp_path: Path, cell: str | None, day: str | None, precision: str | None
) -> None:
    [row] = _requests(_edition_2020(tmp_path, active=[{"proposed_on_date": cell}]))
    assert (row["projected_online_on"], row["projected_online_precision"]) == (day, precision)


@pytest.mark.parametrize("cell", ["I/S", "13/45/2020", "2/30/2021", "Q3 2022"])
def test_a_projected_date_that_cannot_be_read_goes_to_quarantine_as_it_is(tmp_path: Path, cell: str) -> None:
    found = read(_edition_2020(tmp_path, active=[{"proposed_on_date": cell}]))
    assert found.tables["requests"]["projected_online_on"].to_list() == [cell]
    assert broken(REQUESTS, found) == [("active", 2, "projected_online_on", "type")]


def test_line_breaks_and_blanks_of_any_kind_become_one_space(tmp_path: Path) -> None:
    [row] = _requests(_edition(tmp_path, THRU_2025, {"IA_phase_raw": " Re-\nStudy \u00a0in  Progress ", "poi_name": " "}))
    assert (row["agreement_status_raw"], row["poi_location"]) == ("Re- Study in Progress", None)


def test_blank_rows_are_counted_as_none(tmp_path: Path) -> None:
    path = _edition(tmp_path, THRU_2024, {}, {"q_id": None, "q_status": None, "entity": None}, {"q_id": "3"})
    assert [row[LINE] for row in _requests(path)] == [3, 5]
    assert read(path).non_data["blank"] == 1


# --- refusals -------------------------------------------------------------------------------------------------------


def test_an_unknown_layout_is_refused_naming_what_is_missing_and_what_is_new(tmp_path: Path) -> None:
    header = ["load_mw" if name == "mw_1" else name for name in THRU_2025]
    rule, message = refusal(LBNL_QUEUED_UP, _edition(tmp_path, header, {}))
    assert rule == "known_layout"
    assert "missing 'mw_1'; unexpected 'load_mw'" in message
    assert "thru2025" in message


def test_a_column_of_the_header_that_stands_twice_is_refused(tmp_path: Path) -> None:
    header = ["mw_1" if name == "mw_2" else name for name in THRU_2025]
    assert refusal(LBNL_QUEUED_UP, _edition(tmp_path, header, {}))[0] == "column_once"


def test_values_below_no_name_are_refused(tmp_path: Path) -> None:
    path = _book(tmp_path / "thru2025.xlsx", {DATA: [["RETURN TO CONTENTS"], THRU_2025, [*["1"] * len(THRU_2025), "stray"]]})
    assert refusal(LBNL_QUEUED_UP, path)[0] == "column_named"


def test_a_sheet_without_a_header_is_refused(tmp_path: Path) -> None:
    assert refusal(LBNL_QUEUED_UP, _book(tmp_path / "thru2025.xlsx", {DATA: [["RETURN TO CONTENTS"], ["nothing"]]}))[0] == "has_header"


def test_sheets_of_no_known_edition_are_refused_by_name(tmp_path: Path) -> None:
    rule, message = refusal(LBNL_QUEUED_UP, _book(tmp_path / "thru2026.xlsx", {"Queue": _rows(THRU_2025)}))
    assert rule == "sheet_present"
    assert "Queue" in message


def test_a_file_whose_name_and_sheets_state_different_years_is_refused(tmp_path: Path) -> None:
    path = _edition(tmp_path, THRU_2024, {}, year=2024)
    assert refusal(LBNL_QUEUED_UP, path.rename(tmp_path / "data_thru2025.xlsx"))[0] == "one_as_of"


# --- the real edition -----------------------------------------------------------------------------------------------

QUARANTINED_2020 = {  # every row of the real edition that breaks a rule, and why
    ("active", 1534): "the projected date is 'I/S'",
    ("withdrawn", 2976): "a projected date in 1957",
}


@pytest.mark.upstream
def test_the_real_edition_of_2020_reconciles_with_a_count_by_another_reader() -> None:
    path = upstream("lbnl_queued_up") / "lbnlisoqueues_2020.xlsx"
    found = read(path)
    table = found.tables["requests"]
    assert is_counted_whole(found)
    assert (found.as_of, found.published_on) == (date(2020, 12, 31), date(2021, 5, 31))
    book = openpyxl.load_workbook(path, read_only=True)
    rows, megawatts, ids, days = Counter(), Counter(), Counter(), Counter()
    for sheet in ("active", "withdrawn", "completed"):
        lines = book[sheet].iter_rows(values_only=True)
        header = next(lines)
        for line in lines:
            cells = dict(zip(header, line, strict=True))
            if not any(str(cell or "").strip() for cell in line):
                continue
            rows[sheet] += 1
            ids[sheet] += bool(str(cells["q_id"] or "").strip())
            megawatts[sheet] += round(Decimal(str(cells["mw1"])), 3) if cells["mw1"] not in (None, "") else 0
            days[sheet] += bool(str(cells.get("wd_date") or cells.get("on_date") or "").strip())
    assert dict(table.group_by(SHEET).len().iter_rows()) == rows
    by_sheet = table.group_by(SHEET).agg(
        pl.col("fuel_1_mw").cast(pl.Decimal(18, 3)).sum(),
        pl.col("request_id").is_not_null().sum(),
        days=pl.coalesce("withdrawn_on", "actual_online_on").is_not_null().sum(),
    )
    assert {sheet: (mw, with_id, day) for sheet, mw, with_id, day in by_sheet.iter_rows()} == {
        sheet: (megawatts[sheet], ids[sheet], days[sheet]) for sheet in rows
    }
    assert {(sheet, line) for sheet, line, _, _ in broken(REQUESTS, found)} == set(QUARANTINED_2020)
