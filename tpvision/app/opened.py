"""The open window: the menu, and between its pages the live screens."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import replace

from tpvision.app import live, menu
from tpvision.app.analysis import Analysed
from tpvision.app.history import cut_off
from tpvision.app.live import Outcome, Parts
from tpvision.app.menu.flow import Flow
from tpvision.app.menu.home import Start, film
from tpvision.app.menu.turns import Desk, Live
from tpvision.app.studio import Studio
from tpvision.errors import DisplayError
from tpvision.settings import CameraSettings, Settings
from tpvision.values import Plan


def window(
    source: str | None, plan: Plan, settings: Settings, home: bool, parts: Parts | None = None
) -> Analysed | None:
    """Open the window and run what the person chooses there.

    Parameters
    ----------
    source
        What to look at; ``None`` for the camera of the settings or, where there is none, the bundled film.
    home
        Begin with the menu, and come back to it; else run one session.

    Returns
    -------
    Analysed or None
        The last session that was run.

    Raises
    ------
    DisplayError
        There is no display.
    CameraError, InputError, ModelError
        The source or the model cannot be used, and there is no menu to say it in. Of a source this is said even where
        there is no display.
    """
    parts = parts or Parts()
    with ExitStack() as stack:
        try:
            screen = stack.enter_context(parts.window(settings.screen))
        except DisplayError:
            if source is not None:
                parts.source(source, settings.camera).close()  # its own fault, if it has one, is the one to mend first
            raise
        if not home:
            return live.session(screen, source, plan, settings, parts).result
        last: list[Analysed] = []
        studio = stack.enter_context(closing(Studio(parts)))

        def lived(effect: Live, flow: Flow) -> Outcome:
            wanted = replace(effect.plan, purpose=effect.purpose)
            outcome = live.session(screen, effect.source or source, wanted, flow.desk.settings, studio.parts())
            last.append(outcome.result)
            return outcome

        def cameras(now: Settings) -> bool:
            return now.camera.source != CameraSettings().source or bool(parts.cameras())

        desk = Desk.open(settings, cameras(settings))
        broken = cut_off(settings.person.name)
        flow = Flow(desk, ((Start(None if broken is None else desk.words.text("screen.cut_off")), 0),))
        menu.run(screen, flow if desk.cameras else flow.turned(film(desk)), lived, studio.rest, cameras, parts.page)
        return last[-1] if last else None
