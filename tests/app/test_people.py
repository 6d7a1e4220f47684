"""The people who use this computer never mix."""

from __future__ import annotations

import pytest

from tests.app.kept import play
from tpvision import app, cli
from tpvision.app.history import past_sessions, spots
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError
from tpvision.values import Calibration

STORY = "plan one\n2  on 7 12\n5  -> hold\n6  here"
MINE = '# whose\n[person]\nname = "Ann"  # me\n\n[screen]\ntheme = "light"\n'


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        cli.run(list(arguments))
    assert end.value.code in (0, None)
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.run(list(arguments)) == InputError.exit_code
    return capsys.readouterr().err


def test_each_profile_is_listed_with_what_is_kept_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    folders.settings_file().write_text(MINE)
    assert told(capsys, "profiles") == "* Ann: the next session is the first.\n"
    with Store.open(folders.history_file()) as store:
        store.begin_session("2026-01-05T12:00:00+00:00", "camera 0", "", "", "Ann")
        store.begin_session("2026-01-09T12:00:00+00:00", "camera 0", "", "", "Ann")
        store.keep_calibration("Ann", Calibration((640, 480), 180.0, 0.3, None, 0.0, 0.0, None, 1.44, None))
    told(capsys, "profiles", "add", "Bartholomew")
    assert told(capsys, "profiles").splitlines() == [
        "* Ann          2 sessions, last on 2026-01-09, calibrated to about 1.4 cm",
        "  Bartholomew  no session yet, not calibrated",
    ]


def test_who_is_chosen_is_written_into_the_settings_and_nothing_else_is(capsys: pytest.CaptureFixture[str]) -> None:
    folders.settings_file().write_text(MINE)
    told(capsys, "profiles", "add", "Bea")
    told(capsys, "profiles", "use", "Bea")
    assert folders.settings_file().read_text() == MINE.replace("Ann", "Bea")
    told(capsys, "profiles", "rename", "Bea", "Béa")
    assert app.settings().person.name == "Béa"
    told(capsys, "profiles", "add", "Cem")
    told(capsys, "profiles", "rename", "Cem", "Dan")
    assert app.settings().person.name == "Béa"


@pytest.mark.parametrize("name", ["", " ", " Eve", "two\nlines", "x" * 41, "ann", "ANN"])
def test_a_name_that_cannot_be_used_is_refused(capsys: pytest.CaptureFixture[str], name: str) -> None:
    told(capsys, "profiles", "add", "Ann")
    told(capsys, "profiles", "add", "Bea")
    refused(capsys, "profiles", "add", name)
    refused(capsys, "profiles", "rename", "Bea", name)
    assert [profile.name for profile in app.profiles()] == ["Ann", "Bea"]


def test_a_name_may_change_its_capitals(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "profiles", "add", "ann")
    told(capsys, "profiles", "rename", "ann", "Ann")
    assert [profile.name for profile in app.profiles()] == ["Ann"]


@pytest.mark.parametrize("command", [["profiles", "use"], ["review", "--profile"], ["profiles", "rename", "Eve"]])
def test_nobody_is_chosen_who_is_not_there(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    play(STORY, profile="Ann")
    assert "There is no profile 'Eve'" in refused(
        capsys, *command[:2], "Eve", *command[3:], *["Fay"] * (len(command) > 2)
    )


def test_somebody_without_sessions_is_known_and_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "review", "--profile", "me") == "No session yet: 'tpvision run' begins your first one.\n"
    told(capsys, "profiles", "add", "Ann")
    assert told(capsys, "review", "--profile", "Ann") == "There is no session of Ann yet.\n"
    told(capsys, "profiles", "use", "me")
    told(capsys, "profiles", "rename", "me", "Bea")
    assert told(capsys, "profiles").splitlines()[1:] == ["* Bea: the next session is the first."]


def test_people_never_mix(capsys: pytest.CaptureFixture[str]) -> None:
    folders.settings_file().write_text(MINE)
    for profile in ("Ann", "Bea", None, "Ann"):
        play(STORY, profile)
    with Store.open(folders.history_file()) as store:
        store.keep_answers("Ann", "2026-01-01T10:00:00+00:00", {"chest": True})
        store.keep_answers("Bea", "2026-01-01T10:00:00+00:00", {"chest": False})
        store.keep_ball("Ann", "yellow", 6.5, b"a")
    assert "In all: 2 sessions" in told(capsys, "review")
    assert "In all: 1 session," in told(capsys, "review", "--profile", "Bea")
    assert [spot.session for spot in spots("Bea")] == [2]
    told(capsys, "profiles", "rename", "Ann", "Cem")
    assert [session.number for session in past_sessions(None, None, "Cem")] == [1, 4]
    assert past_sessions(None, None, "Ann") == []
    with Store.open(folders.history_file()) as store:
        assert store.answers("Cem") == ("2026-01-01T10:00:00+00:00", {"chest": True})
        assert store.ball("Cem", "yellow", 6.5) == b"a"
        assert [spot.session for spot in store.spots("Cem")] == [1, 4]
        bea = store.past("Bea"), store.spots("Bea"), store.answers("Bea")
    told(capsys, "forget", "--profile", "Cem", "--yes")
    with Store.open(folders.history_file()) as store:
        assert (store.past("Bea"), store.spots("Bea"), store.answers("Bea")) == bea
        assert [profile.name for profile in store.profiles()] == ["Bea"]
        assert len(store.sessions()) == 2
