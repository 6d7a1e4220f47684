"""From where the ball is and should be to how the *person* moves: the inverse of the rolling law.

The ball rolls half as far as the body and the contact moves against it, so to bring the contact by ``c``
along the back the body goes by ``-2 c``: down for a ball that should go up, left for one that should go right.
People move along one axis at a time: knees for up and down, steps for left and right. A way that would
roll the ball over the spine or through another area to keep off is no way: then the ball is put anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tpvision.values import BallEstimate, Body, Guidance, Move, Plan, Target, Vector

FAR_CM = 6.0
"""Further than this, placing the ball again is quicker than rolling there (experience.md)."""
STEP_CM = 0.5
"""Spacing at which a way is held against the areas to keep off."""

MIN_CM = 1.0
"""Nobody can move by less on purpose."""


@dataclass(frozen=True, slots=True)
class Map:
    """The areas to keep off, on the body of this person."""

    areas: tuple[tuple[float, float, float, float], ...] = ()
    """|right| from and to, down from and to, in centimetres."""

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
        )
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
        ways: list[tuple[float, Vector, Callable[[], Guidance]]] = [
            (abs(right_cm), across, lambda: _shift(right_cm)),
            (abs(down_cm), along, lambda: _slide(down_cm)),
        ]
        # The longer way first; the other one when that is blocked.
        for way_cm, corner, move in sorted(ways, key=lambda way: -way[0]):
            if way_cm >= MIN_CM / 2 and not keep_off.blocks(here, corner) and not keep_off.blocks(corner, there):
                return move()
    if abs(right_cm) > abs(down_cm) or here[0] * there[0] < 0:
        return Guidance(Move.REPLACE_RIGHT if right_cm > 0 else Move.REPLACE_LEFT, abs(right_cm))
    return Guidance(Move.REPLACE_LOWER if down_cm > 0 else Move.REPLACE_HIGHER, abs(down_cm))


def _shift(right_cm: float) -> Guidance:
    return Guidance(Move.SHIFT_LEFT if right_cm > 0 else Move.SHIFT_RIGHT, 2 * abs(right_cm))


def _slide(down_cm: float) -> Guidance:
    return Guidance(Move.STRAIGHTEN_KNEES if down_cm > 0 else Move.BEND_KNEES, 2 * abs(down_cm))
