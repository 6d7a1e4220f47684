"""Circles of about the right size in a picture of scores, whole or partly hidden (cv2).

Each edge votes for the centres that a circle with this edge on its outline can have. The few best places are then
looked at along rays: where the score falls there is outline, where it was low already something hides the ball, and
where it stays high the spot goes on and is no ball.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIZES = (0.85, 1.0, 1.15, 1.3)
"""Radii that are voted for, of the expected one; a ball held before the chest is nearer than the trunk."""
USUAL_SIZE, SIZE_SIGMA = 1.05, 0.13
LEAST_FALL = 50.0
"""Of the score, at an outline."""
LEAST_CONTRAST = 15.0
"""Of colours (0-255), across an outline."""
LEAST_SHOWN = 0.12
"""Share of its circle that a spot must show of outline to be looked at closer."""
MAX_EDGES = 6000
MAX_CIRCLES = 5
FITS, FIT_SIGMA = 3, 0.08
"""Each fit counts the edges by how near they were to the one before, in radii."""
RAYS = 32
_STEPS = np.arange(0.12, 1.9, 0.08, dtype=np.float32)
"""Distances along a ray, of the expected radius."""
_INNER = 9
"""Steps that are well within."""
_WINDOW = 3
_ANGLES = np.arange(RAYS) * (2 * np.pi / RAYS)
_RAYS = np.stack((np.cos(_ANGLES), np.sin(_ANGLES)), axis=1).astype(np.float32)
_ROWS: NDArray[Any] = np.concatenate((_RAYS, np.ones((RAYS, 1))), axis=1)
_SQUARES: NDArray[Any] = (_ROWS[:, :, None] * _ROWS[:, None, :]).reshape(RAYS, 9)


@dataclass(frozen=True, slots=True)
class Circle:
    """A spot that may be the ball; lengths in pixels of the picture of scores."""

    x: float
    y: float
    radius: float
    outline: float
    """Share of the circle where an outline was found."""
    open: float
    """Share of the circle over which the spot goes on."""
    level: float
    """Score within, 0..1."""
    uneven: float
    """How far the outline departs from the circle, of its radius."""
    rays: NDArray[np.bool_]
    """Which rays found outline."""


def find_circles(scores: NDArray[np.uint8], radius: float) -> list[Circle]:
    """Return up to ``MAX_CIRCLES`` circles, those with the most votes first."""
    smooth = np.asarray(cv2.GaussianBlur(scores, (0, 0), max(0.8, 0.1 * radius)), np.uint8)
    across, along = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    centres = _voted(across, along, radius)
    if len(centres) == 0:
        return []
    return _looked_at(smooth, centres, radius)


def _voted(across: NDArray[Any], along: NDArray[Any], radius: float) -> NDArray[Any]:
    """Return the places (n, 2) that most edges have as a centre."""
    steep = cv2.magnitude(across, along)
    least = 4.0 * LEAST_FALL * 0.25
    places = np.flatnonzero(steep > least)
    if len(places) > MAX_EDGES:
        places = places[:: len(places) // MAX_EDGES + 1]
    if len(places) < 8:
        return np.empty((0, 2), np.float32)
    height, width = steep.shape
    strength = steep.ravel()[places]
    y, x = np.divmod(places.astype(np.int32), width)
    # The score rises toward the centre. Votes are counted in squares of two by two pixels.
    ux, uy = across.ravel()[places] / strength, along.ravel()[places] / strength
    weight = np.minimum(strength, 4.0 * least)
    columns, rows = width // 2 + 1, height // 2 + 1
    votes = np.zeros(rows * columns, np.float64)
    for size in SIZES:
        at_x = ((x + size * radius * ux) * 0.5).astype(np.int32)
        at_y = ((y + size * radius * uy) * 0.5).astype(np.int32)
        inside = (at_x >= 0) & (at_y >= 0) & (at_x < columns) & (at_y < rows)
        votes += np.bincount((at_y * columns + at_x)[inside], weight[inside], minlength=rows * columns)
    board = cv2.GaussianBlur(votes.reshape(rows, columns).astype(np.float32), (0, 0), max(0.8, 0.09 * radius))
    reach = max(3, int(0.6 * radius) // 2 * 2 + 1)
    highest = cv2.dilate(board, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    peaks = np.flatnonzero((board >= highest) & (board > 0.1 * board.max()))
    best = peaks[np.argsort(-board.ravel()[peaks], kind="stable")[:MAX_CIRCLES]]
    return np.stack((best % columns, best // columns), axis=1).astype(np.float32) * 2 + 0.5


def _looked_at(smooth: NDArray[np.uint8], centres: NDArray[Any], radius: float) -> list[Circle]:
    """Fit a circle to the outline around each centre."""
    size = np.full(len(centres), USUAL_SIZE, np.float32)
    width = 0.3
    for _ in range(2):
        profile = sample(smooth, centres, radius)
        before, after = _means(profile)
        fall = before - after
        wanted = fall * np.exp(-(((_MIDDLES - size[:, None, None]) / width) ** 2) / 2)
        where = wanted.argmax(axis=2)
        edge = _finer(wanted, where)
        drop = np.take_along_axis(fall, where[:, :, None], 2)[:, :, 0]
        weight = np.clip(drop / (2 * LEAST_FALL), 0, 1) * (drop > LEAST_FALL)
        off = (edge - size[:, None]) / width
        weight = weight / (1 + off**2)
        shown = weight.sum(axis=1) > LEAST_SHOWN * RAYS
        centres, edge, weight = centres[shown], edge[shown], weight[shown]
        if len(centres) == 0:
            return []
        shift, size = _fitted(edge, weight)
        centres = centres + np.clip(shift, -0.5, 0.5).astype(np.float32) * radius
        width /= 2
    n = len(centres)
    profile = sample(smooth, centres, radius)
    before, after = _means(profile)
    wanted = (before - after) * (np.abs(_MIDDLES - size[:, None, None]) < 0.22)
    where = wanted.argmax(axis=2)
    edge = _finer(wanted, where)
    drop = np.take_along_axis(wanted, where[:, :, None], 2)[:, :, 0]
    inner = np.take_along_axis(before, where[:, :, None], 2)[:, :, 0]
    # Of what is hidden the score is low: the upper end is the ball's.
    level = np.percentile(profile[:, :, :_INNER].reshape(n, -1), 90, axis=1)
    rim = centres[:, None, :] + size[:, None, None] * radius * _RAYS
    inside = ((rim >= 0) & (rim <= (smooth.shape[1] - 1, smooth.shape[0] - 1))).all(axis=2)
    outline = inside & (drop > LEAST_FALL) & (drop > 0.35 * level[:, None])
    # Nothing falls and yet it is the ball's colour just inside: the spot goes on.
    going_on = inside & ~outline & (inner > 0.6 * level[:, None])
    off = np.where(outline, edge - size[:, None], 0.0)
    uneven = np.sqrt((off**2).sum(axis=1) / np.maximum(outline.sum(axis=1), 1)) / size
    return [
        Circle(
            float(centres[i, 0]),
            float(centres[i, 1]),
            float(size[i] * radius),
            float(outline[i].mean()),
            float(going_on[i].mean()),
            float(level[i] / 255),
            float(uneven[i]),
            outline[i],
        )
        for i in range(n)
    ]


def outlined(image_bgr: NDArray[np.uint8], circle: Circle) -> tuple[Circle, float]:
    """Return the circle through the places where the colour is half way between the ball's and its surroundings'.

    With it comes the share of the circle where there is such an edge, whatever the score says of the colours.

    The score jumps where the colour leaves the ball's, before or behind the outline; this finds the outline itself.
    """
    centre = np.array([[circle.x, circle.y]], np.float32)
    size = np.array([1.0], np.float32)
    for _ in range(2):
        profile = sample(image_bgr, centre, circle.radius)
        rho = _STEPS / size[0]
        inner = profile[:, :, (rho > 0.5) & (rho < 0.85)].mean(axis=2, keepdims=True)
        outer = profile[:, :, (rho > 1.15) & (rho < 1.4)].mean(axis=2, keepdims=True)
        apart = inner - outer
        along = ((profile - outer) * apart).sum(axis=3) / np.maximum((apart**2).sum(axis=3), 1.0)
        # The outermost fall through one half.
        near = np.abs(rho - 1) < 0.35
        crossing = (along[:, :, :-1] >= 0.5) & (along[:, :, 1:] < 0.5) & near[:-1]
        last = crossing.shape[2] - 1 - crossing[:, :, ::-1].argmax(axis=2)
        high = np.take_along_axis(along, last[:, :, None], 2)[:, :, 0]
        low = np.take_along_axis(along, last[:, :, None] + 1, 2)[:, :, 0]
        edge = _STEPS[last] + (high - 0.5) / np.maximum(high - low, 1e-3) * (_STEPS[1] - _STEPS[0])
        contrast = np.sqrt((apart**2).sum(axis=3))[:, :, 0]
        clear = crossing.any(axis=2) & circle.rays & (contrast > LEAST_CONTRAST)
        shift, new = _fitted(edge.astype(np.float32), clear / (1 + ((edge - size[0]) / 0.1) ** 2), 1.0)
        centre = centre + shift.astype(np.float32) * circle.radius
        size = new
    if clear.sum() < 6 or math.dist(centre[0], (circle.x, circle.y)) > 0.4 * circle.radius:
        return circle, 0.0
    sharp = along[:, :, (rho > 0.78) & (rho < 0.92)].mean(axis=2) - along[:, :, (rho > 1.08) & (rho < 1.22)].mean(
        axis=2
    )
    around = crossing.any(axis=2) & (np.abs(edge - size[0]) < 0.12) & (sharp > 0.5) & (contrast > LEAST_CONTRAST)
    fine = replace(circle, x=float(centre[0, 0]), y=float(centre[0, 1]), radius=float(size[0]) * circle.radius)
    return fine, float(around.mean())


_MIDDLES = ((_STEPS[_WINDOW - 1 : -_WINDOW] + _STEPS[_WINDOW : -_WINDOW + 1]) / 2)[None, None, :]


def sample(image: NDArray[np.uint8], centres: NDArray[Any], radius: float) -> NDArray[Any]:
    """Return the picture (n, RAYS, steps, ...) along the rays around each centre."""
    offsets = (_RAYS[:, None, :] * _STEPS[None, :, None] * radius).reshape(-1, 2)
    at = (centres[:, None, :] + offsets[None]).astype(np.float32)
    taken = cv2.remap(image, at[:, :, 0], at[:, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.float32).reshape(len(centres), RAYS, len(_STEPS), *image.shape[2:])


def _means(profile: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the means before and after each place between two steps."""
    total = np.cumsum(profile, axis=2)
    total = np.concatenate((np.zeros_like(total[:, :, :1]), total), axis=2)
    windows = (total[:, :, _WINDOW:] - total[:, :, :-_WINDOW]) / _WINDOW
    return windows[:, :, :-_WINDOW], windows[:, :, _WINDOW:]


def _finer(values: NDArray[Any], where: NDArray[np.intp]) -> NDArray[Any]:
    """Return the place of a highest value between the steps, by the parabola through its neighbours."""
    last = values.shape[2] - 1
    low, mid, high = (
        np.take_along_axis(values, np.clip(where + k, 0, last)[:, :, None], 2)[:, :, 0] for k in (-1, 0, 1)
    )
    bend = low - 2 * mid + high
    shift = np.where(bend < -1e-3, 0.5 * (low - high) / np.minimum(bend, -1e-3), 0.0)
    step = _STEPS[1] - _STEPS[0]
    return np.asarray(_MIDDLES[0, 0][where] + np.clip(shift, -0.5, 0.5) * step, np.float32)


def _fitted(edge: NDArray[Any], weight: NDArray[Any], usual: float = USUAL_SIZE) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the shifts (n, 2) and the sizes of the circles through the edges, by least squares with the usual size."""
    # An edge is good to a tenth of the radius; neighbouring ones err alike.
    trust = 3 * (0.1 / SIZE_SIGMA) ** 2
    solved = np.zeros((len(edge), 3))
    now = weight.astype(np.float64)
    for _ in range(FITS):
        normal = (now @ _SQUARES).reshape(-1, 3, 3)
        right = (now * edge) @ _ROWS
        normal[:, 2, 2] += trust
        right[:, 2] += trust * usual
        normal[:, (0, 1), (0, 1)] += 0.1
        solved = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
        # What covers a part of the ball has edges too, but not on one circle with the rest.
        now = weight / (1 + ((edge - solved @ _ROWS.T) / FIT_SIGMA) ** 2)
    return solved[:, :2], np.clip(solved[:, 2], 0.6, 1.6).astype(np.float32)
