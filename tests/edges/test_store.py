"""The history survives what happens to files."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import datetime
from pathlib import Path

import pytest

from tpvision.edges.store import SCHEMA, Session, Store
from tpvision.edges.store.schema import MIGRATIONS
from tpvision.errors import StoreError
from tpvision.values import (
    Calibration,
    Hold,
    PastHold,
    PastSession,
    Pause,
    Sample,
    Side,
    Spot,
    Tenderness,
    Warned,
)

CALIBRATION = Calibration((640, 480), 180.0, 0.295, None, -3.5, 0.5, 101.5, 1.4, "stand_square")
HOLD = Hold("upper_back", Side.LEFT, 12.5, 43.0, 30.0, 30.0, 0.93, "goal", -6.25, 21.5, 0.7, 0.9)
FREE_HOLD = Hold("", None, 50.0, 58.0, 7.5, 30.0, None, "moved", None, None, None, None)


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


def test_what_is_written_is_brought_onto_the_disk_without_waiting_for_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, let, waits = [], threading.Event(), []

    def fsync(number: int) -> None:
        written.append(os.fstat(number).st_ino)
        waits.append(let.wait(10.0))

    monkeypatch.setattr(os, "fsync", fsync)
    with Store.open(path) as store:
        with store.together():
            begin(store)
        let.set()  # not before: writing did not wait for the disk
        file = path.with_name(f"{path.name}-wal").stat().st_ino
    assert written == [file]
    assert waits == [True]


def test_samples_are_those_of_their_session(store: Store) -> None:
    session = begin(store)
    kept = [
        Sample(7.0, "hold", -6.0, 21.0, 0.5, 0.75, True, True),
        Sample(8.1, "hold", -6.0, 25.0, 0.5, 0.75, True, False),
        Sample(9.0, "place", None, None, None, None, False, None),
    ]
    for each in kept:
        store.add_sample(session, each)
    store.add_sample(begin(store), kept[0])
    assert store.samples(session) == kept
    store.add_sample(session, Sample(8.5, "hold", None, None, None, None, False, None))
    store.add_sample(session, Sample(6.0, "seek", 1.0, 2.0, 1.0, 1.0, True, None))
    assert store.trail(session) == [(7.0, -6.0, 21.0), (8.1, -6.0, 25.0)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_only_the_user_can_read_it(store: Store, path: Path) -> None:
    begin(store)
    files = list(path.parent.iterdir())
    assert len(files) == 4  # the history, its log, its index and the lock of the session
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
    with store.together():
        for _ in range(500):
            store.add_hold(session, HOLD)
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    with pytest.raises(StoreError, match="is damaged; move it away"), Store.open(path) as store:
        store.holds(session)


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
    kept = CALIBRATION
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
    assert [each.spot for each in store.spots("me")] == spots
    assert store.spots("you") == []
    store.close()


EARLIER = {
    1: """
        INSERT INTO sessions VALUES (3, '2026-01-01T20:00:00+00:00', 'camera 0', 'lat', 'left', 'done');
        INSERT INTO holds VALUES (3, '', NULL, 50, 58, 7.5, 30, NULL, 'moved', NULL, NULL, NULL, NULL);
        INSERT INTO holds VALUES (3, 'upper_back', 'left', 12.5, 43, 30, 30, 0.93, 'goal', -6.25, 21.5, 0.7, 0.9);
        INSERT INTO samples VALUES (3, 7.5, 'hold', -6, 21, 0.5, 0.75, 1);
        INSERT INTO profiles VALUES ('me', 640, 480, 180, 0.295, NULL, -3.5, 0.5, 101.5, 1.4, 'stand_square');
        INSERT INTO spots VALUES (7, 'me', 3, 0.25, 0.5, 1.5, 1, 0);
    """,
    2: """
        UPDATE sessions SET profile = 'me';
        INSERT INTO answers VALUES ('you', '2026-01-01T20:00:00+00:00', 'chest', 1);
        INSERT INTO tenderness VALUES (3, 0, 'upper_back', 'left', 5, 2);
    """,
    3: "INSERT INTO balls VALUES ('she', 'yellow', 6.5, x'0001');",
}
"""What a history of each schema had more than the one before."""


def made(path: Path, schema: int) -> None:
    """Make a history as a tpvision of that schema left it."""
    earlier = sqlite3.connect(path)
    for number in range(1, schema + 1):
        earlier.executescript(f"{MIGRATIONS[number - 1]} {EARLIER.get(number, '')} PRAGMA user_version = {number};")
    earlier.close()


def test_there_is_an_example_of_each_earlier_schema() -> None:
    assert sorted(EARLIER) == list(range(1, SCHEMA))


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_an_earlier_history_is_brought_up_and_a_copy_of_it_stays(path: Path, schema: int) -> None:
    made(path, schema)
    for _ in range(2):  # only the first time changes anything
        with Store.open(path) as store:
            assert store.sessions() == [Session(3, "2026-01-01T20:00:00+00:00", "camera 0", "lat", "left", "done")]
            (session,) = store.past("me" if schema > 1 else "")
            assert [hold.ended_by for hold in session.holds] == ["goal", "moved"]
            assert store.holds(3) == [HOLD, FREE_HOLD]
            assert store.samples(3) == [Sample(7.5, "hold", -6.0, 21.0, 0.5, 0.75, True, None)]
            assert [(spot.number, spot.spot) for spot in store.spots("me")] == [(7, Spot(0.25, 0.5, 1.5, 1.0, False))]
            assert store.calibration("me") == CALIBRATION
            assert session.tenderness == ((Tenderness(0, "upper_back", Side.LEFT, 5, 2),) if schema > 1 else ())
            assert store.ball("she", "yellow", 6.5) == (b"\x00\x01" if schema > 2 else None)
            names = [profile.name for profile in store.profiles()]
            assert names == ["me", *(["she"] if schema > 2 else []), *(["you"] if schema > 1 else [])]
            assert store.cut_off("me") is None
    (copy,) = path.parent.glob("*.schema*")
    assert copy.name == f"history.sqlite3.schema{schema}"
    kept = sqlite3.connect(copy)
    assert kept.execute("PRAGMA user_version").fetchone() == (schema,)
    assert kept.execute("SELECT zone FROM sessions").fetchall() == [("lat",)]
    kept.close()
    if os.name != "nt":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_each_schema_has_the_tables_of_a_new_history(path: Path, schema: int) -> None:
    made(path, schema)
    Store.open(path).close()
    new = path.with_name("new.sqlite3")
    Store.open(new).close()
    assert shape(path) == shape(new)


def shape(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return rows


def test_a_migration_that_fails_leaves_the_history_as_it_was(path: Path) -> None:
    made(path, 3)
    earlier = sqlite3.connect(path)
    earlier.execute("CREATE TABLE pauses (x)")  # in the way of the next schema
    earlier.close()
    before = shape(path)
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(path)
    assert shape(path) == before
    earlier = sqlite3.connect(path)
    assert earlier.execute("PRAGMA user_version").fetchone() == (3,)
    earlier.close()


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


def test_all_of_a_session_is_found_with_it(store: Store) -> None:
    session = store.begin_session("2026-03-01T18:30:00+00:00", "camera 0", "upper_back", "left", "me")
    number = store.add_hold(session, FREE_HOLD)
    pauses = (Pause(13.0, 15.5, "moving"), Pause(20.0, 22.0, "off_spot"))
    store.change_hold(number, HOLD, pauses[:1])
    store.change_hold(number, HOLD, pauses)
    store.add_hold(session, FREE_HOLD)
    first = Tenderness(0, "rhomboid_upper", Side.LEFT, 5, None)
    told = (replace(first, after=2), Tenderness(1, "rhomboid_upper", Side.RIGHT, None, 0))
    for each in (first, *told):
        store.keep_tenderness(session, each)
    warned = (Warned(14.0, 0, "no_go"), Warned(58.0, 1, "stop_words"))
    for warning in warned:
        store.add_warning(session, warning)
    store.end_session(session, "stopped")
    other = store.begin_session("2026-03-02T18:30:00+00:00", "film.mp4", "", "")
    store.add_hold(other, FREE_HOLD, pauses)
    begun = datetime.fromisoformat("2026-03-01T18:30:00+00:00").astimezone().isoformat()
    holds = (PastHold(*astuple(HOLD), pauses), PastHold(*astuple(FREE_HOLD)))
    zone = ("upper_back", Side.LEFT)
    assert store.past("me") == [PastSession(session, begun, "camera 0", "stopped", holds, "me", *zone, told, warned)]
    assert [found.holds[0].pauses for found in store.past("")] == [pauses]
    assert store.past("you") == []


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
