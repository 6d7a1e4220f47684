"""A whole session as the engine sees it, and what was true."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.scoring import Truth
from tests.simulator.camera import Camera, camera
from tests.simulator.course import Course, course
from tests.simulator.landmarks import looks_like
from tests.simulator.motion import Motion, motion, waves
from tests.simulator.scenario import Scenario, Trouble
from tpvision.values import Look, Plan, Pose, Sighting, Told

Array = NDArray[np.float64]

TWINS = np.array([0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9] + [row + 1 if row % 2 else row - 1 for row in range(11, 33)])
"""Row of each landmark's twin on the other side."""


@dataclass(frozen=True)
class Session:
    """Inputs and truth."""

    scenario: Scenario
    plan: Plan
    looks: tuple[Look, ...]
    truth: Truth

    @property
    def by_hand(self) -> Session:
        """The same without the told start: the placing hand and sight are all there is."""
        told = dataclasses.replace(self.plan.told, start_right_cm=None, start_down_cm=None)
        return dataclasses.replace(self, plan=dataclasses.replace(self.plan, told=told))


def simulate(s: Scenario) -> Session:
    """Play a scenario."""
    c = course(s)
    t = _times(s, c)
    m = motion(s, c, t)
    eye = camera(s)
    landmarks = looks_like(s, eye, m, t)
    frame_px = _nudge(s, c, eye, t)
    landmarks[..., :2] += frame_px[:, None]
    seen = _in_picture(landmarks, s.size_px)
    rng = np.random.default_rng([s.seed, 7])
    found = seen.copy()
    if s.trouble is Trouble.DIM:
        found &= waves(rng, t, (1,), 0.2, 0.8)[:, 0] < 1.7
    if s.trouble is Trouble.EXCHANGED:
        bursts = waves(rng, t, (1,), 0.3, 1.0)[:, 0] > 1.5
        landmarks[bursts] = landmarks[bursts][:, TWINS]
    passer, hides = _passer(s, c, eye, t)
    sightings = _sightings(s, eye, m, t, frame_px)
    looks = []
    for i, when in enumerate(t):
        people = [landmarks[i]] if found[i] and not (hides[i] and s.trouble is Trouble.PASSER_ONLY) else []
        if hides[i]:
            people.append(passer[i])
        if not seen[i] and rng.random() < 0.3:
            people.append(_ghost(rng, s, landmarks[i]))
        poses = tuple(Pose(person.round(2)) for person in people)
        looks.append(Look(float(when), s.size_px, poses, sightings[i]))
    joints_px, _ = eye.see(m.joints)
    joints_px = joints_px + frame_px[:, None]
    truth = Truth(
        name=f"seed {s.seed}",
        t_s=t,
        in_contact=m.in_contact,
        right_cm=m.ball_right_down[:, 0],
        down_cm=m.ball_right_down[:, 1],
        shoulders_px=joints_px[:, 11:13].mean(axis=1),
        hips_px=joints_px[:, 23:25].mean(axis=1),
        person_in_frame=seen,
        holds=tuple(c.holds),
    )
    first = int(np.flatnonzero(m.in_contact)[0])
    told = Told(
        height_cm=round(s.stature_cm, 1),
        ball_cm=s.ball_cm,
        ball_colour="yellow",
        start_right_cm=round(float(m.ball_right_down[first, 0]) + s.start_error_cm[0], 2),
        start_down_cm=round(float(m.ball_right_down[first, 1]) + s.start_error_cm[1], 2),
    )
    return Session(s, Plan(told), tuple(looks), truth)


def mirrored(session: Session) -> Session:
    """Return what a mirror would show: left is right, and right is left."""
    truth = dataclasses.replace(session.truth, right_cm=-session.truth.right_cm)
    looks = tuple(map(mirrored_look, session.looks))
    return dataclasses.replace(session, plan=mirrored_plan(session.plan), looks=looks, truth=truth)


def mirrored_plan(plan: Plan) -> Plan:
    """Return a plan with the named start on the other side."""
    right_cm = plan.told.start_right_cm
    told = dataclasses.replace(plan.told, start_right_cm=None if right_cm is None else -right_cm)
    return dataclasses.replace(plan, told=told)


def mirrored_look(look: Look) -> Look:
    """Return the same look in a mirror."""
    width = look.size_px[0]

    def pose(p: Pose) -> Pose:
        landmarks = p.landmarks[TWINS].copy()
        landmarks[:, 0] = (width - landmarks[:, 0]).round(2)
        return Pose(landmarks)

    ball = look.sighting and dataclasses.replace(look.sighting, x_px=width - look.sighting.x_px)
    return dataclasses.replace(look, poses=tuple(map(pose, look.poses)), sighting=ball)


def _times(s: Scenario, c: Course) -> Array:
    rng = np.random.default_rng([s.seed, 8])
    t = np.arange(0.0, c.end_s, 1.0 / s.fps)
    if s.trouble is Trouble.FRAMES:
        keep = np.ones(len(t), bool)
        for gap_s in rng.uniform(0.1, 0.5, int(c.end_s)):
            begin = rng.uniform(0.5, c.end_s)
            keep &= (t < begin) | (t > begin + gap_s)
        t = t[keep]
    out: Array = t.round(4)
    return out


def _in_picture(landmarks: Array, size_px: tuple[int, int]) -> NDArray[np.bool_]:
    """Say when the trunk is in the picture enough to be found."""
    trunk = landmarks[:, [11, 12, 23, 24], :2].mean(axis=1)
    inside: NDArray[np.bool_] = (trunk > 0).all(axis=1) & (trunk < np.array(size_px)).all(axis=1)
    return inside


def _nudge(s: Scenario, c: Course, eye: Camera, t: Array) -> Array:
    """Return how far the whole picture has moved (n, 2) px: 0.7 to 2 degrees within 0.3 s."""
    out = np.zeros((len(t), 2))
    if c.nudged_s is not None:
        rng = np.random.default_rng([s.seed, 9])
        angle, degrees = rng.uniform(0, 2 * np.pi), rng.uniform(0.7, 2.0)
        move = math.radians(degrees) * eye.focal_px * np.array([math.cos(angle), math.sin(angle)])
        out += np.clip((t - c.nudged_s) / 0.3, 0, 1)[:, None] * move
    return out


def _passer(s: Scenario, c: Course, eye: Camera, t: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return somebody who walks across, nearer to the camera, and when they are found."""
    if c.passer_s is None:
        return np.zeros((len(t), 33, 4)), np.zeros(len(t), bool)
    rng = np.random.default_rng([s.seed, 10])
    other = dataclasses.replace(
        s, seed=s.seed + 1_000_003, stature_cm=rng.uniform(155, 190), trouble=Trouble.NONE, behind=False
    )
    own = Course(knots=[(0.0, 0.0, 0.8 * other.stature_cm, 30.0, 0.0), (1e3, 0.0, 0.8 * other.stature_cm, 30.0, 0.0)])
    own.spells, own.end_s = c.spells[:1], c.end_s
    still = motion(other, own, t)
    # Along the picture, nearer by 30 to 60 cm.
    way = rng.choice([-1, 1]) * 90.0 * (t - c.passer_s - 1.25)
    side = eye.axes[0] * np.array([1, 0, 1])
    toward = -eye.axes[2] * np.array([1, 0, 1]) * rng.uniform(30, 50)
    moved = dataclasses.replace(still, joints=still.joints + way[:, None, None] * side + toward)
    landmarks = looks_like(other, eye, moved, t)
    if s.trouble is Trouble.PASSER_ONLY:
        there = np.abs(t - c.passer_s - 1.25) < 0.5
    else:
        there = (t > c.passer_s) & _in_picture(landmarks, s.size_px)
    return landmarks, there


def _ghost(rng: np.random.Generator, s: Scenario, person: Array) -> Array:
    """Return what the model finds in an empty room: a tiny person, somewhere on the furniture."""
    torso_px = np.linalg.norm(person[11:13, :2].mean(axis=0) - person[23:25, :2].mean(axis=0))
    ghost = person.copy()
    ghost[:, :3] *= rng.uniform(0.01, 0.05) * max(s.size_px) / torso_px
    ghost[:, :2] += rng.uniform(0.2, 0.8, 2) * s.size_px - ghost[11, :2]
    return ghost


def _sightings(s: Scenario, eye: Camera, m: Motion, t: Array, frame_px: Array) -> list[Sighting | None]:
    """Return what the ball finder says: the ball in the hand, and pressed, where the camera looks along the wall.

    Measured on the films with the finder of this project: 0.3-0.5 cm off, 0.06-0.25 cm of it noise, the radius
    0.9-1.12 of the true one, found in 20 to 99 % of the frames that show it; pressed, it was visible
    at 84 degrees (found in 56 % of a hold's frames) and not at 60.
    """
    rng = np.random.default_rng([s.seed, 11])
    px, depth = eye.see(np.nan_to_num(m.ball))
    scale = eye.focal_px / depth
    along = abs(math.sin(math.radians(s.turn_deg))) > math.sin(math.radians(72)) and not s.behind
    in_hand = ~m.in_contact & np.isfinite(m.ball[:, 0]) & (m.hidden.max(axis=1) < 0.5)
    shows = in_hand | (m.in_contact & along)
    # What is the same at every frame rate is drawn first.
    bias, size, luck = rng.normal(0, 0.3, 2), rng.normal(1.03, 0.09), rng.uniform(0.3, 0.95)
    lucky = rng.random(len(t)) < luck
    noise = 0.12 * rng.standard_normal((len(t), 2))
    at = px + frame_px + scale[:, None] * (bias + noise)
    out: list[Sighting | None] = [None] * len(t)
    for i in np.flatnonzero(shows & lucky):
        radius = scale[i] * s.ball_cm / 2 * size
        out[i] = Sighting(round(at[i, 0], 2), round(at[i, 1], 2), round(radius, 2), round(rng.uniform(0.35, 0.7), 2))
    return out
