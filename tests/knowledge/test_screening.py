"""The safety questions: complete, plain, and strict in what they lead to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpvision.knowledge import screening as module
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.screening import AGREED, REGION, VALID_DAYS, Screening, ScreeningError, Standing

SCREENING = Screening.load()
NO = {question.key: False for question in SCREENING.questions}
NO_REGION = {REGION + region.key: False for region in SCREENING.regions}
KEYS = [*NO, AGREED, *NO_REGION]
NAMES = {
    "en": r"heart|stroke|clot|cancer|fractur\w*|broken|infect\w*|fever|pregnan\w*|diabet\w*|nerve|kidney"
    r"|bone|aneurysm|arthritis|fibromyalgia|surgery|implant|thrombos\w*|disease|illness",
    "de": r"herz\w*|schlaganfall|gerinnsel|krebs|bruch|gebrochen|infekt\w*|fieber|schwanger\w*|diabet\w*|nerv\w*"
    r"|nier\w*|knochen|aneurysma|arthr\w*|fibromyalgie|operation|implantat|thrombos\w*|krank\w*",
}


def standing(**yes: bool) -> Standing:
    return SCREENING.clearance({**NO, **yes}).standing


def of_tier(tier: str) -> list[str]:
    return [question.key for question in SCREENING.of_tier(tier)]


def test_without_any_yes_one_can_begin() -> None:
    assert SCREENING.clearance(NO) == module.Clearance(Standing.CLEAR)
    assert SCREENING.clearance(NO).may_begin


@pytest.mark.parametrize("key", of_tier("emergency"))
def test_an_emergency_comes_before_all_else(key: str) -> None:
    assert standing(**{key: True}) is Standing.EMERGENCY
    everything = dict.fromkeys(KEYS, True)
    assert SCREENING.clearance(everything).standing is Standing.EMERGENCY
    assert SCREENING.clearance({key: True}).standing is Standing.EMERGENCY  # the rest need not be asked


@pytest.mark.parametrize("key", of_tier("not_now"))
def test_one_yes_forbids_a_session(key: str) -> None:
    found = SCREENING.clearance({**NO, key: True})
    assert found.standing is (Standing.LATER if key == "drowsy" else Standing.DOCTOR)
    assert found.refused
    assert not found.may_begin
    # A professional's yes is for other answers.
    assert standing(**{key: True, "pregnant": True, AGREED: True}) is found.standing
    assert standing(**{key: True, "drowsy": True, "fever": True}) is Standing.DOCTOR


def test_the_upper_back_rule() -> None:
    (question,) = [question for question in SCREENING.questions if question.key == "upper_back"]
    for word in ("between the shoulder blades", "new", "constant", "night", "fever", "breathing"):
        assert word in question.texts["en"]
    assert standing(upper_back=True) is Standing.DOCTOR


@pytest.mark.parametrize("key", of_tier("ask_first"))
def test_a_professionals_yes_leads_to_gentle_mode(key: str) -> None:
    assert standing(**{key: True}) is Standing.ASK  # whether one agreed is not answered yet
    assert SCREENING.open_keys({**NO, key: True}) == (AGREED,)
    assert standing(**{key: True, AGREED: False}) is Standing.NEEDS_YES
    assert standing(**{key: True, AGREED: True}) is Standing.GENTLE
    assert standing(**{AGREED: True}) is Standing.CLEAR


def test_a_place_to_keep_off_has_to_be_named() -> None:
    assert SCREENING.open_keys({**NO, "local": True}) == tuple(NO_REGION)
    assert set(SCREENING.open_keys({**NO, "local": True, **NO_REGION})) == set(NO_REGION)
    assert standing(local=True, **NO_REGION) is Standing.ASK
    answers = {**NO, "local": True, **NO_REGION, "region_hips": True}
    found = SCREENING.clearance(answers)
    assert found.standing is Standing.CLEAR
    assert [region.key for region in found.regions] == ["hips"]
    assert SCREENING.clearance({**answers, "local": False}).regions == ()


@pytest.mark.parametrize("key", NO)
def test_nothing_may_stay_open(key: str) -> None:
    some = {name: answer for name, answer in NO.items() if name != key}
    assert SCREENING.open_keys(some) == (key,)
    assert SCREENING.clearance(some).standing is Standing.ASK


@pytest.mark.parametrize(("age_days", "valid"), [(0, True), (VALID_DAYS - 1, True), (VALID_DAYS, False), (-1, False)])
def test_answers_are_asked_again(age_days: int, valid: bool) -> None:
    assert SCREENING.clearance(NO, age_days).may_begin is valid
    refused = {**NO, "fever": True}
    assert SCREENING.clearance(refused, age_days).standing is (Standing.DOCTOR if valid else Standing.ASK)
    assert SCREENING.clearance(None).standing is Standing.ASK


@given(st.dictionaries(st.sampled_from(KEYS), st.booleans()))
def test_no_answers_lead_past_the_questions(answers: dict[str, bool]) -> None:
    found = SCREENING.clearance(answers)
    if found.may_begin:
        assert set(NO) <= set(answers)
        assert not any(answers[key] for key in (*of_tier("emergency"), *of_tier("not_now")))
        asked = any(answers[key] for key in of_tier("ask_first"))
        assert found.standing is (Standing.GENTLE if asked else Standing.CLEAR)
        assert answers.get(AGREED) or not asked
        assert bool(found.regions) is answers["local"]
    else:
        assert found.regions == ()


@given(st.dictionaries(st.sampled_from(KEYS), st.booleans()))
def test_asking_what_is_open_comes_to_an_end(answers: dict[str, bool]) -> None:
    rounds = 0
    while open_keys := SCREENING.open_keys(answers):
        answers = {**answers, **dict.fromkeys(open_keys, True)}
        rounds += 1
        assert rounds <= 3
    assert SCREENING.clearance(answers).standing is not Standing.ASK


def test_every_zone_can_be_left_out_and_no_region_is_all() -> None:
    zones = [entry for entry in Catalog.load().entries if entry.group != "off"]
    for region in SCREENING.regions:
        inside = [entry.key for entry in zones if region.holds(entry.u, entry.v, entry.surface)]
        assert 0 < len(inside) < len(zones) / 2, region.key
    for entry in zones:
        assert any(region.holds(entry.u, entry.v, entry.surface) for region in SCREENING.regions), entry.key


@pytest.mark.parametrize(
    ("region", "some", "others"),
    [
        ("shoulder_tops", ["upper_trapezius", "levator_scapulae"], ["rhomboid_middle", "pectoralis_minor"]),
        ("between_blades", ["rhomboid_lower", "erector_middle"], ["infraspinatus_centre", "upper_trapezius"]),
        ("blades", ["infraspinatus_centre", "posterior_deltoid"], ["rhomboid_middle", "piriformis"]),
        ("ribs", ["latissimus_upper", "serratus_anterior"], ["erector_middle"]),
        ("low_back", ["quadratus_lumborum"], ["rhomboid_lower", "piriformis"]),
        ("hips", ["piriformis", "gluteus_minimus"], ["erector_lower"]),
        ("chest", ["pectoralis_major", "anterior_deltoid"], ["upper_trapezius"]),
    ],
)
def test_a_region_is_where_it_says(region: str, some: list[str], others: list[str]) -> None:
    (found,) = [each for each in SCREENING.regions if each.key == region]
    catalog = Catalog.load()
    for key in (*some, *others):
        entry = catalog.zone(key)
        assert found.holds(-entry.u, entry.v, entry.surface) is (key in some), key


def test_no_outcome_names_a_condition() -> None:
    said = [*SCREENING.outcomes.values(), SCREENING.afterwards, *(word.watch for word in SCREENING.stop_words)]
    for texts in said:
        for language, text in texts.items():
            assert not re.search(rf"\b({NAMES[language]})\b", text, re.IGNORECASE), text
    # The list bites: the questions do name some.
    for language, names in NAMES.items():
        asked = [question.texts[language] for question in SCREENING.questions]
        assert sum(bool(re.search(rf"\b({names})\b", text, re.IGNORECASE)) for text in asked) > 8


def test_texts_are_tidy_and_differ() -> None:
    texts = [question.texts for question in SCREENING.questions]
    texts += [SCREENING.agreed, SCREENING.afterwards, *SCREENING.tiers.values(), *SCREENING.outcomes.values()]
    texts += [word.watch for word in SCREENING.stop_words]
    for each in texts:
        for text in each.values():
            assert text == text.strip()
            assert text[-1] in ".?"
            assert len(text) <= 150, text
        assert each["en"] != each["de"]
    for rows in (SCREENING.questions, SCREENING.regions, SCREENING.stop_words):
        assert len({row.key for row in rows}) == len(rows)


def test_the_stop_words() -> None:
    keys = {word.key for word in SCREENING.stop_words}
    assert keys == {
        *("sharp", "electric", "tingling", "numb", "spreading", "dizzy", "breathless", "chest", "nausea", "rising")
    }
    for word in SCREENING.stop_words:
        if word.urgent:
            assert "call for help" in word.watch["en"]
            assert "hol jetzt Hilfe" in word.watch["de"]


@pytest.mark.parametrize(
    "damage", ["u = [0.0, 0.25]", 'tier = "emergency"', "[agreed]", "[outcome.gentle]", 'watch_de = "Setz']
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, damage: str) -> None:
    text = (Path(module.__file__).parent / "screening.toml").read_text(encoding="utf-8")
    path = tmp_path / "screening.toml"
    assert damage in text
    path.write_text(text.replace(damage, damage.replace("=", "= 7 #").replace("[", "[x."), 1), encoding="utf-8")
    with pytest.raises(ScreeningError, match=r"screening\.toml .*install tpvision again\.$"):
        Screening.load(path)
