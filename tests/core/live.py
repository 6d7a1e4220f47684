"""Stick people before the camera, through the engine's door."""

from __future__ import annotations

from dataclasses import replace

from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tests.core.test_ball import FAR, FPS, HAND_AT_BACK
from tpvision.core import engine
from tpvision.settings import SessionSettings, Settings
from tpvision.values import Input, Landmark, Look, Phase, Plan, Side, Step, Told, View, Zone

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


class Door:
    """The engine under way, and all it showed."""

    def __init__(self, plan: Plan, settings: Settings) -> None:
        self.settings = settings
        self.state = engine.begin(plan)
        self.t_s = 0.0
        self.brightness = LIGHT
        self.views: list[View] = []

    @property
    def view(self) -> View:
        return self.views[-1]

    @property
    def said(self) -> list[str]:
        return [cue.key for view in self.views for cue in view.cues]

    def give(self, given: Input) -> None:
        self.state, view = engine.step(self.state, given, self.settings)
        self.views.append(view)


class Run(Door):
    """A live session of a stick person."""

    def __init__(self, plan: Plan = FREE, doses: SessionSettings = DOSES, settings: Settings | None = None) -> None:
        super().__init__(plan, replace(settings or Settings(), session=doses))
        self.at_px, self.scale = (320.0, 150.0), NEAR
        self.joints: Joints = {}
        self.light_changed = False

    def phase(self) -> Phase:
        """Return where the session stands; not a property, so that it may differ from one line to the next."""
        return self.view.phase

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
