"""Network cameras: MJPEG from a real server on this computer, and rtsp."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edges.camera.reading import HURRIED, read_level, until
from tests.edges.film_kit import HEIGHT_PX, WIDTH_PX, jpeg, level, picture, write_film
from tests.edges.mjpeg_server import BOUNDARY, STREAM, MjpegServer, answer, part
from tests.edges.rtsp_server import RtspServer
from tpvision.edges.camera import open_source
from tpvision.edges.camera.live import Patience
from tpvision.edges.camera.network import MjpegParser, Rtsp, open_network
from tpvision.errors import CameraError, InputError
from tpvision.settings import CameraSettings

SETTINGS = CameraSettings()


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    with MjpegServer() as running:
        yield running


def test_mjpeg_gives_frame_after_frame(server: MjpegServer) -> None:
    with open_source(server.url, SETTINGS) as source:
        assert (source.name, source.live) == (server.url, True)
        assert read_level(source) == 100
        for value in (110, 120, 130):
            server.send(part(value))
            assert read_level(source) == value
        assert source.status().dropped == 0


def test_mjpeg_gives_the_newest_of_what_came_meanwhile(server: MjpegServer) -> None:
    with open_source(server.url, SETTINGS) as source:
        assert read_level(source) == 100
        for value in range(10, 210, 10):
            server.send(part(value))
        until(lambda: source._index == 21)
        frame = source.read(0)
        assert frame is not None
        assert (level(frame.image_bgr), frame.index, source.status().dropped) == (200, 20, 19)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\0\xff\xd8\xff garbage" * 1000,
        f"--{BOUNDARY}\r\nContent-Length: 99999999\r\n\r\n".encode(),
        f"--{BOUNDARY}\r\nContent-Length: 5\r\n\r\n".encode() + jpeg(50) + b"\r\n",
        f"--{BOUNDARY}\r\n\r\n\r\n".encode(),
        f"--{BOUNDARY}\r\n\r\n".encode() + jpeg(50)[:300] + b"\r\n",
    ],
    ids=["noise", "too long", "wrong length", "empty", "cut"],
)
def test_mjpeg_survives_garbage(server: MjpegServer, garbage: bytes) -> None:
    with open_source(server.url, SETTINGS) as source:
        assert read_level(source) == 100
        server.send(garbage + b"\r\n" + part(150) + part(150) + part(150))
        assert read_level(source) == 150
        assert source.status().reconnects == 0


def test_mjpeg_connects_again_when_the_camera_hangs_up(server: MjpegServer) -> None:
    server.greetings = (STREAM + part(100), STREAM, STREAM + part(180))
    with open_network(server.url, patience=HURRIED) as source:
        assert read_level(source) == 100
        server.wait_for_clients(1)
        server.hang_up()
        server.wait_for_clients(2)
        assert source.status().reconnects == 0
        server.hang_up()
        assert read_level(source) == 180
        assert source.status().reconnects == 1


def test_mjpeg_connects_again_when_the_camera_falls_silent(server: MjpegServer) -> None:
    server.greetings = (STREAM + part(100), STREAM + part(180))
    with open_network(server.url, timeout_s=0.3, patience=HURRIED) as source:
        assert read_level(source) == 100
        assert source.read(0.1) is None
        assert source.status().message is not None
        assert read_level(source) == 180
        assert (source.status().reconnects, source.status().message) == (1, None)


def test_mjpeg_comes_back_with_the_camera() -> None:
    with MjpegServer() as server:
        source = open_network(server.url, patience=HURRIED)
        assert read_level(source) == 100
    with source:
        assert source.read(0.1) is None
        assert source.status().message is not None
        with MjpegServer(STREAM + part(160), port=server.port):
            assert read_level(source) == 160
            assert source.status().reconnects == 1


def test_mjpeg_closes_at_once_while_the_camera_is_silent(server: MjpegServer) -> None:
    source = open_network(server.url, timeout_s=60, patience=replace(Patience(), close_s=30))
    begin_s = time.monotonic()
    source.close()
    assert time.monotonic() - begin_s < 10


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ('Basic realm="camera"', "Authorization: Basic bWU6cEBzcw=="),  # me:p@ss
        ('Digest realm="camera", nonce="1", qop="auth", algorithm=MD5', 'Authorization: Digest username="me", realm='),
    ],
)
def test_a_login_is_sent_when_asked_for_and_never_shown(asked: str, given: str) -> None:
    ask = answer("401 Unauthorized", f"WWW-Authenticate: {asked}")
    with (
        MjpegServer(ask, STREAM + part(100)) as server,
        open_source(f"http://me:p%40ss@127.0.0.1:{server.port}/video?pwd=p%40ss", SETTINGS) as source,
    ):
        assert read_level(source) == 100
        assert source.name == source.status().name == server.url
        assert "Authorization" not in server.requests[0]
        assert given in server.requests[1]


MOVED = "302 Found"


@pytest.mark.parametrize(
    ("greeting", "sentence"),
    [
        (answer("200 OK", "Content-Type: text/html") + b"<html>", "answers with text/html and not with MJPEG"),
        (answer("200 OK", "Content-Type: image/jpeg") + jpeg(9), "answers with image/jpeg and not with MJPEG"),
        (answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"'), "wants a name and a password"),
        (answer("404 Not Found"), r"no video there \(code 404\)"),
        (answer(MOVED, "Location: http://192.0.2.1/video"), r"no video there \(code 302\)"),
        (answer(MOVED, "Location: ftp://127.0.0.1/video"), r"no video there \(code 302\)"),
        (answer(MOVED, "Location: file:///etc/hosts"), r"no video there \(code 302\)"),
        (b"no http at all\r\n\r\n", "cannot be reached"),
        (STREAM, "answers but sends no pictures"),
    ],
)
def test_what_is_no_camera_is_refused_in_a_sentence(greeting: bytes, sentence: str) -> None:
    with MjpegServer(greeting) as server:
        address = f"http://me:secret@127.0.0.1:{server.port}/video?key=secret"
        with pytest.raises(CameraError, match=sentence) as caught:
            open_network(address, timeout_s=0.5, first_s=0.2)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_redirection_on_the_same_host_is_followed() -> None:
    with (
        MjpegServer(answer(MOVED, "Location: /stream"), STREAM + part(100)) as server,
        open_source(server.url, SETTINGS) as source,
    ):
        assert read_level(source) == 100
        assert server.requests[1].startswith("GET /stream ")


def test_nobody_at_the_address() -> None:
    with MjpegServer() as server:
        pass
    for scheme in ("http", "rtsp"):
        with pytest.raises(CameraError, match=r"cannot be reached; check its address") as caught:
            open_source(f"{scheme}://me:secret@127.0.0.1:{server.port}/video", SETTINGS)
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["ftp://host/video", "http://", "http://host:port/", "http://[::1/", "file:///a.mp4"]
)
def test_a_malformed_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="A camera's address looks like"):
        open_source(address, SETTINGS)


HEADERS = {
    "with length": lambda data: b"--edge\r\nX: y\r\nContent-Length: %d\r\n\r\n%b\r\n" % (len(data), data),
    "without": lambda data: b"--edge\r\nContent-Type: image/jpeg\r\n\r\n%b\r\n" % data,
    "more dashes": lambda data: b"\r\n----edge\r\ncontent-length:%d\r\n\r\n%b" % (len(data), data),
    "bare line ends": lambda data: b"--edge\nContent-length: %d\n\n%b\n" % (len(data), data),
    "length of nothing": lambda data: b"--edge\r\nContent-Length: 0\r\n\r\n%b\r\n" % data,
}


@pytest.mark.parametrize("form", HEADERS.values(), ids=HEADERS)
@given(cuts=st.lists(st.integers(1, 400), max_size=30), dashes=st.sampled_from(["edge", "--edge"]))
def test_parts_are_found_however_the_stream_is_cut(
    form: Callable[[bytes], bytes], cuts: list[int], dashes: str
) -> None:
    pictures = [b"\xff\xd8\xff" + bytes([n]) * 50 * n + b"\xff\xd9" for n in range(1, 5)]
    stream = b"preamble" + b"".join(map(form, pictures))
    parser, found, at = MjpegParser(dashes), [], 0
    for size in [*cuts, len(stream)]:
        found += parser.feed(stream[at : at + size])
        at += size
    assert [data[: data.index(b"\xff\xd9") + 2] for data in found] == pictures


@given(st.lists(st.binary(max_size=2000), max_size=20))
def test_any_bytes_are_borne(chunks: list[bytes]) -> None:
    parser = MjpegParser("edge")
    for chunk in chunks:
        parser.feed(chunk + b"--edge\r\n")


def test_a_part_without_end_is_not_kept() -> None:
    parser = MjpegParser("edge")
    parser.feed(b"--edge\r\n\r\n")
    for _ in range(40):
        parser.feed(bytes(1024 * 1024))
    assert len(parser._buffer) <= 17 * 1024 * 1024
    assert parser.feed(b"--edge\r\n\r\n\xff\xd8\xff\xd9") == [b"\xff\xd8\xff\xd9"]


@pytest.fixture
def rtsp(tmp_path: Path) -> Iterator[RtspServer]:
    server = RtspServer(write_film(tmp_path / "grey.avi", [picture(10 * i) for i in range(1, 21)]))
    yield server
    server.close()


def test_rtsp_gives_frames_and_connects_again(rtsp: RtspServer) -> None:
    address = f"rtsp://me:secret@127.0.0.1:{rtsp.port}/live"
    with open_network(address, timeout_s=0.5, patience=HURRIED) as source:
        assert source.name == f"rtsp://127.0.0.1:{rtsp.port}/live"
        first = source.read(5)
        assert first is not None
        assert first.size_px == (WIDTH_PX, HEIGHT_PX)
        until(lambda: source._index >= 19)
        until(lambda: source.status().reconnects == 1)
        assert source.read(5) is not None


def test_rtsp_fails_at_its_time_limit_and_gives_no_old_picture_instead(rtsp: RtspServer) -> None:
    camera = Rtsp(f"rtsp://127.0.0.1:{rtsp.port}/live", "fake", timeout_s=0.5)
    levels = []
    while (image := camera.next()) is not None:
        levels.append(level(image))
    camera.close()
    # The twentieth is complete only when a next one begins, which never comes.
    assert levels == [10 * i for i in range(1, 20)]
