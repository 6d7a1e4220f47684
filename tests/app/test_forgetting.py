"""What is forgotten is gone, and nothing else is."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.kept import play
from tests.app.moved import STORY, rows, told
from tests.history import hold
from tpvision import cli
from tpvision.app import moving
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.edges.store.schema import MIGRATIONS
from tpvision.errors import InputError, StoreError
from tpvision.values import Spot, Warned

MARK = "Zanzibarbarossa"


def found(home: Path) -> list[str]:
    """Return the files of the data folder with the mark in their bytes."""
    return [path.name for path in sorted(home.rglob("*")) if path.is_file() and MARK.encode() in path.read_bytes()]


def marked(home: Path) -> None:
    """Make a history of one that an earlier tpvision began: the mark is in it, in its copy and in a trace."""
    earlier = sqlite3.connect(folders.history_file())
    earlier.executescript("".join(MIGRATIONS[:2]) + "PRAGMA user_version = 2;")
    begun = "2026-01-01T10:00:00+00:00"
    earlier.execute("INSERT INTO sessions VALUES (1, ?, ?, 'lat', 'left', 'done', ?)", (begun, MARK, MARK))
    earlier.commit()
    earlier.close()
    with Store.open(folders.history_file()) as store:
        for number in range(40):
            session = store.begin_session(
                f"2026-02-{number % 28 + 1:02}T10:00:{number:02}+00:00", "camera 0", "", "", "me"
            )
            store.add_hold(session, hold("lat"))
        store.add_hold(1, replace(hold(MARK), ended_by=MARK))
        store.add_warning(1, Warned(1.0, 0, MARK))
        store.keep_ball(MARK, MARK, 6.5, MARK.encode())
        store.keep_answers(MARK, begun, {MARK: True})
        store.add_spot(MARK, 1, Spot(0.1, 0.2, 1.0, 1.0, False))
    (folders.traces_folder() / moving.trace_name(begun)).write_text(MARK)
    (folders.traces_folder() / moving.trace_name("2026-02-01T10:00:00+00:00")).write_text("of another session")
    (home / moving.REPORT).write_text(MARK)
    assert len(found(home)) == 4


@pytest.mark.parametrize("option", [["--profile", MARK], ["--all"]], ids=["person", "everything"])
def test_nothing_stays_of_what_is_forgotten(home: Path, capsys: pytest.CaptureFixture[str], option: list[str]) -> None:
    marked(home)
    words = told(capsys, "forget", *option, "--yes")
    assert "cannot be undone" in words
    assert "tpvision export" in words
    assert found(home) == []
    assert [path.name for path in home.rglob("*.schema*")] == []
    with Store.open(folders.history_file()) as store:
        assert len(store.past("me")) == (40 if option[0] == "--profile" else 0)
        assert len(list(folders.traces_folder().iterdir())) == (1 if option[0] == "--profile" else 0)
        assert store._rows("PRAGMA integrity_check") == [("ok",)]


def test_of_a_session_that_is_forgotten_nothing_stays(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play(STORY)
    play(STORY.replace("7    here", "7"))
    with Store.open(folders.history_file()) as store:
        store._run("UPDATE sessions SET source = ? WHERE id = 1", (MARK,))
    assert found(home)
    words = told(capsys, "forget", "--session", "1", "--yes")
    assert "the 1 own spot named in it" in words
    assert found(home) == []
    with Store.open(folders.history_file()) as store:
        assert [session.number for session in store.past("me")] == [2]
        assert store.spots("me") == []
        assert store.samples(1) == []
        assert len(store.samples(2)) > 10
        assert len(store._rows("SELECT * FROM pauses")) == len(store.past("me")[0].holds[0].pauses)


def test_without_a_yes_nothing_is_forgotten(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    play(STORY)
    before = rows(folders.history_file())
    for answer in ("n\n", "\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as end:
            cli.run(["forget", "--all"])
        assert end.value.code == 1
    assert rows(folders.history_file()) == before
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert "Forgotten." in told(capsys, "forget", "--all")
    assert not any(rows(folders.history_file()).values())


def test_a_history_in_use_says_to_forget_once_more(home: Path) -> None:
    marked(home)
    other = sqlite3.connect(folders.history_file(), isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM sessions").fetchone()
    with pytest.raises(StoreError, match="close the other program"):
        moving.Doomed(profile=MARK).forget()
    other.close()
    with Store.open(folders.history_file()) as store:
        store.forget_profile(MARK)
    assert "history.sqlite3" not in found(home)


@pytest.mark.parametrize(
    "arguments",
    [
        ["forget"],
        ["forget", "--all", "--session", "1"],
        ["forget", "--session", "9", "--yes"],
        ["forget", "--profile", "nobody", "--yes"],
        ["import", "nowhere"],
    ],
)
def test_what_is_not_there_cannot_be_named(arguments: list[str]) -> None:
    play(STORY)
    before = rows(folders.history_file())
    assert cli.run(arguments) == InputError.exit_code
    assert rows(folders.history_file()) == before
