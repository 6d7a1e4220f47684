"""From a camera's order of colours to a model's."""

from __future__ import annotations

import cv2

from tpvision.edges.camera.source import Image


def to_rgb(image_bgr: Image, rgb: Image) -> None:
    """Write a picture, (height, width, 3), into another of its size, red and blue exchanged."""
    cv2.cvtColor(image_bgr, cv2.COLOR_BGR2RGB, dst=rgb)
