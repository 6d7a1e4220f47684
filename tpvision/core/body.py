"""From the landmarks of whoever is in the picture to the torso frame of the one we follow.

The idea: trust the *movement* of the landmarks, correct their *position* by fixed offsets, and never
believe a single frame about who somebody is or which way they face.

Heading is the angle about the vertical from facing the camera squarely: 0 facing it, +90 the subject's
right side nearest, -90 the left, +-180 facing away. ``Body.turn_deg`` is the same, measured from
facing squarely *away* when the person is seen from behind, so that its sign still names the nearer side.

Sources of the numbers: offsets and proportions were measured with the full model against the true joint
centres of eight rendered films (people of 158 to 188 cm); the limits for ghosts on films of empty rooms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tpvision.core.build import HIP_TOO_LOW, SHOULDER_TOO_HIGH
from tpvision.core.build import Build as Build
from tpvision.core.filters import ease, wrap_deg
from tpvision.values import Body, Facing, Landmark, Look, Pose, Vector

Points = NDArray[np.float64]

HIP_TOO_FRONT = 0.095
"""The hip landmarks lie this share of the torso length in front of the joint centres, which shows in slanting views
(0.08-0.13)."""
SHOULDER_TOO_FRONT = 0.015
SKIN_CM = 9.0
"""The back's skin behind the line from shoulder to hip joint (8 to 12 cm, body_knowledge 4.1); the chest's in front."""
DEPTH_OF_Z = 1 / 3.7
"""The model's z between the shoulders is about 3.7 times the true depth, at 35, 60 and 84 degrees."""

MIN_TORSO_OF_PICTURE = 0.07
"""A torso shorter than this share of the picture's longer side is a ghost: 3 m away, seen by a camera
of 90 degrees, a small adult measures 0.08; ghosts on furniture measure 0.01-0.05."""
RAISED_FROM, RAISED_TO = 0.18, 0.05
"""An elbow this far below its shoulder, in torso lengths: 0.6 hanging, 0.2-0.4 with the hand at the back."""
STEADY_TAU_S = 1.0
CONTINUITY_S = 4.0
"""How long a person followed for a while, and now out of sight, is still expected at the same place."""
BLINK_S = 0.6
"""A model that finds nobody for this long has blinked; the person has not left."""
MET_S = 0.3
"""Somebody seen for a moment only is expected for this long."""
RELABEL_S = 1.0
"""How long the model must insist on the opposite left and right before it is believed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The person followed, in one picture: the torso frame and the landmarks behind it."""

    body: Body
    landmarks: Points
    """(33, 4) as in ``Pose.landmarks``, with left and right as tracked over time; read-only."""
    shoulders_px: Vector
    """Middle of the shoulder landmarks."""
    torso_px: float
    """Mid-shoulder to mid-hip landmark distance."""
    size_px: float
    """How large the person looks right now, as the length of the torso between the landmarks; unsmoothed."""


@dataclass(frozen=True, slots=True)
class BodyState:
    """What is remembered of the person from frame to frame."""

    figure: Figure | None = None
    """The last one seen."""
    heading_deg: float = 0.0
    torso_px: float = 0.0
    """Smoothed landmark torso length: the scale."""
    followed_since_s: float = 0.0
    """When this person was first seen."""
    contrary_since_s: float | None = None
    """Since when the model's left and right contradict ours."""
    span: Vector = (0.0, 0.0)
    """From the left to the right shoulder landmark while the arms are down, in torso lengths of the same picture."""
    rise: Vector = (0.0, 0.0)
    """The direction from mid-hip to mid-shoulder, likewise."""

    def expects(self, t_s: float) -> bool:
        """Say whether the person last seen is still expected near that place; one just met is given up sooner."""
        if self.figure is None:
            return False
        seen_s = self.figure.body.t_s
        return t_s - seen_s <= min(CONTINUITY_S, MET_S + 0.3 * (seen_s - self.followed_since_s))


def step(state: BodyState, look: Look, build: Build) -> tuple[BodyState, Figure | None]:
    """Follow the person through one more look.

    Parameters
    ----------
    state
        What was remembered.
    look
        The poses found, in any order; ghosts among them.
    build
        The person's measures: they give the scale.

    Returns
    -------
    tuple
        The new state, and the person's figure, or ``None`` when they are not seen.
    """
    pose = _choose(state, look)
    last = state.figure.body if state.figure else None
    if pose is None:
        blinked = last is not None and look.t_s - last.t_s <= BLINK_S
        return state, state.figure if blinked else None
    fresh = not state.expects(look.t_s)
    dt_s = 0.0 if last is None else max(0.0, look.t_s - last.t_s)

    points = pose.landmarks
    heading_deg = _heading_deg(points)
    contrary_since_s = None
    if not fresh and abs(wrap_deg(heading_deg - state.heading_deg)) > 90.0:
        since_s = look.t_s if state.contrary_since_s is None else state.contrary_since_s
        # In a side view the far side is guesswork, so there nothing but time settles the matter.
        patience_s = min(RELABEL_S, MET_S + 0.3 * (since_s - state.followed_since_s))
        if look.t_s - since_s < patience_s or abs(math.cos(math.radians(heading_deg))) < 0.5:
            contrary_since_s = since_s
            points = _exchanged(points)
            heading_deg = wrap_deg(heading_deg + 180.0)
    if not fresh and abs(wrap_deg(heading_deg - state.heading_deg)) < 60.0:
        change_deg = wrap_deg(heading_deg - state.heading_deg)
        heading_deg = wrap_deg(state.heading_deg + ease(0.0, change_deg, dt_s, 0.3))

    points, span, rise = _steadied(points, state, fresh, dt_s)
    torso_lm_px = torso_length_px(points, look.size_px, heading_deg, build)
    # A scale that follows walking, not the breath of the landmarks.
    torso_px = torso_lm_px if fresh else ease(state.torso_px, torso_lm_px, dt_s, 0.15)
    body = _body(points, look, heading_deg, torso_px, build)
    figure = Figure(body, points, _middle(points, 11), torso_lm_px, _size_px(points, torso_lm_px, heading_deg, build))
    followed_since_s = look.t_s if fresh else state.followed_since_s
    return BodyState(figure, heading_deg, torso_px, followed_since_s, contrary_since_s, span, rise), figure


def is_person(pose: Pose, size_px: tuple[int, int], expected: bool = False) -> bool:
    """Say whether a pose can be somebody standing or sitting upright before the camera, not a ghost.

    Parameters
    ----------
    pose
        As the model gave it.
    size_px
        (width, height) of the picture.
    expected
        Somebody is followed: then a little smaller will do, so that who stands at the limit does not flicker.
    """
    p = pose.landmarks
    if not np.isfinite(p).all():
        return False
    shoulders, hips = _middle(p, 11), _middle(p, 23)
    torso_px = math.dist(shoulders, hips)
    width, height = size_px
    least = MIN_TORSO_OF_PICTURE * (0.8 if expected else 1.0)
    if torso_px < least * max(size_px) or torso_px > 2.0 * max(size_px):
        return False
    if not (-0.15 * width <= shoulders[0] <= 1.15 * width and -0.1 * height <= shoulders[1] <= height):
        return False
    across_px = math.dist(p[11, :2], p[12, :2])
    head_px = math.dist(_middle(p, 7), shoulders)
    upright = hips[1] - shoulders[1] > 0.5 * torso_px
    return upright and across_px < 1.1 * torso_px and 0.12 * torso_px < head_px < 0.9 * torso_px


def _choose(state: BodyState, look: Look) -> Pose | None:
    """Return the pose of the person followed: the one near the last place, else the largest and most central."""
    expected = state.expects(look.t_s)
    people = [pose for pose in look.poses if is_person(pose, look.size_px, expected)]
    if not people:
        return None
    last = state.figure
    if last is not None and expected:
        reach = 0.35 + 0.6 * (look.t_s - last.body.t_s)
        where = _middle(last.landmarks, 11)

        def distance(pose: Pose) -> float:
            moved = math.dist(_middle(pose.landmarks, 11), where) / state.torso_px
            grown = abs(math.log(_torso_px(pose.landmarks) / state.torso_px))
            return moved + 2.0 * grown  # who passes in front is nearer, and so looks larger

        nearest = min(people, key=distance)
        return nearest if distance(nearest) <= reach else None
    width = look.size_px[0]

    def weight(pose: Pose) -> float:
        off_centre = abs(_middle(pose.landmarks, 11)[0] / width - 0.5)
        return _torso_px(pose.landmarks) * (1.0 - off_centre)

    return max(people, key=weight)


def _middle(p: Points, left: int) -> Vector:
    """Middle of a left landmark and its right twin, which is the next row."""
    return (float(p[left, 0] + p[left + 1, 0]) / 2, float(p[left, 1] + p[left + 1, 1]) / 2)


def _torso_px(p: Points) -> float:
    return math.dist(_middle(p, 11), _middle(p, 23))


def torso_length_px(p: Points, size_px: tuple[int, int], heading_deg: float, build: Build) -> float:
    """Mid-shoulder to mid-hip landmark distance; from the shoulders' width where the hips are out of the picture."""
    hip_y = _middle(p, 23)[1]
    across_px = max(1.0, math.dist(p[11, :2], p[12, :2]))
    facing = abs(math.cos(math.radians(heading_deg)))
    if hip_y > size_px[1] and facing > 0.8:
        return across_px / build.shoulders_of_torso / facing
    return _torso_px(p)


def _size_px(p: Points, torso_lm_px: float, heading_deg: float, build: Build) -> float:
    """How large the person looks: seen squarely, mostly by the shoulders, as bending moves the hip landmarks by 4 %."""
    apart_px = math.hypot(p[11, 0] - p[12, 0], p[11, 1] - p[12, 1], (p[11, 2] - p[12, 2]) * DEPTH_OF_Z)
    across_px = max(1.0, apart_px)  # two that were put in one place tell nothing
    share = 0.7 * math.cos(math.radians(heading_deg)) ** 2
    return float((across_px / build.shoulders_of_torso) ** share * torso_lm_px ** (1.0 - share))


def _heading_deg(p: Points) -> float:
    """Heading by one frame's shoulders: their distance across, and the model's z for the sign and the rest."""
    across = float(p[Landmark.LEFT_SHOULDER, 0] - p[Landmark.RIGHT_SHOULDER, 0])
    nearer_right = float(p[Landmark.LEFT_SHOULDER, 2] - p[Landmark.RIGHT_SHOULDER, 2]) * DEPTH_OF_Z
    return math.degrees(math.atan2(nearer_right, across))


_TWINS = np.array([0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9] + [i + 1 if i % 2 else i - 1 for i in range(11, 33)])


def _exchanged(p: Points) -> Points:
    """Return the landmarks with left and right exchanged."""
    out: Points = p[_TWINS]
    out.flags.writeable = False
    return out


def _steadied(p: Points, state: BodyState, fresh: bool, dt_s: float) -> tuple[Points, Vector, Vector]:
    """Put a shoulder that its raised arm has dragged up back where the rest of the trunk says it is.

    Returns the landmarks, and what is remembered for it: from left to right shoulder, from hips to shoulders.
    """
    torso_px = _torso_px(p) if fresh else state.torso_px
    raised = [_raised(p, side, torso_px) for side in (0, 1)]
    left, right, hips = p[11, :2], p[12, :2], p[23:25, :2].mean(axis=0)
    if fresh or not any(raised):
        middle = (left + right) / 2
        keep = 0.0 if fresh else math.exp(-max(0.0, dt_s) / STEADY_TAU_S)
        # The smoothed length lags while somebody walks; shares of it would shrink the trunk more with every picture.
        now_px = max(_torso_px(p), 1.0)
        span = keep * np.array(state.span) + (1 - keep) * (right - left) / now_px
        rise = keep * np.array(state.rise) + (1 - keep) * (middle - hips) / now_px
        rise /= max(float(np.hypot(*rise)), 1e-6)
        return p, (float(span[0]), float(span[1])), (float(rise[0]), float(rise[1]))
    span, middle = np.array(state.span) * torso_px, hips + np.array(state.rise) * torso_px
    if raised[0] < raised[1]:
        true_left, true_right = left, left + span
    elif raised[1] < raised[0]:
        true_left, true_right = right - span, right
    else:
        true_left, true_right = middle - span / 2, middle + span / 2
    out = p.copy()
    out[11, :2] += max(raised) * (true_left - left)
    out[12, :2] += max(raised) * (true_right - right)
    out.flags.writeable = False
    return out, state.span, state.rise


def _raised(p: Points, side: int, torso_px: float) -> float:
    """Say how far an arm is up, 0 to 1: from an elbow somewhat below its shoulder to one at its height."""
    below = float(p[13 + side, 1] - p[11 + side, 1]) / torso_px
    return min(1.0, max(0.0, (RAISED_FROM - below) / (RAISED_FROM - RAISED_TO)))


def _facing(heading_deg: float) -> Facing:
    if abs(heading_deg) < 65.0:
        return Facing.FRONT
    if abs(heading_deg) > 115.0:
        return Facing.BACK
    return Facing.RIGHT_SIDE if heading_deg > 0 else Facing.LEFT_SIDE


def _body(p: Points, look: Look, heading_deg: float, torso_px: float, build: Build) -> Body:
    """Put the torso frame together: fixed offsets off the landmarks, axes from heading and lean."""
    heading = math.radians(heading_deg)
    scale = torso_px / build.torso_cm
    shoulders, hips = _middle(p, 11), _middle(p, 23)
    # Out of the back: to the picture's left when the right side is nearest.
    back_x = -math.sin(heading)
    hip_x = hips[0] + HIP_TOO_FRONT * torso_px * back_x
    shoulder_x = shoulders[0] + SHOULDER_TOO_FRONT * torso_px * back_x
    # Seen aslant, a lean toward the camera looks like a lean to the side; only a square view can tell.
    square = math.cos(heading) ** 2
    lean = math.atan2(hip_x - shoulder_x, max(1.0, hips[1] - shoulders[1])) * square
    down: Vector = (math.sin(lean), math.cos(lean))
    across: Vector = (math.cos(lean), -math.sin(lean))
    origin = (
        shoulder_x + SHOULDER_TOO_HIGH * torso_px * down[0],
        shoulders[1] + SHOULDER_TOO_HIGH * torso_px * down[1],
    )
    length = torso_px * (1.0 - SHOULDER_TOO_HIGH - HIP_TOO_LOW)
    if hips[1] > look.size_px[1]:
        hip = (origin[0] + length * down[0], origin[1] + length * down[1])
    else:
        hip = (hip_x - HIP_TOO_LOW * torso_px * down[0], hips[1] - HIP_TOO_LOW * torso_px * down[1])

    def joint(landmark: int, dx: float, dy: float) -> Vector:
        return (float(p[landmark, 0]) + dx, float(p[landmark, 1]) + dy)

    sdx, sdy = origin[0] - shoulders[0], origin[1] - shoulders[1]
    hdx, hdy = hip[0] - hips[0], hip[1] - hips[1]
    facing = _facing(heading_deg)
    behind = abs(heading_deg) > 90.0
    width_lm_px = build.shoulders_of_torso * torso_px
    return Body(
        t_s=look.t_s,
        origin_px=origin,
        hip_px=hip,
        right_px=(-scale * math.cos(heading) * across[0], -scale * math.cos(heading) * across[1]),
        down_px=(scale * down[0], scale * down[1]),
        back_px=(scale * back_x * across[0], scale * back_x * across[1]),
        px_per_cm=scale,
        facing=facing,
        turn_deg=math.copysign(180.0 - abs(heading_deg), heading_deg) if behind else heading_deg,
        torso_cm=length / scale,
        shoulder_width_cm=width_lm_px / scale,
        shoulders_px=(joint(11, sdx, sdy), joint(12, sdx, sdy)),
        hips_px=(joint(23, hdx, hdy), joint(24, hdx, hdy)),
    )
