"""What a resting hand of a stick person tells of where it put the ball."""

from __future__ import annotations

import math

import pytest

from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tpvision.core import body as body_room
from tpvision.core import hands
from tpvision.core.body import BodyState, Build
from tpvision.core.hands import HandsState, Rest
from tpvision.values import Landmark, Look, Pose

INDEX = (17.0, 40.0, -12.0)
"""Low at the back."""


def rest(visible: float, *, seconds: float = 1.0) -> Rest:
    """Return what the right hand tells that rests behind a person who stands aslant, as visible as that."""
    joints = {Landmark.RIGHT_ELBOW: (30.0, 26.0, -5.0), Landmark.RIGHT_INDEX: INDEX}
    marks = pose(40.0, at=(320.0, 150.0), joints=joints).landmarks.copy()
    marks[Landmark.RIGHT_INDEX, 3] = visible
    people, state, torso_cm = BodyState(), HandsState(), 0.0
    for k in range(round(seconds * 20) + 1):
        people, figure = body_room.step(people, Look(k / 20, SIZE_PX, (Pose(marks),)), Build(HEIGHT_CM))
        assert figure is not None
        state, torso_cm = hands.step(state, figure, HEIGHT_CM, 6.5), figure.body.torso_cm
    latest = state.latest(seconds, torso_cm)
    assert latest is not None
    return latest


def test_a_hand_that_is_seen_tells_the_height() -> None:
    seen = rest(0.9)
    # From the joints, which lie 2.4 cm below the landmarks; aslant the finger is 1.9 cos(40) cm below the middle of the
    # ball, which above the seat touches the back lower than there.
    assert seen.down_cm == pytest.approx(INDEX[1] - 2.4 - 1.5 + 0.38 * 3.25, abs=0.7)
    assert math.sqrt(seen.down_var) == pytest.approx(2.1, abs=0.1)


@pytest.mark.parametrize("seconds", [1.0, 0.2])
def test_a_hand_that_is_guessed_tells_little_more_than_that_it_was_at_the_trunk(seconds: float) -> None:
    guessed, seen = rest(0.3, seconds=seconds), rest(0.9)
    middle_cm = 23.0
    assert middle_cm + 5.0 < guessed.down_cm < seen.down_cm - 3.0
    assert 6.0 < math.sqrt(guessed.down_var) < 9.0


def test_a_moment_of_rest_is_a_guess_too() -> None:
    moment, seen = rest(0.9, seconds=0.2), rest(0.9)
    assert moment.down_cm < seen.down_cm - 3.0
    assert 6.0 < math.sqrt(moment.down_var) < 9.0
