"""The dated folders of one source: raw/<source>/<as-of>/ with the files as received and a provenance record.

Nothing here is ever overwritten: another content for the same file and date is saved beside the first, under a name that
sorts after it.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from contracts_schema.provenance import RECORD, Provenance, read_provenance
from orchestration.downloads.rules import Download
from orchestration.downloads.transfer import Received, Validators
from orchestration.files import copy_atomically, sync_file, write_atomically

_REISSUE = re.compile(r"_reissue\d{3}$")
_PART = ".part"


def as_utc_text(moment: datetime) -> str:
    """A UTC time as records write it: 2026-11-21T05:15:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _first_name(name: str) -> str:
    """The name that a file had at the source, whether or not it is a re-issue."""
    path = Path(name)
    return _REISSUE.sub("", path.stem) + path.suffix


def _free_path(folder: Path, file_name: str) -> Path:
    path = folder / file_name
    number = 1
    while path.exists():
        number += 1
        # "_" comes after "." in every usual order, so that the name of a re-issue sorts after the first one's
        path = folder / f"{Path(file_name).stem}_reissue{number:03}{Path(file_name).suffix}"
    return path


@dataclass(frozen=True)
class Kept:
    """A file that is on the shelf and has a record."""

    path: Path
    record: dict[str, Any]

    @property
    def as_of(self) -> str:
        """Name of its dated folder."""
        return self.path.parent.name

    @property
    def is_intact(self) -> bool:
        """Whether the file still has the content that was received."""
        return _hash(self.path) == self.record.get("sha256")


class Shelf:
    """The folders of one source. `head` goes into new provenance records: title, producer, licence."""

    def __init__(self, folder: Path, head: dict[str, Any]) -> None:
        self.folder = folder
        self._head = head
        # read once: a source with a year of weekly snapshots has thousands of records, and nobody else writes them meanwhile
        self._recorded = {path.parent: read_provenance(path.parent) for path in folder.glob(f"*/{RECORD}")}

    def temporary(self, download: Download) -> Path:
        """Where a download is received, on the same file system as its place on the shelf."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f".{download.file_name}.{os.getpid()}{_PART}"

    def clear(self) -> None:
        """Remove what a killed download left behind."""
        for path in self.folder.glob(f".*{_PART}"):
            path.unlink()

    def _kept(self) -> list[Kept]:
        """Every recorded file that is still there with the recorded size, oldest first."""
        found = []
        for folder, recorded in sorted(self._recorded.items(), key=lambda item: item[0].name):
            for name, record in sorted(recorded.files.items()):
                path = folder / name
                if path.is_file() and path.stat().st_size == record.get("bytes"):
                    found.append(Kept(path, record))
        return found

    def newest(self, download: Download, day: date) -> Kept | None:
        """The newest content of this file: of its stated date where it has one, else of any date up to `day`.

        None where there is none, and where the newest is no longer what was received: it is to be fetched again.
        """
        period = download.as_of.isoformat() if download.as_of else None
        last = (download.as_of or day).isoformat()
        same = [
            kept
            for kept in self._kept()
            if _first_name(kept.path.name) == download.file_name and (kept.as_of == period if period else kept.as_of <= last)
        ]
        return same[-1] if same and same[-1].is_intact else None

    def at_address(self, download: Download) -> Kept | None:
        """The newest content from this very address, None where it is not here or no longer what was received."""
        same = [kept for kept in self._kept() if kept.record.get("url") == download.url]
        return same[-1] if same and same[-1].is_intact else None

    def validators(self, download: Download, day: date) -> Validators:
        """What to ask the server to compare with: what it said of the newest content, where that is from this address."""
        here, newest = self.at_address(download), self.newest(download, day)
        if here is None or newest is None or here.path != newest.path:
            return Validators()
        return Validators(here.record.get("etag"), here.record.get("last_modified"))

    def confirm(self, kept: Kept, now: datetime) -> None:
        """Record that the source still had this content."""
        self._record(kept.path, {**kept.record, "checked_at": as_utc_text(now)})

    def save(self, download: Download, received: Received, temporary: Path, now: datetime) -> Path:
        """Move a received file to its place, record it, and return its path."""
        folder = self._dated(download, now.date())
        path = folder / download.file_name
        # a file without a record is what a killed download left; the same content is not kept twice for it
        if path.is_file() and path.name not in self._files(folder) and _hash(path) == received.sha256:
            temporary.unlink()
        else:
            path = _free_path(folder, download.file_name)
            temporary.replace(path)
        sync_file(folder)
        said = {
            "url": download.url,
            "fetched_at": as_utc_text(now),
            "checked_at": as_utc_text(now),
            "published_at": download.published_at,
            "etag": received.etag,
            "last_modified": received.last_modified,
            "content_type": received.content_type,
            "bytes": received.bytes,
            "sha256": received.sha256,
        }
        self._record(path, {name: value for name, value in said.items() if value is not None})
        return path

    def put(self, path: Path, as_of: date, now: datetime) -> Path:
        """Copy a file that a person has into its dated folder and record it; returns the copy, or what was there already."""
        folder = self.folder / as_of.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        sha256 = _hash(path)
        for name in sorted(self._files(folder)):
            if (folder / name).is_file() and _hash(folder / name) == sha256:
                return folder / name
        copy = _free_path(folder, path.name)
        copy_atomically(path, copy)
        self._record(copy, {"received_at": as_utc_text(now), "bytes": copy.stat().st_size, "sha256": sha256})
        return copy

    def repeat(self, download: Download, kept: Kept, now: datetime) -> Path:
        """Copy an unchanged file beside changed ones of the same vintage; its record keeps when it was fetched."""
        folder = self._dated(download, now.date())
        if kept.path.parent == folder:
            return kept.path
        path = _free_path(folder, download.file_name)
        copy_atomically(kept.path, path)
        self._record(path, {**kept.record, "checked_at": as_utc_text(now), "same_as": kept.as_of})
        return path

    def _dated(self, download: Download, day: date) -> Path:
        folder = self.folder / (download.as_of or day).isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _record(self, path: Path, record: dict[str, Any]) -> None:
        recorded = self._recorded.get(path.parent)
        head = recorded.head if recorded else {**self._head, "as_of": path.parent.name}
        self._recorded[path.parent] = Provenance(head, {**self._files(path.parent), path.name: record})
        _write(path.parent, self._recorded[path.parent])

    def _files(self, folder: Path) -> dict[str, dict[str, Any]]:
        recorded = self._recorded.get(folder)
        return recorded.files if recorded else {}


def _write(folder: Path, provenance: Provenance) -> None:
    text = yaml.safe_dump({**provenance.head, "files": provenance.files}, sort_keys=False, allow_unicode=True, width=110)

    def write(temporary: Path) -> None:
        temporary.write_text(text, encoding="utf-8")

    write_atomically(folder / RECORD, write)
