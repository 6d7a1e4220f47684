"""What today: programs, areas and one's own spots."""

from __future__ import annotations

import pytest

from tests.app.menu.kit import calibrated, chosen, clear_answers, desk_in, flow, focused, hold, keep, texts, told
from tpvision import settings as settings_room
from tpvision.app.menu import today
from tpvision.app.menu.areas import Area, Areas, Explore, Tense, capital
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.home import Start
from tpvision.app.menu.mine import Spots
from tpvision.app.menu.today import PROGRAM, Today
from tpvision.app.menu.turns import Desk, Home, Live, Open
from tpvision.edges import folders
from tpvision.edges.window import KeyPressed, MenuMove
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.feelings import feelings
from tpvision.knowledge.words import languages
from tpvision.values import Purpose, Side, Spot
from tpvision.values.page import Page

LANGUAGE = pytest.mark.parametrize("language", languages())
OPEN = KeyPressed(menu=MenuMove.OPEN)
BREAST = Spot(0.35, 0.07, 1.0, 1.0, True)


def ready() -> Desk:
    clear_answers()
    return told()


def keys(page: Page) -> list[str]:
    return [choice.key for choice in page.choices]


@LANGUAGE
def test_the_ready_programs_come_first_with_minutes_and_what_they_do(language: str) -> None:
    desk = desk_in(language)
    rows = Today(Evening()).page(desk).choices
    assert [row.key for row in rows[:4]] == [
        PROGRAM + key for key in ("desk_shoulders", "upper_back", "lower_back_hips", "quick_reset")
    ]
    assert [row.value for row in rows[:4]] == ["8 min", "10 min", "10 min", "3 min"]
    assert all(row.detail for row in rows)


def test_faults_in_own_files_are_said_and_nothing_else_is_lost() -> None:
    (folders.programs_folder() / "bad.toml").write_text('name = "Bad"\n', encoding="utf-8")
    page = Today(Evening()).page(desk_in())
    assert "bad.toml" in page.choices[-1].detail
    assert page.choices[-1].key == ""
    assert PROGRAM + "quick_reset" in keys(page)


def test_the_second_start_is_two_presses() -> None:
    desk = ready()
    at = focused(flow(desk, Start()), "start").pressed(OPEN)
    assert isinstance(at.screen, Today)
    at = focused(at, PROGRAM + "upper_back").pressed(OPEN)
    desk = desk_in(settings=settings_room.load(folders.settings_file()))
    keep(4.0, [hold(zone, side) for zone in ("rhomboid_middle", "lower_trapezius") for side in Side])
    calibrated()
    again = flow(desk, Start()).pressed(OPEN)
    assert again.page().chosen == Today(Evening()).page(desk).choices[1]
    live = again.pressed(OPEN).effect
    assert isinstance(live, Live)
    assert live.purpose is Purpose.CHECK
    assert [step.zone.key for step in live.plan.steps] == ["rhomboid_middle"] * 2 + ["lower_trapezius"] * 2


def test_a_spot_that_was_chosen_last_comes_first() -> None:
    desk = ready()
    assert "again" not in keys(Today(Evening()).page(desk))
    turn = chosen(desk, Area("upper_trapezius", Evening()), "left")
    desk = desk_in(settings=settings_room.load(folders.settings_file()))
    page = Today(Evening()).page(desk)
    assert page.choices[today.last_focus(desk)].key == "again"
    assert chosen(desk, Today(Evening()), "again") == turn


@pytest.mark.parametrize("last", ["nothing", "no_zone/left", "my-9/left", "suboccipitals/left", "/", "upper_back/up"])
def test_a_last_choice_that_is_no_more_is_left_out(last: str) -> None:
    desk = desk_in().changed({"session.program": last})
    assert today.last_focus(desk) == 0
    assert "again" not in keys(Today(Evening()).page(desk))


@LANGUAGE
def test_every_feeling_is_drawn_and_leads_to_its_areas(language: str) -> None:
    desk = desk_in(language)
    page = Tense(Evening()).page(desk)
    assert [figure.front for figure in page.figures] == [False, True]
    drawn = {place.key for figure in page.figures for place in figure.places}
    assert drawn == set(keys(page))
    for feeling in feelings(Catalog.load(language)):
        turn = chosen(desk, Tense(Evening()), feeling.key)
        assert turn == Open(Explore(Evening(), feeling.key))
        zones = Explore(Evening(), feeling.key).page(desk)
        assert keys(zones) == [entry.key for entry in feeling.zones]
        assert {place.key for figure in zones.figures for place in figure.places} == set(keys(zones))


def test_both_sides_of_a_feeling_are_marked() -> None:
    figure = Tense(Evening()).page(desk_in()).figures[0]
    first = [place.u for place in figure.places if place.key == figure.places[0].key]
    assert first == [-first[1], first[1]]


@LANGUAGE
def test_every_area_is_told_whole_and_only_those_for_a_ball_begin(language: str) -> None:
    desk = desk_in(language)
    for entry in Catalog.load(language).entries:
        page = Area(entry.key, Evening()).page(desk)
        for text in (entry.name, capital(entry.plain), entry.stretch, *entry.cautions):
            assert text in texts(page), f"{entry.key}: {text}"
        begins = ["left", "right"] if entry.group != "off" else []
        assert [key for key in keys(page) if key] == begins
        drawn = [(place.key, place.u < 0) for place in page.figures[0].places]
        assert drawn == ([("left", True), ("right", False)] if begins else [("", True), ("", False)])
        assert (desk.say("asks_for_care") in texts(page)) == (entry.group == "careful")
        for text in (entry.stand, entry.place) if begins else ():
            assert text in texts(page)


def test_all_areas_can_be_opened_and_those_that_are_off_left_out() -> None:
    desk = desk_in()
    opened = Areas(lambda zone: Open(Area(zone, Evening())))
    every = {entry.key for entry in Catalog.load("en").entries}
    assert set(keys(opened.page(desk))) == every
    assert chosen(desk, opened, "suboccipitals") == Open(Area("suboccipitals", Evening()))
    off = {entry.key for entry in Catalog.load("en").entries if entry.group == "off"}
    assert set(keys(Areas(lambda zone: Home(), off=False).page(desk))) == every - off
    assert off


def test_own_spots_are_drawn_where_they_are_and_begin() -> None:
    desk = ready()
    assert "here" in texts(Spots(Evening()).page(desk))
    keep(3.0, [], spots=[Spot(-0.2, 0.1, 1.0, 1.0, False), BREAST])
    page = Spots(Evening()).page(desk)
    assert keys(page) == ["my-2", "my-1"]
    assert [(figure.front, figure.places[0].key) for figure in page.figures] == [(False, "my-1"), (True, "my-2")]
    assert page.figures[0].places[0].u == pytest.approx(-0.2)
    assert page.figures[1].places[0].u == pytest.approx(0.35)
    turn = chosen(desk, Spots(Evening()), "my-1")
    # Held for the first time: for a shorter while, which is read first.
    assert isinstance(turn, Open)
    live = chosen(desk, turn.screen, "go_on")
    assert isinstance(live, Live)
    assert [(step.zone.key, step.side) for step in live.plan.steps] == [("my-1", Side.LEFT)]
