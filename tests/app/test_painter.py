"""What is drawn when: all of it for something new, only what moves in between, nothing while nothing changes."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from tests.screens.scenes import BREATHING, CHECK, GREEN, HANDS, HOLD, REST, SEEK, cue
from tpvision.app.live.painter import FLASH_S, FRAME_S, STEADY_S, Painter
from tpvision.knowledge.words import Words
from tpvision.screens import session
from tpvision.screens.theme import DARK
from tpvision.settings import ScreenSettings, Settings
from tpvision.values import Cue, CueKind, View

CALM = Settings(screen=ScreenSettings(reduced_motion=True))


class FakeWindow:
    def __init__(self) -> None:
        self.surface = pygame.Surface((640, 360), 0, 32)
        self.flips = self.opened = 0
        self.areas: list[pygame.Rect | None] = []

    def flip(self, area: pygame.Rect | None = None) -> None:
        self.flips += 1
        self.areas.append(area)


class Scene:
    """A painter with its window, its clock and what it drew."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.window, self.now_s, self.drawn, self.takes_s = FakeWindow(), 100.0, 0, 0.0
        clock = lambda: self.now_s  # noqa: E731
        self.painter = Painter(self.window, settings or Settings(), self.draw, clock)  # type: ignore[arg-type]

    def draw(self, surface: pygame.Surface, *_: object) -> None:
        self.drawn += 1
        self.now_s += self.takes_s
        for x in range(surface.get_width()):  # no two columns alike
            surface.fill((x % 256, x // 256, 3), (x, 0, 1, surface.get_height()))

    def show(self, view: View, count: int = 1) -> list[bytes]:
        """Show a view for some frames; return the pictures."""
        shown = []
        for _ in range(count):
            self.painter.show(None, view, HANDS)
            shown.append(bytes(self.window.surface.get_buffer().raw))
            self.now_s += FRAME_S
        return shown


@pytest.mark.parametrize("view", [SEEK, CHECK, replace(HOLD, hold=replace(HOLD.hold, valid=False, reason="moving"))])
def test_where_nothing_moves_a_view_is_drawn_once(view: View) -> None:
    scene = Scene()
    scene.show(view, 10)
    assert (scene.drawn, scene.window.flips) == (1, 1)
    scene.show(replace(view, t_s=10.1))
    assert (scene.drawn, scene.window.flips) == (2, 2)


@pytest.mark.parametrize("view", [HOLD, BREATHING])
def test_a_hold_moves_with_each_frame_over_what_was_drawn_once(view: View) -> None:
    scene = Scene()
    pictures = scene.show(view, 10)
    assert (scene.drawn, scene.window.flips) == (1, 10)
    assert len(set(pictures)) >= 5


def test_only_where_the_ring_is_anything_is_copied_and_it_is_as_if_all_was() -> None:
    some = Scene()
    last = some.show(BREATHING, 10)[-1]
    assert some.window.areas[0] is None
    ring = session.arrange((640, 360), BREATHING, DARK, Words.load("en"), HANDS).boxes["ring"]
    assert all(area is not None and area.contains(ring) for area in some.window.areas[1:])
    assert all(area.width < 1.2 * ring.width for area in some.window.areas[1:])
    # Another window that was given the same at the same times, with all of it shown anew in the end.
    whole = Scene()
    whole.show(BREATHING, 9)
    whole.window.surface.fill((200, 0, 200))
    whole.painter._shown = None
    assert whole.show(BREATHING)[-1] == last


def test_what_a_change_of_the_window_took_away_is_drawn_again() -> None:
    scene = Scene()
    scene.show(SEEK)
    scene.window.surface.fill((0, 0, 0))
    scene.window.opened += 1
    scene.show(SEEK)
    assert (scene.drawn, scene.window.flips) == (2, 2)


def test_nothing_of_a_flash_stays_over_what_moves() -> None:
    plain, flashed = Scene(), Scene()
    frames = round(FLASH_S / FRAME_S) + 4
    before = flashed.show(BREATHING, 5)
    assert before == plain.show(BREATHING, 5)
    flashed.painter.sounded(Cue(5.0, CueKind.TICK, "tick"))
    lit, dark = flashed.show(BREATHING, frames), plain.show(BREATHING, frames)
    assert lit[0] != dark[0]
    assert lit[-1] == dark[-1]
    assert flashed.window.areas[-1] is not None


def test_what_moves_does_not_wait_for_what_is_drawn_anew() -> None:
    scene = Scene()
    scene.takes_s = 0.006
    scene.show(HOLD)
    scene.now_s += FRAME_S - 0.003
    before = len(scene.window.areas)
    later = replace(HOLD, t_s=HOLD.t_s + 0.03)
    scene.show(later)  # it takes until 3 ms after the next frame is due
    ring, whole = scene.window.areas[before:]
    assert ring is not None
    assert whole is None
    scene.show(later)
    scene.now_s -= FRAME_S - 0.002
    scene.show(replace(HOLD, t_s=HOLD.t_s + 0.06))  # so soon after the frame before there is time
    assert len(scene.window.areas) == before + 4


def test_a_rest_runs_down_and_a_check_fills_between_views() -> None:
    for view, before in (
        (REST, replace(REST, t_s=9.9, left_s=REST.left_s + 0.1)),
        (GREEN, replace(GREEN, t_s=9.9, measuring=replace(GREEN.measuring, progress=0.5))),
    ):
        scene = Scene()
        scene.show(before)
        assert len(set(scene.show(view, 10))) >= 5
        assert scene.drawn == 2


def test_a_sound_flashes_at_the_edge_and_fades() -> None:
    scene = Scene()
    plain = scene.show(SEEK)[0]
    scene.painter.sounded(Cue(10.0, CueKind.END, "hold_end"))
    pictures = scene.show(SEEK, round(FLASH_S / FRAME_S) + 2)
    assert pictures[0] != plain
    assert len(set(pictures)) > 4
    assert pictures[-1] == plain
    flips = scene.window.flips
    scene.show(SEEK, 5)
    assert scene.window.flips == flips


def test_what_makes_no_sound_does_not_flash() -> None:
    scene = Scene()
    plain = scene.show(SEEK)[0]
    scene.painter.sounded(cue("bend_knees", cm=12))
    assert set(scene.show(SEEK, 3)) == {plain}


def test_with_reduced_motion_a_sound_is_a_steady_frame_and_nothing_moves() -> None:
    scene = Scene(CALM)
    plain = scene.show(SEEK)[0]
    scene.painter.sounded(Cue(10.0, CueKind.WARN, "lost"))
    during = scene.show(SEEK, round(STEADY_S / FRAME_S) - 2)
    assert len(set(during)) == 1
    assert during[0] != plain
    assert scene.show(SEEK, 4)[-1] == plain
    for view in (BREATHING, REST, GREEN):
        assert len(set(scene.show(view, 10))) == 1


def test_a_new_size_of_the_window_is_drawn_anew() -> None:
    scene = Scene()
    scene.show(HOLD, 3)
    scene.window.surface = pygame.Surface((800, 600), 0, 32)
    scene.show(HOLD, 3)
    assert scene.drawn == 2
    assert scene.window.surface.get_at((400, 590))[:3] == (400 % 256, 1, 3)
