"""One's own programs: put together, changed, named, deleted and brought back, all by keys."""

from __future__ import annotations

import pytest

from tests.app.menu.kit import chosen, desk_in, flow, focused, keep, texts
from tpvision.app.menu.flow import Flow
from tpvision.app.menu.home import Start
from tpvision.app.menu.mine import Edit, Gone, Mine, Named, Pick, PickSide, Seconds
from tpvision.app.menu.mine import Spot as SpotPage
from tpvision.app.menu.turns import Desk
from tpvision.app.own_programs import new_key
from tpvision.app.programs import programs
from tpvision.edges import folders
from tpvision.edges.window import KeyPressed, MenuMove, Typed
from tpvision.knowledge.programs import ProgramStep
from tpvision.knowledge.words import languages
from tpvision.values import Side, Spot

LANGUAGE = pytest.mark.parametrize("language", languages())
OPEN, BACK, NEXT = (KeyPressed(menu=move) for move in (MenuMove.OPEN, MenuMove.BACK, MenuMove.NEXT))


@pytest.fixture
def desk() -> Desk:
    return desk_in()


def added(at: Flow, zone: str, side: str | None) -> Flow:
    at = focused(focused(at, "add").pressed(OPEN), zone).pressed(OPEN)
    return at if side is None else focused(at, side).pressed(OPEN)


def steps(desk: Desk, key: str = "own-1") -> tuple[ProgramStep, ...]:
    return next(program.steps for program in programs(desk.settings)[0] if program.key == key)


def new(desk: Desk) -> Flow:
    at = focused(flow(desk, Start(), Mine()), "new").pressed(OPEN)
    assert at.screen == Edit("own-1")
    return at


@LANGUAGE
def test_a_program_is_put_together_and_is_among_the_others(language: str) -> None:
    desk = desk_in(language)
    keep(3.0, [], spots=[Spot(-0.2, 0.1, 1.0, 1.0, False)])
    at = added(new(desk), "rhomboid_middle", "left")
    assert at.screen == Edit("own-1")
    at = added(added(at, "my-1", None), "upper_trapezius", "right")
    assert [row.key for row in at.page().choices] == ["0", "1", "2", "add", "name", "delete"]
    assert {place.key for figure in at.page().figures for place in figure.places} == {"0", "1", "2"}
    assert [(step.zone, step.side) for step in steps(desk)] == [
        ("rhomboid_middle", Side.LEFT),
        ("my-1", None),
        ("upper_trapezius", Side.RIGHT),
    ]
    assert programs(desk.settings)[1] == []
    assert [row.key for row in at.pressed(BACK).page().choices] == ["own-1", "new"]
    assert new_key() == "own-2"


def test_nothing_is_kept_of_a_program_without_spots(desk: Desk) -> None:
    at = new(desk)
    assert [row.key for row in at.page().choices] == ["add"]
    assert [row.key for row in at.pressed(BACK).page().choices] == ["new"]
    assert list(folders.programs_folder().iterdir()) == []


def test_side_holds_and_length_can_be_changed(desk: Desk) -> None:
    at = focused(added(new(desk), "rhomboid_middle", "left"), "0").pressed(OPEN)
    assert at.screen == SpotPage("own-1", 0)
    at = focused(at, "side").pressed(OPEN)
    at = focused(at, "holds").pressed(OPEN)
    at = focused(at, "hold_s").pressed(OPEN).pressed(NEXT).pressed(OPEN)
    assert at.screen == SpotPage("own-1", 0)
    assert steps(desk) == (ProgramStep("rhomboid_middle", Side.RIGHT, 3, 35.0),)
    assert focused(at, "holds").pressed(OPEN).page().choices[1].value == "2"


def test_spots_change_places_and_are_left_out_and_brought_back(desk: Desk) -> None:
    at = added(added(new(desk), "rhomboid_middle", "left"), "upper_trapezius", "right")
    first = focused(at, "0").pressed(OPEN).page()
    assert "earlier" not in [row.key for row in first.choices]
    at = focused(focused(at, "1").pressed(OPEN), "earlier").pressed(OPEN)
    assert [step.zone for step in steps(desk)] == ["upper_trapezius", "rhomboid_middle"]
    at = focused(focused(at, "0").pressed(OPEN), "remove").pressed(OPEN)
    assert isinstance(at.screen, Gone)
    assert [step.zone for step in steps(desk)] == ["rhomboid_middle"]
    back = focused(at, "undo").pressed(OPEN)
    assert back.screen == Edit("own-1")
    assert [step.zone for step in steps(desk)] == ["upper_trapezius", "rhomboid_middle"]


@LANGUAGE
def test_a_program_is_named_deleted_and_brought_back(language: str) -> None:
    desk = desk_in(language)
    at = focused(added(new(desk), "rhomboid_middle", "left"), "name").pressed(OPEN)
    assert isinstance(at.screen, Named)
    for letter in ("\b" * 40) + 'Ä"q\\':
        at = at.pressed(Typed(letter))
    at = at.pressed(OPEN)
    assert at.page().title == 'Ä"q\\'
    at = focused(at, "delete").pressed(OPEN)
    assert 'Ä"q\\' in at.page().lines[0]
    assert list(folders.programs_folder().iterdir()) == []
    assert [row.key for row in at.pressed(OPEN).page().choices] == ["new"]
    assert [row.key for row in focused(at, "undo").pressed(OPEN).page().choices] == ["own-1", "new"]
    assert steps(desk)


def test_a_name_of_nothing_changes_nothing(desk: Desk) -> None:
    at = focused(added(new(desk), "rhomboid_middle", "left"), "name").pressed(OPEN)
    before = at.page().entry
    for _ in range(40):
        at = at.pressed(Typed("\b"))
    assert at.page().entry == ""
    assert at.pressed(OPEN).page().title == before


def test_what_is_more_than_a_session_may_have_is_said_and_nothing_changes(desk: Desk) -> None:
    at = added(new(desk), "rhomboid_middle", "left")
    twice = added(at, "rhomboid_middle", "left")
    assert twice.page().message == desk.say("twice")
    at = added(added(added(at, "rhomboid_middle", "right"), "upper_trapezius", "left"), "upper_trapezius", "right")
    assert "add" not in [row.key for row in at.page().choices]
    for number in "012":
        at = focused(focused(at, number).pressed(OPEN), "holds").pressed(OPEN).pressed(BACK)
        at = focused(focused(at, number).pressed(OPEN), "hold_s").pressed(OPEN)
        for _ in range(20):
            at = at.pressed(NEXT)
        kept = steps(desk)
        at = at.pressed(OPEN)
        if at.message is not None:
            break
        at = at.pressed(BACK)
    assert at.message == desk.say("too_long", min=15.0)
    assert steps(desk) == kept


def test_what_somebody_wrote_by_hand_can_be_changed(desk: Desk) -> None:
    text = 'name = { en = "By hand", de = "Von Hand" }\ndoes = "Mine."\n[[step]]\nzone = "rhomboid_middle"\n'
    text += 'side = "left"\nholds = 2\nhold_s = 25\n'
    (folders.programs_folder() / "hand.toml").write_text(text, encoding="utf-8")
    at = focused(flow(desk, Mine()), "hand").pressed(OPEN)
    at = focused(focused(at, "0").pressed(OPEN), "side").pressed(OPEN)
    program = next(program for program in programs(desk.settings)[0] if program.key == "hand")
    assert program.names == {"en": "By hand", "de": "Von Hand"}
    assert program.does == {"": "Mine."}
    assert program.steps == (ProgramStep("rhomboid_middle", Side.RIGHT, 2, 25.0),)


def test_a_side_is_shown_on_the_body(desk: Desk) -> None:
    page = PickSide("own-1", "rhomboid_middle").page(desk)
    assert [(place.key, place.u < 0) for place in page.figures[0].places] == [("left", True), ("right", False)]


def test_what_is_off_cannot_be_picked(desk: Desk) -> None:
    assert "suboccipitals" not in texts(Pick("own-1").page(desk))
    assert isinstance(chosen(desk, Pick("own-1"), "rhomboid_middle").screen, PickSide)  # type: ignore[union-attr]


def test_the_dial_keeps_to_the_limits_of_dose(desk: Desk) -> None:
    dial = Seconds(SpotPage("own-1", 0), 30.0).page(desk).dial
    assert dial is not None
    assert (dial.low, dial.high) == (20.0, 90.0)
