"""Whose turn it is to sound, with made-up times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpvision.edges.speaker.turns import SENTENCE_EVERY_S, STALE_S, Saying, TurnState, step
from tpvision.values import Cue, CueKind, Urgency

HINT, NEWS, TURN, ALARM = Urgency


def saying(
    key: str, urgency: Urgency, now_s: float = 0.0, kind: CueKind = CueKind.INFO, tone: bool = True, said: bool = True
) -> Saying:
    return Saying(Cue(now_s, kind, key, (), urgency), kind if tone else None, key if said else None, now_s)


def heard(begun: Saying | None) -> tuple[bool, bool] | None:
    """Return whether a tone and whether a sentence began."""
    return None if begun is None else (begun.tone is not None, begun.sentence is not None)


def test_it_begins_with_tone_and_sentence_when_nothing_sounds() -> None:
    _, begun = step(TurnState(), 0.0, False, saying("a", NEWS))
    assert heard(begun) == (True, True)


@pytest.mark.parametrize(
    ("first", "second", "cuts"),
    [
        (HINT, NEWS, False),
        (HINT, TURN, True),
        (NEWS, TURN, True),
        (TURN, TURN, True),
        (TURN, ALARM, True),
        (ALARM, TURN, False),
        (TURN, NEWS, False),
        (ALARM, ALARM, True),
    ],
)
def test_a_turn_and_an_alarm_cut_short_what_is_not_more_urgent(first: Urgency, second: Urgency, cuts: bool) -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", first))
    state, begun = step(state, 0.5, True, saying("b", second, 0.5))
    assert (begun is not None) is cuts


def test_stop_is_not_cut_short_by_a_warning() -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", ALARM, kind=CueKind.STOP))
    _, begun = step(state, 0.5, True, saying("b", ALARM, 0.5, CueKind.WARN))
    assert begun is None


def test_a_sentence_soon_after_another_waits_and_its_tone_does_not() -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", HINT))
    state, begun = step(state, 1.0, True, saying("b", TURN, 1.0))
    assert heard(begun) == (True, False)
    for now_s in (2.0, 3.0, SENTENCE_EVERY_S - 0.01):
        state, begun = step(state, now_s, False)
        assert begun is None
    state, begun = step(state, SENTENCE_EVERY_S, False)
    assert begun is not None
    assert (heard(begun), begun.cue.key) == ((False, True), "b")
    assert step(state, 20.0, False)[1] is None


def test_an_alarm_waits_for_nothing() -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", TURN))
    _, begun = step(state, 0.1, True, saying("b", ALARM, 0.1))
    assert heard(begun) == (True, True)


def test_the_newer_of_equally_urgent_ones_waits_and_a_lesser_one_takes_no_place() -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", TURN))
    for key, urgency in (("b", NEWS), ("c", NEWS), ("d", HINT)):
        state, begun = step(state, 1.0, True, saying(key, urgency, 1.0))
        assert begun is None
    state, begun = step(state, SENTENCE_EVERY_S, False)
    assert begun is not None
    assert begun.cue.key == "c"


def test_while_a_sentence_waits_a_lesser_cue_still_has_its_tone() -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", HINT))
    state, _ = step(state, 1.0, False, saying("b", TURN, 1.0))
    state, begun = step(state, 2.5, False, saying("c", NEWS, 2.5))
    assert heard(begun) == (True, False)
    state, begun = step(state, SENTENCE_EVERY_S, False)
    assert begun is not None
    assert begun.cue.key == "b"


def test_what_has_waited_too_long_is_forgotten() -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", TURN))
    state, _ = step(state, 1.0, True, saying("b", NEWS, 1.0))
    state, begun = step(state, 1.0 + STALE_S + 0.1, False)
    assert begun is None
    assert state.waiting is None


def test_the_same_is_not_said_twice_in_a_row() -> None:
    state, _ = step(TurnState(), 0.0, False, saying("a", TURN))
    state, begun = step(state, 1.0, True, saying("a", TURN, 1.0))
    assert (begun, state.waiting) == (None, None)


def test_a_tick_never_waits_and_cuts_nothing_short() -> None:
    tick = saying("hold_begin", TURN, kind=CueKind.TICK, said=False)
    assert heard(step(TurnState(), 0.0, False, tick)[1]) == (True, False)
    state, _ = step(TurnState(), 0.0, False, saying("a", HINT))
    assert step(state, 0.5, True, tick) == (state, None)


def test_a_countdown_is_said_once_and_then_only_sounds() -> None:
    state, begun = step(TurnState(), 0.0, False, saying("get_ready", TURN, kind=CueKind.READY))
    assert heard(begun) == (True, True)
    for now_s in (1.0, 4.0, 5.0):
        state, begun = step(state, now_s, now_s < 3, saying("get_ready", TURN, now_s, CueKind.READY))
        assert heard(begun) == (None if now_s < 3 else (True, False))


@given(
    st.lists(
        st.tuples(
            st.floats(0.01, 3.0),
            st.one_of(st.none(), st.tuples(st.sampled_from("abc"), st.sampled_from(Urgency), st.sampled_from(CueKind))),
        ),
        max_size=60,
    ),
    st.floats(0.1, 5.0),
)
def test_no_two_sentences_within_four_seconds_but_an_alarms(
    events: list[tuple[float, tuple[str, Urgency, CueKind] | None]], length_s: float
) -> None:
    state, now_s, ends_s, said_s = TurnState(), 0.0, 0.0, -10.0
    for after_s, given_cue in events:
        now_s += after_s
        new = None
        if given_cue:
            key, urgency, kind = given_cue
            new = saying(key, urgency, now_s, kind, said=kind is not CueKind.TICK)
        sounding = now_s < ends_s
        before = state.last
        state, begun = step(state, now_s, sounding, new)
        if begun is None:
            continue
        assert not sounding or begun.cue.urgency >= max(TURN, before.cue.urgency if before else TURN)
        assert now_s - begun.decided_s <= STALE_S
        if begun.sentence:
            assert begun.cue.urgency is ALARM or now_s - said_s >= SENTENCE_EVERY_S
            said_s = now_s
        ends_s = now_s + length_s
