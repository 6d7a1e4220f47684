"""My history: sessions by day, this week beside the last, time by zone; one session's detail; forgetting."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tpvision.app.history import past_sessions
from tpvision.app.menu import kept
from tpvision.app.menu.afterwards import held, lasted, places_of, tendernesses, totals
from tpvision.app.menu.areas import capital, on_bodies
from tpvision.app.menu.turns import Desk, Home, Instead, Open, Turn
from tpvision.app.moving import REPORT, Doomed
from tpvision.app.reports.said import Said
from tpvision.core import review
from tpvision.edges import folders
from tpvision.errors import StoreError
from tpvision.knowledge.catalog import Catalog
from tpvision.values import PastHold, PastSession, Side, Sums
from tpvision.values.page import Choice, Figure, Page, Place

NEWEST = 8
"""So many sessions are shown before the months."""
LARGEST_CM, SMALLEST_CM = 6.0, 1.6
"""Marks on the drawn body: where most time was spent, and where hardly any."""


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was kept of a person's sessions."""

    written: str = ""
    """What is said of the report that was just written."""

    def page(self, desk: Desk) -> Page:
        """Return this week beside the last, the newest sessions, and the months before them."""
        title, rows = desk.say("history"), (Choice("home", desk.say("to_home")),)
        try:
            past = kept.past(desk)
        except StoreError as error:
            return Page("history", title, (), rows, message=str(error))
        if not past.sessions:
            return Page("history", title, (desk.say("no_history"),), rows, figures=(Figure(False),))
        rows_of_weeks = _weeks(desk, past.weeks)
        newest = [_row(desk, session) for session in past.sessions[: -NEWEST - 1 : -1]]
        months = [_month(desk, span) for span in reversed(past.months if len(past.sessions) > NEWEST else ())]
        report = Choice("report", desk.say("write_report"), self.written)
        return Page("history", title, (), (*rows_of_weeks, *newest, *months, report), figures=_drawn(desk, past.zones))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go to a session or a month, or write a report and say where."""
        if key != "report":
            return _chosen(key)
        from tpvision.app import reports

        path, name = folders.data_folder() / REPORT, desk.settings.person.name
        reports.write(past_sessions(None, None, name), name, desk.settings, path, None)
        return Instead(History(desk.say("report_written", path=str(path))))


@dataclass(frozen=True, slots=True)
class Month:
    """The sessions of one month."""

    begins: str
    """As in ``2026-11``."""

    def page(self, desk: Desk) -> Page:
        """Return them, the newest first."""
        past = kept.past(desk, self.begins)
        rows = tuple(_row(desk, session) for session in reversed(past.sessions))
        lines = (_sums(desk, review.sums(past.sessions)),)
        return Page("month", _month_name(desk, self.begins), lines, rows, figures=_drawn(desk, past.zones))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go to a session."""
        return _chosen(key)


@dataclass(frozen=True, slots=True)
class Detail:
    """One session."""

    number: int

    def page(self, desk: Desk) -> Page:
        """Return its holds with their pauses, how tender the spots were, and where it was."""
        session = _session(desk, self.number)
        zones = {entry.key: entry.zone for entry in Catalog.load(desk.language).entries}
        zones |= {key: zone for key, (zone, _) in kept.spots(desk).items()}
        seen, named = kept.seen(desk, self.number)
        rows: list[Choice] = []
        for one in review.judged(session, seen, zones, named, kept.scale_cm(desk)):
            rows.append(held(desk, one.hold, _how(desk, one)))
            rows += [_pause(desk, one.hold, number) for number in range(len(one.hold.pauses))]
        rows += tendernesses(desk, session.tenderness)
        rows.append(Choice("forget", desk.say("forget_session"), grave=True))
        lines = (_ended(desk, session), totals(desk, session.holds))
        return Page("detail", _when(desk, session), lines, tuple(rows), figures=places_of(desk, session.holds))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Ask whether to forget it."""
        return Open(Forget(self.number))


@dataclass(frozen=True, slots=True)
class Forget:
    """Whether a session is to be forgotten, which cannot be undone."""

    number: int

    def page(self, desk: Desk) -> Page:
        """Return the question; what happens without thinking is nothing."""
        lines = (desk.say("forget_what", when=_when(desk, _session(desk, self.number))), desk.say("forget_for_good"))
        rows = (Choice("no", desk.say("keep_it")), Choice("yes", desk.say("forget_it"), grave=True))
        return Page("forget", desk.say("forget_session"), lines, rows)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Forget it or not."""
        if key == "yes":
            Doomed(session=self.number).forget()
            return Home(History())
        return Instead(Detail(self.number), 0)


def _session(desk: Desk, number: int) -> PastSession:
    return next(session for session in kept.past(desk).sessions if session.number == number)


def _chosen(key: str) -> Turn:
    what, _, which = key.partition(" ")
    match what:
        case "session":
            return Open(Detail(int(which)))
        case "month":
            return Open(Month(which))
    return Home()


def _weeks(desk: Desk, weeks: Sequence[review.Span]) -> tuple[Choice, ...]:
    """Return this week beside the last, with bars of the time that was held."""
    last, this = weeks
    most_s = max(last.sums.held_s, this.sums.held_s, 1.0)
    return tuple(
        Choice("", desk.say(key), _sums(desk, span.sums), lasted(span.sums.held_s), bar=span.sums.held_s / most_s)
        for key, span in (("this_week", this), ("last_week", last))
    )


def _drawn(desk: Desk, worked: Sequence[review.OfZone]) -> tuple[Figure, ...]:
    """Return the bodies with the time that was held on each zone: the larger the mark, the longer."""
    zones = {entry.key: (entry.zone, None) for entry in Catalog.load(desk.language).entries}
    own = kept.spots(desk)
    found = [each for each in worked if each.zone in zones or each.zone in own]
    most_s = max((each.sums.held_s for each in found), default=0.0)
    back: list[Place] = []
    front: list[Place] = []
    for each in found:
        zone, side = own[each.zone] if each.zone in own else (zones[each.zone][0], each.side or Side.RIGHT)
        radius_cm = max(SMALLEST_CM, LARGEST_CM * math.sqrt(each.sums.held_s / most_s)) if most_s > 0 else SMALLEST_CM
        (front if zone.facing_wall else back).append(Place(side.sign * zone.u, zone.v, radius_cm))
    return on_bodies(back, front)


def _row(desk: Desk, session: PastSession) -> Choice:
    holds = session.holds
    goal_s = math.fsum(hold.goal_s for hold in holds)
    held_s = math.fsum(hold.held_s for hold in holds)
    goals = desk.say("goals", reached=str(sum(map(review.reached, holds))), holds=str(len(holds)))
    bar = held_s / goal_s if goal_s > 0 else 0.0
    return Choice(f"session {session.number}", _when(desk, session), goals, lasted(held_s), bar=bar)


def _month(desk: Desk, span: review.Span) -> Choice:
    begins = span.begins[:7]
    return Choice(f"month {begins}", _month_name(desk, begins), _sums(desk, span.sums), lasted(span.sums.held_s))


def _month_name(desk: Desk, begins: str) -> str:
    year, month = begins.split("-")
    return f"{desk.say(f'month_{int(month)}')} {year}"


def _when(desk: Desk, session: PastSession) -> str:
    when = datetime.datetime.fromisoformat(session.started)
    now = datetime.datetime.now().astimezone()
    weekday, month = desk.say(f"weekday_{when.isoweekday()}"), desk.say(f"month_{when.month}")
    key = "when" if when.year == now.year else "when_year"
    return desk.say(key, weekday=weekday, day=str(when.day), month=month, year=str(when.year), time=f"{when:%H:%M}")


def _sums(desk: Desk, sums: Sums) -> str:
    sessions = desk.say("sessions", count=sums.sessions)
    return desk.say("sums", sessions=sessions, reached=str(sums.reached), holds=str(sums.holds))


def _ended(desk: Desk, session: PastSession) -> str:
    return Said(desk.words, {}).session_ended(session)


def _how(desk: Desk, one: review.Judged) -> str:
    """Return how far from the spot, how steady and how sure a hold was, as far as that is known."""
    found = Said(desk.words, {}, desk.settings.screen.units == "inch").went(one)
    return f"{capital(', '.join(found))}." if found else ""


def _pause(desk: Desk, hold: PastHold, number: int) -> Choice:
    pause = hold.pauses[number]
    return Choice("", desk.say("paused_for", s=pause.end_s - pause.start_s), Said(desk.words, {}).pause(pause.reason))
