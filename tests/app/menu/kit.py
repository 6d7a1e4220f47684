"""What the tests of the menu share: a person with a past, and a way to choose."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from tpvision.app.analysis import Analysed
from tpvision.app.live import Ending, Outcome
from tpvision.app.menu.flow import Flow
from tpvision.app.menu.turns import Change, Desk, Screen, Turn
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.settings import ScreenSettings, Settings, load
from tpvision.values import Calibration, Hold, Pause, Phase, Side, Spot, Tenderness, View

ME = "me"
CALIBRATED = Calibration((640, 480), 170.0, 0.28, 0.8, 0.0, 0.0, 120.0, 2.0, None)


def desk_in(language: str = "en", settings: Settings | None = None) -> Desk:
    settings = settings or Settings()
    return Desk.open(replace(settings, screen=ScreenSettings(language=language)))


def told(language: str = "en") -> Desk:
    """Return the desk of somebody who said all that is asked once of person and ball."""
    folders.settings_file().write_text(
        "[person]\nheight_cm = 170\n[ball]\ndiameter_cm = 6.5\ncolour = 'yellow'\nhardness = 2\n"
        f"[screen]\nlanguage = '{language}'\n",
        encoding="utf-8",
    )
    return Desk.open(load(folders.settings_file()))


def hold(zone: str, side: Side, held_s: float = 30.0, ended_by: str = "goal") -> Hold:
    return Hold(zone, side, 10.0, 50.0, held_s, 30.0, 0.9, ended_by, side.sign * 6.5, 4.0, 1.2, 1.8)


def keep(
    ago_days: float,
    holds: Iterable[Hold],
    pauses: Iterable[Pause] = (),
    tenderness: Iterable[Tenderness] = (),
    spots: Iterable[Spot] = (),
    ended_by: str | None = "done",
) -> int:
    """Keep a session of so many days ago; return its number."""
    began = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=ago_days)
    with Store.open(folders.history_file()) as store, store.together():
        number = store.begin_session(began.isoformat(timespec="seconds"), "camera 0", "", "", ME)
        for each in holds:
            store.add_hold(number, each, pauses)
        for told in tenderness:
            store.keep_tenderness(number, told)
        for spot in spots:
            store.add_spot(ME, number, spot)
        if ended_by is not None:
            store.end_session(number, ended_by)
    return number


def calibrated() -> None:
    with Store.open(folders.history_file()) as store:
        store.keep_calibration(ME, CALIBRATED)


def clear_answers() -> None:
    """Answer all safety questions with no."""
    from tpvision.app.clearing import keep_answers
    from tpvision.knowledge.screening import Screening

    keep_answers(ME, {question.key: False for question in Screening.load().questions})


def outcome(view: View | None = None, ending: Ending = Ending.DONE, note: str | None = None) -> Outcome:
    view = view or View(1.0, (640, 480), Phase.DONE)
    result = Analysed("camera 0", 1, 0.0, 1.0, 1.0, 0.0, view.holds, (), None, None, note)
    return Outcome(ending, result, view)


def chosen(desk: Desk, screen: Screen, key: str) -> Turn:
    """Return what choosing a row leads to, after the settings that it changes."""
    keys = [choice.key for choice in screen.page(desk).choices]
    assert key in keys, keys
    return followed(desk, screen.choose(desk, key))


def followed(desk: Desk, turn: Turn) -> Turn:
    while isinstance(turn, Change):
        turn = turn.then(desk.changed(turn.values))
    return turn


def flow(desk: Desk, *screens: Screen) -> Flow:
    return Flow(desk, tuple((screen, 0) for screen in screens))


def focused(flow: Flow, key: str) -> Flow:
    """Return the flow with the focus on the row of this key."""
    return flow.at([choice.key for choice in flow.page().choices].index(key))


def texts(page: object) -> str:
    """Return all that a page says, for looking whether something is in it."""
    return repr(page)
