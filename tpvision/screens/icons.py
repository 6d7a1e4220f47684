"""A shape for every phase, so that no phase is told by its colour alone."""

from __future__ import annotations

import math
from functools import lru_cache

import pygame

from tpvision.screens.text import set_text
from tpvision.screens.theme import Colour, Theme
from tpvision.screens.widgets import Point, arrow, curve, disc, panel, polygon, ring, stroke
from tpvision.values import Hands, Phase


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


def draw_hands(surface: pygame.Surface, hands: Hands, rect: pygame.Rect, theme: Theme) -> None:
    """Draw a person with a hand or both above the head, as in a mirror: the right one on the right."""
    surface.blit(_hands(hands, max(0, rect.height), theme), rect)


@lru_cache(maxsize=16)
def _hands(hands: Hands, side: int, theme: Theme) -> pygame.Surface:
    surface = pygame.Surface((side, side), pygame.SRCALPHA, 32)

    def at(x: float, y: float) -> Point:
        return (0.5 + x) * side, y * side

    thick = 0.11 * side
    disc(surface, at(0.0, 0.30), 0.13 * side, theme.text)
    half = [at(x, y) for x, y in ((0.19, 0.96), (0.19, 0.62), (0.10, 0.53))]
    other = [at(x, y) for x, y in ((-0.10, 0.53), (-0.19, 0.62), (-0.19, 0.96))]
    polygon(surface, curve([*half, *other]), theme.text)
    for sign, hand in ((1, Hands.RIGHT), (-1, Hands.LEFT)):
        if hands in (hand, Hands.BOTH):
            stroke(surface, [at(sign * 0.18, 0.62), at(sign * 0.36, 0.42), at(sign * 0.32, 0.12)], thick, theme.target)
            disc(surface, at(sign * 0.32, 0.10), 0.09 * side, theme.target)
        else:
            stroke(surface, [at(sign * 0.20, 0.62), at(sign * 0.31, 0.92)], thick, theme.text)
    return surface


def draw_muted(surface: pygame.Surface, rect: pygame.Rect, theme: Theme) -> None:
    """Draw a loudspeaker that is crossed out."""
    side = rect.width

    def at(x: float, y: float) -> Point:
        return rect.x + x * side, rect.y + y * side

    horn = [at(x, y) for x, y in ((0.05, 0.35), (0.25, 0.35), (0.52, 0.10), (0.52, 0.90), (0.25, 0.65), (0.05, 0.65))]
    polygon(surface, horn, theme.text)
    for y in (0.34, 0.66):
        stroke(surface, [at(0.66, y), at(0.94, 1.0 - y)], 0.1 * side, theme.alarm)


def draw_microphone(surface: pygame.Surface, rect: pygame.Rect, theme: Theme) -> None:
    """Draw a microphone."""
    side = rect.width

    def at(x: float, y: float) -> Point:
        return rect.x + x * side, rect.y + y * side

    stroke(surface, [at(0.5, 0.20), at(0.5, 0.46)], 0.28 * side, theme.text)
    cup = curve([at(0.24, 0.44), at(0.30, 0.63), at(0.5, 0.71), at(0.70, 0.63), at(0.76, 0.44)])
    stroke(surface, cup, 0.08 * side, theme.text)
    stroke(surface, [at(0.5, 0.71), at(0.5, 0.92)], 0.08 * side, theme.text)
    stroke(surface, [at(0.32, 0.93), at(0.68, 0.93)], 0.08 * side, theme.text)
