"""Cameras in the network: MJPEG over http, and rtsp.

MJPEG is read here rather than by ffmpeg: that buffers some pictures, does not notice a stall for long
and asks nobody where it is redirected to. Nothing but the given host is ever asked.

What answers is not trusted: there are limits to the size of a picture, to how many there are a second, and to the
time in which it must come.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import IO, Any
from urllib.parse import unquote, urlsplit, urlunsplit

import cv2
import numpy as np

from tpvision.edges.camera.live import LiveSource, Patience, Pictures
from tpvision.edges.camera.source import Image
from tpvision.errors import CameraError, InputError

_TIMEOUT_S = 3.0
_MAX_PICTURE_BYTES = 16 * 1024 * 1024
_MAX_PICTURE_PX = 16_000_000
"""Four times the largest picture that can be asked of a webcam; decoded it takes 48 MB."""
_MAX_FPS = 120.0
_MAX_HEADER_BYTES = 8 * 1024
_CHUNK_BYTES = 1024 * 1024


def open_network(
    address: str, *, timeout_s: float = _TIMEOUT_S, first_s: float = 5.0, patience: Patience | None = None
) -> LiveSource:
    """Open a camera in the network and wait for its first picture.

    Raises
    ------
    InputError
        The address is malformed or of a kind that is not known.
    CameraError
        Nobody answers there, or what answers sends no pictures.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https", "rtsp"}:
        raise InputError("A camera's address looks like http://192.168.0.20:8080/video or rtsp://192.168.0.20/stream.")
    # Names and passwords stand before the host, or after the question mark.
    where = parts.netloc.rpartition("@")[2]
    name = urlunsplit((parts.scheme, where, parts.path, "", ""))

    def connect() -> Pictures:
        if parts.scheme == "rtsp":
            return Rtsp(address, name, timeout_s)
        return Mjpeg(
            urlunsplit((parts.scheme, where, parts.path, parts.query, "")),
            name,
            (unquote(parts.username), unquote(parts.password or "")) if parts.username else None,
            timeout_s,
        )

    source = LiveSource(name, connect(), connect, patience=patience)
    if not source.wait_for_first(first_s):
        source.close()
        raise CameraError(f"The camera at {name} answers but sends no pictures; check that it is filming.")
    return source


class Rtsp:
    """An rtsp camera that was opened."""

    skipped = 0
    message = None

    def __init__(self, url: str, name: str, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        timeout_ms = round(timeout_s * 1000)
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, timeout_ms, cv2.CAP_PROP_READ_TIMEOUT_MSEC, timeout_ms]
        # One thread: with several, ffmpeg holds back as many pictures.
        self._capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, [*limits, cv2.CAP_PROP_N_THREADS, 1])
        if not self._capture.isOpened():
            self._capture.release()
            raise CameraError(_unreachable(name))

    def next(self) -> Image | None:
        """Wait for the next picture; ``None`` when none came in time."""
        asked_s = time.monotonic()
        try:
            good, image = self._capture.read()
        except cv2.error:
            return None
        # At its time limit ffmpeg gives an old picture that it held back, as if all were well.
        late = time.monotonic() - asked_s > 0.9 * self._timeout_s
        return np.asarray(image, np.uint8) if good and not late else None

    def interrupt(self) -> None:
        """Nothing ends a wait but its time limit."""

    def close(self) -> None:
        """Hang up."""
        self._capture.release()


class Mjpeg:
    """A camera that sends JPEG pictures over http, one after another, as ``multipart/x-mixed-replace``.

    Raises
    ------
    CameraError
        Nobody answers, or the answer is something else.
    """

    message = None

    def __init__(self, url: str, name: str, login: tuple[str, str] | None, timeout_s: float) -> None:
        self.skipped = 0
        self._timeout_s = timeout_s
        self._response = _request(url, name, login, timeout_s)
        kind = self._response.headers.get_content_type()
        boundary = self._response.headers.get_boundary()
        if not kind.startswith("multipart/") or not boundary:
            self._response.close()
            raise CameraError(
                f"{name} answers with {kind} and not with MJPEG pictures; give the address of its video "
                "(many phone apps end it in /video)."
            )
        self._parser = MjpegParser(boundary)
        self._given_s = 0.0
        """When the last picture was decoded."""
        # A second handle on the connection, so that another thread can hang up while this one waits.
        self._line = socket.fromfd(self._response.fileno(), socket.AF_INET, socket.SOCK_STREAM)

    def next(self) -> Image | None:
        """Wait for the next picture; of several that wait already, take the last."""
        # Bytes that never make a picture are as bad as none.
        received, until_s = 0, time.monotonic() + 2 * self._timeout_s
        time.sleep(max(0.0, self._given_s + 1 / _MAX_FPS - time.monotonic()))
        while time.monotonic() < until_s and received <= 2 * _MAX_PICTURE_BYTES:
            try:
                data = self._response.read1(_CHUNK_BYTES)
            except (OSError, ValueError, http.client.HTTPException):
                return None
            if not data:
                return None
            received += len(data)
            parts = self._parser.feed(data)
            for newer, part in enumerate(reversed(parts)):
                image = _decode(part)
                if image is not None:
                    self.skipped += len(parts) - 1 - newer
                    self._given_s = time.monotonic()
                    return image
        return None

    def interrupt(self) -> None:
        """Hang up, so that a waiting ``next`` returns."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        self._response.close()
        self._line.close()


class MjpegParser:
    """Cuts a multipart stream into its parts.

    Cameras are careless: boundaries with and without leading dashes, with and without a length of the
    part, with a wrong one. So the boundary's bare text is looked for, and a part ends at its stated
    length, at the end mark of a JPEG picture, or at the next boundary, whichever is known first.
    """

    def __init__(self, boundary: str) -> None:
        self._boundary = boundary.strip('"').lstrip("-").encode("latin-1", "replace") or b"--"
        self._buffer = bytearray()
        self._in_part = False
        self._length: int | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """Take some bytes, return the parts that are complete now."""
        self._buffer += data
        parts = []
        while self._enter_part() and (part := self._take_part()) is not None:
            parts.append(part)
        if len(self._buffer) > _MAX_PICTURE_BYTES:
            self._buffer.clear()
            self._in_part = False
        return parts

    def _enter_part(self) -> bool:
        """Drop what stands before the next part, and its header."""
        if self._in_part:
            return True
        start = self._buffer.find(self._boundary)
        if start < 0:
            del self._buffer[: max(0, len(self._buffer) - len(self._boundary))]
            return False
        del self._buffer[:start]
        header = re.match(rb"(?s).{0,%d}?\r?\n\r?\n" % _MAX_HEADER_BYTES, self._buffer)
        if header is None:
            if len(self._buffer) > _MAX_HEADER_BYTES:
                del self._buffer[: len(self._boundary)]
            return False
        length = re.search(rb"(?i)\ncontent-length:[ \t]*(\d{1,8})\s", header[0])
        self._length = (int(length[1]) or None) if length else None
        del self._buffer[: header.end()]
        self._in_part = True
        return True

    def _take_part(self) -> bytes | None:
        if self._length is not None and self._length <= _MAX_PICTURE_BYTES:
            end = self._length if len(self._buffer) >= self._length else -1
        else:
            end = self._buffer.find(self._boundary)
            if end < 0 and self._buffer[-6:].rstrip().endswith(b"\xff\xd9"):
                end = len(self._buffer)
        if end < 0:
            return None
        part = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._in_part = False
        return part


def _decode(data: bytes) -> Image | None:
    """Decode a whole JPEG picture; ``None`` for anything else."""
    start, end = data.find(b"\xff\xd8\xff"), data.rfind(b"\xff\xd9")
    if not 0 <= start < end or not 0 < _size_px(data, start + 2) <= _MAX_PICTURE_PX:
        return None
    try:
        return cv2.imdecode(np.frombuffer(data[start : end + 2], np.uint8), cv2.IMREAD_COLOR)  # type: ignore[return-value]
    except cv2.error:
        return None


def _size_px(data: bytes, at: int) -> int:
    """Return how many pixels a JPEG picture says it has, the most where it says so twice; 0 where it says nothing.

    Before them stand segments, each a mark of two bytes, its length of two and its content (ITU-T T.81, annex B).
    """
    found = 0
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0xDA:  # the pixels themselves
            break
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            found = max(
                found, int.from_bytes(data[at + 5 : at + 7], "big") * int.from_bytes(data[at + 7 : at + 9], "big")
            )
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


class _Curt(urllib.request.HTTPErrorProcessor):
    """Hang up, unread, on an answer that is no success: it may have no end."""

    def http_response(self, request: urllib.request.Request, response: http.client.HTTPResponse) -> Any:
        if not 200 <= response.status < 300:
            response.close()
        return super().http_response(request, response)

    https_response = http_response


class _Lines(urllib.request.AbstractHTTPHandler):
    """Remember the connections of a request, so that it can be ended however slowly it is answered."""

    lines: list[http.client.HTTPConnection]

    def do_open(self, http_class: Any, req: urllib.request.Request, **more: Any) -> http.client.HTTPResponse:
        def opened(*where: Any, **how: Any) -> http.client.HTTPConnection:
            self.lines.append(http_class(*where, **how))
            return self.lines[-1]

        return super().do_open(opened, req, **more)


class _Http(_Lines, urllib.request.HTTPHandler):
    pass


class _Https(_Lines, urllib.request.HTTPSHandler):
    pass


def _hang_up(lines: list[http.client.HTTPConnection]) -> None:
    for line in lines:
        with suppress(OSError, AttributeError):  # not connected yet, or not any more
            line.sock.shutdown(socket.SHUT_RDWR)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follow a redirection to the very host that was asked, by http or https, and no other."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.hostname != old.hostname or new.scheme not in {old.scheme, "https"}:
            raise urllib.error.HTTPError(req.full_url, code, msg, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _request(url: str, name: str, login: tuple[str, str] | None, timeout_s: float) -> http.client.HTTPResponse:
    # Only what is needed: no proxy, no ftp, no file.
    opener = urllib.request.OpenerDirector()
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if login is not None:
        passwords.add_password(None, url, *login)
    lines: list[http.client.HTTPConnection] = []
    http_handler, https_handler = _Http(), _Https()
    http_handler.lines = https_handler.lines = lines
    for handler in (
        http_handler,
        https_handler,
        urllib.request.HTTPDefaultErrorHandler(),
        _Curt(),
        urllib.request.HTTPBasicAuthHandler(passwords),
        urllib.request.HTTPDigestAuthHandler(passwords),
        _SameHost(),
    ):
        opener.add_handler(handler)
    late = threading.Event()

    def give_up() -> None:
        late.set()  # before: what has come until then looks like a whole answer
        _hang_up(lines)

    hang_up = threading.Timer(2 * timeout_s, give_up)
    hang_up.start()
    try:
        response: http.client.HTTPResponse = opener.open(url, timeout=timeout_s)
        if late.is_set():
            response.close()
            raise CameraError(_unreachable(name))
        return response
    except urllib.error.HTTPError as error:
        if error.code in {401, 403}:
            raise CameraError(
                f"The camera at {name} wants a name and a password, or refuses these: write both before "
                "the host, with a colon between them and an @ after them."
            ) from None
        raise CameraError(
            f"{name} answers, but has no video there (code {error.code}); check the part after the host's name."
        ) from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        # A chain would carry the address with its password into a log.
        if isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError):
            raise CameraError(f"The certificate of {name} is not trusted here; try http:// instead.") from None
        raise CameraError(_unreachable(name)) from None
    finally:
        hang_up.cancel()


def _unreachable(name: str) -> str:
    return (
        f"The camera at {name} cannot be reached; check its address, that it is filming, and that it is in the same "
        "network as this computer."
    )
