"""What is kept of earlier sessions."""

from __future__ import annotations

from dataclasses import dataclass

from tpvision.values.session import Hold


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session of the history."""

    number: int
    started: str
    """ISO 8601, the time where the person is."""
    source: str
    """What the camera or film was called."""
    ended_by: str | None
    """``None`` when the program ended without ending the session."""
    holds: tuple[Hold, ...]
    """In the order of their beginnings."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some sessions amount to."""

    sessions: int
    holds: int
    reached: int
    """Holds that reached their goal."""
    held_s: float
