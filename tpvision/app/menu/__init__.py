"""The menu: every screen with something to choose, and the loop that shows them and runs the live ones between."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tpvision.app.menu.flow import Flow
from tpvision.app.menu.home import Help
from tpvision.app.menu.turns import Instead, Live, Open, Quit
from tpvision.edges.window import KeyPressed, PointerMoved, PointerPressed, Signal, Typed, Window
from tpvision.errors import TpvisionError
from tpvision.screens import page as page_screen
from tpvision.screens.theme import THEMES

FRAME_S = 1 / 60
"""The window answers keys at least this often."""


def run(window: Window, flow: Flow, live: Callable[[Live, Flow], Any]) -> Flow:
    """Show the menu until the person leaves; return where they were.

    Parameters
    ----------
    live
        Runs a live screen in the window and returns its outcome; one with ``quit`` set leaves the program.
    """
    shown: tuple[Any, ...] = ()
    while not isinstance(flow.effect, Quit):
        if isinstance(flow.effect, Live):
            flow = _lived(flow, flow.effect, live)
            continue
        screen = flow.desk.settings.screen
        theme, words = THEMES[screen.theme], flow.desk.words
        page = flow.page()
        now = (page, window.surface.get_size(), theme.name, words.language)
        if now != shown:
            page_screen.draw(window.surface, page, theme, words)
            shown = now
        window.flip()
        time.sleep(FRAME_S)
        window.typing = page.entry is not None
        for event in window.poll():
            if event is Signal.QUIT:
                return flow
            if isinstance(event, (PointerMoved, PointerPressed)):
                size = window.surface.get_size()
                at = page_screen.choice_at(event.x_px, event.y_px, size, flow.page(), theme, words)
                if at is not None:
                    flow = flow.at(at)
                    if isinstance(event, PointerPressed):
                        flow = flow.chosen(flow.page())
            elif event is Signal.HELP:
                flow = flow if flow.screen == Help() else flow.turned(Open(Help()))
            elif isinstance(event, (KeyPressed, Typed)):
                flow = flow.pressed(event)
            if flow.effect is not None:
                break
    return flow


def _lived(flow: Flow, effect: Live, live: Callable[[Live, Flow], Any]) -> Flow:
    """Return the flow after a live screen; what went wrong there is a message."""
    still = flow.turned(Instead(flow.screen))
    try:
        outcome = live(effect, flow)
    except TpvisionError as error:
        return replace(still, message=str(error))
    if outcome.quit:
        return still.turned(Quit())
    return still.turned(effect.then(still.desk, outcome))
