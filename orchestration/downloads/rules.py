"""What a download is, and what its file must be. No request is made here and no file is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal

Kind = Literal["xlsx", "csv", "json"]

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class ContentRule:
    """What a file must be: its kind, its size in bytes after decoding, and what must stand in it.

    `must_have` are texts of the first line of a csv file, keys of the object of a json file; where a json file must be
    a list it is empty. Only what no later layout can lack belongs there: a drifted layout is saved, and refused by name
    by the reader.
    """

    kind: Kind
    minimum_bytes: int
    maximum_bytes: int = 64 * MEGABYTE
    must_have: tuple[str, ...] = ()


@dataclass(frozen=True)
class Download:
    """One public file.

    `as_of` is the end of the period that the source states; None means the day of the download in UTC. `is_immutable`
    says that the address never answers with another content, so that a file that is here is not asked for again.
    `published_at` is what the source says about it. `open_with` fetches through a library instead of a GET of `url`.
    """

    label: str
    url: str
    file_name: str
    rule: ContentRule
    as_of: date | None = None
    is_immutable: bool = False
    published_at: str | None = None
    open_with: Callable[[], BinaryIO] | None = None
