"""Looking back, from the kept sessions to what is printed."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.history import hold
from tpvision import app, cli
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep three sessions: one done, one stopped, one that the power cut off."""
    monkeypatch.setenv("TPVISION_HOME", str(tmp_path))
    monkeypatch.setenv("TZ", "UTC")
    with Store.open(folders.history_file()) as store:
        for started, ended_by, holds in (
            ("2026-11-20T19:00:00+00:00", "done", [hold("trapezius_upper", 30.0, "goal"), hold("rhomboids", 10.0)]),
            ("2026-11-21T12:00:00+00:00", "stopped", [hold("", 4.0, "stop")]),
            ("2026-11-21T13:00:00+00:00", None, []),
        ):
            number = store.begin_session(started, "camera 0", "", "", "me")
            for each in holds:
                store.add_hold(number, each)
            if ended_by is not None:
                store.end_session(number, ended_by)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        cli.run(["review", *arguments])
    assert end.value.code in (0, None)
    return capsys.readouterr().out


@pytest.mark.usefixtures("kept")
def test_each_hold_is_shown_against_its_goal(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys)
    assert "[====================] 30 of 30 s  trapezius_upper, left\n" in text
    assert "[=======.............] 10 of 30 s  rhomboids, left (You moved)" in text
    assert "4 of 30 s  Free hold (You stopped)" in text
    assert "camera 0: You stopped it." in text
    assert "camera 0: It was cut off." in text
    assert text.splitlines()[-1] == "In all: 3 sessions, 3 holds, 1 to the goal, 0.7 min held."


@pytest.mark.usefixtures("kept")
def test_one_day_one_zone_or_the_last_session(capsys: pytest.CaptureFixture[str]) -> None:
    day = told(capsys, "--day", "2026-11-20")
    assert "2026-11-20" in day
    assert "2026-11-21" not in day
    zone = told(capsys, "--zone", "rhomboids")
    assert "rhomboids" in zone
    assert "trapezius" not in zone
    assert "cut off" in told(capsys, "--last")
    assert "No session fits." in told(capsys, "--day", "2020-01-01")
    with pytest.raises(InputError, match="is no day"):
        app.past_sessions("yesterday", None)


@pytest.mark.usefixtures("kept")
def test_a_day_tells_the_numbers_by_which_sessions_are_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["forget", "--session", "9"]) == InputError.exit_code
    assert "'tpvision review --day' tells the numbers" in capsys.readouterr().err
    numbers = re.findall(r"\d\d:\d\d  session (\d+), camera 0", told(capsys, "--day", "2026-11-21"))
    assert numbers == ["2", "3"]
    with pytest.raises(SystemExit):
        cli.run(["forget", "--session", numbers[0], "--yes"])
    assert "camera 0: You stopped it." not in told(capsys)


@pytest.mark.usefixtures("kept")
def test_rows_for_other_programs_hold_what_was_kept(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(told(capsys, "--csv"))))
    assert [(row["session"], row["zone"], row["side"], row["held_s"]) for row in rows] == [
        ("1", "trapezius_upper", "left", "30.0"),
        ("1", "rhomboids", "left", "10.0"),
        ("2", "", "", "4.0"),
    ]
    sessions = json.loads(told(capsys, "--json"))
    assert [len(session["holds"]) for session in sessions] == [2, 1, 0]
    assert sessions[0]["holds"][0]["side"] == "left"


@pytest.mark.usefixtures("kept")
def test_a_row_says_how_its_session_ended_if_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(folders.history_file()) as store:
        store.add_hold(3, hold("lat"))
        store.add_hold(store.begin_session("2026-11-21T14:00:00+00:00", "camera 0", "", "", "me"), hold("lat"))
        rows = list(csv.DictReader(io.StringIO(told(capsys, "--csv"))))
    assert [row["session_ended_by"] for row in rows] == ["done", "done", "stopped", "cut off", "running"]


def test_no_history_invites(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TPVISION_HOME", str(tmp_path))
    assert "begins your first one" in told(capsys)
    assert not folders.history_file().exists()
