"""The sounds that lie ready: a WAV for each tone, an Opus file for each phrase of each language.

A sentence is spoken phrase by phrase, each up to a full stop, a colon or a question mark, where a voice pauses
anyway. So a number is always said within its own phrase, and there is no seam within one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame.mixer

from tpvision.values import CueKind

RATE_HZ = 48_000
"""At which Opus is decoded: nothing is to be converted."""
SOUNDING = (
    CueKind.READY,
    CueKind.BEGIN,
    CueKind.TICK,
    CueKind.END,
    CueKind.DRIFT,
    CueKind.WARN,
    CueKind.STOP,
)
"""The kinds of cue with a tone; the others are only said and shown."""

_PAUSE_S = {".": 0.3, "?": 0.3, "!": 0.3, ":": 0.18}
"""After a phrase, by how it ends; a clip itself begins and ends with its first and last sound."""
_TONE_PAUSE_S = 0.1
"""Between a tone and its sentence."""
_FADE = RATE_HZ // 200
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "'": None})


def phrases(sentence: str) -> tuple[str, ...]:
    """Return the parts that a sentence is spoken in."""
    return tuple(re.split(r"(?<=[.:?!]) +", sentence))


def clip_name(phrase: str) -> str:
    """Return the name of a phrase's file, without its ending."""
    return re.sub(r"[^a-z0-9]+", "-", phrase.lower().translate(_LETTERS)).strip("-")


class Clips:
    """Reads sounds and joins them; the mixer must be open, with one channel and 16 bit at ``RATE_HZ``."""

    def __init__(self, folder: Path, language: str) -> None:
        """Remember where the sounds lie: ``<kind>.wav`` for the tones, ``<language>/<phrase>.opus`` for the words."""
        self._folder, self._language = folder, language
        self._tones = {kind: self._read(folder / f"{kind.value}.wav") for kind in SOUNDING}
        self._ready: dict[str, bytes] = {}
        self._there = {path.stem for path in (folder / language).glob("*.opus")}
        self._ahead = [name for name in self._there if not any(letter.isdigit() for letter in name)]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the tones' files that cannot be read, and of the language's folder if it is not there."""
        names = [f"{kind.value}.wav" for kind, samples in self._tones.items() if not samples]
        return (*names, *(() if (self._folder / self._language).is_dir() else (f"{self._language}/",)))

    def tone(self, kind: CueKind) -> pygame.mixer.Sound | None:
        """Return a kind's tone, ``None`` where it has none or it cannot be read."""
        samples = self._tones.get(kind, b"")
        return pygame.mixer.Sound(buffer=samples) if samples else None

    def sentence(self, text: str, after_tone: bool = False) -> Iterator[pygame.mixer.Sound | None]:
        """Yield a sentence in the sounds that follow each other without a gap.

        After a tone it is one sound, which begins with a short pause. Else its first phrase comes alone, as that can
        sound while the others are read. Nothing is yielded where one of its phrases has no file, and ``None`` in the
        place of what cannot be read: half a sentence may say the opposite.
        """
        parts = phrases(text)
        names = [clip_name(part) for part in parts]
        if not self._there.issuperset(names):
            return
        said = [_silence(_TONE_PAUSE_S) if after_tone else b""]
        for part, name in zip(parts, names, strict=True):
            samples = self._phrase(name)
            if not samples:
                yield None
                return
            said.append(samples)
            if part is parts[-1]:
                break
            said.append(_silence(_PAUSE_S.get(part[-1], 0.0)))
            if part is parts[0] and not after_tone:
                yield pygame.mixer.Sound(buffer=b"".join(said))
                said = []
        yield pygame.mixer.Sound(buffer=b"".join(said))

    def load_ahead(self) -> bool:
        """Read one more phrase, of those without a number; say whether there are others left (10 MB, all in all)."""
        if self._ahead:
            name = self._ahead.pop()
            self._ready[name] = self._phrase(name)
        return bool(self._ahead)

    def _phrase(self, name: str) -> bytes:
        if name not in self._ready:
            return _faded(self._read(self._folder / self._language / f"{name}.opus"))
        return self._ready[name]

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return pygame.mixer.Sound(file=str(path)).get_raw()
        except (pygame.error, OSError):
            return b""


def _faded(samples: bytes) -> bytes:
    """Return a phrase that swells and dies away within milliseconds: what a codec smears over its ends would click."""
    wave = np.frombuffer(samples, np.int16).astype(float)
    ramp = np.linspace(0.0, 1.0, min(_FADE, len(wave)))
    wave[: len(ramp)] *= ramp
    wave[len(wave) - len(ramp) :] *= ramp[::-1]
    return wave.astype(np.int16).tobytes()


def _silence(length_s: float) -> bytes:
    return bytes(2 * round(length_s * RATE_HZ))
