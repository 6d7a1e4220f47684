"""What stands out from the background, with silence around it, is an utterance; all else is not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tpvision.core.hearing import BANDS, FRAMES, LEAST, LOW, RATE_HZ, Listening, Utterance, certain, listen
from tpvision.values import Heard

Samples = NDArray[np.int16]


def tone(s: float, level: float = 2000.0, hz: float = 700.0) -> NDArray[np.float64]:
    return level * np.sin(2 * np.pi * hz * np.arange(round(s * RATE_HZ)) / RATE_HZ)


def quiet(s: float) -> NDArray[np.float64]:
    return np.zeros(round(s * RATE_HZ))


def heard(*parts: NDArray[np.float64], noise: float = 5.0, block: int = 800) -> tuple[list[Utterance], Listening]:
    """Hear parts one after the other, in steady noise of an RMS."""
    sound = np.concatenate(parts)
    sound = sound + noise * np.random.default_rng(1).standard_normal(len(sound))
    samples = np.clip(sound, -32768, 32767).astype(np.int16)
    state, found = Listening(), []
    for begin in range(0, len(samples), block):
        state, utterance = listen(state, samples[begin : begin + block])
        if utterance is not None:
            found.append(utterance)
    return found, state


def test_a_word_between_silences_is_found_with_its_time() -> None:
    found, state = heard(quiet(2.0), tone(0.4), quiet(1.0))
    assert len(found) == 1
    assert found[0].length_s == pytest.approx(0.4, abs=0.04)
    assert found[0].end_s == pytest.approx(2.4, abs=0.04)
    assert state.t_s == pytest.approx(3.4)


@pytest.mark.parametrize("block", [160, 331, 800, 3200])
def test_the_size_of_the_blocks_does_not_matter(block: int) -> None:
    parts = (quiet(2.0), tone(0.4), quiet(1.0), tone(0.7), quiet(1.0))
    lengths = [u.length_s for u in heard(*parts, block=block)[0]]
    assert lengths == pytest.approx([u.length_s for u in heard(*parts)[0]], abs=0.021)


@pytest.mark.parametrize("noise", [0.0, 5.0, 200.0])
def test_steady_noise_is_no_utterance(noise: float) -> None:
    assert heard(quiet(20.0), noise=noise)[0] == []


@pytest.mark.parametrize(("noise", "level"), [(5.0, 100.0), (200.0, 1500.0)])
def test_what_counts_is_how_far_it_stands_out(noise: float, level: float) -> None:
    assert len(heard(quiet(2.0), tone(0.4, level), quiet(1.0), noise=noise)[0]) == 1
    assert heard(quiet(2.0), tone(0.4, level / 30), quiet(1.0), noise=noise)[0] == []


def test_a_click_is_none_nor_is_running_speech() -> None:
    assert heard(quiet(2.0), tone(0.03), quiet(1.0))[0] == []
    assert heard(quiet(2.0), tone(2.5), quiet(1.0))[0] == []
    assert heard(quiet(2.0), *[tone(0.3), quiet(0.15)] * 8, quiet(1.0))[0] == []


def test_a_fan_that_is_turned_on_becomes_the_background() -> None:
    fan = 300.0 * np.random.default_rng(2).standard_normal(8 * RATE_HZ)
    found, _ = heard(quiet(2.0), fan[: 5 * RATE_HZ], fan[5 * RATE_HZ :][: RATE_HZ * 2] + 0, quiet(0.0))
    assert found == []
    fan[6 * RATE_HZ : 6 * RATE_HZ + 6400] += tone(0.4, 4000.0)
    found, _ = heard(quiet(2.0), fan)
    assert [u.end_s for u in found] == [pytest.approx(8.4, abs=0.05)]


def test_how_loud_it_was_is_not_handed_on() -> None:
    near, far = (heard(quiet(2.0), tone(0.4, level), quiet(1.0), noise=level / 40)[0][0] for level in (4000.0, 400.0))
    assert near.mel_db.shape == (FRAMES, BANDS)
    assert near.mel_db.dtype == np.float32
    assert near.mel_db.max() == pytest.approx(100.0)
    assert near.mel_db.min() >= 20.0
    assert np.abs(near.mel_db - far.mel_db).max() < 3.0


def test_an_utterance_ends_where_its_silence_does() -> None:
    found, _ = heard(quiet(2.0), tone(0.4), quiet(1.0))
    loud = np.flatnonzero(found[0].mel_db.max(1) > 90.0)
    assert FRAMES - loud[-1] == pytest.approx(25, abs=3)
    assert loud[-1] - loud[0] == pytest.approx(40, abs=4)


@pytest.mark.parametrize(("hz", "band"), [(700.0, 8), (3400.0, 30), (4500.0, 34), (7500.0, 39)])
def test_a_tone_is_in_the_band_of_its_pitch(hz: float, band: int) -> None:
    """By Slaney's scale: 700 Hz is in the ninth of 32 bands to 3800 Hz, 79 Hz apart there.

    Eight more, their middles at 3800, 4171, 4577, 5023, 5513, 6050, 6640 and 7288 Hz, go to 8 kHz.
    """
    found, _ = heard(quiet(2.0), tone(0.4, hz=hz), quiet(1.0))
    assert int(found[0].mel_db[-45].argmax()) == band


def test_a_hiss_above_what_the_model_hears_begins_an_utterance() -> None:
    """The *s* of *stop* is most of what stands out of noise before its vowel."""
    hiss, vowel = tone(0.15, 1500.0, hz=6000.0), tone(0.25, 1500.0)
    (alone,), (both,) = (heard(quiet(2.0), *parts, quiet(1.0))[0] for parts in ([vowel], [hiss, vowel]))
    assert both.length_s - alone.length_s == pytest.approx(0.15, abs=0.03)
    assert both.mel_db[:, :LOW].max() == pytest.approx(100.0)  # by the bands that the model hears


@pytest.mark.parametrize("name", list(LEAST))
def test_a_command_is_taken_when_it_is_likely_enough(name: str) -> None:
    assert certain(Heard(name, LEAST[name]))
    assert not certain(Heard(name, LEAST[name] - 0.001))


def test_stop_is_the_easiest_to_say_and_here_the_hardest() -> None:
    assert min(LEAST, key=lambda name: LEAST[name]) == "stop"
    assert max(LEAST, key=lambda name: LEAST[name]) == "here"
