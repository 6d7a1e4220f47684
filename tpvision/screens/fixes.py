"""A picture for everything that can be mended about the camera's place, and for each step of the calibration."""

from __future__ import annotations

import math
from functools import lru_cache

import pygame

from tpvision.knowledge.outline import OUTLINE, SHOULDER_OVER_TORSO
from tpvision.screens.theme import Colour, Theme
from tpvision.screens.widgets import Point, arrow, curve, disc, panel, polygon, ring, stroke

_UP, _DOWN, _LEFT, _RIGHT = (0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)


class _Pen:
    """Draws into a square box, whose side is the unit."""

    def __init__(self, surface: pygame.Surface, box: pygame.Rect, theme: Theme) -> None:
        self._surface, self._box, self._theme = surface, box, theme
        self.side = box.width

    def at(self, x: float, y: float) -> Point:
        return self._box.x + x * self.side, self._box.y + y * self.side

    def person(self, x: float, foot: float, tall: float, colour: Colour | None = None) -> None:
        """Draw somebody who stands, seen from the front."""
        paint = colour or self._theme.text

        def at(u: float, v: float) -> Point:
            return self.at(x + u * tall, foot + (v - 1.0) * tall)

        disc(self._surface, at(0.0, 0.10), 0.09 * tall * self.side, paint)
        trunk = [at(-0.13, 0.23), at(0.13, 0.23), at(0.10, 0.56), at(-0.10, 0.56)]
        polygon(self._surface, trunk, paint)
        thick = 0.075 * tall * self.side
        for sign in (1, -1):
            stroke(self._surface, [at(sign * 0.13, 0.26), at(sign * 0.19, 0.55)], thick, paint)
            stroke(self._surface, [at(sign * 0.065, 0.55), at(sign * 0.075, 0.96)], 1.2 * thick, paint)

    def camera(self, x: float, y: float, wide: float, turn_deg: float = 0.0) -> None:
        """Draw a camera that looks to the right, turned clockwise."""
        cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))

        def at(u: float, v: float) -> Point:
            return self.at(x + wide * (u * cos - v * sin), y + wide * (u * sin + v * cos))

        body = [at(u, v) for u, v in ((-0.5, -0.3), (0.2, -0.3), (0.2, 0.3), (-0.5, 0.3))]
        lens = [at(u, v) for u, v in ((0.2, -0.10), (0.5, -0.28), (0.5, 0.28), (0.2, 0.10))]
        polygon(self._surface, body, self._theme.text)
        polygon(self._surface, lens, self._theme.text)
        disc(self._surface, at(-0.15, 0.0), 0.13 * wide * self.side, self._theme.panel)

    def arrow(self, x: float, y: float, direction: Point, length: float) -> None:
        arrow(self._surface, self.at(x, y), direction, length * self.side, self._theme.target)

    def bow(self, x: float, y: float, radius: float, start_deg: float, end_deg: float) -> None:
        """Draw a bent arrow; angles grow clockwise from the right."""
        steps = [math.radians(start_deg + (end_deg - start_deg) * i / 12) for i in range(13)]
        points = [self.at(x + radius * math.cos(t), y + radius * math.sin(t)) for t in steps]
        stroke(self._surface, points, 0.055 * self.side, self._theme.target)
        sign = 1.0 if end_deg > start_deg else -1.0
        last = steps[-1]
        head = last + sign * 0.10 / radius
        tip = self.at(x + radius * math.cos(head), y + radius * math.sin(head))
        wings = [self.at(x + r * math.cos(last), y + r * math.sin(last)) for r in (radius - 0.085, radius + 0.085)]
        polygon(self._surface, [tip, *wings], self._theme.target)

    def line(self, *points: Point, thick: float = 0.05, colour: Colour | None = None) -> None:
        stroke(self._surface, [self.at(*p) for p in points], thick * self.side, colour or self._theme.text)

    def sun(self, x: float, y: float, radius: float, colour: Colour, rays: bool) -> None:
        disc(self._surface, self.at(x, y), radius * self.side, colour)
        for i in range(8 if rays else 0):
            turn = 2 * math.pi * i / 8
            ends = [(x + r * math.cos(turn), y + r * math.sin(turn)) for r in (1.4 * radius, 2.0 * radius)]
            self.line(*ends, colour=colour)

    def ball(self, x: float, y: float, radius: float) -> None:
        disc(self._surface, self.at(x, y), radius * self.side, self._theme.ball)

    def wall(self, x: float) -> None:
        self.line((x, 0.04), (x, 0.96), thick=0.035, colour=self._theme.soft_text)

    def screen(self, x: float, y: float, wide: float) -> None:
        """Draw a picture's frame, of squares."""
        for i in range(4):
            for k in range(3):
                if (i + k) % 2 == 0:
                    size = wide / 4 * self.side
                    box = pygame.Rect(0, 0, round(0.9 * size), round(0.9 * size))
                    left, top = self.at(x - wide / 2 + i * wide / 4, y + (k - 1.5) * wide / 4)
                    box.topleft = round(left), round(top)
                    panel(self._surface, box, 1, self._theme.text)

    def clock(self, x: float, y: float, radius: float) -> None:
        ring(self._surface, self.at(x, y), radius * self.side, 0.06 * self.side, self._theme.text)
        self.line((x, y - 0.6 * radius), (x, y), (x + 0.45 * radius, y + 0.2 * radius), thick=0.06)


def draw_fix(surface: pygame.Surface, key: str, box: pygame.Rect, theme: Theme, mirror: bool) -> None:
    """Draw what is to be done, by the key of its cue, into a square box on a ground of ``theme.panel``.

    Parameters
    ----------
    mirror
        Whether people see themselves as in a mirror: their right is on the right then.
    """
    surface.blit(_fix(key, box.width, theme, mirror), box)


@lru_cache(maxsize=32)
def _fix(key: str, side: int, theme: Theme, mirror: bool) -> pygame.Surface:
    box = pygame.Rect(0, 0, side, side)
    surface = pygame.Surface(box.size, 0, 32)
    surface.fill(theme.panel)
    pen = _Pen(surface, box, theme)
    match key:
        case "setup_back" | "setup_nearer":
            back = key == "setup_back"
            pen.camera(0.16, 0.30, 0.28)
            pen.person(0.78, 0.92, 0.80)
            pen.arrow(0.43, 0.62, _RIGHT if back else _LEFT, 0.38)
        case "setup_camera_up" | "setup_camera_down":
            pen.camera(0.32, 0.5, 0.55)
            pen.arrow(0.80, 0.5, _UP if key == "setup_camera_up" else _DOWN, 0.46)
        case "setup_tilt_up" | "setup_tilt_down":
            up = key == "setup_tilt_up"
            pen.camera(0.38, 0.5, 0.55, -14.0 if up else 14.0)
            pen.bow(0.30, 0.5, 0.58, 22.0 if up else -22.0, -30.0 if up else 30.0)
        case "setup_left" | "setup_right":
            right = (key == "setup_right") is mirror
            pen.person(0.28 if right else 0.72, 0.96, 0.90)
            pen.arrow(0.72 if right else 0.28, 0.5, _RIGHT if right else _LEFT, 0.45)
        case "setup_centre":
            pen.camera(0.46, 0.36, 0.55)
            pen.bow(0.5, 0.45, 0.38, 150.0, 35.0)
        case "setup_level":
            pen.camera(0.44, 0.55, 0.55, -12.0)
            pen.bow(0.44, 0.60, 0.46, -60.0, -20.0)
        case "setup_square":
            pen.person(0.5, 0.80, 0.74)
            pen.bow(0.5, 0.62, 0.34, 160.0, 35.0)
        case "setup_dark":
            pen.sun(0.5, 0.5, 0.20, theme.wait, True)
        case "setup_bright":
            pen.sun(0.5, 0.5, 0.20, theme.wait, True)
            pen.line((0.15, 0.85), (0.85, 0.15), thick=0.07, colour=theme.alarm)
        case "setup_alone":
            pen.person(0.30, 0.96, 0.90)
            pen.person(0.74, 0.96, 0.90, theme.skin)
            pen.line((0.56, 0.86), (0.92, 0.16), thick=0.06, colour=theme.alarm)
        case "setup_coarse":
            pen.screen(0.5, 0.5, 0.8)
        case "setup_slow":
            pen.clock(0.5, 0.5, 0.36)
        case "stalled":
            pen.camera(0.5, 0.5, 0.75)
            pen.line((0.14, 0.86), (0.86, 0.14), thick=0.07, colour=theme.alarm)
        case "stand_at_wall":
            pen.wall(0.80)
            pen.person(0.62, 0.96, 0.92)
            pen.arrow(0.24, 0.5, _RIGHT, 0.36)
        case "show_ball":
            pen.person(0.5, 0.96, 0.92)
            for sign in (1, -1):
                pen.line((0.5 + sign * 0.17, 0.45), (0.5 + sign * 0.06, 0.40), thick=0.06, colour=theme.skin_line)
            pen.ball(0.5, 0.38, 0.10)
        case _:  # nobody is in the picture yet
            pen.person(0.62, 0.96, 0.90, theme.target)
            pen.arrow(0.22, 0.5, _RIGHT, 0.36)
    return surface


def silhouette(surface: pygame.Surface, at: Point, v_px: float, theme: Theme, thick: float) -> None:
    """Draw the outline of somebody to stand in; ``at`` is the middle of the shoulders, ``v_px`` a torso long."""
    outline = _outline(round(v_px), theme, thick)
    surface.blit(outline, (round(at[0] - outline.get_width() / 2), round(at[1] + OUTLINE[0][1] * v_px - 2 * thick)))


@lru_cache(maxsize=8)
def _outline(v_px: int, theme: Theme, thick: float) -> pygame.Surface:
    u_px, top = SHOULDER_OVER_TORSO * v_px, OUTLINE[0][1]
    wide = 2 * (max(u for u, _ in OUTLINE) * u_px + 2 * thick)
    tall = (max(v for _, v in OUTLINE) - top) * v_px + 4 * thick
    surface = pygame.Surface((round(wide), round(tall)), pygame.SRCALPHA, 32)
    sides = [
        curve([(wide / 2 + sign * u * u_px, 2 * thick + (v - top) * v_px) for u, v in OUTLINE]) for sign in (1, -1)
    ]
    for width, paint in ((2.2 * thick, theme.casing), (thick, theme.target)):
        for points in sides:
            stroke(surface, points, width, paint)
    return surface
