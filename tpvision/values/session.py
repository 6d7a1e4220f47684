"""What goes into a session and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum

from tpvision.values.body import BallEstimate, Body, Calibration, NoGo, Side, Spot, Target, Zone
from tpvision.values.seen import BallSearch, Pose, Quality, Sighting, Vector
from tpvision.values.signs import BreathRate, Fix, Measuring, Pace, Signs


class Purpose(Enum):
    """What the camera is looked through for."""

    SESSION = "session"
    CHECK = "check"  #: is the camera placed well?
    CALIBRATE = "calibrate"  #: measure the person, the ball and the camera


class Phase(Enum):
    """Where a session stands."""

    GET_READY = "get ready"  #: countdown; the person walks to the wall
    PLACE = "place"  #: no ball between the body and the wall yet
    SEEK = "seek"  #: the ball is pressed and the person looks for the spot
    SETTLE = "settle"  #: on the spot and still, for less than the time that makes a hold
    HOLD = "hold"  #: a hold is being timed
    RELEASE = "release"  #: the hold is over: ease off
    REST = "rest"  #: between two holds
    RATE = "rate"  #: how tender is it?
    DONE = "done"  #: all holds of the plan were made
    PAUSED = "paused"  #: the person asked to wait
    LOST = "lost"  #: nobody is in the picture, or no picture comes
    STOPPED = "stopped"  #: the person ended the session


@dataclass(frozen=True, slots=True)
class Look:
    """An input of the engine: what one frame showed."""

    t_s: float
    size_px: tuple[int, int]
    poses: tuple[Pose, ...] = ()
    """Everybody that was found, in no order; empty when nobody was."""
    sighting: Sighting | None = None
    source_turned: bool = False
    """True on the first frame after the source came back or changed its size."""
    light_changed: bool = False
    """Whether the light differs so much from when the ball's colours were kept that those are not used."""
    brightness: float | None = None
    """Mean of the picture, 0 black to 1 white; ``None`` where nobody measured it."""
    quality: Quality = Quality.FULL
    """How closely poses were looked for."""


class CommandKind(Enum):
    """What a person can tell the session, by key, click, gesture or word."""

    HERE = "here"
    PAUSE = "pause"  #: pause, or go on
    NEXT = "next"
    EASIER = "easier"
    STOP = "stop"
    RATE = "rate"  #: how tender it is, as a level


@dataclass(frozen=True, slots=True)
class Command:
    """An input of the engine: the person said something."""

    t_s: float
    kind: CommandKind
    level: int | None = None
    """Tenderness from 0 to 10, with ``RATE`` only."""


@dataclass(frozen=True, slots=True)
class Tick:
    """An input of the engine: time passed and no frame came."""

    t_s: float


@dataclass(frozen=True, slots=True)
class End:
    """An input of the engine: the source is over or the window was closed; a running hold is finished."""

    t_s: float


Input = Look | Command | Tick | End


class Move(Enum):
    """What the person should do with the body; left and right are their own."""

    BEND_KNEES = "bend knees"  #: body down, ball up the back
    STRAIGHTEN_KNEES = "straighten knees"  #: body up, ball down the back
    SHIFT_LEFT = "shift left"  #: body to its left, ball to its right
    SHIFT_RIGHT = "shift right"  #: body to its right, ball to its left
    LEAN_LEFT = "lean left"  #: the trunk bends to its left over feet that stay, ball to its right
    LEAN_RIGHT = "lean right"
    REPLACE_HIGHER = "replace higher"  #: step away, put the ball higher
    REPLACE_LOWER = "replace lower"
    REPLACE_LEFT = "replace left"  #: step away, put the ball further to the subject's left
    REPLACE_RIGHT = "replace right"


@dataclass(frozen=True, slots=True)
class Guidance:
    """How the person should move so that the ball comes to the target."""

    move: Move
    amount_cm: float
    """How far the body moves (a roll moves it twice as far as the contact); for a replacement, how
    far the ball goes on the body."""


class CueKind(Enum):
    """The kind of a cue; it chooses the tone and the colour."""

    INFO = "info"
    GUIDE = "guide"
    READY = "ready"
    BEGIN = "begin"
    TICK = "tick"
    END = "end"
    DRIFT = "drift"
    WARN = "warn"
    STOP = "stop"


class Urgency(IntEnum):
    """How soon a cue must be said."""

    HINT = 0  #: how to move; the newest is enough
    NEWS = 1  #: what has changed; when the sentence before it was heard
    TURN = 2  #: a hold begins or ends, or an answer to the person: at once
    ALARM = 3  #: at once, before anything else


@dataclass(frozen=True, slots=True)
class Cue:
    """Something to say, show and sound: words by their key, numbers to put in."""

    t_s: float
    kind: CueKind
    key: str
    """Key in ``knowledge/cues.<language>.toml``."""
    numbers: tuple[tuple[str, float], ...] = ()
    urgency: Urgency = Urgency.NEWS


@dataclass(frozen=True, slots=True)
class HoldProgress:
    """The hold that is being timed."""

    start_s: float
    held_s: float
    """With what counted before it broke off, if it did: a live hold goes on where it stopped."""
    goal_s: float
    valid: bool
    """False while it does not count; ``reason`` then is a cue key that says why."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A finished hold."""

    zone: str
    """Key of the zone; empty in a free session."""
    side: Side | None
    start_s: float
    end_s: float
    held_s: float
    """Time that counted; never more than ``end_s - start_s``."""
    goal_s: float
    """What was still to be held, if an earlier hold on the spot broke off."""
    in_zone_fraction: float | None
    """Share of its frames with the ball's estimate inside the target's radius; ``None`` without a target."""
    ended_by: str
    """``goal``, ``halved`` (half as tender as at first), ``not easing``, ``easier``, ``moved``, ``left the wall``,
    ``lost``, ``next``, ``stop``, ``time`` (the session's was over) or ``end of film``."""
    right_cm: float | None
    """Mean contact while it counted; ``None`` when the ball's place was unknown."""
    down_cm: float | None
    sigma_right_cm: float | None
    sigma_down_cm: float | None


@dataclass(frozen=True, slots=True)
class Tenderness:
    """How tender the person said a spot was, 0 to 10; ``None`` where they did not answer."""

    step: int
    """The plan's step, from 0."""
    zone: str
    side: Side
    before: int | None
    """Before its first hold."""
    after: int | None
    """After its last."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the person told the tool about themselves and the ball, instead of a calibration."""

    height_cm: float | None = None
    ball_cm: float | None = None
    ball_colour: str | None = None
    start_right_cm: float | None = None
    start_down_cm: float | None = None
    start_place: str | None = None
    """Key of the place that was named instead of centimetres; its cue is ``start_<key>``."""
    start_u: float | None = None
    """Where that is in the normalised torso frame; positive on the subject's right."""
    start_v: float | None = None
    start_sigma_cm: float | None = None
    """How well people find it, on each axis."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a session: one spot and what is done there."""

    zone: Zone
    side: Side
    holds: int
    hold_s: float
    """Goal of each of its holds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is to do: its steps, or one spot with the doses of the settings, or to look on."""

    told: Told = field(default_factory=Told)
    zone: Zone | None = None
    """Without it and without steps the session is free: a hold is timed wherever the person stops and leans."""
    side: Side | None = None
    no_go: tuple[NoGo, ...] = ()
    """Where the ball is never sent, nor rolled across."""
    calibration: Calibration | None = None
    """What an earlier session measured; this one says when it no longer fits."""
    steps: tuple[Step, ...] = ()
    """Spots in their order; with them, ``zone`` and ``side`` are not used."""
    live: bool = False
    """Whether the person of the session is there: to be asked, counted in and sent to rest. A film's is not."""
    stop_level: int = 7
    """Tenderness, 0 to 10, that ends the session (body_knowledge 2: 7 and more, or sharp, is to stop)."""
    purpose: Purpose = Purpose.SESSION
    """With another one, spots and doses do not matter, and the person is always there."""


@dataclass(frozen=True, slots=True)
class View:
    """All that a moment of the session shows: what screens draw, the speaker says and the store keeps."""

    t_s: float
    size_px: tuple[int, int]
    """Size of the picture that the pixel coordinates belong to; (0, 0) before the first frame."""
    phase: Phase
    body: Body | None = None
    ball: BallEstimate | None = None
    sighting: Sighting | None = None
    target: Target | None = None
    guidance: Guidance | None = None
    caption: Cue | None = None
    """The sentence on the screen; it stays until another replaces it."""
    cues: tuple[Cue, ...] = ()
    """What was decided in this very step; the speaker plays the last."""
    hold: HoldProgress | None = None
    holds: tuple[Hold, ...] = ()
    """All finished holds of the session so far."""
    search: BallSearch | None = None
    """Where the ball finder should look in the next picture."""
    follow_px: Vector | None = None
    """Middle of the shoulder landmarks of the person the session keeps to; ``None`` while it looks for somebody."""
    front: bool = False
    """Whether the person faces the wall, so that the ball is at the front of the body."""
    calibration: Calibration | None = None
    """What this session measured, once it has seen enough."""
    spots: tuple[Spot, ...] = ()
    """The places that the person named with *here* in this session."""
    stale: str | None = None
    """Key of the cue that says why the plan's calibration no longer fits."""
    fix: Fix | None = None
    """What to mend about the camera's place first, before a live session gets going."""
    signs: Signs = field(default_factory=Signs)
    """What the hands say in a live session."""
    pace: Pace | None = None
    """The breath to go along with, during a hold of a live session."""
    breath: BreathRate | None = None
    """How fast the person breathes; ``None`` when that is not sure. No screen shows it yet."""
    steps: tuple[Step, ...] = ()
    """What the session does, spot by spot; empty when it is free."""
    step: int = 0
    """Which of them is under way, from 0."""
    left_s: float | None = None
    """Time left of the countdown of this phase: to get ready, rest, or answer how tender it is."""
    tenderness: tuple[Tenderness, ...] = ()
    """What the person said of the spots so far."""
    measuring: Measuring | None = None
    """How far the camera check or the calibration has come; ``None`` in a session."""
