"""The ball is found by colour, size and roundness, under different lamps and before different walls."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from tests.edges.balls import (
    BALLS_BGR,
    CENTRE_PX,
    HEIGHT_PX,
    LAMPS_BGR,
    RADIUS_PX,
    WALLS_BGR,
    WHOLE,
    WIDTH_PX,
    add_disc,
    add_hand,
    find,
    taken,
    usual_wall,
    wall,
)
from tpvision.edges.ball_finder import BallFinder
from tpvision.settings import BallSettings
from tpvision.values import BallSearch, Frame


def test_every_colour_of_the_settings_is_known() -> None:
    assert set(BALLS_BGR) == set(BallSettings.__dataclass_fields__["colour"].metadata["choices"])


@pytest.mark.parametrize("lamp", LAMPS_BGR)
@pytest.mark.parametrize("kind", WALLS_BGR)
@pytest.mark.parametrize("colour", BALLS_BGR)
def test_a_ball_of_each_colour_is_found_where_it_is(colour: str, kind: str, lamp: str) -> None:
    if (colour, kind) in {("orange", "wood"), ("blue", "painted"), ("white", "wallpaper"), ("grey", "wallpaper")}:
        kind = usual_wall(colour)
    image = wall(kind, np.random.default_rng(1))
    add_disc(image, colour, CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    found = find(image, colour, lamp=lamp)
    assert found is not None
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 1.0
    assert found.radius_px == pytest.approx(RADIUS_PX, rel=0.15)
    assert 0.5 < found.confidence <= 1.0


@pytest.mark.parametrize("colour", BALLS_BGR)
def test_no_ball_is_found_where_there_is_none(colour: str) -> None:
    assert find(wall(usual_wall(colour), np.random.default_rng(1)), colour) is None


@pytest.mark.parametrize(
    "axes",
    [(60.0, 80.0), (4.0, 4.0), (16.0, 16.0), (27.0, 4.0), (4.0, 20.0)],
    ids=["shirt", "too small", "too large", "strap", "seam"],
)
@pytest.mark.parametrize("colour", ["yellow", "red", "blue", "black"])
def test_another_spot_of_its_colour_is_no_ball(colour: str, axes: tuple[float, float]) -> None:
    image = wall(usual_wall(colour), np.random.default_rng(1))
    add_disc(image, colour, CENTRE_PX, axes)
    assert find(image, colour) is None


def test_the_roundest_of_the_right_size_is_taken() -> None:
    image = wall("painted", np.random.default_rng(1))
    add_disc(image, "yellow", (80.0, 80.0), (11.0, 7.0))
    add_disc(image, "yellow", (240.0, 60.0), (30.0, 40.0))
    add_disc(image, "yellow", (200.0, 180.0), (RADIUS_PX, RADIUS_PX))
    found = find(image, "yellow")
    assert found is not None
    assert math.dist((found.x_px, found.y_px), (200.0, 180.0)) < 1.0


def test_a_ball_half_hidden_behind_the_body_is_found() -> None:
    image = wall("painted", np.random.default_rng(1))
    add_disc(image, "yellow", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    image[:, : int(CENTRE_PX[0])] = (90, 90, 90)
    found = find(image, "yellow")
    assert found is not None
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < RADIUS_PX
    whole = wall("painted", np.random.default_rng(1))
    add_disc(whole, "yellow", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    better = find(whole, "yellow")
    assert better is not None
    assert found.confidence < better.confidence


@pytest.mark.parametrize(
    ("x0_px", "y0_px", "x1_px", "y1_px"),
    [(200.0, 0.0, 320.0, 240.0), (0.0, 0.0, 158.3, 60.0), (400.0, 300.0, 500.0, 400.0), (-90.0, -50.0, -1.0, -1.0)],
    ids=["to its left", "above", "beside the picture", "before the picture"],
)
def test_outside_the_region_of_the_search_nothing_is_found(
    x0_px: float, y0_px: float, x1_px: float, y1_px: float
) -> None:
    image = wall("painted", np.random.default_rng(1))
    add_disc(image, "yellow", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    assert find(image, "yellow", BallSearch(x0_px, y0_px, x1_px, y1_px, RADIUS_PX)) is None


def test_a_region_that_reaches_over_the_picture_is_cut() -> None:
    image = wall("painted", np.random.default_rng(1))
    add_disc(image, "yellow", (12.0, 230.0), (RADIUS_PX, RADIUS_PX))
    found = find(image, "yellow", BallSearch(-100.4, 130.7, 90.2, 500.0, RADIUS_PX))
    assert found is not None
    assert math.dist((found.x_px, found.y_px), (12.0, 230.0)) < 1.0


def test_a_ball_too_small_to_be_told_from_noise_is_not_looked_for() -> None:
    image = wall("painted", np.random.default_rng(1))
    add_disc(image, "yellow", CENTRE_PX, (2.0, 2.0))
    assert find(image, "yellow", BallSearch(0, 0, WIDTH_PX, HEIGHT_PX, 2.0)) is None


@pytest.mark.parametrize("radius_px", [4.0, 6.0, 14.0, 30.0])
def test_far_and_near(radius_px: float) -> None:
    image = wall("painted", np.random.default_rng(1))
    add_disc(image, "yellow", CENTRE_PX, (radius_px, radius_px))
    found = find(image, "yellow", BallSearch(0, 0, WIDTH_PX, HEIGHT_PX, radius_px))
    assert found is not None
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 1.0
    assert found.radius_px == pytest.approx(radius_px, rel=0.15)


def test_the_picture_is_left_as_it_was() -> None:
    image = wall("painted", np.random.default_rng(1))
    frame = taken(image, "day", np.random.default_rng(2))
    before = frame.image_bgr.copy()
    frame.image_bgr.flags.writeable = False
    for colour in BALLS_BGR:
        BallFinder(colour).find(frame, WHOLE)
    assert np.array_equal(frame.image_bgr, before)


@pytest.mark.parametrize("gains", [(0.6, 0.85, 1.05), (1.1, 0.95, 0.8), (0.5, 0.5, 0.5)], ids=["warm", "cold", "dim"])
@pytest.mark.parametrize("colour", ["orange", "yellow", "red", "blue", "green"])
def test_a_strong_lamp_noise_blur_and_compression(colour: str, gains: tuple[float, float, float]) -> None:
    image = wall("wallpaper", np.random.default_rng(1))
    add_hand(image, CENTRE_PX)
    add_disc(image, colour, CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    lit = image * np.array(gains) + np.random.default_rng(2).normal(0, 8, image.shape)
    small = cv2.GaussianBlur(np.clip(lit, 0, 255).astype(np.uint8), (5, 1), 1.2)
    packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 55])[1]
    found = BallFinder(colour).find(Frame(cv2.imdecode(packed, cv2.IMREAD_COLOR), 0.0, 0), WHOLE)
    assert found is not None
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 2.0


def test_an_orange_ball_before_a_wooden_wall() -> None:
    image = wall("wood", np.random.default_rng(1))
    image *= (1 + 0.12 * np.sin(np.arange(HEIGHT_PX) / 2.5))[:, None, None]
    empty = image.copy()
    add_disc(image, "orange", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    found = find(image, "orange")
    assert found is not None
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 1.5
    nothing = find(empty, "orange")
    assert nothing is None or nothing.confidence < 0.5


def test_a_ball_beside_a_shirt_of_its_colour() -> None:
    scene = wall("painted", np.random.default_rng(1))
    folds = 0.85 + 0.2 * np.sin(np.arange(90) / 9.0)[None, :, None]
    scene[120:240, 20:110] = np.array(BALLS_BGR["yellow"]) * folds
    add_disc(scene, "yellow", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    found = find(scene, "yellow")
    assert found is not None
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 1.5
