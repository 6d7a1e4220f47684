"""What the coach says: a new phase at once, a reason or a guiding sentence when it differs from the last.

Cues are values: a kind, the key of their words, numbers. The words themselves are in ``knowledge``.
"""

from __future__ import annotations

import math

from tpvision.core.session import Report, SessionState, current, progress
from tpvision.settings import SessionSettings
from tpvision.values import Cue, CueKind, Phase

SENTENCE_S = 2.0
"""Guidance changes no more often than this, so that it can be heard and followed."""
LAST_TICKS = 5
"""The last so many seconds of a hold tick."""


def changes(
    last: Cue | None, before: SessionState, state: SessionState, report: Report, doses: SessionSettings
) -> tuple[Cue, ...]:
    """Return what a step gives reason to say, the most important last.

    Parameters
    ----------
    last
        The sentence that stands.
    before, state
        The session before and after the step.
    report
        What the step shows.
    doses
        Goals and limits.
    """
    t_s = state.now_s
    said: list[Cue] = []
    if before.since_s is None or state.phase is not before.phase:
        spoken = _phase_cue(last, before, state, doses)
        if spoken is not None:
            said.append(spoken)
    elif state.phase is Phase.GET_READY and state.since_s is not None:
        left, left_before = (math.ceil(doses.get_ready_s - (s.now_s - state.since_s)) for s in (state, before))
        if 1 <= left < left_before:
            said.append(Cue(t_s, CueKind.READY, "get_ready", (("s", float(left)),)))
    if before.here_cm is not state.here_cm:
        said.append(Cue(t_s, CueKind.INFO, "here_kept"))
    old, new = progress(before, doses), report.progress
    if old is not None and new is not None:
        if new.reason is not None and new.reason != old.reason:
            said.append(Cue(t_s, CueKind.DRIFT, new.reason))
        elif new.reason is None and old.reason is not None:
            said.append(Cue(t_s, CueKind.INFO, "hold_go_on"))
        left, left_before = math.ceil(new.goal_s - new.held_s), math.ceil(old.goal_s - old.held_s)
        if left < left_before and 1 <= left <= LAST_TICKS:
            said.append(Cue(t_s, CueKind.TICK, "hold_begin"))
    # What to do next, unless something else was just said.
    if report.guidance is not None and not said and (new is None or new.reason == "off_spot"):
        key = report.guidance.move.value.replace(" ", "_")
        cue = Cue(t_s, CueKind.GUIDE, key, (("cm", float(max(1, round(report.guidance.amount_cm)))),))
        if last is None or ((last.key, last.numbers) != (cue.key, cue.numbers) and t_s - last.t_s >= SENTENCE_S):
            said.append(cue)
    return tuple(said)


def _phase_cue(last: Cue | None, before: SessionState, state: SessionState, doses: SessionSettings) -> Cue | None:
    """Return what a new phase says, if anything."""
    t_s, phase, old = state.now_s, state.phase, before.phase
    now = current(state, doses)
    place = "place_ball_front" if now and now.zone.facing_wall else "place_ball"
    if phase is Phase.PLACE:
        left = old in (Phase.SEEK, Phase.SETTLE, Phase.HOLD)
        return Cue(t_s, CueKind.INFO, "left_wall" if left else place)
    if phase is Phase.SEEK:
        # Between seeking and settling a person may go to and fro; they need not hear of it each time.
        if old is Phase.SETTLE and last is not None and t_s - last.t_s < SENTENCE_S:
            return None
        return Cue(t_s, CueKind.GUIDE, "lean" if old in (Phase.PLACE, Phase.GET_READY) else "find_spot")
    if phase is Phase.LOST:
        return Cue(t_s, CueKind.WARN, "lost" if state.met else "nobody")
    if phase is Phase.RELEASE and state.holds and state.holds[-1].ended_by == "easier":
        return Cue(t_s, CueKind.END, "easier")
    plain: dict[Phase, tuple[CueKind, str, tuple[tuple[str, float], ...]]] = {
        Phase.GET_READY: (CueKind.READY, "get_ready", (("s", doses.get_ready_s),)),
        Phase.SETTLE: (CueKind.GUIDE, "hold_still", ()),
        Phase.HOLD: (CueKind.BEGIN, "hold_begin", ()),
        Phase.RELEASE: (CueKind.END, "hold_end", ()),
        Phase.REST: (CueKind.INFO, "rest", (("s", doses.rest_s),)),
        Phase.PAUSED: (CueKind.INFO, "paused", ()),
        Phase.STOPPED: (CueKind.STOP, "stopped", ()),
        Phase.DONE: (CueKind.END, "done", ()),
    }
    kind, key, numbers = plain[phase]
    return Cue(t_s, kind, key, numbers)
