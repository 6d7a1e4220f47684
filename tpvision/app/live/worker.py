"""A thread that looks at the newest frame, so that neither camera nor models keep the window waiting."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tpvision.app.sight import Sight
from tpvision.edges.camera import Source
from tpvision.values import Frame, Look, Tick, View


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
