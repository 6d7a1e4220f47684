"""The live run: a worker looks at frames, the main thread thinks, draws, sounds and keeps.

The worker takes the newest frame, finds landmarks and ball in it and hands both over together, so the
picture under an overlay is always the one the overlay was computed from. Everything else, the core, the
window, the speaker and the store, lives in the main thread.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tpvision.app.clearing import cleared_to_begin
from tpvision.app.keeper import kept_calibration
from tpvision.app.live.session import Ending, Outcome, Parts, Session
from tpvision.app.plans import demo
from tpvision.app.programs import freed
from tpvision.edges import folders
from tpvision.edges.window import Window
from tpvision.knowledge.words import Words
from tpvision.settings import CameraSettings, Settings
from tpvision.values import Plan, Purpose

__all__ = ["Ending", "Outcome", "Parts", "Session", "session"]


def session(screen: Window, source: str | None, plan: Plan, settings: Settings, parts: Parts | None = None) -> Outcome:
    """Run one live screen in the window.

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
            cleared = cleared_to_begin(settings)
            if not plan.steps:
                plan, settings = freed(plan, settings, cleared)
        # What is measured anew is not measured by what was kept.
        kept = None if plan.purpose is Purpose.CALIBRATE else kept_calibration(profile)
        plan = replace(plan, calibration=kept, live=True)
    with parts.source(address, settings.camera, as_live=True) as opened:
        return Session(screen, opened, plan, settings, parts, profile).run(notice)
