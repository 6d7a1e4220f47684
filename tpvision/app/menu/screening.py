"""The safety questions in the window: a page for each tier, then what the answers lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tpvision.app.clearing import keep_answers
from tpvision.app.menu.turns import Desk, Home, Instead, Open, Turn
from tpvision.knowledge.screening import AGREED, REGION, Clearance, Screening
from tpvision.values.page import Choice, Page

NONE, ONWARD, YES, NO = "none", "onward", "yes", "no"


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions that come next: all of a tier, whether a professional agreed, or the places to leave out."""

    then: Callable[[Desk], Turn]
    """Once the answers allow a session."""
    answers: Mapping[str, bool] = field(default_factory=dict)
    """To the pages before."""
    yes: frozenset[str] = frozenset()
    """What was switched on here."""

    def page(self, desk: Desk) -> Page:
        """Return the questions as switches; the last choice goes on."""
        screening, keys = Screening.load(), self._keys()
        title, language = desk.say("safety"), desk.language
        if keys == (AGREED,):
            lines = (screening.agreed[language],)
            return Page("screening", title, lines, (Choice(NO, desk.say("no")), Choice(YES, desk.say("yes"))))
        tier = screening.tiers[screening.tier_of(keys[0])][language]
        rows = [Choice(key, screening.asks(key)[language], on=key in self.yes) for key in keys]
        last = Choice(ONWARD, desk.say("go_on")) if self.yes else Choice(NONE, desk.say("none_of_it"))
        return Page("screening", title, (tier, desk.say("switch")), (*rows, last))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Switch a question, or go on."""
        if key in (YES, NO):
            return self._onward(desk, {AGREED: key == YES})
        if key in (NONE, ONWARD):
            return self._onward(desk, {each: each in self.yes for each in self._keys()})
        return Instead(replace(self, yes=self.yes ^ {key}))

    def _keys(self) -> tuple[str, ...]:
        """Return the keys of this page: those open ones that go together with the first."""
        screening = Screening.load()
        keys = screening.open_keys(self.answers)
        if keys[0] == AGREED:
            return (AGREED,)
        tier = screening.tier_of(keys[0])
        region = keys[0].startswith(REGION)
        together = (key for key in keys if screening.tier_of(key) == tier and key.startswith(REGION) == region)
        return tuple(key for key in together if key != AGREED)

    def _onward(self, desk: Desk, given: Mapping[str, bool]) -> Turn:
        answers = {**self.answers, **given}
        if Screening.load().open_keys(answers):
            return Open(Questions(self.then, answers))
        return Open(Outcome(self.then, keep_answers(desk.settings.person.name, answers)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers lead to."""

    then: Callable[[Desk], Turn]
    clearance: Clearance

    def page(self, desk: Desk) -> Page:
        """Return it in words, with the places that are left out."""
        screening, language = Screening.load(), desk.language
        regions = [f"\N{EN DASH} {region.texts[language]}" for region in self.clearance.regions]
        lines = (screening.outcomes[self.clearance.standing][language], *regions)
        last = Choice(ONWARD, desk.say("go_on")) if self.clearance.may_begin else Choice(NO, desk.say("to_home"))
        return Page("screened", desk.say("safety"), lines, (last,), note=desk.words.text("home.notice"))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go on, or home where there can be no session."""
        return self.then(desk) if key == ONWARD else Home()
