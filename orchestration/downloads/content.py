"""Whether a received file is what its rule says. Whether its rows are right is for the contracts to say."""

import csv
import json
import zipfile
from itertools import pairwise
from pathlib import Path

from orchestration.downloads.faults import RefusedDownloadError
from orchestration.downloads.rules import ContentRule, Kind

# what servers call "some bytes" is allowed for every kind, because the content itself is looked at as well
_UNSPECIFIC = frozenset({"application/octet-stream", "binary/octet-stream", "application/download", "application/force-download"})
CONTENT_TYPES: dict[Kind, frozenset[str]] = {
    "xlsx": _UNSPECIFIC
    | {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "application/zip",
        "application/x-zip-compressed",
    },
    "csv": _UNSPECIFIC | {"text/csv", "application/csv", "text/plain", "text/comma-separated-values", "application/vnd.ms-excel"},
    "json": _UNSPECIFIC | {"application/json", "text/json", "text/plain"},
}
_WORKBOOK_PART = "[Content_Types].xml"


def check_content(url: str, path: Path, rule: ContentRule, content_type: str | None) -> None:
    """Raise RefusedDownloadError where the file at `path` is not what `rule` says.

    `content_type` is as the server sent it; None, where it sent none or a library fetched the file, is no fault.
    """
    with path.open("rb") as handle:
        head = handle.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        raise RefusedDownloadError(url, f"is a {rule.kind} file and no web page", head[:60])
    size = path.stat().st_size
    if size < rule.minimum_bytes:
        raise RefusedDownloadError(url, f"has at least {rule.minimum_bytes:,} bytes", f"{size:,} bytes")
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type and media_type not in CONTENT_TYPES[rule.kind]:
        raise RefusedDownloadError(url, f"has a content type of {rule.kind} files", media_type)
    _CHECKS[rule.kind](url, path, rule)


def _check_workbook(url: str, path: Path, _rule: ContentRule) -> None:
    with path.open("rb") as handle:
        signature = handle.read(4)
    if signature != b"PK\x03\x04":
        raise RefusedDownloadError(url, "begins with the signature of a zip file", signature)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    # a damaged directory shows in more ways than BadZipFile: wrong offsets, unknown versions, names that do not decode
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RefusedDownloadError(url, "has a readable zip directory", error) from error
    if _WORKBOOK_PART not in names:
        raise RefusedDownloadError(url, f"is a workbook with the part {_WORKBOOK_PART}", ", ".join(names[:5]) or "no part")


def _check_json(url: str, path: Path, rule: ContentRule) -> None:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise RefusedDownloadError(url, "is complete json", error) from error
    expected = dict if rule.must_have else list
    if not isinstance(content, expected) or not content:
        raise RefusedDownloadError(url, f"is a json {expected.__name__} that is not empty", type(content).__name__)
    missing = [key for key in rule.must_have if key not in content]
    if missing:
        raise RefusedDownloadError(url, f"has the keys {', '.join(rule.must_have)}", f"no {', '.join(missing)}")


def _check_csv(url: str, path: Path, rule: ContentRule) -> None:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            first = handle.readline()
            missing = [text for text in rule.must_have if text not in first]
            if missing:
                raise RefusedDownloadError(url, f"has {', '.join(missing)} in the first line", first[:120].strip())
            records = (record for record in csv.reader(handle, strict=True) if record)
            last = (0, 0)
            for before, record in pairwise(records):
                last = len(before), len(record)
    except (ValueError, csv.Error) as error:
        raise RefusedDownloadError(url, "is complete csv in utf-8", error) from error
    # a file that was cut off without a word of the protocol ends in the middle of a record
    if last[1] < last[0]:
        raise RefusedDownloadError(url, f"ends with a whole record of {last[0]} fields", f"{last[1]} fields")


_CHECKS = {"xlsx": _check_workbook, "csv": _check_csv, "json": _check_json}
