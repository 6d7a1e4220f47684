"""An evening as it was seen, for faults to happen in: a hold of 14.9 s begins at 12.7 s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.make_traces import read
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.store import Session, Store
from tpvision.settings import Settings, SoundSettings
from tpvision.values import Hold, Input, Look, Plan, View

CLIP = "dev_6_front_close"
HELD_S = 14.9
SILENT = Settings(sound=SoundSettings(on=False))


def seen(until_s: float = 30.0) -> tuple[Plan, tuple[Look, ...]]:
    """Return what was to be done, and what the frames show, 15 a second."""
    recorded = read(CLIP)
    return recorded.plan, tuple(look for look in recorded.inputs if isinstance(look, Look) and look.t_s < until_s)


def later(look: Look, by_s: float) -> Look:
    """Return what was seen, as if it were seen so much later."""
    return replace(look, t_s=look.t_s + by_s)


def views(plan: Plan, inputs: Sequence[Input], settings: Settings = SILENT) -> list[View]:
    """Return what each input made of the session."""
    state, found = engine.begin(plan), []
    for given in inputs:
        state, view = engine.step(state, given, settings)
        found.append(view)
    return found


def history() -> list[tuple[Session, list[Hold]]]:
    """Return what is kept."""
    with Store.open(folders.history_file()) as store:
        return [(session, store.holds(session.id)) for session in store.sessions()]


def as_held(held_s: float) -> object:
    """Return what a hold of so many seconds is equal to, to within what passes before a fault is noticed."""
    return pytest.approx(held_s, abs=0.7)
