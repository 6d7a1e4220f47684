"""A drawn body, from behind or from in front, on which places of the torso can be shown.

It is drawn as in a mirror: the subject's right is on the right, from behind and from in front. Its
points are normalised torso coordinates (see ``tpvision.values``): ``u`` from the midline, positive to the
subject's right, in shoulder joint widths; ``v`` down from the shoulder line, in torso lengths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pygame

from tpvision.screens.theme import Colour, Theme
from tpvision.screens.widgets import Point, curve, disc, ellipse, polygon, stroke

TOP_V, BOTTOM_V, HALF_U = -0.76, 1.22, 0.90
"""What of the body is drawn: head to thighs, elbow to elbow."""
SHOULDER_OVER_TORSO = 0.76
"""Shoulder joint width over torso length of the drawn body; between the means of men and women."""


@dataclass(frozen=True, slots=True)
class BodyMap:
    """Where the drawn body stands."""

    centre_x_px: float
    top_px: float
    u_px: float
    v_px: float

    @classmethod
    def within(cls, rect: pygame.Rect) -> BodyMap:
        """Make the body as large as the box allows."""
        v_px = min(rect.height / (BOTTOM_V - TOP_V), rect.width / (2 * HALF_U * SHOULDER_OVER_TORSO))
        return cls(rect.centerx, rect.bottom - v_px * (BOTTOM_V - TOP_V), v_px * SHOULDER_OVER_TORSO, v_px)

    def at(self, u: float, v: float) -> Point:
        """Return where a place of the torso is drawn."""
        return self.centre_x_px + u * self.u_px, self.top_px + (v - TOP_V) * self.v_px

    def draw(self, surface: pygame.Surface, theme: Theme, *, front: bool) -> None:
        """Draw the body on a ground of ``theme.panel``."""
        figure = _figure(round(self.u_px), round(self.v_px), theme, front)
        surface.blit(figure, (round(self.centre_x_px - figure.get_width() / 2), round(self.top_px)))


# Half outlines of the subject's right side, from the top down.
_OUTLINE = (
    (0.0, -0.72), (0.10, -0.705), (0.165, -0.655), (0.195, -0.57), (0.185, -0.46), (0.165, -0.39), (0.145, -0.33),
    (0.145, -0.27), (0.20, -0.215), (0.34, -0.165), (0.48, -0.125), (0.575, -0.085), (0.645, 0.0), (0.675, 0.11),
    (0.69, 0.26), (0.715, 0.42), (0.755, 0.56), (0.785, 0.68), (0.80, 0.82), (0.80, 0.96), (0.79, 1.06), (0.81, 1.16),
    (0.80, 1.30), (0.72, 1.30), (0.71, 1.16), (0.715, 1.05), (0.70, 0.92), (0.665, 0.78), (0.635, 0.66),
    (0.60, 0.52), (0.565, 0.38), (0.535, 0.27), (0.505, 0.18), (0.480, 0.25), (0.45, 0.36), (0.415, 0.48),
    (0.392, 0.58), (0.40, 0.67), (0.44, 0.79), (0.48, 0.92), (0.497, 1.04), (0.49, 1.16), (0.47, 1.30),
)  # fmt: skip
_EAR = ((0.19, -0.53), (0.225, -0.545), (0.235, -0.50), (0.215, -0.435), (0.185, -0.43))
_HAIR = (
    (0.0, -0.74),
    (0.11, -0.725),
    (0.18, -0.67),
    (0.205, -0.58),
    (0.185, -0.50),
    (0.165, -0.42),
    (0.11, -0.362),
    (0.0, -0.35),
)
_BLADE = (
    (0.205, -0.10), (0.20, -0.03), (0.20, 0.06), (0.208, 0.14), (0.225, 0.195), (0.262, 0.185), (0.315, 0.13),
    (0.375, 0.065), (0.43, 0.02), (0.44, -0.02), (0.36, -0.055), (0.27, -0.085),
)  # fmt: skip
_BLADE_RIDGE = ((0.215, -0.02), (0.29, -0.045), (0.40, -0.068), (0.505, -0.07))
_CREST = ((0.085, 0.80), (0.12, 0.745), (0.19, 0.695), (0.27, 0.675), (0.345, 0.69), (0.405, 0.735))
_VERTEBRAE = (
    -0.21, -0.165, -0.115, -0.065, -0.015, 0.037, 0.09, 0.142, 0.195, 0.25, 0.305, 0.36, 0.42, 0.485, 0.55, 0.615,
    0.677, 0.735,
)  # fmt: skip
_FOLD = ((0.045, 1.135), (0.13, 1.16), (0.24, 1.155), (0.33, 1.12))
_TRAPEZIUS = ((0.16, -0.225), (0.13, -0.10), (0.10, 0.08), (0.045, 0.33))
_COLLAR_BONE = ((0.05, -0.055), (0.15, -0.075), (0.30, -0.10), (0.44, -0.11), (0.53, -0.085))
_BREAST = ((0.06, 0.285), (0.16, 0.305), (0.27, 0.29), (0.36, 0.235), (0.42, 0.165), (0.475, 0.11))
_RIBS = ((0.03, 0.385), (0.10, 0.435), (0.19, 0.52), (0.29, 0.575))
_GROIN = ((0.405, 0.76), (0.33, 0.86), (0.20, 0.98), (0.06, 1.075))
_JAW = ((0.0, -0.275), (0.075, -0.29), (0.13, -0.345), (0.165, -0.40))
_BROW = ((0.045, -0.562), (0.085, -0.570), (0.125, -0.560))
_FRINGE = (
    (0.0, -0.74), (0.11, -0.725), (0.18, -0.67), (0.205, -0.58), (0.19, -0.53), (0.165, -0.60), (0.08, -0.645),
    (0.0, -0.655),
)  # fmt: skip


@lru_cache(maxsize=8)
def _figure(u_px: int, v_px: int, theme: Theme, front: bool) -> pygame.Surface:
    """Draw the whole figure; (0, TOP_V) is at the middle of the upper edge."""
    width, height = round(2 * HALF_U * u_px), round((BOTTOM_V - TOP_V) * v_px)
    surface = pygame.Surface((width, height), 0, 32)
    surface.fill(theme.panel)
    thin, thick = max(1.5, 0.009 * v_px), max(2.0, 0.013 * v_px)

    def at(u: float, v: float) -> Point:
        return width / 2 + u * u_px, (v - TOP_V) * v_px

    def line(points: Sequence[Point], thickness: float, colour: Colour) -> None:
        for side in (1, -1):
            stroke(surface, curve([at(side * u, v) for u, v in points]), thickness, colour)

    def area(points: Sequence[Point], colour: Colour) -> list[Point]:
        """Fill an outline of which the right half is given, and return it whole."""
        half = [at(u, v) for u, v in curve(points)]
        whole = half + [(width - x, y) for x, y in reversed(half)]
        polygon(surface, whole, colour)
        return whole

    for side in (1, -1):
        polygon(surface, curve([at(side * u, v) for u, v in _EAR], closed=True), theme.skin_line)
    outline = area(_OUTLINE, theme.skin)
    stroke(surface, [*outline, outline[0]], thick, theme.skin_line)
    if front:
        area(_FRINGE, theme.hair)
        line(_JAW, thick, theme.skin_line)
        line(_BROW, thin, theme.skin_line)
        for side in (1, -1):
            disc(surface, at(side * 0.085, -0.51), 0.016 * v_px, theme.skin_line)
        stroke(surface, curve([at(0.0, -0.50), at(-0.02, -0.435), at(0.015, -0.43)]), thin, theme.skin_line)
        stroke(surface, curve([at(-0.06, -0.365), at(0.0, -0.357), at(0.06, -0.365)]), thin, theme.skin_line)
        line(_COLLAR_BONE, thick, theme.skin_line)
        line(_BREAST, thin, theme.skin_line)
        line(_RIBS, thin, theme.skin_shade)
        line(_GROIN, thin, theme.skin_line)
        stroke(surface, [at(0.0, -0.02), at(0.0, 0.36)], thin, theme.skin_shade)
        stroke(surface, [at(0.0, 0.36), at(0.0, 0.64)], thin, theme.skin_shade)
        ellipse(surface, at(0.0, 0.69), (0.011 * v_px, 0.018 * v_px), 0, thin, theme.skin_line)
    else:
        area(_HAIR, theme.hair)
        line(_TRAPEZIUS, thin, theme.skin_shade)
        for side in (1, -1):
            blade = curve([at(side * u, v) for u, v in _BLADE], closed=True)
            polygon(surface, blade, theme.skin_shade)
            stroke(surface, [*blade, blade[0]], thin, theme.skin_line)
            disc(surface, at(side * 0.12, 0.83), 0.015 * v_px, theme.skin_line)
        line(_BLADE_RIDGE, thick, theme.skin_line)
        line(_CREST, thick, theme.skin_line)
        line(_FOLD, thin, theme.skin_line)
        stroke(surface, [at(0.0, -0.30), at(0.0, 0.78)], 0.045 * v_px, theme.skin_shade)
        for v in _VERTEBRAE:
            disc(surface, at(0.0, v), (0.022 if v == _VERTEBRAE[0] else 0.0135) * v_px, theme.skin_line)
        stroke(surface, [at(0.0, 0.90), at(0.0, 1.13)], thin, theme.skin_line)
    fade = round(0.18 * v_px)
    row = pygame.Surface((width, 1), pygame.SRCALPHA, 32)
    for i in range(fade):
        row.fill((*theme.panel, round(255 * (i + 1) / fade)))
        surface.blit(row, (0, height - fade + i))
    return surface
