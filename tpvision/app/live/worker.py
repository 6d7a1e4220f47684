"""A thread that looks at the newest frame, so that neither camera nor models keep the window waiting."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tpvision.app.sight import Sight
from tpvision.edges.camera import Source
from tpvision.errors import ModelError
from tpvision.values import Frame, Look, Tick, View

TICK_S = 0.1


@dataclass(frozen=True, slots=True)
class Patience:
    """What takes longer than this is never done."""

    load_s: float = 60.0
    look_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame and what was seen in it."""

    frame: Frame
    look: Look
    looked_s: float
    """How long looking took."""


class Worker:
    """Looks at the newest frame, over and over, in a thread of its own; keeps one result, the newest.

    While the source is stalled, it says that time passes. One thread says both, so that time never goes back; while
    that thread hangs, ``take`` says it, and what the thread saw before is dropped.
    """

    def __init__(self, source: Source, sight: Callable[[], Sight], patience: Patience | None = None) -> None:
        self._source, self._sight = source, sight
        self._patience = patience or Patience()
        self._begun = False
        """Whether there was a frame: from then on time passes."""
        self._due_s = math.inf
        """When what the thread does must be over."""
        self._told_s = -math.inf
        """Until when it was said in its place that time passes."""
        self._view: View | None = None
        self._results: queue.SimpleQueue[Seen | Tick | BaseException] = queue.SimpleQueue()
        """One at most."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="landmarker", daemon=True)

    def __enter__(self) -> Worker:
        """Start."""
        self._due_s = time.monotonic() + self._patience.load_s
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop; the frame in hand is finished first, for Python must not end while the models run.

        Raises
        ------
        ModelError
            It is never finished.
        """
        self._stop.set()
        while self._thread.is_alive() and not self.hangs:
            self._thread.join(TICK_S)
        if self._thread.is_alive() and kind is None:
            raise ModelError("The pose model does not answer any more; what was held is kept: start tpvision again.")

    def tell(self, view: View) -> None:
        """Let the next look know what the session knows now."""
        self._view = view

    @property
    def hangs(self) -> bool:
        """Whether the models do not come back."""
        return time.monotonic() > self._due_s

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
            now_s = time.monotonic()
            if not (self._begun and self.hangs) or now_s < self._told_s + TICK_S:
                return None
            self._told_s = now_s
            return Tick(now_s)
        if isinstance(result, BaseException):
            raise result
        late = isinstance(result, Seen) and result.frame.t_s < self._told_s
        return None if late else result

    def _run(self) -> None:
        try:
            # Loading the models takes a moment; here it does not keep the window from opening.
            with self._sight() as sight:
                self._due_s = math.inf
                while not self._stop.is_set() and not self._source.ended:
                    asked_s = time.monotonic()
                    frame = self._source.read(0.1)
                    if frame is not None:
                        began_s, self._begun = time.monotonic(), True
                        self._due_s = began_s + self._patience.look_s
                        look = sight.look(frame, self._view)
                        self._due_s = math.inf
                        self._hand_over(Seen(frame, look, time.monotonic() - began_s))
                    elif self._begun and self._source.status().stalled_s and self._results.empty():
                        self._hand_over(Tick(asked_s))
        except BaseException as error:  # it is the main thread that has to hear of it
            self._hand_over(error)

    def _hand_over(self, result: Seen | Tick | BaseException) -> None:
        with suppress(queue.Empty):
            self._results.get_nowait()
        self._results.put(result)
