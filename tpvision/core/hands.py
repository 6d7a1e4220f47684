"""What a hand tells of where it put the ball.

A hand that goes behind the trunk, rests there and comes back empty has put the ball where it rested.
Along the body its index finger shows the place directly. Sideways a square view shows only the trunk's
outline; but the elbow stays visible, and from elbow to ball it is always about the same length. In a
slanting view the finger itself shows the place, as well as the depth of the back is known.

Sources: forearm and offsets were measured on eight placements in seven rendered films with the full
model (elbow to ball 0.160-0.175 of the stature; index finger 2.4 cm below the ball's centre in front views, 1.0 to
3.7, and 0.6 and 1.8 cm at 84 and 60 degrees; in front views the ball, being further away than the joints, looks 0.7
cm higher than it is).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tpvision.core import back
from tpvision.core.body import SKIN_CM, Figure, Points
from tpvision.core.filters import Axis
from tpvision.values import Body, Facing, Landmark, Side, Vector

REST_CM_PER_S = 20.0
"""A hand slower than this, seen from the trunk, rests."""
MEMORY_S = 3.0
"""How long ago the placing hand may have rested at the trunk when the contact begins."""
APART_CM = 10.0
"""Further from its last place of rest, a hand rests at another place."""
REST_TAU_S = 1.0
LASTING_S = 0.3
"""A hand that comes back is slow for a moment wherever it turns; where a ball is put it rests for longer."""
INDEX_BELOW_BALL_CM = 1.9
"""Below its middle, which the hand holds, is the finger of a hand hidden behind the trunk; one seen itself is not."""
DOWN_SIGMA_CM = 2.1
"""The finger scatters by 1.2 cm below the ball, the frame by 0.7, the scale by 4 % of the way down, the slope by 0.4; a
camera tilted by 6 degrees lifts or lowers what lies 12 cm behind the joints by 1.25 cm."""
GUESS_CM = 9.0
"""How far a hand that the model only guesses wanders along the body."""
LOWEST = 0.95
"""Of the torso: a hand that hangs is lower."""
ELBOW_TO_BALL_OF_STATURE = 0.166
RIGHT_SIGMA_CM = 2.8
"""By the elbow, in a square view."""
RIGHT_SIGMA_IN_FRONT_CM = 4.0
"""The same with the hand in front of the body: only one placement was measured."""
SQUARELY = 0.6
"""Sine of the turn up to which a hand behind the trunk is seen at the trunk's outline, ..."""
OUTLINE_CM = 6.0
"""... so far from the ball; from a turn of 60 degrees on it is seen itself, in between nobody knows."""
USUAL_RIGHT_CM = 4.0
USUAL_RIGHT_SIGMA_CM = 5.5
"""Where people put balls, whatever is seen: 3 to 10 cm beside the spine, four times in five on the hand's own side."""
DEPTH_SIGMA_CM = 3.0
HIDDEN = 0.55
"""Below this visibility the index finger of a far arm is guesswork."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A hand's rest at the trunk, and where it would have put a ball."""

    t_s: float
    """When it rested there last."""
    since_s: float
    index_cm: Vector
    """The finger in the picture, from the trunk's middle: across and down; for telling whether it rests."""
    right_cm: float
    right_var: float
    down_cm: float
    down_var: float
    wander: float
    """Mean square of the finger's departure from its mean, cm2: a guessed hand wanders."""


@dataclass(frozen=True, slots=True)
class HandsState:
    """What is remembered of both hands: left and right, the subject's own."""

    rests: tuple[Rest | None, Rest | None] = (None, None)
    lasting: tuple[Rest | None, Rest | None] = (None, None)
    """The last rest that was more than a moment."""
    last_cm: tuple[Vector | None, Vector | None] = (None, None)
    seen_s: float = 0.0

    def latest(self, t_s: float, torso_cm: float) -> Rest | None:
        """Return the hand that rested at the trunk last, not too long ago; the surer one when both did."""
        recent = [rest for rest in self.lasting if rest is not None and t_s - rest.t_s <= MEMORY_S]
        if not recent:
            recent = [
                _as_guess(rest, torso_cm) for rest in self.rests if rest is not None and t_s - rest.t_s <= MEMORY_S
            ]
        return min(recent, key=lambda rest: rest.down_var + rest.wander, default=None)


def step(state: HandsState, figure: Figure, height_cm: float, ball_cm: float) -> HandsState:
    """Note where the hands rest at the trunk, between the shoulders and the seat; a hanging hand is lower."""
    body, p = figure.body, figure.landmarks
    rests, lasting, last = list(state.rests), list(state.lasting), list(state.last_cm)
    right_x, back_x = _shown(body)
    # Half a trunk to either side of where it is, and of what lies behind it.
    reach_cm = 0.7 * body.shoulder_width_cm * abs(right_x) + 16.0 * abs(back_x)
    dt_s = body.t_s - state.seen_s
    for k, side in enumerate((Side.LEFT, Side.RIGHT)):
        index = _in_torso(body, p[Landmark.LEFT_INDEX + k])
        before, last[k] = last[k], index
        if before is None or not 0.0 < dt_s < 0.5:
            continue
        resting = math.dist(before, index) / dt_s < REST_CM_PER_S
        at_trunk = 0.0 < index[1] < LOWEST * body.torso_cm and abs(index[0]) < reach_cm
        far = body.facing is (Facing.LEFT_SIDE if side is Side.RIGHT else Facing.RIGHT_SIDE)
        if not (resting and at_trunk) or far:
            continue
        hidden = float(p[Landmark.LEFT_INDEX + k, 3]) < HIDDEN and abs(body.turn_deg) > 20.0
        elbow = _in_torso(body, p[Landmark.LEFT_ELBOW + k])
        rest = _rested(rests[k], body, side, index, elbow, hidden, height_cm, ball_cm)
        rests[k] = rest
        if rest.t_s - rest.since_s >= LASTING_S:
            lasting[k] = rest
    return HandsState((rests[0], rests[1]), (lasting[0], lasting[1]), (last[0], last[1]), body.t_s)


def _in_torso(body: Body, mark: Points) -> Vector:
    """Return a landmark from the trunk's middle, centimetres of the picture: to its right, and down the trunk."""
    dx, dy = float(mark[0]) - body.origin_px[0], float(mark[1]) - body.origin_px[1]
    s = body.px_per_cm
    return (dx * body.down_px[1] - dy * body.down_px[0]) / s**2, (dx * body.down_px[0] + dy * body.down_px[1]) / s**2


def _rested(
    old: Rest | None,
    body: Body,
    side: Side,
    index: Vector,
    elbow: Vector,
    hidden: bool,
    height_cm: float,
    ball_cm: float,
) -> Rest:
    """Take one more moment of rest into the mean of this rest, or begin another."""
    below_cm = INDEX_BELOW_BALL_CM * math.cos(math.radians(body.turn_deg))
    touched_cm = back.touched_cm(body, index[1] - below_cm, ball_cm)
    down_cm = min(max(touched_cm, 0.0), body.torso_cm)
    right_cm, right_var = _right(body, side, index, elbow, down_cm, height_cm, ball_cm)
    down = _guessed_down(down_cm, body.torso_cm) if hidden else Axis(down_cm, DOWN_SIGMA_CM**2)
    right_var *= 25.0 if hidden else 1.0
    half_cm = body.shoulder_width_cm / 2
    right_cm, right_var = _with_usual(side, min(max(right_cm, -half_cm), half_cm), right_var)
    new = Rest(body.t_s, body.t_s, index, right_cm, right_var, down.mean, down.var, 0.0)
    if old is None or not 0.0 <= body.t_s - old.t_s <= 1.0 or math.dist(old.index_cm, index) > APART_CM:
        return new
    keep = math.exp(-(body.t_s - old.t_s) / REST_TAU_S)

    def mean(a: float, b: float) -> float:
        return b + (a - b) * keep

    at = (mean(old.index_cm[0], index[0]), mean(old.index_cm[1], index[1]))
    return Rest(
        body.t_s,
        old.since_s,
        at,
        mean(old.right_cm, right_cm),
        mean(old.right_var, right_var),
        mean(old.down_cm, down.mean),
        mean(old.down_var, down.var),
        mean(old.wander, math.dist(at, index) ** 2),
    )


def _guessed_down(down_cm: float, torso_cm: float) -> Axis:
    """Join a guess with all that was known before it: that the hand was at the trunk, as likely anywhere."""
    return Axis(LOWEST / 2 * torso_cm, (LOWEST * torso_cm) ** 2 / 12).with_evidence(down_cm, GUESS_CM**2)


def _as_guess(rest: Rest, torso_cm: float) -> Rest:
    """Take a moment of rest for what it is worth; one of a hidden hand was a guess before."""
    known = rest.down_var < GUESS_CM**2 / 2
    down = _guessed_down(rest.down_cm, torso_cm) if known else Axis(rest.down_cm, rest.down_var)
    return replace(rest, down_cm=down.mean, down_var=down.var, right_var=USUAL_RIGHT_SIGMA_CM**2)


def _right(
    body: Body, side: Side, index: Vector, elbow: Vector, down_cm: float, height_cm: float, ball_cm: float
) -> Vector:
    """Return where across the body the ball lies, and the variance of that."""
    right_x, back_x = _shown(body)
    behind_cm = SKIN_CM + ball_cm / 2
    square_var = RIGHT_SIGMA_CM**2
    if body.facing is Facing.BACK:
        behind_cm, square_var = -behind_cm, RIGHT_SIGMA_IN_FRONT_CM**2
    if abs(back_x) < SQUARELY:
        reach_cm = ELBOW_TO_BALL_OF_STATURE * height_cm
        out_cm = side.sign * (elbow[0] - behind_cm * back_x) / right_x
        over_cm = math.sqrt(max(reach_cm**2 - (elbow[1] - down_cm) ** 2, 0.0))
        mean, var = side.sign * (out_cm - over_cm), square_var + (DEPTH_SIGMA_CM * back_x / right_x) ** 2
    else:
        mean = (index[0] - behind_cm * back_x) / right_x if abs(right_x) > 0.05 else 0.0
        short_cm = OUTLINE_CM * max(0.0, abs(right_x) - 0.5) / 0.3
        var = (DEPTH_SIGMA_CM**2 * back_x**2 + 2.0**2 + short_cm**2) / max(right_x**2, 0.0025)
    return mean, var


def _shown(body: Body) -> Vector:
    """Return how much of a centimetre to the right, and of one out of the back, shows across the picture."""
    s = body.px_per_cm
    right_x = (body.right_px[0] * body.down_px[1] - body.right_px[1] * body.down_px[0]) / s**2
    back_x = (body.back_px[0] * body.down_px[1] - body.back_px[1] * body.down_px[0]) / s**2
    return right_x, back_x


def _with_usual(side: Side, mean: float, var: float) -> Vector:
    """Join with where a hand puts balls at all."""
    usual = USUAL_RIGHT_SIGMA_CM**2
    gain = usual / (usual + var)
    return side.sign * USUAL_RIGHT_CM * (1.0 - gain) + mean * gain, var * gain
