"""How closely to look: as closely as the machine can keep up with.

The idea: what counts is how long looking itself takes, not how often pictures come, so that a slow camera lowers
nothing. Lower is soon, higher is late, and later each time that it did not last: so it does not flap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tpvision.core.filters import ease
from tpvision.values import Quality

TAU_S = 1.0
"""How long looking takes is a mean over this time."""
LOWER_S = 3.0
"""So long it must have been too slow."""
HIGHER_S = 20.0
"""So long there must have been room."""
AGAIN = 2.0
"""Where the higher one did not last, it is tried again after so many times as long, ..."""
LONGEST_S = 1280.0
"""... and after so long at most."""
LASTED_S = 60.0
"""Given up sooner than this, it did not last."""
SLOW_HZ = {Quality.FULL: 20.0, Quality.LITE: 12.0, Quality.HALF: 0.0}
"""Fewer pictures a second than this are too few."""
ROOM_HZ = {Quality.FULL: math.inf, Quality.LITE: 36.0, Quality.HALF: 20.0}
"""With more there is room for the next higher: the full model takes 1.2 to 1.4 times as long as the lite one, so that
some 27 are left of them."""
WIDE_PX = 640
"""A picture no wider is not halved."""


@dataclass(frozen=True, slots=True)
class QualityState:
    """What is remembered of how long looking took."""

    quality: Quality = Quality.FULL
    looked_s: float | None = None
    """How long looking takes, smoothed; ``None`` just after a change."""
    last_s: float = -math.inf
    """When it was looked last."""
    slow_since_s: float | None = None
    room_since_s: float | None = None
    wait_s: float = HIGHER_S
    """How long there must be room the next time."""
    raised_s: float = -math.inf
    """When it last went higher."""


def step(
    state: QualityState,
    t_s: float,
    looked_s: float,
    width_px: int,
    highest: Quality = Quality.FULL,
    lowest: Quality = Quality.HALF,
) -> QualityState:
    """Take in how long looking at one picture took.

    Parameters
    ----------
    t_s
        When it was read.
    looked_s
        How long looking at it took.
    width_px
        How wide the picture is.
    highest, lowest
        Between these it is left to this: on battery, the lite model is the highest.
    """
    ladder = list(Quality)
    first, last = ladder.index(highest), ladder.index(lowest)
    now = ladder.index(state.quality)
    within = min(max(now, first), last)
    if within != now:
        return _changed(state, ladder[within], t_s)
    dt_s = t_s - state.last_s
    smooth_s = looked_s if state.looked_s is None else ease(state.looked_s, looked_s, dt_s, TAU_S)
    hz = 1.0 / max(smooth_s, 1e-6)
    can_fall = now < last and (ladder[now + 1] is not Quality.HALF or width_px > WIDE_PX)
    slow, room = can_fall and hz < SLOW_HZ[state.quality], now > first and hz > ROOM_HZ[state.quality]
    slow_since_s = (t_s if state.slow_since_s is None else state.slow_since_s) if slow else None
    room_since_s = (t_s if state.room_since_s is None else state.room_since_s) if room else None
    if slow_since_s is not None and t_s - slow_since_s >= LOWER_S:
        lasted = t_s - state.raised_s >= LASTED_S
        wait_s = HIGHER_S if lasted else min(LONGEST_S, AGAIN * state.wait_s)
        return replace(_changed(state, ladder[now + 1], t_s), wait_s=wait_s)
    if room_since_s is not None and t_s - room_since_s >= state.wait_s:
        return replace(_changed(state, ladder[now - 1], t_s), raised_s=t_s)
    return replace(state, looked_s=smooth_s, last_s=t_s, slow_since_s=slow_since_s, room_since_s=room_since_s)


def _changed(state: QualityState, quality: Quality, t_s: float) -> QualityState:
    return replace(state, quality=quality, looked_s=None, last_s=t_s, slow_since_s=None, room_since_s=None)
