"""The first screen, and those that it leads to without a camera: settings, about, help."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tpvision.app.menu import afterwards
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.measures import Camera, Number, OneOf, People, shown
from tpvision.app.menu.turns import Change, Desk, Instead, Live, Open, Quit, Turn
from tpvision.app.plans import demo
from tpvision.edges import folders
from tpvision.edges.camera import list_cameras
from tpvision.values import Plan, Purpose
from tpvision.values.page import Choice, Figure, Page


@dataclass(frozen=True, slots=True)
class Start:
    """Home."""

    notice: str | None = None
    """What is to be said once, as that the last session was cut off."""

    def page(self, desk: Desk) -> Page:
        """Return what can be done; without a camera the demo film comes first."""
        keys = ["start", "calibrate", "history", "settings", "help", "about", "demo", "quit"]
        if not desk.cameras:
            keys = ["demo", *(key for key in keys if key not in ("demo", "start", "calibrate"))]
        rows = tuple(Choice(key, desk.say(key)) for key in keys)
        lines = [desk.words.text("home.purpose")]
        if self.notice is not None:
            lines.insert(0, self.notice)
        if not desk.cameras:
            lines.append(desk.say("no_camera"))
        note = desk.words.text("home.notice")
        return Page("home", desk.words.text("home.title"), tuple(lines), rows, figures=(Figure(False),), note=note)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Go there."""
        match key:
            case "start":
                return Evening().onward(desk)
            case "calibrate":
                return Evening(only_measure=True).onward(desk)
            case "demo":
                return film(desk)
            case "history":
                from tpvision.app.menu.past import History

                return Open(History())
            case "settings":
                return Open(Settings())
            case "help":
                return Open(Help())
            case "about":
                return Open(About())
        return Quit()


def film(desk: Desk) -> Turn:
    """Return the turn that plays the bundled film as if it were the camera."""
    plan, _ = demo(Plan(), desk.settings)
    return Live(Purpose.SESSION, plan, partial(afterwards.turn, own=False), str(folders.demo_film()))


SWITCHES = (
    "sound.on", "session.ask_tenderness", "breath.on", "screen.full_screen", "screen.mirror",
    "screen.reduced_motion", "privacy.keep_trace", "voice.on",
)  # fmt: skip
NUMBERS = {
    "person.height_cm": 1.0,
    "ball.diameter_cm": 0.5,
    "session.hold_s": 5.0,
    "session.rest_s": 5.0,
    "breath.in_s": 0.5,
    "breath.out_s": 0.5,
    "sound.volume": 0.1,
}
"""With the step of each."""
CHOICES = (
    "ball.colour", "ball.hardness", "sound.say", "sound.say_with", "screen.language", "screen.theme", "screen.units",
)  # fmt: skip
ORDER = (
    "person.name", "camera.source", "person.height_cm", "ball.diameter_cm", "ball.colour", "ball.hardness",
    "session.hold_s", "session.rest_s", "session.ask_tenderness", "breath.on", "breath.in_s", "breath.out_s",
    "sound.on", "sound.volume", "sound.say", "sound.say_with", "voice.on", "screen.language", "screen.theme",
    "screen.units", "screen.full_screen", "screen.mirror", "screen.reduced_motion", "privacy.keep_trace",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from two metres; the settings file has the rest."""

    def page(self, desk: Desk) -> Page:
        """Return the settings with their values."""
        return Page("settings", desk.say("settings"), (), tuple(self._row(desk, name) for name in ORDER))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Turn a switch, or open what sets the value."""
        if key in SWITCHES:
            return Change({key: not value_of(desk, key)}, lambda _: Instead(self))
        if key in NUMBERS:
            return Open(Number(key, NUMBERS[key]))
        if key in CHOICES:
            return Open(OneOf(key))
        return Open(People() if key == "person.name" else Camera(tuple(list_cameras())))

    def _row(self, desk: Desk, name: str) -> Choice:
        key, value = name.rpartition(".")[2], value_of(desk, name)
        text = desk.say(f"set_{name.replace('.', '_')}" if key in ("on", "name") else f"set_{key}")
        if name in SWITCHES:
            return Choice(name, text, on=bool(value))
        if name in NUMBERS:
            return Choice(name, text, value=shown(desk, name, float(value)))  # type: ignore[arg-type]
        return Choice(name, text, value=desk.say(f"{key}_{value}") if name in CHOICES else str(value))


def value_of(desk: Desk, name: str) -> object:
    """Return the value of a setting by its name."""
    group, _, key = name.partition(".")
    return getattr(getattr(desk.settings, group), key)


@dataclass(frozen=True, slots=True)
class About:
    """What tpvision is, what it keeps and where."""

    def page(self, desk: Desk) -> Page:
        """Return it in rows, so that they can be scrolled."""
        keys = ("about_what", "about_not", "about_picture", "about_net", "about_kept", "about_forget", "about_free")
        rows = tuple(Choice("", desk.say(key, folder=str(folders.data_folder()))) for key in keys)
        return Page("about", desk.say("about"), (), rows)

    def choose(self, desk: Desk, key: str) -> Turn:
        """Stay; there is nothing to choose."""
        return Instead(self)


@dataclass(frozen=True, slots=True)
class Help:
    """All ways to say things."""

    def page(self, desk: Desk) -> Page:
        """Return them in rows, so that they can be scrolled."""
        return Page("help", desk.say("help"), (desk.say("help_begin"),), tuple(rows_of_help(desk)))

    def choose(self, desk: Desk, key: str) -> Turn:
        """Stay; there is nothing to choose."""
        return Instead(self)


def rows_of_help(desk: Desk) -> list[Choice]:
    """Return what can be said in a session, each with its keys, hands and spoken word."""
    keys = ("here", "next", "pause", "easier", "stop", "rate", "mute", "full_screen", "leave")
    return [Choice("", desk.say(f"help_{key}"), desk.say(f"how_{key}")) for key in keys]
