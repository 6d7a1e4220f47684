"""The rules of the session, each beside the transition it makes; a source where it has one."""

from __future__ import annotations

import math
from dataclasses import replace

from tpvision.core.body import SKIN_CM
from tpvision.core.guidance import Map, guide, map_of
from tpvision.core.session.holds import ONSET_S, finish, press
from tpvision.core.session.state import (
    OVER,
    RATE_S,
    SPAN_S,
    Asking,
    Report,
    SessionState,
    current,
    enter,
    most_spots,
    progress,
    rates,
    session_s,
    steps_of,
    unwatched,
)
from tpvision.settings import DoseSettings, SessionSettings
from tpvision.values import (
    BallEstimate,
    Body,
    Command,
    CommandKind,
    End,
    Facing,
    Input,
    Phase,
    Side,
    Spot,
    Target,
    Tenderness,
    Vector,
)

MAX_STEP_S = 0.5
"""No single step counts more time than this, whatever the clock says."""
RELEASE_S = 6.0
"""Who has not stepped away by then rests where they are."""
SETUP_S = 20.0
"""So long a session waits for the camera to be placed well."""
RETURN_S = 3.0
"""Countdown for somebody who comes back into the picture."""
TOO_OFTEN = 2
"""So many *easier* on a spot, and it is left."""
QUIET_S = 180.0
ANSWER_S = 30.0
"""When no hold grew and nothing was said for so long, the person may be asleep: they are asked, then it pauses."""
LIKELY, UNLIKELY = 0.5, 0.3
"""A ball counts as being where it must not be while that is likelier than not, and until it is rather not."""
HERE_RADIUS_CM = 4.0
"""Search radius around a spot named by *here* (body_knowledge 1.1)."""


def step(
    state: SessionState,
    given: Input,
    body: Body | None,
    ball: BallEstimate | None,
    doses: SessionSettings,
    camera_px: Vector = (0.0, 0.0),
    ready: bool = True,
    limits: DoseSettings | None = None,
) -> tuple[SessionState, Report]:
    """Take the session through one input.

    Parameters
    ----------
    given
        The input.
    body, ball
        The person and the ball's estimate, the newest; ``None`` where unknown.
    doses
        Goals and limits.
    camera_px
        How far pushes of the camera have moved the picture, all in all.
    ready
        Whether the camera sees well enough to begin.
    limits
        The person's own limits of dose; those of the session hold as well.
    """
    if limits is not None and limits != state.limits:
        state = replace(state, limits=limits)
    if state.since_s is None:
        t_s = given.t_s
        ready_s = t_s + doses.get_ready_s
        state = replace(state, since_s=t_s, now_s=t_s, begun_s=t_s, seen_s=t_s, lively_s=t_s, ready_s=ready_s)
    t_s = max(given.t_s, state.now_s)
    passed_s = t_s - state.now_s
    anchor = state.anchor_px
    if anchor is not None and camera_px != state.camera_px:
        anchor = anchor[0] + camera_px[0] - state.camera_px[0], anchor[1] + camera_px[1] - state.camera_px[1]
    # Nor does what nobody looked at make a hold.
    still_since_s = state.still_since_s + max(0.0, passed_s - MAX_STEP_S)
    works = state.plan.live and state.phase not in (Phase.PAUSED, Phase.LOST, *OVER)
    worked_s = state.worked_s + works * passed_s
    state = replace(
        state, now_s=t_s, anchor_px=anchor, camera_px=camera_px, still_since_s=still_since_s, worked_s=worked_s
    )
    if state.plan.live and state.phase not in OVER:
        state = _limited(state, doses)
    # The countdown begins when the camera sees well, unless the person went over it; nor is that waited for forever.
    if not ready and state.phase is Phase.GET_READY and t_s < state.ready_s and t_s - state.begun_s < SETUP_S:
        state = replace(state, ready_s=t_s + doses.get_ready_s)
    if isinstance(given, Command):
        state = _command(replace(state, lively_s=t_s, woken=False), given, body, ball, doses)
    elif isinstance(given, End):
        state = finish(state, t_s, "end of film", doses)
    elif state.phase is not Phase.PAUSED and state.phase not in OVER:
        before = state
        state = _look(state, body, ball, min(MAX_STEP_S, passed_s), doses)
        if state.plan.live:
            state = _awake(before, state)
    target = _target(state, body, doses)
    looking = state.phase in (Phase.SEEK, Phase.SETTLE, Phase.HOLD)
    guidance = None
    if body and ball and target and looking:
        guidance = guide(ball, target, map_of(state.plan, body, body.facing is Facing.BACK))
    return state, Report(target, guidance, progress(state, doses))


def _target(state: SessionState, body: Body | None, doses: SessionSettings) -> Target | None:
    """Where the ball should be: the spot the person named, else the step's zone; ``None`` in a free session."""
    now = current(state, doses)
    if body is None or (now is None and state.here_cm is None):
        return None
    side, radius_cm = Side.RIGHT, HERE_RADIUS_CM
    if state.here_cm is not None:
        right_cm, down_cm = state.here_cm
        side = Side.RIGHT if right_cm > 0 else Side.LEFT
    elif now is not None:
        side, zone = now.side, now.zone
        right_cm, down_cm = side.sign * zone.u * body.shoulder_width_cm, zone.v * body.torso_cm
        radius_cm = zone.radius_cm
    back_cm = -SKIN_CM if body.facing is Facing.BACK else SKIN_CM
    return Target(
        name=now.zone.name if now else "",
        side=side,
        right_cm=right_cm,
        down_cm=down_cm,
        radius_cm=radius_cm,
        centre_px=body.at_px(right_cm, down_cm, back_cm),
        radius_px=radius_cm * body.px_per_cm,
    )


def _limited(state: SessionState, doses: SessionSettings) -> SessionState:
    """End the session when its time is over, whatever goes on."""
    # A quarter of an hour is enough for a day (body_knowledge 2), or less where the person says so.
    if state.worked_s >= session_s(state.limits):
        return enter(finish(state, state.now_s, "time", doses), Phase.DONE, "time_up")
    # And nobody is waited for all day.
    if state.now_s - state.begun_s >= SPAN_S:
        return enter(finish(state, state.now_s, "time", doses), Phase.STOPPED, "span_over")
    return state


def _awake(before: SessionState, state: SessionState) -> SessionState:
    """Ask somebody who neither holds nor says anything for minutes, and pause when they do not answer."""
    old, new = ((len(each.holds), each.hold.held_s if each.hold else 0.0) for each in (before, state))
    if new > old or state.phase in (Phase.LOST, *OVER):
        return replace(state, lively_s=state.now_s, woken=False)
    quiet_s = state.now_s - state.lively_s
    if quiet_s >= QUIET_S + ANSWER_S and state.woken:
        return enter(replace(state, resume=state.phase), Phase.PAUSED, "fell_quiet")
    woken = quiet_s >= QUIET_S
    return state if woken is state.woken else replace(state, woken=woken)


def _look(
    state: SessionState, body: Body | None, ball: BallEstimate | None, dt_s: float, doses: SessionSettings
) -> SessionState:
    """Apply the rules of the running phases to one look, or to time passing without one."""
    t_s, live = state.now_s, state.plan.live
    if body is None:
        return _unseen(state, doses)
    # Back in the picture: some seconds to get into place.
    if live and state.phase is Phase.LOST:
        ready_s = t_s + (RETURN_S if state.met else doses.get_ready_s)
        state = enter(replace(state, ready_s=ready_s), Phase.GET_READY, "back" if state.met else None)
    state = replace(state, seen_s=t_s, met=True, forbidden=_forbidden(state, body, ball))
    if ball is None:
        # Off the wall: a hold is over; what comes next depends on where the person was.
        if state.hold is not None:
            state = finish(state, state.hold.anchored_s - ONSET_S, "left the wall", doses)
        state = replace(state, anchor_px=None)
    # Eased off, or for long enough still leaning on the ball.
    if state.phase is Phase.RELEASE:
        late = t_s - (state.since_s or 0.0) >= RELEASE_S
        return _released(unwatched(state), doses) if ball is None or late else state
    # The countdown: a person who is there is given all of it.
    if live and state.phase is Phase.GET_READY and t_s < state.ready_s:
        return unwatched(state)
    # A question is open until it is answered or nobody answers.
    if state.asking is not None:
        if state.phase is not Phase.RATE:
            return enter(state, Phase.RATE)
        return _answered(state, doses) if t_s - (state.since_s or 0.0) >= RATE_S else unwatched(state)
    # 15 to 30 s off between two holds (body_knowledge 2), wherever the person went meanwhile.
    if t_s < state.rest_s and (live or state.phase is Phase.REST):
        return enter(unwatched(state), Phase.REST)
    if ball is None:
        waits = state.phase is Phase.GET_READY and t_s < state.ready_s
        return state if waits else enter(state, Phase.PLACE)
    return press(state, body, ball, _target(state, body, doses), dt_s, doses)


def _unseen(state: SessionState, doses: SessionSettings) -> SessionState:
    """Out of sight for a while: lost. A hold waits for a moment, then it is over."""
    unseen_s = state.now_s - state.seen_s
    if unseen_s > doses.lost_s + doses.grace_s:
        state = finish(state, state.seen_s, "lost", doses)
    state = unwatched(state)  # a hold that is over has waited for nothing
    if unseen_s <= doses.lost_s:
        return state
    # Who goes away after a hold has eased off.
    if state.plan.live and state.phase is Phase.RELEASE:
        state = _released(state, doses)
    return state if state.phase in OVER else enter(state, Phase.LOST)


def _forbidden(state: SessionState, body: Body, ball: BallEstimate | None) -> bool:
    """Say whether the ball is likely where it must not be; a film's person is past warning."""
    if ball is None or not state.plan.live:
        return False
    keep_off = map_of(state.plan, body, body.facing is Facing.BACK)
    return _likelihood(ball, keep_off) > (UNLIKELY if state.forbidden else LIKELY)


def _likelihood(ball: BallEstimate, keep_off: Map) -> float:
    """Return how likely the contact lies in one of the areas to keep off; those that overlap count twice."""

    def below(x: float, mean: float, sigma: float) -> float:
        return 0.5 + 0.5 * math.erf((x - mean) / (math.sqrt(2.0) * max(sigma, 0.1)))

    total = 0.0
    for a, b, c, d in keep_off.areas:
        across = sum(
            below(high, ball.right_cm, ball.sigma_right_cm) - below(low, ball.right_cm, ball.sigma_right_cm)
            for low, high in ((a, b), (-b, -a))
        )
        along = below(d, ball.down_cm, ball.sigma_down_cm) - below(c, ball.down_cm, ball.sigma_down_cm)
        total += across * along
    return total


def _released(state: SessionState, doses: SessionSettings) -> SessionState:
    """Off the ball after a hold: rest and again, or the spot is over; a free session ends with enough holds."""
    state = replace(state, rest_s=state.now_s + doses.rest_s)
    if (
        current(state, doses) is None
        and state.plan.live
        and state.made >= most_spots(state.limits) * doses.holds_per_spot
    ):
        return enter(state, Phase.DONE, "enough")
    return _leave(state, doses) if state.leaving else enter(state, Phase.REST)


def _leave(state: SessionState, doses: SessionSettings) -> SessionState:
    """Leave a spot: ask how tender it is after its last hold (experience.md), if there was any."""
    if rates(state, doses) and state.touched:
        return enter(replace(state, asking=Asking.AFTER), Phase.RATE)
    return _onward(state, doses)


def _onward(state: SessionState, doses: SessionSettings) -> SessionState:
    """Go on to the next spot; after the last one the session is done."""
    if state.index + 1 >= len(steps_of(state.plan, doses, state.limits)):
        return enter(state, Phase.DONE)
    state = replace(
        state,
        index=state.index + 1,
        here_cm=None,
        touched=False,
        made=0,
        kept_s=0.0,
        easier=0,
        leaving=False,
        asking=None,
        asked=False,
        first_level=None,
    )
    return enter(state, Phase.REST if state.now_s < state.rest_s else Phase.PLACE)


def _answered(state: SessionState, doses: SessionSettings) -> SessionState:
    """Go on after a question, whether it was answered or not."""
    before = state.asking is Asking.BEFORE
    state = unwatched(replace(state, asking=None))
    return enter(state, Phase.SEEK) if before else _onward(state, doses)


def _command(
    state: SessionState, command: Command, body: Body | None, ball: BallEstimate | None, doses: SessionSettings
) -> SessionState:
    """Do what the person says; their word beats the machine's, but not the limits of dose."""
    t_s, kind, phase = state.now_s, command.kind, state.phase
    if phase in OVER:
        return state
    if kind is CommandKind.STOP:
        return enter(finish(state, t_s, "stop", doses), Phase.STOPPED)
    if kind is CommandKind.RATE:
        return _rated(state, command.level, doses)
    if kind is CommandKind.EASIER:
        return _eased_off(state, ball is not None, doses)
    if kind is CommandKind.PAUSE:
        if phase is not Phase.PAUSED:
            return enter(replace(state, resume=phase), Phase.PAUSED)
        # Nothing is lost; only a countdown gives its last seconds again.
        ready_s = max(state.ready_s, t_s + min(RETURN_S, doses.get_ready_s))
        return enter(replace(unwatched(state), seen_s=t_s, ready_s=ready_s), state.resume)
    if phase is Phase.PAUSED:
        return state
    if kind is CommandKind.NEXT:
        return _next(state, ball is not None, doses)
    if ball is None or body is None or phase is Phase.RATE:
        return state
    # No target where the ball must not be. The warning is given again.
    if state.forbidden:
        return replace(state, forbidden=False)
    spot = Spot(
        u=ball.right_cm / body.shoulder_width_cm,
        v=ball.down_cm / body.torso_cm,
        sigma_right_cm=ball.sigma_right_cm,
        sigma_down_cm=ball.sigma_down_cm,
        front=body.facing is Facing.BACK,
    )
    return replace(state, here_cm=(ball.right_cm, ball.down_cm), spots=(*state.spots, spot))


def _eased_off(state: SessionState, pressed: bool, doses: SessionSettings) -> SessionState:
    """Too much: the hold ends at once; the second time, the spot is left."""
    held = state.hold is not None
    resting = state.phase in (Phase.GET_READY, Phase.RELEASE, Phase.REST) or state.asking is Asking.AFTER
    if not held and (resting or state.phase is Phase.PAUSED):
        return state
    easier = state.easier + (held or pressed)
    too_often = easier >= TOO_OFTEN and current(state, doses) is not None
    paused = state.phase is Phase.PAUSED
    state = finish(replace(state, easier=easier, asking=None), state.now_s, "easier", doses)
    state = replace(state, leaving=state.leaving or too_often)
    if paused:
        return enter(replace(state, resume=Phase.RELEASE), Phase.PAUSED)
    return enter(state, Phase.RELEASE, "easier")


def _next(state: SessionState, pressed: bool, doses: SessionSettings) -> SessionState:
    """Go on: over a countdown or a question, else to the next spot; a rest is kept."""
    guided = current(state, doses) is not None
    if state.phase is Phase.RATE:
        return _answered(state, doses)
    if state.phase is Phase.GET_READY and state.hold is None:
        return replace(state, ready_s=state.now_s)
    if state.phase is Phase.REST and not state.touched:
        return state  # it is on its way to the next spot
    held = state.hold is not None
    state = replace(finish(state, state.now_s, "next", doses), here_cm=None, leaving=guided)
    if held or state.phase is Phase.RELEASE:
        return enter(state, Phase.RELEASE)
    return _leave(state, doses) if guided else state


def _rated(state: SessionState, level: int | None, doses: SessionSettings) -> SessionState:
    """Take an answer, or what the person says of themselves in a hold."""
    if level is None or not 0 <= level <= 10:
        return state
    if state.asking is not None:
        state = _noted(state, level, doses)
    if level >= state.plan.stop_level:
        return enter(finish(state, state.now_s, "stop", doses), Phase.STOPPED, "stop_words")
    if state.phase is Phase.PAUSED or (state.asking is None and state.hold is None):
        return state
    first = state.first_level
    state = replace(state, level=level, told_s=state.now_s, first_level=level if first is None else first)
    if state.asking is not None:
        return _answered(state, doses)
    # Half as tender as at first: the hold has done what it could (body_knowledge 2).
    halved = first is not None and first > 0 and 2 * level <= first
    return finish(state, state.now_s, "halved", doses) if halved else state


def _noted(state: SessionState, level: int, doses: SessionSettings) -> SessionState:
    """Keep an answer with its spot, in the place of an earlier one to the same question."""
    now = current(state, doses)
    if now is None:
        return state
    known = state.tenderness
    if not known or known[-1].step != state.index:
        known = (*known, Tenderness(state.index, now.zone.key, now.side, None, None))
    told = replace(known[-1], before=level) if state.asking is Asking.BEFORE else replace(known[-1], after=level)
    return replace(state, tenderness=(*known[:-1], told))
