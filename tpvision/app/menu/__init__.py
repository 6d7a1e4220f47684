"""The menu: every screen with something to choose, and the loop that shows them and runs the live ones between."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tpvision.app.live import Ending, Outcome
from tpvision.app.menu.flow import Flow
from tpvision.app.menu.home import Help
from tpvision.app.menu.turns import Instead, Live, Open, Quit
from tpvision.edges.window import KeyPressed, PointerMoved, PointerPressed, Signal, Typed, Window, WindowEvent
from tpvision.errors import TpvisionError
from tpvision.screens import page as page_screen
from tpvision.screens.theme import THEMES
from tpvision.settings import Settings
from tpvision.values.page import Page

FRAME_S = 1 / 60
"""The window answers keys at least this often."""
CAMERAS_EVERY_S = 3.0
"""How often the first screen looks whether there is a camera now."""


def run(
    window: Window,
    flow: Flow,
    live: Callable[[Live, Flow], Outcome],
    rest: Callable[[], None],
    cameras: Callable[[Settings], bool],
    draw: Callable[..., None] = page_screen.draw,
) -> Flow:
    """Show the menu until the person leaves; return where they were.

    Parameters
    ----------
    live
        Runs a live screen in the window and returns its outcome.
    rest
        Called when a page comes after live screens.
    cameras
        Says whether there is a camera.
    draw
        Draws a page, as ``tpvision.screens.page.draw`` does.
    """
    shown: tuple[Any, ...] = ()
    made: tuple[Flow, Page] | None = None
    asked_s = time.monotonic()
    while not isinstance(flow.effect, Quit):
        if isinstance(flow.effect, Live):
            flow, shown = _lived(flow, flow.effect, live), ()
            if not isinstance(flow.effect, Live):
                rest()
            continue
        if len(flow.stack) == 1 and time.monotonic() - asked_s > CAMERAS_EVERY_S:
            flow = replace(flow, desk=replace(flow.desk, cameras=cameras(flow.desk.settings)))
            asked_s = time.monotonic()
        screen = flow.desk.settings.screen
        theme, words = THEMES[screen.theme], flow.desk.words
        if made is None or made[0] is not flow:  # pages read files
            made = flow, flow.page()
        page = made[1]
        now = (page, window.surface.get_size(), theme.name, words.language)
        if now != shown:
            draw(window.surface, page, theme, words)
            shown = now
        window.flip()
        time.sleep(FRAME_S)
        window.typing = page.entry is not None
        full = screen.full_screen
        for event in window.poll():
            if event is Signal.QUIT:
                return flow
            flow = _after(flow, event, window)
            if flow.effect is not None:
                break
        window.typing = False
        if flow.desk.settings.screen.full_screen is not full:
            window.fill_screen(flow.desk.settings.screen.full_screen)
    return flow


def _after(flow: Flow, event: WindowEvent, window: Window) -> Flow:
    """Return what an event makes of the flow."""
    match event:
        case Signal.HELP:
            return flow if flow.screen == Help() else flow.turned(Open(Help()))
        case KeyPressed() | Typed():
            return flow.pressed(event)
        case PointerMoved(x_px, y_px) | PointerPressed(x_px, y_px):
            page, theme = flow.page(), THEMES[flow.desk.settings.screen.theme]
            at = page_screen.choice_at(x_px, y_px, window.surface.get_size(), page, theme, flow.desk.words)
            pressed = isinstance(event, PointerPressed)
            if pressed and flow.message is not None:
                return replace(flow, message=None)
            if at is None:
                return flow
            # A page that scrolls with its focus would run away from a mouse that only passes.
            if not pressed:
                return (
                    flow
                    if page_screen.scrolls(window.surface.get_size(), page, theme, flow.desk.words)
                    else flow.at(at)
                )
            flow = flow.at(at)
            return flow.chosen(flow.page())
    return flow


def _lived(flow: Flow, effect: Live, live: Callable[[Live, Flow], Outcome]) -> Flow:
    """Return the flow after a live screen; what went wrong there is a message."""
    here = flow.turned(Instead(flow.screen))
    try:
        outcome = live(effect, flow)
    except TpvisionError as error:
        return replace(here, message=str(error))
    if outcome.ending is Ending.QUIT:
        return here.turned(Quit())
    return here.turned(effect.then(here.desk, outcome))
