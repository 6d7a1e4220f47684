"""Stories of a session as plain script: when, what happens, and what the session then is and says.

A line is ``seconds  event[, event ...]  [-> phase [cue ...]]``. Events set how things stand from then on:
``seen`` / ``gone``; ``on R D`` (the ball is pressed at R right, D down) / ``off``; ``at X Y`` (the trunk moved there
along the wall, centimetres) ; ``sigma S``; and commands: ``here``, ``pause``, ``next``, ``easier``, ``stop``. What
stands after the arrow must hold within half a second after that line's time; cues are those since the line before.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tpvision.core import cues as cues_room
from tpvision.core import session as session_room
from tpvision.settings import SessionSettings
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
    Phase,
    Plan,
    Vector,
)

FPS = 20.0
PATIENCE_S = 0.5
SCALE = 2.0


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
    doses: SessionSettings = field(default_factory=lambda: SessionSettings(get_ready_s=2.0, hold_s=10.0, rest_s=5.0))
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
        self.state, report = session_room.step(before, given, person, pressed, self.doses)
        self.said, said = cues_room.step(self.said, before, self.state, report, self.doses)
        self.cues.extend(said)

    def until(self, t_s: float) -> None:
        """Let looks come until then."""
        while self.t_s < t_s - 1e-9:
            self.give(Look(self.t_s, (640, 480)))
            self.t_s = round(self.t_s + 1 / FPS, 6)

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
            self.give(Command(self.t_s, CommandKind(name)))


def tell(script: str, stage: Stage | None = None) -> Stage:
    """Play a story and hold each line against what happens; return the stage at its end."""
    stage = stage or Stage()
    known = 0
    for line in filter(None, (line.split("#")[0].strip() for line in script.splitlines())):
        happening, _, expected = line.partition("->")
        time_word, *rest = happening.split(maxsplit=1)
        stage.until(float(time_word))
        for event in filter(None, (event.strip() for event in "".join(rest).split(","))):
            stage.happen(event)
        if not expected:
            known = len(stage.cues)
            continue
        phase, keys = _expected(expected)
        # What is expected may need a moment, but not longer.
        for _ in range(int(PATIENCE_S * FPS) + 1):
            said = [cue.key for cue in stage.cues[known:]]
            if stage.state.phase is phase and all(key in said for key in keys):
                break
            stage.until(stage.t_s + 1 / FPS)
        assert stage.state.phase is phase, f"{line}: it is {stage.state.phase.value}"
        assert all(key in said for key in keys), f"{line}: said {said}"
        known = len(stage.cues)
    return stage


def _expected(text: str) -> tuple[Phase, list[str]]:
    words = text.split("|")
    return Phase(words[0].strip()), (words[1].split() if len(words) > 1 else [])
