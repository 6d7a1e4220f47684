"""Spoken commands: joins the microphone, the hearing of the core and the recogniser, in a thread of their own.

Off unless the person turns it on; the microphone is open only while a session runs, and nothing is kept.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tpvision.core.hearing import RATE_HZ, Listening, certain, listen
from tpvision.errors import MicrophoneError, TpvisionError
from tpvision.settings import VoiceSettings
from tpvision.values import CommandKind, Heard

ECHO_S = 0.3
"""So long after a sound of the tool's own, its echo may still be heard."""
GONE_S = 2.0
"""A microphone that hands over nothing for so long is gone."""
DUMB_S = 3.0
"""One that hands over nothing but zeros for so long is muted, or may not be used."""

_KINDS = {
    "here": CommandKind.HERE,
    "next": CommandKind.NEXT,
    "easier": CommandKind.EASIER,
    "stop": CommandKind.STOP,
}
_SILENT = "The microphone gives nothing but silence: unmute it, or allow its use in the system's privacy settings."
_GONE = "The microphone is gone: connect it and begin a new session to speak commands."
_NOT_INSTALLED = "Spoken commands are not installed: run \"pip install 'tpvision[voice]'\"."
_NO_PORTAUDIO = "Spoken commands need PortAudio: on Debian or Ubuntu, run 'sudo apt install libportaudio2'."


class Microphone(Protocol):
    """What hands on samples; see ``edges.microphone``."""

    @property
    def heard_s(self) -> float:
        """How much was heard."""

    def read(self, timeout_s: float) -> NDArray[np.int16] | None:
        """Return the next samples."""

    def close(self) -> None:
        """Give it back."""


class Recogniser(Protocol):
    """What knows words; see ``edges.recogniser``."""

    def hear(self, mel_db: NDArray[np.float32]) -> Heard:
        """Return the command that is most like an utterance."""


def _microphone() -> Microphone:
    from tpvision.edges.microphone import Microphone

    return Microphone(RATE_HZ)


def _recogniser(language: str) -> Recogniser:
    from tpvision.edges import folders
    from tpvision.edges.recogniser import Recogniser

    folder = folders.models_folder()
    return Recogniser(folder / "speech_embedding.onnx", folder / "words.npz", language)


class Ears:
    """Listens while it is entered, if the person wants that."""

    def __init__(
        self,
        settings: VoiceSettings,
        language: str,
        microphone: Callable[[], Microphone] = _microphone,
        recogniser: Callable[[str], Recogniser] = _recogniser,
    ) -> None:
        self._on, self._language = settings.on, language
        self._open, self._load = microphone, recogniser
        self._microphone: Microphone | None = None
        self._status: str | None = None
        self._words: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._own: deque[tuple[float, float]] = deque(maxlen=20)
        """When the tool itself was heard of late, by what the microphone had heard."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hearing", daemon=True)

    def __enter__(self) -> Ears:
        """Begin to listen."""
        if self._on:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the microphone; a word in hand is looked at first."""
        self._stop.set()
        if self._on:
            self._thread.join()

    @property
    def listening(self) -> bool:
        """Whether the microphone is open: the screen must show it."""
        return self._microphone is not None

    @property
    def status(self) -> str | None:
        """One sentence for the person when words are wanted and cannot be heard; else ``None``."""
        return self._status

    def take(self, speaking: bool, paused: bool) -> list[CommandKind]:
        """Return what was said since the last time; never waits.

        Parameters
        ----------
        speaking
            Whether the tool itself makes a sound right now. To be told at every turn of the loop.
        paused
            Whether the session is paused: *go on* is for then, *pause* for else.
        """
        microphone = self._microphone
        if speaking and microphone is not None:
            now_s = microphone.heard_s
            begun_s = self._own.pop()[0] if self._own and self._own[-1][1] + ECHO_S >= now_s else now_s
            self._own.append((begun_s, now_s))
        kinds = []
        while not self._words.empty():
            word = self._words.get()
            if word in _KINDS:
                kinds.append(_KINDS[word])
            elif (word == "go_on") is paused:
                kinds.append(CommandKind.PAUSE)
        return kinds

    def _run(self) -> None:
        try:
            recogniser = self._load(self._language)
            with closing(self._open()) as self._microphone:
                self._listen(self._microphone, recogniser)
        except TpvisionError as error:
            self._status = str(error)
        except ImportError:
            self._status = _NOT_INSTALLED
        except OSError:  # sounddevice, when it finds no PortAudio
            self._status = _NO_PORTAUDIO
        finally:
            self._microphone = None

    def _listen(self, microphone: Microphone, recogniser: Recogniser) -> None:
        state, sounded_s = Listening(), 0.0
        missing = 0
        while not self._stop.is_set():
            samples = microphone.read(GONE_S / 10)
            if samples is None:
                missing += 1
                if missing >= 10:
                    raise MicrophoneError(_GONE)
                continue
            missing = 0
            state, utterance = listen(state, samples)
            if samples.any():
                sounded_s = state.t_s
            self._status = _SILENT if state.t_s - sounded_s >= DUMB_S else None
            if utterance is None:
                continue
            heard = recogniser.hear(utterance.mel_db)
            own = self._own_sound(utterance.end_s - utterance.length_s, utterance.end_s)
            if certain(heard) and (heard.word == "stop" or not own):
                self._words.put(heard.word)

    def _own_sound(self, begin_s: float, end_s: float) -> bool:
        """Say whether the tool itself was heard between two times."""
        return any(begin_s <= until_s + ECHO_S and begun_s <= end_s for begun_s, until_s in list(self._own))
