"""Where somebody feels tense, the areas that people often explore then, and a page on each area."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from tpvision.app.menu.evening import Evening
from tpvision.app.menu.turns import Change, Desk, Open, Turn
from tpvision.app.plans import OWN
from tpvision.knowledge.catalog import Catalog, ZoneEntry
from tpvision.knowledge.feelings import Feeling, feelings
from tpvision.values import Side, Zone
from tpvision.values.page import Choice, Figure, Page, Place

FELT_CM = 3.0
"""How large a part of the body that feels tense is marked; where it ends, nobody can say."""
SIDES = (Side.LEFT, Side.RIGHT)


@lru_cache(maxsize=4)
def _feelings(language: str) -> tuple[Feeling, ...]:
    return feelings(Catalog.load(language))


def name_of(desk: Desk, zone: str) -> str:
    """Return what a zone or an own spot is called, by its key; a zone that is no more keeps its key."""
    if not zone:
        return desk.say("free_spot")
    if zone.startswith(OWN):
        return desk.say("my_spot", number=zone.removeprefix(OWN))
    return next((entry.name for entry in Catalog.load(desk.language).entries if entry.key == zone), zone)


def sided(desk: Desk, zone: str, side: Side | None) -> str:
    """Return a zone's name with its side."""
    name = name_of(desk, zone)
    return name if side is None else desk.say("sided", zone=name, side=desk.words.text(f"dose.{side.value}"))


def marks(zone: Zone, sides: Iterable[Side], key: str = "") -> tuple[Place, ...]:
    """Return a zone's places on a drawn body."""
    return tuple(Place(side.sign * zone.u, zone.v, zone.radius_cm, key) for side in sides)


def on_bodies(back: Iterable[Place], front: Iterable[Place]) -> tuple[Figure, ...]:
    """Return the drawn bodies that these places need; the back where there are none."""
    behind, before = Figure(False, tuple(back)), Figure(True, tuple(front))
    if not before.places:
        return (behind,)
    return (behind, before) if behind.places else (before,)


def drawn(entries: Iterable[ZoneEntry]) -> tuple[Figure, ...]:
    """Return the bodies with the areas on both sides; what lies at the side is drawn on the back."""
    found = [(entry.surface == "front", marks(entry.zone, SIDES, entry.key)) for entry in entries]
    back, front = (
        [place for is_front, places in found if is_front is which for place in places] for which in (False, True)
    )
    return on_bodies(back, front)


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Tense:
    """Where somebody feels tense."""

    evening: Evening

    def page(self, desk: Desk) -> Page:
        """Return the parts of the body, drawn from behind and from in front."""
        known = _feelings(desk.language)
        rows = tuple(Choice(each.key, each.texts[desk.language]) for each in known)
        back, front = (
            tuple(
                Place(sign * each.u, each.v, FELT_CM, each.key)
                for each in known
                if each.surface == surface
                for sign in (-1, 1)
            )
            for surface in ("back", "front")
        )
        return Page("tense", desk.say("tense"), (), rows, figures=on_bodies(back, front))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go to the areas that people often explore then."""
        return Open(Explore(self.evening, key))


@dataclass(frozen=True, slots=True)
class Explore:
    """Areas that people often explore who feel tense in one place; never a cause."""

    evening: Evening
    feeling: str

    def page(self, desk: Desk) -> Page:
        """Return the areas, the most usual first."""
        feeling = next(each for each in _feelings(desk.language) if each.key == self.feeling)
        lines = (desk.say("often_explored"),)
        rows, figures = listed(feeling.zones), drawn(feeling.zones)
        return Page("explore", feeling.texts[desk.language], lines, rows, figures=figures)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go to the page of an area."""
        return Open(Area(key, self.evening))


def listed(entries: Iterable[ZoneEntry]) -> tuple[Choice, ...]:
    """Return areas as rows: where they are in plain words; their names are on their pages."""
    return tuple(Choice(entry.key, capital(entry.plain)) for entry in entries)


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas."""

    open: Callable[[str], Turn]
    """What an area leads to, by its key."""
    off: bool = True
    """Whether to show those that can only be read about, too."""

    def page(self, desk: Desk) -> Page:
        """Return them in the order of the catalogue."""
        entries = [entry for entry in Catalog.load(desk.language).entries if self.off or entry.group != "off"]
        return Page("areas", desk.say("areas"), (), listed(entries), figures=drawn(entries))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go to the page of an area."""
        return self.open(key)


@dataclass(frozen=True, slots=True)
class Area:
    """One area: how to stand, where the ball goes, what to heed."""

    zone: str
    evening: Evening

    def page(self, desk: Desk) -> Page:
        """Return the ways to begin, then what there is to read."""
        entry = Catalog.load(desk.language).zone(self.zone)
        cautions = tuple(Choice("", desk.say("take_care"), text) for text in entry.cautions)
        stretch = Choice("", desk.say("stretch"), entry.stretch)
        rows: tuple[Choice, ...] = (Choice("", desk.say("only_read")), *cautions, stretch)
        if entry.group != "off":
            ball = desk.say("ball_at_most", ball=desk.say(f"hardness_{entry.hardness_max}"))
            care = Choice("", desk.say("take_care"), desk.say("asks_for_care"))
            rows = (
                *(Choice(side.value, desk.say(f"begin_{side.value}")) for side in SIDES),
                Choice("", desk.say("how_to_stand"), entry.stand),
                Choice("", desk.say("where_the_ball"), entry.place),
                *((care,) if entry.group == "careful" else ()),
                *cautions,
                Choice("", desk.say("which_ball"), ball),
                stretch,
            )
        lines = (capital(entry.plain) + ".",)
        places = tuple(
            place for side in SIDES for place in marks(entry.zone, (side,), side.value if rows[0].key else "")
        )
        figures = (Figure(entry.surface == "front", places),)
        return Page("area", entry.name, lines, rows, figures=figures)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Begin on a side."""
        return began(self.evening, self.zone, Side(key))


def began(evening: Evening, zone: str, side: Side) -> Turn:
    """Return the turn that goes on with one spot, and remembers it as the last choice."""
    chosen = f"{zone}/{side.value}"
    return Change({"session.program": chosen}, evening.but(program=None, zone=(zone, side.value)).onward)
