"""The scale of tenderness, 0 to 10, beside the picture: a hand held out shows where on it one is."""

from __future__ import annotations

import pygame

from tpvision.screens.live import scrim
from tpvision.screens.text import set_text
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import arc, disc, panel, ring, stroke
from tpvision.values import Signs

LEVELS = 11


def draw_scale(surface: pygame.Surface, box: pygame.Rect, signs: Signs, theme: Theme) -> None:
    """Draw the scale over a box, and on it the level that a hand shows, with a ring that fills while it is still.

    The numbers stand at every second level; what they are of is said in the sentence.
    """
    panel(surface, box, 0.12 * box.width, scrim(theme))
    step = box.height / (LEVELS + 1)
    size = round(0.95 * step)
    x = box.left + 0.72 * box.width

    def y(level: float) -> float:
        return box.bottom - step * (level + 1)

    stroke(surface, [(x, y(0)), (x, y(LEVELS - 1))], 0.035 * box.width, theme.text)
    for level in range(LEVELS):
        long = 0.09 * box.width if level % 2 == 0 else 0.05 * box.width
        stroke(surface, [(x - long, y(level)), (x + long, y(level))], 0.03 * box.width, theme.text)
        if level % 2 == 0:
            text = set_text(str(level), size, box.width, bold=True)
            text.draw(surface, text.rect(midright=(round(x - 0.24 * box.width), round(y(level)))), theme.text)
    if signs.level is not None:
        at = (x, y(signs.level))
        disc(surface, at, 0.11 * box.width, theme.target, casing=(0.13 * box.width, theme.casing))
        ring(surface, at, 0.17 * box.width, 0.05 * box.width, theme.skin_shade)
        arc(surface, at, 0.17 * box.width, 0.05 * box.width, signs.still, theme.hold)
