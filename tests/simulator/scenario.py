"""Who stands where before which camera: everything that is drawn at random once a session."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

VIEWS = ("front", "slanting", "side", "behind")
TURN_DEG = {"front": (0.0, 15.0), "slanting": (25.0, 65.0), "side": (75.0, 90.0), "behind": (0.0, 20.0)}
"""How far the camera stands to the side. From behind the model was only measured squarely."""


class Trouble(Enum):
    """What goes wrong in a session."""

    NONE = "none"
    SECOND = "second placement"  #: steps off, takes the ball and puts it on the other side
    LEAVES = "leaves the picture"  #: and comes back for a second placement
    DROPPED = "ball dropped"  #: steps off, the ball falls, leans back without it
    NUDGED = "camera nudged"  #: by up to 2 degrees, while the ball is pressed
    PASSER = "passer-by"  #: somebody else crosses the picture; both are found
    PASSER_ONLY = "passer-by hides the person"  #: for a second only the other one is found
    NEAR = "knees cut off"  #: a near camera
    FRAMES = "frames dropped"  #: a third of them, in gaps of up to 0.5 s
    EXCHANGED = "left and right exchanged"  #: by the model, for some tenths of a second at a time
    DIM = "dim light"  #: landmarks three times as restless, and sometimes none


TROUBLES = tuple(trouble for trouble in Trouble if trouble is not Trouble.NONE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is drawn once a session. Lengths in cm."""

    seed: int
    turn_deg: float
    """As ``Body.turn_deg``: positive with the subject's right side nearest."""
    behind: bool
    """The person faces the wall: the camera sees their back, the ball is at their front."""
    trouble: Trouble
    fps: float
    size_px: tuple[int, int]
    fov_deg: float
    """Along the picture's longer side."""
    distance_cm: float
    """Camera to person, over the floor."""
    pitch_deg: float
    """Positive looks down."""
    roll_deg: float
    aim_cm: float
    """Height of the picture's middle on the person."""
    stature_cm: float
    torso_cm: float
    """Mid-shoulder to mid-hip joint."""
    shoulders_cm: float
    """Between the shoulder joints."""
    hips_cm: float
    skin_behind_shoulders_cm: float
    skin_behind_hips_cm: float
    ball_cm: float
    hand: int
    """+1 the right hand places the ball, -1 the left."""
    right_cm: float
    down_cm: float
    """First contact."""
    slip: float
    """0-0.1 of the path."""
    sway_cm: float
    breath_cm: float
    """How far breathing lifts the shoulder joints, from low to high."""
    breath_hz: float
    start_error_cm: tuple[float, float]
    """Of the told start, right and down."""
    longer_s: float = 0.0
    """How much longer than usual the first hold is."""


def scenario(seed: int, view: str = "front", trouble: Trouble = Trouble.NONE, **fixed: Any) -> Scenario:
    """Draw a scenario.

    Parameters
    ----------
    seed
        The same seed, view, trouble and fixed values give the same scenario.
    view
        One of ``VIEWS``.
    fixed
        Fields of ``Scenario`` that are not drawn.
    """
    seed = len(VIEWS) * seed + VIEWS.index(view)  # what happens differs from view to view, too
    rng = np.random.default_rng(seed)
    behind = view == "behind"
    low, high = TURN_DEG[view]
    stature = rng.uniform(150, 195)
    torso = stature * rng.uniform(0.260, 0.290)  # 0.262-0.274 on the rendered films, 0.281-0.288 in ANSUR II
    shoulders = stature * rng.uniform(0.190, 0.225)  # 0.19-0.215 there, 0.93 of the biacromial breadth here
    hand = int(rng.choice([-1, 1]))
    # A hand can reach over the spine by a little, as in two of the films' nine placements.
    side = -hand if rng.random() < 0.2 else hand
    if behind:
        right, down = side * rng.uniform(0.18, 0.36) * shoulders, rng.uniform(0.12, 0.28) * torso
    else:
        across = rng.uniform(3.0, 6.0) if side != hand else rng.uniform(3.0, 10.0)
        right, down = side * across, rng.uniform(0.18, 0.70) * torso
    drawn: dict[str, Any] = {
        "seed": seed,
        "turn_deg": float(rng.choice([-1, 1]) * rng.uniform(low, high)),
        "behind": behind,
        "trouble": trouble,
        "fps": float(rng.choice([10.0, 12.0, 15.0, 20.0])),
        "size_px": [(640, 480), (640, 480), (640, 360), (1280, 720), (480, 640)][int(rng.integers(5))],
        "pitch_deg": float(np.clip(rng.normal(3, 6), -15, 15)),
        "roll_deg": float(np.clip(rng.normal(0, 1.5), -5, 5)),
        "stature_cm": stature,
        "torso_cm": torso,
        "shoulders_cm": shoulders,
        "hips_cm": stature * rng.uniform(0.110, 0.140),
        "skin_behind_shoulders_cm": rng.uniform(5.5, 9.5),
        "skin_behind_hips_cm": rng.uniform(9.0, 13.0),
        "ball_cm": float(rng.choice([6.0, 6.5, 6.5, 7.0, 10.0])),
        "hand": hand,
        "right_cm": right,
        "down_cm": down,
        "slip": rng.uniform(0.0, 0.10),
        "sway_cm": rng.uniform(0.1, 0.3),
        "breath_cm": rng.uniform(0.2, 0.4),
        "breath_hz": rng.uniform(0.2, 0.3),
        "start_error_cm": (rng.normal(0, 1.0), rng.normal(0, 1.0)),
    }
    if trouble is Trouble.NEAR:
        # An upright picture would show the knees.
        drawn["size_px"] = (640, 480) if rng.random() < 0.5 else (1280, 720)
        drawn["pitch_deg"] *= 0.5
    drawn |= fixed
    drawn |= {key: value for key, value in _camera(rng, drawn).items() if key not in fixed}
    return Scenario(**drawn)


def _camera(rng: np.random.Generator, drawn: dict[str, Any]) -> dict[str, float]:
    """Draw a camera that sees the person from the shins up, or a near one that sees the trunk but no knees."""
    stature = drawn["stature_cm"]
    near = drawn["trouble"] is Trouble.NEAR
    width, height = drawn["size_px"]
    low, high = (0.47 * stature, 0.88 * stature) if near else (0.20 * stature, 1.02 * stature)
    for _ in range(10_000):
        fov, distance = rng.uniform(50, 85), rng.uniform(*((130, 190) if near else (150, 300)))
        half = math.tan(math.radians(fov) / 2) * height / max(width, height)
        # The person shows the ball 45 cm nearer to a camera before them than where they lean on it.
        nearest = distance - 50 * math.cos(math.radians(drawn["turn_deg"]))
        seen = 2 * half * nearest * math.cos(math.radians(abs(drawn["pitch_deg"]) + 3)) ** 2
        if seen > high - low and not (near and half * distance > 0.38 * stature):
            spare = seen - (high - low)
            middle = (low + high) / 2 + rng.uniform(-0.3, 0.1) * min(spare, 40)
            return {"fov_deg": fov, "distance_cm": distance, "aim_cm": middle}
    raise RuntimeError(f"no camera sees seed {drawn['seed']}")
