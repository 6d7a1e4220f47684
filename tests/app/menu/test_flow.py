"""The way through the menu: keys, clicks and turns, without a window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tpvision import app
from tpvision import settings as settings_room
from tpvision.app.menu.flow import Flow
from tpvision.app.menu.home import ORDER, Help, Settings, Start, value_of
from tpvision.app.menu.measures import Camera, Name, Number, OneOf, People
from tpvision.app.menu.turns import Back, Change, Desk, Home, Instead, Open, Quit, Turn
from tpvision.edges import folders
from tpvision.edges.camera import CameraInfo
from tpvision.edges.window import KeyPressed, MenuMove, Typed
from tpvision.errors import InputError
from tpvision.knowledge.words import languages
from tpvision.settings import ScreenSettings
from tpvision.settings import Settings as AllSettings
from tpvision.values.page import Choice, Dial, Page

NEXT, PREVIOUS, OPEN, BACK = (
    KeyPressed(menu=move) for move in (MenuMove.NEXT, MenuMove.PREVIOUS, MenuMove.OPEN, MenuMove.BACK)
)


@dataclass(frozen=True)
class Rows:
    """A screen of three rows, each leading to its own turn."""

    turns: tuple[Turn, ...]

    def page(self, desk: Desk) -> Page:
        return Page("rows", "Rows", choices=tuple(Choice(str(i), f"row {i}") for i in range(len(self.turns))))

    def choose(self, desk: Desk, key: str) -> Turn:
        return self.turns[int(key)]


@dataclass(frozen=True)
class Failing:
    def page(self, desk: Desk) -> Page:
        return Page("failing", "Failing", choices=(Choice("go", "go"),))

    def choose(self, desk: Desk, key: str) -> Turn:
        raise InputError("That cannot be; mend it.")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    monkeypatch.setenv("TPVISION_HOME", str(tmp_path))
    return Desk.open(AllSettings())


def flow(desk: Desk, *screens: object) -> Flow:
    return Flow(desk, tuple((screen, 0) for screen in screens))  # type: ignore[misc]


def through(flow: Flow, *events: KeyPressed | Typed) -> Flow:
    for event in events:
        flow = flow.pressed(event)
    return flow


def test_the_focus_goes_round_and_enter_opens(desk: Desk) -> None:
    inner = Rows((Back(),))
    at = through(flow(desk, Rows((Quit(), Open(inner), Back()))), PREVIOUS, PREVIOUS, OPEN)
    assert at.screen == inner
    assert through(at, BACK).page().focus == 1  # where one was


def test_back_from_the_first_screen_leaves(desk: Desk) -> None:
    start = flow(desk, Rows((Quit(),)))
    assert start.page().top
    assert isinstance(through(start, BACK).effect, Quit)


def test_home_forgets_the_way(desk: Desk) -> None:
    first, second = Rows((Quit(),)), Rows((Home(),))
    assert through(flow(desk, first, Rows((Quit(),)), second), OPEN).stack == ((first, 0),)


def test_instead_keeps_the_focus(desk: Desk) -> None:
    other = Rows((Back(), Back()))
    at = through(flow(desk, Rows((Quit(), Instead(other)))), NEXT, OPEN)
    assert at.screen == other
    assert at.page().focus == 1


def test_a_fault_is_a_message_that_the_next_key_takes_away(desk: Desk) -> None:
    at = through(flow(desk, Rows((Quit(),)), Failing()), OPEN)
    assert at.page().message == "That cannot be; mend it."
    assert at.screen == Failing()
    assert through(at, NEXT).page().message is None
    assert through(at, BACK).screen == Rows((Quit(),))


def test_a_change_is_written_and_one_s_own_lines_stay(desk: Desk) -> None:
    folders.settings_file().write_text("# mine\n[screen]\ntheme = 'light' # by day\n", encoding="utf-8")
    at = flow(desk, Rows((Quit(),)), Rows((Change({"screen.theme": "dark", "person.height_cm": 181.0}),)))
    after = through(at, OPEN)
    assert after.screen == Rows((Quit(),))
    assert after.desk.settings.person.height_cm == 181.0
    assert "person.height_cm" in after.desk.told
    text = folders.settings_file().read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert "# by day" in text
    again = settings_room.load(folders.settings_file())
    assert (again.screen.theme, again.person.height_cm) == ("dark", 181.0)


def test_a_settings_file_that_cannot_be_written_is_said_and_nothing_changes(desk: Desk) -> None:
    folders.settings_file().write_text("[screen\n", encoding="utf-8")
    at = through(flow(desk, Rows((Change({"screen.theme": "light"}),))), OPEN)
    assert "mend or delete it" in (at.page().message or "")
    assert at.desk.settings.screen.theme == "dark"


def test_a_dial_turns_within_its_limits_and_keeps(desk: Desk) -> None:
    at = flow(desk, Start(), Number("ball.diameter_cm", 0.5))
    assert through(at, NEXT, NEXT).page().dial == Dial(7.5, 3.0, 25.0, 0.5, "7.5 cm")
    low = through(at, *[PREVIOUS] * 50)
    assert low.page().dial == Dial(3.0, 3.0, 25.0, 0.5, "3 cm")
    kept = through(low, OPEN)
    assert kept.screen == Start()
    assert kept.desk.settings.ball.diameter_cm == 3.0


def test_inches_are_shown_and_centimetres_kept(desk: Desk) -> None:
    at = flow(replace(desk, settings=replace(desk.settings, screen=ScreenSettings(units="inch"))), Start())
    page = at.turned(Open(Number("person.height_cm", 1.0))).page()
    assert page.dial is not None
    assert page.dial.text == "5 ft 7 in"


def test_a_name_is_typed(desk: Desk) -> None:
    at = through(flow(desk, Start(), Name()), Typed("A"), Typed("x"), Typed("\b"), Typed("n"), Typed("n"))
    assert at.page().entry == "Ann"
    assert through(at, OPEN).desk.settings.person.name == "Ann"
    assert through(flow(desk, Start(), Name()), OPEN).page().entry == ""  # no name is no name


def test_letters_where_nothing_is_typed_do_nothing(desk: Desk) -> None:
    at = flow(desk, Start())
    assert through(at, Typed("x")) == at


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", [name for name in ORDER if name != "camera.source"])
def test_every_setting_can_be_set_by_keys_alone(desk: Desk, name: str, language: str) -> None:
    desk = desk.changed({"screen.language": language})
    at = flow(desk, Start(), Settings()).at(ORDER.index(name))
    before = value_of(at.desk, name)
    after = through(at, OPEN)
    page = after.page()
    if page.name == "people":
        after = through(after, PREVIOUS, OPEN, Typed("B"), OPEN)
    elif page.dial is not None:
        after = through(after, NEXT if page.dial.value < page.dial.high else PREVIOUS, OPEN)
    elif page.name == "one_of":
        after = through(after, NEXT, OPEN)
        if value_of(after.desk, name) == before:  # the first was not the one that is set
            after = through(after, OPEN, NEXT, NEXT, OPEN)
    assert value_of(after.desk, name) != before
    assert after.page().name == "settings"
    assert after.page().focus == ORDER.index(name)


def test_a_camera_is_chosen_by_its_name(desk: Desk) -> None:
    at = flow(desk, Start(), Camera((CameraInfo(0, "Integrated Camera"), CameraInfo(2, "Logi"))))
    assert [(row.text, row.on) for row in at.page().choices] == [("Integrated Camera", True), ("Logi", False)]
    after = through(at, NEXT, OPEN)
    assert after.desk.settings.camera.source == "2"
    assert flow(desk, Start(), Camera(())).page().lines == (desk.say("no_camera_found"),)


def test_who_is_known_is_chosen_without_typing(desk: Desk) -> None:
    for name in ("Ann", "Ben"):
        app.add_profile(name)
    at = flow(desk, Start(), People())
    assert [row.text for row in at.page().choices] == ["Ann", "Ben", "me", desk.say("new_person")]
    assert through(at, NEXT, OPEN).desk.settings.person.name == "Ben"


def test_one_of_marks_what_is_set(desk: Desk) -> None:
    rows = OneOf("ball.hardness").page(desk).choices
    assert [row.on for row in rows] == [False, True, False, False]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("cameras", [True, False])
def test_home_and_what_it_leads_to(desk: Desk, cameras: bool, language: str) -> None:
    desk = replace(desk.changed({"screen.language": language}), cameras=cameras)
    home = flow(desk, Start())
    names = {}
    for number, choice in enumerate(home.page().choices):
        if choice.key in ("settings", "help", "about"):
            names[choice.key] = home.at(number).pressed(OPEN).page().name
    assert names == {"settings": "settings", "help": "help", "about": "about"}
    assert home.page().choices[0].key == ("start" if cameras else "demo")


def test_help_is_read_on_with_enter_and_without_leaving(desk: Desk) -> None:
    at = through(flow(desk, Start(), Help()), NEXT, OPEN)
    assert at.screen == Help()
    assert at.page().focus == 2


@dataclass(frozen=True)
class Broken:
    def page(self, desk: Desk) -> Page:
        raise InputError("evening.toml: it is not valid TOML; mend or delete it.")

    def choose(self, desk: Desk, key: str) -> Turn:
        raise AssertionError


def test_a_page_that_cannot_be_made_says_why_and_can_be_left(desk: Desk) -> None:
    at = flow(desk, Start(), Broken())
    assert at.page().message == "evening.toml: it is not valid TOML; mend or delete it."
    assert through(at, OPEN, BACK).screen == Start()
