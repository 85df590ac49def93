"""Loading of snapshots: what changed, which issue counts, what is quarantined, what is refused, what stays."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.paths import Paths
from orchestration.snapshots.changes import Issue, flagged, in_effect
from orchestration.snapshots.loading import load_snapshots
from orchestration.snapshots.records import pending, read_loads
from tests.tiny_snapshots import SOURCE, deliver, history, landed

JAN, FEB, MAR = "2024-01-31", "2024-02-29", "2024-03-31"


@pytest.fixture
def paths(tmp_path):
    return Paths(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")


def load(paths, *dates):
    return load_snapshots(paths, SOURCE, [date.fromisoformat(d) for d in dates] or None)


def three_months(paths):
    deliver(paths, JAN, "requests|A|Alpha|100|2025-01-01", "requests|B|Beta|50|", as_of=JAN, published="2024-02-02")
    deliver(paths, FEB, "requests|A|Alpha|100|2025-06-01", "requests|C|Gamma|70|", as_of=FEB, published="2024-03-04")
    deliver(paths, MAR, "requests|A|Alpha|100|2025-06-01", "requests|B|Beta|50|", as_of=MAR, published="2024-04-02")


THREE_MONTHS = [
    (JAN, "A", "new", "100.000"),
    (JAN, "B", "new", "50.000"),
    (FEB, "A", "changed", "100.000"),
    (FEB, "B", "gone", "None"),
    (FEB, "C", "new", "70.000"),
    (MAR, "B", "new", "50.000"),
    (MAR, "C", "gone", "None"),
]


def test_changes_between_snapshots(paths):
    three_months(paths)
    load(paths)
    assert history(paths) == THREE_MONTHS
    assert landed(paths).filter(pl.col("change") == "same").select("as_of", "request_id").rows() == [(date(2024, 3, 31), "A")]
    assert set(landed(paths)["known_on"]) == {date(2024, 2, 2), date(2024, 3, 4), date(2024, 4, 2)}


@pytest.mark.parametrize("order", [[MAR, FEB, JAN], [FEB, JAN, MAR], [JAN, MAR, FEB], [MAR, JAN, FEB]])
def test_any_order_of_loading_gives_the_same(paths, order):
    three_months(paths)
    for month in order:
        load(paths, month)
    assert history(paths) == THREE_MONTHS
    assert pending(paths, SOURCE) == []


def test_a_reissue_recomputes_its_month_and_the_next_only(paths):
    three_months(paths)
    deliver(paths, "2024-04-30", "requests|A|Alpha|100|2025-06-01", "requests|B|Beta|50|", published="2024-05-02")
    load(paths)
    before = {path.name: path.stat().st_mtime_ns for path in (paths.landed / "tiny" / "requests").glob("*.parquet")}
    deliver(paths, FEB, "requests|A|Alpha|100|2025-01-01", "requests|C|Gamma|70|", name="queue_v2.txt", as_of=FEB, published="2024-03-06")
    assert pending(paths, SOURCE) == [date(2024, 2, 29)]
    load(paths, FEB)
    after = {path.name: path.stat().st_mtime_ns for path in (paths.landed / "tiny" / "requests").glob("*.parquet")}
    touched = {name for name in after if after[name] != before.get(name)}
    # the folder of February is loaded whole; April does not depend on it
    assert touched == {"2024-02-29.tiny.1.parquet", "2024-02-29.tiny.2.parquet", "2024-03-31.tiny.1.parquet"}
    second = [row for row in history(paths) if row[0] in (FEB, MAR)]
    assert (FEB, "A", "changed", "100.000") in second
    assert second.count((FEB, "A", "changed", "100.000")) == 2  # to June in the first issue, back to January in the second
    assert (MAR, "A", "changed", "100.000") in second


def test_an_issue_overtaken_by_the_next_month_is_kept_and_never_current(paths):
    deliver(paths, JAN, "requests|A|Alpha|100|", published="2024-02-02")
    deliver(paths, FEB, "requests|A|Alpha|120|", published="2024-03-04")
    deliver(paths, JAN, "requests|A|Alpha|110|", name="queue_Corrected.txt", published="2024-03-20")
    load(paths)
    assert history(paths) == [
        (JAN, "A", "new", "100.000"),
        (JAN, "A", "overtaken", "110.000"),
        (FEB, "A", "changed", "120.000"),
    ]
    loads = {load.file_name + str(load.as_of): load for load in read_loads(paths, "tiny")}
    assert not loads["queue_Corrected.txt" + JAN].is_effective
    assert loads["queue.txt" + FEB].previous_snapshot_id == "tiny/2024-01-31/tiny/1"


def test_series_do_not_replace_each_other(paths):
    deliver(paths, JAN, "requests|A|Alpha|100|", name="north.txt", series="north")
    deliver(paths, JAN, "requests|A|Alpha|7|", name="south.txt", series="south")
    load(paths)
    assert [row[2:] for row in history(paths)] == [("new", "100.000"), ("new", "7.000")]


def test_events_are_not_compared(paths):
    deliver(paths, JAN, "requests|A|Alpha|1|", "departures|D|Delta|5|")
    deliver(paths, FEB, "requests|A|Alpha|1|", "departures|E|Eta|6|")
    load(paths)
    assert landed(paths, "departures").sort("as_of").select("request_id", "change").rows() == [("D", "event"), ("E", "event")]


def test_known_on_is_the_end_of_the_period_where_the_file_states_nothing(paths):
    deliver(paths, JAN, "requests|A|Alpha|1|")
    deliver(paths, FEB, "requests|A|Alpha|1|", published="2024-02-20")  # stated before the end of its period
    made = load(paths)
    assert [(str(m.known_on), m.known_on_basis) for m in made] == [(JAN, "end_of_period"), (FEB, "end_of_period")]


def test_rows_that_break_a_rule_go_to_quarantine_and_every_row_is_counted(paths):
    good = [f"requests|R{i}|Name {i}|{i}.5|" for i in range(400)]
    deliver(paths, JAN, "# a remark", *good, "requests|bad|Bad|much|2024-13-01", "requests||No id|1|")
    (made,) = load(paths)
    assert (made.rows_accepted, made.rows_quarantined, made.rows_non_data) == (400, 2, 2)
    assert made.rows_in_file == made.rows_accepted + made.rows_quarantined + made.rows_non_data
    quarantine = pl.read_parquet(paths.landed / "snapshots" / "quarantine" / f"tiny.{JAN}.parquet")
    assert quarantine.select("sheet", "line", "column_name", "refused_value", "broken_rule").sort("line", "column_name").rows() == [
        ("text", 403, "projected_online_on", "2024-13-01", "type"),
        ("text", 403, "request_mw", "much", "type"),
        ("text", 404, "request_id", None, "not_nullable"),
    ]
    assert landed(paths).height == 400


def test_above_the_share_the_file_is_refused_and_what_was_landed_stays(paths):
    deliver(paths, JAN, *[f"requests|R{i}||{i}|" for i in range(400)])
    load(paths)
    deliver(paths, JAN, *[f"requests|R{i}||{i}|" for i in range(397)], *[f"requests|X{i}||lots|" for i in range(3)])
    (made,) = load(paths)
    assert made.snapshot_state == "refused"
    assert "3 of 400 records break a rule, more than 0.50%" in made.refusal
    assert landed(paths).height == 400
    states = [(o.snapshot_state, o.rows_accepted) for o in read_loads(paths, "tiny")]
    assert sorted(states) == [("landed", 400), ("refused", 397)]
    quarantine = pl.read_parquet(paths.landed / "snapshots" / "quarantine" / f"tiny.{JAN}.parquet")
    assert quarantine.height == 3
    assert pending(paths, SOURCE) == []
    # mended, it is landed
    deliver(paths, JAN, *[f"requests|R{i}||{i}|" for i in range(398)])
    load(paths)
    assert [(o.snapshot_state, o.rows_accepted) for o in read_loads(paths, "tiny")] == [("landed", 398)]


def test_a_refused_reissue_does_not_take_the_place_of_the_first(paths):
    deliver(paths, JAN, "requests|A|Alpha|1|", name="b.txt", published="2024-02-02")
    load(paths)
    deliver(paths, JAN, "requests|A|Alpha|2|", name="a.txt", published="2024-02-01")  # an earlier issue that arrives late
    deliver(paths, JAN, "requests|A|Alpha|oops|", name="b.txt", published="2024-02-02")
    load(paths)
    assert history(paths) == [(JAN, "A", "new", "2.000"), (JAN, "A", "changed", "1.000")]


def test_a_file_that_has_gone_from_raw_stays_landed(paths):
    first = deliver(paths, JAN, "requests|A|Alpha|1|", published="2024-02-02")
    load(paths)
    first.unlink()
    deliver(paths, JAN, "requests|A|Alpha|2|", name="queue_v2.txt", published="2024-02-05")
    load(paths)
    assert history(paths) == [(JAN, "A", "new", "1.000"), (JAN, "A", "changed", "2.000")]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("queue.txt", "something else", "layout"),
        ("queue.txt", "tiny\nas_of=2023-12-31\nrequests|A|Alpha|1|", "as_of_of_folder"),
        ("queue.txt", "tiny\n", "has_rows"),
        ("queue.pdf", "tiny\nrequests|A|Alpha|1|", "file_kind"),
        ("queue.txt", "tiny\nrequests|A|Alpha|1|\nrequests|A|Alpha|1|", "unique_key"),
    ],
)
def test_a_refused_file_is_recorded_with_its_reason(paths, name, content, rule):
    folder = paths.raw / "tiny" / JAN
    folder.mkdir(parents=True)
    (folder / name).write_text(content, encoding="utf-8")
    (made,) = load(paths)
    assert made.snapshot_state == "refused"
    if rule == "unique_key":
        quarantine = pl.read_parquet(paths.landed / "snapshots" / "quarantine" / f"tiny.{JAN}.parquet")
        assert quarantine.select("line", "broken_rule").rows() == [(2, "unique_key"), (3, "unique_key")]
    else:
        assert rule in made.refusal
    assert landed(paths).is_empty()


def test_the_same_file_under_a_second_date_is_refused(paths):
    deliver(paths, JAN, "requests|A|Alpha|1|")
    deliver(paths, FEB, "requests|A|Alpha|1|")
    made = load(paths)
    assert [m.snapshot_state for m in made] == ["landed", "refused"]
    assert "is the same file as 2024-01-31/queue.txt (content_once)" in made[1].refusal


def test_batches_do_not_change_the_result(paths, monkeypatch):
    three_months(paths)
    monkeypatch.setattr("orchestration.snapshots.loading.BATCH_BYTES", 1)
    calls = []
    load_snapshots(paths, SOURCE, on_batch=calls.append)
    assert [len(batch) for batch in calls] == [1, 1, 1]
    assert history(paths) == THREE_MONTHS


def test_in_effect_skips_what_is_already_overtaken():
    def issue(known, as_of, number):
        return Issue(date(2024, 1, known), date(2023, 12, as_of), number, f"{known}/{as_of}/{number}")

    issues = [issue(1, 5, 1), issue(3, 5, 2), issue(4, 7, 1), issue(6, 5, 3), issue(8, 7, 2)]
    assert [i.snapshot_id for i in in_effect(issues)] == ["1/5/1", "3/5/2", "4/7/1", "8/7/2"]


STATES = st.lists(st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 2), max_size=5), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(STATES)
def test_flags_rebuild_every_snapshot(states):
    """Applying the flags one after the other gives back each snapshot."""
    schema = {"id": pl.String, "value": pl.Decimal(12, 3)}
    frames = [pl.DataFrame({"id": list(s), "value": [Decimal(v) for v in s.values()]}, schema=schema) for s in states]
    seen: dict[str, Decimal] = {}
    for state, result in zip(states, flagged(frames, ["id"], ["value"], has_previous=False), strict=True):
        for row in result.iter_rows(named=True):
            if row["change"] == "gone":
                del seen[row["id"]]
            elif row["change"] == "same":
                assert seen[row["id"]] == row["value"]
            else:
                assert (row["change"] == "changed") == (row["id"] in seen)
                assert seen.get(row["id"]) != row["value"]
                seen[row["id"]] = row["value"]
        assert seen == {key: Decimal(value) for key, value in state.items()}
