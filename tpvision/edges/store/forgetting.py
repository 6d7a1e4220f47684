"""Forgetting, so that nothing of what is forgotten stays in the file, nor in a copy of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tpvision.edges.store.file import COPY, File
from tpvision.edges.store.schema import PROFILED
from tpvision.errors import StoreError


class Forgetting(File):
    """A history that forgets."""

    def forget_session(self, session: int) -> None:
        """Forget a session with all that belongs to it, the spots that were named in it too."""
        self._forget(["sessions WHERE id = ?"], (session,))

    def forget_profile(self, profile: str) -> None:
        """Forget a person with all that belongs to them."""
        self._forget([f"{table} WHERE {column} = ?" for table, column in PROFILED], (profile,))

    def forget_all(self) -> None:
        """Forget everything."""
        self._forget([table for table, _ in PROFILED])

    def _forget(self, tables: Sequence[str], values: Sequence[Any] = ()) -> None:
        self._run("PRAGMA secure_delete = ON")
        with self.together():
            for table in tables:
                self._run(f"DELETE FROM {table}", values)
        # Written anew without what was deleted, and the log that still has it emptied.
        self._run("VACUUM")
        ((busy, _, _),) = self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            for copy in self._path.parent.glob(f"{self._path.name}{COPY}*"):
                copy.unlink()
        except OSError as error:
            raise StoreError(f"{copy} cannot be deleted ({error.strerror}); delete it yourself.") from error
        if busy:
            raise StoreError(f"The history {self._path} is in use; close the other program and forget once more.")
