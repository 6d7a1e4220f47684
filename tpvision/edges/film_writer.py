"""Writes a film: under a temporary name first, under its own when it is whole."""

from __future__ import annotations

import os
import queue
import shutil
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
from numpy.typing import NDArray

from tpvision.errors import OutputError

# H.264 plays everywhere, but the cv2 wheels can write it on macOS only, elsewhere where the hardware
# can. On Windows trying it makes cv2 print about a missing library whatever it was told.
_CODECS = ("mp4v",) if sys.platform == "win32" else ("avc1", "mp4v")
_AHEAD = 3
_LEAST_FREE_BYTES = 16 * 1024 * 1024


class FilmWriter:
    """A film that is being written; use it in a ``with`` statement.

    Pictures are encoded in a thread. The film has its name when the statement was left without an
    exception and the film was found whole; in every other case nothing is left behind, and what
    stood under the name before stays.

    Parameters
    ----------
    path
        The film; its suffix chooses the container (".mp4").
    fps
        Frames per second.
    size_px
        (width, height) of the pictures; an odd last column or row is cut off.
    free_bytes
        Says how much room is left; that of the disk where it is not given.

    Raises
    ------
    OutputError
        On entering: the folder is not there or cannot be written. Later: the disk is full.
    """

    def __init__(
        self, path: Path, fps: float, size_px: tuple[int, int], *, free_bytes: Callable[[], int] | None = None
    ) -> None:
        self._path = path
        self._part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
        self._fps = fps
        self._size_px = size_px
        self._free_bytes = free_bytes or (lambda: shutil.disk_usage(path.parent).free)
        self._count = 0
        self._waiting: queue.Queue[NDArray[np.uint8] | None] = queue.Queue(_AHEAD)
        self._fault: OutputError | None = None
        self._thread = threading.Thread(target=self._encode, name=f"film {path.name}", daemon=True)

    def __enter__(self) -> FilmWriter:
        """Open the film."""
        try:
            self._part.open("wb").close()
        except OSError as error:
            raise OutputError(
                f"The film {self._path} cannot be written ({error.strerror}); choose another folder."
            ) from error
        try:
            self._check_room()
            self._writer = self._open()
        except OutputError:
            self._remove()
            raise
        self._thread.start()
        return self

    def write(self, image_bgr: NDArray[np.uint8]) -> None:
        """Append a picture of shape (height, width, 3), or 4 with one more channel that is left out; it is copied.

        Raises
        ------
        OutputError
            The disk is full.
        """
        if image_bgr.shape[:2] != (self._size_px[1], self._size_px[0]) or image_bgr.shape[2:] not in ((3,), (4,)):
            raise ValueError(f"a picture must have the size {self._size_px}, not the shape {image_bgr.shape}")
        if self._fault is not None:
            raise self._fault
        bare = image_bgr.shape[2] == 3
        self._waiting.put(
            image_bgr.copy() if bare else np.asarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGRA2BGR), np.uint8)
        )
        self._count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the film, look whether it is whole, and give it its name."""
        self._waiting.put(None)
        self._thread.join()
        try:
            if kind is not None or self._count == 0:
                return
            if self._fault is not None:
                raise self._fault
            if not self._is_whole():
                raise self._full()
            try:
                os.replace(self._part, self._path)
            except OSError as fault:
                raise OutputError(
                    f"The film cannot be given the name {self._path} ({fault.strerror}); choose another."
                ) from fault
        finally:
            self._remove()

    def _open(self) -> cv2.VideoWriter:
        for codec in _CODECS:
            writer = cv2.VideoWriter(
                str(self._part.resolve()), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), self._fps, self._size_px
            )
            if writer.isOpened():
                return writer
            writer.release()
        raise OutputError(f"A film of the kind {self._path.suffix} cannot be written here; let its name end in .mp4.")

    def _encode(self) -> None:
        """Encode what waits; after a fault only take it away, so that nobody waits for ever."""
        index = 0
        while (image := self._waiting.get()) is not None:
            if self._fault is not None:
                continue
            try:
                if index % 30 == 0:
                    self._check_room()
                self._writer.write(image)
            except OutputError as fault:
                self._fault = fault
            except cv2.error as fault:
                self._fault = OutputError(f"The film {self._path} could not be written ({fault.err}).")
            index += 1
        self._writer.release()

    def _check_room(self) -> None:
        # cv2 does not say when a write fails.
        if self._free_bytes() < _LEAST_FREE_BYTES:
            raise self._full()

    def _full(self) -> OutputError:
        return OutputError(f"The film {self._path} could not be written whole; make room on the disk and try again.")

    def _is_whole(self) -> bool:
        """Read the film back: it holds as many pictures as were written, and the last can be decoded."""
        capture = cv2.VideoCapture(str(self._part.resolve()), cv2.CAP_FFMPEG)
        try:
            if round(capture.get(cv2.CAP_PROP_FRAME_COUNT)) != self._count:
                return False
            capture.set(cv2.CAP_PROP_POS_FRAMES, self._count - 1)
            return capture.read()[0]
        finally:
            capture.release()

    def _remove(self) -> None:
        with suppress(OSError):
            self._part.unlink(missing_ok=True)


def write_still(path: Path, image_bgr: NDArray[np.uint8]) -> None:
    """Write one picture as PNG.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(cv2.imencode(".png", image_bgr)[1].tobytes())
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place.") from error
