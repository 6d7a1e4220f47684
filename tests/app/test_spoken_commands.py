"""A live session takes what the ears hear, shows that they listen, and goes on without them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pygame
import pytest

from tests.app.conftest import Demo
from tests.app.kit import ScriptedWindow, Stage, close_window
from tpvision.app.live import Parts, Session
from tpvision.settings import Settings, SoundSettings, VoiceSettings
from tpvision.values import CommandKind, Phase

WANTED = Settings(sound=SoundSettings(on=False), voice=VoiceSettings(on=True))


class FakeEars:
    """Hear one word, at a turn of the loop after the first picture."""

    listening = True

    def __init__(self, turn: int, kind: CommandKind, status: str | None = None) -> None:
        self.turn, self.kind, self.status = turn, kind, status
        self.turns, self.asked = 0, VoiceSettings()
        self.paused: list[bool] = []
        self.open = False

    def __call__(self, voice: VoiceSettings, language: str) -> FakeEars:
        self.asked = voice
        return self

    def __enter__(self) -> FakeEars:
        self.open = True
        return self

    def __exit__(self, *_: object) -> None:
        self.open = False

    def take(self, speaking: bool, paused: bool) -> list[CommandKind]:
        assert self.open
        assert not speaking
        self.turns += 1
        self.paused.append(paused)
        return [self.kind] if self.turns == self.turn else []


@pytest.fixture(autouse=True)
def _no_window_is_left() -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "hearing"]
    pygame.quit()


def run(demo: Demo, ears: FakeEars, profile: str | None = None) -> tuple[Stage, list[bool]]:
    """Run a session; return what was drawn, and of each drawing whether it showed the microphone."""
    stage, shown = Stage(demo.looks[:400]), []

    def draw(*drawn: Any) -> None:
        shown.append(drawn[-1].listening)
        stage.draw(*drawn)

    parts = replace(Parts(), sight=stage.sight, draw=draw, ears=ears)

    def over() -> bool:
        """Say whether the film stands still, as one does that is over while it is paused."""
        return stage.source.ended and ears.paused[-1:] == [True]

    with ScriptedWindow([(over, close_window)]) as opened:
        Session(opened, stage.source, demo.plan, WANTED, parts, profile).run(None)
    assert not ears.open
    return stage, shown


@pytest.mark.film
def test_a_word_pauses_the_session_and_it_is_told_that_it_is_paused(demo: Demo) -> None:
    ears = FakeEars(200, CommandKind.PAUSE)
    stage, shown = run(demo, ears)
    assert Phase.PAUSED in {shown.view.phase for shown in stage.shown}
    assert not any(ears.paused[:200])
    assert any(ears.paused[200:])
    assert all(shown)


@pytest.mark.film
def test_what_is_wrong_with_the_ears_is_shown_and_the_session_goes_on(demo: Demo) -> None:
    stage, _ = run(demo, FakeEars(-1, CommandKind.STOP, status="Nothing can be heard: do this."))
    assert "Nothing can be heard: do this." in {shown.message for shown in stage.shown}
    assert stage.shown[-1].view.t_s == pytest.approx(demo.looks[399].t_s)


@pytest.mark.film
@pytest.mark.parametrize(("profile", "on"), [(None, False), ("me", True)])
def test_in_a_film_nobody_is_listened_to(demo: Demo, profile: str | None, on: bool) -> None:
    ears = FakeEars(-1, CommandKind.STOP)
    run(demo, ears, profile)
    assert ears.asked.on is on
