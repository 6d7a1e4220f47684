"""What a camera can do to a session, and what an untrusted one can do to the computer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pygame
import pytest

from tests.app.kit import ScriptedWindow, Stage, StageSource, close_window
from tests.edges.camera.reading import HURRIED, read_level, until
from tests.edges.film_kit import jpeg, level, picture
from tests.edges.mjpeg_server import BOUNDARY, STREAM, MjpegServer, part
from tests.faults.kit import HELD_S, SILENT, as_held, history, later, seen, views
from tpvision.app.live import Parts, Session
from tpvision.edges.camera.live import LiveSource, Patience
from tpvision.edges.camera.network import _MAX_FPS, open_network
from tpvision.errors import CameraError
from tpvision.values import End, Frame, Look, Phase, Pose, SourceStatus, Tick

MIDST_S = 20.0
"""In the midst of the hold."""
AWAY_S = 10.0


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    pygame.quit()


def test_a_slow_camera_finds_the_same_hold() -> None:
    plan, looks = seen()
    (hold,) = views(plan, [*looks[::3], End(looks[-1].t_s)])[-1].holds
    assert hold.held_s == as_held(HELD_S)


def test_a_fast_camera_finds_the_same_hold() -> None:
    plan, looks = seen(17.0)
    inputs = [later(look, k / 120) for look in looks for k in range(8)]
    (hold,) = views(plan, [*inputs, End(inputs[-1].t_s)])[-1].holds
    assert hold.held_s == as_held(17.0 - 12.7)


@pytest.mark.parametrize("gap_s", [60.0, 8 * 3600.0], ids=["clock", "sleep"])
def test_time_that_jumps_is_not_held(gap_s: float) -> None:
    """As when the machine sleeps, or its clock is put forward."""
    plan, looks = seen()
    inputs = [later(look, gap_s * (look.t_s > MIDST_S)) for look in looks]
    (hold,) = views(plan, [*inputs, End(inputs[-1].t_s)])[-1].holds
    assert hold.held_s == as_held(HELD_S)
    assert hold.end_s - hold.start_s > gap_s


@pytest.mark.parametrize("gap_s", [10.0, 3600.0])
def test_after_a_sleep_in_which_one_moment_passed_nothing_of_it_is_held(gap_s: float) -> None:
    """The clock is far ahead and no picture there yet: what comes then is another hold, and begins anew."""
    plan, looks = seen()
    before = [look for look in looks if look.t_s <= MIDST_S]
    after = [later(look, gap_s) for look in looks[len(before) :]]
    inputs = [*before, Tick(after[0].t_s - 0.1), *after]
    first, second = views(plan, [*inputs, End(inputs[-1].t_s)])[-1].holds
    assert (first.ended_by, second.ended_by) == ("lost", "moved")
    assert second.start_s >= after[0].t_s
    assert first.held_s + second.held_s == as_held(HELD_S)


def test_unplugged_in_a_hold_it_counts_what_was_held_and_goes_on() -> None:
    plan, looks = seen()
    before = [look for look in looks if look.t_s <= MIDST_S]
    silent = [Tick(MIDST_S + k / 10) for k in range(1, 100)]
    inputs = [*before, *silent, *(later(look, 10.0) for look in looks[len(before) :])]
    found = views(plan, [*inputs, End(inputs[-1].t_s)])
    first, second = found[-1].holds
    assert (first.ended_by, first.held_s) == ("lost", as_held(MIDST_S - 12.7))
    assert first.held_s + second.held_s == as_held(HELD_S)


class Plug(StageSource):
    """A camera whose plug is pulled at a certain picture, and put in again by the test.

    Its time is the clock's, but its pictures come faster, so it is away for longer than the test takes.
    """

    def __init__(self, looks: tuple[Look, ...], until_s: float) -> None:
        super().__init__(looks)
        self._until_s, self._shift_s = until_s, time.monotonic() - until_s - AWAY_S
        self.pulled, self.back = threading.Event(), threading.Event()

    def read(self, timeout_s: float) -> Frame | None:
        if not self.ended and self._looks[self._next].t_s > self._until_s and not self.back.is_set():
            with self._changed:
                seen = self._changed.wait_for(lambda: self._shown == self._next - 1, timeout_s)
            if seen:
                self.pulled.set()
                self.back.wait(timeout_s)
                self._shift_s = time.monotonic() - self._looks[self._next].t_s
            return None
        frame = super().read(timeout_s)
        return frame and replace(frame, t_s=frame.t_s + self._shift_s)

    def status(self) -> SourceStatus:
        out = self.pulled.is_set() and not self.back.is_set()
        return SourceStatus(self.name, True, stalled_s=1.0 if out else 0.0)


def test_unplugged_in_a_hold_the_window_says_so_and_all_of_it_is_kept() -> None:
    plan, looks = seen()
    stage = Stage(looks)
    plug = stage.source = Plug(looks, MIDST_S)
    settings = replace(SILENT, session=replace(SILENT.session, lost_s=0.2))
    said: list[str | None] = []

    def draw(*given: Any) -> None:
        stage.draw(*given)
        if plug.status().stalled_s:
            said.append(stage.shown[-1].message)

    lost = lambda: plug.pulled.is_set() and stage.shown[-1].view.phase is Phase.LOST  # noqa: E731
    parts = Parts(sight=lambda *_: Clocked(looks), draw=draw)
    with ScriptedWindow(
        [(lost, plug.back.set), (lambda: stage.shown[-1].index == len(looks) - 1, close_window)]
    ) as opened:
        Session(opened, plug, plan, settings, parts).run(None)
    assert str(said[-1]).startswith("The camera sends no pictures. Check that it is on, connected and not covered;")
    ((session, holds),) = history()
    assert [hold.ended_by for hold in holds] == ["lost", "moved"]
    assert sum(hold.held_s for hold in holds) == as_held(HELD_S)
    assert session.ended_by is not None


class Clocked:
    """Finds in a picture what was found there before."""

    def __init__(self, looks: tuple[Look, ...]) -> None:
        self._looks = looks

    def look(self, frame: Frame, view: object) -> Look:
        return replace(self._looks[frame.index], t_s=frame.t_s)

    def __enter__(self) -> Clocked:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Frozen:
    """A device that gives the same picture for ever, but for some that the test puts in between."""

    skipped, message = 0, None

    def __init__(self) -> None:
        self.level = 100

    def next(self) -> np.ndarray:
        threading.Event().wait(0.002)
        return picture(self.level)

    def interrupt(self) -> None:
        pass

    def close(self) -> None:
        pass


def test_a_picture_that_stands_still_is_as_good_as_none() -> None:
    device = Frozen()
    patience = replace(HURRIED, frozen_s=0.05)
    with LiveSource("frozen", device, lambda: device, patience=patience) as source:
        assert read_level(source) == 100
        until(lambda: source.read(0.01) is None and source.status().stalled_s > 0)
        assert str(source.status().message).startswith("The camera sends no pictures.")
        device.level = 120
        assert read_level(source) == 120


def test_a_film_may_stand_still() -> None:
    device = Frozen()
    with LiveSource("film", device, patience=replace(HURRIED, frozen_s=0.0)) as source:
        for _ in range(3):
            assert read_level(source) == 100


def test_in_a_black_picture_nobody_is_and_the_hold_is_kept() -> None:
    plan, looks = seen()
    dark = [replace(look, poses=(), sighting=None, brightness=0.0) if look.t_s > MIDST_S else look for look in looks]
    found = views(plan, [*dark, End(dark[-1].t_s)])
    assert Phase.LOST in [view.phase for view in found]
    (hold,) = found[-1].holds
    assert (hold.ended_by, hold.held_s) == ("lost", as_held(MIDST_S - 12.7))


def test_a_picture_of_another_size_ends_no_session_and_loses_no_hold() -> None:
    plan, looks = seen()

    def doubled(look: Look, turned: bool) -> Look:
        poses = tuple(Pose(pose.landmarks * np.array([2, 2, 2, 1])) for pose in look.poses)
        width_px, height_px = look.size_px
        return replace(look, size_px=(2 * width_px, 2 * height_px), poses=poses, sighting=None, source_turned=turned)

    first = next(index for index, look in enumerate(looks) if look.t_s > MIDST_S)
    inputs = [*looks[:first], *(doubled(look, index == 0) for index, look in enumerate(looks[first:]))]
    found = views(plan, [*inputs, End(inputs[-1].t_s)])
    assert found[-1].holds
    assert found[-1].holds[0].held_s >= MIDST_S - 12.7 - 0.5
    assert found[-2].body is not None


# A camera in the network is not trusted.


def sized(width_px: int, height_px: int) -> bytes:
    """Return a picture that says it has another size than it has."""
    data = bytearray(jpeg(50))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = height_px.to_bytes(2, "big") + width_px.to_bytes(2, "big")
    return bytes(data)


def wrapped(data: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data + b"\r\n"


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    with MjpegServer() as running:
        yield running


def test_a_picture_too_large_to_decode_is_passed_over(server: MjpegServer, monkeypatch: pytest.MonkeyPatch) -> None:
    largest, decode = [0], cv2.imdecode

    def watched(data: np.ndarray, flags: int) -> np.ndarray:
        image = decode(data, flags)
        largest.append(image.size)
        return image

    monkeypatch.setattr(cv2, "imdecode", watched)
    twice = sized(64, 48)
    at = twice.index(b"\xff\xc0")
    small = twice[at : at + 2 + int.from_bytes(twice[at + 2 : at + 4], "big")]
    hidden = twice[:at] + small + sized(60000, 60000)[at:]
    with open_network(server.url, patience=HURRIED) as source:
        assert read_level(source) == 100
        server.send(wrapped(sized(60000, 60000)) + wrapped(hidden) + wrapped(b"\xff\xd8\xff\xd9") + part(150))
        assert read_level(source) == 150
        assert source.status().reconnects == 0
    assert max(largest) < 100_000


def test_a_flood_of_pictures_is_decoded_no_faster_than_any_camera_films(server: MjpegServer) -> None:
    with open_network(server.url, patience=HURRIED) as source:
        assert read_level(source) == 100
        begin_s, first = time.monotonic(), source._index - source._dropped
        decoded = [0]
        pictures = source._pictures
        skipped = pictures.skipped
        flood = (part(110) + part(120)) * 50
        for _ in range(20):
            server.send(flood)
        server.send(part(200))
        end = lambda: (frame := source.read(0.01)) is not None and level(frame.image_bgr) == 200  # noqa: E731
        until(end)
        took_s = time.monotonic() - begin_s
        decoded[0] = source._index - pictures.skipped + skipped
        assert source._index >= 2000 + first
        assert decoded[0] <= 2 + took_s * _MAX_FPS


def test_an_answer_that_never_ends_is_hung_up_on() -> None:
    """A byte at a time keeps every time limit of a single wait, and would keep the window closed for days."""
    over = threading.Event()
    with MjpegServer(b"HTTP/1.1 200 OK\r\nX: ") as server:

        def drip() -> None:
            server.wait_for_clients(1)
            with suppress(OSError):
                while not over.wait(0.02):
                    server.send(b"x")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            with pytest.raises(CameraError, match="cannot be reached"):
                open_network(server.url, timeout_s=0.2)
        finally:
            over.set()
            dripping.join()


def test_a_stream_that_drips_is_hung_up_on_and_asked_again(server: MjpegServer) -> None:
    over = threading.Event()
    server.greetings = (STREAM + part(100), STREAM + part(180))
    with open_network(server.url, timeout_s=0.2, patience=HURRIED) as source:
        assert read_level(source) == 100

        def drip() -> None:
            with suppress(OSError):
                while len(server.requests) < 2 and not over.wait(0.02):
                    server.send(b"x")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            assert read_level(source) == 180
            assert source.status().reconnects == 1
        finally:
            over.set()
            dripping.join()


@pytest.mark.parametrize("fault", ["reset", "garbage", "silence"])
def test_in_a_session_a_camera_in_the_network_is_lost_and_found(fault: str) -> None:
    """The whole way: the stream breaks, the window says so, the camera is there again, the session goes on."""
    stage = Stage(seen(1.0)[1][:1])
    phases = lambda: [shown.view.phase for shown in stage.shown]  # noqa: E731
    settings = replace(SILENT, session=replace(SILENT.session, lost_s=0.2))
    silence = MjpegServer()
    port = silence.port
    with silence:
        source = open_network(silence.url, timeout_s=0.3, patience=HURRIED)

        def draw(surface: object, picture: object, *rest: Any) -> None:
            Stage.draw(stage, surface, None, *rest)

        def broken() -> None:
            if fault == "reset":
                silence.hang_up()
            elif fault == "garbage":
                silence.send(b"\0garbage\r\n" * 1000)
            silence.greetings = (STREAM,)

        def again() -> None:
            silence.greetings = (STREAM + part(150),)
            with suppress(OSError):
                silence.hang_up()

        script = [
            (lambda: bool(stage.shown) and stage.shown[-1].view.body is not None, broken),
            (lambda: phases()[-1] is Phase.LOST, again),
            (lambda: phases()[-1] is not Phase.LOST, close_window),
        ]
        parts = Parts(sight=stage.sight, draw=draw)
        with source, ScriptedWindow(script) as opened:
            Session(opened, source, seen(1.0)[0], settings, parts).run(None)
    said = [shown.message or "" for shown in stage.shown if shown.view.phase is Phase.LOST]
    assert any(message.startswith("The camera sends no pictures.") for message in said)
    assert port == silence.port
    assert stage.shown[-1].message is None


def test_a_camera_that_is_there_again_is_asked_soon() -> None:
    """Two seconds are promised: the longest wait, and one for the connection and its first picture."""
    assert Patience().retry_max_s + 1.0 <= 2.0
