"""From a frame to the ball in it: its colour, its size and its roundness, where it can be (cv2).

The colour is a range of hue, saturation and value; white, grey and black have no hue and are told by
the other two. A spot counts when it is about as large as the ball would look there and about as round.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tpvision.values import BallSearch, Frame, Sighting

_HUES: dict[str, tuple[int, int]] = {
    "red": (174, 7),
    "orange": (5, 18),
    "yellow": (22, 40),
    "green": (38, 85),
    "blue": (95, 125),
    "purple": (125, 150),
    "pink": (150, 175),
}
"""Hue ranges of OpenCV (0-179, half degrees); red goes round."""
_GREYS: dict[str, tuple[int, int]] = {"black": (0, 60), "grey": (70, 170), "white": (150, 255)}
"""Value ranges at low saturation."""
MIN_SATURATION, MIN_VALUE, MAX_GREY_SATURATION = 110, 60, 60
MIN_RADIUS_PX = 2.5
LEAST_SHOWING = 0.35
"""Share of the ball's disc that must show."""


class BallFinder:
    """Looks for a ball of one colour.

    Parameters
    ----------
    colour
        One of the names of ``BallSettings.colour``.
    """

    def __init__(self, colour: str) -> None:
        self._colour = colour

    def find(self, frame: Frame, search: BallSearch) -> Sighting | None:
        """Return the best sighting within the region of ``search``, or ``None``."""
        width, height = frame.size_px
        x0, y0 = max(0, int(search.x0_px)), max(0, int(search.y0_px))
        x1, y1 = min(width, int(search.x1_px) + 1), min(height, int(search.y1_px) + 1)
        if x1 - x0 < 4 or y1 - y0 < 4 or search.radius_px < MIN_RADIUS_PX:
            return None
        mask = self._mask(frame.image_bgr[y0:y1, x0:x1])
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        best: Sighting | None = None
        for contour in contours:
            found = _fit(contour, search.radius_px)
            if found is not None and (best is None or found.confidence > best.confidence):
                best = found
        if best is None:
            return None
        return Sighting(round(best.x_px + x0, 2), round(best.y_px + y0, 2), best.radius_px, best.confidence)

    def _mask(self, image_bgr: NDArray[np.uint8]) -> NDArray[Any]:
        hsv = cv2.cvtColor(image_bgr, cv2.COLOR_BGR2HSV)
        if self._colour in _GREYS:
            low, high = _GREYS[self._colour]
            return cv2.inRange(hsv, np.array((0, 0, low)), np.array((179, MAX_GREY_SATURATION, high)))
        low, high = _HUES[self._colour]
        if low > high:  # over the end of the hue circle: turn it so that the range does not cross
            hsv[:, :, 0] = (hsv[:, :, 0].astype(np.int16) + 180 - low) % 180
            low, high = 0, high + 180 - low
        return cv2.inRange(hsv, np.array((low, MIN_SATURATION, MIN_VALUE)), np.array((high, 255, 255)))


def _fit(contour: NDArray[Any], radius_px: float) -> Sighting | None:
    """Return a sighting for a spot that has the ball's size and shape."""
    area_px = cv2.contourArea(contour)
    whole_px = math.pi * radius_px**2
    if not LEAST_SHOWING * whole_px < area_px < 2.2 * whole_px:
        return None
    (x, y), around_px = cv2.minEnclosingCircle(contour)
    size = around_px / radius_px
    filled = area_px / (math.pi * around_px**2)
    if not 0.6 < size < 1.5 or filled < 0.45:
        return None
    confidence = min(1.0, filled) * math.exp(-abs(math.log(size)))
    return Sighting(x, y, round(around_px, 2), round(confidence, 3))
