"""What tests ask of a source."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from tests.edges.film_kit import level
from tpvision.edges.camera import Source
from tpvision.edges.camera.live import Patience
from tpvision.values import Frame

HURRIED = Patience(stall_s=0.05, retry_s=0.01, retry_max_s=0.02)


def frames_of(source: Source) -> Iterator[Frame]:
    """Read a source that ends to its end."""
    while not source.ended:
        frame = source.read(5)
        if frame is not None:
            yield frame


def read_level(source: Source) -> int:
    frame = source.read(10)
    assert frame is not None
    return level(frame.image_bgr)


def until(told: Callable[[], bool]) -> None:
    """Wait for what another thread or process will do."""
    end_s = time.monotonic() + 10
    while not told():
        assert time.monotonic() < end_s
        threading.Event().wait(0.005)
