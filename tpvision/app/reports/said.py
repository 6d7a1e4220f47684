"""How the report says things: names, dates and numbers in the person's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tpvision.app.plans import OWN
from tpvision.core.review import Judged, Rated, Span, spread
from tpvision.knowledge.words import Words
from tpvision.values import PastHold, PastSession, Side, Sums

if TYPE_CHECKING:  # the terminal draws nothing
    from tpvision.edges.report import Grid

CM_OF_INCH = 2.54


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one language, and what areas are called in it."""

    words: Words
    names: dict[str, str]
    """Of zones, by their keys."""
    inch: bool = False
    """Whether lengths are in inches."""

    def __call__(self, key: str, **values: float | str) -> str:
        """Return a text of the report."""
        return self.words.text(f"report.{key}", unit=self.unit, **values)

    @property
    def unit(self) -> str:
        """What lengths are in."""
        return self.words.text("report.unit_inch" if self.inch else "report.unit_cm")

    @property
    def decimal(self) -> str:
        """What stands before the decimals of a number."""
        return self.words.text("menu.decimal")

    def shown(self, cm: float) -> float:
        """Return a length in that unit."""
        return cm / CM_OF_INCH if self.inch else cm

    def length(self, cm: float | None, unit: bool = True) -> str:
        """Return a length; nothing where there is none."""
        if cm is None:
            return ""
        number = self.number(self.shown(cm), 2 if self.inch else 1)
        return f"{number} {self.unit}" if unit else number

    def cell(self, cm: float | None) -> str:
        """Return a length for a column that names the unit."""
        return self.length(cm, unit=False)

    def went(self, one: Judged) -> list[str]:
        """Return how far from the spot, how steady and how sure a hold was, as far as that is known."""
        lengths = (("distance", one.distance_cm), ("steady", one.steadiness_cm), ("sure", one.sure_cm))
        return [self.words.text(f"menu.{key}", length=self.length(cm)) for key, cm in lengths if cm is not None]

    def paused(self, hold: PastHold) -> str:
        """Return why a hold paused and for how long, in a sentence."""
        took: dict[str, float] = {}
        for pause in hold.pauses:
            took[pause.reason] = took.get(pause.reason, 0.0) + pause.end_s - pause.start_s
        what = ", ".join(self("paused_by", why=self.pause(key), s=self.number(s)) for key, s in took.items())
        return self("paused", what=what)

    def tender(self, rated: Sequence[Rated]) -> str:
        """Return what tenderness amounts to, in a sentence; nothing where nobody was asked."""
        before, after = spread(one.told.before for one in rated), spread(one.told.after for one in rated)
        if before is None or after is None:
            return ""
        middle = {"before": self.number(before.middle), "after": self.number(after.middle)}
        return self("tender_sum", count=len(rated), **middle)

    def zone(self, zone: str, side: Side | None) -> str:
        """Return a zone's name with its side; a zone that is no more keeps its key."""
        if not zone:
            return self.words.text("menu.free_spot")
        if zone.startswith(OWN):
            return self.words.text("menu.my_spot", number=zone.removeprefix(OWN))
        name = self.names.get(zone, zone)
        return f"{name}, {self.words.text(f'dose.{side.value}')}" if side else name

    def day(self, iso: str, form: str = "day") -> str:
        """Return a date; ``short_day`` leaves the year out, ``month`` the day."""
        year, month, day = iso[:10].split("-")
        name = self.words.text(f"menu.month_{int(month)}")
        return self(form, day=str(int(day)), month=name[:3] if form == "short_day" else name, year=year)

    def when(self, session: PastSession) -> str:
        """Return when a session began."""
        return f"{self.day(session.started)}, {session.started[11:16]}"

    def number(self, value: float | None, places: int = 1) -> str:
        """Return a number; nothing where there is none."""
        return "" if value is None else f"{value:.{places}f}".replace(".", self.decimal)

    def minutes(self, seconds: float) -> str:
        """Return a time in minutes."""
        return self.number(seconds / 60)

    def ended(self, ended_by: str) -> str:
        """Return how a hold ended."""
        return self._known(f"menu.ended_{ended_by.replace(' ', '_')}", ended_by).rstrip(".")

    def pause(self, reason: str) -> str:
        """Return why a hold paused."""
        return self._known(f"report.pause_{reason}", reason)

    def cue(self, key: str | None) -> str:
        """Return what was said; nothing for nothing."""
        return self._known(f"cue.{key}", key) if key else ""

    def session_ended(self, session: PastSession) -> str:
        """Return how a session ended, if it did."""
        if session.running:
            return self.words.text("menu.session_running")
        known = {"done": "done", "stopped": "stopped", None: "cut_off"}
        return self.words.text(f"menu.session_{known.get(session.ended_by, 'left')}")

    def sums(self, sums: Sums) -> str:
        """Return what sessions amount to, in a sentence."""
        return self("sums", holds=sums.holds, reached=str(sums.reached), min=self.minutes(sums.held_s))

    def sums_row(self, sums: Sums) -> tuple[str, ...]:
        """Return the same as cells, for the columns of ``sums_head``."""
        return str(sums.sessions), str(sums.holds), str(sums.reached), self.minutes(sums.held_s)

    def sums_head(self) -> tuple[str, ...]:
        """Return the heads of those cells."""
        return tuple(self(f"head_{name}") for name in ("sessions", "holds", "reached", "min"))

    def spans(self, head: str, spans: tuple[Span, ...], form: str = "day") -> Grid:
        """Return weeks or months as a table, the newest first."""
        from tpvision.edges.report import Grid

        rows = tuple((self.day(span.begins, form), *self.sums_row(span.sums)) for span in reversed(spans))
        return Grid((self(head), *self.sums_head()), rows)

    def _known(self, key: str, otherwise: str) -> str:
        """Return a text, or what stands for it in a history that another version wrote."""
        try:
            return self.words.text(key)
        except KeyError:
            return otherwise
