"""The history as lines for a terminal: the newest days hold by hold, weeks and months before them as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tpvision.app.reports.gathered import Past
from tpvision.core import review
from tpvision.core.review import Judged
from tpvision.values import PastSession, Side, Sums

BAR = 20
"""How many characters a hold's goal, or the longest of some times, is long."""
DAYS = 7
"""So many of the newest days with sessions are told hold by hold."""
WEEKS = 13
"""So many weeks are told before the months."""
AREAS = 8
STOPS = 5


def in_full(sessions: Sequence[PastSession]) -> set[int]:
    """Return the numbers of the sessions that are told hold by hold."""
    days = sorted({session.started[:10] for session in sessions})[-DAYS:]
    return {session.number for session in sessions if session.started[:10] in days}


def lines_of(past: Past, short: bool) -> Iterator[str]:
    """Yield the lines; a ``short`` look, as on one day, ends with its sum."""
    days = review.days(past.sessions)
    if days[:-DAYS]:
        yield from _long_ago(past)
    for day in days[-DAYS:]:
        yield f"{day.day}  {_amount(day.sums)}"
        for session in day.sessions:
            yield from _session(session, past)
    if not short:
        yield from _summary(past)
    yield f"In all: {_amount(review.sums(past.sessions))}."


def printable(text: str) -> str:
    """Return a text whose control characters are written out, so that no name can steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _long_ago(past: Past) -> Iterator[str]:
    """Yield a bar for each month, where there are sessions before the weeks that are told, and for each week."""
    since = review.monday(past.today, WEEKS - 1)
    months = review.months(past.sessions) if past.sessions[0].started < since else ()
    weeks = tuple(week for week in review.weeks(past.sessions, past.today, WEEKS) if week.sums.sessions)
    for title, spans, length in (("By month:", months, 7), ("By week, from its Monday:", weeks, 10)):
        if spans:
            most_s = max(span.sums.held_s for span in spans)
            yield title
            yield from (
                f"  {span.begins[:length]:10}  [{_bar(span.sums.held_s, most_s)}] {_amount(span.sums)}"
                for span in spans
            )
            yield ""


def _session(session: PastSession, past: Past) -> Iterator[str]:
    end = {"done": "", "stopped": ", stopped", None: ", cut off; its holds are kept"}
    ended = end.get(session.ended_by, ", closed")
    yield f"  {session.started[11:16]}  session {session.number}, {session.source}{ended}"
    for one in past.judged[session.number]:
        yield from _hold(one)
    for told in session.tenderness:
        levels = ((told.before, "before"), (told.after, "after"))
        known = [f"{level} {when}" for level, when in levels if level is not None]
        if known:
            yield f"         tender: {', '.join(known)}  {_where(told.zone, told.side)}"


def _hold(one: Judged) -> Iterator[str]:
    hold = one.hold
    why = "" if review.reached(hold) else f", {hold.ended_by}"
    yield (
        f"         [{_bar(hold.held_s, hold.goal_s)}] {hold.held_s:.0f} of {hold.goal_s:.0f} s"
        f"  {_where(hold.zone, hold.side)}{why}"
    )
    known = (("off by", one.distance_cm), ("steady to", one.steadiness_cm), ("sure to", one.sure_cm))
    how = [f"{name} {cm:.1f} cm" for name, cm in known if cm is not None]
    for pause in hold.pauses:
        how.append(f"paused {pause.end_s - pause.start_s:.1f} s ({pause.reason.replace('_', ' ')})")
    if how:
        yield f"{'':32}{', '.join(how)}"


def _summary(past: Past) -> Iterator[str]:
    last, this = review.weeks(past.sessions, past.today, 2)
    yield ""
    yield f"This week:   {_amount(this.sums)}"
    yield f"Last week:   {_amount(last.sums)}"
    zones = review.by_zone(past.sessions)
    if zones:
        yield ""
        yield "Time by area:"
        for each in zones[:AREAS]:
            bar = _bar(each.sums.held_s, zones[0].sums.held_s)
            yield f"  [{bar}] {each.sums.held_s / 60:6.1f} min  {_where(each.zone, each.side)}"
        if zones[AREAS:]:
            rest_s = sum(each.sums.held_s for each in zones[AREAS:])
            yield f"  {'':{BAR + 2}} {rest_s / 60:6.1f} min  all others"
    rated = review.ratings(past.sessions)
    before = review.spread(one.told.before for one in rated)
    after = review.spread(one.told.after for one in rated)
    if before is not None and after is not None:
        yield ""
        yield f"Tender, in the middle of {len(rated)} answers: {before.middle:.1f} before, {after.middle:.1f} after"
    yield from _spots(past)
    for title, reasons in (
        ("Ended early", review.ended_early(past.sessions)),
        ("Paused", review.pauses(past.sessions)),
    ):
        if reasons:
            said = ", ".join(f"{one.key.replace('_', ' ')} {one.times}" for one in reasons)
            yield f"{title}, how often: {said}"
    for stop in review.stops(past.sessions)[-STOPS:]:
        if stop.session.ended_by == "stopped":
            why = f" ({stop.why.replace('_', ' ')})" if stop.why else ""
            yield f"Stopped: {stop.session.started[:10]} {stop.session.started[11:16]}{why}"
    yield ""


def _spots(past: Past) -> Iterator[str]:
    found = review.found_again(past.spots, past.holds)
    if found:
        yield ""
        yield "My spots:"
    for one in found:
        again = "not held again yet"
        if one.last is not None:
            off = f", off by {one.distance_cm.middle:.1f} cm in the middle" if one.distance_cm else ""
            again = f"{one.holds} hold{'s' * (one.holds != 1)}, last {one.last[:10]}{off}"
        yield f"  my-{one.spot.number}, named {one.spot.named[:10]}: {again}"
    if found:
        yield ""


def _bar(amount: float, full: float) -> str:
    filled = min(BAR, round(BAR * amount / full)) if full > 0.0 else 0
    return "=" * filled + "." * (BAR - filled)


def _where(zone: str, side: Side | None) -> str:
    return f"{zone} {side.value}" if zone and side else "free"


def _amount(sums: Sums) -> str:
    holds = f"{sums.holds} hold{'s' * (sums.holds != 1)}, {sums.reached} to the goal"
    return f"{sums.sessions} session{'s' * (sums.sessions != 1)}, {holds}, {sums.held_s / 60:.1f} min held"
