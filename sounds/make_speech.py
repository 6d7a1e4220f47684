"""Make the spoken phrases of tpvision: ``python sounds/make_speech.py`` writes the Opus files of both languages.

It needs what the tool itself does not: ``hibari-tts`` (the English voice, its model within the package), the program
``espeak-ng`` (the German voice), ``scipy`` and ``ffmpeg`` with libopus. Only phrases without a file are rendered, and
files that no sentence needs any more are deleted; with ``--all`` everything is rendered anew.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pygame.mixer
from make_tones import RATE_HZ, Samples, loudness_lufs, to_int16
from scipy.signal import resample_poly

from tpvision.edges.speaker.clips import clip_name, phrases
from tpvision.knowledge.spoken import sentences
from tpvision.knowledge.words import Words, languages

LOUDNESS_LUFS = -20.0
"""That of most tones: the integrated loudness of each phrase amid silence."""
PEAK_MAX_DBFS = -3.0
HEADROOM_DB = 3.0
"""The codec adds to the peaks; what it brings over the highest allowed after all is made softer."""
SOUND_DBFS = -45.0
"""What is softer, at the ends of a clip, is no part of a word: it is cut, but for the margin."""
MARGIN_S = 0.025
FADE_S = 0.008
KBIT_PER_S = 12
"""Enough for the frequencies of speech up to 8 kHz; with more, no more words survive (README.md)."""
BATCH = 50
"""Files that are encoded at once."""

UNITS = {
    "en": (
        (r"\b1 cm\b", "1 centimeter"),
        (r"\bcm\b", "centimeters"),
    ),
    "de": (
        # Measures stand in the fourth case: einen Grad, eine Sekunde.
        (r"\b1 cm\b", "einen Zentimeter"),
        (r"\bcm\b", "Zentimeter"),
        (r"\b1 (Grad|Millimeter)\b", r"einen \1"),
        (r"\b1 Sekunde\b", "eine Sekunde"),
        (r"\b1 Bild\b", "ein Bild"),
    ),
}
"""How what is written is said."""


def said(phrase: str, language: str) -> str:
    """Return a phrase with its units in words."""
    for written, spoken in UNITS[language]:
        phrase = re.sub(written, spoken, phrase)
    return phrase


def hibari() -> Callable[[str], tuple[Samples, int]]:
    """Return the English voice: text to samples and their rate."""
    from hibari import Hibari

    voice = Hibari()
    return lambda text: (voice(text, seed=0, speed=1.0).astype(float), 24_000)


def espeak() -> Callable[[str], tuple[Samples, int]]:
    """Return the German voice."""

    def speak(text: str) -> tuple[Samples, int]:
        command = ["espeak-ng", "-v", "de", "-s", "165", "-z", "--stdout", text]
        made = subprocess.run(command, capture_output=True, check=True).stdout
        with wave.open(io.BytesIO(made)) as file:
            return np.frombuffer(file.readframes(1 << 30), "<i2") / 32768, file.getframerate()

    return speak


VOICES = {"en": hibari, "de": espeak}


def finished(samples: Samples, rate_hz: int) -> Samples:
    """Return a phrase at the common rate and loudness, from its first sound to its last, faded at both ends."""
    samples = resample_poly(samples, RATE_HZ, rate_hz)
    heard = np.flatnonzero(np.abs(samples) > np.abs(samples).max() * 10 ** (SOUND_DBFS / 20))
    margin = round(MARGIN_S * RATE_HZ)
    samples = samples[max(0, heard[0] - margin) : heard[-1] + margin]
    fade = np.sin(np.linspace(0, np.pi / 2, round(FADE_S * RATE_HZ))) ** 2
    samples[: len(fade)] *= fade
    samples[-len(fade) :] *= fade[::-1]
    samples *= 10 ** ((LOUDNESS_LUFS - loudness_lufs(samples)[1]) / 20)
    return limited(samples)


def limited(samples: Samples) -> Samples:
    """Return the samples with the few peaks above the highest allowed bent, smoothly."""
    most = 10 ** ((PEAK_MAX_DBFS - HEADROOM_DB) / 20)
    knee = 0.7 * most
    over = np.abs(samples) > knee
    bent = knee + (most - knee) * np.tanh((np.abs(samples) - knee) / (most - knee))
    return np.where(over, np.sign(samples) * bent, samples)


def encode(clips: Mapping[Path, Samples]) -> None:
    """Encode clips as Opus in Ogg, all at once; the same samples make the same file."""
    with tempfile.TemporaryDirectory() as name:
        sources, sinks = [], []
        for index, (path, samples) in enumerate(clips.items()):
            raw = Path(name, f"{index}.raw")
            raw.write_bytes(to_int16(samples).astype("<i2").tobytes())
            sources += ["-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", str(raw)]
            codec = ["-c:a", "libopus", "-b:a", f"{KBIT_PER_S}k", "-application", "voip", "-frame_duration", "60"]
            plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
            sinks += ["-map", str(index), *codec, *plain, "-f", "opus", str(path)]
        subprocess.run(["ffmpeg", "-loglevel", "error", "-y", *sources, *sinks], check=True)
    most = 10 ** (PEAK_MAX_DBFS / 20)
    peaks = {path: peak(path) for path in clips}
    over = {path: samples * most / peaks[path] * 0.97 for path, samples in clips.items() if peaks[path] > most}
    if over:
        encode(over)


def peak(path: Path) -> float:
    """Return the highest peak of a clip as the tool hears it."""
    heard = np.frombuffer(pygame.mixer.Sound(file=str(path)).get_raw(), "<i2").astype(float)
    return float(np.abs(heard).max()) / 32768


def main() -> None:
    """Render what is missing, or everything; delete what is not needed."""
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    pygame.mixer.init(RATE_HZ, -16, 1, allowedchanges=0)
    for language in languages():
        folder = Path(__file__).parent / language
        folder.mkdir(exist_ok=True)
        wanted = {clip_name(p): p for _, text in sentences(Words.load(language)) for p in phrases(text)}
        for path in folder.glob("*.opus"):
            if path.stem not in wanted or "--all" in sys.argv:
                path.unlink()
        missing = sorted(name for name in wanted if not (folder / f"{name}.opus").exists())
        speak = VOICES[language]() if missing else None
        for start in range(0, len(missing), BATCH):
            clips = {}
            for name in missing[start : start + BATCH]:
                assert speak is not None
                clips[folder / f"{name}.opus"] = finished(*speak(said(wanted[name], language)))
            encode(clips)
        size = sum(path.stat().st_size for path in folder.glob("*.opus"))
        print(f"{language}: {len(missing)} rendered, {len(wanted)} phrases, {size / 2**20:.2f} MiB")


if __name__ == "__main__":
    main()
