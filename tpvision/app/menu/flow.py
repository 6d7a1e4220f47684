"""Where somebody is in the menu: a stack of screens, and what keys, clicks and turns make of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tpvision.app.menu.turns import Back, Change, Desk, Home, Instead, Live, Open, Quit, Screen, Turn, Turned, Written
from tpvision.edges.window import KeyPressed, MenuMove, Typed
from tpvision.errors import TpvisionError
from tpvision.values.page import Page


@dataclass(frozen=True, slots=True)
class Flow:
    """The screens one went through, the present one last, each with the number of its choice with the focus."""

    desk: Desk
    stack: tuple[tuple[Screen, int], ...]
    message: str | None = None
    """What went wrong; the next key or click takes it away."""
    effect: Live | Quit | None = field(default=None, compare=False)
    """What the loop is to do now."""

    @property
    def screen(self) -> Screen:
        """The present screen."""
        return self.stack[-1][0]

    def page(self) -> Page:
        """Return what it shows."""
        screen, focus = self.stack[-1]
        try:
            page = screen.page(self.desk)
        except TpvisionError as error:  # as a file that was broken while its page is open
            page = Page("fault", self.desk.words.text("home.title"), message=str(error))
        focus = min(focus, max(0, len(page.choices) - 1))
        return replace(page, focus=focus, message=self.message or page.message, top=len(self.stack) == 1)

    def at(self, choice: int) -> Flow:
        """Return the flow with the focus on a choice."""
        return replace(self, stack=(*self.stack[:-1], (self.screen, choice)))

    def pressed(self, event: KeyPressed | Typed) -> Flow:
        """Return what a key makes of it."""
        page = self.page()
        if isinstance(event, Typed):
            return self._typed(page.entry, event) if page.entry is not None else self
        if self.message is not None and event.menu is not MenuMove.BACK:
            return replace(self, message=None)
        match event.menu:
            case MenuMove.BACK:
                return self.turned(Back())
            case MenuMove.OPEN:
                return self.chosen(page)
            case MenuMove.NEXT | MenuMove.PREVIOUS as move:
                by = 1 if move is MenuMove.NEXT else -1
                if page.dial is not None and isinstance(self.screen, Turned):
                    return self.turned(Instead(self.screen.turned(page.dial.turned(by))))
                return self.at(page.moved(by).focus)
        return self

    def chosen(self, page: Page) -> Flow:
        """Return what taking the choice with the focus makes of it."""
        if page.dial is not None:
            key = f"{page.dial.value:g}"
        elif page.entry is not None:
            key = page.entry
        else:
            key = page.chosen.key if page.chosen else ""
            if not key:  # a row to be read: on to the next
                return self.at(page.moved(1).focus)
        try:
            turn = self.screen.choose(self.desk, key)
        except TpvisionError as error:
            return replace(self, message=str(error))
        return self.turned(turn)

    def turned(self, turn: Turn) -> Flow:
        """Return what a turn makes of it."""
        here = replace(self, message=None, effect=None)
        match turn:
            case Open(screen, focus):
                return replace(here, stack=(*here.stack, (screen, focus)))
            case Instead(screen, focus):
                kept = here.stack[-1][1] if focus is None else focus
                return replace(here, stack=(*here.stack[:-1], (screen, kept)))
            case Back():
                if len(here.stack) == 1:
                    return replace(here, effect=Quit())
                return replace(here, stack=here.stack[:-1])
            case Home(screen, focus):
                first = here.stack[:1]
                return replace(here, stack=first if screen is None else (*first, (screen, focus)))
            case Change(values, then):
                try:
                    changed = replace(here, desk=here.desk.changed(values))
                    return changed.turned(then(changed.desk))
                except TpvisionError as error:
                    return replace(here, message=str(error))
            case Live() | Quit():
                return replace(here, effect=turn)

    def _typed(self, entry: str, event: Typed) -> Flow:
        if not isinstance(self.screen, Written):
            return self
        return self.turned(Instead(self.screen.typed(entry[:-1] if event.text == "\b" else entry + event.text)))
