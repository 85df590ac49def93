"""The queues of the ISOs and RTOs: layouts, traps of each operator, what is refused; and the crosswalk of their words."""

import csv
import json
import re
import zipfile
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts_schema.bulk_gate import judge_files
from contracts_schema.reading import LINE, UnreadableError
from contracts_schema.upstream.iso_queues import ISO_QUEUES, ercot, read
from contracts_schema.upstream.iso_queues.cells import day, day_or_month, words
from contracts_schema.upstream.snapshot import SHEET, ReadFile
from orchestration.paths import REPOSITORY
from tests import queue_files as files
from tests.upstream_files import upstream

SEEDS = REPOSITORY / "dbt_project" / "seeds"


def requests(path: Path) -> pl.DataFrame:
    """The requests of a file; every row of it is accounted for."""
    found = read(path)
    frame = found.tables["requests"]
    assert found.rows == frame.height + sum(found.non_data.values())
    return frame


def quarantine(found: ReadFile) -> list[tuple[int, str, str]]:
    """Line, column and rule of everything that the gate puts into quarantine."""
    verdict = judge_files(ISO_QUEUES, {"a/file": found})["a/file"]
    return verdict.quarantine.sort("line", "column_name").select("line", "column_name", "broken_rule").rows()


def refused(path: Path) -> str:
    with pytest.raises(UnreadableError) as error:
        read(path)
    return str(error.value)


def one(frame: pl.DataFrame, request_id: str) -> dict[str, str | None]:
    return frame.row(by_predicate=pl.col("request_id") == request_id, named=True)


# CAISO


def test_caiso_sheets_have_own_columns_headers_with_line_breaks_and_footnotes(tmp_path: Path) -> None:
    alpha = files.row(
        files.CAISO_ACTIVE, Project_Name="ALPHA ", Queue_Position="653B", Queue_Date=datetime(2030, 4, 15, 7), State="MX",
        Application_Status="ACTIVE", MW_1=73.269996643, Net_MWs_to_Grid=73.27, Current_On_line_Date=datetime(2033, 12, 31, 8),
        Station_or_Transmission_Line="North\r\nSub  230 kV ",
    )  # fmt: skip
    beta = files.row(files.CAISO_COMPLETED, Project_Name="BETA", Queue_Position=7, Application_Status="COMPLETED",
                     Net_MWs_to_Grid=5, Actual_On_line_Date=datetime(2029, 1, 2, 8))  # fmt: skip
    gamma = files.row(files.CAISO_WITHDRAWN, Project_Name___Confidential="GAMMA", Queue_Position=8, Application_Status="WITHDRAWN",
                      Withdrawn_Date=datetime(2030, 5, 1, 0, 23, 5), Reason_for_Withdrawal="IC Request")  # fmt: skip
    notes = [[None], [None, None, "Legend:", "● Key: B=Biofuel"], [None, None, None, "● Key: C=Coal"], ["The contents may change."]]
    path = files.caiso(tmp_path / "any name.xlsx", [alpha], [beta], [gamma], notes)
    found, frame = read(path), requests(path)
    assert found.series == "CAISO"
    assert found.as_of == found.published_on == date(2031, 2, 3)
    assert found.non_data == {"title": 9, "header": 3, "blank": 3, "footnote": 5}
    assert frame.select(SHEET, LINE, "queue_section", "request_id", "status_raw").rows() == [
        ("Grid GenerationQueue", 5, "active", "653B", "ACTIVE"),
        ("Completed Generation Projects", 5, "completed", "7", "COMPLETED"),
        ("Withdrawn Generation Projects", 5, "withdrawn", "8", "WITHDRAWN"),
    ]
    first = one(frame, "653B")
    assert first["project_name"] == "ALPHA"
    assert first["poi_location"] == "North Sub 230 kV"
    assert first["fuel_1_mw"] == first["request_mw"] == "73.270"
    assert (first["projected_online_on"], first["projected_online_precision"]) == ("2033-12-31", "day")
    assert one(frame, "7")["actual_online_on"] == "2029-01-02"
    assert one(frame, "8")["project_name"] == "GAMMA"
    assert one(frame, "8")["withdrawn_on"] == "2030-04-30"  # 00:23 UTC is still the day before in California
    assert set(frame["request_kind"]) == {"generation"}
    assert quarantine(found) == []


def test_a_record_without_id_above_the_footnotes_goes_to_quarantine(tmp_path: Path) -> None:
    cells = {"Project_Name": "DELTA", "Application_Status": "ACTIVE", "Net_MWs_to_Grid": 5}
    torn, whole = files.row(files.CAISO_ACTIVE, **cells), files.row(files.CAISO_ACTIVE, Queue_Position="9", **cells)
    for first in (torn, files.row(files.CAISO_ACTIVE, Project_Name="only a name")):
        assert quarantine(read(files.caiso(tmp_path / "a.xlsx", [first, whole]))) == [(5, "request_id", "not_nullable")]


# NYISO


def test_nyiso_sheets_two_row_header_text_ids_months_and_loads(tmp_path: Path) -> None:
    common = {"Date_of_IR": datetime(2030, 1, 30), "County": "Somewhere", "State": "NY"}
    path = files.nyiso(
        tmp_path / "q.xlsx",
        {
            "active": [
                files.row(files.NYISO_ACTIVE, Queue_Pos_="0396A", Project_Name="Transformer", SP__MW_="N/A", Type__Fuel="AC", S="12",
                          Proposed_In_Service_Initial_Backfeed_Date="12/2031", Proposed_COD="N/A", **common),
                files.row(files.NYISO_ACTIVE, Queue_Pos_="0500", Project_Name="Big Data Center", SP__MW_="150", Type__Fuel="L", S="4",
                          Proposed_Sync_Date="02-2032", **common),
            ],
            "cluster": [files.row(files.NYISO_CLUSTER, Queue_Pos_="C24-001", Type__Fuel="NG ", S="1C", Proposed_COD="05-2031",
                                  Affected_Transmission_Owner__ATO_="Other", **common)],
            "withdrawn": [files.row(files.NYISO_WITHDRAWN, Queue_Pos_="0031", Date_of_IR="8/11/2017", Project_Name="Old", S="0",
                                    Last_Update="9/30/09", Utility="CONED")],
            "cluster_withdrawn": [[*files.row(files.NYISO_WITHDRAWN, Queue_Pos_="C24-007", S="0", Z="K", **common), None, "10-2028"]],
            "in_service": [["0031", "Owner", "Old", datetime(1999, 9, 15), 5.5, "N/A", "L", "Orange", "NY", "G", "A\x96B", "CONED", "14",
                            datetime(2002, 3, 31), "SIS", "I/S", "Part I/S"]],
        },
    )  # fmt: skip
    found, frame = read(path), requests(path)
    assert found.as_of is None
    assert found.non_data == {"header": 6, "blank": 1, "footnote": 3}
    assert found.notes == {"unknown_word": 3, "marker": 2, "value_without_header": 1}
    assert frame["request_id"].to_list() == ["0396A", "0500", "C24-001", "0031", "C24-007", "0031"]
    assert frame["request_kind"].to_list() == ["transmission", "load", "generation", None, None, "load"]
    transformer = one(frame, "0396A")
    assert (transformer["projected_backfeed_on"], transformer["projected_backfeed_precision"]) == ("2031-12-31", "month")
    assert transformer["request_summer_mw"] is transformer["projected_online_on"] is transformer["projected_online_precision"] is None
    assert one(frame, "0500")["projected_sync_on"] == "2032-02-29"
    assert one(frame, "C24-001")["affected_transmission_owner"] == "Other"
    assert one(frame, "C24-001")["fuel_raw"] == "NG"
    built, gone = (frame.row(by_predicate=(pl.col("queue_section") == section) & (pl.col("request_id") == "0031"), named=True)
                   for section in ("in_service", "withdrawn"))  # fmt: skip
    assert (built["request_part"], gone["request_part"]) == ("1", "2")
    assert (built["county"], built["poi_location"], built["projected_online_on"]) == ("Orange", "A\u2013B", None)
    assert (gone["queue_entered_on"], gone["entry_updated_on"], gone["transmission_owner"]) == ("2017-08-11", "2009-09-30", "CONED")
    assert quarantine(found) == []


# ISO New England


def _position(position: int, **cells: files.Cell) -> list[files.Cell]:
    return files.row(files.ISONE_COLUMNS, Position=position, Type="G", Requested=datetime(2030, 3, 1), State="MA", **cells)


def test_isone_rows_of_one_position_are_numbered_whatever_their_order(tmp_path: Path) -> None:
    units = [_position(5, Alternative_Name=name, Net_MW=mw) for name, mw in (("Unit A", -17), ("Unit B", 8.300000191), ("Unit C", None))]
    single = _position(6, Alternative_Name="Alone", Net_MW=1)
    forward = requests(files.isone(tmp_path / "a.xlsx", [*units, single])).sort("project_name")
    backward = requests(files.isone(tmp_path / "b.xlsx", [single, *reversed(units)])).sort("project_name")
    assert forward.drop(LINE).equals(backward.drop(LINE))
    assert forward.select("project_name", "request_part", "request_mw").rows() == [
        ("Alone", "1", "1.000"), ("Unit A", "1", "-17.000"), ("Unit B", "2", "8.300"), ("Unit C", "3", None)]  # fmt: skip


def test_isone_rows_that_are_the_same_in_everything_break_the_key(tmp_path: Path) -> None:
    twin = _position(7, Alternative_Name="Twin")
    found = read(files.isone(tmp_path / "a.xlsx", [twin, twin, _position(8)]))
    assert quarantine(found) == [(6, "grid_operator", "unique_key"), (7, "grid_operator", "unique_key")]


def test_isone_states_its_date_and_has_serial_dates_unknown_words_and_kinds(tmp_path: Path) -> None:
    path = files.isone(
        tmp_path / "a.xlsx",
        [
            files.row(files.ISONE_COLUMNS, Position=1, Type="ETU", Requested=35223, Op_Date=36987, County="N/A", Unit="NA", State="  "),
            files.row(files.ISONE_COLUMNS, Position=2, Type="TS", Requested="2030-03-01 06:48:52.749", W__D_Date=datetime(2030, 4, 1)),
            files.row(files.ISONE_COLUMNS, Position=3, Type="XYZ", Requested=datetime(2030, 3, 1), Net_MW=1),
        ],
    )
    found, frame = read(path), requests(path)
    assert (found.series, found.as_of, found.published_on) == ("ISONE", date(2031, 2, 3), None)
    # 35223 days after 1899-12-30, counted by the standard library
    assert one(frame, "1")["queue_entered_on"] == (date(1899, 12, 30) + timedelta(days=35223)).isoformat() == "1996-06-07"
    assert one(frame, "1")["projected_online_on"] == "2001-04-06"
    assert one(frame, "1")["county"] is one(frame, "1")["state"] is None
    assert one(frame, "1")["technology_raw"] == "NA"  # the operator's code for lines, not for unknown
    assert one(frame, "2")["queue_entered_on"] == "2030-03-01"
    assert frame["request_kind"].to_list() == ["transmission", "transmission_service", "XYZ"]
    assert quarantine(found) == [(8, "request_kind", "vocabulary")]


def test_isone_may_have_the_cluster_column_of_2026_in_front(tmp_path: Path) -> None:
    frame = requests(files.isone(tmp_path / "a.xlsx", [["CNR 1", *_position(9, Net_MW=3)]], ["Cluster", *files.ISONE_COLUMNS]))
    assert frame.select("request_id", "study_cycle_raw", "request_mw").rows() == [("9", "CNR 1", "3.000")]


# MISO


def test_miso_test_record_is_dropped_and_counted_and_instants_are_days_of_the_operator(tmp_path: Path) -> None:
    fruit = files.row(files.MISO_COLUMNS, Project__="AA1234", Request_Status="fish mango watermelon", Summer_MW="0.84",
                      Queue_Date="2024-12-07T11:31:23.5971506+00:00")  # fmt: skip
    real = files.row(files.MISO_COLUMNS, Project__="J9", Request_Status="Active", Queue_Date="2030-03-12T04:00:00+00:00", Fuel="Solar",
                     Withdrawn_Date="2030-12-02T05:00:00+00:00", POI_Name="East\r\nSub", Summer_MW="-28")  # fmt: skip
    path = files.csv_file(tmp_path / "queue.csv", [files.MISO_COLUMNS, fruit, real])
    found, frame = read(path), requests(path)
    assert (found.series, found.non_data) == ("MISO", {"header": 1, "test_record": 1})
    request = one(frame, "J9")
    assert (request["queue_entered_on"], request["withdrawn_on"]) == ("2030-03-12", "2030-12-02")
    assert (request["poi_location"], request["request_summer_mw"], request[LINE]) == ("East Sub", "-28.000", 3)
    assert quarantine(found) == []


def test_miso_json_is_read_without_its_changing_id(tmp_path: Path) -> None:
    names = [
        "id",
        "projectNumber",
        "queueDate",
        "inService",
        "transmissionOwner",
        "county",
        "state",
        "studyCycle",
        "studyGroup",
        "studyPhase",
        "svcType",
        "poiName",
        "summerNetMW",
        "winterNetMW",
        "dp1ErisMw",
        "dp1NrisMw",
        "dp2ErisMw",
        "dp2NrisMw",
        "fuelType",
        "facilityType",
        "applicationStatus",
        "sisPhase1",
        "postGIAStatus",
        "withdrawnDate",
        "negInService",
        "doneDate",
        "giaToExec",
    ]
    record = dict.fromkeys(names) | {"id": "x1", "projectNumber": "J9", "applicationStatus": "Active", "summerNetMW": 50.5}
    path = tmp_path / "queue.json"
    path.write_text(json.dumps([record, record | {"id": "x2", "projectNumber": "AA1234"}]), encoding="utf-8")
    assert requests(path).select("request_id", "status_raw", "request_summer_mw").rows() == [("J9", "Active", "50.500")]
    path.write_text(json.dumps([{**record, "brandNew": 1}]), encoding="utf-8")
    assert "'brandNew'" in refused(path)


# PJM and SPP


def test_pjm_serial_takes_both_names_of_the_projected_date(tmp_path: Path) -> None:
    cells = {
        "Project_ID": "A1-001 ",
        "Status": "Active",
        "Project_Type": "Generation Interconnection",
        "MFO": 120,
        "MW_Energy": 20,
        "Submitted_Date": "4/1/1997",
        "Long_Term_Firm_Service_Start_Date": "N/A",
    }
    renamed = [name.replace("Revised", "Projected") for name in files.PJM_SERIAL]
    for columns, header in ((files.PJM_SERIAL, "Revised_In_Service_Date"), (renamed, "Projected_In_Service_Date")):
        found = read(files.pjm(tmp_path / "a.xlsx", [files.row(columns, **cells, **{header: "12/1/2031"})], columns))
        request = one(found.tables["requests"], "A1-001")
        assert (found.series, request["queue_section"], request["request_kind"]) == ("PJM serial", "serial", "generation")
        assert (request["request_mw"], request["facility_output_mw"]) == ("20.000", "120.000")
        assert (request["queue_entered_on"], request["projected_online_on"]) == ("1997-04-01", "2031-12-01")


def test_an_id_that_stands_twice_breaks_the_key_where_the_operator_repeats_none(tmp_path: Path) -> None:
    rows = [files.row(files.PJM_SERIAL, Project_ID="A1", Status=status, Fuel="Wind", State="PA") for status in ("Active", "Withdrawn")]
    assert [rule for _, _, rule in quarantine(read(files.pjm(tmp_path / "a.xlsx", rows)))] == ["unique_key", "unique_key"]


def test_spp_reads_the_header_with_a_leading_space_and_when_it_was_updated(tmp_path: Path) -> None:
    record = files.row(files.SPP_COLUMNS, Generation_Interconnection_Number="GEN-1", Nearest_Town_or_County="Lea ", Capacity=36,
                       Commercial_Operation_Date=datetime(2032, 1, 1), Status="None")  # fmt: skip
    path = files.spp(tmp_path / "a.xlsx", [record])
    found, request = read(path), one(requests(path), "GEN-1")
    assert (found.series, found.as_of, found.published_on) == ("SPP", None, date(2031, 2, 2))
    assert (request["county"], request["request_mw"], request["projected_online_on"]) == ("Lea", "36.000", "2032-01-01")
    assert request["status_raw"] == "None"  # a word of the operator's status column stays


def test_values_that_are_none_of_their_type_stay_for_the_gate(tmp_path: Path) -> None:
    rows = [
        files.row(files.SPP_COLUMNS, Generation_Interconnection_Number=f"GEN-{i}", State="OK", Status="DISIS STAGE", **cells)
        for i, cells in enumerate(({"Capacity": "1,200"}, {"Request_Received": "next May"}, {"Capacity": 250000.0}, {"Capacity": 1}))
    ]
    found = read(files.spp(tmp_path / "a.xlsx", rows))
    assert quarantine(found) == [(3, "request_mw", "type"), (4, "queue_entered_on", "type"), (5, "request_mw", "range")]


def test_1900_01_01_is_an_unknown_date(tmp_path: Path) -> None:
    record = files.row(files.SPP_COLUMNS, Generation_Interconnection_Number="GEN-1", Commercial_Operation_Date="1900-01-01", State="OK",
                       Status="DISIS STAGE")  # fmt: skip
    found = read(files.spp(tmp_path / "a.xlsx", [record]))
    assert found.notes["date_1900_01_01"] == 1
    assert quarantine(found) == []
    assert one(found.tables["requests"], "GEN-1")["projected_online_on"] is None


# ERCOT


def test_ercot_projects_and_departures_are_requests_and_approvals_are_not() -> None:
    def table(*rows: dict[str, str]) -> pl.DataFrame:
        names = ["request_id", "size_category", "study_phase_raw", "projected_online_on", "request_mw", "departure_kind", "occurred_on"]
        records = [{name: row.get(name) for name in names} | {SHEET: "s", LINE: i} for i, row in enumerate(rows, start=1)]
        return pl.DataFrame(records, schema={**dict.fromkeys([*names, SHEET], pl.String), LINE: pl.Int64})

    report = ReadFile(
        series="ercot",
        as_of=date(2030, 12, 31),
        published_on=date(2031, 1, 8),
        tables={
            "projects": table(
                {"request_id": "30INR0001", "size_category": "large", "study_phase_raw": "SS", "projected_online_on": "2032-01-01"},
                {"request_id": "30INR0002", "size_category": "small", "request_mw": "-5.000"},
                {"request_id": "18INR0003"},
            ),
            "approvals": table({"request_id": "30INR0001", "occurred_on": "2030-12-01"}),
            "departures": table(
                {"request_id": "30INR0004", "departure_kind": "cancelled", "occurred_on": "2030-12-05"},
                {"request_id": "30INR0002", "departure_kind": "inactive", "occurred_on": "2030-12-06"},
            ),
        },
        rows=8,
        non_data={"header": 2},
    )
    found = ercot.as_requests(report)
    assert (found.as_of, found.published_on) == (None, date(2031, 1, 8))
    assert found.non_data == {"header": 2, "approval": 1}
    wanted = [
        ("30INR0001", "1", "large_generator", None), ("30INR0002", "2", "small_generator", None), ("18INR0003", "1", "generator", None),
        ("30INR0004", "1", "cancelled", "2030-12-05"), ("30INR0002", "1", "inactive", None),
    ]  # fmt: skip
    frame = found.tables["requests"]
    assert frame.select("request_id", "request_part", "queue_section", "withdrawn_on").rows() == wanted
    assert frame["projected_online_precision"].to_list() == ["day", None, None, None, None]
    assert quarantine(found) == []


# what is refused


def _spp_with(columns: list[str], tmp_path: Path) -> Path:
    return files.spp(tmp_path / "a.xlsx", [["GEN-1", *[None] * (len(columns) - 1)]], columns)


def test_other_columns_are_refused_by_name(tmp_path: Path) -> None:
    assert "column 'Status' is missing" in refused(_spp_with([c for c in files.SPP_COLUMNS if c != "Status"], tmp_path))
    assert "column 'Net MW' of 'SPP GI_ActiveRequest' is unexpected" in refused(_spp_with([*files.SPP_COLUMNS, "Net MW"], tmp_path))
    message = refused(_spp_with([c.replace("Capacity", "Capacity (kW)") for c in files.SPP_COLUMNS], tmp_path))
    assert "'Capacity' is missing" in message
    assert "'Capacity (kW)' of" in message
    assert "'State' of 'SPP GI_ActiveRequest' is unexpected" in refused(_spp_with([*files.SPP_COLUMNS, "State"], tmp_path))


def test_a_value_under_no_header_is_refused(tmp_path: Path) -> None:
    record = [*files.row(files.SPP_COLUMNS, Generation_Interconnection_Number="GEN-1"), "stray"]
    assert "column 23 of 'SPP GI_ActiveRequest' has values and no header" in refused(files.spp(tmp_path / "a.xlsx", [record]))


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(len(files.SPP_COLUMNS))))
def test_the_order_of_columns_means_nothing(order: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    record = [f"GEN-{i}" if i == 0 else str(i) for i in range(len(files.SPP_COLUMNS))]
    folder = tmp_path_factory.mktemp("order")
    plain = files.csv_file(folder / "plain.csv", [files.SPP_COLUMNS, record])
    mixed = files.csv_file(folder / "mixed.csv", [[files.SPP_COLUMNS[i] for i in order], [record[i] for i in order]])
    assert requests(plain).equals(requests(mixed))


def test_another_set_of_sheets_is_refused_by_name(tmp_path: Path) -> None:
    message = refused(files.workbook(tmp_path / "a.xlsx", {"Data": [files.PJM_SERIAL], "Loads": [["x"]]}))
    assert "sheet 'Loads' is unexpected" in message
    message = refused(files.workbook(tmp_path / "b.xlsx", {"Withdrawn": [files.NYISO_WITHDRAWN]}))
    assert "closest is NYISO" in message
    assert "sheet 'In Service' is missing" in message


@pytest.mark.parametrize(
    "name, content, rule",
    [
        ("a.csv", b"<!DOCTYPE html>\n<html><body>not here</body></html>\n", "is_data"),
        ("a.csv", b"", "file_not_empty"),
        ("a.csv", b'"Project #","County"\n"J\xff","b"\n', "utf_8"),
        ("a.csv", b'"Project #","County"\n"J1","a","b"\n', "cells_per_row"),
        ("a.csv", b"Project #;County\nJ1;a\n", "known_layout"),
        ("a.json", b"{", "is_json"),
        ("a.json", b"3", "is_json"),
        ("a.json", b'["a"]', "known_layout"),
        ("a.json", b'{"message": "busy"}', "is_json"),
        ("a.json", b"[]", "known_layout"),
        ("a.xlsx", b"<html>sorry</html>", "is_workbook"),
        ("a.xlsx", b"PK\x03\x04torn", "is_whole"),
    ],
)
def test_what_is_no_queue_is_refused(name: str, content: bytes, rule: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableError) as error:
        read(tmp_path / name)
    assert error.value.problem.rule == rule


def test_a_workbook_of_something_else_is_refused(tmp_path: Path) -> None:
    assert "no known header" in refused(files.workbook(tmp_path / "other.xlsx", {"Sheet1": [["a", "b"], [1, 2]]}))
    assert "no known header" in refused(files.workbook(tmp_path / "empty.xlsx", {"Queue": []}))


def test_a_csv_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    record = files.row(files.SPP_COLUMNS, Generation_Interconnection_Number="GEN-1", State="OK", Status="IA PENDING", Capacity="5")
    path = files.csv_file(tmp_path / "a.csv", [files.SPP_COLUMNS, record])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert requests(path)["request_mw"].to_list() == ["5.000"]


# cells


def cells(texts: list[str | None], expression: pl.Expr) -> list[str | None]:
    return pl.DataFrame({"cell": pl.Series(texts, dtype=pl.String)}).select(expression).to_series().to_list()


@given(st.lists(st.dates(date(1990, 1, 1), date(2060, 12, 31)), min_size=1))
def test_a_date_reads_the_same_in_every_spelling(days: list[date]) -> None:
    spellings = [
        [d.isoformat() for d in days],
        [f"{d.isoformat()} 00:00:00" for d in days],
        [f"{d.isoformat()}T13:14:15.123456+00:00" for d in days],
        [f"{d.month}/{d.day}/{d.year}" for d in days],
        [str((d - date(1899, 12, 30)).days) for d in days],
    ]
    for texts in spellings:
        assert cells(texts, day(pl.col("cell"), None)) == [d.isoformat() for d in days]


@given(st.integers(1, 12), st.integers(1990, 2060))
def test_a_month_is_its_last_day(month: int, year: int) -> None:
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    for text in (f"{month:02}-{year}", f"{month}/{year}", f"{month} - {year}", f"{year}/{month:02}"):
        known, precision = day_or_month(pl.col("cell"), None)
        assert cells([text], known) == [last.isoformat()]
        assert cells([text], precision) == ["month"]


@pytest.mark.parametrize("text", ["", "2030-13-01", "2/30/2030", "13-2030", "1234", "spring 2030", "2030", "1.5.2030"])
def test_what_is_no_date_stays(text: str) -> None:
    known, precision = day_or_month(pl.col("cell"), "America/New_York")
    assert cells([text], known) == [text]
    assert cells([text], precision) == [None]


def test_words_are_one_line_without_control_characters() -> None:
    texts = [" a\r\n b\u00a0 c\t", "\u00a0", "", "x_x000D_y", "A \x96 B", "a\x00b\u2028c", None]
    assert cells(texts, words(pl.col("cell"))) == ["a b c", None, None, "x y", "A \u2013 B", "a b c", None]


# the crosswalk


def crosswalk() -> dict[tuple[str, str], dict[str, str]]:
    words_of: dict[tuple[str, str], dict[str, str]] = {}
    with (SEEDS / "queue_status_crosswalk.csv").open(encoding="utf-8", newline="") as handle:
        for line in csv.DictReader(handle):
            words_of.setdefault((line["queue_publisher"], line["raw_column"]), {})[line["raw_value"]] = line["stage_common"]
    return words_of


def stage_ranks() -> dict[str, int]:
    with (SEEDS / "queue_stages.csv").open(encoding="utf-8", newline="") as handle:
        return {line["stage_common"]: int(line["stage_rank"]) for line in csv.DictReader(handle)}


def test_every_stage_that_a_word_can_tell_has_a_rank_of_its_own_and_every_word_leads_to_one() -> None:
    from contracts_schema.vocabulary import STAGE_COMMON

    ranks = stage_ranks()
    assert set(ranks) == set(STAGE_COMMON) - {"unlisted"}  # no word tells that a request has gone from the list
    assert len(set(ranks.values())) == len(ranks)
    assert {stage for by_word in crosswalk().values() for stage in by_word.values()} <= set(STAGE_COMMON)


def stage(publisher: str, **raw: str) -> str:
    """The stage of a request with these words, by the documented rule: that of highest rank."""
    ranks, words_of = stage_ranks(), crosswalk()
    told = [words_of.get((publisher, column), {}) for column in raw]
    stages = [by_word.get(word) or by_word.get("*") or "unknown" for by_word, word in zip(told, raw.values(), strict=True)]
    return max(stages, key=lambda name: ranks[name], default="unknown")


@pytest.mark.parametrize(
    "publisher, raw, wanted",
    [
        ("CAISO", {"status_raw": "ACTIVE"}, "queued"),
        ("CAISO", {"status_raw": "ACTIVE", "facilities_study_raw": "Complete"}, "study_complete"),
        ("CAISO", {"status_raw": "ACTIVE", "agreement_status_raw": "Executed", "suspension_raw": "Suspended"}, "suspended"),
        ("CAISO", {"status_raw": "WITHDRAWN", "agreement_status_raw": "Executed"}, "withdrawn"),
        ("ISONE", {"status_raw": "Under Study", "withdrawn_on": "2030-01-01"}, "withdrawn"),
        ("ISONE", {"status_raw": "Under Study", "agreement_status_raw": "Executed"}, "agreement_executed"),
        ("ISONE", {}, "unknown"),
        ("MISO", {"status_raw": "Active", "study_phase_raw": "Study Not Started", "post_agreement_status_raw": "Not Started"}, "requested"),
        ("MISO", {"status_raw": "Done", "study_phase_raw": "GIA", "post_agreement_status_raw": "In Service"}, "in_service"),
        ("MISO", {"status_raw": "Done", "study_phase_raw": "Phase 3", "post_agreement_status_raw": "Withdrawn"}, "withdrawn"),
        ("NYISO", {"status_raw": "9"}, "in_study"),
        ("NYISO", {"status_raw": "0"}, "withdrawn"),
        ("PJM", {"status_raw": "Active", "agreement_status_raw": "Document Posted"}, "agreement_executed"),
        ("PJM", {"status_raw": "Deactivated", "agreement_status_raw": "Document Posted"}, "deactivated"),
        ("PJM", {"status_raw": "Active", "facilities_study_raw": "Withdrawn"}, "queued"),
        ("SPP", {"status_raw": "IA FULLY EXECUTED/ON SUSPENSION"}, "suspended"),
        ("ERCOT", {"study_phase_raw": "SS Completed, FIS Started, IA", "synchronization_approved_on": "2030-01-01"}, "energized"),
        ("LBNL", {"status_raw": "operational", "agreement_status_harmonised": "operational"}, "in_service"),
    ],
)
def test_the_stage_is_that_of_highest_rank_that_a_word_tells(publisher: str, raw: dict[str, str], wanted: str) -> None:
    assert stage(publisher, **raw) == wanted


# the real files


def real(name: str) -> Path:
    return upstream("iso_queues", "2025-01-23", name)


def ids_below(path: Path, sheet_number: int, column: str, header_line: int) -> int:
    """Rows below the header with a value in the column of ids, counted in the sheet's own XML."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read(f"xl/worksheets/sheet{sheet_number}.xml").decode()
    cells_found = re.findall(rf'<c r="{column}([0-9]+)"[^>]*>(?:<f>[^<]*</f>)?<(?:v|is)>', text)
    return sum(int(line) > header_line for line in cells_found)


@pytest.mark.upstream
@pytest.mark.parametrize(
    "name, sheets, notes_in_id_column",
    [
        ("CAISO_Queue_Report.xlsx", [("active", 1, "B", 4), ("completed", 2, "B", 4), ("withdrawn", 3, "B", 4)], {}),
        ("NEISO_QueueReport.xlsx", [("queue", 1, "A", 5)], {}),
        ("NYISO-Interconnection-Queue.xlsx", [("active", 1, "A", 1), ("cluster", 2, "A", 1), ("withdrawn", 3, "A", 1),
                                              ("cluster_withdrawn", 4, "A", 1), ("in_service", 5, "A", 2)], {"active": 1, "cluster": 1}),
        ("PJM_Queue.xlsx", [("serial", 1, "A", 1)], {}),
        ("SPP_GI_ActiveRequest.xlsx", [("active", 1, "A", 2)], {}),
    ],
)  # fmt: skip
def test_counts_of_the_real_workbooks_reconcile(
    name: str, sheets: list[tuple[str, int, str, int]], notes_in_id_column: dict[str, int]
) -> None:
    path = real(name)
    frame = requests(path)
    counted = {section: ids_below(path, number_, column, line) - notes_in_id_column.get(section, 0)
               for section, number_, column, line in sheets}  # fmt: skip
    assert dict(Counter(frame["queue_section"].to_list())) == counted
    assert frame["request_id"].null_count() == 0


@pytest.mark.upstream
def test_counts_of_the_real_csv_reconcile() -> None:
    path = real("MISO_GI_Interactive_Queue.csv")
    with path.open(encoding="utf-8", newline="") as handle:
        records = list(csv.DictReader(handle))
    kept = [record for record in records if record["Project #"] != "AA1234"]
    frame = requests(path)
    assert frame.height == len(kept) == len(records) - 1
    assert [str(Decimal(r["Summer MW"]).quantize(Decimal("0.001"))) for r in kept] == frame["request_summer_mw"].to_list()
    assert Counter(r["Request Status"] for r in kept) == Counter(frame["status_raw"].to_list())


@pytest.mark.upstream
def test_cells_of_a_real_workbook_are_those_that_another_reader_finds() -> None:
    from openpyxl import load_workbook

    path = real("SPP_GI_ActiveRequest.xlsx")
    rows = list(load_workbook(path, read_only=True).active.iter_rows(min_row=3, values_only=True))
    frame = requests(path)
    assert [row[0] for row in rows] == frame["request_id"].to_list()
    assert [Decimal(str(row[11])).quantize(Decimal("0.001"), ROUND_HALF_EVEN) for row in rows] == [Decimal(c) for c in frame["request_mw"]]
    assert [row[8] and row[8].date().isoformat() for row in rows] == frame["projected_online_on"].to_list()


@pytest.mark.upstream
@pytest.mark.parametrize(
    "name, wanted",
    [
        ("CAISO_Queue_Report.xlsx", []),
        # two pairs of rows that are the same in every cell
        ("NEISO_QueueReport.xlsx", [(line, "grid_operator", "unique_key") for line in (1619, 1620, 1621, 1622)]),
        ("NYISO-Interconnection-Queue.xlsx", []),
        ("PJM_Queue.xlsx", []),
        ("SPP_GI_ActiveRequest.xlsx", []),
        ("MISO_GI_Interactive_Queue.csv", []),
        ("ERCOT_GIS_Report_December2024.xlsx", []),
    ],
)
def test_quarantine_of_the_real_files_is_known(name: str, wanted: list[tuple[int, str, str]]) -> None:
    assert quarantine(read(real(name))) == wanted


@pytest.mark.upstream
def test_every_word_of_the_real_files_is_in_the_crosswalk() -> None:
    words_of = crosswalk()
    names = ["CAISO_Queue_Report.xlsx", "NEISO_QueueReport.xlsx", "NYISO-Interconnection-Queue.xlsx", "PJM_Queue.xlsx",
             "SPP_GI_ActiveRequest.xlsx", "MISO_GI_Interactive_Queue.csv", "ERCOT_GIS_Report_December2024.xlsx"]  # fmt: skip
    missing = []
    for name in names:
        frame = requests(real(name))
        for (publisher, column), known in words_of.items():
            if publisher == frame["grid_operator"][0] and "*" not in known and column.endswith("_raw"):
                missing += [(publisher, column, word) for word in frame[column].drop_nulls().unique() if word not in known]
    assert missing == []


@pytest.mark.upstream
def test_loads_stand_apart_from_generation_in_the_real_queue() -> None:
    frame = requests(real("NYISO-Interconnection-Queue.xlsx"))
    assert (frame["request_kind"] == "load").sum() == (frame["fuel_raw"] == "L").sum() > 0
    assert set(frame.filter(pl.col("request_kind") == "load")["queue_section"]) == {"active", "withdrawn", "in_service"}
