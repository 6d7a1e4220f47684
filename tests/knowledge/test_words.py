"""The words: complete in both languages, short, friendly and never medical."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from tpvision.core.setup import ORDER
from tpvision.errors import SettingsError
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.words import Words, languages
from tpvision.values import Cue, CueKind, Move, Phase

CUES = [
    "nobody",
    "place_ball",
    "place_ball_front",
    "lean",
    "find_spot",
    "hold_still",
    "hold_begin",
    "hold_go_on",
    "hold_end",
    "bend_knees",
    "straighten_knees",
    "shift_left",
    "shift_right",
    "lean_left",
    "lean_right",
    "replace_higher",
    "replace_lower",
    "replace_left",
    "replace_right",
    "on_spot",
    "moving",
    "off_spot",
    "unsure",
    "no_contact",
    "not_seen",
    "drift",
    "lost",
    "back",
    "paused",
    "go_on",
    "next",
    "here_kept",
    "easier",
    "stopped",
    "done",
    "rest",
    "get_ready",
    "stalled",
    "other_person",
    "camera_moved",
    "show_ball",
    "stand_square",
    "other_ball",
    "other_light",
    "left_wall",
    "setup_good",
    "stand_at_wall",
    "stand_still",
    "no_ball",
    "measured",
    "not_measured",
    *(key for key in ORDER if key != "nobody"),
    *(f"start_{place.key}" for place in Catalog.load().places),
    "halved",
    "not_easing",
    "no_go",
    "rest_next",
    "ask_before",
    "ask_after",
    "ask_now",
    "rated",
    "stop_words",
    "still_there",
    "fell_quiet",
    "time_up",
    "span_over",
    "enough",
]

FORBIDDEN = {
    "en": r"treat(s|ed|ing|ment\w*)?|cur(e|es|ed|ing)|heal(s|ed|ing)?|reliev\w+|relief|diagnos\w+|trigger.?points?"
    r"|toxi\w+|detox\w*|knots?|adhesions?|clinical\w*|therap(y|ies|eutic)|sciatica|myofascial",
    "de": r"behandel\w*|behandl\w+|heil\w*|kurier\w*|schmerz\w*|linder\w*|diagnos\w+|diagnostizier\w*|trigger\w*"
    r"|gift\w*|entgift\w*|schlacken\w*|knoten\w*|verklebung\w*|klinisch\w*|therapie\w*|ischias\w*",
}
SENTENCE_CHARACTERS = 46


def entries(words: Words) -> Iterator[tuple[str, str]]:
    """Yield every text with its key; both forms of a pair."""
    for section, texts in words.sections.items():
        for name, entry in texts.items():
            for text in entry.values() if isinstance(entry, dict) else [entry]:
                yield f"{section}.{name}", text


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(params=["en", "de"])
def words(request: pytest.FixtureRequest) -> Words:
    return Words.load(request.param)


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    keys = {
        language: {(key, frozenset(placeholders(text))) for key, text in entries(Words.load(language))}
        for language in languages()
    }
    assert set(keys) == {"en", "de"}
    assert keys["en"] == keys["de"]


def test_every_cue_is_there_and_no_other(words: Words) -> None:
    assert set(words.sections["cue"]) == set(CUES)


def test_every_phase_and_every_move_has_words(words: Words) -> None:
    for phase in Phase:
        assert words.text(f"phase.{phase.value.replace(' ', '_')}")
    for move in Move:
        assert "7 cm" in words.say(Cue(0.0, CueKind.GUIDE, move.value.replace(" ", "_"), (("cm", 7.0),)))


def test_texts_are_tidy(words: Words) -> None:
    for key, text in entries(words):
        assert text == text.strip(), key
        assert text, key
        assert "  " not in text, key
        if key.startswith("cue."):
            assert text[0].isupper() or text[0] == "{", key
            assert text[-1] in ".!?", key


def test_each_sentence_of_a_cue_is_short_enough_to_read_from_the_wall(words: Words) -> None:
    for key, text in entries(words):
        if key.startswith("cue."):
            for sentence in re.split(r"(?<=[.!?]) ", text):
                assert len(sentence) <= SENTENCE_CHARACTERS, f"{key}: {sentence}"


def test_left_and_right_are_not_exchanged() -> None:
    for language, left, right in (("en", "left", "right"), ("de", "links", "rechts")):
        words = Words.load(language)
        for key in ("shift_left", "replace_left", "shift_right", "replace_right"):
            said = words.say(Cue(0.0, CueKind.GUIDE, key, (("cm", 3.0),))).lower()
            wanted, other = (left, right) if key.endswith("left") else (right, left)
            assert wanted in said
            assert other not in said


def test_no_forbidden_word_in_any_text(words: Words) -> None:
    pattern = re.compile(rf"\b({FORBIDDEN[words.language]})\b", re.IGNORECASE)
    for key, text in entries(words):
        assert not pattern.search(text), f"{key}: {text}"


def test_no_forbidden_word_in_the_catalogue() -> None:
    pattern = re.compile(rf"\b({FORBIDDEN['en']})\b", re.IGNORECASE)
    catalog = Catalog.load()
    for entry in (*catalog.entries, *catalog.no_go):
        for name, value in dataclasses.asdict(entry).items():
            for text in [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []:
                assert not pattern.search(str(text)), f"{entry.key}.{name}: {text}"


@pytest.mark.parametrize(
    "text",
    ["treats tension", "cures", "pain relief", "Trigger point", "trigger-point", "breaks up knots", "releases toxins"],
)
def test_forbidden_words_are_found(text: str) -> None:
    assert re.search(rf"\b({FORBIDDEN['en']})\b", text, re.IGNORECASE)


@pytest.mark.parametrize("text", ["secure", "health", "retreat", "heel", "a professional"])
def test_harmless_words_are_not_forbidden(text: str) -> None:
    assert not re.search(rf"\b({FORBIDDEN['en']})\b", text, re.IGNORECASE)


@pytest.mark.parametrize(("cm", "shown"), [(3.4, "3"), (3.5, "4"), (2.5, "3"), (12.0, "12")])
def test_numbers_are_rounded_to_whole_ones(words: Words, cm: float, shown: str) -> None:
    said = words.say(Cue(0.0, CueKind.GUIDE, "bend_knees", (("cm", cm),)))
    assert re.findall(r"\d+", said) == [shown]


@pytest.mark.parametrize(
    ("language", "s", "said"),
    [
        ("en", 1.2, "Rest for 1 second."),
        ("en", 20.0, "Rest for 20 seconds."),
        ("de", 1.0, "Ruh dich 1 Sekunde aus."),
        ("de", 0.0, "Ruh dich 0 Sekunden aus."),
    ],
)
def test_one_and_many(language: str, s: float, said: str) -> None:
    assert Words.load(language).say(Cue(0.0, CueKind.INFO, "rest", (("s", s),))) == said


def test_text_takes_words_as_well_as_numbers() -> None:
    words = Words("en", {"screen": {"zone": "{name}, {count} of 3"}})
    assert words.text("screen.zone", name="Rhomboid", count=2.0) == "Rhomboid, 2 of 3"


@pytest.mark.parametrize("key", ["cue.no_such", "nothing.lean", "lean", ""])
def test_an_unknown_key_is_named(words: Words, key: str) -> None:
    with pytest.raises(KeyError, match=f"'{key}'"):
        words.text(key)


def test_an_unknown_language_is_one_sentence_that_names_the_others() -> None:
    with pytest.raises(SettingsError, match="'fr'; choose one of: de, en"):
        Words.load("fr")
