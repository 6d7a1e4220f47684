"""Smooth shapes, drawn on any surface.

pygame draws without anti-aliasing. Every shape here is painted four times too large and scaled down
into a small picture with soft edges, which is kept for the next time. All lengths are pixels; an angle
of 0 points right and grows clockwise, as y points down.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import pygame

from tpvision.screens.theme import Colour

Point = tuple[float, float]
Box = tuple[int, int, int, int]
"""Left, top, width, height."""
Paint = tuple[int, int, int] | tuple[int, int, int, int]
"""A colour, with its opacity (0 to 255) where it is not opaque."""
Layer = tuple[float, Paint]
"""How wide a line is, or how large a circle, and its paint."""

_FINE = 4  # how many times larger a shape is painted


def _stamp(width: int, height: int, paint: Paint, draw: Callable[[pygame.Surface, Paint], object]) -> pygame.Surface:
    """Make a packed picture; see ``_painted``."""
    return packed(_painted(width, height, paint, draw))


def packed(stamp: pygame.Surface) -> pygame.Surface:
    """Let what is clear of a picture be passed over, and what is opaque copied; to draw on it again would be slow."""
    stamp.set_alpha(255, pygame.RLEACCEL)
    return stamp


def lay(surface: pygame.Surface, stamp: pygame.Surface, place: Point, area: Box | None = None) -> None:
    """Draw a packed picture, or an area of it."""
    if surface.get_flags() & pygame.SRCALPHA:
        # A packed one would not make more opaque what it is drawn on.
        stamp = stamp.copy()
        stamp.set_alpha(255)
    surface.blit(stamp, place, area)


def _painted(width: int, height: int, paint: Paint, draw: Callable[[pygame.Surface, Paint], object]) -> pygame.Surface:
    """Make a picture that ``draw`` paints ``_FINE`` times too large; ``paint`` is the one at its edge."""
    fine = pygame.Surface((width * _FINE, height * _FINE), pygame.SRCALPHA, 32)
    fine.fill(_clear(paint))  # the colour, not black, so that the soft edges do not darken
    draw(fine, paint)
    return pygame.transform.smoothscale(fine, (width, height))


def _clear(paint: Paint) -> Paint:
    return paint[0], paint[1], paint[2], 0


def _blit(surface: pygame.Surface, stamp: pygame.Surface, centre: Point) -> None:
    lay(surface, stamp, (round(centre[0] - stamp.get_width() / 2), round(centre[1] - stamp.get_height() / 2)))


def disc(surface: pygame.Surface, centre: Point, radius: float, paint: Paint, casing: Layer | None = None) -> None:
    """Fill a circle; ``casing`` is a larger one below it: its radius and its paint."""
    _blit(surface, _disc(_layers(radius, paint, casing)), centre)


def ring(surface: pygame.Surface, centre: Point, radius: float, width: float, paint: Paint, *, dashes: int = 0) -> None:
    """Draw a circle's line, ``width`` thick, in ``dashes`` pieces or unbroken."""
    _blit(surface, _ring(_half(radius), _half(width), paint, dashes), centre)


def _half(length: float) -> float:
    """Round to half pixels, so that shapes which barely change share a picture."""
    return max(0.5, round(length * 2) / 2)


@lru_cache(maxsize=256)
def _disc(circles: tuple[Layer, ...]) -> pygame.Surface:
    side = math.ceil(2 * circles[0][0]) + 2
    middle = side * _FINE / 2

    def draw(fine: pygame.Surface, _: Paint) -> None:
        for radius, paint in circles:
            pygame.draw.circle(fine, paint, (middle, middle), radius * _FINE)

    return _stamp(side, side, circles[0][1], draw)


@lru_cache(maxsize=128)
def _ring(radius: float, width: float, paint: Paint, dashes: int) -> pygame.Surface:
    return packed(_circle(radius, width, paint, dashes).copy())


@lru_cache(maxsize=4)
def _circle(radius: float, width: float, paint: Paint, dashes: int) -> pygame.Surface:
    """Make a circle's line that covers what it is drawn on, also where it is clear."""
    side = math.ceil(2 * radius + width) + 2
    middle = side * _FINE / 2

    def draw(fine: pygame.Surface, p: Paint) -> None:
        pygame.draw.circle(fine, p, (middle, middle), (radius + width / 2) * _FINE)
        pygame.draw.circle(fine, _clear(p), (middle, middle), max(0.0, radius - width / 2) * _FINE)
        for i in range(dashes):
            _cut(fine, middle, (i + 0.6) / dashes, (i + 1.0) / dashes, p)

    stamp = _painted(side, side, paint, draw)
    stamp.set_alpha(None)
    return stamp


def reticle(
    surface: pygame.Surface,
    centre: Point,
    radius: float,
    reach: float,
    width: float,
    paint: Paint,
    casing: Layer | None = None,
) -> None:
    """Draw a circle's line with four ticks that reach out of it; see ``stroke``."""
    _blit(surface, _reticle(_half(radius), _half(reach), _layers(width, paint, casing)), centre)


@lru_cache(maxsize=128)
def _reticle(radius: float, reach: float, lines: tuple[Layer, ...]) -> pygame.Surface:
    side = math.ceil(2 * (radius + reach) + lines[0][0]) + 2
    middle = side * _FINE / 2

    def draw(fine: pygame.Surface, _: Paint) -> None:
        for width, paint in lines:
            pygame.draw.circle(fine, paint, (middle, middle), (radius + width / 2) * _FINE, round(width * _FINE))
            thick, end = width * _FINE, (radius + reach) * _FINE
            for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1)):
                tick = pygame.Rect(0, 0, *((reach * _FINE, thick) if x else (thick, reach * _FINE)))
                out = (radius + reach / 2) * _FINE
                tick.center = round(middle + x * out), round(middle + y * out)
                pygame.draw.rect(fine, paint, tick)
                pygame.draw.circle(fine, paint, (middle + x * end, middle + y * end), thick / 2)

    return _stamp(side, side, lines[0][1], draw)


def _cut(surface: pygame.Surface, middle: float, start: float, end: float, paint: Paint) -> None:
    """Clear a slice of a square picture in one paint, from ``start`` to ``end`` of a turn, clockwise from the top."""
    steps = max(2, math.ceil((end - start) * 48))
    turns = [2 * math.pi * (start + (end - start) * i / steps) for i in range(steps + 1)]
    rim = [(middle + 2 * middle * math.sin(t), middle - 2 * middle * math.cos(t)) for t in turns]
    pygame.draw.polygon(surface, _clear(paint), [(middle, middle), *rim])


def arc(surface: pygame.Surface, centre: Point, radius: float, width: float, fraction: float, colour: Colour) -> None:
    """Draw that fraction of a circle's line, clockwise from the top, with round ends."""
    if fraction <= 0:
        return
    line = _half(radius), _half(width), colour, 0
    if fraction >= 1:
        _blit(surface, _ring(*line), centre)
        return
    # The line is cut without smoothing; the round ends lie over its edges.
    for turn in (0.0, 2 * math.pi * fraction):
        end = (centre[0] + radius * math.sin(turn), centre[1] - radius * math.cos(turn))
        disc(surface, end, width / 2, colour)
    side = _ring(*line).get_width()
    half, rest = side // 2, side - side // 2
    left, top = round(centre[0] - side / 2), round(centre[1] - side / 2)
    quarters = (half, 0, rest, half), (half, half, rest, rest), (0, half, half, rest), (0, 0, half, half)
    for number, quarter in enumerate(quarters[: math.ceil(4 * fraction)]):
        part = _ring(*line)
        if number + 1 > 4 * fraction:  # only this one is cut
            part = _kept(side)
            part.set_clip(quarter)
            part.blit(_circle(*line), (0, 0))
            _cut(part, side / 2, fraction, (number + 2) / 4, colour)
        lay(surface, part, (left + quarter[0], top + quarter[1]), quarter)


@lru_cache(maxsize=4)
def _kept(side: int) -> pygame.Surface:
    """Return a square to work on: to make one takes longer than to draw on it."""
    return pygame.Surface((side, side), pygame.SRCALPHA, 32)


def ellipse(
    surface: pygame.Surface,
    centre: Point,
    axes: Point,
    angle_deg: float,
    width: float,
    paint: Paint,
    casing: Layer | None = None,
) -> None:
    """Draw an ellipse's line; ``axes`` are its half axes, the first one turned by ``angle_deg``; see ``stroke``."""
    a, b = (max(1, round(axis)) for axis in axes)
    _blit(surface, _ellipse(a, b, round(angle_deg / 2) * 2 % 180, _layers(width, paint, casing)), centre)


@lru_cache(maxsize=128)
def _ellipse(a: int, b: int, angle_deg: int, lines: tuple[Layer, ...]) -> pygame.Surface:
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    size = [math.ceil(2 * math.hypot(*half) + lines[0][0]) + 4 for half in ((a * cos, b * sin), (a * sin, b * cos))]

    def curve(grow: float) -> list[Point]:
        turns = [2 * math.pi * i / 72 for i in range(72)]
        at = [(max(0.0, a + grow) * math.cos(t), max(0.0, b + grow) * math.sin(t)) for t in turns]
        return [((size[0] / 2 + x * cos - y * sin) * _FINE, (size[1] / 2 + x * sin + y * cos) * _FINE) for x, y in at]

    def draw(fine: pygame.Surface, _: Paint) -> None:
        for width, paint in lines:
            pygame.draw.polygon(fine, paint, curve(width / 2))
        # Inward from a line there is again what lies below it.
        below = [_clear(lines[0][1]), *(paint for _, paint in lines)]
        for i in reversed(range(len(lines))):
            pygame.draw.polygon(fine, below[i], curve(-lines[i][0] / 2))

    return _stamp(size[0], size[1], lines[0][1], draw)


def polygon(surface: pygame.Surface, points: Iterable[Point], paint: Paint) -> None:
    """Fill a polygon."""
    points = list(points)
    left, top = (math.floor(min(p[i] for p in points)) - 1 for i in (0, 1))
    relative = tuple((round((x - left) * _FINE), round((y - top) * _FINE)) for x, y in points)
    lay(surface, _polygon(relative, paint), (left, top))


@lru_cache(maxsize=128)
def _polygon(points: tuple[tuple[int, int], ...], paint: Paint) -> pygame.Surface:
    width, height = (math.ceil(max(p[i] for p in points) / _FINE) + 2 for i in (0, 1))
    return _stamp(width, height, paint, lambda fine, p: pygame.draw.polygon(fine, p, points))


def stroke(
    surface: pygame.Surface,
    points: Sequence[Point],
    width: float,
    paint: Paint,
    casing: Layer | None = None,
) -> None:
    """Draw a line through points, with round ends and corners.

    ``casing`` is a wider line below it: its width and its paint.
    """
    lines = _layers(width, paint, casing)
    margin = math.ceil(lines[0][0] / 2) + 1
    left, top = (math.floor(min(p[i] for p in points)) - margin for i in (0, 1))
    relative = tuple((round((x - left) * _FINE), round((y - top) * _FINE)) for x, y in points)
    lay(surface, _stroke(relative, lines), (left, top))


@lru_cache(maxsize=128)
def _layers(size: float, paint: Paint, casing: Layer | None) -> tuple[Layer, ...]:
    """Return what is drawn into one picture, one over another."""
    if casing is None:
        return ((_half(size), paint),)
    return (_half(casing[0]), casing[1]), (_half(size), _over(paint, casing[1]))


def _over(paint: Paint, below: Paint) -> Paint:
    """Return the paint that looks like one over another."""
    top, under = ((*p, 255)[3] / 255 for p in (paint, below))
    opacity = top + under * (1 - top)
    mixed = [round((p * top + b * under * (1 - top)) / opacity) for p, b in zip(paint[:3], below[:3], strict=True)]
    return mixed[0], mixed[1], mixed[2], round(255 * opacity)


@lru_cache(maxsize=128)
def _stroke(points: tuple[tuple[int, int], ...], lines: tuple[Layer, ...]) -> pygame.Surface:
    margin = math.ceil(lines[0][0] / 2) + 2
    size = [math.ceil(max(p[i] for p in points) / _FINE) + margin for i in (0, 1)]

    def draw(fine: pygame.Surface, _: Paint) -> None:
        for width, paint in lines:
            radius = width * _FINE / 2
            for point in points:
                pygame.draw.circle(fine, paint, point, radius)
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                length = math.hypot(bx - ax, by - ay)
                if length > 0:
                    dx, dy = (by - ay) / length * radius, (ax - bx) / length * radius
                    corners = [(ax + dx, ay + dy), (bx + dx, by + dy), (bx - dx, by - dy), (ax - dx, ay - dy)]
                    pygame.draw.polygon(fine, paint, corners)

    return _stamp(size[0], size[1], lines[0][1], draw)


def curve(points: Sequence[Point], *, closed: bool = False, steps: int = 8) -> list[Point]:
    """Return a smooth line (Catmull-Rom spline) through points, ``steps`` pieces between each two."""
    count = len(points)

    def at(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    out: list[Point] = []
    for i in range(count if closed else count - 1):
        p0, p1, p2, p3 = (at(i + k) for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
            x, y = (sum(w * p[k] for w, p in zip(weights, (p0, p1, p2, p3), strict=True)) / 2 for k in (0, 1))
            out.append((x, y))
    return out if closed else [*out, points[-1]]


def panel(surface: pygame.Surface, rect: pygame.Rect, radius: float, paint: Paint) -> None:
    """Fill a rectangle with round corners."""
    surface.blit(_panel(max(0, rect.width), max(0, rect.height), math.ceil(radius), paint), rect)


@lru_cache(maxsize=64)
def _panel(width: int, height: int, radius: int, paint: Paint) -> pygame.Surface:
    radius = max(0, min(radius, width // 2, height // 2))
    stamp = pygame.Surface((width, height), pygame.SRCALPHA, 32)
    stamp.fill(paint)
    side = 2 * radius
    corners = pygame.Surface((side, side), pygame.SRCALPHA, 32)
    corners.fill(_clear(paint))
    disc(corners, (radius, radius), radius, paint)
    for x, right in ((0, 0), (width - radius, radius)):
        for y, bottom in ((0, 0), (height - radius, radius)):
            stamp.fill(_clear(paint), (x, y, radius, radius))
            stamp.blit(corners, (x, y), (right, bottom, radius, radius))
    return stamp


def arrow(surface: pygame.Surface, centre: Point, direction: Point, length: float, paint: Paint) -> None:
    """Draw a broad arrow; ``direction`` is a unit vector."""
    outline = (  # along, across; the whole is 1 long
        (0.5, 0.0), (0.02, -0.42), (0.02, -0.16), (-0.5, -0.16), (-0.5, 0.16), (0.02, 0.16), (0.02, 0.42),
    )  # fmt: skip
    (cx, cy), (dx, dy) = centre, direction
    polygon(surface, [(cx + length * (a * dx - c * dy), cy + length * (a * dy + c * dx)) for a, c in outline], paint)
