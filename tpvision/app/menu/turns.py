"""What screens of the menu are, what they know, and what choosing leads to.

A screen is a value that makes a ``Page`` from the desk; choosing returns a turn, and the menu (``tpvision.app.menu``)
carries it out. So every screen can be tested without a window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from tpvision import settings as settings_room
from tpvision.edges import folders, preferences
from tpvision.knowledge.words import Words
from tpvision.settings import Settings
from tpvision.values import Plan, Purpose
from tpvision.values.page import Page


@dataclass(frozen=True, slots=True)
class Desk:
    """What all screens know: the settings and the words; a change of settings makes another desk."""

    settings: Settings
    words: Words
    told: frozenset[str] = frozenset()
    """Names of the settings that the person chose, as in ``person.height_cm``; the others have their defaults."""
    cameras: bool = True
    """Whether there is a camera."""

    @classmethod
    def open(cls, settings: Settings, cameras: bool = True) -> Desk:
        """Return the desk of these settings, with what the settings file says of them."""
        told = preferences.told(folders.settings_file())
        return cls(settings, Words.load(settings.screen.language), told, cameras)

    def say(self, key: str, **numbers: float | str) -> str:
        """Return the text of ``menu.<key>``."""
        return self.words.text(f"menu.{key}", **numbers)

    @property
    def language(self) -> str:
        """The language of all texts."""
        return self.settings.screen.language

    def changed(self, values: Mapping[str, preferences.Value]) -> Desk:
        """Return the desk with settings changed, by their names, after writing them into the settings file.

        Raises
        ------
        SettingsError, OutputError
            They make no sense, or cannot be written.
        """
        settings = self.settings
        for name, value in values.items():
            group, _, key = name.partition(".")
            table = {**_table(getattr(settings, group)), key: value}
            settings = replace(settings, **{group: settings_room.from_table(type(getattr(settings, group)), table)})
        preferences.change(folders.settings_file(), values)
        words = Words.load(settings.screen.language)
        return replace(self, settings=settings, words=words, told=self.told | frozenset(values))


def _table(group: Any) -> dict[str, Any]:
    return {name: getattr(group, name) for name in group.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Open:
    """Go to another screen; back leads here again."""

    screen: Screen
    focus: int = 0


@dataclass(frozen=True, slots=True)
class Instead:
    """Show another screen, or this one changed, in this one's place."""

    screen: Screen
    focus: int | None = None
    """``None`` leaves the focus where it is."""


@dataclass(frozen=True, slots=True)
class Back:
    """Go back to the screen before; from the first one, leave the program."""


@dataclass(frozen=True, slots=True)
class Home:
    """Go back to the first screen, and from there to another where one is given."""

    screen: Screen | None = None
    focus: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Change settings, then do the turn that follows from the new desk."""

    values: Mapping[str, preferences.Value]
    then: Callable[[Desk], Turn] = field(default=lambda _: Back())


@dataclass(frozen=True, slots=True)
class Live:
    """Run a live screen, then do the turn that follows from how it ended."""

    purpose: Purpose
    plan: Plan
    then: Callable[[Desk, Any], Turn]
    """Takes the desk and the ``Outcome`` of ``tpvision.app.live``."""
    source: str | None = None
    """What to look at; ``None`` for the camera of the settings."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave the program."""


Turn = Open | Instead | Back | Home | Change | Live | Quit


class Screen(Protocol):
    """A screen of the menu; frozen, so that going back finds it as it was."""

    def page(self, desk: Desk) -> Page:
        """Return what it shows; the menu sets the focus."""

    def choose(self, desk: Desk, key: str) -> Turn:
        """Return what choosing a row leads to; the key is the row's, the dial's number or the text typed."""


@runtime_checkable
class Turned(Screen, Protocol):
    """A screen with a dial."""

    def turned(self, value: float) -> Screen:
        """Return the screen with the dial at another number."""


@runtime_checkable
class Written(Screen, Protocol):
    """A screen with an entry."""

    def typed(self, text: str) -> Screen:
        """Return the screen with another text typed."""
