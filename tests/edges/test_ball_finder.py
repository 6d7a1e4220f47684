"""The ball is found by colour, size and roundness, under different lamps and before different walls."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from tpvision.edges.ball_finder import BallFinder
from tpvision.settings import BallSettings
from tpvision.values import BallSearch, Frame, Sighting

WIDTH_PX, HEIGHT_PX = 320, 240
CENTRE_PX, RADIUS_PX = (158.3, 121.6), 9.0
WHOLE = BallSearch(0, 0, WIDTH_PX, HEIGHT_PX, RADIUS_PX)

BALLS_BGR = {
    "yellow": (40, 220, 225),
    "orange": (20, 120, 235),
    "red": (35, 30, 200),
    "pink": (150, 60, 225),
    "purple": (150, 40, 110),
    "blue": (190, 90, 30),
    "green": (70, 160, 50),
    "black": (25, 25, 25),
    "white": (240, 240, 240),
    "grey": (120, 120, 120),
}
LAMPS_BGR = {"day": (1.0, 1.0, 1.0), "warm": (0.88, 0.97, 1.0), "cool": (1.0, 0.97, 0.92), "dim": (0.75, 0.75, 0.75)}
WALLS_BGR = {"wallpaper": (170, 190, 200), "wood": (60, 100, 150), "painted": (120, 70, 40)}


def wall(kind: str, rng: np.random.Generator) -> np.ndarray:
    """Return an empty wall, unevenly lit."""
    light = np.linspace(0.85, 1.1, WIDTH_PX)[None, :, None]
    stripes = 1 + 0.05 * np.sin(np.arange(WIDTH_PX) / 6)[None, :, None]
    image = np.array(WALLS_BGR[kind]) * light * stripes + np.zeros((HEIGHT_PX, 1, 1))
    return image + rng.normal(0, 4, image.shape)


def add_disc(image: np.ndarray, colour: str, centre: tuple[float, float], axes: tuple[float, float]) -> None:
    """Draw a ball, lit from above and with smooth edges."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    distance = np.hypot((x - centre[0]) / axes[0], (y - centre[1]) / axes[1])
    cover = np.clip((1 - distance) * min(axes) + 0.5, 0, 1)[:, :, None]
    shade = (1.05 - 0.2 * (y - centre[1] + axes[1]) / (2 * axes[1]))[:, :, None]
    image[:] = image * (1 - cover) + np.array(BALLS_BGR[colour]) * shade * cover


def taken(image: np.ndarray, lamp: str, rng: np.random.Generator) -> Frame:
    """Return the picture that a camera with some noise takes of it by the light of a lamp."""
    lit = image * np.array(LAMPS_BGR[lamp]) + rng.normal(0, 4, image.shape)
    return Frame(cv2.GaussianBlur(np.clip(lit, 0, 255).astype(np.uint8), (0, 0), 0.7), 0.0, 0)


def find(image: np.ndarray, colour: str, search: BallSearch = WHOLE, lamp: str = "day") -> Sighting | None:
    return BallFinder(colour).find(taken(image, lamp, np.random.default_rng(2)), search)


def usual_wall(colour: str) -> str:
    """Return a wall that is not of the ball's own colour."""
    return {"orange": "wallpaper", "blue": "wood", "grey": "wood", "white": "wood", "black": "wallpaper"}.get(
        colour, "painted"
    )


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
