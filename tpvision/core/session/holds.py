"""Holds: how one begins, counts, pauses and ends while the ball is pressed.

Holding still is not being still: swaying and breathing move the trunk by a few millimetres, so a hold is
anchored to a slow mean and breaks only when the trunk leaves it.
"""

from __future__ import annotations

import math
from dataclasses import replace

from tpvision.core.filters import ease
from tpvision.core.guidance import within
from tpvision.core.session.state import (
    LEAST_HOLD_S,
    Asking,
    Running,
    SessionState,
    current,
    enter,
    goal_s,
    rates,
)
from tpvision.settings import SessionSettings
from tpvision.values import BallEstimate, Body, Hold, Phase, Target

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
SETTLING_S = 0.4
SURE_CM = 4.5
"""With a larger sigma than this on either axis the tool cannot say whether the ball is on the spot."""
EASING_S = 60.0
"""What has not eased by then is left for another day (body_knowledge 2)."""

MOVING = ("moved", "left the wall")
"""Ends of a hold that began before they were noticed."""
BROKEN_OFF = ("left the wall", "lost")
"""Ends of a hold that the next one goes on from."""
RESTED = {"goal": None, "halved": "halved", "easier": "easier", "not easing": "not_easing"}
"""Ends of a hold that a rest follows, and the words for it where they are not the usual ones."""


def press(
    state: SessionState,
    body: Body,
    ball: BallEstimate,
    target: Target | None,
    dt_s: float,
    doses: SessionSettings,
) -> SessionState:
    """Make, count, pause and end a hold while the ball is pressed."""
    t_s, run, goal = state.now_s, state.hold, goal_s(state, doses)
    anchor = state.anchor_px or body.origin_px
    moved_cm = math.dist(body.origin_px, anchor) / body.px_per_cm
    # Who moved in a hold has to be still for a moment before it counts again.
    steady = run is None or t_s - state.still_since_s >= SETTLING_S
    still = moved_cm <= STILL_CM and state.anchor_px is not None and steady
    inside = target is None or within(ball, target)
    sure = target is None or max(ball.sigma_right_cm, ball.sigma_down_cm) <= SURE_CM
    reason = (
        "no_go"
        if state.forbidden
        else "unsure"
        if not sure
        else "off_spot"
        if not inside
        else None
        if still
        else "moving"
    )
    if still:
        anchor = (
            ease(anchor[0], body.origin_px[0], dt_s, ANCHOR_TAU_S),
            ease(anchor[1], body.origin_px[1], dt_s, ANCHOR_TAU_S),
        )
    if run is None:
        # Still and on the spot for the time that makes a hold; it counts from the first still moment.
        if reason is not None:
            state = replace(state, anchor_px=anchor if still else body.origin_px, still_since_s=t_s)
            return enter(state, Phase.SEEK)
        if moved_cm > ANCHORED_CM and t_s - state.still_since_s < ARRIVING_S:
            return _seek(replace(state, anchor_px=body.origin_px, still_since_s=t_s))
        state = replace(state, anchor_px=anchor)
        if t_s - state.still_since_s < min(doses.settle_s, (goal - state.kept_s) / 2):
            # Slow moving is a row of still moments; settling is more than one of them.
            still_long = t_s - state.still_since_s >= SETTLING_S
            return enter(state, Phase.SETTLE) if still_long else _seek(state)
        # Tenderness is asked on the spot, before its first hold (experience.md).
        if rates(state, doses) and not state.asked:
            return enter(replace(state, asking=Asking.BEFORE, asked=True), Phase.RATE)
        run = Running(state.still_since_s, 0.0, t_s - state.still_since_s - dt_s, t_s, t_s)
    pending_s, counted, sums = run.pending_s, run.counted, run.sums
    if reason is None:
        right, down, sigma_right, sigma_down = sums
        sums = (
            right + ball.right_cm,
            down + ball.down_cm,
            sigma_right + ball.sigma_right_cm,
            sigma_down + ball.sigma_down_cm,
        )
        counted, pending_s = counted + 1, pending_s + dt_s
    sure_s = max(0.0, pending_s - ONSET_S) if moved_cm <= ANCHORED_CM else 0.0
    run = replace(
        run,
        held_s=run.held_s + sure_s,
        pending_s=pending_s - sure_s,
        still_s=t_s if still else run.still_s,
        anchored_s=t_s if moved_cm <= ANCHORED_CM else run.anchored_s,
        counted=counted,
        sums=sums,
        looks=run.looks + 1,
        looks_inside=run.looks_inside + inside,
        invalid_since_s=None if reason is None else t_s if run.invalid_since_s is None else run.invalid_since_s,
        reason=reason,
    )
    state = enter(replace(state, hold=run, anchor_px=anchor), Phase.HOLD)
    if state.kept_s + run.held_s + run.pending_s >= goal:
        return finish(state, t_s, "goal", doses)
    # No easing in a minute: move on (body_knowledge 2). Whoever is not asked cannot say that it eased.
    if goal > EASING_S and rates(state, doses) and not eased(state) and state.kept_s + run.held_s >= EASING_S:
        return finish(state, t_s, "not easing", doses)
    # A free hold ends when the person moves on; a guided one waits until they come back, wherever they stand.
    if moved_cm > MOVED_CM or t_s - run.still_s > MOVED_S:
        if target is None:
            state = enter(finish(state, run.anchored_s - ONSET_S, "moved", doses), Phase.SEEK)
        else:
            state = replace(state, hold=replace(run, still_s=t_s))
        return replace(state, anchor_px=body.origin_px, still_since_s=t_s)
    return state


def eased(state: SessionState) -> bool:
    """Say whether the newest tenderness that was told is less than the first."""
    return state.first_level is not None and state.level is not None and state.level < state.first_level


def finish(state: SessionState, end_s: float, ended_by: str, doses: SessionSettings) -> SessionState:
    """Close the running hold, if there is one, keep it, and ask to ease off where a rest is earned."""
    run, now = state.hold, current(state, doses)
    if run is None:
        return state
    means = [total / run.counted for total in run.sums] if run.counted else [None] * 4
    goal = goal_s(state, doses) - state.kept_s
    held_s = min(goal, run.held_s + (0.0 if ended_by in MOVING else run.pending_s))
    end_s = max(end_s, run.start_s + held_s)
    has_target = now is not None or state.here_cm is not None
    hold = Hold(
        zone=now.zone.key if now else "",
        side=now.side if now else None,
        start_s=run.start_s,
        end_s=end_s,
        held_s=held_s,
        goal_s=goal,
        in_zone_fraction=run.looks_inside / run.looks if run.looks and has_target else None,
        ended_by=ended_by,
        right_cm=means[0],
        down_cm=means[1],
        sigma_right_cm=means[2],
        sigma_down_cm=means[3],
    )
    # A hold that broke off goes on where it stopped, unless hardly anything of it is left.
    goes_on = state.plan.live and now is not None and ended_by in BROKEN_OFF and goal - held_s > LEAST_HOLD_S
    rested = ended_by in RESTED or (state.plan.live and now is not None and ended_by in BROKEN_OFF and not goes_on)
    made = state.made + rested
    state = replace(
        state,
        hold=None,
        holds=(*state.holds, hold),
        touched=True,
        made=made,
        # What was told is of this spot; of a free session's next hold nobody knows whether it is at the same one.
        first_level=state.first_level if has_target else None,
        kept_s=state.kept_s + held_s if goes_on else 0.0,
        leaving=state.leaving or ended_by == "not easing" or (now is not None and made >= now.holds),
    )
    return enter(state, Phase.RELEASE, RESTED.get(ended_by)) if rested else state


def _seek(state: SessionState) -> SessionState:
    """Seek, unless the person is settling: a new moment of stillness in it is no new search."""
    return state if state.phase is Phase.SETTLE else enter(state, Phase.SEEK)
