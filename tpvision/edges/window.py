"""The window: a surface to draw on, and what the person does with keys, a presenter's clicker and the mouse.

``KEYS`` is the one table of keys; the help lines of the screens must agree with it, and a test sees to that.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import Enum
from types import TracebackType

import numpy as np
import pygame
from numpy.typing import NDArray

from tpvision.errors import DisplayError
from tpvision.settings import ScreenSettings
from tpvision.values import CommandKind


class MenuMove(Enum):
    """What a key does where there is something to choose."""

    PREVIOUS = "previous"
    NEXT = "next"
    OPEN = "open"
    BACK = "back"


class Signal(Enum):
    """What the person tells the program rather than the session."""

    MUTE = "mute"  #: sound off, or on again
    HELP = "help"  #: all ways to say things
    QUIT = "quit"  #: the key Q, or the window was closed


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key of ``KEYS``; what it means depends on the screen."""

    command: CommandKind | None = None
    """In a session."""
    menu: MenuMove | None = None
    """On a screen with something to choose."""
    level: int | None = None
    """How tender it is, with ``RATE``."""


@dataclass(frozen=True, slots=True)
class PointerMoved:
    """The mouse is here, in pixels of the surface."""

    x_px: int
    y_px: int


@dataclass(frozen=True, slots=True)
class PointerPressed:
    """The mouse was clicked here, in pixels of the surface."""

    x_px: int
    y_px: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A letter that was typed while ``Window.typing``; a backspace takes the last one away."""

    text: str


WindowEvent = KeyPressed | PointerMoved | PointerPressed | Signal | Typed

_DIGITS = range(pygame.K_0, pygame.K_9 + 1)
_KEYPAD = (pygame.K_KP_0, *range(pygame.K_KP_1, pygame.K_KP_9 + 1))
KEYS: dict[int, KeyPressed | Signal] = {
    pygame.K_SPACE: KeyPressed(CommandKind.HERE, MenuMove.OPEN),
    pygame.K_RETURN: KeyPressed(CommandKind.HERE, MenuMove.OPEN),
    pygame.K_KP_ENTER: KeyPressed(CommandKind.HERE, MenuMove.OPEN),
    pygame.K_PAGEDOWN: KeyPressed(CommandKind.NEXT, MenuMove.NEXT),
    pygame.K_PAGEUP: KeyPressed(CommandKind.PAUSE, MenuMove.PREVIOUS),
    pygame.K_DOWN: KeyPressed(None, MenuMove.NEXT),
    pygame.K_RIGHT: KeyPressed(None, MenuMove.NEXT),
    pygame.K_TAB: KeyPressed(None, MenuMove.NEXT),
    pygame.K_UP: KeyPressed(None, MenuMove.PREVIOUS),
    pygame.K_LEFT: KeyPressed(None, MenuMove.PREVIOUS),
    pygame.K_p: KeyPressed(CommandKind.PAUSE),
    pygame.K_n: KeyPressed(CommandKind.NEXT),
    pygame.K_e: KeyPressed(CommandKind.EASIER),
    pygame.K_s: KeyPressed(CommandKind.STOP),
    pygame.K_ESCAPE: KeyPressed(CommandKind.STOP, MenuMove.BACK),
    pygame.K_m: Signal.MUTE,
    pygame.K_h: Signal.HELP,
    pygame.K_F1: Signal.HELP,
    pygame.K_q: Signal.QUIT,
    **{key: KeyPressed(CommandKind.RATE, level=level) for level, key in enumerate(_DIGITS)},
    **{key: KeyPressed(CommandKind.RATE, level=level) for level, key in enumerate(_KEYPAD)},
}
"""What each key means. ``F`` and F11 turn full screen on and off inside the window."""

_FULL_SCREEN_KEYS = (pygame.K_f, pygame.K_F11)
_LINUX_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
_NO_SCREEN = ("offscreen", "dummy", "evdev")  # drivers that SDL falls back to where there is no display


class Window:
    """An open window, resizable or full screen.

    Raises
    ------
    DisplayError
        There is no display.
    """

    def __init__(self, settings: ScreenSettings, size_px: tuple[int, int] = (1280, 720)) -> None:
        self._size_px = size_px
        self.typing = False
        """Whether letters are text rather than commands."""
        self.opened = 0
        """How often the window was made or changed: what was drawn before is then gone."""
        # One pixel of the surface is one of the screen on Windows too; SDL reads this when it starts.
        os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
        asked = os.environ.get("SDL_VIDEODRIVER")
        try:
            if sys.platform == "linux" and not any(os.environ.get(name) for name in _LINUX_DISPLAYS):
                raise pygame.error("neither X nor Wayland is running")
            pygame.display.init()
            if not asked and pygame.display.get_driver() in _NO_SCREEN:
                raise pygame.error("SDL found no display")
            if pygame.display.get_driver() == "x11":
                # Without it, SDL shows each picture by OpenGL: 7-16 ms where the processor draws that, against 0.2.
                os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
            self._open(full_screen=settings.full_screen)
        except pygame.error as error:
            pygame.display.quit()
            raise DisplayError(
                f"No window can be opened here ({error}); start tpvision on a computer with a screen."
            ) from error
        pygame.display.set_caption("tpvision")

    def __enter__(self) -> Window:
        """Return the window itself; it closes with the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the window."""
        self.close()

    @property
    def surface(self) -> pygame.Surface:
        """What is drawn on; another one after the window changed its size."""
        return pygame.display.get_surface()

    def poll(self) -> list[WindowEvent]:
        """Return what happened since the last call, in order."""
        out: list[WindowEvent] = []
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                out.append(Signal.QUIT)
            elif event.type == pygame.VIDEOEXPOSE:
                self.flip()  # what another window hid; X remembers nothing of it
            elif event.type == pygame.MOUSEMOTION:
                out.append(PointerMoved(*event.pos))
            elif event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
                out.append(PointerPressed(*event.pos))
            elif event.type == pygame.KEYDOWN and not event.mod & (
                pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META
            ):
                if self.typing and (event.key == pygame.K_BACKSPACE or (event.unicode.isprintable() and event.unicode)):
                    out.append(Typed("\b" if event.key == pygame.K_BACKSPACE else event.unicode))
                elif event.key in _FULL_SCREEN_KEYS:
                    self._open(full_screen=not self.full_screen)
                elif event.key in KEYS:
                    out.append(KEYS[event.key])
        return out

    @property
    def driver(self) -> str:
        """SDL's name for the kind of display."""
        return str(pygame.display.get_driver())

    @property
    def full_screen(self) -> bool:
        """Whether the window fills the screen."""
        return bool(self.surface.get_flags() & pygame.FULLSCREEN)

    def fill_screen(self, full: bool) -> None:
        """Go to full screen, or back to a window."""
        if full is not self.full_screen:
            self._open(full_screen=full)

    def flip(self, area: pygame.Rect | None = None) -> None:
        """Show what was drawn, or only what of it lies in an area."""
        if area is None:
            pygame.display.flip()
        else:
            pygame.display.update(area)

    def close(self) -> None:
        """Close the window; a second time does nothing."""
        pygame.display.quit()

    def _open(self, *, full_screen: bool) -> None:
        self.opened += 1
        if full_screen:
            if pygame.display.get_surface() is not None:
                self._size_px = pygame.display.get_surface().get_size()
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        else:
            pygame.display.set_mode(self._size_px, pygame.RESIZABLE)
            if self.surface.get_size() != self._size_px:  # some drivers only leave full screen at first
                pygame.display.set_mode(self._size_px, pygame.RESIZABLE)


def canvas(size_px: tuple[int, int]) -> pygame.Surface:
    """Return a surface to draw on without any window."""
    return pygame.Surface(size_px, 0, 32)


def pixels(surface: pygame.Surface) -> NDArray[np.uint8]:
    """Return the pixels of a ``canvas``, (height, width, 4), blue-green-red and one more, not copied.

    Let it go before the surface is drawn on again.
    """
    width, height = surface.get_size()
    flat: NDArray[np.uint8] = np.frombuffer(surface.get_view("0"), np.uint8)  # type: ignore[call-overload]
    return flat.reshape(height, width, 4)


def to_bgr(surface: pygame.Surface) -> NDArray[np.uint8]:
    """Return a copy of any surface's pixels, (height, width, 3), blue-green-red."""
    width, height = surface.get_size()
    copied = np.frombuffer(pygame.image.tobytes(surface, "BGRA"), np.uint8)
    return np.ascontiguousarray(copied.reshape(height, width, 4)[:, :, :3])
