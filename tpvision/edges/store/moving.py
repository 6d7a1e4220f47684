"""The history as plain tables, out of one file and into another.

What comes in is put into a history in memory first and read there as values, so that nothing broken comes
into the person's own; then all of it comes in at once. Numbers of sessions, holds and spots go on from those
that are there, and what is there already is left as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from tpvision.edges.store.columns import COLUMNS
from tpvision.edges.store.file import told
from tpvision.edges.store.reading import Reading
from tpvision.edges.store.schema import PROFILED, SCHEMA, migration
from tpvision.errors import InputError
from tpvision.values import Cell, Phase, Table

_PHASES = ", ".join(f"'{phase.value}'" for phase in Phase)
_SENSE = {
    "profiles": "name != ''",
    "sessions": f"id > 0 AND (ended_by IS NULL OR ended_by IN ({_PHASES}))",
    "holds": "id > 0 AND start_s <= end_s AND held_s >= 0 AND goal_s > 0",
    "pauses": "start_s <= end_s",
    "samples": f"phase IN ({_PHASES})",
    "tenderness": "coalesce(before, 0) BETWEEN 0 AND 10 AND coalesce(after, 0) BETWEEN 0 AND 10",
    "spots": "id > 0",
}
"""What must be so in each row."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in."""

    sessions: int
    known: int
    """Sessions that were there already."""


class Moving(Reading):
    """A history that can be moved."""

    def tables(self) -> Generator[Table, None, None]:
        """Return all that is kept, table by table; each must be gone through before the next.

        To be closed, if it is not gone through to its end.
        """
        with told(self._path):
            # All of it as it is now, whatever is written meanwhile.
            self._connection.execute("BEGIN")
            try:
                for name, columns in COLUMNS.items():
                    names = ", ".join(column.name for column in columns)
                    yield Table(name, columns, self._each(f"SELECT {names} FROM {name} ORDER BY rowid"))
            finally:
                self._connection.rollback()

    def count(self) -> int:
        """Return how many rows there are in all."""
        return sum(self._rows(f"SELECT count(*) FROM {name}")[0][0] for name in COLUMNS)

    def take_in(self, schema: int, tables: Iterable[Table]) -> Taken:
        """Take in the tables of a history of some schema, all or, after a fault, nothing.

        Raises
        ------
        InputError
            They are of a newer schema, or do not fit together.
        """
        if not 0 < schema <= SCHEMA:
            raise InputError("The export was written by a newer tpvision; update this one.")
        memory = sqlite3.connect(":memory:", isolation_level=None)
        try:
            _filled(memory, schema, tables)
            come = _Coming(memory, self._path)
            come.check()
            with self.together():
                return come.into(self._connection)
        except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
            raise InputError(f"The export does not hold together ({error}); export again.") from error
        finally:
            memory.close()

    def _each(self, sql: str) -> Iterator[tuple[Cell, ...]]:
        with told(self._path):
            yield from self._connection.execute(sql)


class _Coming(Reading):
    """A history that is to come into another."""

    def check(self) -> None:
        """Read everything as values, which fails with what is none."""
        if self._rows("PRAGMA foreign_key_check"):
            raise ValueError("something belongs to a session or hold that is not there")
        for table, column in PROFILED:
            if self._rows(
                f"SELECT * FROM {table} WHERE {column} != '' AND {column} NOT IN (SELECT name FROM profiles)"
            ):
                raise ValueError(f"{table} has somebody who is not in profiles")
        for table, sense in _SENSE.items():
            if self._rows(f"SELECT * FROM {table} WHERE NOT ({sense})"):
                raise ValueError(f"{table} has a row that makes no sense")
        for profile in ("", *(profile.name for profile in self.profiles())):
            self.past(profile)
            self.spots(profile)

    def into(self, other: sqlite3.Connection) -> Taken:
        """Come into another history; return what came."""
        last = {name: _last(other, name) for name in ("sessions", "holds", "spots")}
        key = "started_utc, source, profile"
        there = {tuple(row): number for number, *row in other.execute(f"SELECT id, {key} FROM sessions")}
        come = {number: there.get(tuple(row)) for number, *row in self._rows(f"SELECT id, {key} FROM sessions")}
        known = [number for number, same in come.items() if same is not None]
        zones = {}
        for number, session, *place in self._rows("SELECT id, session_id, u, v, front FROM spots"):
            sql = "SELECT id FROM spots WHERE session_id = ? AND u = ? AND v = ? AND front = ?"
            same = other.execute(sql, (come[session], *place)).fetchone()
            zones[f"my-{number}"] = f"my-{same[0] if same else number + last['spots']}"
        self._connection.create_function("zone_there", 1, lambda zone: zones.get(zone, zone))
        # With a session goes all that belongs to it.
        self._connection.executemany("DELETE FROM sessions WHERE id = ?", [(number,) for number in known])
        for (profile,) in other.execute("SELECT DISTINCT profile FROM answers"):
            self._run("DELETE FROM answers WHERE profile = ?", (profile,))
        for name, columns in COLUMNS.items():
            moved = {
                "id": f"id + {last.get(name)}",
                "session_id": f"session_id + {last['sessions']}",
                "hold_id": f"hold_id + {last['holds']}",
                "zone": "zone_there(zone)",
            }
            names = [column.name for column in columns]
            wanted = ", ".join(moved.get(each, each) for each in names)
            rows = self._run(f"SELECT {wanted} FROM {name} ORDER BY rowid")
            sql = f"INSERT OR IGNORE INTO {name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            other.executemany(sql, rows)
        return Taken(len(come) - len(known), len(known))


def _filled(memory: sqlite3.Connection, schema: int, tables: Iterable[Table]) -> None:
    """Make a history of a schema, fill it with tables and bring it to the present one."""
    memory.execute("PRAGMA foreign_keys = ON")
    for number in range(schema):
        memory.executescript(migration(number))
    memory.execute("BEGIN")
    with memory:
        for table in tables:
            there = {name for _, name, *_ in memory.execute("SELECT * FROM pragma_table_info(?)", (table.name,))}
            names = [column.name for column in table.columns]
            if not names or not there.issuperset(names):
                raise ValueError(f"there is no {table.name} with {', '.join(names)}")
            sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            memory.executemany(sql, table.rows)
    for number in range(schema, SCHEMA):
        memory.executescript(migration(number))


def _last(connection: sqlite3.Connection, table: str) -> int:
    (number,) = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    return int(number)
