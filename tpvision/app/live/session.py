"""One session in the window: the main thread thinks, draws, sounds and keeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import Enum

from tpvision.app.analysis import Analysed, Tally
from tpvision.app.hearing import Ears
from tpvision.app.keeper import Keeper
from tpvision.app.live.notices import Notices
from tpvision.app.live.painter import FRAME_S, Painter
from tpvision.app.live.worker import Patience, Seen, Worker
from tpvision.app.quiet import quiet
from tpvision.app.sight import Sight
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.camera import CameraInfo, Source, list_cameras, open_source
from tpvision.edges.picture import Picture
from tpvision.edges.speaker import Speaker
from tpvision.edges.window import KeyPressed, MenuMove, Signal, Window
from tpvision.knowledge.spoken import nearest
from tpvision.knowledge.words import Words
from tpvision.screens import moment, page
from tpvision.screens.live import Around
from tpvision.settings import ScreenSettings, Settings, VoiceSettings
from tpvision.values import (
    Command,
    CommandKind,
    Cue,
    End,
    Frame,
    Hands,
    Input,
    MeasureStep,
    Measuring,
    Phase,
    Plan,
    Purpose,
    SourceStatus,
    Tick,
    View,
)

TURN_S = 0.8 * FRAME_S
"""To show a picture may take some ms, where the display is busy: so no sixtieth of a second goes by without one."""
PAUSE_KEY = KeyPressed(CommandKind.PAUSE)
ONWARD = (CommandKind.NEXT, CommandKind.HERE)
"""Words that leave what is over."""
READ_S = 3.0
"""How a session ended stands at least this long before a raised hand goes on."""
LINGER_S = 1.0
"""What is good is shown for so long before the next screen."""
FIRST_STEPS = {Purpose.CHECK: MeasureStep.PLACE, Purpose.CALIBRATE: MeasureStep.STAND}


class Ending(Enum):
    """How a live screen ended."""

    DONE = "done"  #: all that was to be done was, or the film is over
    SKIPPED = "skipped"  #: the person went on before all was done
    BACK = "back"  #: the person stopped or left
    QUIT = "quit"  #: the person leaves the program


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a live screen."""

    ending: Ending
    result: Analysed
    view: View
    """The last one: its ``phase``, ``calibration``, ``stale``, ``holds`` and ``tenderness`` tell what happened."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a live run is made of; tests pass others."""

    window: Callable[[ScreenSettings], Window] = Window
    cameras: Callable[[], list[CameraInfo]] = list_cameras
    source: Callable[..., Source] = open_source
    sight: Callable[[Plan, Settings, BallFinder], Sight] = Sight
    draw: Callable[..., None] = moment.draw_still
    ears: Callable[[VoiceSettings, str], Ears] = Ears
    patience: Patience | None = None
    page: Callable[..., None] = page.draw
    """Draws a page of the menu."""


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
        self._painter = Painter(window, settings, parts.draw)
        self._state = engine.begin(plan)
        first = FIRST_STEPS.get(plan.purpose)
        self._view = View(t_s=0.0, size_px=(0, 0), phase=Phase.GET_READY, measuring=Measuring(first) if first else None)
        self._frame: Frame | None = None
        self._picture: Picture | None = None
        self._tally = Tally()
        self._over_s: float | None = None
        self._hangs = False
        """Whether the models do not come back."""
        self.latencies_s: list[tuple[float, float]] = []
        """Of each frame shown: from read to flip, and how long looking at it took."""
        self.ending = Ending.DONE

    def run(self, notice: str | None) -> Outcome:
        """Run the session; ``notice`` is told at first, as that there is no camera."""
        with ExitStack() as stack:
            keeper = Keeper(self._source.name, self._plan, self._settings, self._profile, stack)
            language = self._settings.screen.language
            speaker = Speaker(self._settings.sound, folders.sounds_folder(), language, time.monotonic, quiet)
            stack.callback(speaker.close)
            # In a film, nobody is there to be heard.
            voice = self._settings.voice if self._profile is not None else VoiceSettings()
            ears = stack.enter_context(self._parts.ears(voice, language))
            notices = Notices(self._words, speaker, notice)
            self._draw(keeper.message, notices.now(0.0, speaker, ears, None), speaker, ears)
            # However it ends, a running hold is finished and kept.
            stack.callback(self._end, keeper)
            worker = stack.enter_context(
                Worker(
                    self._source,
                    lambda: self._parts.sight(self._plan, self._settings, keeper.finder),
                    self._parts.patience,
                )
            )
            leave, due_s = False, time.monotonic()
            while not leave:
                seen = worker.take(max(0.0, due_s - time.monotonic()))
                due_s = time.monotonic() + TURN_S
                given, leave = self._gather(seen, speaker, ears)
                for item in given:
                    self._step(item, keeper)
                    for cue in self._view.cues:
                        speaker.play(cue, self._words.say(cue), self._words.say(nearest(cue)))
                        self._painter.sounded(cue)
                worker.tell(self._view)
                self._hangs = worker.hangs
                quality = seen.look.quality if isinstance(seen, Seen) else None
                notice = notices.now(self._tally.duration_s, speaker, ears, quality)
                self._draw(keeper.message, notice, speaker, ears)
                if isinstance(seen, Seen):
                    self.latencies_s.append((time.monotonic() - seen.frame.t_s, seen.looked_s))
                # A film that is over while it is paused stands still until the person goes on.
                leave = leave or (worker.over and self._view.phase is not Phase.PAUSED) or self._seen_off()
        if self._plan.purpose is not Purpose.SESSION and not self._over and self.ending is Ending.DONE:
            self.ending = Ending.BACK  # the film was over before
        return Outcome(self.ending, self._tally.result(self._source.name, keeper.message), self._view)

    def _step(self, given: Input, keeper: Keeper) -> None:
        self._state, self._view = engine.step(self._state, given, self._settings)
        self._tally.add(given, self._view)
        keeper.keep(given, self._view)
        if isinstance(given, Tick) and self._source.status().stalled_s:
            self._view = _blind(self._view)

    def _end(self, keeper: Keeper) -> None:
        if self._frame is not None:
            self._step(End(self._view.t_s), keeper)
        keeper.end(self._view.phase.value)

    def _gather(self, seen: Seen | Tick | None, speaker: Speaker, ears: Ears) -> tuple[list[Input], bool]:
        """Return the inputs of this turn, and whether the session is to end with them."""
        given: list[Input] = []
        if isinstance(seen, Seen):
            self._frame, self._picture = seen.frame, Picture(seen.frame.image_bgr)
            given.append(seen.look)
        elif seen is not None:
            given.append(seen)
        leave = False
        for event in self._window.poll():
            if event is Signal.QUIT:
                self.ending, leave = Ending.QUIT, True
            elif event is Signal.MUTE:
                speaker.mute(not speaker.muted)
            elif event is Signal.HELP:
                # A pause shows all keys and hands.
                if self._meant(PAUSE_KEY) is not None and self._view.phase is not Phase.PAUSED:
                    given.append(Command(given[-1].t_s if given else self._view.t_s, CommandKind.PAUSE))
            elif isinstance(event, KeyPressed):
                kind = self._meant(event)
                if kind is None:
                    leave = leave or self._leaves(event)
                else:
                    given.append(Command(given[-1].t_s if given else self._view.t_s, kind, event.level))
        for kind in ears.take(speaker.playing is not None, self._view.phase is Phase.PAUSED):
            if self._over:
                leave = leave or kind in ONWARD
            elif self._frame is not None:
                given.append(Command(given[-1].t_s if given else self._view.t_s, kind))
        return given, leave

    @property
    def _over(self) -> bool:
        return self._view.phase in (Phase.DONE, Phase.STOPPED)

    def _meant(self, key: KeyPressed) -> CommandKind | None:
        """Return what a key tells.

        Escape pauses a session and ends it only when it is paused: nothing is lost. Enter goes on from a pause.
        """
        if self._over or self._frame is None:
            return None
        if key.menu is not MenuMove.BACK:
            on = key.menu is MenuMove.OPEN and self._view.phase is Phase.PAUSED
            return CommandKind.PAUSE if on else key.command
        paused = self._view.phase is Phase.PAUSED or self._plan.purpose is not Purpose.SESSION
        return CommandKind.STOP if paused else CommandKind.PAUSE

    def _leaves(self, key: KeyPressed) -> bool:
        """Say whether a key leaves: any that goes on, once all is over; back, while there is no picture."""
        if self._over and (key.menu in (MenuMove.OPEN, MenuMove.BACK) or key.command is CommandKind.NEXT):
            return True
        if self._frame is None and key.menu is MenuMove.BACK:
            self.ending = Ending.BACK
            return True
        return False

    def _seen_off(self) -> bool:
        """Say whether it is over and need not be looked at any longer; note how it ended."""
        if not self._over:
            return False
        if self._view.phase is Phase.STOPPED and self.ending is Ending.DONE:
            self.ending = Ending.BACK
        self._over_s = self._view.t_s if self._over_s is None else self._over_s
        passed_s = self._view.t_s - self._over_s
        measuring = self._view.measuring
        if measuring is None:
            # Who stands at the wall raises a hand to go on; hands that come down after a stop do not.
            return self._view.signs.raised is Hands.RIGHT and passed_s >= READ_S
        if measuring.skipped and self.ending is Ending.DONE:
            self.ending = Ending.SKIPPED
        calm = self.ending is Ending.DONE and self._plan.purpose is Purpose.CHECK
        return passed_s >= (LINGER_S if calm else 0.0)

    def _draw(self, message: str | None, notice: str | None, speaker: Speaker, ears: Ears) -> None:
        """Show the newest view, with what is wrong, or else with what is told for a while."""
        status = self._source.status()
        if self._hangs:
            message = self._words.text("screen.hangs")
        elif status.stalled_s:
            message = self._words.text("screen.stalled")
        elif status.message is not None:
            message = status.message
        # What else of the source changes all the time is not shown.
        status = SourceStatus(status.name, status.live, message=message)
        mirror = self._settings.screen.mirror and not self._view.front
        hands = self._plan.live or self._plan.purpose is not Purpose.SESSION
        around = Around(
            status,
            mirror,
            hands,
            muted=speaker.muted,
            listening=ears.listening,
            no_go=self._plan.no_go,
            notice=notice if message is None else None,
        )
        self._painter.show(self._picture, self._view, around)


def _blind(view: View) -> View:
    """Return a view that does not call for a person whom a stalled camera cannot show."""

    def told(cue: Cue) -> Cue:
        return replace(cue, key="stalled", numbers=()) if cue.key == "lost" else cue

    return replace(view, caption=view.caption and told(view.caption), cues=tuple(map(told, view.cues)))
