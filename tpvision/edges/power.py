"""Whether this machine runs on battery, and what its processors do (psutil)."""

from __future__ import annotations

import random
from collections.abc import Collection

import psutil


def on_battery() -> bool:
    """Say whether this machine runs on battery; one without a battery, or that cannot tell, does not."""
    tell = getattr(psutil, "sensors_battery", None)  # not on every system
    try:
        battery = tell() if tell is not None else None
    except (OSError, RuntimeError, ValueError):  # what the system says of its battery is odd now and then
        return False
    return battery is not None and battery.power_plugged is False


def quietest(processors: Collection[int]) -> int:
    """Return that of some processors, by their numbers, which had least to do in the last twentieth of a second.

    Of several, any: who begins at the same moment is not to take the same one.
    """
    if len(processors) == 1:
        return next(iter(processors))
    busy = dict(enumerate(psutil.cpu_percent(0.05, percpu=True)))
    return min(random.sample(sorted(processors), len(processors)), key=lambda number: busy.get(number, 0.0))
