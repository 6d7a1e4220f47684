from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from tests.screens import golden
from tests.screens.scenes import BODY, GUIDED_SCENES, MEASURING, NO_GO, SCENES, SEEK, picture
from tpvision.edges.window import to_bgr
from tpvision.knowledge.words import Words
from tpvision.screens import measuring, session
from tpvision.screens.placement import Placement
from tpvision.screens.theme import DARK, LIGHT, Theme

LOOKS = pytest.mark.parametrize(("language", "theme"), [("en", DARK), ("de", LIGHT)], ids=["en", "de"])
SIZES = pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=["720", "1080"])


def each(names: Iterable[str], also_large: Sequence[str]) -> pytest.MarkDecorator:
    """Every scene in a small window, and some in a large one: what differs there is the size alone."""
    small = [(name, (1280, 720)) for name in names]
    return pytest.mark.parametrize(("scene", "size"), [*small, *((name, (1920, 1080)) for name in also_large)], ids=str)


@LOOKS
@each(SCENES, ["seek"])
def test_session(scene: str, size: tuple[int, int], language: str, theme: Theme, tmp_path: Path) -> None:
    view, status = SCENES[scene]
    surface = pygame.Surface(size)
    session.draw(surface, picture(), view, theme, Words.load(language), status=status)
    golden.check(f"session_{scene}_{size[1]}_{language}", surface, tmp_path)


@LOOKS
@each(GUIDED_SCENES, ["ready"])
def test_guided_session(scene: str, size: tuple[int, int], language: str, theme: Theme, tmp_path: Path) -> None:
    view, around = GUIDED_SCENES[scene]
    surface = pygame.Surface(size)
    session.draw(surface, picture(), view, theme, Words.load(language), around=around, no_go=NO_GO)
    golden.check(f"session_{scene}_{size[1]}_{language}", surface, tmp_path)


@LOOKS
@each(MEASURING, ["fix"])
def test_measuring(scene: str, size: tuple[int, int], language: str, theme: Theme, tmp_path: Path) -> None:
    view, around = MEASURING[scene]
    surface = pygame.Surface(size)
    measuring.draw(surface, picture(), view, theme, Words.load(language), around=around)
    golden.check(f"measuring_{scene}_{size[1]}_{language}", surface, tmp_path)


@pytest.fixture
def drawn() -> NDArray[np.uint8]:
    surface = pygame.Surface((1280, 720))
    session.draw(surface, picture(), SEEK, DARK, Words.load("en"))
    return to_bgr(surface)


def test_noise_passes(drawn: NDArray[np.uint8]) -> None:
    noise = np.random.default_rng(1).integers(-2, 3, drawn.shape)
    noisy = np.clip(drawn + noise, 0, 255).astype(np.uint8)
    assert golden.different(drawn, noisy) <= golden.MOST_DIFFERENT


@pytest.mark.parametrize("part", ["phase", "sentence", "arrow", "left", "view"])
@pytest.mark.parametrize("shift", [(3, 0), (0, 3)])
def test_three_pixels_do_not_pass(drawn: NDArray[np.uint8], part: str, shift: tuple[int, int]) -> None:
    box = session.arrange((1280, 720), SEEK, DARK, Words.load("en")).boxes[part]
    rows, columns = slice(box.top, box.bottom), slice(box.left, box.right)
    moved = drawn.copy()
    moved[rows, columns] = np.roll(drawn[rows, columns], shift, (1, 0))
    assert golden.different(drawn, moved) > golden.MOST_DIFFERENT


def test_a_lost_landmark_does_not_pass(drawn: NDArray[np.uint8]) -> None:
    area = session.arrange((1280, 720), SEEK, DARK, Words.load("en")).boxes["picture"]
    x, y = (round(c) for c in Placement.within(area, SEEK.size_px, mirror=True).at(BODY.hips_px[0]))
    without = drawn.copy()
    without[y - 14 : y + 15, x - 14 : x + 15] = drawn[y + 40, x]
    assert golden.different(drawn, without) > golden.MOST_DIFFERENT


def test_a_difference_is_shown_side_by_side(drawn: NDArray[np.uint8], tmp_path: Path) -> None:
    path = tmp_path / "both.png"
    with pytest.raises(AssertionError, match="pixels differ"):
        golden.compare(drawn, np.zeros_like(drawn), path)
    assert pygame.image.load(str(path)).get_size() == (2560, 720)
