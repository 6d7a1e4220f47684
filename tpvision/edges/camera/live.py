"""Live sources: one thread reads, one slot holds the newest frame."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tpvision.edges.camera.source import Image, Source
from tpvision.errors import CameraError
from tpvision.values import Frame, SourceStatus

_NO_PICTURES = (
    "The camera sends no pictures. Check that it is on, connected and not covered; it is tried again by itself."
)


class Pictures(Protocol):
    """A device that was opened; all but ``interrupt`` is called in one thread."""

    skipped: int
    """Pictures passed over so far because a newer one had come already."""

    @property
    def message(self) -> str | None:
        """What is wrong with it, in one sentence."""

    def next(self) -> Image | None:
        """Wait for the next picture; ``None`` when the device gives no more."""

    def interrupt(self) -> None:
        """Make a waiting ``next`` return soon, where that can be done; called from any thread."""

    def close(self) -> None:
        """Let the device go."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a live source waits for what."""

    stall_s: float = 0.8
    """Without a picture for so long it is stalled; one second is promised."""
    stuck_s: float = 12.0
    """A reader that has not come back for so long is abandoned and another one started. Longer than
    any time limit of a device."""
    retry_s: float = 0.5
    """Wait before the first try to connect again; doubled from try to try."""
    retry_max_s: float = 1.0
    """Longest wait between two tries: two seconds after it is there again, a camera gives pictures."""
    frozen_s: float = 3.0
    """A camera that sends the very same picture for so long stands still; it is as good as none."""
    close_s: float = 5.0
    """How long closing waits for readers whose device does not let go: longer than the time limit of a
    device, because Python must not end while a thread is inside cv2."""


class LiveSource(Source):
    """The newest frame of a device, read in a thread of its own.

    Parameters
    ----------
    name
        What to call it.
    pictures
        The opened device. A webcam is opened in the main thread, because macOS asks the person for
        leave only there.
    connect
        Opens the device again after it failed; called in the reader's thread, which macOS allows once
        leave was given. Raises ``CameraError`` when it cannot. Without it (a film) the source is over
        when its pictures are.

    The thread begins with the first ``read``, so that a film does not run away while the rest starts.
    """

    live = True
    _MAX_ABANDONED = 3

    def __init__(
        self,
        name: str,
        pictures: Pictures,
        connect: Callable[[], Pictures] | None = None,
        *,
        fps: float | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self.fps = fps
        self._connect = connect
        self._pictures = pictures
        self._patience = patience or Patience()
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._reader: threading.Thread | None = None
        self._abandoned: list[threading.Thread] = []
        self._frame: Frame | None = None
        self._image: Image | None = None
        """The newest picture, and since when it has been the same."""
        self._same_s = 0.0
        self._index = 0
        self._dropped = 0
        self._reconnects = 0
        self._over = False
        self._closed = False
        self._message: str | None = None
        self._last_s = self._beat_s = time.monotonic()
        self._times_s: deque[float] = deque(maxlen=30)

    @property
    def ended(self) -> bool:
        """Whether a film is over and its last frame was taken, or the source was closed."""
        with self._changed:
            return self._closed or (self._over and self._frame is None)

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest frame not taken yet, or ``None`` when none came within ``timeout_s``."""
        with self._changed:
            self._mind_reader()
            self._changed.wait_for(lambda: self._frame is not None or self._over or self._closed, timeout_s)
            frame, self._frame = self._frame, None
            return frame

    def wait_for_first(self, timeout_s: float) -> bool:
        """Say whether a first frame came within ``timeout_s``; ``read`` gives it."""
        with self._changed:
            self._mind_reader()
            return self._changed.wait_for(lambda: self._index > 0, timeout_s)

    def status(self) -> SourceStatus:
        """Say how the source is doing."""
        with self._changed:
            waits = self._connect is not None and self._reader is not None and not self._closed
            if waits:
                self._mind_reader()
            now_s = time.monotonic()
            silent_s = now_s - self._last_s if waits else 0.0
            stalled_s = silent_s if silent_s > self._patience.stall_s else 0.0
            span_s = now_s - self._times_s[0] if self._times_s else 0.0
            return SourceStatus(
                name=self.name,
                live=True,
                stalled_s=stalled_s,
                reconnects=self._reconnects,
                dropped=self._dropped,
                fps=(len(self._times_s) - 1) / span_s if span_s > 0 and not stalled_s else 0.0,
                message=_NO_PICTURES if stalled_s else self._message,
            )

    def close(self) -> None:
        """Let the device go and end the reader."""
        with self._changed:
            self._closed = True
            self._frame = None
            self._dismiss_reader()
            self._changed.notify_all()
        if self._reader is None:
            self._pictures.close()
            return
        until_s = time.monotonic() + self._patience.close_s
        for reader in (self._reader, *self._abandoned):
            reader.join(max(0.0, until_s - time.monotonic()))

    def _mind_reader(self) -> None:
        """Start the reader, or another one in place of one that is stuck in its device."""
        if self._closed or self._over:
            return
        now_s = time.monotonic()
        pictures: Pictures | None = None
        if self._reader is None:
            pictures, self._last_s = self._pictures, now_s
        elif self._connect is None:
            return
        elif now_s - self._beat_s > self._patience.stuck_s:
            self._abandoned = [thread for thread in self._abandoned if thread.is_alive()]
            if len(self._abandoned) >= self._MAX_ABANDONED:
                return
            self._dismiss_reader()
            self._abandoned.append(self._reader)
        else:
            return
        self._beat_s = now_s
        self._stop = threading.Event()
        self._reader = threading.Thread(
            target=self._run, args=(pictures, self._stop), name=f"camera {self.name}", daemon=True
        )
        self._reader.start()

    def _dismiss_reader(self) -> None:
        self._stop.set()
        if self._reader is not None:
            self._pictures.interrupt()

    def _run(self, pictures: Pictures | None, stop: threading.Event) -> None:
        """Read until told to stop; connect again, ever more patiently, when the device fails."""
        retry_s = self._patience.retry_s
        again = pictures is None and self._index > 0
        skipped = 0
        try:
            while not stop.is_set():
                self._beat(stop)
                if pictures is None:
                    pictures = self._open(stop)
                    skipped = 0
                image = pictures.next() if pictures is not None else None
                if image is not None and pictures is not None:
                    self._put(image, pictures.skipped - skipped, again, pictures.message, stop)
                    skipped, again, retry_s = pictures.skipped, False, self._patience.retry_s
                    continue
                if pictures is not None:
                    message = pictures.message
                    pictures.close()
                    pictures = None
                    if self._connect is None:
                        self._end(message)
                        return
                again = again or self._index > 0
                stop.wait(retry_s)
                retry_s = min(2 * retry_s, self._patience.retry_max_s)
        finally:
            if pictures is not None:
                pictures.close()

    def _beat(self, stop: threading.Event) -> None:
        with self._changed:
            if stop is self._stop:
                self._beat_s = time.monotonic()

    def _open(self, stop: threading.Event) -> Pictures | None:
        if self._connect is None:
            return None
        try:
            pictures = self._connect()
        except CameraError:
            return None
        with self._changed:
            if not stop.is_set():
                self._pictures = pictures
        return pictures

    def _put(self, image: Image, skipped: int, again: bool, message: str | None, stop: threading.Event) -> None:
        image.flags.writeable = False
        with self._changed:
            if stop.is_set() or self._frozen(image):
                return
            # A coarse clock may stand still between two frames; their times must not.
            self._last_s = max(time.monotonic(), self._last_s + 0.001) if self._index else time.monotonic()
            self._times_s.append(self._last_s)
            self._dropped += skipped + (self._frame is not None)
            self._index += skipped
            self._frame = Frame(image, self._last_s, self._index)
            self._index += 1
            self._reconnects += again
            self._message = message
            self._changed.notify_all()

    def _frozen(self, image: Image) -> bool:
        """Say whether a camera has sent the same picture for too long: a sensor's noise makes no two alike."""
        now_s, last = time.monotonic(), self._image
        if last is None or not np.array_equal(image[::8, ::8], last[::8, ::8]) or not np.array_equal(image, last):
            self._image, self._same_s = image, now_s
        return self._connect is not None and now_s - self._same_s > self._patience.frozen_s

    def _end(self, message: str | None) -> None:
        with self._changed:
            self._over = True
            self._message = message
            self._changed.notify_all()


class Recording(Protocol):
    """A film or a folder: pictures with their times."""

    @property
    def message(self) -> str | None:
        """What is wrong with it, in one sentence."""

    def pictures(self) -> Iterator[tuple[float, Image]]:
        """Give the time in seconds and the picture, one after another."""

    def close(self) -> None:
        """Let the file go."""


class Paced:
    """A film or a folder that gives its pictures at its own pace."""

    skipped = 0

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._pictures = recording.pictures()
        self._stop = threading.Event()
        self._start_s: float | None = None

    @property
    def message(self) -> str | None:
        """What is wrong with the film."""
        return self._recording.message

    def next(self) -> Image | None:
        """Wait until the next picture is due and return it; ``None`` at the end."""
        due = next(self._pictures, None)
        if due is None:
            return None
        t_s, image = due
        now_s = time.monotonic()
        if self._start_s is None:
            self._start_s = now_s - t_s
        return None if self._stop.wait(max(0.0, self._start_s + t_s - now_s)) else image

    def interrupt(self) -> None:
        """End the wait."""
        self._stop.set()

    def close(self) -> None:
        """Let the film go."""
        self._recording.close()
