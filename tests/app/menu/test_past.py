"""My history: what of it is shown where, and forgetting."""

from __future__ import annotations

import datetime

import pytest

from tests.app.menu.kit import chosen, desk_in, hold, keep, texts
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.kept import past
from tpvision.app.menu.mine import Spots
from tpvision.app.menu.past import NEWEST, Detail, Forget, History, Month
from tpvision.app.menu.today import Today
from tpvision.app.menu.turns import Home, Instead, Open
from tpvision.core import review
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.knowledge.words import Words, languages
from tpvision.values import Pause, Side, Spot, Tenderness

LANGUAGE = pytest.mark.parametrize("language", languages())
TWO = (hold("rhomboid_middle", Side.LEFT), hold("rhomboid_middle", Side.RIGHT, 15.0, "moved"))


@LANGUAGE
def test_an_empty_history_invites(language: str) -> None:
    desk = desk_in(language)
    page = History().page(desk)
    assert page.lines == (desk.say("no_history"),)
    assert chosen(desk, History(), "home") == Home()


@LANGUAGE
def test_the_newest_come_first_and_the_weeks_before_them(language: str) -> None:
    desk = desk_in(language)
    numbers = [keep(ago, TWO) for ago in (9.0, 2.0, 0.0)]
    numbers.insert(2, keep(1.0, []))  # nothing was held, but there it was
    page = History().page(desk)
    weeks, sessions = page.choices[:2], page.choices[2:-1]
    assert [row.text for row in weeks] == [desk.say("this_week"), desk.say("last_week")]
    assert max(row.bar or 0.0 for row in weeks) == 1.0
    assert [row.key for row in sessions] == [f"session {number}" for number in reversed(numbers)]
    assert [row.bar for row in sessions] == [0.75, 0.0, 0.75, 0.75]
    assert [row.value for row in sessions] == ["0:45 min", "0:00 min", "0:45 min", "0:45 min"]
    assert chosen(desk, History(), f"session {numbers[0]}") == Open(Detail(numbers[0]))


def test_this_week_stands_beside_the_last() -> None:
    desk = desk_in()
    today = datetime.datetime.now().astimezone()
    keep(0.0, TWO)
    keep(today.isoweekday(), TWO)
    keep(today.isoweekday(), TWO)
    this, last = History().page(desk).choices[:2]
    assert (this.value, last.value) == ("0:45 min", "1:30 min")
    assert (this.bar, last.bar) == (0.5, 1.0)


@LANGUAGE
def test_what_is_older_is_by_month(language: str) -> None:
    desk = desk_in(language)
    for number in range(NEWEST + 3):
        keep(4.0 * number, TWO)
    page = History().page(desk)
    months = [row.key for row in page.choices if row.key.startswith("month ")]
    assert months == sorted(months, reverse=True)
    assert len(months) >= 2
    found = []
    for key in months:
        turn = chosen(desk, History(), key)
        assert turn == Open(Month(key.removeprefix("month ")))
        assert isinstance(turn, Open)
        found += [row.key for row in turn.screen.page(desk).choices]
    assert len(found) == len(set(found)) == NEWEST + 3


def test_the_time_by_zone_is_drawn_the_larger_the_longer() -> None:
    desk = desk_in()
    keep(1.0, [*TWO, hold("pectoralis_minor", Side.LEFT, 5.0)], spots=[Spot(0.1, 0.3, 1.0, 1.0, False)])
    keep(0.5, [hold("my-1", Side.RIGHT, 1.0), hold("no_such_zone", Side.RIGHT)])
    back, front = History().page(desk).figures
    assert [place.u > 0 for place in back.places] == [False, True, True]
    radii = [place.radius_cm for place in (*back.places, *front.places)]
    assert radii[0] == max(radii)
    assert radii[1] / radii[0] == pytest.approx((15.0 / 30.0) ** 0.5)
    assert front.front


@LANGUAGE
def test_a_session_is_told_with_pauses_reasons_and_tenderness(language: str) -> None:
    desk = desk_in(language)
    told = Tenderness(0, "rhomboid_middle", Side.LEFT, 6, 3)
    number = keep(0.1, [TWO[1]], [Pause(12.0, 16.0, "off_spot")], [told], ended_by=None)
    page = Detail(number).page(desk)
    held, paused, tender, forget = page.choices
    assert held.bar == 0.5
    assert desk.say("ended_moved") in held.detail
    assert desk.say("sure", length="2.2 cm".replace(".", desk.say("decimal"))).casefold() in held.detail.casefold()
    assert (paused.text, paused.detail) == (
        desk.say("paused_for", s=4.0),
        Words.load(language).text("report.pause_off_spot"),
    )
    assert tender.value == desk.say("tender_both", before="6", after="3")
    assert forget.grave
    assert page.lines[0] == desk.say("session_cut_off")
    assert page.figures[0].places[0].sigma_cm == (1.2, 1.8)


def test_a_session_is_forgotten_only_when_that_is_said() -> None:
    desk = desk_in()
    first, second = keep(2.0, TWO), keep(1.0, TWO)
    turn = chosen(desk, Detail(first), "forget")
    assert turn == Open(Forget(first))
    page = Forget(first).page(desk)
    assert page.choices[0].key == "no"
    assert chosen(desk, Forget(first), "no") == Instead(Detail(first), 0)
    assert len(past(desk).sessions) == 2
    assert chosen(desk, Forget(first), "yes") == Home(History())
    assert [session.number for session in past(desk).sessions] == [second]
    with Store.open(folders.history_file()) as store:
        assert [session.id for session in store.sessions()] == [second]


@LANGUAGE
def test_a_report_is_written_and_where_is_said(language: str) -> None:
    desk = desk_in(language)
    keep(1.0, TWO)
    turn = chosen(desk, History(), "report")
    assert isinstance(turn, Instead)
    (written,) = folders.data_folder().glob("*.html")
    assert str(written) in turn.screen.page(desk).choices[-1].detail
    assert "</html>" in written.read_text(encoding="utf-8")


def test_a_history_that_cannot_be_read_is_said_and_the_rest_goes_on() -> None:
    desk = desk_in()
    folders.history_file().write_bytes(b"nothing of a database" * 99)
    page = History().page(desk)
    assert "history" in (page.message or "")
    assert [row.key for row in page.choices] == ["home"]
    assert Today(Evening()).page(desk).choices
    assert Spots(Evening()).page(desk).choices == ()


def test_what_another_person_did_is_not_shown() -> None:
    keep(1.0, TWO)
    desk = desk_in().changed({"person.name": "Ann"})
    assert past(desk).sessions == ()
    assert desk.say("no_history") in texts(History().page(desk))


def test_a_change_is_seen_at_once() -> None:
    desk = desk_in()
    for count in range(1, 4):
        keep(1.0, TWO)
        assert len(past(desk).sessions) == count


def test_a_month_has_its_own_sums() -> None:
    desk = desk_in()
    keep(0.0, TWO)
    keep(40.0, TWO)
    this = datetime.datetime.now().astimezone().isoformat()[:7]
    assert past(desk, this).zones == review.by_zone(past(desk, this).sessions)
    assert len(past(desk, this).sessions) == 1
