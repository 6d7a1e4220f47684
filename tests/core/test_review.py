"""What the history amounts to."""

from __future__ import annotations

from tests.history import hold, session
from tpvision.core.review import days, of_zone, sums
from tpvision.values import Sums


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


def test_a_zone_is_found_by_a_part_of_its_key() -> None:
    upper, lower = hold(zone="trapezius_upper"), hold(zone="gluteus_medius_back")
    sessions = [session(1, "2026-11-20T07:00:00+01:00", upper, lower), session(2, "2026-11-21T07:00:00+01:00", lower)]
    assert [s.holds for s in of_zone(sessions, "Trapezius upper")] == [(upper,)]
    assert [s.number for s in of_zone(sessions, "gluteus")] == [1, 2]
    assert of_zone(sessions, "deltoid") == []
