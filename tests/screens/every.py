"""Every screen there is, filled with something to show: for golden pictures and for ``make screenshots``."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from tests.app.menu.kit import ME, hold
from tests.screens.scenes import GUIDED_SCENES, MEASURING, SCENES, picture
from tpvision.app.menu import afterwards, areas, before, home, measures, mine, past, screening, today
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.turns import Desk, Home, Screen
from tpvision.edges import folders
from tpvision.edges.camera import CameraInfo
from tpvision.edges.store import Store
from tpvision.knowledge.screening import Clearance, Standing
from tpvision.screens import moment, page
from tpvision.screens.live import Around
from tpvision.screens.theme import Theme
from tpvision.values import Pause, Phase, Side, Spot, Tenderness, View

Draw = Callable[[pygame.Surface, Theme, Desk], None]

DAYS = ("2025-03-02", "2025-03-03", "2025-03-05", "2025-04-10")
"""Days of the person's sessions: long ago, so that no picture changes with the day it is made on."""
PROGRAM = """name = "Evening"
[[step]]
zone = "rhomboid_middle"
side = "left"
holds = 2
hold_s = 30
[[step]]
zone = "infraspinatus_centre"
side = "right"
holds = 2
hold_s = 30
"""


def lived() -> None:
    """Give the person of the data folder a past: sessions, own spots and a program."""
    held = (
        hold("rhomboid_middle", Side.LEFT),
        hold("rhomboid_middle", Side.LEFT, 21.0, "easier"),
        hold("upper_trapezius", Side.RIGHT),
    )
    told = (Tenderness(0, "rhomboid_middle", Side.LEFT, 6, 3),)
    with Store.open(folders.history_file()) as store, store.together():
        for number, day in enumerate(DAYS):
            begun = store.begin_session(f"{day}T12:00:00+00:00", "camera 0", "", "", ME)
            for each in held[: 3 - number % 2]:
                store.add_hold(begun, each, [Pause(20.0, 24.0, "off_spot")] if number % 2 else [])
            for each in told:
                store.keep_tenderness(begun, each)
            if number == 0:
                store.add_spot(ME, begun, Spot(0.25, 0.1, 1.5, 1.0, False))
                store.add_spot(ME, begun, Spot(-0.2, 0.62, 1.5, 1.2, False))
            store.end_session(begun, "done")
    (folders.programs_folder() / "own-1.toml").write_text(PROGRAM, encoding="utf-8")


def pages() -> dict[str, Screen]:
    """Return the pages of the menu; some show what ``lived`` kept."""
    evening = Evening()
    holds = (hold("rhomboid_middle", Side.LEFT), hold("upper_trapezius", Side.RIGHT, 12.0, "easier"))
    view = View(9.0, (640, 480), Phase.DONE, holds=holds)
    feelings = areas.Explore(evening, "between_blades")

    def nowhere(_: Desk) -> Home:
        return Home()

    return {
        "home": home.Start(),
        "settings": home.Settings(),
        "about": home.About(),
        "help": home.Help(),
        "height": measures.Number("person.height_cm", 1.0),
        "colour": measures.OneOf("ball.colour"),
        "camera": measures.Camera((CameraInfo(0, "Integrated Camera"), CameraInfo(2, "USB camera"))),
        "people": measures.People(),
        "name": measures.Name("Ann"),
        "questions": screening.Questions(nowhere),
        "answered": screening.Outcome(nowhere, Clearance(Standing.CLEAR)),
        "refused": screening.Outcome(nowhere, Clearance(Standing.EMERGENCY)),
        "today": today.Today(evening),
        "tense": areas.Tense(evening),
        "explore": feelings,
        "area": areas.Area("rhomboid_middle", evening),
        "programs": mine.Mine(),
        "program": mine.Edit("own-1"),
        "spots": mine.Spots(evening),
        "consent": before.Consent(evening, ("levator_scapulae",)),
        "sore": before.Sore(evening, (("rhomboid_middle", Side.LEFT),), 2.0),
        "less": before.Less(evening, ("Rhomboids, left: 20 s.",), True),
        "summary": afterwards.Summary(view, None),
        "look_out": afterwards.LookOut(),
        "history": past.History(),
        "month": past.Month("2025-03"),
        "detail": past.Detail(1),
        "forget": past.Forget(1),
    }


def screens() -> dict[str, Draw]:
    """Return what draws each screen, by its name."""

    def of_page(screen: Screen) -> Draw:
        return lambda surface, theme, desk: page.draw(surface, screen.page(desk), theme, desk.words)

    def before_camera(view: View, around: Around) -> Draw:
        return lambda surface, theme, desk: moment.draw(surface, picture(), view, theme, desk.words, around)

    return {
        **{f"page_{name}": of_page(screen) for name, screen in pages().items()},
        **{f"session_{name}": before_camera(view, Around(status)) for name, (view, status) in SCENES.items()},
        **{f"session_{name}": before_camera(*scene) for name, scene in GUIDED_SCENES.items()},
        **{f"measuring_{name}": before_camera(*scene) for name, scene in MEASURING.items()},
    }
