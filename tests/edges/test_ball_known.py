"""A ball that was seen for a while is known: partly hidden, by another light, and beside what looks like it."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from tests.edges.balls import (
    CENTRE_PX,
    FPS,
    HELD_FRAMES,
    LAMPS_BGR,
    RADIUS_PX,
    SKIN_BGR,
    STRONG_LAMPS_BGR,
    TWO_HALVES,
    WHOLE,
    add_ball,
    add_disc,
    add_hand,
    find,
    first_seen,
    later,
    pressed,
    room,
    shown,
    taken,
    wall,
)
from tpvision.edges.ball_finder import BallFinder
from tpvision.values import BallSearch, Frame


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
