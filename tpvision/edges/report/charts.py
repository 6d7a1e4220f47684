"""The kinds of charts: what each is told, and how it is drawn as marks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tpvision.edges.report.marks import WIDTH, Mark, Picture, Point, Round, Shape, Text, box, fitting, wrapped

LEFT, RIGHT = 34.0, 4.0
"""Room beside a field with an axis."""
FIELD = 130.0
"""How high that field is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a hold."""

    from_s: float
    to_s: float
    kind: str
    """``held``, ``paused``, or ``missing`` to the goal."""


@dataclass(frozen=True, slots=True)
class HoldBar:
    """A hold against its goal."""

    label: str
    amount: str
    note: str
    """Pauses and why it ended; empty when there is nothing to say."""
    pieces: tuple[Piece, ...]
    """Seconds from its beginning."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Holds, one below the other, on one scale."""

    bars: tuple[HoldBar, ...]

    def draw(self) -> Picture:
        """Draw time that counted full, pauses dashed, and what was missing empty."""
        longest = max((bar.pieces[-1].to_s for bar in self.bars if bar.pieces), default=0.0) or 1.0
        marks: list[Mark] = []
        y = 0.0
        for bar in self.bars:
            marks += _labels(y, bar.label, bar.amount)
            for piece in bar.pieces:
                x, width = piece.from_s / longest * (WIDTH - 2) + 1, (piece.to_s - piece.from_s) / longest * (WIDTH - 2)
                match piece.kind:
                    case "held":
                        marks.append(box(x, y + 20, width, 14, "bar"))
                    case "paused":
                        marks.append(box(x, y + 20, width, 14, "pause", "pause-line", dashed=True))
                    case _:
                        marks.append(box(x, y + 20, width, 14, "", "soft"))
            y += 40.0
            for line in wrapped(bar.note, WIDTH, 11):
                marks.append(Text((0, y + 7), line, 11, fill="soft"))
                y += 14.0
            y += 8.0
        return Picture(y, tuple(marks))


@dataclass(frozen=True, slots=True)
class Bars:
    """Amounts, one below the other."""

    bars: tuple[tuple[str, float, str], ...]
    """Each a label, an amount, and what is said of it; nothing for what is no part of the comparison."""

    def draw(self) -> Picture:
        """Draw a bar below each label."""
        most = max((amount for _, amount, _ in self.bars), default=0.0) or 1.0
        marks: list[Mark] = []
        for number, (label, amount, said) in enumerate(self.bars):
            marks += _labels(36.0 * number, label, said)
            if amount > 0.0:
                marks.append(box(0, 36.0 * number + 19, max(1.0, amount / most * WIDTH), 9, "bar"))
        return Picture(36.0 * len(self.bars), tuple(marks))


@dataclass(frozen=True, slots=True)
class Columns:
    """Amounts in time, side by side; the last one stands out."""

    columns: tuple[tuple[str, float], ...]
    """Each with a label."""
    unit: str
    decimal: str = "."

    def draw(self) -> Picture:
        """Draw a column for each amount."""
        top = _top(max((amount for _, amount in self.columns), default=0.0))
        step = (WIDTH - LEFT - RIGHT) / max(1, len(self.columns))
        marks = [*_axis(top, self.unit, self.decimal), *_ticks([label for label, _ in self.columns], step)]
        for number, (_, amount) in enumerate(self.columns):
            height = amount / top * FIELD
            last = number == len(self.columns) - 1
            x = LEFT + (number + 0.15) * step
            marks.append(box(x, 20 + FIELD - height, 0.7 * step, height, "bar" if last else "pale"))
        return Picture(20 + FIELD + 20, tuple(marks))


@dataclass(frozen=True, slots=True)
class Trend:
    """The middle of some values and their middle half, in time."""

    points: tuple[tuple[str, tuple[float, float, float] | None], ...]
    """Each a label with lower quartile, median and upper quartile; ``None`` where there are none."""
    unit: str
    decimal: str = "."

    def draw(self) -> Picture:
        """Draw the middle half as a bar and the median as a dot, with a line from dot to dot."""
        top = _top(max((values[2] for _, values in self.points if values), default=0.0))
        step = (WIDTH - LEFT - RIGHT) / max(1, len(self.points))
        marks = [*_axis(top, self.unit, self.decimal), *_ticks([label for label, _ in self.points], step)]
        dots: list[Point] = []
        for number, (_, values) in enumerate(self.points):
            if values is None:
                continue
            x = LEFT + (number + 0.5) * step
            low, middle, high = (20 + FIELD - value / top * FIELD for value in values)
            width = min(8.0, 0.6 * step)
            marks.append(box(x - width / 2, high, width, max(1.0, low - high), "pale"))
            dots.append((x, middle))
        if len(dots) > 1:
            marks.append(Shape(tuple(dots), closed=False, stroke="bar", width=1.5))
        marks += [Round(dot, (3, 3), "bar") for dot in dots]
        return Picture(20 + FIELD + 20, tuple(marks))


@dataclass(frozen=True, slots=True)
class Changes:
    """Tenderness of 0 to 10 before and after."""

    rows: tuple[tuple[str, int, int], ...]

    def draw(self) -> Picture:
        """Draw an open ring at before and a full dot at after."""
        x0, step = 8.0, (WIDTH - 16.0) / 10
        marks: list[Mark] = []
        for number, (label, before, after) in enumerate(self.rows):
            y = 40.0 * number
            marks += _labels(y, label, f"{before} → {after}")
            marks.append(Shape(((x0, y + 26), (x0 + 10 * step, y + 26)), closed=False, stroke="line", width=1))
            at = [x0 + value * step for value in (before, after)]
            marks.append(Shape(((at[0], y + 26), (at[1], y + 26)), closed=False, stroke="mark", width=3))
            marks.append(Round((at[0], y + 26), (5.5, 5.5), "ground", "mark", 2))
            marks.append(Round((at[1], y + 26), (4.5, 4.5), "mark", "mark", 2))
        low = 40.0 * len(self.rows) + 12
        marks += [Text((x0 + n * step, low), f"{n}", 11, "middle", "soft") for n in range(0, 11, 2)]
        return Picture(low + 6, tuple(marks))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A body to draw on: half shapes of the subject's right side, in normalised torso coordinates."""

    areas: tuple[tuple[tuple[Point, ...], str], ...]
    """Outlines to be filled, each with a role."""
    lines: tuple[tuple[Point, ...], ...]
    dots: tuple[Point, ...]
    top_v: float
    bottom_v: float
    u_over_v: float
    """How long ``u`` is, over ``v``."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the body."""

    u: float
    v: float
    kind: str
    """``recent`` (with its uncertainty), ``earlier`` (with how much of it there was) or ``own``."""
    sigma: Point = (0.0, 0.0)
    """One standard deviation in ``u`` and ``v``."""
    share: float = 1.0
    """Of an earlier one: 0 to 1."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Places on a drawn body."""

    body: Drawn
    dots: tuple[Dot, ...]
    left: str
    right: str

    def draw(self) -> Picture:
        """Draw the body as in a mirror, then earlier places, recent ones and the person's own."""
        body, height = self.body, 380.0
        v_pt = height / (body.bottom_v - body.top_v)
        u_pt = v_pt * body.u_over_v

        def at(u: float, v: float) -> Point:
            return WIDTH / 2 + u * u_pt, (v - body.top_v) * v_pt

        marks: list[Mark] = []
        for points, role in body.areas:
            # One that touches the midline is half a shape; another is there twice.
            if points[0][0] == points[-1][0] == 0.0 or role == "skin":
                half = _smooth(points)
                whole = [*half, *((-u, v) for u, v in reversed(half))]
                marks.append(_clipped([at(*point) for point in whole], height, role))
            else:
                marks += [_clipped([at(s * u, v) for u, v in _smooth(points)], height, role) for s in (1, -1)]
        for points in body.lines:
            for side in (1, -1):
                line = tuple(at(side * u, v) for u, v in _smooth(points))
                marks.append(Shape(line, closed=False, stroke="skin-line"))
        marks += [Round(at(*dot), (2, 2), "skin-line") for dot in body.dots]
        marks.append(Text((4, 200), self.left, 12, fill="soft"))
        marks.append(Text((WIDTH - 4, 200), self.right, 12, "end", "soft"))
        order = {"earlier": 0, "recent": 1, "own": 2}
        for dot in sorted(self.dots, key=lambda dot: order[dot.kind]):
            x, y = at(dot.u, dot.v)
            match dot.kind:
                case "earlier":
                    radius = 2 + 7 * math.sqrt(dot.share)
                    marks.append(Round((x, y), (radius, radius), "bar", opacity=0.35))
                case "recent":
                    marks.append(Round((x, y), (dot.sigma[0] * u_pt, dot.sigma[1] * v_pt), "mark", "mark", 1, 0.25))
                    marks.append(Round((x, y), (2.5, 2.5), "mark"))
                case _:
                    for end in (1, -1):
                        arms = ((x - 6, y - 6 * end), (x + 6, y + 6 * end))
                        marks.append(Shape(arms, closed=False, stroke="own", width=2.5))
                    marks.append(Text((x + 9, y + 4), dot.label, 12, fill="own", bold=True))
        return Picture(height, tuple(marks))


Drawing = Holds | Bars | Columns | Trend | Changes | Places


def _labels(y: float, label: str, amount: str) -> Iterator[Mark]:
    room = WIDTH - 7.0 * len(amount) - 12
    yield Text((0, y + 14), fitting(label, room))
    yield Text((WIDTH, y + 14), amount, anchor="end", bold=True)


def _axis(top: float, unit: str, decimal: str) -> Iterator[Mark]:
    """Draw lines at nothing, a half and all, with their numbers."""
    yield Text((0, 10), unit, 11, fill="soft")
    for share in (0.0, 0.5, 1.0):
        y = 20 + FIELD * (1 - share)
        yield Shape(((LEFT, y), (WIDTH - RIGHT, y)), closed=False, stroke="line")
        yield Text((LEFT - 5, y + 4), f"{top * share:g}".replace(".", decimal), 11, "end", "soft")


def _ticks(labels: Sequence[str], step: float) -> Iterator[Mark]:
    """Write as many labels as there is room for, the last one among them."""
    every = max(1, math.ceil(62.0 / step))
    for number in range(len(labels) - 1, -1, -every):
        x = min(LEFT + (number + 0.5) * step, WIDTH - RIGHT - 20)
        if x >= LEFT - 4:
            yield Text((x, 20 + FIELD + 16), labels[number], 11, "middle", "soft")


def _top(most: float) -> float:
    """Return a round number that is not less."""
    if most < 1e-6:  # as good as nothing
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(round(step * power, 10) for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= most)


def _smooth(points: Sequence[Point], steps: int = 4) -> list[Point]:
    """Return a smooth line through points (Catmull and Rom's)."""
    ends = [points[0], *points, points[-1]]
    found: list[Point] = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for t in (step / steps for step in range(steps)):
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
            u, v = (sum(w * p[k] for w, p in zip(weights, (p0, p1, p2, p3), strict=True)) / 2 for k in (0, 1))
            found.append((u, v))
    return [*found, points[-1]]


def _clipped(points: Sequence[Point], height: float, role: str) -> Shape:
    inside = tuple((x, min(max(y, 0.0), height)) for x, y in points)
    return Shape(inside, fill=role, stroke="skin-line")
