"""Whose turn it is to sound: one cue at a time, and no sentence soon after another but an alarm's.

What cannot sound at once waits in one place, where the newer of two equally urgent ones stays. A sentence that has
waited too long is about something that is over by then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tpvision.values import Cue, CueKind, Urgency

SENTENCE_EVERY_S = 4.0
"""From the beginning of a sentence to that of the next."""
STALE_S = 5.0
"""Longer than the longest sentence, and than a sentence waits for the one before it."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be heard of a cue."""

    cue: Cue
    tone: CueKind | None
    sentence: str | None
    decided_s: float
    recorded: str | None = None
    """What of the sentence there is a recording of, where that is another: a number near its own."""


@dataclass(frozen=True, slots=True)
class TurnState:
    """What sounds, or did last, and what waits."""

    last: Saying | None = None
    waiting: Saying | None = None
    sentence_s: float | None = None
    """When the last sentence began."""
    sentence_key: str | None = None
    """Key of its cue."""


def step(state: TurnState, now_s: float, sounding: bool, new: Saying | None = None) -> tuple[TurnState, Saying | None]:
    """Return what begins to sound now, if anything; it cuts short what sounds.

    Parameters
    ----------
    state
        What sounded last and what waits.
    now_s
        The time.
    sounding
        Whether what began last still sounds.
    new
        What was just decided.
    """
    playing, waiting = (state.last if sounding else None), state.waiting
    if new is not None and _counts(new, state):
        # Late, it would count wrongly.
        return (state, None) if playing else _begin(state, replace(new, sentence=None), now_s)
    if new is not None and not _same(new, playing) and not _same(new, waiting):
        if waiting is not None and _rank(new) < _rank(waiting):
            # The sentence that waits has more to say; of the new one only the tone is heard.
            return (state, None) if playing or not new.tone else _begin(state, replace(new, sentence=None), now_s)
        if playing is None or (new.cue.urgency >= Urgency.TURN and _rank(new) >= _rank(playing)):
            return _begin_or_wait(replace(state, waiting=None), new, now_s)
        return replace(state, waiting=new), None
    if waiting is None or playing is not None:
        return state, None
    if now_s - waiting.decided_s > STALE_S:
        return replace(state, waiting=None), None
    return _begin_or_wait(replace(state, waiting=None), waiting, now_s)


def _begin_or_wait(state: TurnState, saying: Saying, now_s: float) -> tuple[TurnState, Saying | None]:
    """Begin with tone and sentence, or with the tone alone while it is too soon for another sentence."""
    soon = state.sentence_s is not None and now_s - state.sentence_s < SENTENCE_EVERY_S
    if saying.sentence is None or not soon or saying.cue.urgency is Urgency.ALARM:
        return _begin(state, saying, now_s)
    state = replace(state, waiting=replace(saying, tone=None))
    return _begin(state, replace(saying, sentence=None), now_s) if saying.tone else (state, None)


def _begin(state: TurnState, saying: Saying, now_s: float) -> tuple[TurnState, Saying | None]:
    state = replace(state, last=saying)
    if saying.sentence is not None:
        state = replace(state, sentence_s=now_s, sentence_key=saying.cue.key)
    return state, saying


def _counts(new: Saying, state: TurnState) -> bool:
    """Say whether this is a second of a count: a tick, or a further one of what was said when it began."""
    return new.cue.kind is CueKind.TICK or (new.cue.kind is CueKind.READY and new.cue.key == state.sentence_key)


def _rank(saying: Saying) -> tuple[int, bool]:
    return saying.cue.urgency, saying.cue.kind is CueKind.STOP


def _same(new: Saying, other: Saying | None) -> bool:
    return other is not None and (new.cue.kind, new.cue.key, new.cue.numbers) == (
        other.cue.kind,
        other.cue.key,
        other.cue.numbers,
    )
