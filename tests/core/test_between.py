from __future__ import annotations

from dataclasses import replace

import pytest

from tpvision.core.between import MOST_S, between
from tpvision.core.breath import pace
from tpvision.settings import BreathSettings
from tpvision.values import HoldProgress, MeasureStep, Measuring, Phase, View

BREATH = BreathSettings()
HOLD = View(20.0, (640, 480), Phase.HOLD, hold=HoldProgress(10.0, 9.0, 30.0, True), pace=pace(10.0, 4.0, 6.0))
REST = View(20.0, (640, 480), Phase.REST, left_s=12.0)
STAND = View(20.0, (640, 480), Phase.GET_READY, measuring=Measuring(MeasureStep.STAND, 0.5))


def held_s(view: View) -> float:
    assert view.hold is not None
    return view.hold.held_s


def test_a_hold_that_counts_goes_on_to_its_goal_and_no_further() -> None:
    assert held_s(between(HOLD, None, None, 0.1, BREATH)) == pytest.approx(9.1)
    nearly = replace(HOLD, hold=HoldProgress(10.0, 29.95, 30.0, True))
    assert held_s(between(nearly, None, None, 0.1, BREATH)) == 30.0


def test_what_does_not_count_stands_still() -> None:
    broken = replace(HOLD, hold=HoldProgress(10.0, 9.0, 30.0, False, "moving"))
    assert held_s(between(broken, HOLD, None, 0.1, BREATH)) == 9.0
    held_up = replace(REST, phase=Phase.GET_READY, left_s=5.0)
    assert between(held_up, held_up, None, 0.1, BREATH).left_s == 5.0
    assert between(STAND, STAND, None, 0.1, BREATH) == STAND


def test_no_view_is_taken_far() -> None:
    assert held_s(between(HOLD, None, None, 5.0, BREATH)) == pytest.approx(9.0 + MOST_S)


def test_the_breath_goes_on() -> None:
    shown = between(HOLD, None, None, 0.2, BREATH)
    assert shown.pace == pace(10.2, 4.0, 6.0)
    assert shown.pace != HOLD.pace


def test_a_rest_runs_down_and_a_measuring_up() -> None:
    before = replace(REST, left_s=12.1)
    assert between(REST, before, None, 0.05, BREATH).left_s == pytest.approx(11.95)
    first = replace(STAND, measuring=Measuring(MeasureStep.STAND, 0.49))
    shown = between(STAND, first, None, 0.15, BREATH).measuring
    assert shown is not None
    assert shown.progress == pytest.approx(0.55)


def test_nothing_runs_back_when_a_view_comes_late() -> None:
    shown = between(HOLD, None, None, 0.2, BREATH)
    later = replace(HOLD, t_s=20.1, hold=HoldProgress(10.0, 9.1, 30.0, True))
    assert held_s(between(later, HOLD, shown, 0.0, BREATH)) == held_s(shown)
    before = replace(REST, left_s=12.1)
    rest = between(REST, before, None, 0.2, BREATH)
    late = replace(REST, left_s=11.9)
    assert between(late, REST, rest, 0.0, BREATH).left_s == rest.left_s


def test_another_hold_and_another_rest_begin_where_they_do() -> None:
    shown = between(HOLD, None, None, 0.2, BREATH)
    fresh = replace(HOLD, hold=HoldProgress(20.0, 9.05, 30.0, True))
    assert held_s(between(fresh, HOLD, shown, 0.0, BREATH)) == 9.05
    rest = replace(REST, left_s=0.1)
    again = replace(REST, left_s=20.0)
    assert between(again, rest, rest, 0.0, BREATH).left_s == 20.0
