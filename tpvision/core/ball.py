"""Where the ball touches the body: the rolling law, started by a hand, by sight or by word.

A ball pressed between a wall that stands still and a back that moves rolls on both, so its centre moves
half as far as the body, and the contact moves on the body by minus half of the body's own movement:

    contact(t) = contact(0) - 1/2 * R(t)^T (movement of the body-fixed point at the contact)

That is exact for the ball's *centre*; on a back that curves by kappa per centimetre the contact moves
1 / (1 + radius * kappa) as far, less where the back bulges and more where it is hollow. The differences
telescope, so neither time nor jitter makes the estimate wander; slip and turning do, and widen its sigma
with the path. Sight of the ball corrects it by its variance.

Whether there is contact at all is told in ``contact.py``; how a hand tells where it put the ball, in ``hands.py``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from tpvision.core import back
from tpvision.core import contact as contact_room
from tpvision.core import hands as hands_room
from tpvision.core import push as push_room
from tpvision.core.body import SKIN_CM, Build, Figure
from tpvision.core.filters import Axis, ease
from tpvision.values import BallEstimate, Body, Evidence, Facing, Look, Quality, Sighting, Told, Vector

SETTLING_S = 1.2
"""After the contact began the placing arm comes back and drags its shoulder landmark along, by up to 5 cm; the
trunk itself settles. What moves in this time is not the ball."""
OUT_OF_SIGHT_S = 5.0
"""Nobody knows what a person did who was out of sight for longer."""
TOLD_SIGMA_CM = 1.0
"""A start that the person named, on each axis."""
SIGHT_SIGMA_CM = 0.8
"""A sighting, along the axes that lie in the picture; measured 0.3 to 0.9 cm."""
SIGHT_SHARED_CM = 1.45
"""What all sightings of a contact share: the build of the trunk, the tilt of the camera and the slope of the back."""
SIGHT_TAU_S = 0.3
"""Over so long sightings are averaged."""
SIDE_NOISE = 0.01
"""Where the right axis shows less than about a third of its length, what moves along it is mostly noise."""
SLIP_CM2_PER_CM = 0.07
"""Slip and the back's slope, per centimetre of the contact's path."""
STEP_SIGMA_CM = 0.25
"""What settling adds."""
DRIFT_CM2_PER_S = 0.004
"""What time adds: swaying and slow sinking are not all rolling."""
LITE_NOISE = 1.8
"""The lite model's landmarks tremble 1.04 to 1.36 times as much as the full one's, measured on three films: its worst
counts, as variance, in what time, settling and a hand add."""
UNSEEN_CM2_PER_CM = 0.55
UNSEEN_CM2_PER_S = 0.03
"""What is added to an axis along the line of sight: who seeks a spot moves across, too, about half as far as along,
some 2 cm at a time."""
TREMBLE_CM = 1.0
"""A path is counted in pieces of this length: what trembles goes nowhere."""
BLIND_S = 0.5
"""After no look for this long, what the body did meanwhile is a guess."""
LEFT_UNSEEN_CM = 12.0
FAST_CM_PER_S = 60.0
"""No trunk slides faster along a wall with a ball behind it."""
OUTSIDE_CM = 8.0
"""So far beside the shoulder joints, and twice that above them or below the hips, no trunk is."""
GATE = 3.0
"""A sighting further off than this many sigmas is something else, ..."""
INSIST_S = 0.5
"""... unless it stays there for so long."""
MIN_CONFIDENCE = 0.5
"""A sighting less sure than this is none."""
SEEN_S = 0.3
"""A sighting counts as sight for so long: the ball is not looked for in each picture."""
SLANTING = 0.4
"""Sine of the turn from which on a ball between back and wall shows beside the trunk."""
GUESS_CM = 6.0
"""Before anything is known along the body."""
UNSEEN_RIGHT_CM, UNSEEN_RIGHT_SIGMA_CM = 3.0, 5.5
"""Where the far hand puts a ball, most of the time: on its own side."""
ELSEWHERE_CM = 20.0


@dataclass(frozen=True, slots=True)
class Contact:
    """A ball held against the wall."""

    began_s: float
    began_from: Evidence
    right: Axis
    down: Axis
    """Without what is seen of the ball itself."""
    last: Body
    """The body of the newest step: movement is measured from it."""
    scale: float
    """px_per_cm of this contact; fixed once the trunk has settled, so that a breath of the scale moves nothing."""
    strayed_cm: Vector = (0.0, 0.0)
    """How far it went in the picture, along right and down, since its path was last counted."""
    contrary_since_s: float | None = None
    """Since when sightings contradict it, ..."""
    contrary_s: float = -math.inf
    """... and when the last one did."""
    seen_s: float = -math.inf
    """When a sighting last agreed with it."""
    seen_off_cm: float | None = None
    """How much lower than that the ball is seen, on average; as sightings err alike, it counts but once."""
    unseen: bool = True
    """Whether no ball was seen as it began: then one that is seen elsewhere later is this one, dropped."""

    @property
    def down_seen(self) -> Axis:
        """Along the body, with what is seen of the ball."""
        if self.seen_off_cm is None:
            return self.down
        return self.down.with_evidence(self.down.mean + self.seen_off_cm, SIGHT_SHARED_CM**2)


@dataclass(frozen=True, slots=True)
class BallState:
    """What is remembered of the ball."""

    wall: contact_room.WallState = field(default_factory=contact_room.WallState)
    hands: hands_room.HandsState = field(default_factory=hands_room.HandsState)
    contact: Contact | None = None
    contacts: int = 0
    """How many there were, this one included."""
    push: push_room.PushState = field(default_factory=push_room.PushState)

    @property
    def doubted(self) -> bool:
        """Whether somebody else may stand where the person with the ball was."""
        return self.contact is not None and self.wall.doubted_since_s is not None


def step(
    state: BallState, look: Look, figure: Figure | None, told: Told, build: Build, ball_cm: float
) -> tuple[BallState, BallEstimate | None]:
    """Take the estimate through one more look.

    Parameters
    ----------
    state
        What was remembered.
    look
        The inputs of this frame.
    figure
        The person, or ``None`` when they are not seen.
    told
        What the person told of the start; it is used for the first contact only.
    build
        The person's measures.
    ball_cm
        Diameter of the ball.

    Returns
    -------
    tuple
        The new state, and the estimate while there is contact.
    """
    if figure is None:
        lost = state.contact is not None and look.t_s - state.contact.last.t_s > OUT_OF_SIGHT_S
        return (BallState(contacts=state.contacts, push=state.push) if lost else state), None
    body = figure.body
    noise = 1.0 if look.quality is Quality.FULL else LITE_NOISE
    hands = hands_room.step(state.hands, figure, build.height_cm, ball_cm)
    push = push_room.step(state.push, figure, state.wall.leaning and state.wall.doubted_since_s is None)
    wall = contact_room.step(state.wall, look, figure, build, push.now_px[0] / body.px_per_cm)
    contacts = state.contacts
    contact = state.contact
    if not wall.leaning:
        contacts -= wall.mistaken and contact is not None
        contact = None
    elif contact is None:
        if not state.wall.leaning:
            contact = _begin(body, hands, told if contacts == 0 else Told(), look, ball_cm, noise)
        if contact is None:
            wall = replace(wall, leaning=False)
        contacts += contact is not None
    elif wall.doubted_since_s is None:
        contact = _roll(contact, body, ball_cm, push.now_px != (0.0, 0.0), noise)
        if contact is not None and not _on_trunk(contact, body):
            contact = None
        if contact is None:
            wall = contact_room.WallState()
    if contact is not None and look.sighting is not None:
        contact = _see(contact, body, look.sighting, ball_cm)
        if contact is None:
            wall = contact_room.WallState()
    state = BallState(wall, hands, contact, contacts, push)
    # Of somebody else, or of who has left between two looks, there is nothing to say.
    return state, None if contact is None or state.doubted else _estimate(contact, body, ball_cm)


def _begin(
    body: Body, hands: hands_room.HandsState, told: Told, look: Look, ball_cm: float, noise: float
) -> Contact | None:
    """Return a new contact from what is known of where the ball was put; ``None`` when nothing is."""
    hand = hands.latest(body.t_s, body.torso_cm)
    right = down = None
    evidence = Evidence.HAND
    if told.start_right_cm is not None and told.start_down_cm is not None:
        var = (told.start_sigma_cm or TOLD_SIGMA_CM) ** 2
        right, down = Axis(told.start_right_cm, var), Axis(told.start_down_cm, var)
        evidence = Evidence.TOLD
    if hand is not None:
        right = _joined(right, hand.right_cm, noise * hand.right_var)
        down = _joined(down, hand.down_cm, noise * hand.down_var)
    if right is None or down is None:
        sighting = look.sighting
        if sighting is None or sighting.confidence < MIN_CONFIDENCE or not _slanting(body):
            return None
        evidence = Evidence.SIGHT
        # The near hand would have been noticed.
        far = -math.copysign(1.0, body.turn_deg)
        right = Axis(far * UNSEEN_RIGHT_CM, UNSEEN_RIGHT_SIGMA_CM**2)
        down = Axis(_seen_down_cm(body, sighting, ball_cm), GUESS_CM**2)
    return Contact(body.t_s, evidence, right, down, body, body.px_per_cm)


def _joined(known: Axis | None, mean: float, var: float) -> Axis:
    """Join the hand's evidence with what was told, unless the two contradict each other: then the word counts."""
    if known is None:
        return Axis(mean, var)
    if (mean - known.mean) ** 2 > GATE**2 * (known.var + var):
        return known
    return known.with_evidence(mean, var)


def _roll(contact: Contact, body: Body, ball_cm: float, pushed: bool, noise: float) -> Contact | None:
    """Apply the rolling law from the last body to this one; ``None`` when nobody can say what happened between."""
    dt_s = body.t_s - contact.last.t_s
    if body.t_s - contact.began_s < SETTLING_S:
        return replace(contact, last=body, scale=body.px_per_cm)
    settled = contact.last.t_s - contact.began_s < SETTLING_S
    old, new = _point_cm(contact.last, contact), _point_cm(body, contact)
    moved_x, moved_y = new[0] - old[0], new[1] - old[1]
    way_cm = math.hypot(moved_x, moved_y)
    added = DRIFT_CM2_PER_S * dt_s + (STEP_SIGMA_CM**2 if settled else 0.0)
    if dt_s > BLIND_S or way_cm > FAST_CM_PER_S * max(dt_s, 1 / 30):
        # Not a body rolling on a ball: somebody stood between, or the camera was pushed.
        if dt_s > BLIND_S and way_cm > LEFT_UNSEEN_CM:
            return None
        moved_x = moved_y = 0.0
        added += (way_cm / 4) ** 2
    elif pushed:
        moved_x = moved_y = 0.0
        added += (way_cm / 8) ** 2
    added *= noise
    right, down = _axes(body)
    # What shows of a movement along the wall shrinks with the turn; near the side view it is noise.
    seen = right[0] ** 2 + right[1] ** 2
    shown = seen / (seen**2 + SIDE_NOISE)
    moved_right = (moved_x * right[0] + moved_y * right[1]) * shown
    moved_down = moved_x * down[0] + moved_y * down[1]
    across, along = back.curvatures(body, contact.down.mean)
    d_right = -moved_right / 2 / (1.0 + ball_cm / 2 * across)
    d_down = -moved_down / 2 / (1.0 + ball_cm / 2 * along)
    strayed_cm = (contact.strayed_cm[0] + d_right, contact.strayed_cm[1] + d_down)
    path_right_cm = path_down_cm = 0.0
    if math.hypot(*strayed_cm) >= TREMBLE_CM:
        (path_right_cm, path_down_cm), strayed_cm = strayed_cm, (0.0, 0.0)
    unseen = (1.0 - seen * shown) * (UNSEEN_CM2_PER_CM * abs(path_down_cm) + UNSEEN_CM2_PER_S * dt_s)
    return replace(
        contact,
        right=Axis(contact.right.mean + d_right, contact.right.var + _slipped(path_right_cm) + unseen + added),
        down=Axis(contact.down.mean + d_down, contact.down.var + _slipped(path_down_cm) + added),
        last=body,
        strayed_cm=strayed_cm,
    )


def _slipped(path_cm: float) -> float:
    """Variance that slip adds along a piece of the contact's path."""
    return SLIP_CM2_PER_CM * abs(path_cm)


def _see(contact: Contact, body: Body, sighting: Sighting, ball_cm: float) -> Contact | None:
    """Correct the estimate by sight of the ball, which tells only what lies across the line of sight.

    ``None`` when the ball is plainly somewhere else: dropped, or in a hand.
    """
    if sighting.confidence < MIN_CONFIDENCE:
        return contact
    if body.t_s - contact.began_s < SETTLING_S:
        contact = replace(contact, unseen=False)
    slanting = _slanting(body)
    seen_cm = _seen_down_cm(body, sighting, ball_cm)
    var = SIGHT_SIGMA_CM**2
    known = contact.down_seen
    off_cm = abs(seen_cm - known.mean)
    # Seen squarely, a ball that is behind the trunk cannot be seen at all.
    elsewhere = contact.unseen and (not slanting or off_cm > ELSEWHERE_CM)
    if elsewhere or off_cm**2 > GATE**2 * (known.var + var):
        going_on = contact.contrary_since_s is not None and body.t_s - contact.contrary_s <= SEEN_S
        since_s = contact.contrary_since_s if going_on and contact.contrary_since_s is not None else body.t_s
        if body.t_s - since_s < INSIST_S:
            return replace(contact, contrary_since_s=since_s, contrary_s=body.t_s)
        if elsewhere:
            return None
        down = Axis(seen_cm, GUESS_CM**2)
        return replace(contact, down=down, seen_off_cm=0.0, contrary_since_s=None) if slanting else contact
    if not slanting:
        return contact
    new_cm = seen_cm - contact.down.mean
    old_cm, dt_s = contact.seen_off_cm, body.t_s - max(contact.seen_s, contact.began_s)
    seen_off_cm = new_cm if old_cm is None else ease(old_cm, new_cm, dt_s, SIGHT_TAU_S)
    return replace(contact, seen_off_cm=seen_off_cm, seen_s=body.t_s, contrary_since_s=None)


def _on_trunk(contact: Contact, body: Body) -> bool:
    """Say whether the contact can be on the trunk at all; where it cannot, there was none."""
    half_cm = body.shoulder_width_cm / 2 + OUTSIDE_CM
    return abs(contact.right.mean) < half_cm and -2 * OUTSIDE_CM < contact.down.mean < body.torso_cm + 2 * OUTSIDE_CM


def _slanting(body: Body) -> bool:
    return abs(math.sin(math.radians(body.turn_deg))) > SLANTING


def _seen_down_cm(body: Body, sighting: Sighting, ball_cm: float) -> float:
    """Return where a ball that is seen touches the back."""
    dx, dy = sighting.x_px - body.origin_px[0], sighting.y_px - body.origin_px[1]
    return back.touched_cm(body, (dx * body.down_px[0] + dy * body.down_px[1]) / body.px_per_cm**2, ball_cm)


def _axes(body: Body) -> tuple[Vector, Vector]:
    """Right and down in the picture per centimetre of it: how much of each axis shows."""
    s = body.px_per_cm
    return (body.right_px[0] / s, body.right_px[1] / s), (body.down_px[0] / s, body.down_px[1] / s)


def _point_cm(body: Body, contact: Contact) -> Vector:
    """Return the body-fixed point at the contact, in centimetres of the picture at the contact's fixed scale."""
    right, down = _axes(body)
    s = contact.scale
    x = body.origin_px[0] / s + contact.right.mean * right[0] + contact.down.mean * down[0]
    y = body.origin_px[1] / s + contact.right.mean * right[1] + contact.down.mean * down[1]
    return x, y


def _estimate(contact: Contact, body: Body, ball_cm: float) -> BallEstimate:
    back_cm = -SKIN_CM if body.facing is Facing.BACK else SKIN_CM
    down = contact.down_seen
    sigma_right, sigma_down = math.sqrt(contact.right.var), math.sqrt(down.var)
    return BallEstimate(
        t_s=body.t_s,
        right_cm=contact.right.mean,
        down_cm=down.mean,
        sigma_right_cm=sigma_right,
        sigma_down_cm=sigma_down,
        in_contact=True,
        began_from=contact.began_from,
        seen=body.t_s - contact.seen_s <= SEEN_S,
        centre_px=body.at_px(contact.right.mean, down.mean, back_cm),
        radius_px=ball_cm / 2 * body.px_per_cm,
        sigma_px=(sigma_right * math.hypot(*body.right_px), sigma_down * math.hypot(*body.down_px)),
    )
