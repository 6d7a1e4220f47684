"""Scenes of the session, made by hand, that the tests of the screens draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tpvision.values import (
    BallEstimate,
    Body,
    Cue,
    CueKind,
    Evidence,
    Facing,
    Guidance,
    Hold,
    HoldProgress,
    Move,
    Pace,
    Phase,
    Side,
    Signs,
    SourceStatus,
    Target,
    View,
)

SIZE_PX = (640, 480)
BODY = Body(
    t_s=10.0,
    origin_px=(300.0, 150.0),
    hip_px=(303.0, 250.0),
    right_px=(-2.05, 0.06),
    down_px=(0.06, 2.05),
    back_px=(0.0, -0.1),
    px_per_cm=2.05,
    facing=Facing.FRONT,
    turn_deg=0.0,
    torso_cm=48.8,
    shoulder_width_cm=36.0,
    shoulders_px=((337.0, 149.0), (263.0, 151.0)),
    hips_px=((325.0, 249.0), (281.0, 251.0)),
)


def cue(key: str, **numbers: float) -> Cue:
    return Cue(10.0, CueKind.GUIDE, key, tuple(numbers.items()))


def ball(right_cm: float, down_cm: float, *, seen: bool = False) -> BallEstimate:
    return BallEstimate(
        t_s=10.0,
        right_cm=right_cm,
        down_cm=down_cm,
        sigma_right_cm=5.0,
        sigma_down_cm=3.0,
        in_contact=True,
        began_from=Evidence.HAND,
        seen=seen,
        centre_px=BODY.at_px(right_cm, down_cm),
        radius_px=6.7,
        sigma_px=(10.2, 6.1),
    )


TARGET = Target("rhomboids", Side.RIGHT, 7.0, 5.0, 4.0, BODY.at_px(7.0, 5.0), 8.2)
DONE = Hold("rhomboids", Side.RIGHT, 1.0, 32.0, 30.0, 30.0, 0.9, "goal", 7.0, 5.0, 2.0, 1.0)
EMPTY = View(10.0, SIZE_PX, Phase.LOST, caption=cue("nobody"))
SEEK = View(
    10.0,
    SIZE_PX,
    Phase.SEEK,
    body=BODY,
    ball=ball(8.0, 11.0),
    target=TARGET,
    guidance=Guidance(Move.BEND_KNEES, 12.0),
    caption=cue("bend_knees", cm=12),
)
HOLD = replace(
    SEEK,
    phase=Phase.HOLD,
    ball=ball(7.5, 5.5, seen=True),
    guidance=None,
    caption=cue("hold_begin"),
    hold=HoldProgress(1.0, 11.2, 30.0, True),
    holds=(DONE, DONE),
)
BROKEN = replace(
    HOLD,
    ball=ball(3.0, 8.0),
    guidance=Guidance(Move.SHIFT_LEFT, 8.0),
    caption=cue("shift_left", cm=8),
    hold=HoldProgress(1.0, 21.2, 30.0, False, "off_spot"),
)
PAUSED = replace(SEEK, phase=Phase.PAUSED, guidance=None, caption=cue("paused"), holds=(DONE,))
AT_FRONT = replace(
    SEEK,
    front=True,
    body=replace(BODY, facing=Facing.BACK, right_px=(2.05, 0.06)),
    guidance=Guidance(Move.REPLACE_RIGHT, 9.0),
    caption=cue("replace_right", cm=9),
)
BREATHING = replace(HOLD, pace=Pace(True, 0.6))
RATE = replace(
    SEEK,
    phase=Phase.RATE,
    guidance=None,
    caption=cue("ask_before"),
    signs=Signs(level=6.3, still=0.6),
)
TROUBLE = SourceStatus("0", True, stalled_s=3.0, message="The camera sends no pictures; check its cable.")

SCENES: dict[str, tuple[View, SourceStatus | None]] = {
    "seek": (SEEK, None),
    "hold": (HOLD, None),
    "breathing": (BREATHING, None),
    "rate": (RATE, None),
    "broken": (BROKEN, TROUBLE),
    "paused": (PAUSED, None),
    "at_front": (AT_FRONT, None),
    "nobody": (EMPTY, None),
}


def picture() -> NDArray[np.uint8]:
    """Return a plain picture with a red box at its left, so that mirroring shows."""
    image = np.full((SIZE_PX[1], SIZE_PX[0], 3), (150, 160, 165), np.uint8)
    image[200:300, 40:100] = (40, 40, 200)
    return image
