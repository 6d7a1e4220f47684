"""The numbers that are spoken are those that can occur."""

from __future__ import annotations

import dataclasses

import pytest

from tpvision.core import guidance, setup
from tpvision.knowledge.spoken import BY_KEY, BY_PLACEHOLDER, numbers_of, sentences
from tpvision.knowledge.words import Words, languages
from tpvision.settings import SessionSettings


def most(name: str) -> float:
    """Return the largest value of a setting."""
    (field,) = [field for field in dataclasses.fields(SessionSettings) if field.name == name]
    return float(field.metadata["range"][1])


def test_every_way_that_the_guidance_sends_somebody_is_spoken() -> None:
    for key in ("bend_knees", "straighten_knees", "shift_left", "shift_right"):
        assert set(range(1, int(2 * guidance.FAR_CM) + 1)) <= set(BY_KEY[key])
    for key in ("lean_left", "lean_right"):
        assert set(range(1, int(guidance.LEAN_CM) + 1)) <= set(BY_KEY[key])


def test_every_countdown_is_spoken() -> None:
    assert set(range(1, int(most("rest_s")) + 1)) <= set(BY_PLACEHOLDER["s"])
    assert set(range(1, int(most("get_ready_s")) + 1)) <= set(BY_KEY["get_ready"])


def test_every_level_and_every_tilt_is_spoken() -> None:
    assert set(BY_PLACEHOLDER["level"]) == set(range(11))
    assert set(range(1, int(setup.TILT_DEG) + 1)) <= set(BY_KEY["setup_tilt_up"])
    assert set(range(1, int(setup.SLOW_FPS) + 2)) <= set(BY_PLACEHOLDER["fps"])


@pytest.mark.parametrize("language", languages())
def test_every_cue_has_its_sentences(language: str) -> None:
    words = Words.load(language)
    found = list(sentences(words))
    assert {cue.key for cue, _ in found} == set(words.sections["cue"])
    for cue, text in found:
        assert "{" not in text
        assert all(f"{number:g}" in text for _, number in cue.numbers)


def test_a_number_that_nobody_wrote_down_is_an_error() -> None:
    with pytest.raises(KeyError, match="parsecs"):
        list(numbers_of("some_cue", "Go {parsecs} parsecs."))
