"""A start that is named by its place: from the option to the person's own centimetres."""

from __future__ import annotations

from pathlib import Path

import pytest

from tpvision import cli
from tpvision.app import plans
from tpvision.core.body import Build
from tpvision.edges import folders
from tpvision.errors import InputError
from tpvision.knowledge.catalog import Catalog
from tpvision.values import Plan, Side


def make(start: str, side: str | None, zone: str | None = None, told: Path | None = None) -> Plan:
    return plans.make(told, "film", zone, side, 180.0, 6.5, "yellow", start, "me")


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_place_becomes_centimetres_on_the_persons_own_side(side: str) -> None:
    told, place = make("blade_tip", side).told, Catalog.load().place("blade_tip")
    assert (told.start_place, told.start_sigma_cm) == ("blade_tip", place.sigma_cm)
    assert told.start_right_cm is None
    build = Build(180.0)
    placed = build.placed(told)
    # The shoulder joints of somebody 180 cm tall are 36 cm apart, and 48 cm above the hip joints.
    right_cm = Side(side).sign * place.u * 36.0
    assert (placed.start_right_cm, placed.start_down_cm) == pytest.approx((right_cm, place.v * 48.0), rel=0.02)
    assert build.placed(make("5,17", None).told) == make("5,17", None).told


def test_it_grows_with_the_person() -> None:
    told = make("blade_tip", "left").told
    small, tall = Build(150.0).placed(told), Build(190.0).placed(told)
    assert small.start_down_cm is not None
    assert tall.start_down_cm == pytest.approx(small.start_down_cm * 190 / 150)


def test_it_comes_before_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "told.json"
    path.write_text('{"start_right_cm": 5, "start_down_cm": 17}', encoding="utf-8")
    told = make("neck_bump", "left", told=path).told
    assert (told.start_right_cm, told.start_down_cm) == (None, None)
    path.write_text('{"start_place": "neck_bump"}', encoding="utf-8")
    with pytest.raises(InputError, match="it may hold ball_cm, ball_colour, height_cm, start_down_cm, start_right_cm,"):
        make("neck_bump", "left", told=path)


def test_start_and_zone_are_on_the_same_surface() -> None:
    plan = make("blade_edge", "left", "rhomboid_upper")
    assert (plan.side, plan.told.start_place) == (Side.LEFT, "blade_edge")
    assert plan.told.start_u is not None
    assert plan.told.start_u < 0
    with pytest.raises(InputError, match="--start collarbone is on the front of the body, rhomboid_upper is not"):
        make("collarbone", "left", "rhomboid_upper")
    assert make("collarbone", "right", "pectoralis_minor").zone is not None


def test_a_side_goes_with_a_named_start_only() -> None:
    with pytest.raises(InputError, match="--side needs --zone or a place to start"):
        make("5,17", "left")


def test_places_are_listed_and_told_about(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["zones"])
    listed = capsys.readouterr().out
    for place in Catalog.load().places:
        assert f"{place.key} " in listed
        with pytest.raises(SystemExit):
            cli.run(["zones", place.key])
        assert place.place in capsys.readouterr().out


def test_areas_are_told_about_in_the_language_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    folders.settings_file().write_text('[screen]\nlanguage = "de"\n', encoding="utf-8")
    for words in (["schulterblattheber"], ["levator_scapulae"]):
        with pytest.raises(SystemExit):
            cli.run(["zones", *words])
        assert "Ball zwei oder drei Finger über die obere innere Ecke" in capsys.readouterr().out
