"""What the history amounts to: sessions gathered into days and weeks, as pure sums.

A hold of a film that ended with its film, or of a session that was stopped, counts with the time it was held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tpvision.values import Hold, PastSession, Sums


@dataclass(frozen=True, slots=True)
class Day:
    """The sessions of one day."""

    day: str
    """ISO 8601 date where the person is."""
    sessions: tuple[PastSession, ...]
    sums: Sums


def sums(sessions: Iterable[PastSession]) -> Sums:
    """Return what sessions amount to."""
    sessions = tuple(sessions)
    holds = [hold for session in sessions for hold in session.holds]
    return Sums(len(sessions), len(holds), sum(reached(hold) for hold in holds), sum(hold.held_s for hold in holds))


def reached(hold: Hold) -> bool:
    """Say whether a hold was held for as long as it was meant to be."""
    return hold.ended_by == "goal"


def days(sessions: Iterable[PastSession]) -> tuple[Day, ...]:
    """Return the days on which there were sessions, the newest last, each with its sessions in their order."""
    found: dict[str, list[PastSession]] = {}
    for session in sorted(sessions, key=lambda session: session.started):
        found.setdefault(session.started[:10], []).append(session)
    return tuple(Day(day, tuple(those), sums(those)) for day, those in found.items())


def of_zone(sessions: Iterable[PastSession], words: str) -> list[PastSession]:
    """Return the sessions with holds on a zone whose key has the words in it, with those holds only."""
    wanted = words.casefold().replace(" ", "_")
    found = []
    for session in sessions:
        holds = tuple(hold for hold in session.holds if wanted in hold.zone.casefold())
        if holds:
            found.append(replace(session, holds=holds))
    return found
