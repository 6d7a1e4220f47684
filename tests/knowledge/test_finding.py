"""Areas are found by what people would type."""

from __future__ import annotations

import pytest

from tpvision.knowledge.catalog import GROUPS, Catalog

CATALOG = Catalog.load()
MUSCLES = [
    "upper trapezius",
    "middle trapezius",
    "lower trapezius",
    "levator scapulae",
    "rhomboids",
    "supraspinatus",
    "infraspinatus",
    "teres minor",
    "teres major",
    "latissimus",
    "rear deltoid",
    "serratus posterior superior",
    "erectors",
    "multifidi",
    "serratus anterior",
    "serratus posterior inferior",
    "quadratus lumborum",
    "gluteus medius",
    "gluteus minimus",
    "gluteus maximus",
    "piriformis",
    "pectoralis major",
    "pectoralis minor",
    "front deltoid",
    "suboccipitals",
]


def keys(words: str) -> list[str]:
    return [entry.key for entry in CATALOG.find(words)]


@pytest.mark.parametrize("muscle", MUSCLES)
def test_every_muscle_of_the_map_is_there(muscle: str) -> None:
    assert keys(muscle)


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("temple", ["upper_trapezius"]),
        ("stiff neck", ["levator_scapulae", "upper_trapezius"]),
        ("base of the skull", ["lower_trapezius", "suboccipitals"]),
        ("between the blades", ["rhomboid_middle", "middle_trapezius", "erector_upper", "levator_scapulae"]),
        ("deep under blade", ["serratus_posterior_superior", "latissimus_upper"]),
        ("tip of the shoulder blade", ["latissimus_upper", "serratus_anterior", "lower_trapezius"]),
        ("top of the shoulder", ["middle_trapezius", "lower_trapezius", "supraspinatus"]),
        ("front of shoulder", ["infraspinatus_centre", "pectoralis_major", "anterior_deltoid", "pectoralis_minor"]),
        ("outer shoulder", ["supraspinatus", "infraspinatus_centre", "anterior_deltoid"]),
        ("back of the shoulder", ["teres_minor", "teres_major_lower", "posterior_deltoid", "levator_scapulae"]),
        ("little finger", ["latissimus_upper", "serratus_posterior_superior", "pectoralis_minor"]),
        ("thumb", ["infraspinatus_centre"]),
        ("low back", ["gluteus_medius_back", "gluteus_maximus_upper", "quadratus_lumborum", "erector_lower"]),
        ("back of the thigh", ["piriformis", "gluteus_maximus_lower", "gluteus_minimus"]),
    ],
)
def test_where_people_feel_it_leads_to_areas(words: str, some: list[str]) -> None:
    assert set(some) <= set(keys(words))


def test_finding_is_tolerant() -> None:
    assert keys("TRAP") == keys("traps") == ["upper_trapezius", "middle_trapezius", "lower_trapezius"]
    assert keys("rhomboid") == keys("Rhomboids ") == ["rhomboid_upper", "rhomboid_middle", "rhomboid_lower"]
    assert keys("rhomboid_upper") == ["rhomboid_upper"]
    assert set(keys("glutes")) == {entry.key for entry in CATALOG.entries if entry.key.startswith("gluteus")}
    assert keys("trapezius temple") == ["upper_trapezius"]


def test_finding_needs_all_words_in_one_phrase_where_one_has_them() -> None:
    assert "lower_trapezius" not in keys("low back")
    assert keys("rhomboid elbow") == []
    assert keys("no such muscle") == []


def test_finding_nothing_in_particular_gives_everything_with_the_usual_first() -> None:
    found = CATALOG.find(" ")
    assert len(found) == len(CATALOG.entries)
    assert [entry.group for entry in found] == sorted((e.group for e in found), key=GROUPS.index)


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("Trapezmuskel", "upper_trapezius"),
        ("zwischen den Schulterblättern", "rhomboid_middle"),
        ("Schläfe", "upper_trapezius"),
        ("steifer Nacken", "levator_scapulae"),
        ("Gesäß", "piriformis"),
        ("Gesaess", "piriformis"),
        ("Schulter vorne", "pectoralis_major"),
        ("unterer Ruecken", "erector_lower"),
        ("Schulterbla\u0308ttern", "rhomboid_middle"),
        ("trapezius", "lower_trapezius"),
    ],
)
def test_areas_are_found_in_german_too(words: str, some: str) -> None:
    assert some in [entry.key for entry in Catalog.load("de").find(words)]
