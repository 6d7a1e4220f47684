"""How likely each colour is the ball's: what its name says, then what was seen of it (cv2).

Colours are counted in cells of lightness (coarse) and of CIE Lab's a and b over L + 16, which light and shade leave as
they are. A cell's score is the logarithm of how much more frequent it is on the ball than around it: a colour that
half the room has says little, whatever the ball is called.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

CELLS = (16, 32, 32)
MAX_CHROMA = 1.28
"""Of a and b over L + 16; what is beyond is counted with the last cells."""
SPREAD = (1.2, 0.8)
"""Sigma of noise, in cells of lightness and of chroma."""
SHADE = 0.3
"""Share of the ball's pixels that may be up to ...  """
DARKER, LIGHTER = 8, 3
"""... so many cells darker or lighter than where it was learned."""
_HUES: dict[str, tuple[float, float]] = {
    "red": (-6, 6),
    "orange": (6, 17),
    "yellow": (22, 38),
    "green": (40, 84),
    "blue": (96, 124),
    "purple": (126, 148),
    "pink": (150, 174),
}
"""Hues of OpenCV (0-179, half degrees) that a colour's name means for sure, ..."""
HUE_DOUBT = 4.0
"""... and how much further it may reach."""
_GREYS: dict[str, tuple[float, float]] = {"black": (-20, 60), "grey": (70, 165), "white": (170, 275)}
"""Values (0-255) at low saturation."""
VALUE_DOUBT = 20.0
PALE, FULL = 70.0, 150.0
"""Saturation (0-255) from which on a colour has begun to be, and is, its name's."""
GREY_CHROMA, GREY_DOUBT = 8.0, 6.0
"""Distance from grey in a and b."""
PRIOR_SHARE = 0.15
"""How much the name still counts once the ball was seen: a new lamp changes what was learned."""
ELSEWHERE = 0.05
"""Share of colours around the ball that were not seen there yet."""
HELD_AGAINST = 0.6
"""How much it counts, as an exponent, that a colour is frequent around the ball too: a shirt of the ball's colour shall
not hide the ball before the wall."""
WORST, BEST = -4.0, 0.5
"""Logarithms of ratios that score 0 and 255."""


class Appearance:
    """What is known of the ball's colours and of those around it.

    Parameters
    ----------
    colour
        One of the names of ``BallSettings.colour``.
    """

    def __init__(self, colour: str) -> None:
        self._prior = _named(colour)
        self._ball: NDArray[np.float32] | None = None
        self._around: NDArray[np.float32] | None = None
        self._scores: NDArray[np.uint8] | None = None

    @property
    def learned(self) -> bool:
        """Whether the ball was seen well enough to know it."""
        return self._ball is not None

    def copy(self) -> Appearance:
        """Return another one that can learn without this one."""
        other = object.__new__(Appearance)
        other.__dict__.update(self.__dict__)
        return other

    def learn(self, ball: NDArray[np.float32], share: float) -> None:
        """Take in colours counted on the ball; ``share`` is how much they then are of what is known."""
        new = _shaded(_smooth(ball))
        self._ball = new if self._ball is None else (1 - share) * self._ball + share * new
        self._scores = None

    def learn_around(self, around: NDArray[np.float32], share: float) -> None:
        """Take in colours counted around the ball, likewise."""
        new = _smooth(around)
        self._around = new if self._around is None else (1 - share) * self._around + share * new
        self._scores = None

    def score(self, numbers: NDArray[np.uint16]) -> NDArray[np.uint8]:
        """Return for each pixel, of which the cell is given, how much it speaks for the ball, 0..255."""
        if self._scores is None:
            self._scores = self._rate()
        return np.take(self._scores, numbers)

    def _rate(self) -> NDArray[np.uint8]:
        ball = self._prior if self._ball is None else (1 - PRIOR_SHARE) * self._ball + PRIOR_SHARE * self._prior
        around = np.full_like(ball, ELSEWHERE / ball.size)
        if self._around is not None:
            around += (1 - ELSEWHERE) * self._around
        ratio = np.log(ball + 1e-9) - HELD_AGAINST * np.log(around)
        return np.asarray(np.clip((ratio - WORST) / (BEST - WORST), 0, 1) * 255, np.uint8)


def cells(image_bgr: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Return the number of each pixel's cell."""
    wide = (image_bgr >> 2).astype(np.uint32)
    return np.take(_cells_of_bins(), (wide[:, :, 0] << 12) | (wide[:, :, 1] << 6) | wide[:, :, 2])


def count(numbers: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Return how many pixels each cell has."""
    return np.bincount(numbers.ravel(), minlength=math.prod(CELLS)).astype(np.float32)


@functools.cache
def _bins() -> NDArray[np.uint8]:
    """Return the colours (64^3, 1, 3) in whose cells pixels are counted: every fourth value of blue, green and red."""
    values = np.arange(2, 256, 4, dtype=np.uint8)
    return np.stack(np.meshgrid(values, values, values, indexing="ij"), axis=-1).reshape(-1, 1, 3)


@functools.cache
def _cells_of_bins() -> NDArray[np.uint16]:
    lab = cv2.cvtColor(np.asarray(_bins(), np.float32) / np.float32(255), cv2.COLOR_BGR2Lab)[:, 0]
    light = np.clip(lab[:, 0] * (CELLS[0] / 100), 0, CELLS[0] - 1).astype(np.uint16)
    chroma = lab[:, 1:] / (lab[:, :1] + 16) * (0.5 / MAX_CHROMA) + 0.5
    a, b = (np.clip(chroma[:, i] * CELLS[1 + i], 0, CELLS[1 + i] - 1).astype(np.uint16) for i in (0, 1))
    return np.asarray((light * CELLS[1] + a) * CELLS[2] + b, np.uint16)


def _smooth(counted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spread counts to the neighbouring cells and return shares."""
    rows = cv2.GaussianBlur(counted.reshape(CELLS[0], -1), (1, 7), 0.1, sigmaY=SPREAD[0])
    planes = np.moveaxis(rows.reshape(CELLS), 0, -1)
    spread = np.moveaxis(cv2.GaussianBlur(np.ascontiguousarray(planes), (5, 5), SPREAD[1]), -1, 0)
    return (spread / max(float(spread.sum()), 1e-9)).astype(np.float32).ravel()


def _shaded(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spread shares to what they may be in other light."""
    planes = shares.reshape(CELLS)
    total = np.concatenate((np.zeros_like(planes[:1]), np.cumsum(planes, axis=0)))
    levels = np.arange(CELLS[0])
    up, down = np.minimum(levels + DARKER + 1, CELLS[0]), np.maximum(levels - LIGHTER, 0)
    wide = (total[up] - total[down]) / (DARKER + LIGHTER + 1)
    return np.asarray((1 - SHADE) * planes + SHADE * wide, np.float32).ravel()


def _named(colour: str) -> NDArray[np.float32]:
    """Return the shares of the colours that bear a name, each cell alike."""
    bgr = _bins().astype(np.float32) / np.float32(255)
    hsv = cv2.cvtColor(bgr, cv2.COLOR_BGR2HSV)[:, 0]
    hue, saturation, value = hsv[:, 0] / 2, hsv[:, 1] * 255, hsv[:, 2] * 255
    if colour in _GREYS:
        low, high = _GREYS[colour]
        lab = cv2.cvtColor(bgr, cv2.COLOR_BGR2Lab)[:, 0]
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        fits = _within(value, low, high, VALUE_DOUBT) * np.clip((GREY_CHROMA + GREY_DOUBT - chroma) / GREY_DOUBT, 0, 1)
    else:
        low, high = _HUES[colour]
        fits = _within((hue - low + 90) % 180 + low - 90, low, high, HUE_DOUBT)
        fits = fits * np.clip((saturation - PALE) / (FULL - PALE), 0, 1) * np.clip((value - 30) / 30, 0, 1)
    numbers = _cells_of_bins()
    total = np.bincount(numbers, weights=fits, minlength=math.prod(CELLS))
    return _smooth((total / np.maximum(np.bincount(numbers, minlength=math.prod(CELLS)), 1)).astype(np.float32))


def _within(values: NDArray[Any], low: float, high: float, doubt: float) -> NDArray[Any]:
    return np.asarray(np.clip(np.minimum(values - low, high - values) / doubt + 1, 0, 1))
