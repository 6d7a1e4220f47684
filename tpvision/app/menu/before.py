"""Between choosing a session and standing in it: what is asked and said of its doses, then the live screens."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from tpvision.app import plans
from tpvision.app.clearing import cleared_to_begin
from tpvision.app.keeper import kept_calibration
from tpvision.app.live import Ending, Outcome
from tpvision.app.menu import afterwards, today
from tpvision.app.menu.areas import capital, name_of, sided
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.turns import Desk, Home, Live, Open, Quit, Turn
from tpvision.app.programs import Asked, history, sentences, wishes
from tpvision.app.programs import planned as dosed
from tpvision.core.doses import Dosed, Wish
from tpvision.knowledge.catalog import Catalog
from tpvision.values import Plan, Purpose, Side
from tpvision.values.page import Choice, Dial, Page

SORE_MAX = 10.0
GLANCE = 4


def planned(desk: Desk, evening: Evening) -> Turn:
    """Return the turn to what is still to be asked or read before the session, or to its live screens.

    Raises
    ------
    TpvisionError
        The answers to the safety questions forbid a session, or there is no such program any more.
    """
    plan, wanted = _wanted(desk, evening)
    careful = [wish for wish in wanted if wish.group == "careful"]
    if careful and evening.consent is None:
        return Open(Consent(evening, tuple(dict.fromkeys(wish.step.zone.key for wish in careful))))
    plan, done = _dosed(desk, evening, plan, wanted)
    sore = [remark.step for remark in done.left_out if remark.key == "ask_sore"]
    if sore and evening.soreness is None:
        return Open(Sore(evening, tuple((step.zone.key, step.side) for step in sore)))
    told = sentences((*done.left_out, *done.lessened), desk.words)
    if told and not evening.read and not _known(desk, done):
        # What can be read at a glance needs one press only.
        return Open(Less(evening, tuple(told), bool(done.steps)), len(told) if len(told) <= GLANCE else 0)
    return _live(desk, plan)


def _known(desk: Desk, done: Dosed) -> bool:
    """Say whether all there is to read is that new spots begin with short holds, which a first evening tells."""
    new = all(remark.key == "first_use" for remark in (*done.left_out, *done.lessened))
    return new and bool(history(desk.settings.person.name, None, datetime.date.today()))


def measure(desk: Desk, evening: Evening) -> Turn:
    """Return the turn that looks at the camera's place and then measures person and ball."""
    plan = plans.make(None, "", None, None, None, None, None, None, desk.settings.person.name)
    return Live(Purpose.CHECK, plan, _unless_left(lambda *_: _calibrate(plan, lambda *_: Home(), Home()), Home()))


def _wanted(desk: Desk, evening: Evening) -> tuple[Plan, list[Wish]]:
    zone, side = evening.zone or (None, None)
    plan = plans.make(None, "", zone, side, None, None, None, None, desk.settings.person.name)
    return plan, wishes(desk.settings, evening.program, plan)


def _dosed(desk: Desk, evening: Evening, plan: Plan, wanted: list[Wish]) -> tuple[Plan, Dosed]:
    asked = Asked(bool(evening.consent), evening.soreness)
    return dosed(plan, wanted, desk.settings, cleared_to_begin(desk.settings), asked)


def _live(desk: Desk, plan: Plan) -> Turn:
    """Return the turn through the camera check, a calibration where one is missing or stale, and the session."""

    def checked(desk: Desk, outcome: Outcome) -> Turn:
        fits = kept_calibration(desk.settings.person.name) is not None and outcome.view.stale is None
        return session if fits else _calibrate(plan, lambda *_: session, leave)

    leave = Home(today.Today(Evening()), today.last_focus(desk))
    session = Live(Purpose.SESSION, plan, afterwards.turn)
    return Live(Purpose.CHECK, plan, _unless_left(checked, leave))


def _calibrate(plan: Plan, then: Callable[[Desk, Outcome], Turn], back: Turn) -> Turn:
    return Live(Purpose.CALIBRATE, plan, _unless_left(then, back))


def _unless_left(then: Callable[[Desk, Outcome], Turn], back: Turn) -> Callable[[Desk, Outcome], Turn]:
    """Return what follows from a live screen: the next one, unless the person left it."""

    def turn(desk: Desk, outcome: Outcome) -> Turn:
        if outcome.ending is Ending.QUIT:
            return Quit()
        return back if outcome.ending is Ending.BACK else then(desk, outcome)

    return turn


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether areas that ask for care are wanted, this time."""

    evening: Evening
    zones: tuple[str, ...]
    """Their keys."""

    def page(self, desk: Desk) -> Page:
        """Return the question with the areas."""
        plain = {entry.key: capital(entry.plain) for entry in Catalog.load(desk.language).entries}
        names = [Choice("", name_of(desk, zone), plain.get(zone, "")) for zone in self.zones]
        rows = (Choice("no", desk.say("consent_no")), Choice("yes", desk.say("consent_yes")), *names)
        return Page("consent", desk.say("consent"), (desk.say("consent_why"),), rows)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go on with the areas or without them."""
        return self.evening.but(consent=key == "yes").onward(desk)


@dataclass(frozen=True, slots=True)
class Sore:
    """How sore the spots of yesterday are now, on a dial."""

    evening: Evening
    spots: tuple[tuple[str, Side], ...]
    """Zones and sides."""
    level: float = 0.0

    def page(self, desk: Desk) -> Page:
        """Return the dial with the spots."""
        lines = (desk.say("sore_why"), "; ".join(sided(desk, zone, side) for zone, side in self.spots) + ".")
        dial = Dial(self.level, 0.0, SORE_MAX, 1.0, desk.say("of_ten", level=self.level))
        return Page("sore", desk.say("sore"), lines, dial=dial)

    def turned(self, value: float) -> Sore:
        """Return the screen with the dial at another number."""
        return replace(self, level=value)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go on with that answer."""
        return self.evening.but(soreness=int(float(key))).onward(desk)


@dataclass(frozen=True, slots=True)
class Less:
    """What is left out of the session or lessened, and why."""

    evening: Evening
    told: tuple[str, ...]
    begins: bool
    """Whether anything is left."""

    def page(self, desk: Desk) -> Page:
        """Return a sentence for each."""
        title = desk.say("less" if self.begins else "nothing_left")
        last = Choice("go_on", desk.say("go_on")) if self.begins else Choice("other", desk.say("choose_other"))
        return Page("less", title, (), (*(Choice("", sentence) for sentence in self.told), last))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go on with the rest, or choose anew."""
        if key == "go_on":
            return self.evening.but(read=True).onward(desk)
        return Home(today.Today(Evening()))
