"""A pinhole camera that looks at the person."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.simulator.scenario import Scenario

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """Where it stands and how it looks."""

    position: Array
    axes: Array
    """Rows: the picture's x, the picture's y, forward; in the world."""
    focal_px: float
    size_px: tuple[int, int]

    def see(self, points: Array) -> tuple[Array, Array]:
        """Return pixels (..., 2) and depths in cm (...) of world points (..., 3)."""
        seen = (points - self.position) @ self.axes.T
        depth = np.maximum(seen[..., 2], 5.0)
        middle = np.array(self.size_px) / 2
        return self.focal_px * seen[..., :2] / depth[..., None] + middle, depth


def camera(s: Scenario) -> Camera:
    """Build the scenario's camera: at its distance and angle from where the person leans."""
    yaw = math.radians(s.turn_deg if s.behind else -s.turn_deg)
    person = np.array([0.0, s.aim_cm, 30.0])
    rise = s.distance_cm * math.tan(math.radians(s.pitch_deg))
    position = person + np.array([s.distance_cm * math.sin(yaw), rise, s.distance_cm * math.cos(yaw)])
    forward = (person - position) / np.linalg.norm(person - position)
    x = np.cross(forward, [0.0, 1.0, 0.0])
    x /= np.linalg.norm(x)
    y = np.cross(forward, x)
    cos, sin = math.cos(math.radians(s.roll_deg)), math.sin(math.radians(s.roll_deg))
    axes = np.array([cos * x + sin * y, -sin * x + cos * y, forward])
    focal_px = max(s.size_px) / 2 / math.tan(math.radians(s.fov_deg) / 2)
    return Camera(position, axes, focal_px, s.size_px)
