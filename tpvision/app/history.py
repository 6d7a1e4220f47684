"""The history as it is looked back on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TypeVar

from tpvision.core.review import Trail, of_zone
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError, OutputError, StoreError
from tpvision.values import PastSession, PastSpot, Profile

T = TypeVar("T")


def past_sessions(
    day: str | None, zone: str | None, profile: str, names: Mapping[str, str] | None = None
) -> list[PastSession]:
    """Return a person's sessions that were kept, the oldest first.

    Parameters
    ----------
    day
        ISO 8601 date, where the person is; ``None`` for all.
    zone
        A part of a zone's key or name: only the holds on such zones, and the sessions that have some.
    profile
        Whose; those of films are nobody's.
    names
        What zones are called, by their keys.

    Raises
    ------
    InputError
        The day is none.
    StoreError, OutputError
        The history cannot be read.
    """
    if day is not None:
        try:
            datetime.date.fromisoformat(day)
        except ValueError as error:
            raise InputError(f"'{day}' is no day; write it as in 2026-11-22.") from error
    sessions = [
        session
        for session in _read(lambda store: store.past(profile))
        if day is None or session.started.startswith(day)
    ]
    return sessions if zone is None else of_zone(sessions, zone, names or {})


def trail(session: int) -> Trail:
    """Return where the ball was in each second in which a session had a hold.

    Raises
    ------
    StoreError, OutputError
        The history cannot be read.
    """
    with Store.open(folders.history_file()) as store:
        return store.trail(session)


def spots(profile: str) -> list[PastSpot]:
    """Return a person's own spots in the order in which they were named.

    Raises
    ------
    StoreError, OutputError
        The history cannot be read.
    """
    return _read(lambda store: store.spots(profile))


def profiles() -> list[Profile]:
    """Return all profiles in the order of their names.

    Raises
    ------
    StoreError, OutputError
        The history cannot be read.
    """
    return _read(Store.profiles)


def known(profile: str) -> None:
    """Make sure that there is a profile.

    Raises
    ------
    InputError
        There is none.
    StoreError, OutputError
        The history cannot be read.
    """
    if profile not in [each.name for each in profiles()]:
        raise InputError(f"There is no profile '{profile}'; 'tpvision profiles' lists all, 'profiles add' makes one.")


def cut_off(profile: str) -> PastSession | None:
    """Return a person's last session if it has holds and was cut off, as by a power cut; each is returned once.

    To be asked before the next session begins. ``screen.cut_off`` is the sentence for it.
    """
    try:
        if not folders.history_file().exists():
            return None
        with Store.open(folders.history_file()) as store:
            number = store.cut_off(profile)
            if number is None:
                return None
            return next((session for session in store.past(profile) if session.number == number), None)
    except (StoreError, OutputError):
        return None  # the session itself will say so


def _read(of: Callable[[Store], list[T]]) -> list[T]:
    """Return something of the history; nothing where none was begun, and none is by that."""
    if not folders.history_file().exists():
        return []
    with Store.open(folders.history_file()) as store:
        return of(store)
