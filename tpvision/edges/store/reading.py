"""What is read of the history, as values."""

from __future__ import annotations

import datetime
import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from tpvision.edges.store.running import Running
from tpvision.values import (
    Calibration,
    Hold,
    PastHold,
    PastSession,
    PastSpot,
    Pause,
    Profile,
    Sample,
    Side,
    Spot,
    Tenderness,
    Warned,
)

HOLD = (
    *("zone", "side", "start_s", "end_s", "held_s", "goal_s", "in_zone_fraction", "ended_by"),
    *("right_cm", "down_cm", "sigma_right_cm", "sigma_down_cm"),
)
"""Columns of a hold, in the order of its value."""
_HOLD = ", ".join(f"holds.{name}" for name in HOLD)
_TOLD = "session_id, step, zone, side, before, after"
_CALIBRATION = """width_px, height_px, height_cm, torso_of_stature, shoulders_of_torso, turn_deg, roll_deg,
                  wall_torso_px, quality_cm, advice"""


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the history, without what happened in it."""

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


class Reading(Running):
    """A history that is read."""

    def past(self, profile: str) -> list[PastSession]:
        """Return all that is known of a person's sessions but their samples, the oldest first."""
        with _undisturbed():
            return self._past(profile)

    def samples(self, session: int) -> list[Sample]:
        """Return the samples of a session in their order."""
        sql = """SELECT t_s, phase, right_cm, down_cm, sigma_right_cm, sigma_down_cm, in_contact, in_zone
                 FROM samples WHERE session_id = ? ORDER BY t_s"""
        return [
            Sample(*(*rest, bool(in_contact), None if in_zone is None else bool(in_zone)))
            for *rest, in_contact, in_zone in self._rows(sql, (session,))
        ]

    def trail(self, session: int) -> list[tuple[float, float, float]]:
        """Return when, and where, the ball was while a hold ran in a session; see ``core.review.Trail``."""
        sql = """SELECT t_s, right_cm, down_cm FROM samples WHERE session_id = ? AND phase = 'hold'
                 AND right_cm IS NOT NULL AND down_cm IS NOT NULL ORDER BY t_s"""
        return self._rows(sql, (session,))

    def profiles(self) -> list[Profile]:
        """Return all profiles in the order of their names."""
        sql = f"""SELECT name, (SELECT count(*) FROM sessions WHERE profile = name),
                         (SELECT max(started_utc) FROM sessions WHERE profile = name), {_CALIBRATION}
                  FROM profiles LEFT JOIN calibrations ON profile = name ORDER BY name"""
        return [
            Profile(name, count, here(last) if last else None, _calibration(rest) if rest[0] is not None else None)
            for name, count, last, *rest in self._rows(sql)
        ]

    def calibration(self, profile: str) -> Calibration | None:
        """Return what was measured of a person, ``None`` when nothing was."""
        sql = f"SELECT {_CALIBRATION} FROM calibrations WHERE profile = ?"
        return next(map(_calibration, self._rows(sql, (profile,))), None)

    def ball(self, profile: str, colour: str, diameter_cm: float) -> bytes | None:
        """Return what was learned of a ball, ``None`` when nothing was."""
        sql = "SELECT learned FROM balls WHERE profile = ? AND colour = ? AND diameter_cm = ?"
        return next((bytes(learned) for (learned,) in self._rows(sql, (profile, colour, diameter_cm))), None)

    def spots(self, profile: str) -> list[PastSpot]:
        """Return a person's own places in the order in which they were named."""
        sql = """SELECT spots.id, session_id, started_utc, u, v, sigma_right_cm, sigma_down_cm, front
                 FROM spots JOIN sessions ON sessions.id = session_id WHERE spots.profile = ? ORDER BY spots.id"""
        return [
            PastSpot(number, session, here(started_utc), Spot(*place, *[bool(front)]))
            for number, session, started_utc, *place, front in self._rows(sql, (profile,))
        ]

    def sessions(self, profile: str | None = None) -> list[Session]:
        """Return the sessions of a person, or of whomever, the oldest first."""
        sql = """SELECT id, started_utc, source, zone, side, ended_by FROM sessions
                 WHERE profile = coalesce(?, profile) ORDER BY id"""
        return [Session(*row) for row in self._rows(sql, (profile,))]

    def holds(self, session: int) -> list[Hold]:
        """Return the holds of a session in their order."""
        sql = f"SELECT {_HOLD} FROM holds WHERE session_id = ? ORDER BY start_s, id"
        return [Hold(zone, _side(side), *rest) for zone, side, *rest in self._rows(sql, (session,))]

    def holds_of(self, profile: str) -> list[tuple[str, Hold]]:
        """Return all holds of a person, each with when its session began (ISO 8601)."""
        sql = f"""SELECT started_utc, {_HOLD} FROM holds JOIN sessions ON sessions.id = session_id
                  WHERE profile = ? ORDER BY session_id, start_s, holds.id"""
        return [(begun, Hold(zone, _side(side), *rest)) for begun, zone, side, *rest in self._rows(sql, (profile,))]

    def answers(self, profile: str) -> tuple[str, dict[str, bool]] | None:
        """Return when a person answered the safety questions (ISO 8601) and what; ``None`` when they never did."""
        rows = self._rows("SELECT answered_utc, question, yes FROM answers WHERE profile = ?", (profile,))
        return (rows[0][0], {question: bool(yes) for _, question, yes in rows}) if rows else None

    def _past(self, profile: str) -> list[PastSession]:
        def rows(columns: str, table: str, order: str) -> list[Any]:
            return self._rows(
                f"""SELECT {columns} FROM {table}
                    WHERE session_id IN (SELECT id FROM sessions WHERE profile = ?) ORDER BY {order}""",
                (profile,),
            )

        pauses: defaultdict[int, list[Pause]] = defaultdict(list)
        held = "pauses JOIN holds ON holds.id = hold_id"
        for hold, *pause in rows("hold_id, pauses.start_s, pauses.end_s, reason", held, "hold_id, pauses.start_s"):
            pauses[hold].append(Pause(*pause))
        holds: defaultdict[int, list[PastHold]] = defaultdict(list)
        for number, hold, zone, side, *rest in rows(f"session_id, id, {_HOLD}", "holds", "session_id, start_s, id"):
            holds[number].append(PastHold(zone, _side(side), *[*rest, tuple(pauses.get(hold, ()))]))
        tenderness: defaultdict[int, list[Tenderness]] = defaultdict(list)
        for number, step, zone, side, *rest in rows(_TOLD, "tenderness", "step"):
            tenderness[number].append(Tenderness(step, zone, Side(side), *rest))
        warnings: defaultdict[int, list[Warned]] = defaultdict(list)
        for number, *warned in rows("session_id, t_s, step, cue", "warnings", "t_s, rowid"):
            warnings[number].append(Warned(*warned))
        # Numbers are not in the order of time where older sessions were imported.
        sql = """SELECT id, started_utc, source, ended_by, zone, side FROM sessions WHERE profile = ?
                 ORDER BY started_utc, id"""
        return [
            PastSession(
                number,
                here(started_utc),
                source,
                ended_by,
                tuple(holds.get(number, ())),
                profile,
                zone,
                _side(side),
                tuple(tenderness.get(number, ())),
                tuple(warnings.get(number, ())),
                ended_by is None and self.runs(number),
            )
            for number, started_utc, source, ended_by, zone, side in self._rows(sql, (profile,))
        ]


def here(utc: str) -> str:
    """Return a time where the person is, ISO 8601, for one of UTC."""
    return datetime.datetime.fromisoformat(utc).astimezone().isoformat(timespec="seconds")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Look for no garbage while tens of thousands of values are made that all stay: it takes a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@cache
def _side(value: str | None) -> Side | None:
    return Side(value) if value else None


def _calibration(row: Sequence[Any]) -> Calibration | None:
    width_px, height_px, *rest = row
    kept = Calibration((width_px, height_px), *rest)
    return kept if kept.possible else None
