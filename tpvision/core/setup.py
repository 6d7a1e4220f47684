"""Is the camera placed well? One thing to mend at a time, the most important first, with its number.

The distance is a rough one: the focal length of the camera is not known (``contact.FOCAL_OF_PICTURE``). That does
for "step back half a metre", as what has to fit is looked at again while the person moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tpvision.core.body import Figure, is_person
from tpvision.core.contact import FOCAL_OF_PICTURE
from tpvision.core.filters import ease
from tpvision.values import Body, Check, Fix, Look, Vector

ORDER = (
    "nobody",
    "setup_alone",
    "setup_back",
    "setup_camera_up",
    "setup_camera_down",
    "setup_tilt_up",
    "setup_tilt_down",
    "setup_nearer",
    "setup_left",
    "setup_right",
    "setup_centre",
    "setup_level",
    "setup_square",
    "setup_dark",
    "setup_bright",
    "setup_coarse",
    "setup_slow",
)
"""Keys of what can be mended, the most important first; its place here is a fix's urgency."""
GREEN_S = 1.0
"""Good for so long, the check is over."""
CHANGE_S = 0.5
"""Another thing to say, or nothing any more, has to stand for so long."""
CROWN = 0.75
"""Height of the crown above the shoulder joints, in torsos (gestures)."""
EDGE = 0.02
"""Head and hips keep this share of the picture's height from its edges..."""
ROOMY = 0.06
"""... and after mending this."""
TILT_DEG = 15.0
"""A camera that had to be tilted by more is put higher or lower instead."""
NEAREST_CM, FARTHEST_CM = 100.0, 350.0
"""The person stands 150 to 250 cm away; the rest is the focal length's uncertainty, a quarter each way."""
GOOD_CM = (150.0, 250.0)
BESIDE_CM = 12.0
"""What of arms and shoulders lies beyond the shoulder joints."""
ROLL_DEG = 6.0
ROLL_TAU_S = 0.5
SQUARELY_DEG = 30.0
"""Seen more aslant, a lean toward the camera looks like roll."""
TURNED_DEG = 45.0
DARK, BRIGHT = 0.18, 0.85
"""Mean brightness of the picture; pictures of rooms lie about 0.3-0.6."""
COARSE_PX_PER_CM = 0.9
"""The landmarks' unrest of 0.1-0.35 px is then 0.4 cm at most."""
SLOW_FPS = 8.0
"""A drift has to be noticed within a second, and a placing hand rests for less."""


@dataclass(frozen=True, slots=True)
class SetupState:
    """What is remembered from picture to picture."""

    t_s: float | None = None
    """Time of the last picture; ``None`` before the first."""
    fix: Fix | None = None
    """What is being said."""
    other_since_s: float | None = None
    """Since when something else would be."""
    good_since_s: float | None = None
    roll_deg: float | None = None
    """Smoothed; ``None`` while it can't be told."""


def step(state: SetupState, look: Look, figure: Figure | None, fps: float | None) -> tuple[SetupState, Check]:
    """Check the place of camera and person in one more picture.

    Parameters
    ----------
    state
        What was remembered.
    look
        Everybody that was found, and how bright the picture is.
    figure
        The person followed; ``None`` when nobody is.
    fps
        Pictures a second; ``None`` when that is not known yet.

    Returns
    -------
    tuple
        The new state, and the one thing to mend.
    """
    t_s = look.t_s
    first = state.t_s is None
    dt_s = 0.0 if state.t_s is None else t_s - state.t_s
    roll_deg = _roll_deg(figure.body) if figure is not None else None
    if roll_deg is not None and state.roll_deg is not None:
        roll_deg = ease(state.roll_deg, roll_deg, dt_s, ROLL_TAU_S)
    state = replace(state, t_s=t_s, roll_deg=roll_deg)
    shown = state.fix.key if state.fix else ""
    found = next(_faults(shown, look, figure, roll_deg, fps), None)
    if (found.key if found else "") == shown:
        fix = found if found and state.fix and _moved(state.fix, found) else state.fix
        state = replace(state, fix=fix, other_since_s=None)
    else:
        since_s = t_s if state.other_since_s is None else state.other_since_s
        if first or t_s - since_s >= CHANGE_S:
            state = replace(state, fix=found, other_since_s=None)
        else:
            state = replace(state, other_since_s=since_s)
    good_since_s = None
    if state.fix is None:
        good_since_s = t_s if state.good_since_s is None else state.good_since_s
    state = replace(state, good_since_s=good_since_s)
    return state, Check(state.fix, good_since_s)


def _faults(shown: str, look: Look, figure: Figure | None, roll_deg: float | None, fps: float | None) -> Iterator[Fix]:
    """Yield what is wrong, the most important first; what is being said is wrong until it is better than it must be."""

    def wrong(over: float, slack: float, *keys: str) -> bool:
        """Say whether a measure is over its limit, by ``over``."""
        return over > (-slack if shown in keys else 0.0)

    light, brightness = [], look.brightness
    if brightness is not None:
        if wrong(DARK - brightness, 0.04, "setup_dark"):
            light.append(_fix("setup_dark"))
        if wrong(brightness - BRIGHT, 0.04, "setup_bright"):
            light.append(_fix("setup_bright"))
    if figure is None:
        # The light may be why.
        yield from light
        yield _fix("nobody")
        return
    if sum(is_person(pose, look.size_px) for pose in look.poses) > 1:
        yield _fix("setup_alone")
    body, (width, height) = figure.body, look.size_px
    focal_px = FOCAL_OF_PICTURE * max(look.size_px)
    away_cm = focal_px / body.px_per_cm
    torso_px = body.torso_cm * body.px_per_cm
    crown = (body.origin_px[1] - CROWN * torso_px * body.down_px[1] / body.px_per_cm) / height
    hips = body.hip_px[1] / height
    up_down = [key for key in ORDER if key.startswith(("setup_tilt", "setup_camera"))]
    head_cut = wrong(EDGE - crown, EDGE, "setup_back", *up_down)
    hips_cut = wrong(hips - (1.0 - EDGE), EDGE, "setup_back", *up_down)
    roomy = 1.0 - 2.0 * ROOMY
    too_large = wrong(hips - crown - (1.0 - 2.0 * EDGE), EDGE, "setup_back")
    if too_large or wrong(NEAREST_CM - away_cm, 10.0, "setup_back"):
        yield _fix("setup_back", cm=_rounded(max(away_cm * ((hips - crown) / roomy - 1.0), GOOD_CM[0] - away_cm), 10.0))
    if head_cut:
        yield _up_down("up", (ROOMY - crown) * height, focal_px, body)
    if hips_cut:
        yield _up_down("down", (hips - (1.0 - ROOMY)) * height, focal_px, body)
    if wrong(away_cm - FARTHEST_CM, 20.0, "setup_nearer"):
        yield _fix("setup_nearer", cm=_rounded(away_cm - GOOD_CM[1], 10.0))
    x = (body.origin_px[0] + body.hip_px[0]) / 2
    half_px = (body.shoulder_width_cm / 2 + BESIDE_CM) * body.px_per_cm
    # Positive: too far to the picture's left, or to its right.
    left, right = (half_px - x) / width, (x + half_px - width) / width
    if wrong(max(left, right), 0.02, "setup_left", "setup_right", "setup_centre") and half_px < 0.5 * width:
        yield _aside(body, left > right, _rounded(max(left, right) * width / body.px_per_cm + 10.0, 10.0))
    if roll_deg is not None and wrong(abs(roll_deg) - ROLL_DEG, 2.0, "setup_level"):
        yield _fix("setup_level", deg=_rounded(abs(roll_deg), 1.0))
    if wrong(abs(body.turn_deg) - TURNED_DEG, 7.0, "setup_square"):
        yield _fix("setup_square", deg=_rounded(abs(body.turn_deg), 10.0))
    yield from light
    if wrong(COARSE_PX_PER_CM - body.px_per_cm, 0.1, "setup_coarse"):
        yield _fix("setup_coarse", px=float(width))
    if fps is not None and wrong(SLOW_FPS - fps, 1.0, "setup_slow"):
        yield _fix("setup_slow", fps=_rounded(fps, 1.0))


def _fix(key: str, **numbers: float) -> Fix:
    return Fix(key, tuple(numbers.items()), ORDER.index(key))


def _rounded(value: float, to: float) -> float:
    """Return a number that can be said; never nothing."""
    return max(to, to * math.floor(value / to + 0.5))


def _up_down(way: str, shift_px: float, focal_px: float, body: Body) -> Fix:
    """Say how the camera has to look higher or lower by so much of the picture."""
    deg = math.degrees(math.atan2(shift_px, focal_px))
    if deg <= TILT_DEG:
        return _fix(f"setup_tilt_{way}", deg=_rounded(deg, 1.0))
    return _fix(f"setup_camera_{way}", cm=_rounded(shift_px / body.px_per_cm, 10.0))


def _aside(body: Body, to_picture_right: bool, cm: float) -> Fix:
    """Say which way the person has to go, their own; seen from the side, the camera has to turn."""
    right_x = body.right_px[0] / body.px_per_cm
    if abs(right_x) < 0.42:  # 65 degrees
        return _fix("setup_centre")
    return _fix("setup_right" if (right_x > 0.0) == to_picture_right else "setup_left", cm=cm)


def _roll_deg(body: Body) -> float | None:
    """Return by how much the picture leans to its right, where trunk and shoulders agree: who leans does not roll."""
    if abs(body.turn_deg) > SQUARELY_DEG:
        return None
    lean_deg = -math.degrees(math.atan2(body.down_px[0], body.down_px[1]))
    ends: list[Vector] = sorted(body.shoulders_px)
    slope_deg = math.degrees(math.atan2(ends[1][1] - ends[0][1], ends[1][0] - ends[0][0]))
    return min(lean_deg, slope_deg, key=abs) if lean_deg * slope_deg > 0.0 else 0.0


def _moved(said: Fix, found: Fix) -> bool:
    """Say whether a number has left what was said of it by more than rounding to and fro."""
    return any(
        abs(new - old) > 1.0 if name != "cm" else abs(new - old) > 10.0
        for (name, old), (_, new) in zip(said.numbers, found.numbers, strict=True)
    )
