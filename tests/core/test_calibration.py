from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.core.people import HEIGHT_CM, SIZE_PX, look, pose
from tpvision.core import body as body_room
from tpvision.core import calibration as room
from tpvision.core.build import TORSO_OF_STATURE, Build
from tpvision.values import Calibration, Landmark, Look, Pose, Sighting


def measured(looks: list[Look], leaning: bool = False) -> Calibration | None:
    state, bodies = room.CalibrationState(), body_room.BodyState()
    for given in looks:
        bodies, figure = body_room.step(bodies, given, Build(HEIGHT_CM))
        state = room.step(state, given, figure, HEIGHT_CM, 6.5, leaning)
    return state.calibration


def standing(seconds: float, person: Pose | None = None, sighting: Sighting | None = None) -> list[Look]:
    return [replace(look(k / 20, person or pose()), sighting=sighting) for k in range(round(seconds * 20))]


def test_two_seconds_of_standing_still_are_enough_and_less_is_not() -> None:
    assert measured(standing(1.5)) is None
    found = measured(standing(2.5))
    assert found is not None
    assert found.size_px == SIZE_PX
    assert found.shoulders_of_torso == pytest.approx(36 / 53.1, rel=0.01)
    assert (found.turn_deg, found.roll_deg) == pytest.approx((0.0, 0.0), abs=0.5)
    assert found.wall_torso_px is None


def test_walking_and_raised_arms_tell_nothing() -> None:
    walking = [look(k / 20, pose(at=(100 + 3.0 * k, 140))) for k in range(100)]
    up = {Landmark.LEFT_ELBOW: (-22.0, 2.0, 0.0)}
    assert measured(walking) is None
    assert measured(standing(4.0, pose(joints=up))) is None


def test_the_wall_is_known_once_somebody_leans_on_it() -> None:
    found = measured(standing(3.0), leaning=True)
    assert found is not None
    assert found.wall_torso_px == pytest.approx(2.0 * 53.1, rel=0.01)


def test_who_is_only_seen_aslant_has_no_known_width() -> None:
    found = measured(standing(3.0, pose(50.0)))
    assert found is not None
    assert found.shoulders_of_torso is None
    assert found.turn_deg == pytest.approx(50.0, abs=1.0)


def test_a_ball_that_looks_larger_than_it_should_shortens_the_torso() -> None:
    def seen(share: float) -> Calibration:
        # 2 px a centimetre at the trunk; the ball is 28 cm nearer to a camera 240 cm away.
        radius_px = share * 2.0 * 3.25 / (1 - 28 / 240)
        found = measured(standing(3.0, sighting=Sighting(320.0, 170.0, radius_px, 0.9)))
        assert found is not None
        return found

    assert seen(1.0).torso_of_stature == pytest.approx(TORSO_OF_STATURE, rel=0.002)
    assert seen(1.1).torso_of_stature < seen(1.0).torso_of_stature < seen(0.9).torso_of_stature
    assert seen(1.1).torso_of_stature > 0.95 * TORSO_OF_STATURE  # a dozen pixels are weak evidence


def test_the_quality_says_what_would_improve_it() -> None:
    blind, shown = measured(standing(3.0, pose(70.0))), measured(standing(3.0))
    assert blind is not None
    assert shown is not None
    assert blind.quality_cm > shown.quality_cm > 0.9
    assert blind.advice == "stand_square"


def restless(seconds: float, seed: int, joints: dict[Landmark, tuple[float, float, float]] | None = None) -> list[Look]:
    """Return somebody who stands with hanging arms, in clothes of that day, as a restless model sees them."""
    rng = np.random.default_rng(seed)
    clothes = np.zeros((33, 2))
    clothes[[11, 12, 23, 24]] = rng.normal(0.0, 1.0, (4, 2))  # half a centimetre
    looks = []
    for k in range(round(seconds * 20)):
        marks = pose(joints=joints).landmarks.copy()
        marks[:, :2] += clothes + rng.normal(0.0, 0.15, (33, 2))
        looks.append(look(k / 20, Pose(marks)))
    return looks


def build_of(shoulders_cm: float, torso_cm: float) -> dict[Landmark, tuple[float, float, float]]:
    half = shoulders_cm / 2
    return {
        Landmark.LEFT_SHOULDER: (-half, 0.0, 0.0),
        Landmark.RIGHT_SHOULDER: (half, 0.0, 0.0),
        Landmark.LEFT_HIP: (-11.0, torso_cm, 0.0),
        Landmark.RIGHT_HIP: (11.0, torso_cm, 0.0),
    }


@pytest.mark.parametrize("seed", range(8))
def test_another_person_is_noticed_within_seconds_and_the_same_one_never(seed: int) -> None:
    kept = measured(restless(6.0, seed))
    assert kept is not None
    for seconds in (2.3, 3.0, 6.0):
        same = measured(restless(seconds, 100 + seed))
        other = measured(restless(seconds, 100 + seed, build_of(41.0, 52.0)))
        assert same is not None
        assert other is not None
        assert room.stale(kept, same) is None
        assert room.stale(kept, other) == "other_person"


def test_a_hand_at_work_tells_nothing_of_the_shoulders() -> None:
    holding = pose(joints={Landmark.LEFT_WRIST: (-15.0, 25.0, 20.0)})
    found = measured(standing(3.0, holding))
    assert found is not None
    assert found.shoulders_of_torso is None


def test_a_camera_that_is_rolled_shows_by_the_feet_even_of_who_leans() -> None:
    def rolled(person: Pose, roll_deg: float) -> Pose:
        turn = math.radians(roll_deg)
        marks = person.landmarks.copy()
        marks[:, :2] = (marks[:, :2] - 240) @ np.array(
            [[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]]
        ) + 240
        return Pose(marks)

    for heading_deg in (0.0, 40.0, 85.0):
        found = measured(standing(3.0, rolled(pose(heading_deg, at=(240.0, 120.0), scale=1.5), 5.0)))
        assert found is not None
        assert found.roll_deg == pytest.approx(5.0, abs=0.5)


def test_a_camera_that_is_moved_within_the_session_shows() -> None:
    state, bodies = room.CalibrationState(), body_room.BodyState()

    def lean(looks: list[Look], since_s: float) -> room.CalibrationState:
        nonlocal state, bodies
        for given in looks:
            given = replace(given, t_s=given.t_s + since_s)
            bodies, figure = body_room.step(bodies, given, Build(HEIGHT_CM))
            state = room.step(state, given, figure, HEIGHT_CM, 6.5, leaning=True)
        return state

    first = lean(standing(6.0), 0.0).first
    assert first is not None
    calibration = lean(standing(20.0), 6.0).calibration
    assert calibration is not None
    assert room.stale(first, calibration) is None
    calibration = lean(standing(10.0, pose(scale=2.4)), 26.0).calibration
    assert state.first == first
    assert calibration is not None
    assert room.stale(first, calibration) == "camera_moved"


def test_a_ball_of_another_size_is_told_rather_than_believed() -> None:
    def seen(ball_cm: float) -> Calibration:
        radius_px = 2.0 * ball_cm / 2 / (1 - 28 / 240)
        found = measured(standing(3.0, sighting=Sighting(320.0, 170.0, radius_px, 0.9)))
        assert found is not None
        return found

    assert [seen(size).advice for size in (4.0, 6.0, 6.5, 7.0, 10.0)] == ["other_ball", None, None, None, "other_ball"]
    assert seen(10.0).torso_of_stature == TORSO_OF_STATURE


KEPT = Calibration((640, 480), 180.0, 0.295, 0.67, 0.0, 0.5, 100.0, 1.4, None)


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({}, None),
        ({"shoulders_of_torso": 0.68, "turn_deg": 5.0, "roll_deg": 1.5, "wall_torso_px": 105.0}, None),
        ({"size_px": (1280, 960), "wall_torso_px": 200.0}, None),
        ({"wall_torso_px": None, "turn_deg": 40.0}, None),  # not at the wall yet: the person may stand anyhow
        ({"shoulders_of_torso": 0.74}, "other_person"),
        ({"shoulders_of_torso": None}, None),
        ({"turn_deg": -20.0}, "camera_moved"),
        ({"roll_deg": 8.0}, "camera_moved"),
        ({"wall_torso_px": 130.0}, "camera_moved"),
        ({"size_px": (480, 640)}, "camera_moved"),
    ],
)
def test_it_notices_when_it_no_longer_fits(now: dict[str, object], why: str | None) -> None:
    assert room.stale(KEPT, replace(KEPT, **now)) == why  # type: ignore[arg-type]
