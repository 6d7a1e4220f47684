"""The live run: a worker looks at frames, the main thread thinks, draws, sounds and keeps.

The worker takes the newest frame, finds landmarks and ball in it and hands both over together, so the
picture under an overlay is always the one the overlay was computed from. Everything else, the core, the
window, the speaker and the store, lives in the main thread.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from tpvision.app.analysis import Analysed
from tpvision.app.clearing import cleared_to_begin
from tpvision.app.keeper import kept_calibration
from tpvision.app.live.session import FRAME_S, Ending, Outcome, Parts, Session
from tpvision.app.plans import demo
from tpvision.edges import folders
from tpvision.edges.window import KeyPressed, MenuMove, PointerMoved, PointerPressed, Signal, Window
from tpvision.errors import CameraError, InputError
from tpvision.knowledge.words import Words
from tpvision.screens import home as home_screen
from tpvision.screens.theme import THEMES
from tpvision.settings import CameraSettings, Settings
from tpvision.values import Plan, Purpose

__all__ = ["Ending", "Outcome", "Parts", "Session", "calibrate", "check", "session", "window"]


def window(
    source: str | None, plan: Plan, settings: Settings, home: bool, parts: Parts | None = None
) -> Analysed | None:
    """Open the window and run what the person chooses there.

    Parameters
    ----------
    source
        What to look at; ``None`` for the camera of the settings or, where there is none, the bundled film.
    home
        Begin with the home screen, and come back to it; else run one session.

    Returns
    -------
    Analysed or None
        The last session that was run.

    Raises
    ------
    DisplayError
        There is no display.
    CameraError, InputError, ModelError
        The source or the model cannot be used.
    """
    parts = parts or Parts()
    with parts.window(settings.screen) as screen:
        if not home:
            return session(screen, source, plan, settings, parts).result
        last: Analysed | None = None
        state = home_screen.HomeState()
        leave = False
        if not parts.cameras():
            outcome = session(screen, None, plan, settings, parts)
            last, leave = outcome.result, outcome.ending is Ending.QUIT
        while not leave:
            item, state = _choose(screen, state, settings)
            if item == "quit":
                break
            wanted = str(folders.demo_film()) if item == "demo" else source
            try:
                outcome = session(screen, wanted, plan, settings, parts)
                last, leave = outcome.result, outcome.ending is Ending.QUIT
            except (CameraError, InputError) as error:
                state = replace(state, message=str(error))
        return last


def session(screen: Window, source: str | None, plan: Plan, settings: Settings, parts: Parts | None = None) -> Outcome:
    """Run one session in the window.

    Parameters
    ----------
    screen
        The open window.
    source
        What to look at; ``None`` for the camera of the settings or, where there is none, the bundled film.
    plan
        Its ``purpose`` is a session, a camera check or a calibration; for a camera, what was kept of the person is
        put in.

    Returns
    -------
    Outcome
        How it ended, and the last view.

    Raises
    ------
    CameraError, InputError, ModelError
        The source or the model cannot be used, or the person's answers forbid a session.
    """
    parts = parts or Parts()
    notice = None
    if source is None and settings.camera.source == CameraSettings().source and not parts.cameras():
        notice = Words.load(settings.screen.language).text("screen.no_camera")
        source = str(folders.demo_film())
    if source == str(folders.demo_film()) and plan.purpose is Purpose.SESSION:
        plan, settings = demo(plan, settings)
    address = source or settings.camera.source
    # Whoever is in a film is not the person whose measures are kept.
    profile = None if Path(address).expanduser().exists() else settings.person.name
    if profile is not None:
        if plan.purpose is Purpose.SESSION:
            cleared_to_begin(settings)
        plan = replace(plan, calibration=kept_calibration(profile), live=True)
    with parts.source(address, settings.camera, as_live=True) as opened:
        return Session(screen, opened, plan, settings, parts, profile).run(notice)


def check(screen: Window, source: str | None, plan: Plan, settings: Settings, parts: Parts | None = None) -> Outcome:
    """Check the camera's place, live; see ``session``. ``view.stale`` says why a kept calibration does not fit."""
    return session(screen, source, replace(plan, purpose=Purpose.CHECK), settings, parts)


def calibrate(
    screen: Window, source: str | None, plan: Plan, settings: Settings, parts: Parts | None = None
) -> Outcome:
    """Measure the person, the ball and the camera, live; see ``session``. What comes of it is kept in the profile."""
    return session(screen, source, replace(plan, purpose=Purpose.CALIBRATE), settings, parts)


def _choose(screen: Window, state: home_screen.HomeState, settings: Settings) -> tuple[str, home_screen.HomeState]:
    """Show the home screen until something is chosen."""
    words, theme = Words.load(settings.screen.language), THEMES[settings.screen.theme]
    while True:
        home_screen.draw(screen.surface, state, theme, words)
        screen.flip()
        time.sleep(FRAME_S)
        for event in screen.poll():
            if event is Signal.QUIT:
                return "quit", state
            if state.message is not None and isinstance(event, (PointerPressed, KeyPressed)):
                state = replace(state, message=None)
                continue
            if isinstance(event, (PointerMoved, PointerPressed)):
                size = screen.surface.get_size()
                at = home_screen.item_at(event.x_px, event.y_px, size, theme, words)
                if at is not None:
                    state = replace(state, focus=at)
                    if isinstance(event, PointerPressed):
                        return state.item, state
            elif isinstance(event, KeyPressed):
                if event.menu is MenuMove.BACK:
                    return "quit", state
                if event.menu is MenuMove.OPEN:
                    return state.item, state
                if event.menu is not None:
                    state = state.moved(1 if event.menu is MenuMove.NEXT else -1)
