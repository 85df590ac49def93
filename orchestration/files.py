"""Atomic writes: a reader sees the old file or the new one, also after a crash."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def sync_file(path: Path) -> None:
    """Force a written file to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Force every file and folder below `folder`, and itself, to disk."""
    for path in (*folder.rglob("*"), folder):
        if not path.is_symlink():
            sync_file(path)


def temporary_name(path: Path) -> Path:
    """Where this process writes what is to become `path`: beside it, under a name that no reader looks for."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def write_atomically(path: Path, write: Callable[[Path], object], *, durable: bool = True) -> None:
    """Let `write` fill a temporary file beside `path`, force it to disk, and rename it to `path`.

    Not `durable` leaves the forcing to the system, for the many small files that a run can make again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_name(path)
    try:
        write(temporary)
        if durable:
            sync_file(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    if durable:
        sync_file(path.parent)


def copy_atomically(source: Path, target: Path) -> None:
    """Copy with modification time, so that `is_copy` can tell later whether the copy is still the same."""

    def copy(temporary: Path) -> None:
        shutil.copy2(source, temporary)

    write_atomically(target, copy)


def is_copy(source: Path, target: Path) -> bool:
    """Whether `target` is an unchanged copy made by `copy_atomically`."""
    if not target.is_file():
        return False
    ours, theirs = source.stat(), target.stat()
    return (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)


def point_atomically(pointer: Path, target: Path) -> None:
    """Make `pointer` a relative symbolic link to `target`, replacing the one that is there."""
    temporary = pointer.with_name(f".{pointer.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(os.path.relpath(target, pointer.parent), target_is_directory=True)
    temporary.replace(pointer)
    sync_file(pointer.parent)
