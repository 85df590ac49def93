"""The reader of ERCOT's GIS report on workbooks made up in its layouts, and what it refuses."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from contracts_schema.bulk_gate import judge_files
from contracts_schema.reading import LINE, UnreadableError
from contracts_schema.upstream.ercot_gis import ERCOT_GIS, find, finish, read
from contracts_schema.upstream.snapshot import SHEET, ReadFile
from tests.gis_workbook import LARGE, Sheets, details, events, front_page, project, save, sheets_of


def _save(tmp_path: Path, sheets: Sheets, name: str = "GIS_Report_May_2024.xlsx", **dates: str) -> Path:
    return save(tmp_path / name, sheets, **dates)


def _read(tmp_path: Path, sheets: Sheets, **kwargs: str) -> ReadFile:
    result = read(_save(tmp_path, sheets, **kwargs))
    assert result.rows == sum(t.height for t in result.tables.values()) + sum(result.non_data.values())
    return result


def _projects(tmp_path: Path, *rows: list[Any]) -> pl.DataFrame:
    sheets = sheets_of()
    sheets["Project Details - Large Gen"] = details(LARGE, list(rows))
    return _read(tmp_path, sheets).tables["projects"].filter(pl.col("size_category") == "large")


def _refused(tmp_path: Path, sheets: Sheets, **kwargs: str) -> tuple[str, str]:
    with pytest.raises(UnreadableError) as error:
        read(_save(tmp_path, sheets, **kwargs))
    return error.value.problem.rule, error.value.problem.message


def _old(month: date = date(2019, 1, 1)) -> Sheets:
    """A workbook in the layout of January 2019: one undivided sheet, no inactive projects, no comments."""
    name = f"{month:%B   %Y}"
    lost = ("Approval Date for Submission of Proof of Site Control", "Economic Study Required", "Comment")
    texts = [" ".join(line.strip() for line in lines if line) for lines in LARGE]
    kept = [i for i, text in enumerate(texts) if text not in lost]
    columns = [LARGE[i] for i in kept]
    columns[2] = ["GINR Study Phase"]
    columns[11] = [None, "Change indicators: Proj Name, MW", "Size , COD, SFS/NtP, FIS Request"]
    row = project("13INR0010def", Projected_COD="12/31/2020", IA_Signed="Not Required", Screening_Study_Started="Date Not Available")
    return {
        "Contents": front_page(month, "Feb 1, 2019 9:16:32 AM", word="GINR"),
        "Project Commissioning Update": events(
            f"Commissioning Approvals During {name}",
            ["Commissioning Category", "INR", "Project Name", "Fuel", "County", "Approval Date *", "MW **"],
            [["Commercial Operation Approved by ERCOT*", "16INR0005", "Finch", "Wind", "Nowhere", datetime(2019, 1, 3), 0]],
        ),
        "Project Cancellation Update": events(
            f"Projects Cancelled by the Developer during {name}*",
            ["INR", "Project Name", "Fuel", "County", "Cancel Date", "MW **"],
            [],
        ),
        "Project Details": details(columns, [[row[i] for i in kept]], above=22),
        "GINR Trends": [["Chart"]],
        "data_GINR Trends_1": [[1]],
    }


def test_every_row_of_a_month_is_a_record_or_counted(tmp_path: Path) -> None:
    result = _read(tmp_path, sheets_of())
    assert {name: table.height for name, table in result.tables.items()} == {"projects": 3, "approvals": 1, "departures": 2}
    # front page 12; heading rows 35 + 17 + 3 sheets with 8; each event sheet ends with a blank row and three footnotes
    assert dict(result.non_data) == {"front_page": 12, "header": 35 + 17 + 3 * 8, "blank": 3, "footnote": 9}
    assert (result.series, result.as_of) == ("ercot", date(2024, 5, 31))


def test_a_record_knows_its_sheet_and_row(tmp_path: Path) -> None:
    tables = _read(tmp_path, sheets_of()).tables
    assert tables["projects"].select(SHEET, LINE, "request_id", "size_category").rows() == [
        ("Project Details - Large Gen", 36, "24INR0001", "large"),
        ("Project Details - Large Gen", 37, "15INR0064b", "large"),
        ("Project Details - Small Gen", 18, "23INR0700", "small"),
    ]
    assert tables["departures"].select(SHEET, LINE, "request_id", "departure_kind", "size_category", "occurred_on").rows() == [
        ("Inactive Projects", 9, "19INR0003", "inactive", "large", "2021-03-02"),
        ("Cancellation Update", 9, "21INR0004", "cancelled", "small", "2024-05-14"),
    ]


def test_tables_have_the_columns_of_their_contracts_and_pass_the_gate(tmp_path: Path) -> None:
    result = _read(tmp_path, sheets_of())
    for contract in ERCOT_GIS.contracts:
        assert result.tables[contract.table].columns == [SHEET, LINE, *contract.header]
    verdict = judge_files(ERCOT_GIS, {"a.xlsx": result})["a.xlsx"]
    assert (verdict.accepted_rows, verdict.quarantined, verdict.refusal) == (6, 0, None)


def test_a_small_generator_has_columns_of_its_own(tmp_path: Path) -> None:
    small = _read(tmp_path, sheets_of()).tables["projects"].filter(pl.col("size_category") == "small").row(0, named=True)
    assert (small["model_ready_on"], small["distribution_security_raw"], small["financial_security_raw"]) == ("2024-05-01", "Yes", None)
    assert small["poi_location"] == "Station: A Load: B"


def test_repowering_has_a_negative_capacity(tmp_path: Path) -> None:
    assert _read(tmp_path, sheets_of()).tables["projects"]["request_mw"].to_list() == ["100.5", "-12", "9.9"]


def test_1900_is_a_date_unknown_and_counted(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Project Details - Large Gen"].append(
        project("24INR0009", Screening_Study_Complete=datetime(1900, 1, 1), Projected_COD="Date Not Available")
    )
    result = _read(tmp_path, sheets)
    row = result.tables["projects"].filter(pl.col("request_id") == "24INR0009").row(0, named=True)
    assert (row["screening_completed_on"], row["projected_online_on"]) == (None, None)
    assert result.notes["no_date:1900-01-01"] == 1
    assert result.notes["no_date:Date Not Available"] == 1


def test_1900_stays_in_a_permit_where_an_empty_cell_means_that_there_is_none(tmp_path: Path) -> None:
    rows = [
        project("24INR0001", Air_Permit=datetime(1900, 1, 1)),
        project("24INR0002", Air_Permit="04/30/2020"),
        project("24INR0003", Air_Permit=None),
    ]
    assert _projects(tmp_path, *rows)["air_permit_raw"].to_list() == ["1900-01-01", "2020-04-30", None]


def test_text_dates_are_american_and_a_time_of_day_is_dropped(tmp_path: Path) -> None:
    row = project("24INR0001", IA_Signed="03/04/2019", FIS_Requested=datetime(2019, 8, 9, 23, 59, 59), Projected_COD="31/12/2024")
    found = _projects(tmp_path, row).row(0, named=True)
    assert (found["ia_signed_on"], found["study_requested_on"]) == ("2019-03-04", "2019-08-09")
    assert found["projected_online_on"] == "31/12/2024"  # no date: for the gate


def test_an_unreadable_cell_is_quarantined_with_its_place(tmp_path: Path) -> None:
    rows = [project(f"24INR{number:04}") for number in range(1, 301)]
    rows[7] = project("24INR0008", Capacity="1,140 kW", FIS_Approved="soon")
    sheets = sheets_of()
    sheets["Project Details - Large Gen"] = details(LARGE, rows)
    verdict = judge_files(ERCOT_GIS, {"a.xlsx": _read(tmp_path, sheets)})["a.xlsx"]
    assert verdict.refusal is None
    assert [(q["sheet"], q["line"], q["column_name"], q["refused_value"]) for q in verdict.quarantine.iter_rows(named=True)] == [
        ("Project Details - Large Gen", 43, "request_mw", "1,140 kW"),
        ("Project Details - Large Gen", 43, "study_approved_on", "soon"),
    ]


def test_line_breaks_and_blanks_inside_and_around_text_are_one_blank(tmp_path: Path) -> None:
    row = project("24INR0001", Project_Name="  Sora\u00a0Solar \n II ", Change_indicators="Proj Name   COD  ", Comment="a\tb")
    found = _projects(tmp_path, row).row(0, named=True)
    assert (found["project_name"], found["change_indicators_raw"], found["operator_comment"]) == ("Sora Solar II", "Proj Name COD", "a b")


def test_a_row_without_a_request_number_is_kept_for_the_gate(tmp_path: Path) -> None:
    found = _projects(tmp_path, project("24INR0001"), [None, *project("24INR0002")[1:]])
    assert found["request_id"].to_list() == ["24INR0001", None]


def test_a_request_number_alone_in_its_row_is_a_record_and_no_footnote(tmp_path: Path) -> None:
    found = _projects(tmp_path, project("24INR0001"), ["24INR0002"])
    assert found["request_id"].to_list() == ["24INR0001", "24INR0002"]


def test_a_request_that_stands_twice_is_left_to_the_gate(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Project Details - Large Gen"].append(project("24INR0001"))
    verdict = judge_files(ERCOT_GIS, {"a.xlsx": _read(tmp_path, sheets)})["a.xlsx"]
    assert set(verdict.quarantine["broken_rule"]) == {"unique_key"}
    assert verdict.quarantined == 2


def test_the_undivided_sheet_and_old_headings_are_read(tmp_path: Path) -> None:
    result = _read(tmp_path, _old())
    row = result.tables["projects"].row(0, named=True)
    assert (row["request_id"], row["size_category"], row["projected_online_on"]) == ("13INR0010def", None, "2020-12-31")
    assert (row["ia_signed_on"], row["screening_started_on"]) == (None, None)
    assert (row["site_control_approved_on"], row["operator_comment"]) == (None, None)
    assert result.tables["approvals"].select("approval_category", "size_category", "request_mw").rows() == [
        ("commercial_operation", None, "0")
    ]
    assert result.tables["departures"].height == 0
    assert result.as_of == date(2019, 1, 31)


def test_an_event_told_twice_in_the_same_words_counts_once(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheet = sheets["Commissioning Update"]
    sheet.insert(9, list(sheet[8]))
    sheet.insert(10, ["Synchronization Approved by ERCOT", *sheet[8][1:]])
    result = _read(tmp_path, sheets)
    assert result.tables["approvals"].select(LINE, "approval_category").rows() == [(9, "energization"), (11, "synchronization")]
    assert result.non_data["repeated_row"] == 1


def test_a_unit_without_a_request_is_quarantined(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Commissioning Update"][8][1:3] = ["N/A", "N/A"]
    result = _read(tmp_path, sheets)
    assert result.tables["approvals"].select("request_id", "size_category").rows() == [("N/A", None)]
    problems = judge_files(ERCOT_GIS, {"a.xlsx": result})["a.xlsx"].quarantine
    assert problems.select("column_name", "refused_value", "broken_rule").rows() == [("request_id", "N/A", "request_id_form")]


def test_an_unknown_category_is_quarantined_in_its_own_words(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Commissioning Update"][8][0] = "Blessed by ERCOT"
    problems = judge_files(ERCOT_GIS, {"a.xlsx": _read(tmp_path, sheets)})["a.xlsx"].quarantine
    assert problems.select("column_name", "refused_value", "broken_rule").rows() == [
        ("approval_category", "Blessed by ERCOT", "vocabulary")
    ]


def test_the_asterisks_of_a_footnote_are_taken_off_a_request_number(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Cancellation Update"][8][0] = "22INR0373***"
    result = _read(tmp_path, sheets)
    assert result.tables["departures"]["request_id"].to_list() == ["19INR0003", "22INR0373"]
    assert result.notes["footnote_mark_on_request_id"] == 1


def test_a_month_may_have_no_cancelled_projects(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Cancellation Update"][7:9] = [["No cancelled projects during the month"]]
    result = _read(tmp_path, sheets)
    assert result.tables["departures"]["departure_kind"].to_list() == ["inactive"]
    assert result.non_data["no_event"] == 7 + 1 + 4


def test_comments_beside_events_are_kept(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Commissioning Update"][7].append("Comments")
    sheets["Commissioning Update"][8].append("Unit 2 only.")
    assert _read(tmp_path, sheets).tables["approvals"]["operator_comment"].to_list() == ["Unit 2 only."]


def _cancelled_beside(cell: str) -> Sheets:
    sheets = _old()
    del sheets["Project Cancellation Update"], sheets["Project Commissioning Update"]
    newer = sheets_of(date(2019, 1, 1))
    sheets |= {name: newer[name] for name in ("Commissioning Update", "Inactive Projects")}
    columns = ["INR", "Project Name", "Fuel", "County", "Cancel Date", "MW **"]
    row = ["21INR0007", "Egret", "Gas", "Nowhere", datetime(2019, 1, 6), 462.2, cell]
    return sheets | {"Cancellation Update": events("Projects Cancelled by the Developer during January 2019*", columns, [row])}


def test_a_column_without_heading_is_read_where_it_repeats_the_request_number(tmp_path: Path) -> None:
    cancelled = _read(tmp_path, _cancelled_beside("21INR0007")).tables["departures"].filter(pl.col("departure_kind") == "cancelled")
    assert cancelled["request_id"].to_list() == ["21INR0007"]


def test_another_column_without_heading_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path, _cancelled_beside("17"))[0] == "known_columns"
    sheets = sheets_of()
    sheets["Project Details - Large Gen"][35].append(17)
    assert _refused(tmp_path, sheets) == (
        "known_columns",
        "sheet 'Project Details - Large Gen' has other columns; unexpected: 'column 32 without heading'",
    )


def _replace_heading(sheets: Sheets, old: str, new: str | None) -> None:
    for row in sheets["Project Details - Large Gen"][30:35]:
        for position, cell in enumerate(row):
            if cell == old:
                row[position] = new


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    sheets = sheets_of()
    for row in sheets["Project Details - Large Gen"][29:]:
        del row[9:10]
    assert _refused(tmp_path, sheets) == (
        "known_columns",
        "sheet 'Project Details - Large Gen' has other columns; missing: 'Technology'",
    )


def test_an_added_column_is_named(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Project Details - Large Gen"][30].append("Batch")
    assert "unexpected: 'Batch'" in _refused(tmp_path, sheets)[1]


def test_a_column_that_stands_twice_is_named(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Project Details - Large Gen"][30].append("County")
    assert "unexpected: 'County'" in _refused(tmp_path, sheets)[1]


def test_kilowatts_are_refused_by_their_heading(tmp_path: Path) -> None:
    sheets = sheets_of()
    _replace_heading(sheets, "Capacity (MW)", "Capacity (kW)")
    message = _refused(tmp_path, sheets)[1]
    assert "missing: 'Capacity (MW)'" in message
    assert "unexpected: 'Capacity (kW)'" in message


def test_swapped_headings_are_refused(tmp_path: Path) -> None:
    sheets = sheets_of()
    _replace_heading(sheets, "FIS Requested", "swap")
    _replace_heading(sheets, "FIS Approved", "FIS Requested")
    _replace_heading(sheets, "swap", "FIS Approved")
    assert _refused(tmp_path, sheets)[0] == "column_order"


def test_a_heading_without_its_text_is_refused(tmp_path: Path) -> None:
    sheets = sheets_of()
    _replace_heading(sheets, "County", None)
    assert _refused(tmp_path, sheets)[0] == "known_columns"


def test_a_heading_shifted_against_its_columns_is_refused(tmp_path: Path) -> None:
    sheets = sheets_of()
    for row in sheets["Project Details - Large Gen"][30:35]:
        row.insert(0, None)
    assert _refused(tmp_path, sheets)[0] == "has_heading"


def test_a_heading_lower_down_is_found(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Project Details - Large Gen"][3:3] = [[], ["Another note"], []]
    assert _read(tmp_path, sheets).tables["projects"][LINE].to_list() == [39, 40, 18]


def test_an_unknown_sheet_is_refused(tmp_path: Path) -> None:
    sheets = sheets_of() | {"Project Details - Large Load": [["LLI", "MW"]]}
    rule, message = _refused(tmp_path, sheets)
    assert (rule, message) == ("known_sheets", "has another set of sheets; unexpected: 'Project Details - Large Load'")


def test_a_missing_sheet_is_refused(tmp_path: Path) -> None:
    sheets = sheets_of()
    del sheets["Inactive Projects"]
    assert _refused(tmp_path, sheets) == ("known_sheets", "has another set of sheets; missing: 'Inactive Projects'")
    del sheets["Contents"]
    assert _refused(tmp_path, sheets)[0] == "sheet_present"


def test_a_workbook_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path, {"Sheet1": [["INR", "MW"], ["24INR0001", 3]]})[0] == "sheet_present"


def test_sheets_in_each_others_place_are_refused(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Inactive Projects"], sheets["Cancellation Update"] = sheets["Cancellation Update"], sheets["Inactive Projects"]
    assert "missing: 'Inactive Date'; unexpected: 'Cancel Date'" in _refused(tmp_path, sheets)[1]


def test_a_sheet_of_another_month_is_refused(tmp_path: Path) -> None:
    sheets = sheets_of() | {"Commissioning Update": sheets_of(date(2024, 4, 1))["Commissioning Update"]}
    assert _refused(tmp_path, sheets) == ("same_month", "sheet 'Commissioning Update' is for 2024-04, the report for 2024-05")


@pytest.mark.parametrize(
    "line", ["GIM Activity: May 01, 2024 to Jun 15, 2024", "GIM Activity: May 2024", "GIM Activity: Xxx 01, 2024 to Xxx 31, 2024"]
)
def test_a_front_page_that_states_no_month_is_refused(tmp_path: Path, line: str) -> None:
    sheets = sheets_of()
    sheets["Contents"][6] = [line]
    assert _refused(tmp_path, sheets)[0] == "states_period"


def test_a_workbook_without_projects_is_refused(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Project Details - Large Gen"] = details(LARGE, [])
    sheets["Project Details - Small Gen"] = sheets["Project Details - Small Gen"][:17]
    assert _refused(tmp_path, sheets)[0] == "has_rows"


def test_a_file_that_is_protected_cut_or_no_workbook_is_refused(tmp_path: Path) -> None:
    whole = _save(tmp_path, sheets_of()).read_bytes()
    broken = {
        "not_encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "is_whole": whole[: len(whole) // 2],
        "is_workbook": b"<!DOCTYPE html><html>Service unavailable</html>",
        "file_not_empty": b"",
    }
    for rule, content in broken.items():
        path = tmp_path / f"{rule}.xlsx"
        path.write_bytes(content)
        with pytest.raises(UnreadableError) as error:
            read(path)
        assert error.value.problem.rule == rule


@pytest.mark.parametrize(
    "name, made, saved, expected, basis",
    [
        ("GIS_Report_May_2024.xlsx", "2024-06-01T14:00:00Z", "2024-06-03T15:00:00Z", date(2024, 6, 3), "last_save"),
        ("GIS_Report_May_2024.xlsx", "2024-06-02T14:00:00Z", "2026-01-29T15:00:00Z", date(2024, 6, 2), "making"),
        ("GIS_Report_May_2024.xlsx", "2020-06-02T14:00:00Z", "2026-01-29T15:00:00Z", date(2024, 6, 1), "run"),
        ("GIS_Report_May_2024.xlsx", "2020-06-02T14:00:00Z", "2024-05-31T15:00:00Z", date(2024, 6, 1), "run"),
        ("GIS_Report_May_2024_Corrected.xlsx", "2024-06-01T14:00:00Z", "2024-08-29T15:00:00Z", date(2024, 8, 29), "last_save"),
        ("GIS_Report_May_2024_revised.xlsx", "2024-06-01T14:00:00Z", "2024-06-09T15:00:00Z", date(2024, 6, 9), "last_save"),
    ],
)
def test_a_file_is_known_from_its_last_save_unless_that_was_years_later(
    tmp_path: Path, name: str, made: str, saved: str, expected: date, basis: str
) -> None:
    result = _read(tmp_path, sheets_of(), name=name, made=made, saved=saved)
    assert result.published_on == expected
    assert result.notes[f"published_by_{basis}"] == 1


def test_a_sheet_of_corrections_makes_a_reissue(tmp_path: Path) -> None:
    sheets = sheets_of() | {"CORRECTIONS": [["Description of Corrections"], ["A capacity was changed."]]}
    assert _read(tmp_path, sheets, saved="2025-06-29T15:00:00Z").published_on == date(2025, 6, 29)


def test_a_front_page_that_says_corrected_makes_a_reissue(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Contents"].append(["This Corrected GIS report reflects a split."])
    assert _read(tmp_path, sheets, saved="2025-06-29T15:00:00Z").published_on == date(2025, 6, 29)


def test_a_file_is_never_known_before_the_run_that_it_states(tmp_path: Path) -> None:
    sheets = sheets_of()
    sheets["Contents"][-1] = ["Time of Report Run: Jun 5, 2024 8:00:46 AM"]
    assert _read(tmp_path, sheets, saved="2024-06-03T15:00:00Z").published_on == date(2024, 6, 5)


def _june(*, with_more_rows: bool) -> Sheets:
    """A month with odd cells; with a blank row, a footnote and an approval told twice, or without."""
    sheets = sheets_of(date(2024, 6, 1))
    rows = [project("24INR0001*", Comment="1900-01-01"), project("24INR0002", IA_Signed="Not Available")]
    more = [[None], ["A footnote."]] if with_more_rows else []
    sheets["Project Details - Large Gen"] = details(LARGE, [*rows[:1], *more, *rows[1:]])
    approvals = sheets["Commissioning Update"]
    if with_more_rows:
        approvals.append(next(row for row in approvals if row and str(row[0]).startswith("Energization Approved")))
    return sheets


def test_workbooks_that_are_finished_together_are_as_each_by_itself(tmp_path: Path) -> None:
    books = [sheets_of(), _june(with_more_rows=True), _old(), _june(with_more_rows=False), sheets_of()]
    paths = [_save(tmp_path, sheets, f"{number}.xlsx") for number, sheets in enumerate(books)]
    together = finish([find(path) for path in paths])
    for path, file in zip(paths, together, strict=True):
        alone = read(path)
        assert (file.rows, file.non_data, file.notes) == (alone.rows, alone.non_data, alone.notes)
        assert all(file.tables[table].equals(frame) for table, frame in alone.tables.items())
        assert file.rows == sum(table.height for table in file.tables.values()) + sum(file.non_data.values())
    more, plain = Counter(together[1].non_data), Counter(together[3].non_data)
    assert more - plain == {"blank": 1, "footnote": 1, "repeated_row": 1}
    assert (together[1].notes["footnote_mark_on_request_id"], together[1].notes["no_date:Not Available"]) == (1, 1)
