"""Where the camera's picture lies in the window: the one place where it is scaled, cut and mirrored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import pygame

from tpvision.values import Vector

_MOST_ENLARGED = 4 / 3  # to fill its area a picture may lose a quarter of its width or height, not more


class Picture(Protocol):
    """A picture as ``Frame.image_bgr`` holds it: a numpy array (height, width, 3), blue-green-red."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(height, width, 3)."""

    @property
    def data(self) -> memoryview:
        """The pixels as they lie in memory."""

    def tobytes(self) -> bytes:
        """Return a copy of the pixels, row by row."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Maps picture pixels to window pixels."""

    area: pygame.Rect
    """The part of the window for the picture."""
    size_px: tuple[int, int]
    """Of the picture."""
    scale: float
    left_px: float
    top_px: float
    """Where the whole picture would begin, even if cut."""
    mirror: bool

    @classmethod
    def within(cls, area: pygame.Rect, size_px: tuple[int, int], *, mirror: bool, whole: bool = False) -> Placement:
        """Fill the area if that cuts no more than a quarter away; else, or to show the ``whole``, leave bars."""
        ratios = area.width / size_px[0], area.height / size_px[1]
        scale = min(max(ratios), min(ratios) * (1.0 if whole else _MOST_ENLARGED))
        left, top = (area.width - scale * size_px[0]) / 2, (area.height - scale * size_px[1]) / 2
        return cls(area, size_px, scale, area.x + left, area.y + top, mirror)

    def at(self, point_px: Vector) -> Vector:
        """Return where a point of the picture lies in the window."""
        x_px = self.size_px[0] - point_px[0] if self.mirror else point_px[0]
        return self.left_px + self.scale * x_px, self.top_px + self.scale * point_px[1]

    def direction(self, vector_px: Vector) -> Vector:
        """Return a displacement of the picture as one of the window."""
        return (-self.scale if self.mirror else self.scale) * vector_px[0], self.scale * vector_px[1]

    @property
    def shown(self) -> pygame.Rect:
        """The part of the window that the picture covers."""
        width, height = (round(self.scale * length) for length in self.size_px)
        return pygame.Rect(round(self.left_px), round(self.top_px), width, height).clip(self.area)

    def draw(self, surface: pygame.Surface, image_bgr: Picture) -> None:
        """Draw the picture into its area."""
        height, width = image_bgr.shape[:2]
        scale_x, scale_y = self.scale * self.size_px[0] / width, self.scale * self.size_px[1] / height
        shown = self.shown.clip(surface.get_rect())
        if not shown.size[0] or not shown.size[1]:
            return
        # Only what shows is scaled, to the nearest whole picture pixels.
        x0, x1 = _of(shown.left, shown.right, self.left_px, scale_x, width)
        y0, y1 = _of(shown.top, shown.bottom, self.top_px, scale_y, height)
        # In the screen's own 32 bits, as it is scaled right into the screen, and 24 take twice as long to mirror.
        direct = surface.get_bitsize() == 32
        part = _kept((x1 - x0, y1 - y0), surface.get_masks() if direct else None)
        pixels = image_bgr.data if image_bgr.data.c_contiguous else image_bgr.tobytes()
        source = pygame.image.frombuffer(pixels, (width, height), "BGR")
        part.blit(source, (0, 0), (width - x1 if self.mirror else x0, y0, x1 - x0, y1 - y0))
        if self.mirror:
            part = pygame.transform.flip(part, True, False)
        if direct:
            pygame.transform.smoothscale(part, shown.size, surface.subsurface(shown))
        else:
            surface.blit(pygame.transform.smoothscale(part, shown.size), shown)


@lru_cache(maxsize=2)
def _kept(size: tuple[int, int], masks: tuple[int, int, int, int] | None) -> pygame.Surface:
    """Return a surface of 32 bits to work on: to make one for each picture takes as long as to fill it."""
    return pygame.Surface(size, 0, 32) if masks is None else pygame.Surface(size, 0, 32, masks)


def _of(low: int, high: int, start_px: float, scale: float, length: int) -> tuple[int, int]:
    """Return the picture pixels that lie between two of the window, one at least."""
    first = min(max(0, round((low - start_px) / scale)), length - 1)
    return first, min(max(first + 1, round((high - start_px) / scale)), length)
