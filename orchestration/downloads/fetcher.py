"""One file from first request to a checked content on disk: pace, redirects, attempts, checks. Where it is kept is for shelf.py."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential_jitter

from orchestration.downloads.content import check_content
from orchestration.downloads.faults import PassingFaultError, RefusedDownloadError
from orchestration.downloads.rules import Download
from orchestration.downloads.settings import FetchSettings
from orchestration.downloads.transfer import (
    CHUNK_BYTES,
    FileWriter,
    Line,
    Moved,
    Received,
    Unchanged,
    Validators,
    transfer,
)


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def _asked_to_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (error.retry_after_seconds or 0.0) if isinstance(error, PassingFaultError) else 0.0


class Fetcher:
    """Fetches files politely. One for all files of a source, because it remembers when it last asked which host, and which
    host cannot be reached or wants to be left alone for long: that one is not asked for further files.

    `now`, `clock` (seconds that only grow), `sleep` and `transport` are replaced by tests.
    """

    def __init__(
        self,
        settings: FetchSettings,
        tell: Callable[[str], None],
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self.tell = tell
        self.now = now
        self._clock = clock
        self._sleep = sleep
        self._line = Line(settings, now, tell, transport)
        self._asked: dict[str, float] = {}
        self._left_alone: dict[str, PassingFaultError] = {}
        self._backoff = wait_exponential_jitter(
            initial=settings.first_wait_seconds, max=settings.longest_backoff_seconds, jitter=settings.first_wait_seconds
        )

    def fetch(self, download: Download, validators: Validators, target: Path) -> Received | Unchanged:
        """Write the checked content of a download to `target`, unless it is what `validators` describe.

        Raises PassingFaultError when the last attempt fails, RefusedDownloadError as soon as another would be in vain.
        Then, and where the content is unchanged, there is no file at `target`.
        """
        is_kept = False
        try:
            received = self._try(download, validators, target)
            if isinstance(received, Received):
                check_content(download.url, target, download.rule, received.content_type)
                is_kept = True
            return received
        finally:
            if not is_kept:
                target.unlink(missing_ok=True)

    def _try(self, download: Download, validators: Validators, target: Path) -> Received | Unchanged:
        attempts = Retrying(
            retry=retry_if_exception_type(PassingFaultError),
            stop=self._is_in_vain,
            wait=lambda state: max(self._backoff(state), _asked_to_wait(state)),
            sleep=self._sleep,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        try:
            return attempts(self._attempt, download, validators, target)
        except PassingFaultError as error:
            if error.is_of_host or (error.retry_after_seconds or 0) > self.settings.longest_wait_seconds:
                self._left_alone[urlsplit(error.url).netloc] = error
            raise

    def _is_in_vain(self, state: RetryCallState) -> bool:
        return state.attempt_number >= self.settings.attempts or _asked_to_wait(state) > self.settings.longest_wait_seconds

    def _tell_wait(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        self.tell(f"attempt {state.attempt_number} of {self.settings.attempts}: {error}; again in {state.upcoming_sleep:.0f} s")

    def _pace(self, url: str) -> None:
        host = urlsplit(url).netloc
        if host in self._left_alone:
            raise RefusedDownloadError(url, "is at a host that can be asked", f"left alone since {self._left_alone[host]}")
        last = self._asked.get(host)
        if last is not None:
            rest = last + self.settings.delay_seconds - self._clock()
            if rest > 0:
                self._sleep(rest)
        self._asked[host] = self._clock()

    def _attempt(self, download: Download, validators: Validators, target: Path) -> Received | Unchanged:
        if download.open_with is not None:
            return self._through_library(download, download.open_with, target)
        try:
            url = httpx.URL(download.url)
        except httpx.InvalidURL as error:  # part of an address may come from a list that somebody else wrote
            raise RefusedDownloadError(download.url, "can be asked for", error) from error
        for _ in range(self.settings.redirects + 1):
            self._pace(str(url))
            answer = transfer(url, validators, target, download.rule.maximum_bytes, self._line)
            if not isinstance(answer, Moved):
                return answer
            if answer.url.scheme not in ("https", url.scheme):
                raise RefusedDownloadError(download.url, f"redirects from {url.scheme} to https or {url.scheme} only", answer.url)
            url = answer.url
        raise RefusedDownloadError(download.url, f"redirects at most {self.settings.redirects} times", url)

    def _through_library(self, download: Download, open_with: Callable[[], BinaryIO], target: Path) -> Received:
        self._pace(download.url)
        try:
            stream = open_with()
        # the libraries raise RuntimeError for a bad status; what their HTTP clients raise are OSErrors
        except (RuntimeError, OSError) as error:
            raise PassingFaultError(download.url, "is fetched by the library", error) from error
        with closing(stream), closing(FileWriter(download.url, target, download.rule.maximum_bytes)) as writer:
            while chunk := stream.read(CHUNK_BYTES):
                writer.write(chunk)
            return Received(writer.bytes, writer.finish())
