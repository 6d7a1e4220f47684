"""A trace gives back what went in, to the last bit, and says what is wrong with a damaged one."""

from __future__ import annotations

import dataclasses
import gzip
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator import scenario, simulate
from tpvision.core import engine
from tpvision.edges.trace import TraceWriter, read_trace
from tpvision.errors import InputError, OutputError
from tpvision.settings import PersonSettings, Settings
from tpvision.values import (
    Calibration,
    Command,
    CommandKind,
    End,
    Input,
    Look,
    Plan,
    Pose,
    Purpose,
    Side,
    Sighting,
    Step,
    Tick,
    Told,
    View,
    Zone,
)

SETTINGS = Settings(person=PersonSettings(height_cm=181.5))
PLAN = Plan(Told(181.5, 6.5, "yellow", 5.2, -0.1), Zone("upper_back", "Upper back", 0.3, 0.36, 4.0), Side.RIGHT)
SIZE = (640, 480)


def pose(seed: int) -> Pose:
    return Pose(np.random.default_rng(seed).normal(300, 100, (33, 4)))


INPUTS: list[Input] = [
    Look(0.0, SIZE, source_turned=True),
    Look(1 / 30, SIZE, (pose(1),), Sighting(1 / 3, 2e-9, 8.25, 0.9)),
    Command(0.05, CommandKind.HERE),
    Look(2 / 30, SIZE, (pose(2), pose(3)), light_changed=True),
    Tick(0.1),
    End(0.2),
]


def write(path: Path, inputs: list[Input] = INPUTS, settings: Settings = SETTINGS, plan: Plan = PLAN) -> Path:
    with TraceWriter(path, settings, plan) as trace:
        for item in inputs:
            trace.add(item)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    settings, plan, inputs = read_trace(write(tmp_path / name))
    assert (settings, plan, list(inputs)) == (SETTINGS, PLAN, INPUTS)
    assert not inputs.cut_off


def test_a_free_plan_is_read_back(tmp_path: Path) -> None:
    settings, plan, inputs = read_trace(write(tmp_path / "a.jsonl", [], Settings(), Plan()))
    assert (settings, plan, list(inputs)) == (Settings(), Plan(), [])


def test_steps_and_levels_are_read_back_and_an_older_trace_has_none(tmp_path: Path) -> None:
    zone = Zone("rhomboid", "Rhomboids", 0.2, 0.25, 4.0)
    wanted = Plan(steps=(Step(zone, Side.LEFT, 2, 30.0), Step(zone, Side.RIGHT, 1, 20.0)), live=True)
    said: list[Input] = [Command(1.0, CommandKind.RATE, 0)]
    path = write(tmp_path / "a.jsonl", said, plan=wanted)
    _, plan, inputs = read_trace(path)
    assert (plan, list(inputs)) == (wanted, said)
    older = write(tmp_path / "b.jsonl")
    lines = older.read_text().splitlines(keepends=True)
    lines[0] = lines[0].replace(',"steps":[],"live":false', "")
    older.write_text("".join(lines))
    assert "steps" not in lines[0]
    assert read_trace(older)[1] == PLAN


KEPT = Calibration(SIZE, 181.5, 0.3, 0.64, -3.5, 1 / 3, 141.5, 1.25, "other_ball")


@pytest.mark.parametrize("kept", [KEPT, dataclasses.replace(KEPT, shoulders_of_torso=None, wall_torso_px=None)])
def test_a_calibration_and_the_brightness_are_read_back_and_an_older_trace_has_none(
    tmp_path: Path, kept: Calibration
) -> None:
    wanted = Plan(live=True, calibration=kept, purpose=Purpose.CHECK)
    looks: list[Input] = [Look(0.0, SIZE, brightness=1 / 3), Look(0.1, SIZE, brightness=0.0), Look(0.2, SIZE)]
    path = write(tmp_path / "a.jsonl", looks, plan=wanted)
    _, plan, inputs = read_trace(path)
    assert (plan, list(inputs)) == (wanted, looks)
    older = write(tmp_path / "b.jsonl", looks)
    text = older.read_text()
    for part in (',"calibration":null', f',"brightness":{1 / 3!r}', ',"brightness":0.0', ',"brightness":null'):
        assert part in text
        text = text.replace(part, "")
    older.write_text(text)
    _, plan, inputs = read_trace(older)
    assert (plan, list(inputs)) == (PLAN, [Look(t_s, SIZE) for t_s in (0.0, 0.1, 0.2)])


def test_a_live_session_with_a_kept_calibration_is_replayed_to_the_same_views(tmp_path: Path) -> None:
    session = simulate(scenario(1, "front", fps=10.0))
    size_px = session.scenario.size_px
    kept = dataclasses.replace(KEPT, size_px=size_px, torso_of_stature=0.31)
    plan = dataclasses.replace(session.plan, live=True, calibration=kept)
    # It is dark for a while, so that the countdown waits.
    inputs: list[Input] = [
        dataclasses.replace(look, brightness=0.05 if look.t_s < 3.0 else 0.4) for look in session.looks
    ]
    played = views(Settings(), plan, inputs)
    again = read_trace(write(tmp_path / "a.jsonl.gz", inputs, Settings(), plan))
    assert views(*again) == played
    # Both matter: without them the views are others.
    assert views(Settings(), dataclasses.replace(plan, calibration=None), inputs) != played
    assert views(Settings(), plan, session.looks) != played


def views(settings: Settings, plan: Plan, inputs: Iterable[Input]) -> list[View]:
    state, out = engine.begin(plan), []
    for item in inputs:
        state, view = engine.step(state, item, settings)
        out.append(view)
    return out


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=132, max_size=132), st.floats(0, 1e9))
def test_numbers_survive_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[float], t: float
) -> None:
    look = Look(t, SIZE, (Pose(np.array(numbers).reshape(33, 4)),))
    path = write(tmp_path_factory.getbasetemp() / "bits.jsonl", [look])
    (again,) = read_trace(path)[2]
    assert isinstance(again, Look)
    assert again.poses[0].landmarks.tobytes() == look.poses[0].landmarks.tobytes()
    assert again.t_s == t


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_each_line_can_be_read_while_the_session_runs(tmp_path: Path, name: str) -> None:
    with TraceWriter(tmp_path / name, SETTINGS, PLAN) as trace:
        for count, item in enumerate(INPUTS, start=1):
            trace.add(item)
            assert list(read_trace(tmp_path / name)[2]) == INPUTS[:count]


def test_a_compressed_trace_is_smaller(tmp_path: Path) -> None:
    plain, small = write(tmp_path / "a.jsonl"), write(tmp_path / "a.jsonl.gz")
    assert gzip.decompress(small.read_bytes()) == plain.read_bytes()
    assert small.stat().st_size < 0.6 * plain.stat().st_size


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_cut_off_last_line_is_left_out_and_told(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name)
    path.write_bytes(path.read_bytes()[:-20])
    inputs = read_trace(path)[2]
    assert list(inputs) == INPUTS[:-1]
    assert inputs.cut_off


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        '{"input": "Tick"}',
        '{"input": "Tick", "t_s": NaN}',
        '{"input": "Guess", "t_s": 1}',
        '{"input": "Command", "t_s": 1, "kind": "jump"}',
        '{"input": "Look", "t_s": 1, "size_px": [9, 9], "poses": [[1, 2]], "sighting": null, "source_turned": false}',
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.jsonl")
    lines = path.read_text().splitlines()
    lines[3] = line
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError, match=r"Line 4 of the trace .*a\.jsonl is damaged"):
        list(read_trace(path)[2])


def test_damaged_compression_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", INPUTS * 50)
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + b"\xff" * 100 + content[middle + 100 :])
    with pytest.raises(InputError, match="damaged"):
        list(read_trace(path)[2])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.jsonl", b""),
        ("text.jsonl", b"hello\n"),
        ("list.jsonl", b"[1]\n"),
        ("other.jsonl", b'{"a": 1}\n'),
        ("film.jsonl", b"\x00\x00\x00\x20ftypisom\xff\xfe\xfd" * 10),
        ("plain.jsonl.gz", b"hello\n"),
        ("empty.jsonl.gz", b""),
    ],
)
def test_what_is_no_trace_is_said_to_be_none(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match="is not a trace that tpvision wrote"):
        read_trace(path)


def test_a_missing_trace_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no trace"):
        read_trace(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"format":1', '"format":2', "has format 2"),
        ('"height_cm":181.5,"ball_cm"', '"height_cm":181.5,"age":7,"ball_cm"', "does not fit this one"),
        ('"person":{', '"pet":{},"person":{', "does not fit this one"),
        ('"side":"right"', '"side":"top"', "does not fit this one"),
    ],
)
def test_a_trace_of_another_version_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = write(tmp_path / "a.jsonl")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(InputError, match=words):
        read_trace(path)


def test_all_settings_are_in_the_header(tmp_path: Path) -> None:
    header = write(tmp_path / "a.jsonl").read_text().splitlines()[0]
    for group in dataclasses.fields(Settings):
        assert f'"{group.name}":{{' in header


def test_an_unwritable_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        TraceWriter(tmp_path / "nowhere" / "a.jsonl", SETTINGS, PLAN)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full to stand for a full disk")
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_full_disk_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left on device"):
        write(tmp_path / name)
