"""A view as it is a little later, while nothing new is seen: what counts goes on counting.

The camera and the models give ten to thirty views a second, a screen sixty pictures; a ring that only grew with
the views would jerk. Nothing is decided here, and what is shown never runs back.
"""

from __future__ import annotations

from dataclasses import replace

from tpvision.core import breath
from tpvision.core.measuring import SECONDS
from tpvision.settings import BreathSettings
from tpvision.values import HoldProgress, View

MOST_S = 0.25
"""No view is taken further than this: what is shown may be ahead of what counts by so much."""


def between(view: View, before: View | None, shown: View | None, ahead_s: float, pacer: BreathSettings) -> View:
    """Return the view so many seconds later.

    Parameters
    ----------
    view, before
        The newest and the one before it.
    shown
        What this returned last.
    ahead_s
        For how long ``view`` has been the newest.
    pacer
        The breath to go along with.
    """
    ahead_s = min(max(0.0, ahead_s), MOST_S)
    out = view
    if view.hold is not None:
        hold = _held(view.hold, ahead_s, shown.hold if shown else None)
        pace = view.pace
        if pace is not None:
            pace = breath.pace(view.t_s + ahead_s - view.hold.start_s, pacer.in_s, pacer.out_s)
        out = replace(out, hold=hold, pace=pace)
    if view.left_s is not None and before is not None and before.phase is view.phase and before.left_s is not None:
        # A countdown can wait, as for a camera that is to be moved.
        left_s = max(0.0, view.left_s - ahead_s) if view.left_s < before.left_s else view.left_s
        if shown is not None and shown.phase is view.phase and shown.left_s is not None:
            left_s = shown.left_s if 0.0 < left_s - shown.left_s <= MOST_S else left_s
        out = replace(out, left_s=left_s)
    now, old = view.measuring, before.measuring if before else None
    if now is not None and old is not None and now.step is old.step and now.progress > old.progress:
        progress = min(1.0, now.progress + ahead_s / SECONDS[now.step])
        last = shown.measuring if shown else None
        if last is not None and last.step is now.step and 0.0 < last.progress - progress <= MOST_S:
            progress = last.progress
        out = replace(out, measuring=replace(now, progress=progress))
    return out


def _held(hold: HoldProgress, ahead_s: float, shown: HoldProgress | None) -> HoldProgress:
    if not hold.valid:
        return hold
    held_s = min(hold.goal_s, hold.held_s + ahead_s)
    if shown is not None and shown.start_s == hold.start_s and 0.0 < shown.held_s - held_s <= MOST_S:
        held_s = shown.held_s
    return replace(hold, held_s=held_s)
