"""The tones: what the script makes, how loud, how clean, and how far apart."""

from __future__ import annotations

import importlib.util
import wave
from itertools import combinations
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

SOUNDS = Path(__file__).parents[2] / "sounds"
NAMES = sorted(path.stem for path in SOUNDS.glob("*.wav"))
RATE_HZ = 48_000


def read(name: str) -> NDArray[np.int16]:
    with wave.open(str(SOUNDS / f"{name}.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def heard(name: str) -> NDArray[np.float64]:
    """Return the tone amid silence, weighted roughly as the ear does: low tones cut, high ones lifted by 4 dB."""
    samples = np.concatenate([np.zeros(RATE_HZ), read(name) / 32768, np.zeros(RATE_HZ)])
    f_hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    lift_db = 4 / (1 + (1500 / np.maximum(f_hz, 1)) ** 4)
    weight = f_hz**2 / (f_hz**2 + 38**2) * 10 ** (lift_db / 20)
    return np.fft.irfft(np.fft.rfft(samples) * weight, len(samples))


def block_powers(name: str) -> NDArray[np.float64]:
    """Return the mean square of each 0.4 s, a hundred a second."""
    total = np.concatenate([[0.0], np.cumsum(heard(name) ** 2)])
    window, hop = round(0.4 * RATE_HZ), RATE_HZ // 100
    return (total[window::hop] - total[:-window:hop]) / window


def onsets(name: str) -> int:
    """Count the notes: how often the level rises by half within 15 ms."""
    samples = np.abs(read(name).astype(float))
    hop = round(0.005 * RATE_HZ)
    level = np.concatenate([np.zeros(3), [samples[i : i + 2 * hop].max() for i in range(0, len(samples), hop)]])
    rising = level[3:] > 1.25 * level[:-3] + 0.05 * samples.max()
    return int(np.count_nonzero(rising[1:] & ~rising[:-1]) + rising[0])


def spectrum(name: str) -> NDArray[np.float64]:
    """Return the share of the power in each quarter tone from 200 Hz to 12.8 kHz."""
    samples = read(name) / 32768
    power = np.abs(np.fft.rfft(samples, 4 * RATE_HZ)) ** 2
    f_hz = np.fft.rfftfreq(4 * RATE_HZ, 1 / RATE_HZ)
    shares, _ = np.histogram(np.log2(np.maximum(f_hz, 1) / 200), bins=144, range=(0, 6), weights=power)
    return shares / np.linalg.norm(shares)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_tones", SOUNDS / "make_tones.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_the_script_makes(script: ModuleType) -> None:
    made = script.tones()
    assert sorted(made) == NAMES
    for name, samples in made.items():
        # One step apart is allowed: sine functions differ in their last bit from machine to machine.
        np.testing.assert_allclose(script.to_int16(samples), read(name), atol=1, err_msg=name)


def test_a_tone_that_cannot_be_loud_enough_without_a_high_peak_is_refused(script: ModuleType) -> None:
    click = np.zeros(100)
    click[50] = 1.0
    with pytest.raises(ValueError, match="peak"):
        script.levelled(click)


@pytest.mark.parametrize("name", NAMES)
def test_length_and_peak(name: str) -> None:
    samples = read(name)
    assert 0.1 * RATE_HZ < len(samples) < 1.2 * RATE_HZ
    assert np.abs(samples.astype(int)).max() <= 32768 * 10 ** (-3 / 20)


@pytest.mark.parametrize("name", NAMES)
def test_no_clicks(name: str) -> None:
    samples = read(name).astype(float)
    peak = np.abs(samples).max()
    assert samples[0] == 0
    assert not samples[-round(0.005 * RATE_HZ) :].any()
    # It swells within milliseconds, not at once, and dies away the same: a click is broadband.
    millisecond = RATE_HZ // 1000
    assert np.abs(samples[:millisecond]).max() < 0.2 * peak
    assert np.abs(samples[-15 * millisecond :]).max() < 0.1 * peak
    power = np.abs(np.fft.rfft(samples)) ** 2
    high = np.fft.rfftfreq(len(samples), 1 / RATE_HZ) > 17_000
    assert power[high].sum() < 1e-6 * power.sum()


def test_all_are_equally_loud() -> None:
    loudest_db, whole_db = [], []
    for name in NAMES:
        powers = block_powers(name)
        gated = powers[powers > 1e-7]
        gated = gated[gated > gated.mean() / 10]
        loudest_db.append(10 * np.log10(powers.max()))
        whole_db.append(10 * np.log10(gated.mean()))
    assert np.ptp(loudest_db) <= 2
    assert np.ptp(whole_db) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_a_laptop_can_play_it(name: str) -> None:
    samples = read(name).astype(float)
    power = np.abs(np.fft.rfft(samples)) ** 2
    low = np.fft.rfftfreq(len(samples), 1 / RATE_HZ) < 240
    assert power[low].sum() < 0.02 * power.sum()


def test_notes_are_counted_right() -> None:
    assert {name: onsets(name) for name in NAMES} == {
        "begin": 1,
        "drift": 1,
        "end": 3,
        "ready": 2,
        "stop": 2,
        "tick": 1,
        "warn": 4,
    }


@pytest.mark.parametrize(("a", "b"), list(combinations(NAMES, 2)))
def test_two_tones_differ_in_pitch_and_in_rhythm_or_length(a: str, b: str) -> None:
    assert spectrum(a) @ spectrum(b) < 0.8
    longer, shorter = sorted((len(read(a)), len(read(b))), reverse=True)
    assert onsets(a) != onsets(b) or longer > 1.3 * shorter
