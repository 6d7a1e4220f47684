"""The microphone: the system's own one, through PortAudio. Sound stays in memory and is handed on once."""

from __future__ import annotations

import queue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tpvision.errors import MicrophoneError

BLOCK_S = 0.05
_ROOM = 100
"""Blocks that wait for whoever is slow; what comes then is dropped."""


class Microphone:
    """Hands on what the microphone hears, as soon as it is entered."""

    def __init__(self, rate_hz: int, library: Any = None) -> None:
        """Open the microphone.

        Parameters
        ----------
        rate_hz
            Samples a second; the system converts.
        library
            In place of sounddevice.

        Raises
        ------
        ImportError, OSError
            sounddevice is not installed, or finds no PortAudio.
        MicrophoneError
            There is none, another program has it, or it may not be used.
        """
        if library is None:
            # Here, for it looks for PortAudio when it is imported; that is no part of Python on Linux.
            import sounddevice

            library = sounddevice
        self._blocks: queue.Queue[bytes] = queue.Queue(_ROOM)
        self._heard_s = 0.0
        try:
            self._stream = library.RawInputStream(
                samplerate=rate_hz, blocksize=round(rate_hz * BLOCK_S), channels=1, dtype="int16", callback=self._keep
            )
            self._stream.start()
        except (library.PortAudioError, ValueError) as error:
            reason = str(error).split("[")[0].strip().rstrip(".:")
            raise MicrophoneError(
                f"The microphone cannot be opened ({reason}): connect one, allow its use, and begin again."
            ) from error

    @property
    def heard_s(self) -> float:
        """Return how much was handed over by the device up to now."""
        return self._heard_s

    def read(self, timeout_s: float) -> NDArray[np.int16] | None:
        """Return the next block of samples; ``None`` when none came in time."""
        try:
            return np.frombuffer(self._blocks.get(timeout=timeout_s), np.int16)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Give the microphone back; never raises, also when it is gone."""
        self._stream.close(ignore_errors=True)

    def _keep(self, samples: Any, *_: object) -> None:
        """Take a block; the device's own thread calls this and must not wait."""
        if not self._blocks.full():
            self._heard_s += BLOCK_S
            self._blocks.put_nowait(bytes(samples))
