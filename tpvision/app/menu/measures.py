"""What is asked once of person and ball: height, the ball's size, hardness and colour; and who, before which camera."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, replace

from tpvision.app.menu import kept
from tpvision.app.menu.turns import Back, Change, Desk, Instead, Turn
from tpvision.edges.camera import CameraInfo
from tpvision.values.page import Choice, Dial, Page

CM_OF_INCH = 2.54
_NAMED = "person "
"""What the keys of rows of names begin with."""


def _back(_: Desk) -> Turn:
    return Back()


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the settings on a dial."""

    name: str
    """As in ``person.height_cm``."""
    step: float
    value: float | None = None
    """``None`` until it was turned."""
    then: Callable[[Desk], Turn] = _back

    def page(self, desk: Desk) -> Page:
        """Return the dial; lengths in the units of the settings."""
        group, _, key = self.name.partition(".")
        now = getattr(getattr(desk.settings, group), key)
        low, high = limits(desk, self.name)
        value = float(now if self.value is None else self.value)
        dial = Dial(value, low, high, self.step, shown(desk, self.name, value))
        return Page("number", desk.say(f"set_{key}"), (desk.say(f"ask_{key}"),), dial=dial)

    def turned(self, value: float) -> Number:
        """Return the screen with the dial at another number."""
        return replace(self, value=round(value, 4))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Keep the number."""
        group, _, name = self.name.partition(".")
        whole = isinstance(getattr(getattr(desk.settings, group), name), int)
        return Change({self.name: int(float(key)) if whole else float(key)}, self.then)


def limits(desk: Desk, name: str) -> tuple[float, float]:
    """Return the least and the most of a setting."""
    group, _, key = name.partition(".")
    field = {each.name: each for each in dataclasses.fields(getattr(desk.settings, group))}[key]
    low, high = field.metadata["range"]
    return float(low), float(high)


def shown(desk: Desk, name: str, value: float) -> str:
    """Return a number of the settings with its unit."""
    unit = name.rpartition("_")[2]
    if unit == "cm" and desk.settings.screen.units == "inch":
        inches = value / CM_OF_INCH
        if name == "person.height_cm":
            feet, rest = divmod(round(inches), 12)
            return f"{feet} ft {rest} in"
        return f"{inches:.2g} in"
    number = f"{value:g}".replace(".", desk.say("decimal"))
    return {"cm": f"{number} cm", "s": f"{number} s", "min": f"{number} min"}.get(unit, number)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A setting with a few values, each a choice."""

    name: str
    then: Callable[[Desk], Turn] = _back

    def page(self, desk: Desk) -> Page:
        """Return the values, the present one marked."""
        group, _, key = self.name.partition(".")
        now = getattr(getattr(desk.settings, group), key)
        rows = tuple(Choice(str(value), desk.say(f"{key}_{value}"), on=value == now) for value in self._values(desk))
        return Page("one_of", desk.say(f"set_{key}"), (desk.say(f"ask_{key}"),), rows)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Keep the value."""
        value = next(value for value in self._values(desk) if str(value) == key)
        return Change({self.name: value}, self.then)

    def _values(self, desk: Desk) -> tuple[str | int, ...]:
        group, _, key = self.name.partition(".")
        field = {each.name: each for each in dataclasses.fields(getattr(desk.settings, group))}[key]
        if "choices" in field.metadata:
            return tuple(field.metadata["choices"])
        low, high = field.metadata["range"]
        return tuple(range(low, high + 1))


@dataclass(frozen=True, slots=True)
class Camera:
    """Which camera looks at the person."""

    found: tuple[CameraInfo, ...]
    """Those of this computer."""

    def page(self, desk: Desk) -> Page:
        """Return the cameras by their names, the present one marked."""
        now = desk.settings.camera.source
        rows = tuple(Choice(str(each.number), each.name, on=str(each.number) == now) for each in self.found)
        return Page("camera", desk.say("set_source"), (desk.say("ask_source" if rows else "no_camera_found"),), rows)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Take that camera from now on."""
        return Change({"camera.source": key})


@dataclass(frozen=True, slots=True)
class People:
    """Who stands at the wall: one of those that something is kept of, or somebody new."""

    def page(self, desk: Desk) -> Page:
        """Return the names, the present one marked, and a row for another."""
        now = desk.settings.person.name
        names = dict.fromkeys((*kept.people(), now))
        rows = tuple(Choice(_NAMED + name, name, on=name == now) for name in names)
        return Page(
            "people", desk.say("set_name"), (desk.say("ask_person"),), (*rows, Choice("new", desk.say("new_person")))
        )

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go by that name, or type another."""
        return Instead(Name(), 0) if key == "new" else Change({"person.name": key.removeprefix(_NAMED)})


@dataclass(frozen=True, slots=True)
class Name:
    """Who stands at the wall: a name typed in; a new one begins a profile of its own."""

    text: str = ""

    def page(self, desk: Desk) -> Page:
        """Return what was typed so far."""
        return Page("name", desk.say("set_name"), (desk.say("ask_name"),), entry=self.text)

    def typed(self, text: str) -> Name:
        """Return the screen with another text, of a length that fits."""
        return Name(text[:24])

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go by that name."""
        return Change({"person.name": key.strip()}) if key.strip() else Instead(self)
