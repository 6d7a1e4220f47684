"""Nothing is clipped and nothing overlaps, whatever is said in whatever language and window."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pygame
import pytest

from tests.app.menu.kit import desk_in
from tests.screens.every import lived, screens
from tests.screens.scenes import (
    BALL,
    BROKEN,
    DONE,
    EMPTY,
    FIX,
    GUIDED,
    GUIDED_SCENES,
    HOLD,
    MEASURED,
    MEASURING,
    NO_GO,
    RESULT,
    SCENES,
    SEEK,
    SIGNS,
    STAND,
    STOPPED,
    TROUBLE,
    cue,
    picture,
)
from tpvision.knowledge.words import Words, languages
from tpvision.screens import measuring, moment, session
from tpvision.screens.live import Around, Flash, Room, draw_flash
from tpvision.screens.moves import arrow_direction
from tpvision.screens.theme import DARK
from tpvision.values import CueKind, Facing, Guidance, Move, Phase, SourceStatus, View

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1280, 800), (1024, 768), (2560, 1080), (900, 1200)]
WIDE = SIZES[:4]
SHAPES = [(1280, 720), (1024, 768), (900, 1200)]
"""Every sentence is set in these; the longest ones in all sizes."""
LONGEST = 12
GROUNDS = {"picture", "panel", "band", "watch"}  # other things lie on these
KEYS = sorted(Words.load("en").sections["cue"])
ALONE = Around()
LANGUAGE = pytest.mark.parametrize("language", languages())
SIZE = pytest.mark.parametrize("size", SIZES, ids=str)


def longest(key: str, view: View) -> View:
    numbers = {"cm": 24.0, "s": 88.0, "mm": 88.0, "count": 88.0, "level": 10.0, "deg": 88.0, "px": 888.0, "fps": 8.0}
    return replace(view, caption=cue(key, **numbers))


def assert_in_order(boxes: dict[str, pygame.Rect], size: tuple[int, int]) -> None:
    window = pygame.Rect(0, 0, *size)
    for name, box in boxes.items():
        assert window.contains(box), f"{name} {box} leaves the window"
    things = {name: box for name, box in boxes.items() if name not in GROUNDS | {"figure"}}
    for (a, box_a), (b, box_b) in itertools.combinations(things.items(), 2):
        assert not box_a.colliderect(box_b), f"{a} {box_a} lies on {b} {box_b}"


def hands(layout: Room) -> list[str]:
    return [name for name in layout.boxes if name.startswith("hands_")]


def assert_session_fits(layout: Room, size: tuple[int, int]) -> None:
    boxes, texts = layout.boxes, layout.texts
    assert_in_order(boxes, size)
    for name, text in texts.items():
        assert boxes[name].contains(text.rect(center=boxes[name].center)), f"{name} does not hold its text"
    for name in ("sentence", "arrow", "reason", "hints"):
        assert name not in boxes or boxes["band"].contains(boxes[name])
    for name in ("left", "right", "view", "figure", "hatched", "keep_off"):
        assert name not in boxes or boxes["panel"].contains(boxes[name])
    for name in ("phase", "count", "banner", "notice", "ring", "scale", "muted", "listening", *hands(layout)):
        assert name not in boxes or boxes["picture"].contains(boxes[name])
    band_top = boxes["band"].top if "band" in boxes else size[1]
    over = ("phase", "ring", "scale", "banner", "notice", "muted", "listening", *hands(layout))
    for name in ("figure", "view", "hatched", "keep_off", *over):
        assert name not in boxes or boxes[name].bottom <= band_top


def sized(keys: Sequence[str]) -> list[tuple[str, tuple[int, int]]]:
    """Return each sentence with the sizes of window that it is to be set in."""
    length = {key: max(len(Words.load(language).sections["cue"][key]) for language in languages()) for key in keys}
    long = sorted(keys, key=lambda key: -length[key])[:LONGEST]
    return [(key, size) for key in keys for size in (SIZES if key in long else SHAPES)]


@LANGUAGE
@pytest.mark.parametrize(("key", "size"), sized(KEYS), ids=str)
def test_every_sentence_fits(key: str, size: tuple[int, int], language: str) -> None:
    words = Words.load(language)
    for guidance in (None, Guidance(Move.SHIFT_LEFT, 24.0), Guidance(Move.REPLACE_RIGHT, 24.0)):
        layout = session.arrange(size, longest(key, replace(HOLD, guidance=guidance)), DARK, words, ALONE)
        assert_session_fits(layout, size)
        if size in WIDE:
            assert len(layout.texts["sentence"].lines) <= 3
            assert layout.boxes["ring"].width >= 0.3 * size[1]
            assert layout.boxes["figure"].height >= 0.3 * size[1]


@LANGUAGE
@SIZE
@pytest.mark.parametrize("phase", Phase)
def test_every_phase_fits_with_trouble_and_many_holds(phase: Phase, size: tuple[int, int], language: str) -> None:
    words = Words.load(language)
    worst = max(KEYS, key=lambda key: len(words.say(longest(key, SEEK).caption)))
    long = SourceStatus(
        "0", True, message="The camera at http://192.168.178.123:8080/video sends no pictures; check it."
    )
    view = longest(worst, replace(BROKEN, phase=phase, holds=(DONE,) * 12))
    assert_session_fits(session.arrange(size, view, DARK, words, Around(long)), size)
    before = View(0.0, (0, 0), phase)
    assert_session_fits(session.arrange(size, before, DARK, words, ALONE), size)


@LANGUAGE
@SIZE
@pytest.mark.parametrize("phase", Phase)
def test_every_phase_fits_with_hands_and_signs(phase: Phase, size: tuple[int, int], language: str) -> None:
    words = Words.load(language)
    view = replace(GUIDED, phase=phase, left_s=18.0, caption=cue("paused"))
    room = session.arrange(size, view, DARK, words, SIGNS)
    assert_session_fits(room, size)
    assert {"muted", "listening"} <= set(room.boxes) or phase is Phase.STOPPED
    if size in WIDE and phase not in (Phase.STOPPED, Phase.LOST):
        assert hands(room)
    # Beside a running hold, too.
    assert_session_fits(session.arrange(size, replace(HOLD, phase=phase), DARK, words, SIGNS), size)


@LANGUAGE
@SIZE
def test_a_notice_lies_below_the_middle_of_the_picture_and_says_all(size: tuple[int, int], language: str) -> None:
    words = Words.load(language)
    for key in ("no_sound", "no_camera", "quality_lite"):
        around = replace(SIGNS, notice=words.text(f"screen.{key}"), no_go=NO_GO)
        for view in (*(replace(GUIDED, phase=phase, left_s=18.0) for phase in Phase), HOLD, BROKEN):
            room = session.arrange(size, view, DARK, words, around)
            assert_session_fits(room, size)
            if "watch" not in room.boxes:
                assert " ".join(room.texts["notice"].lines) == around.notice
        room = measuring.arrange(size, FIX, DARK, words, around)
        assert_in_order(room.boxes, size)
        if size in WIDE:
            assert room.boxes["notice"].top > room.boxes["picture"].centery


@LANGUAGE
@pytest.mark.parametrize("size", WIDE, ids=str)
def test_what_hatching_means_is_said_where_something_is_hatched(size: tuple[int, int], language: str) -> None:
    words, around = Words.load(language), replace(SIGNS, no_go=NO_GO)
    for phase in Phase:
        room = session.arrange(size, replace(GUIDED, phase=phase), DARK, words, around)
        assert ("keep_off" in room.boxes) is ("figure" in room.boxes)
    front = session.arrange(size, replace(GUIDED, front=True), DARK, words, around)
    assert "keep_off" not in front.boxes


@LANGUAGE
@pytest.mark.parametrize("size", WIDE, ids=str)
def test_what_to_look_out_for_is_shown_after_a_stop(size: tuple[int, int], language: str) -> None:
    for key, least in (("stopped", {"watch_urgent", "watch_others"}), ("stop_words", {"watch_urgent"})):
        view = replace(STOPPED, caption=cue(key))
        room = session.arrange(size, view, DARK, Words.load(language), SIGNS)
        assert least <= set(room.boxes)
        assert_session_fits(room, size)


MEASURING_KEYS = ("nobody", "show_ball", "stand_at_wall", "stand_still", "no_ball", "measured", "not_measured")


@LANGUAGE
@pytest.mark.parametrize(
    ("key", "size"), sized([*MEASURING_KEYS, *(key for key in KEYS if key.startswith("setup_"))]), ids=str
)
def test_every_sentence_fits_while_measuring(key: str, size: tuple[int, int], language: str) -> None:
    words = Words.load(language)
    for view in (FIX, STAND, BALL, RESULT):
        advised = replace(view, calibration=replace(MEASURED, advice="stand_square", quality_cm=88.8))
        room = measuring.arrange(size, longest(key, advised), DARK, words, SIGNS)
        boxes = room.boxes
        assert_in_order({k: v for k, v in boxes.items() if k != "fix" or "ring" not in boxes}, size)
        for name, text in room.texts.items():
            assert boxes[name].contains(text.rect(center=boxes[name].center)), f"{name} does not hold its text"
        for name in ("sentence", "reason", "hints"):
            assert name not in boxes or boxes["band"].contains(boxes[name])
        for name in ("fix", "ring", "quality"):
            assert name not in boxes or boxes["panel"].contains(boxes[name])
        for name in ("phase", "count", "muted", "listening", *hands(room)):
            assert name not in boxes or boxes["picture"].contains(boxes[name])
        if size in WIDE:
            assert boxes["picture"].height >= 0.4 * size[1]


def test_the_picture_of_a_measuring_never_moves() -> None:
    words = Words.load("en")
    views = (FIX, STAND, BALL, replace(FIX, caption=cue("nobody")), replace(FIX, caption=None))
    pictures = {tuple(measuring.arrange((1280, 720), view, DARK, words, ALONE).boxes["picture"]) for view in views}
    assert len(pictures) == 1


def test_a_second_line_of_the_sentence_moves_no_figure() -> None:
    words = Words.load("en")
    one, two = (
        session.arrange((1280, 720), longest(k, SEEK), DARK, words, ALONE) for k in ("hold_still", "replace_higher")
    )
    assert [len(layout.texts["sentence"].lines) for layout in (one, two)] == [1, 2]
    assert one.boxes["figure"] == two.boxes["figure"]


def test_the_reason_shows_only_when_the_sentence_does_not_say_it() -> None:
    words = Words.load("en")
    assert session.arrange((1280, 720), BROKEN, DARK, words, ALONE).texts["reason"].lines == (
        words.text("cue.off_spot"),
    )
    said = replace(BROKEN, caption=cue("off_spot"))
    assert "reason" not in session.arrange((1280, 720), said, DARK, words, ALONE).texts
    assert "reason" not in session.arrange((1280, 720), HOLD, DARK, words, ALONE).texts


@pytest.mark.parametrize(
    ("held_s", "shown"), [(0.0, "30"), (0.1, "30"), (11.2, "19"), (29.5, "1"), (30.0, "0"), (31.0, "0")]
)
def test_the_ring_counts_the_seconds_that_remain(held_s: float, shown: str) -> None:
    room = session.arrange((1280, 720), HOLD, DARK, Words.load("en"), ALONE)
    assert session.seconds(HOLD.hold.goal_s - held_s, room).lines == (shown,)


@SIZE
@pytest.mark.parametrize("view", [*(view for view, _ in GUIDED_SCENES.values()), FIX, RESULT])
def test_a_flash_lies_on_no_text(view: View, size: tuple[int, int]) -> None:
    screen = session if view.measuring is None else measuring
    room = screen.arrange(size, view, DARK, Words.load("de"), SIGNS)
    surface = pygame.Surface(size)
    draw_flash(surface, Flash(CueKind.WARN, 1.0), room)
    frame = pygame.mask.from_threshold(surface, DARK.alarm, (1, 1, 1, 255))
    assert frame.count() > 0.01 * size[0] * size[1]
    for name in room.texts:
        assert frame.overlap_area(pygame.mask.Mask(room.boxes[name].size, fill=True), room.boxes[name].topleft) == 0


def test_no_number_but_the_scale_is_shown_while_one_is_asked_for() -> None:
    room = session.arrange((1280, 720), replace(SCENES["rate"][0], left_s=7.2), DARK, Words.load("en"), ALONE)
    assert "ring" in room.boxes
    assert "ring" not in room.texts


RIGHT, LEFT = (1.0, 0.0), (-1.0, 0.0)


@pytest.mark.parametrize(
    ("facing", "mirror", "subjects_right"),
    [
        (Facing.FRONT, True, RIGHT),
        (Facing.FRONT, False, LEFT),
        (Facing.BACK, True, LEFT),
        (Facing.BACK, False, RIGHT),
        (Facing.LEFT_SIDE, True, RIGHT),
        (Facing.RIGHT_SIDE, True, RIGHT),
    ],
)
def test_arrows_point_where_persons_see_themselves_go(
    facing: Facing, mirror: bool, subjects_right: tuple[float, float]
) -> None:
    opposite = LEFT if subjects_right == RIGHT else RIGHT
    for move in (Move.SHIFT_RIGHT, Move.REPLACE_RIGHT):
        assert arrow_direction(move, facing, mirror) == subjects_right
    for move in (Move.SHIFT_LEFT, Move.REPLACE_LEFT):
        assert arrow_direction(move, facing, mirror) == opposite
    for move in (Move.BEND_KNEES, Move.REPLACE_LOWER):
        assert arrow_direction(move, facing, mirror)[1] == 1
    for move in (Move.STRAIGHTEN_KNEES, Move.REPLACE_HIGHER):
        assert arrow_direction(move, facing, mirror)[1] == -1


def test_drawing_needs_no_display_and_gives_the_same_pixels_again() -> None:
    pygame.display.quit()
    words = Words.load("en")
    for view, status in (*SCENES.values(), (View(0.0, (0, 0), Phase.GET_READY), TROUBLE), (EMPTY, None)):
        first, second = pygame.Surface((800, 450)), pygame.Surface((800, 450))
        second.fill((255, 0, 255))
        for surface in (first, second):
            moment.draw(surface, picture(), view, DARK, words, Around(status))
            moment.draw(surface, None, view, DARK, words, Around(status))
            moment.draw(surface, picture(), view, DARK, words, Around(status))
        assert first.get_buffer().raw == second.get_buffer().raw
    for view, around in (*GUIDED_SCENES.values(), *MEASURING.values()):
        first, second = pygame.Surface((800, 450)), pygame.Surface((800, 450))
        second.fill((255, 0, 255))
        for surface in (first, second):
            moment.draw(surface, picture(), view, DARK, words, around)
        assert first.get_buffer().raw == second.get_buffer().raw
    assert not pygame.display.get_init()


@pytest.mark.parametrize("size", [(1, 1), (60, 60), (100, 40), (40, 100), (60, 1000), (300, 60)])
def test_no_window_is_too_small_to_be_drawn_in(size: tuple[int, int]) -> None:
    lived()
    for draw in screens().values():
        draw(pygame.Surface(size), DARK, desk_in("en"))
