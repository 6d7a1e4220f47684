"""The single door of the core: one input in, one view out.

The live run, the analysis of a film, the replay of a trace and the tests all call ``step``, so what is
tested is what runs. The same inputs give the same views, to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tpvision.core import ball as ball_room
from tpvision.core import body as body_room
from tpvision.core import breath as breath_room
from tpvision.core import calibration as calibration_room
from tpvision.core import cues as cues_room
from tpvision.core import gestures as gestures_room
from tpvision.core import measuring as measuring_room
from tpvision.core import session as session_room
from tpvision.core import setup as setup_room
from tpvision.core.filters import ease
from tpvision.settings import Settings
from tpvision.values import (
    BallEstimate,
    BallSearch,
    Body,
    BreathRate,
    Check,
    Command,
    CommandKind,
    Cue,
    CueKind,
    Facing,
    Fix,
    Hands,
    Input,
    Look,
    MeasureStep,
    Pace,
    Phase,
    Plan,
    Purpose,
    Sighting,
    Signs,
    Tick,
    Urgency,
    View,
)

SEARCH_MARGIN_CM = 60.0
"""How far beyond the trunk a ball can be: in a hand, or held against a wall seen from the side."""
DROP_CM = 110.0
"""From the hips to the floor."""
RATE_TAU_S = 2.0
"""The picture rate is a mean over this time."""
STALL_S = 1.0
"""A longer gap between two pictures is no rate, and what was well before it may not be so after it."""


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
    warned: tuple[str, ...] = ()
    """Keys of what the person was warned of: once each."""
    front: bool = False
    """Whether the person was last seen from behind, facing the wall."""
    gestures: gestures_room.GestureState = field(default_factory=gestures_room.GestureState)
    setup: setup_room.SetupState = field(default_factory=setup_room.SetupState)
    breath: breath_room.BreathState = field(default_factory=breath_room.BreathState)
    looked_s: float | None = None
    """When the last picture came, and..."""
    interval_s: float | None = None
    """... how far apart they are."""
    signs: Signs = field(default_factory=Signs)
    check: Check = field(default_factory=lambda: Check(None, None))
    rate: BreathRate | None = None
    measuring: measuring_room.MeasuringState = field(default_factory=measuring_room.MeasuringState)
    """Of a camera check or a calibration."""


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
    if plan.purpose is not Purpose.SESSION:
        return _measure(state, given, settings)
    build = _build(plan, settings, state.stale)
    told = build.placed(plan.told)
    ball_cm = told.ball_cm or settings.ball.diameter_cm
    if isinstance(given, Look):
        body_state, figure = body_room.step(state.body, given, build)
        ball_state, estimate = ball_room.step(state.ball, given, figure, told, build, ball_cm)
        state = _measured(state, given, body_state, figure, ball_state, estimate, build.height_cm, ball_cm)
        if plan.live:
            state = _present(state, given, figure)
    elif _stalled(state, given):
        state = replace(state, seen=None, estimate=None, sighting=None)
    doses, session = settings.session, state.session
    meant = _meant(state.signs, session, given.t_s) if isinstance(given, Look) else None
    # Whoever stands before the person with the ball is nobody to the session.
    seen, camera_px = None if state.ball.doubted else state.seen, state.ball.push.all_px
    if meant is not None:
        session, _ = session_room.step(session, meant, seen, state.estimate, doses, camera_px, limits=settings.dose)
    ready = state.check.fix is None
    session, report = session_room.step(
        session, given, seen, state.estimate, doses, camera_px, ready, limits=settings.dose
    )
    cue_state, cues = cues_room.step(state.cues, state.session, session, report, doses, state.check.fix)
    warning = None if session.phase in session_room.OVER else _warning(state, given)
    if warning is not None and not cues and cues_room.stood(cue_state, given.t_s):
        cues = (Cue(given.t_s, CueKind.WARN, warning),)
        cue_state = replace(cue_state, last=cues[0])
        state = replace(state, warned=(*state.warned, warning))
    shown = [cue for cue in cues if cue.kind is not CueKind.TICK]
    caption = shown[-1] if shown else state.caption
    facing = state.seen.facing if state.seen is not None else None
    front = facing is Facing.BACK if facing in (Facing.FRONT, Facing.BACK) else state.front
    state = replace(state, session=session, cues=cue_state, caption=caption, front=front)
    now = session_room.current(session, doses)
    return state, replace(
        _view(state, given, session.phase, cues),
        ball=state.estimate,
        target=report.target,
        guidance=report.guidance,
        hold=report.progress,
        holds=session.holds,
        search=_search(state.seen, ball_cm, state.estimate is not None),
        spots=session.spots,
        front=now.zone.facing_wall if now else state.front,
        steps=session_room.steps_of(plan, doses, settings.dose),
        step=session.index,
        left_s=session_room.left_s(session),
        tenderness=session.tenderness,
        pace=_pace(session, settings),
        breath=state.rate,
    )


def _measure(state: State, given: Input, settings: Settings) -> tuple[State, View]:
    """Take a camera check or a calibration through one input."""
    plan = state.session.plan
    build = _build(plan, settings, state.stale)
    ball_cm = plan.told.ball_cm or settings.ball.diameter_cm
    figure = state.body.figure
    told = given.kind if isinstance(given, Command) else None
    if isinstance(given, Look):
        body_state, figure = body_room.step(state.body, given, build)
        state = _measured(state, given, body_state, figure, state.ball, None, build.height_cm, ball_cm)
        state = _present(state, given, figure)
        hands = {Hands.BOTH: CommandKind.STOP, Hands.RIGHT: CommandKind.NEXT, Hands.LEFT: CommandKind.PAUSE}
        told = hands.get(state.signs.raised) if state.signs.raised else None
    elif _stalled(state, given):
        state = replace(state, seen=None, sighting=None, check=Check(Fix("stalled"), None))
    now, shown, cue = measuring_room.step(state.measuring, given, plan, figure, state.check, state.measures, told)
    warning = _warning(state, given)
    stood = cues_room.stood(state.cues, given.t_s)
    if warning is not None and stood and plan.purpose is Purpose.CHECK:
        cue, state = Cue(given.t_s, CueKind.WARN, warning), replace(state, warned=(*state.warned, warning))
    last = state.cues.last
    new = cue is not None and (last is None or (cue.key, cue.numbers) != (last.key, last.numbers))
    cues: tuple[Cue, ...] = ()
    if cue is not None and new and (stood or cue.urgency >= Urgency.TURN):
        cues = (cue,)
        state = replace(state, cues=cues_room.CueState(cue), caption=cue)
    state = replace(state, measuring=now)
    search = measuring_room.search(figure, state.size_px, ball_cm) if shown.step is MeasureStep.BALL else None
    worth = measuring_room.worth(now, state.measures)
    return state, replace(_view(state, given, now.phase, cues), search=search, calibration=worth, measuring=shown)


def _measured(
    state: State,
    look: Look,
    body: body_room.BodyState,
    figure: body_room.Figure | None,
    ball: ball_room.BallState,
    estimate: BallEstimate | None,
    height_cm: float,
    ball_cm: float,
) -> State:
    """Keep what a look shows, and measure by it."""
    measures = calibration_room.step(state.measures, look, figure, height_cm, ball_cm, ball.wall.leaning)
    return replace(
        state,
        body=body,
        ball=ball,
        estimate=estimate,
        size_px=look.size_px,
        seen=figure.body if figure else None,
        sighting=look.sighting,
        measures=measures,
        stale=state.stale or _stale(state.session.plan, measures),
    )


def _stalled(state: State, given: Input) -> bool:
    """Say whether no picture has come for so long that nobody can be said to be there."""
    return isinstance(given, Tick) and state.seen is not None and given.t_s - state.seen.t_s > body_room.BLINK_S


def _view(state: State, given: Input, phase: Phase, cues: tuple[Cue, ...]) -> View:
    """Return what a session shows as well as a camera check and a calibration."""
    figure = state.body.figure if isinstance(given, Look) else None
    return View(
        t_s=given.t_s,
        size_px=state.size_px,
        phase=phase,
        body=state.seen,
        sighting=state.sighting,
        caption=state.caption,
        cues=cues,
        follow_px=figure.shoulders_px if figure is not None and figure.body.t_s == given.t_s else None,
        calibration=state.measures.calibration,
        stale=state.stale,
        fix=state.check.fix,
        signs=state.signs,
    )


def _present(state: State, look: Look, figure: body_room.Figure | None) -> State:
    """Take in what somebody who is there tells by hands, breath and place."""
    t_s, interval_s, setup = look.t_s, state.interval_s, state.setup
    dt_s = 0.0 if state.looked_s is None else t_s - state.looked_s
    if dt_s > STALL_S:
        setup = setup_room.SetupState()
    elif dt_s > 0.0:
        interval_s = dt_s if interval_s is None else ease(interval_s, dt_s, dt_s, RATE_TAU_S)
    # Hands of somebody else say nothing.
    gestures, signs = gestures_room.step(state.gestures, t_s, None if state.ball.doubted else figure)
    fps = 1.0 / interval_s if interval_s else None
    setup, check = setup_room.step(setup, look, figure, fps)
    hold = state.session.hold
    counted = state.session.phase is Phase.HOLD and hold is not None and hold.reason is None
    breath, rate = breath_room.step(state.breath, t_s, figure if counted else None)
    return replace(
        state,
        gestures=gestures,
        setup=setup,
        breath=breath,
        looked_s=t_s,
        interval_s=interval_s,
        signs=signs,
        check=check,
        rate=rate,
    )


def _meant(signs: Signs, session: session_room.SessionState, t_s: float) -> Command | None:
    """Return what the hands tell the session (experience.md, "Ways to say it")."""
    if signs.raised is Hands.BOTH:
        return Command(t_s, CommandKind.STOP)
    if session.phase is Phase.RATE:
        # A hand above the head is a ten, and no other sign.
        return None if signs.chosen is None else Command(t_s, CommandKind.RATE, signs.chosen)
    if signs.raised is Hands.LEFT:
        return Command(t_s, CommandKind.PAUSE)
    if signs.raised is Hands.RIGHT:
        looking = session.phase in (Phase.SEEK, Phase.SETTLE)
        return Command(t_s, CommandKind.HERE if looking else CommandKind.NEXT)
    return None


def _pace(session: session_room.SessionState, settings: Settings) -> Pace | None:
    """Return the breath to go along with while a hold of a live session is timed."""
    breath = settings.breath
    if session.phase is not Phase.HOLD or session.hold is None or not session.plan.live or not breath.on:
        return None
    return breath_room.pace(session.now_s - session.hold.start_s, breath.in_s, breath.out_s)


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
    now = measures.calibration
    if now is None:
        return None
    if plan.calibration is not None:
        return calibration_room.stale(plan.calibration, now)
    first = measures.first
    # Some areas ask for a turned trunk; that is no turned camera.
    return calibration_room.stale(first, replace(now, turn_deg=first.turn_deg)) if first else None


def _warning(state: State, given: Input) -> str | None:
    """Return the key of what may mislead the person or the estimate, if they were not told yet."""
    now = state.measures.calibration
    said = (
        state.stale,
        "other_ball" if now is not None and now.advice == "other_ball" else None,
        "other_light" if isinstance(given, Look) and given.light_changed else None,
    )
    return next((key for key in said if key is not None and key not in state.warned), None)
