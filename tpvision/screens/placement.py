"""Where the camera's picture lies in the window: the one place where it is scaled, cut and mirrored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pygame

from tpvision.values import Vector

_MOST_ENLARGED = 4 / 3  # to fill its area a picture may lose a quarter of its width or height, not more


class Picture(Protocol):
    """A picture as ``Frame.image_bgr`` holds it: a numpy array (height, width, 3), blue-green-red."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(height, width, 3)."""

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

    def draw(self, surface: pygame.Surface, image_bgr: Picture) -> None:
        """Draw the picture into its area."""
        height, width = image_bgr.shape[:2]
        source = pygame.image.frombuffer(image_bgr.tobytes(), (width, height), "BGR")
        if self.mirror:
            source = pygame.transform.flip(source, True, False)
        # Only what shows is scaled: the part of the picture inside the area, in whole picture pixels.
        scale_x, scale_y = self.scale * self.size_px[0] / width, self.scale * self.size_px[1] / height
        x0, x1 = _inside(self.area.left, self.area.right, self.left_px, scale_x, width)
        y0, y1 = _inside(self.area.top, self.area.bottom, self.top_px, scale_y, height)
        part = pygame.Surface((x1 - x0, y1 - y0), 0, 32)  # smoothscale is twice as fast on 32 bits as on 24
        part.blit(source, (0, 0), (x0, y0, x1 - x0, y1 - y0))
        left, top = round(self.left_px + x0 * scale_x), round(self.top_px + y0 * scale_y)
        right, bottom = round(self.left_px + x1 * scale_x), round(self.top_px + y1 * scale_y)
        surface.set_clip(self.area)
        surface.blit(pygame.transform.smoothscale(part, (right - left, bottom - top)), (left, top))
        surface.set_clip(None)


def _inside(low: int, high: int, start_px: float, scale: float, length: int) -> tuple[int, int]:
    return max(0, int((low - start_px) / scale)), min(length, int((high - start_px) / scale) + 1)
