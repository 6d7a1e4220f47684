"""Whatever somebody presses, in whatever order: the menu goes on, and each page can be laid out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.app.menu.kit import CALIBRATED, clear_answers, desk_in, flow, focused, hold, keep, outcome, told
from tpvision.app.live import Ending
from tpvision.app.menu.areas import Tense
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.flow import Flow
from tpvision.app.menu.home import Start
from tpvision.app.menu.mine import Mine
from tpvision.app.menu.past import History
from tpvision.app.menu.today import Today
from tpvision.app.menu.turns import Live, Quit
from tpvision.edges.window import KeyPressed, MenuMove, Typed
from tpvision.knowledge.words import languages
from tpvision.screens.page import arrange
from tpvision.screens.theme import DARK
from tpvision.values import Cue, CueKind, Phase, Purpose, Side, Spot, View

STEPS = 180
EVENTS = (
    *[KeyPressed(menu=MenuMove.OPEN)] * 9,
    *[KeyPressed(menu=MenuMove.NEXT)] * 6,
    *[KeyPressed(menu=MenuMove.PREVIOUS)] * 3,
    KeyPressed(menu=MenuMove.BACK),
    Typed("x"),
    KeyPressed(),
)


def lived(at: Flow, effect: Live, dice: random.Random) -> Flow:
    """Return the flow after a live screen that ended in some way."""
    ending = dice.choice([Ending.DONE] * 4 + list(Ending))
    view = View(9.0, (640, 480), Phase.DONE, calibration=CALIBRATED)
    if effect.purpose is Purpose.SESSION and ending is not Ending.BACK:
        holds = tuple(hold(step.zone.key, step.side) for step in effect.plan.steps)
        keep(0.0, holds)
        caption = dice.choice([None, Cue(8.0, CueKind.STOP, "stop_words")])
        view = replace(view, holds=holds, phase=dice.choice([Phase.DONE, Phase.STOPPED]), caption=caption)
    stale = dice.choice([None, "camera_moved"])
    return replace(at, effect=None).turned(effect.then(at.desk, outcome(replace(view, stale=stale), ending)))


REACHED = {
    "today": (Today(Evening()), "en", {"less", "check", "session"}),
    "tense": (Tense(Evening()), "de", {"explore", "area"}),
    "mine": (Mine(), "de", {"edit", "pick", "side"}),
    "history": (History(), "en", {"detail", "forget"}),
}
"""Where one begins, and pages that so many keys do not miss."""


@pytest.mark.parametrize("name", REACHED)
def test_any_keys_lead_somewhere(name: str) -> None:
    first, language, least = REACHED[name]
    dice = random.Random(name)
    clear_answers()
    desk = told(language)
    for ago_days in (3.0, 2.0, 1.0):
        keep(ago_days, [hold("rhomboid_middle", Side.LEFT)], spots=[Spot(0.2, 0.1, 1.0, 1.0, False)])
    at, seen = flow(desk, Start(), first), set()
    for _ in range(STEPS):
        if isinstance(at.effect, Live):
            seen.add(at.effect.purpose.value)
            at = lived(at, at.effect, dice)
        if isinstance(at.effect, Quit) or len(at.stack) == 1:
            at = flow(at.desk, Start(), first)
        page = at.page()
        if page.name not in seen:
            layout = arrange((1280, 720), page, DARK, at.desk.words)
            assert not layout.rows or layout.shows(layout.rows[page.focus].box)
        seen.add(page.name)
        at = at.pressed(dice.choice(EVENTS))
    assert seen >= least


@pytest.mark.parametrize("language", languages())
def test_the_first_evening_leads_through_by_itself_with_a_clicker(language: str) -> None:
    open_, previous = KeyPressed(menu=MenuMove.OPEN), KeyPressed(menu=MenuMove.PREVIOUS)
    at = focused(flow(desk_in(language), Start()), "start").pressed(open_)
    names = []
    while at.effect is None:
        page = at.page()
        names.append(page.name)
        # What is asked is answered as it stands; questions end with their last row.
        at = (at.pressed(previous) if page.name in ("screening", "screened") else at).pressed(open_)
        assert len(names) < 20, names
    assert names[:4] == ["number", "number", "one_of", "one_of"]
    assert list(dict.fromkeys(names[4:])) == ["screening", "screened", "today", "less"]
    assert isinstance(at.effect, Live)
    assert at.effect.purpose is Purpose.CHECK
    assert len(at.effect.plan.steps) == 2  # the first session is a small one
    for purpose in (Purpose.CALIBRATE, Purpose.SESSION):
        at = at.turned(at.effect.then(at.desk, outcome()))
        assert isinstance(at.effect, Live)
        assert at.effect.purpose is purpose
    at = at.turned(at.effect.then(at.desk, outcome(View(9.0, (640, 480), Phase.DONE))))
    assert at.page().name == "summary"
    assert at.pressed(previous).pressed(open_).page().name == "home"
