"""A shape for every phase, so that no phase is told by its colour alone."""

from __future__ import annotations

import math

import pygame

from tpvision.screens.theme import Colour, Theme
from tpvision.screens.widgets import Point, arrow, disc, panel, polygon, ring, set_text, stroke
from tpvision.values import Phase


def phase_colour(phase: Phase, theme: Theme) -> Colour:
    """Return the colour of a phase: green while it counts, yellow for waiting, red for trouble, else blue."""
    if phase in (Phase.SETTLE, Phase.HOLD, Phase.DONE):
        return theme.hold
    if phase in (Phase.PAUSED, Phase.RELEASE, Phase.REST):
        return theme.wait
    if phase in (Phase.LOST, Phase.STOPPED):
        return theme.alarm
    return theme.target


def draw_phase(surface: pygame.Surface, phase: Phase, rect: pygame.Rect, theme: Theme) -> None:
    """Draw the shape of a phase into a square box, in its colour."""
    side, colour = rect.width, phase_colour(phase, theme)
    thick = 0.12 * side

    def at(x: float, y: float) -> Point:
        return rect.x + x * side, rect.y + y * side

    if phase is Phase.GET_READY:  # a clock
        ring(surface, at(0.5, 0.5), 0.42 * side, thick, colour)
        stroke(surface, [at(0.5, 0.25), at(0.5, 0.52), at(0.68, 0.60)], thick, colour)
    elif phase is Phase.PLACE:  # a ball at a wall
        stroke(surface, [at(0.88, 0.08), at(0.88, 0.92)], thick, colour)
        disc(surface, at(0.46, 0.5), 0.30 * side, colour)
    elif phase is Phase.SEEK:  # a looking glass
        ring(surface, at(0.42, 0.42), 0.30 * side, thick, colour)
        stroke(surface, [at(0.66, 0.66), at(0.90, 0.90)], 1.3 * thick, colour)
    elif phase is Phase.SETTLE:  # a ring about a dot
        ring(surface, at(0.5, 0.5), 0.40 * side, thick, colour)
        disc(surface, at(0.5, 0.5), 0.17 * side, colour)
    elif phase is Phase.HOLD:  # full
        disc(surface, at(0.5, 0.5), 0.45 * side, colour)
    elif phase is Phase.RELEASE:  # away from a wall
        stroke(surface, [at(0.90, 0.08), at(0.90, 0.92)], thick, colour)
        arrow(surface, at(0.40, 0.5), (-1.0, 0.0), 0.72 * side, colour)
    elif phase is Phase.REST:  # the moon: a disc without another
        outer, inner = _circle((0.5, 0.5), 0.44), _circle((0.69, 0.35), 0.38)
        edge = [p for p in outer if math.dist(p, (0.69, 0.35)) > 0.38]
        bite = [p for p in inner if math.dist(p, (0.5, 0.5)) < 0.44]
        polygon(surface, [at(x, y) for x, y in (*edge, *reversed(bite))], colour)
    elif phase is Phase.RATE:  # rising bars
        for i in range(3):
            top = 0.62 - 0.26 * i
            box = pygame.Rect(0, 0, round(0.22 * side), round((0.92 - top) * side))
            box.topleft = round(at(0.08 + 0.31 * i, top)[0]), round(at(0.0, top)[1])
            panel(surface, box, 0.05 * side, colour)
    elif phase is Phase.DONE:
        draw_tick(surface, rect, colour)
    elif phase is Phase.PAUSED:
        draw_pause(surface, rect, colour)
    elif phase is Phase.LOST:  # a question in a broken ring
        ring(surface, at(0.5, 0.5), 0.44 * side, 0.8 * thick, colour, dashes=6)
        set_text("?", round(0.8 * side), side, bold=True).draw(surface, rect, colour)
    else:
        panel(surface, rect.inflate(-0.2 * side, -0.2 * side), 0.1 * side, colour)


def draw_tick(surface: pygame.Surface, rect: pygame.Rect, colour: Colour) -> None:
    """Draw a check mark into a square box."""
    points = [(rect.x + x * rect.width, rect.y + y * rect.width) for x, y in ((0.10, 0.55), (0.38, 0.82), (0.90, 0.20))]
    stroke(surface, points, 0.16 * rect.width, colour)


def draw_pause(surface: pygame.Surface, rect: pygame.Rect, colour: Colour) -> None:
    """Draw two bars into a square box."""
    for x in (0.30, 0.70):
        points = [(rect.x + x * rect.width, rect.y + y * rect.width) for y in (0.18, 0.82)]
        stroke(surface, points, 0.22 * rect.width, colour)


def _circle(centre: Point, radius: float) -> list[Point]:
    """Return points of a circle, clockwise from its upper right."""
    turns = [2 * math.pi * (i / 96 - 0.105) for i in range(96)]
    return [(centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns]
