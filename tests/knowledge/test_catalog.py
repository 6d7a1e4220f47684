"""The catalogue: complete, and sound."""

from __future__ import annotations

import copy
import dataclasses
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tpvision.knowledge import catalog as module
from tpvision.knowledge.catalog import Catalog, CatalogError, drawing

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(module.__file__).parent / "zones.toml"
TABLE: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
PLACES: dict[str, Any] = tomllib.loads((FILE.parent / "places.toml").read_text(encoding="utf-8"))
CATALOG = Catalog.load()


def changed(zone: str, /, **values: Any) -> dict[str, Any]:
    """Return the catalogue's table with fields of one zone replaced; ``None`` takes a field out."""
    table = copy.deepcopy(TABLE)
    row = next(row for row in table["zone"] if row["key"] == zone)
    for name, value in values.items():
        if value is None:
            del row[name]
        else:
            row[name] = value
    return table


def test_groups() -> None:
    groups = {group: {entry.key for entry in CATALOG.entries if entry.group == group} for group in module.GROUPS}
    assert groups["off"] == {"multifidi", "serratus_posterior_inferior", "suboccipitals"}
    assert groups["careful"] == {
        "serratus_posterior_superior",
        "serratus_anterior",
        "quadratus_lumborum",
        "gluteus_minimus",
        "pectoralis_major",
        "pectoralis_minor",
    }
    assert len(groups["core"]) >= 10
    assert len(groups["more"]) >= 5


def test_no_target_comes_near_the_spine_or_below_the_ribs_over_a_kidney() -> None:
    for entry in CATALOG.entries:
        if entry.group != "off" and entry.surface == "back":
            assert entry.u >= 0.11, entry.key
            assert not (entry.u < 0.28 and 0.35 < entry.v < 0.62), entry.key


def test_what_is_off_lies_where_it_must_not_be_started() -> None:
    for entry in CATALOG.entries:
        inside = CATALOG.no_go_at(entry.u, entry.v, entry.surface) is not None
        assert inside == (entry.group == "off"), entry.key


@pytest.mark.parametrize(
    ("u", "v", "surface", "area"),
    [
        (0.0, 0.1, "back", "spine"),
        (-0.05, 0.5, "back", "spine"),
        (0.15, 0.5, "back", "kidneys"),
        (-0.15, 0.5, "back", "kidneys"),
        (0.40, 0.45, "back", "floating_ribs"),
        (0.1, -0.3, "back", "neck_back"),
        (0.0, 0.9, "back", "spine"),
        (0.5, 0.2, "back", "armpit_back"),
        (0.0, 0.2, "front", "breastbone"),
        (0.2, 0.5, "front", "belly"),
        (0.4, 0.15, "side", "armpit_side"),
        (0.2, 0.1, "back", None),
        (0.15, 0.5, "side", "floating_ribs_side"),
        (0.35, 0.04, "back", None),
    ],
)
def test_no_go_map(u: float, v: float, surface: str, area: str | None) -> None:
    found = CATALOG.no_go_at(u, v, surface)
    assert (found.key if found else None) == area


def test_zone_values_are_what_the_session_needs() -> None:
    zone = CATALOG.zone("pectoralis_minor").zone
    assert (zone.key, zone.name, zone.u, zone.v, zone.radius_cm, zone.facing_wall) == (
        "pectoralis_minor",
        "Pectoralis minor",
        0.37,
        0.07,
        4.0,
        True,
    )
    assert not CATALOG.zone("rhomboid_middle").zone.facing_wall


def test_texts_are_tidy_sentences() -> None:
    for entry in CATALOG.entries:
        for text in (entry.stand, entry.place, entry.stretch, *entry.cautions):
            assert text[0].isupper(), f"{entry.key}: {text}"
            assert text.endswith("."), f"{entry.key}: {text}"
        for text in (entry.plain, *entry.felt):
            assert text[0].islower(), f"{entry.key}: {text}"
            assert not text.endswith("."), f"{entry.key}: {text}"
    assert len({entry.plain for entry in CATALOG.entries}) == len(CATALOG.entries)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("rhomboid_uper", "rhomboid_upper"),
        ("Upper Trapezius", "upper_trapezius"),
        ("piriformus", "piriformis"),
        ("teres", "teres_"),
        ("xqz", "'tpvision zones' lists all"),
        ("", "'tpvision zones' lists all"),
    ],
)
def test_an_unknown_zone_is_one_sentence_with_its_neighbours(asked: str, hint: str) -> None:
    with pytest.raises(CatalogError, match=re.escape(f"no zone '{asked}'")) as caught:
        CATALOG.zone(asked)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"radius_cm": 3.9}, "radius_cm"),
        ({"u": -0.1}, "u"),
        ({"v": 2.0}, "v"),
        ({"v": "low"}, "v"),
        ({"u": True}, "u"),
        ({"u": float("nan")}, "u"),
        ({"hardness_max": 5}, "hardness_max"),
        ({"hardness_max": 2.0}, "hardness_max"),
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"surface": "top"}, "surface"),
        ({"side": "left"}, "side"),
        ({"facing": "north"}, "facing"),
        ({"facing": "facing the wall"}, "facing"),
        ({"group": "other"}, "group"),
        ({"sure": "quite"}, "sure"),
        ({"felt": []}, "felt"),
        ({"felt": "neck"}, "felt"),
        ({"cautions": ["Fine.", ""]}, "cautions"),
        ({"colour": "red"}, "colour"),
        ({"key": "Not A Key"}, "key"),
        *(({field.name: None}, field.name) for field in dataclasses.fields(module.ZoneEntry) if field.name != "key"),
    ],
)
def test_a_faulty_entry_is_named_with_its_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(CatalogError, match=f"'{values.get('key', 'rhomboid_middle')}': '{field}'"):
        Catalog.from_table(changed("rhomboid_middle", **values))


def test_an_entry_without_a_key_is_named_by_its_number() -> None:
    table = copy.deepcopy(TABLE)
    del table["zone"][2]["key"]
    with pytest.raises(CatalogError, match="'number 3': 'key' is missing"):
        Catalog.from_table(table)


def test_a_target_inside_a_no_go_area_is_refused_unless_it_is_off() -> None:
    place = {"u": 0.15, "v": 0.5}
    with pytest.raises(CatalogError, match=r"'rhomboid_middle': 'u' and 'v' lie inside .* 'kidneys'"):
        Catalog.from_table(changed("rhomboid_middle", **place))
    Catalog.from_table(changed("rhomboid_middle", **place, group="off"))


def test_a_careful_zone_with_a_hard_ball_is_refused() -> None:
    with pytest.raises(CatalogError, match="'quadratus_lumborum': 'hardness_max' must be 2 or less"):
        Catalog.from_table(changed("quadratus_lumborum", hardness_max=3))


@pytest.mark.parametrize("kind", ["zone", "no_go"])
def test_a_key_used_twice_is_refused(kind: str) -> None:
    table = copy.deepcopy(TABLE)
    table[kind].append(table[kind][0])
    with pytest.raises(CatalogError, match=f"'{table[kind][0]['key']}': 'key' is used twice"):
        Catalog.from_table(table)


@pytest.mark.parametrize("pair", [[0.2, 0.1], [0.1], "wide", [0.1, "b"], [0.1, 3.0]])
def test_a_faulty_no_go_area_is_named(pair: object) -> None:
    table = copy.deepcopy(TABLE)
    table["no_go"][0]["u"] = pair
    with pytest.raises(CatalogError, match="'spine': 'u'"):
        Catalog.from_table(table)


@pytest.mark.parametrize("content", [None, b"", b"[[zone]", b"\xff\xfe", b"[[no-go]]", b"zone = 1\nno_go = []"])
def test_an_unreadable_file_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "zones.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CatalogError, match=r"zones\.toml"):
        Catalog.load(path=path)


def german(name: str) -> dict[str, Any]:
    return tomllib.loads((FILE.parent / f"{name}.de.toml").read_text(encoding="utf-8"))


def test_every_text_is_there_in_german_and_no_other() -> None:
    for english, texts in ((TABLE, german("zones")), (PLACES, german("places"))):
        assert set(texts) == set(english)
        for kind, rows in english.items():
            assert list(texts[kind]) == [row["key"] for row in rows]
            for row in rows:
                entry = texts[kind][row["key"]]
                assert tuple(entry) == module.TEXTS[kind], row["key"]
                for name, text in entry.items():
                    assert type(text) is type(row[name])
                    if isinstance(text, list):
                        assert len(text) == len(row[name]), f"{row['key']}.{name}"


def test_the_german_catalogue_differs_in_its_texts_only() -> None:
    for kind, english, other in (
        ("zone", CATALOG.entries, Catalog.load("de").entries),
        ("no_go", CATALOG.no_go, Catalog.load("de").no_go),
        ("place", CATALOG.places, Catalog.load("de").places),
    ):
        for one, two in zip(english, other, strict=True):
            for item in dataclasses.fields(one):
                same = getattr(one, item.name) == getattr(two, item.name)
                translated = item.name in module.TEXTS[kind]
                assert same != translated or (one.key, item.name) == ("piriformis", "name"), f"{one.key}.{item.name}"


def test_german_texts_are_tidy_and_tell_the_areas_apart() -> None:
    entries = Catalog.load("de").entries
    for entry in entries:
        for text in (entry.stand, entry.place, entry.stretch, *entry.cautions):
            assert text[0].isupper()
            assert text.endswith("."), f"{entry.key}: {text}"
        for text in (entry.plain, *entry.felt):
            assert not text.endswith("."), f"{entry.key}: {text}"
    for told in ({entry.plain for entry in entries}, {entry.name for entry in entries}):
        assert len(told) == len(entries)


def test_a_text_that_a_translation_lacks_is_named(tmp_path: Path) -> None:
    for name in ("zones.toml", "places.toml", "places.de.toml"):
        (tmp_path / name).write_bytes((FILE.parent / name).read_bytes())
    whole = (FILE.parent / "zones.de.toml").read_text(encoding="utf-8")
    (tmp_path / "zones.de.toml").write_text(whole.replace('stretch = "Umarme', 'strech = "Umarme', 1), encoding="utf-8")
    with pytest.raises(CatalogError, match="'middle_trapezius': 'stretch' is missing in the translation"):
        Catalog.load("de", tmp_path / "zones.toml", tmp_path / "places.toml")
    with pytest.raises(CatalogError, match=r"zones\.fr\.toml"):
        Catalog.load("fr", tmp_path / "zones.toml", tmp_path / "places.toml")


@pytest.mark.parametrize("entry", CATALOG.entries, ids=lambda entry: entry.key)
def test_drawings_are_small_and_plain(entry: module.ZoneEntry) -> None:
    lines = drawing(entry).splitlines()
    assert len(lines) == 14
    assert max(map(len, lines)) <= 27
    assert drawing(entry).isascii()
    marks = [(y, x) for y, line in enumerate(lines) for x, letter in enumerate(line) if letter == "X"]
    (left_y, left_x), (right_y, right_x) = marks
    assert left_y == right_y
    assert left_x + right_x == 28
    assert lines[0].index("LEFT") < lines[0].index("RIGHT")


def test_drawings_put_higher_things_higher_and_outer_things_further_out() -> None:
    def mark(key: str) -> tuple[int, int]:
        return next((y, s.rindex("X")) for y, s in enumerate(drawing(CATALOG.zone(key)).splitlines()) if "X" in s)

    heights = [mark(k)[0] for k in ("suboccipitals", "upper_trapezius", "teres_major_lower", "erector_lower")]
    heights += [mark(k)[0] for k in ("quadratus_lumborum", "piriformis", "gluteus_maximus_lower")]
    assert heights == sorted(set(heights))
    widths = [mark(k)[1] for k in ("multifidi", "rhomboid_middle", "infraspinatus_centre", "posterior_deltoid")]
    assert widths == sorted(set(widths))
    assert "behind" in drawing(CATALOG.zone("piriformis"))
    assert "mirror" in drawing(CATALOG.zone("anterior_deltoid"))


def place(**values: Any) -> dict[str, Any]:
    """Return the catalogue's table with one place, fields of it replaced."""
    (row, *_) = PLACES["place"]
    return {**TABLE, "place": [{**row, **values}]}


def test_every_place_to_start_is_on_the_trunk_and_off_what_is_to_be_kept_off() -> None:
    assert {"neck_bump", "blade_tip"} <= {spot.key for spot in CATALOG.places}
    assert {spot.surface for spot in CATALOG.places} == {"back", "front"}
    assert not {spot.key for spot in CATALOG.places} & {entry.key for entry in CATALOG.entries}
    for spot in CATALOG.places:
        assert CATALOG.no_go_at(spot.u, spot.v, spot.surface) is None, spot.key
        assert 2.0 <= spot.sigma_cm <= 3.0, spot.key
        assert CATALOG.place(spot.key) is spot


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sigma_cm": 1.0}, "'sigma_cm' must lie between 2 and 3, not 1.0"),
        ({"u": -0.1}, "'u' must lie between 0 and 0.8"),
        ({"v": 2.0}, "'v' must lie between"),
        ({"u": 0.05}, "'u' and 'v' lie inside the area to keep off 'spine'"),
        ({"v": 0.5}, "'u' and 'v' lie inside the area to keep off 'kidneys'"),
        ({"surface": "side"}, "'surface' must be back or front"),
        ({"key": "The Bump"}, "'key' must be like"),
        ({"place": ""}, "'place' must be a text"),
        ({"radius_cm": 4.0}, "'radius_cm' is no field"),
    ],
)
def test_a_place_that_makes_no_sense(values: dict[str, Any], words: str) -> None:
    assert Catalog.from_table(place()).places
    with pytest.raises(CatalogError, match=re.escape(words)):
        Catalog.from_table(place(**values))


def test_a_place_that_is_there_twice() -> None:
    with pytest.raises(CatalogError, match="'key' is used twice"):
        Catalog.from_table({**TABLE, "place": PLACES["place"][:1] * 2})


@pytest.mark.parametrize(("asked", "hint"), [("neck bmup", "did you mean neck_bump"), ("xyzzy", "there are neck_bump")])
def test_a_place_that_is_not_known(asked: str, hint: str) -> None:
    with pytest.raises(CatalogError, match=hint):
        CATALOG.place(asked)
