"""Small filters as folds: state and a sample in, a new state out; time is always given, never read."""

from __future__ import annotations

import math
from dataclasses import dataclass


def ease(old: float, new: float, dt_s: float, tau_s: float) -> float:
    """Return an exponential average with time constant ``tau_s``, right for any frame rate; no time goes back."""
    return new + (old - new) * math.exp(-max(0.0, dt_s) / tau_s) if tau_s > 0 else new


def wrap_deg(angle_deg: float) -> float:
    """Return the same angle in [-180, 180)."""
    return (angle_deg + 180.0) % 360.0 - 180.0


@dataclass(frozen=True, slots=True)
class Axis:
    """A normal distribution along one axis of the torso, in centimetres."""

    mean: float
    var: float

    def with_evidence(self, mean: float, var: float) -> Axis:
        """Return the product with another one."""
        gain = self.var / (self.var + var)
        return Axis(self.mean + gain * (mean - self.mean), (1.0 - gain) * self.var)


@dataclass(frozen=True, slots=True)
class Switch:
    """A yes or no that changes only after the opposite was seen for a while."""

    on: bool = False
    since_s: float | None = None
    """When the opposite began, while it lasts."""

    def step(self, raw: bool, t_s: float, on_after_s: float, off_after_s: float) -> Switch:
        """Return the state after a sample at ``t_s``."""
        if raw == self.on:
            return Switch(self.on)
        since_s = t_s if self.since_s is None else self.since_s
        if t_s - since_s >= (off_after_s if self.on else on_after_s):
            return Switch(raw)
        return Switch(self.on, since_s)
