"""How a person is built, as the landmarks show it; the sources of the numbers are those of ``body.py``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tpvision.values import Told

TORSO_OF_STATURE = 0.295
"""Mid-shoulder to mid-hip *landmark* over stature; 0.290-0.302 on the films. The joints themselves are
0.262-0.274 of it there and 0.281-0.288 in ANSUR II."""
SHOULDERS_OF_TORSO = 0.67
"""Shoulder landmark distance over that torso length, seen squarely; 0.635-0.70 on the films."""
SHOULDER_TOO_HIGH = 0.045
"""The shoulder landmarks lie this share of the torso length above the joint centres (0.035-0.06)."""
HIP_TOO_LOW = 0.045
"""The hip landmarks lie this share below the joint centres (0.02-0.06)."""


@dataclass(frozen=True, slots=True)
class Build:
    """How a person is built, as the landmarks show it."""

    height_cm: float
    torso_of_stature: float = TORSO_OF_STATURE
    shoulders_of_torso: float = SHOULDERS_OF_TORSO

    @property
    def torso_cm(self) -> float:
        """Mid-shoulder to mid-hip landmark."""
        return self.torso_of_stature * self.height_cm

    def placed(self, told: Told) -> Told:
        """Return what was told, with a start that was named as a place in this person's centimetres."""
        if told.start_u is None or told.start_v is None:
            return told
        return replace(
            told,
            start_right_cm=told.start_u * self.shoulders_of_torso * self.torso_cm,
            start_down_cm=told.start_v * (1.0 - SHOULDER_TOO_HIGH - HIP_TOO_LOW) * self.torso_cm,
        )
