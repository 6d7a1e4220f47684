from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from tests.app.menu.kit import desk_in
from tests.screens import golden
from tests.screens.every import lived, screens
from tests.screens.scenes import BODY, SEEK, picture
from tpvision.edges.window import to_bgr
from tpvision.knowledge.words import Words
from tpvision.screens import moment, session
from tpvision.screens.live import Around
from tpvision.screens.placement import Placement
from tpvision.screens.theme import DARK, LIGHT, Theme

LOOKS = pytest.mark.parametrize(("language", "theme"), [("en", DARK), ("de", LIGHT)], ids=["en", "de"])
SCREENS = screens()


@LOOKS
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, language: str, theme: Theme, tmp_path: Path) -> None:
    if name.startswith("page_"):
        lived()
    for size in ((1280, 720), (1920, 1080)):
        surface = pygame.Surface(size)
        SCREENS[name](surface, theme, desk_in(language))
        golden.check(f"{name}_{size[1]}_{language}", surface, tmp_path)


def test_no_picture_is_left_of_a_screen_that_is_gone() -> None:
    kept = {path.stem.rsplit("_", 2)[0] for path in golden.FOLDER.iterdir()}
    assert kept == set(SCREENS)


@pytest.fixture
def drawn() -> NDArray[np.uint8]:
    surface = pygame.Surface((1280, 720))
    moment.draw(surface, picture(), SEEK, DARK, Words.load("en"), Around())
    return to_bgr(surface)


def test_noise_passes(drawn: NDArray[np.uint8]) -> None:
    noise = np.random.default_rng(1).integers(-2, 3, drawn.shape)
    noisy = np.clip(drawn + noise, 0, 255).astype(np.uint8)
    assert golden.different(drawn, noisy) <= golden.MOST_DIFFERENT


@pytest.mark.parametrize("part", ["phase", "sentence", "arrow", "left", "view"])
@pytest.mark.parametrize("shift", [(3, 0), (0, 3)])
def test_three_pixels_do_not_pass(drawn: NDArray[np.uint8], part: str, shift: tuple[int, int]) -> None:
    box = session.arrange((1280, 720), SEEK, DARK, Words.load("en"), Around()).boxes[part]
    rows, columns = slice(box.top, box.bottom), slice(box.left, box.right)
    moved = drawn.copy()
    moved[rows, columns] = np.roll(drawn[rows, columns], shift, (1, 0))
    assert golden.different(drawn, moved) > golden.MOST_DIFFERENT


def test_a_lost_landmark_does_not_pass(drawn: NDArray[np.uint8]) -> None:
    area = session.arrange((1280, 720), SEEK, DARK, Words.load("en"), Around()).boxes["picture"]
    x, y = (round(c) for c in Placement.within(area, SEEK.size_px, mirror=True).at(BODY.hips_px[0]))
    without = drawn.copy()
    without[y - 14 : y + 15, x - 14 : x + 15] = drawn[y + 40, x]
    assert golden.different(drawn, without) > golden.MOST_DIFFERENT


def test_a_difference_is_shown_side_by_side(drawn: NDArray[np.uint8], tmp_path: Path) -> None:
    path = tmp_path / "both.png"
    with pytest.raises(AssertionError, match="pixels differ"):
        golden.compare(drawn, np.zeros_like(drawn), path)
    assert pygame.image.load(str(path)).get_size() == (2560, 720)
