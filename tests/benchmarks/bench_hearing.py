"""How well spoken commands are heard, and what listening costs. Speech needs flite and espeak-ng (Debian: so named).

The voices are others than those that the recogniser was trained with. Noise is steady: pink, as of a room or a fan,
and white; its level is that of the word, less pauses, so many dB down. False alarms are counted in the hour that
``hour.py`` makes; of what is taken in the tool's own sentences, which is shown, only *stop* is one: while the tool
speaks, nothing else is taken (``tests/app/test_hearing.py``).
"""

from __future__ import annotations

import shutil
import time
from collections import Counter

import numpy as np
from hour import OWN, in_noise, say, stretches
from numpy.typing import NDArray
from table import Table, timed

from tpvision.core.hearing import LEAST, RATE_HZ, Listening, Utterance, certain, listen
from tpvision.edges import folders
from tpvision.edges.recogniser import Recogniser

VOICES = ("flite awb", "espeak-ng en-us+m3", "espeak-ng en-us+f3", "espeak-ng en-gb-scotland+m4")
STRETCHES = (0.8, 1.0, 1.25)
SEEDS = 5
CONDITIONS = (
    ("quiet", 35.0, 0.5),
    ("pink noise, 10 dB", 10.0, 0.5),
    ("white noise, 10 dB", 10.0, 0.0),
)
"""Name, signal to noise in dB, and by which power of the frequency the noise falls."""


def loaded(language: str = "en") -> Recogniser:
    """Return the recogniser of a language."""
    folder = folders.models_folder()
    return Recogniser(folder / "speech_embedding.onnx", folder / "words.npz", language)


def utterances(samples: NDArray[np.int16]) -> list[Utterance]:
    """Return what stands out."""
    state, found = Listening(), []
    for begin in range(0, len(samples), 3200):
        state, utterance = listen(state, samples[begin : begin + 3200])
        if utterance is not None:
            found.append(utterance)
    return found


def commands(recogniser: Recogniser, samples: NDArray[np.int16]) -> list[str]:
    """Return the commands that are taken."""
    heard = [recogniser.hear(utterance.mel_db) for utterance in utterances(samples)]
    return [what.word for what in heard if certain(what)]


def words(table: Table, recogniser: Recogniser) -> None:
    """Measure how many of each command are taken: of *stop*, each way to say it is heard in noise of several seeds."""
    ways = [(voice, stretch) for voice in VOICES for stretch in STRETCHES]
    for name, snr_db, fall in CONDITIONS:
        for word in LEAST:
            aim = {"quiet": 95, "pink noise, 10 dB": 85}.get(name) if word == "stop" else None
            # Enough for the bounds, and within minutes: what has none is said once in each way.
            seeds = SEEDS if aim is not None and name != "quiet" else 1
            taken = [
                word
                in commands(recogniser, in_noise([say(word.replace("_", " "), voice, stretch)], snr_db, fall, seed))
                for seed in range(seeds)
                for voice, stretch in ways
            ]
            table.row(f"{word}: {name}, of {len(taken)}", [100.0 * sum(taken) / len(taken)], "%", aim, least=True)


def false_alarms(table: Table, recogniser: Recogniser) -> None:
    """Measure what is taken though nobody gave a command."""
    sum_h, sums = 0.0, Counter[str]()
    for name, samples in stretches().items():
        hours = len(samples) / RATE_HZ / 3600.0
        taken = Counter(commands(recogniser, samples))
        table.row(
            f"false in {60 * hours:.0f} min of {name}", [taken.total()], ", ".join(f"{n} {w}" for w, n in taken.items())
        )
        if name == OWN:
            taken = Counter({"stop": taken["stop"]})
        sum_h, sums = sum_h + hours, sums + taken
    for word in LEAST:
        # Under 1 an hour: one in what is a little more than an hour is still less.
        table.row(f"{word}: false an hour, in {60 * sum_h:.0f} min", [sums[word] / sum_h], "", 0.99)


if __name__ == "__main__":
    table = Table("hearing")
    silence = in_noise([np.zeros(60 * RATE_HZ)], 40.0, 0.5, 1)
    table.row(
        "a core's share while nobody speaks",
        [100 * timed(lambda: utterances(silence), time.process_time) / 63 for _ in range(3)],
        "%",
        5,
    )
    table.row("loading the model", [timed(loaded, time.process_time) for _ in range(3)], "s")
    recogniser = loaded()
    if shutil.which("flite") and shutil.which("espeak-ng"):
        (word,) = utterances(in_noise([say("stop", "flite rms")], 35.0, 0.5, 1))
        table.row(
            "deciding on a word",
            [timed(lambda: recogniser.hear(word.mel_db), time.process_time) for _ in range(5)],
            "s",
        )
        words(table, recogniser)
        false_alarms(table, recogniser)
    else:
        print("There is no flite or no espeak-ng here: no words to measure with.")
