"""The spoken phrases: that there is one for all that can be said, how loud, how clean, and how they join."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from tpvision.edges.speaker.clips import RATE_HZ, SOUNDING, Clips, clip_name, phrases
from tpvision.knowledge.spoken import nearest, sentences
from tpvision.knowledge.words import Words, languages
from tpvision.values import Cue, CueKind

SOUNDS = Path(__file__).parents[2] / "sounds"
EVERY = 40
"""Decoding all would take long: of the phrases with numbers, one in so many is examined."""


def phrases_of(language: str) -> dict[str, set[str]]:
    """Return all that is said in a language, phrase by phrase, by the name of its file."""
    found: dict[str, set[str]] = {}
    for _, text in sentences(Words.load(language)):
        for phrase in phrases(text):
            found.setdefault(clip_name(phrase), set()).add(phrase)
    return found


def examined(language: str) -> list[str]:
    """Return a phrase for each clip that is listened to."""
    all_phrases = [min(each) for _, each in sorted(phrases_of(language).items())]
    plain = [phrase for phrase in all_phrases if not any(letter.isdigit() for letter in phrase)]
    numbered = [phrase for phrase in all_phrases if phrase not in plain]
    return plain + numbered[::EVERY]


def weighted(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a sound amid silence, weighted roughly as the ear does."""
    padded = np.concatenate([np.zeros(RATE_HZ // 2), samples, np.zeros(RATE_HZ // 2)])
    padded = np.pad(padded, (0, (1 << len(padded).bit_length()) - len(padded)))
    f_hz = np.fft.rfftfreq(len(padded), 1 / RATE_HZ)
    weight = f_hz**2 / (f_hz**2 + 38**2) * 10 ** (4 / (1 + (1500 / np.maximum(f_hz, 1)) ** 4) / 20)
    return np.fft.irfft(np.fft.rfft(padded) * weight, len(padded))


def loudness_db(samples: NDArray[np.float64]) -> float:
    """Return the gated loudness, as ITU-R BS.1770 has it but for the exact filter."""
    total = np.concatenate([[0.0], np.cumsum(weighted(samples) ** 2)])
    window, hop = round(0.4 * RATE_HZ), RATE_HZ // 100
    powers = (total[window::hop] - total[:-window:hop]) / window
    powers = powers[powers > 1e-7]
    return float(-0.691 + 10 * np.log10(powers[powers > powers.mean() / 10].mean()))


@pytest.fixture(autouse=True)
def _mixer() -> Iterator[None]:
    pygame.mixer.init(RATE_HZ, -16, 1, allowedchanges=0)
    yield
    pygame.mixer.quit()


def raw(*sounds: pygame.mixer.Sound | None) -> NDArray[np.float64]:
    """Return sounds that follow each other."""
    assert None not in sounds
    return np.concatenate([np.frombuffer(sound.get_raw(), "<i2") for sound in sounds if sound]) / 32768


@pytest.mark.parametrize("language", languages())
def test_all_that_can_be_said_has_its_sound_and_no_sound_is_unused(language: str) -> None:
    there = {path.stem for path in (SOUNDS / language).glob("*.opus")}
    wanted = set(phrases_of(language))
    assert (sorted(wanted - there), sorted(there - wanted)) == ([], []), "run sounds/make_speech.py"


@pytest.mark.parametrize("language", languages())
def test_whatever_the_number_a_sentence_near_it_is_spoken(language: str) -> None:
    words, there = Words.load(language), {path.stem for path in (SOUNDS / language).glob("*.opus")}
    names = {cue.key: cue.numbers[0][0] for cue, _ in sentences(words) if cue.numbers}
    assert names
    for key, name in names.items():
        for number in (0.0, 0.4, 0.6, 1.0, 2.5, 7.49, 11.0, 33.3, 96.0, 172.0, 341.0, 648.0, 3840.0):
            said = words.say(nearest(Cue(0.0, CueKind.INFO, key, ((name, number),))))
            assert {clip_name(phrase) for phrase in phrases(said)} <= there, said


def test_a_number_there_is_a_recording_of_is_said_as_it_is() -> None:
    for cue, _ in sentences(Words.load("en")):
        assert nearest(cue) == cue
    replaced = Cue(0.0, CueKind.GUIDE, "replace_higher", (("cm", 84.0),))
    assert nearest(replaced).numbers == (("cm", 70.0),)
    uncounted = Cue(0.0, CueKind.INFO, "paused", (("unknown", 84.0),))
    assert nearest(uncounted) == uncounted


@pytest.mark.parametrize("language", languages())
def test_no_two_phrases_share_a_name(language: str) -> None:
    assert {name: each for name, each in phrases_of(language).items() if len(each) > 1} == {}


def test_all_sounds_together_are_small() -> None:
    assert sum(path.stat().st_size for path in SOUNDS.rglob("*.opus")) < 8 * 2**20


@pytest.mark.parametrize("language", languages())
def test_every_phrase_is_as_loud_as_the_tones_and_clean_at_its_ends(language: str) -> None:
    clips = Clips(SOUNDS, language)
    tones_db = np.array([loudness_db(raw(clips.tone(kind))) for kind in SOUNDING])
    for phrase in examined(language):
        samples = raw(*clips.sentence(phrase))
        assert np.abs(loudness_db(samples) - tones_db).max() < 3, phrase
        assert np.abs(samples).max() < 10 ** (-3 / 20), phrase
        assert 0.2 * RATE_HZ < len(samples) < 5 * RATE_HZ, phrase
        millisecond = RATE_HZ // 1000
        assert np.abs(samples[:millisecond]).max() < 0.03, phrase
        assert np.abs(samples[-millisecond:]).max() < 0.03, phrase


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Step away. Put the ball 12 cm higher."),
        ("en", "Bend your knees: 7 cm."),
        ("en", "Rest for 45 seconds. Then the next spot."),
        ("de", "Löse dich. Leg den Ball 12 cm höher."),
        ("de", "Streck die Knie: 7 cm höher."),
    ],
)
def test_a_composed_sentence_has_no_seam(language: str, sentence: str) -> None:
    """Its parts meet in a pause as voices make, and no join clicks."""
    clips = Clips(SOUNDS, language)
    samples = np.concatenate([raw(clips.tone(CueKind.READY)), raw(*clips.sentence(sentence, after_tone=True))])
    level = np.sqrt(np.convolve(samples**2, np.ones(441) / 441, "same"))
    quiet = level < 10 ** (-50 / 20)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(int)))
    pauses_s = [(end - start) / RATE_HZ for start, end in zip(edges[::2], edges[1::2], strict=True)]
    inner = [pause_s for pause_s in pauses_s[1:-1] if pause_s > 0.08]
    assert len(inner) >= len(phrases(sentence)) - 1
    assert max(inner) < 0.5
    # A click is a jump: more than half of what the whole range holds, or broadband where it is quiet.
    above = np.abs(np.diff(samples, 2))
    assert above[quiet[1:-1]].max() < 0.01
