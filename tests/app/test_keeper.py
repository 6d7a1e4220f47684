"""What a live session learned of the ball is there in the next one."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import cv2
import numpy as np
import pytest

from tpvision.app.keeper import Keeper
from tpvision.settings import BallSettings, Settings
from tpvision.values import BallSearch, End, Frame, Phase, Plan, Told, View


def session(pictures: int, profile: str | None = "me", colour: str = "yellow", ball_cm: float | None = None) -> bool:
    """Run a session that sees a ball in some pictures; return whether it was known from the first on."""
    image = np.full((120, 160, 3), (120, 70, 40), np.uint8)
    cv2.circle(image, (80, 60), 9, (40, 220, 225), -1, cv2.LINE_AA)
    known = []
    with ExitStack() as stack:
        settings = Settings(ball=BallSettings(colour=colour))
        keeper = Keeper("camera 0", Plan(Told(ball_cm=ball_cm)), settings, profile, stack)
        for index in range(pictures):
            keeper.finder.find(Frame(image, index / 10, index), BallSearch(0, 0, 160, 120, 9.0))
            known.append(keeper.finder.learned is not None)
        keeper.keep(End(pictures / 10), View(pictures / 10, (160, 120), Phase.STOPPED))
        keeper.end("stopped")
        assert keeper.message is None
    return known[0]


def test_the_ball_that_was_learned_is_known_in_the_next_session() -> None:
    assert not session(10)
    assert session(1)


def test_a_ball_that_was_seen_too_short_a_time_is_not() -> None:
    assert not session(2)
    assert not session(1)


@pytest.mark.parametrize(
    "other",
    [{"profile": "you"}, {"profile": None}, {"colour": "white"}, {"ball_cm": 10.0}],
    ids=["person", "film", "colour", "size"],
)
def test_it_is_another_ball_for_another(other: dict[str, Any]) -> None:
    session(10)
    assert not session(1, **other)
    assert session(1)


def test_of_whoever_is_in_a_film_nothing_is_kept() -> None:
    session(10, profile=None)
    assert not session(1, profile=None)
