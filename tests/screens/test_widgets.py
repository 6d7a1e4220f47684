"""Shapes and texts."""

from __future__ import annotations

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from tpvision.screens.text import set_text
from tpvision.screens.widgets import arc, disc, stroke

GROUND = (30, 40, 50)
GREEN = (80, 220, 120)
RADIUS, WIDTH = 100.0, 20.0


def _pixels(surface: pygame.Surface) -> NDArray[np.int_]:
    return pygame.surfarray.array3d(surface).astype(int)


@pytest.mark.parametrize("side", [300, 301])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.2499, 0.25, 0.26, 0.5, 0.62, 0.75, 0.97, 1.0])
def test_an_arc_covers_its_share_of_the_circle(share: float, side: int) -> None:
    surface = pygame.Surface((side, side), 0, 32)
    middle = side / 2
    arc(surface, (middle, middle), RADIUS, WIDTH, share, GREEN)
    x, y = np.indices((side, side)) + 0.5 - middle
    distances, turns = np.hypot(x, y), np.arctan2(x, -y) / (2 * np.pi) % 1.0
    line = np.abs(distances - RADIUS) < WIDTH / 2 - 2
    ends = np.minimum.reduce([np.hypot(x - RADIUS * np.sin(t), y + RADIUS * np.cos(t)) for t in (0, 2 * np.pi * share)])
    drawn = (_pixels(surface) == GREEN).all(axis=2)
    assert drawn[line & (turns < share)].all()
    assert not drawn[(turns > share) & (ends > WIDTH / 2 + 2)].any()
    assert not drawn[np.abs(distances - RADIUS) > WIDTH / 2 + 2].any()


def _draw_some(surface: pygame.Surface) -> NDArray[np.int_]:
    arc(surface, (75, 75), 50.0, WIDTH, 0.62, GREEN)
    disc(surface, (225, 75), 60.0, (200, 80, 80, 90))
    set_text("Hold 5", 40, 150).draw(surface, pygame.Rect(0, 150, 150, 150), (255, 255, 255))
    stroke(surface, [(180, 180), (280, 280)], 4, (255, 0, 0), (8, (0, 0, 0, 120)))
    return _pixels(surface)


def _ground(bits: int, masks: tuple[int, int, int, int] | None = None) -> pygame.Surface:
    surface = pygame.Surface((300, 300), 0, bits, masks) if masks else pygame.Surface((300, 300), 0, bits)
    surface.fill(GROUND)
    return surface


def test_all_looks_the_same_on_any_surface() -> None:
    """On what has itself opacity, on other orders of colours, and on the usual one after these."""
    usual = _draw_some(_ground(32))
    of_opacity = pygame.Surface((300, 300), pygame.SRCALPHA, 32)
    _draw_some(of_opacity)
    laid = _ground(32)
    laid.blit(of_opacity, (0, 0))
    for other in (
        _draw_some(_ground(24)),
        _draw_some(_ground(32, (0xFF, 0xFF00, 0xFF0000, 0))),
        _pixels(laid),
        _draw_some(_ground(32)),
    ):
        assert np.abs(other - usual).max() <= 3
    assert np.abs(usual - GROUND).max() > 100
