"""What a session measures of the person, the camera and the wall, while they stand there.

Nobody has to do anything for it: each look at a person who stands still with the arms down adds to the
running means, in the first seconds of a film as live. What people tell (stature, size of the ball) gives
the scale; a ball seen before the chest, whose size is known, checks it.

Each figure carries its variance, and the calibration says in centimetres what it is worth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from tpvision.core.body import SKIN_CM, TORSO_OF_STATURE, Figure
from tpvision.core.contact import FOCAL_OF_PICTURE
from tpvision.values import Calibration, Landmark, Look

ENOUGH_S = 2.0
"""Looks over this time make a calibration."""
STILL_CM_PER_S = 6.0
ARMS_DOWN = 0.35
"""An elbow this far below its shoulder, in torso lengths, hangs."""
TORSO_OF_STATURE_SIGMA = 0.010
"""How people differ (body_knowledge 4.2: L over stature, men to women and one SD of it)."""
BALL_SCALE_SIGMA = 0.06
"""The size of a ball of a dozen pixels, by its circle."""
BALL_BEFORE_CHEST_CM = 28.0
"""How far before the shoulder joints a ball is held up."""
MIN_CONFIDENCE = 0.5
OFFSET_SIGMA_CM = 0.9
"""Of the landmarks from the joints, after the mean offset is taken off (0.4-1.4 cm on the films)."""
FROM_ORIGIN_CM = 20.0
"""A usual place lies this far from the origin of the torso frame: there a wrong scale shows."""
TURN_SIGMA_DEG = 4.0
SLANT_SIGMA_CM = 1.5
SQUARE_DEG = 25.0
"""Up to this turn the shoulders' distance in the picture is theirs to 5 %, and the rest averages out."""
GOOD_CM = 1.6
"""A calibration better than this needs no advice."""

OTHER_PERSON = 0.07
"""Shoulder width over torso length differs by this much between people, not between sessions of one."""
OTHER_DISTANCE = 0.12
OTHER_TURN_DEG = 12.0
OTHER_ROLL_DEG = 4.0


@dataclass(frozen=True, slots=True)
class Mean:
    """A running mean with its spread, weighted by time."""

    weight_s: float = 0.0
    mean: float = 0.0
    spread: float = 0.0
    """Sum of squared departures, by time."""

    def with_value(self, value: float, dt_s: float) -> Mean:
        """Return the mean with one more value that held for ``dt_s``."""
        weight_s = self.weight_s + dt_s
        if weight_s <= 0.0:
            return self
        delta = value - self.mean
        mean = self.mean + delta * dt_s / weight_s
        return Mean(weight_s, mean, self.spread + dt_s * delta * (value - mean))

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
    roll: Mean = field(default_factory=Mean)
    ball: Mean = field(default_factory=Mean)
    """Scale by the ball over scale by the stature."""
    wall: Mean = field(default_factory=Mean)
    """Torso length while leaning on the wall."""
    last: Figure | None = None
    calibration: Calibration | None = None


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
    state = replace(state, last=figure)
    if last is None:
        return state
    dt_s = body.t_s - last.body.t_s
    if not 0.0 < dt_s < 0.5 or not _arms_down(figure):
        return state
    moved_cm = math.dist(body.origin_px, last.body.origin_px) / body.px_per_cm
    if moved_cm / dt_s > STILL_CM_PER_S:
        return state
    p, torso_px = figure.landmarks, figure.torso_px
    if leaning and state.wall.weight_s == 0.0:
        state = replace(state, turn=Mean())  # at the wall it is the camera's angle; before, only the person's
    if abs(body.turn_deg) < SQUARE_DEG:
        across_px = math.dist(p[11, :2], p[12, :2])
        state = replace(state, shoulders=state.shoulders.with_value(across_px / torso_px, dt_s))
    lean_deg = math.degrees(math.atan2(-body.down_px[0], body.down_px[1]))
    state = replace(
        state,
        watched_s=state.watched_s + dt_s,
        turn=state.turn.with_value(body.turn_deg, dt_s) if leaning or state.wall.weight_s == 0.0 else state.turn,
        roll=state.roll.with_value(lean_deg, dt_s),
        wall=state.wall.with_value(torso_px, dt_s) if leaning else state.wall,
    )
    if look.sighting is not None and not leaning and _at_chest(figure, look):
        by_ball = 2.0 * look.sighting.radius_px / ball_cm
        distance_cm = FOCAL_OF_PICTURE * max(look.size_px) / body.px_per_cm
        by_ball *= 1.0 - BALL_BEFORE_CHEST_CM / distance_cm
        state = replace(state, ball=state.ball.with_value(by_ball / body.px_per_cm, dt_s))
    if state.watched_s < ENOUGH_S:
        return state
    return replace(state, calibration=_calibration(state, look, height_cm))


def stale(kept: Calibration, now: Calibration) -> str | None:
    """Return the key of the cue that says why a kept calibration no longer fits, or ``None`` when it does.

    Parameters
    ----------
    kept
        From an earlier session.
    now
        What this session measured.
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


def _arms_down(figure: Figure) -> bool:
    p, torso_px = figure.landmarks, figure.torso_px
    rows = ((Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW), (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW))
    return all(float(p[elbow, 1] - p[shoulder, 1]) > ARMS_DOWN * torso_px for shoulder, elbow in rows)


def _at_chest(figure: Figure, look: Look) -> bool:
    """Say whether the ball is seen before the trunk."""
    body, ball = figure.body, look.sighting
    if ball is None or ball.confidence < MIN_CONFIDENCE:
        return False
    dx, dy = ball.x_px - body.origin_px[0], ball.y_px - body.origin_px[1]
    down_cm = (dx * body.down_px[0] + dy * body.down_px[1]) / body.px_per_cm**2
    return -10.0 < down_cm < body.torso_cm and math.hypot(dx, dy) / body.px_per_cm < body.torso_cm


def _calibration(state: CalibrationState, look: Look, height_cm: float) -> Calibration:
    """Put the means together, each by its variance, and say what that is worth."""
    torso, var = TORSO_OF_STATURE, TORSO_OF_STATURE_SIGMA**2
    if state.ball.weight_s > 0.5:
        # A larger scale by the ball means a torso that is shorter than thought.
        by_ball, ball_var = torso / state.ball.mean, (torso * BALL_SCALE_SIGMA) ** 2
        gain = var / (var + ball_var)
        torso, var = torso + gain * (by_ball - torso), (1.0 - gain) * var
    scale_cm = FROM_ORIGIN_CM * math.sqrt(var) / torso
    turn_cm = SKIN_CM * math.radians(math.hypot(TURN_SIGMA_DEG, min(state.turn.sigma, 20.0)))
    # Slanting views hide the depth of the back in the picture's width.
    slant_cm = SLANT_SIGMA_CM * abs(math.sin(math.radians(state.turn.mean)))
    parts = {
        "show_ball": scale_cm if state.ball.weight_s <= 0.5 else 0.0,
        "stand_square": math.hypot(turn_cm, slant_cm),
    }
    quality_cm = math.sqrt(OFFSET_SIGMA_CM**2 + scale_cm**2 + turn_cm**2 + slant_cm**2)
    return Calibration(
        size_px=look.size_px,
        height_cm=height_cm,
        torso_of_stature=torso,
        shoulders_of_torso=state.shoulders.mean if state.shoulders.weight_s >= 1.0 else None,
        turn_deg=state.turn.mean,
        roll_deg=state.roll.mean,
        wall_torso_px=state.wall.mean if state.wall.weight_s >= 1.0 else None,
        quality_cm=quality_cm,
        advice=None if quality_cm <= GOOD_CM else max(parts, key=lambda part: parts[part]),
    )
