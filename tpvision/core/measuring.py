"""The camera check and the calibration, as a fold: what the person is asked to do, and how far that has come.

The camera check is over when all has been good for a second. The calibration has the person stand with the back
against the wall, then hold the ball before the chest, and shows what it is worth. What is measured meanwhile is
``core.calibration``'s; here is only the order of it, and what to ask for when nothing comes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from tpvision.core.ball import MIN_CONFIDENCE
from tpvision.core.body import Figure
from tpvision.core.calibration import BALL_BEFORE_CHEST_CM, CalibrationState, Mean
from tpvision.core.contact import FOCAL_OF_PICTURE
from tpvision.core.setup import GREEN_S
from tpvision.values import (
    BallSearch,
    Calibration,
    Check,
    CommandKind,
    Cue,
    CueKind,
    Input,
    Look,
    MeasureStep,
    Measuring,
    Phase,
    Plan,
    Purpose,
    Urgency,
    Vector,
)

STAND_S = 3.0
"""So long the person stands still at the wall."""
BALL_S = 2.0
"""So long the ball is held before the chest."""
SECONDS = {MeasureStep.PLACE: GREEN_S, MeasureStep.STAND: STAND_S, MeasureStep.BALL: BALL_S}
"""What the progress of each step is counted in."""
KEPT_S = 3.0
"""A check waits no longer than this for knowing whether a kept calibration still fits."""
REMIND_S = 3.0
"""When nothing was gained for so long, the person is told what is missing."""
GIVE_UP_S = 12.0
"""When the ball was not found for so long, the calibration goes on without it."""
GAP_S = 0.3
"""Sightings that are no further apart than this are one holding: the ball is looked for eleven times a second."""
GRAVE = ("stalled", "nobody", "setup_alone")
"""Keys of what a calibration waits for to be mended; the rest was told in the camera check."""
CHEST_CM = 16.0
"""So far below the shoulder joints the ball is held: at the breastbone."""
CIRCLE_CM = 11.0
"""Radius of the circle it is held in."""


@dataclass(frozen=True, slots=True)
class MeasuringState:
    """What is remembered from step to step."""

    step: MeasureStep | None = None
    """``None`` before the first picture."""
    phase: Phase = Phase.GET_READY
    """Which is done or stopped when it is over."""
    skipped: bool = False
    gained_s: float = 0.0
    """How much of this step is done."""
    tried_s: float = 0.0
    """When this step began, or something was last gained."""
    began_s: float = 0.0
    """When this step began."""
    watched_s: float = 0.0
    """What the calibration had watched at the last look."""
    found_s: float = -math.inf
    """When the ball was last seen where it is to be held."""
    torso_px: Mean = field(default_factory=Mean)
    """How long the torso looks at the wall."""
    last_s: float | None = None


def step(
    state: MeasuringState,
    given: Input,
    plan: Plan,
    figure: Figure | None,
    check: Check,
    measures: CalibrationState,
    told: CommandKind | None,
) -> tuple[MeasuringState, Measuring, Cue | None]:
    """Take in one more input.

    Parameters
    ----------
    figure
        The person in the newest look; ``None`` when they are not seen.
    check
        How well the camera is placed.
    measures
        What was measured so far, this look included.
    told
        What the person told, by key, hand or word.

    Returns
    -------
    tuple
        The new state, how far it has come, and what is to be said now if that was not said last.
    """
    t_s, calibrating = given.t_s, plan.purpose is Purpose.CALIBRATE
    first = MeasureStep.STAND if calibrating else MeasureStep.PLACE
    if state.step is None:
        state = _enter(state, first, t_s)
    if told is not None and state.phase is Phase.GET_READY:
        state = _obey(state, told, first, t_s)
    if isinstance(given, Look) and state.phase is Phase.GET_READY:
        state = _look(state, given, plan, figure, check, measures)
    circle = _circle(figure, given) if state.step is MeasureStep.BALL and isinstance(given, Look) else None
    centre_px, radius_px = circle or (None, 0.0)
    seen = t_s - state.found_s <= GAP_S
    cue = _say(state, plan, check, measures, t_s)
    shown = Measuring(state.step or first, _progress(state), state.skipped, centre_px, radius_px, seen)
    return state, shown, cue


def worth(state: MeasuringState, measures: CalibrationState) -> Calibration | None:
    """Return what was measured, with how long the torso looks at the wall."""
    now = measures.calibration
    if now is None or state.torso_px.weight_s < STAND_S / 2:
        return now
    return replace(now, wall_torso_px=state.torso_px.mean)


def search(figure: Figure | None, look_px: tuple[int, int], ball_cm: float) -> BallSearch | None:
    """Return where the ball is looked for while it is to be held before the chest."""
    if figure is None:
        return None
    (x, y), radius_px = _at_chest(figure, look_px)
    px_per_cm = radius_px / CIRCLE_CM
    return BallSearch(x - radius_px, y - radius_px, x + radius_px, y + radius_px, ball_cm / 2 * px_per_cm)


def _obey(state: MeasuringState, told: CommandKind, first: MeasureStep, t_s: float) -> MeasuringState:
    """Do what the person tells: stop; on, which skips what is not done; or all again."""
    if told is CommandKind.STOP:
        return replace(state, phase=Phase.STOPPED)
    if told in (CommandKind.NEXT, CommandKind.HERE):
        if state.step is MeasureStep.STAND:
            return _enter(replace(state, skipped=True), MeasureStep.BALL, t_s)
        if state.step is MeasureStep.BALL:
            return _enter(replace(state, skipped=True), MeasureStep.RESULT, t_s)
        return replace(state, phase=Phase.DONE, skipped=state.skipped or state.step is MeasureStep.PLACE)
    if told is CommandKind.PAUSE and state.step is MeasureStep.RESULT:
        return _enter(replace(state, skipped=False, torso_px=Mean()), first, t_s)
    return state


def _look(
    state: MeasuringState,
    look: Look,
    plan: Plan,
    figure: Figure | None,
    check: Check,
    measures: CalibrationState,
) -> MeasuringState:
    """Take in one more picture."""
    t_s, calibrating = look.t_s, plan.purpose is Purpose.CALIBRATE
    dt_s = 0.0 if state.last_s is None else min(GAP_S, max(0.0, t_s - state.last_s))
    gained_s = max(0.0, measures.watched_s - state.watched_s)
    state = replace(state, last_s=t_s, watched_s=measures.watched_s)
    if state.step is MeasureStep.PLACE:
        since_s = check.good_since_s
        good_s = 0.0 if since_s is None else t_s - since_s
        state = replace(state, gained_s=good_s)
        # Whether an earlier calibration still fits is worth two more seconds.
        known = plan.calibration is None or measures.calibration is not None or good_s >= KEPT_S
        return replace(state, phase=Phase.DONE) if good_s >= GREEN_S and known else state
    if state.step is MeasureStep.STAND and gained_s > 0.0 and figure is not None:
        torso_px = state.torso_px.with_value(figure.torso_px, gained_s)
        state = replace(state, gained_s=state.gained_s + gained_s, tried_s=t_s, torso_px=torso_px)
        if state.gained_s >= STAND_S and measures.calibration is not None:
            return _enter(state, MeasureStep.BALL, t_s)
    if state.step is MeasureStep.BALL and calibrating:
        state = _hold(state, look, figure, dt_s)
        if state.gained_s >= BALL_S or t_s - max(state.began_s, state.found_s) > GIVE_UP_S:
            return _enter(state, MeasureStep.RESULT, t_s)
    return state


def _hold(state: MeasuringState, look: Look, figure: Figure | None, dt_s: float) -> MeasuringState:
    """Count how long the ball is held where it is to be; between two sightings it is taken to stay there."""
    ball, circle = look.sighting, _circle(figure, look)
    if ball is not None and ball.confidence >= MIN_CONFIDENCE and circle is not None:
        (x, y), radius_px = circle
        if math.hypot(ball.x_px - x, ball.y_px - y) <= radius_px:
            state = replace(state, found_s=look.t_s, tried_s=look.t_s)
    held = look.t_s - state.found_s <= GAP_S
    return replace(state, gained_s=state.gained_s + dt_s) if held else state


def _say(state: MeasuringState, plan: Plan, check: Check, measures: CalibrationState, t_s: float) -> Cue | None:
    """Return what is to be said: what is wrong, what to do, or what came of it."""
    fix, late = check.fix, t_s - state.tried_s > REMIND_S
    if state.phase is Phase.STOPPED or (state.skipped and state.phase is Phase.DONE):
        return None
    if state.step is MeasureStep.PLACE and check.good_since_s is not None:
        return Cue(t_s, CueKind.BEGIN, "setup_good", (), Urgency.TURN)
    grave = state.step is MeasureStep.PLACE or (fix is not None and fix.key in GRAVE)
    if fix is not None and grave and state.step is not MeasureStep.RESULT:
        return Cue(t_s, CueKind.INFO, fix.key, fix.numbers)
    if state.step is MeasureStep.STAND:
        return Cue(t_s, CueKind.INFO, "stand_still" if late else "stand_at_wall")
    if state.step is MeasureStep.BALL:
        return Cue(t_s, CueKind.READY, "no_ball" if late else "show_ball", (), Urgency.TURN)
    if state.step is MeasureStep.RESULT:
        now = measures.calibration
        if now is None:
            return Cue(t_s, CueKind.WARN, "not_measured", (), Urgency.TURN)
        return Cue(t_s, CueKind.END, "measured", (("mm", 10.0 * now.quality_cm),), Urgency.TURN)
    return None


def _enter(state: MeasuringState, step: MeasureStep, t_s: float) -> MeasuringState:
    return replace(state, step=step, gained_s=0.0, tried_s=t_s, began_s=t_s, found_s=-math.inf)


def _progress(state: MeasuringState) -> float:
    goal_s = SECONDS.get(state.step) if state.step else None
    return 1.0 if goal_s is None else min(1.0, state.gained_s / goal_s)


def _circle(figure: Figure | None, look: Look) -> tuple[Vector, float] | None:
    return _at_chest(figure, look.size_px) if figure is not None else None


def _at_chest(figure: Figure, size_px: tuple[int, int]) -> tuple[Vector, float]:
    """Return where a ball before the chest is seen, and the circle's radius there: it is nearer than the trunk."""
    body = figure.body
    x, y = body.at_px(0.0, CHEST_CM)
    distance_cm = FOCAL_OF_PICTURE * max(size_px) / body.px_per_cm
    nearer = 1.0 / (1.0 - min(0.5, BALL_BEFORE_CHEST_CM / distance_cm))
    # What is nearer is seen further from the middle of the picture.
    middle = size_px[0] / 2, size_px[1] / 2
    centre = middle[0] + nearer * (x - middle[0]), middle[1] + nearer * (y - middle[1])
    return centre, CIRCLE_CM * body.px_per_cm * nearer
