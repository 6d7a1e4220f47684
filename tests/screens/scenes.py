"""Scenes of the session, made by hand, that the tests of the screens draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tpvision.edges.picture import Picture
from tpvision.screens.live import Around
from tpvision.values import (
    BallEstimate,
    Body,
    Calibration,
    Cue,
    CueKind,
    Evidence,
    Facing,
    Fix,
    Guidance,
    Hold,
    HoldProgress,
    MeasureStep,
    Measuring,
    Move,
    NoGo,
    Pace,
    Phase,
    Side,
    Signs,
    SourceStatus,
    Step,
    Target,
    View,
    Zone,
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
SETTLE = replace(SEEK, phase=Phase.SETTLE, ball=ball(7.5, 5.5), guidance=None, caption=cue("hold_still"))
LOST = replace(SEEK, phase=Phase.LOST, body=None, ball=None, target=None, guidance=None, caption=cue("lost"))
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
    left_s=7.2,
)
TROUBLE = SourceStatus("0", True, stalled_s=3.0, message="The camera sends no pictures; check its cable.")

STEPS = tuple(
    Step(Zone(key, key, u, v, 4.0), side, 2, 30.0)
    for key, u, v in (("rhomboids", 0.2, 0.1), ("low", 0.25, 0.75))
    for side in (Side.RIGHT, Side.LEFT)
)
NO_GO = (NoGo(0.0, 0.05, -0.3, 1.0, False), NoGo(0.1, 0.42, 0.4, 0.6, False))
GUIDED = replace(HOLD, steps=STEPS, hold=None, ball=None, target=None)
READY = replace(GUIDED, phase=Phase.GET_READY, caption=cue("get_ready", s=4), left_s=3.4, holds=())
RELEASE = replace(GUIDED, phase=Phase.RELEASE, ball=ball(7.5, 5.5), caption=cue("hold_end"))
REST = replace(GUIDED, phase=Phase.REST, step=1, caption=cue("rest_next", s=20), left_s=13.2)
STOPPED = replace(GUIDED, phase=Phase.STOPPED, step=2, caption=cue("stopped"))
DONE_ALL = replace(GUIDED, phase=Phase.DONE, step=3, caption=cue("done"))
HANDS = Around(hands=True)
SIGNS = Around(hands=True, muted=True, listening=True)

CHECK = View(10.0, SIZE_PX, Phase.GET_READY, body=BODY, measuring=Measuring(MeasureStep.PLACE))
FIX = replace(CHECK, fix=Fix("setup_left", (("cm", 30.0),)), caption=cue("setup_left", cm=30))
GREEN = replace(CHECK, measuring=Measuring(MeasureStep.PLACE, 0.6), caption=cue("setup_good"))
STAND = replace(CHECK, measuring=Measuring(MeasureStep.STAND, 0.4), caption=cue("stand_at_wall"))
CIRCLE = Measuring(MeasureStep.BALL, 0.5, circle_px=(300.0, 190.0), circle_radius_px=28.0, ball_seen=True)
BALL = replace(CHECK, measuring=CIRCLE, caption=cue("show_ball"))
MEASURED = Calibration(SIZE_PX, 170.0, 0.28, 0.74, 0.0, 0.0, 100.0, 1.43, "stand_square")
RESULT = replace(
    CHECK, measuring=Measuring(MeasureStep.RESULT, 1.0), calibration=MEASURED, caption=cue("measured", mm=14.3)
)

MEASURING: dict[str, tuple[View, Around]] = {
    "fix": (FIX, HANDS),
    "green": (GREEN, HANDS),
    "stand": (STAND, HANDS),
    "ball": (BALL, HANDS),
    "result": (RESULT, SIGNS),
}

GUIDED_SCENES: dict[str, tuple[View, Around]] = {
    "ready": (READY, replace(SIGNS, no_go=NO_GO)),
    "release": (RELEASE, replace(HANDS, no_go=NO_GO)),
    "rest": (REST, replace(HANDS, no_go=NO_GO)),
    "stopped": (STOPPED, replace(HANDS, no_go=NO_GO)),
    "done": (DONE_ALL, replace(HANDS, no_go=NO_GO)),
}

SCENES: dict[str, tuple[View, SourceStatus | None]] = {
    "seek": (SEEK, None),
    "hold": (HOLD, None),
    "breathing": (BREATHING, None),
    "rate": (RATE, None),
    "broken": (BROKEN, TROUBLE),
    "paused": (PAUSED, None),
    "settle": (SETTLE, None),
    "lost": (LOST, None),
    "at_front": (AT_FRONT, None),
    "nobody": (EMPTY, None),
}


def picture() -> Picture:
    """Return a plain picture with a red box at its left, so that mirroring shows."""
    image = np.full((SIZE_PX[1], SIZE_PX[0], 3), (150, 160, 165), np.uint8)
    image[200:300, 40:100] = (40, 40, 200)
    return Picture(image)
