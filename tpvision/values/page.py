"""What a screen of the menu shows: words that are put together already, and what can be chosen; no layout."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a page. Without a key it is only read, but takes the focus, so that long pages can be scrolled."""

    key: str
    text: str
    detail: str = ""
    """A second line, smaller."""
    value: str = ""
    """At the end of the row, as the present value of a setting."""
    on: bool | None = None
    """Whether a switch is on; ``None`` for what is no switch."""
    bar: float | None = None
    """How far something came, 0 to 1, drawn as a bar below the text."""
    grave: bool = False
    """Whether it cannot be undone, or answers a grave question with yes."""
    folded: bool = False
    """Whether the second line is shown only with the focus, so that more rows are seen at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a drawn body."""

    u: float
    """From the midline, positive to the subject's right, in shoulder joint widths."""
    v: float
    """Down from the shoulder line, in torso lengths."""
    radius_cm: float
    key: str = ""
    """Of the choice that it stands for: it is marked with it, and a click on it chooses that."""
    sigma_cm: tuple[float, float] | None = None
    """How sure it is, to the right and down."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn body beside the choices."""

    front: bool
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Dial:
    """A number that previous and next turn, instead of moving the focus."""

    value: float
    low: float
    high: float
    step: float
    text: str
    """The number with its unit."""

    def turned(self, by: int) -> float:
        """Return the value so many steps further, within the limits."""
        return min(max(self.value + by * self.step, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Page:
    """A screen of the menu."""

    name: str
    """Which it is, as in ``home``."""
    title: str
    lines: tuple[str, ...] = ()
    """Paragraphs above the choices."""
    choices: tuple[Choice, ...] = ()
    focus: int = 0
    """Number of the choice that Enter takes."""
    figures: tuple[Figure, ...] = ()
    dial: Dial | None = None
    entry: str | None = None
    """What was typed so far, on a page that asks for a name."""
    note: str = ""
    """At the foot."""
    message: str | None = None
    """What went wrong, to be read before anything else; the next key or click takes it away."""
    top: bool = False
    """Whether Escape leaves the program rather than going back."""

    @property
    def chosen(self) -> Choice | None:
        """The choice with the focus."""
        return self.choices[self.focus] if self.choices else None

    def moved(self, by: int) -> Page:
        """Return the page with the focus moved; it goes round at the ends."""
        return replace(self, focus=(self.focus + by) % max(1, len(self.choices)))
