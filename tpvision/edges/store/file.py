"""The file of the history: opened, brought to the present schema, and what goes wrong with it as a sentence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from tpvision.edges.store.schema import SCHEMA, migration
from tpvision.errors import StoreError

_REMEDIES = {
    "locked": "is in use; close the other program that has it open",
    "full": "has no room left; make room on its disk",
    "No space": "has no room left; make room on its disk",
    "disk I/O": "cannot be read or written; check its disk, and the room on it",
    "readonly": "may not be written to; check its permissions",
    "Permission denied": "may not be written to; check its permissions",
    "unable to open": "cannot be opened; check the folder and its permissions",
    "malformed": "is damaged; move it away and a new one is begun",
    "not a database": "is damaged or another kind of file; move it away and a new one is begun",
}
COPY = ".schema"
"""What the name of a copy of an earlier schema has after that of the history."""


F = TypeVar("F", bound="File")


class File:
    """An open history."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take a connection whose tables exist; see ``open``."""
        self._connection = connection
        self._path = path
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="history")

    @classmethod
    def open(cls: type[F], path: Path) -> F:
        """Open the history, or begin one that only this user can read.

        One of an earlier schema is brought to this one; a copy of it as it was stays beside it.

        Raises
        ------
        StoreError
            It is locked, damaged, not writable, from a newer tpvision or another program's.
        """
        with told(path):
            # SQLite gives its side files the permissions of the main one.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            # A session must not stand still for long: better no sample than no picture.
            connection = sqlite3.connect(path, timeout=0.5, isolation_level=None)
        try:
            with told(path):
                # In one statement: another program may be making the tables just now.
                both = "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_master)"
                schema, tables = connection.execute(both).fetchone()
                if schema > SCHEMA:
                    raise StoreError(f"The history {path} was written by a newer tpvision; update this one.")
                if schema == 0 and tables > 0:
                    raise StoreError(f"{path} is another program's database; move it away and a new one is begun.")
                connection.execute("PRAGMA journal_mode = WAL")
                # SQLite would wait for the disk at each commit; ``together`` does beside what goes on.
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA foreign_keys = ON")
                if 0 < schema < SCHEMA:
                    _copy(connection, path.with_name(f"{path.name}{COPY}{schema}"))
                while schema < SCHEMA:
                    schema = _migrated(connection, schema)
        except StoreError:
            connection.close()
            raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the file."""
        self._beside.shutdown()
        with told(self._path):
            self._connection.close()

    def __enter__(self: F) -> F:
        """Return the store itself; it is closed with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write all that is written in the block, or in one around it, at once, or, after a fault, nothing of it.

        What was written is on the disk a moment later, so that a power cut takes no more than the last second.
        """
        with told(self._path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield
        self._beside.submit(_settle, self._path.with_name(f"{self._path.name}-wal"))

    def _run(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        with told(self._path):
            return self._connection.execute(sql, values)

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with told(self._path):
            return self._connection.execute(sql, values).fetchall()


def _settle(path: Path) -> None:
    """Wait until what was written to a file is on the disk; tens of milliseconds, on some."""
    with suppress(OSError):  # the disk is full or gone: the next commit says so
        number = os.open(path, os.O_RDWR)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say in a sentence what SQLite or the system complains of."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        fault = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        remedies = (remedy for sign, remedy in _REMEDIES.items() if sign in fault)
        remedy = next(remedies, f"cannot be used ({fault}); check the folder, or move the file away")
        raise StoreError(f"The history {path} {remedy}.") from error


def _migrated(connection: sqlite3.Connection, schema: int) -> int:
    """Bring a history to the next schema, or find that another program has done so meanwhile; return its schema."""
    try:
        connection.executescript(migration(schema))
    except sqlite3.Error:
        connection.rollback()
        (now,) = connection.execute("PRAGMA user_version").fetchone()
        if now == schema:
            raise
        return int(now)
    return schema + 1


def _copy(connection: sqlite3.Connection, to: Path) -> None:
    os.close(os.open(to, os.O_RDWR | os.O_CREAT, 0o600))
    copy = sqlite3.connect(to)
    try:
        connection.backup(copy)
    finally:
        copy.close()
