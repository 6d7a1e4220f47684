"""One session in the window: the main thread thinks, draws, sounds and keeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from tpvision.app.analysis import Analysed, Tally
from tpvision.app.keeper import Keeper
from tpvision.app.live.worker import Seen, Worker
from tpvision.app.quiet import quiet
from tpvision.app.sight import Sight
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.camera import CameraInfo, Source, list_cameras, open_source
from tpvision.edges.speaker import Speaker
from tpvision.edges.window import KeyPressed, MenuMove, Signal, Window
from tpvision.knowledge.words import Words
from tpvision.screens import session as session_screen
from tpvision.screens.theme import THEMES
from tpvision.settings import ScreenSettings, Settings
from tpvision.values import Command, End, Frame, Input, Phase, Plan, Tick, View

FRAME_S = 1 / 60
"""The window answers keys at least this often."""
NOTICE_S = 6.0
"""A notice, as that there is no sound, stands this long; it must not hide the person."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a live run is made of; tests pass others."""

    window: Callable[[ScreenSettings], Window] = Window
    cameras: Callable[[], list[CameraInfo]] = list_cameras
    source: Callable[..., Source] = open_source
    sight: Callable[[Plan, Settings, BallFinder], Sight] = Sight
    draw: Callable[..., None] = session_screen.draw

class Session:
    """One session in the window: from the first frame until it is over, the film ends or the person leaves."""

    def __init__(
        self,
        window: Window,
        source: Source,
        plan: Plan,
        settings: Settings,
        parts: Parts,
        profile: str | None = None,
    ) -> None:
        self._window, self._source, self._plan, self._settings = window, source, plan, settings
        self._profile = profile
        self._parts = parts
        self._words = Words.load(settings.screen.language)
        self._theme = THEMES[settings.screen.theme]
        self._state = engine.begin(plan)
        self._view = View(t_s=0.0, size_px=(0, 0), phase=Phase.GET_READY)
        self._frame: Frame | None = None
        self._shown: object = None
        self._tally = Tally()
        self.latencies_s: list[tuple[float, float]] = []
        """Of each frame shown: from read to flip, and how long looking at it took."""
        self.quit = False
        """Whether the person wants to leave the program, not only the session."""

    def run(self, notice: str | None) -> Analysed:
        """Run the session; ``notice`` is shown as a banner, as that there is no camera."""
        with ExitStack() as stack:
            keeper = Keeper(self._source.name, self._plan, self._settings, self._profile, stack)
            with quiet():
                speaker = Speaker(self._settings.sound, folders.sounds_folder())
            stack.callback(speaker.close)
            notice = keeper.message or notice or (self._words.text("screen.no_sound") if speaker.status else None)
            self._draw(notice)
            # However it ends, a running hold is finished and kept.
            stack.callback(self._end, keeper)
            worker = stack.enter_context(
                Worker(self._source, lambda: self._parts.sight(self._plan, self._settings, keeper.finder))
            )
            leave, fault = False, keeper.message
            while not leave:
                seen = worker.take(FRAME_S)
                given, leave = self._gather(seen, speaker)
                for item in given:
                    self._step(item, keeper)
                    for cue in self._view.cues:
                        speaker.play(cue)
                worker.tell(self._view)
                if keeper.message != fault:
                    notice = fault = keeper.message
                self._draw(notice if self._tally.duration_s < NOTICE_S or fault else None)
                if isinstance(seen, Seen):
                    self.latencies_s.append((time.monotonic() - seen.frame.t_s, seen.looked_s))
                leave = leave or worker.over
        return self._tally.result(self._source.name, keeper.message)

    def _step(self, given: Input, keeper: Keeper) -> None:
        self._state, self._view = engine.step(self._state, given, self._settings)
        self._tally.add(given, self._view)
        keeper.keep(given, self._view)

    def _end(self, keeper: Keeper) -> None:
        if self._frame is not None:
            self._step(End(self._view.t_s), keeper)
        keeper.end(self._view.phase.value)

    def _gather(self, seen: Seen | Tick | None, speaker: Speaker) -> tuple[list[Input], bool]:
        """Return the inputs of this turn, and whether the session is to end with them."""
        given: list[Input] = []
        if isinstance(seen, Seen):
            self._frame = seen.frame
            given.append(seen.look)
        elif seen is not None:
            given.append(seen)
        leave = False
        over = self._view.phase in (Phase.DONE, Phase.STOPPED)
        for event in self._window.poll():
            if event is Signal.QUIT:
                self.quit = leave = True
            elif event is Signal.MUTE:
                speaker.mute(not speaker.muted)
            elif isinstance(event, KeyPressed):
                if over or self._frame is None:
                    leave = leave or event.menu is MenuMove.BACK or (over and event.menu is MenuMove.OPEN)
                elif event.command is not None:
                    given.append(Command(given[-1].t_s if given else self._view.t_s, event.command, event.level))
        return given, leave

    def _draw(self, message: str | None) -> None:
        """Draw, unless that would show the same again."""
        status = self._source.status()
        if status.message is None:
            status = replace(status, message=message)
        new = (self._view, status.message, self._window.surface.get_size())
        if new == self._shown:
            return
        self._shown = new
        image = self._frame.image_bgr if self._frame else None
        self._parts.draw(
            self._window.surface,
            image,
            self._view,
            self._theme,
            self._words,
            status=status,
            mirror=self._settings.screen.mirror and not self._view.front,
        )
        self._window.flip()
