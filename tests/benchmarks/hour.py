"""An hour and more of what is no command: speech, single words, music and the tool's own sentences.

Speech is by flite and espeak-ng (Debian: flite, espeak-ng); what they said is kept in the folder of temporary files.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
import wave
from itertools import cycle
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tpvision.core.hearing import RATE_HZ

Sound = NDArray[np.float64]

ROOT = Path(__file__).parents[2]
SAID = Path(tempfile.gettempdir()) / "tpvision-bench-said"
LEVEL = 1500.0
"""RMS of all that is said, less its pauses."""
TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
TALKERS = ("flite rms", "flite awb", "espeak-ng en-us+m3", "espeak-ng en-gb-x-rp+f1")
SENTENCES_S, WORDS_S, MUSIC_S, CUES_S = 1700.0, 360.0, 900.0, 840.0
OWN = "the tool's own sentences"
CHORDS = ([0, 2, 4], [3, 5, 7], [4, 6, 8], [5, 7, 9])

EVERYDAY = """
yes yeah no nope okay right good fine well sure thanks please sorry hello hi hey wait what why who when where how oh ah
she he they them your you get got had have given find found even added deny met night neck back left top drop spot spots
shop shot such half part court pours pour portion father had goal gold whole stone gone cover controlled call come on
off go down done now again maybe really nothing something one two three four five six seven eight nine ten matter coffee
differ effect dinner clear fear cheer peer year near there hair care step steps stuff best test rest least nice noise
notes cause course close house hot heart hard far star stuck talk top job ball wall
"""
OTHERS = """
water window table door light morning tonight music phone kitchen chair floor mother father sister doctor money letter
paper picture garden river summer winter Monday Sunday hungry tired quickly slowly happy funny green yellow purple black
breathe shoulder muscle elbow finger better again across believe busy because before behind remember understand perfect
exactly almost always never often ready steady careful question answer number minute second hour dog cat bird horse soup
bread butter sugar steep stoop soap snap slap strap stamp stock start stand state store story steak post past paste toss
"""
"""Single words that are no command; some of the second are much like *stop*."""


def say(text: str, voice: str, stretch: float = 1.0) -> Sound:
    """Return what a voice (``program name``) says, at ``LEVEL``, less the silence around it."""
    path = SAID / f"{hashlib.sha256(f'{voice} {stretch} {text}'.encode()).hexdigest()[:32]}.wav"
    if not path.exists():
        SAID.mkdir(exist_ok=True)
        program, name = voice.split()
        if program == "flite":
            how = ["flite", "-voice", name, "--setf", f"duration_stretch={stretch}", "-t", text, "-o"]
        else:
            how = ["espeak-ng", "-v", name, "-s", f"{160 / stretch:.0f}", text, "-w"]
        part = path.with_suffix(f".{os.getpid()}")
        subprocess.run([*how, str(part)], check=True, capture_output=True)
        part.replace(path)
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64)
        rate_hz = file.getframerate()
    loud = np.flatnonzero(np.abs(sound) > 0.03 * np.abs(sound).max())
    return at_level(at_rate(sound[loud[0] : loud[-1]], rate_hz))


def at_rate(sound: Sound, rate_hz: int) -> Sound:
    """Return a sound at the rate that is listened at, by its spectrum."""
    if rate_hz == RATE_HZ:
        return sound
    count = round(len(sound) * RATE_HZ / rate_hz)
    spectrum = np.fft.rfft(np.append(sound, np.zeros(-len(sound) % 1000)))
    count = round((len(sound) + -len(sound) % 1000) * RATE_HZ / rate_hz)
    kept = np.zeros(count // 2 + 1, complex)
    kept[: len(spectrum)] = spectrum[: len(kept)]
    return np.asarray(np.fft.irfft(kept, count) * RATE_HZ / rate_hz)


def at_level(sound: Sound) -> Sound:
    """Return a sound at ``LEVEL``."""
    return np.asarray(sound * LEVEL / np.sqrt(np.mean(sound[np.abs(sound) > 0.03 * np.abs(sound).max()] ** 2)))


def sentences() -> list[str]:
    """Return sentences of this project's texts; a list of the commands is none."""
    text = " ".join((ROOT / name).read_text(encoding="utf-8") for name in TEXTS)
    split = re.split(r"(?<=[.:;])\s+", re.sub(r"[^A-Za-z0-9',.:; ]+", " ", text))
    return [part for part in split if 20 < len(part) < 200 and "stop" not in part.lower()]


def music(length_s: float, seed: int) -> list[Sound]:
    """Return pieces of half a minute: drums, bass, chords and a melody in all mixtures, from sparse to dense."""
    random = np.random.default_rng(seed)
    return [_piece(30.0, random) for _ in range(round(length_s / 30.0))]


def _piece(length_s: float, random: np.random.Generator) -> Sound:
    beat_s = 60.0 / random.uniform(60.0, 140.0)
    out = np.zeros(round((length_s + 4.0) * RATE_HZ))
    key = random.integers(45, 57)
    scale = key + np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16])
    # The colour of the sound: how steeply its overtones fall, how fast it dies away.
    fall, decay_s, vibrato = random.uniform(0.7, 2.5), random.uniform(0.1, 1.5), random.uniform(0.0, 0.01)
    parts = random.random(4) < 0.6
    if not parts.any():
        parts[random.integers(4)] = True
    density = random.uniform(0.2, 0.9)

    def put(sound: Sound, at_s: float) -> None:
        begin = round(at_s * RATE_HZ)
        out[begin : begin + len(sound)] += sound[: len(out) - begin]

    def note(pitch: float, held_s: float, loud: float) -> Sound:
        t_s = np.arange(round((held_s + 0.15) * RATE_HZ)) / RATE_HZ
        hz = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)
        phase = 2.0 * np.pi * hz * (t_s + vibrato * np.sin(2 * np.pi * 5.5 * t_s) / (2 * np.pi * 5.5))
        tone = sum(np.sin(i * phase) / i**fall for i in range(1, 16) if i * hz < 7000.0)
        swell = np.minimum(t_s / 0.01, 1.0) * np.exp(-t_s / decay_s) * np.minimum((t_s[-1] - t_s) / 0.1, 1.0)
        return np.asarray(loud * tone * swell)

    def drum(kind: int) -> Sound:
        t_s = np.arange(RATE_HZ // 4) / RATE_HZ
        if kind == 0:
            return np.asarray(2.0 * np.sin(2 * np.pi * (50.0 * t_s - 4.0 * np.exp(-t_s / 0.03))) * np.exp(-t_s / 0.08))
        hiss = np.diff(random.standard_normal(len(t_s) + 1), prepend=0.0)[1:]
        return np.asarray((1.0 if kind == 1 else 0.4) * hiss * np.exp(-t_s / (0.06 if kind == 1 else 0.02)))

    beats = int(length_s / beat_s)
    for beat in range(beats):
        at_s = beat * beat_s
        chord = scale[CHORDS[beat // 4 % 4]]
        if parts[0]:
            put(drum(0 if beat % 2 == 0 else 1), at_s)
            if random.random() < density:
                put(drum(2), at_s + beat_s / 2)
        if parts[1] and random.random() < density:
            put(note(chord[0] - 12, beat_s * 0.8, 0.8), at_s)
        if parts[2] and beat % 4 == 0:
            for pitch in chord:
                put(note(pitch, beat_s * random.uniform(1.0, 4.0), 0.4), at_s)
        for half in (0.0, 0.5):
            if parts[3] and random.random() < density * 0.7:
                put(note(random.choice(scale) + 12, beat_s * random.uniform(0.3, 2.0), 0.7), at_s + half * beat_s)
    return at_level(out[: round(length_s * RATE_HZ)])


def cues(length_s: float) -> list[Sound]:
    """Return the tool's own phrases and tones: all without a number, and of the others as many as there is time for."""
    os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    import pygame

    folder = ROOT / "sounds"
    files = [*folder.glob("*.wav"), *sorted((folder / "en").glob("*.opus"))]
    plain = [path for path in files if not re.search(r"\d", path.stem)]
    others = [path for path in files if path not in plain]
    random = np.random.default_rng(1)
    pygame.mixer.init(RATE_HZ, -16, 1)
    try:
        found, sum_s = [], 0.0
        for path in [*plain, *random.permutation(np.array(others, dtype=object))]:
            sound = np.frombuffer(pygame.mixer.Sound(file=str(path)).get_raw(), np.int16).astype(np.float64)
            found.append(at_level(sound))
            sum_s += len(sound) / RATE_HZ + 1.1
            if sum_s > length_s:
                break
        return found
    finally:
        pygame.mixer.quit()


def in_noise(sounds: list[Sound], snr_db: float, fall: float, seed: int) -> NDArray[np.int16]:
    """Return sounds with pauses of about a second between them, in steady noise.

    Parameters
    ----------
    snr_db
        How far the noise is below ``LEVEL``.
    fall
        By which power of the frequency the noise's amplitude falls.
    """
    random = np.random.default_rng(seed)
    parts = [np.zeros(2 * RATE_HZ)]
    for sound in sounds:
        parts += [sound, np.zeros(int(random.uniform(0.8, 1.4) * RATE_HZ))]
    whole = np.concatenate(parts)
    spectrum = np.fft.rfft(random.standard_normal(len(whole) + -len(whole) % 1000))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** fall
    noise = np.fft.irfft(spectrum)[: len(whole)]
    noise *= LEVEL * 10.0 ** (-snr_db / 20.0) / np.sqrt(np.mean(noise**2))
    return (whole + noise).clip(-32768, 32767).astype(np.int16)


def _said(texts: list[str], length_s: float, talkers: tuple[str, ...]) -> list[Sound]:
    """Return texts as several say them in turns, for so long."""
    found, sum_s = [], 0.0
    for i in range(len(texts) * len(talkers)):
        turn = i // len(texts)
        found.append(say(texts[i % len(texts)], talkers[(i + turn) % len(talkers)]))
        sum_s += len(found[-1]) / RATE_HZ + 1.1
        if sum_s > length_s:
            break
    return found


def stretches(
    talkers: tuple[str, ...] = TALKERS, texts: list[str] | None = None, seed: int = 1
) -> dict[str, NDArray[np.int16]]:
    """Return the stretches of the hour by name, as a microphone hears them in a quiet room."""
    alone = [word for pair in zip(EVERYDAY.split(), cycle(OTHERS.split())) for word in pair]
    parts = {
        "sentences": _said(sentences() if texts is None else texts, SENTENCES_S, talkers),
        "single words": _said(alone, WORDS_S, talkers),
        "music": music(MUSIC_S, seed),
        OWN: cues(CUES_S),
    }
    return {name: in_noise(sounds, 30.0, 0.5, seed) for name, sounds in parts.items()}
