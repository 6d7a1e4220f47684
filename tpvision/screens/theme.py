"""One look for all screens: colours, text sizes and fonts.

Sizes are fractions of the window's height, so that a screen looks the same in every window. The
colours tell states apart for people with any kind of colour vision (they are the lightened or
darkened hues of Okabe and Ito's palette), and no state is told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pygame

Colour = tuple[int, int, int]

_FONTS = Path(__file__).parent / "fonts"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours (red, green, blue) and sizes of one look."""

    name: str
    background: Colour
    panel: Colour
    """Behind the drawn body."""
    scrim: Colour
    """Laid over the picture behind text, with ``scrim_opacity``."""
    text: Colour
    soft_text: Colour
    """For what matters less; as readable as ``text``."""
    line: Colour
    """Lines of the trunk over the picture."""
    casing: Colour
    """Edge of everything drawn over the picture, so that it shows on light and on dark."""
    target: Colour
    ball: Colour
    hold: Colour
    wait: Colour
    alarm: Colour
    on_alarm: Colour
    """Text on ``alarm``."""
    focus: Colour
    """Behind what is chosen."""
    on_focus: Colour
    skin: Colour
    """Fill of the drawn body, and below its shades."""
    skin_shade: Colour
    skin_line: Colour
    hair: Colour
    scrim_opacity: float = 0.86
    main: float = 0.107
    """Em of the main sentence over the window's height: capitals of 7 %."""
    label: float = 0.0615
    """Em of all other words: capitals of 4 %."""
    item: float = 0.077
    """Em of what can be chosen: capitals of 5 %."""


def font(em_px: int, *, bold: bool = False) -> pygame.font.Font:
    """Return the bundled font in a size; it is loaded on first use."""
    if not pygame.font.get_init():
        pygame.font.init()
        _load.cache_clear()  # fonts do not outlive their module
    return _load(em_px, bold)


@lru_cache(maxsize=64)
def _load(em_px: int, bold: bool) -> pygame.font.Font:
    return pygame.font.Font(str(_FONTS / f"AtkinsonHyperlegible-{'Bold' if bold else 'Regular'}.ttf"), em_px)


DARK = Theme(
    name="dark",
    background=(13, 17, 23),
    panel=(20, 26, 34),
    scrim=(10, 14, 20),
    text=(255, 255, 255),
    soft_text=(208, 216, 226),
    line=(255, 255, 255),
    casing=(8, 10, 14),
    target=(98, 190, 245),
    ball=(255, 176, 32),
    hold=(46, 214, 163),
    wait=(247, 226, 84),
    alarm=(255, 138, 92),
    on_alarm=(26, 8, 2),
    focus=(98, 190, 245),
    on_focus=(8, 10, 14),
    skin=(86, 99, 116),
    skin_shade=(70, 82, 98),
    skin_line=(146, 161, 181),
    hair=(47, 56, 68),
)

LIGHT = Theme(
    name="light",
    background=(244, 245, 242),
    panel=(233, 236, 236),
    scrim=(252, 252, 249),
    text=(12, 16, 22),
    soft_text=(44, 52, 63),
    line=(12, 16, 22),
    casing=(255, 255, 255),
    target=(0, 99, 160),
    ball=(178, 84, 0),
    hold=(0, 112, 80),
    wait=(140, 110, 0),
    alarm=(150, 10, 30),
    on_alarm=(255, 255, 255),
    focus=(0, 82, 134),
    on_focus=(255, 255, 255),
    skin=(190, 198, 208),
    skin_shade=(172, 182, 194),
    skin_line=(98, 110, 126),
    hair=(128, 139, 153),
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
"""By the name that ``settings.ScreenSettings.theme`` gives."""
