"""What the engine makes of somebody who is there: their light, their breath, and a pushed camera."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.core.live import DARK, DOSES, LIGHT, NEAR, STEPS, Run
from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tests.core.test_ball import FAR, FPS
from tests.simulator import Trouble, scenario, simulate
from tests.simulator.course import course
from tpvision.core import engine
from tpvision.core.session.rules import SETUP_S
from tpvision.settings import BreathSettings, Settings
from tpvision.values import Command, CommandKind, Landmark, Look, Phase, Plan, Told


def test_a_dark_picture_holds_the_countdown_but_not_for_ever() -> None:
    run = Run()
    run.brightness = DARK
    run.stay(10.0)
    assert run.phase() is Phase.GET_READY
    assert run.view.fix is not None
    assert run.said.count("setup_dark") == 1
    # Nothing is counted meanwhile.
    assert run.said.count("get_ready") == 1
    run.stay(SETUP_S - 10.0 + DOSES.get_ready_s + 0.2)
    assert run.phase() is Phase.PLACE
    assert run.view.fix is not None


def test_the_countdown_is_given_from_when_the_light_is_good() -> None:
    doses = replace(DOSES, get_ready_s=4.0)
    run = Run(doses=doses)
    run.brightness = DARK
    run.stay(6.0)
    run.brightness = LIGHT
    run.stay(3.8)
    assert run.phase() is Phase.GET_READY
    assert run.view.fix is None
    run.stay(1.0)
    assert run.phase() is Phase.PLACE
    counted = [dict(cue.numbers)["s"] for view in run.views for cue in view.cues if cue.key == "get_ready"]
    assert counted == [4.0, 3.0, 2.0, 1.0]


@pytest.mark.parametrize("by_hand", [True, False])
def test_next_beats_a_camera_that_is_not_placed_well(by_hand: bool) -> None:
    run = Run()
    run.brightness = DARK
    run.stay(3.0)
    if by_hand:
        run.raises("right")
    else:
        run.give(Command(run.t_s, CommandKind.NEXT))
        run.stay(0.2)
    assert run.phase() is Phase.PLACE


def test_the_words_of_a_named_start_are_said_before_the_first_hold_only() -> None:
    start = Told(HEIGHT_CM, 6.5, "yellow", start_place="blade_edge", start_u=0.2, start_v=0.27)
    run = Run(Plan(start, steps=STEPS, live=True))
    run.stay(3.5)
    assert "start_blade_edge" in run.said
    assert "place_ball" not in run.said
    run.raises("right")
    assert run.view.step == 1
    run.stay(2.5)
    assert run.said.count("start_blade_edge") == 1
    assert "place_ball" in run.said


def test_other_light_is_said_once() -> None:
    run = Run()
    run.light_changed = True
    run.stay(8.0)
    assert run.said.count("other_light") == 1


def test_the_pace_goes_along_with_a_hold_only() -> None:
    run = Run()
    run.lean()
    run.until(Phase.HOLD)
    run.stay(2.0)
    assert all((view.pace is not None) == (view.phase is Phase.HOLD) for view in run.views)
    run.give(Command(run.t_s, CommandKind.PAUSE))
    run.stay(0.5)
    assert run.view.pace is None
    run.give(Command(run.t_s, CommandKind.PAUSE))
    run.stay(0.2)
    assert run.view.pace is not None
    run.until(Phase.RELEASE)
    assert run.view.pace is None


def test_the_pace_can_be_turned_off() -> None:
    run = Run(settings=Settings(breath=BreathSettings(on=False)))
    run.lean()
    run.until(Phase.HOLD)
    assert all(view.pace is None for view in run.views)


def test_the_breath_is_counted_in_a_hold() -> None:
    run = Run(doses=replace(DOSES, hold_s=60.0))
    run.lean()
    run.until(Phase.HOLD)
    for _ in range(40 * FPS):
        high = 0.15 * math.sin(2 * math.pi * 0.2 * run.t_s)
        run.joints = {Landmark.LEFT_SHOULDER: (-18.0, high, 0.0), Landmark.RIGHT_SHOULDER: (18.0, high, 0.0)}
        run.stay(1 / FPS)
    assert run.phase() is Phase.HOLD
    assert run.view.breath is not None
    assert run.view.breath.per_min == pytest.approx(12.0, abs=0.5)


def test_few_pictures_a_second_are_told_with_their_number() -> None:
    run = Run()
    for k in range(30):
        run.give(Look(k / 5, SIZE_PX, (pose(at=run.at_px, scale=NEAR),), brightness=LIGHT))
    assert run.phase() is Phase.GET_READY
    assert run.view.fix is not None
    assert (run.view.fix.key, run.view.fix.numbers) == ("setup_slow", (("fps", 5.0),))
    assert "setup_slow" in run.said


def test_a_stranger_before_the_person_is_nobody_to_the_session() -> None:
    run = Run()
    run.lean()
    run.until(Phase.HOLD)
    begun = run.view.hold
    # Nearer by 24 cm and 15 cm aside, from one picture to the next.
    at_px, run.at_px, run.scale = run.at_px, (run.at_px[0] + 30.0, run.at_px[1]), 1.1 * FAR
    run.stay(0.9)
    assert run.state.ball.doubted
    doubted = [view for view in run.views[-12:] if view.ball is None]
    assert len(doubted) == 12
    assert {view.hold.held_s for view in doubted if view.hold} == {doubted[0].hold.held_s if doubted[0].hold else None}
    run.at_px, run.scale = at_px, FAR
    run.stay(1.0)
    now = run.view.hold
    assert run.view.holds == ()
    assert begun is not None
    assert now is not None
    assert now.start_s == begun.start_s
    assert now.valid


@pytest.mark.parametrize("view", ["front", "slanting", "behind"])
def test_a_hold_before_and_after_a_push_of_the_camera_is_one(view: str) -> None:
    tried = 0
    for seed in range(3):
        s = scenario(seed, view, Trouble.NUDGED, fps=10.0, longer_s=15.0)
        nudged_s = course(s).nudged_s
        assert nudged_s is not None
        session = simulate(s)
        state = engine.begin(session.plan)
        before = after = None
        for look in session.looks:
            state, seen = engine.step(state, look, Settings())
            if look.t_s <= nudged_s:
                before = seen.hold
            elif look.t_s <= nudged_s + 1.5:
                after = seen.hold
        if before is not None:
            tried += 1
            assert after is not None
            assert after.start_s == before.start_s
            assert after.held_s > before.held_s
    assert tried


def test_a_camera_that_stalled_for_a_while_is_not_called_slow() -> None:
    run = Run()
    run.stay(6.0)
    run.t_s += 10.0
    run.stay(6.0)
    assert run.view.fix is None
    assert "setup_slow" not in run.said


def test_over_is_over_whatever_changes_then() -> None:
    run = Run()
    run.stay(2.0)
    run.give(Command(run.t_s, CommandKind.STOP))
    run.light_changed = True
    run.stay(4.0)
    assert run.said[-1] == "stopped"


def test_two_shoulders_in_one_place_are_a_figure_like_any_other() -> None:
    joints = {side: (0.0, 0.0, 0.0) for side in (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)}
    for at_px, scale in (((320.0, 140.0), NEAR), ((320.0, 300.0), 5.0)):
        run = Run()
        run.at_px, run.scale = at_px, scale
        run.stay(1.0)
        run.joints = dict(joints)
        run.stay(1.0)
        met = Run()
        met.at_px, met.scale, met.joints = at_px, scale, dict(joints)
        met.stay(1.0)
        assert all(view.body and view.body.px_per_cm > 0.0 for view in (*run.views, *met.views))
