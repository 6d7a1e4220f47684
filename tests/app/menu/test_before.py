"""What is asked and said before a session, and the way through its live screens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.menu.kit import calibrated, chosen, clear_answers, desk_in, hold, keep, outcome, texts, told
from tpvision.app.clearing import keep_answers
from tpvision.app.live import Ending
from tpvision.app.menu import before
from tpvision.app.menu.afterwards import Summary
from tpvision.app.menu.before import Consent, Less, Sore
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.today import Today
from tpvision.app.menu.turns import Desk, Home, Live, Open, Quit, Turn
from tpvision.errors import InputError
from tpvision.knowledge.screening import AGREED, REGION, Screening
from tpvision.settings import BallSettings
from tpvision.values import Phase, Purpose, Side, Spot, View

HELD = Evening(zone=("rhomboid_middle", "left"))


@pytest.fixture
def desk() -> Desk:
    clear_answers()
    return told()


def known(ago_days: float = 10.0) -> None:
    keep(ago_days, [hold("rhomboid_middle", Side.LEFT)])


def live(turn: Turn, purpose: Purpose) -> Live:
    assert isinstance(turn, Live)
    assert turn.purpose is purpose
    return turn


def test_answers_that_forbid_a_session_end_the_way(desk: Desk) -> None:
    questions = Screening.load().questions
    keep_answers("me", {question.key: question.tier == "emergency" for question in questions})
    with pytest.raises(InputError):
        before.planned(desk, HELD)


def test_a_known_spot_goes_through_check_and_calibration_to_the_session(desk: Desk) -> None:
    known()
    check = live(before.planned(desk, HELD), Purpose.CHECK)
    calibrate = live(check.then(desk, outcome()), Purpose.CALIBRATE)
    session = live(calibrate.then(desk, outcome()), Purpose.SESSION)
    assert [(step.zone.key, step.side) for step in session.plan.steps] == [("rhomboid_middle", Side.LEFT)]
    assert session.plan.stop_level == 7
    view = View(9.0, (640, 480), Phase.DONE, holds=(hold("rhomboid_middle", Side.LEFT),))
    assert session.then(desk, outcome(view)) == Home(Summary(view, None))


def test_a_kept_calibration_that_fits_is_not_made_again(desk: Desk) -> None:
    known()
    calibrated()
    check = live(before.planned(desk, HELD), Purpose.CHECK)
    live(check.then(desk, outcome()), Purpose.SESSION)
    live(check.then(desk, outcome(ending=Ending.SKIPPED)), Purpose.SESSION)
    stale = View(1.0, (640, 480), Phase.DONE, stale="camera_moved")
    live(check.then(desk, outcome(stale)), Purpose.CALIBRATE)


def test_a_skipped_calibration_still_leads_to_the_session(desk: Desk) -> None:
    known()
    check = live(before.planned(desk, HELD), Purpose.CHECK)
    calibrate = live(check.then(desk, outcome()), Purpose.CALIBRATE)
    live(calibrate.then(desk, outcome(ending=Ending.SKIPPED)), Purpose.SESSION)


def test_leaving_a_live_screen_leads_back_or_out(desk: Desk) -> None:
    known()
    check = live(before.planned(desk, HELD), Purpose.CHECK)
    calibrate = live(check.then(desk, outcome()), Purpose.CALIBRATE)
    for each in (check, calibrate):
        assert each.then(desk, outcome(ending=Ending.BACK)) == Home(Today(Evening()))
        assert each.then(desk, outcome(ending=Ending.QUIT)) == Quit()


def test_measuring_checks_calibrates_and_comes_home() -> None:
    desk = desk_in()
    check = live(before.measure(desk, Evening(only_measure=True)), Purpose.CHECK)
    calibrate = live(check.then(desk, outcome()), Purpose.CALIBRATE)
    for turn in (calibrate.then(desk, outcome()), calibrate.then(desk, outcome(ending=Ending.BACK))):
        assert turn == Home()
    assert check.then(desk, outcome(ending=Ending.BACK)) == Home()
    assert check.then(desk, outcome(ending=Ending.QUIT)) == Quit()


def test_what_is_lessened_is_read_once(desk: Desk) -> None:
    turn = before.planned(desk, HELD)
    assert isinstance(turn, Open)
    assert isinstance(turn.screen, Less)
    assert "20" in texts(turn.screen.page(desk))
    check = live(chosen(desk, turn.screen, "go_on"), Purpose.CHECK)
    assert [step.hold_s for step in check.plan.steps] == [20.0]


def test_own_spots_are_called_in_the_persons_language(desk: Desk) -> None:
    keep(10.0, [], spots=[Spot(-0.2, 0.1, 1.0, 1.0, False)])
    turn = before.planned(told("de"), Evening(zone=("my-1", "left")))
    assert isinstance(turn, Open)
    assert "Meine Stelle 1, links" in texts(turn.screen.page(told("de")))


def test_where_nothing_is_left_something_else_is_chosen(desk: Desk) -> None:
    keep(0.0, [hold("rhomboid_middle", Side.LEFT)])
    turn = before.planned(desk, HELD)
    assert isinstance(turn, Open)
    page = turn.screen.page(desk)
    assert page.title == desk.say("nothing_left")
    assert [choice.key for choice in page.choices] == ["", "other"]
    assert chosen(desk, turn.screen, "other") == Home(Today(Evening()))


@pytest.mark.parametrize(("level", "left"), [(3, 1), (4, 0)])
def test_a_spot_of_yesterday_is_asked_about(desk: Desk, level: int, left: int) -> None:
    keep(1.0, [hold("rhomboid_middle", Side.LEFT)])
    turn = before.planned(desk, HELD)
    assert isinstance(turn, Open)
    assert isinstance(turn.screen, Sore)
    assert turn.screen.page(desk).dial is not None
    turned = turn.screen.turned(float(level))
    after = turned.choose(desk, f"{level}")
    if left:
        assert len(live(after, Purpose.CHECK).plan.steps) == left
    else:
        assert isinstance(after, Open)
        assert isinstance(after.screen, Less)
        assert not after.screen.begins


def test_areas_that_ask_for_care_are_asked_about_each_time(desk: Desk) -> None:
    keep(10.0, [hold("quadratus_lumborum", Side.LEFT)])
    evening = Evening(zone=("quadratus_lumborum", "left"))
    turn = before.planned(desk, evening)
    assert turn == Open(Consent(evening, ("quadratus_lumborum",)))
    page = turn.screen.page(desk)
    assert page.choices[0].key == "no"  # what happens without thinking
    assert desk.say("consent_why") in page.lines
    refused = chosen(desk, turn.screen, "no")
    assert isinstance(refused, Open)
    assert isinstance(refused.screen, Less)
    assert not refused.screen.begins
    agreed = chosen(desk, turn.screen, "yes")
    if isinstance(agreed, Open):
        agreed = chosen(desk, agreed.screen, "go_on")
    assert [step.zone.key for step in live(agreed, Purpose.CHECK).plan.steps] == ["quadratus_lumborum"]


def test_a_hard_ball_is_refused_where_care_is_asked_for(desk: Desk) -> None:
    desk = replace(desk, settings=replace(desk.settings, ball=BallSettings(hardness=4)))
    turn = before.planned(desk, Evening(zone=("quadratus_lumborum", "left"), consent=True))
    assert isinstance(turn, Open)
    assert "soft ball" in texts(turn.screen.page(desk))


def test_answers_leave_places_out_and_go_gently() -> None:
    screening = Screening.load()
    answers = {question.key: False for question in screening.questions}
    ask = next(question.key for question in screening.questions if question.tier == "ask_first")
    local = next(question.key for question in screening.questions if question.tier == "local")
    regions = {REGION + region.key: region.holds(0.2, 0.08, "back") for region in screening.regions}
    assert any(regions.values())
    keep_answers("me", {**answers, ask: True, AGREED: True, local: True, **regions})
    desk = told()
    turn = before.planned(desk, HELD)
    assert isinstance(turn, Open)
    assert "safety questions" in texts(turn.screen.page(desk))
    keep_answers("me", {**answers, ask: True, AGREED: True})
    known()
    turn = before.planned(desk, HELD)
    assert isinstance(turn, Open)
    plan = live(chosen(desk, turn.screen, "go_on"), Purpose.CHECK).plan
    assert plan.stop_level == 5
    assert [step.hold_s for step in plan.steps] == [20.0]


def test_new_spots_of_a_later_session_need_no_reading(desk: Desk) -> None:
    keep(10.0, [hold("upper_trapezius", Side.LEFT)])
    check = live(before.planned(desk, HELD), Purpose.CHECK)
    assert [step.hold_s for step in check.plan.steps] == [20.0]
