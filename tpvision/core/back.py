"""The shape of the back, which a ball rolls on and touches not always at its middle.

A mean shape from lengths and angles of the spine's curves; the front differs too much between people to have one.
"""

from __future__ import annotations

import itertools

from tpvision.values import Body, Facing, Vector

BACK_ACROSS = 1 / 16.5
"""Across, the back is the flat side of an oval: chest breadth 28.9 and depth 25.4 cm (ANSUR II) make a radius of
14.45^2 / 12.7 cm."""
BACK_ALONG = ((0.35, 1 / 40), (0.47, 0.0), (0.55, -1 / 23), (0.80, -1 / 23), (1.0, 1 / 12))
"""Along, by v: the thoracic spine bulges by 40 degrees over 28 cm, the lumbar spine is hollow by 45 degrees over
18 cm (lengths: body_knowledge 4.2; angles: standing adults, 20-45 and 40-60 degrees); the seat is round."""
BACK_SLOPE = ((0.10, 0.15), (0.25, 0.35), (0.47, 0.30), (0.67, -0.17), (0.85, -0.45))
"""Sine of the back's slope against the wall, by v, as the spine's curves make it (20 degrees at the end of the chest,
25 the other way above the seat); on the films the ball's centre lies by that share of its radius below the contact."""


def curvatures(body: Body, down_cm: float) -> Vector:
    """Return how the back curves at a height, per centimetre: across and along; positive where it bulges."""
    if body.facing is Facing.BACK:
        return 0.0, 0.0  # the ball is at the front, whose shape differs too much between people
    return BACK_ACROSS, _at(BACK_ALONG, down_cm / body.torso_cm)


def touched_cm(body: Body, middle_cm: float, ball_cm: float) -> float:
    """Return how far down the ball touches whose middle lies at a height: not there, where the back slopes."""
    slope = 0.0 if body.facing is Facing.BACK else _at(BACK_SLOPE, middle_cm / body.torso_cm)
    return middle_cm - ball_cm / 2 * slope


def _at(table: tuple[Vector, ...], v: float) -> float:
    """Read a table at a height, straight between its rows."""
    for (v0, y0), (v1, y1) in itertools.pairwise(table):
        if v <= v1:
            return y0 + (y1 - y0) * max(0.0, v - v0) / (v1 - v0)
    return table[-1][1]
