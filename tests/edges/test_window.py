from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pygame
import pytest

from tpvision.edges.window import KEYS, KeyPressed, MenuMove, PointerMoved, PointerPressed, Signal, Window, to_bgr
from tpvision.screens import measuring, session
from tpvision.settings import ScreenSettings
from tpvision.values import CommandKind


@pytest.fixture
def window() -> Iterator[Window]:
    with Window(ScreenSettings(), (640, 360)) as window:
        window.poll()
        yield window


def press(key: int, mod: int = 0) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod))


def test_opens_in_the_size_asked_for_and_draws(window: Window) -> None:
    assert window.surface.get_size() == (640, 360)
    window.surface.fill((10, 20, 30))
    window.flip()
    assert to_bgr(window.surface)[5, 5].tolist() == [30, 20, 10]


def test_keys_become_commands_in_order(window: Window) -> None:
    for key in (pygame.K_SPACE, pygame.K_x, pygame.K_e, pygame.K_PAGEDOWN, pygame.K_m):
        press(key)
    assert window.poll() == [
        KeyPressed(CommandKind.HERE, MenuMove.OPEN),
        KeyPressed(CommandKind.EASIER),
        KeyPressed(CommandKind.NEXT, MenuMove.NEXT),
        Signal.MUTE,
    ]
    assert window.poll() == []


def test_a_key_with_control_is_no_command(window: Window) -> None:
    press(pygame.K_s, pygame.KMOD_LCTRL)
    assert window.poll() == []


def test_pointer_and_close(window: Window) -> None:
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=(3, 4), rel=(0, 0), buttons=(0, 0, 0)))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(5, 6), button=1))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(5, 6), button=3))
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert window.poll() == [PointerMoved(3, 4), PointerPressed(5, 6), Signal.QUIT]


@pytest.mark.parametrize("key", [pygame.K_f, pygame.K_F11])
def test_full_screen_and_back(window: Window, key: int) -> None:
    press(key)
    assert window.poll() == []
    assert window.full_screen
    press(key)
    window.poll()
    assert not window.full_screen
    assert window.surface.get_size() == (640, 360)


def test_what_another_window_hid_is_shown_again() -> None:
    class Counted(Window):
        flips = 0

        def flip(self, area: pygame.Rect | None = None) -> None:
            self.flips += 1
            super().flip(area)

    with Counted(ScreenSettings()) as window:
        window.poll()
        before = window.flips
        pygame.event.post(pygame.event.Event(pygame.VIDEOEXPOSE))
        assert window.poll() == []
        assert window.flips == before + 1


def test_closes_twice(window: Window) -> None:
    window.close()
    window.close()
    assert not pygame.display.get_init()


def test_the_session_can_be_told_everything_by_clicker_and_by_letter() -> None:
    letters = {KEYS[k].command for k in (pygame.K_p, pygame.K_n, pygame.K_e, pygame.K_s)}  # type: ignore[union-attr]
    assert letters | {CommandKind.HERE, CommandKind.RATE} == set(CommandKind)  # a rating is a number, not a letter
    clicker = [KEYS[k] for k in (pygame.K_PAGEUP, pygame.K_PAGEDOWN, pygame.K_RETURN, pygame.K_ESCAPE)]
    assert {key.menu for key in clicker if isinstance(key, KeyPressed)} == set(MenuMove)


HINTED = sorted({n for n, _ in (*session.KEYS, *session.PAUSED_KEYS, *measuring.KEYS, *measuring.RESULT_KEYS)} - {"f"})
"""Full screen is the window's own."""


@pytest.mark.parametrize("name", HINTED)
def test_help_lines_name_keys_of_the_table(window: Window, name: str) -> None:
    assert pygame.key.key_code(name) in KEYS


@pytest.mark.parametrize(("name", "meaning"), session.KEYS)
def test_the_session_help_line_says_what_the_table_does(window: Window, name: str, meaning: str) -> None:
    assert KEYS[pygame.key.key_code(name)].command is CommandKind(meaning)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("driver", "display"), [(None, None), (None, ":4711"), ("nonsense", None)], ids=["none", "dead", "unknown"]
)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux runs without a display server")
def test_without_a_display_one_sentence_says_so(driver: str | None, display: str | None) -> None:
    env = {k: v for k, v in os.environ.items() if k not in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY")}
    env |= {"SDL_VIDEODRIVER": driver} if driver else {}
    env |= {"DISPLAY": display} if display else {}
    code = (
        "from tpvision.edges.window import Window\n"
        "from tpvision.errors import DisplayError\n"
        "from tpvision.settings import ScreenSettings\n"
        "try:\n    Window(ScreenSettings())\n"
        "except DisplayError as error:\n    print(error)\n"
        "else:\n    print('opened')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1].startswith("No window can be opened here")


def test_to_bgr_copies_rows_and_channels() -> None:
    surface = pygame.Surface((3, 2), 0, 32)
    surface.set_at((2, 1), (1, 2, 3))
    pixels = to_bgr(surface)
    assert pixels.shape == (2, 3, 3)
    assert pixels[1, 2].tolist() == [3, 2, 1]
    assert pixels.flags.c_contiguous
    assert np.count_nonzero(pixels) == 3
