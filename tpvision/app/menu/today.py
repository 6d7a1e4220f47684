"""What today: a program, a spot of one's own, or where one feels tense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tpvision.app.menu import kept
from tpvision.app.menu.areas import Area, Areas, Tense, began, marks, on_bodies, sided
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.mine import Mine, Spots
from tpvision.app.menu.turns import Change, Desk, Open, Turn
from tpvision.app.own_programs import where
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.programs import Program, said
from tpvision.values import Side
from tpvision.values.page import Choice, Figure, Page, Place

PROGRAM = "program "
"""What the keys of the rows of programs begin with."""


@dataclass(frozen=True, slots=True)
class Today:
    """What is to be done today."""

    evening: Evening

    def page(self, desk: Desk) -> Page:
        """Return the programs, then the other ways to choose; last what is wrong with one's own files."""
        found, faults = kept.ready_and_own(desk)
        rows = [*_again(desk), *(_row(desk, program) for program in found)]
        rows += [
            Choice(key, desk.say(key), desk.say(f"{key}_does"), folded=True)
            for key in ("tense", "areas", "spots", "mine")
        ]
        rows += [Choice("", desk.say("own_fault"), fault) for fault in faults]
        return Page("today", desk.say("today"), (), tuple(rows), figures=_drawn(desk, found))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go on with a program, or to another way to choose."""
        match key:
            case "again":
                zone, side = desk.settings.session.program.split("/")
                return began(self.evening, zone, Side(side))
            case "tense":
                return Open(Tense(self.evening))
            case "areas":
                return Open(Areas(lambda zone: Open(Area(zone, self.evening))))
            case "spots":
                return Open(Spots(self.evening))
            case "mine":
                return Open(Mine())
        chosen = key.removeprefix(PROGRAM)
        return Change({"session.program": chosen}, self.evening.but(program=chosen, zone=None).onward)


def last_focus(desk: Desk) -> int:
    """Return the number of the row that was chosen last; the first one when there is none."""
    found, _ = kept.ready_and_own(desk)
    keys = [program.key for program in found]
    last = desk.settings.session.program
    return keys.index(last) if last in keys else 0


def _again(desk: Desk) -> tuple[Choice, ...]:
    """Return a row for the spot that was chosen last, if that was no program."""
    zone, _, side = desk.settings.session.program.partition("/")
    known = {entry.key for entry in Catalog.load(desk.language).entries if entry.group != "off"}
    if side not in ("left", "right") or zone not in known | set(kept.spots(desk)):
        return ()
    return (Choice("again", sided(desk, zone, Side(side)), desk.say("again"), folded=True),)


def _row(desk: Desk, program: Program) -> Choice:
    does = said(program.does, desk.language)
    minutes = desk.say("minutes", min=program.minutes or 0)
    return Choice(PROGRAM + program.key, said(program.names, desk.language), does, minutes, folded=True)


def _drawn(desk: Desk, found: Sequence[Program]) -> tuple[Figure, ...]:
    """Return the bodies on which each program's spots are marked."""
    zones, spots = Catalog.load(desk.language), kept.spots(desk)
    back: list[Place] = []
    front: list[Place] = []
    for program in found:
        for step in program.steps:
            zone, side = where(step, zones, spots)
            (front if zone.facing_wall else back).extend(marks(zone, (side,), PROGRAM + program.key))
    return on_bodies(back, front)
