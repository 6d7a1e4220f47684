"""Text, broken into lines and drawn on any surface; what was drawn is kept for the next time. Lengths are pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pygame

from tpvision.screens.theme import Colour, font
from tpvision.screens.widgets import lay, packed


@dataclass(frozen=True, slots=True)
class Text:
    """A text broken into lines, with the room it takes."""

    lines: tuple[str, ...]
    em_px: int
    bold: bool
    width: int

    @property
    def height(self) -> int:
        """From above the accents of the first line to below the descenders of the last."""
        return round(1.12 * self.em_px) + self.pitch * (len(self.lines) - 1)

    @property
    def pitch(self) -> int:
        """From one line to the next."""
        return round(1.14 * self.em_px)

    def rect(self, **place: tuple[int, int]) -> pygame.Rect:
        """Return its box, placed as pygame places rectangles: ``text.rect(center=(x, y))``."""
        box = pygame.Rect(0, 0, self.width, self.height)
        for name, point in place.items():
            setattr(box, name, point)
        return box

    def draw(self, surface: pygame.Surface, box: pygame.Rect, colour: Colour, *, flush: bool = False) -> None:
        """Draw the lines into the middle of a box, each centred, or ``flush`` with the left."""
        own = self.rect(center=box.center)
        y = own.top + round(0.89 * self.em_px) - font(self.em_px, bold=self.bold).get_ascent()
        for line in self.lines:
            rendered = _rendered(line, self.em_px, self.bold, colour)
            lay(surface, rendered, (own.left + (0 if flush else (own.width - rendered.get_width()) // 2), y))
            y += self.pitch


@lru_cache(maxsize=256)
def _rendered(line: str, em_px: int, bold: bool, colour: Colour) -> pygame.Surface:
    return packed(font(em_px, bold=bold).render(line, True, colour))


@lru_cache(maxsize=256)
def set_text(text: str, em_px: int, width_px: int, *, bold: bool = False) -> Text:
    """Break a text into as few lines as fit the width, and those to about the same length."""
    face = font(em_px, bold=bold)

    def longest(lines: Iterable[str]) -> int:
        return max(face.size(line)[0] for line in lines)

    lines = _broken(text, face, width_px)
    low, high = min(width_px, longest(text.split() or [""])), width_px
    while low < high:
        middle = (low + high) // 2
        tried = _broken(text, face, middle)
        if len(tried) <= len(lines) and longest(tried) <= middle:
            high = middle
        else:
            low = middle + 1
    lines = _broken(text, face, low)
    return Text(tuple(lines), em_px, bold, longest(lines))


def _broken(text: str, face: pygame.font.Font, width_px: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and face.size(f"{lines[-1]} {word}")[0] <= width_px:
            lines[-1] += f" {word}"
            continue
        while face.size(word)[0] > width_px and len(word) > 1:  # an address, say: cut it
            cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or face.size(word[:n])[0] <= width_px)
            lines.append(word[:cut])
            word = word[cut:]
        lines.append(word)
    return lines or [""]
