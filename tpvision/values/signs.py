"""What a person tells by hand and breath, and what their camera's place leaves to be wished."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tpvision.values.seen import Vector


class Hands(Enum):
    """Which hand was raised; left and right are the subject's own."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Signs:
    """What the hands say in one picture."""

    raised: Hands | None = None
    """Set once for each raise, in the picture where it had lasted long enough."""
    level: float | None = None
    """Height of a hand held out beside the body, 0 at the hips to 10 above the head; ``None`` when no one
    hand is."""
    still: float = 0.0
    """How far that height is confirmed by holding still, 0 to 1."""
    chosen: int | None = None
    """The level, set once when it was confirmed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A moment of the breath pacer."""

    breathing_in: bool
    """True while breathing in, False while breathing out."""
    fullness: float
    """0 breathed out to 1 breathed in, smooth: the size of a circle that breathes."""


@dataclass(frozen=True, slots=True)
class BreathRate:
    """How fast somebody breathes."""

    per_min: float
    """Breaths a minute."""
    confidence: float
    """0 barely said to 1 as plain as it gets."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What to mend about the camera's place, the light or where the person stands."""

    key: str
    """Key of the cue that says it."""
    numbers: tuple[tuple[str, float], ...] = ()
    """What to put into its words."""
    urgency: int = 0
    """0 before all else; a higher one can wait for the lower."""


@dataclass(frozen=True, slots=True)
class Check:
    """How well the camera is placed right now."""

    fix: Fix | None
    """The one thing to mend first; ``None`` when all is good."""
    good_since_s: float | None
    """Since when all has been good; ``None`` while it is not."""


class MeasureStep(Enum):
    """Where a camera check or a calibration stands."""

    PLACE = "place"  #: what is wrong with the camera's place is mended
    STAND = "stand"  #: the person stands still with the back against the wall
    BALL = "ball"  #: the person holds the ball before the chest
    RESULT = "result"  #: what was measured can be read; go on, or again


@dataclass(frozen=True, slots=True)
class Measuring:
    """How far a camera check or a calibration has come."""

    step: MeasureStep
    progress: float = 0.0
    """Of this step, 0 to 1."""
    skipped: bool = False
    """Whether the person went on before it was over."""
    circle_px: Vector | None = None
    """Where the ball is to be held, in the picture..."""
    circle_radius_px: float = 0.0
    """... within this."""
    ball_seen: bool = False
    """Whether it is held there."""
