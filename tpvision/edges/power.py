"""Whether this machine runs on battery (psutil)."""

from __future__ import annotations

import psutil


def on_battery() -> bool:
    """Say whether this machine runs on battery; one without a battery, or that cannot tell, does not."""
    tell = getattr(psutil, "sensors_battery", None)  # not on every system
    try:
        battery = tell() if tell is not None else None
    except (OSError, RuntimeError, ValueError):  # what the system says of its battery is odd now and then
        return False
    return battery is not None and battery.power_plugged is False
