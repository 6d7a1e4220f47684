"""The single door of the core: one input in, one view out.

The live run, the analysis of a film, the replay of a trace and the tests all call ``step``, so what is
tested is what runs. The same inputs give the same views, to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tpvision.core import ball as ball_room
from tpvision.core import body as body_room
from tpvision.core import calibration as calibration_room
from tpvision.core import cues as cues_room
from tpvision.core import session as session_room
from tpvision.settings import Settings
from tpvision.values import (
    BallEstimate,
    BallSearch,
    Body,
    Cue,
    CueKind,
    Facing,
    Input,
    Look,
    Plan,
    Sighting,
    Tick,
    Vector,
    View,
)

SEARCH_MARGIN_CM = 60.0
"""How far beyond the trunk a ball can be: in a hand, or held against a wall seen from the side."""
DROP_CM = 110.0
"""From the hips to the floor."""


@dataclass(frozen=True, slots=True)
class State:
    """All that is remembered; opaque to callers."""

    body: body_room.BodyState = field(default_factory=body_room.BodyState)
    ball: ball_room.BallState = field(default_factory=ball_room.BallState)
    session: session_room.SessionState = field(default_factory=session_room.SessionState)
    size_px: tuple[int, int] = (0, 0)
    seen: Body | None = None
    """The person in the newest look."""
    estimate: BallEstimate | None = None
    sighting: Sighting | None = None
    caption: Cue | None = None
    cues: cues_room.CueState = field(default_factory=cues_room.CueState)
    measures: calibration_room.CalibrationState = field(default_factory=calibration_room.CalibrationState)
    stale: str | None = None
    """Why the plan's calibration is no longer used."""
    warned: bool = False
    """Whether that was said."""
    front: bool = False
    """Whether the person was last seen from behind, facing the wall."""


def begin(plan: Plan) -> State:
    """Return the state before the first input of a session."""
    return State(session=session_room.SessionState(plan=plan))


def step(state: State, given: Input, settings: Settings) -> tuple[State, View]:
    """Take everything through one input.

    Parameters
    ----------
    state
        From ``begin`` or the last step; it is not changed.
    given
        A look, a command, a tick or the end; their times must not go back.
    settings
        The same in every step of a session.
    """
    plan = state.session.plan
    told = plan.told
    build = _build(plan, settings, state.stale)
    ball_cm = told.ball_cm or settings.ball.diameter_cm
    follow_px: Vector | None = None
    if isinstance(given, Look):
        body_state, figure = body_room.step(state.body, given, build)
        ball_state, estimate = ball_room.step(state.ball, given, figure, told, build, ball_cm)
        leaning = ball_state.wall.leaning
        measures = calibration_room.step(state.measures, given, figure, build.height_cm, ball_cm, leaning)
        state = replace(
            state,
            body=body_state,
            ball=ball_state,
            size_px=given.size_px,
            seen=figure.body if figure else None,
            estimate=estimate,
            sighting=given.sighting,
            measures=measures,
            stale=state.stale or _stale(plan, measures),
        )
        if figure is not None and figure.body.t_s == given.t_s:
            follow_px = figure.shoulders_px
    elif isinstance(given, Tick) and state.seen is not None and given.t_s - state.seen.t_s > body_room.BLINK_S:
        # No picture comes: nobody can be said to be there.
        state = replace(state, seen=None, estimate=None, sighting=None)
    doses = settings.session
    session, report = session_room.step(state.session, given, state.seen, state.estimate, doses)
    cue_state, cues = cues_room.step(state.cues, state.session, session, report, doses)
    if state.stale is not None and not state.warned and not cues:
        cues = (Cue(given.t_s, CueKind.WARN, state.stale),)
        state = replace(state, warned=True)
    shown = [cue for cue in cues if cue.kind is not CueKind.TICK]
    state = replace(state, session=session, cues=cue_state, caption=shown[-1] if shown else state.caption)
    now = session_room.current(session, doses)
    if state.seen is not None and state.seen.facing in (Facing.FRONT, Facing.BACK):
        state = replace(state, front=state.seen.facing is Facing.BACK)
    return state, View(
        t_s=given.t_s,
        size_px=state.size_px,
        phase=session.phase,
        body=state.seen,
        ball=state.estimate,
        sighting=state.sighting,
        target=report.target,
        guidance=report.guidance,
        caption=state.caption,
        cues=cues,
        hold=report.progress,
        holds=session.holds,
        search=_search(state.seen, ball_cm, state.estimate is not None),
        follow_px=follow_px,
        calibration=state.measures.calibration,
        spots=session.spots,
        stale=state.stale,
        front=now.zone.facing_wall if now else state.front,
        steps=session_room.steps_of(plan, doses),
        step=session.index,
        left_s=session_room.left_s(session),
        tenderness=session.tenderness,
    )


def _search(body: Body | None, ball_cm: float, pressed: bool) -> BallSearch | None:
    """Where the ball can be: on or near the trunk; when it is pressed, it can drop to the floor."""
    if body is None:
        return None
    xs = [x for x, _ in (*body.shoulders_px, *body.hips_px)]
    ys = [y for _, y in (*body.shoulders_px, *body.hips_px)]
    margin_px = SEARCH_MARGIN_CM * body.px_per_cm
    return BallSearch(
        min(xs) - margin_px,
        min(ys) - margin_px,
        max(xs) + margin_px,
        max(ys) + (DROP_CM if pressed else SEARCH_MARGIN_CM) * body.px_per_cm,
        ball_cm / 2 * body.px_per_cm,
    )


def _build(plan: Plan, settings: Settings, stale: str | None) -> body_room.Build:
    """Return the person's measures: those that were kept, as long as they fit."""
    build = body_room.Build(plan.told.height_cm or settings.person.height_cm)
    kept = plan.calibration
    if kept is None or stale is not None:
        return build
    return replace(
        build,
        torso_of_stature=kept.torso_of_stature,
        shoulders_of_torso=kept.shoulders_of_torso or build.shoulders_of_torso,
    )


def _stale(plan: Plan, measures: calibration_room.CalibrationState) -> str | None:
    if plan.calibration is None or measures.calibration is None:
        return None
    return calibration_room.stale(plan.calibration, measures.calibration)
