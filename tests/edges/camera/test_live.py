"""What all live sources share: the newest frame, drops, stalls, connecting again, closing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue

import numpy as np
import pytest

from tests.edges.camera.reading import HURRIED, frames_of, until
from tests.edges.film_kit import level, picture, write_film
from tpvision.edges.camera import open_source
from tpvision.edges.camera.live import LiveSource, Paced
from tpvision.errors import CameraError
from tpvision.settings import CameraSettings
from tpvision.values import Frame

SETTINGS = CameraSettings()


class FakeCamera:
    """Shows what the test gives it; ``None`` is a failure."""

    message = None

    def __init__(self, *images: int | None) -> None:
        self.skipped = 0
        self.closed = False
        self._waiting: Queue[int | None] = Queue()
        self._asked = threading.Semaphore(0)
        for image in images:
            self._waiting.put(image)

    def show(self, *values: int | None) -> None:
        """Show pictures and wait until the reader has put away each and asks for more."""
        for value in values:
            self._waiting.put(value)
            assert self._asked.acquire(timeout=10)

    def wait_until_asked(self) -> None:
        assert self._asked.acquire(timeout=10)

    def next(self) -> np.ndarray | None:
        self._asked.release()
        value = self._waiting.get()
        return None if value is None else picture(value)

    def interrupt(self) -> None:
        self._waiting.put(None)

    def close(self) -> None:
        self.closed = True


def refuse() -> FakeCamera:
    raise CameraError("gone")


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera()


def started(source: LiveSource, camera: FakeCamera) -> LiveSource:
    assert source.read(0) is None
    camera.wait_until_asked()
    return source


def test_a_slow_consumer_gets_the_newest_frame_and_drops_are_counted(camera: FakeCamera) -> None:
    with started(LiveSource("fake", camera, refuse), camera) as source:
        camera.show(10, 20, 30)
        first = source.read(5)
        assert first is not None
        assert (level(first.image_bgr), first.index, source.status().dropped) == (30, 2, 2)
        assert source.read(0) is None
        camera.show(40)
        second = source.read(5)
        assert second is not None
        assert (level(second.image_bgr), second.index, source.status().dropped) == (40, 3, 2)
        assert not second.image_bgr.flags.writeable
        assert first.t_s < second.t_s <= time.monotonic() + 0.01
        assert not source.ended


def test_pictures_the_device_passed_over_are_counted_too(camera: FakeCamera) -> None:
    with started(LiveSource("fake", camera, refuse), camera) as source:
        camera.skipped = 4
        camera.show(10)
        frame = source.read(5)
        assert frame is not None
        assert (frame.index, source.status().dropped) == (4, 4)


def test_a_frame_ends_the_wait_for_it(camera: FakeCamera) -> None:
    with started(LiveSource("fake", camera, refuse), camera) as source:
        threading.Thread(target=camera.show, args=(50,), daemon=True).start()
        assert source.read(10) is not None


def test_a_stall_is_noticed_and_said_within_a_second(camera: FakeCamera) -> None:
    with started(LiveSource("fake", camera, refuse), camera) as source:
        camera.show(10)
        frame = source.read(5)
        assert frame is not None
        assert source.status().message is None
        assert source.read(frame.t_s + 1.0 - time.monotonic()) is None
        status = source.status()
        assert status.stalled_s == pytest.approx(1.0, abs=0.1)
        assert str(status.message).startswith("The camera sends no pictures.")
        camera.show(20)
        assert (source.status().stalled_s, source.status().message) == (0.0, None)
        assert source.status().reconnects == 0


def test_a_failed_device_is_opened_again(camera: FakeCamera) -> None:
    other = FakeCamera(70)
    answers: list[Callable[[], FakeCamera]] = [refuse, refuse, lambda: other]
    with started(LiveSource("fake", camera, lambda: answers.pop(0)(), patience=HURRIED), camera) as source:
        camera.show(10)
        camera._waiting.put(None)
        other.wait_until_asked()
        other.wait_until_asked()
        frame = source.read(5)
        assert frame is not None
        assert (level(frame.image_bgr), frame.index) == (70, 1)
        status = source.status()
        assert (status.reconnects, status.dropped, status.message) == (1, 1, None)
        assert camera.closed
        assert not answers
    assert other.closed


def test_a_stuck_reader_is_replaced_and_its_late_picture_ignored(camera: FakeCamera) -> None:
    other = FakeCamera(70)
    patience = replace(HURRIED, stuck_s=0.1)
    camera.interrupt = lambda: None  # type: ignore[method-assign]
    with started(LiveSource("fake", camera, lambda: other, patience=patience), camera) as source:
        camera.show(10)
        until(lambda: source.status().reconnects == 1)
        frame = source.read(5)
        assert frame is not None
        assert level(frame.image_bgr) == 70
        camera._waiting.put(20)
        until(lambda: camera.closed)
        assert source.read(0.02) is None


def test_closing_ends_the_reader_and_a_waiting_consumer(camera: FakeCamera) -> None:
    source = started(LiveSource("fake", camera, refuse), camera)
    ended: Queue[Frame | None] = Queue()
    threading.Thread(target=lambda: ended.put(source.read(60)), daemon=True).start()
    source.close()
    assert ended.get(timeout=10) is None
    assert camera.closed
    assert source.ended
    assert source.read(0) is None
    source.close()


def test_closing_does_not_wait_for_ever_for_a_device(camera: FakeCamera) -> None:
    camera.interrupt = lambda: None  # type: ignore[method-assign]
    source = started(LiveSource("fake", camera, refuse, patience=replace(HURRIED, close_s=0.01)), camera)
    source.close()
    assert not camera.closed
    camera._waiting.put(None)


def test_a_source_that_was_never_read_lets_its_device_go(camera: FakeCamera) -> None:
    LiveSource("fake", camera, refuse).close()
    assert camera.closed


def test_a_film_as_a_camera_plays_at_its_own_pace_and_ends(film: Path) -> None:
    with open_source(str(film), SETTINGS, as_live=True) as source:
        assert (source.name, source.live, source.fps) == ("grey.mp4", True, 10)
        begin_s = time.monotonic()
        frames = list(frames_of(source))
        assert source.read(0) is None
        assert (source.status().stalled_s, source.status().message) == (0.0, None)
    # Times are the clock's, and no picture comes before it is due.
    assert all(f.t_s >= begin_s + f.index / 10 for f in frames)
    assert frames[-1].index == 9
    assert level(frames[-1].image_bgr) == 200


class FakeFilm:
    """Ten frames that are all due at once."""

    message = "The film seems damaged."
    closed = False

    def pictures(self) -> Iterator[tuple[float, np.ndarray]]:
        return iter([(0.0, picture(20 * i)) for i in range(1, 11)])

    def close(self) -> None:
        self.closed = True


def test_a_film_as_a_camera_drops_what_nobody_took() -> None:
    film = FakeFilm()
    with LiveSource("fake", Paced(film)) as source:
        first = source.read(5)
        assert first is not None
        until(lambda: film.closed)
        last = source.read(0)
        if last is not None:  # unless the first read was late enough to have it
            assert source.status().dropped == last.index - first.index - 1 + first.index
        assert source.ended
        assert source.status().message == "The film seems damaged."


def test_a_film_as_a_camera_can_be_closed_before_and_while_it_waits(tmp_path: Path) -> None:
    film = FakeFilm()
    LiveSource("fake", Paced(film)).close()
    assert film.closed
    slow = write_film(tmp_path / "slow.mp4", [picture(100)] * 3, fps=0.1)
    with open_source(str(slow), SETTINGS, as_live=True) as source:
        assert source.read(5) is not None
