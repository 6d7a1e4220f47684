"""The recogniser knows the commands when another voice says them, and takes other words for none."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tpvision.core.hearing import DOUBT, Listening, cepstra, certain, doubt, listen
from tpvision.values import Heard

pytest.importorskip("pocketsphinx", reason="the extra 'voice' is not installed")

from tpvision.edges.recogniser import WORDS, Recogniser

SPOKEN = Path(__file__).parents[1] / "data" / "spoken"
RATE_HZ = 16_000


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser("en")


def said(name: str) -> NDArray[np.float64]:
    with wave.open(str(SPOKEN / f"{name}.wav")) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64)


def pink(count: int) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum, count)
    return noise / np.sqrt(np.mean(noise**2))


def hear(recogniser: Recogniser, *names: str, snr_db: float = 35.0) -> list[Heard | None]:
    """Hear words said one after the other in steady noise; the level is that of the words, less their pauses."""
    gap = np.zeros(RATE_HZ * 3 // 2)
    words = [said(name) for name in names]
    spoken = np.concatenate(words)
    level = np.sqrt(np.mean(spoken[np.abs(spoken) > 0.03 * np.abs(spoken).max()] ** 2))
    sound = np.concatenate([gap, *[part for word in words for part in (word, gap)]])
    sound = (sound + pink(len(sound)) * level * 10.0 ** (-snr_db / 20.0)).clip(-32768, 32767).astype(np.int16)
    state, found = Listening(), []
    for begin in range(0, len(sound), 800):
        state, utterance = listen(state, sound[begin : begin + 800])
        if utterance is not None:
            found.append(recogniser.hear(cepstra(utterance)))
    return found


def test_each_command_is_known(recogniser: Recogniser) -> None:
    found = hear(recogniser, *(f"rms_{word}" for word in DOUBT))
    assert [heard.word if heard and certain(heard) else heard for heard in found] == list(DOUBT)


@pytest.mark.parametrize("snr_db", [35.0, 15.0])
def test_stop_is_known_in_noise_and_from_another_voice(recogniser: Recogniser, snr_db: float) -> None:
    for heard in hear(recogniser, "rms_stop", "awb_stop", snr_db=snr_db):
        assert heard is not None
        assert heard.word == "stop"
        assert certain(heard)


def test_other_words_are_no_command(recogniser: Recogniser) -> None:
    found = hear(recogniser, "rms_seven", "rms_water")
    assert len(found) == 2
    assert not any(heard is not None and certain(heard) for heard in found)


def test_the_same_utterance_is_heard_the_same_again(recogniser: Recogniser) -> None:
    once, then = (hear(recogniser, "rms_next") for _ in range(2))
    assert once == then
    assert once[0] is not None
    assert doubt(once[0]) < DOUBT["next"]


@pytest.mark.parametrize("language", list(WORDS))
def test_every_language_has_every_command_in_phones_of_the_model(language: str) -> None:
    assert set(WORDS[language]) == set(DOUBT)
    # Even of what is no speech, it says nothing or one of them; a phone unknown to the model would raise.
    heard = Recogniser(language).hear(np.zeros((80, 13), np.float32))
    assert heard is None or heard.word in DOUBT
