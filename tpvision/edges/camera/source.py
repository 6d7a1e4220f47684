"""What every source of pictures can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from tpvision.values import Frame, SourceStatus

Image = NDArray[np.uint8]


class Source(ABC):
    """A source of frames; close it, or use it in a ``with`` statement.

    Attributes
    ----------
    name
        What to call it; never holds a password.
    live
        True where ``read`` gives the newest frame and older ones are dropped.
    fps
        Its frame rate, where it is known.
    frame_count
        How many frames a film or folder announces, for showing progress; the true number may differ.
    """

    name: str
    live: bool
    fps: float | None = None
    frame_count: int | None = None

    @property
    @abstractmethod
    def ended(self) -> bool:
        """Whether no frame will come any more; a camera never ends by itself."""

    @abstractmethod
    def read(self, timeout_s: float) -> Frame | None:
        """Return the next frame, waiting for it.

        A live source gives the newest frame that was not taken yet, or ``None`` when none came within
        ``timeout_s``. A film gives its next frame, however long that takes, and ``None`` at its end.
        """

    @abstractmethod
    def status(self) -> SourceStatus:
        """Say how the source is doing."""

    @abstractmethod
    def close(self) -> None:
        """Let the device or file go and end the source's thread."""

    def __enter__(self) -> Source:
        """Return the source."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the source."""
        self.close()
