"""A camera in the network that does what a test tells it: stream, fall silent, hang up, send garbage."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress

from tests.edges.film_kit import jpeg

BOUNDARY = "next picture"


def part(value: int, *, length: bool = True) -> bytes:
    """Return a grey picture as a part of the stream."""
    data = jpeg(value)
    size = f"Content-Length: {len(data)}\r\n" if length else ""
    return f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n{size}\r\n".encode() + data + b"\r\n"


def answer(status: str = "200 OK", *headers: str) -> bytes:
    """Return the head of an answer; one that is no success has no more to it."""
    length = [] if status.startswith("200") else ["Content-Length: 0"]
    lines = [f"HTTP/1.1 {status}", *headers, *length, "Connection: close"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


STREAM = answer("200 OK", f'Content-Type: multipart/x-mixed-replace; boundary="{BOUNDARY}"')


class MjpegServer:
    """Answers each client with ``greeting``; after that the test sends.

    Several greetings are used one after another, the last for all that follow.
    """

    def __init__(self, *greetings: bytes, port: int = 0) -> None:
        self.greetings: Sequence[bytes] = greetings or (STREAM + part(100),)
        self.requests: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._changed = threading.Condition()
        self._clients: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/video"

    def wait_for_clients(self, count: int) -> None:
        """Wait until so many clients, in all, have had their answer."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._clients) >= count, 10)

    def send(self, data: bytes) -> None:
        """Send to the newest client, after its answer."""
        with self._changed:
            client = self._clients[-1]
        client.sendall(data)

    def hang_up(self) -> None:
        """End the newest client's connection."""
        self._clients[-1].shutdown(socket.SHUT_RDWR)
        self._clients[-1].close()

    def close(self) -> None:
        """End all connections and be gone."""
        with suppress(OSError):  # not everywhere can a listener be shut down; closing it does there
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        for client in self._clients:
            client.close()

    def __enter__(self) -> MjpegServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.settimeout(5)
            request = b""
            while b"\r\n\r\n" not in request and (more := client.recv(4096)):
                request += more
            with self._changed:
                self.requests.append(request.decode())
                client.sendall(self.greetings[min(len(self.requests), len(self.greetings)) - 1])
                self._clients.append(client)
                self._changed.notify_all()
