"""Makes the small films that tests of the camera and the film writer need."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np

WIDTH_PX, HEIGHT_PX = 64, 48


def picture(level: int, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> np.ndarray:
    """Return a grey picture."""
    return np.full((height_px, width_px, 3), level, np.uint8)


def level(image: np.ndarray) -> int:
    """Say which grey a picture was, in tens: what compression leaves of it."""
    return round(float(image.mean()) / 10) * 10


def jpeg(value: int) -> bytes:
    return cv2.imencode(".jpg", picture(value))[1].tobytes()


def write_film(path: Path, images: list[np.ndarray], fps: float = 10.0) -> Path:
    height_px, width_px = images[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), fps, (width_px, height_px))
    assert writer.isOpened()
    for image in images:
        writer.write(image)
    writer.release()
    return path


def rotate(path: Path, degrees: int) -> None:
    """Put the mark into an mp4 with which a phone says how it was held (clockwise)."""
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    one = 1 << 16
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40  # version 0: 40 bytes of version, times, layer, volume before the matrix
    data[at : at + 36] = struct.pack(">9i", cos * one, sin * one, 0, -sin * one, cos * one, 0, 0, 0, 1 << 30)
    path.write_bytes(data)


def retime(path: Path, durations: list[int]) -> None:
    """Give each picture of an mp4 whose index stands at the end its own duration, in ticks of the film."""
    data = path.read_bytes()
    assert data.index(b"mdat") < data.index(b"moov")
    path.write_bytes(_with_durations(data, durations))


def ticks_per_s(path: Path) -> int:
    data = path.read_bytes()
    at = data.index(b"mdhd") + 4 + 12
    return int(struct.unpack(">I", data[at : at + 4])[0])


def _with_durations(boxes: bytes, durations: list[int]) -> bytes:
    result, at = b"", 0
    while at < len(boxes):
        size, kind = struct.unpack(">I4s", boxes[at : at + 8])
        body = boxes[at + 8 : at + size]
        if kind in {b"moov", b"trak", b"mdia", b"minf", b"stbl"}:
            body = _with_durations(body, durations)
        elif kind == b"stts":
            body = struct.pack(">II", 0, len(durations)) + b"".join(struct.pack(">II", 1, d) for d in durations)
        elif kind == b"edts":  # says how long the film was before
            kind = b"free"
        result += struct.pack(">I4s", 8 + len(body), kind) + body
        at += size
    return result
