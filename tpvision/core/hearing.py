"""From samples of a microphone to short spoken utterances, and which of them is a command.

Sound is kept only as the energies of mel bands, for a few seconds. An utterance is a stretch that stands out from what
was heard just before, with silence around it; running speech and music have no such stretch, or a long one, and are
dropped without being looked at. What is left is handed to the recogniser, which says how much it is like each command
and like anything else, and :func:`certain` judges.

The first 32 bands are those that the recogniser's model was trained on: Hann windows of 25 ms every 10 ms, mel bands of
60 to 3800 Hz (Slaney's scale, unit area). The eight above them, up to 8 kHz, carry what that model does not hear: most
of an *s*, which is what is left of it in noise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tpvision.values import Heard

RATE_HZ = 16_000
FRAME_S = 0.01
LOW, BANDS = 32, 40
"""Mel bands that the recogniser's model knows, and all of them."""
FRAMES = 156
"""Of an utterance with the silence around it, as it is handed on: 1.56 s."""

_WINDOW, _SHIFT, _FFT = 400, 160, 512
_LEAD = 30
"""Frames before an utterance that must have been heard: the first of all stands out from nothing."""
_HANG = 25
"""Frames of silence that end an utterance."""
_LOUD = 8
"""An utterance has at least so many frames that stand out; a click has fewer."""
_LONGEST = 150
"""Frames of the longest utterance that may be a command; whoever speaks on is not talking to the tool."""
_PAST = 300
"""Frames that the background is measured in; the median bears a word in them."""
_PARTS = 5
"""Parts of the spectrum, eight bands each; the last is what the model does not hear."""
_ABOVE_DB = 8.0
"""How far a frame stands out from the background in some part of the spectrum: five deviations of steady noise in the
lowest, more in the others, whose bands are wider."""
_FAINTEST_DB = 32.0
"""Band energy below which nothing stands out: the hiss of a microphone in a silent room."""
_RANGE_DB, _LOUDEST_DB = 80.0, 100.0
"""What is fainter than the loudest of the low bands by more is lost, as in the model's training; and how loud that one
was there."""

LEAST = {"here": 0.85, "pause": 0.7, "go_on": 0.7, "next": 0.7, "easier": 0.7, "stop": 0.65}
"""How likely each command must be to be taken: *stop* the least, so that most are heard in noise, though *top* and
*store* sound like it; *here*, a short word and like many, the most. Set with synthesised voices that the networks were
not trained with, never with people's own; see ``tests/benchmarks/bench_hearing.py``."""

Floats = NDArray[np.float64]


def _mel_bank() -> Floats:
    """Return triangular filters of unit area, shape (bands, bins); Slaney's scale is linear to 1 kHz, then even."""
    step, even = 200.0 / 3.0, np.log(6.4) / 27.0
    low, high, top = 60.0 / step, 15.0 + np.log(3.8) / even, 15.0 + np.log(8.0) / even
    mel = np.concatenate([np.linspace(low, high, LOW + 2), np.linspace(high, top, BANDS - LOW + 1)[1:]])
    edges_hz = np.where(mel < 15.0, mel * step, 1000.0 * np.exp(even * (mel - 15.0)))[:, None]
    left, middle, right = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    hz = np.arange(_FFT // 2 + 1) * RATE_HZ / _FFT
    sides = np.minimum((hz - left) / (middle - left), (right - hz) / (right - middle))
    return np.asarray(np.maximum(0.0, sides) * 2.0 / (right - left))


_BANK, _HANN = _mel_bank(), np.hanning(_WINDOW + 1)[:-1]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of sound with silence around it."""

    mel_db: NDArray[np.float32]
    """What the recogniser is given: band levels, shape (``FRAMES``, ``BANDS``); its end is the silence after it."""
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
    mel: Floats = field(default_factory=lambda: np.zeros((0, BANDS)))
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
    count = (len(heard) - _WINDOW) // _SHIFT + 1
    if count < 1:
        return replace(state, t_s=t_s, samples=heard), None
    new = _energies(heard[: (count - 1) * _SHIFT + _WINDOW])
    past = np.concatenate([state.mel, new])[-(_PAST + len(new)) :]
    parts_db = 10.0 * np.log10(past.reshape(len(past), _PARTS, -1).mean(2) + 1.0)
    floor_db = np.maximum(np.median(parts_db[:_PAST], axis=0), _FAINTEST_DB)
    stands_out = (parts_db[-count:] - floor_db).max(1) > _ABOVE_DB
    length, loud, quiet = state.length, state.loud, state.quiet
    utterance = None
    for i, out in enumerate(stands_out, start=1):
        if out or length:
            length, loud, quiet = length + 1, loud + out, 0 if out else quiet + 1
        if length and quiet >= _HANG:
            end = len(past) - count + i
            begin = end - max(length + _LEAD, FRAMES)
            if loud >= _LOUD and length - quiet <= _LONGEST and begin >= 0:
                ago_s = (quiet + count - i) * FRAME_S
                utterance = Utterance(_levels(past[end - FRAMES : end]), t_s - ago_s, (length - quiet) * FRAME_S)
            length = loud = quiet = 0
    return Listening(t_s, heard[count * _SHIFT :], past[-_PAST:], length, int(loud), quiet), utterance


def _energies(samples: Floats) -> Floats:
    """Return the band energies of each window."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_SHIFT] * _HANN
    return np.asarray(np.abs(np.fft.rfft(windows, _FFT)) ** 2 @ _BANK.T)


def _levels(mel: Floats) -> NDArray[np.float32]:
    """Return the levels of band energies, the loudest always the same: how near one stands does not matter."""
    level_db = 10.0 * np.log10(mel + 1e-10)
    return np.asarray(np.maximum(level_db - level_db[:, :LOW].max(), -_RANGE_DB) + _LOUDEST_DB, np.float32)


def certain(heard: Heard) -> bool:
    """Say whether an utterance is to be taken for the command that was heard in it."""
    return heard.likely >= LEAST[heard.word]
