"""How likely each colour is the ball's: what its name says, then what was seen of it (cv2).

Colours are counted in cells of lightness (coarse) and of CIE Lab's a and b over L + 16, which light and shade leave as
they are. A cell's score is the logarithm of how much more frequent it is on the ball than around it: a colour that
half the room has says little, whatever the ball is called.
"""

from __future__ import annotations

import functools
import math
import zlib
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
NAMED_SHARE = 0.004
"""Least share of a ball's pixels that a cell is taken to have whose colour surely bears the name."""
PRIOR_SHARE = 0.15
"""How much the name still counts once the ball was seen: a new lamp changes what was learned."""
ELSEWHERE = 0.05
"""Share of colours around the ball that were not seen there yet."""
HELD_AGAINST = 0.6
"""How much it counts, as an exponent, that a colour is frequent around the ball too: a shirt of the ball's colour shall
not hide the ball before the wall, ..."""
MOST_AROUND = 0.004
"""... and beyond this share it counts no more."""
WHITE = 235.0
MAX_CAST, MAX_DIM = 0.5, 0.35
"""No lamp is taken to be of a stronger colour or to be dimmer than that."""
SAME_LAMP = 0.12
OTHER_CAST, OTHER_BRIGHTNESS = 0.25, 0.7
"""Logarithms: by a lamp whose colour or brightness differs by more, what was learned is not trusted."""
LAMPS_SEEN = 5
"""So often in succession another lamp is seen before it is taken for one: a camera begins dark."""
WORST, BEST = -4.0, 0.5
"""Logarithms of ratios that score 0 and 255."""


class Appearance:
    """What is known of the ball's colours and of those around it.

    Parameters
    ----------
    colour
        One of the names of ``BallSettings.colour``.
    kept
        What ``packed`` gave of the same ball in another session; trusted once the lamp is seen to be the same.
    """

    def __init__(self, colour: str, kept: bytes | None = None) -> None:
        self._colour = colour
        self._kept = _unpacked(kept) if kept is not None else None
        self._other_lamps = 0
        self._lamp = np.ones(3, np.float32)
        self._prior = _named(colour, self._lamp)
        self._ball: NDArray[np.float32] | None = None
        self._around: NDArray[np.float32] | None = None
        self._scores: NDArray[np.uint8] | None = None

    @property
    def learned(self) -> bool:
        """Whether the ball was seen well enough to know it."""
        return self._ball is not None

    def see_lamp(self, image_bgr: NDArray[np.uint8]) -> None:
        """Take the brightest of a picture for white: by a warm or a dim lamp a name means other pixels."""
        pixels = image_bgr.reshape(-1, 3)
        bright = int(0.95 * len(pixels))
        white = np.partition(pixels, bright, axis=0)[bright].astype(np.float32) + 1
        cast = np.clip(white / white.max(), MAX_CAST, 1)
        lamp = cast * np.clip(white.max() / WHITE, MAX_DIM, 1)
        if np.abs(np.log(lamp / self._lamp)).max() > SAME_LAMP:
            self._lamp = lamp
            self._prior = _named(self._colour, lamp)
            self._scores = None
        if self._kept is not None and not self.lamp_changed:
            then, ball = self._kept
            if not _other(then, lamp):
                self._ball, self._scores, self._kept = ball if self._ball is None else self._ball, None, None
            else:
                self._other_lamps += 1

    @property
    def lamp_changed(self) -> bool:
        """Whether what was kept is not used, because it was learned by another lamp."""
        return self._other_lamps >= LAMPS_SEEN

    def packed(self) -> bytes | None:
        """Return the ball's colours and the lamp they were seen by; ``None`` before they are known."""
        if self._ball is None:
            return None
        return zlib.compress(self._lamp.astype("<f2").tobytes() + self._ball.astype("<f2").tobytes())

    def forget(self) -> None:
        """Unlearn the ball: it was something else."""
        self._ball = self._scores = None

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
        ratio = np.log(ball + 1e-9) - HELD_AGAINST * np.log(np.minimum(around, MOST_AROUND))
        return np.asarray(np.clip((ratio - WORST) / (BEST - WORST), 0, 1) * 255, np.uint8)


def cells(image_bgr: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Return the number of each pixel's cell."""
    blue, green, red = (np.asarray(channel, np.int32) for channel in cv2.split(image_bgr >> 2))
    bins = (blue << 12) | (green << 6) | red
    return np.take(_cells_of_bins(), bins, mode="clip")  # no bin is outside: clipping is faster than checking


def count(numbers: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Return how many pixels each cell has."""
    return np.bincount(numbers.ravel(), minlength=math.prod(CELLS)).astype(np.float32)


def _unpacked(kept: bytes) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Return lamp and colours as ``Appearance.packed`` gave them; ``None`` when it cannot be that."""
    try:
        values = np.frombuffer(zlib.decompress(kept), "<f2").astype(np.float32)
    except (zlib.error, ValueError):
        return None
    usable = len(values) == 3 + math.prod(CELLS) and np.isfinite(values).all() and values.min() >= 0
    if not usable or values[:3].min() <= 0 or not 0.9 < values[3:].sum() < 1.1:
        return None
    return values[:3], values[3:]


def _other(then: NDArray[np.float32], now: NDArray[np.float32]) -> bool:
    ratio = np.log(now / then)
    return bool(np.ptp(ratio) > OTHER_CAST or abs(ratio.mean()) > OTHER_BRIGHTNESS)


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


def _named(colour: str, lamp: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the shares of the colours that bear a name as they are or by a lamp, each cell alike."""
    colours = _colours_of_cells()
    fits = np.maximum(_bears(colour, colours), _bears(colour, np.minimum(colours / lamp, 1)))
    shares = _smooth(np.where(np.isnan(fits), 0, fits).astype(np.float32))
    # A wide name is no worse a name.
    return np.asarray(shares * max(1.0, NAMED_SHARE / float(shares.max())), np.float32)


@functools.cache
def _colours_of_cells() -> NDArray[np.float32]:
    """Return each cell's mean colour (n, 3), not numbers where no colour is in it."""
    numbers, n = _cells_of_bins(), math.prod(CELLS)
    sums = [np.bincount(numbers, _bins()[:, 0, i], n) for i in range(3)]
    with np.errstate(invalid="ignore"):
        return (np.stack(sums, axis=1) / np.bincount(numbers, minlength=n)[:, None] / 255).astype(np.float32)


def _bears(colour: str, bgr: NDArray[np.float32]) -> NDArray[Any]:
    """Return how surely colours (n, 3) bear a name, 0..1."""
    hsv = cv2.cvtColor(bgr[:, None], cv2.COLOR_BGR2HSV)[:, 0]
    hue, saturation, value = hsv[:, 0] / 2, hsv[:, 1] * 255, hsv[:, 2] * 255
    if colour in _GREYS:
        low, high = _GREYS[colour]
        lab = cv2.cvtColor(bgr[:, None], cv2.COLOR_BGR2Lab)[:, 0]
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        return _within(value, low, high, VALUE_DOUBT) * np.clip((GREY_CHROMA + GREY_DOUBT - chroma) / GREY_DOUBT, 0, 1)
    low, high = _HUES[colour]
    fits = _within((hue - low + 90) % 180 + low - 90, low, high, HUE_DOUBT)
    return np.asarray(fits * np.clip((saturation - PALE) / (FULL - PALE), 0, 1) * np.clip((value - 30) / 30, 0, 1))


def _within(values: NDArray[Any], low: float, high: float, doubt: float) -> NDArray[Any]:
    return np.asarray(np.clip(np.minimum(values - low, high - values) / doubt + 1, 0, 1))
