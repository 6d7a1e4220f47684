from __future__ import annotations

import math

import numpy as np
import pytest

from tests.core.people import HEIGHT_CM, SIZE_PX, look, pose
from tpvision.core import body as room
from tpvision.core.body import BodyState, Build, Figure, is_person
from tpvision.values import Facing, Landmark, Look, Pose


def follow(state: BodyState, *looks: Look) -> tuple[BodyState, list[Figure | None]]:
    figures = []
    for given in looks:
        state, figure = room.step(state, given, Build(HEIGHT_CM))
        figures.append(figure)
    return state, figures


def seen(given: Look) -> Figure:
    _, (figure,) = follow(BodyState(), given)
    assert figure is not None
    return figure


@pytest.mark.parametrize(
    ("heading_deg", "facing", "turn_deg"),
    [
        (0, Facing.FRONT, 0),
        (40, Facing.FRONT, 40),
        (-40, Facing.FRONT, -40),
        (85, Facing.RIGHT_SIDE, 85),
        (-85, Facing.LEFT_SIDE, -85),
        (140, Facing.BACK, 40),
        (-140, Facing.BACK, -40),
        (179, Facing.BACK, 1),
    ],
)
def test_facing_and_turn(heading_deg: float, facing: Facing, turn_deg: float) -> None:
    body = seen(look(0.0, pose(heading_deg))).body
    assert body.facing is facing
    assert body.turn_deg == pytest.approx(turn_deg, abs=1.0)


@pytest.mark.parametrize("heading_deg", [0, 30, -30, 60, -60, 90, -90, 150, -150, 180])
def test_axes_point_to_the_subjects_own_right_down_and_back(heading_deg: float) -> None:
    body = seen(look(0.0, pose(heading_deg, scale=2.0))).body
    turn = math.radians(heading_deg)
    assert body.px_per_cm == pytest.approx(2.0, rel=0.01)
    assert body.right_px == pytest.approx((-2.0 * math.cos(turn), 0.0), abs=0.35)
    assert body.down_px == pytest.approx((0.0, 2.0), abs=0.25)
    assert body.back_px == pytest.approx((-2.0 * math.sin(turn), 0.0), abs=0.25)


def test_the_origin_lies_below_the_shoulder_landmarks_and_the_hips_above_theirs() -> None:
    body = seen(look(0.0, pose(at=(300.0, 100.0)))).body
    torso_px = 2.0 * 53.1
    assert body.origin_px == pytest.approx((300.0, 100.0 + 0.045 * torso_px), abs=0.1)
    assert body.hip_px == pytest.approx((300.0, 100.0 + (1 - 0.045) * torso_px), abs=0.1)
    assert body.torso_cm == pytest.approx(0.91 * 53.1, abs=0.1)


def test_a_point_of_the_trunk_is_where_the_axes_say() -> None:
    body = seen(look(0.0, pose(0))).body
    x, y = body.at_px(10.0, 20.0)
    assert x == pytest.approx(body.origin_px[0] - 20.0, abs=0.1)
    assert y == pytest.approx(body.origin_px[1] + 40.0, abs=0.1)


def test_mirrored_pictures_give_mirrored_bodies() -> None:
    given = pose(25.0, at=(250.0, 130.0))
    mirrored = given.landmarks.copy()
    mirrored[:, 0] = SIZE_PX[0] - mirrored[:, 0]
    for left, right in [(7, 8), *((k, k + 1) for k in range(11, 33, 2))]:
        mirrored[[left, right]] = mirrored[[right, left]]
    one, two = seen(look(0.0, given)).body, seen(look(0.0, Pose(mirrored))).body
    assert two.turn_deg == pytest.approx(-one.turn_deg)
    assert two.origin_px == pytest.approx((SIZE_PX[0] - one.origin_px[0], one.origin_px[1]))
    # Facing the camera, the subject's right stays on the picture's left.
    assert two.right_px == pytest.approx((one.right_px[0], -one.right_px[1]))
    assert two.back_px == pytest.approx((-one.back_px[0], one.back_px[1]))


def test_a_flicker_of_left_and_right_does_not_turn_the_person_round() -> None:
    looks = [look(k / 30, pose(10.0, exchanged=60 < k < 80)) for k in range(120)]
    _, figures = follow(BodyState(), *looks)
    assert {figure.body.facing for figure in figures if figure} == {Facing.FRONT}
    lefts = [figure.body.shoulders_px[0][0] for figure in figures if figure]
    assert min(lefts) > 320.0  # facing the camera, the subject's left is to the picture's right


def test_who_really_turns_round_is_believed() -> None:
    turning = [look(k / 30, pose(min(180.0, 4.0 * k))) for k in range(60)]
    _, figures = follow(BodyState(), *turning)
    assert figures[0] is not None
    assert figures[-1] is not None
    assert (figures[0].body.facing, figures[-1].body.facing) == (Facing.FRONT, Facing.BACK)


def test_a_wrong_first_guess_is_given_up() -> None:
    looks = [look(k / 10, pose(180.0 if k else 0.0)) for k in range(20)]
    _, figures = follow(BodyState(), *looks)
    assert figures[-1] is not None
    assert figures[-1].body.facing is Facing.BACK


@pytest.mark.parametrize(
    "ghost",
    [
        pytest.param(pose(scale=0.5), id="tiny"),
        pytest.param(pose(at=(900.0, 140.0)), id="beside the picture"),
        pytest.param(pose(joints={Landmark.LEFT_HIP: (60, 5, 0), Landmark.RIGHT_HIP: (60, 5, 0)}), id="lying"),
        pytest.param(pose(joints={Landmark.LEFT_EAR: (0, -80, 0), Landmark.RIGHT_EAR: (0, -80, 0)}), id="long neck"),
        pytest.param(Pose(np.full((33, 4), np.nan)), id="no numbers"),
        pytest.param(Pose(np.zeros((33, 4))), id="all in one point"),
    ],
)
def test_ghosts_are_nobody(ghost: Pose) -> None:
    assert not is_person(ghost, SIZE_PX)
    assert follow(BodyState(), look(0.0, ghost))[1] == [None]


def test_a_blink_of_the_model_is_bridged_and_no_more() -> None:
    looks = [look(0.0, pose()), look(0.2, pose()), look(0.7), look(0.9)]
    _, figures = follow(BodyState(), *looks)
    assert [figure is not None for figure in figures] == [True, True, True, False]
    assert figures[2] is figures[1]  # with the time at which it was seen


def test_of_several_people_the_large_and_central_one_is_followed() -> None:
    near, far, aside = pose(scale=2.0), pose(scale=1.2, at=(200, 200)), pose(scale=2.0, at=(590, 140))
    assert seen(look(0.0, far, aside, near)).body.px_per_cm == pytest.approx(2.0, rel=0.01)
    assert seen(look(0.0, aside, far, near)).body.origin_px[0] == pytest.approx(320.0, abs=1.0)


def test_the_one_followed_is_kept_when_another_passes_in_front() -> None:
    me = [look(k / 30, pose()) for k in range(90)]
    # For a second the only pose is that of somebody nearer, walking through the picture.
    other = [look(3 + k / 30, pose(90, scale=2.8, at=(100 + 12.0 * k, 120))) for k in range(30)]
    back = [look(4 + k / 30, pose()) for k in range(30)]
    _, figures = follow(BodyState(), *me, *other, *back)
    during = [figure for figure in figures[90:120] if figure]
    assert all(figure.body.px_per_cm == pytest.approx(2.0, rel=0.02) for figure in during)
    assert all(figure is not None for figure in figures[121:])


def test_somebody_who_stays_is_followed_in_the_end() -> None:
    me = [look(k / 30, pose()) for k in range(90)]
    other = [look(3 + k / 10, pose(0, scale=2.8, at=(520, 120))) for k in range(60)]
    _, figures = follow(BodyState(), *me, *other)
    assert figures[-1] is not None
    assert figures[-1].body.origin_px[0] == pytest.approx(520, abs=2)


def test_a_raised_arm_does_not_move_the_trunk() -> None:
    up = {
        # The model's shoulder rises with the arm by 5 cm.
        Landmark.RIGHT_SHOULDER: (17, -5, 0),
        Landmark.RIGHT_ELBOW: (22, -25, 0),
        Landmark.RIGHT_WRIST: (20, -48, 0),
        Landmark.RIGHT_INDEX: (20, -55, 0),
    }
    looks = [look(k / 30, pose(joints=up if k > 60 else None)) for k in range(90)]
    _, figures = follow(BodyState(), *looks)
    heights = [figure.body.origin_px[1] for figure in figures if figure]
    assert max(heights) - min(heights) < 0.5 * 2.0  # half a centimetre; it would be 2.5


def test_hips_below_the_picture_are_made_up_from_the_shoulders() -> None:
    body = seen(look(0.0, pose(scale=5.0, at=(320, 300)))).body
    assert body.px_per_cm == pytest.approx(5.0, rel=0.05)
    assert body.hip_px[1] > SIZE_PX[1]


@pytest.mark.parametrize("fps", [8, 15, 30, 60])
def test_the_frame_rate_makes_no_difference(fps: int) -> None:
    looks = [look(k / fps, pose(5.0, scale=2.0 - 0.2 * min(1.0, k / fps))) for k in range(2 * fps)]
    _, figures = follow(BodyState(), *looks)
    assert figures[-1] is not None
    assert figures[-1].body.px_per_cm == pytest.approx(1.8, rel=0.01)


@pytest.mark.parametrize("both", [True, False], ids=["both", "one"])
def test_arms_raised_soon_after_stepping_to_the_wall_leave_the_trunk_as_long_as_it_was(both: bool) -> None:
    # To the wall within a second, away from the camera, and up with the arms at once: they drag the shoulders up.
    hands = (13, 14) if both else (14,)
    state, figures = BodyState(), []
    for k in range(90):
        t_s = k / 15
        scale = 2.4 - 0.6 * min(1.0, max(0.0, t_s - 1.0))
        marks = pose(0.0, scale=scale).landmarks.copy()
        if t_s > 2.2:
            for elbow in hands:
                marks[elbow, 1] = marks[elbow - 2, 1] - 18.0 * scale
                marks[elbow - 2, 1] -= 3.0 * scale
        state, figure = room.step(state, Look(t_s, SIZE_PX, (Pose(marks),)), Build(HEIGHT_CM))
        assert figure is not None
        figures.append(figure)
    before, after = figures[32].body, figures[-1].body
    assert before.px_per_cm == pytest.approx(1.8, rel=0.02)
    assert after.px_per_cm == pytest.approx(1.8, rel=0.02)
    assert after.origin_px == pytest.approx(before.origin_px, abs=1.8)
