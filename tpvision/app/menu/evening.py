"""What comes next on the way to a session: the first thing that is still missing.

The same function leads through the first evening, where everything is missing, and through all later ones, where
nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tpvision.app.clearing import clearance
from tpvision.app.menu.measures import Number, OneOf
from tpvision.app.menu.screening import Outcome, Questions
from tpvision.app.menu.turns import Desk, Open, Turn

HEIGHT, DIAMETER, COLOUR, HARDNESS = "person.height_cm", "ball.diameter_cm", "ball.colour", "ball.hardness"


@dataclass(frozen=True, slots=True)
class Evening:
    """What the person said about this session so far."""

    program: str | None = None
    """Key of a program..."""
    zone: tuple[str, str] | None = None
    """... or of a zone, with its side."""
    consent: bool | None = None
    """To areas that ask for care; ``None`` before it was asked."""
    soreness: int | None = None
    """Of the spots of yesterday, 0 to 10; ``None`` before it was asked."""
    read: bool = False
    """Whether the person read what is left out of the session and why."""
    only_measure: bool = False
    """Whether to measure person and ball, without a session."""

    def onward(self, desk: Desk) -> Turn:
        """Return the turn to what is still missing, or to the live screens."""
        from tpvision.app.menu.before import measure, planned
        from tpvision.app.menu.today import Today, last_focus

        measured = self._measures(desk)
        if measured is not None:
            return measured
        if self.only_measure:
            return measure(desk, self)
        cleared = clearance(desk.settings.person.name)
        if cleared.refused:
            return Open(Outcome(self.onward, cleared))
        if not cleared.may_begin:
            return Open(Questions(self.onward))
        if self.program is None and self.zone is None:
            return Open(Today(self), last_focus(desk))
        return planned(desk, self)

    def _measures(self, desk: Desk) -> Turn | None:
        """Return the turn to a question about person or ball that was never answered."""
        if HEIGHT not in desk.told:
            return Open(Number(HEIGHT, 1.0, then=self.onward))
        if DIAMETER not in desk.told:
            return Open(Number(DIAMETER, 0.5, then=self.onward))
        for name in (COLOUR, HARDNESS):
            if name not in desk.told:
                return Open(OneOf(name, self.onward))
        return None

    def but(self, **changes: object) -> Evening:
        """Return the evening with changes."""
        return replace(self, **changes)  # type: ignore[arg-type]
