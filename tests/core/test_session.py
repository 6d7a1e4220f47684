"""What a session does, told as stories; the form is explained in ``story.py``."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.story import PLANS, ZONE, Stage, tell
from tpvision.core.session import ONSET_S
from tpvision.settings import SessionSettings
from tpvision.values import End, Plan, Side, Step, Zone

GUIDED = Plan(zone=ZONE, side=Side.RIGHT)


def test_a_whole_free_hold() -> None:
    stage = tell("""
        0                                 -> get ready | get_ready
        2                                 -> place     | place_ball
        4    on 5 15                      -> settle    | lean
        6.5                               -> hold      | hold_begin
        14.3 off                          -> rest      | hold_end
        16                                -> rest      | rest
        19.5                              -> place     | place_ball
    """)
    (hold,) = stage.state.holds
    assert (hold.start_s, hold.ended_by) == (pytest.approx(4.0, abs=0.1), "goal")
    assert hold.held_s == pytest.approx(10.0, abs=0.1)


def test_the_goal_ends_a_hold_and_asks_to_ease_off() -> None:
    tell("""
        3    on 5 15                      -> settle
        13                                -> release   | hold_end
        19                                -> rest      | rest
        24                                -> settle
    """)


def test_walking_about_makes_no_hold() -> None:
    stage = Stage()
    stage.until(3.0)
    stage.contact = (5.0, 15.0)
    for k in range(300):
        stage.at_cm = (0.15 * k % 12.0, 0.0)
        stage.until(3.0 + k / 20)
    assert stage.state.holds == ()
    assert stage.state.hold is None


def test_moving_on_ends_a_free_hold_where_the_movement_began() -> None:
    stage = tell("""
        3    on 5 15
        8    at 0 0.7
        8.3  at 0 4
        8.4                               -> settle
    """)
    (hold,) = stage.state.holds
    assert hold.ended_by == "moved"
    assert hold.end_s == pytest.approx(7.7, abs=0.1)  # people start slowly


def test_a_guided_hold_waits_while_the_ball_is_off_the_spot() -> None:
    stage = tell(
        """
        3    on 7 12
        6                                 -> hold
        8    on 7 18
        9.7                               -> hold      | off_spot
        12   on 7 12                      -> hold      | hold_go_on
        17.2                              -> release
        """,
        Stage(GUIDED),
    )
    (hold,) = stage.state.holds
    assert hold.held_s == pytest.approx(10.0, abs=0.1)
    assert hold.end_s - hold.start_s == pytest.approx(14.0, abs=0.2)
    assert hold.in_zone_fraction == pytest.approx(7.5 / 11.5, abs=0.03)  # of the looks since it was a hold


def test_where_a_hold_was_is_where_the_ball_was_while_it_counted() -> None:
    stage = tell(
        """
        3    on 7 12
        9    on 14 12
        29   on 7 12                      -> hold      | hold_go_on
        34                                -> release
        """,
        Stage(GUIDED),
    )
    (hold,) = stage.state.holds
    assert (hold.right_cm, hold.down_cm) == (pytest.approx(7.0), pytest.approx(12.0))


def test_a_rest_of_no_time_is_not_worth_a_word() -> None:
    stage = Stage(PLANS["one"][0], replace(PLANS["one"][1], rest_s=0.0))
    tell(
        """
        3    on 7 12
        13                                -> release   | hold_end
        16   off                          -> place     | place_ball !rest
        18                                -> place     | !rest
        """,
        stage,
    )


def test_a_slip_within_the_grace_is_not_worth_a_word_but_does_not_count() -> None:
    stage = tell(
        """
        3    on 7 12
        6                                 -> hold
        8    on 7 18
        9    on 7 12
        13                                -> hold
        """,
        Stage(GUIDED),
    )
    assert not {"off_spot", "hold_go_on"} & {cue.key for cue in stage.cues}
    stage.until(20.0)
    (hold,) = stage.state.holds
    assert hold.end_s - hold.start_s == pytest.approx(11.0, abs=0.2)


@pytest.mark.parametrize(
    ("contact", "key", "cm"),
    [
        ("7 17", "bend_knees", 10),
        ("7 7", "straighten_knees", 10),
        ("2 12", "shift_left", 10),
        ("12 12", "shift_right", 10),
        ("7 22", "replace_higher", 10),
        ("7 2", "replace_lower", 10),
        ("18 12", "replace_left", 11),
        ("-3 12", "replace_right", 10),
    ],
)
def test_guidance_tells_the_body_how_to_move(contact: str, key: str, cm: float) -> None:
    stage = tell(f"3  on {contact}", Stage(GUIDED))
    stage.until(6.0)
    guiding = [cue for cue in stage.cues if cue.numbers and cue.key != "get_ready"]
    assert (guiding[-1].key, dict(guiding[-1].numbers)["cm"]) == (key, cm)


def test_it_does_not_count_what_it_cannot_tell() -> None:
    stage = tell(
        """
        3    on 7 12, sigma 6
        9                                 -> seek
        10   sigma 1
        13                                -> hold
        """,
        Stage(GUIDED),
    )
    assert stage.state.hold is not None
    assert stage.state.hold.start_s > 9.9


def test_the_phone_rings_and_the_person_walks_off() -> None:
    stage = tell("""
        3    on 5 15
        7                                 -> hold
        8    off                          -> place     | left_wall
        9    gone
        10.2                              -> lost      | lost
        60   seen                         -> place     | place_ball
        62   on 5 15                      -> settle
    """)
    assert [hold.ended_by for hold in stage.state.holds] == ["left the wall"]


def test_nobody_at_all_is_asked_into_the_picture() -> None:
    tell("""
        0    gone
        1.5                               -> lost      | nobody
        9    seen                         -> place
    """)


def test_a_moment_out_of_sight_does_not_end_a_hold_but_a_long_one_does() -> None:
    short = tell("""
        3    on 5 15
        7                                 -> hold
        8    gone
        8.8  seen                         -> hold
        15                                -> release
    """)
    assert [hold.ended_by for hold in short.state.holds] == ["goal"]
    long = tell("""
        3    on 5 15
        7                                 -> hold
        8    gone
        9.2                               -> lost
        12   seen
    """)
    (hold,) = long.state.holds
    assert (hold.ended_by, hold.end_s) == ("lost", pytest.approx(8.0, abs=0.1))


def test_pause_keeps_everything_and_go_on_goes_on() -> None:
    stage = tell("""
        3    on 5 15
        8                                 -> hold
        8    pause                        -> paused    | paused
        60   pause                        -> hold
        66                                -> release
    """)
    (hold,) = stage.state.holds
    assert hold.held_s == pytest.approx(10.0, abs=0.6)


def test_easier_ends_a_hold_at_once() -> None:
    stage = tell("""
        3    on 5 15
        8    easier                       -> release   | easier
    """)
    assert [hold.ended_by for hold in stage.state.holds] == ["easier"]


@pytest.mark.parametrize("when_s", [0, 2.5, 4, 8, 14, 17], ids=["ready", "place", "settle", "hold", "release", "rest"])
def test_stop_ends_everything_from_any_phase(when_s: float) -> None:
    stage = (
        tell(f"""
        3    on 5 15
        13.5 off
        {max(when_s, 13.5) if when_s > 13 else when_s} stop
    """)
        if when_s > 13
        else tell(f"{'3  on 5 15' if when_s > 3 else ''}\n{when_s} stop")
    )
    stage.until(stage.t_s + 30.0)
    assert stage.state.phase.value == "stopped"
    assert [cue.key for cue in stage.cues][-1] == "stopped"


def test_here_makes_the_present_place_the_target() -> None:
    stage = tell("""
        3    on 5 15, here                -> settle    | here_kept
        7                                 -> hold
        8    on 5 25
        9.8                               -> hold      | off_spot
    """)
    assert stage.state.here_cm == (5.0, 15.0)


def test_a_guided_session_is_done_after_its_holds() -> None:
    stage = tell(
        """
        3    on 7 12
        14   off                          -> rest
        20   on 7 12
        31   off                          -> done      | done
        """,
        Stage(GUIDED),
    )
    assert [hold.ended_by for hold in stage.state.holds] == ["goal", "goal"]


def test_a_session_of_two_spots_goes_from_one_to_the_other() -> None:
    left = Zone("lat", "Lats", u=0.3, v=0.5, radius_cm=4.0)
    plan = Plan(steps=(Step(ZONE, Side.RIGHT, 1, 10.0), Step(left, Side.LEFT, 2, 6.0)))
    stage = tell(
        """
        3    on 7 12
        14   off                          -> rest
        20   on 7 12                      -> seek
        23   off                          -> place | replace_left left_wall
        24   on -11 24                    -> settle
        30                                -> release
        31   off                          -> rest
        37   on -11 24
        44   off                          -> done
        """,
        Stage(plan),
    )
    assert [(hold.zone, hold.side, hold.goal_s) for hold in stage.state.holds] == [
        ("rhomboid", Side.RIGHT, 10.0),
        ("lat", Side.LEFT, 6.0),
        ("lat", Side.LEFT, 6.0),
    ]


def test_the_last_five_seconds_tick() -> None:
    stage = tell("3  on 5 15")
    stage.until(14.0)
    assert [round(cue.t_s) for cue in stage.cues if cue.kind.value == "tick"] == [8, 9, 10, 11, 12]


def test_swaying_and_breathing_break_no_hold() -> None:
    import math

    stage = Stage(doses=SessionSettings(hold_s=60.0))
    stage.contact = (5.0, 15.0)
    for k in range(20 * 70):
        t_s = k / 20
        sway = 0.3 * math.sin(2 * math.pi * 0.2 * t_s) + 0.2 * math.sin(2 * math.pi * 0.43 * t_s)
        stage.at_cm = (sway, 0.4 * math.sin(2 * math.pi * 0.25 * t_s))
        stage.until(t_s)
    (hold,) = stage.state.holds
    assert hold.ended_by == "goal"
    assert hold.end_s - hold.start_s == pytest.approx(60.0, abs=0.5)


@pytest.mark.parametrize("fps", [8, 30])
def test_a_drift_of_three_centimetres_is_noticed_within_a_second(fps: int) -> None:
    stage = tell("3  on 7 12", Stage(GUIDED))
    stage.until(6.0)
    assert stage.state.hold is not None
    for k in range(fps * 2):
        stage.at_cm = (0.0, min(3.0, 3.0 * k / fps))
        stage.until(6.0 + k / fps)
        if stage.state.hold.reason == "moving":
            break
    assert stage.t_s < 7.0


def test_a_gap_without_looks_does_not_count_while_the_person_settles() -> None:
    stage = tell("3.5 on 5 15")
    stage.until(4.5)
    stage.t_s = 30.0
    stage.until(31.0)
    stage.until(34.0)
    assert stage.held_s <= 6.0


def test_the_end_closes_a_running_hold() -> None:
    stage = tell("3  on 5 15")
    stage.until(9.0)
    stage.give(End(9.0))
    (hold,) = stage.state.holds
    assert (hold.ended_by, hold.held_s) == ("end of film", pytest.approx(6.0, abs=0.1))


EVENTS = st.sampled_from(
    ["seen", "gone", "on 7 12", "on 7 20", "off", "at 0 0", "at 0 5", "here", "pause", "next", "easier", "stop"]
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0.05, 8.0), EVENTS), max_size=25),
    st.booleans(),
)
def test_whatever_happens_time_is_counted_honestly(events: list[tuple[float, str]], guided: bool) -> None:
    stage = Stage(GUIDED if guided else Plan())
    before = 0.0
    for wait_s, event in events:
        start_s = stage.t_s
        counting = stage.state.phase.value == "hold" and stage.seen and stage.contact is not None
        stage.until(stage.t_s + wait_s)
        held = sum(hold.held_s for hold in stage.state.holds) + (stage.state.hold.held_s if stage.state.hold else 0.0)
        # Never less than before, never more than the time that went by (and what a hold counts in hindsight).
        assert held >= before - 1e-9
        assert held - before <= stage.t_s - start_s + (ONSET_S if counting else stage.doses.settle_s) + 0.11
        if not stage.seen or stage.contact is None:
            assert held <= before + ONSET_S + 0.11  # what was pending when it broke off
        before = held
        stage.happen(event)
    for hold in stage.state.holds:
        assert 0.0 <= hold.held_s <= hold.end_s - hold.start_s + 1e-9
        assert hold.held_s <= hold.goal_s + 0.11


def test_the_same_inputs_give_the_same_session() -> None:
    script = "3  on 7 12\n8  on 7 18\n11  on 7 12\n14  gone\n20  seen\n25  stop"
    one, two = tell(script, Stage(GUIDED)), tell(script, Stage(GUIDED))
    assert one.state == two.state
    assert one.cues == two.cues
