"""What is seen: frames, poses, the ball in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what only looks back on the history need not wait for it
    import numpy as np
    from numpy.typing import NDArray

Vector = tuple[float, float]


class Quality(Enum):
    """How closely poses are looked for."""

    FULL = "full"  #: by the full model
    LITE = "lite"  #: by the lite one, which is quicker and less exact
    HALF = "half"  #: by that one, in each second row and column of the picture


class Landmark(IntEnum):
    """Rows of ``Pose.landmarks``: the 33 landmarks of the BlazePose topology, subject's left and right."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source."""

    image_bgr: NDArray[np.uint8]
    """(height, width, 3), blue-green-red, upright, read-only."""
    t_s: float
    """When it was read (live), or its time in the film."""
    index: int
    """Counts the source's frames from 0; a gap says that a live source dropped some."""

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return self.image_bgr.shape[1], self.image_bgr.shape[0]


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """The landmarks of one person in one picture, as the pose model gave them, rounded."""

    landmarks: NDArray[np.float64]
    """(33, 4), rows as in ``Landmark``: x_px, y_px, z_px, visibility; read-only."""

    def __post_init__(self) -> None:
        """Check the shape and make the array read-only."""
        if self.landmarks.shape != (33, 4):
            raise ValueError(f"landmarks must have shape (33, 4), not {self.landmarks.shape}")
        self.landmarks.flags.writeable = False

    def __eq__(self, other: object) -> bool:
        """Say whether both hold the same numbers."""
        if not isinstance(other, Pose):
            return NotImplemented
        import numpy as np

        return bool(np.array_equal(self.landmarks, other.landmarks, equal_nan=True))


@dataclass(frozen=True, slots=True)
class Sighting:
    """The ball, seen in one picture."""

    x_px: float
    y_px: float
    radius_px: float
    confidence: float
    """0..1: how well colour, size and roundness fit."""


@dataclass(frozen=True, slots=True)
class BallSearch:
    """Where in the next picture the ball may be, and how large it would look."""

    x0_px: float
    y0_px: float
    x1_px: float
    y1_px: float
    radius_px: float


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source is doing, for the screen."""

    name: str
    """What to call it; never holds a password."""
    live: bool
    stalled_s: float = 0.0
    """How long no frame has come; 0 while frames come."""
    reconnects: int = 0
    dropped: int = 0
    """Frames of a live source that nobody took, because a newer one came."""
    fps: float = 0.0
    message: str | None = None
    """One sentence for the person while something is wrong."""
