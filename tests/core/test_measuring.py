"""The camera check and the calibration, by stick people through the engine's door."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.core.live import DARK, LIGHT, Door, Joints, up
from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tests.core.test_ball import FPS
from tpvision.core.measuring import BALL_S, GIVE_UP_S, KEPT_S, REMIND_S, STAND_S
from tpvision.core.setup import CHANGE_S, GREEN_S
from tpvision.settings import Settings
from tpvision.values import (
    Calibration,
    Command,
    CommandKind,
    Landmark,
    Look,
    MeasureStep,
    Phase,
    Plan,
    Pose,
    Purpose,
    Sighting,
    Tick,
    Told,
)

TOLD = Told(HEIGHT_CM, 6.5, "yellow")
CHECK, CALIBRATE = (Plan(TOLD, purpose=purpose) for purpose in (Purpose.CHECK, Purpose.CALIBRATE))
AT_CHEST: Joints = {
    Landmark.LEFT_WRIST: (-6.0, 18.0, 26.0),
    Landmark.RIGHT_WRIST: (6.0, 18.0, 26.0),
    Landmark.LEFT_INDEX: (-3.0, 17.0, 28.0),
    Landmark.RIGHT_INDEX: (3.0, 17.0, 28.0),
}
FRAME_S = 1 / FPS


class Run(Door):
    """A person before the camera; ``ball`` says whether a ball is seen in the circle."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, Settings())
        self.poses: tuple[Pose, ...] = ()
        self.ball = False

    @property
    def step(self) -> MeasureStep:
        assert self.view.measuring is not None
        return self.view.measuring.step

    def tell(self, kind: CommandKind) -> None:
        self.give(Command(self.t_s, kind))

    def stay(self, seconds: float) -> None:
        for _ in range(round(seconds * FPS)):
            sighting, now = None, self.views[-1].measuring if self.views else None
            if self.ball and now is not None and now.circle_px is not None:
                sighting = Sighting(*now.circle_px, 6.5 / 2 * 2.0 * 1.15, 0.9)
            self.give(Look(self.t_s, SIZE_PX, self.poses, sighting, brightness=self.brightness))
            self.t_s = round(self.t_s + FRAME_S, 6)

    def stand(self, seconds: float, joints: Joints | None = None, **place: object) -> None:
        self.poses = (pose(joints=joints, **place),)  # type: ignore[arg-type]
        self.stay(seconds)


class TestCheck:
    def test_green_for_a_second_goes_on_by_itself(self) -> None:
        run = Run(CHECK)
        run.stand(GREEN_S - 0.2)
        assert run.view.phase is Phase.GET_READY
        run.stand(0.4)
        assert run.view.phase is Phase.DONE
        assert run.said == ["setup_good"]
        assert run.view.measuring is not None
        assert not run.view.measuring.skipped

    def test_its_progress_grows_evenly_from_nothing_to_one(self) -> None:
        run = Run(CHECK)
        run.stand(GREEN_S + 0.2)
        shares = [view.measuring.progress for view in run.views if view.measuring]
        assert shares[0] == 0.0
        assert shares[-1] == 1.0
        assert all(0.0 <= b - a < 0.2 for a, b in itertools.pairwise(shares))

    def test_one_thing_at_a_time_the_most_important_first(self) -> None:
        run = Run(CHECK)
        run.brightness = DARK
        run.stand(2.5, at=(50.0, 140.0))
        assert run.said == ["setup_left"]  # the subject's own left is to the picture's right
        run.stand(2.5)
        assert run.said == ["setup_left", "setup_dark"]
        run.brightness = LIGHT
        run.stand(CHANGE_S + GREEN_S + 0.3)
        assert run.view.phase is Phase.DONE

    def test_nobody_is_said_and_never_good(self) -> None:
        run = Run(CHECK)
        run.stay(5.0)
        assert run.said == ["nobody"]
        assert run.view.phase is Phase.GET_READY

    def test_what_was_good_before_a_gap_has_to_be_so_anew(self) -> None:
        run = Run(CHECK)
        run.stand(0.5)
        run.t_s += 5.0
        run.stand(0.3)
        assert run.view.phase is Phase.GET_READY
        run.stand(GREEN_S)
        assert run.view.phase is Phase.DONE

    def test_a_camera_that_falls_silent_is_not_good(self) -> None:
        run = Run(CHECK)
        run.stand(0.5)
        for k in range(1, 40):
            run.give(Tick(run.t_s + k / 10))
        assert run.view.phase is Phase.GET_READY
        assert run.view.body is None
        assert run.said[-1] == "stalled"

    @pytest.mark.parametrize("kind", [CommandKind.NEXT, CommandKind.HERE])
    def test_next_skips(self, kind: CommandKind) -> None:
        run = Run(CHECK)
        run.stay(0.5)
        run.tell(kind)
        assert run.view.phase is Phase.DONE
        assert run.view.measuring is not None
        assert run.view.measuring.skipped
        assert run.said == ["nobody"]

    def test_the_right_hand_skips_and_both_stop(self) -> None:
        for sides, phase in ((("right",), Phase.DONE), (("left", "right"), Phase.STOPPED)):
            run = Run(CHECK)
            run.brightness = DARK
            run.stand(1.0)
            run.stand(1.2, up(*sides))
            assert run.view.phase is phase

    def test_a_kept_calibration_that_no_longer_fits_is_said_before_the_session(self) -> None:
        measured = Run(CHECK)
        measured.stand(GREEN_S + 2.0)
        kept = measured.view.calibration
        assert kept is not None
        for plan, reason in (
            (replace(CHECK, calibration=kept), None),
            (replace(CHECK, calibration=replace(kept, roll_deg=9.0)), "camera_moved"),
        ):
            run = Run(plan)
            run.stand(KEPT_S + 0.3)
            assert run.view.phase is Phase.DONE
            assert run.view.stale == reason
            assert (reason in run.said) is (reason is not None)


class TestCalibration:
    def test_stand_then_the_ball_then_the_result_in_less_than_ten_seconds(self) -> None:
        run = Run(CALIBRATE)
        run.stand(STAND_S + 0.3)
        assert run.step is MeasureStep.BALL
        run.ball = True
        run.stand(BALL_S + 0.5, AT_CHEST)
        assert run.step is MeasureStep.RESULT
        assert run.said == ["stand_at_wall", "show_ball", "measured"]
        now = run.view.calibration
        assert isinstance(now, Calibration)
        assert 0.5 < now.quality_cm < 2.0
        assert now.wall_torso_px == pytest.approx(2.0 * 53.1, rel=0.1)
        assert now.shoulders_of_torso == pytest.approx(36.0 / 53.1, rel=0.05)
        assert run.t_s < 10.0
        assert run.view.phase is Phase.GET_READY
        run.tell(CommandKind.NEXT)
        assert run.view.phase is Phase.DONE
        assert run.view.measuring is not None
        assert not run.view.measuring.skipped

    def test_who_moves_gains_nothing_and_is_told(self) -> None:
        run = Run(CALIBRATE)
        for k in range(round((REMIND_S + 1.0) * FPS)):
            run.stand(FRAME_S, at=(320.0 + 3.0 * (k % 40), 140.0))
        assert run.step is MeasureStep.STAND
        assert run.view.measuring is not None
        assert run.view.measuring.progress < 0.5
        assert run.said == ["stand_at_wall", "stand_still"]

    def test_the_ball_counts_only_in_the_circle(self) -> None:
        run = Run(CALIBRATE)
        run.stand(STAND_S + 0.3)
        run.poses = (pose(joints=AT_CHEST),)
        circle = run.view.measuring.circle_px if run.view.measuring else None
        assert circle is not None
        for _ in range(round(2 * BALL_S * FPS)):
            beside = Sighting(circle[0] + 60.0, circle[1], 7.0, 0.9)
            run.give(Look(run.t_s, SIZE_PX, run.poses, beside, brightness=LIGHT))
            run.t_s = round(run.t_s + FRAME_S, 6)
        assert run.step is MeasureStep.BALL
        assert run.view.measuring is not None
        assert run.view.measuring.progress == 0.0
        assert run.said[-1] == "no_ball"

    def test_the_circle_lies_before_the_chest_and_the_search_within_it(self) -> None:
        run = Run(CALIBRATE)
        run.stand(STAND_S + 0.3)
        now, search, body = run.view.measuring, run.view.search, run.view.body
        assert now is not None
        assert now.circle_px is not None
        assert search is not None
        assert body is not None
        assert body.shoulders_px[1][0] < now.circle_px[0] < body.shoulders_px[0][0]
        assert body.origin_px[1] < now.circle_px[1] < body.hip_px[1]
        assert search.x0_px == pytest.approx(now.circle_px[0] - now.circle_radius_px)
        assert search.y1_px == pytest.approx(now.circle_px[1] + now.circle_radius_px)

    def test_a_ball_that_is_never_found_does_not_hold_one_up(self) -> None:
        run = Run(CALIBRATE)
        run.stand(STAND_S + 0.3)
        run.stand(GIVE_UP_S + 0.3, AT_CHEST)
        assert run.step is MeasureStep.RESULT
        assert run.t_s < 20.0
        assert run.said == ["stand_at_wall", "show_ball", "no_ball", "measured"]

    def test_nobody_is_said_and_the_steps_go_on_when_somebody_comes(self) -> None:
        run = Run(CALIBRATE)
        run.stay(4.0)
        assert run.said == ["nobody"]
        run.stand(STAND_S + CHANGE_S + 2.0)
        assert run.said[:2] == ["nobody", "stand_at_wall"]
        assert run.step is MeasureStep.BALL

    def test_again_begins_anew_and_stop_leaves(self) -> None:
        run = Run(CALIBRATE)
        run.stand(STAND_S + 0.3)
        run.tell(CommandKind.NEXT)
        assert run.step is MeasureStep.RESULT
        run.tell(CommandKind.PAUSE)
        assert run.step is MeasureStep.STAND
        assert run.view.measuring is not None
        assert run.view.measuring.progress == 0.0
        run.tell(CommandKind.STOP)
        assert run.view.phase is Phase.STOPPED

    def test_skipped_before_anything_was_measured_it_says_so(self) -> None:
        run = Run(CALIBRATE)
        run.stay(0.2)
        run.tell(CommandKind.NEXT)
        run.tell(CommandKind.NEXT)
        assert run.step is MeasureStep.RESULT
        assert run.said[-1] == "not_measured"
        assert run.view.calibration is None
