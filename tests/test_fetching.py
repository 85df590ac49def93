"""Sources of files: dated folders that are never overwritten, their records, the registry, the asset and the command."""

import calendar
import hashlib
import io
import json
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import httpx
import pytest
from click.testing import CliRunner
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts_schema.provenance import read_provenance
from orchestration.downloads import assets, sources
from orchestration.downloads.content import check_content
from orchestration.downloads.faults import RefusedDownloadError
from orchestration.downloads.fetcher import Fetcher
from orchestration.downloads.fetching import Outcome, fetch_source
from orchestration.downloads.rules import ContentRule, Download
from orchestration.downloads.settings import FetchSettings
from orchestration.downloads.shelf import Shelf
from orchestration.downloads.sources import SOURCES, NotFetched, Place, Source, gis_report_month_end
from orchestration.downloads.transfer import Received
from orchestration.paths import REPOSITORY, Paths
from tests.misbehaving_server import XLSX, Server, good, if_changed, serving, status
from tests.running import hashes_below
from tests.test_fetcher import WORKBOOK
from tests.upstream_files import upstream

FIRST = datetime(2026, 11, 16, 4, 30, tzinfo=UTC)
SITES = b"Name,Power (MW)\nAlpha,100\n"
OTHER_SITES = b"Name,Power (MW)\nAlpha,125\n"
RULE = ContentRule("csv", 10, must_have=("Name",))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        yield running


@dataclass
class Bench:
    """A raw folder, and fetches into it at a time that the test chooses."""

    paths: Paths
    told: list[str]
    now: datetime = FIRST

    def fetcher(self) -> Fetcher:
        asked = FetchSettings("tests/1 tests@example.org", read_seconds=5, attempts=2)
        return Fetcher(asked, self.told.append, now=lambda: self.now, clock=lambda: 0.0, sleep=lambda _seconds: None)

    def fetch(self, source: Source) -> list[Outcome]:
        return fetch_source(source, self.paths, self.fetcher())

    def states(self, source: Source) -> list[str]:
        return [outcome.state for outcome in self.fetch(source)]

    def files(self, source: Source) -> dict[str, bytes]:
        """Every file below the source's folder, records left out, by its relative path."""
        folder = self.paths.raw / source.name
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "provenance.yml"
        }


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(Paths(tmp_path / "raw", tmp_path / "warehouse"), [])


def _source(*downloads: Download, is_read_together: bool = False) -> Source:
    return Source("sites", "Sites", "A producer", {"name": "CC BY 4.0"}, lambda _place: downloads, is_read_together)


def _csv(url: str, name: str = "sites.csv") -> Download:
    return Download(name.partition(".")[0], url, name, RULE)


# the shelf


def test_a_file_is_saved_under_its_day_with_a_record_of_where_it_is_from(server: Server, bench: Bench) -> None:
    url = server.will("/sites.csv", good(SITES, "text/csv", ETag='"7"', Last_Modified="Sun, 15 Nov 2026 00:00:00 GMT"))
    (outcome,) = bench.fetch(_source(_csv(url)))
    assert outcome.path == bench.paths.raw / "sites" / "2026-11-16" / "sites.csv"
    assert outcome.path.read_bytes() == SITES
    record = read_provenance(outcome.path.parent)
    assert record.head == {
        "title": "Sites", "producer": "A producer", "licence": {"name": "CC BY 4.0"}, "method": "Downloaded as published.",
        "as_of": "2026-11-16",
    }  # fmt: skip
    assert record.files == {
        "sites.csv": {
            "url": url,
            "fetched_at": "2026-11-16T04:30:00Z",
            "checked_at": "2026-11-16T04:30:00Z",
            "etag": '"7"',
            "last_modified": "Sun, 15 Nov 2026 00:00:00 GMT",
            "content_type": "text/csv",
            "bytes": len(SITES),
            "sha256": hashlib.sha256(SITES).hexdigest(),
        }
    }


@pytest.mark.parametrize("answer", [if_changed(SITES, '"7"'), good(SITES)], ids=["304", "the same content again"])
def test_what_has_not_changed_is_not_kept_twice(server: Server, bench: Bench, answer: object) -> None:
    source = _source(_csv(server.will("/sites.csv", answer)))  # type: ignore[arg-type]
    assert bench.states(source) == ["saved"]
    bench.now += timedelta(days=7)
    assert bench.states(source) == ["unchanged"]
    assert list(bench.files(source)) == ["2026-11-16/sites.csv"]
    record = read_provenance(bench.paths.raw / "sites" / "2026-11-16").files["sites.csv"]
    assert (record["fetched_at"], record["checked_at"]) == ("2026-11-16T04:30:00Z", "2026-11-23T04:30:00Z")


def test_a_changed_content_of_another_day_is_another_snapshot(server: Server, bench: Bench) -> None:
    source = _source(_csv(server.will("/sites.csv", good(SITES, ETag='"1"'), good(OTHER_SITES, ETag='"2"'))))
    bench.fetch(source)
    bench.now += timedelta(days=7)
    assert bench.states(source) == ["saved"]
    assert bench.files(source) == {"2026-11-16/sites.csv": SITES, "2026-11-23/sites.csv": OTHER_SITES}
    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, '"1"']


def test_a_changed_content_of_the_same_day_is_saved_beside_the_first(server: Server, bench: Bench) -> None:
    source = _source(_csv(server.will("/sites.csv", good(SITES), good(OTHER_SITES), good(SITES))))
    assert [bench.states(source) for _ in range(4)] == [["saved"], ["saved"], ["saved"], ["unchanged"]]
    files = bench.files(source)
    assert files == {
        "2026-11-16/sites.csv": SITES,
        "2026-11-16/sites_reissue002.csv": OTHER_SITES,
        "2026-11-16/sites_reissue003.csv": SITES,
    }
    assert sorted(read_provenance(bench.paths.raw / "sites" / "2026-11-16").files) == [Path(path).name for path in files]


def test_a_file_of_a_stated_period_stands_under_its_end(server: Server, bench: Bench) -> None:
    edition = replace(_csv(server.will("/sites.csv", good(SITES), good(OTHER_SITES))), as_of=date(2025, 12, 31))
    source = _source(edition)
    bench.fetch(source)
    bench.now += timedelta(days=300)
    bench.fetch(source)
    assert bench.files(source) == {"2025-12-31/sites.csv": SITES, "2025-12-31/sites_reissue002.csv": OTHER_SITES}


def test_a_file_that_was_changed_or_lost_here_is_fetched_again(server: Server, bench: Bench) -> None:
    source = _source(_csv(server.will("/sites.csv", if_changed(SITES, '"7"'))))
    (outcome,) = bench.fetch(source)
    assert outcome.path is not None
    outcome.path.write_bytes(OTHER_SITES)
    bench.now += timedelta(days=1)
    assert bench.states(source) == ["saved"]
    assert "If-None-Match" not in server.asked[-1][1]
    assert bench.files(source) == {"2026-11-16/sites.csv": OTHER_SITES, "2026-11-17/sites.csv": SITES}
    (bench.paths.raw / "sites" / "2026-11-17" / "sites.csv").unlink()
    outcome.path.unlink()
    assert bench.states(source) == ["saved"]
    assert bench.files(source) == {"2026-11-17/sites.csv": SITES}


def test_what_a_killed_fetch_left_behind_is_cleared_or_recorded(server: Server, bench: Bench) -> None:
    folder = bench.paths.raw / "sites" / "2026-11-16"
    folder.mkdir(parents=True)
    (folder.parent / ".sites.csv.4711.part").write_bytes(b"half")
    (folder / "sites.csv").write_bytes(SITES)  # renamed, and killed before it was recorded
    source = _source(_csv(server.will("/sites.csv", good(SITES))))
    assert bench.states(source) == ["saved"]
    assert bench.files(source) == {"2026-11-16/sites.csv": SITES}
    assert list(read_provenance(folder).files) == ["sites.csv"]


def test_a_file_put_there_by_hand_is_not_overwritten(server: Server, bench: Bench) -> None:
    folder = bench.paths.raw / "sites" / "2026-11-16"
    folder.mkdir(parents=True)
    (folder / "sites.csv").write_bytes(OTHER_SITES)
    (folder / "provenance.yml").write_text("title: By hand\n", encoding="utf-8")
    bench.fetch(source := _source(_csv(server.will("/sites.csv", good(SITES)))))
    assert bench.files(source) == {"2026-11-16/sites.csv": OTHER_SITES, "2026-11-16/sites_reissue002.csv": SITES}
    assert read_provenance(folder).head == {"title": "By hand"}


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=15), has_period=st.booleans())
def test_nothing_is_ever_overwritten_and_the_last_name_has_the_last_content(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]], *, has_period: bool
) -> None:
    bench = Bench(Paths((folder := tmp_path_factory.mktemp("shelf")) / "raw", folder / "warehouse"), [])
    download = replace(_csv("https://sites.example/sites.csv"), as_of=date(2025, 12, 31) if has_period else None)
    before: dict[str, bytes] = {}
    last: bytes | None = None
    for content_number, days in steps:
        content = b"Name\n" + str(content_number).encode()
        bench.now += timedelta(days=days)
        shelf = Shelf(bench.paths.raw / "sites", {})
        newest = shelf.newest(download, bench.now.date())
        # the newest by the shelf is what came last
        assert (newest.path.read_bytes() if newest else None) == last
        if last != content:
            temporary = shelf.temporary(download)
            temporary.write_bytes(content)
            shelf.save(download, Received(len(content), hashlib.sha256(content).hexdigest()), temporary, bench.now)
        files = bench.files(_source(download))
        assert files.items() >= before.items()
        assert len(files) == len(before) + (last != content)
        assert files[max(files)] == content
        before, last = files, content


# several files


def test_one_failure_does_not_stop_the_others_and_is_named(server: Server, bench: Bench) -> None:
    source = _source(
        _csv(server.will("/a.csv", good(SITES)), "a.csv"),
        _csv(server.will("/b.csv", status(404)), "b.csv"),
        _csv(server.will("/c.csv", good(b"<html>Come back later</html>", "text/html")), "c.csv"),
        _csv(server.will("/d.csv", good(OTHER_SITES)), "d.csv"),
    )
    outcomes = bench.fetch(source)
    assert [outcome.state for outcome in outcomes] == ["saved", "failed", "failed", "saved"]
    assert "404" in outcomes[1].told
    assert "web page" in outcomes[2].told
    assert list(bench.files(source)) == ["2026-11-16/a.csv", "2026-11-16/d.csv"]
    assert len(bench.told) == 2 + 2


def test_files_that_are_read_together_are_saved_together_or_not_at_all(server: Server, bench: Bench) -> None:
    one = _csv(server.will("/one.csv", if_changed(SITES, '"1"')), "one.csv")
    two = _csv(server.will("/two.csv", status(404), good(SITES), good(OTHER_SITES)), "two.csv")
    source = _source(one, two, is_read_together=True)
    outcomes = bench.fetch(source)
    assert [outcome.state for outcome in outcomes] == ["failed", "failed"]
    assert "two" in outcomes[0].told
    assert bench.files(source) == {}
    assert bench.states(source) == ["saved", "saved"]
    # a later vintage holds the unchanged file too, and says since when it is unchanged
    bench.now += timedelta(days=7)
    assert bench.states(source) == ["unchanged", "saved"]
    assert bench.files(source) == {
        "2026-11-16/one.csv": SITES, "2026-11-16/two.csv": SITES, "2026-11-23/one.csv": SITES, "2026-11-23/two.csv": OTHER_SITES,
    }  # fmt: skip
    record = read_provenance(bench.paths.raw / "sites" / "2026-11-23").files["one.csv"]
    assert (record["same_as"], record["fetched_at"]) == ("2026-11-16", "2026-11-16T04:30:00Z")
    before = bench.files(source)
    assert bench.states(source) == ["unchanged", "unchanged"]
    assert bench.files(source) == before


def test_a_source_is_fetched_by_one_process_at_a_time(server: Server, bench: Bench) -> None:
    source = _source(_csv(server.will("/sites.csv", good(SITES))))
    bench.paths.warehouse.mkdir()
    with FileLock(bench.paths.warehouse / ".fetch_sites.lock"):
        assert bench.states(source) == ["failed"]
    assert server.asked == []
    assert bench.states(source) == ["saved"]


def test_a_broken_record_is_a_failure_that_is_named(server: Server, bench: Bench) -> None:
    folder = bench.paths.raw / "sites" / "2026-11-16"
    folder.mkdir(parents=True)
    (folder / "provenance.yml").write_text("title: [\n", encoding="utf-8")
    (outcome,) = bench.fetch(_source(_csv(server.will("/sites.csv", good(SITES)))))
    assert outcome.state == "failed"
    assert "provenance.yml" in outcome.told
    assert server.asked == []


def test_a_full_disk_is_a_failure_like_others(server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_arguments: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Shelf, "save", no_space)
    source = _source(_csv(server.will("/sites.csv", good(SITES))))
    (outcome,) = bench.fetch(source)
    assert outcome.state == "failed"
    assert "No space left" in outcome.told
    assert bench.files(source) == {}


# the registry


def _no_fetch(download: Download, _target: Path) -> None:
    raise AssertionError(f"{download.url} is asked for")


def _plan(name: str, bench: Bench) -> list[sources.Planned]:
    return list(SOURCES[name].plan(Place(bench.paths.raw, bench.paths.raw / ".list.part", _no_fetch)))


def test_every_address_is_encrypted_and_every_file_has_its_own_name() -> None:
    rows = [*sources.EPOCH, *sources.LBNL, *sources.ISO_QUEUES, sources.ERCOT_LIST, sources.PJM]
    assert all(row.url.startswith("https://") for row in rows)
    assert len({row.file_name for row in rows}) == len({row.url for row in rows}) == len({row.label for row in rows}) == len(rows)


def test_lbnl_editions_stand_under_the_year_that_they_describe(bench: Bench) -> None:
    found = [one for one in _plan("lbnl_queued_up", bench) if isinstance(one, Download)]
    assert [(str(one.as_of), f"thru{one.as_of.year}" in one.url) for one in found if one.as_of] == [
        ("2024-12-31", True),
        ("2025-12-31", True),
    ]


def test_filers_are_those_of_the_register_that_have_a_cik(bench: Bench) -> None:
    (bench.paths.raw / "register").mkdir(parents=True)
    parties = "party_id,name,party_type,cik\nnvidia,NVIDIA,chips,1045810\nnone,No filer,utility,\nodd,Odd,utility,12a\n"
    (bench.paths.raw / "register" / "parties.csv").write_text(parties, encoding="utf-8")
    found = {type(one): one for one in _plan("sec_companyfacts", bench)}
    facts = found[Download]
    assert isinstance(facts, Download)
    assert facts.url == "https://data.sec.gov/api/xbrl/companyfacts/CIK0001045810.json"
    assert facts.file_name == "CIK0001045810.json"
    assert "12a" in str(found[RefusedDownloadError])
    assert len(found) == 2


def test_the_real_register_names_a_file_for_each_cik() -> None:
    found = list(SOURCES["sec_companyfacts"].plan(Place(REPOSITORY / "raw", Path("unused"), _no_fetch)))
    assert all(isinstance(one, Download) for one in found)
    text = (REPOSITORY / "raw" / "register" / "parties.csv").read_text(encoding="utf-8")
    assert {"1045810", "1341439"} <= {one.file_name[3:-5].lstrip("0") for one in found if isinstance(one, Download)}
    assert 0 < len(found) < text.count("\n")


def _unasked(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} is asked for")


def test_a_filer_is_not_asked_for_without_a_contact(bench: Bench) -> None:
    fetcher = Fetcher(FetchSettings("gigaledger/0.1.0"), bench.told.append, transport=httpx.MockTransport(_unasked))
    (outcome,) = fetch_source(SOURCES["sec_companyfacts"], bench.paths, fetcher)
    assert outcome.state == "failed"
    assert "GIGALEDGER_USER_AGENT" in outcome.told


def _document(name: str, number: str, published: str, extension: str = "xlsx") -> dict[str, dict[str, str]]:
    return {"Document": {"FriendlyName": name, "DocID": number, "PublishDate": published, "Extension": extension}}


@pytest.fixture
def ercot(server: Server, monkeypatch: pytest.MonkeyPatch) -> Source:
    """ERCOT's list and documents at the local server."""
    documents = [
        _document("GIS_Report_October2026", "30", "2026-11-02T14:00:00-06:00"),
        _document("GIS_Report_Sep2026", "21", "2026-10-09T16:00:00-05:00"),
        _document("GIS_Report_Sep2026", "20", "2026-10-01T16:08:28-05:00"),
        _document("Co-located_Battery_Identification_Report_October2026", "31", "2026-11-02T14:00:01-06:00"),
        _document("GIS_Report_Somewhen", "32", "2026-11-03T14:00:00-06:00"),
        _document("GIS_Report_October2026", "33", "2026-11-03T14:00:00-06:00", "pdf"),
    ]
    listed = json.dumps({"ListDocsByRptTypeRes": {"DocumentList": documents}}).encode()
    url = server.will("/list?reportTypeId=15933", good(listed, "application/json"))
    for number in ("20", "21", "30"):
        # the comment of a zip file: three workbooks that differ
        server.will(f"/doc?doclookupId={number}", good(WORKBOOK[:-2] + b"\x02\x00" + number.encode(), XLSX))
    monkeypatch.setattr(sources, "ERCOT_LIST", replace(sources.ERCOT_LIST, url=url))
    monkeypatch.setattr(sources, "ERCOT_DOCUMENT", f"{server.base}/doc?doclookupId=")
    rule = ContentRule("xlsx", 100)
    plan = SOURCES["ercot_gis"].plan
    return replace(
        SOURCES["ercot_gis"], plan=lambda place: [replace(one, rule=rule) if isinstance(one, Download) else one for one in plan(place)]
    )


def test_ercot_reports_stand_under_their_month_and_are_fetched_once(server: Server, bench: Bench, ercot: Source) -> None:
    outcomes = bench.fetch(ercot)
    assert sorted(outcome.state for outcome in outcomes) == ["failed", "saved", "saved", "saved"]
    assert "GIS_Report_Somewhen" in next(outcome.told for outcome in outcomes if outcome.state == "failed")
    files = bench.files(ercot)
    assert {path: content[-2:] for path, content in files.items()} == {
        "2026-09-30/GIS_Report_Sep2026.xlsx": b"20",
        "2026-09-30/GIS_Report_Sep2026_reissue002.xlsx": b"21",
        "2026-10-31/GIS_Report_October2026.xlsx": b"30",
    }
    record = read_provenance(bench.paths.raw / "ercot_gis" / "2026-10-31").files["GIS_Report_October2026.xlsx"]
    assert record["published_at"] == "2026-11-02T14:00:00-06:00"
    asked = len(server.asked)
    bench.now += timedelta(days=7)
    assert sorted(bench.states(ercot)) == ["failed", "unchanged", "unchanged", "unchanged"]
    assert len(server.asked) == asked + 1  # the list alone
    assert bench.files(ercot) == files


@pytest.mark.parametrize(
    "listed",
    [
        b'{"ListDocsByRptTypeRes": {}}',
        b'{"ListDocsByRptTypeRes": {"DocumentList": [{"Document": {"DocID": "1"}}]}}',
        b"<html>",
        b'{"a": 1}',
    ],
    ids=["no list", "another form", "web page", "another object"],
)
def test_a_list_that_cannot_be_read_is_one_failure(server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch, listed: bytes) -> None:
    url = server.will("/list", good(listed.ljust(200), "application/json"))
    monkeypatch.setattr(sources, "ERCOT_LIST", replace(sources.ERCOT_LIST, url=url))
    (outcome,) = bench.fetch(SOURCES["ercot_gis"])
    assert outcome.state == "failed"
    assert url in outcome.told
    assert bench.files(SOURCES["ercot_gis"]) == {}


@given(
    year=st.integers(2000, 2099),
    month=st.integers(1, 12),
    is_short=st.booleans(),
    joint=st.sampled_from(["", "_"]),
    tail=st.sampled_from(["", "_Corrected", "_CORRECTION2"]),
)
def test_the_name_of_a_report_states_its_month(*, year: int, month: int, is_short: bool, joint: str, tail: str) -> None:
    name = calendar.month_abbr[month] if is_short else calendar.month_name[month]
    end = gis_report_month_end(f"GIS_Report_{name}{joint}{year}{tail}")
    assert end is not None
    assert ((end + timedelta(days=1)).day, end.year, end.month) == (1, year, month)


@pytest.mark.parametrize(
    "name", ["GIS_Report_Marvel2025", "GIS_Report_2025", "GIS_Report_May", "GIS_Report_May1999", "GIS_Report_May2025/../../a", "May2025"]
)
def test_another_name_states_no_month(name: str) -> None:
    assert gis_report_month_end(name) is None


def test_pjm_is_fetched_by_the_library_where_it_is_installed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert [type(one) for one in _plan("iso_queues", bench)][-1] is NotFetched
    library = types.ModuleType("gridstatus")
    library.PJM = lambda api_key: types.SimpleNamespace(get_raw_interconnection_queue=lambda: io.BytesIO(WORKBOOK))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gridstatus", library)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())
    queue = _plan("iso_queues", bench)[-1]
    assert isinstance(queue, Download)
    source = _source(replace(queue, rule=ContentRule("xlsx", 100)))
    assert bench.states(source) == ["saved"]
    assert bench.files(source) == {"2026-11-16/PJM_Queue.xlsx": WORKBOOK}


@pytest.mark.upstream
def test_real_files_pass_the_checks_of_their_downloads() -> None:
    for vintage in ("2025-12", "2026-01"):
        for row in sources.EPOCH:
            check_content(row.url, upstream("epoch", vintage, row.file_name), row.rule, "text/csv")
    queues = upstream("iso_queues", "2025-01-23")
    for row in (*sources.ISO_QUEUES, sources.PJM):
        if row.rule.kind == "xlsx":
            check_content(row.url, queues / row.file_name, row.rule, None)
    reports = list(upstream("ercot_gis").glob("*.xlsx"))
    assert len(reports) == 79
    for report in reports:
        assert gis_report_month_end(report.stem) is not None
        check_content("ercot", report, ContentRule("xlsx", 100_000), None)
    for facts in upstream("sec_companyfacts").glob("*.json"):
        check_content("sec", facts, ContentRule("json", 200, must_have=("cik", "facts")), "application/json")


# the asset and the command


@pytest.fixture
def two_sources(server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A registry of two sources, one of which has a file that fails; the environment points at the bench."""
    good_one = replace(_source(_csv(server.will("/a.csv", good(SITES)), "a.csv")), name="epoch")
    bad_one = replace(
        _source(_csv(server.will("/b.csv", status(404)), "b.csv"), _csv(server.base + "/a.csv", "c.csv")), name="lbnl_queued_up"
    )
    for source in (bad_one, good_one):
        monkeypatch.setitem(SOURCES, source.name, source)
    monkeypatch.setenv("GIGALEDGER_RAW", str(bench.paths.raw))
    monkeypatch.setenv("GIGALEDGER_WAREHOUSE", str(bench.paths.warehouse))
    impatient = FetchSettings("tests/1", delay_seconds=0)
    monkeypatch.setattr("orchestration.downloads.settings.settings_from_environment", lambda: impatient)
    return bench


def test_an_asset_fails_naming_each_failure_and_the_other_sources_go_on(two_sources: Bench) -> None:
    chosen = [assets.download_asset(SOURCES[name]) for name in ("lbnl_queued_up", "epoch")]
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(chosen, instance=instance, raise_on_error=False)
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    told = failure.step_failure_data.user_failure_data
    assert told is not None
    assert "/b.csv" in str(told.description)
    assert "404" in str(told.description)
    assert {name: value.value for name, value in told.metadata.items()} == {"saved": 1, "unchanged": 0, "not_fetched": 0, "failed": 1}
    assert [event.asset_key for event in result.get_asset_materialization_events()] == [dg.AssetKey(["download", "epoch"])]
    assert {path for path in hashes_below(two_sources.paths.raw) if path.endswith(".csv")} == {
        f"epoch/{datetime.now(UTC).date()}/a.csv", f"lbnl_queued_up/{datetime.now(UTC).date()}/c.csv",
    }  # fmt: skip


def test_the_command_fetches_what_is_named_and_ends_badly_where_something_failed(two_sources: Bench) -> None:
    from orchestration.cli import main

    done = CliRunner().invoke(main, ["fetch", "epoch"])
    assert (done.exit_code, "1 saved" in done.output) == (0, True)
    done = CliRunner().invoke(main, ["fetch", "lbnl_queued_up", "epoch"])
    assert done.exit_code == 1
    assert "1 failed, 1 saved, 1 unchanged" in done.output
    assert "404" in done.output
    done = CliRunner().invoke(main, ["fetch", "nowhere"])
    assert done.exit_code == 2
    assert "there are ercot_gis, iso_queues" in done.output


def test_no_refresh_downloads_and_nothing_downloads_unasked() -> None:
    from orchestration.definitions import defs

    fetched = {dg.AssetKey(["download", name]) for name in SOURCES}
    assert defs.resolve_job_def("fetch_sources").asset_layer.selected_asset_keys == fetched
    assert not defs.resolve_job_def("refresh_warehouse").asset_layer.selected_asset_keys & fetched
    assert defs.resolve_schedule_def("weekly_fetch").default_status == dg.DefaultScheduleStatus.STOPPED
