"""The history as lines for a terminal: the newest days hold by hold, weeks and months before them as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tpvision.app.reports.gathered import Past
from tpvision.app.reports.said import Said
from tpvision.core import review
from tpvision.core.review import Judged
from tpvision.values import PastSession, Sums

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


def lines_of(past: Past, said: Said, short: bool, none: str = "none_yet") -> Iterator[str]:
    """Yield the lines; a ``short`` look, as on one day, ends with its sum, and ``none`` says that there are none."""
    if not past.sessions:
        yield said(none, name=past.profile)
        return
    days = review.days(past.sessions)
    if days[:-DAYS]:
        yield from _long_ago(past, said)
    for day in days[-DAYS:]:
        yield f"{day.day}  {_amount(day.sums, said)}"
        for session in day.sessions:
            yield from _session(session, past, said)
    if not short:
        yield from _summary(past, said)
    yield said("in_all", amount=_amount(review.sums(past.sessions), said))


def _long_ago(past: Past, said: Said) -> Iterator[str]:
    """Yield a bar for each month, where there are sessions before the weeks that are told, and for each week."""
    since = review.monday(past.today, WEEKS - 1)
    months = review.months(past.sessions) if past.sessions[0].started < since else ()
    weeks = tuple(week for week in review.weeks(past.sessions, past.today, WEEKS) if week.sums.sessions)
    for title, spans, length in ((said("earlier"), months, 7), (said("from_monday"), weeks, 10)):
        if spans:
            most_s = max(span.sums.held_s for span in spans)
            yield f"{title}:"
            yield from (
                f"  {span.begins[:length]:10}  [{_bar(span.sums.held_s, most_s)}] {_amount(span.sums, said)}"
                for span in spans
            )
            yield ""


def _session(session: PastSession, past: Past, said: Said) -> Iterator[str]:
    ended = "" if session.ended_by == "done" else f": {said.session_ended(session)}"
    yield f"  {session.started[11:16]}  {said('number_of', number=str(session.number))}, {session.source}{ended}"
    for one in past.judged[session.number]:
        yield from _hold(one, said)
    for told in session.tenderness:
        levels = ((told.before, "before"), (told.after, "after"))
        known = [
            said.words.text(f"menu.tender_{when}", **{when: str(level)}) for level, when in levels if level is not None
        ]
        if known:
            yield f"         {said('felt')}: {', '.join(known)}  {said.zone(told.zone, told.side)}"


def _hold(one: Judged, said: Said) -> Iterator[str]:
    hold = one.hold
    why = "" if review.reached(hold) else f" ({said.ended(hold.ended_by)})"
    amount = said("seconds_of", s=said.number(hold.held_s, 0), goal=said.number(hold.goal_s, 0))
    yield f"         [{_bar(hold.held_s, hold.goal_s)}] {amount}  {said.zone(hold.zone, hold.side)}{why}"
    how = [f"{', '.join(said.went(one))}."] if said.went(one) else []
    if hold.pauses:
        how.append(said.paused(hold))
    if how:
        yield f"{'':32}{' '.join(how)}"


def _summary(past: Past, said: Said) -> Iterator[str]:
    last, this = review.weeks(past.sessions, past.today, 2)
    yield ""
    for key, week in (("this_week", this), ("last_week", last)):
        yield f"{said.words.text(f'menu.{key}') + ':':14}{_amount(week.sums, said)}"
    zones = review.by_zone(past.sessions)
    if zones:
        yield ""
        yield f"{said('zones')}:"
        for each in zones[:AREAS]:
            bar = _bar(each.sums.held_s, zones[0].sums.held_s)
            yield f"  [{bar}] {said.minutes(each.sums.held_s):>6} min  {said.zone(each.zone, each.side)}"
        if zones[AREAS:]:
            rest_s = sum(each.sums.held_s for each in zones[AREAS:])
            yield f"  {'':{BAR + 2}} {said.minutes(rest_s):>6} min  {said('others')}"
    tender = said.tender(review.ratings(past.sessions))
    if tender:
        yield ""
        yield f"{said('tender')}: {tender}"
    yield from _spots(past, said)
    for key, reasons, word in (
        ("early", review.ended_early(past.sessions), said.ended),
        ("pauses", review.pauses(past.sessions), said.pause),
    ):
        if reasons:
            yield f"{said(key)}: {', '.join(f'{word(one.key)} ({one.times})' for one in reasons)}"
    stops = review.stops(past.sessions)[-STOPS:]
    if stops:
        yield f"{said('stops')}:"
    for stop in stops:
        when = f"{stop.session.started[:10]} {stop.session.started[11:16]}"
        yield f"  {when}  {said.session_ended(stop.session)} {said.cue(stop.why)}".rstrip()
    yield ""


def _spots(past: Past, said: Said) -> Iterator[str]:
    found = review.found_again(past.spots, past.holds)
    if found:
        yield ""
        yield f"{said('spots')}:"
    for one in found:
        again = said("spot_never")
        if one.last is not None:
            again = said("spot_again", count=one.holds, day=one.last[:10])
            if one.distance_cm:
                again += f", {said.words.text('menu.distance', length=said.length(one.distance_cm.middle))}"
        yield f"  my-{one.spot.number}, {said('spot_named', day=one.spot.named[:10])}: {again}"
    if found:
        yield ""


def _bar(amount: float, full: float) -> str:
    filled = round(BAR * min(1.0, amount / full)) if full > 0.0 else 0
    return "=" * filled + "." * (BAR - filled)


def _amount(sums: Sums, said: Said) -> str:
    sessions = said.words.text("menu.sessions", count=sums.sessions)
    return said("amount", sessions=sessions, held=said.sums(sums).rstrip("."))
