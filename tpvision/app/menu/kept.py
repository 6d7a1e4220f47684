"""What is kept of the person, as the menu shows it: read again only when its files have changed.

A page is made anew for each picture, so that reading 1,100 sessions each time would make the window stutter.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tpvision.app import history
from tpvision.app.keeper import kept_calibration
from tpvision.app.menu.turns import Desk
from tpvision.app.plans import own_zones
from tpvision.app.programs import programs
from tpvision.core import review
from tpvision.edges import folders
from tpvision.errors import StoreError
from tpvision.knowledge.programs import Program
from tpvision.settings import Settings
from tpvision.values import PastSession, PastSpot, Side, Vector, Zone

State = tuple[tuple[str, int, int], ...]
"""What tells one state of some files from another: their paths, when they were changed, and how large they are."""


@dataclass(frozen=True, slots=True)
class Past:
    """A person's sessions, and what they amount to."""

    sessions: tuple[PastSession, ...]
    """The oldest first."""
    weeks: tuple[review.Span, ...]
    """The last and this."""
    months: tuple[review.Span, ...]
    zones: tuple[review.OfZone, ...]


def past(desk: Desk, begins: str = "") -> Past:
    """Return what is kept of a person's sessions, of all or of those of a month (``2026-11``).

    Raises
    ------
    StoreError
        The history cannot be read.
    """
    today = datetime.datetime.now().astimezone().date().isoformat()
    return _past(_state(), desk.settings.person.name, today, begins)


def spots(desk: Desk) -> dict[str, tuple[Zone, Side]]:
    """Return a person's own spots by their keys, the oldest first; none where the history cannot be read."""
    try:
        return _spots(_state(), desk.settings.person.name)
    except StoreError:
        return {}  # the history's own page says so


def seen(desk: Desk, session: int) -> tuple[review.Trail, Sequence[PastSpot]]:
    """Return where the ball was in a session, and the person's own spots as they were named."""
    return _seen(_state(), desk.settings.person.name, session)


def scale_cm(desk: Desk) -> Vector:
    """Return how many centimetres one ``u`` and one ``v`` of the person are."""
    return _scale_cm(_state(), desk.settings.person.name, desk.settings.person.height_cm)


def ready_and_own(desk: Desk) -> tuple[list[Program], list[str]]:
    """Return all programs, and what is wrong with one's own."""
    return _programs(_state(), desk.settings)


def people() -> tuple[str, ...]:
    """Return the names of all that something is kept of."""
    return _people(_state())


def _state() -> State:
    path = folders.history_file()
    files = (path, path.with_name(f"{path.name}-wal"), *sorted(folders.programs_folder().glob("*.toml")))
    known = ((str(file), file.stat()) for file in files if file.exists())
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in known)


@lru_cache(maxsize=4)
def _past(state: State, profile: str, today: str, begins: str) -> Past:
    if begins:
        sessions = tuple(each for each in _past(state, profile, today, "").sessions if each.started.startswith(begins))
    else:
        sessions = tuple(history.past_sessions(None, None, profile))
    return Past(sessions, review.weeks(sessions, today, 2), review.months(sessions), review.by_zone(sessions))


@lru_cache(maxsize=1)
def _people(state: State) -> tuple[str, ...]:
    return tuple(each.name for each in history.profiles())


@lru_cache(maxsize=2)
def _spots(state: State, profile: str) -> dict[str, tuple[Zone, Side]]:
    return own_zones(profile)


@lru_cache(maxsize=2)
def _seen(state: State, profile: str, session: int) -> tuple[review.Trail, Sequence[PastSpot]]:
    return history.trail(session), history.spots(profile)


@lru_cache(maxsize=2)
def _scale_cm(state: State, profile: str, height_cm: float) -> Vector:
    return review.scale_cm(kept_calibration(profile), height_cm)


@lru_cache(maxsize=2)
def _programs(state: State, settings: Settings) -> tuple[list[Program], list[str]]:
    return programs(settings)
