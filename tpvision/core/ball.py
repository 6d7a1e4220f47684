"""Where the ball touches the body: the rolling law, started by a hand, by sight or by word.

A ball pressed between a wall that stands still and a back that moves rolls on both, so its centre moves
half as far as the body, and the contact moves on the body by minus half of the body's own movement:

    contact(t) = contact(0) - 1/2 * R(t)^T (movement of the body-fixed point at the contact)

The differences telescope, so neither time nor jitter makes the estimate wander; slip and turning do,
and widen its sigma with the path.

Contact is told from the *ground plane*: how far across the picture (centimetres) and how far from the camera
(centimetres, from how large the person looks) the trunk is. Turned by the camera's angle these become
*along* the wall and *toward* it. A person who steps back toward a wall with a hand at the trunk and
comes to rest has put the ball there; one who moves away from the wall again has let it go.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tpvision.core.body import TORSO_OF_STATURE, Figure
from tpvision.values import BallEstimate, Body, Evidence, Facing, Landmark, Look, Side, Told, Vector

FOCAL_OF_PICTURE = 0.75
"""Focal length over the picture's longer side for an unknown camera: 67 degrees across, a usual webcam."""
BACK_BEHIND_JOINTS_CM = 9.0
"""The back's skin behind the line from shoulder to hip joint (8 to 12 cm, body_knowledge 4.1)."""

MEMORY_S = 5.0
"""How far back an approach to the wall may have begun."""
SAMPLE_S = 0.1
"""Spacing of the remembered places."""
APPROACH_CM = 12.0
"""Coming to the wall moves the trunk at least this far."""
HAND_MEMORY_S = 3.0
"""How long ago the placing hand may have been at the trunk."""
REST_CM_PER_S = 7.0
"""Slower than this is rest, faster is walking."""
HAND_REST_CM_PER_S = 20.0
"""A hand slower than this, seen from the trunk, rests there."""
SETTLING_S = 1.5
"""The placing arm comes back in this time after the contact began and drags its shoulder landmark along:
where the trunk leans is known only afterwards."""
LEAVE_CM = 5.0
LEAVE_CM_PER_S = 10.0
"""This far off the wall and this fast: stepping away."""
LEFT_CM = 11.0
"""This far off the wall, however slowly."""

OUT_OF_SIGHT_S = 5.0
"""Nobody knows what a person did who was out of sight for longer."""

TOLD_SIGMA_CM = 1.5
HAND_SIGMA_DOWN_CM = 3.0
HAND_RIGHT_CM = 6.5
HAND_SIGMA_RIGHT_CM = 4.0
"""A hand behind the back is seen at the trunk's outline only: the side is known, and that people put
the ball 3 to 13 cm from the spine."""
SLIP = 0.08
"""Slip over path (0 to 0.1)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trunk was in the ground plane."""

    t_s: float
    across_cm: float
    """Across the picture, positive to its right."""
    height_cm: float
    """Down the picture."""
    depth_cm: float
    """From the camera."""


@dataclass(frozen=True, slots=True)
class HandAtTrunk:
    """The last time a hand was at the trunk and rested there, where a ball can be put."""

    t_s: float
    """When it rested there last."""
    side: Side
    across_cm: float
    """In the picture, from the trunk's middle."""
    down_cm: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A ball held against the wall."""

    began_s: float
    began_from: Evidence
    right_cm: float
    down_cm: float
    var_right_cm2: float
    var_down_cm2: float
    last: Body
    """The body of the newest step: movement is measured from it."""
    scale: float
    """px_per_cm of this contact; fixed, so that a breath of the scale moves nothing."""
    place: Place
    """Where the trunk leaned on the ball."""


@dataclass(frozen=True, slots=True)
class BallState:
    """What is remembered of the ball."""

    places: tuple[Place, ...] = ()
    hands: tuple[HandAtTrunk | None, HandAtTrunk | None] = (None, None)
    """Left and right, the subject's own."""
    moving: tuple[Vector | None, Vector | None] = (None, None)
    """Left and right index finger of the last look, from the trunk's middle (cm): a passing hand is no resting hand."""
    seen_s: float = 0.0
    """Time of that look."""
    contact: Contact | None = None
    contacts: int = 0
    """How many there were, this one included."""


def step(
    state: BallState, look: Look, figure: Figure | None, told: Told, height_cm: float, ball_cm: float
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
    height_cm
        The person's stature.
    ball_cm
        Diameter of the ball.

    Returns
    -------
    tuple
        The new state, and the estimate while there is contact.
    """
    if figure is None:
        if state.contact is not None and look.t_s - state.contact.last.t_s > OUT_OF_SIGHT_S:
            return BallState(contacts=state.contacts), None
        return state, None
    body = figure.body
    place = _place(figure, look, height_cm)
    state = _watch_hands(replace(state, places=_remember(state.places, place)), figure)
    if state.contact is None:
        contact = _begin(state, body, place, told if state.contacts == 0 else Told())
        state = replace(state, contact=contact, contacts=state.contacts + (contact is not None))
    else:
        contact = _roll(state.contact, body)
        settling = body.t_s - contact.began_s < SETTLING_S
        if settling and -_toward_cm(contact.place, place, body) < LEFT_CM:
            contact = replace(contact, place=place)
        off_cm = -_toward_cm(contact.place, place, body)
        leaving = off_cm > LEAVE_CM and _toward_speed(state.places, body) < -LEAVE_CM_PER_S
        if leaving or off_cm > LEFT_CM:
            return BallState(places=(place,), contacts=state.contacts), None
        state = replace(state, contact=contact)
    if state.contact is None:
        return state, None
    return state, _estimate(state.contact, body, ball_cm)


def _place(figure: Figure, look: Look, height_cm: float) -> Place:
    body = figure.body
    focal_px = FOCAL_OF_PICTURE * max(look.size_px)
    return Place(
        body.t_s,
        (body.origin_px[0] - look.size_px[0] / 2) / body.px_per_cm,
        body.origin_px[1] / body.px_per_cm,
        # Not by the smoothed scale: a step to the wall must show at once.
        focal_px * TORSO_OF_STATURE * height_cm / figure.size_px,
    )


def _remember(places: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    if places and place.t_s - places[-1].t_s < SAMPLE_S:
        return places
    return (*(old for old in places if place.t_s - old.t_s <= MEMORY_S), place)


def _toward_cm(old: Place, new: Place, body: Body) -> float:
    """How far the trunk came toward the wall between two places, at right angles to it."""
    turn = math.radians(body.turn_deg)
    # The wall lies behind a person seen from the front; before one seen from behind, who faces it.
    wall_x = math.sin(turn) if body.facing is Facing.BACK else -math.sin(turn)
    return (new.depth_cm - old.depth_cm) * math.cos(turn) + (new.across_cm - old.across_cm) * wall_x


def _since(places: tuple[Place, ...], span_s: float) -> tuple[Place, float]:
    """Return the oldest place within the last ``span_s``, and how long ago it was."""
    new = places[-1]
    old = next(p for p in places if new.t_s - p.t_s <= span_s)
    return old, new.t_s - old.t_s


def _toward_speed(places: tuple[Place, ...], body: Body) -> float:
    """Centimetres a second toward the wall, of late."""
    old, dt_s = _since(places, 0.35)
    return _toward_cm(old, places[-1], body) / dt_s if dt_s > 0 else 0.0


def _watch_hands(state: BallState, figure: Figure) -> BallState:
    """Note the hands that rest at the trunk, between the shoulders and the seat; a hanging arm is lower."""
    body, p = figure.body, figure.landmarks
    hands, moving = list(state.hands), list(state.moving)
    dt_s = body.t_s - state.seen_s
    for k, (side, index) in enumerate(((Side.LEFT, Landmark.LEFT_INDEX), (Side.RIGHT, Landmark.RIGHT_INDEX))):
        dx, dy = float(p[index, 0]) - body.origin_px[0], float(p[index, 1]) - body.origin_px[1]
        scale = body.px_per_cm
        down_cm = (dx * body.down_px[0] + dy * body.down_px[1]) / scale**2
        across_cm = (dx * body.down_px[1] - dy * body.down_px[0]) / scale**2
        last = moving[k]
        moving[k] = (across_cm, down_cm)
        far_side = Facing.LEFT_SIDE if side is Side.RIGHT else Facing.RIGHT_SIDE
        if last is None or dt_s <= 0 or body.facing is far_side:
            continue
        resting = math.dist(last, (across_cm, down_cm)) / dt_s < HAND_REST_CM_PER_S
        at_trunk = 0.0 < down_cm < 0.95 * body.torso_cm and abs(across_cm) < 0.9 * body.shoulder_width_cm
        if resting and at_trunk:
            hands[k] = HandAtTrunk(body.t_s, side, across_cm, down_cm)
    return replace(state, hands=(hands[0], hands[1]), moving=(moving[0], moving[1]), seen_s=body.t_s)


def _begin(state: BallState, body: Body, place: Place, told: Told) -> Contact | None:
    """Return a new contact when the person came to the wall and rests there with a ball put in place."""
    approach_cm = max(_toward_cm(old, place, body) for old in state.places)
    if approach_cm < APPROACH_CM or _toward_speed(state.places, body) > REST_CM_PER_S:
        return None
    recent = [hand for hand in state.hands if hand is not None and body.t_s - hand.t_s <= HAND_MEMORY_S]
    if told.start_right_cm is not None and told.start_down_cm is not None:
        right_cm, down_cm = told.start_right_cm, told.start_down_cm
        var_right = var_down = TOLD_SIGMA_CM**2
        evidence = Evidence.TOLD
    elif recent:
        hand = max(recent, key=lambda hand: hand.t_s)
        right_cm, down_cm = hand.side.sign * HAND_RIGHT_CM, hand.down_cm
        var_right, var_down = HAND_SIGMA_RIGHT_CM**2, HAND_SIGMA_DOWN_CM**2
        evidence = Evidence.HAND
    else:
        return None
    return Contact(body.t_s, evidence, right_cm, down_cm, var_right, var_down, body, body.px_per_cm, place)


def _roll(contact: Contact, body: Body) -> Contact:
    """Apply the rolling law from the last body to this one."""
    old = _point_cm(contact.last, contact)
    new = _point_cm(body, contact)
    moved_x, moved_y = new[0] - old[0], new[1] - old[1]
    right, down = _axes(body)
    # What shows of a movement along the wall shrinks with the turn; near the side view it is noise.
    seen = right[0] ** 2 + right[1] ** 2
    moved_right = (moved_x * right[0] + moved_y * right[1]) / (seen + 0.1)
    moved_down = moved_x * down[0] + moved_y * down[1]
    d_right, d_down = -moved_right / 2, -moved_down / 2
    return replace(
        contact,
        right_cm=contact.right_cm + d_right,
        down_cm=contact.down_cm + d_down,
        var_right_cm2=contact.var_right_cm2 + (SLIP * d_right) ** 2,
        var_down_cm2=contact.var_down_cm2 + (SLIP * d_down) ** 2,
        last=body,
    )


def _axes(body: Body) -> tuple[Vector, Vector]:
    """Right and down in the picture per centimetre of it: how much of each axis shows."""
    s = body.px_per_cm
    return (body.right_px[0] / s, body.right_px[1] / s), (body.down_px[0] / s, body.down_px[1] / s)


def _point_cm(body: Body, contact: Contact) -> Vector:
    """Return the body-fixed point at the contact, in centimetres of the picture at the contact's fixed scale."""
    right, down = _axes(body)
    s = contact.scale
    x = body.origin_px[0] / s + contact.right_cm * right[0] + contact.down_cm * down[0]
    y = body.origin_px[1] / s + contact.right_cm * right[1] + contact.down_cm * down[1]
    return x, y


def _estimate(contact: Contact, body: Body, ball_cm: float) -> BallEstimate:
    back_cm = BACK_BEHIND_JOINTS_CM if body.facing is not Facing.BACK else -BACK_BEHIND_JOINTS_CM
    sigma_right, sigma_down = math.sqrt(contact.var_right_cm2), math.sqrt(contact.var_down_cm2)
    return BallEstimate(
        t_s=body.t_s,
        right_cm=contact.right_cm,
        down_cm=contact.down_cm,
        sigma_right_cm=sigma_right,
        sigma_down_cm=sigma_down,
        in_contact=True,
        began_from=contact.began_from,
        seen=False,
        centre_px=body.at_px(contact.right_cm, contact.down_cm, back_cm),
        radius_px=ball_cm / 2 * body.px_per_cm,
        sigma_px=(sigma_right * math.hypot(*body.right_px), sigma_down * math.hypot(*body.down_px)),
    )
