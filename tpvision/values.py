"""The values that flow through tpvision, from a frame to what is shown, said and stored.

Frames of reference
-------------------
picture
    Pixels of the upright, unmirrored picture; x to the picture's right, y down. Names end in ``_px``.
torso
    Centimetres on the subject's own body. The origin lies midway between the two shoulder joint
    centres; ``down`` runs from there toward the middle of the hip joint centres; ``right`` is at right
    angles to it, positive toward the *subject's own right*; ``back`` is at right angles to both,
    positive out of the back. Names are ``right_cm`` and ``down_cm``.
normalised torso
    ``u = right_cm / shoulder joint width``, ``v = down_cm / (mid-shoulder to mid-hip)``.

Left and right are always the subject's own; a picture is mirrored in drawing only. Times are ``t_s``:
monotonic seconds stamped when a frame was read (for a film: its own time). What is missing is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum

import numpy as np
from numpy.typing import NDArray

Vector = tuple[float, float]


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


class Facing(Enum):
    """What the camera sees of the person's trunk."""

    FRONT = "front"  #: the chest: the person faces the camera
    BACK = "back"  #: the back: the person faces away from the camera
    LEFT_SIDE = "left side"  #: the subject's left side is nearer to the camera
    RIGHT_SIDE = "right side"  #: the subject's right side is nearer to the camera


class Side(Enum):
    """A side of the subject's own body."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> int:
        """+1 for the subject's right, -1 for the left: the sign of ``right_cm`` on that side."""
        return 1 if self is Side.RIGHT else -1


class Phase(Enum):
    """Where a session stands."""

    GET_READY = "get ready"  #: countdown; the person walks to the wall
    PLACE = "place"  #: no ball between the body and the wall yet
    SEEK = "seek"  #: the ball is pressed and the person looks for the spot
    SETTLE = "settle"  #: on the spot and still, for less than the time that makes a hold
    HOLD = "hold"  #: a hold is being timed
    RELEASE = "release"  #: the hold is over: ease off
    REST = "rest"  #: between two holds
    RATE = "rate"  #: how tender is it?
    DONE = "done"  #: all holds of the plan were made
    PAUSED = "paused"  #: the person asked to wait
    LOST = "lost"  #: nobody is in the picture, or no picture comes
    STOPPED = "stopped"  #: the person ended the session


class Evidence(Enum):
    """What an estimate of the ball's place began from."""

    TOLD = "told"  #: a start named by the person
    HAND = "hand"  #: the last place of the hand that put the ball there
    SIGHT = "sight"  #: the ball was seen
    HERE = "here"  #: the person said: this is the spot


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
        return bool(np.array_equal(self.landmarks, other.landmarks, equal_nan=True))

    __hash__ = None  # type: ignore[assignment]


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
class Look:
    """An input of the engine: what one frame showed."""

    t_s: float
    size_px: tuple[int, int]
    poses: tuple[Pose, ...] = ()
    """Everybody that was found, in no order; empty when nobody was."""
    sighting: Sighting | None = None
    source_turned: bool = False
    """True on the first frame after the source came back or changed its size."""


class CommandKind(Enum):
    """What a person can tell the session, by key, click, gesture or word."""

    HERE = "here"
    PAUSE = "pause"  #: pause, or go on
    NEXT = "next"
    EASIER = "easier"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Command:
    """An input of the engine: the person said something."""

    t_s: float
    kind: CommandKind


@dataclass(frozen=True, slots=True)
class Tick:
    """An input of the engine: time passed and no frame came."""

    t_s: float


@dataclass(frozen=True, slots=True)
class End:
    """An input of the engine: the source is over or the window was closed; a running hold is finished."""

    t_s: float


Input = Look | Command | Tick | End


@dataclass(frozen=True, slots=True)
class Body:
    """A torso frame in the picture: an affine camera of the subject's trunk.

    A point of the trunk at (right, down, back) centimetres lies in the picture at
    ``origin_px + right * right_px + down * down_px + back * back_px``. Seen from the front
    ``back_px`` is nearly zero; seen from the side ``right_px`` is.
    """

    t_s: float
    origin_px: Vector
    """Middle of the shoulder joint centres."""
    hip_px: Vector
    """Middle of the hip joint centres."""
    right_px: Vector
    """Picture displacement of 1 cm toward the subject's right."""
    down_px: Vector
    """Picture displacement of 1 cm from the shoulders toward the hips."""
    back_px: Vector
    """Picture displacement of 1 cm out of the back."""
    px_per_cm: float
    """Scale of the picture at the torso."""
    facing: Facing
    turn_deg: float
    """How far the trunk is turned away from facing the camera squarely (or, seen from behind, from
    facing squarely away): 0 square, +90 the subject's right side is nearest, -90 the left."""
    torso_cm: float
    """Mid-shoulder to mid-hip."""
    shoulder_width_cm: float
    """Between the shoulder joint centres."""
    shoulders_px: tuple[Vector, Vector]
    """Left and right shoulder joint centre, the subject's own."""
    hips_px: tuple[Vector, Vector]
    """Left and right hip joint centre, the subject's own."""

    def at_px(self, right_cm: float, down_cm: float, back_cm: float = 0.0) -> Vector:
        """Return where a point of the trunk lies in the picture.

        Parameters are torso coordinates in centimetres; the result is (x_px, y_px).
        """
        return (
            self.origin_px[0] + right_cm * self.right_px[0] + down_cm * self.down_px[0] + back_cm * self.back_px[0],
            self.origin_px[1] + right_cm * self.right_px[1] + down_cm * self.down_px[1] + back_cm * self.back_px[1],
        )


@dataclass(frozen=True, slots=True)
class BallEstimate:
    """Where the ball touches the body, and how sure that is."""

    t_s: float
    right_cm: float
    down_cm: float
    sigma_right_cm: float
    sigma_down_cm: float
    in_contact: bool
    """Whether the ball is pressed between the body and the wall."""
    began_from: Evidence
    seen: bool
    """Whether the ball itself was seen in this picture; else it is inferred."""
    centre_px: Vector
    """The contact in the picture."""
    radius_px: float
    sigma_px: Vector
    """One sigma in the picture along the torso's right and down axes, for drawing the ellipse."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An area of the body to explore, on one side."""

    key: str
    name: str
    u: float
    """Distance from the midline over the shoulder joint width; not negative."""
    v: float
    """Distance below the shoulder line over the torso's length."""
    radius_cm: float
    facing_wall: bool = False
    """True when the person faces the wall and the ball is at the front of the body."""


@dataclass(frozen=True, slots=True)
class NoGo:
    """A rectangle of the body to keep off, on both sides, in the normalised torso frame."""

    u_from: float
    u_to: float
    """Distance from the midline; not negative."""
    v_from: float
    v_to: float
    front: bool
    """On the front of the body; else on the back."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the ball should be, in the torso frame."""

    name: str
    side: Side
    right_cm: float
    down_cm: float
    radius_cm: float
    centre_px: Vector
    radius_px: float


class Move(Enum):
    """What the person should do with the body; left and right are their own."""

    BEND_KNEES = "bend knees"  #: body down, ball up the back
    STRAIGHTEN_KNEES = "straighten knees"  #: body up, ball down the back
    SHIFT_LEFT = "shift left"  #: body to its left, ball to its right
    SHIFT_RIGHT = "shift right"  #: body to its right, ball to its left
    REPLACE_HIGHER = "replace higher"  #: step away, put the ball higher
    REPLACE_LOWER = "replace lower"
    REPLACE_LEFT = "replace left"  #: step away, put the ball further to the subject's left
    REPLACE_RIGHT = "replace right"


@dataclass(frozen=True, slots=True)
class Guidance:
    """How the person should move so that the ball comes to the target."""

    move: Move
    amount_cm: float
    """How far the body moves (a roll moves it twice as far as the contact); for a replacement, how
    far the ball goes on the body."""


class CueKind(Enum):
    """The kind of a cue; it chooses the tone and the colour."""

    INFO = "info"
    GUIDE = "guide"
    READY = "ready"
    BEGIN = "begin"
    TICK = "tick"
    END = "end"
    DRIFT = "drift"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something to say, show and sound: words by their key, numbers to put in."""

    t_s: float
    kind: CueKind
    key: str
    """Key in ``knowledge/cues.<language>.toml``."""
    numbers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class HoldProgress:
    """The hold that is being timed."""

    start_s: float
    held_s: float
    goal_s: float
    valid: bool
    """False while it does not count; ``reason`` then is a cue key that says why."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A finished hold."""

    zone: str
    """Key of the zone; empty in a free session."""
    side: Side | None
    start_s: float
    end_s: float
    held_s: float
    """Time that counted; never more than ``end_s - start_s``."""
    goal_s: float
    in_zone_fraction: float | None
    """Share of its frames with the ball's estimate inside the target's radius; ``None`` without a target."""
    ended_by: str
    """``goal``, ``moved``, ``left the wall``, ``lost``, ``easier``, ``next``, ``stop`` or ``end of film``."""
    right_cm: float | None
    """Mean contact while it counted; ``None`` when the ball's place was unknown."""
    down_cm: float | None
    sigma_right_cm: float | None
    sigma_down_cm: float | None


@dataclass(frozen=True, slots=True)
class View:
    """All that a moment of the session shows: what screens draw, the speaker says and the store keeps."""

    t_s: float
    size_px: tuple[int, int]
    """Size of the picture that the pixel coordinates belong to; (0, 0) before the first frame."""
    phase: Phase
    body: Body | None = None
    ball: BallEstimate | None = None
    sighting: Sighting | None = None
    target: Target | None = None
    guidance: Guidance | None = None
    caption: Cue | None = None
    """The sentence on the screen; it stays until another replaces it."""
    cues: tuple[Cue, ...] = ()
    """What was decided in this very step; the speaker plays the last."""
    hold: HoldProgress | None = None
    holds: tuple[Hold, ...] = ()
    """All finished holds of the session so far."""
    search: BallSearch | None = None
    """Where the ball finder should look in the next picture."""
    follow_px: Vector | None = None
    """Middle of the shoulder landmarks of the person the session keeps to; ``None`` while it looks for somebody."""
    front: bool = False
    """Whether the person faces the wall, so that the ball is at the front of the body."""


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


@dataclass(frozen=True, slots=True)
class Told:
    """What the person told the tool about themselves and the ball, instead of a calibration."""

    height_cm: float | None = None
    ball_cm: float | None = None
    ball_colour: str | None = None
    start_right_cm: float | None = None
    start_down_cm: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is to do."""

    told: Told = field(default_factory=Told)
    zone: Zone | None = None
    """``None`` makes the session free: a hold is timed wherever the person stops and leans."""
    side: Side | None = None
    no_go: tuple[NoGo, ...] = ()
    """Where the ball is never sent, nor rolled across."""
