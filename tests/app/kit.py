"""What tests of the joined parts need: pieces of the bundled film, full disks, and stand-ins for the parts."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pygame
import pytest

from tests.edges.film_kit import write_film
from tpvision.edges import folders
from tpvision.edges.camera import Source
from tpvision.edges.trace import TraceWriter
from tpvision.edges.window import Window
from tpvision.screens.live import Around
from tpvision.screens.placement import Picture
from tpvision.settings import ScreenSettings, Settings
from tpvision.values import End, Frame, Look, Plan, SourceStatus, View


def frames_of_demo(start: int, count: int) -> list[np.ndarray]:
    """Return pictures of the bundled film."""
    capture = cv2.VideoCapture(str(folders.demo_film()), cv2.CAP_FFMPEG)
    images = []
    for index in range(start + count):
        good, image = capture.read()
        assert good
        if index >= start:
            images.append(image)
    capture.release()
    return images


def cut_demo(path: Path, start: int, count: int) -> Path:
    """Write a piece of the bundled film, at its frame rate."""
    return write_film(path, frames_of_demo(start, count), 30.0)


RESULTS = ["estimates.csv", "holds.csv", "summary.json", "trace.jsonl"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def with_older(out: Path) -> Path:
    out.mkdir()
    for name in (*RESULTS, "annotated.mp4"):
        (out / name).write_text(f"old {name}")
    return out


def assert_untouched(out: Path) -> None:
    assert names(out) == sorted([*RESULTS, "annotated.mp4"])
    for path in out.iterdir():
        assert path.read_text() == f"old {path.name}"


@contextmanager
def files_up_to(size_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size, which fails like a full disk: in the middle of a write."""
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of a file")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write_trace(path: Path, frames: int) -> Path:
    with TraceWriter(path, Settings(), Plan()) as trace:
        for index in range(frames):
            trace.add(Look(index / 30, (640, 480)))
        trace.add(End(frames / 30))
    return path


@dataclass
class Shown:
    """What was drawn at once."""

    index: int | None
    """The number of the picture; ``None`` while there is none."""
    view: View
    message: str | None
    """What is wrong, or is told for a while."""


class Stage:
    """A film, the eyes on it and the screen, in step: the next picture comes when the last one was drawn.

    Its pictures are a number each, and what they show was found before; so a session of half a minute takes a
    second, and is the same each time.
    """

    def __init__(self, looks: Sequence[Look]) -> None:
        self.looks = looks
        self.shown: list[Shown] = []
        self.source = StageSource(looks)

    def sight(self, *_: object) -> StageSight:
        return StageSight(self.looks)

    def draw(self, surface: object, picture: Picture | None, view: View, room: object, around: Around) -> None:
        index = None
        if picture is not None:
            corner = np.zeros((1, 1), np.uint32)
            picture.fill(memoryview(corner), (1.0, 1.0), (0.0, 0.0), mirror=False)
            index = int(corner[0, 0]) & 0xFFFF
        trouble = around.status.message if around.status else None
        self.shown.append(Shown(index, view, trouble or around.notice))
        if index is not None and view.t_s >= self.looks[index].t_s:
            self.source.seen(index)


class StageSource(Source):
    live = True
    name = "stage"

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks
        self._next = 0
        self._changed = threading.Condition()
        self._shown = -1
        self.closed = False
        self.message: str | None = None

    @property
    def ended(self) -> bool:
        return self.closed or self._next >= len(self._looks)

    def seen(self, index: int) -> None:
        with self._changed:
            self._shown = index
            self._changed.notify_all()

    def read(self, timeout_s: float) -> Frame | None:
        with self._changed:
            if self.ended or not self._changed.wait_for(lambda: self._shown == self._next - 1, timeout_s):
                return None
            index, self._next = self._next, self._next + 1
            image = np.array([[[index % 256, index // 256, 0]]], np.uint8)
            return Frame(image, self._looks[index].t_s, index)

    def status(self) -> SourceStatus:
        return SourceStatus(self.name, True, message=self.message)

    def close(self) -> None:
        self.closed = True


class StageSight:
    """Finds in a picture what was found there before."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks

    def look(self, frame: Frame, view: View | None) -> Look:
        return replace(self._looks[frame.index % len(self._looks)], t_s=frame.t_s)

    def __enter__(self) -> StageSight:
        return self

    def __exit__(self, *_: object) -> None:
        pass


PATIENCE_POLLS = 20_000
"""Some minutes of a window that does nothing."""


class ScriptedWindow(Window):
    """A window in which a script does things at certain moments, by SDL's own events.

    Parameters
    ----------
    script
        Each a condition and what is then done, once and in this order.
    """

    def __init__(
        self, script: Sequence[tuple[Callable[[], bool], Callable[[], object]]], settings: ScreenSettings | None = None
    ) -> None:
        super().__init__(settings or ScreenSettings(), (320, 180))
        self._script = deque(script)
        self._waited = 0

    def poll(self) -> list[Any]:
        self._waited += 1
        assert self._waited < PATIENCE_POLLS, f"what the script waits for never comes; {len(self._script)} steps left"
        if self._script and self._script[0][0]():
            self._waited = 0
            self._script.popleft()[1]()
        return super().poll()

    @property
    def script_done(self) -> bool:
        return not self._script


def press(key: int) -> Callable[[], object]:
    """Return what presses a key."""
    return lambda: pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode="", scancode=0))


def close_window() -> object:
    return pygame.event.post(pygame.event.Event(pygame.QUIT))
