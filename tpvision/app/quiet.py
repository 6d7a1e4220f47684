"""Keeps what C libraries print about themselves off the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Send standard error nowhere while the block runs; MediaPipe and ALSA know no other way to be silent."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error to keep them off
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nothing)
        os.close(kept)
