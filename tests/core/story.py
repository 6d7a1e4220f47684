"""Stories of a session as plain script: when, what happens, and what the session then is and says.

A line is ``seconds  event[, event ...]  [-> phase [| cue ...]]``. Events set how things stand from then on:
``seen`` / ``gone``; ``on R D`` (the ball is pressed at R right, D down) / ``off``; ``at X Y`` (the trunk moved there
along the wall, centimetres) ; ``sigma S``; and commands: ``here``, ``pause``, ``next``, ``easier``, ``stop``,
``rate LEVEL``. What stands after the arrow must hold within half a second after that line's time; cues are those
since the line before, and ``!cue`` is one that was not said.

Three lines have no time: ``plan NAME`` chooses one of ``PLANS`` at the beginning, ``ends WORD ...`` says how all
holds so far ended, the words joined with commas, and ``held SECONDS`` how much they counted, with the running one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tpvision.core import cues as cues_room
from tpvision.core import session as session_room
from tpvision.settings import DoseSettings, SessionSettings
from tpvision.values import (
    BallEstimate,
    Body,
    Command,
    CommandKind,
    Cue,
    Evidence,
    Facing,
    Input,
    Look,
    NoGo,
    Phase,
    Plan,
    Side,
    Step,
    Vector,
    Zone,
)

FPS = 20.0
PATIENCE_S = 0.5
SCALE = 2.0

ZONE = Zone("rhomboid", "Rhomboids", u=0.2, v=0.25, radius_cm=4.0)
"""On the people of this module its target lies 7.2 cm to the side and 12 cm down, and..."""
LOW = Zone("low", "Low", u=0.3, v=0.8, radius_cm=4.0)
"""... this one's 10.8 cm to the side and 38.4 cm down."""
SPINE = NoGo(0.0, 0.1, -0.3, 1.06, front=False)
"""3.6 cm to each side of the midline."""
DOSES = SessionSettings(get_ready_s=2.0, hold_s=10.0, rest_s=5.0)
UNASKED = replace(DOSES, ask_tenderness=False)


def steps(*pairs: tuple[int, float]) -> tuple[Step, ...]:
    """Return steps on the right and the left, by turns, with these numbers of holds and goals."""
    spots = ((ZONE, Side.RIGHT), (LOW, Side.LEFT))
    return tuple(Step(*spots[k % 2], holds, hold_s) for k, (holds, hold_s) in enumerate(pairs))


PLANS: dict[str, tuple[Plan, SessionSettings]] = {
    "film": (Plan(no_go=(SPINE,)), DOSES),
    "guided film": (Plan(zone=ZONE, side=Side.RIGHT, no_go=(SPINE,)), DOSES),
    "free": (Plan(no_go=(SPINE,), live=True), DOSES),
    "one": (Plan(steps=steps((2, 10.0)), no_go=(SPINE,), live=True), UNASKED),
    "two": (Plan(steps=steps((2, 10.0), (1, 10.0)), no_go=(SPINE,), live=True), UNASKED),
    "three holds": (Plan(steps=steps((3, 10.0), (1, 10.0)), live=True), UNASKED),
    "many": (Plan(steps=steps(*[(9, 300.0)] * 9), live=True), UNASKED),
    "asked": (Plan(steps=steps((1, 10.0), (1, 10.0)), live=True), DOSES),
    "asked gently": (Plan(steps=steps((1, 10.0), (1, 10.0)), live=True, stop_level=5), DOSES),
    "asked long": (Plan(steps=steps((2, 90.0), (1, 10.0)), live=True), DOSES),
    "long": (Plan(steps=steps((1, 90.0)), live=True), UNASKED),
}
"""A film of somebody, and live sessions: of no spot, of one, two, too many; with questions and without."""


def body(t_s: float, at_cm: Vector) -> Body:
    """Return a person facing the camera squarely, 2 pixels a centimetre."""
    x, y = 320.0 - SCALE * at_cm[0], 140.0 + SCALE * at_cm[1]
    return Body(
        t_s=t_s,
        origin_px=(x, y),
        hip_px=(x, y + 96.0),
        right_px=(-SCALE, 0.0),
        down_px=(0.0, SCALE),
        back_px=(0.0, 0.0),
        px_per_cm=SCALE,
        facing=Facing.FRONT,
        turn_deg=0.0,
        torso_cm=48.0,
        shoulder_width_cm=36.0,
        shoulders_px=((x + 36.0, y), (x - 36.0, y)),
        hips_px=((x + 22.0, y + 96.0), (x - 22.0, y + 96.0)),
    )


def ball(t_s: float, right_cm: float, down_cm: float, sigma_cm: float = 1.0) -> BallEstimate:
    """Return an estimate of a pressed ball."""
    return BallEstimate(
        t_s, right_cm, down_cm, sigma_cm, sigma_cm, True, Evidence.TOLD, False, (320.0, 200.0), 6.5, (2.0, 2.0)
    )


@dataclass
class Stage:
    """A session under way, and how things stand."""

    plan: Plan = field(default_factory=Plan)
    doses: SessionSettings = DOSES
    fps: float = FPS
    limits: DoseSettings = field(default_factory=DoseSettings)
    state: session_room.SessionState = field(init=False)
    t_s: float = 0.0
    seen: bool = True
    contact: Vector | None = None
    at_cm: Vector = (0.0, 0.0)
    sigma_cm: float = 1.0
    cues: list[Cue] = field(default_factory=list)
    said: cues_room.CueState = field(default_factory=cues_room.CueState)

    def __post_init__(self) -> None:
        self.state = session_room.SessionState(plan=self.plan)

    def give(self, given: Input) -> None:
        """Take one input through session and cues."""
        before = self.state
        person = body(given.t_s, self.at_cm) if self.seen else None
        pressed = ball(given.t_s, *self.contact, self.sigma_cm) if self.seen and self.contact else None
        self.state, report = session_room.step(before, given, person, pressed, self.doses, limits=self.limits)
        self.said, said = cues_room.step(self.said, before, self.state, report, self.doses)
        self.cues.extend(said)

    def until(self, t_s: float) -> None:
        """Let looks come until then."""
        while self.t_s < t_s - 1e-9:
            self.give(Look(self.t_s, (640, 480)))
            self.t_s = round(self.t_s + 1 / self.fps, 6)

    def happen(self, event: str) -> None:
        """Let an event of a story happen."""
        name, *numbers = event.split()
        values = [float(number) for number in numbers]
        if name in ("seen", "gone"):
            self.seen = name == "seen"
        elif name == "on":
            self.contact = (values[0], values[1])
        elif name == "off":
            self.contact = None
        elif name == "at":
            self.at_cm = (values[0], values[1])
        elif name == "sigma":
            self.sigma_cm = values[0]
        else:
            self.give(Command(self.t_s, CommandKind(name), int(values[0]) if values else None))

    @property
    def held_s(self) -> float:
        """What all holds counted, with the running one."""
        return sum(hold.held_s for hold in self.state.holds) + (self.state.hold.held_s if self.state.hold else 0.0)


def tell(script: str, stage: Stage | None = None) -> Stage:
    """Play a story and hold each line against what happens; return the stage at its end."""
    stage = stage or Stage()
    known = 0
    for line in filter(None, (line.split("#")[0].strip() for line in script.splitlines())):
        first, _, words = line.partition(" ")
        if first == "plan":
            stage = Stage(*PLANS[words.strip()])
        elif first == "ends":
            assert ", ".join(hold.ended_by for hold in stage.state.holds) == words.strip()
        elif first == "held":
            assert abs(stage.held_s - float(words)) < PATIENCE_S, f"{line}: it is {stage.held_s}"
        else:
            known = _line(stage, line, known)
    return stage


def _line(stage: Stage, line: str, known: int) -> int:
    """Play a line; ``known`` is the number of cues before it, and that after it is returned."""
    happening, _, expected = line.partition("->")
    time_word, *rest = happening.split(maxsplit=1)
    stage.until(float(time_word))
    for event in filter(None, (event.strip() for event in "".join(rest).split(","))):
        stage.happen(event)
    if not expected:
        return len(stage.cues)
    phase, keys = _expected(expected)
    wanted = [key for key in keys if not key.startswith("!")]
    # What is expected may need a moment, but not longer.
    for _ in range(int(PATIENCE_S * stage.fps) + 1):
        said = [cue.key for cue in stage.cues[known:]]
        if stage.state.phase is phase and all(key in said for key in wanted):
            break
        stage.until(stage.t_s + 1 / stage.fps)
    assert stage.state.phase is phase, f"{line}: it is {stage.state.phase.value}"
    assert all(key in said for key in wanted), f"{line}: said {said}"
    assert not any(f"!{key}" in keys for key in said), f"{line}: said {said}"
    return len(stage.cues)


def _expected(text: str) -> tuple[Phase, list[str]]:
    words = text.split("|")
    return Phase(words[0].strip()), (words[1].split() if len(words) > 1 else [])
