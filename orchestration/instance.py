"""The Dagster instance of a headless run."""

import os
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from orchestration.paths import REPOSITORY

BUSY_SECONDS = 60
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


@cache
def _engine(url: str) -> Engine:
    """One engine per file: it remembers how a statement is written, which costs more than to execute it."""
    return create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})


def _engine_of_event_log(url: str, **_settings: Any) -> Engine:
    return _engine(url)


def headless_instance() -> dg.DagsterInstance:
    """The instance of DAGSTER_HOME, by default .dagster_home of the repository.

    Dagster makes an engine, opens, commits and closes an SQLite connection for each of the several hundred events of a
    run, and waits for the disk at each. Here an engine is made once. Its databases are in WAL mode, where
    `synchronous = normal` keeps them consistent and can lose only the last events of a power cut. Published data is not
    concerned: `files.py` forces it to disk.
    """
    os.environ.setdefault("DAGSTER_HOME", str(REPOSITORY / ".dagster_home"))
    vars(sqlite_event_log)["create_engine"] = _engine_of_event_log
    if not event.contains(Engine, "connect", _spare_the_disk):
        event.listen(Engine, "connect", _spare_the_disk)
    return dg.DagsterInstance.get()
