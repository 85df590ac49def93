"""All files of one source: each is fetched or not, and each has an outcome. One failure does not stop the others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import yaml
from filelock import FileLock, Timeout

from contracts_schema.provenance import RECORD
from orchestration.downloads.faults import DownloadError
from orchestration.downloads.fetcher import Fetcher
from orchestration.downloads.rules import Download
from orchestration.downloads.settings import USER_AGENT
from orchestration.downloads.shelf import Kept, Shelf
from orchestration.downloads.sources import NotFetched, Place, Planned, Source
from orchestration.downloads.transfer import Received, Unchanged, Validators
from orchestration.paths import Paths

State = Literal["saved", "unchanged", "not fetched", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one file: where it is now, or why it is not here."""

    label: str
    state: State
    told: str
    path: Path | None = None

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.label}: {self.state}, {self.told}"


def fetch_source(source: Source, paths: Paths, fetcher: Fetcher) -> list[Outcome]:
    """Fetch every file of a source into raw/<source>/<as-of>/; returns an outcome for each.

    Raises nothing for a file that fails: its outcome says why. A second fetch of the same source at the same time fails.
    """
    if source.needs_contact and not fetcher.settings.has_contact:
        rule = f"{source.producer} asks for a user agent with an e-mail address: set {USER_AGENT}, for example 'Your Name you@example.org'"
        return [Outcome(source.title, "failed", f"{rule}; found: {fetcher.settings.user_agent}")]
    paths.warehouse.mkdir(parents=True, exist_ok=True)
    lock = FileLock(paths.warehouse / f".fetch_{source.name}.lock", timeout=0)
    try:
        with lock:
            return _fetch(source, paths, fetcher)
    except Timeout:
        return [Outcome(source.name, "failed", "another process is fetching this source")]
    except yaml.YAMLError as error:
        return [Outcome(source.name, "failed", f"a {RECORD} of this source cannot be read: {error}")]


def _fetch(source: Source, paths: Paths, fetcher: Fetcher) -> list[Outcome]:
    shelf = Shelf(paths.raw / source.name, source.head)
    shelf.clear()
    shelf.folder.mkdir(parents=True, exist_ok=True)
    planned: list[Planned] = []
    try:
        planned.extend(
            source.plan(Place(paths.raw, shelf.folder / ".list.part", lambda one, target: fetcher.fetch(one, Validators(), target)))
        )
    except (DownloadError, OSError) as error:
        planned.append(error if isinstance(error, DownloadError) else DownloadError(source.name, "its files can be listed", error))
    downloads = [one for one in planned if isinstance(one, Download)]
    batches = [downloads] if source.is_read_together else [[one] for one in downloads]
    outcomes = [outcome for one in planned if (outcome := _without_request(one)) is not None]
    done = 0
    for batch in batches:
        for outcome in _fetch_batch(shelf, batch, fetcher):
            done += 1
            fetcher.tell(f"{source.name} {done}/{len(downloads)}: {outcome}")
            outcomes.append(outcome)
    return outcomes


def _without_request(planned: Planned) -> Outcome | None:
    if isinstance(planned, NotFetched):
        return Outcome(planned.label, "not fetched", planned.reason)
    if isinstance(planned, DownloadError):
        return Outcome(planned.url, "failed", str(planned))
    return None


def _fetch_batch(shelf: Shelf, batch: list[Download], fetcher: Fetcher) -> Iterator[Outcome]:
    """Fetch files that are saved together or not at all."""
    fresh: dict[Download, Received] = {}
    same: dict[Download, Kept] = {}
    failed: dict[Download, Exception] = {}
    for download in batch:
        try:
            found = _fetch_one(shelf, download, fetcher)
        except (DownloadError, OSError) as error:
            failed[download] = error
            continue
        if isinstance(found, Received):
            fresh[download] = found
        else:
            same[download] = found
    for download in batch:
        temporary = shelf.temporary(download)
        try:
            if download in failed:
                yield Outcome(download.label, "failed", str(failed[download]))
            elif failed:
                temporary.unlink(missing_ok=True)
                yield Outcome(download.label, "failed", f"not saved, because it is read together with {', '.join(d.label for d in failed)}")
            elif download in fresh:
                path = shelf.save(download, fresh[download], temporary, fetcher.now())
                yield Outcome(download.label, "saved", f"{fresh[download].bytes:,} bytes in {path}", path)
            elif fresh:
                path = shelf.repeat(download, same[download], fetcher.now())
                yield Outcome(download.label, "unchanged", f"as of {same[download].as_of}", path)
            else:
                shelf.confirm(same[download], fetcher.now())
                yield Outcome(download.label, "unchanged", f"as of {same[download].as_of}", same[download].path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            yield Outcome(download.label, "failed", f"it could not be saved: {error}")


def _fetch_one(shelf: Shelf, download: Download, fetcher: Fetcher) -> Received | Kept:
    """The new content, received in the shelf's temporary file; or the content that is here and is still the source's."""
    day = fetcher.now().date()
    here = shelf.at_address(download)
    if download.is_immutable and here is not None:
        return here
    newest = shelf.newest(download, day)
    validators = shelf.validators(download, day)
    temporary = shelf.temporary(download)
    received = fetcher.fetch(download, validators, temporary)
    if isinstance(received, Unchanged):
        if newest is None:  # only a conditional request is answered so, and that needs a content that is here
            raise DownloadError(download.url, "is here where the source says that it is unchanged", "no content")
        return newest
    if newest is not None and newest.record.get("sha256") == received.sha256:
        temporary.unlink()
        if newest.record.get("url") != download.url:
            return newest
        said = {"etag": received.etag, "last_modified": received.last_modified}
        return replace(newest, record={**newest.record, **said})
    return received
