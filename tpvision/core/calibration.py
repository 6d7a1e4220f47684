"""What a session measures of the person, the camera and the wall, while they stand there.

Nobody has to do anything for it: each look at a person who stands still with the arms down adds to the
running means, in the first seconds of a film as live; they forget what is older than some seconds of standing, so
that a camera that was moved shows. What people tell (stature, size of the ball) gives the scale; a ball seen before
the chest, whose size is known, checks it.

Each figure carries its variance, and the calibration says in centimetres what it is worth. The numbers were measured
on simulated sessions (tests.simulator), whose errors of the landmarks are those of the rendered films.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from tpvision.core.ball import MIN_CONFIDENCE
from tpvision.core.body import SKIN_CM, Figure
from tpvision.core.build import TORSO_OF_STATURE
from tpvision.core.contact import FOCAL_OF_PICTURE
from tpvision.values import Calibration, Facing, Landmark, Look

ENOUGH_S = 2.0
"""Looks over this time make a calibration."""
WINDOW_S = 8.0
"""What was seen longer ago than this counts no more."""
SURE_S = 1.0
STILL_CM_PER_S = 6.0
ARMS_DOWN = 0.35
"""An elbow this far below its shoulder, in torso lengths, hangs."""
HANDS_DOWN = 0.7
"""... and so does a wrist, which is then 1.0 below; before the chest or behind the back it is 0.3 to 0.6."""
TORSO_OF_STATURE_SIGMA = 0.010
"""How people differ (body_knowledge 4.2: L over stature, men to women and one SD of it)."""
BALL_SCALE_SIGMA = 0.09
"""The size of a ball of a dozen pixels by its circle, held at a distance that is guessed (0.08-0.10)."""
BALL_BEFORE_CHEST_CM = 28.0
"""How far before the shoulder joints a ball is held up."""
OTHER_BALL = 0.30
"""A ball that looks larger or smaller by more than this share has not the size that was told."""
FEET_SEEN = 0.5
"""Below this visibility feet are guesswork."""
OFFSET_SIGMA_CM = 0.75
"""Of the landmarks from the joints, on each axis, after the mean offset is taken off."""
SLANT_OFFSET_CM = 1.2
"""... and what a view from the side adds, where the far side's landmarks are guesswork."""
FROM_ORIGIN_CM = (8.0, 20.0)
"""A usual place lies this far across and down from the origin of the torso frame: there a wrong scale shows."""
TURN_SIGMA_DEG = 2.5
TURN_SIGMA_BEHIND_DEG = 6.0
"""Seen from behind, a turned head twists the shoulders' depth."""
SKIN_SIGMA_CM = 1.7
"""How far the back lies behind the joints, from person to person; a slanting view takes it for a way to the side."""
ALONG_COS = 0.35
"""Seen from further aside than this, a place across the back cannot be read at all, and only its height counts."""
ASIDE_DEG = 45.0
SQUARE_DEG = 25.0
"""Up to this turn the shoulders' distance in the picture tells theirs to 2 %."""
GAIN_CM = 0.2
"""Advice is given when following it makes this much of a difference."""

OTHER_PERSON = 0.07
"""Shoulder width over torso length differs by this much between people, not between sessions of one."""
OTHER_DISTANCE = 0.12
OTHER_TURN_DEG = 15.0
OTHER_ROLL_DEG = 4.0
"""Shoulders over feet of who stands upright are plumb to 0.7 degrees, seen from any side."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A running mean of the last ``WINDOW_S`` with its spread, weighted by time."""

    weight_s: float = 0.0
    mean: float = 0.0
    spread: float = 0.0
    """Sum of squared departures, by time."""

    def with_value(self, value: float, dt_s: float) -> Mean:
        """Return the mean with one more value that held for ``dt_s``."""
        if dt_s <= 0.0:
            return self
        kept = min(1.0, WINDOW_S / self.weight_s) if self.weight_s > 0.0 else 1.0
        weight_s = kept * self.weight_s + dt_s
        delta = value - self.mean
        mean = self.mean + delta * dt_s / weight_s
        return Mean(weight_s, mean, kept * self.spread + dt_s * delta * (value - mean))

    @property
    def sigma(self) -> float:
        """Standard deviation of the values."""
        return math.sqrt(max(0.0, self.spread) / self.weight_s) if self.weight_s > 0 else math.inf


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """What was measured so far."""

    watched_s: float = 0.0
    shoulders: Mean = field(default_factory=Mean)
    turn: Mean = field(default_factory=Mean)
    upright: Mean = field(default_factory=Mean)
    """Roll by the line from the feet to the shoulders, of who stands free."""
    lean: Mean = field(default_factory=Mean)
    """Roll by the trunk."""
    ball: Mean = field(default_factory=Mean)
    """Scale by the ball over scale by the stature."""
    wall: Mean = field(default_factory=Mean)
    """Torso length while leaning on the wall."""
    last: Figure | None = None
    calibration: Calibration | None = None
    first: Calibration | None = None
    """The first of this session that knew the wall: a later one that does not fit it tells of a moved camera."""


def step(
    state: CalibrationState, look: Look, figure: Figure | None, height_cm: float, ball_cm: float, leaning: bool
) -> CalibrationState:
    """Take in one more look.

    Parameters
    ----------
    state
        What was measured so far.
    look
        The inputs of this frame.
    figure
        The person, or ``None`` when they are not seen.
    height_cm, ball_cm
        As told: stature and diameter of the ball.
    leaning
        Whether the person leans on the wall.
    """
    if figure is None or figure is state.last:
        return state
    last, body = state.last, figure.body
    dt_s = body.t_s - last.body.t_s if last is not None else 0.0
    if last is None or not 0.0 < dt_s < 0.5 or not _hang(figure, Landmark.LEFT_ELBOW, ARMS_DOWN):
        return replace(state, last=figure)
    moved_cm = math.dist(body.origin_px, last.body.origin_px) / body.px_per_cm
    if moved_cm / dt_s > STILL_CM_PER_S:
        return replace(state, last=figure)
    p, torso_px, shoulders, turn = figure.landmarks, figure.torso_px, state.shoulders, state.turn
    # Facing the wall, a person looks turned the other way, and bends toward it.
    at_wall = leaning and body.facing is not Facing.BACK
    before_wall = state.wall.weight_s == 0.0
    if at_wall and before_wall:
        turn = Mean()  # at the wall it is the camera's angle; before, only the person's
    # A hand at work moves its shoulder by 1 to 2 cm, and at the wall the shoulders sink.
    if abs(body.turn_deg) < SQUARE_DEG and not leaning and _hang(figure, Landmark.LEFT_WRIST, HANDS_DOWN):
        across_px = math.dist(p[11, :2], p[12, :2]) / math.cos(math.radians(body.turn_deg))
        shoulders = shoulders.with_value(across_px / torso_px, dt_s)
    lean_deg = math.degrees(math.atan2(-body.down_px[0], body.down_px[1]))
    state = replace(
        state,
        last=figure,
        watched_s=state.watched_s + dt_s,
        shoulders=shoulders,
        turn=turn.with_value(body.turn_deg, dt_s) if at_wall or before_wall else turn,
        lean=state.lean.with_value(lean_deg, dt_s),
        wall=state.wall.with_value(torso_px, dt_s) if at_wall else state.wall,
    )
    plumb_deg = None if leaning else _plumb_deg(figure, look)
    if plumb_deg is not None:
        state = replace(state, upright=state.upright.with_value(plumb_deg, dt_s))
    if look.sighting is not None and not leaning and _at_chest(figure, look):
        by_ball = 2.0 * look.sighting.radius_px / ball_cm
        distance_cm = FOCAL_OF_PICTURE * max(look.size_px) / body.px_per_cm
        toward = math.cos(math.radians(body.turn_deg)) * (-1.0 if body.facing is Facing.BACK else 1.0)
        by_ball *= 1.0 - BALL_BEFORE_CHEST_CM * toward / distance_cm
        state = replace(state, ball=state.ball.with_value(by_ball / body.px_per_cm, dt_s))
    if state.watched_s < ENOUGH_S:
        return state
    now = _calibration(state, look, body.facing is Facing.BACK, height_cm)
    first = state.first or (now if state.wall.weight_s >= ENOUGH_S else None)
    return replace(state, calibration=now, first=first)


def stale(kept: Calibration, now: Calibration) -> str | None:
    """Return the key of the cue that says why a kept calibration no longer fits, or ``None`` when it does.

    Parameters
    ----------
    kept
        From an earlier session, or from the beginning of this one.
    now
        What was measured last.
    """
    widths = (now.shoulders_of_torso, kept.shoulders_of_torso)
    if widths[0] is not None and widths[1] is not None and abs(widths[0] / widths[1] - 1.0) > OTHER_PERSON:
        return "other_person"
    if abs(now.size_px[0] / now.size_px[1] - kept.size_px[0] / kept.size_px[1]) > 0.02:
        return "camera_moved"
    if abs(now.roll_deg - kept.roll_deg) > OTHER_ROLL_DEG:
        return "camera_moved"
    if now.wall_torso_px is None or kept.wall_torso_px is None:
        return None
    # At the wall: seen from another angle, or from another distance.
    larger = now.wall_torso_px / kept.wall_torso_px * max(kept.size_px) / max(now.size_px)
    turned = abs(now.turn_deg - kept.turn_deg) > OTHER_TURN_DEG
    return "camera_moved" if turned or abs(larger - 1.0) > OTHER_DISTANCE else None


def _hang(figure: Figure, left: Landmark, by: float) -> bool:
    """Say whether both elbows, or both wrists, are so many torso lengths below their shoulders."""
    below = figure.landmarks[[left, left + 1], 1] - figure.landmarks[[11, 12], 1]
    return bool(below.min() > by * figure.torso_px)


def _plumb_deg(figure: Figure, look: Look) -> float | None:
    """Return how far the shoulders seem to be beside the feet, to the picture's left; ``None`` without feet."""
    feet = figure.landmarks[[Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]]
    shoulders = figure.shoulders_px
    # From the side the far foot is hidden, and stands behind the near one.
    seen = feet[:, 3].max() if abs(figure.body.turn_deg) > ASIDE_DEG else feet[:, 3].min()
    if float(seen) < FEET_SEEN or float(feet[:, 1].max()) > look.size_px[1]:
        return None
    x, y = float(feet[:, 0].mean()), float(feet[:, 1].mean())
    return math.degrees(math.atan2(shoulders[0] - x, y - shoulders[1]))


def _at_chest(figure: Figure, look: Look) -> bool:
    """Say whether the ball is seen before the trunk."""
    body, ball = figure.body, look.sighting
    if ball is None or ball.confidence < MIN_CONFIDENCE:
        return False
    dx, dy = ball.x_px - body.origin_px[0], ball.y_px - body.origin_px[1]
    down_cm = (dx * body.down_px[0] + dy * body.down_px[1]) / body.px_per_cm**2
    return -10.0 < down_cm < body.torso_cm and math.hypot(dx, dy) / body.px_per_cm < body.torso_cm


def _calibration(state: CalibrationState, look: Look, behind: bool, height_cm: float) -> Calibration:
    """Put the means together, each by its variance, and say what that is worth."""
    torso, var = TORSO_OF_STATURE, TORSO_OF_STATURE_SIGMA**2
    other_ball = state.ball.weight_s > 0.5 and not 1 / (1 + OTHER_BALL) < state.ball.mean < 1 + OTHER_BALL
    if state.ball.weight_s > 0.5 and not other_ball:
        # A larger scale by the ball means a torso that is shorter than thought.
        by_ball, ball_var = torso / state.ball.mean, (torso * BALL_SCALE_SIGMA) ** 2
        gain = var / (var + ball_var)
        torso, var = torso + gain * (by_ball - torso), (1.0 - gain) * var
    scale = math.sqrt(var) / torso
    turn_sigma_deg = math.hypot(TURN_SIGMA_BEHIND_DEG if behind else TURN_SIGMA_DEG, min(state.turn.sigma, 20.0))
    quality_cm = _quality_cm(scale, state.turn.mean, turn_sigma_deg)
    square_cm = _quality_cm(scale, 0.0, TURN_SIGMA_BEHIND_DEG if behind else TURN_SIGMA_DEG)
    advice = "stand_square" if quality_cm - square_cm > GAIN_CM else None
    return Calibration(
        size_px=look.size_px,
        height_cm=height_cm,
        torso_of_stature=torso,
        shoulders_of_torso=state.shoulders.mean if state.shoulders.weight_s >= SURE_S else None,
        turn_deg=state.turn.mean,
        roll_deg=state.upright.mean if state.upright.weight_s >= SURE_S else state.lean.mean,
        wall_torso_px=state.wall.mean if state.wall.weight_s >= SURE_S else None,
        quality_cm=quality_cm,
        advice="other_ball" if other_ball else advice,
    )


def _quality_cm(scale: float, turn_deg: float, turn_sigma_deg: float) -> float:
    """Return the error, one sigma on either axis, of a place on the back; of its height alone, where that shows only.

    Parameters
    ----------
    scale
        One sigma, as a share.
    turn_deg, turn_sigma_deg
        The camera's angle to the wall, and how well it is known.
    """
    cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    down_var = OFFSET_SIGMA_CM**2 + (SLANT_OFFSET_CM * sin**2) ** 2 + (FROM_ORIGIN_CM[1] * scale) ** 2
    if cos < ALONG_COS:
        return math.sqrt(down_var)
    aside_cm = math.hypot(SKIN_CM * math.radians(turn_sigma_deg), SKIN_SIGMA_CM * sin) / cos
    right_var = OFFSET_SIGMA_CM**2 + (FROM_ORIGIN_CM[0] * scale) ** 2 + aside_cm**2
    return math.sqrt((down_var + right_var) / 2)
