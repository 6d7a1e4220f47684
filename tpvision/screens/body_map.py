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

from tpvision.knowledge import outline as outlines
from tpvision.knowledge.outline import BOTTOM_V, HALF_U, SHOULDER_OVER_TORSO, TOP_V
from tpvision.screens.theme import Colour, Theme
from tpvision.screens.widgets import Point, curve, disc, ellipse, polygon, stroke

TYPICAL_CM = (36.0, 48.0)
"""Shoulder joint width and torso length that the drawn body is reckoned with where nobody is measured."""


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
        polygon(surface, curve([at(side * u, v) for u, v in outlines.EAR], closed=True), theme.skin_line)
    outline = area(outlines.OUTLINE, theme.skin)
    stroke(surface, [*outline, outline[0]], thick, theme.skin_line)
    if front:
        area(outlines.FRINGE, theme.hair)
        line(outlines.JAW, thick, theme.skin_line)
        line(outlines.BROW, thin, theme.skin_line)
        for side in (1, -1):
            disc(surface, at(side * 0.085, -0.51), 0.016 * v_px, theme.skin_line)
        stroke(surface, curve([at(0.0, -0.50), at(-0.02, -0.435), at(0.015, -0.43)]), thin, theme.skin_line)
        stroke(surface, curve([at(-0.06, -0.365), at(0.0, -0.357), at(0.06, -0.365)]), thin, theme.skin_line)
        line(outlines.COLLAR_BONE, thick, theme.skin_line)
        line(outlines.BREAST, thin, theme.skin_line)
        line(outlines.RIBS, thin, theme.skin_shade)
        line(outlines.GROIN, thin, theme.skin_line)
        stroke(surface, [at(0.0, -0.02), at(0.0, 0.36)], thin, theme.skin_shade)
        stroke(surface, [at(0.0, 0.36), at(0.0, 0.64)], thin, theme.skin_shade)
        ellipse(surface, at(0.0, 0.69), (0.011 * v_px, 0.018 * v_px), 0, thin, theme.skin_line)
    else:
        area(outlines.HAIR, theme.hair)
        line(outlines.TRAPEZIUS, thin, theme.skin_shade)
        for side in (1, -1):
            blade = curve([at(side * u, v) for u, v in outlines.BLADE], closed=True)
            polygon(surface, blade, theme.skin_shade)
            stroke(surface, [*blade, blade[0]], thin, theme.skin_line)
            disc(surface, at(side * 0.12, 0.83), 0.015 * v_px, theme.skin_line)
        line(outlines.BLADE_RIDGE, thick, theme.skin_line)
        line(outlines.CREST, thick, theme.skin_line)
        line(outlines.FOLD, thin, theme.skin_line)
        stroke(surface, [at(0.0, -0.30), at(0.0, 0.78)], 0.045 * v_px, theme.skin_shade)
        for v in outlines.VERTEBRAE:
            disc(surface, at(0.0, v), (0.022 if v == outlines.VERTEBRAE[0] else 0.0135) * v_px, theme.skin_line)
        stroke(surface, [at(0.0, 0.90), at(0.0, 1.13)], thin, theme.skin_line)
    fade = round(0.18 * v_px)
    row = pygame.Surface((width, 1), pygame.SRCALPHA, 32)
    for i in range(fade):
        row.fill((*theme.panel, round(255 * (i + 1) / fade)))
        surface.blit(row, (0, height - fade + i))
    return surface
