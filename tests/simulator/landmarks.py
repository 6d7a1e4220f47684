"""How the pose model errs: where it puts landmarks, compared with the true joints.

Measured with the full model (video mode, one person) on the eight rendered films of ``make_traces``, whose
true joint centres are known: 158 to 188 cm tall people at 0 (four films), 35, 60 and 84 degrees and from behind.
Errors are in cm at the joint's depth for a stature of 174 cm and grow with it.

Mean offsets (``OFFSETS``)
    Medians over the frames in contact, of the near and the far side apart. ``front`` is toward where the
    subject's front points in the picture, ``out`` away from the body's middle, ``low`` down the body.
    Seen from the front the shoulders lie 1.5-2.8 cm too high and the hips 0.9-2.6 cm too low; at 60
    degrees the hips lie 6 cm too far in front.
From person to person (``SPREAD``)
    Standard deviations over the four frontal films: of both sides together 0.4 cm for shoulders and 0.5 for
    hips, of each side by itself 0.3-0.5.
Posture
    Hips follow 0.83 (0.68-0.95) of the trunk's rise and fall, shoulders all of it within 3 %. Standing
    upright before the wall, the shoulders lie another 0.0-1.8 cm higher (median 0.6).
An arm at work
    Behind the trunk it moves its own shoulder's landmark by 0.8 cm across and 0.4 up (0 to 2.8), the other's
    by up to 0.8. The index finger of a hand hidden behind the trunk is seen at its outline, 0.40-0.49 shoulder
    widths from the middle (6-12 cm short of the ball), 0.5-3.9 cm below the ball's middle (mean 2.6); the wrist 4.7 cm
    further out, 0.7 higher. A near hand from the side is seen within 1-3 cm of it; a far one is a guess
    (5 cm across, 9 along the body).
The model's own filter
    Landmarks lag 0.10-0.15 s behind movements of 4 cm/s and 0.2-0.3 s behind slower ones; of sway in holds
    they show 0.3-0.7. A one-euro filter whose cut-off is 0.05 Hz + 80 x (speed in body sizes a second) does
    the same. After it the landmarks wander by 0.10-0.13 cm in a hold; the rest, off a running mean of
    1 s, is 0.02-0.05 cm with a correlation of 0.7-0.97 from frame to frame. In all of a contact the mid-shoulder
    errs by 0.16-0.27 cm about its mean, correlated over 0.5 s (0.5-0.7) and no longer over 1-2 s.
Depth
    z between the two shoulders is 3.3-3.8 times the true depth (at 35, 60 and 84 degrees), between the hips
    3.2-4.4 times, wandering by 1-4 cm; frontal z of whole parts of the body is off by up to 1.4 m (``FORWARD``).
Visibility
    0.97-1.0, of a hand behind the trunk 0.7-0.95, on the far side 0.2-0.9 (``FAR_VISIBILITY``).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tests.simulator.camera import Camera
from tests.simulator.motion import Motion, waves
from tests.simulator.scenario import Scenario, Trouble

Array = NDArray[np.float64]

VIEWS_DEG = np.array([0.0, 35.0, 60.0, 84.0])
PARTS = ("ear", "eye", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
FRONT_OUT = {"shoulder": -0.5, "elbow": 1.6, "wrist": 0.4, "hip": -0.6, "knee": -0.2, "ankle": 0.0, "ear": -1.5}
FRONT_LOW = {
    "shoulder": -2.1,
    "elbow": -0.7,
    "wrist": 1.0,
    "hip": 2.0,
    "knee": 3.9,
    "ankle": 0.0,
    "ear": -1.2,
    "eye": 0.3,
}
SLANTING = {
    # near (front, low), far (front, low) at 35, 60 and 84 degrees
    "shoulder": (((1.1, -3.2), (-0.1, -0.7)), ((2.0, -4.2), (0.4, -1.7)), ((-0.7, -2.4), (-0.1, -3.7))),
    "elbow": (((0.9, -2.5), (-0.7, -0.6)), ((2.6, -0.7), (-2.2, 1.0)), ((-0.4, 0.8), (-1.3, 1.6))),
    "wrist": (((0.1, 1.5), (-1.0, 2.0)), ((0.8, 2.2), (-0.1, 1.2)), ((-0.7, 0.5), (-2.0, 0.0))),
    "hip": (((3.2, 0.9), (2.1, 0.8)), ((6.3, 2.7), (5.8, 3.4)), ((3.7, 0.0), (4.7, 2.2))),
    "knee": (((-1.1, 2.4), (-0.4, 0.5)), ((-2.2, -0.8), (-0.2, 1.9)), ((-1.5, -1.8), (-3.1, 2.3))),
    "ankle": (((0.0, -0.4), (0.4, -2.2)), ((2.2, -2.3), (-0.1, -1.7)), ((2.2, -7.7), (-0.7, -2.2))),
    "ear": (((2.2, -1.6), (-0.8, -2.9)), ((4.0, -1.1), (0.8, -3.2)), ((2.2, 0.4), (1.4, -2.8))),
    "eye": (((-0.6, -0.9), (-1.1, -1.1)), ((-0.8, -0.8), (-1.4, -1.8)), ((-1.3, 0.2), (-0.8, -1.4))),
}
BEHIND = {"shoulder": (-0.1, -1.9), "elbow": (-2.0, 0.0), "wrist": (0.0, 1.3), "hip": (-2.3, 3.4), "knee": (-0.7, 3.1)}
BEHIND |= {"ankle": (-0.3, -4.6), "ear": (0.0, 0.2), "eye": (0.0, -0.5)}
"""(out, low) from behind."""
SPREAD = {"shoulder": (0.4, 0.3), "hip": (0.5, 0.4), "ear": (0.5, 0.3), "eye": (0.5, 0.2)}
"""Standard deviation of both sides together, and of each by itself; 0.7 and 0.7 for the limbs."""
FORWARD = {"shoulder": 40.0, "elbow": 20.0, "wrist": 50.0, "hip": 0.0, "knee": 5.0, "ankle": -40.0, "ear": 70.0}
FORWARD |= {"eye": 105.0}
"""How many cm too near to the camera z puts a part of a person seen from the front."""
FAR_VISIBILITY = {"elbow": (0.72, 0.70, 0.32), "wrist": (0.83, 0.93, 0.50), "knee": (0.99, 0.88, 0.33)}
FAR_VISIBILITY |= {"ankle": (0.98, 0.88, 0.25)}
LAG_FLOOR_HZ, LAG_BETA, LAG_SPEED_HZ = 0.05, 80.0, 1.0


def _table(value: dict[str, float]) -> Array:
    return np.array([value.get(part, 0.0) for part in PARTS])


_ROW_PART = np.array(
    [1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 7, 7, 7, 7, 7, 7],
)
"""Which part's errors a landmark shares; fingers go with the wrist, feet with the ankle, the face with the eyes."""
ROW_SIDE = np.array([0, -1, -1, -1, 1, 1, 1, -1, 1, -1, 1] + [-1, 1] * 11)
"""-1 the subject's left, +1 the right."""


def looks_like(s: Scenario, camera: Camera, m: Motion, t: Array) -> Array:
    """Return (n, 33, 4) landmarks as the model would give them at the times ``t`` of its frames."""
    rng = np.random.default_rng([s.seed, 5])
    noise = np.random.default_rng([s.seed, 6, round(s.fps * 10)])
    restless = 3.0 if s.trouble is Trouble.DIM else 1.0
    h = s.stature_cm / 174.0
    points = _hands_at_the_outline(s, m, rng, t)
    px, depth = camera.see(points)
    scale = (camera.focal_px / depth)[..., None]  # px per cm at each joint

    offsets = np.broadcast_to(_offsets(s, rng), (len(t), 33, 2)).copy()
    # What was measured of a hand that is hidden behind the trunk is the whole of its error.
    offsets[:, 15:23] *= 1.0 - _squarely(s) * m.hidden[:, [0, 1] * 4, None]
    error = offsets + _posture(s, m, rng)
    # Wander of single landmarks and of all together, before the model's own filter.
    error = error + restless * (0.15 * waves(rng, t, (33, 2), 0.15, 1.0) + 0.10 * waves(rng, t, (1, 2), 0.15, 1.0))
    error = error + restless * 0.10 * noise.standard_normal((len(t), 33, 2))
    # The body's own axes in the picture: down the trunk, and across it.
    shoulders, hips = px[:, 11:13].mean(axis=1), px[:, 23:25].mean(axis=1)
    down = (hips - shoulders) / np.linalg.norm(hips - shoulders, axis=1, keepdims=True)
    if abs(s.turn_deg) > 20:  # aslant the hips stand off toward the camera's side; only roll tilts the axes
        down = np.broadcast_to([-math.sin(math.radians(s.roll_deg)), math.cos(math.radians(s.roll_deg))], down.shape)
    across = np.stack([down[:, 1], -down[:, 0]], axis=1)
    shift = error[..., :1] * across[:, None] + error[..., 1:] * down[:, None]
    raw = px + h * scale * shift
    outside = (raw < 0).any(axis=2) | (raw > np.array(s.size_px)).any(axis=2)
    raw = raw + np.where(outside[..., None], 4.0 * scale * waves(rng, t, (33, 2), 0.2, 0.8), 0.0)
    size = 1.3 * s.stature_cm * scale[:, 11, 0]
    out = np.empty((len(t), 33, 4))
    out[..., :2] = _filtered(raw, size, t)
    out[..., 2] = _z(s, m, rng, t, depth, camera.focal_px)
    out[..., 3] = _visibility(s, m, rng, t, outside)
    return out


def _filtered(raw: Array, size_px: Array, t: Array) -> Array:
    """Lag as the model's own filter does."""
    out = raw.copy()
    speed = np.zeros_like(raw[0])
    for i in range(1, len(t)):
        dt = t[i] - t[i - 1]
        slope = (raw[i] - raw[i - 1]) / (dt * size_px[i])
        speed += (slope - speed) / (1 + 1 / (2 * math.pi * LAG_SPEED_HZ * dt))
        rate = 2 * math.pi * dt * (LAG_FLOOR_HZ + LAG_BETA * np.abs(speed))
        out[i] = out[i - 1] + (raw[i] - out[i - 1]) * rate / (1 + rate)
    return out


def _nearness(s: Scenario) -> Array:
    """+1 for landmarks of the near side, -1 of the far one, 0 in the middle."""
    out: Array = ROW_SIDE * float(np.sign(s.turn_deg) or 1.0)
    return out


def _offsets(s: Scenario, rng: np.random.Generator) -> Array:
    """Constant errors (33, 2) in cm: across the picture (positive to its right) and down the body."""
    turn = abs(s.turn_deg)
    near = _nearness(s) >= 0
    # In the picture the front points to its right when the right side is nearest; from behind the other way.
    front_x = float(np.sign(s.turn_deg) or 1.0) * (-1.0 if s.behind else 1.0)
    out_x = ROW_SIDE * (1.0 if s.behind else -1.0)
    error = np.zeros((33, 2))
    if s.behind:
        table = np.array([BEHIND[part] for part in PARTS])[_ROW_PART]
        error[:, 0], error[:, 1] = out_x * table[:, 0], table[:, 1]
    else:
        slanting = np.array([SLANTING[part] for part in PARTS])  # (part, view, near or far, (front, low))
        square = np.zeros((len(PARTS), 1, 2, 2))
        square[:, 0, :, 1] = _table(FRONT_LOW)[:, None]
        table = np.concatenate([square, slanting], axis=1)
        k = int(np.clip(np.searchsorted(VIEWS_DEG, turn, side="right") - 1, 0, len(VIEWS_DEG) - 2))
        share = min(1.0, (turn - VIEWS_DEG[k]) / (VIEWS_DEG[k + 1] - VIEWS_DEG[k]))
        mixed = table[:, k] + share * (table[:, k + 1] - table[:, k])
        rows = mixed[_ROW_PART, np.where(near, 0, 1)]
        squarely = max(0.0, 1.0 - turn / 35.0)
        error[:, 0] = front_x * rows[:, 0] + squarely * out_x * _table(FRONT_OUT)[_ROW_PART]
        error[:, 1] = rows[:, 1]
    both = np.array([SPREAD.get(part, (0.7, 0.7))[0] for part in PARTS])
    each = np.array([SPREAD.get(part, (0.7, 0.7))[1] for part in PARTS])
    error += (rng.standard_normal((len(PARTS), 2)) * both[:, None])[_ROW_PART]
    error += (rng.standard_normal((len(PARTS), 2, 2)) * each[:, None, None])[_ROW_PART, np.maximum(ROW_SIDE, 0)]
    return error


def _posture(s: Scenario, m: Motion, rng: np.random.Generator) -> Array:
    """Errors (n, 33, 2) that come with posture: bent knees, standing off the wall, an arm at work."""
    error = np.zeros((len(m.away), 33, 2))
    hips = max(0.0, rng.normal(0.15, 0.06))
    error[:, 23:25, 1] += (hips * m.rise_cm)[:, None]
    error[:, 11:13, 1] += (rng.normal(0.0, 0.02) * m.rise_cm - max(0.0, rng.normal(0.65, 0.6)) * m.away)[:, None]
    for k in range(2):
        own = np.array([0.8 * (1 - 2 * k) * (1 if s.behind else -1), -0.4]) + rng.normal(0, (0.5, 0.7))
        other = rng.normal(0, 0.5, 2)
        error[:, 11 + k] += m.arm[:, k, None] * own
        error[:, 12 - k] += m.arm[:, k, None] * other
    return error


def _hands_at_the_outline(s: Scenario, m: Motion, rng: np.random.Generator, t: Array) -> Array:
    """Return the points (n, 33, 3) that the model believes in: a hidden hand is seen at the trunk's outline."""
    points = m.joints.copy()
    outline = max(0.2, rng.normal(0.45, 0.035)) * s.shoulders_cm
    below = rng.normal(2.6, 1.2)
    near_error = rng.normal(0, (1.2, 1.5))
    squarely = _squarely(s)
    slow = waves(rng, t, (2,), 0.1, 0.6)
    right_x = 1.0 if s.behind else -1.0
    for k, side in enumerate((-1, 1)):
        hidden = m.hidden[:, k]
        if not hidden.any():
            continue
        far = side * s.turn_deg < -20.0
        middle = points[:, 11:13].mean(axis=1)
        across = (points[:, 19 + k, 0] - middle[:, 0]) * right_x * side
        target = np.maximum(outline, across) + 0.8 * slow[:, 0]
        move = squarely * (target - across)
        lower = squarely * below + 0.6 * slow[:, 1]
        if far:
            move, lower = move + 5.0 * slow[:, 0], 9.0 * slow[:, 1]
        elif squarely < 0.5:
            move, lower = move + near_error[0], lower + near_error[1]
        for row, further, higher in ((15 + k, 0.0, 0.7), (17 + k, 0, 0), (19 + k, 0, 0), (21 + k, 0, 0)):
            points[:, row, 0] += hidden * right_x * side * (move + further)
            points[:, row, 1] -= hidden * (lower - higher)
    return points


def _squarely(s: Scenario) -> float:
    """1 where a hand behind the trunk is seen at its outline, 0 where it is seen itself."""
    return float(np.clip((math.cos(math.radians(s.turn_deg)) - 0.5) / 0.3, 0.0, 1.0))


def _z(s: Scenario, m: Motion, rng: np.random.Generator, t: Array, depth: Array, focal_px: float) -> Array:
    """Return the model's z (n, 33) in px: too deep by a factor, off by whole parts, wandering."""
    middle = depth[:, 23:25].mean(axis=1, keepdims=True)
    factor = np.full(33, rng.normal(3.6, 0.25))
    factor[23:25] = rng.normal(3.8, 0.4)
    forward = _table(FORWARD)[_ROW_PART] * rng.normal(1.0, 0.4) * math.cos(math.radians(s.turn_deg))
    if s.behind:
        forward = -0.4 * forward
        # A turned head twists the shoulders' z.
        forward = forward + ROW_SIDE * (np.isin(np.arange(33), [11, 12])) * rng.normal(0, 6)
    common = 5.0 * waves(rng, t, (len(PARTS),), 0.05, 0.5)[:, _ROW_PART]
    own = 1.3 * waves(rng, t, (33,), 0.1, 0.8)
    common[:, 23:25], own[:, 23:25] = 0.0, 0.6 * own[:, 23:25]
    z: Array = (factor * (depth - middle) - forward + common + own) * focal_px / depth[:, 11:12]
    return z


def _visibility(s: Scenario, m: Motion, rng: np.random.Generator, t: Array, outside: NDArray[np.bool_]) -> Array:
    far = np.ones(len(PARTS))
    for part, levels in FAR_VISIBILITY.items():
        far[PARTS.index(part)] = np.interp(abs(s.turn_deg), VIEWS_DEG, (1.0, *levels))
    v = np.broadcast_to(np.where(_nearness(s) < 0, far[_ROW_PART], 1.0), (len(t), 33)).copy()
    unseen = rng.uniform(0.05, 0.3)
    for k, side in enumerate((-1, 1)):
        lost = 0.5 if side * s.turn_deg < -20.0 else unseen
        v[:, [15 + k, 17 + k, 19 + k, 21 + k]] *= (1 - lost * m.hidden[:, k])[:, None]
    v = np.where(outside, 0.1 * v, v)
    v -= np.abs(0.01 * waves(rng, t, (33,), 0.1, 1.0))
    out: Array = np.clip(v, 0.0, 1.0)
    return out
