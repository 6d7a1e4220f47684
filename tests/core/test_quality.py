"""How closely the machine looks falls soon where it is too slow, rises late, and does not flap."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpvision.core.quality import HIGHER_S, LOWER_S, QualityState, step
from tpvision.values import Quality

FULL, LITE, HALF = Quality

Look = Callable[[Quality], float]
"""How long looking takes, by how closely it is done."""


def run(
    looked_s: Look,
    duration_s: float,
    state: QualityState | None = None,
    *,
    width_px: int = 640,
    highest: Quality = FULL,
    lowest: Quality = HALF,
    begin_s: float = 0.0,
    every_s: float = 1 / 30,
) -> tuple[QualityState, list[tuple[float, Quality]]]:
    """Look again and again; return the last state, and each change with when it was."""
    state, changes, t_s = state or QualityState(), [], begin_s
    while t_s < begin_s + duration_s:
        took_s = looked_s(state.quality)
        before = state.quality
        state = step(state, t_s, took_s, width_px, highest, lowest)
        if state.quality is not before:
            changes.append((t_s, state.quality))
        t_s += max(took_s, every_s)
    return state, changes


def times_as_long(full_s: float) -> Look:
    return lambda quality: {FULL: full_s, LITE: full_s / 1.3, HALF: full_s / 1.5}[quality]


def test_what_keeps_up_stays_as_it_is() -> None:
    assert run(times_as_long(0.045), 120.0)[1] == []


def test_a_slow_camera_lowers_nothing() -> None:
    state = QualityState()
    for index in range(300):
        state = step(state, index / 5, 0.02, 1280)
    assert state.quality is FULL


def test_too_slow_for_three_seconds_takes_the_lite_model() -> None:
    _, changes = run(times_as_long(0.06), 60.0)
    ((when_s, quality),) = changes
    assert quality is LITE
    assert LOWER_S <= when_s < LOWER_S + 0.2


def test_a_second_that_is_slow_changes_nothing() -> None:
    state, _ = run(times_as_long(0.02), 10.0)
    state, changes = run(times_as_long(0.1), 1.0, state, begin_s=10.0)
    assert changes == []
    assert run(times_as_long(0.02), 10.0, state, begin_s=11.0)[1] == []


@pytest.mark.parametrize(("width_px", "expected"), [(640, LITE), (1280, HALF)])
def test_a_wide_picture_is_halved_where_the_lite_model_is_too_slow_as_well(width_px: int, expected: Quality) -> None:
    state, _ = run(times_as_long(0.2), 60.0, width_px=width_px)
    assert state.quality is expected


def test_with_room_for_twenty_seconds_the_full_model_is_back() -> None:
    state, _ = run(times_as_long(0.06), 10.0)
    state, changes = run(times_as_long(0.02), 60.0, state, begin_s=10.0)
    ((when_s, quality),) = changes
    assert quality is FULL
    assert 10.0 + HIGHER_S <= when_s < 10.0 + HIGHER_S + 5.0


def test_where_the_full_model_would_be_too_slow_again_the_lite_one_stays() -> None:
    state, _ = run(times_as_long(0.06), 10.0)
    assert run(times_as_long(0.042), 300.0, state, begin_s=10.0)[1] == []


def test_on_battery_the_lite_model_does() -> None:
    state, changes = run(times_as_long(0.02), 60.0, highest=LITE)
    assert [quality for _, quality in changes] == [LITE]
    assert run(times_as_long(0.02), 60.0, state, begin_s=60.0)[0].quality is FULL


@pytest.mark.parametrize("only", [FULL, LITE])
def test_the_only_model_that_is_wanted_stays(only: Quality) -> None:
    state = QualityState(only)
    for full_s in (0.2, 0.01):
        state, changes = run(times_as_long(full_s), 60.0, state, width_px=1280, highest=only, lowest=only)
        assert changes == []


@settings(deadline=None, max_examples=15)
@given(st.floats(0.005, 0.3), st.floats(1.0, 3.0), st.floats(1.0, 3.0), st.booleans())
def test_no_machine_flaps(full_s: float, lite_saves: float, half_saves: float, wide: bool) -> None:
    """However much the lighter ways save: in an hour there are few changes, as each try waits longer."""

    def looked_s(quality: Quality) -> float:
        return {FULL: full_s, LITE: full_s / lite_saves, HALF: full_s / lite_saves / half_saves}[quality]

    _, changes = run(looked_s, 3600.0, width_px=1280 if wide else 640, every_s=0.5)
    assert len(changes) <= 2 + 2 * (1 + math.log2(3600.0 / HIGHER_S))
