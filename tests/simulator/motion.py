"""How the person and the ball move: the true joints, and the contact by the rolling law.

All is a function of time, so that any frame rate sees the same session; the contact is integrated at 60 Hz.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.simulator.course import Course, Spell, leaning_z
from tests.simulator.scenario import Scenario

Array = NDArray[np.float64]
GRID_HZ = 60.0


@dataclass(frozen=True)
class Motion:
    """The truth at the times asked for; arrays over frames."""

    joints: Array
    """(n, 33, 3), world: where each landmark would lie on a perfect model."""
    ball: Array
    """(n, 3), world; nan while nobody knows where it lies."""
    ball_right_down: Array
    """(n, 2) contact, nan while there is none."""
    in_contact: NDArray[np.bool_]
    arm: Array
    """(n, 2) left and right: 0 hanging to 1 at work."""
    hidden: Array
    """(n, 2) left and right: 1 while the hand is between trunk and wall."""
    away: Array
    """(n,) 0 at the wall, 1 where the ball is shown."""
    rise_cm: Array
    """(n,) how much higher the hips are than when the first contact began."""


def min_jerk(s: Array) -> Array:
    """Go from 0 to 1 with speed and acceleration 0 at both ends."""
    s = np.clip(s, 0.0, 1.0)
    out: Array = s**3 * (10 - 15 * s + 6 * s**2)
    return out


def through(t: Array, times: list[float], values: Array) -> Array:
    """Go through values (k, d) at rising times with stops of minimum jerk; returns (n, d)."""
    at = np.asarray(times)
    k = np.clip(np.searchsorted(at, t, side="right") - 1, 0, len(at) - 2)
    share = min_jerk((t - at[k]) / np.maximum(at[k + 1] - at[k], 1e-6))[:, None]
    out: Array = values[k] + share * (values[k + 1] - values[k])
    return out


def waves(rng: np.random.Generator, t: Array, shape: tuple[int, ...], low_hz: float, high_hz: float) -> Array:
    """Return smooth noise of unit standard deviation, (n, *shape), a function of time: six waves each."""
    k = 6
    hz = np.exp(rng.uniform(math.log(low_hz), math.log(high_hz), (k, *shape)))
    phase = rng.uniform(0, 2 * np.pi, (k, *shape))
    size = np.sqrt(2.0 / k)
    out = np.zeros((len(t), *shape))
    when = t.reshape(-1, *([1] * len(shape)))
    for i in range(k):
        out += np.sin(2 * np.pi * hz[i] * when + phase[i])
    return out * size


def motion(s: Scenario, c: Course, t: Array) -> Motion:
    """Work out the truth at the times ``t``, rising seconds."""
    grid = np.arange(0.0, c.end_s + 1.0 / GRID_HZ, 1.0 / GRID_HZ)
    trunk = _trunk(s, c, t)
    ball, contact = _roll(s, c, grid, _trunk(s, c, grid), t)
    in_contact = np.isfinite(contact[:, 0])
    arms, hidden, joints_arm = _arms(s, c, t)
    joints, hand_ball = _skeleton(s, trunk, joints_arm, c, t)
    carried = ~in_contact & np.isfinite(hand_ball[:, 0])
    ball = np.where(carried[:, None], hand_ball, ball)
    wall_z = leaning_z(s)
    hips_y = joints[:, 23:25, 1].mean(axis=1)
    first = float(np.interp(c.spells[0].start_s, t, hips_y))
    breath = 0.5 * s.breath_cm * np.sin(2 * np.pi * s.breath_hz * t + s.seed % 7)
    contact[:, 1] += breath
    joints[:, 11:13, 1] += breath[:, None]
    away = np.clip((trunk[:, 2] - wall_z) / 45.0, 0.0, 1.2)
    return Motion(joints, ball, contact, in_contact, arms, hidden, away, hips_y - first)


def _trunk(s: Scenario, c: Course, t: Array) -> Array:
    """Mid-shoulder x, y, z and roll (radians) at the times, with sway; breathing aside."""
    knots = np.array(c.knots)
    path = through(t, list(knots[:, 0]), knots[:, 1:])
    sway = waves(np.random.default_rng([s.seed, 2]), t, (2,), 0.1, 0.5)
    path[:, 0] += s.sway_cm * sway[:, 0]
    path[:, 1] += 0.5 * s.sway_cm * sway[:, 1]
    path[:, 3] = np.radians(path[:, 3])
    return path


def _roll(s: Scenario, c: Course, grid: Array, trunk: Array, t: Array) -> tuple[Array, Array]:
    """Integrate the rolling law over each spell; returns the ball (n, 3) and the contact (n, 2) at ``t``.

    The ball's centre moves with half the velocity of the body's surface where it touches, more or less by
    the slip. The back slopes, so that the patch it touches lies up to 1 cm above or below its centre: on the
    films by the radius times -0.4 at a third of the torso and +0.5 at three quarters.
    """
    slip, patch = _back(s)
    half_x, half_y = 0.5 * (1 + s.slip * slip)
    sign = 1.0 if s.behind else -1.0  # of world X along the subject's right
    ball, contact = np.full((len(t), 3), np.nan), np.full((len(t), 2), np.nan)
    for spell in c.spells:
        if not spell.pressed:
            continue
        inside = np.flatnonzero((grid >= spell.start_s) & (grid <= spell.end_s))
        x, y, roll = trunk[inside, 0], trunk[inside, 1], trunk[inside, 3]
        right, down = _centre(patch, spell)
        cos, sin = np.cos(roll), np.sin(roll)
        bx = x[0] + sign * right * cos[0] + down * sin[0]
        by = y[0] + sign * right * sin[0] - down * cos[0]
        rows = np.empty((len(inside), 4))
        for i in range(len(inside)):
            if i:
                # The point of the body that was touched last moved by this.
                px, py = sign * rows[i - 1, 2], -rows[i - 1, 3]
                mx = x[i] - x[i - 1] + px * (cos[i] - cos[i - 1]) - py * (sin[i] - sin[i - 1])
                my = y[i] - y[i - 1] + px * (sin[i] - sin[i - 1]) + py * (cos[i] - cos[i - 1])
                bx, by = bx + half_x * mx, by + half_y * my
            dx, dy = bx - x[i], by - y[i]
            rows[i] = bx, by, *patch(sign * (dx * cos[i] + dy * sin[i]), dx * sin[i] - dy * cos[i])
        now = (t >= spell.start_s) & (t <= spell.end_s)
        for k in range(2):
            ball[now, k] = np.interp(t[now], grid[inside], rows[:, k])
            contact[now, k] = np.interp(t[now], grid[inside], rows[:, 2 + k])
        ball[now, 2] = 0.95 * s.ball_cm / 2
    return ball, contact


def _back(s: Scenario) -> tuple[Array, Callable[[float, float], tuple[float, float]]]:
    """Draw the back's shape: returns how the ball slips, and what it touches, by where its centre is."""
    rng = np.random.default_rng([s.seed, 3])
    radius = s.ball_cm / 2
    curve, flat = (0.0, 0.5) if s.behind else (rng.normal(1.6, 0.4), rng.normal(0.52, 0.05))
    level, tilt = (rng.normal(0, 0.2) if s.behind else 0.0), rng.normal(0, 0.08)

    def patch(right: float, down: float) -> tuple[float, float]:
        return right + radius * tilt, down + radius * (level + curve * (down / s.torso_cm - flat))

    return rng.uniform(-1, 1, 2), patch


def _centre(patch: Callable[[float, float], tuple[float, float]], spell: Spell) -> tuple[float, float]:
    """Return where the ball's centre is as it touches the spell's first place."""
    right, down = spell.right_cm, spell.down_cm
    for _ in range(4):
        at = patch(right, down)
        right, down = right + spell.right_cm - at[0], down + spell.down_cm - at[1]
    return right, down


# Where a hand goes, in the torso's own directions (outward, down, forward), as shares of the stature from the
# shoulder joint: elbow, wrist. Read off the true joints of the films.
HANGING = ((0.065, 0.135, 0.015), (0.065, 0.275, 0.060))
SHOWING = ((0.120, 0.110, 0.060), (-0.030, 0.125, 0.170))
ASIDE = ((0.135, 0.055, -0.028), (0.115, 0.195, 0.010))


def _arms(s: Scenario, c: Course, t: Array) -> tuple[Array, Array, Array]:
    """Return (n, 2) how far each arm is at work, (n, 2) hidden behind the trunk, and (n, 2, 3, 3) arms.

    The arms are elbow, wrist and index finger in torso coordinates (right, down, forward) from mid-shoulder.
    """
    h, half = s.stature_cm, s.shoulders_cm / 2
    work, hidden = np.zeros((len(t), 2)), np.zeros((len(t), 2))
    out = np.empty((len(t), 2, 3, 3))
    for k, side in enumerate((-1, 1)):

        def placed(pose: tuple[tuple[float, float, float], ...], side: int = side) -> Array:
            elbow, wrist = (np.array([side * (half + p[0] * h), p[1] * h, p[2] * h]) for p in pose)
            along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
            return np.array([elbow, wrist, wrist + 0.05 * h * along])

        hang, show, aside = placed(HANGING), placed(SHOWING), placed(ASIDE)
        times, poses, at_work, behind = [0.0], [hang], [0.0], [0.0]
        for spell in c.spells:
            if spell.hand != side or not spell.pressed:
                continue
            # The finger is beside the ball's middle; on the films that is 8 to 13 cm behind the joints.
            deeper = (s.skin_behind_hips_cm - s.skin_behind_shoulders_cm - 1.0) * spell.down_cm / s.torso_cm
            depth = s.skin_behind_shoulders_cm + 0.475 * s.ball_cm + (0.0 if s.behind else deeper)
            forward = depth if s.behind else -depth
            ball = np.array([*_centre(_back(s)[1], spell), forward])
            wrist = ball + np.array([side * 0.042 * h, 0.0, 0.0])
            back = np.array([_elbow(np.array([side * half, 0.0, 0.0]), wrist, side, h), wrist, ball])
            a, b = spell.shown_s, spell.start_s
            if spell is c.spells[0]:
                poses[0], at_work[0] = show, 1.0
            else:
                times += [a - 2.0, a - 0.8]
                poses += [hang, show]
                at_work += [0.0, 1.0]
                behind += [0.0, 0.0]
            times += [a, a + 1.0, a + 2.0, b - 0.4, b + 0.3, b + 1.3]
            poses += [show, aside, back, back, aside, hang]
            at_work += [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
            behind += [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]
        times.append(c.end_s + 100.0)
        poses.append(poses[-1] if len(poses) > 1 else hang)
        at_work.append(at_work[-1])
        behind.append(0.0)
        out[:, k] = through(t, times, np.array(poses).reshape(len(times), 9)).reshape(-1, 3, 3)
        work[:, k] = through(t, times, np.array(at_work)[:, None])[:, 0]
        hidden[:, k] = through(t, times, np.array(behind)[:, None])[:, 0]
    return work, hidden, out


def _elbow(shoulder: Array, wrist: Array, side: int, h: float) -> Array:
    """Return where the elbow is with the hand at the trunk: as far out as the arm's bones allow."""
    upper, fore = 0.156 * h, 0.148 * h
    reach = wrist - shoulder
    length = min(float(np.linalg.norm(reach)), 0.99 * (upper + fore))
    reach = reach / np.linalg.norm(reach)
    along = (upper**2 - fore**2 + length**2) / (2 * length)
    outward = np.array([side, 0.0, 0.3 * np.sign(reach[2])])
    outward = outward - (outward @ reach) * reach
    off = math.sqrt(max(0.0, upper**2 - along**2))
    out: Array = shoulder + along * reach + off * outward / np.linalg.norm(outward)
    return out


def _skeleton(s: Scenario, trunk: Array, arms: Array, c: Course, t: Array) -> tuple[Array, Array]:
    """Put the 33 points together, (n, 33, 3), and the ball in the hand (n, 3), nan while it is not there."""
    rng = np.random.default_rng([s.seed, 4])
    h, n = s.stature_cm, len(trunk)
    cos, sin = np.cos(trunk[:, 3]), np.sin(trunk[:, 3])
    sign = 1.0 if s.behind else -1.0
    zero = np.zeros(n)
    right = np.stack([sign * cos, sign * sin, zero], axis=1)
    ahead = np.array([0.0, 0.0, -1.0 if s.behind else 1.0])
    # The hips stand off the wall by the ball and their own depth; before the wall the trunk is upright.
    away = np.clip((trunk[:, 2] - leaning_z(s)) / 45.0, 0.0, 1.0)
    lean = (s.skin_behind_hips_cm - s.skin_behind_shoulders_cm - 1.0) / s.torso_cm * (1 - away)
    lean = lean + (0.2 * (1 - away) if s.behind else 0.0)
    down = np.stack([sin, -cos, lean], axis=1)

    def at(across: float, below: float, forward: float) -> Array:
        out: Array = trunk[:, :3] + across * right + below * down + forward * ahead
        return out

    p = np.empty((n, 33, 3))
    turn = rng.choice([-1, 1]) * rng.uniform(20, 60) if s.behind else rng.uniform(-10, 10)
    ct, st = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    # Shares of the stature: outward, above the shoulder line, forward.
    head = {(0, 0): (0.0, 0.118, 0.075), (7, 8): (0.043, 0.129, 0.012), (9, 10): (0.013, 0.100, 0.068)}
    head |= {(1, 4): (0.010, 0.137, 0.062), (2, 5): (0.018, 0.138, 0.062), (3, 6): (0.025, 0.137, 0.055)}
    for rows, (across, above, forward) in head.items():
        for row, side in zip(rows, (-1, 1), strict=True):
            a, f = side * across * h, forward * h
            p[:, row] = at(a * ct + f * st, -above * h, f * ct - a * st)
    for k, side in enumerate((-1, 1)):
        p[:, 11 + k] = at(side * s.shoulders_cm / 2, 0, 0)
        p[:, 23 + k] = at(side * s.hips_cm / 2, s.torso_cm, 0)
        limb = trunk[:, None, :3] + (
            arms[:, k, :, :1] * right[:, None] + arms[:, k, :, 1:2] * down[:, None] + arms[:, k, :, 2:] * ahead
        )
        p[:, 13 + k], p[:, 15 + k], p[:, 19 + k] = limb[:, 0], limb[:, 1], limb[:, 2]
        hand = limb[:, 2] - limb[:, 1]
        across = np.cross(hand, ahead)
        across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
        p[:, 17 + k] = limb[:, 1] + 0.9 * hand + 3.0 * across
        p[:, 21 + k] = limb[:, 1] + 0.6 * hand - 3.0 * across
        # Feet stand still at the wall; they come along as the person comes and goes.
        hip = p[:, 23 + k]
        feet = np.stack([_feet_x(trunk, away) + sign * side * 0.08 * h, zero + 0.044 * h, zero], axis=1)
        stand = 42.0 if s.behind else 30.0
        feet[:, 2] = stand + away * (trunk[:, 2] - stand)
        leg = feet - hip
        length = np.linalg.norm(leg, axis=1)
        bend = np.sqrt(np.maximum((0.242 * h) ** 2 - (length / 2) ** 2, 0.0))
        p[:, 25 + k] = (hip + feet) / 2 + bend[:, None] * ahead + 0.02 * h * side * right
        p[:, 27 + k] = feet
        p[:, 29 + k] = feet - 5.0 * ahead + [0, -0.02 * h, 0]
        p[:, 31 + k] = feet + 14.0 * ahead + [0, -0.02 * h, 0]
    ball = np.full((n, 3), np.nan)
    for spell in c.spells:
        if spell.pressed:
            begin = 0.0 if spell is c.spells[0] else spell.shown_s - 0.8
            now = (t >= begin) & (t < spell.start_s)
            ball[now] = p[now, 20 if spell.hand > 0 else 19]
    return p, ball


def _feet_x(trunk: Array, away: Array) -> Array:
    """Feet stay where they stand at the wall, and go along with the trunk elsewhere."""
    at_wall = away < 0.05
    middle = float(np.median(trunk[at_wall, 0])) if at_wall.any() else 0.0
    out: Array = middle + np.clip(away * 3, 0, 1) * (trunk[:, 0] - middle)
    return out
