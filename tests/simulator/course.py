"""What happens in a session, and when.

The times and poses are those of the rendered films: the ball is shown, put behind the back in 2 s; the
person steps back in 1.7 s with the hand still there, which comes back while they settle for 1.2 s.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from tests.simulator.scenario import Scenario, Trouble


@dataclass
class Spell:
    """One time with the ball pressed."""

    shown_s: float
    """The hand begins to take the ball to its place."""
    start_s: float
    end_s: float
    hand: int
    right_cm: float
    down_cm: float
    pressed: bool = True
    """False when the person leans against the wall without a ball."""


@dataclass
class Course:
    """What happens when: knots of the trunk's path, and the spells of contact."""

    knots: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    """(t_s, x, y, z, roll_deg) of the mid-shoulder; between two the movement is of minimum jerk."""
    spells: list[Spell] = field(default_factory=list)
    holds: list[tuple[float, float]] = field(default_factory=list)
    end_s: float = 0.0
    nudged_s: float | None = None
    """When the camera is nudged."""
    passer_s: float | None = None
    """When somebody else comes into the picture."""


def course(s: Scenario) -> Course:
    """Draw what happens: one spell of contact or two, seeking, holding, drifting, stepping off."""
    rng = np.random.default_rng([s.seed, 1])
    c = Course()
    stand_y = 0.80 * s.stature_cm
    wall_z = leaning_z(s)
    away_z = wall_z + rng.uniform(40, 50)
    x, y = rng.uniform(-10, 10), stand_y
    t = rng.uniform(1.6, 2.6)
    trouble = s.trouble
    twice = trouble in (Trouble.SECOND, Trouble.LEAVES, Trouble.DROPPED)
    parts = 2 if twice else int(rng.choice([2, 3]))
    c.knots += [(0.0, x, y, away_z, 0.0), (t, x, y, away_z, 0.0)]
    t = _spell(c, rng, s, t, x, away_z, s.hand, s.right_cm, s.down_cm, parts)
    if trouble is Trouble.NUDGED:
        c.nudged_s = rng.uniform(c.spells[0].start_s + 3, c.spells[0].end_s - 3)
    if trouble in (Trouble.PASSER, Trouble.PASSER_ONLY):
        c.passer_s = rng.uniform(c.spells[0].start_s + 2, c.spells[0].end_s - 4)
    if twice:
        if trouble is Trouble.LEAVES:
            out_x = rng.choice([-1, 1]) * 320.0
            for dt, to in ((2.4, out_x), (rng.uniform(2, 4), out_x), (2.4, x)):
                t += dt
                c.knots.append((t, to, stand_y, away_z, 0.0))
        t += rng.uniform(1.0, 2.0)
        c.knots.append((t, x, stand_y, away_z, 0.0))
        right, down = -0.9 * s.right_cm, s.down_cm + rng.uniform(-4, 4)
        t = _spell(c, rng, s, t, x, away_z, int(np.sign(right)), right, down, 2, trouble is not Trouble.DROPPED)
    c.end_s = t
    return c


def leaning_z(s: Scenario) -> float:
    """Distance of the shoulder joints from the wall while the ball is pressed; it gives a little."""
    return 0.95 * s.ball_cm + s.skin_behind_shoulders_cm


def _spell(
    c: Course,
    rng: np.random.Generator,
    s: Scenario,
    t: float,
    x: float,
    away_z: float,
    hand: int,
    right: float,
    down: float,
    parts: int,
    pressed: bool = True,
) -> float:
    """Add placing, leaning and stepping off to the course; return when it is over."""
    stand_y, wall_z = 0.80 * s.stature_cm, leaning_z(s)
    shown = t
    t += 2.2 if pressed else 0.2
    c.knots.append((t, x, stand_y, away_z, 0.0))
    t += rng.uniform(1.6, 1.8)
    y, roll = stand_y - rng.uniform(3.0, 8.0), 0.0
    c.knots.append((t, x, y, wall_z, 0.0))
    start, first = t, (right, down)
    t += 1.2
    c.knots.append((t, x, y, wall_z, 0.0))
    for part in range(parts):
        # Where the contact is to go, and the body twice as far the other way.
        dc_right, dc_down = rng.uniform(-2.0, 2.0), rng.uniform(1.0, 3.5) * rng.choice([-1, 1])
        if not 2.0 < abs(right + dc_right) < 0.36 * s.shoulders_cm:
            dc_right = -dc_right
        if not 3.0 < down + dc_down < 0.80 * s.torso_cm:
            dc_down = -dc_down
        dy = float(np.clip(2 * dc_down, -(y - stand_y + 22.0), stand_y - 1.0 - y))
        dx = 2 * dc_right * (-1 if s.behind else 1)
        right, down = right + dc_right, down + dy / 2
        drift = part > 0 and rng.random() < 0.4
        x, y, roll = x + dx, y + dy, float(rng.uniform(-2, 2)) if rng.random() < 0.5 else roll
        t += (2.2 if drift else 0.9) * max(1.5, math.hypot(dx, dy) / 3.0)
        c.knots.append((t, x, y, wall_z, roll))
        hold = rng.uniform(4.0, 7.0) + (s.longer_s if part == 0 else 0.0)
        c.holds += [(t, t + hold)] if pressed else []
        t += hold
        c.knots.append((t, x, y, wall_z, roll))
    c.spells.append(Spell(shown, start, t, hand, *first, pressed))
    t += rng.uniform(1.2, 1.6)
    c.knots.append((t, x, stand_y, away_z, 0.0))
    t += 1.5
    c.knots.append((t, x, stand_y, away_z, 0.0))
    return t
