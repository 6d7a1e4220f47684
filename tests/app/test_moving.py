"""The history goes out and comes back equal, and what is forgotten is gone."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.app.kept import play
from tests.app.moved import STORY, rows, told
from tests.history import hold
from tpvision import cli
from tpvision.app import moving
from tpvision.edges import folders
from tpvision.edges.store import SCHEMA, Store
from tpvision.edges.store.columns import COLUMNS
from tpvision.errors import InputError, OutputError, SettingsError, StoreError
from tpvision.values import Calibration, Kind, Pause, Phase, Sample, Side, Spot, Table, Tenderness, Warned

TEXTS = st.builds(
    str.__add__,
    st.sampled_from(["", "", "=1+", "+", "-", "@", "\t", "\r\n", "'", '"', ",", "Jörg "]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6),
)
NAMES = TEXTS.filter(bool)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
MAYBE = st.none() | NUMBERS
TIMES = st.floats(0, 1e6)
SIDES = st.sampled_from(Side)
PAUSES = st.lists(st.builds(lambda s, more, why: Pause(s, s + more, why), TIMES, TIMES, TEXTS), max_size=2)
HOLDS = st.builds(
    lambda zone, start, goal, *places: replace(
        hold(zone, goal_s=goal), start_s=start, end_s=start + 5, right_cm=places[0], sigma_down_cm=places[1]
    ),
    *(TEXTS, TIMES, st.floats(1, 90), MAYBE, MAYBE),
)
SAMPLES = st.builds(
    Sample,
    *(TIMES, st.sampled_from([phase.value for phase in Phase]), MAYBE, MAYBE, MAYBE, MAYBE),
    *(st.booleans(), st.none() | st.booleans()),
)
LEVELS = st.none() | st.integers(0, 10)
TENDERNESS = st.lists(
    st.builds(Tenderness, st.integers(0, 3), TEXTS, SIDES, LEVELS, LEVELS), max_size=2, unique_by=lambda told: told.step
)
ENDINGS = st.none() | st.sampled_from([phase.value for phase in Phase])
SESSIONS = st.fixed_dictionaries(
    {
        "started": st.datetimes(timezones=st.timezones()).map(lambda when: when.isoformat(timespec="seconds")),
        "source": TEXTS,
        "ended_by": ENDINGS,
        "profile": st.just("") | NAMES,
        "holds": st.lists(st.tuples(HOLDS, PAUSES), max_size=2),
        "samples": st.lists(SAMPLES, max_size=2),
        "warnings": st.lists(st.builds(Warned, TIMES, st.integers(0, 3), TEXTS), max_size=1),
        "tenderness": TENDERNESS,
        "spots": st.lists(st.builds(Spot, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.booleans()), max_size=2),
    }
)
CALIBRATIONS = st.builds(
    Calibration,
    *(st.tuples(st.integers(1, 4000), st.integers(1, 4000)), NUMBERS, NUMBERS, MAYBE, NUMBERS, NUMBERS, MAYBE),
    *(NUMBERS, st.none() | TEXTS),
)
PEOPLE = st.fixed_dictionaries(
    {
        "name": NAMES,
        "calibration": st.none() | CALIBRATIONS,
        "balls": st.lists(st.tuples(TEXTS, NUMBERS, st.binary(max_size=9)), max_size=1),
        "answers": st.dictionaries(TEXTS, st.booleans(), max_size=2),
    }
)


def fill(path: Path, sessions: list[dict[str, Any]], people: list[dict[str, Any]]) -> None:
    """Write a history as sessions write it."""
    with Store.open(path) as store:
        for each in people:
            store.add_profile(each["name"])
            if each["calibration"] is not None:
                store.keep_calibration(each["name"], each["calibration"])
            for ball in each["balls"]:
                store.keep_ball(each["name"], *ball)
            store.keep_answers(each["name"], "2026-01-01T00:00:00+00:00", each["answers"])
        for each in sessions:
            number = store.begin_session(each["started"], each["source"], "", "", each["profile"])
            for made, pauses in each["holds"]:
                store.add_hold(number, made, pauses)
            for sample in each["samples"]:
                store.add_sample(number, sample)
            for warned in each["warnings"]:
                store.add_warning(number, warned)
            for told in each["tenderness"]:
                store.keep_tenderness(number, told)
            if each["profile"]:
                for spot in each["spots"]:
                    store.add_spot(each["profile"], number, spot)
            if each["ended_by"] is not None:
                store.end_session(number, each["ended_by"])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(sessions=st.lists(SESSIONS, max_size=3), people=st.lists(PEOPLE, max_size=2))
@example(sessions=[], people=[{"name": "me", "calibration": None, "balls": [("", 0.0, b"\xf8")], "answers": {}}])
def test_what_goes_out_comes_back_equal(
    home: Path, sessions: list[dict[str, Any]], people: list[dict[str, Any]]
) -> None:
    for path in home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    fill(folders.history_file(), sessions, people)
    before = rows(folders.history_file())
    moving.export(home / "out")
    folders.history_file().unlink()
    taken = moving.take_in(home / "out")
    assert taken.taken.sessions == len(sessions)
    assert rows(folders.history_file()) == before


def test_a_history_of_real_sessions_comes_back_equal_and_is_not_taken_in_twice(home: Path) -> None:
    play(STORY)
    play(STORY, profile=None)
    before = rows(folders.history_file())
    assert all(before[name] for name in ("sessions", "holds", "pauses", "samples", "tenderness", "spots", "profiles"))
    moving.export(home / "out")
    with Store.open(folders.history_file()) as store:
        store.forget_all()
    assert not any(rows(folders.history_file()).values())
    moving.take_in(home / "out")
    assert rows(folders.history_file()) == before
    again = moving.take_in(home / "out")
    assert (again.taken.sessions, again.taken.known) == (0, 2)
    assert rows(folders.history_file()) == before


def test_numbers_go_on_from_those_that_are_there(home: Path) -> None:
    def begun(store: Store, started: str, zone: str) -> int:
        number = store.begin_session(started, "camera 0", zone, "left", "me")
        store.add_hold(number, hold(zone), [Pause(11.0, 12.0, "moving")])
        return number

    with Store.open(folders.history_file()) as store:
        first = begun(store, "2026-01-01T10:00:00+00:00", "lat")
        store.add_spot("me", first, Spot(0.1, 0.2, 1.0, 1.0, False))
        begun(store, "2026-01-02T10:00:00+00:00", "my-1")
        store.keep_answers("me", "2026-01-01T10:00:00+00:00", {"chest": True})
    moving.export(home / "out")
    folders.history_file().unlink()
    with Store.open(folders.history_file()) as store:
        begun(store, "2026-02-01T10:00:00+00:00", "lat")
        number = begun(store, "2026-02-02T10:00:00+00:00", "lat")
        store.add_spot("me", number, Spot(0.3, 0.4, 1.0, 1.0, False))
        store.keep_answers("me", "2026-02-01T10:00:00+00:00", {"chest": False})
    assert moving.take_in(home / "out").taken.sessions == 2
    with Store.open(folders.history_file()) as store:
        sessions = store.past("me")
        # The oldest first, whatever came when.
        assert [session.number for session in sessions] == [3, 4, 1, 2]
        assert [session.holds[0].zone for session in sessions] == ["lat", "my-2", "lat", "lat"]
        assert all(len(session.holds[0].pauses) == 1 for session in sessions)
        assert [(spot.number, spot.session, spot.spot.u) for spot in store.spots("me")] == [(1, 2, 0.3), (2, 3, 0.1)]
        # What a person has said since is not taken back.
        assert store.answers("me") == ("2026-02-01T10:00:00+00:00", {"chest": False})
    # A later export of the same history: its spot is known again, though it has another number here.
    assert moving.take_in(home / "out").taken.known == 2


def test_the_columns_are_those_of_the_history() -> None:
    Store.open(folders.history_file()).close()
    connection = sqlite3.connect(folders.history_file())
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == set(COLUMNS)
    kinds = {"TEXT": {Kind.TEXT}, "INTEGER": {Kind.WHOLE, Kind.YES}, "REAL": {Kind.NUMBER}, "BLOB": {Kind.BYTES}}
    for table, columns in COLUMNS.items():
        there = connection.execute(f"PRAGMA table_info({table})").fetchall()
        assert {name for _, name, *_ in there} == {column.name for column in columns}
        for _, name, kind, needed, _, key in there:
            (column,) = (column for column in columns if column.name == name)
            assert column.kind in kinds[kind], (table, name)
            assert column.optional is not (bool(needed) or bool(key)), (table, name)
    connection.close()


def test_an_export_says_what_it_has_and_is_the_persons_alone(home: Path) -> None:
    play(STORY)
    moving.export(home / "out")
    guide = list(csv.DictReader(io.StringIO((home / "out" / "columns.csv").read_text(encoding="utf-8"))))
    assert [(row["table"], row["column"]) for row in guide] == [
        (table, column.name) for table, columns in COLUMNS.items() for column in columns
    ]
    assert all(row["meaning"] for row in guide)
    whole = json.loads((home / "out" / "history.json").read_text(encoding="utf-8"))
    assert {name: [tuple(row) for row in table["rows"]] for name, table in whole["tables"].items()} == rows(
        folders.history_file()
    )
    if os.name != "nt":
        assert stat.S_IMODE((home / "out").stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in (home / "out").iterdir()} == {0o600}


def test_settings_programs_and_traces_go_along_and_are_never_written_over(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(STORY)
    names = ("settings.toml", "programs/evening.toml", "traces/one.jsonl.gz")
    texts = dict(zip(names, ('[person]\nname = "me"\n', "name = 1", "a trace"), strict=True))
    assert folders.programs_folder().parent == folders.traces_folder().parent == home
    for name, text in texts.items():
        (home / name).write_text(text)
    out = home / "out"
    assert "1 session written" in told(capsys, "export", str(out))
    assert {name: (out / name).read_text() for name in names} == texts
    if os.name != "nt":
        assert {stat.S_IMODE((out / name).stat().st_mode) for name in names} == {0o600}
    (home / names[0]).write_text('[person]\nname = "you"\n')
    (home / names[1]).unlink()
    said = told(capsys, "import", str(out))
    assert "1 file taken over: programs/evening.toml." in said
    assert "Left as you have them: settings.toml." in said
    assert (home / names[0]).read_text() == '[person]\nname = "you"\n'
    assert (home / names[1]).read_text() == "name = 1"
    # Settings that cannot be used stop all of it.
    (out / names[0]).write_text("[person]\nheight_cm = 3")
    folders.history_file().unlink()
    assert cli.run(["import", str(out)]) == SettingsError.exit_code
    assert not folders.history_file().exists()


def test_it_is_told_how_far_an_export_is(home: Path) -> None:
    with Store.open(folders.history_file()) as store, store.together():
        number = store.begin_session("2026-01-01T10:00:00+00:00", "camera 0", "", "", "me")
        for second in range(2 * moving.STEP):
            store.add_sample(number, Sample(float(second), "seek", None, None, None, None, False, None))
    told: list[tuple[int, int | None]] = []
    moving.export(home / "out", lambda *of: told.append(of))
    moving.take_in(home / "out", lambda *of: told.append(of))
    rows = 2 * moving.STEP + 2  # with the session and the profile
    assert told == [(step * moving.STEP, of) for of in (rows, None) for step in (1, 2)]


def test_no_spreadsheet_takes_a_text_for_a_formula(home: Path) -> None:
    with Store.open(folders.history_file()) as store:
        store.begin_session("2026-01-01T10:00:00+00:00", "=HYPERLINK(1)", "", "", "@me")
    moving.export(home / "out")
    for path in (home / "out").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row)
    assert "'=HYPERLINK(1)" in (home / "out" / "sessions.csv").read_text(encoding="utf-8")


def test_nothing_is_written_over(home: Path) -> None:
    play(STORY)
    (home / "out").mkdir()
    (home / "out" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        moving.export(home / "out")
    assert [path.name for path in (home / "out").iterdir()] == ["mine.txt"]


def test_a_damaged_history_is_not_half_written(home: Path) -> None:
    play(STORY)
    with Store.open(folders.history_file()) as store, store.together():
        for _ in range(500):
            store.add_hold(1, hold("lat"))
    content = folders.history_file().read_bytes()
    folders.history_file().write_bytes(content[:-8192] + b"\xff" * 8192)
    with pytest.raises(StoreError, match="is damaged"):
        moving.export(home / "out")
    assert [*(home / "out").glob("*")] == []


def test_an_export_that_cannot_be_finished_leaves_nothing(home: Path) -> None:
    def broken() -> Iterator[Table]:
        yield Table("profiles", COLUMNS["profiles"], iter([("me",)]))
        raise StoreError("The disk is gone.")

    with pytest.raises(StoreError):
        moving.archive.write(home / "out", SCHEMA, broken())
    assert [*(home / "out").iterdir()] == []
    files = [("programs/mine.toml", home / "gone.toml")]
    with pytest.raises(OutputError, match="cannot be written to"):
        moving.archive.write(home / "out", SCHEMA, (), files)
    assert [*(home / "out").iterdir()] == []


def edited(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        text = (folder / name).read_bytes().decode()
        assert old in text
        (folder / name).write_bytes(text.replace(old, new).encode())

    return edit


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "a table is missing": (lambda folder: (folder / "holds.csv").unlink(), "cannot be read"),
    "no export": (lambda folder: (folder / "columns.csv").write_text("a,b\n1,2\n"), "is no export"),
    "a picture": (lambda folder: (folder / "holds.csv").write_bytes(b"\x89PNG\xff\xfe"), "cannot be read"),
    "a cell is no number": (edited("samples.csv", ",7.0,", ",seven,"), "row 4: a cell"),
    "a cell is not finite": (edited("samples.csv", ",7.0,", ",inf,"), "row 4: a cell"),
    "a row is too short": (edited("samples.csv", ",7.0,", ","), "row 4: a cell"),
    "the last row is cut": (lambda folder: os.truncate(folder / "samples.csv", 300), "a cell"),
    "other columns": (edited("holds.csv", "held_s", "hold_s"), "other columns"),
    "another table": (edited("columns.csv", "holds", "sqlite_master"), "there is no sqlite_master"),
    "a column of evil": (edited("columns.csv", "held_s", "held_s) SELECT 1 --"), "there is no holds with"),
    "a newer one": (edited("columns.csv", f"\n{SCHEMA},", f"\n{SCHEMA + 1},"), "newer tpvision; update"),
    "no side": (edited("holds.csv", ",right,", ",up,"), "'up' is not a valid Side"),
    "no such phase": (edited("samples.csv", ",hold,", ",held,"), "samples has a row"),
    "no goal": (edited("holds.csv", "10.0,10.0,", "10.0,0.0,"), "holds has a row"),
    "no such session": (edited("holds.csv", "1,1,rhomboid", "1,9,rhomboid"), "FOREIGN KEY"),
    "no such person": (edited("profiles.csv", "\nme", "\nyou"), "somebody who is not in profiles"),
    "no time": (edited("sessions.csv", "-", "/"), "Invalid isoformat"),
    "too tender": (edited("tenderness.csv", ",4,", ",14,"), "tenderness has a row"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_of_a_broken_or_foreign_export_nothing_is_taken_in(home: Path, how: str) -> None:
    play(STORY)
    moving.export(home / "out")
    breaks, words = BROKEN[how]
    breaks(home / "out")
    with Store.open(folders.history_file()) as store:
        store.forget_all()
        store.add_profile("she")
    with pytest.raises(InputError) as told:
        moving.take_in(home / "out")
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")
    there = rows(folders.history_file())
    assert there.pop("profiles") == [("she",)]
    assert not any(there.values())


def test_what_does_not_fit_on_the_disk_is_not_taken_in(home: Path) -> None:
    play(STORY)
    with Store.open(folders.history_file()) as store, store.together():
        for _ in range(200):
            store.add_hold(1, hold("lat"))
    moving.export(home / "out")
    with Store.open(folders.history_file()) as store:
        store.forget_all()
        (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        schema, tables = moving.archive.read(home / "out")
        with pytest.raises(StoreError, match="make room"):
            store.take_in(schema, tables)
    assert not any(rows(folders.history_file()).values())
