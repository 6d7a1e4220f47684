from __future__ import annotations

import itertools

import cv2
import numpy as np
import pygame
import pytest

from tpvision.screens.theme import THEMES, Colour, Theme, font
from tpvision.settings import ScreenSettings

EACH = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def contrast(a: Colour, b: Colour) -> float:
    """Contrast ratio as the Web Content Accessibility Guidelines 2.1 define it."""
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def grounds(theme: Theme) -> list[Colour]:
    """Everything that text can lie on: the plain grounds, and the scrim over the darkest and brightest picture."""
    scrims = [
        tuple(
            round(theme.scrim_opacity * t + (1 - theme.scrim_opacity) * b) for t, b in zip(theme.scrim, p, strict=True)
        )
        for p in (BLACK, WHITE, theme.panel)
    ]
    return [theme.background, theme.panel, *scrims]  # type: ignore[list-item]


def test_contrast_is_the_known_one() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast((118, 118, 118), WHITE) == pytest.approx(4.54, abs=0.01)


@EACH
def test_text_has_contrast_seven_on_everything_it_lies_on(theme: Theme) -> None:
    for text, ground in itertools.product((theme.text, theme.soft_text), grounds(theme)):
        assert contrast(text, ground) >= 7
    assert contrast(theme.on_alarm, theme.alarm) >= 7
    assert contrast(theme.on_focus, theme.focus) >= 7


@EACH
def test_shapes_have_contrast_three(theme: Theme) -> None:
    shapes = (theme.target, theme.ball, theme.hold, theme.wait, theme.alarm)
    for shape, ground in itertools.product(shapes, grounds(theme)):
        assert contrast(shape, ground) >= 3
    for shape in (*shapes, theme.line):
        assert contrast(shape, theme.casing) >= 3
    assert contrast(theme.casing, theme.line) >= 7


@EACH
@pytest.mark.parametrize(
    "seen_as",
    [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
        [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
    ],
    ids=["all cones", "no red cones", "no green cones"],
)
def test_colours_of_states_stay_apart_for_every_kind_of_sight(theme: Theme, seen_as: list[list[float]]) -> None:
    """The matrices, on linear light, are those of Vienot, Brettel and Mollon (1999)."""
    states = np.array([theme.target, theme.hold, theme.wait, theme.alarm], np.float32) / 255
    linear = np.where(states <= 0.04045, states / 12.92, ((states + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(seen_as, np.float32).T, 0, 1)
    display = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055).astype(np.float32)
    lab = cv2.cvtColor(display[None], cv2.COLOR_RGB2LAB)[0]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(lab, 2)) > 10


@pytest.mark.parametrize("height", [720, 1080, 2160])
@pytest.mark.parametrize("bold", [False, True])
@EACH
def test_capitals_are_large_enough_to_read_from_the_wall(theme: Theme, height: int, bold: bool) -> None:
    for em, fraction in ((theme.main, 0.07), (theme.label, 0.04), (theme.item, 0.05)):
        drawn = font(round(em * height), bold=bold).render("H", True, WHITE)
        assert drawn.get_bounding_rect().height >= fraction * height


def test_fonts_survive_a_restart_of_their_module() -> None:
    font(20)
    pygame.font.quit()
    assert font(20).size("H")[0] > 0


def test_every_theme_that_can_be_set_is_there() -> None:
    choices = ScreenSettings.__dataclass_fields__["theme"].metadata["choices"]
    assert set(THEMES) == set(choices)
