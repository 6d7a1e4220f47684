"""The least of an rtsp camera: one client after another, MPEG-4 pictures inside the rtsp connection."""

from __future__ import annotations

import re
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

import cv2

SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 MP4V-ES/90000\r\na=control:video\r\n"
)


class RtspServer:
    """Plays a film's pictures to each client, then stays silent."""

    def __init__(self, film: Path) -> None:
        capture = cv2.VideoCapture(str(film), cv2.CAP_FFMPEG, [cv2.CAP_PROP_FORMAT, -1])
        self._packets = []
        while (packet := capture.read())[0]:
            self._packets.append(packet[1].tobytes())
        capture.release()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        for end in (self._listener, self._client):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                self._client, _ = self._listener.accept()
            except OSError:
                return
            with suppress(OSError), self._client:
                self._talk(self._client)

    def _talk(self, client: socket.socket) -> None:
        received = b""
        while data := client.recv(4096):
            received += data
            while b"\r\n\r\n" in received:
                request, _, received = received.partition(b"\r\n\r\n")
                lines = request.decode("latin-1")
                number = re.search(r"CSeq: *(\d+)", lines)
                method = re.search(r"(OPTIONS|DESCRIBE|SETUP|PLAY|TEARDOWN|GET_PARAMETER)", lines)
                assert number is not None
                assert method is not None
                extra, body = "Session: 1\r\n", ""
                if method[1] == "DESCRIBE":
                    body = SDP
                    extra = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
                elif method[1] == "SETUP":
                    extra += "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
                client.sendall(f"RTSP/1.0 200 OK\r\nCSeq: {number[1]}\r\n{extra}\r\n{body}".encode())
                if method[1] == "PLAY":
                    for index, packet in enumerate(self._packets):
                        rtp = struct.pack(">BBHII", 0x80, 96 | 0x80, index, index * 9000, 1) + packet
                        client.sendall(b"$\0" + struct.pack(">H", len(rtp)) + rtp)
