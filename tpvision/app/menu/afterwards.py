"""After a session: what was held, how tender it was, and what is good to do and to look out for now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tpvision.app.live import Ending, Outcome
from tpvision.app.menu import kept
from tpvision.app.menu.areas import on_bodies, sided
from tpvision.app.menu.turns import Desk, Home, Open, Quit, Turn
from tpvision.app.reports.said import Said
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.screening import Screening
from tpvision.values import Hold, Phase, Tenderness, View
from tpvision.values.page import Choice, Figure, Page, Place

MARK_CM = 2.0
"""How large a place on the drawn body is marked."""


def turn(desk: Desk, outcome: Outcome, *, own: bool = True) -> Turn:
    """Return the turn to the summary of a session, one's own or a film's; home from one that never began."""
    if outcome.ending is Ending.QUIT:
        return Quit()
    if not outcome.view.holds and outcome.view.phase is not Phase.STOPPED and outcome.ending is Ending.BACK:
        return Home()
    return Home(Summary(outcome.view, outcome.result.note, own))


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a session."""

    view: View
    """The last one."""
    fault: str | None
    """Why not all of it was kept; ``None`` when it was."""
    own: bool = True
    """Whether it is in the person's own history; what was done in a film is not."""

    def page(self, desk: Desk) -> Page:
        """Return the holds against their goals, then aftercare and stretches."""
        view = self.view
        stopped = view.phase is Phase.STOPPED
        grave = view.caption is not None and view.caption.key == "stop_words"
        wrong = (Choice("wrong", desk.say("felt_wrong"), desk.say("felt_wrong_does")),) if stopped else ()
        rows = [Choice("", desk.say("not_saved"), self.fault, grave=True)] if self.fault is not None else []
        rows += [*(wrong if grave else ()), *(held(desk, hold) for hold in view.holds)]
        rows += [] if grave else wrong
        rows += tendernesses(desk, view.tenderness)
        kept_all = self.own and self.fault is None
        rows += [Choice("", desk.say("kept_spots", count=len(view.spots)))] if view.spots and kept_all else []
        rows.append(Choice("", desk.say("aftercare"), Screening.load().afterwards[desk.language]))
        rows += stretches(desk, view.holds)
        rows.append(Choice("home", desk.say("to_home")))
        title = desk.say("stopped" if stopped else "summary")
        lines = (totals(desk, view.holds),)
        figures = places_of(desk, view.holds, view.front)
        note = desk.say("saved") if view.holds and kept_all else ""
        return Page("summary", title, lines, tuple(rows), figures=figures, note=note)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go to what to look out for, or home."""
        return Open(LookOut()) if key == "wrong" else Home()


@dataclass(frozen=True, slots=True)
class LookOut:
    """What to look out for after something felt wrong."""

    def page(self, desk: Desk) -> Page:
        """Return what it may have felt like, each with what to do; the urgent ones first."""
        words = sorted(Screening.load().stop_words, key=lambda word: not word.urgent)
        rows = tuple(Choice("", word.texts[desk.language], word.watch[desk.language]) for word in words)
        return Page(
            "look_out", desk.say("look_out"), (desk.say("how_felt"),), (*rows, Choice("home", desk.say("to_home")))
        )

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go home."""
        return Home()


def totals(desk: Desk, holds: Sequence[Hold]) -> str:
    """Return how much was held in all."""
    if not holds:
        return desk.say("nothing_held")
    reached = sum(hold.ended_by == "goal" for hold in holds)
    return desk.say(
        "held_in_all", time=lasted(sum(hold.held_s for hold in holds)), reached=str(reached), count=len(holds)
    )


def lasted(time_s: float) -> str:
    """Return a time in minutes and seconds, as in ``1:05 min``."""
    minutes, seconds = divmod(round(time_s), 60)
    return f"{minutes}:{seconds:02d} min"


def held(desk: Desk, hold: Hold, detail: str = "") -> Choice:
    """Return a hold with a bar against its goal, and why it ended."""
    why = f"{Said(desk.words, {}).ended(hold.ended_by)}."
    value = desk.say("seconds_of", s=hold.held_s, goal=str(round(hold.goal_s)))
    bar = hold.held_s / hold.goal_s if hold.goal_s > 0 else 1.0
    return Choice("", sided(desk, hold.zone, hold.side), f"{why} {detail}".strip(), value, bar=bar)


def tendernesses(desk: Desk, told: Iterable[Tenderness]) -> list[Choice]:
    """Return how tender each spot was before and after, where that was told."""
    rows = []
    for one in told:
        known = [str(level) for level in (one.before, one.after) if level is not None]
        if known:
            key = "tender_both" if len(known) == 2 else "tender_before" if one.after is None else "tender_after"
            value = desk.say(key, before=known[0], after=known[-1])
            rows.append(Choice("", sided(desk, one.zone, one.side), desk.say("tenderness"), value))
    return rows


def stretches(desk: Desk, holds: Iterable[Hold]) -> list[Choice]:
    """Return a gentle stretch for each zone that was held on, each once."""
    entries = {entry.key: entry for entry in Catalog.load(desk.language).entries}
    worked = [entries[key] for key in dict.fromkeys(hold.zone for hold in holds) if key in entries]
    texts = {entry.stretch: entry for entry in worked}
    return [Choice("", desk.say("stretch_for", zone=entry.name), text) for text, entry in texts.items()]


def places_of(desk: Desk, holds: Iterable[Hold], front: bool = False) -> tuple[Figure, ...]:
    """Return the bodies with the places that were held on, and how sure each is."""
    across, down = kept.scale_cm(desk)
    facing = {entry.key for entry in Catalog.load(desk.language).entries if entry.surface == "front"}
    facing |= {key for key, (zone, _) in kept.spots(desk).items() if zone.facing_wall}
    back: list[Place] = []
    chest: list[Place] = []
    for hold in holds:
        if hold.right_cm is None or hold.down_cm is None:
            continue
        sigma = (
            None
            if hold.sigma_right_cm is None or hold.sigma_down_cm is None
            else (hold.sigma_right_cm, hold.sigma_down_cm)
        )
        place = Place(hold.right_cm / across, hold.down_cm / down, MARK_CM, sigma_cm=sigma)
        (chest if hold.zone in facing or (front and not hold.zone) else back).append(place)
    return on_bodies(back, chest)
