from __future__ import annotations

import numpy as np
import pygame
import pytest

from tpvision.edges.picture import Picture
from tpvision.screens.placement import Placement

PICTURES = [(640, 480), (1280, 720), (1920, 1080), (480, 640), (720, 1280)]
AREAS = [(898, 720), (1348, 1080), (2695, 2160), (618, 768), (240, 170)]


@pytest.mark.parametrize("size_px", PICTURES)
@pytest.mark.parametrize("area", AREAS)
def test_shows_at_least_three_quarters_and_leaves_no_needless_bars(
    size_px: tuple[int, int], area: tuple[int, int]
) -> None:
    placement = Placement.within(pygame.Rect(0, 0, *area), size_px, mirror=False)
    shown = [min(1.0, room / (placement.scale * length)) for room, length in zip(area, size_px, strict=True)]
    bars = [room - placement.scale * length for room, length in zip(area, size_px, strict=True)]
    assert min(shown) >= 0.7499
    assert max(bars) <= 0.01 or min(shown) <= 0.7501
    middle = placement.at((size_px[0] / 2, size_px[1] / 2))
    assert middle == pytest.approx((area[0] / 2, area[1] / 2))


@pytest.mark.parametrize("size_px", PICTURES)
@pytest.mark.parametrize("area", AREAS)
def test_the_whole_picture_shows_all_of_it(size_px: tuple[int, int], area: tuple[int, int]) -> None:
    placement = Placement.within(pygame.Rect(5, 7, *area), size_px, mirror=True, whole=True)
    corners = [placement.at((x, y)) for x in (0, size_px[0]) for y in (0, size_px[1])]
    assert all(4.99 <= x <= 5.01 + area[0] and 6.99 <= y <= 7.01 + area[1] for x, y in corners)
    assert max(size_px[0] * placement.scale / area[0], size_px[1] * placement.scale / area[1]) == pytest.approx(1.0)


def test_mirroring_exchanges_left_and_right_only() -> None:
    plain, mirrored = (Placement.within(pygame.Rect(10, 20, 400, 300), (200, 150), mirror=m) for m in (False, True))
    assert plain.at((30.0, 40.0)) == pytest.approx((70, 100))
    assert mirrored.at((30.0, 40.0)) == pytest.approx((350, 100))
    assert plain.direction((3.0, 4.0)) == pytest.approx((6, 8))
    assert mirrored.direction((3.0, 4.0)) == pytest.approx((-6, 8))


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("size_px", PICTURES)
@pytest.mark.parametrize("area", AREAS)
def test_a_mark_is_drawn_where_the_mapping_says(size_px: tuple[int, int], area: tuple[int, int], mirror: bool) -> None:
    image = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    x, y = size_px[0] * 2 // 5, size_px[1] // 3
    image[y - 8 : y + 8, x - 8 : x + 8] = (10, 100, 250)
    surface = pygame.Surface((area[0] + 60, area[1] + 40))
    placement = Placement.within(pygame.Rect(30, 20, *area), size_px, mirror=mirror)
    placement.draw(surface, Picture(image))
    at_x, at_y = placement.at((x, y))
    assert surface.get_at((round(at_x), round(at_y)))[:3] == pytest.approx((250, 100, 10), abs=5)
    red = pygame.surfarray.array_red(surface) > 125
    columns, rows = np.nonzero(red)
    assert columns.mean() + 0.5 == pytest.approx(at_x, abs=0.6)
    assert rows.mean() + 0.5 == pytest.approx(at_y, abs=0.6)


def test_draws_nothing_outside_its_area() -> None:
    surface = pygame.Surface((300, 200))
    image = np.full((90, 160, 3), 255, np.uint8)
    Placement.within(pygame.Rect(50, 40, 100, 100), (160, 90), mirror=True).draw(surface, Picture(image))
    assert surface.get_bounding_rect().size == (300, 200)  # no alpha: the whole surface
    mask = pygame.mask.from_threshold(surface, (255, 255, 255), (10, 10, 10))
    assert pygame.Rect(50, 40, 100, 100).contains(mask.get_bounding_rects()[0])
    assert mask.get_bounding_rects()[0].width == 100


def test_a_picture_cut_from_another_array_is_drawn_too() -> None:
    image = np.zeros((50, 60, 3), np.uint8)
    image[:, 20:40] = 255
    surface = pygame.Surface((20, 50))
    Placement.within(surface.get_rect(), (20, 50), mirror=False).draw(surface, Picture(image[:, 20:40]))
    assert surface.get_at((10, 25))[:3] == (255, 255, 255)


def test_a_surface_of_another_order_of_colours_shows_the_same() -> None:
    image = np.random.default_rng(1).integers(0, 255, (48, 64, 3), np.uint8)
    shown = []
    for surface in (
        pygame.Surface((90, 70), 0, 32),
        pygame.Surface((90, 70), 0, 24),
        pygame.Surface((90, 70), 0, 32, (0xFF, 0xFF00, 0xFF0000, 0)),
    ):
        Placement.within(surface.get_rect(), (64, 48), mirror=True).draw(surface, Picture(image))
        shown.append(pygame.surfarray.array3d(surface))
    assert shown[0].std() > 20
    assert np.array_equal(shown[0], shown[1])
    assert np.array_equal(shown[0], shown[2])


def test_a_picture_far_too_large_is_shown_by_the_mean_of_its_pixels() -> None:
    image = np.zeros((800, 1000, 3), np.uint8)
    image[::2, ::2] = 200  # a quarter of the pixels
    surface = pygame.Surface((125, 100), 0, 32)
    Placement.within(surface.get_rect(), (1000, 800), mirror=False).draw(surface, Picture(image))
    assert pygame.surfarray.array3d(surface)[1:-1, 1:-1] == pytest.approx(50, abs=2)
