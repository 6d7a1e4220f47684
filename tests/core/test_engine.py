"""What the engine makes of somebody who is there: their hands, their light, their breath and a pushed camera."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tests.core.test_ball import FAR, FPS, HAND_AT_BACK
from tests.simulator import Trouble, scenario, simulate
from tests.simulator.motion import course
from tpvision.core import engine
from tpvision.core.session.rules import SETUP_S
from tpvision.settings import BreathSettings, SessionSettings, Settings
from tpvision.values import (
    Command,
    CommandKind,
    Input,
    Landmark,
    Look,
    Phase,
    Plan,
    Side,
    Step,
    Tick,
    Told,
    View,
    Zone,
)

NEAR = 2.4
"""Pixels a centimetre half a metre before the wall; at it, ``FAR``."""
TOLD = Told(HEIGHT_CM, 6.5, "yellow", 7.0, 13.0)
RHOMBOID = Zone("rhomboid", "Rhomboids", u=0.2, v=0.27, radius_cm=8.0)
LOW = Zone("low", "Low", u=0.3, v=0.8, radius_cm=4.0)
STEPS = (Step(RHOMBOID, Side.RIGHT, 2, 10.0), Step(LOW, Side.LEFT, 1, 10.0))
FREE, GUIDED = Plan(TOLD, live=True), Plan(TOLD, steps=STEPS, live=True)
DOSES = SessionSettings(get_ready_s=1.0, hold_s=10.0, rest_s=5.0, settle_s=2.0, ask_tenderness=False)
ASKING = replace(DOSES, ask_tenderness=True)
DARK, LIGHT = 0.05, 0.4

Joints = dict[Landmark, tuple[float, float, float]]


def up(*sides: str) -> Joints:
    """Return raised arms: upright forearms, the knuckles above the crown."""
    out: Joints = {}
    for side in sides:
        sign = 1.0 if side == "right" else -1.0
        for name, across, above in (("elbow", 38.0, 18.0), ("wrist", 40.0, 44.0), ("index", 40.0, 53.0)):
            out[Landmark[f"{side}_{name}".upper()]] = (sign * across, -above, 4.0)
    return out


class Run:
    """A live session of a stick person under way."""

    def __init__(self, plan: Plan = FREE, doses: SessionSettings = DOSES, settings: Settings | None = None) -> None:
        self.settings = replace(settings or Settings(), session=doses)
        self.state = engine.begin(plan)
        self.t_s = 0.0
        self.at_px, self.scale = (320.0, 150.0), NEAR
        self.joints: Joints = {}
        self.brightness = LIGHT
        self.light_changed = False
        self.views: list[View] = []

    @property
    def view(self) -> View:
        return self.views[-1]

    def phase(self) -> Phase:
        """Return where the session stands; not a property, so that it may differ from one line to the next."""
        return self.view.phase

    @property
    def said(self) -> list[str]:
        return [cue.key for view in self.views for cue in view.cues]

    def give(self, given: Input) -> None:
        self.state, view = engine.step(self.state, given, self.settings)
        self.views.append(view)

    def stay(self, seconds: float) -> None:
        for _ in range(round(seconds * FPS)):
            person = pose(at=self.at_px, scale=self.scale, joints=self.joints)
            look = Look(self.t_s, SIZE_PX, (person,), light_changed=self.light_changed, brightness=self.brightness)
            self.give(look)
            self.t_s = round(self.t_s + 1 / FPS, 6)

    def until(self, phase: Phase, patience_s: float = 30.0) -> None:
        """Stay until a phase is reached."""
        for _ in range(round(patience_s * FPS)):
            if self.phase() is phase:
                return
            self.stay(1 / FPS)
        raise AssertionError(f"{phase.value} was not reached; it is {self.phase().value}, said {self.said}")

    def walk(self, dx: float, dy: float, scale: float, seconds: float) -> None:
        """Move the shoulders in the picture, pixels, evenly."""
        steps = round(seconds * FPS)
        (x, y), first = self.at_px, self.scale
        for k in range(1, steps + 1):
            self.at_px, self.scale = (x + dx * k / steps, y + dy * k / steps), first + (scale - first) * k / steps
            self.stay(1 / FPS)

    def lean(self) -> None:
        """Put the ball behind the back and step to the wall."""
        self.stay(1.0)
        self.joints = HAND_AT_BACK
        self.stay(2.0)
        self.walk(0.0, 20.0, FAR, 1.6)
        self.stay(0.3)
        self.joints = {}
        self.stay(0.5)
        assert self.view.ball is not None

    def raises(self, *sides: str) -> list[str]:
        """Raise hands for a second and take them down; return what was said meanwhile."""
        before, held = len(self.said), self.joints
        self.joints = held | up(*sides)
        self.stay(1.1)
        self.joints = held
        self.stay(0.6)
        return self.said[before:]


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


def test_a_dark_picture_holds_the_countdown_but_not_for_ever() -> None:
    run = Run()
    run.brightness = DARK
    run.stay(10.0)
    assert run.phase() is Phase.GET_READY
    assert run.view.fix is not None
    assert run.said.count("setup_dark") == 1
    # Nothing is counted meanwhile.
    assert run.said.count("get_ready") == 1
    run.stay(SETUP_S - 10.0 + DOSES.get_ready_s + 0.2)
    assert run.phase() is Phase.PLACE
    assert run.view.fix is not None


def test_the_countdown_is_given_from_when_the_light_is_good() -> None:
    doses = replace(DOSES, get_ready_s=4.0)
    run = Run(doses=doses)
    run.brightness = DARK
    run.stay(6.0)
    run.brightness = LIGHT
    run.stay(3.8)
    assert run.phase() is Phase.GET_READY
    assert run.view.fix is None
    run.stay(1.0)
    assert run.phase() is Phase.PLACE
    counted = [dict(cue.numbers)["s"] for view in run.views for cue in view.cues if cue.key == "get_ready"]
    assert counted == [4.0, 3.0, 2.0, 1.0]


@pytest.mark.parametrize("by_hand", [True, False])
def test_next_beats_a_camera_that_is_not_placed_well(by_hand: bool) -> None:
    run = Run()
    run.brightness = DARK
    run.stay(3.0)
    if by_hand:
        run.raises("right")
    else:
        run.give(Command(run.t_s, CommandKind.NEXT))
        run.stay(0.2)
    assert run.phase() is Phase.PLACE


def test_the_words_of_a_named_start_are_said_before_the_first_hold_only() -> None:
    start = Told(HEIGHT_CM, 6.5, "yellow", start_place="blade_edge", start_u=0.2, start_v=0.27)
    run = Run(Plan(start, steps=STEPS, live=True))
    run.stay(3.5)
    assert "start_blade_edge" in run.said
    assert "place_ball" not in run.said
    run.raises("right")
    assert run.view.step == 1
    run.stay(2.5)
    assert run.said.count("start_blade_edge") == 1
    assert "place_ball" in run.said


def test_other_light_is_said_once() -> None:
    run = Run()
    run.light_changed = True
    run.stay(8.0)
    assert run.said.count("other_light") == 1


def test_the_pace_goes_along_with_a_hold_only() -> None:
    run = Run()
    run.lean()
    run.until(Phase.HOLD)
    run.stay(2.0)
    assert all((view.pace is not None) == (view.phase is Phase.HOLD) for view in run.views)
    run.give(Command(run.t_s, CommandKind.PAUSE))
    run.stay(0.5)
    assert run.view.pace is None
    run.give(Command(run.t_s, CommandKind.PAUSE))
    run.stay(0.2)
    assert run.view.pace is not None
    run.until(Phase.RELEASE)
    assert run.view.pace is None


def test_the_pace_can_be_turned_off() -> None:
    run = Run(settings=Settings(breath=BreathSettings(on=False)))
    run.lean()
    run.until(Phase.HOLD)
    assert all(view.pace is None for view in run.views)


def test_the_breath_is_counted_in_a_hold() -> None:
    run = Run(doses=replace(DOSES, hold_s=60.0))
    run.lean()
    run.until(Phase.HOLD)
    for _ in range(40 * FPS):
        high = 0.15 * math.sin(2 * math.pi * 0.2 * run.t_s)
        run.joints = {Landmark.LEFT_SHOULDER: (-18.0, high, 0.0), Landmark.RIGHT_SHOULDER: (18.0, high, 0.0)}
        run.stay(1 / FPS)
    assert run.phase() is Phase.HOLD
    assert run.view.breath is not None
    assert run.view.breath.per_min == pytest.approx(12.0, abs=0.5)


def test_few_pictures_a_second_are_told_with_their_number() -> None:
    run = Run()
    for k in range(30):
        run.give(Look(k / 5, SIZE_PX, (pose(at=run.at_px, scale=NEAR),), brightness=LIGHT))
    assert run.phase() is Phase.GET_READY
    assert run.view.fix is not None
    assert (run.view.fix.key, run.view.fix.numbers) == ("setup_slow", (("fps", 5.0),))
    assert "setup_slow" in run.said


def test_a_stranger_before_the_person_is_nobody_to_the_session() -> None:
    run = Run()
    run.lean()
    run.until(Phase.HOLD)
    begun = run.view.hold
    # Nearer by 24 cm and 15 cm aside, from one picture to the next.
    at_px, run.at_px, run.scale = run.at_px, (run.at_px[0] + 30.0, run.at_px[1]), 1.1 * FAR
    run.stay(0.9)
    assert run.state.ball.doubted
    doubted = [view for view in run.views[-12:] if view.ball is None]
    assert len(doubted) == 12
    assert {view.hold.held_s for view in doubted if view.hold} == {doubted[0].hold.held_s if doubted[0].hold else None}
    run.at_px, run.scale = at_px, FAR
    run.stay(1.0)
    now = run.view.hold
    assert run.view.holds == ()
    assert begun is not None
    assert now is not None
    assert now.start_s == begun.start_s
    assert now.valid


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


@pytest.mark.parametrize("view", ["front", "slanting", "behind"])
def test_a_hold_before_and_after_a_push_of_the_camera_is_one(view: str) -> None:
    tried = 0
    for seed in range(3):
        s = scenario(seed, view, Trouble.NUDGED, fps=10.0, longer_s=15.0)
        nudged_s = course(s).nudged_s
        assert nudged_s is not None
        session = simulate(s)
        state = engine.begin(session.plan)
        before = after = None
        for look in session.looks:
            state, seen = engine.step(state, look, Settings())
            if look.t_s <= nudged_s:
                before = seen.hold
            elif look.t_s <= nudged_s + 1.5:
                after = seen.hold
        if before is not None:
            tried += 1
            assert after is not None
            assert after.start_s == before.start_s
            assert after.held_s > before.held_s
    assert tried
