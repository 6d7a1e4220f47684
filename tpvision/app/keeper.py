"""What is kept of a live session, and what earlier ones kept."""

from __future__ import annotations

import datetime
import math
from contextlib import ExitStack, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from tpvision.app.watch import Watch
from tpvision.core.guidance import within
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.edges.trace import TraceWriter
from tpvision.errors import OutputError, StoreError
from tpvision.settings import Settings
from tpvision.values import Calibration, CueKind, Input, Phase, Plan, Purpose, Sample, Tenderness, View, Warned

if TYPE_CHECKING:
    from tpvision.edges.ball_finder import BallFinder

AGAIN_S = 10.0
"""A history that could not be written to is tried again after this time."""


def kept_calibration(profile: str) -> Calibration | None:
    """Return what an earlier session measured of a person; ``None`` when nothing or when it cannot be read."""
    try:
        with Store.open(folders.history_file()) as store:
            return store.calibration(profile)
    except (StoreError, OutputError):
        return None  # the session itself will say so


def trace_name(started_utc: str) -> str:
    """Return what the trace of a session is called, by when it began."""
    return f"{started_utc.replace(':', '-')}.jsonl.gz"


class Keeper:
    """Keeps the session in the history, and its trace where that is wanted; a fault is a message, not an end.

    Once a second, and when something happens, all that is new is written at once: a power cut takes no more than
    the last second. A camera check leaves nothing behind, a calibration only what it measured.
    """

    def __init__(self, source: str, plan: Plan, settings: Settings, profile: str | None, stack: ExitStack) -> None:
        self._profile = profile
        self.message: str | None = None
        self._store: Store | None = None
        self._trace: TraceWriter | None = None
        self._session: int | None = None
        self._purpose = plan.purpose
        self._learned: bytes | None = None
        self._ball = plan.told.ball_colour or settings.ball.colour, plan.told.ball_cm or settings.ball.diameter_cm
        self._view: View | None = None
        self._watch: Watch | None = None
        self._warnings: list[Warned] = []
        self._kept = self._spots = self._warned = 0
        """How many of the holds, own spots and warnings are in the history."""
        self._number: int | None = None
        """That of the running hold there."""
        self._tenderness: tuple[Tenderness, ...] = ()
        self._second: int | None = None
        self._again_s: float | None = None
        """When writing is tried again, after it failed."""
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        try:
            self._store = Store.open(folders.history_file())
            stack.callback(self._store.close)
            if profile is not None:
                self._learned = self._store.ball(profile, *self._ball)
            if plan.purpose is not Purpose.SESSION:
                return
            zone, side = (plan.zone.key, plan.side.value if plan.side else "") if plan.zone else ("", "")
            self._session = self._store.begin_session(now, source, zone, side, profile or "")
            if settings.privacy.keep_trace:
                path = folders.traces_folder() / trace_name(now)
                with suppress(OSError):  # told by the writer
                    path.touch(mode=0o600)
                self._trace = stack.enter_context(TraceWriter(path, settings, plan))
        except (StoreError, OutputError) as error:
            self.message = str(error)

    @cached_property
    def finder(self) -> BallFinder:
        """Knows what an earlier session learned of the ball; what it knows at the end is kept.

        Making it takes a moment, so it is left to the first who needs it, the thread that looks.
        """
        from tpvision.edges.ball_finder import BallFinder

        return BallFinder(self._ball[0], self._learned)

    def keep(self, given: Input, view: View) -> None:
        """Write down what this step brought."""
        self._view = view
        kinds = (CueKind.WARN, CueKind.STOP)
        self._warnings += [Warned(cue.t_s, view.step, cue.key) for cue in view.cues if cue.kind in kinds]
        if view.hold is not None:
            if self._watch is None or self._watch.start_s != view.hold.start_s:
                self._watch = Watch.begin(view, view.hold)
            self._watch.look(view, view.hold)
        try:
            if self._trace is not None:
                self._trace.add(given)
            waits = self._again_s is not None and view.t_s < self._again_s
            if self._store is not None and self._session is not None and not waits:
                self._write(self._store, self._session, view)
                if self._again_s is not None:
                    self._again_s = self.message = None
        except StoreError as error:
            # Not in each step: where the history is locked, that takes half a second.
            self._again_s, self.message = view.t_s + AGAIN_S, str(error)
        except OutputError as error:
            self._trace, self.message = None, str(error)

    def end(self, ended_by: str) -> None:
        """Note how the session ended, and what could not be kept before."""
        try:
            if self._store is not None:
                # A glance at the camera's place, and what was left half done, are worth less than what is kept.
                measured = self._purpose is Purpose.CALIBRATE and ended_by == Phase.DONE.value
                if self._session is not None:
                    if self._view is not None:
                        self._write(self._store, self._session, self._view)
                    self._store.end_session(self._session, ended_by)
                if self._profile is not None and (self._purpose is Purpose.SESSION or measured):
                    self._keep_measures(self._store, self._profile)
        except StoreError as error:
            self.message = str(error)

    def _keep_measures(self, store: Store, profile: str) -> None:
        """Keep what was measured of the person and learned of the ball."""
        if self._view is not None and self._view.calibration is not None:
            store.keep_calibration(profile, self._view.calibration)
        learned = self.finder.learned
        if learned is not None:
            store.keep_ball(profile, *self._ball, learned)

    def _write(self, store: Store, session: int, view: View) -> None:
        """Write what is new, if there is something."""
        second, spots = math.floor(view.t_s), view.spots if self._profile is not None else ()
        counts = (len(view.holds), len(spots), len(self._warnings))
        new = counts != (self._kept, self._spots, self._warned) or view.tenderness != self._tenderness
        begun = view.hold is not None and self._number is None
        if not new and not begun and second == self._second:
            return
        watch, number = self._watch, self._number
        with store.together():
            for hold in view.holds[self._kept :]:
                watched = watch is not None and watch.start_s == hold.start_s
                pauses = watch.pauses(hold.end_s) if watch is not None and watched else ()
                if watched and number is not None:
                    store.change_hold(number, hold, pauses)
                else:
                    store.add_hold(session, hold, pauses)
                if watched:
                    watch = number = None
            if watch is not None and view.hold is not None:
                hold, pauses = watch.hold(view, view.hold), watch.pauses(view.t_s)
                if number is None:
                    number = store.add_hold(session, hold, pauses)
                else:
                    store.change_hold(number, hold, pauses)
            for spot in spots[self._spots :]:
                store.add_spot(self._profile or "", session, spot)
            for warned in self._warnings[self._warned :]:
                store.add_warning(session, warned)
            for told in view.tenderness:
                if told not in self._tenderness:
                    store.keep_tenderness(session, told)
            if second != self._second:
                store.add_sample(session, _sample(view))
        # Only what has come into the file is not written once more.
        self._kept, self._spots, self._warned = counts
        self._watch, self._number, self._tenderness, self._second = watch, number, view.tenderness, second


def _sample(view: View) -> Sample:
    ball, phase = view.ball, view.phase.value
    if ball is None:
        return Sample(view.t_s, phase, None, None, None, None, False, None)
    place = (ball.right_cm, ball.down_cm, ball.sigma_right_cm, ball.sigma_down_cm)
    return Sample(view.t_s, phase, *place, ball.in_contact, within(ball, view.target) if view.target else None)
