"""The history survives what happens to files."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tpvision.edges.store import _FIRST, SCHEMA, Session, Store
from tpvision.errors import StoreError
from tpvision.values import BallEstimate, Calibration, Evidence, Hold, Phase, Side, Spot, Tenderness, View

HOLD = Hold("upper_back", Side.LEFT, 12.5, 43.0, 30.0, 30.0, 0.93, "goal", -6.25, 21.5, 0.7, 0.9)
FREE_HOLD = Hold("", None, 50.0, 58.0, 7.5, 30.0, None, "moved", None, None, None, None)
BALL = BallEstimate(7.0, -6.0, 21.0, 0.5, 0.75, True, Evidence.HAND, False, (320.0, 200.0), 8.0, (1.0, 1.5))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path)
    yield opened
    opened.close()


def begin(store: Store) -> int:
    return store.begin_session("2026-03-01T18:30:00+00:00", "camera 0", "upper_back", "left")


def test_what_is_written_is_read_back_after_a_restart(path: Path) -> None:
    store = Store.open(path)
    first, second = begin(store), store.begin_session("2026-03-02T18:30:00+00:00", "film.mp4", "", "")
    store.add_hold(second, FREE_HOLD)
    store.add_hold(first, FREE_HOLD)
    store.add_hold(first, HOLD)
    store.end_session(first, "stop")
    store.close()
    again = Store.open(path)
    assert again.sessions() == [
        Session(first, "2026-03-01T18:30:00+00:00", "camera 0", "upper_back", "left", "stop"),
        Session(second, "2026-03-02T18:30:00+00:00", "film.mp4", "", "", None),
    ]
    assert again.holds(first) == [HOLD, FREE_HOLD]
    assert again.holds(second) == [FREE_HOLD]
    again.close()


def test_a_hold_is_kept_at_once_even_if_the_program_dies(store: Store, path: Path) -> None:
    session = begin(store)
    store.add_hold(session, HOLD)
    other = sqlite3.connect(path)  # sees only what is committed
    assert other.execute("SELECT held_s, side FROM holds").fetchall() == [(30.0, "left")]
    other.close()


def test_one_sample_is_kept_for_each_second(store: Store, path: Path) -> None:
    session = begin(store)
    for t_s in (7.0, 7.4, 7.9, 8.1, 8.2):
        store.add_sample(session, View(t_s, (640, 480), Phase.HOLD, ball=BALL if t_s < 8 else None))
    store.add_sample(begin(store), View(8.3, (640, 480), Phase.PLACE))
    other = sqlite3.connect(path)
    rows = other.execute("SELECT * FROM samples ORDER BY rowid").fetchall()
    other.close()
    assert rows == [
        (session, 7.0, "hold", -6.0, 21.0, 0.5, 0.75, 1),
        (session, 8.1, "hold", None, None, None, None, 0),
        (session + 1, 8.3, "place", None, None, None, None, 0),
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_only_the_user_can_read_it(store: Store, path: Path) -> None:
    begin(store)
    files = list(path.parent.iterdir())
    assert len(files) == 3  # the history, its log and its index
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_locked_history_says_who_to_close(store: Store, path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"in use; close the other program"):
        begin(store)
    other.close()
    assert begin(store) == 1


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"\x00" * 4096], ids=["text", "zeros"])
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"history\.sqlite3 is damaged or another kind of file; move it away"):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_damaged_history_says_so(path: Path) -> None:
    store = Store.open(path)
    session = begin(store)
    for _ in range(500):
        store.add_hold(session, HOLD)
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    store = Store.open(path)
    with pytest.raises(StoreError, match="is damaged; move it away"):
        store.holds(session)
    store.close()


@pytest.mark.parametrize(
    ("pragma", "words"),
    [("query_only = 1", "check its permissions"), ("max_page_count = 1", "make room on its disk")],
    ids=["read-only", "full disk"],
)
def test_a_history_that_cannot_be_written_says_why(store: Store, pragma: str, words: str) -> None:
    session = begin(store)
    store._connection.execute(f"PRAGMA {pragma}")

    def fill() -> None:
        for _ in range(200):
            store.add_hold(session, HOLD)

    with pytest.raises(StoreError, match=words):
        fill()
    assert store.sessions()[0].id == session


def test_a_newer_history_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    other.close()
    content = path.read_bytes()
    with pytest.raises(StoreError, match="newer tpvision; update"):
        Store.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(StoreError, match="another program's"):
        Store.open(path)


def test_a_history_without_a_folder_says_what_to_check(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check the folder"):
        Store.open(tmp_path / "nowhere" / "history.sqlite3")


def test_writing_after_the_end_is_a_fault_that_can_be_told(path: Path) -> None:
    store = Store.open(path)
    store.close()
    with pytest.raises(StoreError):
        begin(store)


def test_what_was_learned_of_each_ball_is_kept_for_each_person(path: Path) -> None:
    with Store.open(path) as store:
        assert store.ball("me", "yellow", 6.5) is None
        store.keep_ball("me", "yellow", 6.5, b"before")
        store.keep_ball("me", "yellow", 6.5, b"\x00now")
        store.keep_ball("you", "yellow", 6.5, b"yours")
        store.keep_ball("me", "yellow", 10.0, b"large")
    with Store.open(path) as store:
        assert store.ball("me", "yellow", 6.5) == b"\x00now"
        assert store.ball("me", "yellow", 10.0) == b"large"
        assert store.ball("me", "white", 6.5) is None
        assert store.ball("you", "yellow", 6.5) == b"yours"


def test_calibrations_and_own_spots_are_kept_for_each_person(tmp_path: Path) -> None:
    kept = Calibration((640, 480), 180.0, 0.295, None, -3.5, 0.5, 101.5, 1.4, "stand_square")
    spots = [Spot(0.2, 0.1, 1.5, 1.0, False), Spot(-0.3, 0.2, 2.0, 1.5, True)]
    store = Store.open(tmp_path / "history.sqlite3")
    session = store.begin_session("2026-01-01T20:00:00+00:00", "camera 0", "", "")
    assert store.calibration("me") is None
    store.keep_calibration("me", replace(kept, quality_cm=9.0))
    store.keep_calibration("me", kept)
    store.keep_calibration("you", replace(kept, height_cm=160.0))
    for spot in spots:
        store.add_spot("me", session, spot)
    store.close()
    store = Store.open(tmp_path / "history.sqlite3")
    assert store.calibration("me") == kept
    assert list(store.spots("me").values()) == spots
    assert store.spots("you") == {}
    store.close()


def test_an_earlier_history_is_brought_up_and_a_copy_of_it_stays(path: Path) -> None:
    earlier = sqlite3.connect(path)
    earlier.executescript(_FIRST + "PRAGMA user_version = 1;")
    earlier.execute("INSERT INTO sessions VALUES (1, '2026-01-01T20:00:00+00:00', 'camera 0', 'lat', 'left', 'done')")
    earlier.commit()
    earlier.close()
    for _ in range(2):  # only the first time changes anything
        with Store.open(path) as store:
            assert store.sessions() == [Session(1, "2026-01-01T20:00:00+00:00", "camera 0", "lat", "left", "done")]
            assert store.holds_of("me") == []
            store.keep_answers("me", "2026-01-02T20:00:00+00:00", {"chest": False})
    (copy,) = path.parent.glob("*.schema*")
    assert copy.name == "history.sqlite3.schema1"
    kept = sqlite3.connect(copy)
    assert kept.execute("PRAGMA user_version").fetchone() == (1,)
    assert kept.execute("SELECT zone FROM sessions").fetchall() == [("lat",)]
    kept.close()
    if os.name != "nt":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_new_history_leaves_no_copy(store: Store, path: Path) -> None:
    begin(store)
    assert list(path.parent.glob("*.schema*")) == []


def test_the_holds_of_a_person_are_those_of_their_sessions(store: Store) -> None:
    for day, profile in enumerate(("me", "you", "", "me"), 1):
        session = store.begin_session(f"2026-03-0{day}T18:30:00+00:00", "camera 0", "", "", profile)
        store.add_hold(session, replace(HOLD, start_s=float(day)))
    assert [(begun[:10], hold.start_s) for begun, hold in store.holds_of("me")] == [
        ("2026-03-01", 1.0),
        ("2026-03-04", 4.0),
    ]


def test_tenderness_is_kept_for_each_spot(store: Store) -> None:
    session = begin(store)
    told = [Tenderness(0, "rhomboid_upper", Side.LEFT, 5, 2), Tenderness(1, "rhomboid_upper", Side.RIGHT, None, 0)]
    for each in told:
        store.add_tenderness(session, each)
    assert store.tenderness(session) == told
    assert store.tenderness(begin(store)) == []


def test_new_answers_take_the_place_of_all_earlier_ones(store: Store) -> None:
    assert store.answers("me") is None
    store.keep_answers("me", "2026-03-01T18:30:00+00:00", {"chest": True, "fever": False})
    store.keep_answers("you", "2026-03-02T18:30:00+00:00", {"chest": True})
    store.keep_answers("me", "2026-03-03T18:30:00+00:00", {"chest": False})
    assert store.answers("me") == ("2026-03-03T18:30:00+00:00", {"chest": False})
    assert store.answers("you") == ("2026-03-02T18:30:00+00:00", {"chest": True})


def test_answers_that_cannot_be_written_leave_the_earlier_ones(store: Store) -> None:
    store.keep_answers("me", "2026-03-01T18:30:00+00:00", {"chest": True})
    many = {f"question {number}": False for number in range(2000)}
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="make room on its disk"):
        store.keep_answers("me", "2026-03-02T18:30:00+00:00", many)
    assert store.answers("me") == ("2026-03-01T18:30:00+00:00", {"chest": True})
