"""One file from a server that misbehaves: what is tried again, how long is waited, what is refused and leaves nothing behind."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.downloads.content import check_content
from orchestration.downloads.faults import DownloadError, PassingFaultError, RefusedDownloadError
from orchestration.downloads.fetcher import Fetcher
from orchestration.downloads.rules import ContentRule, Download
from orchestration.downloads.settings import FetchSettings, settings_from_environment
from orchestration.downloads.transfer import Received, Unchanged, Validators, retry_after_seconds
from tests.misbehaving_server import (
    XLSX,
    Answer,
    Server,
    endless,
    good,
    if_changed,
    reset,
    serving,
    status,
    with_length,
)

SITES = b"Name,Power (MW)\nAlpha,100\nBeta,250\n"
SETTINGS = FetchSettings("tests/1 tests@example.org", connect_seconds=2, read_seconds=5, total_seconds=20, attempts=3)
NOW = datetime(2026, 11, 21, 5, 15, tzinfo=UTC)
CSV = ContentRule("csv", 10, 200_000, must_have=("Name",))


def _workbook() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<sheetData/>" * 50)
    return content.getvalue()


WORKBOOK = _workbook()


@dataclass
class Time:
    """A clock that only moves when somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        yield running


class Client:
    """A fetcher whose time stands still, and what it said."""

    def __init__(self, folder: Path, settings: FetchSettings = SETTINGS, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.time = Time()
        self.told: list[str] = []
        self.target = folder / "received.part"
        self.fetcher = Fetcher(
            settings, self.told.append, now=self.time.now, clock=self.time.clock, sleep=self.time.sleep, transport=transport
        )

    def fetch(self, url: str, rule: ContentRule = CSV, validators: Validators | None = None) -> Received | Unchanged:
        return self.fetcher.fetch(Download("a file", url, "file", rule), validators or Validators(), self.target)

    def refused(self, url: str, rule: ContentRule = CSV) -> DownloadError:
        """The error of a download that must fail and leave nothing behind."""
        with pytest.raises(DownloadError) as caught:
            self.fetch(url, rule)
        assert not self.target.exists()
        # whoever reads the message knows where, which rule, and what was there
        assert caught.value.url in str(caught.value)
        assert caught.value.rule in str(caught.value)
        assert caught.value.found in str(caught.value)
        return caught.value


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


# what goes well


def test_a_good_answer_is_in_the_file_and_counted(server: Server, client: Client) -> None:
    url = server.will("/a.csv", good(SITES, "text/csv; charset=utf-8", ETag='"1"', Last_Modified="Sat, 21 Nov 2026 00:00:00 GMT"))
    received = client.fetch(url)
    assert client.target.read_bytes() == SITES
    # wc -c and sha256sum of the same bytes
    digest = "70bb06a3fd99c9276ae512c3e58f2488b8e48db431e29f03c04bb58cfc05cf36"
    assert received == Received(35, digest, "text/csv; charset=utf-8", '"1"', "Sat, 21 Nov 2026 00:00:00 GMT")
    assert client.time.slept == []


def test_the_server_is_told_who_asks(server: Server, client: Client) -> None:
    client.fetch(server.will("/a.csv", good(SITES)))
    ((_, headers),) = server.asked
    assert headers["User-Agent"] == "tests/1 tests@example.org"
    assert "If-None-Match" not in headers


def test_a_compressed_answer_is_saved_decoded(server: Server, client: Client) -> None:
    client.fetch(server.will("/a.csv", good(gzip.compress(SITES), Content_Encoding="gzip")))
    assert client.target.read_bytes() == SITES


def test_unchanged_content_is_not_sent_again(server: Server, client: Client) -> None:
    url = server.will("/a.csv", if_changed(SITES, '"v1"'))
    assert isinstance(client.fetch(url), Received)
    client.target.unlink()
    assert client.fetch(url, validators=Validators('"v1"', "Sat, 21 Nov 2026 00:00:00 GMT")) == Unchanged()
    assert not client.target.exists()
    assert server.asked[1][1]["If-Modified-Since"] == "Sat, 21 Nov 2026 00:00:00 GMT"
    assert isinstance(client.fetch(url, validators=Validators('"v0"')), Received)


def test_unchanged_is_no_answer_to_an_unconditional_request(server: Server, client: Client) -> None:
    assert "304" in client.refused(server.will("/a.csv", status(304))).found


def test_redirects_are_followed_to_the_end(server: Server, client: Client) -> None:
    server.will("/c.csv", good(SITES))
    server.will("/b.csv", status(307, Location="/c.csv"))
    client.fetch(server.will("/a.csv", status(301, Location=f"{server.base}/b.csv")))
    assert client.target.read_bytes() == SITES


def test_a_large_file_tells_how_far_it_is(server: Server, client: Client) -> None:
    body = b"Name\n" + b"some name of a site\n" * 450_000
    client.fetch(server.will("/a.csv", good(body)), replace(CSV, maximum_bytes=10_000_000))
    # chunks of 65,536 bytes: the 62nd is the first to reach 4 million, at 4,063,232; the 124th as much again, at 8,126,464
    assert [line.split(": ")[-1] for line in client.told] == ["4.1 MB of 9.0 MB", "8.1 MB of 9.0 MB"]


# what may pass


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(status(503), id="503"),
        pytest.param(status(500), id="500"),
        pytest.param(status(429), id="429"),
        pytest.param(reset, id="connection reset"),
        pytest.param(with_length(SITES[:20], len(SITES)), id="truncated"),
        pytest.param(with_length(SITES, len(SITES) + 1), id="announced one byte too many"),
    ],
)
def test_what_may_pass_is_tried_again(server: Server, client: Client, fault: Answer) -> None:
    client.fetch(server.will("/a.csv", fault, fault, good(SITES)))
    assert client.target.read_bytes() == SITES
    assert server.count("/a.csv") == 3
    assert len([line for line in client.told if line.startswith("attempt")]) == 2


@pytest.mark.parametrize("is_in_body", [False, True], ids=["before the headers", "in the body"])
def test_a_server_that_hangs_is_left_and_asked_again(server: Server, tmp_path: Path, *, is_in_body: bool) -> None:
    client = Client(tmp_path, replace(SETTINGS, read_seconds=0.2, attempts=2))
    error = client.refused(server.will("/a.csv", server.hang_in_body(SITES) if is_in_body else server.hang()))
    assert isinstance(error, PassingFaultError)
    assert error.found == "ReadTimeout"
    assert server.count("/a.csv") == 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(503), "503 Service Unavailable"),
        (reset, "Error"),
        (with_length(SITES[:20], len(SITES)), "RemoteProtocolError"),
        (with_length(b"", len(SITES)), "RemoteProtocolError"),
    ],
    ids=["503", "connection reset", "truncated", "nothing of what was announced"],
)
def test_what_does_not_pass_fails_after_the_last_attempt(server: Server, client: Client, fault: object, said: str) -> None:
    url = server.will("/a.csv", fault)  # type: ignore[arg-type]
    error = client.refused(url)
    assert isinstance(error, PassingFaultError)
    assert said in error.found
    assert server.count("/a.csv") == SETTINGS.attempts


def test_a_host_that_nobody_listens_at_fails_after_the_last_attempt(client: Client) -> None:
    with serving() as gone:
        url = gone.base + "/a.csv"
    assert "ConnectError" in client.refused(url).found
    assert len([line for line in client.told if line.startswith("attempt")]) == SETTINGS.attempts - 1
    # sixty further files at that host would each take as long
    client.told.clear()
    error = client.refused(gone.base + "/b.csv")
    assert "left alone" in error.found
    assert "ConnectError" in error.found
    assert client.told == []


def test_waits_grow_by_doubling_with_chance_and_have_a_limit(server: Server, tmp_path: Path) -> None:
    settings = replace(SETTINGS, attempts=7, first_wait_seconds=2, longest_backoff_seconds=20, delay_seconds=0)
    client = Client(tmp_path, settings)
    client.refused(server.will("/a.csv", status(503)))
    lows = [2, 4, 8, 16, 20, 20]
    assert len(client.time.slept) == 6
    assert all(low <= slept <= min(low + 2, 20) for low, slept in zip(lows, client.time.slept, strict=True))


@pytest.mark.parametrize("code", [429, 503])
def test_the_server_says_how_long_to_wait(server: Server, client: Client, code: int) -> None:
    client.fetch(server.will("/a.csv", status(code, Retry_After="120"), good(SITES)))
    assert client.time.slept == [120]


def test_the_server_says_until_when_to_wait(server: Server, client: Client) -> None:
    until = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
    client.fetch(server.will("/a.csv", status(503, Retry_After=until), good(SITES)))
    assert client.time.slept == [90]


def test_who_asks_to_wait_too_long_is_not_asked_again(server: Server, client: Client) -> None:
    error = client.refused(server.will("/a.csv", status(429, Retry_After="3600"), good(SITES)))
    assert "3600 s" in error.found
    assert client.time.slept == []
    assert "left alone" in client.refused(server.will("/b.csv", good(SITES))).found
    assert [path for path, _ in server.asked] == ["/a.csv"]


def test_a_fault_of_one_file_is_none_of_its_host(server: Server, client: Client) -> None:
    client.refused(server.will("/a.csv", status(503, Retry_After="10")))
    client.fetch(server.will("/b.csv", good(SITES)))
    assert client.target.read_bytes() == SITES


@given(st.integers(0, 10**6), st.sampled_from([-12, -5, 0, 1, 9]))
def test_both_forms_of_retry_after_mean_the_same(seconds: int, hours: int) -> None:
    then = (NOW + timedelta(seconds=seconds)).astimezone(timezone(timedelta(hours=hours)))
    assert retry_after_seconds(format_datetime(then), NOW) == retry_after_seconds(str(seconds), NOW) == seconds


@given(st.text())
def test_no_retry_after_breaks_the_client(text: str) -> None:
    seconds = retry_after_seconds(text, NOW)
    assert seconds is None or seconds >= 0


def test_a_time_that_is_over_asks_for_no_wait() -> None:
    assert retry_after_seconds("Wed, 21 Oct 2015 07:28:00 -0000", NOW) == 0
    assert retry_after_seconds(None, NOW) is None
    assert retry_after_seconds("-5", NOW) is None


@pytest.mark.parametrize("what", ["trickle", "trickle_headers"])
def test_a_slow_trickle_meets_the_total_limit(server: Server, tmp_path: Path, what: str) -> None:
    client = Client(tmp_path, replace(SETTINGS, read_seconds=5, total_seconds=0.3, attempts=2))
    answer = server.trickle(b"a", 0.01) if what == "trickle" else server.trickle_headers(0.01)
    error = client.refused(server.will("/a.csv", answer))
    assert error.rule == "is complete within 0.3 s"
    assert server.count("/a.csv") == 2


def test_one_host_is_given_a_rest_between_two_requests(server: Server, client: Client) -> None:
    url = server.will("/a.csv", good(SITES))
    client.fetch(url)
    client.time.seconds += 0.5
    client.fetch(url)
    assert client.time.slept == [pytest.approx(SETTINGS.delay_seconds - 0.5)]
    client.time.seconds += 100
    client.fetch(url)
    assert len(client.time.slept) == 1


# what is refused at once


@pytest.mark.parametrize(
    ("answer", "rule", "said"),
    [
        pytest.param(status(404), CSV, ("status 200", "404"), id="404"),
        pytest.param(status(403), CSV, ("status 200", "403"), id="403"),
        pytest.param(status(206), CSV, ("status 200", "206"), id="part of a file"),
        pytest.param(good(b"<!DOCTYPE html><p>No such month.", "text/html"), CSV, ("no web page", "DOCTYPE"), id="web page with 200"),
        pytest.param(good(b"\xef\xbb\xbf \n<html>", "text/csv"), CSV, ("no web page", "<html>"), id="web page that says it is csv"),
        pytest.param(good(SITES, "text/html"), CSV, ("content type", "text/html"), id="csv that says it is a web page"),
        pytest.param(good(WORKBOOK, "image/png"), ContentRule("xlsx", 10), ("content type", "image/png"), id="zip with another type"),
        pytest.param(good(b""), CSV, ("at least 10 bytes", "0 bytes"), id="empty"),
        pytest.param(good(b"Name\n"), CSV, ("at least 10 bytes", "5 bytes"), id="too small"),
        pytest.param(good(b"Name\n" + b"a" * 200_000), CSV, ("at most 200,000", "200,005 bytes"), id="announced too large"),
        pytest.param(endless(), CSV, ("at most 200,000", "or more"), id="endless"),
        pytest.param(good(gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip"), CSV, ("at most 200,000", ""), id="bomb"),
        pytest.param(good(SITES, Content_Encoding="gzip"), CSV, ("encoded", ""), id="gzip that is none"),
        pytest.param(good(b"Place,Power\nAlpha,1\n"), CSV, ("Name in the first line", "Place,Power"), id="another header"),
        pytest.param(with_length(SITES, 30), CSV, ("whole record", "1 fields"), id="announced too short"),
        pytest.param(good(b"Name\n\xe9\xe8\xff aaaa\n"), CSV, ("utf-8", ""), id="csv in another encoding"),
        pytest.param(good(b'Name\n"never closed, \n'), CSV, ("complete csv", ""), id="open quote"),
        pytest.param(good(b"\xd0\xcf\x11\xe0" * 9, XLSX), ContentRule("xlsx", 10), ("signature", ""), id="old or encrypted workbook"),
        pytest.param(with_length(WORKBOOK, 200, XLSX), ContentRule("xlsx", 10), ("zip directory", ""), id="half a workbook"),
        pytest.param(good(b"[1, 2", "application/json"), ContentRule("json", 1), ("complete json", ""), id="half a list"),
        pytest.param(good(b"[" * 100_000, "application/json"), ContentRule("json", 1), ("complete json", ""), id="deep json"),
        pytest.param(good(b"[]", "application/json"), ContentRule("json", 1), ("not empty", "list"), id="empty list"),
        pytest.param(good(b'{"a": 1}', "application/json"), ContentRule("json", 1), ("json list", "dict"), id="object for a list"),
        pytest.param(
            good(b'{"cik": 1}', "application/json"),
            ContentRule("json", 1, must_have=("cik", "facts")),
            ("keys", "no facts"),
            id="json of others",
        ),
    ],
)
def test_what_is_not_the_file_is_refused_without_another_request(
    server: Server, client: Client, answer: object, rule: ContentRule, said: tuple[str, str]
) -> None:
    error = client.refused(server.will("/a", answer), rule)  # type: ignore[arg-type]
    assert isinstance(error, RefusedDownloadError)
    assert said[0] in error.rule
    assert said[1] in error.found
    assert server.count("/a") == 1
    assert client.time.slept == []


def test_a_zip_that_is_no_workbook_is_refused(server: Server, client: Client) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "none")
    error = client.refused(server.will("/a", good(content.getvalue(), XLSX)), ContentRule("xlsx", 10))
    assert error.found == "readme.txt"


def test_a_redirect_loop_ends(server: Server, client: Client) -> None:
    server.will("/b", status(302, Location="/a"))
    error = client.refused(server.will("/a", status(302, Location="/b")))
    assert error.rule == "redirects at most 5 times"
    assert len(server.asked) == 6


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/a.csv", "file:///etc/hostname", "gopher://127.0.0.1/"])
def test_a_redirect_leads_to_http_only(server: Server, client: Client, target: str) -> None:
    error = client.refused(server.will("/a", status(302, Location=target)))
    assert error.rule == "redirects from http to https or http only"
    assert error.found.startswith(target.partition(":")[0])


def test_a_redirect_never_gives_up_encryption(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https"
        return httpx.Response(302, headers={"Location": "http://plain.example/a.csv"})

    error = Client(tmp_path, transport=httpx.MockTransport(answer)).refused("https://safe.example/a.csv")
    assert error.rule == "redirects from https to https or https only"
    assert error.found == "http://plain.example/a.csv"


def test_a_redirect_may_begin_encryption(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "http":
            return httpx.Response(301, headers={"Location": "https://safe.example/a.csv"})
        return httpx.Response(200, content=SITES)

    client = Client(tmp_path, transport=httpx.MockTransport(answer))
    client.fetch("http://safe.example/a.csv")
    assert client.target.read_bytes() == SITES


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/a.csv", "http://", "no address", "http://127.0.0.1/doc?id=1\n2", "http://127.0.0.1:port/"]
)
def test_an_address_that_cannot_be_asked_is_refused(client: Client, url: str) -> None:
    assert isinstance(client.refused(url), DownloadError)
    assert client.time.slept == []


def test_the_user_agent_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIGALEDGER_USER_AGENT", raising=False)
    assert settings_from_environment().user_agent.startswith("gigaledger/")
    assert not settings_from_environment().has_contact
    monkeypatch.setenv("GIGALEDGER_USER_AGENT", "A Name name@example.org")
    assert settings_from_environment().user_agent == "A Name name@example.org"
    assert settings_from_environment().has_contact


# through a library


def test_a_library_fetches_what_it_can_and_the_same_rules_hold(client: Client) -> None:
    download = Download("queue", "https://library.example/queue", "queue.xlsx", ContentRule("xlsx", 10, 10_000))
    received = client.fetcher.fetch(replace(download, open_with=lambda: io.BytesIO(WORKBOOK)), Validators(), client.target)
    assert client.target.read_bytes() == WORKBOOK
    assert isinstance(received, Received)
    for body, rule in ((b"<html>", "no web page"), (WORKBOOK[:100], "zip directory"), (WORKBOOK * 100, "at most 10,000 bytes")):
        with pytest.raises(RefusedDownloadError, match=rule):
            client.fetcher.fetch(replace(download, open_with=lambda body=body: io.BytesIO(body)), Validators(), client.target)
        assert not client.target.exists()


def test_a_fault_of_the_library_is_tried_again(client: Client) -> None:
    faults: list[Exception] = [RuntimeError("GET failed: 503"), ConnectionResetError("gone")]

    def open_queue() -> io.BytesIO:
        if faults:
            raise faults.pop(0)
        return io.BytesIO(WORKBOOK)

    download = Download("queue", "https://library.example/queue", "queue.xlsx", ContentRule("xlsx", 10), open_with=open_queue)
    client.fetcher.fetch(download, Validators(), client.target)
    assert client.target.read_bytes() == WORKBOOK


# contents


@given(st.integers(0, len(WORKBOOK) - 1))
def test_no_part_of_a_workbook_passes_for_one(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "part.xlsx"
    path.write_bytes(WORKBOOK[:length])
    with pytest.raises(RefusedDownloadError):
        check_content("u", path, ContentRule("xlsx", 0), XLSX)


FACTS = json.dumps({"cik": 1, "facts": {"us-gaap": {"PurchaseObligation": [1, 2.5, "x"]}}}).encode()


@given(st.integers(0, len(FACTS) - 1))
def test_no_part_of_a_json_file_passes_for_one(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "part.json"
    path.write_bytes(FACTS[:length])
    with pytest.raises(RefusedDownloadError):
        check_content("u", path, ContentRule("json", 0, must_have=("cik", "facts")), None)


@given(st.binary(max_size=200), st.sampled_from(["xlsx", "csv", "json"]))
def test_any_bytes_are_judged_and_never_break_the_judge(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    try:
        check_content("u", path, ContentRule(kind, 0), None)  # type: ignore[arg-type]
    except RefusedDownloadError:
        return
    assert kind != "xlsx"
