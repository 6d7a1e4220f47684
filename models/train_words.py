"""Train the spoken commands: ``python models/train_words.py`` writes ``words.npz`` beside this file.

It needs what the tool itself does not: what ``say_words.py`` beside it names, and onnxruntime, scikit-learn, scipy and
wordfreq from PyPI. Takes two hours on two processors, most of it to hear it all.

Words are said by many voices (``say_words.py``), at other pitches and tempos, in rooms and in noise, and heard by
``tpvision.core.hearing``, as the tool hears them. The model that Google trained on 200 million clips of speech makes
ten rows of 96 numbers of each; a small network on top of those, and of the levels above the 3.8 kHz that this model
ends at, learns which command it is, or none (Lin and others 2020, "Training keyword spotters with limited and
synthesized speech data").
"""

from __future__ import annotations

import re
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from say_words import ACCENTS, Sound, phones, plan, said
from scipy.signal import butter, fftconvolve, lfilter, resample_poly, sosfilt

sys.path.insert(0, str(Path(__file__).parents[1]))
from tpvision.core.hearing import BANDS, FRAMES, LOW, RATE_HZ, Listening, listen

HERE = Path(__file__).parent
COMMANDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "here": ("here", "here"),
        "pause": ("pause",),
        "go_on": ("go on",),
        "next": ("next",),
        "easier": ("easier",),
        "stop": ("stop", "stop", "stop stop"),
    },
    "de": {
        "here": ("hier", "hier"),
        "pause": ("Pause",),
        "go_on": ("weiter",),
        "next": ("nächster", "nächste", "nächstes"),
        "easier": ("leichter",),
        "stop": ("stopp", "stopp", "stopp stopp"),
    },
}
"""How each command is said, as often as it matters."""
SAME = {
    "en": "here hear here's hears paws pours pores stop next necks pause easier",
    "de": "hier stop stopp pause weiter leichter",
}
"""Words that sound the same as a command, or are one."""
NEAR = {
    "en": """hair her hat hear ear year near fear beer deer cheer peer he heel heat hero heater hearing hi hey ha high
      horse pose paws posy cause cars gauze laws pass pays poor port pulse pores applause
      gone going on go goal gold ago own along golf govern goat come on carry on hold on Koran goon
      text neck necks nest nets X six sex likes annexed vexed mixed next to exit taxed
      easy ear easel ether eager seizure leisure evening either he's here he sir teaser Caesar Lisa
      top shop step stock spot stub stuff start staff stopped store star story stand steep stoop soap snap slap strap
      stamp stomp stark sock sop chop drop hop pop crop stuck stick state stay storm strong style study song""",
    "de": """wir ihr hin hinter Tier vier Bier mir dir für Hirn Heer her hör hoch Harry hierher
      Pausen Hause Laus Brause Flause passe Posse Pausenbrot lause raus aus Panse
      weit Leiter heiter breiter Reiter Weide Seite Weite Eiter leider weil zweiter Kleider
      nächtlich Nächte Nest nackt Text sechste rechte Nichte beste feste letzte hechte
      leicht Lichter Leuchter Leiche weichter Dichter leider schlechter rechter Richter feuchter
      Stoff Topf Stock Kopf Stopfer Shop hopp top ob Stadt Start stumpf stoppen gestoppt Stab stolz""",
}
SPEECH = (HERE.parent / "README.md", HERE.parent / "CONTRIBUTING.md")
AGAIN = {"": 1, "stop": 4}
"""In how many rooms and noises each saying is heard: 3 of another command, twice as many of voices that are no formant
voices. Each is then heard once more, warped."""
MORE = {
    "en": {"": 1, "near": 4, "here": 8, "pause": 4, "go_on": 1, "next": 4, "easier": 1, "stop": 10},
    "de": {"near": 2, "here": 6, "pause": 2, "go_on": 12, "easier": 4, "stop": 12},
}
"""In how many more, of what is hardest to tell apart."""
NETS, HIDDEN, EPOCHS = 6, 192, 12
WIDE = FRAMES - 8
"""Frames that the networks see at once; the tool looks three times, each time a little later."""
T = (WIDE - 76) // 8 + 1
About = tuple[str, str, bool, str]
"""Label, program, whether the voice is kept out of the training, and the text."""


@cache
def common(language: str) -> list[str]:
    """Return the most frequent words that are no command."""
    from wordfreq import top_n_list

    same = SAME[language].split()
    return [word for word in top_n_list(language, 12000) if word.isalpha() and word not in same and len(word) > 1]


@cache
def near(language: str) -> list[str]:
    """Return words that sound much like a command; five times those that differ from one by a single phone."""
    found = re.split(r"\s+", NEAR[language].strip())
    commands = [text for texts in COMMANDS[language].values() for text in texts]
    accent, words = ACCENTS[language][0], common(language)
    aims = [phone.split() for phone in phones(commands, accent)]
    for word, made in zip(words, phones(words, accent), strict=True):
        found += [word] * (5 if min(apart(made.split(), aim) for aim in aims) == 1 else 0)
    return [word for word in found if word not in SAME[language].split()]


def others(language: str) -> list[str]:
    """Return words that are no command, what sounds alike more often, and short phrases."""
    random = np.random.default_rng(2)
    words = common(language)
    phrases = [" ".join(random.choice(words[:600], random.integers(2, 5))) for _ in range(600)]
    return words[:2500] + near(language) * 8 + phrases


def apart(some: list[str], others: list[str]) -> int:
    """Return by how many phones put in, left out or changed two words differ (Levenshtein's distance)."""
    row = list(range(len(others) + 1))
    for i, one in enumerate(some, start=1):
        last, row = row, [i]
        for j, other in enumerate(others, start=1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (one != other)))
    return row[-1]


@cache
def jobs(language: str) -> list[tuple[str, str, str, Any, str, float]]:
    """Return what is said; see ``say_words.plan``."""
    return list(plan(language, COMMANDS[language], others(language)))


def say(language: str, part: int, of: int) -> int:
    """Say a part of it all, so that it is there."""
    todo = jobs(language)[part::of]
    for _, *what in todo:
        said(*what)
    return len(todo)


def heard_as(sound: Sound, rate_hz: int, random: np.random.Generator, aimed: bool) -> list[NDArray[np.float32]]:
    """Return how a saying is heard at some pitch, in some room and noise: band levels of its utterances.

    Of a command that is ``aimed`` for, the longest one only.
    """
    pitch = random.uniform(0.75, 1.2)
    up = round(1000 / pitch)
    sound = resample_poly(sound, round(up * RATE_HZ / 8000), round(1000 * rate_hz / 8000))
    if random.random() < 0.7:
        length_s, share = random.uniform(0.05, 0.5), 10 ** random.uniform(-1.5, 0.2)
        t_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
        echo = random.standard_normal(len(t_s)) * np.exp(-6.9 * t_s / length_s)
        echo *= share / np.sqrt((echo**2).sum())
        echo[0] += 1.0
        sound = fftconvolve(sound, echo)[: len(sound) + round(0.15 * RATE_HZ)]
    if random.random() < 0.6:  # voices and rooms are dull or sharp
        sound = lfilter([1.0, random.uniform(-0.7, 0.9)], [1.0], sound)
    level = 10 ** random.uniform(2.2, 3.8)
    sound = sound * level / np.sqrt(np.mean(sound[np.abs(sound) > 0.03 * np.abs(sound).max()] ** 2))
    before = round(random.uniform(2.2, 3.2) * RATE_HZ)
    out = np.zeros(before + len(sound) + round(0.5 * RATE_HZ))
    snr_db = random.uniform(6.0, 16.0) if random.random() < 0.6 else random.uniform(16.0, 45.0)
    out += noise(len(out), random) * max(level * 10 ** (-snr_db / 20), 1.0)
    out[before : before + len(sound)] += sound
    if random.random() < 0.15:  # microphones that carry less than others, as those of headsets
        out = sosfilt(butter(6, random.uniform(3400.0, 7500.0), fs=RATE_HZ, output="sos"), out)
    samples = np.clip(out, -32768, 32767).astype(np.int16)
    state, found = Listening(), []
    for begin in range(0, len(samples), 1600):
        state, utterance = listen(state, samples[begin : begin + 1600])
        if utterance is not None:
            found.append(utterance)
    if aimed:
        found = sorted(found, key=lambda each: each.length_s)[-1:]
    return [utterance.mel_db[-WIDE:] for utterance in found]


def warped(mel_db: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Return an utterance as if said by somebody larger or smaller, faster or slower, its end cut off or later."""
    end = WIDE - 25
    tempo, size, shift = random.uniform(0.78, 1.28), random.uniform(0.9, 1.12), random.uniform(-8.0, 6.0)
    frames = np.clip(end + (np.arange(WIDE) - end) * tempo + shift, 0, WIDE - 1)
    bands = np.clip(np.arange(BANDS) * size, 0, BANDS - 1)
    low = np.minimum(frames.astype(int), WIDE - 2)
    part = (frames - low)[:, None]
    timed = mel_db[low] * (1 - part) + mel_db[low + 1] * part
    low = np.minimum(bands.astype(int), BANDS - 2)
    return np.asarray(timed[:, low] * (1 - bands + low) + timed[:, low + 1] * (bands - low), np.float32)


def noise(count: int, random: np.random.Generator) -> Sound:
    """Return steady noise of RMS 1, anything from white to brown."""
    spectrum = np.fft.rfft(random.standard_normal(count + count % 2))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1.0) ** random.choice([0.0, 0.5, 0.5, 1.0])
    out = np.fft.irfft(spectrum)[:count]
    return np.asarray(out / out.std())


def rows(mel_db: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what Google's model makes of utterances, and how loud they are above it, shape (n, 1108)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = onnxruntime.InferenceSession(str(HERE / "speech_embedding.onnx"), options)
    out = []
    for some in np.array_split(np.reshape(mel_db, (-1, WIDE, BANDS)), len(mel_db) // 16 + 1):
        windows = np.stack([some[:, 8 * i : 8 * i + 76, :LOW] for i in range(T)], axis=1)
        windows = windows.reshape(-1, 76, LOW, 1) / 10.0 + 2.0
        made = model.run(None, {"input_1": windows})[0].reshape(len(some), -1)
        high = some[:, :, LOW:].reshape(len(some), WIDE // 4, 4, -1, 2).mean((2, 4)).reshape(len(some), -1) / 10.0
        out.append(np.hstack([made, high]))
    return np.concatenate(out).astype(np.float32)


def is_kept(program: str, name: str) -> bool:
    """Say whether a voice is kept out of the training, to set the limits with."""
    kept = {"kokoro": ("41", "43", "45", "47", "49", "4"), "piper": ("20", "21", "22", "23"), "hibari": ("11",)}
    return name.split("+")[-1].split()[-1] in kept.get(program, ("f4", "m7", "anika", "quincy", "zac", "kal16"))


def examples(language: str, part: int, of: int) -> tuple[NDArray[np.float32], list[About]]:
    """Return rows of a part of all that is said, and of each the label, the program, whether it is kept, the text."""
    random, alike = np.random.default_rng(part), set(near(language))
    mel_db, about = [], []
    for label, program, name, voice, text, tempo in jobs(language)[part::of]:
        sound, rate_hz = said(program, name, voice, text, tempo)
        kind = "near" if not label and text in alike else label
        times = AGAIN.get(label, 3) * (1 if program == "espeak" else 2) + MORE[language].get(kind, 0)
        for _ in range(times):
            for each in heard_as(sound, rate_hz, random, bool(label)):
                mel_db += [each, warped(each, random)]
                about += [(label, program, is_kept(program, name), text)] * 2
    return rows(np.array(mel_db)), about


def tunes(part: int, of: int) -> tuple[NDArray[np.float32], list[About]]:
    """Return rows of music and of knocks and claps; see ``tests/benchmarks/hour.py``."""
    sys.path.insert(0, str(HERE.parent / "tests" / "benchmarks"))
    from hour import music

    mel_db = []
    random = np.random.default_rng(part)
    for piece in music(4200.0 / of, 100 + part):
        state = Listening()
        samples = np.clip(piece + 20.0 * noise(len(piece), random), -32768, 32767).astype(np.int16)
        for begin in range(0, len(samples), 1600):
            state, utterance = listen(state, samples[begin : begin + 1600])
            if utterance is not None:
                mel_db.append(utterance.mel_db[-WIDE:])
    for _ in range(1200 // of):
        count = random.integers(1, 4)
        fall_s = 10 ** random.uniform(-2.3, -0.7)
        knock = noise(RATE_HZ // 5, random) * np.exp(-np.arange(RATE_HZ // 5) / RATE_HZ / fall_s)
        gap = np.zeros(round(random.uniform(0.0, 0.2) * RATE_HZ))
        mel_db += heard_as(np.concatenate([knock, gap] * count), RATE_HZ, random, False)
    return rows(np.array(mel_db)), [("", "tune", random.random() < 0.2, "")] * len(mel_db)


def gathered(language: str) -> tuple[NDArray[np.float32], list[About]]:
    """Return all examples, made on all processors."""
    of = 32
    with ProcessPoolExecutor() as pool:
        parts = [pool.submit(examples, language, part, of) for part in range(of)]
        parts += [pool.submit(tunes, part, 8) for part in range(8)]
        done = [part.result() for part in parts]
    return np.concatenate([x for x, _ in done]), [one for _, about in done for one in about]


def train(language: str) -> dict[str, NDArray[np.float32]]:
    """Return the weights of the networks; print how well one does that has not heard some of the voices."""
    x, about = gathered(language)
    labels = ["", *COMMANDS[language]]
    y = np.array([labels.index(label) for label, *_ in about])
    kept = np.array([keep for _, _, keep, _ in about])
    report(fitted(x[~kept], y[~kept], 1), x, y, about, labels)
    return fitted(x, y, NETS)


def fitted(x: NDArray[np.float32], y: NDArray[np.int64], count: int) -> dict[str, NDArray[np.float32]]:
    """Return the weights of so many networks that are trained with all that is given."""
    from sklearn.neural_network import MLPClassifier

    mean, scale = x.mean(0), x.std(0) + 1e-3
    nets = []
    for seed in range(count):
        net = MLPClassifier((HIDDEN,), alpha=3e-3, batch_size=256, max_iter=EPOCHS, random_state=seed)
        nets.append(net.fit((x - mean) / scale, y))
    firsts = [net.coefs_[0] / scale[:, None] for net in nets]
    return {
        "first": np.stack(firsts).astype(np.float16),
        "first_bias": np.stack([net.intercepts_[0] - mean @ first for net, first in zip(nets, firsts, strict=True)]),
        "last": np.stack([net.coefs_[1] for net in nets]),
        "last_bias": np.stack([net.intercepts_[1] for net in nets]),
    }


def likely(weights: dict[str, NDArray[np.float32]], x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities, shape (n, labels), as ``tpvision.edges.recogniser`` computes them."""
    hidden = np.einsum("ni,kij->knj", x, weights["first"].astype(np.float32)) + weights["first_bias"][:, None]
    scores = (np.maximum(hidden, 0) @ weights["last"] + weights["last_bias"][:, None]).mean(0)
    scores = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(scores / scores.sum(1, keepdims=True))


def report(
    weights: dict[str, NDArray[np.float32]],
    x: NDArray[np.float32],
    y: NDArray[np.int64],
    about: list[About],
    labels: list[str],
) -> None:
    """Print for the voices that were kept out how many are heard and how many of the others are taken, by the limit."""
    kept = np.flatnonzero([keep for _, _, keep, _ in about])
    p, y = likely(weights, x[kept]), y[kept]
    texts = np.array([text for *_, text in about])[kept]
    print(f"{len(kept)} of {len(about)} utterances were kept out")
    for k, label in enumerate(labels[1:], start=1):
        heard, taken = p[y == k, k], np.where(p.argmax(1) == k, p[:, k], 0)[y != k]
        for limit in (0.5, 0.8, 0.9, 0.95, 0.98, 0.99):
            shares = f"{np.mean(heard >= limit):.3f} of {len(heard)} heard, {np.mean(taken >= limit):.5f} of others"
            print(f"{label} {limit}: {shares}")
        print("  nearest:", *texts[y != k][np.argsort(taken)[::-1][:12]], sep=" | ")


def main() -> None:
    """Train all languages."""
    weights = {f"{language}_{name}": value for language in COMMANDS for name, value in train(language).items()}
    np.savez_compressed(HERE / "words.npz", **weights)


if __name__ == "__main__":
    if sys.argv[1:]:
        print(say(sys.argv[1], int(sys.argv[2]), 2))
    else:
        main()
