"""Pictures of the menu's pages, as somebody sees them who never had a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pygame
import pytest

from tests.app.menu.kit import desk_in, hold
from tests.screens import golden
from tpvision.app.menu.afterwards import Summary
from tpvision.app.menu.areas import Area, Tense
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.today import Today
from tpvision.app.menu.turns import Desk
from tpvision.screens import page as page_screen
from tpvision.screens.theme import DARK, LIGHT, Theme
from tpvision.values import Phase, Side, View
from tpvision.values.page import Choice, Page

HOLDS = (hold("rhomboid_middle", Side.LEFT), hold("upper_trapezius", Side.RIGHT, 12.0, "easier"))
PAGES: dict[str, Callable[[Desk], Page]] = {
    "today": Today(Evening()).page,
    "tense": Tense(Evening()).page,
    "area": Area("rhomboid_middle", Evening()).page,
    "summary": Summary(View(9.0, (640, 480), Phase.DONE, holds=HOLDS), None).page,
    "rows": lambda desk: Page(
        "rows",
        "A 1",
        choices=(
            Choice("a", "B 2", on=True),
            Choice("b", "C 3", "D 4", "E 5", on=False),
            Choice("c", "F 6", grave=True),
        ),
        focus=2,
        message="G 7",
        note="H 8",
    ),
}


@pytest.mark.parametrize(("language", "theme"), [("en", DARK), ("de", LIGHT)], ids=["en", "de"])
@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, language: str, theme: Theme, tmp_path: Path) -> None:
    desk = desk_in(language)
    sizes = [(1280, 720), (1920, 1080)] if (name, language) == ("tense", "de") else [(1280, 720)]
    for size in sizes:
        surface = pygame.Surface(size)
        page_screen.draw(surface, PAGES[name](desk), theme, desk.words)
        golden.check(f"page_{name}_{size[1]}_{language}", surface, tmp_path)
