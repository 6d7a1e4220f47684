"""The history: profiles, sessions, holds and one sample a second, in one SQLite file (sqlite3).

Everything is written as it happens, so that a session that ends badly is kept up to its last second.
Every fault is a ``StoreError``: a session goes on without its history rather than end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tpvision.edges.store.forgetting import Forgetting
from tpvision.edges.store.moving import Moving, Taken
from tpvision.edges.store.reading import HOLD, Session
from tpvision.edges.store.schema import PROFILED, SCHEMA
from tpvision.values import Calibration, Hold, Pause, Sample, Spot, Tenderness, Warned

__all__ = ["SCHEMA", "Session", "Store", "Taken"]


class Store(Forgetting, Moving):
    """The history of sessions.

    Every method raises ``StoreError`` when the file cannot be read or written.
    """

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
        with self.together():  # it is in the file only when it is known to run
            self.add_profile(profile)
            sql = "INSERT INTO sessions (started_utc, source, zone, side, profile) VALUES (?, ?, ?, ?, ?)"
            number = self._added(sql, (started_utc, source, zone, side, profile))
            self._lock(number)
        return number

    def end_session(self, session: int, ended_by: str) -> None:
        """Note why a session ended."""
        self._run("UPDATE sessions SET ended_by = ? WHERE id = ?", (ended_by, session))
        self._unlock(session)

    def cut_off(self, profile: str) -> int | None:
        """Return the number of a person's last session if it has holds and was cut off; it is told once."""
        newest = self._rows("SELECT id FROM sessions WHERE profile = ? ORDER BY id DESC", (profile,))
        number = next((number for (number,) in newest if not self.runs(number)), None)
        sql = """UPDATE sessions SET told = 1 WHERE id = ? AND ended_by IS NULL AND NOT told
                 AND EXISTS (SELECT * FROM holds WHERE session_id = sessions.id)"""
        return number if number is not None and self._run(sql, (number,)).rowcount else None

    def add_hold(self, session: int, hold: Hold, pauses: Iterable[Pause] = ()) -> int:
        """Note a hold, one that runs or a finished one, and return its number."""
        sql = f"INSERT INTO holds (session_id, {', '.join(HOLD)}) VALUES (?, {', '.join('?' * len(HOLD))})"
        number = self._added(sql, (session, *_values(hold)))
        self._add_pauses(number, pauses)
        return number

    def change_hold(self, number: int, hold: Hold, pauses: Iterable[Pause]) -> None:
        """Note how a hold went on."""
        self._run(
            f"UPDATE holds SET {', '.join(f'{name} = ?' for name in HOLD)} WHERE id = ?", (*_values(hold), number)
        )
        self._run("DELETE FROM pauses WHERE hold_id = ?", (number,))
        self._add_pauses(number, pauses)

    def add_sample(self, session: int, sample: Sample) -> None:
        """Note how things stand."""
        columns = "t_s, phase, right_cm, down_cm, sigma_right_cm, sigma_down_cm, in_contact, in_zone"
        values = [getattr(sample, name) for name in columns.split(", ")]
        self._run(f"INSERT INTO samples (session_id, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (session, *values))

    def add_warning(self, session: int, warned: Warned) -> None:
        """Note what the person was warned of."""
        self._run("INSERT INTO warnings VALUES (?, ?, ?, ?)", (session, warned.t_s, warned.step, warned.key))

    def keep_tenderness(self, session: int, told: Tenderness) -> None:
        """Note how tender the spot of a step was, in place of what was noted before."""
        values = (session, told.step, told.zone, told.side.value, told.before, told.after)
        self._run("INSERT OR REPLACE INTO tenderness VALUES (?, ?, ?, ?, ?, ?)", values)

    def add_spot(self, profile: str, session: int, spot: Spot) -> None:
        """Note a place that the person named as theirs."""
        values = (profile, session, spot.u, spot.v, spot.sigma_right_cm, spot.sigma_down_cm, spot.front)
        columns = "profile, session_id, u, v, sigma_right_cm, sigma_down_cm, front"
        self._run(f"INSERT INTO spots ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def add_profile(self, name: str) -> None:
        """Note a person, unless they are known; nobody's name is empty."""
        if name:
            self._run("INSERT OR IGNORE INTO profiles VALUES (?)", (name,))

    def rename_profile(self, old: str, new: str) -> None:
        """Give a person another name, which nobody has."""
        with self.together():
            for table, column in PROFILED:
                self._run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))

    def keep_calibration(self, profile: str, kept: Calibration) -> None:
        """Keep what was measured of a person, in place of what was kept before."""
        self.add_profile(profile)
        self._run(
            "INSERT OR REPLACE INTO calibrations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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

    def keep_ball(self, profile: str, colour: str, diameter_cm: float, learned: bytes) -> None:
        """Keep what was learned of the colours of a person's ball, in place of what was kept before."""
        self.add_profile(profile)
        values = (profile, colour, diameter_cm, learned)
        self._run("INSERT OR REPLACE INTO balls VALUES (?, ?, ?, ?)", values)

    def keep_answers(self, profile: str, answered_utc: str, answers: Mapping[str, bool]) -> None:
        """Keep a person's answers to the safety questions, by the questions' keys, in place of all earlier ones."""
        with self.together():  # all of them or, after a fault, those of before
            self.add_profile(profile)
            self._run("DELETE FROM answers WHERE profile = ?", (profile,))
            for question, yes in answers.items():
                self._run("INSERT INTO answers VALUES (?, ?, ?, ?)", (profile, answered_utc, question, yes))

    def _add_pauses(self, hold: int, pauses: Iterable[Pause]) -> None:
        for pause in pauses:
            values = (hold, pause.start_s, pause.end_s, pause.reason)
            self._run("INSERT INTO pauses VALUES (?, ?, ?, ?)", values)

    def _added(self, sql: str, values: Sequence[Any]) -> int:
        number = self._run(sql, values).lastrowid
        assert number is not None
        return number


def _values(hold: Hold) -> list[Any]:
    return [hold.side.value if name == "side" and hold.side else getattr(hold, name) for name in HOLD]
