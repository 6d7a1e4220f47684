"""The help line: what each key means, drawn as key caps with words."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from tpvision.knowledge.words import Words
from tpvision.screens.text import Text, set_text
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import panel

KeyMeaning = tuple[str, str]
"""A key by its ``pygame.key.name``, and what it does, a key of the section ``command``."""


@dataclass(frozen=True, slots=True)
class Hints:
    """A help line with its places, from the box's upper left corner."""

    caps: tuple[tuple[pygame.Rect, Text], ...]
    meanings: tuple[tuple[pygame.Rect, Text], ...]
    size: tuple[int, int]


def set_hints(keys: tuple[KeyMeaning, ...], words: Words, em_px: int, width_px: int) -> Hints:
    """Set the keys and their meanings in rows that fit the width."""
    pad, gap, between = round(0.35 * em_px), round(0.3 * em_px), round(0.8 * em_px)
    row = round(1.3 * em_px)
    caps, meanings = [], []
    x = y = right = 0
    for key, command in keys:
        cap = set_text(words.text(f"key.{key.replace(' ', '_')}"), em_px, width_px, bold=True)
        meaning = set_text(words.text(f"command.{command}"), em_px, width_px)
        cap_width = max(row, cap.width + 2 * pad)
        width = cap_width + gap + meaning.width
        if x and x + width > width_px:
            x, y = 0, y + round(1.15 * row)
        caps.append((pygame.Rect(x, y, cap_width, row), cap))
        meanings.append((pygame.Rect(x + cap_width + gap, y, meaning.width, row), meaning))
        right = max(right, x + width)
        x += width + between
    return Hints(tuple(caps), tuple(meanings), (right, y + row))


def draw_hints(surface: pygame.Surface, hints: Hints, top_left: tuple[int, int], theme: Theme) -> None:
    """Draw a help line."""
    for box, text in hints.caps:
        box = box.move(top_left)
        panel(surface, box, 0.22 * box.height, theme.soft_text)
        panel(surface, box.inflate(-4, -4), 0.2 * box.height, theme.panel)
        text.draw(surface, box, theme.text)
    for box, text in hints.meanings:
        text.draw(surface, box.move(top_left), theme.soft_text)
