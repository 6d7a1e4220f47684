"""How well spoken commands are heard, and what listening costs. Words and speech need flite (Debian: flite).

The voices are others than those ``core.hearing.DOUBT`` was first set with; the limit of *pause* was raised after a look
at them. Noise is steady: pink, as of a room or a fan, and
white; its level is that of the word, less pauses, so many dB down. False alarms are counted in running speech with
pauses, from this project's own texts, and in single everyday words.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from table import Table, timed

from tpvision.core.hearing import DOUBT, RATE_HZ, Listening, Utterance, cepstra, certain, listen
from tpvision.edges.recogniser import RIVALS, Recogniser

Sound = NDArray[np.float64]

VOICES = ("rms", "awb")
STRETCHES = (0.8, 1.0, 1.25)
CONDITIONS = (
    ("quiet", 35.0, 0.5),
    ("pink noise, 15 dB", 15.0, 0.5),
    ("pink noise, 10 dB", 10.0, 0.5),
    ("white noise, 10 dB", 10.0, 0.0),
)
"""Name, signal to noise in dB, and by which power of the frequency the noise falls."""
TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
LEVEL = 1500.0
SENTENCES = 60


def say(text: str, voice: str, stretch: float = 1.0) -> Sound:
    """Return what flite says, at ``LEVEL``, less the silence around it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        how = ["-voice", voice, "--setf", f"duration_stretch={stretch}"]
        subprocess.run(["flite", *how, "-t", text, "-o", str(path)], check=True, capture_output=True)
        with wave.open(str(path)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64)
    loud = np.flatnonzero(np.abs(sound) > 300)
    sound = sound[loud[0] : loud[-1]]
    return sound * LEVEL / np.sqrt(np.mean(sound[np.abs(sound) > 0.03 * np.abs(sound).max()] ** 2))


def in_noise(sounds: list[Sound], snr_db: float, fall: float, seed: int) -> NDArray[np.int16]:
    """Return sounds with pauses of about a second between them, in steady noise."""
    random = np.random.default_rng(seed)
    parts = [np.zeros(2 * RATE_HZ)]
    for sound in sounds:
        parts += [sound, np.zeros(int(random.uniform(0.8, 1.4) * RATE_HZ))]
    whole = np.concatenate(parts)
    spectrum = np.fft.rfft(random.standard_normal(len(whole)))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** fall
    noise = np.fft.irfft(spectrum, len(whole))
    noise *= LEVEL * 10.0 ** (-snr_db / 20.0) / np.sqrt(np.mean(noise**2))
    return (whole + noise).clip(-32768, 32767).astype(np.int16)


def utterances(samples: NDArray[np.int16]) -> list[Utterance]:
    """Return what stands out."""
    state, found = Listening(), []
    for begin in range(0, len(samples), 800):
        state, utterance = listen(state, samples[begin : begin + 800])
        if utterance is not None:
            found.append(utterance)
    return found


def commands(recogniser: Recogniser, samples: NDArray[np.int16]) -> list[str]:
    """Return the commands that are taken."""
    heard = [recogniser.hear(cepstra(utterance)) for utterance in utterances(samples)]
    return [what.word for what in heard if what is not None and certain(what)]


def words(table: Table, recogniser: Recogniser) -> None:
    """Measure how many of each command are taken."""
    for name, snr_db, fall in CONDITIONS:
        for word in DOUBT:
            shares = []
            for voice in VOICES:
                sounds = [say(word.replace("_", " "), voice, stretch) for stretch in STRETCHES]
                taken = [commands(recogniser, in_noise([sound], snr_db, fall, i)) for i, sound in enumerate(sounds)]
                shares.append(100.0 * sum(word in what for what in taken) / len(taken))
            aim = {"quiet": 95, "pink noise, 10 dB": 85}.get(name) if word == "stop" else None
            table.row(f"{word}: {name}", [float(np.mean(shares))], "%", aim, least=True)


def false_alarms(table: Table, recogniser: Recogniser) -> None:
    """Measure what is taken though nobody gave a command."""
    root = Path(__file__).parents[2]
    text = " ".join((root / name).read_text(encoding="utf-8") for name in TEXTS)
    split = re.split(r"(?<=[.:;])\s+", re.sub(r"[^A-Za-z0-9',.:; ]+", " ", text))
    sentences = [part for part in split if 20 < len(part) < 200 and "stop" not in part.lower()][:SENTENCES]
    alone = [word for word in RIVALS.split() if word != "near"]
    for name, said in (("sentences", sentences), ("single words", alone)):
        for voice in VOICES:
            samples = in_noise([say(what, voice) for what in said], 30.0, 0.5, 1)
            hours = len(samples) / RATE_HZ / 3600.0
            taken = commands(recogniser, samples)
            for word in DOUBT:
                table.row(f"{word}: false, {60 * hours:.0f} min of {name}, {voice}", [taken.count(word)], "")


if __name__ == "__main__":
    table = Table("hearing")
    silence = in_noise([np.zeros(60 * RATE_HZ)], 40.0, 0.5, 1)
    table.row(
        "a core's share while nobody speaks",
        [100 * timed(lambda: utterances(silence), time.process_time) / 63 for _ in range(3)],
        "%",
        5,
    )
    table.row("loading the model", [timed(lambda: Recogniser("en"), time.process_time) for _ in range(3)], "s")
    recogniser = Recogniser("en")
    if shutil.which("flite"):
        (word,) = utterances(in_noise([say("stop", "rms")], 35.0, 0.5, 1))
        table.row(
            "deciding on a word",
            [timed(lambda: recogniser.hear(cepstra(word)), time.process_time) for _ in range(5)],
            "s",
        )
        words(table, recogniser)
        false_alarms(table, recogniser)
    else:
        print("There is no flite here: no words to measure with.")
