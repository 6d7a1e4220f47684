"""A camera's picture on its way to the screen: scaled and mirrored by cv2, right into a surface's pixels."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


class Picture:
    """A picture that can be drawn, (height, width, 3), blue-green-red; it is not copied."""

    def __init__(self, image_bgr: Image) -> None:
        self._image_bgr = image_bgr

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return self._image_bgr.shape[1], self._image_bgr.shape[0]

    def fill(
        self, pixels: memoryview, scale: tuple[float, float], start_px: tuple[float, float], *, mirror: bool
    ) -> None:
        """Fill pixels with the part of the picture that falls on them, from edge to edge.

        Parameters
        ----------
        pixels
            (width, height), 32 bits each: blue, green, red, and one more that becomes 255.
        scale
            So many of them to a pixel of the picture, across and down.
        start_px
            Where in them the whole picture's left upper corner lies.
        mirror
            Whether left and right are exchanged.
        """
        out = np.asarray(pixels).T
        height, width = out.shape
        image, (scale_x, scale_y) = self._image_bgr, scale
        while min(scale_x, scale_y) <= 0.5 and min(image.shape[:2]) > 1:
            # A pixel is made of four of the picture: of a larger one, some would be left out.
            half = cv2.resize(image, (image.shape[1] // 2, image.shape[0] // 2), interpolation=cv2.INTER_AREA)
            scale_x, scale_y = scale_x * image.shape[1] / half.shape[1], scale_y * image.shape[0] / half.shape[0]
            image = np.asarray(half, np.uint8)
        # In 32 bits it takes half as long as in 24.
        of_32_bits = cv2.cvtColor(image, cv2.COLOR_BGR2BGRA, dst=_kept(image.shape[0], image.shape[1]))
        # From the middle of a pixel on the screen to that in the picture.
        x, y = (0.5 - start_px[0]) / scale_x - 0.5, (0.5 - start_px[1]) / scale_y - 0.5
        across = (-1 / scale_x, 0.0, image.shape[1] - 1 - x) if mirror else (1 / scale_x, 0.0, x)
        cv2.warpAffine(
            of_32_bits,
            np.array((across, (0.0, 1 / scale_y, y))),
            (width, height),
            dst=out.view(np.uint8).reshape(height, width, 4),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )


@lru_cache(maxsize=2)
def _kept(height: int, width: int) -> Image:
    """Return an array to work in: to make one for each picture takes as long as to fill it."""
    return np.empty((height, width, 4), np.uint8)
