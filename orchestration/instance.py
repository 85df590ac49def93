"""The Dagster instance of a headless run."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import dagster as dg
from sqlalchemy import event
from sqlalchemy.engine import Engine

from orchestration.paths import REPOSITORY

_kept_open: dict[str, sqlite3.Connection] = {}


def _spare_the_disk(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.execute("pragma synchronous = normal")
    file = connection.execute("pragma database_list").fetchone()[2]
    # the last connection that closes writes the log back into the database and waits for the disk: let it not be the last
    if file and file not in _kept_open and Path(file).stat().st_size > 0:
        _kept_open[file] = sqlite3.connect(file, check_same_thread=False)
        _kept_open[file].execute("select count(*) from sqlite_master").fetchall()


def headless_instance() -> dg.DagsterInstance:
    """The instance of DAGSTER_HOME, by default .dagster_home of the repository.

    Dagster opens, commits and closes an SQLite connection for each of the several hundred events of a run, and waits
    for the disk at each. Its databases are in WAL mode, where `synchronous = normal` keeps them consistent and can lose
    only the last events of a power cut. Published data is not concerned: `files.py` forces it to disk.
    """
    os.environ.setdefault("DAGSTER_HOME", str(REPOSITORY / ".dagster_home"))
    if not event.contains(Engine, "connect", _spare_the_disk):
        event.listen(Engine, "connect", _spare_the_disk)
    return dg.DagsterInstance.get()
