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
from tpvision.values import Body, Facing, Look

FOCAL_OF_PICTURE = 0.75
"""Focal length over the picture's longer side for an unknown camera: 67 degrees across, a usual webcam."""
MEMORY_S = 5.0
"""How far back an approach to the wall may have begun."""
SAMPLE_S = 0.1
"""Spacing of the remembered places."""
APPROACH_CM = 12.0
"""Coming to the wall moves the trunk at least this far."""
REST_CM_PER_S = 7.0
"""Coming no faster than this, the trunk has arrived."""
SETTLING_S = 1.5
"""The placing arm comes back in this time and makes the person look larger or smaller: where the trunk leans is
known only afterwards."""
LEAVE_CM = 5.0
LEAVE_CM_PER_S = 10.0
"""This far off and this fast: stepping away."""
LEFT_CM = 11.0
"""This far off, however slowly."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trunk was in the ground plane."""

    t_s: float
    across_cm: float
    """Across the picture, positive to its right."""
    depth_cm: float
    """From the camera."""


@dataclass(frozen=True, slots=True)
class WallState:
    """What is remembered of the way to the wall."""

    places: tuple[Place, ...] = ()
    leaning: bool = False
    since_s: float = 0.0
    """Since when the person leans."""
    at: Place | None = None
    """Where the trunk leaned when it had settled."""


def step(state: WallState, look: Look, figure: Figure, build: Build) -> WallState:
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
    """
    body = figure.body
    focal_px = FOCAL_OF_PICTURE * max(look.size_px)
    place = Place(
        body.t_s,
        (body.origin_px[0] - look.size_px[0] / 2) / body.px_per_cm,
        # Not by the smoothed scale: a step to the wall must show at once.
        focal_px * build.torso_cm / figure.size_px,
    )
    places = state.places
    if not places or place.t_s - places[-1].t_s >= SAMPLE_S:
        places = (*(old for old in places if place.t_s - old.t_s <= MEMORY_S), place)
    state = replace(state, places=places)
    speed = _toward_speed(places, body)
    if not state.leaning or state.at is None:
        approach_cm = max(_toward_cm(old, place, body) for old in places)
        if approach_cm < APPROACH_CM or speed > REST_CM_PER_S:
            return state
        return replace(state, leaning=True, since_s=body.t_s, at=place)
    off_cm = -_toward_cm(state.at, place, body)
    if off_cm > LEFT_CM or (off_cm > LEAVE_CM and speed < -LEAVE_CM_PER_S and body.t_s - state.since_s > SETTLING_S):
        return WallState(places=(place,))
    return replace(state, at=place) if body.t_s - state.since_s < SETTLING_S else state


def _toward_cm(old: Place, new: Place, body: Body) -> float:
    """How far the trunk came toward the wall between two places, at right angles to it."""
    turn = math.radians(body.turn_deg)
    # The wall lies behind a person seen from the front; before one seen from behind, who faces it.
    wall_x = math.sin(turn) if body.facing is Facing.BACK else -math.sin(turn)
    return (new.depth_cm - old.depth_cm) * math.cos(turn) + (new.across_cm - old.across_cm) * wall_x


def _toward_speed(places: tuple[Place, ...], body: Body) -> float:
    """Centimetres a second toward the wall, of late."""
    new = places[-1]
    old = next(place for place in places if new.t_s - place.t_s <= 0.35)
    dt_s = new.t_s - old.t_s
    return _toward_cm(old, new, body) / dt_s if dt_s > 0 else 0.0
