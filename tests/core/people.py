"""Stick people for tests: a pose from a few centimetres, seen from any side.

The figure stands upright; ``heading_deg`` turns it about its own vertical, 0 facing the camera, +90 with
its right side nearest. Landmarks lie on the joints, without the model's offsets.
"""

from __future__ import annotations

import math

import numpy as np

from tpvision.core.body import DEPTH_OF_Z
from tpvision.values import Landmark, Look, Pose

SIZE_PX = (640, 480)

#: Right, down and front of the mid-shoulder, in centimetres, of a person 180 cm tall with hanging arms.
JOINTS = {
    Landmark.NOSE: (0, -25, 10),
    Landmark.LEFT_EYE: (-3, -28, 8),
    Landmark.RIGHT_EYE: (3, -28, 8),
    Landmark.LEFT_EAR: (-7, -26, 0),
    Landmark.RIGHT_EAR: (7, -26, 0),
    Landmark.LEFT_SHOULDER: (-18, 0, 0),
    Landmark.RIGHT_SHOULDER: (18, 0, 0),
    Landmark.LEFT_ELBOW: (-24, 28, 0),
    Landmark.RIGHT_ELBOW: (24, 28, 0),
    Landmark.LEFT_WRIST: (-27, 52, 3),
    Landmark.RIGHT_WRIST: (27, 52, 3),
    Landmark.LEFT_INDEX: (-28, 60, 3),
    Landmark.RIGHT_INDEX: (28, 60, 3),
    Landmark.LEFT_HIP: (-11, 53.1, 0),
    Landmark.RIGHT_HIP: (11, 53.1, 0),
    Landmark.LEFT_KNEE: (-12, 95, 2),
    Landmark.RIGHT_KNEE: (12, 95, 2),
    Landmark.LEFT_ANKLE: (-13, 137, 0),
    Landmark.RIGHT_ANKLE: (13, 137, 0),
}
HEIGHT_CM = 180.0


def pose(
    heading_deg: float = 0.0,
    *,
    at: tuple[float, float] = (320.0, 140.0),
    scale: float = 2.0,
    joints: dict[Landmark, tuple[float, float, float]] | None = None,
    exchanged: bool = False,
) -> Pose:
    """Return a pose; ``at`` is the mid-shoulder in the picture, ``scale`` pixels per centimetre."""
    turn = math.radians(heading_deg)
    marks = np.zeros((33, 4))
    marks[:, 3] = 0.99
    for row, (right, down, front) in {**JOINTS, **(joints or {})}.items():
        # Facing the camera, the subject's right is to the picture's left.
        across = -right * math.cos(turn) + front * math.sin(turn)
        nearer = front * math.cos(turn) + right * math.sin(turn)
        marks[row, :3] = at[0] + scale * across, at[1] + scale * down, -scale * nearer / DEPTH_OF_Z
    if exchanged:
        for left in range(11, 33, 2):
            marks[[left, left + 1]] = marks[[left + 1, left]]
    return Pose(marks)


def look(t_s: float, *poses: Pose) -> Look:
    """Return what one frame showed."""
    return Look(t_s, SIZE_PX, poses)
