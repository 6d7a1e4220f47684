"""What the coach says: one sentence at a time, the most urgent first, and none that takes back the one before.

Cues are values: a kind, an urgency, the key of their words, numbers. The words themselves are in ``knowledge``.
A hint or news is said when the sentence before it has stood for two seconds, so that "bend your knees" and
"straighten them", or "stay still" and "shift", never follow each other sooner; what turns the session, answers
the person or warns is said at once. Of what must wait only the weightiest does, and only while it is true.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tpvision.core.session import (
    EASING_S,
    OVER,
    Asking,
    Report,
    SessionState,
    current,
    eased,
    left_s,
    progress,
    rates,
)
from tpvision.settings import SessionSettings
from tpvision.values import Cue, CueKind, Fix, Phase, Urgency

SENTENCE_S = 2.0
"""So long a sentence stands, to be heard and followed, before one that can wait replaces it."""
LAST_TICKS = 5
"""The last so many seconds of a hold tick."""
ASK_EASING_S = 45.0
"""At this time of a long hold the person is asked whether it eases, for without that it ends at a minute."""

_RESTS = ("rest", "rest_next")
_PRESSING = (Phase.SEEK, Phase.SETTLE, Phase.HOLD, Phase.RATE)


@dataclass(frozen=True, slots=True)
class CueState:
    """What was said last, and what waits to be."""

    last: Cue | None = None
    """The sentence that stands."""
    waiting: Cue | None = None
    """What is said next, unless the phase it was meant for or its reason is over by then."""


def step(
    cues: CueState,
    before: SessionState,
    state: SessionState,
    report: Report,
    doses: SessionSettings,
    fix: Fix | None = None,
) -> tuple[CueState, tuple[Cue, ...]]:
    """Return what is said now: the seconds of a count, and one sentence at most, which then comes last.

    Parameters
    ----------
    cues
        What was said and what waits.
    before, state
        The session before and after the step.
    report
        What the step shows.
    doses
        Goals and limits.
    fix
        What to mend about the camera's place.
    """
    t_s, last = state.now_s, cues.last
    waiting = cues.waiting if cues.waiting and _still_true(cues.waiting, before, state, report) else None
    news = sorted(_news(before, state, report, doses), key=lambda cue: -cue.urgency)
    said: Cue | None = None
    if news and news[0].urgency >= Urgency.TURN:
        said, waiting = news[0], news[1] if len(news) > 1 else None
    else:
        if news and (waiting is None or news[0].urgency >= waiting.urgency):
            waiting = news[0]
        if stood(cues, t_s):
            # How to move, where that is known, rather than that one is to look for the spot.
            hint = _hint(state, report, fix)
            said = hint if hint and (waiting is None or waiting.urgency is Urgency.HINT) else waiting
            waiting = None
            if said is not None and last is not None and (said.key, said.numbers) == (last.key, last.numbers):
                said = None
    counts = _counts(before, state, report, doses)
    if said is None:
        return CueState(last, waiting), counts
    if said.key in _RESTS:
        said = replace(said, numbers=(("s", float(_left(state))),))
    said = replace(said, t_s=t_s)
    return CueState(said, waiting), (*counts, said)


def stood(cues: CueState, t_s: float) -> bool:
    """Say whether the sentence that stands was there for long enough to be heard."""
    return cues.last is None or t_s - cues.last.t_s >= SENTENCE_S


def _still_true(cue: Cue, before: SessionState, state: SessionState, report: Report) -> bool:
    """Say whether what waited is still worth saying."""
    if state.phase is not before.phase or state.index != before.index:
        return False
    reason = report.progress.reason if report.progress else None
    return reason == cue.key if cue.kind is CueKind.DRIFT else cue.key != "hold_go_on" or reason is None


def _news(before: SessionState, state: SessionState, report: Report, doses: SessionSettings) -> list[Cue]:
    """Return what a step gives reason to say, beside how to move."""
    t_s = state.now_s
    out: list[Cue] = []

    def say(kind: CueKind, urgency: Urgency, key: str, **numbers: float) -> None:
        out.append(Cue(t_s, kind, key, tuple(numbers.items()), urgency))

    changed = before.since_s is None or state.phase is not before.phase
    if changed and before.phase is Phase.PAUSED and state.phase not in (Phase.HOLD, *OVER):
        say(CueKind.INFO, Urgency.TURN, "go_on")
    if state.index != before.index and state.phase not in (Phase.REST, *OVER):
        say(CueKind.INFO, Urgency.TURN, "next")
    spoken = _phase_cue(before, state, doses) if changed or state.index != before.index else None
    if spoken is not None:
        out.append(spoken)
    if _warned(state) and not _warned(before):
        say(CueKind.WARN, Urgency.ALARM, "no_go")
    if state.woken and not before.woken:
        say(CueKind.WARN, Urgency.ALARM, "still_there")
    if before.here_cm is not state.here_cm is not None:
        say(CueKind.INFO, Urgency.TURN, "here_kept")
    if state.told_s != before.told_s and state.level is not None and state.phase not in (Phase.RELEASE, *OVER):
        say(CueKind.INFO, Urgency.TURN, "rated", level=float(state.level))
    if state.phase is before.phase is Phase.PAUSED and len(state.holds) > len(before.holds):
        say(CueKind.END, Urgency.TURN, "easier")
    old, new = progress(before, doses), report.progress
    if old is None or new is None:
        return out
    if old.held_s < ASK_EASING_S <= new.held_s and new.goal_s > EASING_S and rates(state, doses) and not eased(state):
        say(CueKind.INFO, Urgency.TURN, "ask_now")
    if new.reason not in (None, "no_go", old.reason):
        say(CueKind.DRIFT, Urgency.NEWS, new.reason)
    elif new.reason is None and old.reason is not None and not changed:
        say(CueKind.INFO, Urgency.TURN, "hold_go_on")
    return out


def _warned(state: SessionState) -> bool:
    return state.forbidden and state.phase in _PRESSING


def _hint(state: SessionState, report: Report, fix: Fix | None) -> Cue | None:
    """Return how to move next, where the person looks for the spot or has left it, or the camera sees badly."""
    if state.phase is Phase.GET_READY and fix is not None:
        return Cue(state.now_s, CueKind.INFO, fix.key, fix.numbers, Urgency.HINT)
    given, hold = report.guidance, report.progress
    if given is None or (hold is not None and hold.reason not in ("off_spot", "no_go")):
        return None
    numbers = (("cm", float(max(1, round(given.amount_cm)))),)
    return Cue(state.now_s, CueKind.GUIDE, given.move.value.replace(" ", "_"), numbers, Urgency.HINT)


def _counts(before: SessionState, state: SessionState, report: Report, doses: SessionSettings) -> tuple[Cue, ...]:
    """Return the seconds of a countdown and the last ones of a hold; each is said in its second or never."""
    t_s, old, new = state.now_s, progress(before, doses), report.progress
    if state.phase is before.phase is Phase.GET_READY and before.since_s is not None:
        left, left_before = _left(state), _left(before)
        if 1 <= left < left_before:
            return (Cue(t_s, CueKind.READY, "get_ready", (("s", float(left)),), Urgency.TURN),)
    if old is not None and new is not None:
        left, left_before = math.ceil(new.goal_s - new.held_s), math.ceil(old.goal_s - old.held_s)
        if left < left_before and 1 <= left <= LAST_TICKS:
            return (Cue(t_s, CueKind.TICK, "hold_begin", (), Urgency.TURN),)
    return ()


def _left(state: SessionState) -> int:
    """Return the whole seconds of a countdown; one that is held stays the same, for all that floats round."""
    return math.ceil((left_s(state) or 0.0) - 1e-6)


def _phase_cue(before: SessionState, state: SessionState, doses: SessionSettings) -> Cue | None:
    """Return what a new phase says, if anything."""
    old, now = before.phase, current(state, doses)
    left = old in (Phase.SEEK, Phase.SETTLE, Phase.HOLD)
    place = "place_ball_front" if now and now.zone.facing_wall else "place_ball"
    if state.plan.told.start_place and not state.holds and state.index == 0:
        place = f"start_{state.plan.told.start_place}"
    onward = state.index > 0 and not state.touched
    known: dict[Phase, tuple[CueKind, Urgency, str]] = {
        Phase.GET_READY: (CueKind.READY, Urgency.TURN, "get_ready"),
        Phase.PLACE: (CueKind.INFO, Urgency.NEWS, "left_wall" if left else place),
        Phase.SEEK: (CueKind.GUIDE, Urgency.HINT, "find_spot" if old is Phase.SETTLE else "lean"),
        Phase.SETTLE: (CueKind.GUIDE, Urgency.HINT, "hold_still"),
        Phase.HOLD: (CueKind.BEGIN, Urgency.TURN, "hold_go_on" if before.hold else "hold_begin"),
        Phase.RELEASE: (CueKind.END, Urgency.TURN, "hold_end"),
        Phase.REST: (CueKind.INFO, Urgency.NEWS, "rest_next" if onward else "rest"),
        Phase.RATE: (CueKind.INFO, Urgency.TURN, "ask_after" if state.asking is Asking.AFTER else "ask_before"),
        Phase.DONE: (CueKind.END, Urgency.TURN, "done"),
        Phase.PAUSED: (CueKind.INFO, Urgency.TURN, "paused"),
        Phase.LOST: (CueKind.WARN, Urgency.ALARM, "lost" if state.met else "nobody"),
        Phase.STOPPED: (CueKind.STOP, Urgency.ALARM, "stopped"),
    }
    kind, urgency, key = known[state.phase]
    key = state.words or key
    if key not in ("get_ready", *_RESTS):
        return Cue(state.now_s, kind, key, (), urgency)
    seconds = _left(state)
    return Cue(state.now_s, kind, key, (("s", float(seconds)),), urgency) if seconds > 0 else None
