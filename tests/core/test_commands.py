"""Every command in every phase: what it may do, and what it never does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.core.story import PLANS, Stage, steps
from tpvision.core.session import OVER, RELEASE_S
from tpvision.values import Phase

PLAN, DOSES = PLANS["asked"]
TWO = replace(PLAN, steps=steps((2, 10.0), (1, 10.0)))


def at(t_s: float, *happenings: tuple[float, str]) -> Stage:
    """Play until then, with what happens at which time."""
    stage = Stage(TWO, DOSES)
    for when_s, event in happenings:
        stage.until(when_s)
        stage.happen(event)
    stage.until(t_s)
    return stage


ON, ANSWER = (3.0, "on 7 12"), (5.5, "rate 4")
PHASES: dict[Phase, Callable[[], Stage]] = {
    Phase.GET_READY: lambda: at(1.0),
    Phase.PLACE: lambda: at(3.0),
    Phase.SEEK: lambda: at(5.0, (3.0, "on 7 30")),
    Phase.SETTLE: lambda: at(4.5, ON),
    Phase.RATE: lambda: at(6.0, ON),
    Phase.HOLD: lambda: at(11.0, ON, (6.0, "rate 4")),
    Phase.RELEASE: lambda: at(20.0, ON, (6.0, "rate 4")),
    Phase.REST: lambda: at(21.0, ON, (6.0, "rate 4"), (20.0, "off")),
    Phase.PAUSED: lambda: at(12.0, ON, (6.0, "rate 4"), (11.0, "pause")),
    Phase.LOST: lambda: at(14.0, ON, (6.0, "rate 4"), (11.0, "gone")),
    Phase.STOPPED: lambda: at(12.0, ON, (6.0, "rate 4"), (11.0, "stop")),
    Phase.DONE: lambda: at(60.0, (3.0, "next"), (4.0, "next"), (5.0, "next")),
}
COMMANDS = ("here", "pause", "next", "easier", "stop", "rate 3", "rate 9")


def test_every_phase_is_reached() -> None:
    assert set(PHASES) == set(Phase)
    for phase, reach in PHASES.items():
        assert reach().state.phase is phase


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.value)
def test_no_command_takes_back_what_was_held_nor_goes_back(phase: Phase, command: str) -> None:
    stage = PHASES[phase]()
    before, held_s = stage.state, stage.held_s
    stage.happen(command)
    now = stage.state
    assert stage.held_s >= held_s - 1e-9
    assert now.index >= before.index
    assert now.made >= before.made or now.index > before.index
    assert now.holds[: len(before.holds)] == before.holds
    if phase in OVER:
        assert (now.phase, now.holds) == (phase, before.holds)
    elif command in ("stop", "rate 9"):
        assert now.phase is Phase.STOPPED


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase not in OVER], ids=lambda phase: phase.value)
def test_a_pause_loses_nothing(phase: Phase) -> None:
    stage = PHASES[phase]()
    before, held_s = stage.state, stage.held_s
    if phase is not Phase.PAUSED:
        stage.happen("pause")
        assert stage.state.phase is Phase.PAUSED
    stage.until(stage.t_s + 30.0)
    assert stage.held_s == held_s
    stage.happen("pause")
    assert stage.state.phase is (before.resume if phase is Phase.PAUSED else phase)
    assert stage.held_s == held_s
    assert (stage.state.index, stage.state.made) == (before.index, before.made)


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase not in OVER], ids=lambda phase: phase.value)
def test_here_without_a_pressed_ball_names_no_spot(phase: Phase) -> None:
    stage = PHASES[phase]()
    stage.contact = None
    stage.until(stage.t_s + 0.2)
    spots, target = stage.state.spots, stage.state.here_cm
    stage.happen("here")
    assert (stage.state.spots, stage.state.here_cm) == (spots, target)


@pytest.mark.parametrize("phase", [Phase.SEEK, Phase.SETTLE, Phase.HOLD, Phase.RATE], ids=lambda phase: phase.value)
def test_easier_is_heeded_at_once_while_the_ball_is_pressed(phase: Phase) -> None:
    stage = PHASES[phase]()
    stage.happen("easier")
    assert stage.state.phase is Phase.RELEASE
    assert stage.state.hold is None
    assert stage.cues[-1].key == "easier"
    stage.until(stage.t_s + RELEASE_S + 0.2)
    assert stage.state.phase in (Phase.REST, Phase.RATE)


def test_who_leaves_the_picture_is_paused_within_two_seconds_and_counted_in_again() -> None:
    for phase, reach in PHASES.items():
        if phase in (*OVER, Phase.PAUSED, Phase.LOST):
            continue
        stage = reach()
        stage.happen("gone")
        begun_s, held_s = stage.t_s, stage.held_s
        while stage.state.phase is not Phase.LOST:
            stage.until(stage.t_s + 0.05)
        assert stage.t_s - begun_s <= 2.0, phase
        assert "lost" in [cue.key for cue in stage.cues], phase
        stage.until(begun_s + 20.0)
        left_s = stage.held_s - held_s
        assert left_s <= 0.5, phase
        stage.happen("seen")
        back_s = stage.t_s
        while stage.state.phase in (Phase.LOST, Phase.GET_READY):
            stage.until(stage.t_s + 0.05)
        assert 2.9 <= stage.t_s - back_s <= 3.2, phase
        assert "back" in [cue.key for cue in stage.cues], phase


def test_an_answer_told_in_a_pause_and_again_after_it_is_one() -> None:
    stage = at(6.0, ON)
    for event in ("pause", "rate 3", "pause", "rate 5"):
        stage.happen(event)
        stage.until(stage.t_s + 0.5)
    assert [(told.step, told.before, told.after) for told in stage.state.tenderness] == [(0, 5, None)]


def test_a_question_that_the_person_walked_away_from_is_not_asked_of_the_next_spot() -> None:
    stage = at(6.0, ON)
    assert stage.state.phase is Phase.RATE
    for event in ("gone", "next", "seen", "off"):
        stage.happen(event)
        stage.until(stage.t_s + 5.0)
    assert (stage.state.index, stage.state.phase) == (1, Phase.PLACE)
