"""Was the camera pushed? Then trunk and legs of a person at the wall go the same way in the picture at once.

Who stands free walks with feet and trunk. Who leans moves over feet that stay, and over knees that go half as far.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tpvision.core.body import Figure
from tpvision.values import Landmark, Vector

PUSHED_CM_PER_S = 5.0
"""Trunk and legs, all faster than this and alike: the camera was pushed."""
ALIKE = 0.3
"""So much of the way they may differ, ..."""
FAST_CM_PER_S = 60.0
"""... but of a jump, or from a picture long before, ..."""
SAME_JUMP, UNREST_CM = 0.15, 0.5
"""... nothing of them from head to foot by more than this share and the landmarks' unrest, for it may be somebody
else who stands there, or walks: at each step one foot stays."""
ENOUGH, ENOUGH_LEGS = 6, 2
"""So many marks must tell of a jump; of the legs, from the side, one is hidden."""
SEEN = 0.5
"""Below this visibility a mark is guesswork."""
LAG = 0.6
SAME_SIZE = 0.03
"""Nor does anybody look larger or smaller by more than this share at a push."""
GAP_S = 0.5
LEGS = (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE, Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE)
UPPER = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


@dataclass(frozen=True, slots=True)
class PushState:
    """What is remembered of the camera."""

    marks_px: tuple[Vector | None, ...] = ()
    """The trunk, both ankles, both knees, and what is above them, in the newest picture."""
    size_px: float = 0.0
    """Length of the trunk in it, unsmoothed."""
    t_s: float = 0.0
    now_px: Vector = (0.0, 0.0)
    """How far a push has just moved the picture, and..."""
    all_px: Vector = (0.0, 0.0)
    """... all pushes together."""


def step(state: PushState, figure: Figure, leaning: bool) -> PushState:
    """Take in one more look.

    Parameters
    ----------
    state
        What was remembered.
    figure
        The person.
    leaning
        Whether they lean on the wall; who doesn't walks with trunk and feet.
    """
    p, body = figure.landmarks, figure.body
    parts_px = ((float(p[row, 0]), float(p[row, 1])) if p[row, 3] >= SEEN else None for row in LEGS + UPPER)
    marks_px = (body.origin_px, *parts_px)
    now_px = (0.0, 0.0)
    dt_s = body.t_s - state.t_s
    alike = abs(figure.size_px - state.size_px) <= SAME_SIZE * state.size_px
    if leaning and alike and 0.0 < dt_s < GAP_S:
        both = zip(state.marks_px, marks_px, strict=False)
        ways = [(new[0] - old[0], new[1] - old[1]) if old and new else None for old, new in both]
        if _alike(ways, dt_s, body.px_per_cm, math.hypot(*state.now_px)):
            now_px = ways[0] or now_px
    return PushState(
        marks_px, figure.size_px, body.t_s, now_px, (state.all_px[0] + now_px[0], state.all_px[1] + now_px[1])
    )


def _alike(ways: list[Vector | None], dt_s: float, px_per_cm: float, before_px: float) -> bool:
    """Say whether all went the same way as the trunk; ``before_px`` is how far a push went in the picture before."""
    trunk = ways[0] if ways else None
    if trunk is None:
        return False
    way_px = math.hypot(*trunk)
    legs = [way for way in ways[1 : 1 + len(LEGS)] if way]
    speed_cm_per_s = way_px / dt_s / px_per_cm
    # The model takes some pictures to follow a jump, and not all parts alike.
    if speed_cm_per_s > FAST_CM_PER_S and way_px > LAG * before_px:
        most_px = SAME_JUMP * way_px + UNREST_CM * px_per_cm
        known = [way for way in ways if way]
        enough = len(known) >= ENOUGH and len(legs) >= ENOUGH_LEGS
        return enough and all(math.dist(way, trunk) <= most_px for way in known)
    feet = [way for way in ways[1:3] if way] or legs
    alike = bool(feet) and all(math.dist(way, trunk) <= ALIKE * way_px for way in feet)
    return alike and speed_cm_per_s >= PUSHED_CM_PER_S
