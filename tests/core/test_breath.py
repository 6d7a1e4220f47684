from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tests.simulator.motion import waves
from tpvision.core import body as body_room
from tpvision.core import breath
from tpvision.core.body import BodyState, Build
from tpvision.core.breath import BreathState
from tpvision.values import BreathRate, Look, Pose

Array = NDArray[np.float64]
HOLD_S = 60.0


def times(fps: float = 12.0) -> Array:
    return np.arange(0.0, HOLD_S, 1.0 / fps)


def jitter(rng: np.random.Generator, t: Array) -> Array:
    """Return the unrest of shoulders over hips in a hold: some of it new in each picture, most of it slow."""
    return 0.05 * rng.standard_normal(len(t)) + 0.05 * waves(rng, t, (1,), 0.15, 1.0)[:, 0]


def follow(t: Array, heights_cm: Array) -> list[tuple[float, BreathRate]]:
    state, out = BreathState(), []
    for t_s, height_cm in zip(t.tolist(), heights_cm.tolist(), strict=True):
        state, rate = breath.take(state, t_s, height_cm)
        if rate is not None:
            out.append((t_s, rate))
    return out


def breathes(t: Array, hz: float, low_high_cm: float) -> Array:
    """Breathe in for 40 % of the time and out for the rest."""
    return np.array([low_high_cm * breath.pace(t_s, 0.4 / hz, 0.6 / hz).fullness for t_s in t.tolist()])


@pytest.mark.parametrize("hz", [0.1, 0.13, 0.2, 0.27, 0.33, 0.4])
@pytest.mark.parametrize("fps", [8.0, 30.0])
def test_a_breath_is_counted_within_one_a_minute(hz: float, fps: float) -> None:
    t = times(fps)
    told = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        said = follow(
            t, breathes(t, hz, rng.uniform(0.2, 0.4)) + 0.03 * waves(rng, t, (1,), 0.1, 0.5)[:, 0] + jitter(rng, t)
        )
        told += bool(said)
        assert all(abs(rate.per_min - 60.0 * hz) <= 1.0 for _, rate in said)
        assert all(0.0 <= rate.confidence <= 1.0 for _, rate in said)
    assert told >= 5


@pytest.mark.parametrize("sway_cm", [0.05, 0.1])
def test_with_sway_it_may_be_silent_but_is_not_wrong(sway_cm: float) -> None:
    t = times()
    errors = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        hz = rng.uniform(0.1, 0.4)
        heights = breathes(t, hz, rng.uniform(0.2, 0.4)) + sway_cm * waves(rng, t, (1,), 0.1, 0.5)[:, 0]
        errors += [abs(rate.per_min - 60.0 * hz) for _, rate in follow(t, heights + jitter(rng, t))]
    assert len(errors) > 100
    assert np.mean(np.array(errors) <= 1.0) >= 0.95


@pytest.mark.parametrize("kind", ["waves", "wandering", "nothing but jitter", "drift"])
def test_sway_and_noise_are_no_breath(kind: str) -> None:
    t = times(10.0)
    fooled = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        sway_cm = rng.uniform(0.1, 0.3)
        if kind == "waves":
            sway = sway_cm * waves(rng, t, (1,), 0.1, 0.5)[:, 0]
        elif kind == "wandering":
            steps = rng.standard_normal(len(t))
            sway = np.zeros(len(t))
            for i in range(1, len(t)):
                sway[i] = 0.95 * sway[i - 1] + 0.31 * sway_cm * steps[i]
        elif kind == "drift":
            sway = 2.0 * t / HOLD_S
        else:
            sway = np.zeros(len(t))
        fooled += bool(follow(t, sway + jitter(rng, t)))
    assert fooled <= 5


@pytest.mark.parametrize(("low_high_cm", "least", "most"), [(0.2, 0, 2), (0.6, 10, 12)], ids=["quiet", "deep"])
def test_landmarks_that_wander_as_measured_hide_a_quiet_breath_and_show_a_deep_one(
    low_high_cm: float, least: int, most: int
) -> None:
    t = times()
    told = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        hz = rng.uniform(0.13, 0.33)
        unrest = 0.1 * rng.standard_normal(len(t)) + 0.12 * waves(rng, t, (1,), 0.15, 1.0)[:, 0]
        said = follow(t, breathes(t, hz, low_high_cm) + unrest)
        told += bool(said)
        assert all(abs(rate.per_min - 60.0 * hz) <= 1.5 for _, rate in said)
    assert least <= told <= most


def test_it_needs_twenty_seconds_and_begins_anew_after_a_gap() -> None:
    t = times()
    heights = breathes(t, 0.25, 0.3)
    first_s = follow(t, heights)[0][0]
    assert breath.LEAST_S < first_s < breath.LEAST_S + 10.0
    state = BreathState()
    for t_s, height_cm in zip(t.tolist(), heights.tolist(), strict=True):
        state, rate = breath.take(state, t_s, height_cm)
    assert rate is not None
    assert breath.take(state, HOLD_S + 0.5, None)[1] == rate
    state, rate = breath.take(state, HOLD_S + 2.0, None)
    assert rate is None
    assert state.samples == ()


def test_lost_pictures_are_bridged() -> None:
    t = times(20.0)
    keep = np.random.default_rng(3).random(len(t)) > 0.3
    keep &= (t % 7.0) > 0.7
    said = follow(t[keep], breathes(t, 0.25, 0.3)[keep])
    assert said
    assert all(abs(rate.per_min - 15.0) <= 1.0 for _, rate in said)


def test_a_plainer_breath_is_surer() -> None:
    t = times()
    rng = np.random.default_rng(5)
    noise = jitter(rng, t)
    plain, faint = (follow(t, breathes(t, 0.25, size) + noise)[-1][1] for size in (0.5, 0.25))
    assert plain.confidence > faint.confidence


@pytest.mark.parametrize("heading_deg", [0.0, 40.0, 180.0])
def test_the_shoulders_height_is_over_the_hips(heading_deg: float) -> None:
    def height(lift_cm: float, away_px: float) -> float:
        marks = pose(heading_deg, at=(300.0, 130.0 + away_px)).landmarks.copy()
        marks[11:13, 1] -= 2.0 * lift_cm
        _, figure = body_room.step(BodyState(), Look(0.0, SIZE_PX, (Pose(marks),)), Build(HEIGHT_CM))
        assert figure is not None
        return breath.height_px(figure)

    assert height(0.0, 15.0) == pytest.approx(height(0.0, 0.0))
    assert height(0.0, 0.0) == pytest.approx(106.2, rel=0.01)


def test_the_height_follows_a_breath_at_a_steady_scale() -> None:
    # The trunk's own scale would breathe along and hide three quarters of it.
    people, state = BodyState(), BreathState()
    rng = np.random.default_rng(7)
    said = None
    for t_s in times(15.0).tolist():
        marks = pose(0.0).landmarks.copy()
        marks[11:13, 1] -= 2.0 * 0.3 * breath.pace(t_s, 1.6, 2.4).fullness
        marks[:, :2] += 0.2 * rng.standard_normal((33, 2))
        people, figure = body_room.step(people, Look(t_s, SIZE_PX, (Pose(marks),)), Build(HEIGHT_CM))
        assert figure is not None
        state, said = breath.step(state, t_s, figure)
    assert said is not None
    assert said.per_min == pytest.approx(15.0, abs=1.0)


def test_the_pacer_breathes_in_for_four_seconds_and_out_for_six() -> None:
    assert breath.pace(0.0, 4.0, 6.0).fullness == 0.0
    assert breath.pace(2.0, 4.0, 6.0).breathing_in
    assert breath.pace(2.0, 4.0, 6.0).fullness == pytest.approx(0.5)
    assert breath.pace(4.0, 4.0, 6.0).fullness == pytest.approx(1.0)
    assert not breath.pace(4.0, 4.0, 6.0).breathing_in
    assert breath.pace(7.0, 4.0, 6.0).fullness == pytest.approx(0.5)
    assert breath.pace(10.0, 4.0, 6.0) == breath.pace(0.0, 4.0, 6.0)
    assert breath.pace(3.0, 3.0, 5.0).fullness == pytest.approx(1.0)


def test_the_pacer_is_smooth() -> None:
    at = np.arange(0.0, 30.0, 0.01)
    fullness = np.array([breath.pace(t_s, 4.0, 6.0).fullness for t_s in at.tolist()])
    assert fullness.min() >= 0.0
    assert fullness.max() <= 1.0
    speed = np.diff(fullness) / 0.01
    assert np.abs(speed).max() < 0.5
    assert np.abs(np.diff(speed)).max() < 0.02
