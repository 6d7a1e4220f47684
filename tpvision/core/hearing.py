"""From samples of a microphone to short spoken utterances, and which of them is a command.

Sound is kept only as the energies of mel bands, for a few seconds. An utterance is a stretch that stands out from what
was heard just before, with silence around it; running speech and music have no such stretch, or a long one, and are
dropped without being looked at. What is left is freed from steady noise and handed, as cepstra, to the recogniser; it
says which command fits best and how much worse that is than other sounds, and :func:`certain` judges.

Band energies and cepstra are those the recogniser's model was trained on: 25.6 ms windows every 10 ms, 25 mel bands of
130 to 6800 Hz, 13 liftered cepstral coefficients without their mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tpvision.values import Heard

RATE_HZ = 16_000
FRAME_S = 0.01

_WINDOW, _SHIFT, _FFT, _BANDS, _CEPSTRA = 410, 160, 512, 25, 13
_LEAD = 30
"""Frames before an utterance that are handed on with it; the noise is measured in them."""
_HANG = 25
"""Frames of silence that end an utterance."""
_LOUD = 8
"""An utterance has at least so many frames that stand out; a click has fewer."""
_LONGEST = 150
"""Frames of the longest utterance that may be a command; whoever speaks on is not talking to the tool."""
_PAST = 300
"""Frames that the background is measured in; the median bears a word in them."""
_ABOVE_DB = 8.0
"""How far a frame stands out from the background in some part of the spectrum: five deviations of steady noise."""
_FAINTEST_DB = 35.0
"""Band energy below which nothing stands out: the hiss of a microphone in a silent room."""

DOUBT = {"here": 100.0, "pause": 175.0, "go_on": 160.0, "next": 175.0, "easier": 110.0, "stop": 178.0}
"""How much doubt a command bears in a quiet room, as :func:`doubt` says it: *stop* the most, *here*, which is a short
word and like many, the least. Set with synthesised voices and music, never with people's own; see
``tests/benchmarks/bench_hearing.py``."""
_NOISE_DOUBT, _NOISY_DB, _CLEAN_DB = 280.0, 15.0, 25.0
"""How much more *stop* bears, for each second that it lasts, where it is no more than 15 dB above steady noise; less of
it up to 25 dB."""
_STEADY_DB, _RESTLESS_DB = 1.05, 2.5
"""How far the mean level of the bands varies before a word: at most so in steady noise, and never so far before a
command. Music does; none of the words it was set with varied more than 1.07 in noise of 10 dB and 2.2 in quiet."""
_STOP_S = (0.15, 0.7)
"""The shortest and the longest *stop*: a drum is shorter."""
_MARGIN = {"here": -24.0, "pause": -31.0, "go_on": -7.0, "next": -40.0, "easier": -40.0, "stop": -17.0}
"""The least margin, in nats. *Stop* needs none in noise, nor where other sounds fit little better:"""
_STOP_RATE = 265.0
"""by no more than so many nats a second."""
_LOUD_DB, _CHANGES_DB, _RISE = 25.0, 4.0, 2
"""Within 25 dB of its loudest, the spectrum of a word strays by 4 dB at least, less its level, and it takes two
frames or more to the loudest: a note's stays, and what is plucked or struck is loudest at once."""
_VOWEL, _HISS = slice(1, 13), slice(18, _BANDS)
"""Bands of 250 to 2100 Hz, where vowels are loudest, and those above 3.3 kHz, where *s* is."""
_HISS_DB = {"stop": 14.0, "next": 17.0}
"""How much louder the one is than the other at the *s*: before the vowel of *stop*, somewhere in *next*."""
_DARK_DB = 8.0
"""How far that falls again after the vowel of *stop*, against what is held on."""

Floats = NDArray[np.float64]


def _mel_bank() -> Floats:
    """Return triangular filters of unit area, shape (bands, bins), edges on whole bins."""
    bin_hz = RATE_HZ / _FFT
    low, high = (2595.0 * np.log10(1.0 + hz / 700.0) for hz in (130.0, 6800.0))
    edges_hz = 700.0 * (10.0 ** (np.linspace(low, high, _BANDS + 2) / 2595.0) - 1.0)
    edges = np.floor(edges_hz / bin_hz + 0.5)[:, None] * bin_hz
    left, middle, right = edges[:-2], edges[1:-1], edges[2:]
    hz = np.arange(_FFT // 2 + 1) * bin_hz
    sides = np.minimum((hz - left) / (middle - left), (right - hz) / (right - middle))
    return np.asarray(np.maximum(0.0, sides) * 2.0 / (right - left))


def _cosines() -> Floats:
    """Return the matrix from log energies to liftered cepstra, shape (bands, cepstra)."""
    order = np.arange(_CEPSTRA)
    dct = np.sqrt(2.0 / _BANDS) * np.cos(np.pi * np.outer(np.arange(_BANDS) + 0.5, order) / _BANDS)
    dct[:, 0] /= np.sqrt(2.0)
    return np.asarray(dct * (1.0 + 11.0 * np.sin(np.pi * order / 22.0)))


_BANK, _COSINES, _HAMMING = _mel_bank(), _cosines(), np.hamming(_WINDOW)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of sound with silence around it."""

    mel: Floats
    """Energies, shape (frames, 25), with the silence before and after it."""
    end_s: float
    """When its last sound was."""
    length_s: float
    """From its first to its last sound."""


@dataclass(frozen=True, slots=True)
class Listening:
    """What was heard of late, as band energies."""

    t_s: float = 0.0
    """Time heard."""
    samples: Floats = field(default_factory=lambda: np.zeros(0))
    """What did not fill a window yet."""
    mel: Floats = field(default_factory=lambda: np.zeros((0, _BANDS)))
    length: int = 0
    """Frames since an utterance began; 0 while there is none."""
    loud: int = 0
    """Of these, how many stood out."""
    quiet: int = 0
    """Frames since the last that stood out."""


def listen(state: Listening, samples: NDArray[np.int16]) -> tuple[Listening, Utterance | None]:
    """Hear on.

    Parameters
    ----------
    samples
        What follows, shape (n,), 16-bit at ``RATE_HZ``; less than the silence that ends an utterance.

    Returns
    -------
    Listening, Utterance or None
        The new state, and the utterance that ended in it.
    """
    heard = np.concatenate([state.samples, samples.astype(np.float64)])
    t_s = state.t_s + len(samples) / RATE_HZ
    count = (len(heard) - 1 - _WINDOW) // _SHIFT + 1
    if count < 1:
        return replace(state, t_s=t_s, samples=heard), None
    new = _energies(heard[: (count - 1) * _SHIFT + _WINDOW + 1])
    past = np.concatenate([state.mel, new])[-(_PAST + len(new)) :]
    parts_db = 10.0 * np.log10(past.reshape(len(past), 5, 5).mean(2) + 1.0)
    floor_db = np.maximum(np.median(parts_db[:_PAST], axis=0), _FAINTEST_DB)
    stands_out = (parts_db[-count:] - floor_db).max(1) > _ABOVE_DB
    length, loud, quiet = state.length, state.loud, state.quiet
    utterance = None
    for i, out in enumerate(stands_out, start=1):
        if out or length:
            length, loud, quiet = length + 1, loud + out, 0 if out else quiet + 1
        if length and quiet >= _HANG:
            begin, end = len(past) - count + i - length - _LEAD, len(past) - count + i
            if loud >= _LOUD and length - quiet <= _LONGEST and begin >= 0:
                ago_s = (quiet + count - i) * FRAME_S
                utterance = Utterance(past[begin:end], t_s - ago_s, (length - quiet) * FRAME_S)
            length = loud = quiet = 0
    return Listening(t_s, heard[count * _SHIFT :], past[-_PAST:], length, int(loud), quiet), utterance


def cepstra(utterance: Utterance) -> NDArray[np.float32]:
    """Return what the recogniser is given of an utterance: liftered cepstra less their mean, shape (frames, 13)."""
    rows = np.log(_quietened(utterance.mel) + 1e-4) @ _COSINES
    return np.asarray(rows - rows.mean(0), np.float32)


def doubt(heard: Heard) -> float:
    """Return how much better all other sounds and the most similar words fit than the command, in nats."""
    return heard.deficit - heard.margin


def certain(heard: Heard, utterance: Utterance) -> bool:
    """Say whether an utterance is to be taken for the command that was heard in it."""
    varies_db = float((10.0 * np.log10(utterance.mel[:_LEAD] + 1.0)).mean(1).std())
    if varies_db > _RESTLESS_DB or not _spoken(heard.word, _quietened(utterance.mel) + 1.0):
        return False
    limit, rivalled = DOUBT[heard.word], heard.margin < _MARGIN[heard.word]
    if heard.word == "stop":
        if not _STOP_S[0] <= utterance.length_s <= _STOP_S[1]:
            return False
        noisy = (_CLEAN_DB - _snr_db(utterance.mel)) / (_CLEAN_DB - _NOISY_DB) if varies_db <= _STEADY_DB else 0.0
        limit += _NOISE_DOUBT * utterance.length_s * min(max(noisy, 0.0), 1.0)
        rivalled &= noisy <= 0.0 and heard.deficit > _STOP_RATE * utterance.length_s
    return not rivalled and doubt(heard) <= limit


def _spoken(word: str, energies: Floats) -> bool:
    """Say whether band energies, shape (frames, 25), are of speech, and hiss where the word does."""
    bands_db, level_db = 10.0 * np.log10(energies), 10.0 * np.log10(energies.sum(1))
    loud = np.flatnonzero(level_db > level_db.max() - _LOUD_DB)
    changes_db = (bands_db - bands_db.mean(1, keepdims=True))[loud].std(0).mean()
    if changes_db < _CHANGES_DB or level_db.argmax() - loud[0] < _RISE:
        return False
    vowel = energies[:, _VOWEL].mean(1)
    hiss_db = 10.0 * np.log10(energies[:, _HISS].mean(1) / vowel)
    top = int(vowel.argmax())
    if word == "stop" and hiss_db[top:].max() < hiss_db[top] + _DARK_DB:
        return False
    where = hiss_db[loud[0] : max(top - 3, loud[0] + 1)] if word == "stop" else hiss_db[loud]
    return bool(where.max() >= _HISS_DB.get(word, -np.inf))


def _energies(samples: Floats) -> Floats:
    """Return the band energies of each window; the first sample only precedes the first window."""
    emphasized = samples[1:] - 0.97 * samples[:-1]
    windows = np.lib.stride_tricks.sliding_window_view(emphasized, _WINDOW)[::_SHIFT] * _HAMMING
    return np.asarray(np.abs(np.fft.rfft(windows, _FFT)) ** 2 @ _BANK.T)


def _noise(mel: Floats) -> Floats:
    """Return the energy of the noise before the word, for each band."""
    return np.asarray(np.maximum(mel[:_LEAD].mean(0), 1e-4))


def _snr_db(mel: Floats) -> float:
    """Return how far the loudest fifth of an utterance is above its noise."""
    loudest = np.sort(mel.sum(1))[-max(len(mel) // 5, 1) :].mean()
    return float(10.0 * np.log10(max(loudest / _noise(mel).sum() - 1.0, 0.1)))


def _quietened(mel: Floats) -> Floats:
    """Return the energies with steady noise brought down to 25 dB below the word, by 26 dB at most.

    A Wiener gain from the decision-directed estimate of the signal-to-noise ratio (Ephraim and Malah 1984).
    """
    ratio = mel / (1.5 * _noise(mel))
    snr_db = _snr_db(mel)
    least = min(max(10.0 ** ((snr_db - 25.0) / 20.0), 0.05), 1.0)
    out, before = np.empty_like(mel), np.zeros(mel.shape[1])
    for i, now in enumerate(ratio):
        prior = 0.9 * before + 0.1 * np.maximum(now - 1.0, 0.0)
        gain = np.maximum(prior / (1.0 + prior), least) ** 2
        out[i], before = gain * mel[i], gain * now
    return out
