"""Whether the person leans on the wall, told from where the trunk is in the ground plane.

Two coordinates: how far *across* the picture the trunk is (centimetres), and how far from the camera it
is (*depth*, centimetres, from how large the person looks). Turned by the camera's angle to the wall
they become *along* the wall and *toward* it. A person who comes toward a wall and comes to rest leans
on it; one who moves away again does not. Only differences of the coordinates mean anything: the
camera is unknown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tpvision.core.body import Build, Figure
from tpvision.core.filters import ease, wrap_deg
from tpvision.values import Body, Facing, Look, Vector

FOCAL_OF_PICTURE = 0.75
"""Focal length over the picture's longer side for an unknown camera: 67 degrees across, a usual webcam."""
MEMORY_S = 5.0
"""How far back an approach to the wall may have begun."""
SAMPLE_S = 0.1
"""Spacing of the remembered places."""
APPROACH_CM = 12.0
APPROACH_OF_DEPTH = 0.06
"""Coming to the wall moves the trunk at least this far; an arm at work alone makes people look up to 5 % smaller."""
REST_CM_PER_S = 7.0
"""Coming no faster than this, the trunk has arrived."""
SETTLING_S = 2.0
SETTLING_TAU_S = 0.5
"""The placing arm comes back in this time and makes the person look larger or smaller: where the trunk leans is
known only afterwards."""
LEAVE_CM = 5.0
LEAVE_CM_PER_S = 10.0
"""This far off and this fast: stepping away."""
LEFT_CM = 11.0
"""This far off, however slowly."""
ALONG_CM_PER_S = 25.0
"""Who goes along the wall faster than this is walking past, not stepping back to it."""
TURNED_DEG = 25.0
"""Places where the person stood otherwise by more than this are not part of stepping back."""
SMOOTH_S = 0.08
"""A dim picture makes people look larger and smaller by some per cent from frame to frame."""
RESTLESS_CM = 0.5
RESTLESS_TAU_S = 2.0
RESTLESS_MOST = 3.0
"""In good light the depth's second difference from look to look is 0.1 to 0.3 cm, in dim light about 1 cm: then all
bounds widen, up to so many times."""
THROUGH_CM = 15.0
"""Nobody goes through a wall: who comes this much closer to it did not lean on it before."""
UNSEEN_S = 1.5
JUMP_CM = 25.0
JUMP_S = 2.0
"""Nobody jumps this far from one look to the next; it is somebody else, for so long at least."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trunk was in the ground plane."""

    t_s: float
    across_cm: float
    """Across the picture, positive to its right."""
    depth_cm: float
    """From the camera."""
    turn_deg: float
    """How the person stood then."""


@dataclass(frozen=True, slots=True)
class WallState:
    """What is remembered of the way to the wall."""

    places: tuple[Place, ...] = ()
    leaning: bool = False
    since_s: float = 0.0
    """Since when the person leans."""
    at: Place | None = None
    """Where the trunk leaned when it had settled."""
    last: Place | None = None
    """Where it was at the last look, smoothed."""
    doubted_since_s: float | None = None
    """Since when the person seen cannot be the one who leans here."""
    depths_cm: Vector | None = None
    """The last two, unsmoothed."""
    restless_cm: float = 0.0
    """How much the depth trembles from look to look."""
    mistaken: bool = False
    """Whether the leaning that just ended was none."""

    @property
    def doubt(self) -> float:
        """By how much bounds widen: 1 in good light."""
        return min(RESTLESS_MOST, max(1.0, self.restless_cm / RESTLESS_CM))


def step(state: WallState, look: Look, figure: Figure, build: Build, pushed_cm: float = 0.0) -> WallState:
    """Take in where the trunk is in one more look.

    Parameters
    ----------
    state
        What was remembered.
    look
        The inputs of this frame.
    figure
        The person.
    build
        Their measures.
    pushed_cm
        How far a push of the camera has just moved all of the picture to the right.
    """
    body = figure.body
    if pushed_cm:
        state = _shifted(state, pushed_cm)
    focal_px = FOCAL_OF_PICTURE * max(look.size_px)
    place = Place(
        body.t_s,
        (body.origin_px[0] - look.size_px[0] / 2) / body.px_per_cm,
        # Not by the smoothed scale: a step to the wall must show at once.
        focal_px * build.torso_cm / figure.size_px,
        body.turn_deg,
    )
    if state.leaning and state.last is not None:
        way_cm = math.hypot(place.across_cm - state.last.across_cm, place.depth_cm - state.last.depth_cm)
        since_s = body.t_s if state.doubted_since_s is None else state.doubted_since_s
        if way_cm > JUMP_CM and body.t_s - since_s < JUMP_S:
            return replace(state, doubted_since_s=since_s)
    state = _with_restlessness(state, place)
    doubt = state.doubt
    place = _smoothed(state.last, place, doubt * SMOOTH_S)
    # What happened while nobody was seen is not part of stepping back.
    gone = state.last is not None and place.t_s - state.last.t_s > UNSEEN_S
    places = () if gone else state.places
    if not places or place.t_s - places[-1].t_s >= SAMPLE_S:
        places = (*(old for old in places if place.t_s - old.t_s <= MEMORY_S), place)
    state = replace(state, places=places, last=place, doubted_since_s=None, mistaken=False)
    toward, along = _speeds(places, place, body)
    if not state.leaning or state.at is None:
        alike = [old for old in places if abs(wrap_deg(old.turn_deg - body.turn_deg)) < TURNED_DEG]
        ways = [_way(old, place, body) for old in alike]
        # Stepping back goes straight to the wall; who comes into the picture mostly goes along it.
        approach_cm = max((came for came, aside in ways if abs(aside) <= came), default=0.0)
        arriving = toward > doubt * REST_CM_PER_S
        least_cm = min(doubt, 2.0) * max(APPROACH_CM, APPROACH_OF_DEPTH * place.depth_cm)
        if approach_cm < least_cm or arriving or abs(along) > ALONG_CM_PER_S:
            return state
        return replace(state, leaning=True, since_s=body.t_s, at=place)
    off_cm = -_way(state.at, place, body)[0]
    if off_cm < -doubt * THROUGH_CM:
        return replace(state, leaning=False, at=None, mistaken=True)
    leaving = off_cm > doubt * LEAVE_CM and toward < -doubt * LEAVE_CM_PER_S
    if off_cm > doubt * LEFT_CM or (leaving and body.t_s - state.since_s > SETTLING_S):
        return WallState((place,), last=place, depths_cm=state.depths_cm, restless_cm=state.restless_cm)
    settling = body.t_s - state.since_s < SETTLING_S
    return replace(state, at=_smoothed(state.at, place, SETTLING_TAU_S)) if settling else state


def _shifted(state: WallState, pushed_cm: float) -> WallState:
    """Move what is remembered along with the picture."""

    def moved(place: Place | None) -> Place | None:
        return place and replace(place, across_cm=place.across_cm + pushed_cm)

    places = tuple(replace(place, across_cm=place.across_cm + pushed_cm) for place in state.places)
    return replace(state, places=places, at=moved(state.at), last=moved(state.last))


def _with_restlessness(state: WallState, place: Place) -> WallState:
    """Take one more unsmoothed depth in."""
    dt_s = math.inf if state.last is None else place.t_s - state.last.t_s
    new_cm = place.depth_cm
    if state.depths_cm is None or dt_s > 0.3:
        return replace(state, depths_cm=(new_cm, new_cm))
    older_cm, old_cm = state.depths_cm
    bend_cm = min(abs(new_cm - 2 * old_cm + older_cm), 3.0)
    restless_cm = ease(state.restless_cm, bend_cm, dt_s, RESTLESS_TAU_S)
    return replace(state, depths_cm=(old_cm, new_cm), restless_cm=restless_cm)


def _smoothed(last: Place | None, new: Place, tau_s: float) -> Place:
    """Return the new place, eased from the last one."""
    dt_s = math.inf if last is None else new.t_s - last.t_s
    if last is None or dt_s > 1.0:
        return new
    return replace(
        new,
        across_cm=ease(last.across_cm, new.across_cm, dt_s, tau_s),
        depth_cm=ease(last.depth_cm, new.depth_cm, dt_s, tau_s),
    )


def _way(old: Place, new: Place, body: Body) -> tuple[float, float]:
    """Return the way between two places: toward the wall, and along it."""
    turn = math.radians(body.turn_deg)
    # The wall lies behind a person seen from the front; before one seen from behind, who faces it.
    wall_x = math.sin(turn) if body.facing is Facing.BACK else -math.sin(turn)
    away, across = new.depth_cm - old.depth_cm, new.across_cm - old.across_cm
    return away * math.cos(turn) + across * wall_x, across * math.cos(turn) - away * wall_x


def _speeds(places: tuple[Place, ...], new: Place, body: Body) -> tuple[float, float]:
    """Centimetres a second toward the wall and along it, of late: over 0.2 to 0.4 s, or over a gap."""
    before = [place for place in places if new.t_s - place.t_s >= 0.2]
    if not before:
        return math.inf, math.inf
    old = next((place for place in before if new.t_s - place.t_s <= 0.4), before[-1])
    toward, along = _way(old, new, body)
    dt_s = new.t_s - old.t_s
    return toward / dt_s, along / dt_s
