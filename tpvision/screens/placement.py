"""Where the camera's picture lies in the window: the one place where it is scaled, cut and mirrored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pygame

from tpvision.values import Vector

_MOST_ENLARGED = 4 / 3  # to fill its area a picture may lose a quarter of its width or height, not more


_MASKS = (0xFF0000, 0xFF00, 0xFF, 0)
"""Red, green and blue as a ``Picture`` lays them."""


class Picture(Protocol):
    """What a camera saw, as it can be drawn: an ``edges.picture.Picture``."""

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""

    def fill(
        self, pixels: memoryview, scale: tuple[float, float], start_px: tuple[float, float], *, mirror: bool
    ) -> None:
        """Fill pixels of 32 bits, (width, height), with the part of the picture that falls on them."""


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

    def draw(self, surface: pygame.Surface, picture: Picture) -> None:
        """Draw the picture into its area."""
        shown = self.shown.clip(surface.get_rect())
        if not shown.width or not shown.height:
            return
        direct = surface.get_bitsize() == 32 and surface.get_masks()[:3] == _MASKS[:3]
        part = surface.subsurface(shown) if direct else pygame.Surface(shown.size, 0, 32, _MASKS)
        width, height = picture.size_px
        scale = self.scale * self.size_px[0] / width, self.scale * self.size_px[1] / height
        start_px = self.left_px - shown.x, self.top_px - shown.y
        # The view locks the surface for as long as it is there.
        with memoryview(part.get_view("2")) as pixels:  # type: ignore[arg-type]
            picture.fill(pixels, scale, start_px, mirror=self.mirror)
        if not direct:
            surface.blit(part, shown)
