"""What a chart is made of: a few kinds of marks in points, and a paint for each role.

A chart is drawn once, as marks; ``svg`` and ``png`` put the same marks on their grounds. ``x`` grows to the right and
``y`` down, in points of a picture that is ``WIDTH`` wide: as wide as a phone shows without shrinking it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

Point = tuple[float, float]

WIDTH = 320.0

LIGHT = {
    "ground": "#ffffff",
    "ink": "#0c1016",
    "soft": "#4a5462",
    "line": "#d5dade",
    "bar": "#007050",
    "pale": "#9fd3c1",
    "pause": "#f0d9a8",
    "pause-line": "#8a5a00",
    "mark": "#b25400",
    "own": "#00639f",
    "skin": "#dfe4e9",
    "skin-shade": "#cdd4dc",
    "skin-line": "#8b97a6",
    "hair": "#b4bec9",
}
"""Colours by role; the darkened hues of Okabe and Ito's palette, as in the window."""
DARK = {
    "ground": "#161c25",
    "ink": "#ffffff",
    "soft": "#c3ccd8",
    "line": "#39434f",
    "bar": "#2ed6a3",
    "pale": "#1f6f5a",
    "pause": "#5a4a22",
    "pause-line": "#f7e254",
    "mark": "#ffb020",
    "own": "#62bef5",
    "skin": "#566374",
    "skin-shade": "#465262",
    "skin-line": "#92a1b5",
    "hair": "#2f3844",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Connected points; a role's name is its paint, an empty one none."""

    points: tuple[Point, ...]
    closed: bool = True
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dashed: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Round:
    """A circle or an ellipse."""

    centre: Point
    radii: Point
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text that stands on ``at``."""

    at: Point
    text: str
    size: float = 12.0
    anchor: str = "start"
    """``start``, ``middle`` or ``end``: which part of the text is at ``at``."""
    fill: str = "ink"
    bold: bool = False


Mark = Shape | Round | Text


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart, ``WIDTH`` wide."""

    height: float
    marks: tuple[Mark, ...]


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "", *, dashed: bool = False) -> Shape:
    """Return a rectangle."""
    right, low = x + width, y + height
    return Shape(((x, y), (right, y), (right, low), (x, low)), fill=fill, stroke=stroke, dashed=dashed)


def fitting(text: str, width: float, size: float = 12.0) -> str:
    """Return a text, cut short where it would be wider than there is room; a side after its comma stays."""
    room = _room(width, size)
    if len(text) <= room:
        return text
    name, comma, last = text.rpartition(", ")
    end = f"{comma}{last}" if len(last) < room // 2 else ""
    return (name if end else text)[: room - 1 - len(end)].rstrip(" ,") + "…" + end


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines that fit."""
    return textwrap.wrap(text, _room(width, size))


def _room(width: float, size: float) -> int:
    # Letters are about this wide in most fonts.
    return max(2, int(width / (0.56 * size)))
