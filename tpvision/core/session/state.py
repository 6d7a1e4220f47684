"""What is remembered of a session, and what of it others ask for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from tpvision.settings import DoseSettings, SessionSettings
from tpvision.values import (
    Guidance,
    Hold,
    HoldProgress,
    Phase,
    Plan,
    Side,
    Spot,
    Step,
    Target,
    Tenderness,
    Vector,
)

MAX_SPOTS = 4
MAX_HOLDS = 3
MAX_HOLD_S = 90.0
SESSION_S = 900.0
"""Limits of a session that nobody passes: its spots, the holds of one, a hold, and all of it without the pauses
(body_knowledge 2: at most 4 spots, 2 to 3 holds, 20 to 90 s, 10 to 15 min)."""
SPAN_S = 1800.0
"""With its pauses it lasts no longer than this: who has not come back by then begins anew."""
LEAST_HOLD_S = 5.0
"""When no more than this is left of a hold that broke off, it is over: no hold may be planned shorter."""
RATE_S = 10.0
"""A question about tenderness waits this long."""
OVER = (Phase.STOPPED, Phase.DONE)


class Asking(Enum):
    """Which question about tenderness is open."""

    BEFORE = "before"
    AFTER = "after"


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
    counted: int = 0
    """Looks in which it counted."""
    sums: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Right, down and their sigmas, summed over those."""
    invalid_since_s: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SessionState:
    """What is remembered of the session."""

    plan: Plan = field(default_factory=Plan)
    limits: DoseSettings = field(default_factory=DoseSettings)
    """The person's own limits of dose: never looser than those above."""
    phase: Phase = Phase.GET_READY
    since_s: float | None = None
    """When this phase began; ``None`` before the first input."""
    words: str | None = None
    """Key of the cue that says why this phase was entered, where it is not the usual one."""
    now_s: float = 0.0
    begun_s: float = 0.0
    worked_s: float = 0.0
    """How long the session has lasted without pauses and absences."""
    seen_s: float = 0.0
    """When the person was last seen, or the session began."""
    met: bool = False
    """Whether anybody was seen yet."""
    ready_s: float = 0.0
    """When the countdown is over."""
    rest_s: float = 0.0
    """When the rest is over; in a live session no hold begins before."""
    lively_s: float = 0.0
    """When a hold last grew or the person last said something or came back."""
    woken: bool = False
    """Whether they were asked since then if they are still there."""
    anchor_px: Vector | None = None
    """Slow mean of the mid-shoulder while the ball is pressed."""
    camera_px: Vector = (0.0, 0.0)
    """How far pushes of the camera have moved the picture."""
    still_since_s: float = 0.0
    """Since when the trunk has stayed near the anchor, on the target if there is one."""
    forbidden: bool = False
    """Whether the ball is likely where it must not be."""
    hold: Running | None = None
    holds: tuple[Hold, ...] = ()
    here_cm: Vector | None = None
    """The target that the person set with *here*, in torso centimetres."""
    spots: tuple[Spot, ...] = ()
    """All that they set."""
    resume: Phase = Phase.PLACE
    """Where *go on* leads after a pause."""

    index: int = 0
    """The plan's step that is under way; what follows is of this step."""
    made: int = 0
    """Holds of which the rest was earned: to the goal, eased, or ended by *easier*. In a free session, all of them."""
    kept_s: float = 0.0
    """What a hold that broke off counted: the next one goes on from there."""
    easier: int = 0
    """How often it was too much."""
    touched: bool = False
    """Whether anything was held here."""
    leaving: bool = False
    """Whether this spot is over."""
    asking: Asking | None = None
    asked: bool = False
    """Whether the question before its first hold was asked."""
    first_level: int | None = None
    """The first tenderness that was told, and..."""
    level: int | None = None
    """... the newest of all, 0 to 10, and..."""
    told_s: float | None = None
    """... when it was told."""
    tenderness: tuple[Tenderness, ...] = ()
    """What was told of this and all steps before."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one step of the session shows, beside its state."""

    target: Target | None
    guidance: Guidance | None
    progress: HoldProgress | None


def steps_of(plan: Plan, doses: SessionSettings, limits: DoseSettings) -> tuple[Step, ...]:
    """Return what a session does, spot by spot and within its limits; nothing when it is free."""
    if plan.steps:
        return tuple(
            replace(step, holds=min(step.holds, MAX_HOLDS), hold_s=min(step.hold_s, MAX_HOLD_S))
            for step in plan.steps[: most_spots(limits)]
        )
    if plan.zone is None:
        return ()
    return (Step(plan.zone, plan.side or Side.RIGHT, doses.holds_per_spot, doses.hold_s),)


def most_spots(limits: DoseSettings) -> int:
    """Return how many spots a session has at most."""
    return min(MAX_SPOTS, limits.spots)


def session_s(limits: DoseSettings) -> float:
    """Return how long a session takes at most, its pauses not counted."""
    return min(SESSION_S, 60.0 * limits.session_min)


def current(state: SessionState, doses: SessionSettings) -> Step | None:
    """Return the step under way; ``None`` in a free session."""
    steps = steps_of(state.plan, doses, state.limits)
    return steps[min(state.index, len(steps) - 1)] if steps else None


def goal_s(state: SessionState, doses: SessionSettings) -> float:
    """Return how long a hold is to be now, what an earlier one counted included."""
    now = current(state, doses)
    return now.hold_s if now else doses.hold_s


def rates(state: SessionState, doses: SessionSettings) -> bool:
    """Say whether tenderness is asked: of somebody who is there, about a spot."""
    return state.plan.live and doses.ask_tenderness and current(state, doses) is not None


def progress(state: SessionState, doses: SessionSettings) -> HoldProgress | None:
    """Return how the running hold stands; its reason only after the grace, as a short slip is not worth a word."""
    run = state.hold
    if run is None:
        return None
    reason = run.reason
    if run.invalid_since_s is not None and state.now_s - run.invalid_since_s <= doses.grace_s:
        reason = None
    held_s = state.kept_s + run.held_s
    return HoldProgress(run.start_s, held_s, goal_s(state, doses), run.reason is None, reason)


def left_s(state: SessionState) -> float | None:
    """Return how long the countdown of this phase still runs; ``None`` in a phase without one."""
    ends_s = {
        Phase.GET_READY: state.ready_s,
        Phase.REST: state.rest_s,
        Phase.RATE: (state.since_s or 0.0) + RATE_S,
    }.get(state.phase)
    return None if ends_s is None else max(0.0, ends_s - state.now_s)


def enter(state: SessionState, phase: Phase, words: str | None = None) -> SessionState:
    """Enter a phase, unless it is the present one."""
    return state if phase is state.phase else replace(state, phase=phase, since_s=state.now_s, words=words)


def unwatched(state: SessionState) -> SessionState:
    """Forget since when the trunk was still, where that was not watched or does not count; a hold only waits."""
    if state.hold is None:
        return replace(state, anchor_px=None)
    return replace(state, hold=replace(state.hold, still_s=state.now_s))
