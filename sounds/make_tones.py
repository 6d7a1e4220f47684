"""Make the tones of tpvision: ``python sounds/make_tones.py`` writes the WAV files beside this script.

Every tone is a few struck or blown notes, added up from sine waves; nothing is random. The tones differ
in rhythm (number and spacing of notes), in pitch and direction, and in timbre, so that they can be told
apart from another room, with eyes closed or with a poor loudspeaker: no information lies below 250 Hz,
which a laptop hardly plays. All are set to the same loudness, as ITU-R BS.1770 measures it.
"""

from __future__ import annotations

import os
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE_HZ = 48_000
"""Opus is decoded at this rate, and most devices play at it."""
LOUDNESS_LUFS = -19.5
"""Midway between the loudness of a tone's loudest 0.4 s and that of the whole of it: short strokes and long
notes differ in how far these two lie apart, and so neither differs by more than 2 LU between any two tones."""
PEAK_MAX_DBFS = -3.0
FADE_IN_S = 0.004
FADE_OUT_S = 0.03

# Partials as (multiple of the note's frequency, share, how much sooner it dies away).
BAR = ((1.0, 1.0, 1.0), (3.93, 0.22, 3.0), (9.5, 0.05, 7.0))
"""Like a marimba's bar: a round tone with a woody stroke."""
BELL = ((1.0, 1.0, 1.0), (2.0, 0.5, 1.3), (3.0, 0.25, 1.8), (4.2, 0.15, 2.6))
"""Like a small bell."""
FLUTE = ((1.0, 1.0, 1.0), (2.0, 0.12, 1.0), (3.0, 0.05, 1.0))
"""Soft, nearly a sine wave."""
REED = tuple((float(n), 1.0 / n, 1.0) for n in range(1, 9))
"""Rich in overtones, as a clarinet or an oboe is."""
HORN = tuple((float(n), 1.0 / n, 1.0) for n in (1, 2, 3, 5, 7))
"""Dark and plain."""


def note(
    start_s: float,
    length_s: float,
    pitch_hz: float | tuple[float, float],
    partials: Sequence[tuple[float, float, float]],
    decay_s: float,
    share: float = 1.0,
) -> Samples:
    """Return one note, silent before ``start_s``, with a fade at both ends.

    A pair of pitches glides from the first to the second. ``decay_s`` is the time in which the note falls
    to a third; partials above 16 kHz are left out.
    """
    t_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    first_hz, last_hz = pitch_hz if isinstance(pitch_hz, tuple) else (pitch_hz, pitch_hz)
    cycles = first_hz * t_s + (last_hz - first_hz) * t_s**2 / (2 * length_s)
    sound = np.zeros_like(t_s)
    for multiple, part, sooner in partials:
        if multiple * max(first_hz, last_hz) < 16_000:
            sound += part * np.exp(-t_s * sooner / decay_s) * np.sin(2 * np.pi * multiple * cycles)
    fade_in = np.clip(t_s / FADE_IN_S, 0, 1)
    fade_out = np.clip((length_s - t_s) / FADE_OUT_S, 0, 1)
    sound *= share * (np.sin(fade_in * np.pi / 2) * np.sin(fade_out * np.pi / 2)) ** 2
    return np.concatenate([np.zeros(round(start_s * RATE_HZ)), sound])


def mix(*notes: Samples) -> Samples:
    """Add notes up; the result is as long as the longest and ends with a little silence."""
    total = np.zeros(max(map(len, notes)) + round(0.01 * RATE_HZ))
    for samples in notes:
        total[: len(samples)] += samples
    return total


def tones() -> dict[str, Samples]:
    """Return every tone by the kind of cue it belongs to; floats between -1 and 1, mono."""
    c5, d5, e5, f5, g5, a5, c6 = 523.25, 587.33, 659.26, 698.46, 783.99, 880.0, 1046.5
    made = {
        # Two notes upward, as one lifts the voice before beginning.
        "ready": mix(note(0.0, 0.30, g5, BAR, 0.14), note(0.17, 0.45, c6, BAR, 0.22)),
        # One full bell.
        "begin": mix(note(0.0, 0.95, c5, BELL, 0.7), note(0.0, 0.95, e5, BELL, 0.7, 0.6)),
        # A knock on wood.
        "tick": mix(note(0.0, 0.16, 1318.5, BAR, 0.06)),
        # A bell's three notes down to rest.
        "end": mix(
            note(0.0, 0.50, c6, BELL, 0.35),
            note(0.22, 0.50, a5, BELL, 0.35),
            note(0.44, 0.70, f5, BELL, 0.55),
        ),
        # One soft slide downward: something glides away.
        "drift": mix(note(0.0, 0.65, (d5, 349.2), FLUTE, 0.9)),
        # Four quick even reed notes.
        "warn": mix(*(note(0.13 * i, 0.10, a5, REED, 0.5) for i in range(4))),
        # Two long low notes, the second lower.
        "stop": mix(note(0.0, 0.40, 349.2, HORN, 0.9), note(0.42, 0.62, 261.6, HORN, 0.9)),
    }
    return {name: levelled(samples) for name, samples in made.items()}


def levelled(samples: Samples) -> Samples:
    """Return the tone at the common loudness.

    Raises
    ------
    ValueError
        Its peak would then be too high: the tone is too short or too sparse for this loudness.
    """
    samples = samples * 10 ** ((LOUDNESS_LUFS - sum(loudness_lufs(samples)) / 2) / 20)
    peak_dbfs = 20 * np.log10(np.abs(samples).max())
    if peak_dbfs > PEAK_MAX_DBFS:
        raise ValueError(f"a tone would peak at {peak_dbfs:.1f} dBFS")
    return samples


def loudness_lufs(samples: Samples) -> tuple[float, float]:
    """Return the largest momentary and the integrated loudness of a mono tone amid silence, by ITU-R BS.1770-4."""
    window = round(0.4 * RATE_HZ)
    padded = np.concatenate([np.zeros(window), samples, np.zeros(2 * window)])
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(len(padded)))
    weighted = np.fft.irfft(np.fft.rfft(padded) * _k_weighting(z), len(padded))
    energy = np.concatenate([[0.0], np.cumsum(weighted**2)])
    power = (energy[window:] - energy[:-window]) / window
    # The standard's two gates: silence, and what is 10 LU below the rest.
    heard = power[power > 10 ** ((-70 + 0.691) / 10)]
    heard = heard[heard > heard.mean() / 10]
    return float(-0.691 + 10 * np.log10(power.max())), float(-0.691 + 10 * np.log10(heard.mean()))


def _k_weighting(z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Response of the standard's two filters, designed anew for this sampling rate; ``z`` is one sample's delay."""
    # A shelf that lifts what the head lifts ...
    k, q, gain = np.tan(np.pi * 1681.974450955533 / RATE_HZ), 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    middle = gain**0.4996667741545416
    shelf = (gain + middle * k / q + k * k) + 2 * (k * k - gain) * z + (gain - middle * k / q + k * k) * z**2
    shelf /= (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z**2
    # ... and a high-pass filter.
    k, q = np.tan(np.pi * 38.13547087602444 / RATE_HZ), 0.5003270373238773
    high = (1 - 2 * z + z**2) / (
        1 + 2 * (k * k - 1) / (1 + k / q + k * k) * z + (1 - k / q + k * k) / (1 + k / q + k * k) * z**2
    )
    response: NDArray[np.complex128] = shelf * high
    return response


def to_int16(samples: Samples) -> NDArray[np.int16]:
    """Round a tone to what a WAV file holds."""
    return np.round(samples * 32767).astype(np.int16)


def main() -> None:
    """Write ``<kind>.wav`` for every tone, mono, 16 bit, beside this script."""
    folder = Path(__file__).parent
    for name, samples in tones().items():
        part = folder / f"{name}.wav.part"
        with wave.open(str(part), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(to_int16(samples).astype("<i2").tobytes())
        os.replace(part, folder / f"{name}.wav")
        momentary_lufs, integrated_lufs = loudness_lufs(samples)
        peak_dbfs = 20 * np.log10(np.abs(samples).max())
        print(
            f"{name:6} {len(samples) / RATE_HZ:.2f} s  momentary {momentary_lufs:.1f} LUFS"
            f"  integrated {integrated_lufs:.1f} LUFS  peak {peak_dbfs:.1f} dBFS"
        )


if __name__ == "__main__":
    main()
