"""From where somebody feels tense to areas to explore."""

from __future__ import annotations

from pathlib import Path

import pytest

from tpvision.knowledge import feelings as module
from tpvision.knowledge.catalog import Catalog, CatalogError
from tpvision.knowledge.feelings import feelings, felt

CATALOG = Catalog.load()
FEELINGS = feelings(CATALOG)
TEXT = (Path(module.__file__).parent / "feelings.toml").read_text(encoding="utf-8")


def keys(words: str) -> list[str]:
    return [entry.key for entry in felt(words, FEELINGS)]


@pytest.mark.parametrize(
    ("english", "german", "some"),
    [
        ("temple", "Schläfe", ["upper_trapezius"]),
        ("stiff neck", "steifer Nacken", ["levator_scapulae", "upper_trapezius"]),
        ("base skull", "Hinterkopf", ["lower_trapezius"]),
        ("between the", "zwischen", ["rhomboid_upper", "rhomboid_middle", "rhomboid_lower", "middle_trapezius"]),
        ("deep under", "tief unter", ["serratus_posterior_superior", "latissimus_upper"]),
        ("tip", "Spitze", ["latissimus_upper", "serratus_anterior", "lower_trapezius"]),
        ("top of the shoulder", "oben Schulter", ["middle_trapezius", "lower_trapezius", "supraspinatus"]),
        ("front shoulder", "vorn", ["infraspinatus_centre", "infraspinatus_inner", "pectoralis_major"]),
        ("outer arm", "außen Arm", ["supraspinatus", "infraspinatus_centre", "anterior_deltoid"]),
        ("back shoulder", "hinten an der Schulter", ["teres_minor", "teres_major_lower", "teres_major_outer"]),
        ("little finger", "kleinen Fingers", ["latissimus_upper", "serratus_posterior_superior", "pectoralis_minor"]),
        ("thumb", "Daumen", ["infraspinatus_centre", "infraspinatus_inner"]),
        ("low back", "unterer Rücken", ["gluteus_medius_back", "gluteus_medius_middle", "gluteus_medius_side"]),
        ("thigh", "Oberschenkel", ["piriformis", "gluteus_maximus_upper", "gluteus_maximus_lower"]),
    ],
)
def test_a_feeling_leads_to_areas_in_both_languages(english: str, german: str, some: list[str]) -> None:
    assert keys(english)[: len(some)] == keys(german)[: len(some)] == some


def test_each_feeling_has_its_place() -> None:
    for feeling in FEELINGS:
        assert feeling.surface in ("back", "front")
        assert 0.0 <= feeling.u <= 0.8
        assert -0.7 <= feeling.v <= 1.4
        assert len(set(feeling.zones)) == len(feeling.zones)
    assert len({feeling.key for feeling in FEELINGS}) == len(FEELINGS) == 14


def test_words_that_fit_several_give_each_area_once() -> None:
    assert len(keys("shoulder")) == len(set(keys("shoulder"))) > 8
    assert keys("no such feeling") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('zones = ["upper_trapezius"]', 'zones = ["multifidi"]'),
        ('zones = ["upper_trapezius"]', "zones = []"),
        ('zones = ["upper_trapezius"]', 'zones = ["nowhere"]'),
        ('de = "Seite', 'dd = "Seite'),
        ("u = 0.14", 'u = "left"'),
        ("[[feeling]]", "[[feeling"),
    ],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "feelings.toml"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError):
        feelings(CATALOG, path)
