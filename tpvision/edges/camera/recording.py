"""Films and folders of pictures, read in order."""

from __future__ import annotations

import math
import re
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from tpvision.edges.camera.live import Recording
from tpvision.edges.camera.source import Image, Source
from tpvision.errors import InputError
from tpvision.values import Frame, SourceStatus

_PICTURE_SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"}
_AHEAD = 4
# A picture that cannot be decoded is a failed read, as is the end: so reading goes on for as many
# failures as pictures are missing, or for these where that is unknown. At the end they cost 5 ms.
_PATIENCE = 300
_MOST_PX = 50_000_000
"""Of one picture: decoded it takes 150 MB, and several are held. In a folder cv2 sees to it (``edges/__init__``)."""


class FilmClock:
    """The times of a film's pictures: its own where they make sense, else counted.

    Phones film at a varying rate, so a film's own times are preferred. Some films carry none (cv2 then
    says 0 for all), some start again in the middle (two films joined), and after a damaged place a
    picture may come that belongs before it.
    """

    _MAX_LATE = 3

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._count = 0
        self._last_s = 0.0
        self._offset_s = 0.0
        self._late = 0
        self.own = True
        """Whether the film's own times are used."""

    def stamp(self, position_s: float) -> float | None:
        """Return the time of the next picture, later than all before; ``None`` to leave it out."""
        if not math.isfinite(position_s):
            position_s = 0.0
        t_s = position_s + self._offset_s
        if self._count == 0:
            t_s = max(0.0, t_s)
        elif self._count == 1 and t_s <= self._last_s:
            self.own = False
        if not self.own:
            t_s = self._last_s + self._step_s
        elif self._count and t_s <= self._last_s:
            self._late += 1
            if self._late <= self._MAX_LATE:
                return None
            t_s = self._last_s + self._step_s
            self._offset_s = t_s - position_s
        self._late = 0
        self._count += 1
        self._last_s = t_s
        return t_s


class Film:
    """A film file; its pictures come upright, as the film's own rotation mark says.

    Raises
    ------
    InputError
        The file is empty, cannot be read, holds no picture that can be decoded, or far too large ones.
    """

    def __init__(self, path: Path, default_fps: float) -> None:
        self.name = path.name
        try:
            with path.open("rb") as file:
                empty = not file.read(1)
        except OSError as error:
            raise InputError(f"The film {path} cannot be read ({error.strerror}).") from error
        if empty:
            raise InputError(f"The film {path} is empty (0 bytes); copy or record it again.")
        # An absolute path, so that no name is taken for an address; and ffmpeg only, so that a text
        # of numbers is not taken for a row of pictures. It shows text files as films, though: "ansi".
        self._capture = cv2.VideoCapture(str(path.resolve()), cv2.CAP_FFMPEG)
        if self._capture.get(cv2.CAP_PROP_FOURCC) == cv2.VideoWriter.fourcc(*"ansi"):
            self._capture.release()
        across, down = (self._capture.get(each) for each in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        if across * down > _MOST_PX:
            self._capture.release()
            raise InputError(f"The pictures of {path} have more than 50 million pixels; give a smaller film.")
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if 0.1 <= fps <= 1000 else None
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.frame_count = int(count) if 0 < count < 1e9 else None
        self._step_s = 1 / (self.fps or default_fps)
        self._gaps_s: list[tuple[float, float]] = []
        self._short_s: tuple[float, float] | None = None
        self._failed = 0
        self._given = 0
        self._first = self._read()
        if self._first is None:
            self._capture.release()
            raise InputError(
                f"{path} holds no pictures that can be read: it is no film, or its recording was never finished; "
                "give a complete mp4, mov, mkv, webm or avi film."
            )

    @property
    def message(self) -> str | None:
        """What is wrong with the film, as far as it was read."""
        where = [f"between {start_s:.1f} s and {end_s:.1f} s" for start_s, end_s in self._gaps_s[:3]]
        if len(self._gaps_s) > len(where):
            where.append(f"in {len(self._gaps_s) - len(where)} more places")
        if self._short_s:
            where.append("from {:.1f} s to its announced end at {:.1f} s".format(*self._short_s))
        if not where:
            return None
        return f"The film seems damaged: no pictures could be read {', '.join(where)}; the rest was used."

    def pictures(self) -> Iterator[tuple[float, Image]]:
        """Give the time in seconds and the picture, one after another, with what follows a damaged place."""
        clock = FilmClock(self._step_s)
        last_s = None
        read, self._first = self._first, None
        while read is not None:
            position_s, image = read
            t_s = clock.stamp(position_s)
            if t_s is not None:
                if last_s is not None:
                    # A failed read is a fault; where the file was silently skipped over, a long pause tells.
                    pause_s = 1.5 * self._step_s if self._failed else max(0.5, 5 * self._step_s)
                    if t_s - last_s > pause_s:
                        self._gaps_s.append((last_s, t_s))
                yield t_s, image
                last_s = t_s
            self._failed = 0
            read = self._read()
        self._check_end((last_s or 0.0) + self._step_s)

    def close(self) -> None:
        """Let the file go."""
        self._capture.release()

    def _read(self) -> tuple[float, Image] | None:
        """Return position and picture, trying again after a damaged place; ``None`` at the end."""
        missing = max(0, (self.frame_count or 0) - self._given)
        while self._failed <= max(_PATIENCE, missing):
            try:
                good, image = self._capture.read()
            except cv2.error:
                good = False
            if good:
                self._given += 1
                return self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000, image  # type: ignore[return-value]
            self._failed += 1
        return None

    def _check_end(self, end_s: float) -> None:
        # Number and length must both fall short: the announced length of a film of varying rate is a
        # guess, and a film trimmed on a phone still counts the pictures that were trimmed.
        if self.frame_count is None or self.fps is None:
            return
        announced_s = self.frame_count / self.fps
        if self._given < 0.95 * self.frame_count and end_s < min(0.95 * announced_s, announced_s - 1):
            self._short_s = (end_s, announced_s)


class Folder:
    """A folder of pictures, in the natural order of their names ("2" before "10").

    Raises
    ------
    InputError
        The folder holds no picture that can be read and is not far too large.
    """

    def __init__(self, path: Path, fps: float) -> None:
        self.name = path.resolve().name or str(path)
        self.fps: float | None = fps
        self._step_s = 1 / fps
        try:
            found = [p for p in path.iterdir() if p.suffix.lower() in _PICTURE_SUFFIXES and p.name[0] != "."]
        except OSError as error:
            raise InputError(f"The folder {path} cannot be read ({error.strerror}).") from error
        self._paths = sorted(found, key=lambda p: _natural(p.name))
        self.frame_count: int | None = len(self._paths)
        self._broken: list[str] = []
        if not any(_load(p) is not None for p in self._paths):
            raise InputError(
                f"The folder {path} holds no pictures that can be read (jpg, png, bmp, webp or tif) "
                "and have at most 50 million pixels."
            )

    @property
    def message(self) -> str | None:
        """What could not be read, as far as the folder was read."""
        if not self._broken:
            return None
        return (
            f"{len(self._broken)} of the folder's {len(self._paths)} pictures could not be read, or have more than 50 "
            f"million pixels, and were left out (the first is {self._broken[0]})."
        )

    def pictures(self) -> Iterator[tuple[float, Image]]:
        """Give the time in seconds and the picture, one after another."""
        for index, path in enumerate(self._paths):
            image = _load(path)
            if image is None:
                self._broken.append(path.name)
            else:
                yield index * self._step_s, image

    def close(self) -> None:
        """Nothing is open between two pictures."""


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part.lower()) for part in re.split(r"(\d+)", name)]


def _load(path: Path) -> Image | None:
    """Read a picture, upright; ``None`` when it is none, or one that cv2 was told not to decode (``_MOST_PX``)."""
    try:
        # cv2.imread cannot open names with umlauts on Windows.
        data = np.fromfile(path, np.uint8)
        return cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None  # type: ignore[return-value]
    except (OSError, cv2.error):
        return None


class RecordedSource(Source):
    """Every frame of a film or folder, in order, as fast as they are taken; decoded ahead in a thread."""

    live = False

    def __init__(self, recording: Film | Folder) -> None:
        self.name = recording.name
        self.fps = recording.fps
        self.frame_count = recording.frame_count
        self._recording: Recording = recording
        self._changed = threading.Condition()
        self._ahead: deque[Frame] = deque()
        self._over = False
        self._closed = False
        self._thread = threading.Thread(target=self._decode, name=f"film {self.name}", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether the last frame was taken, or the source was closed."""
        with self._changed:
            return self._closed or (self._over and not self._ahead)

    def read(self, timeout_s: float) -> Frame | None:
        """Return the next frame, or ``None`` at the end; ``timeout_s`` is not needed, the file is there."""
        with self._changed:
            self._changed.wait_for(lambda: self._ahead or self._over or self._closed)
            if self._closed or not self._ahead:
                return None
            frame = self._ahead.popleft()
            self._changed.notify_all()
            return frame

    def status(self) -> SourceStatus:
        """Say how the film is; its message tells what could not be read so far."""
        return SourceStatus(name=self.name, live=False, fps=self.fps or 0.0, message=self._recording.message)

    def close(self) -> None:
        """End the thread and let the file go."""
        with self._changed:
            self._closed = True
            self._ahead.clear()
            self._changed.notify_all()
        self._thread.join()

    def _decode(self) -> None:
        try:
            for index, (t_s, image) in enumerate(self._recording.pictures()):
                image.flags.writeable = False
                with self._changed:
                    self._changed.wait_for(lambda: len(self._ahead) < _AHEAD or self._closed)
                    if self._closed:
                        return
                    self._ahead.append(Frame(image, t_s, index))
                    self._changed.notify_all()
        finally:
            self._recording.close()
            with self._changed:
                self._over = True
                self._changed.notify_all()
