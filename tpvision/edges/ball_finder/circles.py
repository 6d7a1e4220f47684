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
LEAST_STEEP = 40.0
"""Of a Sobel filter over greys, at an edge."""
MAX_EDGES = 6000
MAX_CIRCLES = 4
FITS, FIT_SIGMA = 3, 0.08
"""Each fit counts the edges by how near they were to the one before, in radii."""
RAYS = 32
_STEPS = np.arange(0.12, 1.9, 0.08, dtype=np.float32)
"""Distances along a ray, of the expected radius."""
_INNER = 9
"""Steps that are well within."""
_WINDOW = 3
_PLACES = len(_STEPS) - 2 * _WINDOW + 1
_MIDDLES = ((_STEPS[_WINDOW - 1 : -_WINDOW] + _STEPS[_WINDOW : -_WINDOW + 1]) / 2)[None, None, :]
_BEFORE, _AFTER = (
    np.stack([np.roll(np.arange(len(_STEPS)) < _WINDOW, k + past) for k in range(_PLACES)], 1).astype(np.float32)
    / _WINDOW
    for past in (0, _WINDOW)
)
_FALL = _BEFORE - _AFTER
"""Matrices from the scores along a ray to their means before each place between two steps, and by how much the means
after it are less."""
_EACH = np.arange(RAYS)
_ANGLES = _EACH * (2 * np.pi / RAYS)
_RAYS = np.stack((np.cos(_ANGLES), np.sin(_ANGLES)), axis=1).astype(np.float32)
EVERY = np.ones(RAYS, np.bool_)
_ROWS: NDArray[Any] = np.concatenate((_RAYS, np.ones((RAYS, 1))), axis=1)
_NO_MAP: Any = None
"""Instead of a second one: the first has both coordinates."""
_OFFSETS = (_RAYS[:, None, :] * _STEPS[None, :, None]).reshape(-1, 2)
_SQUARES: NDArray[Any] = (_ROWS[:, :, None] * _ROWS[:, None, :]).reshape(RAYS, 9)

# An edge is good to a tenth of the radius; neighbouring ones err alike.
_TRUST = np.diag((0.1, 0.1, 3 * (0.1 / SIZE_SIGMA) ** 2)).ravel()
"""What is known of shift and size before any edge, as a normal matrix."""


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


def smooth(scores: NDArray[np.uint8], radius: float) -> NDArray[np.uint8]:
    """Return scores without what is finer than a ball's outline."""
    return np.asarray(cv2.GaussianBlur(scores, (5, 5), max(0.8, 0.1 * radius)), np.uint8)


def likely_places(scores: NDArray[np.uint8], radius: float) -> NDArray[Any]:
    """Return up to ``MAX_CIRCLES`` places (n, 2) that most edges have as a centre, the one with the most first."""
    calm = smooth(scores, radius)
    across, along = cv2.Sobel(calm, cv2.CV_32F, 1, 0), cv2.Sobel(calm, cv2.CV_32F, 0, 1)
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
    away = np.array(SIZES, np.float32)[:, None] * radius
    # A frame of squares around the picture takes the votes for places out of it.
    at_x = np.clip((x + away * ux) * 0.5 + 1, 0, columns + 1).astype(np.int64)
    at_y = np.clip((y + away * uy) * 0.5 + 1, 0, rows + 1).astype(np.int64)
    squares = np.bincount(
        (at_y * (columns + 2) + at_x).ravel(), np.tile(weight, len(SIZES)), minlength=(rows + 2) * (columns + 2)
    )
    votes = squares.reshape(rows + 2, columns + 2)[1:-1, 1:-1].astype(np.float32)
    board = cv2.GaussianBlur(votes, (0, 0), max(0.8, 0.09 * radius))
    reach = max(3, int(0.6 * radius) // 2 * 2 + 1)
    highest = cv2.dilate(board, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    peaks = np.flatnonzero((board >= highest) & (board > 0.3 * board.max()))
    best = peaks[np.argsort(-board.ravel()[peaks], kind="stable")[:MAX_CIRCLES]]
    return np.stack((best % columns, best // columns), axis=1).astype(np.float32) * 2 + 0.5


def round_place(image_bgr: NDArray[np.uint8], radius: float) -> tuple[float, float] | None:
    """Return the place in a small picture that most edges have as a centre, whichever of their sides is the brighter.

    Each edge counts alike, so that the border between two colours of a ball is no more than a piece of its outline.
    """
    calm = smooth(np.asarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY), np.uint8), radius)
    across, along = cv2.Sobel(calm, cv2.CV_32F, 1, 0), cv2.Sobel(calm, cv2.CV_32F, 0, 1)
    steep = cv2.magnitude(across, along)
    y, x = np.nonzero(steep > LEAST_STEEP)
    if len(x) < 8:
        return None
    ux, uy = across[y, x] / steep[y, x], along[y, x] / steep[y, x]
    away = np.array([*SIZES, *(-size for size in SIZES)], np.float32)[:, None] * radius
    at_x, at_y = np.rint(x + away * ux).astype(np.int64), np.rint(y + away * uy).astype(np.int64)
    height, width = steep.shape
    inside = (at_x >= 0) & (at_x < width) & (at_y >= 0) & (at_y < height)
    votes = np.bincount(at_y[inside] * width + at_x[inside], minlength=width * height)
    board = cv2.GaussianBlur(votes.reshape(height, width).astype(np.float32), (0, 0), max(0.8, 0.18 * radius))
    row, column = divmod(int(board.argmax()), width)
    return float(column), float(row)


def fit_circles(scores: NDArray[np.uint8], centres: NDArray[Any], radius: float) -> list[Circle]:
    """Fit a circle to the outline around each centre (n, 2), and return those that have one.

    Parameters
    ----------
    scores
        Smooth ones.
    centres
        The likely places.
    radius
        The expected one.
    """
    centres = centres.astype(np.float32)
    if len(centres) == 0:
        return []
    size = np.full(len(centres), USUAL_SIZE, np.float32)
    width = 0.3
    for _ in range(2):
        fall = sample(scores, centres, radius) @ _FALL
        wanted = fall * np.exp(-(((_MIDDLES - size[:, None, None]) / width) ** 2) / 2)
        where = wanted.argmax(axis=2)
        edge = _finer(wanted, where)
        drop = _taken(fall, where)
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
    profile = sample(scores, centres, radius)
    wanted = (profile @ _FALL) * (np.abs(_MIDDLES - size[:, None, None]) < 0.22)
    where = wanted.argmax(axis=2)
    edge = _finer(wanted, where)
    drop = _taken(wanted, where)
    inner = _taken(profile @ _BEFORE, where)
    # Of what is hidden the score is low: the upper end is the ball's.
    within = profile[:, :, :_INNER].reshape(n, -1)
    upper = int(0.9 * within.shape[1])
    level = np.partition(within, upper, axis=1)[:, upper]
    rim = centres[:, None, :] + size[:, None, None] * radius * _RAYS
    inside = ((rim >= 0) & (rim <= (scores.shape[1] - 1, scores.shape[0] - 1))).all(axis=2)
    outline = inside & (drop > LEAST_FALL) & (drop > 0.35 * level[:, None])
    # Nothing falls and yet it is the ball's colour just inside: the spot goes on.
    going_on = inside & ~outline & (inner > 0.6 * level[:, None])
    off = np.where(outline, edge - size[:, None], 0.0)
    uneven = np.sqrt((off**2).sum(axis=1) / np.maximum(outline.sum(axis=1), 1)) / size
    shown, went_on = outline.mean(axis=1).tolist(), going_on.mean(axis=1).tolist()
    levels, radii = (level / 255).tolist(), (size * radius).tolist()
    return [
        Circle(x, y, radii[i], shown[i], went_on[i], levels[i], float(uneven[i]), outline[i])
        for i, (x, y) in enumerate(centres.tolist())
    ]


def outlined(image_bgr: NDArray[np.uint8], circle: Circle) -> tuple[Circle, float]:
    """Return the circle through the places where the colour is half way between the ball's and its surroundings'.

    With it comes the share of the circle where there is such an edge, whatever the score says of the colours.

    The score jumps where the colour leaves the ball's, before or behind the outline; this finds the outline itself.
    """
    centre = np.array([[circle.x, circle.y]], np.float32)
    size = np.array([1.0], np.float32)
    for _ in range(2):
        profile = sample(image_bgr, centre, circle.radius)[0]
        rho = _STEPS / size[0]
        inner, outer = _mean(profile, rho, 0.5, 0.85), _mean(profile, rho, 1.15, 1.4)
        apart = inner - outer
        contrast = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        towards = apart / np.maximum(contrast**2, 1.0)[:, None]
        along = np.einsum("ijk,ik->ij", profile, towards) - np.einsum("ij,ij->i", outer, towards)[:, None]
        # The outermost fall through one half.
        crossing = (along[:, :-1] >= 0.5) & (along[:, 1:] < 0.5) & (np.abs(rho - 1) < 0.35)[:-1]
        crossed = crossing.any(axis=1)
        last = crossing.shape[1] - 1 - crossing[:, ::-1].argmax(axis=1)
        high, low = along[_EACH, last], along[_EACH, last + 1]
        edge = _STEPS[last] + (high - 0.5) / np.maximum(high - low, 1e-3) * (_STEPS[1] - _STEPS[0])
        clear = crossed & circle.rays & (contrast > LEAST_CONTRAST)
        weight = clear / (1 + ((edge - size[0]) / 0.1) ** 2)
        shift, new = _fitted(edge[None].astype(np.float32), weight[None], 1.0)
        centre = centre + shift.astype(np.float32) * circle.radius
        size = new
    if clear.sum() < 6 or math.dist(centre[0], (circle.x, circle.y)) > 0.4 * circle.radius:
        return circle, 0.0
    sharp = _mean(along, rho, 0.78, 0.92) - _mean(along, rho, 1.08, 1.22)
    around = crossed & (np.abs(edge - size[0]) < 0.12) & (sharp > 0.5) & (contrast > LEAST_CONTRAST)
    fine = replace(circle, x=float(centre[0, 0]), y=float(centre[0, 1]), radius=float(size[0]) * circle.radius)
    return fine, float(around.mean())


def _mean(along: NDArray[Any], rho: NDArray[Any], low: float, high: float) -> NDArray[Any]:
    """Return the mean over the steps (axis 1) between two distances from the centre."""
    first, last = np.searchsorted(rho, (low, high))
    return np.asarray(along[:, first:last].sum(axis=1) / max(last - first, 1))


def sample(image: NDArray[np.uint8], centres: NDArray[Any], radius: float) -> NDArray[Any]:
    """Return the picture (n, RAYS, steps, ...) along the rays around each centre."""
    at = centres[:, None, :] + _OFFSETS * np.float32(radius)
    taken = cv2.remap(image, at, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.float32).reshape(len(centres), RAYS, len(_STEPS), *image.shape[2:])


def _taken(values: NDArray[Any], where: NDArray[np.intp]) -> NDArray[Any]:
    """Return the value (n, RAYS) at a place along each ray."""
    flat = np.arange(where.size) * values.shape[2] + where.ravel()
    return np.asarray(values.ravel()[flat]).reshape(where.shape)


def _finer(values: NDArray[Any], where: NDArray[np.intp]) -> NDArray[Any]:
    """Return the place of a highest value between the steps, by the parabola through its neighbours."""
    nearest = np.minimum(np.maximum(where, 1), values.shape[2] - 2)
    low, mid, high = (_taken(values, nearest + k) for k in (-1, 0, 1))
    bend = low - 2 * mid + high
    shift = np.where(bend < -1e-3, 0.5 * (low - high) / np.minimum(bend, -1e-3), 0.0)
    step = _STEPS[1] - _STEPS[0]
    return np.asarray(_MIDDLES[0, 0][nearest] + np.clip(shift, -0.5, 0.5) * step, np.float32)


def _fitted(edge: NDArray[Any], weight: NDArray[Any], usual: float = USUAL_SIZE) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the shifts (n, 2) and the sizes of the circles through the edges, by least squares with the usual size."""
    solved = np.zeros((len(edge), 3))
    weight = now = weight.astype(np.float64)
    for _ in range(FITS):
        normal = (now @ _SQUARES + _TRUST).reshape(-1, 3, 3)
        right = (now * edge) @ _ROWS + _TRUST[6:] * usual
        solved = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
        # What covers a part of the ball has edges too, but not on one circle with the rest.
        now = weight / (1 + ((edge - solved @ _ROWS.T) / FIT_SIGMA) ** 2)
    return solved[:, :2], np.clip(solved[:, 2], 0.6, 1.6).astype(np.float32)
