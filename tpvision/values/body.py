"""What is known of the body and the ball on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tpvision.values.seen import Vector


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


class Evidence(Enum):
    """What an estimate of the ball's place began from."""

    TOLD = "told"  #: a start named by the person
    HAND = "hand"  #: the last place of the hand that put the ball there
    SIGHT = "sight"  #: the ball was seen
    HERE = "here"  #: the person said: this is the spot


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
class Calibration:
    """What was measured of a person, their camera and their wall."""

    size_px: tuple[int, int]
    """(width, height) of the picture it was measured in."""
    height_cm: float
    """The person's stature, as told."""
    torso_of_stature: float
    """Mid-shoulder to mid-hip landmark over stature: it gives the scale."""
    shoulders_of_torso: float | None
    """Shoulder landmark distance over that torso length; ``None`` when the person was never seen squarely."""
    turn_deg: float
    """The camera's angle to the wall, as ``Body.turn_deg`` of a person who stands squarely at it."""
    roll_deg: float
    """How far the upright person seems to lean in the picture, positive to its right."""
    wall_torso_px: float | None
    """How long the torso looks of a person who leans on the wall; ``None`` until they did."""
    quality_cm: float
    """Expected error, one sigma, of a place on the back that was read off this calibration."""
    advice: str | None
    """Key of the cue that says what would improve it most; ``None`` when nothing would by much."""

    @property
    def possible(self) -> bool:
        """Whether somebody can be so; what was changed by hand in a file need not be."""
        parts = self.torso_of_stature, self.shoulders_of_torso or 1.0, self.wall_torso_px or 1.0, *self.size_px
        return 30.0 <= self.height_cm <= 300.0 and all(0.01 <= part <= 1e5 for part in parts)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the body that the person named with *here*, in the normalised torso frame."""

    u: float
    """Positive on the subject's right."""
    v: float
    sigma_right_cm: float
    sigma_down_cm: float
    front: bool
    """On the front of the body; else on the back."""


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
