"""One request: its answer is streamed into a file, counted and hashed, or named as the fault that it is."""

import asyncio
import email.utils
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from orchestration.downloads.faults import PassingFaultError, RefusedDownloadError
from orchestration.downloads.settings import FetchSettings

CHUNK_BYTES = 65_536
TOLD_BYTES = 4_000_000
_BUSY = {408, 425, 429, 500, 502, 503, 504}
_SAYS_WHEN = {429, 503}


@dataclass(frozen=True)
class Validators:
    """What the server said of the content that is here already; both None where nothing is here."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Received:
    """A content that is now in a file; `bytes` and `sha256` are of the decoded content."""

    bytes: int
    sha256: str
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Unchanged:
    """The server says that the content is the one that is here already."""


@dataclass(frozen=True)
class Moved:
    """The server says that the content is at another address."""

    url: httpx.URL


Answer = Received | Unchanged | Moved


@dataclass(frozen=True)
class Line:
    """What a request needs beside its address: settings, the time now, whom to tell, and a transport other than the network."""

    settings: FetchSettings
    now: Callable[[], datetime]
    tell: Callable[[str], None]
    transport: httpx.AsyncBaseTransport | None = None


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header, a number or an HTTP date, asks to wait from `now`; None where it says nothing usable."""
    text = (header or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        then = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if then.tzinfo is None:  # "-0000" is how the format writes UTC without saying where
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())


class FileWriter:
    """Writes chunks to a file, hashes them, and raises RefusedDownloadError beyond `maximum_bytes`."""

    def __init__(self, url: str, target: Path, maximum_bytes: int) -> None:
        self._url = url
        self._maximum = maximum_bytes
        self._hash = hashlib.sha256()
        self._handle = target.open("wb")
        self.bytes = 0

    def write(self, chunk: bytes) -> None:
        """Append a chunk."""
        self.bytes += len(chunk)
        self.allow(self.bytes)
        self._hash.update(chunk)
        self._handle.write(chunk)

    def allow(self, size: int) -> None:
        """Raise RefusedDownloadError where `size` is more than is allowed."""
        if size > self._maximum:
            raise RefusedDownloadError(self._url, f"has at most {self._maximum:,} bytes", f"{size:,} bytes or more")

    def finish(self) -> str:
        """Force the file to disk; returns the hash of what it holds."""
        self._handle.flush()
        os.fsync(self._handle.fileno())
        return self._hash.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self._handle.close()


def transfer(url: httpx.URL, validators: Validators, target: Path, maximum_bytes: int, line: Line) -> Answer:
    """Make one request and write the content it answers with to `target`.

    Raises PassingFaultError for what may be better a little later, RefusedDownloadError for what will not be.
    """
    settings = line.settings
    try:
        return asyncio.run(_request(url, validators, target, maximum_bytes, line))
    except TimeoutError as error:
        raise PassingFaultError(str(url), f"is complete within {settings.total_seconds:g} s", "still incomplete") from error
    except httpx.TimeoutException as error:
        limits = f"connects within {settings.connect_seconds:g} s and never pauses for {settings.read_seconds:g} s"
        raise PassingFaultError(str(url), limits, type(error).__name__, is_of_host=isinstance(error, httpx.ConnectTimeout)) from error
    except httpx.DecodingError as error:
        raise RefusedDownloadError(str(url), "is encoded as its header says", error) from error
    except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise RefusedDownloadError(str(url), "can be asked for", error) from error
    except httpx.HTTPError as error:
        found = f"{type(error).__name__} {error}".strip()
        raise PassingFaultError(str(url), "answers in full", found, is_of_host=isinstance(error, httpx.ConnectError)) from error


async def _request(url: httpx.URL, validators: Validators, target: Path, maximum_bytes: int, line: Line) -> Answer:
    settings = line.settings
    headers = {"User-Agent": settings.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", **validators.headers()}
    limits = httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds)
    # httpx limits each pause, not their sum: a server that trickles, be it headers or content, would never reach it
    async with (
        asyncio.timeout(settings.total_seconds),
        httpx.AsyncClient(transport=line.transport, timeout=limits) as client,
        client.stream("GET", url, headers=headers) as response,
    ):
        if response.next_request is not None:
            return Moved(response.next_request.url)
        if response.status_code == httpx.codes.NOT_MODIFIED and validators.headers():
            return Unchanged()
        if response.status_code != httpx.codes.OK:
            raise _bad_status(response, line.now())
        return await _save(response, target, maximum_bytes, line)


def _bad_status(response: httpx.Response, now: datetime) -> PassingFaultError | RefusedDownloadError:
    found = f"{response.status_code} {response.reason_phrase}".strip()
    if response.status_code not in _BUSY:
        return RefusedDownloadError(str(response.url), "answers with status 200", found)
    asked = retry_after_seconds(response.headers.get("Retry-After"), now) if response.status_code in _SAYS_WHEN else None
    if asked is not None:
        found += f", asking to wait {asked:.0f} s"
    return PassingFaultError(str(response.url), "answers with status 200", found, retry_after_seconds=asked)


async def _save(response: httpx.Response, target: Path, maximum_bytes: int, line: Line) -> Received:
    """Write the content to `target`. That no announced byte is missing is for the protocol: httpx raises where one is."""
    url = str(response.url)
    announced = response.headers.get("Content-Length")
    writer = FileWriter(url, target, maximum_bytes)
    told = 0
    try:
        if announced is not None:
            writer.allow(int(announced))
        async for chunk in response.aiter_bytes(CHUNK_BYTES):
            writer.write(chunk)
            if writer.bytes - told >= TOLD_BYTES:
                told = writer.bytes
                line.tell(f"{url}: {told / 1e6:.1f} MB" + (f" of {int(announced) / 1e6:.1f} MB" if announced else ""))
        sha256 = writer.finish()
    finally:
        writer.close()
    said = response.headers
    return Received(writer.bytes, sha256, said.get("Content-Type"), said.get("ETag"), said.get("Last-Modified"))
