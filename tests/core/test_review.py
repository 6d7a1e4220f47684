"""What the history amounts to."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

import pytest

from tests.history import hold, session
from tpvision.core.review import (
    Reason,
    by_zone,
    days,
    ended_early,
    found_again,
    judged,
    monday,
    months,
    of_zone,
    pauses,
    ratings,
    scale_cm,
    spread,
    steadiness_cm,
    stops,
    sums,
    weeks,
)
from tpvision.values import Calibration, PastSpot, Pause, Side, Spot, Sums, Tenderness, Warned, Zone


def test_sums_count_what_was_held_and_what_reached_its_goal() -> None:
    sessions = [
        session(
            1, "2026-11-20T21:00:00+01:00", hold(held_s=30.0, ended_by="goal"), hold(held_s=12.5, ended_by="moved")
        ),
        session(2, "2026-11-21T21:00:00+01:00", hold(held_s=7.5, ended_by="easier")),
    ]
    assert sums(sessions) == Sums(sessions=2, holds=3, reached=1, held_s=50.0)
    assert sums([]) == Sums(0, 0, 0, 0.0)


def test_days_hold_their_sessions_in_order() -> None:
    late = session(2, "2026-11-20T23:50:00+01:00", hold(held_s=5.0))
    early = session(1, "2026-11-20T07:00:00+01:00")
    after = session(3, "2026-11-21T00:10:00+01:00", hold(held_s=1.0))
    found = days([late, after, early])
    assert [(day.day, [s.number for s in day.sessions]) for day in found] == [
        ("2026-11-20", [1, 2]),
        ("2026-11-21", [3]),
    ]
    assert found[0].sums.held_s == 5.0


def test_a_zone_is_found_by_a_part_of_its_key_or_name() -> None:
    upper, lower = hold(zone="trapezius_upper"), hold(zone="gluteus_medius_back")
    sessions = [session(1, "2026-11-20T07:00:00+01:00", upper, lower), session(2, "2026-11-21T07:00:00+01:00", lower)]
    assert [s.holds for s in of_zone(sessions, "Trapezius upper", {})] == [(upper,)]
    assert [s.number for s in of_zone(sessions, "gluteus", {})] == [1, 2]
    assert of_zone(sessions, "deltoid", {}) == []
    names = {"gluteus_medius_back": "Mittlerer Gesäßmuskel, hinten"}
    assert [s.number for s in of_zone(sessions, "mittlerer gesäß", names)] == [1, 2]


def test_weeks_begin_on_monday_and_empty_ones_are_there() -> None:
    assert [monday(day) for day in ("2026-11-16", "2026-11-22", "2026-11-23", "2027-01-01")] == [
        "2026-11-16",
        "2026-11-16",
        "2026-11-23",
        "2026-12-28",
    ]
    sessions = [
        session(1, "2026-11-08T23:00:00+01:00", hold(held_s=3.0)),
        session(2, "2026-11-09T00:10:00+01:00", hold(held_s=5.0)),
        session(3, "2026-11-23T10:00:00+01:00", hold(held_s=7.0)),
    ]
    found = weeks(sessions, "2026-11-25", 3)
    assert [(week.begins, week.sums.sessions, week.sums.held_s) for week in found] == [
        ("2026-11-09", 1, 5.0),
        ("2026-11-16", 0, 0.0),
        ("2026-11-23", 1, 7.0),
    ]
    assert [(month.begins, month.sums.sessions) for month in months(sessions)] == [("2026-11-01", 3)]


def test_time_by_zone_keeps_the_sides_apart() -> None:
    left, right = hold(zone="a", held_s=5.0), replace(hold(zone="a", held_s=9.0), side=Side.RIGHT)
    sessions = [
        session(2, "2026-11-21T07:00:00+01:00", left),
        session(1, "2026-11-20T07:00:00+01:00", left, left, right, hold()),
    ]
    found = [(each.zone, each.side, each.sums.sessions, each.sums.holds, each.last[:10]) for each in by_zone(sessions)]
    assert found == [
        ("", None, 1, 1, "2026-11-20"),
        ("a", Side.LEFT, 2, 3, "2026-11-21"),
        ("a", Side.RIGHT, 1, 1, "2026-11-20"),
    ]


def test_steadiness_is_the_spread_of_the_time_that_counted() -> None:
    one = hold("z", 6.0, pauses=(Pause(14.0, 16.0, "moving"),))
    steady = [(10.0 + i, 5.0 + (-1) ** i, 17.0) for i in range(4)] + [(16.0 + i, 6.0, 17.0) for i in (0, 1)]
    expected = statistics.pstdev([6.0, 4.0, 6.0, 4.0, 6.0, 6.0])
    assert steadiness_cm(one, steady) == pytest.approx(expected)
    beside = [(t_s, 50.0, 17.0) for t_s in (5.0, 14.5, 30.0)]
    assert steadiness_cm(one, [*steady, *beside]) == pytest.approx(expected)
    assert steadiness_cm(one, steady[:4]) is None


def test_a_hold_is_judged_by_its_spot() -> None:
    zones = {"z": Zone("z", "Z", 0.25, 0.5, 4.0)}
    kept = Calibration((640, 480), 200.0, 0.25, 0.8, 0.0, 0.0, None, 1.0, None)
    scale = scale_cm(kept, 150.0)
    assert scale == pytest.approx((40.0, 45.5))
    at = replace(hold("z", pauses=(Pause(12.0, 15.5, "moving"),)), right_cm=-13.0, down_cm=26.75)
    (found,) = judged(session(7, "2026-11-20T07:00:00+01:00", at), (), zones, (), scale)
    assert found.distance_cm == pytest.approx(5.0)  # 3 across, 4 down, on the left
    assert (found.paused_s, found.steadiness_cm) == (3.5, None)
    assert found.sure_cm == pytest.approx(math.hypot(1.0, 1.5))
    assert (found.u, found.v) == pytest.approx((-13 / 40, 26.75 / 45.5))
    here = PastSpot(1, 7, "", Spot(-0.3, 0.6, 1.0, 1.0, False))
    elsewhere = PastSpot(2, 6, "", Spot(-13 / 40, 26.75 / 45.5, 1.0, 1.0, False))
    (found,) = judged(session(7, "2026-11-20T07:00:00+01:00", at), (), zones, (here, elsewhere), scale)
    assert found.distance_cm == pytest.approx(math.hypot(1.0, 0.55))
    free, lost = hold(), replace(at, right_cm=None, down_cm=None, sigma_right_cm=None)
    found, nowhere = judged(session(8, "2026-11-20T07:00:00+01:00", free, lost), (), zones, (here,), scale)
    assert found.distance_cm is None
    assert (nowhere.u, nowhere.v, nowhere.sure_cm, nowhere.distance_cm) == (None, None, None, None)


def test_without_measures_a_person_is_taken_as_most_are() -> None:
    across, along = scale_cm(None, 170.0)
    assert (across, along) == pytest.approx((170 * 0.295 * 0.67, 170 * 0.295 * 0.91))


def test_own_spots_say_how_well_they_were_found_again() -> None:
    spots = [PastSpot(n, 1, "2026-11-01T07:00:00+01:00", Spot(0.2, 0.3, 1.0, 1.0, False)) for n in (1, 2)]
    zones = {"my-1": Zone("my-1", "", 0.2, 0.3, 4.0)}
    scale = (10.0, 10.0)
    off = [1.0, 2.0, 3.0, 6.0]
    holds = []
    for number, cm in enumerate(off, 2):
        at = replace(hold("my-1"), side=Side.RIGHT, right_cm=2.0 + cm, down_cm=3.0)
        holds += judged(session(number // 2, f"2026-11-0{number}T07:00:00+01:00", at), (), zones, (), scale)
    first, second = found_again(spots, holds)
    assert (first.holds, first.sessions, first.last) == (4, 2, "2026-11-05T07:00:00+01:00")
    assert first.distance_cm is not None
    assert (first.distance_cm.low, first.distance_cm.middle, first.distance_cm.high) == pytest.approx((1.75, 2.5, 3.75))
    assert (second.holds, second.last, second.distance_cm) == (0, None, None)
    assert spread([None]) is None


def test_why_holds_ended_early_paused_and_sessions_were_stopped() -> None:
    moved = hold(held_s=12.0, pauses=(Pause(12.0, 14.0, "moving"), Pause(15.0, 18.0, "off_spot")))
    sessions = [
        session(2, "2026-11-21T07:00:00+01:00", moved, ended_by="stopped"),
        session(1, "2026-11-20T07:00:00+01:00", hold(held_s=30.0, ended_by="goal"), hold(ended_by="easier"), moved),
        session(3, "2026-11-22T07:00:00+01:00", ended_by=None),
    ]
    sessions[0] = replace(sessions[0], warnings=(Warned(9.0, 0, "no_go"), Warned(20.0, 0, "stop_words")))
    assert ended_early(sessions) == (Reason("moved", 2, 36.0), Reason("easier", 1, 10.0))
    assert pauses(sessions) == (Reason("moving", 2, 4.0), Reason("off_spot", 2, 6.0))
    assert [(stop.session.number, stop.why) for stop in stops(sessions)] == [(2, "stop_words"), (3, None)]


def test_ratings_need_both_answers() -> None:
    told = [Tenderness(0, "z", Side.LEFT, 6, 3), Tenderness(1, "z", Side.LEFT, 6, None)]
    late = replace(session(2, "2026-11-21T07:00:00+01:00"), tenderness=tuple(told))
    early = replace(session(1, "2026-11-20T07:00:00+01:00"), tenderness=(told[0],))
    assert [(one.session.number, one.told) for one in ratings([late, early])] == [(1, told[0]), (2, told[0])]
