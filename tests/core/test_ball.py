"""One session of a stick person at a wall, told step by step through the engine."""

from __future__ import annotations

import pytest

from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tpvision.core import engine
from tpvision.settings import Settings
from tpvision.values import BallEstimate, Evidence, Landmark, Look, Plan, Pose, Sighting, Told, View

FPS = 20
FAR, NEAR = 1.8, 2.4
"""Pixels a centimetre at the wall, and half a metre before it."""
HAND_AT_BACK = {
    Landmark.RIGHT_ELBOW: (36.0, 14.0, -5.0),
    Landmark.RIGHT_WRIST: (22.0, 18.0, -12.0),
    Landmark.RIGHT_INDEX: (17.0, 20.0, -12.0),
}


class Run:
    """An engine under way."""

    def __init__(self, told: Told | None = None, heading_deg: float = 0.0) -> None:
        told = told or Told(HEIGHT_CM, 6.5, "yellow", 5.0, 18.0)
        self.state = engine.begin(Plan(told))
        self.heading_deg = heading_deg
        self.t_s = 0.0
        self.at_px = (320.0, 150.0)
        self.scale = NEAR
        self.joints: dict[Landmark, tuple[float, float, float]] = {}
        self.sighting: Sighting | None = None
        self.view: View | None = None

    def look(self, *poses: Pose) -> None:
        person = pose(self.heading_deg, at=self.at_px, scale=self.scale, joints=self.joints)
        given = Look(self.t_s, SIZE_PX, poses or (person,), self.sighting)
        self.state, self.view = engine.step(self.state, given, Settings())
        self.t_s = round(self.t_s + 1 / FPS, 6)

    def stay(self, seconds: float) -> None:
        for _ in range(round(seconds * FPS)):
            self.look()

    def move(self, dx: float, dy: float, seconds: float, scale: float | None = None) -> None:
        """Move the mid-shoulder in the picture, centimetres of the present scale, and the size, evenly."""
        steps = round(seconds * FPS)
        start, first = self.at_px, self.scale
        for k in range(1, steps + 1):
            self.at_px = (start[0] + dx * first * k / steps, start[1] + dy * first * k / steps)
            self.scale = first + ((scale or first) - first) * k / steps
            self.look()

    def place(self) -> BallEstimate:
        """Stand, put the ball behind the back, step to the wall, let the hand go and wait."""
        self.stay(1.0)
        self.joints = HAND_AT_BACK
        self.stay(2.0)
        self.move(0.0, 10.0, 1.6, FAR)
        self.stay(0.3)
        self.joints = {}
        self.stay(2.0)
        return self.ball

    @property
    def ball(self) -> BallEstimate:
        assert self.view is not None
        assert self.view.ball is not None
        return self.view.ball

    @property
    def pressed(self) -> bool:
        return self.view is not None and self.view.ball is not None and self.view.ball.in_contact


def test_a_named_start_is_where_the_contact_begins() -> None:
    run = Run()
    ball = run.place()
    assert ball.began_from is Evidence.TOLD
    assert (ball.right_cm, ball.down_cm) == pytest.approx((5.0, 18.0), abs=1.5)
    assert 0.5 < ball.sigma_down_cm < 1.5


def test_without_a_start_the_hand_tells_it() -> None:
    ball = Run(Told(HEIGHT_CM, 6.5, "yellow")).place()
    assert ball.began_from is Evidence.HAND
    # The finger rests 20 cm below the shoulder landmarks, which lie 2.4 cm above the joints, and 1.9 below the middle
    # of the ball, which lies lower than where it touches the slope between the shoulder blades.
    assert ball.down_cm == pytest.approx(20.0 - 2.4 - 1.9 - 0.33 * 3.25, abs=0.7)
    assert 2.0 < ball.right_cm < 12.0
    assert ball.sigma_right_cm > 1.5


@pytest.mark.parametrize(
    ("body_cm", "contact_cm"),
    [((0.0, 6.0), (0.0, -3.0)), ((0.0, -6.0), (0.0, 3.0)), ((-6.0, 0.0), (-3.0, 0.0)), ((6.0, 0.0), (3.0, 0.0))],
    ids=["bends the knees", "straightens", "to the picture's left", "to the picture's right"],
)
def test_the_contact_moves_half_as_far_the_other_way(
    body_cm: tuple[float, float], contact_cm: tuple[float, float]
) -> None:
    # Facing the camera, the picture's left is the subject's right: who goes there sends the ball left.
    run = Run()
    before = run.place()
    run.move(*body_cm, 1.5)
    run.stay(0.5)
    # On the bulge between the shoulder blades somewhat less: 3.25 cm of ball on a radius of 16.5 cm across, 50 along.
    across, along = 1 + 3.25 / 16.5, 1 + 3.25 / 50
    moved = (run.ball.right_cm - before.right_cm, run.ball.down_cm - before.down_cm)
    assert moved == pytest.approx((contact_cm[0] / across, contact_cm[1] / along), abs=0.1)


def test_in_the_hollow_of_the_back_the_contact_moves_further() -> None:
    def moved(down_cm: float) -> float:
        run = Run(Told(HEIGHT_CM, 6.5, "yellow", 5.0, down_cm))
        before = run.place().down_cm
        run.move(0.0, 4.0, 1.0)
        run.stay(0.5)
        return before - run.ball.down_cm

    assert moved(14.0) < 2.0 < moved(32.0)


def test_seen_from_the_side_only_the_height_moves_it() -> None:
    run = Run(heading_deg=-88.0)
    run.joints = {}
    run.stay(1.0)
    at_back = {
        Landmark.LEFT_ELBOW: (-22.0, 14.0, -14.0),
        Landmark.LEFT_WRIST: (-10.0, 18.0, -14.0),
        Landmark.LEFT_INDEX: (-6.0, 20.0, -13.0),
    }
    run.joints = at_back
    run.stay(2.0)
    run.move(40.0, 0.0, 1.6)  # facing the picture's left, the wall is to its right
    run.stay(0.3)
    run.joints = {}
    run.stay(2.0)
    before = run.ball
    run.move(0.0, 6.0, 1.5)
    run.stay(0.5)
    assert run.ball.down_cm - before.down_cm == pytest.approx(-3.0 / (1 + 3.25 / 50), abs=0.2)
    assert run.ball.right_cm == pytest.approx(before.right_cm, abs=0.3)


def test_long_standing_does_not_make_it_wander() -> None:
    run = Run()
    before = run.place()
    for k in range(60 * FPS):
        run.at_px = (run.at_px[0], run.at_px[1] + (0.5 if k % 2 else -0.5))
        run.look()
    assert (run.ball.right_cm, run.ball.down_cm) == pytest.approx((before.right_cm, before.down_cm), abs=0.3)


def test_stepping_off_ends_it_and_walking_up_without_a_ball_begins_nothing() -> None:
    run = Run()
    run.place()
    run.move(0.0, -10.0, 1.5, NEAR)
    assert not run.pressed
    run.stay(4.0)
    run.move(0.0, 10.0, 1.6, FAR)
    run.stay(2.0)
    assert not run.pressed


def test_a_second_placement_is_believed_by_the_hand() -> None:
    run = Run()
    run.place()
    run.move(0.0, -10.0, 1.5, NEAR)
    ball = run.place()
    assert ball.began_from is Evidence.HAND


def test_standing_before_the_wall_with_the_ball_in_the_hand_is_no_contact() -> None:
    run = Run()
    run.joints = {Landmark.RIGHT_WRIST: (8.0, 14.0, 25.0), Landmark.RIGHT_INDEX: (4.0, 10.0, 28.0)}
    run.stay(6.0)
    assert not run.pressed


def test_a_pushed_camera_moves_no_ball() -> None:
    run = Run()
    before = run.place()
    run.move(8.0, 3.0, 0.3)  # everything in the picture, the feet too
    run.stay(0.5)
    assert (run.ball.right_cm, run.ball.down_cm) == pytest.approx((before.right_cm, before.down_cm), abs=0.4)
    assert run.ball.sigma_right_cm > before.sigma_right_cm


def test_a_raised_arm_moves_no_ball() -> None:
    run = Run()
    before = run.place()
    run.joints = {
        Landmark.RIGHT_SHOULDER: (17.0, -5.0, 0.0),
        Landmark.RIGHT_ELBOW: (22.0, -25.0, 0.0),
        Landmark.RIGHT_WRIST: (20.0, -48.0, 0.0),
        Landmark.RIGHT_INDEX: (20.0, -55.0, 0.0),
    }
    run.stay(2.0)
    assert run.pressed
    assert (run.ball.right_cm, run.ball.down_cm) == pytest.approx((before.right_cm, before.down_cm), abs=0.4)


def test_a_passer_by_for_a_second_changes_nothing() -> None:
    run = Run()
    before = run.place()
    for k in range(FPS):
        run.look(pose(90.0, at=(80.0 + 25.0 * k, 130.0), scale=2.6))
    run.stay(1.0)
    assert run.pressed
    assert (run.ball.right_cm, run.ball.down_cm) == pytest.approx((before.right_cm, before.down_cm), abs=0.3)


def test_after_a_long_time_out_of_sight_it_no_longer_knows() -> None:
    run = Run()
    run.place()
    for _ in range(7 * FPS):
        run.look(Pose(pose(scale=0.3).landmarks))  # a ghost
    run.stay(1.0)
    assert not run.pressed


def test_a_ball_seen_on_the_floor_has_dropped() -> None:
    run = Run()
    run.place()
    run.sighting = Sighting(300.0, 420.0, 6.0, 0.9)
    run.stay(0.3)
    assert run.pressed  # one blink of the finder is no drop
    run.stay(0.5)
    assert not run.pressed


def test_sight_from_the_side_corrects_the_height() -> None:
    run = Run(heading_deg=-60.0)
    run.joints = {Landmark.LEFT_INDEX: (-8.0, 20.0, -12.0), Landmark.LEFT_ELBOW: (-30.0, 14.0, -6.0)}
    run.stay(3.0)
    run.move(30.0, 5.0, 1.6, FAR * 1.1)
    run.joints = {}
    run.stay(1.5)
    assert run.view is not None
    assert run.view.body is not None
    x, y = run.view.body.at_px(5.0, 13.0, 12.0)
    run.sighting = Sighting(x, y, 6.0, 0.9)
    run.stay(3.0)
    # Where the back slopes, the ball touches it above its middle.
    assert run.ball.down_cm == pytest.approx(13.0 - 0.35 * 3.25, abs=0.5)
    assert run.ball.seen


def test_the_same_looks_give_the_same_views() -> None:
    one, two = Run(), Run()
    assert one.place() == two.place()
    assert one.view == two.view
