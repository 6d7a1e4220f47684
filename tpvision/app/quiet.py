"""Keeps what C libraries print about themselves off the terminal."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TURN = threading.Lock()
_blocks: list[int] = []
"""Of each block that runs, in any thread, the same copy of standard error."""


@contextmanager
def quiet() -> Iterator[None]:
    """Send standard error nowhere while the block runs; MediaPipe and ALSA know no other way to be silent.

    It comes back with the end of the last such block of all threads.
    """
    with _TURN:
        try:
            kept = _blocks[0] if _blocks else os.dup(2)
        except OSError:  # there is no standard error to keep them off
            kept = -1
        if kept >= 0 and not _blocks:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 2)
            os.close(nothing)
        if kept >= 0:
            _blocks.append(kept)
    try:
        yield
    finally:
        with _TURN:
            if kept >= 0:
                _blocks.pop()
            if kept >= 0 and not _blocks:
                os.dup2(kept, 2)
                os.close(kept)
