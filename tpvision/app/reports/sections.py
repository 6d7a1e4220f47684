"""The parts of a report, from numbers of ``core.review`` to charts and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from tpvision.app.reports.gathered import Past
from tpvision.app.reports.said import Said
from tpvision.core import review
from tpvision.core.review import Judged
from tpvision.edges.report import (
    Bars,
    Changes,
    Chart,
    Columns,
    Dot,
    Drawn,
    Grid,
    HoldBar,
    Holds,
    Page,
    Piece,
    Places,
    Section,
    Trend,
)
from tpvision.knowledge import outline
from tpvision.values import PastHold

NEWEST = 6
"""So many sessions are shown hold by hold."""
LEAST_WEEKS = 8
MOST_BARS = 12
MOST_STOPS = 12
STEP = 0.05
"""Earlier holds are shown in squares of this size, in ``u`` and ``v``."""


def page_of(past: Past, said: Said, weeks: int) -> Page:
    """Return the report of what is known, with holds week by week for so many weeks."""
    sessions = past.sessions
    foot = said("foot", day=said.day(past.today))
    if not sessions:
        body = Chart("back", said("back"), said("empty_body"), _places(said, (), front=False))
        lines = (said("whose_empty", name=past.profile), said("empty"), said("empty_how"))
        return Page(said.words.language, said("title"), lines, (), (Section("", charts=(body,)),), "", foot)
    sums = review.sums(sessions)
    days = [said.day(session.started) for session in (sessions[0], sessions[-1])]
    counts = (("sessions", sums.sessions), ("holds", sums.holds), ("reached", sums.reached))
    tiles = [(str(count), said(name, count=count)) for name, count in counts]
    shown = review.weeks(sessions, past.today, weeks)
    first = next((number for number, week in enumerate(shown) if week.sums.sessions), 0)
    shown = shown[min(first, weeks - LEAST_WEEKS) :]
    parts: list[Section | None] = [
        _weeks(shown, said),
        _newest(past, said),
        _where(past, said),
        _went(past, shown, said),
    ]
    parts += [_tender(past, said), _spots(past, said), _stopped(past, said), _stops(past, said)]
    parts.append(_earlier(past, said))
    return Page(
        language=said.words.language,
        title=said("title"),
        lines=(said("whose" if days[0] != days[1] else "whose_day", name=past.profile, first=days[0], last=days[1]),),
        tiles=(*tiles, (said.minutes(sums.held_s), said("minutes"))),
        sections=tuple(part for part in parts if part is not None),
        numbers=said("numbers"),
        foot=foot,
    )


def _weeks(shown: Sequence[review.Span], said: Said) -> Section:
    amounts = tuple((said.day(week.begins, "short_day"), week.sums.held_s / 60) for week in shown)
    columns = Columns(amounts, said("unit_min"), said.decimal)
    chart = Chart("weeks", said("weeks_chart"), said("weeks_how"), columns, said.spans("head_week", tuple(shown)))
    last, this = shown[-2:]
    rows = tuple(
        (said.words.text(f"menu.{name}"), *said.sums_row(week.sums))
        for name, week in (("this_week", this), ("last_week", last))
    )
    return Section(said("weeks"), charts=(chart,), table=Grid(("", *said.sums_head()), rows))


def _newest(past: Past, said: Said) -> Section:
    newest = [session for session in past.sessions if session.holds][: -NEWEST - 1 : -1]
    charts = []
    for session in newest:
        holds = past.judged[session.number]
        sums = said.sums(review.sums([session]))
        bars = Holds(tuple(_bar(one.hold, said) for one in holds))
        how = f"{said.session_ended(session)} {sums}"
        title = f"{said.when(session)}, {session.source}"
        charts.append(Chart(f"session_{session.number}", title, how, bars, _grid_of_holds(holds, said)))
    return Section(said("newest"), (said("newest_how" if charts else "nothing_held"),), tuple(charts))


def _bar(hold: PastHold, said: Said) -> HoldBar:
    """Return a hold against its goal; times are from its beginning."""
    pieces: list[Piece] = []
    at_s = hold.start_s
    for pause in hold.pauses:
        pieces.append(Piece(at_s - hold.start_s, pause.start_s - hold.start_s, "held"))
        pieces.append(Piece(pause.start_s - hold.start_s, pause.end_s - hold.start_s, "paused"))
        at_s = pause.end_s
    end_s = hold.end_s - hold.start_s
    pieces.append(Piece(at_s - hold.start_s, end_s, "held"))
    if hold.held_s < hold.goal_s and not review.reached(hold):
        pieces.append(Piece(end_s, end_s + hold.goal_s - hold.held_s, "missing"))
    notes = [] if review.reached(hold) else [f"{said.ended(hold.ended_by)}."]
    if hold.pauses:
        notes.append(said.paused(hold))
    amount = said("seconds_of", s=said.number(hold.held_s), goal=said.number(hold.goal_s, 0))
    full = tuple(piece for piece in pieces if piece.to_s > piece.from_s)
    return HoldBar(said.zone(hold.zone, hold.side), amount, " ".join(notes), full)


def _grid_of_holds(holds: Iterable[Judged], said: Said) -> Grid:
    names = ("zone", "held", "goal", "paused", "steady", "distance", "sure", "ended")
    rows = tuple(
        (
            said.zone(one.hold.zone, one.hold.side),
            *map(said.number, (one.hold.held_s, one.hold.goal_s, one.paused_s)),
            *map(said.cell, (one.steadiness_cm, one.distance_cm, one.sure_cm)),
            said.ended(one.hold.ended_by),
        )
        for one in holds
    )
    return Grid(tuple(said(f"head_{name}") for name in names), rows)


def _where(past: Past, said: Said) -> Section:
    charts = []
    recent = {session.number for session in [session for session in past.sessions if session.holds][-NEWEST:]}
    for name, front in (("back", False), ("front", True)):
        holds = [one for one in past.holds if past.is_front(one.hold.zone) is front]
        if holds or not front:
            charts.append(Chart(name, said(name), said("where_how"), _places(said, _dots(past, holds, recent), front)))
    zones = review.by_zone(past.sessions)
    bars = [
        (said.zone(each.zone, each.side), each.sums.held_s, said("amount_min", min=said.minutes(each.sums.held_s)))
        for each in zones[:MOST_BARS]
    ]
    if zones[MOST_BARS:]:
        others_s = sum(each.sums.held_s for each in zones[MOST_BARS:])
        bars.append((said("others"), 0.0, said("amount_min", min=said.minutes(others_s))))
    drawing = Bars(tuple(bars))
    rows = tuple((said.zone(each.zone, each.side), *said.sums_row(each.sums), said.day(each.last)) for each in zones)
    grid = Grid((said("head_zone"), *said.sums_head(), said("head_last")), rows)
    if zones:
        charts.append(Chart("zones", said("zones"), said("zones_how"), drawing, grid))
    return Section(said("where"), charts=tuple(charts))


def _dots(past: Past, holds: Sequence[Judged], recent: set[int]) -> tuple[Dot, ...]:
    dots: list[Dot] = []
    squares: Counter[tuple[int, int]] = Counter()
    for one in holds:
        hold = one.hold
        if one.u is None or one.v is None:
            continue
        if one.session.number not in recent:
            squares[round(one.u / STEP), round(one.v / STEP)] += round(hold.held_s)
        elif hold.sigma_right_cm is not None and hold.sigma_down_cm is not None:
            sigma = (hold.sigma_right_cm / past.scale_cm[0], hold.sigma_down_cm / past.scale_cm[1])
            dots.append(Dot(one.u, one.v, "recent", sigma))
    most = max(squares.values(), default=0) or 1
    dots += [Dot(u * STEP, v * STEP, "earlier", share=held / most) for (u, v), held in sorted(squares.items())]
    return tuple(dots)


def _places(said: Said, dots: tuple[Dot, ...], front: bool) -> Places:
    return Places(_drawn(front), dots, said.words.text("screen.left"), said.words.text("screen.right"))


def _drawn(front: bool) -> Drawn:
    ends = (outline.TOP_V, outline.BOTTOM_V, outline.SHOULDER_OVER_TORSO)
    if front:
        lines = (outline.JAW, outline.COLLAR_BONE, outline.BREAST, outline.RIBS, outline.GROIN)
        eyes = ((0.085, -0.51), (-0.085, -0.51))
        return Drawn(((outline.OUTLINE, "skin"), (outline.FRINGE, "hair")), lines, eyes, *ends)
    areas = ((outline.OUTLINE, "skin"), (outline.HAIR, "hair"), (outline.BLADE, "skin-shade"))
    spine = tuple((0.0, v) for v in outline.VERTEBRAE)
    return Drawn(areas, (outline.BLADE_RIDGE, outline.CREST, outline.FOLD, outline.TRAPEZIUS), spine, *ends)


def _went(past: Past, shown: Sequence[review.Span], said: Said) -> Section | None:
    charts = []
    ways: tuple[tuple[str, Callable[[Judged], float | None]], ...] = (
        ("steady", lambda one: one.steadiness_cm),
        ("distance", lambda one: one.distance_cm),
        ("sure", lambda one: one.sure_cm),
    )
    of_week: dict[str, list[Judged]] = {week.begins: [] for week in shown}
    for one in past.holds:
        begins = review.monday(one.session.started)
        if begins in of_week:
            of_week[begins].append(one)
    for name, way in ways:
        found = [(begins, review.spread(map(way, holds))) for begins, holds in of_week.items()]
        if not any(spread for _, spread in found):
            continue
        points = tuple(
            (said.day(begins, "short_day"), _shown(spread, said) if spread else None) for begins, spread in found
        )
        rows = tuple(
            (said.day(begins), *map(said.cell, (spread.low, spread.middle, spread.high)))
            for begins, spread in reversed(found)
            if spread
        )
        head = tuple(said(f"head_{key}") for key in ("week", "low", "median", "high"))
        drawing = Trend(points, said.unit, said.decimal)
        charts.append(Chart(name, said(name), said(f"{name}_how"), drawing, Grid(head, rows)))
    return Section(said("went"), charts=tuple(charts)) if charts else None


def _shown(spread: review.Spread, said: Said) -> tuple[float, float, float]:
    return said.shown(spread.low), said.shown(spread.middle), said.shown(spread.high)


def _tender(past: Past, said: Said) -> Section | None:
    rated = review.ratings(past.sessions)
    if not rated:
        return None
    newest = rated[: -MOST_BARS - 1 : -1]
    rows = [
        (f"{said.day(one.session.started, 'short_day')}: {said.zone(one.told.zone, one.told.side)}", one.told)
        for one in newest
    ]
    changes = Changes(tuple((label, told.before or 0, told.after or 0) for label, told in rows))
    grid = Grid(
        (said("head_zone"), said("head_before"), said("head_after")),
        tuple((label, str(told.before), str(told.after)) for label, told in rows),
    )
    chart = Chart("tenderness", said("tender_chart"), said("tender_how"), changes, grid)
    return Section(said("tender"), (said.tender(rated),), (chart,))


def _spots(past: Past, said: Said) -> Section | None:
    if not past.spots:
        return None
    rows = []
    for one in review.found_again(past.spots, past.holds):
        named = said.words.text("menu.my_spot", number=str(one.spot.number))
        spread = one.distance_cm
        mostly = f"{said.cell(spread.low)} - {said.cell(spread.high)}" if spread else ""
        middle = said.cell(spread.middle) if spread else ""
        last = said.day(one.last) if one.last else said("never")
        rows.append((named, said.day(one.spot.named), str(one.holds), last, middle, mostly))
    names = ("spot", "named", "again", "last", "middle", "most")
    charts = []
    for name, front in (("spots", False), ("spots_front", True)):
        dots = tuple(
            Dot(each.spot.u, each.spot.v, "own", label=str(each.number))
            for each in past.spots
            if each.spot.front is front
        )
        if dots:
            charts.append(Chart(name, said("spots_chart"), said("spots_how"), _places(said, dots, front)))
    return Section(said("spots"), (), tuple(charts), Grid(tuple(said(f"head_{name}") for name in names), tuple(rows)))


def _stopped(past: Past, said: Said) -> Section | None:
    charts = []
    for name, found, label in (
        ("early", review.ended_early(past.sessions), said.ended),
        ("pauses", review.pauses(past.sessions), said.pause),
    ):
        if found:
            charts.append(_reasons(name, found, label, said))
    return Section(said("stopped"), charts=tuple(charts)) if charts else None


def _stops(past: Past, said: Said) -> Section | None:
    stops = review.stops(past.sessions)[: -MOST_STOPS - 1 : -1]
    if not stops:
        return None
    rows = tuple((said.when(stop.session), said.session_ended(stop.session), said.cue(stop.why)) for stop in stops)
    grid = Grid((said("head_when"), said("head_ended"), said("head_why")), rows)
    return Section(said("stops"), table=grid)


def _reasons(name: str, found: Sequence[review.Reason], label: Callable[[str], str], said: Said) -> Chart:
    bars = tuple(
        (label(one.key), float(one.times), said("amount_times", count=one.times, min=said.minutes(one.took_s)))
        for one in found
    )
    rows = tuple((label(one.key), str(one.times), said.minutes(one.took_s)) for one in found)
    head = tuple(said(f"head_{key}") for key in ("why", "times", "minutes"))
    return Chart(name, said(name), said(f"{name}_how"), Bars(bars), Grid(head, rows))


def _earlier(past: Past, said: Said) -> Section:
    return Section(said("earlier"), table=said.spans("head_month", review.months(past.sessions), "month"))
