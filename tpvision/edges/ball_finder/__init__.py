"""From a frame to the ball in it: colour, size and outline, where it can be (cv2).

A ball is a circle of about the expected radius whose colours are rare around it. Which colours those are is first
guessed from the colour's name; once a whole circle was seen steadily for a while, as when the ball is held up before
the chest, its real colours are learned, and those of its surroundings all the time. A spot that stays where it is
while the person moves about, or while the ball does, is a part of the room.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tpvision.edges.ball_finder.appearance import Appearance, cells, count
from tpvision.edges.ball_finder.circles import (
    EVERY,
    USUAL_SIZE,
    Circle,
    fit_circles,
    likely_places,
    outlined,
    round_place,
    smooth,
)
from tpvision.edges.ball_finder.decoys import Decoys
from tpvision.values import BallSearch, Frame, Sighting

# The pictures are small; the other cores are the pose model's.
cv2.setNumThreads(1)

MIN_RADIUS_PX = 2.5
FINE_PX, COARSE_PX, LEAST_PX = 11.0, 4.0, 2.5
"""The largest expected radius for looking closely, one that is enough for finding where to look, and the least."""
MAX_PIXELS = 60_000
"""Of the region, where to look is found in: what a frame may cost."""
PATCH = 2.5
"""How much around a place is looked at closely, in radii."""
AROUND_S, AROUND_EVERY_S = 3.0, 0.2
"""How fast the surroundings are learned, and how often."""
LAMP_ROWS = 40
"""Of the picture, from which the lamp is known."""
REACH = 1.5
"""How much of a spot's surroundings is looked at, in radii."""
STEADY_S = 0.45
STEADY_FRAMES = 4
RELEARN = 0.3
"""How much of what was known each steady view of the ball replaces."""
LEAST_NAMED, LEAST_NAMED_LEVEL, ALL_AROUND = 0.25, 0.4, 0.78
"""A spot of the named colour that has this much outline may have all of it in other colours: this much at least."""
NEARLY_ALL, MOST_OFF = 0.96, 1.3
"""What is required of an outline that the score did not show, and how far off its middle may lie, in radii."""
MAX_WHOLE = 2
CONFIRMED_S, FAST_RADII_PER_S, UNCONFIRMED = 0.25, 25.0, 0.8
LEAST_TO_REPORT, SURE = 0.35, 0.5
RIVAL, RIVAL_OF_A_NAME = 0.75, 0.4
"""A second spot with this share of the best one's confidence makes that doubtful: once the ball is known, before."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A spot of one frame, in pixels of the frame."""

    x: float
    y: float
    radius: float
    confidence: float
    circle: Circle


@dataclass(slots=True)
class _Watched:
    """A spot that is watched for whether it can be learned from."""

    began_s: float
    t_s: float
    x: float
    y: float
    radius: float
    frames: int
    ball: NDArray[np.float32]
    around: NDArray[np.float32]


class BallFinder:
    """Looks for one ball, and gets to know it.

    Parameters
    ----------
    colour
        One of the names of ``BallSettings.colour``.
    kept
        What ``learned`` gave in an earlier session with this ball.
    """

    def __init__(self, colour: str, kept: bytes | None = None) -> None:
        self._appearance = Appearance(colour, kept)
        self._around_s: float | None = None
        self._watched: _Watched | None = None
        self._decoys = Decoys()
        self._learned_at: tuple[float, float] | None = None
        """Where the ball was when its colours were learned first, in pixels."""
        self._last: tuple[float, Sighting] | None = None
        """The newest sighting that was sure, and when."""
        self._before: tuple[float, float, float] | None = None
        """When and where a spot was best, sure or not, in pixels."""

    @property
    def learned(self) -> bytes | None:
        """What was learned of the ball's colours, to be kept; ``None`` before the ball was seen well enough."""
        return self._appearance.packed()

    @property
    def light_changed(self) -> bool:
        """Whether the light is so different that what was kept is of no use."""
        return self._appearance.lamp_changed

    def find(self, frame: Frame, search: BallSearch) -> Sighting | None:
        """Return the best sighting within the region of ``search``, or ``None``."""
        width, height = frame.size_px
        # The ball's centre is within the region, its outline may reach out of it.
        more = REACH * search.radius_px
        x0, y0 = max(0, int(search.x0_px - more)), max(0, int(search.y0_px - more))
        x1, y1 = min(width, int(search.x1_px + more) + 1), min(height, int(search.y1_px + more) + 1)
        if x1 - x0 < 4 or y1 - y0 < 4 or search.radius_px < MIN_RADIUS_PX:
            return None
        image, scale = frame.image_bgr[y0:y1, x0:x1], 1.0
        while search.radius_px * scale > FINE_PX:
            image, scale = _resized(image, 0.5), scale / 2
        radius = search.radius_px * scale
        coarse = _coarse(radius, image.shape[0] * image.shape[1])
        self._see_around(frame, image)
        overview = self._appearance.score(cells(_resized(image, coarse) if coarse < 1 else image))
        places = (likely_places(overview, radius * coarse) + 0.5) / coarse - 0.5
        spots, looked = [], 0
        for circle in fit_circles(self._scores(image, places, radius), places, radius):
            x, y = (circle.x + 0.5) / scale + x0, (circle.y + 0.5) / scale + y0
            if search.x0_px <= x <= search.x1_px and search.y0_px <= y <= search.y1_px:
                if not self._appearance.learned and looked < MAX_WHOLE:
                    looked += circle.outline >= LEAST_NAMED
                    circle = _whole(circle, image)
                confidence = self._confidence(circle, radius)
                spots.append(_Spot(x, y, circle.radius / scale, confidence, circle))
        if spots and not self._appearance.learned and max(spot.confidence for spot in spots) < SURE:
            half = max(spots, key=lambda spot: spot.circle.outline * spot.circle.level)
            circle = _moved(half.circle, image, radius)
            x, y = (circle.x + 0.5) / scale + x0, (circle.y + 0.5) / scale + y0
            if circle is not half.circle and search.x0_px <= x <= search.x1_px and search.y0_px <= y <= search.y1_px:
                spots.remove(half)
                spots.append(_Spot(x, y, circle.radius / scale, self._confidence(circle, radius), circle))
        spots.sort(key=lambda spot: -spot.confidence)
        spots = self._without_decoys(spots, frame.t_s, search)
        if not spots or spots[0].confidence < LEAST_TO_REPORT:
            return None
        best = self._confirmed(self._chosen(spots, frame.t_s), frame.t_s)
        if best.confidence < LEAST_TO_REPORT:
            return None
        self._watch(best, image, frame.t_s)
        fine, _ = outlined(image, best.circle)
        sighting = Sighting(
            # As landmarks: the first pixel reaches from 0 to 1.
            round((fine.x + 0.5) / scale + x0, 2),
            round((fine.y + 0.5) / scale + y0, 2),
            round(fine.radius / scale, 2),
            round(best.confidence, 3),
        )
        if best.confidence >= 0.5:
            self._last = frame.t_s, sighting
        return sighting

    def _confidence(self, circle: Circle, expected: float) -> float:
        """Return how sure it is that a circle is the ball, 0..1."""
        size = math.log(circle.radius / expected / 1.05) / 0.3
        # What hides the ball hides outline; once its colours are known, less of it is needed.
        enough = 0.4 if self._appearance.learned else 0.85
        whole = min(1.0, circle.outline / enough)
        level = min(1.0, circle.level / (0.9 if self._appearance.learned else 0.7))
        going_on = circle.open / max(circle.open + circle.outline, 0.01)
        even = math.exp(-((circle.uneven / (0.1 + 0.08 * circle.outline)) ** 2))
        return math.pow(whole, 1.5) * max(0.0, 1 - 1.6 * going_on) * level * even * math.exp(-(size**2) / 2)

    def _without_decoys(self, spots: list[_Spot], t_s: float, search: BallSearch) -> list[_Spot]:
        """Lower the confidence of spots that are a part of the room."""
        person = (search.x0_px + search.x1_px) / 2, search.y0_px
        decoys = self._decoys.see([(s.x, s.y, s.confidence) for s in spots], t_s, person, search.radius_px)
        if self._learned_at is not None:
            for spot, decoy in zip(spots, decoys, strict=True):
                if decoy and math.dist((spot.x, spot.y), self._learned_at) < spot.radius:
                    self._appearance.forget()  # a part of the room was taken for the ball
                    self._learned_at = None
                    break
        lowered = [
            replace(spot, confidence=0.25 * spot.confidence) if decoy else spot
            for spot, decoy in zip(spots, decoys, strict=True)
        ]
        return sorted(lowered, key=lambda spot: -spot.confidence)

    def _chosen(self, spots: list[_Spot], t_s: float) -> _Spot:
        """Return the spot that is taken; two that are about as good are both doubtful, unless one was it before."""
        best = spots[0]
        rival = RIVAL if self._appearance.learned else RIVAL_OF_A_NAME
        if len(spots) == 1 or spots[1].confidence < rival * best.confidence:
            return best
        if self._last is not None and t_s - self._last[0] < 0.5:
            before = self._last[1]
            for spot in spots[:2]:
                if math.dist((spot.x, spot.y), (before.x_px, before.y_px)) < 1.5 * spot.radius:
                    return spot
        return replace(best, confidence=min(0.45, best.confidence))

    def _confirmed(self, spot: _Spot, t_s: float) -> _Spot:
        """Return a spot that was not seen just before as less sure: what flickers is rarely the ball."""
        before, self._before = self._before, (t_s, spot.x, spot.y)
        if before is not None and 0 < t_s - before[0] < CONFIRMED_S:
            reach = (1 + FAST_RADII_PER_S * (t_s - before[0])) * spot.radius
            if math.dist((spot.x, spot.y), before[1:]) < reach:
                return spot
        return replace(spot, confidence=UNCONFIRMED * spot.confidence)

    def _see_around(self, frame: Frame, image: NDArray[np.uint8]) -> None:
        since_s = math.inf if self._around_s is None else frame.t_s - self._around_s
        if since_s >= AROUND_EVERY_S:
            self._appearance.learn_around(count(cells(image[::4, ::4])), 1 - math.exp(-since_s / AROUND_S))
            sparse = math.ceil(frame.size_px[1] / LAMP_ROWS)
            self._appearance.see_lamp(frame.image_bgr[::sparse, ::sparse])
            self._around_s = frame.t_s

    def _scores(self, image: NDArray[np.uint8], places: NDArray[Any], radius: float) -> NDArray[np.uint8]:
        """Return the scores of a picture around the places (n, 2) where the ball may be; elsewhere they are 0."""
        scores = np.zeros(image.shape[:2], np.uint8)
        for x, y in places:
            box = _box(x, y, PATCH * radius, scores.shape)
            scores[box] = smooth(self._appearance.score(cells(image[box])), radius)
        return scores

    def _watch(self, spot: _Spot, image: NDArray[np.uint8], t_s: float) -> None:
        """Learn from a spot that is plainly a ball and steadily so."""
        watched, circle = self._watched, spot.circle
        # Partly hidden is good enough to stay up to date, not to begin.
        least = 0.4 if self._appearance.learned else 0.6
        if spot.confidence < 0.5 or circle.outline < least or circle.open > 0.15:
            return
        ball, around = _counted(circle, image, self._appearance)
        if watched is None or not _steady(watched, spot, t_s):
            self._watched = _Watched(t_s, t_s, spot.x, spot.y, spot.radius, 1, ball, around)
            return
        watched.ball += ball
        watched.around += around
        watched.t_s, watched.x, watched.y = t_s, spot.x, spot.y
        watched.radius += 0.3 * (spot.radius - watched.radius)
        watched.frames += 1
        if t_s - watched.began_s < STEADY_S or watched.frames < STEADY_FRAMES:
            return
        self._watched = None
        # What is all around it, as the hand that holds it, is not the ball.
        own = np.maximum(watched.ball - watched.around * (watched.ball.sum() / max(watched.around.sum(), 1.0)), 0)
        if own.sum() < 0.5 * watched.ball.sum():
            return
        known = self._appearance.copy()
        known.learn(own, RELEARN if circle.outline > 0.8 else RELEARN / 3)
        # Known better, most of it must stand out.
        out = known.score(np.arange(own.size)) > 0.6 * 255
        if watched.ball[out].sum() > 0.5 * watched.ball.sum():
            if not self._appearance.learned:
                self._learned_at = spot.x, spot.y
            self._appearance = known


def _whole(circle: Circle, image_bgr: NDArray[np.uint8]) -> Circle:
    """Return a circle whose outline is that of the picture's edges, if they are all around it.

    Of a ball of two colours the score may know one only, yet its outline shows.
    """
    if circle.outline < LEAST_NAMED or circle.level < LEAST_NAMED_LEVEL:
        return circle
    fine, around = outlined(image_bgr, circle)
    return replace(fine, outline=around, open=0.0) if around > max(ALL_AROUND, circle.outline) else circle


def _moved(circle: Circle, image_bgr: NDArray[np.uint8], expected: float) -> Circle:
    """Return the circle that the picture's edges show around a spot, if they are all around one.

    Of a ball of two halves the score may know one only, and fits a circle to that.
    """
    rows, columns = box = _box(circle.x, circle.y, PATCH * expected, image_bgr.shape)
    place = round_place(image_bgr[box], expected)
    if place is None:
        return circle
    x, y = columns.start + place[0], rows.start + place[1]
    if math.dist((x, y), (circle.x, circle.y)) > MOST_OFF * expected:
        return circle
    moved = replace(circle, x=x, y=y, radius=USUAL_SIZE * expected, uneven=0.0, open=0.0, rays=EVERY)
    fine, around = outlined(image_bgr, moved)
    return replace(fine, outline=around) if around >= NEARLY_ALL else circle


def _resized(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    # To the half, the mean over areas is fast; otherwise it takes eight times as long as linearly.
    how = cv2.INTER_AREA if scale == 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def _coarse(radius: float, pixels: int) -> float:
    """Return by how much a picture is made smaller to find the likely places in it."""
    return min(1.0, max(0.5, COARSE_PX / radius), max(math.sqrt(MAX_PIXELS / pixels), LEAST_PX / radius))


def _box(x: float, y: float, reach: float, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return the rows and columns of a square around a place."""
    rows = slice(max(0, int(y - reach)), min(shape[0], max(0, int(y + reach) + 2)))
    columns = slice(max(0, int(x - reach)), min(shape[1], max(0, int(x + reach) + 2)))
    return rows, columns


def _counted(
    circle: Circle, image: NDArray[np.uint8], appearance: Appearance
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Count the colours on a ball and in a ring around it."""
    rows, columns = box = _box(circle.x, circle.y, 2.0 * circle.radius, image.shape)
    y, x = np.mgrid[rows, columns]
    away = np.hypot(x - circle.x, y - circle.y) / circle.radius
    part = cells(image[box])
    on = away < 0.85
    if circle.outline < 0.85:  # something covers a part of it
        on &= appearance.score(part) > 128
    return count(part[on]), count(part[(away > 1.25) & (away < 1.9)])


def _steady(watched: _Watched, spot: _Spot, t_s: float) -> bool:
    dt_s = t_s - watched.t_s
    moved = math.dist((spot.x, spot.y), (watched.x, watched.y)) / watched.radius
    return 0 < dt_s < 0.4 and moved < 0.3 + 6 * dt_s and abs(spot.radius / watched.radius - 1) < 0.2
