"""The history: sessions, holds and one sample a second, in one SQLite file (sqlite3).

Everything is written as it happens, so that a session that ends badly is kept up to its last second.
Every fault is a ``StoreError``: a session goes on without its history rather than end.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any

from tpvision.errors import StoreError
from tpvision.values import Calibration, Hold, Side, Spot, Tenderness, View

_FIRST = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    started_utc TEXT NOT NULL,
    source TEXT NOT NULL,
    zone TEXT NOT NULL,
    side TEXT NOT NULL,
    ended_by TEXT
);
CREATE TABLE holds (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    zone TEXT NOT NULL,
    side TEXT,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    held_s REAL NOT NULL,
    goal_s REAL NOT NULL,
    in_zone_fraction REAL,
    ended_by TEXT NOT NULL,
    right_cm REAL,
    down_cm REAL,
    sigma_right_cm REAL,
    sigma_down_cm REAL
);
CREATE INDEX holds_of_session ON holds (session_id, start_s);
CREATE TABLE samples (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    t_s REAL NOT NULL,
    phase TEXT NOT NULL,
    right_cm REAL,
    down_cm REAL,
    sigma_right_cm REAL,
    sigma_down_cm REAL,
    in_contact INTEGER NOT NULL
);
CREATE INDEX samples_of_session ON samples (session_id, t_s);
CREATE TABLE profiles (
    name TEXT PRIMARY KEY,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    height_cm REAL NOT NULL,
    torso_of_stature REAL NOT NULL,
    shoulders_of_torso REAL,
    turn_deg REAL NOT NULL,
    roll_deg REAL NOT NULL,
    wall_torso_px REAL,
    quality_cm REAL NOT NULL,
    advice TEXT
);
CREATE TABLE spots (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    u REAL NOT NULL,
    v REAL NOT NULL,
    sigma_right_cm REAL NOT NULL,
    sigma_down_cm REAL NOT NULL,
    front INTEGER NOT NULL
);
"""
_ANSWERS = """
ALTER TABLE sessions ADD COLUMN profile TEXT NOT NULL DEFAULT '';
CREATE TABLE answers (
    profile TEXT NOT NULL,
    answered_utc TEXT NOT NULL,
    question TEXT NOT NULL,
    yes INTEGER NOT NULL,
    PRIMARY KEY (profile, question)
);
CREATE TABLE tenderness (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    zone TEXT NOT NULL,
    side TEXT NOT NULL,
    before INTEGER,
    after INTEGER
);
"""
_BALLS = """
CREATE TABLE balls (
    profile TEXT NOT NULL,
    colour TEXT NOT NULL,
    diameter_cm REAL NOT NULL,
    learned BLOB NOT NULL,
    PRIMARY KEY (profile, colour, diameter_cm)
);
"""
_MIGRATIONS = (_FIRST, _ANSWERS, _BALLS)
"""Each brings the history from its own place in this list, its schema, to the next."""

SCHEMA = len(_MIGRATIONS)

_REMEDIES = {
    "locked": "is in use; close the other program that has it open",
    "full": "has no room left; make room on its disk",
    "readonly": "may not be written to; check its permissions",
    "unable to open": "cannot be opened; check the folder and its permissions",
    "malformed": "is damaged; move it away and a new one is begun",
    "not a database": "is damaged or another kind of file; move it away and a new one is begun",
}


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the history."""

    id: int
    started_utc: str
    """ISO 8601."""
    source: str
    zone: str
    """Empty when it was free."""
    side: str
    """``left``, ``right`` or empty."""
    ended_by: str | None
    """``None`` when it runs still or ended with the program."""


class Store:
    """The history of sessions.

    Every method raises ``StoreError`` when the file cannot be read or written.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take a connection whose tables exist; see ``open``."""
        self._connection = connection
        self._path = path
        self._sampled: tuple[int, int] | None = None

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the history, or begin one that only this user can read.

        One of an earlier schema is brought to this one; a copy of it as it was stays beside it.

        Raises
        ------
        StoreError
            It is locked, damaged, not writable, from a newer tpvision or another program's.
        """
        with _told(path):
            # SQLite gives its side files the permissions of the main one.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            # A session must not stand still for long: better no sample than no picture.
            connection = sqlite3.connect(path, timeout=0.5, isolation_level=None)
        try:
            with _told(path):
                (schema,) = connection.execute("PRAGMA user_version").fetchone()
                (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if schema > SCHEMA:
                    raise StoreError(f"The history {path} was written by a newer tpvision; update this one.")
                if schema == 0 and tables > 0:
                    raise StoreError(f"{path} is another program's database; move it away and a new one is begun.")
                connection.execute("PRAGMA journal_mode = WAL")
                # Safe when the program dies; when the power fails, the last seconds may be missing.
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA foreign_keys = ON")
                if 0 < schema < SCHEMA:
                    _copy(connection, path.with_name(f"{path.name}.schema{schema}"))
                for number in range(schema, SCHEMA):
                    connection.executescript(
                        f"BEGIN IMMEDIATE; {_MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
                    )
        except StoreError:
            connection.close()
            raise
        return cls(connection, path)

    def begin_session(self, started_utc: str, source: str, zone: str, side: str, profile: str = "") -> int:
        """Note a new session and return its number.

        Parameters
        ----------
        started_utc
            When it began, ISO 8601.
        source
            What the camera or film is called.
        zone, side
            What it is about; empty in a free session.
        profile
            Whose it is; empty for whoever is in a film.
        """
        sql = "INSERT INTO sessions (started_utc, source, zone, side, profile) VALUES (?, ?, ?, ?, ?)"
        number = self._run(sql, (started_utc, source, zone, side, profile)).lastrowid
        assert number is not None
        return number

    def add_hold(self, session: int, hold: Hold) -> None:
        """Note a finished hold."""
        self._run(
            "INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session,
                hold.zone,
                hold.side.value if hold.side else None,
                hold.start_s,
                hold.end_s,
                hold.held_s,
                hold.goal_s,
                hold.in_zone_fraction,
                hold.ended_by,
                hold.right_cm,
                hold.down_cm,
                hold.sigma_right_cm,
                hold.sigma_down_cm,
            ),
        )

    def add_sample(self, session: int, view: View) -> None:
        """Note how things stand, at most once in each second of the session's time; call it for every view."""
        second = (session, floor(view.t_s))
        if second == self._sampled:
            return
        self._sampled = second
        ball = view.ball
        place = (ball.right_cm, ball.down_cm, ball.sigma_right_cm, ball.sigma_down_cm) if ball else (None,) * 4
        contact = ball is not None and ball.in_contact
        self._run(
            "INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (session, view.t_s, view.phase.value, *place, contact),
        )

    def end_session(self, session: int, ended_by: str) -> None:
        """Note why a session ended."""
        self._run("UPDATE sessions SET ended_by = ? WHERE id = ?", (ended_by, session))

    def keep_calibration(self, profile: str, kept: Calibration) -> None:
        """Keep what was measured of a person, in place of what was kept before."""
        self._run(
            "INSERT OR REPLACE INTO profiles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                profile,
                *kept.size_px,
                kept.height_cm,
                kept.torso_of_stature,
                kept.shoulders_of_torso,
                kept.turn_deg,
                kept.roll_deg,
                kept.wall_torso_px,
                kept.quality_cm,
                kept.advice,
            ),
        )

    def calibration(self, profile: str) -> Calibration | None:
        """Return what was measured of a person, ``None`` when nothing was."""
        for _, width_px, height_px, *rest in self._rows("SELECT * FROM profiles WHERE name = ?", (profile,)):
            return Calibration((width_px, height_px), *rest)
        return None

    def keep_ball(self, profile: str, colour: str, diameter_cm: float, learned: bytes) -> None:
        """Keep what was learned of the colours of a person's ball, in place of what was kept before."""
        values = (profile, colour, diameter_cm, learned)
        self._run("INSERT OR REPLACE INTO balls VALUES (?, ?, ?, ?)", values)

    def ball(self, profile: str, colour: str, diameter_cm: float) -> bytes | None:
        """Return what was learned of a ball, ``None`` when nothing was."""
        sql = "SELECT learned FROM balls WHERE profile = ? AND colour = ? AND diameter_cm = ?"
        return next((bytes(learned) for (learned,) in self._rows(sql, (profile, colour, diameter_cm))), None)

    def add_spot(self, profile: str, session: int, spot: Spot) -> None:
        """Note a place that the person named as theirs."""
        values = (profile, session, spot.u, spot.v, spot.sigma_right_cm, spot.sigma_down_cm, spot.front)
        columns = "profile, session_id, u, v, sigma_right_cm, sigma_down_cm, front"
        self._run(f"INSERT INTO spots ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def spots(self, profile: str) -> dict[int, Spot]:
        """Return a person's own places by their numbers."""
        sql = "SELECT id, u, v, sigma_right_cm, sigma_down_cm, front FROM spots WHERE profile = ? ORDER BY id"
        rows = self._rows(sql, (profile,))
        return {number: Spot(u, v, right_cm, down_cm, bool(front)) for number, u, v, right_cm, down_cm, front in rows}

    def sessions(self) -> list[Session]:
        """Return all sessions, the oldest first."""
        sql = "SELECT id, started_utc, source, zone, side, ended_by FROM sessions ORDER BY id"
        return [Session(*row) for row in self._rows(sql)]

    def holds(self, session: int) -> list[Hold]:
        """Return the holds of a session in their order."""
        sql = """SELECT zone, side, start_s, end_s, held_s, goal_s, in_zone_fraction, ended_by,
                        right_cm, down_cm, sigma_right_cm, sigma_down_cm
                 FROM holds WHERE session_id = ? ORDER BY start_s, rowid"""
        return [Hold(zone, Side(side) if side else None, *rest) for zone, side, *rest in self._rows(sql, (session,))]

    def holds_of(self, profile: str) -> list[tuple[str, Hold]]:
        """Return all holds of a person, each with when its session began (ISO 8601)."""
        sql = "SELECT id, started_utc FROM sessions WHERE profile = ? ORDER BY id"
        return [(begun, hold) for number, begun in self._rows(sql, (profile,)) for hold in self.holds(number)]

    def add_tenderness(self, session: int, told: Tenderness) -> None:
        """Note how tender a spot was."""
        values = (session, told.step, told.zone, told.side.value, told.before, told.after)
        self._run("INSERT INTO tenderness VALUES (?, ?, ?, ?, ?, ?)", values)

    def tenderness(self, session: int) -> list[Tenderness]:
        """Return how tender the spots of a session were, in their order."""
        sql = "SELECT step, zone, side, before, after FROM tenderness WHERE session_id = ? ORDER BY rowid"
        return [Tenderness(step, zone, Side(side), *rest) for step, zone, side, *rest in self._rows(sql, (session,))]

    def keep_answers(self, profile: str, answered_utc: str, answers: Mapping[str, bool]) -> None:
        """Keep a person's answers to the safety questions, by the questions' keys, in place of all earlier ones."""
        rows = [(profile, answered_utc, question, yes) for question, yes in answers.items()]
        with _told(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:  # all of them or, after a fault, those of before
                self._connection.execute("DELETE FROM answers WHERE profile = ?", (profile,))
                self._connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?)", rows)

    def answers(self, profile: str) -> tuple[str, dict[str, bool]] | None:
        """Return when a person answered the safety questions (ISO 8601) and what; ``None`` when they never did."""
        rows = self._rows("SELECT answered_utc, question, yes FROM answers WHERE profile = ?", (profile,))
        return (rows[0][0], {question: bool(yes) for _, question, yes in rows}) if rows else None

    def close(self) -> None:
        """Close the file."""
        with _told(self._path):
            self._connection.close()

    def __enter__(self) -> Store:
        """Return the store itself; it is closed with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def _run(self, sql: str, values: tuple[Any, ...]) -> sqlite3.Cursor:
        with _told(self._path):
            return self._connection.execute(sql, values)

    def _rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with _told(self._path):
            return self._connection.execute(sql, values).fetchall()


def _copy(connection: sqlite3.Connection, to: Path) -> None:
    os.close(os.open(to, os.O_RDWR | os.O_CREAT, 0o600))
    copy = sqlite3.connect(to)
    try:
        connection.backup(copy)
    finally:
        copy.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in a sentence what SQLite or the system complains of."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        remedies = (remedy for sign, remedy in _REMEDIES.items() if sign in str(error))
        remedy = next(remedies, f"cannot be used ({error}); check the folder, or move the file away")
        raise StoreError(f"The history {path} {remedy}.") from error
