"""One's own programs and spots.

A change is kept at once, so that going back loses nothing; what was deleted comes back with one choice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tpvision.app import own_programs
from tpvision.app.menu import kept
from tpvision.app.menu.areas import Areas, began, capital, marks, name_of, on_bodies, sided
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.measures import shown
from tpvision.app.menu.turns import Back, Desk, Instead, Open, Turn
from tpvision.app.own_programs import changed, new_key, read, text_of, usual, where, write
from tpvision.app.plans import OWN
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.programs import HOLD_S, HOLDS, SPOTS_MAX, Program, ProgramStep, said
from tpvision.values import Side
from tpvision.values.page import Choice, Dial, Figure, Page, Place

STEP_S = 5.0
"""By how much the dial turns the length of a hold."""
NAME_LETTERS = 28


@dataclass(frozen=True, slots=True)
class Mine:
    """The programs that somebody put together."""

    def page(self, desk: Desk) -> Page:
        """Return them, each to be changed, and a row for another."""
        rows = [
            Choice(program.key, said(program.names, desk.language), said(program.does, desk.language))
            for program in kept.ready_and_own(desk)[0]
            if own_programs.text_of(program.key)
        ]
        new = Choice("new", desk.say("new_program"), desk.say("new_program_does", count=SPOTS_MAX))
        return Page("mine", desk.say("mine"), (), (*rows, new))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Change one, or put another together."""
        return Open(Edit(new_key() if key == "new" else key))


@dataclass(frozen=True, slots=True)
class Edit:
    """One program of one's own."""

    key: str

    def page(self, desk: Desk) -> Page:
        """Return its spots and what can be changed about it."""
        program, zones, spots = _read(desk, self.key), Catalog.load(desk.language), kept.spots(desk)
        rows = [
            Choice(str(number), sided(desk, step.zone, step.side), value=_dose(desk, step))
            for number, step in enumerate(program.steps)
        ]
        if len(rows) < SPOTS_MAX:
            rows.append(Choice("add", desk.say("add_spot")))
        lines: tuple[str, ...] = (desk.say("no_spot_yet"),)
        if program.steps:
            rows += [Choice("name", desk.say("change_name")), Choice("delete", desk.say("delete_program"), grave=True)]
            minutes = own_programs.minutes(program, zones, spots, desk.settings)
            lines = (desk.say("takes_about", min=minutes),)
        places: dict[bool, list[Place]] = {False: [], True: []}
        for number, step in enumerate(program.steps):
            zone, side = where(step, zones, spots)
            places[zone.facing_wall] += marks(zone, (side,), str(number))
        figures = on_bodies(places[False], places[True])
        return Page("edit", said(program.names, ""), lines, tuple(rows), figures=figures)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Change a spot or the name, add a spot, or delete the program."""
        match key:
            case "add":
                return Open(Pick(self.key))
            case "name":
                return Open(Named(self.key, said(_read(desk, self.key).names, "")))
            case "delete":
                return _gone(self.key, said(_read(desk, self.key).names, ""))
        return Open(Spot(self.key, int(key)))


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot of a program of one's own."""

    key: str
    number: int

    def page(self, desk: Desk) -> Page:
        """Return its side and doses."""
        step = self._step(desk)
        length = shown(desk, "session.hold_s", step.hold_s)
        rows = [
            Choice("holds", desk.say("holds_of_spot"), value=str(step.holds)),
            Choice("hold_s", desk.say("set_hold_s"), value=length),
        ]
        if step.side is not None:
            rows.insert(0, Choice("side", desk.say("side"), value=desk.words.text(f"dose.{step.side.value}")))
        if self.number > 0:
            rows.append(Choice("earlier", desk.say("do_earlier")))
        rows.append(Choice("remove", desk.say("remove_spot"), grave=True))
        zone, side = where(step, Catalog.load(desk.language), kept.spots(desk))
        figure = Figure(zone.facing_wall, marks(zone, (side,)))
        return Page("spot", name_of(desk, step.zone), (), tuple(rows), figures=(figure,))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Change something, or leave the spot out."""
        step = self._step(desk)
        match key:
            case "side" if step.side is not None:
                other = Side.LEFT if step.side is Side.RIGHT else Side.RIGHT
                return self._keep(desk, replace(step, side=other))
            case "holds":
                return self._keep(desk, replace(step, holds=HOLDS[0] if step.holds == HOLDS[1] else step.holds + 1))
            case "hold_s":
                return Open(Seconds(self, step.hold_s))
            case "earlier":
                program = _read(desk, self.key)
                steps = list(program.steps)
                steps.insert(self.number - 1, steps.pop(self.number))
                _write(desk, replace(program, steps=tuple(steps)))
                return Back()
        text, name = text_of(self.key), sided(desk, step.zone, step.side)
        _write(desk, changed(_read(desk, self.key), self.number, None))
        return Instead(Gone(self.key, name, text), 0)

    def _step(self, desk: Desk) -> ProgramStep:
        return _read(desk, self.key).steps[self.number]

    def _keep(self, desk: Desk, step: ProgramStep) -> Turn:
        _write(desk, changed(_read(desk, self.key), self.number, step))
        return Instead(self)

    def held(self, desk: Desk, hold_s: float) -> None:
        """Keep another length of its holds."""
        self._keep(desk, replace(self._step(desk), hold_s=hold_s))


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long a hold on a spot is, on a dial."""

    spot: Spot
    hold_s: float

    def page(self, desk: Desk) -> Page:
        """Return the dial."""
        dial = Dial(self.hold_s, *HOLD_S, STEP_S, shown(desk, "session.hold_s", self.hold_s))
        return Page("number", desk.say("set_hold_s"), (desk.say("ask_hold_s"),), dial=dial)

    def turned(self, value: float) -> Seconds:
        """Return the screen with the dial at another number."""
        return replace(self, hold_s=value)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Keep the length."""
        self.spot.held(desk, float(key))
        return Back()


@dataclass(frozen=True, slots=True)
class Named:
    """What a program is called: a name typed in."""

    key: str
    text: str

    def page(self, desk: Desk) -> Page:
        """Return what was typed so far."""
        return Page("name", desk.say("change_name"), (desk.say("ask_program_name"),), entry=self.text)

    def typed(self, text: str) -> Named:
        """Return the screen with another text, of a length that fits."""
        return replace(self, text=text[:NAME_LETTERS])

    def choose(self, desk: Desk, key: str) -> Turn:
        """Call it so."""
        if key.strip():
            _write(desk, replace(_read(desk, self.key), names={"": key.strip()}))
        return Back()


@dataclass(frozen=True, slots=True)
class Pick:
    """Which spot a program is to have, too: an own one or an area."""

    key: str

    def page(self, desk: Desk) -> Page:
        """Return the own spots, then the areas for a ball."""
        own = kept.spots(desk)
        areas = Areas(self._open, off=False).page(desk)
        rows = tuple(
            Choice(key, name_of(desk, key), desk.words.text(f"dose.{side.value}")) for key, (_, side) in own.items()
        )
        places: dict[bool, list[Place]] = {False: [], True: []}
        for figure in areas.figures:
            places[figure.front] += figure.places
        for key, (zone, side) in own.items():
            places[zone.facing_wall] += marks(zone, (side,), key)
        figures = on_bodies(places[False], places[True])
        return Page("pick", desk.say("add_spot"), (), (*rows, *areas.choices), figures=figures)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Add an own spot, or ask for the side of an area."""
        if key.startswith(OWN):
            return _add(desk, self.key, usual(key, None, desk.settings))
        return self._open(key)

    def _open(self, zone: str) -> Turn:
        return Instead(PickSide(self.key, zone), 0)


@dataclass(frozen=True, slots=True)
class PickSide:
    """On which side."""

    key: str
    zone: str

    def page(self, desk: Desk) -> Page:
        """Return both sides."""
        entry = Catalog.load(desk.language).zone(self.zone)
        rows = tuple(
            Choice(side.value, capital(desk.words.text(f"dose.{side.value}"))) for side in (Side.LEFT, Side.RIGHT)
        )
        places = tuple(place for row in rows for place in marks(entry.zone, (Side(row.key),), row.key))
        lines = (capital(entry.plain) + ".",)
        return Page("side", entry.name, lines, rows, figures=(Figure(entry.surface == "front", places),))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Add the area on that side."""
        return _add(desk, self.key, usual(self.zone, Side(key), desk.settings))


@dataclass(frozen=True, slots=True)
class Gone:
    """What was deleted, and how it comes back."""

    key: str
    name: str
    text: str
    """What the program's file said before."""

    def page(self, desk: Desk) -> Page:
        """Return the way back."""
        rows = (Choice("go_on", desk.say("go_on")), Choice("undo", desk.say("undo")))
        return Page("gone", desk.say("deleted"), (desk.say("deleted_what", name=self.name),), rows)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Leave it so, or bring it back."""
        if key == "undo":
            own_programs.bring_back(self.key, self.text)
        return Back()


@dataclass(frozen=True, slots=True)
class Spots:
    """The spots that somebody named with *here*."""

    evening: Evening

    def page(self, desk: Desk) -> Page:
        """Return them, the newest first."""
        own = kept.spots(desk)
        rows = tuple(
            Choice(key, name_of(desk, key), capital(desk.words.text(f"dose.{side.value}")))
            for key, (_, side) in reversed(own.items())
        )
        places: dict[bool, list[Place]] = {False: [], True: []}
        for key, (zone, side) in own.items():
            places[zone.facing_wall] += marks(zone, (side,), key)
        lines = () if rows else (desk.say("no_spots"),)
        return Page("spots", desk.say("spots"), lines, rows, figures=on_bodies(places[False], places[True]))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Begin with a spot."""
        return began(self.evening, key, kept.spots(desk)[key][1])


def _read(desk: Desk, key: str) -> Program:
    return read(key, Catalog.load(desk.language), kept.spots(desk), desk.words)


def _write(desk: Desk, program: Program) -> None:
    own = kept.spots(desk)
    write(program, Catalog.load(desk.language), own, desk.settings, desk.words)


def _add(desk: Desk, key: str, step: ProgramStep) -> Turn:
    program = _read(desk, key)
    _write(desk, replace(program, steps=(*program.steps, step)))
    return Back()


def _gone(key: str, name: str) -> Turn:
    text = text_of(key)
    own_programs.delete(key)
    return Instead(Gone(key, name, text), 0)


def _dose(desk: Desk, step: ProgramStep) -> str:
    return desk.say("dose_of_spot", holds=str(step.holds), s=shown(desk, "session.hold_s", step.hold_s))
