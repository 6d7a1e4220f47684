"""From where the ball is and should be to how the *person* moves: the inverse of the rolling law.

The ball rolls half as far as the body and the contact moves against it, so to bring the contact by ``c``
along the back the body goes by ``-2 c``: down for a ball that should go up, left for one that should go right.
"""

from __future__ import annotations

from tpvision.values import BallEstimate, Guidance, Move, Target

FAR_CM = 6.0
"""Further than this, placing the ball again is quicker than rolling there (experience.md)."""
SPINE_CM = 4.0
"""A single ball's centre stays this far from the midline (body_knowledge 1.2)."""


def guide(ball: BallEstimate, target: Target) -> Guidance | None:
    """Return the one next move, or ``None`` when the contact lies within the target.

    Parameters
    ----------
    ball
        The estimate; torso frame, centimetres.
    target
        Where it should be.
    """
    right_cm, down_cm = target.right_cm - ball.right_cm, target.down_cm - ball.down_cm
    if right_cm**2 + down_cm**2 <= target.radius_cm**2:
        return None
    sideways = abs(right_cm) > abs(down_cm)
    # Rolling from one side to the other would press the ball over the spine.
    across_spine = ball.right_cm * target.right_cm < 0 and abs(target.right_cm) >= SPINE_CM
    if across_spine or max(abs(right_cm), abs(down_cm)) > FAR_CM:
        if across_spine or sideways:
            return Guidance(Move.REPLACE_RIGHT if right_cm > 0 else Move.REPLACE_LEFT, abs(right_cm))
        return Guidance(Move.REPLACE_LOWER if down_cm > 0 else Move.REPLACE_HIGHER, abs(down_cm))
    if sideways:
        return Guidance(Move.SHIFT_LEFT if right_cm > 0 else Move.SHIFT_RIGHT, 2 * abs(right_cm))
    return Guidance(Move.STRAIGHTEN_KNEES if down_cm > 0 else Move.BEND_KNEES, 2 * abs(down_cm))
