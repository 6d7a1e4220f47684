from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.story import ball, body
from tpvision.core.guidance import FAR_CM, LEAN_CM, LEAN_DEG, Map, guide, map_of, within
from tpvision.knowledge.catalog import Catalog
from tpvision.values import Body, Facing, Guidance, Move, NoGo, Plan, Side, Target

SPINE = (0.0, 3.0, -15.0, 50.0)
KIDNEYS = (2.5, 10.0, 17.0, 28.0)
KEEP_OFF = Map((SPINE, KIDNEYS), 48.0)
NO_GO = tuple(
    NoGo(*area.u, *area.v, area.surface == "front") for area in Catalog.load().no_go if area.surface != "side"
)


def target(right_cm: float, down_cm: float, radius_cm: float = 1.0) -> Target:
    return Target("spot", Side.RIGHT, right_cm, down_cm, radius_cm, (0.0, 0.0), 10.0)


@dataclass
class Wall:
    """A trunk, as seen from behind it, and a ball between it and the wall; centimetres of the wall.

    The body goes in small steps, and the ball's centre half as far as the body's point that lies at it.
    """

    hips_cm: float
    contact: tuple[float, float]
    lean: float = 0.0
    """Radians, to the person's right."""

    def __post_init__(self) -> None:
        self.hips = (0.0, 0.0)
        self.ball = self.seen(self.contact)

    def seen(self, place: tuple[float, float]) -> tuple[float, float]:
        """Return where a place of the body, right and down of the mid-shoulder, lies: right and up of the wall."""
        right, up = place[0], self.hips_cm - place[1]
        cos, sin = math.cos(self.lean), math.sin(self.lean)
        return self.hips[0] + right * cos + up * sin, self.hips[1] - right * sin + up * cos

    def obey(self, said: Guidance, steps: int = 200) -> list[tuple[float, float]]:
        """Move as was said; return where the contact went."""
        way = {Move.SHIFT_RIGHT: (1, 0), Move.SHIFT_LEFT: (-1, 0), Move.BEND_KNEES: (0, -1)}
        way |= {Move.STRAIGHTEN_KNEES: (0, 1)}
        places = [self.contact]
        for _ in range(steps):
            if said.move in way:
                dx, dy = (said.amount_cm / steps * part for part in way[said.move])
                self.hips = self.hips[0] + dx, self.hips[1] + dy
            else:
                # So far about the hips that the point at the ball goes by what was said along the body's own right.
                dx = said.amount_cm / steps * (1 if said.move is Move.LEAN_RIGHT else -1)
                self.lean += dx / (self.hips_cm - self.contact[1])
            point = self.seen(self.contact)
            self.ball = (self.ball[0] + point[0]) / 2, (self.ball[1] + point[1]) / 2
            x, y = self.ball[0] - self.hips[0], self.ball[1] - self.hips[1]
            cos, sin = math.cos(self.lean), math.sin(self.lean)
            self.contact = x * cos - y * sin, self.hips_cm - x * sin - y * cos
            places.append(self.contact)
        return places


PLACES = st.tuples(st.floats(-16, 16), st.floats(-10, 40))
UV = st.tuples(st.floats(-0.45, 0.45), st.floats(-0.25, 0.95))
ROUNDED_CM = 0.3
"""Words are in whole centimetres, and the contact moves by half; leaning far has an effect of second order."""


def seen_body(height_cm: float, shoulders: float, lean_deg: float, front: bool) -> Body:
    """Return somebody of that stature who leans to their right."""
    lean = math.radians(-lean_deg if front else lean_deg)
    return replace(
        body(0.0, (0.0, 0.0)),
        torso_cm=0.268 * height_cm,
        shoulder_width_cm=shoulders * height_cm,
        down_px=(2 * math.sin(lean), 2 * math.cos(lean)),
        facing=Facing.BACK if front else Facing.FRONT,
    )


@given(
    UV,
    UV,
    st.floats(140, 200),
    st.floats(0.18, 0.23),
    st.floats(-6, 6),
    st.booleans(),
    st.floats(1.0, 5.0),
)
def test_who_does_as_told_comes_to_the_target_and_never_rolls_over_what_to_keep_off(
    start: tuple[float, float],
    end: tuple[float, float],
    height_cm: float,
    shoulders: float,
    lean_deg: float,
    front: bool,
    radius_cm: float,
) -> None:
    person = seen_body(height_cm, shoulders, lean_deg, front)
    width_cm, torso_cm = person.shoulder_width_cm, person.torso_cm
    goal = target(end[0] * width_cm, end[1] * torso_cm, radius_cm)
    wall = Wall(torso_cm, (start[0] * width_cm, start[1] * torso_cm), math.radians(lean_deg))
    away = map_of(Plan(no_go=NO_GO), person, front)
    r = ROUNDED_CM
    inner = Map(tuple((a + r if a > 0 else 0.0, b - r, c + r, d - r) for a, b, c, d in away.areas))
    began_inside = away.forbids(*wall.contact)
    for _ in range(5):
        person = seen_body(height_cm, shoulders, math.degrees(wall.lean), front)
        said = guide(ball(0.0, *wall.contact), goal, map_of(Plan(no_go=NO_GO), person, front))
        if said is None:
            assert within(ball(0.0, *wall.contact), goal)
            return
        if said.move.value.startswith("replace"):
            return
        assert not away.forbids(goal.right_cm, goal.down_cm)
        before = wall.lean
        places = wall.obey(replace(said, amount_cm=float(max(1, round(said.amount_cm)))))
        inside = [inner.forbids(*place) for place in places]
        # A ball that lies where it must not may leave, and not come in anywhere again.
        assert not any(inside[inside.index(False) :]) if began_inside and False in inside else not any(inside)
        began_inside = away.forbids(*wall.contact)
        if said.move in (Move.LEAN_LEFT, Move.LEAN_RIGHT):
            assert abs(wall.lean) <= max(math.radians(LEAN_DEG + 1.5), abs(before))
    pytest.fail("five moves did not lead to the target")


def test_a_small_way_to_the_side_is_leant_where_the_ball_is_well_above_the_hips() -> None:
    room = Map((), 48.0)
    said = guide(ball(0.0, 6.0, 12.0), target(8.0, 12.0), room)
    assert said == Guidance(Move.LEAN_LEFT, 4.0)
    assert guide(ball(0.0, 8.0, 12.0), target(6.0, 12.0), room) == Guidance(Move.LEAN_RIGHT, 4.0)
    # Further than one leans, at the hips, where nothing is known of them.
    assert guide(ball(0.0, 6.0, 12.0), target(6.0 + LEAN_CM / 2, 12.0), room) == Guidance(Move.SHIFT_LEFT, LEAN_CM)
    assert guide(ball(0.0, 6.0, 40.0), target(8.0, 40.0), room) == Guidance(Move.SHIFT_LEFT, 4.0)
    assert guide(ball(0.0, 6.0, 12.0), target(8.0, 12.0), Map()) == Guidance(Move.SHIFT_LEFT, 4.0)


@pytest.mark.parametrize("front", [False, True])
def test_who_leans_already_is_asked_to_straighten_up_rather_than_to_lean_further(front: bool) -> None:
    def asked(lean_deg: float, right_cm: float) -> Move:
        away = map_of(Plan(), seen_body(180.0, 0.2, lean_deg, front), front)
        said = guide(ball(0.0, 6.0, 12.0), target(6.0 + right_cm, 12.0), away)
        assert said is not None
        return said.move

    assert asked(5.0, -2.0) is Move.SHIFT_RIGHT
    assert asked(5.0, 2.0) is Move.LEAN_LEFT
    assert asked(-5.0, 2.0) is Move.SHIFT_LEFT
    assert asked(-5.0, -2.0) is Move.LEAN_RIGHT


def test_the_contact_goes_about_the_hips_by_half_the_angle_of_the_trunk() -> None:
    wall = Wall(48.0, (10.0, 12.0))
    wall.obey(Guidance(Move.LEAN_LEFT, 4.0))
    start = math.atan2(10.0, 36.0)
    assert math.atan2(wall.contact[0], 48.0 - wall.contact[1]) == pytest.approx(start - wall.lean / 2, abs=1e-3)
    assert math.hypot(wall.contact[0], 48.0 - wall.contact[1]) == pytest.approx(math.hypot(10.0, 36.0), abs=0.01)


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
