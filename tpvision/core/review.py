"""What the history amounts to: every number that a view of it shows, as pure sums over past sessions.

A hold counts with the time it was held, whatever it ended by. Steadiness is the spread of the ball's place while a
hold counted, distance is from that place's mean to the spot; both, and how sure a place is, join the two axes as
``hypot`` does, in cm. Days are those of the place where the session was; weeks begin on Monday.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tpvision.core.build import HIP_TOO_LOW, SHOULDER_TOO_HIGH, Build
from tpvision.values import (
    Calibration,
    Hold,
    PastHold,
    PastSession,
    PastSpot,
    Side,
    Sums,
    Tenderness,
    Vector,
    Zone,
)

WEDNESDAY = 2
"""1 March of the year 0 was one, in days after Monday."""
LEAST_SAMPLES = 5
"""Fewer seconds of a hold do not tell how steady it was."""

Trail = Sequence[tuple[float, float, float]]
"""When, in s, the ball was how far right and down, in cm: the samples of a session while a hold ran and it was seen."""


@dataclass(frozen=True, slots=True)
class Day:
    """The sessions of one day."""

    day: str
    """ISO 8601 date where the person is."""
    sessions: tuple[PastSession, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class Span:
    """What a week or a month amounts to."""

    begins: str
    """ISO 8601 date of its first day."""
    sums: Sums


@dataclass(frozen=True, slots=True)
class OfZone:
    """What was done on one zone, on one side."""

    zone: str
    """Empty for free holds."""
    side: Side | None
    sums: Sums
    last: str
    """When the last session with it began, as in ``PastSession``."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A hold and how it went."""

    session: PastSession
    hold: PastHold
    paused_s: float
    u: float | None
    """Where it was in the normalised torso frame; ``None``, as the next four, where the place was unknown."""
    v: float | None
    sure_cm: float | None
    """One sigma of both axes together."""
    distance_cm: float | None
    """``None`` also in a free session."""
    steadiness_cm: float | None
    """``None`` also without enough samples."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle half of some values."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Rated:
    """What a person said of a spot in a session."""

    session: PastSession
    told: Tenderness


@dataclass(frozen=True, slots=True)
class FoundAgain:
    """A spot of the person's own and how well it was found again."""

    spot: PastSpot
    holds: int
    sessions: int
    last: str | None
    """When the last session with it began; ``None`` when it was never held on again."""
    distance_cm: Spread | None


@dataclass(frozen=True, slots=True)
class Reason:
    """How often something was the reason, and for how long."""

    key: str
    times: int
    took_s: float


@dataclass(frozen=True, slots=True)
class Stop:
    """A session that did not come to its own end."""

    session: PastSession
    why: str | None
    """Key of the cue of its last warning; ``None`` where none was given, or where it was cut off."""


def sums(sessions: Iterable[PastSession]) -> Sums:
    """Return what sessions amount to."""
    sessions = tuple(sessions)
    return _sums_of(len(sessions), [hold for session in sessions for hold in session.holds])


def reached(hold: Hold) -> bool:
    """Say whether a hold was held for as long as it was meant to be."""
    return hold.ended_by == "goal"


def days(sessions: Iterable[PastSession]) -> tuple[Day, ...]:
    """Return the days on which there were sessions, the newest last, each with its sessions in their order."""
    found: dict[str, list[PastSession]] = {}
    for session in sorted(sessions, key=lambda session: session.started):
        found.setdefault(session.started[:10], []).append(session)
    return tuple(Day(day, tuple(those), sums(those)) for day, those in found.items())


def monday(day: str, weeks_before: int = 0) -> str:
    """Return the Monday of a day's week, or of one so many weeks before; ISO 8601 dates."""
    return _monday(_week(day) - weeks_before)


def weeks(sessions: Iterable[PastSession], today: str, count: int) -> tuple[Span, ...]:
    """Return the last so many weeks, that of today last, those without sessions too."""
    begins = [monday(today, back) for back in range(count - 1, -1, -1)]
    found: list[list[PastSession]] = [[] for _ in begins]
    first_week = _week(begins[0])
    for session in sessions:
        number = _week(session.started) - first_week
        if 0 <= number < count:
            found[number].append(session)
    return tuple(Span(first, sums(those)) for first, those in zip(begins, found, strict=True))


def months(sessions: Iterable[PastSession]) -> tuple[Span, ...]:
    """Return the months with sessions, the newest last."""
    found: dict[str, list[PastSession]] = {}
    for session in sorted(sessions, key=lambda session: session.started):
        found.setdefault(f"{session.started[:7]}-01", []).append(session)
    return tuple(Span(begins, sums(those)) for begins, those in found.items())


def by_zone(sessions: Iterable[PastSession]) -> tuple[OfZone, ...]:
    """Return what was done on each zone and side, the longest held first."""
    found: dict[tuple[str, Side | None], list[tuple[PastSession, Hold]]] = {}
    for session in sorted(sessions, key=lambda session: session.started):
        for hold in session.holds:
            found.setdefault((hold.zone, hold.side), []).append((session, hold))
    zones = []
    for place, those in found.items():
        holds = [hold for _, hold in those]
        count = len({session.number for session, _ in those})
        zones.append(OfZone(*place, _sums_of(count, holds), those[-1][0].started))
    return tuple(sorted(zones, key=lambda each: (-each.sums.held_s, each.zone, each.side is Side.RIGHT)))


def of_zone(sessions: Iterable[PastSession], words: str, names: Mapping[str, str]) -> list[PastSession]:
    """Return the sessions with holds on a zone whose key or name has the words in it, with those holds only."""
    name, key = words.casefold(), words.casefold().replace(" ", "_")
    found = []
    for session in sessions:
        holds = tuple(
            hold for hold in session.holds if key in hold.zone.casefold() or name in names.get(hold.zone, "").casefold()
        )
        if holds:
            found.append(replace(session, holds=holds))
    return found


def scale_cm(kept: Calibration | None, height_cm: float) -> Vector:
    """Return how many centimetres one ``u`` and one ``v`` of a person are, as the session takes them."""
    build = Build(height_cm)
    if kept is not None:
        across = kept.shoulders_of_torso or build.shoulders_of_torso
        build = Build(kept.height_cm, kept.torso_of_stature, across)
    return build.shoulders_of_torso * build.torso_cm, (1.0 - SHOULDER_TOO_HIGH - HIP_TOO_LOW) * build.torso_cm


def judged(
    session: PastSession,
    trail: Trail,
    zones: Mapping[str, Zone],
    spots: Sequence[PastSpot],
    scale: Vector,
) -> tuple[Judged, ...]:
    """Return how each hold of a session went.

    Parameters
    ----------
    trail
        That of this session; empty where steadiness is not asked for.
    zones
        The zones that holds may name, by their keys.
    spots
        The person's own. One that was named in this session may be what its holds were on, whatever their zone.
    scale
        See ``scale_cm``.
    """
    named = [(one.spot.u * scale[0], one.spot.v * scale[1]) for one in spots if one.session == session.number]
    found = []
    for hold in session.holds:
        place = _place(hold)
        zone = zones.get(hold.zone)
        distance_cm = None
        if place is not None and zone is not None and hold.side is not None:
            aims = [(hold.side.sign * zone.u * scale[0], zone.v * scale[1]), *named]
            distance_cm = min(math.dist(place, aim) for aim in aims)
        sigmas = hold.sigma_right_cm, hold.sigma_down_cm
        found.append(
            Judged(
                session=session,
                hold=hold,
                paused_s=math.fsum(pause.end_s - pause.start_s for pause in hold.pauses),
                u=place[0] / scale[0] if place else None,
                v=place[1] / scale[1] if place else None,
                sure_cm=None if sigmas[0] is None or sigmas[1] is None else math.hypot(sigmas[0], sigmas[1]),
                distance_cm=distance_cm,
                steadiness_cm=steadiness_cm(hold, trail),
            )
        )
    return tuple(found)


def steadiness_cm(hold: PastHold, trail: Trail) -> float | None:
    """Return the standard deviation of the ball's place while a hold counted; ``None`` from too few samples."""
    places = [each for each in trail if hold.start_s <= each[0] <= hold.end_s]
    for pause in hold.pauses:
        places = [each for each in places if not pause.start_s <= each[0] < pause.end_s]
    if len(places) < LEAST_SAMPLES:
        return None
    _, across, along = zip(*places, strict=True)
    right_cm, down_cm = math.fsum(across) / len(places), math.fsum(along) / len(places)
    squares = math.fsum((right - right_cm) ** 2 + (down - down_cm) ** 2 for _, right, down in places)
    return math.sqrt(squares / len(places))


def spread(values: Iterable[float | None]) -> Spread | None:
    """Return the quartiles of the values that are known; ``None`` when none is."""
    known = sorted(value for value in values if value is not None)
    return Spread(*(_quantile(known, share) for share in (0.25, 0.5, 0.75))) if known else None


def ratings(sessions: Iterable[PastSession]) -> tuple[Rated, ...]:
    """Return what was said of how tender spots were, where both answers were given, the newest last."""
    ordered = sorted(sessions, key=lambda session: session.started)
    rated = (Rated(session, told) for session in ordered for told in session.tenderness)
    return tuple(one for one in rated if one.told.before is not None and one.told.after is not None)


def found_again(spots: Iterable[PastSpot], holds: Sequence[Judged]) -> tuple[FoundAgain, ...]:
    """Return how well each of a person's own spots was found again, in later sessions that were about it."""
    by_zone: dict[str, list[Judged]] = {}
    for one in holds:
        by_zone.setdefault(one.hold.zone, []).append(one)
    found = []
    for spot in spots:
        on = by_zone.get(f"my-{spot.number}", [])
        found.append(
            FoundAgain(
                spot,
                holds=len(on),
                sessions=len({one.session.number for one in on}),
                last=max((one.session.started for one in on), default=None),
                distance_cm=spread(one.distance_cm for one in on),
            )
        )
    return tuple(found)


def ended_early(sessions: Iterable[PastSession]) -> tuple[Reason, ...]:
    """Return by what holds ended that did not reach their goal, with the time missing, the most frequent first."""
    holds = [hold for session in sessions for hold in session.holds if not reached(hold)]
    return _reasons((hold.ended_by, max(0.0, hold.goal_s - hold.held_s)) for hold in holds)


def pauses(sessions: Iterable[PastSession]) -> tuple[Reason, ...]:
    """Return why holds paused, the most frequent first."""
    holds = [hold for session in sessions for hold in session.holds]
    return _reasons((pause.reason, pause.end_s - pause.start_s) for hold in holds for pause in hold.pauses)


def stops(sessions: Iterable[PastSession]) -> tuple[Stop, ...]:
    """Return the sessions that were stopped, left or cut off, the newest last."""
    ordered = sorted(sessions, key=lambda session: session.started)
    return tuple(
        Stop(one, one.warnings[-1].key if one.warnings and one.ended_by == "stopped" else None)
        for one in ordered
        if one.ended_by != "done" and not one.running
    )


def _sums_of(sessions: int, holds: Sequence[Hold]) -> Sums:
    return Sums(sessions, len(holds), sum(map(reached, holds)), math.fsum(hold.held_s for hold in holds))


def _reasons(given: Iterable[tuple[str, float]]) -> tuple[Reason, ...]:
    took: dict[str, list[float]] = {}
    for key, took_s in given:
        took.setdefault(key, []).append(took_s)
    found = [Reason(key, len(each), math.fsum(each)) for key, each in took.items()]
    return tuple(sorted(found, key=lambda reason: (-reason.times, reason.key)))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value that a share of some ordered ones do not exceed, linearly between two of them."""
    whole = math.floor(share * (len(ordered) - 1))
    low, high = ordered[whole], ordered[min(whole + 1, len(ordered) - 1)]
    return low + (high - low) * (share * (len(ordered) - 1) - whole)


def _week(day: str) -> int:
    """Return the number of the week of an ISO 8601 date; weeks begin on Monday."""
    year, month, date = int(day[:4]), int(day[5:7]), int(day[8:10])
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    return (_days_before(year, month) + date - 1 + WEDNESDAY) // 7


def _monday(week: int) -> str:
    """Return the ISO 8601 date of a week's Monday."""
    day = 7 * week - WEDNESDAY
    year = (400 * day + 591) // 146_097
    if _days_before(year, 0) > day:
        year -= 1
    month = max(month for month in range(12) if _days_before(year, month) <= day)
    date = day - _days_before(year, month) + 1
    year, month = (year, month + 3) if month < 10 else (year + 1, month - 9)
    return f"{year:04}-{month:02}-{date:02}"


def _days_before(year: int, month: int) -> int:
    """Return how many days there are from 1 March of the year 0 to a month of a year that begins in March.

    So the day that a leap year has more is its last. The core has no calendar, and numpy's takes long to import.
    """
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5


def _place(hold: Hold) -> Vector | None:
    return None if hold.right_cm is None or hold.down_cm is None else (hold.right_cm, hold.down_cm)
