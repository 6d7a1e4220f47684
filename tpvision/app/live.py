"""The live run: a worker looks at frames, the main thread thinks, draws, sounds and keeps.

The worker takes the newest frame, finds landmarks and ball in it and hands both over together, so the
picture under an overlay is always the one the overlay was computed from. Everything else, the core, the
window, the speaker and the store, lives in the main thread.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tpvision.app.analysis import Analysed, Tally
from tpvision.app.clearing import cleared_to_begin
from tpvision.app.keeper import Keeper, kept_calibration
from tpvision.app.plans import demo
from tpvision.app.quiet import quiet
from tpvision.app.sight import Sight
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.camera import CameraInfo, Source, list_cameras, open_source
from tpvision.edges.speaker import Speaker
from tpvision.edges.window import KeyPressed, MenuMove, PointerMoved, PointerPressed, Signal, Window
from tpvision.errors import CameraError, InputError
from tpvision.knowledge.words import Words
from tpvision.screens import home as home_screen
from tpvision.screens import session as session_screen
from tpvision.screens.theme import THEMES
from tpvision.settings import CameraSettings, ScreenSettings, Settings
from tpvision.values import Command, End, Frame, Input, Look, Phase, Plan, Tick, View

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


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame and what was seen in it."""

    frame: Frame
    look: Look
    looked_s: float
    """How long looking took."""


class Worker:
    """Looks at the newest frame, over and over, in a thread of its own; keeps one result, the newest.

    While the source is stalled, it says that time passes. One thread says both, so that time never goes back.
    """

    def __init__(self, source: Source, sight: Callable[[], Sight]) -> None:
        self._source, self._sight = source, sight
        self._view: View | None = None
        self._results: queue.Queue[Seen | Tick | BaseException] = queue.Queue(maxsize=1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="landmarker", daemon=True)

    def __enter__(self) -> Worker:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop; the frame in hand is finished first, for Python must not end while the models run."""
        self._stop.set()
        self._thread.join()

    def tell(self, view: View) -> None:
        """Let the next look know what the session knows now."""
        self._view = view

    @property
    def over(self) -> bool:
        """Whether the source is over and its last result was taken."""
        return not self._thread.is_alive() and self._results.empty()

    def take(self, timeout_s: float) -> Seen | Tick | None:
        """Return the newest result that was not taken yet, waiting for one; ``None`` when there is none.

        Raises
        ------
        BaseException
            What went wrong in the thread.
        """
        try:
            result = self._results.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if isinstance(result, BaseException):
            raise result
        return result

    def _run(self) -> None:
        try:
            # Loading the models takes a moment; here it does not keep the window from opening.
            with self._sight() as sight:
                begun = False
                while not self._stop.is_set() and not self._source.ended:
                    asked_s = time.monotonic()
                    frame = self._source.read(0.1)
                    if frame is not None:
                        began_s, begun = time.monotonic(), True
                        look = sight.look(frame, self._view)
                        self._hand_over(Seen(frame, look, time.monotonic() - began_s))
                    elif begun and self._source.status().stalled_s and self._results.empty():
                        self._hand_over(Tick(asked_s))
        except BaseException as error:  # it is the main thread that has to hear of it
            self._hand_over(error)

    def _hand_over(self, result: Seen | Tick | BaseException) -> None:
        with suppress(queue.Empty):
            self._results.get_nowait()
        self._results.put(result)


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


def window(
    source: str | None, plan: Plan, settings: Settings, home: bool, parts: Parts | None = None
) -> Analysed | None:
    """Open the window and run what the person chooses there.

    Parameters
    ----------
    source
        What to look at; ``None`` for the camera of the settings or, where there is none, the bundled film.
    home
        Begin with the home screen, and come back to it; else run one session.

    Returns
    -------
    Analysed or None
        The last session that was run.

    Raises
    ------
    DisplayError
        There is no display.
    CameraError, InputError, ModelError
        The source or the model cannot be used.
    """
    parts = parts or Parts()
    with parts.window(settings.screen) as screen:
        if not home:
            return _session(screen, source, plan, settings, parts)[0]
        last: Analysed | None = None
        state = home_screen.HomeState()
        leave = False
        if not parts.cameras():
            last, leave = _session(screen, None, plan, settings, parts)
        while not leave:
            item, state = _choose(screen, state, settings)
            if item == "quit":
                break
            wanted = str(folders.demo_film()) if item == "demo" else source
            try:
                last, leave = _session(screen, wanted, plan, settings, parts)
            except (CameraError, InputError) as error:
                state = replace(state, message=str(error))
        return last


def _session(screen: Window, source: str | None, plan: Plan, settings: Settings, parts: Parts) -> tuple[Analysed, bool]:
    """Run one session; return it, and whether the person wants to leave the program."""
    notice = None
    if source is None and settings.camera.source == CameraSettings().source and not parts.cameras():
        notice = Words.load(settings.screen.language).text("screen.no_camera")
        source = str(folders.demo_film())
    if source == str(folders.demo_film()):
        plan, settings = demo(plan, settings)
    address = source or settings.camera.source
    # Whoever is in a film is not the person whose measures are kept.
    profile = None if Path(address).expanduser().exists() else settings.person.name
    if profile is not None:
        cleared_to_begin(settings)
        plan = replace(plan, calibration=kept_calibration(profile), live=True)
    with parts.source(address, settings.camera, as_live=True) as opened:
        session = Session(screen, opened, plan, settings, parts, profile)
        return session.run(notice), session.quit


def _choose(screen: Window, state: home_screen.HomeState, settings: Settings) -> tuple[str, home_screen.HomeState]:
    """Show the home screen until something is chosen."""
    words, theme = Words.load(settings.screen.language), THEMES[settings.screen.theme]
    while True:
        home_screen.draw(screen.surface, state, theme, words)
        screen.flip()
        time.sleep(FRAME_S)
        for event in screen.poll():
            if event is Signal.QUIT:
                return "quit", state
            if state.message is not None and isinstance(event, (PointerPressed, KeyPressed)):
                state = replace(state, message=None)
                continue
            if isinstance(event, (PointerMoved, PointerPressed)):
                size = screen.surface.get_size()
                at = home_screen.item_at(event.x_px, event.y_px, size, theme, words)
                if at is not None:
                    state = replace(state, focus=at)
                    if isinstance(event, PointerPressed):
                        return state.item, state
            elif isinstance(event, KeyPressed):
                if event.menu is MenuMove.BACK:
                    return "quit", state
                if event.menu is MenuMove.OPEN:
                    return state.item, state
                if event.menu is not None:
                    state = state.moved(1 if event.menu is MenuMove.NEXT else -1)
