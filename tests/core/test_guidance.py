from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.story import ball, body
from tpvision.core.guidance import FAR_CM, Map, guide, map_of, within
from tpvision.values import Move, NoGo, Plan, Side, Target

SPINE = (0.0, 3.0, -15.0, 50.0)
KIDNEYS = (2.5, 10.0, 17.0, 28.0)
KEEP_OFF = Map((SPINE, KIDNEYS))


def target(right_cm: float, down_cm: float, radius_cm: float = 1.0) -> Target:
    return Target("spot", Side.RIGHT, right_cm, down_cm, radius_cm, (0.0, 0.0), 10.0)


def after(move: Move, amount_cm: float, right_cm: float, down_cm: float) -> tuple[float, float]:
    """Where the contact is when the person did what was said: the rolling law itself."""
    body_right, body_down = {
        Move.SHIFT_RIGHT: (1.0, 0.0),
        Move.SHIFT_LEFT: (-1.0, 0.0),
        Move.BEND_KNEES: (0.0, 1.0),
        Move.STRAIGHTEN_KNEES: (0.0, -1.0),
    }[move]
    return right_cm - body_right * amount_cm / 2, down_cm - body_down * amount_cm / 2


PLACES = st.tuples(st.floats(-16, 16), st.floats(-10, 40))


@given(PLACES, PLACES)
def test_following_the_guidance_ends_at_the_target_and_never_rolls_where_it_must_not(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    here, goal = start, target(*end)
    for _ in range(4):
        move = guide(ball(0.0, *here), goal, KEEP_OFF)
        if move is None:
            assert within(ball(0.0, *here), goal)
            return
        if move.move.value.startswith("replace"):
            return
        there = after(move.move, move.amount_cm, *here)
        assert not KEEP_OFF.blocks(here, there)
        here = there
    pytest.fail("four moves did not lead to the target")


@given(PLACES, PLACES)
def test_it_never_rolls_far_nor_over_the_spine(start: tuple[float, float], end: tuple[float, float]) -> None:
    move = guide(ball(0.0, *start), target(*end), KEEP_OFF)
    if move is not None and not move.move.value.startswith("replace"):
        assert max(abs(end[0] - start[0]), abs(end[1] - start[1])) <= FAR_CM
        assert start[0] * end[0] > 0 or abs(start[0]) < 3.0  # on one side, or off the spine itself


def test_a_detour_is_taken_where_the_straight_way_is_closed() -> None:
    # Beside the kidneys and below them: first down, then in.
    move = guide(ball(0.0, 11.0, 25.0), target(8.0, 30.0), KEEP_OFF)
    assert move is not None
    assert move.move is Move.STRAIGHTEN_KNEES
    # The other way round it would have been across first, through them.
    assert KEEP_OFF.blocks((11.0, 25.0), (8.0, 25.0))


def test_the_ball_is_put_anew_rather_than_rolled_over_the_spine() -> None:
    move = guide(ball(0.0, 4.0, 10.0), target(-4.5, 10.0), Map((SPINE,)))
    assert move is not None
    assert move.move is Move.REPLACE_LEFT


def test_a_ball_that_lies_where_it_must_not_may_leave() -> None:
    move = guide(ball(0.0, 2.0, 10.0), target(6.0, 10.0), KEEP_OFF)
    assert move is not None
    assert (move.move, move.amount_cm) == (Move.SHIFT_LEFT, 8.0)


def test_the_map_is_in_the_persons_own_measures() -> None:
    plan = Plan(no_go=(NoGo(0.1, 0.3, 0.5, 0.6, front=False), NoGo(0.0, 1.0, 0.0, 1.0, front=True)))
    (area,) = map_of(plan, body(0.0, (0.0, 0.0)), front=False).areas
    assert area == pytest.approx((3.6, 10.8, 24.0, 28.8))
