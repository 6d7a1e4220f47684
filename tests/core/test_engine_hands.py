"""What the engine makes of the hands of somebody who is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.live import ASKING, DARK, FREE, GUIDED, Run, up
from tests.core.test_ball import FAR, FPS
from tpvision.values import Landmark, Phase, Tick


def test_the_right_hand_keeps_the_spot_that_is_looked_for() -> None:
    run = Run()
    run.lean()
    assert run.phase() in (Phase.SEEK, Phase.SETTLE)
    said = run.raises("right")
    assert "here_kept" in said
    (spot,) = run.view.spots
    ball = run.view.ball
    assert ball is not None
    body = run.view.body
    assert body is not None
    assert spot.u * body.shoulder_width_cm == pytest.approx(ball.right_cm, abs=0.5)
    assert spot.v * body.torso_cm == pytest.approx(ball.down_cm, abs=0.5)


def test_the_right_hand_goes_on_to_the_next_spot_while_the_ball_is_placed_or_in_a_rest() -> None:
    run = Run(GUIDED)
    run.stay(2.0)
    assert (run.phase(), run.view.step) == (Phase.PLACE, 0)
    assert "next" in run.raises("right")
    assert (run.phase(), run.view.step) == (Phase.PLACE, 1)
    run = Run(GUIDED)
    run.lean()
    run.until(Phase.HOLD)
    run.until(Phase.REST)
    assert run.view.step == 0
    run.raises("right")
    # The rest is kept.
    assert (run.phase(), run.view.step) == (Phase.REST, 1)
    assert run.view.spots == ()


def test_the_left_hand_pauses_and_goes_on() -> None:
    run = Run()
    run.stay(2.0)
    assert "paused" in run.raises("left")
    assert run.phase() is Phase.PAUSED
    # Nor is the right hand heard in a pause.
    assert run.raises("right") == []
    assert "go_on" in run.raises("left")
    assert run.phase() is Phase.PLACE


def test_both_hands_stop() -> None:
    run = Run()
    run.lean()
    run.until(Phase.HOLD)
    assert "stopped" in run.raises("left", "right")
    assert run.phase() is Phase.STOPPED
    assert [hold.ended_by for hold in run.view.holds] == ["stop"]


@pytest.mark.parametrize("sides", [("right",), ("left",), ("left", "right")], ids=" and ".join)
def test_hands_in_a_film_say_nothing(sides: tuple[str, ...]) -> None:
    run = Run(replace(FREE, live=False))
    run.brightness = DARK
    run.lean()
    run.raises(*sides)
    assert run.phase() not in (Phase.PAUSED, Phase.STOPPED)
    assert run.view.spots == ()
    assert {"here_kept", "paused", "stopped", "setup_dark"}.isdisjoint(run.said)
    assert all((view.pace, view.fix, view.breath) == (None, None, None) for view in run.views)


def test_a_hand_above_the_head_is_a_ten_and_nothing_else_while_it_is_asked() -> None:
    run = Run(GUIDED, ASKING)
    run.lean()
    run.until(Phase.RATE)
    held, before = run.joints, len(run.said)
    run.joints = held | up("right")
    run.stay(1.2)
    # Long enough for *next*, which would be no answer.
    assert run.phase() is Phase.RATE
    run.stay(1.2)
    assert run.phase() is Phase.STOPPED
    assert [(told.before, told.step) for told in run.view.tenderness] == [(10, 0)]
    assert run.said[before:] == ["stop_words"]


def test_a_hand_held_out_answers_while_it_is_asked_and_is_nothing_else() -> None:
    run = Run(GUIDED, ASKING)
    run.lean()
    run.until(Phase.RATE)
    # 4 of 10: a third of the way between hips and crown, some centimetres more.
    height = -50.7 + 4 * 8.6
    run.joints = {
        Landmark.RIGHT_ELBOW: (34.0, -(height - 12) / 2, 2.0),
        Landmark.RIGHT_WRIST: (56.0, -height, 3.0),
        Landmark.RIGHT_INDEX: (62.0, -height, 3.0),
    }
    run.stay(2.5)
    assert [told.before for told in run.view.tenderness] == [4]
    assert run.phase() in (Phase.SEEK, Phase.SETTLE, Phase.HOLD)


def test_who_says_stop_with_both_hands_is_heard_also_while_asked() -> None:
    run = Run(GUIDED, ASKING)
    run.lean()
    run.until(Phase.RATE)
    assert "stopped" in run.raises("left", "right")
    assert run.view.tenderness == ()


@pytest.mark.parametrize("sides", [("right",), ("left",), ("left", "right")], ids=" and ".join)
def test_the_hands_of_a_stranger_before_the_person_are_not_obeyed(sides: tuple[str, ...]) -> None:
    run = Run()
    run.lean()
    run.until(Phase.HOLD)
    begun = run.view.hold
    at_px, run.at_px, run.scale = run.at_px, (run.at_px[0] + 30.0, run.at_px[1]), 1.1 * FAR
    run.stay(0.6)
    run.joints = up(*sides)
    seen = len(run.views)
    run.stay(1.1)
    assert run.state.ball.doubted
    assert all(view.signs.raised is None and view.signs.level is None for view in run.views[seen:])
    run.at_px, run.scale, run.joints = at_px, FAR, {}
    run.stay(1.0)
    now = run.view.hold
    assert begun is not None
    assert now is not None
    assert now.start_s == begun.start_s
    assert now.valid
    # The person themselves is heard again.
    assert run.raises("left", "right")[-1:] == ["stopped"]


def test_both_arms_raised_soon_after_stepping_to_the_wall_lose_no_contact() -> None:
    run = Run()
    run.lean()
    run.joints = up("left", "right")
    run.stay(0.6)
    assert run.view.ball is not None
    assert run.view.body is not None
    assert run.view.body.px_per_cm == pytest.approx(FAR, rel=0.03)


def test_a_tick_tells_nothing_new_of_hands() -> None:
    run = Run()
    run.stay(2.0)
    run.joints = up("left")
    while run.view.signs.raised is None:
        run.stay(1 / FPS)
    assert run.phase() is Phase.PAUSED
    run.give(Tick(run.t_s))
    assert run.phase() is Phase.PAUSED
