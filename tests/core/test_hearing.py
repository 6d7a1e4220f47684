"""What stands out from the background, with silence around it, is an utterance; all else is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tpvision.core.hearing import DOUBT, RATE_HZ, Listening, Utterance, cepstra, certain, listen
from tpvision.values import Heard

Samples = NDArray[np.int16]


def tone(s: float, level: float = 2000.0) -> NDArray[np.float64]:
    return level * np.sin(2 * np.pi * 700.0 * np.arange(round(s * RATE_HZ)) / RATE_HZ)


def quiet(s: float) -> NDArray[np.float64]:
    return np.zeros(round(s * RATE_HZ))


def hiss(s: float, level: float) -> NDArray[np.float64]:
    return level * np.diff(np.random.default_rng(4).standard_normal(round(s * RATE_HZ) + 2), 2)


def word(level: float = 4000.0) -> NDArray[np.float64]:
    """Return what has the sounds of *stop*: a hiss, a closure, a vowel, a closure and a puff."""
    return np.concatenate([hiss(0.12, level / 14), quiet(0.04), tone(0.2, level), quiet(0.03), hiss(0.04, level / 28)])


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


def test_cepstra_do_not_tell_how_loud_it_was() -> None:
    utterance = heard(quiet(2.0), tone(0.4), quiet(1.0), noise=30.0)[0][0]
    rows = cepstra(utterance)
    assert rows.shape == (len(utterance.mel), 13)
    assert rows.dtype == np.float32
    assert np.abs(rows.mean(0)).max() < 1e-4
    assert cepstra(replace(utterance, mel=100.0 * utterance.mel)) == pytest.approx(rows, abs=1e-3)


def test_noise_is_quietened_more_than_what_is_said() -> None:
    noisy = heard(quiet(2.0), tone(0.4), quiet(1.0), noise=300.0)[0][0]
    before, after = np.log(noisy.mel).sum(1) / 5, cepstra(noisy)[:, 0]
    gain = [float(rows[35:60].mean() - rows[:20].mean()) for rows in (before, after)]
    assert gain[1] > gain[0] + 2.0


@pytest.fixture(scope="module")
def spoken() -> Utterance:
    return heard(quiet(2.0), word(), quiet(1.0))[0][0]


@pytest.mark.parametrize("name", list(DOUBT))
def test_a_command_is_taken_up_to_its_doubt(name: str, spoken: Utterance) -> None:
    assert certain(Heard(name, DOUBT[name] - 5.0, -5.0), spoken)
    assert not certain(Heard(name, DOUBT[name] - 5.0, -6.0), spoken)


@pytest.mark.parametrize("name", [name for name in DOUBT if name != "stop"])
def test_no_command_is_taken_where_another_word_fits_much_better(name: str, spoken: Utterance) -> None:
    assert certain(Heard(name, 10.0, 0.0), spoken)
    assert not certain(Heard(name, 10.0, -45.0), spoken)


def test_stop_fits_well_by_itself_or_as_well_as_other_words(spoken: Utterance) -> None:
    poor = 280.0 * spoken.length_s
    assert certain(Heard("stop", poor, -15.0), spoken)
    assert not certain(Heard("stop", poor, -20.0), spoken)
    assert certain(Heard("stop", poor * 0.9, -20.0), spoken)


@pytest.mark.parametrize("name", list(DOUBT))
def test_only_stop_bears_more_doubt_in_noise(name: str) -> None:
    utterance = heard(quiet(2.0), word(), quiet(1.0), noise=300.0)[0][0]
    assert certain(Heard(name, DOUBT[name] + 80.0, 0.0), utterance) is (name == "stop")
    assert not certain(Heard(name, DOUBT[name] + 130.0, 0.0), utterance)


@pytest.mark.parametrize("name", list(DOUBT))
def test_no_command_follows_what_dies_away(name: str) -> None:
    utterance = heard(quiet(2.0), word(), quiet(1.0), noise=200.0)[0][0]
    mel = utterance.mel.copy()
    mel[:30] *= np.linspace(20.0, 1.0, 30)[:, None] ** 2
    assert certain(Heard(name, 0.0, 0.0), utterance)
    assert not certain(Heard(name, 0.0, 0.0), replace(utterance, mel=mel))


@pytest.mark.parametrize("name", list(DOUBT))
def test_a_note_is_no_command_held_or_plucked(name: str) -> None:
    t_s = np.arange(round(0.5 * RATE_HZ)) / RATE_HZ
    chord = sum(2000.0 * np.sin(2 * np.pi * hz * t_s) for hz in (262.0, 330.0, 392.0, 1568.0, 4186.0))
    held = chord * np.minimum(t_s / 0.05, 1.0) * np.minimum((0.5 - t_s) / 0.05, 1.0)
    for note in (held, chord * np.exp(-t_s / 0.08)):
        utterance = heard(quiet(2.0), note, quiet(1.0))[0][0]
        assert not certain(Heard(name, 0.0, 0.0), utterance)


def test_stop_hisses_before_its_vowel_and_next_somewhere(spoken: Utterance) -> None:
    # A glide of two vowels, without any hiss.
    glide = np.concatenate([tone(0.15, 4000.0), 4000.0 * np.sin(2 * np.pi * 1800.0 * np.arange(3200) / RATE_HZ)])
    vowels = heard(quiet(2.0), glide, quiet(1.0))[0][0]
    assert {name for name in DOUBT if certain(Heard(name, 0.0, 0.0), vowels)} == set(DOUBT) - {"stop", "next"}
    late = heard(quiet(2.0), word()[::-1], quiet(1.0))[0][0]
    late = replace(late, length_s=spoken.length_s)
    assert certain(Heard("next", 0.0, 0.0), late)


@pytest.mark.parametrize("length_s", [0.1, 0.9])
def test_stop_is_neither_a_drum_nor_a_sentence(length_s: float, spoken: Utterance) -> None:
    utterance = replace(spoken, length_s=length_s)
    assert not certain(Heard("stop", 0.0, 0.0), utterance)
    assert certain(Heard("next", 0.0, 0.0), utterance)


def test_stop_is_the_easiest_and_here_the_hardest() -> None:
    assert max(DOUBT, key=lambda name: DOUBT[name]) == "stop"
    assert min(DOUBT, key=lambda name: DOUBT[name]) == "here"
