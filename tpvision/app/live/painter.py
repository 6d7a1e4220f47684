"""Shows the newest view at the display's rate, and no more often than something on it changes.

What stands still until something new is seen is drawn once; a ring that fills, the breath and a flash are drawn
over it, sixty times a second and more, and do not wait while something new is drawn. What they lie on is kept: that of
the ring alone, or while there is a flash, all.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pygame

from tpvision.core.between import between
from tpvision.edges.window import Window
from tpvision.knowledge.words import Words
from tpvision.screens import moment
from tpvision.screens.live import Around, Flash, Room
from tpvision.screens.placement import Picture
from tpvision.screens.theme import THEMES
from tpvision.settings import Settings
from tpvision.values import Cue, CueKind, View

FRAME_S = 1 / 60
"""The window answers keys, and what moves on it is shown, at least this often."""
FLASH_S = 0.7
STEADY_S = 1.2
"""How long a frame shows a sound where nothing is to flash."""
SILENT = (CueKind.INFO, CueKind.GUIDE)
"""Kinds of cue without a tone."""


class Painter:
    """Draws one live screen into the window."""

    def __init__(
        self,
        window: Window,
        settings: Settings,
        draw: Callable[..., None] = moment.draw_still,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what is drawn on, the words and the look; ``clock`` counts seconds."""
        self._window, self._settings = window, settings
        self._paint, self._clock = draw, clock
        self._words, self._theme = Words.load(settings.screen.language), THEMES[settings.screen.theme]
        self._room = Room(window.surface.get_size(), self._theme, self._words)
        """Where everything was placed last."""
        self._view: View | None = None
        self._before: View | None = None
        """The newest view and the one before it."""
        self._came_s = 0.0
        """When the newest came."""
        self._last: View | None = None
        """What was shown last."""
        self._shown: tuple[View, Around, tuple[int, int], int] | None = None
        self._flipped_s = 0.0
        """When something was shown last."""
        self._anew_s = 0.0
        """How long it took to draw all of it last."""
        self._base: pygame.Surface | None = None
        """What stands still below what moves; ``None`` where nothing does."""
        self._spare: pygame.Surface | None = None
        """What that is copied into: to make one takes longer than to copy."""
        self._base_box = pygame.Rect(0, 0, 0, 0)
        """Where that is in the window."""
        self._flashed = False
        """Whether a flash was shown last."""
        self._sound: tuple[CueKind, float] | None = None
        """The newest sound that is still shown, and when it was made."""

    def sounded(self, cue: Cue) -> None:
        """Let the sound of a cue be seen."""
        if cue.kind not in SILENT:
            self._sound = cue.kind, self._clock()

    def show(self, picture: Picture | None, view: View, around: Around) -> bool:
        """Draw, unless that would show the same again; return whether it did."""
        now_s, calm = self._clock(), self._settings.screen.reduced_motion
        surface, flash = self._window.surface, self._flash(now_s, calm)
        new = (view, around, surface.get_size(), self._window.opened)
        late = now_s + self._anew_s > self._flipped_s + FRAME_S
        if late and self._base is not None and self._shown and new != self._shown and new[2:] == self._shown[2:]:
            self._move(self._shown[0], flash, anew=False)
        if view is not self._view:
            self._before, self._view, self._came_s = self._view, view, now_s
        moving = not calm and moment.moves(view)
        if new == self._shown and not moving and flash is None and self._base is None:
            return False
        over = moving or flash is not None
        bare = over and (self._base is None or (flash is not None and self._base_box != surface.get_rect()))
        anew = new != self._shown or bare
        if anew:
            began_s = self._clock()
            self._room = moment.arrange(surface.get_size(), view, self._theme, self._words, around)
            self._paint(surface, picture, view, self._room, around)
            self._base = None
            self._anew_s = self._clock() - began_s
        self._move(view, flash, anew, over)
        self._shown = new
        if not over:
            self._base = None
        return True

    def _move(self, view: View, flash: Flash | None, anew: bool, over: bool = True) -> None:
        """Draw what moves over what stands still, and show it; keep what it lies on if that was drawn ``anew``."""
        surface = self._window.surface
        shown = self._last = self._ahead(view)
        ring = self._room.boxes.get("ring", pygame.Rect(0, 0, 0, 0)).inflate(6, 6).clip(surface.get_rect())
        # Where only the ring has moved, only there is anything copied and shown.
        area = None if anew or flash is not None or self._flashed else ring
        if anew and over:
            self._base_box = ring if flash is None else surface.get_rect()
            if self._spare is None or self._spare.get_size() != self._base_box.size:
                self._spare = pygame.Surface(self._base_box.size, 0, surface)
            self._base = self._spare
            self._base.blit(surface, (0, 0), self._base_box)
        elif self._base is not None:
            part = area or self._base_box
            surface.blit(self._base, part, part.move(-self._base_box.x, -self._base_box.y))
        moment.draw_moving(surface, shown, self._room, flash)
        self._window.flip(area)
        self._flipped_s, self._flashed = self._clock(), flash is not None

    def _ahead(self, view: View) -> View:
        """Return the view as it is now, a little after it came."""
        if self._settings.screen.reduced_motion:
            # The breath is told by two sizes, the rest by what was seen last.
            pace = view.pace
            return replace(view, pace=pace and replace(pace, fullness=0.8 if pace.breathing_in else 0.2))
        return between(view, self._before, self._last, self._clock() - self._came_s, self._settings.breath)

    def _flash(self, now_s: float, calm: bool) -> Flash | None:
        if self._sound is None:
            return None
        kind, made_s = self._sound
        age_s, lasts_s = now_s - made_s, STEADY_S if calm else FLASH_S
        if age_s >= lasts_s:
            self._sound = None
            return None
        return Flash(kind, 1.0 if calm else 1.0 - age_s / lasts_s)
