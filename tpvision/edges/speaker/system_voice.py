"""The system's own voice, which speaks whatever there is to say: each sentence becomes a file, played as any sound.

So the mixer has the volume, the device and the end of each sentence, and what interrupts it need not wait for the
engine. ``sayer`` drives that, as a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pygame.mixer

ANSWER_S = 1.0
"""An engine that needs longer for a sentence is given up; they take 0.02 to 0.2 s."""
SAYER = (sys.executable, "-X", "utf8", str(Path(__file__).with_name("sayer.py")))
_LEVEL_DBFS = -20.0
"""Root mean square of what is no pause; that of the recorded phrases."""
_PEAK_MAX_DBFS = -3.0
_BLOCK = 480
"""10 ms."""
_PAUSE_DB = -30.0
"""Softer than the loudest block by so much is a pause."""


class SystemVoice:
    """Turns sentences into files; ``told`` is called with each name, from another thread, or with what is wrong."""

    def __init__(
        self, language: str, told: Callable[[str | None, str | None], None], command: Sequence[str] = SAYER
    ) -> None:
        """Start the engine; until it is ready, ``ready`` is false.

        Raises
        ------
        OSError
            The program cannot be started.
        """
        self.ready = False
        self._told = told
        self._folder = TemporaryDirectory(prefix="tpvision", ignore_cleanup_errors=True)
        self._count = 0
        try:
            self._process = subprocess.Popen(
                (*command, language),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self._folder.cleanup()
            raise
        self._thread = threading.Thread(target=self._listen, name="system voice", daemon=True)
        self._thread.start()

    def say(self, sentence: str) -> str:
        """Ask for a sentence; return the name of its file, with which ``told`` will be called."""
        self._count += 1
        path = str(Path(self._folder.name, f"{self._count}.wav"))
        assert self._process.stdin is not None
        # A process that is gone has said so.
        with suppress(OSError, ValueError):
            self._process.stdin.write(f"{path}\t{' '.join(sentence.split())}\n")
            self._process.stdin.flush()
        return path

    def close(self) -> None:
        """End the engine, whatever it is doing."""
        self.ready = False
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()
        self._folder.cleanup()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        fault = "its engine ended"
        for line in self._process.stdout:
            path, _, wrong = line.rstrip("\n").partition("\t")
            if wrong:
                fault = wrong
            elif path:
                self._told(path, None)
            else:
                self.ready = True
        self._told(None, fault)


def sound(path: str) -> pygame.mixer.Sound:
    """Read a spoken sentence: as loud as the recorded ones, without the silence before it and after it; delete it.

    Raises
    ------
    pygame.error, OSError, ValueError
        It cannot be read, or nothing is in it.
    """
    wave = np.frombuffer(pygame.mixer.Sound(file=path).get_raw(), np.int16) / 32768
    Path(path).unlink(missing_ok=True)
    blocks = wave[: len(wave) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    power = np.mean(blocks**2, axis=1)
    heard = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (_PAUSE_DB / 10))
    if not len(heard):
        raise ValueError("it is silent")
    gain = 10 ** (_LEVEL_DBFS / 20) / np.sqrt(power[heard].mean())
    gain = min(gain, 10 ** (_PEAK_MAX_DBFS / 20) / np.abs(wave).max())
    spoken = wave[max(0, heard[0] - 1) * _BLOCK : (heard[-1] + 3) * _BLOCK] * gain
    ramp = np.linspace(0.0, 1.0, min(_BLOCK, len(spoken)))
    spoken[: len(ramp)] *= ramp
    spoken[len(spoken) - len(ramp) :] *= ramp[::-1]
    return pygame.mixer.Sound(buffer=np.round(spoken * 32767).astype(np.int16).tobytes())
