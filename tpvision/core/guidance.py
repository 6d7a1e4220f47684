"""From where the ball is and should be to how the *person* moves: the inverse of the rolling law.

The ball rolls half as far as the body and the contact moves against it, so to bring the contact by ``c``
along the back the body goes by ``-2 c``: down for a ball that should go up, left for one that should go right.
People move along one axis at a time: knees for up and down, steps for left and right. Nobody steps by a few
centimetres, but bending the trunk to the side does that to a ball that lies well above the hips: turned by an angle
about them, the trunk rolls the contact about them by half of it. A way that would roll the ball over the spine or
through another area to keep off is no way: then the ball is put anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from tpvision.values import BallEstimate, Body, Facing, Guidance, Move, Plan, Target, Vector

FAR_CM = 6.0
"""Further than this, placing the ball again is quicker than rolling there (experience.md)."""
STEP_CM = 0.5
"""Spacing at which a way is held against the areas to keep off."""

LEAN_CM = 6.0
"""The body steps by more than this, and leans for less; a foot's width is 10 cm."""
LEAN_DEG = 8.0
"""So far a trunk that leans to the side can be held at ease; people reach 30 degrees and more."""

MIN_CM = 1.0
"""Nobody can move by less on purpose."""


@dataclass(frozen=True, slots=True)
class Map:
    """The body of this person, as far as moving the ball on it goes."""

    areas: tuple[tuple[float, float, float, float], ...] = ()
    """To keep off: |right| from and to, down from and to, in centimetres."""
    hips_cm: float = 0.0
    """How far down the hips are, about which the trunk leans."""
    lean_deg: float = 0.0
    """How far it leans already, to the person's right, as it looks in the picture."""

    def forbids(self, right_cm: float, down_cm: float) -> bool:
        """Say whether a contact there is to be avoided."""
        out = abs(right_cm)
        return any(a <= out <= b and c <= down_cm <= d for a, b, c, d in self.areas)

    def blocks(self, start: Vector, end: Vector) -> bool:
        """Say whether a straight roll between two contacts enters an area that it does not begin in."""
        steps = max(1, round(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / STEP_CM))
        points = [
            (start[0] + (end[0] - start[0]) * k / steps, start[1] + (end[1] - start[1]) * k / steps)
            for k in range(steps + 1)
        ]
        inside = [self.forbids(*point) for point in points]
        # One that begins in an area may leave it, but not enter another.
        first_free = inside.index(False) if False in inside else len(inside)
        return first_free == len(inside) or any(inside[first_free:])


def map_of(plan: Plan, body: Body, front: bool) -> Map:
    """Return the plan's areas to keep off in this body's centimetres; ``front`` when the ball is at the front."""
    lean_deg = math.degrees(math.atan2(body.down_px[0], body.down_px[1]))
    return Map(
        tuple(
            (
                area.u_from * body.shoulder_width_cm,
                area.u_to * body.shoulder_width_cm,
                area.v_from * body.torso_cm,
                area.v_to * body.torso_cm,
            )
            for area in plan.no_go
            if area.front is front
        ),
        body.torso_cm,
        # The head goes to the picture's left as the feet go to its right: to the right of who is seen from the front.
        -lean_deg if body.facing is Facing.BACK else lean_deg,
    )


def within(ball: BallEstimate, target: Target) -> bool:
    """Say whether the estimated contact lies within the target's radius."""
    return (target.right_cm - ball.right_cm) ** 2 + (target.down_cm - ball.down_cm) ** 2 <= target.radius_cm**2


def guide(ball: BallEstimate, target: Target, keep_off: Map) -> Guidance | None:
    """Return the one next move, or ``None`` when the contact lies within the target.

    Parameters
    ----------
    ball
        The estimate; torso frame, centimetres.
    target
        Where it should be.
    keep_off
        Where it must not be rolled.
    """
    if within(ball, target):
        return None
    here, there = (ball.right_cm, ball.down_cm), (target.right_cm, target.down_cm)
    right_cm, down_cm = there[0] - here[0], there[1] - here[1]
    across, along = (there[0], here[1]), (here[0], there[1])
    if max(abs(right_cm), abs(down_cm)) <= FAR_CM:
        leant = _lean(here, right_cm, keep_off)
        ways: list[tuple[float, Vector, Callable[[], Guidance]]] = [
            (abs(right_cm), leant or across, lambda: _shift(right_cm, leaning=leant is not None)),
            (abs(down_cm), along, lambda: _slide(down_cm)),
        ]
        # The longer way first; the other one when that is blocked.
        for way_cm, corner, move in sorted(ways, key=lambda way: -way[0]):
            if way_cm >= MIN_CM / 2 and not keep_off.blocks(here, corner) and not keep_off.blocks(corner, there):
                return move()
    if abs(right_cm) > abs(down_cm) or here[0] * there[0] < 0:
        return Guidance(Move.REPLACE_RIGHT if right_cm > 0 else Move.REPLACE_LEFT, abs(right_cm))
    return Guidance(Move.REPLACE_LOWER if down_cm > 0 else Move.REPLACE_HIGHER, abs(down_cm))


def _lean(here: Vector, right_cm: float, body: Map) -> Vector | None:
    """Return where leaning to the side brings the contact; ``None`` when a step is better, or no lean does it.

    The contact goes on a circle about the middle of the hips, by half the angle of the trunk.
    """
    above_cm, end_cm = body.hips_cm - here[1], here[0] + right_cm
    radius_cm = math.hypot(here[0], above_cm)
    if 2 * abs(right_cm) >= LEAN_CM or above_cm <= 0.0 or abs(end_cm) >= radius_cm:
        return None
    angle_deg = 2 * math.degrees(math.asin(here[0] / radius_cm) - math.asin(end_cm / radius_cm))
    # Straightening up is always at ease.
    far = abs(body.lean_deg + angle_deg) > max(LEAN_DEG, abs(body.lean_deg))
    return None if far else (end_cm, body.hips_cm - math.sqrt(radius_cm**2 - end_cm**2))


def _shift(right_cm: float, leaning: bool) -> Guidance:
    left = Move.LEAN_LEFT if leaning else Move.SHIFT_LEFT
    right = Move.LEAN_RIGHT if leaning else Move.SHIFT_RIGHT
    return Guidance(left if right_cm > 0 else right, 2 * abs(right_cm))


def _slide(down_cm: float) -> Guidance:
    return Guidance(Move.STRAIGHTEN_KNEES if down_cm > 0 else Move.BEND_KNEES, 2 * abs(down_cm))
