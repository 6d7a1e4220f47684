"""What a person says with their hands: one raised above the head, the other, both; a height held out beside them.

The idea: a raised hand rests, knuckles above the crown, on an upright forearm. An upright forearm looks the
same from every side, and it is what the lookalikes lack: who scratches the head, sorts the hair or puts a
ball behind the neck bends it inward or down; who reaches for a shelf leans it forward; who stretches clasps
the hands or spreads the arms. Who waves does not rest. While both hands are up neither speaks by itself, so
that neither a stretch nor a clumsy stop is taken for the sign of one hand.

A camera that is tilted, low or near shows the upper part of a person shorter or longer than their trunk, and the
head as much as the hands: heights are held against that of nose and ears. What no place in the picture tells is
whether a hand that looks high is only near, as at a shelf; there the model's depth has to tell.

Lengths without a unit are in torsos (``Body.torso_cm``, 0.268 of the stature); heights are above the arm's own
shoulder joint, as a low camera sees the far shoulder lower than the near one. By the joints of the rendered
films the crown lies at 0.75, a forearm measures 0.55, and from wrist to knuckle it is another 0.19.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tpvision.core.body import DEPTH_OF_Z, Figure
from tpvision.core.filters import Switch, ease
from tpvision.values import Facing, Hands, Landmark, Signs, Vector

RAISED_S = 0.7
LEVEL_S = 1.5
BLINK_S = 0.2
"""A hand that is lost or misplaced for no longer than this has stayed where it was."""
GAP_S = 0.5
"""After no news for this long, what was begun begins anew."""
ABSENT_S = 2.0
"""Whoever comes after no news for so long may be somebody else: a hand that is up already has to come down first."""
PICTURE_S = 0.13
"""A picture vouches for this long before it, so that a gap is no rest; 8 pictures a second leave none."""
MOST = 0.8
"""This share of the pictures has to agree; the model misplaces a hand now and then."""
ABOVE_HEAD = 0.8
"""Height of the index finger's knuckle: 2.5 cm above the crown of a person 174 cm tall."""
FACE = 0.505
"""Height of the middle of nose and ears; 0.49 to 0.52 in the films from before the person, 0.46 from the side."""
FACE_LEAST, FACE_MOST = 0.8, 1.35
"""Further from its usual height the face is taken to be mislaid, or bowed."""
FORWARD_CM, ELBOW_FORWARD_CM = 28.0, 12.0
"""A raised hand and its elbow are no further before the shoulder; at a shelf ahead they are at 40 and 20."""
FOREARM = 0.55
UPRIGHT = 0.7
"""Share of its length that an upright forearm shows as height; the far one of who stands aslant to a low camera
shows 0.9 of it, less what landmarks wander."""
STEEP = 1.6
"""... and its height over what it leans to a side: 32 degrees at most..."""
HIGH, STEEPER = 0.9, 2.4
"""... but 23 where the knuckle is less than 7 cm above the crown: a hand that hides a yawn leans in by 24."""
ELBOW_UP = 0.15
"""Where the hand is out of the picture, an elbow so far above the shoulders tells that it is raised."""
SEEN = 0.4
"""Below this visibility a hand is guesswork."""
REACH = 0.74
"""From the elbow to the knuckle."""
REST, REST_OUTSIDE = 0.1, 0.11
"""A resting hand stays within so much of where it rests, 5 cm; a wave, also seen aslant, goes further to and fro.
Where a hand beyond the picture's edge is, the forearm only hints at."""
APART, WIDE = 0.6, 2.0
"""How far from each other the hands of a stop are; those of a stretch are clasped or further."""
UP = 0.25
"""A hand higher than this, as is the chin, does not hang."""
HAND_TOP = 0.78
"""Height of the middle of the hand that is 10 on the scale: the crown's. The hip joints' height, -1, is 0: one
level is 0.178, or 8 cm."""
LOWEST = -0.5
"""Below this level no height is meant; a hanging hand is at -0.7 or lower."""
HANGING = 0.84
"""A forearm that shows this share of its length as depth below the elbow hangs: 0.95 by the films' joints."""
STILL_LEVELS = 0.6
"""A level is confirmed while the hand stays within so much of it, 5 cm."""
OTHER_LEVELS = 1.0
"""The hand has to move by so much before it can confirm another level."""
LEVEL_TAU_S = 0.15
OUTSIDE = 0.40
"""A hand held out is further than this, 19 cm, from the trunk's midline in the picture."""
INWARD = 0.15
"""... and no nearer to it than its elbow by more than this, as it is with arms akimbo."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Where an arm is, in torsos: across the picture from the trunk's middle, and up the trunk from its shoulder."""

    elbow: Vector
    wrist: Vector
    index: Vector
    seen: bool
    """False when the hand is out of the picture or guesswork."""
    stretch: float
    """How much taller than its trunk the camera shows the upper part of this person."""
    forward_cm: Vector
    """How far elbow and wrist are before their shoulder, by the model's depth."""
    aside: float
    """How far the forearm leans to a side of the body, by that depth too: seen aslant, it hardly shows."""

    @property
    def raised(self) -> bool:
        """Whether the forearm stands upright with the hand above the head."""
        across = max(abs(self.wrist[0] - self.elbow[0]), self.aside)
        upward = self.wrist[1] - self.elbow[1]
        forearm = min(1.0, self.stretch) * FOREARM
        if not self.seen:
            # Beyond the edge the model goes on in the forearm's direction, but its length is made up.
            above = self.elbow[1] > ELBOW_UP and self.forward_cm[0] < ELBOW_FORWARD_CM
            return above and upward > max(0.72 * forearm, STEEP * across)
        above = self.index[1] > ABOVE_HEAD * self.stretch and self.forward_cm[1] < FORWARD_CM
        steep = STEEP if self.index[1] > HIGH * self.stretch else STEEPER
        return above and upward > max(UPRIGHT * forearm, steep * across)

    @property
    def up(self) -> bool:
        """Whether the hand is too high to be hanging."""
        return max(self.index[1], self.wrist[1]) > UP

    @property
    def level(self) -> float | None:
        """Height on the scale of a hand that is held out; ``None`` when it isn't."""
        across = abs(self.wrist[0] + self.index[0]) / 2
        height = (self.wrist[1] + self.index[1]) / 2
        height = height / self.stretch if height > 0.0 else height
        level = min(10.0, (1.0 + height) / (1.0 + HAND_TOP) * 10.0)
        out = across > OUTSIDE and across > abs(self.elbow[0]) - INWARD
        hangs = self.elbow[1] - self.wrist[1] > HANGING * FOREARM
        return max(0.0, level) if (out or self.raised) and not hangs and level > LOWEST else None


class Sample(NamedTuple):
    """A hand in one picture."""

    seen_s: float
    """Time that pictures vouch for, since it came up."""
    x_px: float
    y_px: float
    raised: bool


@dataclass(frozen=True, slots=True)
class Raise:
    """What one hand is about."""

    samples: tuple[Sample, ...] = ()
    """The last ``RAISED_S`` while it is up."""
    up: Switch = field(default_factory=Switch)
    spent: bool = False
    """Whether it has spoken, was up beside the other or as the person came; it has to come down first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The height of a hand that is held out, as far as it is confirmed."""

    level: float
    """Smoothed."""
    at: float
    """Where it came to rest."""
    since_s: float
    last_s: float
    """When it was seen held out last."""
    said: float | None = None
    """The level confirmed last, until the hand leaves it."""


@dataclass(frozen=True, slots=True)
class GestureState:
    """What is remembered of both hands, left and right."""

    seen_s: float = -math.inf
    hands: tuple[Raise, Raise] = field(default_factory=lambda: (Raise(), Raise()))
    both_spent: bool = False
    choice: Choice | None = None


def step(state: GestureState, t_s: float, figure: Figure | None) -> tuple[GestureState, Signs]:
    """Take in the hands of one more picture.

    Parameters
    ----------
    state
        What was remembered.
    t_s
        The picture's time.
    figure
        The person followed, or ``None``; one that is older than the picture tells nothing new.

    Returns
    -------
    tuple
        The new state, and what the hands say in this picture.
    """
    if t_s - state.seen_s > GAP_S:
        # What was spent stays so: the hand may not have come down meanwhile.
        came = t_s - state.seen_s > ABSENT_S
        left, right = (replace(hand, samples=(), spent=hand.spent or came) for hand in state.hands)
        state = replace(state, hands=(left, right), choice=None)
    if figure is None or figure.body.t_s <= state.seen_s:
        return state, _level_sign(state.choice, t_s)
    arms = (_arm(figure, Landmark.LEFT_ELBOW), _arm(figure, Landmark.RIGHT_ELBOW))
    left, right = (_follow(state.hands[k], arms[k], figure, t_s - state.seen_s) for k in (0, 1))
    both_up = left.up.on and right.up.on
    left, right = replace(left, spent=left.spent or both_up), replace(right, spent=right.spent or both_up)
    both_spent = state.both_spent and (left.up.on or right.up.on)
    torso_px = figure.body.torso_cm * figure.body.px_per_cm
    rests = tuple(
        _rests(hand.samples, (REST if arm.seen else REST_OUTSIDE) * torso_px)
        for hand, arm in ((left, arms[0]), (right, arms[1]))
    )
    raised = None
    if all(rests) and not both_spent and _apart(arms, figure):
        raised, both_spent = Hands.BOTH, True
    elif rests[0] and not left.spent and not arms[1].up:
        raised, left = Hands.LEFT, replace(left, spent=True)
    elif rests[1] and not right.spent and not arms[0].up:
        raised, right = Hands.RIGHT, replace(right, spent=True)
    choice, chosen = _choose(state.choice, arms, t_s, t_s - state.seen_s)
    state = GestureState(t_s, (left, right), both_spent, choice)
    return state, replace(_level_sign(choice, t_s), raised=raised, chosen=chosen)


def _arm(figure: Figure, elbow_row: int) -> Arm:
    """Return an arm in the trunk's measure; wrist and index finger lie two and six rows below the elbow."""
    body, p = figure.body, figure.landmarks
    torso_px = body.torso_cm * body.px_per_cm
    down_x, down_y = body.down_px[0] / body.px_per_cm, body.down_px[1] / body.px_per_cm

    shoulder = body.shoulders_px[elbow_row - Landmark.LEFT_ELBOW]

    def at(row: int) -> Vector:
        x, y = float(p[row, 0]), float(p[row, 1])
        across = (x - body.origin_px[0]) * down_y - (y - body.origin_px[1]) * down_x
        below = (x - shoulder[0]) * down_x + (y - shoulder[1]) * down_y
        return across / torso_px, -below / torso_px

    wrist, index = elbow_row + 2, elbow_row + 6
    inside = float(p[wrist, 1]) > 0.0 and float(p[index, 1]) > 0.0
    seen = inside and float(p[wrist, 3]) > SEEN
    elbow_forward_cm = _turned_cm(figure, elbow_row - 2, elbow_row)[1]
    forward_cm = _turned_cm(figure, elbow_row - 2, wrist)[1]
    aside = abs(_turned_cm(figure, elbow_row, wrist)[0]) / body.torso_cm
    return Arm(at(elbow_row), at(wrist), at(index), seen, _stretch(figure), (elbow_forward_cm, forward_cm), aside)


def _stretch(figure: Figure) -> float:
    """Return how high the face is, over how high it usually is; 1 where it is not seen."""
    body, p = figure.body, figure.landmarks
    if body.facing is Facing.BACK:
        return 1.0
    x, y = (p[Landmark.NOSE, :2] + p[[Landmark.LEFT_EAR, Landmark.RIGHT_EAR], :2].mean(axis=0)) / 2
    (left_x, left_y), (right_x, right_y) = body.shoulders_px
    up_x, up_y = (left_x + right_x) / 2 - float(x), (left_y + right_y) / 2 - float(y)
    height = (up_x * body.down_px[0] + up_y * body.down_px[1]) / (body.px_per_cm**2 * body.torso_cm)
    return min(FACE_MOST, max(FACE_LEAST, height / FACE))


def _turned_cm(figure: Figure, start: int, end: int) -> Vector:
    """Return how far to the body's right and to its front one landmark is from another, by picture and depth."""
    body, p = figure.body, figure.landmarks
    across, _, z = (p[end, :3] - p[start, :3]).tolist()
    sine, cosine, s = -body.back_px[0], -body.right_px[0], body.px_per_cm**2
    nearer = -z * DEPTH_OF_Z
    return (nearer * sine - across * cosine) / s, (across * sine + nearer * cosine) / s


def _follow(hand: Raise, arm: Arm, figure: Figure, dt_s: float) -> Raise:
    """Take one more picture of a hand in."""
    up = hand.up.step(arm.up, figure.body.t_s, BLINK_S, BLINK_S)
    if not (up.on or arm.up):
        return Raise(up=up)
    body = figure.body
    torso_px = body.torso_cm * body.px_per_cm
    # Along the forearm, whose length is not to be believed beyond the picture's edge; in the picture, so that
    # who walks does not rest.
    across, upward = arm.wrist[0] - arm.elbow[0], arm.wrist[1] - arm.elbow[1]
    reach = REACH / max(math.hypot(across, upward), 1e-6)
    x, y = arm.elbow[0] + reach * across, arm.elbow[1] + reach * upward
    seen_s = hand.samples[-1].seen_s + min(dt_s, PICTURE_S) if hand.samples else 0.0
    now = Sample(seen_s, body.origin_px[0] + x * torso_px, body.origin_px[1] - y * torso_px, arm.raised)
    samples = (*hand.samples, now)
    # The oldest one kept is just older than the time that is asked for.
    first = max((i for i, sample in enumerate(samples) if seen_s - sample.seen_s >= RAISED_S), default=0)
    return Raise(samples[first:], up, hand.spent)


def _rests(samples: tuple[Sample, ...], rest_px: float) -> bool:
    """Say whether a hand has been resting above the head for long enough."""
    if len(samples) < 3 or samples[-1].seen_s - samples[0].seen_s < RAISED_S or not samples[-1].raised:
        return False
    x = sorted(sample.x_px for sample in samples)[len(samples) // 2]
    y = sorted(sample.y_px for sample in samples)[len(samples) // 2]
    rest = [sample.raised and math.hypot(sample.x_px - x, sample.y_px - y) < rest_px for sample in samples]
    return sum(rest) >= MOST * len(samples)


def _apart(arms: tuple[Arm, Arm], figure: Figure) -> bool:
    """Say whether two raised hands are as far from each other as those of somebody who says stop."""
    body = figure.body
    square = math.hypot(*body.right_px) / body.px_per_cm
    return APART * square < abs(arms[0].wrist[0] - arms[1].wrist[0]) < WIDE


def _choose(old: Choice | None, arms: tuple[Arm, Arm], t_s: float, dt_s: float) -> tuple[Choice | None, int | None]:
    """Follow the height of the one hand that is held out; return it, and the level that was confirmed just now."""
    levels = [level for level in (arms[0].level, arms[1].level) if level is not None]
    if len(levels) != 1 or (arms[0].up and arms[1].up):
        return (old if old is not None and t_s - old.last_s <= BLINK_S else None), None
    if old is None:
        return Choice(levels[0], levels[0], t_s, t_s), None
    level = ease(old.level, levels[0], dt_s, LEVEL_TAU_S)
    now = replace(old, level=level, last_s=t_s)
    if abs(level - old.at) > STILL_LEVELS:
        now = replace(now, at=level, since_s=t_s)
    if old.said is not None and abs(level - old.said) > OTHER_LEVELS:
        now = replace(now, said=None, at=level, since_s=t_s)
    if now.said is not None or t_s - now.since_s < LEVEL_S:
        return now, None
    return replace(now, said=level), math.floor(level + 0.5)


def _level_sign(choice: Choice | None, t_s: float) -> Signs:
    """Return what the screen shows of a hand that is held out."""
    if choice is None:
        return Signs()
    return Signs(
        level=choice.level, still=1.0 if choice.said is not None else min(1.0, (t_s - choice.since_s) / LEVEL_S)
    )
