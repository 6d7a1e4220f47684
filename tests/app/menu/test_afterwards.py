"""The summary: what was held, how tender it was, and what is good to know now."""

from __future__ import annotations

import pytest

from tests.app.menu.kit import calibrated, chosen, desk_in, hold, outcome, texts
from tpvision.app.live import Ending
from tpvision.app.menu import afterwards
from tpvision.app.menu.afterwards import LookOut, Summary
from tpvision.app.menu.home import film
from tpvision.app.menu.turns import Home, Open, Quit
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.screening import Screening
from tpvision.knowledge.words import languages
from tpvision.values import CUT_OFF, Cue, CueKind, Phase, Side, Spot, Tenderness, View

LANGUAGE = pytest.mark.parametrize("language", languages())
HOLDS = (
    hold("rhomboid_middle", Side.LEFT),
    hold("rhomboid_middle", Side.LEFT, 12.0, "left the wall"),
    hold("upper_trapezius", Side.RIGHT, 30.0, "halved"),
)


WAYS = (
    *("goal", "halved", "not easing", "easier", "moved", "left the wall", "lost", "next", "stop", "time"),
    *("end of film", CUT_OFF),
)


def view(phase: Phase = Phase.DONE, **more: object) -> View:
    return View(99.0, (640, 480), phase, **{"holds": HOLDS, **more})  # type: ignore[arg-type]


@LANGUAGE
def test_each_hold_stands_against_its_goal_with_its_reason(language: str) -> None:
    desk = desk_in(language)
    page = Summary(view(), None).page(desk)
    rows = page.choices[:3]
    assert [row.bar for row in rows] == [1.0, 0.4, 1.0]
    assert [row.detail for row in rows] == [
        desk.say(key) for key in ("ended_goal", "ended_left_the_wall", "ended_halved")
    ]
    assert rows[1].value.startswith("12 ")
    assert "1:12 min" in page.lines[0]
    for entry in (Catalog.load(language).zone(key) for key in ("rhomboid_middle", "upper_trapezius")):
        assert [row.detail for row in page.choices].count(entry.stretch) == 1
    assert Screening.load().afterwards[language] in texts(page)
    assert page.note == desk.say("saved")
    assert page.choices[-1].key == "home"


def test_the_places_are_drawn_in_the_measured_person_with_how_sure_they_are() -> None:
    desk = desk_in()
    (figure,) = Summary(view(), None).page(desk).figures
    assert not figure.front
    assert [place.sigma_cm for place in figure.places] == [(1.2, 1.8)] * 3
    assert [place.u < 0 for place in figure.places] == [True, True, False]
    calibrated()
    (measured,) = Summary(view(), None).page(desk).figures
    assert measured.places != figure.places


def test_the_front_of_the_body_is_drawn_for_holds_there() -> None:
    page = Summary(view(holds=(hold("pectoralis_minor", Side.LEFT), *HOLDS)), None).page(desk_in())
    assert [(figure.front, len(figure.places)) for figure in page.figures] == [(False, 3), (True, 1)]


@LANGUAGE
def test_how_tender_it_was_is_told_as_far_as_it_was_answered(language: str) -> None:
    desk = desk_in(language)
    told = tuple(
        Tenderness(number, "rhomboid_middle", Side.LEFT, *levels)
        for number, levels in enumerate(((6, 3), (None, None), (5, None), (None, 0)))
    )
    page = Summary(view(tenderness=told), None).page(desk)
    values = [row.value for row in page.choices if row.detail == desk.say("tenderness")]
    assert values == [
        desk.say("tender_both", before="6", after="3"),
        desk.say("tender_before", before="5"),
        desk.say("tender_after", after="0"),
    ]


def test_what_was_not_saved_is_not_called_saved() -> None:
    desk = desk_in()
    page = Summary(view(spots=(Spot(0.2, 0.1, 1.0, 1.0, False),)), "The history is locked.").page(desk)
    assert page.choices[0].detail == "The history is locked."
    assert page.choices[0].grave
    assert desk.say("saved") not in texts(page)
    assert desk.say("kept_spots", count=1) not in texts(page)
    kept = Summary(view(spots=(Spot(0.2, 0.1, 1.0, 1.0, False),)), None).page(desk)
    assert desk.say("kept_spots", count=1) in texts(kept)


def test_after_too_much_what_to_look_out_for_comes_first() -> None:
    desk = desk_in()
    cue = Cue(98.0, CueKind.STOP, "stop_words")
    page = Summary(view(Phase.STOPPED, caption=cue), None).page(desk)
    assert page.choices[0].key == "wrong"
    assert chosen(desk, Summary(view(Phase.STOPPED), None), "wrong") == Open(LookOut())
    assert "wrong" in [row.key for row in Summary(view(Phase.STOPPED), None).page(desk).choices]
    assert "wrong" not in [row.key for row in Summary(view(), None).page(desk).choices]


@LANGUAGE
def test_what_to_look_out_for_is_said_of_each_feeling_the_urgent_first(language: str) -> None:
    desk = desk_in(language)
    rows = LookOut().page(desk).choices[:-1]
    words = {word.texts[language]: word for word in Screening.load().stop_words}
    assert [row.detail for row in rows] == [words[row.text].watch[language] for row in rows]
    assert len(rows) == len(words)
    urgent = [words[row.text].urgent for row in rows]
    assert urgent == sorted(urgent, reverse=True)
    assert chosen(desk, LookOut(), "home") == Home()


def test_home_is_one_choice_away() -> None:
    assert chosen(desk_in(), Summary(view(), None), "home") == Home()


def test_a_session_that_was_left_before_any_hold_has_no_summary() -> None:
    desk = desk_in()
    begun = View(1.0, (0, 0), Phase.GET_READY)
    assert afterwards.turn(desk, outcome(begun, Ending.BACK)) == Home()
    assert afterwards.turn(desk, outcome(begun, Ending.QUIT)) == Quit()
    stopped = View(1.0, (640, 480), Phase.STOPPED)
    assert afterwards.turn(desk, outcome(stopped, Ending.BACK)) == Home(Summary(stopped, None))
    assert afterwards.turn(desk, outcome(view(), note="Locked.")) == Home(Summary(view(), "Locked."))


def test_after_a_film_there_is_a_summary_that_does_not_say_it_is_in_ones_history() -> None:
    desk = desk_in()
    seen = view(Phase.PAUSED, spots=(Spot(0.2, 0.1, 1.0, 1.0, False),))
    page = film(desk).then(desk, outcome(seen)).screen.page(desk)
    assert page.lines == Summary(seen, None).page(desk).lines
    assert page.note == ""
    assert desk.say("kept_spots", count=1) not in texts(page)
    assert film(desk).then(desk, outcome(View(1.0, (0, 0), Phase.PLACE), Ending.BACK)) == Home()


@LANGUAGE
def test_every_way_a_hold_can_end_has_words(language: str) -> None:
    desk = desk_in(language)
    for way in WAYS:
        said = afterwards.held(desk, hold("", Side.LEFT, ended_by=way)).detail
        assert said != f"{way}."
        assert said.endswith(".")
