"""A spot named in one session is found again in another; what was measured is kept for the next."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import pytest

from tests.core.people import HEIGHT_CM
from tests.core.test_ball import FAR, Run
from tpvision.app import plans
from tpvision.app.keeper import Keeper, kept_calibration
from tpvision.core import engine
from tpvision.errors import InputError
from tpvision.settings import Settings
from tpvision.values import Command, CommandKind, End, Landmark, Plan, Side, Told


def kept_session(profile: str | None) -> Run:
    """Play a session in which the person says *here*, and keep it."""
    run = Run()
    with ExitStack() as stack:
        keeper = Keeper("camera 0", Plan(), Settings(), profile, stack)
        run.stay(1.0)  # with the hands hanging, as when one is counted in
        run.place()
        for given in (Command(run.t_s, CommandKind.HERE), End(run.t_s)):
            run.state, run.view = engine.step(run.state, given, Settings())
            keeper.keep(given, run.view)
        keeper.end("stopped")
        assert keeper.message is None
    return run


def make(zone: str, side: str | None = None, profile: str = "me") -> Plan:
    return plans.make(None, "", zone, side, HEIGHT_CM, 6.5, "yellow", None, profile)


def test_a_spot_is_found_again_by_another_camera() -> None:
    said = kept_session("me").ball
    plan = make("my-1")
    assert plan.side is Side.RIGHT
    # The next evening the laptop stands elsewhere: everything looks larger.
    again = Run(Told(HEIGHT_CM, 6.5, "yellow", said.right_cm, said.down_cm))
    again.state = engine.begin(replace(plan, told=Told(HEIGHT_CM, 6.5, "yellow", said.right_cm, said.down_cm)))
    again.at_px = (200.0, 120.0)
    again.place()
    assert again.view is not None
    target = again.view.target
    assert target is not None
    assert (target.right_cm, target.down_cm) == pytest.approx((said.right_cm, said.down_cm), abs=0.5)
    assert target.radius_cm >= 4.0


def test_only_ones_own_spots_are_there() -> None:
    kept_session("me")
    with pytest.raises(InputError, match="no own spot my-1"):
        make("my-1", profile="you")
    with pytest.raises(InputError, match="no own spot my-2"):
        make("my-2")


def test_what_was_measured_is_kept_for_the_next_session() -> None:
    assert kept_calibration("me") is None
    run = kept_session("me")
    kept = kept_calibration("me")
    assert kept is not None
    assert run.view is not None
    assert kept == run.view.calibration
    assert kept.wall_torso_px == pytest.approx(FAR * 53.1, rel=0.02)


def test_who_is_in_a_film_changes_nobodys_measures() -> None:
    kept_session(None)
    assert kept_calibration("me") is None
    with pytest.raises(InputError):
        make("my-1")


def test_another_person_is_noticed_before_the_session_misleads() -> None:
    kept_session("me")
    plan = Plan(Told(HEIGHT_CM, 6.5, "yellow", 5.0, 18.0), calibration=kept_calibration("me"))
    broad = Run()
    broad.state = engine.begin(plan)
    broad.joints = {Landmark.LEFT_SHOULDER: (-21.0, 0.0, 0.0), Landmark.RIGHT_SHOULDER: (21.0, 0.0, 0.0)}
    broad.stay(4.0)
    assert broad.view is not None
    assert broad.view.stale == "other_person"
    same = Run()
    same.state = engine.begin(plan)
    same.stay(4.0)
    same.place()
    assert same.view is not None
    assert same.view.stale is None
