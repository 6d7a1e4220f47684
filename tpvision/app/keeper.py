"""What is kept of a live session, and what earlier ones kept."""

from __future__ import annotations

import datetime
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.edges.trace import TraceWriter
from tpvision.errors import OutputError, StoreError
from tpvision.settings import Settings
from tpvision.values import Calibration, Input, Phase, Plan, Purpose, Spot, View

if TYPE_CHECKING:
    from tpvision.edges.ball_finder import BallFinder


def kept_calibration(profile: str) -> Calibration | None:
    """Return what an earlier session measured of a person; ``None`` when nothing or when it cannot be read."""
    try:
        with Store.open(folders.history_file()) as store:
            return store.calibration(profile)
    except (StoreError, OutputError):
        return None  # the session itself will say so


def kept_spots(profile: str) -> dict[int, Spot]:
    """Return a person's own spots by their numbers.

    Raises
    ------
    StoreError, OutputError
        The history cannot be read.
    """
    if not folders.history_file().exists():
        return {}
    with Store.open(folders.history_file()) as store:
        return store.spots(profile)


class Keeper:
    """Keeps the session in the history, and its trace where that is wanted; a fault is a message, not an end."""

    def __init__(self, source: str, plan: Plan, settings: Settings, profile: str | None, stack: ExitStack) -> None:
        self._profile = profile
        self.message: str | None = None
        self._store: Store | None = None
        self._trace: TraceWriter | None = None
        self._purpose = plan.purpose
        self._session: int | None = None
        """Its row in the history; a camera check and a calibration have none."""
        self._learned: bytes | None = None
        self._ball = plan.told.ball_colour or settings.ball.colour, plan.told.ball_cm or settings.ball.diameter_cm
        self._view: View | None = None
        self._kept = self._spots = 0
        """How many of the holds and own spots are in the history."""
        self._failed = False
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        try:
            self._store = Store.open(folders.history_file())
            stack.callback(self._store.close)
            zone, side = (plan.zone.key, plan.side.value if plan.side else "") if plan.zone else ("", "")
            if plan.purpose is Purpose.SESSION:
                self._session = self._store.begin_session(now, source, zone, side, profile or "")
            if profile is not None:
                self._learned = self._store.ball(profile, *self._ball)
            if settings.privacy.keep_trace:
                path = folders.traces_folder() / f"{now.replace(':', '-')}.jsonl.gz"
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
        try:
            if self._trace is not None:
                self._trace.add(given)
            if self._store is not None and self._session is not None and not self._failed:
                self._keep_done(self._store, self._session, view)
                self._store.add_sample(self._session, view)
        except StoreError as error:
            # Not tried again in each step: where the history is locked, that takes half a second.
            self._failed, self.message = True, str(error)
        except OutputError as error:
            self._trace, self.message = None, str(error)

    def end(self, ended_by: str) -> None:
        """Note how the session ended, and what could not be kept before."""
        try:
            if self._store is None:
                return
            if self._session is not None and self._view is not None:
                self._keep_done(self._store, self._session, self._view)
                for told in self._view.tenderness:
                    self._store.add_tenderness(self._session, told)
            # What was left half done, and what a glance at the camera's place saw, is worth less than what is kept.
            whole = ended_by == Phase.DONE.value and self._purpose is Purpose.CALIBRATE
            if self._profile is not None and (whole or self._session is not None):
                if self._view is not None and self._view.calibration is not None:
                    self._store.keep_calibration(self._profile, self._view.calibration)
                learned = self.finder.learned
                if learned is not None:
                    self._store.keep_ball(self._profile, *self._ball, learned)
            if self._session is not None:
                self._store.end_session(self._session, ended_by)
        except StoreError as error:
            self.message = str(error)

    def _keep_done(self, store: Store, session: int, view: View) -> None:
        for hold in view.holds[self._kept :]:
            store.add_hold(session, hold)
            self._kept += 1
        if self._profile is None:
            return
        for spot in view.spots[self._spots :]:
            store.add_spot(self._profile, session, spot)
            self._spots += 1
