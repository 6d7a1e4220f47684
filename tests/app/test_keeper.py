"""What is kept of a session, as it happens; what one learned of the ball is there in the next."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.app.kept import kept, play
from tests.app.kit import files_up_to
from tests.core.story import tell
from tests.core.test_stories import STORIES
from tpvision import cli
from tpvision.app.history import cut_off, past_sessions
from tpvision.app.keeper import Keeper, kept_calibration
from tpvision.core.review import stops
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError
from tpvision.settings import BallSettings, PrivacySettings, Settings
from tpvision.values import (
    CUT_OFF,
    BallSearch,
    Calibration,
    End,
    Frame,
    Hold,
    PastSession,
    Phase,
    Plan,
    Purpose,
    Sample,
    Side,
    Tenderness,
    Told,
    View,
)


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


def only(profile: str = "me") -> PastSession:
    (session,) = past_sessions(None, None, profile)
    return session


def bare(hold: Hold) -> tuple[Any, ...]:
    """Return a hold without its pauses."""
    return astuple(hold)[:12]


def test_the_pauses_of_a_hold_are_kept_with_their_reasons() -> None:
    stage = play("""
        plan one
        2    on 7 12
        5                  -> hold
        6    on 14 12      # off the spot, then back
        9    on 7 12
        10   on 14 12      # a slip is none
        11   on 7 12
        12   pause         -> paused
        15   pause         -> hold
        25                 -> release
    """)
    (hold,) = only().holds
    assert bare(hold) == bare(stage.state.holds[0])
    assert [pause.reason for pause in hold.pauses] == ["off_spot", "paused"]
    assert [(pause.start_s, pause.end_s) for pause in hold.pauses] == [
        (pytest.approx(6.0, abs=0.06), pytest.approx(9.0, abs=0.06)),
        (pytest.approx(12.0, abs=0.06), pytest.approx(15.0, abs=0.06)),
    ]
    # Each second of it counted, was a pause, or was the slip.
    paused_s = sum(pause.end_s - pause.start_s for pause in hold.pauses)
    assert hold.end_s - hold.start_s == pytest.approx(hold.held_s + paused_s + 1.0, abs=0.3)


@pytest.mark.parametrize("name", [name for name in STORIES if name.startswith(("absence", "commands"))][1::6])
def test_what_is_kept_of_any_story_is_what_happened_in_it(name: str) -> None:
    stage = play(STORIES[name])
    session = only()
    assert [bare(hold) for hold in session.holds if hold.ended_by != CUT_OFF] == [*map(bare, stage.state.holds)]
    assert session.tenderness == stage.state.tenderness
    for hold in session.holds:
        moments = [hold.start_s, *(s for pause in hold.pauses for s in (pause.start_s, pause.end_s)), hold.end_s]
        assert moments == sorted(moments)
        paused_s = sum(pause.end_s - pause.start_s for pause in hold.pauses)
        # Two steps of a fold, for the moments at which a pause begins and ends are those of pictures.
        assert hold.held_s <= hold.end_s - hold.start_s - paused_s + 0.11 * len(hold.pauses) + 1e-9
    seconds = [int(sample.t_s) for sample in samples(session)]
    assert seconds == sorted(set(seconds))


def test_a_hold_that_runs_is_in_the_history_up_to_its_last_second() -> None:
    with kept("long") as stage:
        tell("2  on 7 12", stage)
        running = 0
        for tenth in range(20, 400):
            stage.until(tenth / 10)
            held_s = stage.state.hold.held_s if stage.state.hold else 0.0
            found = past_sessions(None, None, "me")[0].holds
            if stage.view is None or stage.view.hold is None:
                assert found == ()
                continue
            running += 1
            (hold,) = found
            assert hold.ended_by == CUT_OFF
            assert held_s - 1.0 <= hold.held_s <= held_s <= hold.end_s - hold.start_s + 1.0
            assert (hold.zone, hold.side, hold.goal_s) == ("rhomboid", Side.RIGHT, 90.0)
            assert (hold.right_cm, hold.down_cm) == (pytest.approx(7.0), pytest.approx(12.0))
        assert running > 300


def test_a_hold_that_goes_on_counts_only_its_own_part_while_it_runs() -> None:
    with kept("one") as stage:
        tell(
            """
            2    on 7 12
            5                  -> hold
            6    off           -> place
            8    on 7 12
            12                 -> hold
            """,
            stage,
        )
        first, second = past_sessions(None, None, "me")[0].holds
    assert (first.ended_by, second.ended_by) == ("left the wall", CUT_OFF)
    assert second.goal_s == pytest.approx(10.0 - first.held_s)
    assert second.held_s <= second.end_s - second.start_s


def samples(session: PastSession) -> list[Sample]:
    with Store.open(folders.history_file()) as store:
        return store.samples(session.number)


def test_once_a_second_it_is_kept_how_things_stand() -> None:
    play("""
        plan one
        2    on 7 12
        5                  -> hold
        6    on 14 12
        8    off           -> place
    """)
    found = samples(only())
    assert [sample.t_s for sample in found[:8]] == pytest.approx(list(range(8)))
    assert [sample.in_zone for sample in found[:8]] == [None, None, True, True, True, True, False, False]
    assert [sample.in_contact for sample in found] == [False, False, True, True, True, True, True, True, False]
    assert [sample.right_cm for sample in found[:7]] == [None, None, 7.0, 7.0, 7.0, 7.0, 14.0]
    assert (found[4].phase, found[4].sigma_down_cm) == ("settle", 1.0)


def test_tenderness_and_warnings_are_kept_as_they_happen() -> None:
    with kept("asked") as stage:
        tell(
            """
            2    on 7 12
            5                  -> rate
            6    rate 4
            7                  -> settle
            """,
            stage,
        )
        assert only().tenderness == (Tenderness(0, "rhomboid", Side.RIGHT, 4, None),)
        tell("12  rate 8  -> stopped | stop_words", stage)
        assert [(warned.step, warned.key) for warned in only().warnings] == [(0, "stop_words")]
        assert only().ended_by is None
        assert stage.keeper is not None
        stage.keeper.end("stopped")
    assert only().ended_by == "stopped"
    assert [hold.ended_by for hold in only().holds] == ["stop"]


def test_a_session_that_was_cut_off_is_told_once_and_to_its_person() -> None:
    story = "2  on 7 12\n6  -> hold"
    assert cut_off("me") is None
    with kept("one") as stage:
        tell("1  -> get ready", stage)
    assert cut_off("me") is None  # nothing was held in it
    with kept("one", profile=None) as stage:
        tell(story, stage)
    with kept("one") as stage:
        tell(story, stage)
    assert cut_off("you") is None
    found = cut_off("me")
    assert found == past_sessions(None, None, "me")[-1]
    assert [hold.ended_by for hold in found.holds] == [CUT_OFF]
    assert cut_off("me") is None
    play(f"plan one\n{story}")
    assert cut_off("me") is None


def test_a_session_that_still_runs_is_not_cut_off(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = "2  on 7 12\n6  -> hold"
    with kept("one") as cut:
        tell(story, cut)
    with kept("one") as stage:
        tell(story, stage)
        told = cut_off("me")
        assert told is not None
        first, second = past_sessions(None, None, "me")
        assert (told.number, told.running) == (first.number, False)
        assert second.running
        assert cut_off("me") is None
        assert [each.session for each in stops((first, second))] == [first]
        for option in (["--session", str(second.number)], ["--profile", "me"], ["--all"]):
            assert cli.run(["forget", *option, "--yes"]) == InputError.exit_code
            assert f"Session {second.number} runs still" in capsys.readouterr().err
        assert stage.keeper is not None
        stage.keeper.end("done")
        assert [each.running for each in past_sessions(None, None, "me")] == [False, False]
    assert cut_off("me") is None
    assert [path.name for path in home.glob("history.sqlite3.*")] == []


def test_a_session_that_is_about_to_begin_says_that_the_last_was_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    with kept("one") as stage:
        tell("2  on 7 12\n6  -> hold", stage)
    for first in (True, False):
        # No session begins, for no such area is known; but that comes later.
        cli.run(["run", "--program", "none"])
        said = capsys.readouterr().out
        assert ("Your last session was cut off; these holds are kept." in said) is first


def test_what_could_not_be_written_for_a_while_is_written_at_the_end() -> None:
    with ExitStack() as stack:
        stage = stack.enter_context(kept("one"))
        tell("2  on 7 12\n5  -> hold", stage)
        other = sqlite3.connect(folders.history_file(), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        tell("7  off  -> place\n8  on 7 12\n11  -> hold", stage)
        assert stage.keeper is not None
        assert "is in use" in str(stage.keeper.message)
        assert [hold.ended_by for hold in only().holds] == [CUT_OFF]
        other.close()
        tell("14  stop", stage)
        stage.keeper.end("stopped")
        stage.keeper.message = None
    assert [*map(bare, only().holds)] == [*map(bare, stage.state.holds)]
    assert len(stage.state.holds) == 2
    assert only().ended_by == "stopped"


def test_of_a_person_in_a_film_nothing_is_found_among_a_persons_sessions() -> None:
    play("plan one\n2  on 7 12\n5  -> hold\n6  here", profile=None)
    assert past_sessions(None, None, "me") == []
    with Store.open(folders.history_file()) as store:
        assert (len(store.sessions()), store.profiles()) == (1, [])


@pytest.mark.parametrize("purpose", [Purpose.CHECK, Purpose.CALIBRATE])
def test_a_check_leaves_nothing_and_a_calibration_what_it_measured(purpose: Purpose) -> None:
    measured = Calibration((640, 480), 172.0, 0.295, 0.75, 2.0, 0.5, None, 1.0, None)
    with ExitStack() as stack:
        keeper = Keeper("camera 0", Plan(purpose=purpose), Settings(), "me", stack)
        keeper.keep(End(1.0), View(1.0, (640, 480), Phase.GET_READY, calibration=measured))
        keeper.end("done")
    assert kept_calibration("me") == (measured if purpose is Purpose.CALIBRATE else None)
    with Store.open(folders.history_file()) as store:
        assert store.sessions() == []


def test_a_history_that_was_in_use_for_a_while_is_written_to_again() -> None:
    with kept("long") as stage:
        tell("2  on 7 12\n5  -> hold", stage)
        other = sqlite3.connect(folders.history_file(), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        tell("7  -> hold", stage)
        other.close()
        assert stage.keeper is not None
        assert "is in use" in str(stage.keeper.message)
        tell("25  -> hold", stage)
        assert stage.keeper.message is None
        (hold,) = only().holds
        assert hold.held_s == pytest.approx(stage.held_s, abs=1.0)


def newer() -> None:
    other = sqlite3.connect(folders.history_file())
    other.execute("PRAGMA user_version = 99")
    other.close()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda: folders.history_file().write_bytes(b"no database at all" * 100), "another kind of file"),
        (newer, "newer tpvision; update"),
        (lambda: folders.history_file().mkdir(), "cannot be used"),
        (lambda: folders.history_file().symlink_to("nowhere/history"), "cannot be used"),
    ],
    ids=["damaged", "newer", "a folder", "a link to nowhere"],
)
def test_a_session_goes_on_without_a_history_that_cannot_be_used(fault: Callable[[], object], words: str) -> None:
    fault()
    with ExitStack() as stack:
        keeper = Keeper("camera 0", Plan(), Settings(), "me", stack)
        keeper.keep(End(1.0), View(1.0, (160, 120), Phase.STOPPED))
        keeper.end("stopped")
    assert words in str(keeper.message)
    assert "\n" not in str(keeper.message)


def test_a_session_goes_on_while_the_disk_is_full_and_is_kept_when_there_is_room() -> None:
    with kept("one") as stage:
        tell("2  on 7 12\n5  -> hold", stage)
        assert stage.keeper is not None
        with files_up_to(folders.history_file().stat().st_size):
            tell("14  off -> rest", stage)
            assert "the room on it" in str(stage.keeper.message)
        stage.keeper.end("done")
        stage.keeper.message = None
    assert [*map(bare, only().holds)] == [*map(bare, stage.state.holds)]
    assert only().ended_by == "done"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_only_the_user_can_read_what_is_kept(home: Path) -> None:
    with ExitStack() as stack:
        keeper = Keeper("camera 0", Plan(), Settings(privacy=PrivacySettings(keep_trace=True)), "me", stack)
        keeper.keep(End(1.0), View(1.0, (160, 120), Phase.STOPPED))
        keeper.end("stopped")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")}
    assert modes.pop("traces") == 0o700
    assert len(modes) == 2  # the history and the trace
    assert set(modes.values()) == {0o600}


def test_a_person_without_a_name_is_not_listed() -> None:
    play(STORIES["absence: the ball drops out of a free hold"], profile="")
    with Store.open(folders.history_file()) as store:
        assert store.profiles() == []
