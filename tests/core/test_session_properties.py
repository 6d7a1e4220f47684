"""What holds of every session, whatever happens in it: random stories, played look by look."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.core.story import PLANS, Stage, steps
from tpvision.core.session import ONSET_S, OVER
from tpvision.core.session.holds import RESTED
from tpvision.core.session.state import MAX_SPOTS, SESSION_S, SPAN_S, session_s, steps_of
from tpvision.settings import DoseSettings
from tpvision.values import CueKind, Phase, Urgency

SHORT = (replace(PLANS["two"][0], steps=steps((2, 6.0), (3, 6.0), (1, 6.0))), PLANS["two"][1])
"""Three spots with holds of 6 s, so that much happens in a short story."""
SHORT_ASKED = (SHORT[0], replace(SHORT[1], ask_tenderness=True))
KINDS = {**PLANS, "short": SHORT, "short, asked": SHORT_ASKED}

COMMANDS = ["here", "pause", "next", "easier", "rate 0", "rate 2", "rate 4", "rate 6"]
ENDING = ["stop", "rate 8"]
HAPPENINGS = ["seen", "gone", "off", "at 0 0", "at 0 5", "sigma 1", "sigma 6", "on 7 20", "on 1 12", "on -7 12"]
ON_SPOT = ["on 7 12", "on -11 38", "seen, on 7 12", "seen, on -11 38", "pause, on 7 12"]
LIMITS = st.builds(DoseSettings, spots=st.integers(1, 4), session_min=st.sampled_from([4.0, 7.0, 15.0]))
WAITS_S = st.sampled_from([0.3, 0.7, 1.8, 3.3, 4.8, 7.4, 12.6])


def stories(*events: str, size: int = 25) -> st.SearchStrategy[list[tuple[float, str]]]:
    """Return random stories: how long nothing new happens, and what happens then."""
    return st.lists(st.tuples(WAITS_S, st.sampled_from([*events, *ON_SPOT])), max_size=size)


def play(stage: Stage, story: list[tuple[float, str]]) -> list[tuple[float, Phase]]:
    """Play a story and return the phase at each of its looks."""
    seen: list[tuple[float, Phase]] = []
    end_s = stage.t_s
    for wait_s, events in story:
        end_s += wait_s
        while stage.t_s < end_s - 1e-9:
            stage.until(stage.t_s + 1 / stage.fps)
            seen.append((stage.state.now_s, stage.state.phase))
        for event in events.split(", "):
            stage.happen(event)
    return seen


def on_spot(stage: Stage) -> bool:
    """Say whether the ball is where time counts."""
    if stage.contact is None:
        return False
    step, (right_cm, down_cm) = stage.state, stage.contact
    if step.here_cm is not None:
        wanted = step.here_cm
    elif stage.plan.steps:
        now = stage.plan.steps[step.index]
        wanted = (now.side.sign * now.zone.u * 36.0, now.zone.v * 48.0)
    else:
        return abs(right_cm) > 3.6
    sure = stage.sigma_cm <= 4.5
    return sure and abs(right_cm) > 3.6 and (wanted[0] - right_cm) ** 2 + (wanted[1] - down_cm) ** 2 <= 16.0


@settings(deadline=None, max_examples=60)
@given(stories(*HAPPENINGS, *COMMANDS, *ENDING), st.sampled_from(["free", "two", "asked", "short", "short, asked"]))
def test_time_is_counted_honestly(story: list[tuple[float, str]], kind: str) -> None:
    plan, doses = KINDS[kind]
    stage = Stage(replace(plan, no_go=PLANS["one"][0].no_go), doses)

    def counted() -> tuple[float, float]:
        run = stage.state.hold
        return stage.held_s, stage.held_s + (run.pending_s if run else 0.0)

    for wait_s, events in story:
        end_s = stage.t_s + wait_s
        while stage.t_s < end_s - 1e-9:
            sure_s, all_s = counted()
            had = stage.state.hold is not None
            stage.until(stage.t_s + 0.05)
            now_s, now_all_s = counted()
            assert now_s >= sure_s - 1e-9
            # A hold that begins counts from its first still moment.
            assert now_all_s - all_s <= 0.05 + (0.0 if had else doses.settle_s) + 1e-6
            assert now_s <= stage.state.now_s
            counting = stage.state.phase in (Phase.HOLD, Phase.RELEASE)
            if not (stage.seen and counting and on_spot(stage)) and not (had and stage.state.phase is Phase.RELEASE):
                assert now_all_s <= all_s + 1e-9
        for event in events.split(", "):
            before = counted()
            stage.happen(event)
            assert before[0] - 1e-9 <= counted()[0] <= before[1] + 1e-9
    for hold in stage.state.holds:
        assert 0.0 <= hold.held_s <= hold.end_s - hold.start_s + 1e-9
        assert hold.held_s <= hold.goal_s + 1e-9


@settings(deadline=None, max_examples=80)
@given(
    stories("seen", "gone", "off", "at 0 5", *COMMANDS, size=60),
    st.sampled_from(["short", "short, asked", "many"]),
    LIMITS,
)
def test_no_sequence_of_commands_passes_the_doses(
    story: list[tuple[float, str]], kind: str, limits: DoseSettings
) -> None:
    stage = Stage(*KINDS[kind], limits=limits)
    spent: dict[int, float] = {}
    for wait_s, events in story:
        before = stage.held_s
        index = stage.state.index
        play(stage, [(wait_s, events)])
        # What was held in a step that ended meanwhile is held against that one: no step is shorter than a wait.
        spent[index] = spent.get(index, 0.0) + stage.held_s - before
    wanted = stage.plan.steps
    assert len(spent) <= limits.spots
    assert stage.state.worked_s <= 60.0 * limits.session_min + 0.1
    for index, held_s in spent.items():
        assert held_s <= min(wanted[index].holds, 3) * min(wanted[index].hold_s, 90.0) + 1e-6
    for hold, later in pairwise(stage.state.holds):
        assert hold.held_s <= 90.0
        if hold.ended_by in RESTED:
            assert later.start_s - hold.end_s >= stage.doses.rest_s - 0.11


@settings(deadline=None, max_examples=25)
@given(stories(*HAPPENINGS, *COMMANDS, *ENDING, size=15), st.sampled_from(["free", "two", "asked", "many"]), LIMITS)
def test_every_session_ends(story: list[tuple[float, str]], kind: str, limits: DoseSettings) -> None:
    stage = Stage(*KINDS[kind], limits=limits)
    play(stage, story)
    stage.fps = 2.0
    stage.until(SPAN_S + 1.0)
    assert stage.state.phase in OVER
    assert stage.state.worked_s <= 60.0 * limits.session_min + 1.0


@pytest.mark.parametrize("minutes", [4.0, 10.0])
def test_who_goes_on_and_on_is_stopped_by_the_limits_of_the_settings(minutes: float) -> None:
    limits = DoseSettings(spots=2, session_min=minutes)
    stage = Stage(*KINDS["many"], fps=5.0, limits=limits)
    stage.happen("on 7 12")
    while stage.state.phase not in OVER:
        stage.until(stage.t_s + 5.0)
        stage.contact = (
            None if stage.state.phase is Phase.REST else (7.0, 12.0) if not stage.state.index else (-11.0, 38.0)
        )
    assert stage.state.index < limits.spots
    assert len(stage.state.holds) <= 2 * 3
    # Two spots of three holds of 90 s and their rests take longer than either.
    assert stage.state.words == "time_up"
    assert 60.0 * minutes <= stage.state.worked_s <= 60.0 * minutes + 0.3


def test_a_free_session_ends_after_the_holds_of_as_many_spots_as_the_settings_allow() -> None:
    plan, doses = PLANS["free"]
    stage = Stage(plan, doses, limits=DoseSettings(spots=1))
    while stage.state.phase not in OVER:
        stage.contact = None if stage.state.phase in (Phase.RELEASE, Phase.REST) else (7.0, 12.0)
        stage.until(stage.t_s + 0.5)
    assert stage.state.words == "enough"
    assert len(stage.state.holds) == doses.holds_per_spot


def test_limits_that_are_too_loose_change_nothing() -> None:
    loose = DoseSettings(spots=9, session_min=99.0)
    plan, doses = KINDS["many"]
    assert len(steps_of(plan, doses, loose)) == MAX_SPOTS
    assert session_s(loose) == SESSION_S


@settings(deadline=None, max_examples=20)
@given(stories(*HAPPENINGS, *COMMANDS), st.sampled_from(sorted(KINDS)))
def test_the_same_inputs_give_the_same_session(story: list[tuple[float, str]], kind: str) -> None:
    one, two = Stage(*KINDS[kind]), Stage(*KINDS[kind])
    play(one, story)
    play(two, story)
    assert one.state == two.state
    assert one.cues == two.cues


def sequence(stage: Stage, story: list[tuple[float, str]]) -> list[Phase]:
    """Play a story and return the phases it goes through."""
    return [phase for phase, _ in groupby(phase for _, phase in play(stage, story))]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(stories(*HAPPENINGS, *COMMANDS, size=12), st.sampled_from(["film", "free", "two", "short, asked"]))
def test_every_second_look_gives_the_same_phases(story: list[tuple[float, str]], kind: str) -> None:
    all_looks = play(Stage(*KINDS[kind], fps=20.0), story)
    # Where a moment sooner or later decides, as when the ball drops just when the hold is over, so may a look.
    for shift_s in (0.2, -0.2):
        shifted = [(wait_s + shift_s, event) for wait_s, event in story]
        assume(sequence(Stage(*KINDS[kind]), shifted) == [p for p, _ in groupby(p for _, p in all_looks)])
    half = play(Stage(*KINDS[kind], fps=10.0), story)
    for t_s, phase in half:
        near = {other for other_s, other in all_looks if abs(other_s - t_s) <= 0.3}
        assert phase in near, f"at {t_s}"


STILL = {"hold_still", "hold_begin"}
MOVING = {
    "bend_knees",
    "straighten_knees",
    "shift_left",
    "shift_right",
    "replace_higher",
    "replace_lower",
    "replace_left",
    "replace_right",
    "find_spot",
    "lean",
}


def contradict(key: str, other: str) -> bool:
    """Say whether one sentence takes back another: be still and move, or move and move otherwise."""
    return key != other and ((key in MOVING and other in MOVING | STILL) or (key in STILL and other in MOVING))


@settings(deadline=None, max_examples=60)
@given(
    stories(*HAPPENINGS, "on 7 17", "on 7 7", "on 12 12", *COMMANDS), st.sampled_from(["free", "two", "short, asked"])
)
def test_one_sentence_at_a_time_and_none_takes_back_the_last(story: list[tuple[float, str]], kind: str) -> None:
    stage = Stage(*KINDS[kind])
    play(stage, story)
    # A count is a number in its second; it is no sentence.
    said = [cue for cue in stage.cues if cue.kind not in (CueKind.TICK, CueKind.READY) or cue.key == "back"]
    for last, cue in pairwise(said):
        if cue.urgency < Urgency.TURN:
            assert cue.t_s - last.t_s >= 2.0 - 1e-9
    for k, cue in enumerate(said):
        for earlier in said[:k]:
            if cue.t_s - earlier.t_s < 2.0 - 1e-9:
                assert not contradict(earlier.key, cue.key), (earlier, cue)


@pytest.mark.parametrize("fps", [5.0, 30.0])
def test_the_onset_of_a_movement_is_not_counted(fps: float) -> None:
    stage = Stage(*PLANS["free"], fps=fps)
    play(stage, [(2.0, "on 9 12"), (5.0, "off"), (1.0, "off")])
    (hold,) = stage.state.holds
    assert hold.held_s == pytest.approx(5.0 - ONSET_S, abs=2.5 / fps)
