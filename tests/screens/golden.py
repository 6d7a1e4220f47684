"""Comparison with stored pictures.

A pixel agrees if it lies between the darkest and the brightest of its neighbours in the other picture, give
or take two levels: another font renderer's edges pass, a thing that moved three pixels or vanished does not.
``TPVISION_RENEW_GOLDEN=1`` writes the pictures anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray

from tpvision.edges.window import to_bgr

FOLDER = Path(__file__).parent / "golden"
MOST_DIFFERENT = 25  # pixels


def different(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> int:
    """Return how many pixels of either picture have no like among the neighbours in the other."""
    near = np.ones((3, 3), np.uint8)
    out = 0
    for one, other in ((a, b), (b, a)):
        low, high = cv2.erode(other, near).astype(int) - 2, cv2.dilate(other, near).astype(int) + 2
        out += int(((one < low) | (one > high)).any(axis=2).sum())
    return out


def check(name: str, surface: pygame.Surface, folder: Path) -> None:
    """Compare with ``golden/name.webp``; on a difference write computed | expected into ``folder``."""
    path = FOLDER / f"{name}.webp"
    computed = to_bgr(surface)
    if os.environ.get("TPVISION_RENEW_GOLDEN") == "1":
        cv2.imwrite(str(path), computed, [cv2.IMWRITE_WEBP_QUALITY, 101])  # above 100: nothing is lost
    expected = cv2.imread(str(path))
    assert expected is not None, f"{path} is missing; make it with TPVISION_RENEW_GOLDEN=1 and look at it"
    compare(computed, expected, folder / f"{name}.png")


def compare(computed: NDArray[np.uint8], expected: NDArray[np.uint8], side_by_side: Path) -> None:
    """Fail if the pictures differ, and write them there."""
    assert computed.shape == expected.shape
    count = different(computed, expected)
    if count > MOST_DIFFERENT:
        cv2.imwrite(str(side_by_side), np.hstack([computed, expected]))
        raise AssertionError(f"{count} pixels differ; computed | expected: {side_by_side}")
