"""Which sessions still run, in this program or in another.

Each has a small file beside the history that its program keeps locked. However a program ends, the system takes
its locks, so that a session without an end whose file nobody locks was cut off.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from tpvision.edges.store.file import File, told

RUNNING = ".session"
"""What the name of such a file has after that of the history, before the number of the session."""


class Running(File):
    """A history that knows which of its sessions still run."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take a connection whose tables exist; see ``open``."""
        super().__init__(connection, path)
        self._locks: dict[int, sqlite3.Connection] = {}

    def runs(self, session: int) -> bool:
        """Say whether a session still runs."""
        path = self._locked(session)
        if not path.exists():
            return False
        with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=0.0)) as file:
            file.execute("SELECT * FROM sqlite_master")
            file.close()
            with suppress(OSError):
                path.unlink()
            return False
        return True

    def close(self) -> None:
        """Close the file; no session of this program runs any more."""
        for session in [*self._locks]:
            self._unlock(session)
        super().close()

    def _lock(self, session: int) -> None:
        path = self._locked(session)
        with told(path):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._locks[session] = sqlite3.connect(path, timeout=0.0, isolation_level=None)
            self._locks[session].execute("PRAGMA journal_mode = MEMORY")  # no second file; nothing is ever written
            self._locks[session].execute("BEGIN EXCLUSIVE")

    def _unlock(self, session: int) -> None:
        lock = self._locks.pop(session, None)
        if lock is not None:
            lock.close()
            with suppress(OSError):
                self._locked(session).unlink(missing_ok=True)

    def _locked(self, session: int) -> Path:
        return self._path.with_name(f"{self._path.name}{RUNNING}{session}")
