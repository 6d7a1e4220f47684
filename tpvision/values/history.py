"""What is kept of earlier sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tpvision.values.body import Calibration, Side, Spot
from tpvision.values.session import Hold, Tenderness

CUT_OFF = "cut off"
"""``Hold.ended_by`` of a hold that was running when the program ended without ending the session."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in a hold that did not count."""

    start_s: float
    end_s: float
    """On the clock of the session, as the hold's."""
    reason: str
    """Key of the cue that says why: ``off_spot``, ``moving``, ``unsure``, ``no_go``, ``paused`` or ``lost``."""


@dataclass(frozen=True, slots=True)
class PastHold(Hold):
    """A hold as it was kept; beside the ends of a ``Hold`` it can be ``cut off``."""

    pauses: tuple[Pause, ...] = ()
    """In their order. Slips shorter than the grace did not count either, but are none."""


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning or alarm of a session."""

    t_s: float
    step: int
    """The plan's step that was under way, from 0."""
    key: str
    """Key of its cue, as in ``no_go``, ``lost`` or ``stop_words``."""


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session of the history."""

    number: int
    started: str
    """ISO 8601, the time where the person is."""
    source: str
    """What the camera or film was called."""
    ended_by: str | None
    """The phase it ended in: ``done``, ``stopped``, or another when it was left; ``None`` when it was cut off, or
    is ``running``."""
    holds: tuple[PastHold, ...]
    """In the order of their beginnings."""
    profile: str = ""
    """Whose it is; empty for whoever is in a film."""
    zone: str = ""
    """Key of the zone it was about; empty when it was free or had several."""
    side: Side | None = None
    tenderness: tuple[Tenderness, ...] = ()
    """In the order of the steps."""
    warnings: tuple[Warned, ...] = ()
    """In their order; of a session that was stopped, the last one says why."""
    running: bool = False
    """Whether it runs still, in this program or another."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How things stood in one second of a session."""

    t_s: float
    phase: str
    """Value of the ``Phase``."""
    right_cm: float | None
    """The contact across, positive on the subject's right; ``None``, as the next three, while it is unknown."""
    down_cm: float | None
    sigma_right_cm: float | None
    sigma_down_cm: float | None
    in_contact: bool
    in_zone: bool | None
    """Whether it lay inside the target's radius; ``None`` without a target, and where nobody kept it."""


@dataclass(frozen=True, slots=True)
class PastSpot:
    """A place that the person named as theirs; holds on it have the zone ``my-<number>``."""

    number: int
    session: int
    """Number of the session in which it was named."""
    named: str
    """When that session began, as in ``PastSession``."""
    spot: Spot


@dataclass(frozen=True, slots=True)
class Profile:
    """One of the people who use this computer."""

    name: str
    sessions: int
    last: str | None
    """When the last session began, as in ``PastSession``; ``None`` before the first."""
    calibration: Calibration | None
    """What was measured; ``None`` before anything was."""


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YES = "0 or 1"
    BYTES = "bytes, base64"


Cell = str | int | float | bytes | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an exported table."""

    name: str
    kind: Kind
    optional: bool
    """Whether a cell can be empty."""
    meaning: str
    """With the unit."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an export."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    """Can be gone through once."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some sessions amount to."""

    sessions: int
    holds: int
    reached: int
    """Holds that reached their goal."""
    held_s: float
