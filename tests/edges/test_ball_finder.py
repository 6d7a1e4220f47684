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


# A ball that is held up, learned, and then partly hidden.

SKIN_BGR = (125, 160, 210)
WOOD_BGR = (75, 115, 165)
HELD_FRAMES = 15
FPS = 15.0


def add_hand(image: np.ndarray, centre: tuple[float, float]) -> None:
    """Draw a palm behind the ball's place, and an arm."""
    at = (round(centre[0] + 3), round(centre[1] + 7))
    cv2.ellipse(image, at, (11, 13), 20, 0, 360, SKIN_BGR, -1, cv2.LINE_AA)
    cv2.line(image, at, (at[0] + 60, at[1] + 40), SKIN_BGR, 14, cv2.LINE_AA)


def shown(finder: BallFinder, scene: np.ndarray, colour: str, lamp: str = "day") -> list[Sighting | None]:
    """Let the finder see the ball held up for a second; return what it saw."""
    rng = np.random.default_rng(3)
    seen = []
    for index in range(HELD_FRAMES):
        centre = (CENTRE_PX[0] + 1.5 * math.sin(index / 3), CENTRE_PX[1] + math.cos(index / 4))
        image = scene.copy()
        add_hand(image, centre)
        add_disc(image, colour, centre, (RADIUS_PX, RADIUS_PX))
        frame = taken(image, lamp, rng)
        seen.append(finder.find(Frame(frame.image_bgr, index / FPS, index), WHOLE))
    return seen


def pressed(scene: np.ndarray, colour: str, covered: float, shade: float = 0.7) -> np.ndarray:
    """Return the scene with a shirt that covers a part of the ball from the left, 0..1 of its width."""
    image = scene.copy()
    add_disc(image, colour, CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    reach = int(CENTRE_PX[0] + RADIUS_PX * 2)
    image[80:170, int(CENTRE_PX[0]) - 20 : reach] *= shade
    image[60:220, 60 : round(CENTRE_PX[0] + RADIUS_PX * (2 * covered - 1))] = (95, 120, 60)
    return image


def later(finder: BallFinder, image: np.ndarray, lamp: str = "day", t_s: float = 1.2) -> Sighting | None:
    """Return what the finder sees in a picture after the ball was shown."""
    frame = taken(image, lamp, np.random.default_rng(5))
    return finder.find(Frame(frame.image_bgr, t_s, 30), WHOLE)


@pytest.mark.parametrize("colour", ["orange", "red", "yellow", "pink", "blue", "black", "white"])
def test_a_ball_in_a_hand_is_found(colour: str) -> None:
    seen = shown(BallFinder(colour), wall("painted" if colour != "blue" else "wood", np.random.default_rng(1)), colour)
    sure = [s for s in seen if s is not None and s.confidence >= 0.5]
    assert len(sure) >= HELD_FRAMES - 2
    assert all(s.radius_px == pytest.approx(RADIUS_PX, rel=0.12) for s in sure)
    assert all(math.dist((s.x_px, s.y_px), CENTRE_PX) < 3.0 for s in sure)


@pytest.mark.parametrize("colour", ["orange", "yellow", "blue", "black"])
@pytest.mark.parametrize("covered", [0.35, 0.5])
def test_a_known_ball_is_found_at_its_own_centre_when_half_of_it_shows(colour: str, covered: float) -> None:
    scene = wall("wallpaper", np.random.default_rng(1))
    finder = BallFinder(colour)
    shown(finder, scene, colour)
    found = later(finder, pressed(scene, colour, covered))
    assert found is not None
    assert found.confidence >= 0.5
    # Of the part that shows, the middle is 2 to 4 pixels to the right.
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 1.5
    assert found.radius_px == pytest.approx(RADIUS_PX, rel=0.15)


def test_what_was_learned_makes_a_half_hidden_ball_surer() -> None:
    scene = wall("wallpaper", np.random.default_rng(1))
    knowing, new = BallFinder("orange"), BallFinder("orange")
    shown(knowing, scene, "orange")
    known, guessed = (later(finder, pressed(scene, "orange", 0.5)) for finder in (knowing, new))
    assert known is not None
    assert guessed is None or guessed.confidence < known.confidence - 0.1


def test_a_known_ball_that_is_hidden_is_not_seen() -> None:
    scene = wall("wallpaper", np.random.default_rng(1))
    for colour in ("orange", "black", "yellow", "white"):
        finder = BallFinder(colour)
        shown(finder, scene, colour)
        image = pressed(scene, colour, 1.2)
        add_hand(image, (60.0, 120.0))
        found = later(finder, image)
        assert found is None or found.confidence < 0.5, colour


def test_a_new_lamp_does_not_hide_a_known_ball() -> None:
    scene = wall("wallpaper", np.random.default_rng(1))
    finder = BallFinder("orange")
    shown(finder, scene, "orange", "day")
    image = scene.copy()
    add_disc(image, "orange", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    for lamp in ("warm", "cool", "dim"):
        found = later(finder, image, lamp)
        assert found is not None, lamp
        assert found.confidence >= 0.5, lamp


STRONG_LAMPS_BGR = {"candle": (0.45, 0.8, 1.05), "dusk": (0.4, 0.37, 0.35)}


def first_seen(finder: BallFinder, image: np.ndarray, lamp_bgr: tuple[float, float, float]) -> Sighting | None:
    """Return the last of what the finder sees in the first second and a half of a session."""
    rng = np.random.default_rng(6)
    found = None
    for index in range(22):
        lit = image * np.array(lamp_bgr) + rng.normal(0, 4, image.shape)
        found = finder.find(Frame(np.clip(lit, 0, 255).astype(np.uint8), index / FPS, index), WHOLE)
    return found


def test_what_was_learned_is_of_use_in_another_session() -> None:
    scene = wall("wallpaper", np.random.default_rng(1))
    before = BallFinder("orange")
    assert before.learned is None
    shown(before, scene, "orange")
    again, new = BallFinder("orange", before.learned), BallFinder("orange")
    image = pressed(scene, "orange", 0.5)
    known, guessed = (first_seen(finder, image, LAMPS_BGR["warm"]) for finder in (again, new))
    assert known is not None
    assert known.confidence >= 0.5
    assert guessed is None or guessed.confidence < known.confidence - 0.1
    assert not again.light_changed


@pytest.mark.parametrize("lamp", STRONG_LAMPS_BGR)
def test_what_was_learned_is_not_trusted_by_another_lamp(lamp: str) -> None:
    scene = wall("wallpaper", np.random.default_rng(1))
    before = BallFinder("orange")
    shown(before, scene, "orange")
    again, new = BallFinder("orange", before.learned), BallFinder("orange")
    image = pressed(scene, "orange", 0.5)
    assert first_seen(again, image, STRONG_LAMPS_BGR[lamp]) == first_seen(new, image, STRONG_LAMPS_BGR[lamp])
    assert again.light_changed
    assert not new.light_changed


@pytest.mark.parametrize("kept", [b"", b"no such thing", b"x\x9cnor this"])
def test_what_cannot_be_read_is_not_used(kept: bytes) -> None:
    scene = wall("painted", np.random.default_rng(1))
    assert shown(BallFinder("yellow", kept), scene, "yellow") == shown(BallFinder("yellow"), scene, "yellow")


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


def test_a_ball_of_two_colours_is_learned_with_both() -> None:
    scene = wall("painted", np.random.default_rng(1))
    finder = BallFinder("yellow")
    found = None
    for index in range(HELD_FRAMES):
        image = scene.copy()
        add_disc(image, "yellow", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
        red = image.copy()
        add_disc(red, "red", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
        image[: int(CENTRE_PX[1]) - 2] = red[: int(CENTRE_PX[1]) - 2]
        frame = taken(image, "day", np.random.default_rng(index))
        found = finder.find(Frame(frame.image_bgr, index / FPS, index), WHOLE)
    assert found is not None
    assert found.confidence >= 0.5
    only_red = scene.copy()
    add_disc(only_red, "red", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    assert (turned := later(finder, only_red)) is not None
    assert turned.confidence >= 0.5
    assert later(BallFinder("yellow"), only_red) is None


def add_ball(image: np.ndarray, colours: tuple[str, str], centre: tuple[float, float], turn: float) -> None:
    """Draw a ball of two halves, lit from above so that its lower side lies in shade."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    right, down = (x - centre[0]) / RADIUS_PX, (y - centre[1]) / RADIUS_PX
    distance = np.hypot(right, down)
    toward = np.sqrt(np.clip(1 - distance**2, 0, 1))
    shade = np.clip(0.75 + 0.25 * toward - 0.3 * down, 0.5, 1.0)[:, :, None]
    first = (right * math.cos(turn) + down * math.sin(turn) > 0)[:, :, None]
    colour = np.where(first, np.array(BALLS_BGR[colours[0]]), np.array(BALLS_BGR[colours[1]]))
    cover = np.clip((1 - distance) * RADIUS_PX + 0.5, 0, 1)[:, :, None]
    image[:] = image * (1 - cover) + colour * shade * cover


def room(kind: str) -> np.ndarray:
    """Return a wall with furniture, and a person in a striped shirt before it."""
    image = wall(kind, np.random.default_rng(1))
    image[170:, :70] = (60, 75, 90)
    image[20:70, 20:60] *= 0.7
    image[90:, 100:150] = np.where(np.arange(150)[:, None, None] // 8 % 2, (95, 110, 60), (70, 80, 45))
    return image


TWO_HALVES = [("white", "white"), ("black", "black"), ("white", "black"), ("black", "white"), ("yellow", "blue")]


@pytest.mark.parametrize(
    ("colours", "kind"),
    [
        pytest.param(colours, kind, id=f"{' and '.join(dict.fromkeys(colours))}, {kind}")
        for colours in TWO_HALVES
        for kind in ("wood", "painted")
    ],
)
def test_a_shaded_ball_is_learned_before_the_chest_and_found_beside_the_trunk(
    colours: tuple[str, str], kind: str
) -> None:
    finder = BallFinder(colours[0])
    rng = np.random.default_rng(4)
    held, beside = [], []
    for index in range(2 * HELD_FRAMES):
        centre = (125.0 + 1.5 * math.sin(index / 3), 130.0 + math.cos(index / 4))
        image = room(kind)
        add_hand(image, centre)
        add_ball(image, colours, centre, 0.3 + 0.02 * index)
        found = finder.find(Frame(taken(image, "day", rng).image_bgr, index / FPS, index), WHOLE)
        held.append(found is not None and math.dist((found.x_px, found.y_px), centre) < 0.5 * RADIUS_PX)
    for index in range(HELD_FRAMES):
        centre = (153.0, 110.0 + index)
        image = room(kind)
        trunk = image[:, 100:150].copy()
        add_ball(image, colours, centre, 1.0 + 0.15 * index)
        image[:, 100:150] = trunk
        frame = Frame(taken(image, "day", rng).image_bgr, 3 + index / FPS, 100 + index)
        found = finder.find(frame, WHOLE)
        beside.append(
            found is not None
            and found.confidence >= 0.5
            and math.dist((found.x_px, found.y_px), centre) < 0.5 * RADIUS_PX
        )
    assert np.mean(held) > 0.8
    assert finder.learned is not None
    assert np.mean(beside) > 0.8


def test_a_twin_that_lay_there_before_is_not_taken_once_the_ball_was_seen_to_move() -> None:
    finder = BallFinder("yellow")
    rng = np.random.default_rng(4)
    scene = room("painted")
    twin = (230.0, 60.0)
    add_disc(scene, "yellow", twin, (RADIUS_PX, RADIUS_PX))
    seen = []
    for index in range(60):
        image = scene.copy()
        if index >= 15:
            centre = (125.0, min(100.0 + 3 * max(index - 30, 0), 160.0))
            add_hand(image, centre)
            add_disc(image, "yellow", centre, (RADIUS_PX, RADIUS_PX))
        seen.append(finder.find(Frame(taken(image, "day", rng).image_bgr, index / FPS, index), WHOLE))
    assert all(s is not None and math.dist((s.x_px, s.y_px), (125.0, 160.0)) < 2.0 for s in seen[-8:])
    # The ball goes behind the back: what is left is the twin.
    left = [finder.find(Frame(taken(scene, "day", rng).image_bgr, 4 + i / FPS, 60 + i), WHOLE) for i in range(30)]
    assert not any(s is not None and s.confidence >= 0.5 for s in left)


@pytest.mark.parametrize(
    ("x_px", "y_px", "right_px", "down_px"),
    [(60.0, 200.0, 45.0, 30.0), (250.0, 40.0, 22.0, 22.0), (125.0, 160.0, 24.0, 60.0), (280.0, 150.0, 6.0, 40.0)],
    ids=["cushion", "lamp", "shirt", "curtain"],
)
def test_what_else_has_its_colour_is_not_taken_for_a_known_ball(
    x_px: float, y_px: float, right_px: float, down_px: float
) -> None:
    finder = BallFinder("yellow")
    shown(finder, wall("painted", np.random.default_rng(1)), "yellow")
    image = room("painted")
    add_disc(image, "yellow", (x_px, y_px), (right_px, down_px))
    without = [later(finder, image, t_s=1.2 + i / FPS) for i in range(8)]
    assert not any(s is not None and s.confidence >= 0.5 for s in without)
    add_disc(image, "yellow", (200.0, 110.0), (RADIUS_PX, RADIUS_PX))
    found = [later(finder, image, t_s=2.0 + i / FPS) for i in range(4)][-1]
    assert found is not None
    assert math.dist((found.x_px, found.y_px), (200.0, 110.0)) < 1.5


@pytest.mark.parametrize("share", [0.35, 0.5])
def test_a_hand_over_a_known_ball_leaves_it_where_it_is(share: float) -> None:
    scene = wall("painted", np.random.default_rng(1))
    finder = BallFinder("yellow")
    shown(finder, scene, "yellow")
    add_disc(scene, "yellow", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    for finger in range(3):  # from above, three fingers
        tip = (round(CENTRE_PX[0] - 7 + 7 * finger), round(CENTRE_PX[1] + RADIUS_PX * (2 * share - 1)))
        cv2.line(scene, (tip[0] + 4, tip[1] - 45), tip, SKIN_BGR, 6, cv2.LINE_AA)
    found = [later(finder, scene, t_s=1.2 + i / FPS) for i in range(3)][-1]
    assert found is not None
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 0.35 * RADIUS_PX


def test_a_round_spot_that_stays_while_the_person_moves_is_no_ball() -> None:
    scene = wall("painted", np.random.default_rng(1))
    add_disc(scene, "yellow", (220.0, 60.0), (RADIUS_PX, RADIUS_PX))
    finder = BallFinder("yellow")
    seen = []
    for index in range(40):
        moved_px = 2.0 * index
        frame = taken(scene, "day", np.random.default_rng(index))
        search = BallSearch(moved_px, 0.0, moved_px + 240.0, 240.0, RADIUS_PX)
        seen.append(finder.find(Frame(frame.image_bgr, index / FPS, index), search))
    assert seen[0] is not None
    assert seen[-1] is None
    # And the ball itself is still found beside it.
    add_disc(scene, "yellow", CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    found = later(finder, scene, t_s=40 / FPS)
    assert found is not None
    assert found.confidence >= 0.5
    assert math.dist((found.x_px, found.y_px), CENTRE_PX) < 1.5


def test_two_spots_that_are_alike_are_both_doubtful() -> None:
    scene = wall("painted", np.random.default_rng(1))
    for centre in (CENTRE_PX, (60.0, 60.0)):
        add_disc(scene, "yellow", centre, (RADIUS_PX, RADIUS_PX))
    found = find(scene, "yellow")
    assert found is None or found.confidence < 0.5


def test_the_same_pictures_give_the_same_sightings() -> None:
    scene = wall("wallpaper", np.random.default_rng(1))
    assert shown(BallFinder("orange"), scene, "orange") == shown(BallFinder("orange"), scene, "orange")
