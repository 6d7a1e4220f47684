"""Doses: which of the spots somebody wants a session takes, for how long, and why it leaves out the rest.

Limits come from practice more than from trials: 20 to 90 s a hold, two or three holds a spot, a few spots a day,
the same spot not on the next day while it is sore. What is wanted is only ever lessened here, never added to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tpvision.core.session import RELEASE_S
from tpvision.core.session.state import MAX_HOLD_S, MAX_HOLDS
from tpvision.settings import DoseSettings, SessionSettings
from tpvision.values import Side, Step, Zone

HOLD_MIN_S, HOLD_MAX_S = 20.0, MAX_HOLD_S
"""Shorter holds did less in trials, longer ones were not tried (Hou 2002: 30, 60 and 90 s)."""
HOLDS_MIN, HOLDS_MAX = 2, MAX_HOLDS
SOFT = 2
"""The hardest ball that is soft: 1 foam, 2 tennis ball."""
CAP, GENTLE_CAP = 6, 4
"""The tenderness, 0 to 10, that no hold should pass; pushing further brought no more (Grabow 2018)."""
SAME_SPOT_CM = 2.0
"""Spots nearer than this are one: a leaned-on ball touches about 10 square centimetres."""
TYPICAL_CM = (36.0, 48.0)
"""Between the shoulder joints, and from there to the hip joints (ANSUR II): what a place's (u, v) is multiplied by."""
PLACE_S = 15.0
"""A guess: placing the ball, finding the spot and telling how tender it is, beyond the rest before it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A spot somebody wants, with what is known of its zone."""

    step: Step
    group: str = "core"
    """``core``, ``more``, ``careful`` (needs consent each time and a soft ball) or ``off`` (never started)."""
    hardness_max: int = 4
    """The hardest ball for it, 1 (foam) to 4 (lacrosse ball)."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A spot that was held on before."""

    zone: Zone | None
    """``None`` in a free session."""
    side: Side | None
    ago_days: int
    """0 today, 1 yesterday."""
    soreness: int | None = None
    """How sore it is now, 0 to 10; ``None`` when that was not told."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What else a session has to heed, besides the settings."""

    hardness: int = SOFT
    """Of the ball, 1 (foam) to 4 (lacrosse ball)."""
    consent: bool = False
    """Whether the person said yes, this time, to the zones that ask for care."""
    gentle: bool = False
    skip: frozenset[str] = frozenset()
    """Keys of the zones that the person's answers to the safety questions leave out."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a step was left out or lessened: a key of the section ``dose`` of the words, and its numbers."""

    step: Step
    """As it was wanted."""
    key: str
    numbers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Dosed:
    """What a session may do."""

    steps: tuple[Step, ...]
    left_out: tuple[Remark, ...] = ()
    lessened: tuple[Remark, ...] = ()
    cap: int = CAP
    """The tenderness that no hold should pass."""


@dataclass(frozen=True, slots=True)
class _Room:
    """What is planned so far, and what bounds it."""

    history: Sequence[Worked]
    terms: Terms
    limits: DoseSettings
    times: SessionSettings
    steps: tuple[Step, ...] = field(default=())


def duration_s(steps: Sequence[Step], times: SessionSettings) -> float:
    """Return about how long a session of these steps takes."""
    holds = sum(step.holds for step in steps)
    held_s = sum(step.holds * step.hold_s for step in steps)
    around_s = holds * (times.settle_s + RELEASE_S) + max(holds - 1, 0) * times.rest_s
    return times.get_ready_s + held_s + around_s + PLACE_S * len(steps)


def same_spot(zone: Zone, side: Side, other: Zone, other_side: Side) -> bool:
    """Say whether two zones are the same spot of the body, by their keys or by where they lie."""
    if side is not other_side or zone.facing_wall is not other.facing_wall:
        return False
    u_cm, v_cm = TYPICAL_CM
    return zone.key == other.key or math.hypot((zone.u - other.u) * u_cm, (zone.v - other.v) * v_cm) < SAME_SPOT_CM


def dose(
    wishes: Sequence[Wish], history: Sequence[Worked], terms: Terms, limits: DoseSettings, times: SessionSettings
) -> Dosed:
    """Return what a session may do of what is wanted, in that order, and why not the rest.

    Parameters
    ----------
    history
        All that the person held on before; empty makes it their first session.
    times
        Of the session; they tell how long the steps take.
    """
    room = _Room(history, terms, limits, times)
    left_out: list[Remark] = []
    lessened: list[Remark] = []
    for wish in wishes:
        step, why = _lessened(wish.step, room)
        refused = _refusal(wish, step, room)
        if refused is not None:
            left_out.append(refused)
            continue
        room = replace(room, steps=(*room.steps, step))
        lessened += why
    return Dosed(room.steps, tuple(left_out), tuple(lessened), GENTLE_CAP if terms.gentle else CAP)


def _before(step: Step, room: _Room) -> list[Worked]:
    """Return when the spot of a step was held on before."""
    return [
        worked
        for worked in room.history
        if worked.zone and worked.side and same_spot(step.zone, step.side, worked.zone, worked.side)
    ]


def _lessened(wanted: Step, room: _Room) -> tuple[Step, list[Remark]]:
    """Return a step within the limits of a single spot, and what was lessened about it."""
    step, why = wanted, []
    most_s = HOLD_MAX_S
    key = "long"
    if not _before(step, room):
        most_s, key = room.limits.first_hold_s, "first_use"
    if room.terms.gentle and most_s > HOLD_MIN_S:
        most_s, key = HOLD_MIN_S, "gentle"
    if step.hold_s > most_s:
        step = replace(step, hold_s=most_s)
        why.append(Remark(wanted, key, (("s", most_s),)))
    if step.holds > HOLDS_MAX:
        step = replace(step, holds=HOLDS_MAX)
        why.append(Remark(wanted, "holds", (("count", HOLDS_MAX),)))
    return step, why


def _refusal(wish: Wish, step: Step, room: _Room) -> Remark | None:
    """Return why a step is left out; ``None`` when it may be done. The gravest reason comes first."""
    terms, limits = room.terms, room.limits
    careful = wish.group == "careful"
    hardness_max = min(wish.hardness_max, SOFT) if careful or terms.gentle else wish.hardness_max
    before = _before(step, room)
    told = [worked.soreness for worked in before if worked.soreness is not None]
    spots = limits.spots if room.history else min(limits.first_spots, limits.spots)
    key: str | None = None
    numbers: dict[str, float] = {}
    if wish.group == "off":
        key = "off"
    elif step.zone.key in terms.skip:
        key = "skip"
    elif careful and not terms.consent:
        key = "careful"
    elif terms.hardness > hardness_max:
        key = "hard" if hardness_max > SOFT else "soft"
    elif any(same_spot(step.zone, step.side, other.zone, other.side) for other in room.steps):
        key = "twice"
    elif any(worked.ago_days <= 0 for worked in before):
        key = "today"
    elif any(sore > limits.sore for sore in told):
        key, numbers = "sore", {"level": max(told), "most": limits.sore}
    elif not told and any(worked.ago_days == 1 for worked in before):
        key = "ask_sore"
    elif len(room.steps) >= spots:
        key, numbers = ("spots" if room.history else "first_spots"), {"count": spots}
    elif duration_s((*room.steps, step), room.times) > 60.0 * limits.session_min:
        key, numbers = "minutes", {"min": limits.session_min}
    return None if key is None else Remark(wish.step, key, tuple(numbers.items()))
