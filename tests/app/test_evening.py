"""A whole evening in the window: from the first start to the history, by keys and by a presenter's clicker."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pygame
import pytest

from tests.app.conftest import Demo
from tests.app.kit import ScriptedWindow, Stage, StageSource, close_window, press
from tests.app.test_live_window import CAMERA
from tpvision import settings as settings_room
from tpvision.app import history
from tpvision.app.keeper import kept_calibration
from tpvision.app.live import Parts
from tpvision.app.opened import window
from tpvision.edges import folders
from tpvision.knowledge.words import Words
from tpvision.screens.theme import Theme
from tpvision.values import Frame, Landmark, Look, MeasureStep, Phase, Plan, Pose, View
from tpvision.values.page import Page

pytestmark = pytest.mark.film
Script = list[tuple[Callable[[], bool], Callable[[], object]]]


@dataclass(frozen=True)
class Keys:
    """What somebody has in hand."""

    next: int
    previous: int
    open: int
    back: int
    stop: tuple[int, ...]
    """Ends a session."""


KEYS = Keys(pygame.K_DOWN, pygame.K_UP, pygame.K_SPACE, pygame.K_ESCAPE, (pygame.K_s,))
CLICKER = Keys(pygame.K_PAGEDOWN, pygame.K_PAGEUP, pygame.K_RETURN, pygame.K_ESCAPE, (pygame.K_ESCAPE, pygame.K_ESCAPE))


HIGHER_PX = 25.0
"""The person of the film is given a place where no ball should press: here they place it higher."""
ARM = np.repeat([0.5, 1.0], [2, 8])
"""By how much of it elbows and hands are higher."""


def higher(look: Look) -> Look:
    """Return what a picture shows with higher hands."""
    poses = []
    for pose in look.poses:
        landmarks = pose.landmarks.copy()
        landmarks[Landmark.LEFT_ELBOW : Landmark.RIGHT_THUMB + 1, 1] -= HIGHER_PX * ARM
        poses.append(Pose(landmarks))
    return replace(look, poses=tuple(poses))


class Reel(StageSource):
    """A camera before which the film's person does the same for each live screen; its clock goes on."""

    def __init__(self, film: Sequence[Look], given: list[Look]) -> None:
        super().__init__(given)
        self._film, self._given = film, given
        self._begun_s = 0.0
        self._at = 0

    @property
    def ended(self) -> bool:
        return self.closed

    def again(self) -> None:
        """Begin the film anew."""
        with self._changed:
            self._begun_s = self._given[-1].t_s + 1 / 30 if self._given else 0.0
            self._at, self._shown = 0, len(self._given) - 1

    def read(self, timeout_s: float) -> Frame | None:
        with self._changed:
            if self.closed or not self._changed.wait_for(lambda: self._shown == len(self._given) - 1, timeout_s):
                return None
            index, look = len(self._given), self._film[self._at % len(self._film)]
            self._given.append(replace(look, t_s=self._begun_s + self._at / 30))
            self._at += 1
            return Frame(np.array([[[index % 256, index // 256, 0]]], np.uint8), self._given[-1].t_s, index)


@dataclass
class Evening:
    """The program, from its start to its end."""

    film: Sequence[Look]
    pages: list[Page] = field(default_factory=list)
    opened: list[Reel] = field(default_factory=list)
    on_page: bool = True

    def __post_init__(self) -> None:
        self.stage = Stage([])

    def run(self, script: Script) -> None:
        made: list[ScriptedWindow] = []

        def opened(settings: Any) -> ScriptedWindow:
            made.append(ScriptedWindow(script, settings))
            return made[-1]

        parts = Parts(
            window=opened,
            cameras=lambda: [CAMERA],
            source=self._source,
            sight=self.stage.sight,
            draw=self._draw,
            page=self._page,
        )
        settings = settings_room.load(folders.settings_file())
        window(None, Plan(), settings, True, parts)
        assert made[0].script_done

    def on(self, name: str, *keys: int) -> Script:
        """Return what presses keys, one after the other, on pages of this name."""
        return [(lambda: self.on_page and self.pages[-1].name == name, press(key)) for key in keys]

    def once(self, seen: Callable[[View], bool], *keys: int) -> Script:
        """Return what presses keys as soon as a live screen shows something."""
        return [(lambda: not self.on_page and seen(self.stage.shown[-1].view), press(key)) for key in keys]

    def _source(self, *_: object, **__: object) -> Reel:
        self.opened.append(Reel(self.film, self.stage.looks))  # type: ignore[arg-type]
        self.stage.source = self.opened[-1]
        return self.opened[-1]

    def _page(self, surface: pygame.Surface, page: Page, theme: Theme, words: Words) -> None:
        Parts().page(surface, page, theme, words)
        self.pages.append(page)
        self.on_page = True

    def _draw(self, surface: object, picture: Any, view: View, *rest: Any) -> None:
        if picture is None:
            self.opened[-1].again()
        self.on_page = False
        self.stage.draw(surface, picture, view, *rest)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "landmarker"]
    pygame.quit()


def measured(step: MeasureStep) -> Callable[[View], bool]:
    return lambda view: view.measuring is not None and view.measuring.step is step


def found(view: View) -> bool:
    """Say whether the ball rests somewhere, off the spot that was planned."""
    return view.caption is not None and view.caption.key.startswith("replace")


def asked(view: View) -> bool:
    return view.phase is Phase.RATE


def held(view: View) -> bool:
    return view.hold is not None and view.hold.held_s > 10.5


def stopped(view: View) -> bool:
    return view.measuring is None and view.phase is Phase.STOPPED


def first(evening: Evening, keys: Keys) -> Script:
    """Return a first evening: what is asked, check, calibration, a hold that is counted, and looking back."""
    on, once = evening.on, evening.once
    last = (keys.previous, keys.open)
    stop: Script = []
    for number, key in enumerate(keys.stop):
        stop += once((lambda view: view.phase is Phase.PAUSED) if number else held, key)
    return [
        *on("home", keys.open),
        *on("number", keys.next, keys.next, keys.open, keys.open),
        *on("one_of", keys.open, keys.open),
        *(step for _ in range(4) for step in on("screening", *last)),
        *on("screened", keys.open),
        *on("today", keys.open),
        *on("less", keys.open),
        *once(measured(MeasureStep.BALL), pygame.K_n if keys is KEYS else keys.next),
        *once(measured(MeasureStep.RESULT), keys.open),
        *once(found, keys.open),
        *once(asked, pygame.K_3 if keys is KEYS else keys.next),
        *stop,
        *once(stopped, keys.open),
        *on("summary", *last),
        *on("home", keys.next, keys.next, keys.open),
        *on("history", keys.open, keys.open, keys.open),
        *on("detail", keys.back),
        *on("history", keys.back),
        *on("home", keys.back),
    ]


def ten_days_pass() -> None:
    """Let what was kept be of ten days ago: a spot rests for a day, and a first evening is a small one."""
    with sqlite3.connect(folders.history_file()) as kept:
        kept.execute("UPDATE sessions SET started_utc = strftime('%Y-%m-%dT%H:%M:%S+00:00', started_utc, '-10 days')")
    kept.close()


@pytest.mark.parametrize("keys", [KEYS, CLICKER], ids=["keys", "clicker"])
def test_a_first_evening_then_a_second_start(demo: Demo, keys: Keys) -> None:
    evening = Evening([higher(look) for look in demo.looks])
    evening.run(first(evening, keys))
    (past,) = history.past_sessions(None, None, "me")
    hold = past.holds[-1]
    assert (past.ended_by, hold.ended_by) == ("stopped", "stop")
    assert 10.5 < hold.held_s < 11.5
    assert [choice.value for choice in pages_named(evening, "summary")[0].choices if choice.bar] == ["11 of 20 s"]
    assert len(evening.opened) == 1  # for check, calibration and session
    assert evening.opened[0].closed
    assert kept_calibration("me") is not None

    ten_days_pass()
    later = Evening(evening.film)
    later.run(
        [
            *later.on("home", keys.open),
            *later.on("today", keys.open),
            (lambda: not later.on_page and later.stage.shown[-1].view.measuring is None, close_window),
        ]
    )
    assert [page.name for page in later.pages] == ["home", "today"]
    assert len(later.opened) == 1


def pages_named(evening: Evening, name: str) -> list[Page]:
    return [page for page in evening.pages if page.name == name]
