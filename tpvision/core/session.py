"""The coach: phases, holds and cues, as a fold over what is known of the body and the ball.

place -> seek -> settle -> hold -> release -> rest -> place ...; paused, lost and stopped from anywhere.
Each rule stands beside the transition it makes. A *guided* session has a target and counts time on it
only; a *free* one times a hold wherever the person stops and leans.

Holding still is not being still: swaying and breathing move the trunk by a few millimetres, so a hold is
anchored to a slow mean and breaks only when the trunk leaves it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from tpvision.core.body import SKIN_CM
from tpvision.core.filters import ease
from tpvision.core.guidance import guide, map_of, within
from tpvision.settings import SessionSettings
from tpvision.values import (
    BallEstimate,
    Body,
    Command,
    CommandKind,
    End,
    Facing,
    Guidance,
    Hold,
    HoldProgress,
    Input,
    Phase,
    Plan,
    Side,
    Spot,
    Step,
    Target,
    Vector,
)

STILL_CM = 1.0
"""A trunk that stays this near to its anchor is still; sway and breath are 0.1 to 0.6 cm."""
MOVED_CM = 2.0
MOVED_S = 1.0
"""One that went this far, or was not still for this long, has moved: a drift of 3 cm is noticed on the way."""
ANCHORED_CM = 0.5
ONSET_S = 0.3
"""A movement began this long before the trunk was last so near to its anchor: people start slowly (a reach of
7 cm in 2 s takes 0.4 s for its first half centimetre)."""
ARRIVING_S = 1.0
"""In this time after the trunk seemed still, it may yet be arriving."""
ANCHOR_TAU_S = 4.0
"""The anchor follows slow sinking, not a drift."""
MAX_STEP_S = 0.5
"""No single step counts more time than this, whatever the clock says."""
RELEASE_S = 6.0
"""Who has not stepped away by then rests where they are."""
SURE_CM = 4.5
"""With a larger sigma than this on either axis the tool cannot say whether the ball is on the spot."""
HERE_RADIUS_CM = 4.0
"""Search radius around a spot named by *here* (body_knowledge 1.1)."""

MOVING = ("moved", "left the wall")
"""Ends of a hold that began before they were noticed."""
SETTLING_S = 0.4
OVER = (Phase.STOPPED, Phase.DONE)


@dataclass(frozen=True, slots=True)
class Running:
    """A hold that is being timed."""

    start_s: float
    held_s: float
    """Time that counts for good."""
    pending_s: float
    """Time that counts unless it turns out to be the onset of a movement."""
    still_s: float
    """The last time the trunk was still, and..."""
    anchored_s: float
    """... the last time it was at its anchor: where a hold that breaks by moving has ended."""
    looks: int = 0
    looks_inside: int = 0
    sums: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Right, down and their sigmas, summed over ``looks``."""
    invalid_since_s: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SessionState:
    """What is remembered of the session."""

    plan: Plan = field(default_factory=Plan)
    phase: Phase = Phase.GET_READY
    since_s: float | None = None
    """When this phase began; ``None`` before the first input."""
    now_s: float = 0.0
    seen_s: float = 0.0
    """When the person was last seen, or the session began."""
    met: bool = False
    """Whether anybody was seen yet."""
    anchor_px: Vector | None = None
    """Slow mean of the mid-shoulder while the ball is pressed."""
    still_since_s: float = 0.0
    """Since when the trunk has stayed near the anchor, on the target if there is one."""
    hold: Running | None = None
    holds: tuple[Hold, ...] = ()
    here_cm: Vector | None = None
    """The target that the person set with *here*, in torso centimetres."""
    spots: tuple[Spot, ...] = ()
    """All that they set."""
    resume: Phase = Phase.PLACE
    """Where *go on* leads after a pause."""
    index: int = 0
    """The plan's step that is under way."""
    made: int = 0
    """Holds of this step that reached their goal."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one step of the session shows, beside its state."""

    target: Target | None
    guidance: Guidance | None
    progress: HoldProgress | None


def step(
    state: SessionState, given: Input, body: Body | None, ball: BallEstimate | None, doses: SessionSettings
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
    """
    if state.since_s is None:
        state = replace(state, since_s=given.t_s, now_s=given.t_s, seen_s=given.t_s)
    t_s = max(given.t_s, state.now_s)
    dt_s = min(MAX_STEP_S, max(0.0, t_s - state.now_s))
    state = replace(state, now_s=t_s)
    target = _target(state, body, doses)
    if isinstance(given, Command):
        state = _command(state, given, body, ball, doses)
    elif isinstance(given, End):
        state = _finish(state, t_s, "end of film", doses)
    elif state.phase is not Phase.PAUSED and state.phase not in OVER:
        state = _look(state, body, ball, target, dt_s, doses)
    target = _target(state, body, doses)
    looking = state.phase in (Phase.SEEK, Phase.SETTLE, Phase.HOLD)
    guidance = None
    if body and ball and target and looking:
        guidance = guide(ball, target, map_of(state.plan, body, body.facing is Facing.BACK))
    return state, Report(target, guidance, progress(state, doses))


def steps_of(plan: Plan, doses: SessionSettings) -> tuple[Step, ...]:
    """Return what a session does, spot by spot; nothing when it is free."""
    if plan.steps or plan.zone is None:
        return plan.steps
    return (Step(plan.zone, plan.side or Side.RIGHT, doses.holds_per_spot, doses.hold_s),)


def current(state: SessionState, doses: SessionSettings) -> Step | None:
    """Return the step under way; ``None`` in a free session."""
    steps = steps_of(state.plan, doses)
    return steps[min(state.index, len(steps) - 1)] if steps else None


def goal_s(state: SessionState, doses: SessionSettings) -> float:
    """Return how long a hold is to be now."""
    now = current(state, doses)
    return now.hold_s if now else doses.hold_s


def _enter(state: SessionState, phase: Phase) -> SessionState:
    return state if phase is state.phase else replace(state, phase=phase, since_s=state.now_s)


def _enter_seek(state: SessionState) -> SessionState:
    """Seek, unless the person is settling: a new moment of stillness in it is no new search."""
    return state if state.phase is Phase.SETTLE else _enter(state, Phase.SEEK)


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


def _look(
    state: SessionState,
    body: Body | None,
    ball: BallEstimate | None,
    target: Target | None,
    dt_s: float,
    doses: SessionSettings,
) -> SessionState:
    """Apply the rules of the running phases to one look, or to time passing without one."""
    t_s = state.now_s
    in_phase_s = t_s - (state.since_s or 0.0)
    if body is None:
        # Out of sight for a while: lost. A hold waits for a moment, then it is over.
        state = _unwatched(state)
        unseen_s = t_s - state.seen_s
        if unseen_s > doses.lost_s + doses.grace_s:
            state = _finish(state, state.seen_s, "lost", doses)
        return _enter(state, Phase.LOST) if unseen_s > doses.lost_s else state
    state = replace(state, seen_s=t_s, met=True)
    if ball is None:
        # Off the wall: a hold is over; what comes next depends on where the person was.
        if state.hold is not None:
            state = _finish(state, state.hold.anchored_s - ONSET_S, "left the wall", doses)
        state = replace(state, anchor_px=None)
        if state.phase is Phase.RELEASE:
            return _rest(state, doses)
        wait_s = {Phase.GET_READY: doses.get_ready_s, Phase.REST: doses.rest_s}.get(state.phase, 0.0)
        return _enter(state, Phase.PLACE) if in_phase_s >= wait_s else state
    # Eased off, or rested, for long enough while still leaning on the ball.
    if state.phase is Phase.RELEASE:
        return _rest(_unwatched(state), doses) if in_phase_s >= RELEASE_S else state
    if state.phase is Phase.REST and in_phase_s < doses.rest_s:
        return _unwatched(state)
    return _press(state, body, ball, target, dt_s, doses)


def _unwatched(state: SessionState) -> SessionState:
    """Forget since when the trunk was still, where that was not watched or does not count; a hold only waits."""
    if state.hold is None:
        return replace(state, anchor_px=None)
    return replace(state, hold=replace(state.hold, still_s=state.now_s))


def _rest(state: SessionState, doses: SessionSettings) -> SessionState:
    """Rest after a hold; when all of its spot are made, the next spot comes, or the session is done."""
    now = current(state, doses)
    if now is None or state.made < now.holds:
        return _enter(state, Phase.REST)
    if state.index + 1 >= len(steps_of(state.plan, doses)):
        return _enter(state, Phase.DONE)
    return _enter(replace(state, index=state.index + 1, made=0, here_cm=None), Phase.REST)


def _press(
    state: SessionState,
    body: Body,
    ball: BallEstimate,
    target: Target | None,
    dt_s: float,
    doses: SessionSettings,
) -> SessionState:
    """Make, count, pause and end a hold while the ball is pressed."""
    t_s, run = state.now_s, state.hold
    anchor = state.anchor_px or body.origin_px
    moved_cm = math.dist(body.origin_px, anchor) / body.px_per_cm
    still = moved_cm <= STILL_CM and state.anchor_px is not None
    inside = target is None or within(ball, target)
    sure = target is None or max(ball.sigma_right_cm, ball.sigma_down_cm) <= SURE_CM
    reason = "unsure" if not sure else "off_spot" if not inside else None if still else "moving"
    if still:
        anchor = (
            ease(anchor[0], body.origin_px[0], dt_s, ANCHOR_TAU_S),
            ease(anchor[1], body.origin_px[1], dt_s, ANCHOR_TAU_S),
        )
    if run is None:
        # Still and on the spot for the time that makes a hold; it counts from the first still moment.
        if reason is not None:
            state = replace(state, anchor_px=anchor if still else body.origin_px, still_since_s=t_s)
            return _enter(state, Phase.SEEK)
        if moved_cm > ANCHORED_CM and t_s - state.still_since_s < ARRIVING_S:
            return _enter_seek(replace(state, anchor_px=body.origin_px, still_since_s=t_s))
        state = replace(state, anchor_px=anchor)
        if t_s - state.still_since_s < doses.settle_s:
            # Slow moving is a row of still moments; settling is more than one of them.
            still_long = t_s - state.still_since_s >= SETTLING_S
            return _enter(state, Phase.SETTLE) if still_long else _enter_seek(state)
        run = Running(state.still_since_s, 0.0, t_s - state.still_since_s - dt_s, t_s, t_s)
    values = (ball.right_cm, ball.down_cm, ball.sigma_right_cm, ball.sigma_down_cm)
    pending_s = run.pending_s + (dt_s if reason is None else 0.0)
    sure_s = max(0.0, pending_s - ONSET_S) if moved_cm <= ANCHORED_CM else 0.0
    run = replace(
        run,
        held_s=run.held_s + sure_s,
        pending_s=pending_s - sure_s,
        still_s=t_s if still else run.still_s,
        anchored_s=t_s if moved_cm <= ANCHORED_CM else run.anchored_s,
        looks=run.looks + 1,
        looks_inside=run.looks_inside + inside,
        sums=(
            run.sums[0] + values[0],
            run.sums[1] + values[1],
            run.sums[2] + values[2],
            run.sums[3] + values[3],
        ),
        invalid_since_s=None if reason is None else run.invalid_since_s or t_s,
        reason=reason,
    )
    state = _enter(replace(state, hold=run, anchor_px=anchor), Phase.HOLD)
    if run.held_s + run.pending_s >= goal_s(state, doses):
        return _enter(_finish(state, t_s, "goal", doses), Phase.RELEASE)
    # A free hold ends when the person moves on; a guided one waits until they come back, wherever they stand.
    if moved_cm > MOVED_CM or t_s - run.still_s > MOVED_S:
        if target is None:
            state = _enter(_finish(state, run.anchored_s - ONSET_S, "moved", doses), Phase.SEEK)
        return replace(state, anchor_px=body.origin_px, still_since_s=t_s)
    return state


def _finish(state: SessionState, end_s: float, ended_by: str, doses: SessionSettings) -> SessionState:
    """Close the running hold, if there is one, and keep it."""
    run, now = state.hold, current(state, doses)
    if run is None:
        return state
    means = [total / run.looks for total in run.sums] if run.looks else [None] * 4
    held_s = run.held_s + (0.0 if ended_by in MOVING else run.pending_s)
    end_s = max(end_s, run.start_s + held_s)
    has_target = now is not None or state.here_cm is not None
    hold = Hold(
        zone=now.zone.key if now else "",
        side=now.side if now else None,
        start_s=run.start_s,
        end_s=end_s,
        held_s=held_s,
        goal_s=goal_s(state, doses),
        in_zone_fraction=run.looks_inside / run.looks if run.looks and has_target else None,
        ended_by=ended_by,
        right_cm=means[0],
        down_cm=means[1],
        sigma_right_cm=means[2],
        sigma_down_cm=means[3],
    )
    return replace(state, hold=None, holds=(*state.holds, hold), made=state.made + (ended_by == "goal"))


def _command(
    state: SessionState, command: Command, body: Body | None, ball: BallEstimate | None, doses: SessionSettings
) -> SessionState:
    """Do what the person says; their word beats the machine's."""
    t_s, kind = state.now_s, command.kind
    if state.phase in OVER:
        return state
    if kind is CommandKind.STOP:
        return _enter(_finish(state, t_s, "stop", doses), Phase.STOPPED)
    if kind is CommandKind.PAUSE:
        if state.phase is Phase.PAUSED:
            return _enter(replace(_unwatched(state), seen_s=t_s), state.resume)
        return _enter(replace(state, resume=state.phase), Phase.PAUSED)
    if state.phase is Phase.PAUSED:
        return state
    if kind is CommandKind.EASIER:
        return _enter(_finish(state, t_s, "easier", doses), Phase.RELEASE)
    if kind is CommandKind.NEXT:
        return _enter(_finish(state, t_s, "next", doses), Phase.RELEASE if ball else Phase.PLACE)
    if ball is None or body is None:
        return state
    spot = Spot(
        u=ball.right_cm / body.shoulder_width_cm,
        v=ball.down_cm / body.torso_cm,
        sigma_right_cm=ball.sigma_right_cm,
        sigma_down_cm=ball.sigma_down_cm,
        front=body.facing is Facing.BACK,
    )
    return replace(state, here_cm=(ball.right_cm, ball.down_cm), spots=(*state.spots, spot))


def progress(state: SessionState, doses: SessionSettings) -> HoldProgress | None:
    """Return how the running hold stands; its reason only after the grace, as a short slip is not worth a word."""
    run = state.hold
    if run is None:
        return None
    reason = run.reason
    if run.invalid_since_s is not None and state.now_s - run.invalid_since_s <= doses.grace_s:
        reason = None
    return HoldProgress(run.start_s, run.held_s, goal_s(state, doses), run.reason is None, reason)
