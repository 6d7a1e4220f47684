"""Whether a camera was pushed, told from stick people at a wall: who moves how, and what moves with them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tests.simulator.session import TWINS
from tpvision.core import body as body_room
from tpvision.core import push
from tpvision.core.body import BodyState, Build
from tpvision.core.push import PushState
from tpvision.values import Landmark, Look, Pose, Vector

SCALE = 2.0
STILL_S = 1.0
LEGS = [25, 26, 27, 28]


def play(looks: list[tuple[float, Pose]], *, leaning: bool = True) -> list[PushState]:
    """Return what is known of the camera after each picture."""
    people, state, out = BodyState(), PushState(), []
    for t_s, person in looks:
        people, figure = body_room.step(people, Look(t_s, SIZE_PX, (person,)), Build(HEIGHT_CM))
        assert figure is not None
        state = push.step(state, figure, leaning)
        out.append(state)
    return out


def film(
    x_cm: list[float], fps: float = 20.0, down: float = 0.0, legs: float = 1.0, heading_deg: float = 0.0
) -> list[tuple[float, Pose]]:
    """Return pictures in which the trunk goes there and the legs their share of it: ankles none of it with ``legs`` 0.

    With ``down`` they go down by so much of the way across, too. Landmarks wander by 0.035 cm, as the model's do
    (0.02-0.05), with a correlation of 0.85 from picture to picture.
    """
    rng = np.random.default_rng(7)
    wander = 0.035 * SCALE * rng.standard_normal((33, 2))
    out = []
    for k, x in enumerate([0.0] * round(STILL_S * fps) + x_cm):
        marks = pose(heading_deg, at=(320.0, 150.0), scale=SCALE).landmarks.copy()
        share = np.ones(33)
        # A knee that is no ankle goes half as far as the hips.
        share[[27, 28, 29, 30, 31, 32]] = legs
        share[[25, 26]] = (1.0 + legs) / 2
        marks[:, 0] += share * x * SCALE
        marks[:, 1] += share * x * SCALE * down
        wander = 0.85 * wander + 0.035 * math.sqrt(1 - 0.85**2) * SCALE * rng.standard_normal((33, 2))
        marks[:, :2] += wander
        out.append((k / fps, Pose(marks)))
    return out


def ramp(way_cm: float, seconds: float, fps: float = 20.0) -> list[float]:
    """Return an even way, and a second of rest."""
    steps = round(seconds * fps)
    return [way_cm * k / steps for k in range(1, steps + 1)] + [way_cm] * round(fps)


def pushed_cm(states: list[PushState]) -> Vector:
    return states[-1].all_px[0] / SCALE, states[-1].all_px[1] / SCALE


@pytest.mark.parametrize("fps", [8.0, 20.0, 60.0])
@pytest.mark.parametrize("heading_deg", [0.0, 40.0, 178.0])
@pytest.mark.parametrize("way_cm", [6.0, -6.0])
def test_a_push_is_counted_whole(way_cm: float, heading_deg: float, fps: float) -> None:
    states = play(film(ramp(way_cm, 0.3, fps), fps, down=0.5, heading_deg=heading_deg))
    assert pushed_cm(states) == pytest.approx((way_cm, way_cm / 2), abs=0.4)


def test_a_slow_push_is_one_too() -> None:
    # 8 cm/s: a tripod that sinks.
    assert pushed_cm(play(film(ramp(8.0, 1.0)))) == pytest.approx((8.0, 0.0), abs=0.8)


def test_a_jump_that_the_model_follows_within_some_pictures() -> None:
    looks = []
    # The legs a little later than the trunk.
    for k, (t_s, person) in enumerate(film([30.0 * share for share in (0.6, 0.9, 0.97)] + [30.0] * 10)):
        marks = person.landmarks.copy()
        marks[25:, 0] -= SCALE * (2.4 if k == round(20 * STILL_S) else 0.0)
        looks.append((t_s, Pose(marks)))
    states = play(looks)
    assert pushed_cm(states)[0] == pytest.approx(30.0, abs=1.0)
    # It is told while it happens, and not any more afterwards.
    first = next(k for k, state in enumerate(states) if state.now_px != (0.0, 0.0))
    assert first == round(20 * STILL_S)
    assert all(state.now_px == (0.0, 0.0) for state in states[first + 6 :])


@pytest.mark.parametrize("way_cm", [12.0, 30.0])
@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_a_fast_push_is_counted_from_the_side_where_one_leg_is_hidden(seconds: float, way_cm: float) -> None:
    looks = []
    for t_s, person in film(ramp(way_cm, seconds), heading_deg=85.0):
        marks = person.landmarks.copy()
        marks[[27, 25], 3] = 0.3
        looks.append((t_s, Pose(marks)))
    assert pushed_cm(play(looks))[0] == pytest.approx(way_cm, abs=0.5)


@pytest.mark.parametrize("heading_deg", [0.0, 85.0])
def test_who_strides_off_pushes_nothing_for_a_foot_stays(heading_deg: float) -> None:
    looks = []
    for k, (t_s, person) in enumerate(film(ramp(60.0, 0.75), heading_deg=heading_deg)):
        walked_px = SCALE * 4.0 * max(0, min(15, k - 19))
        marks = person.landmarks.copy()
        # Steps of five pictures: one foot stays while the other goes twice as far.
        for foot, rows in enumerate(([27, 29, 31], [28, 30, 32])):
            steps = max(0, min(15, k - 19))
            swung = sum(2 if step // 5 % 2 == foot else 0 for step in range(steps))
            marks[rows, 0] += SCALE * 4.0 * swung - walked_px
        looks.append((t_s, Pose(marks)))
    assert pushed_cm(play(looks)) == (0.0, 0.0)


@pytest.mark.parametrize("seconds", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("legs", [0.0, 0.15])
def test_who_slides_along_the_wall_over_feet_that_stay_pushes_nothing(legs: float, seconds: float) -> None:
    assert pushed_cm(play(film(ramp(8.0, seconds), legs=legs))) == (0.0, 0.0)


def test_who_bends_the_knees_pushes_nothing() -> None:
    looks = []
    for k in range(60):
        sunk = 12.0 * min(1.0, max(0.0, (k - 20) / 20))
        knees = {row: (side * 12.0, 95.0 - sunk / 2, 10.0) for side, row in ((-1, 25), (1, 26))}
        ankles = {row: (side * 13.0, 137.0 - sunk, 0.0) for side, row in ((-1, 27), (1, 28))}
        joints = {Landmark(row): at for row, at in {**knees, **ankles}.items()}
        looks.append((k / 20, pose(at=(320.0, 150.0 + SCALE * sunk), scale=SCALE, joints=joints)))
    assert pushed_cm(play(looks)) == (0.0, 0.0)


def test_who_does_not_lean_walks() -> None:
    assert pushed_cm(play(film(ramp(60.0, 1.0)), leaning=False)) == (0.0, 0.0)


@pytest.mark.parametrize("apart_cm", [25.0, 60.0, -60.0])
def test_the_legs_of_somebody_else_are_no_push(apart_cm: float) -> None:
    """Who stands there from one picture to the next is taller and stands otherwise."""
    other = {
        Landmark.LEFT_KNEE: (-6, 105, 2),
        Landmark.RIGHT_KNEE: (18, 101, 2),
        Landmark.LEFT_ANKLE: (-4, 152, 0),
        Landmark.RIGHT_ANKLE: (24, 148, 0),
    }
    looks = [(k / 20, pose(at=(320.0, 150.0), scale=SCALE)) for k in range(20)]
    at = (320.0 + SCALE * apart_cm, 140.0)
    looks += [(k / 20, pose(at=at, scale=SCALE, joints=other)) for k in range(20, 40)]  # type: ignore[arg-type]
    assert pushed_cm(play(looks)) == (0.0, 0.0)


def test_without_legs_or_after_a_gap_nobody_can_tell() -> None:
    looks = film(ramp(6.0, 0.3))
    cut = []
    for t_s, person in looks:
        marks = person.landmarks.copy()
        marks[LEGS, 3] = 0.1
        cut.append((t_s, Pose(marks)))
    assert pushed_cm(play(cut)) == (0.0, 0.0)
    jump = film([6.0] * 10)
    assert pushed_cm(play(jump))[0] == pytest.approx(6.0, abs=0.4)
    hidden = []
    for t_s, person in jump:
        marks = person.landmarks.copy()
        marks[LEGS[:3], 3] = 0.1
        hidden.append((t_s, Pose(marks)))
    assert pushed_cm(play(hidden)) == (0.0, 0.0)
    late = [(t_s + (push.GAP_S if t_s > STILL_S - 0.02 else 0.0), person) for t_s, person in jump]
    assert pushed_cm(play(late)) == (0.0, 0.0)


def test_of_a_mirrored_person_the_push_is_mirrored() -> None:
    looks = film(ramp(6.0, 0.3), down=-0.5, heading_deg=30.0)
    glass = []
    for t_s, person in looks:
        marks = person.landmarks[TWINS].copy()
        marks[:, 0] = SIZE_PX[0] - marks[:, 0]
        glass.append((t_s, Pose(marks)))
    for plain, other in zip(play(looks), play(glass), strict=True):
        assert other.now_px == pytest.approx((-plain.now_px[0], plain.now_px[1]), abs=1e-6)
    assert math.hypot(*pushed_cm(play(glass))) > 5.0
