"""Doors that files, names and streams come in by: each takes bytes and may refuse them with a ``TpvisionError`` only.

Whatever else comes out is a find: an exception, an answer that breaks its promise, or one that takes long.
"""

from __future__ import annotations

import gzip
import io
import math
import shutil
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tests.core.people import look, pose
from tests.make_history import make
from tpvision import cli
from tpvision.app import analysis, lines_of, moving, own_programs, people, plans, programs, reports, rows_of
from tpvision.edges import archive, folders, preferences
from tpvision.edges.camera import network
from tpvision.edges.report import html
from tpvision.edges.store import SCHEMA, Store
from tpvision.edges.trace import TraceWriter
from tpvision.errors import plain
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.programs import said
from tpvision.knowledge.words import Words
from tpvision.settings import Settings, load
from tpvision.values import Command, CommandKind, End, Plan, Side, Sighting, Step, Tick, Told, View, Zone

MARK = b"\n=====file "
"""What stands before the name of each file in the bytes that hold a whole folder."""


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def broken(value: Any, where: str = "") -> list[str]:
    """Return where in a value there is a number that is none, or an endless one."""
    if isinstance(value, float):
        return [] if math.isfinite(value) else [f"{where} is {value}"]
    if names := _names(type(value)):
        return [fault for name in names for fault in broken(getattr(value, name), f"{where}.{name}")]
    if isinstance(value, (tuple, list)):
        return [fault for index, each in enumerate(value) for fault in broken(each, f"{where}[{index}]")]
    if isinstance(value, np.ndarray):
        return [] if np.isfinite(value).all() else [f"{where} has what is no number"]
    assert value is None or isinstance(value, (str, bytes, bool, int, Enum)), (where, value)
    return []


def honest(view: View) -> None:
    """Check what must be so in every view."""
    assert not broken(view), broken(view)
    for hold in view.holds:
        assert 0.0 <= hold.held_s <= hold.end_s - hold.start_s + 1e-6, hold
    if view.hold is not None:
        assert view.hold.held_s >= 0.0


def settings(data: bytes) -> None:
    """Read a settings file and change it."""
    path = folders.settings_file()
    path.write_bytes(data)
    told = preferences.told(path)
    found = load(path)
    assert not broken(found)
    assert all(name.count(".") == 1 for name in told)
    preferences.change(path, {"screen.theme": "light", "person.name": "Å \"'\\"})
    assert load(path).screen.theme == "light"


@cache
def _catalog() -> Catalog:
    return Catalog.load()


def program(data: bytes) -> None:
    """Read a program of one's own, reckon it, and write it again."""
    words = Words.load("en")
    path = folders.programs_folder() / "own-1.toml"
    path.write_bytes(data)
    try:
        own_programs.text_of("own-1")
        found = own_programs.read("own-1", _catalog(), {}, words)
        plain(said(found.names, "de") + said(found.does, "de"))
        minutes = own_programs.minutes(found, _catalog(), {}, Settings())
        assert 0.0 < minutes < 120.0
        own_programs.write(found, _catalog(), {}, Settings(), words)
        again = own_programs.read("own-1", _catalog(), {}, words)
        assert again == found
        for each in programs.wishes(Settings(), "own-1", Plan()):
            assert not broken(each.step)
    finally:
        path.unlink(missing_ok=True)


def told(data: bytes) -> None:
    """Read what somebody told of a film."""
    path = folders.data_folder() / "told.json"
    path.write_bytes(data)
    plan = plans.make(path, "film", "rhomboid_middle", "left", None, None, None, None)
    assert not broken(plan)


def trace(data: bytes, name: str = "a.jsonl") -> None:
    """Replay a trace."""
    path = folders.data_folder() / name
    path.write_bytes(data)
    out = folders.data_folder() / "out"
    try:
        result = analysis.replay(path, out)
        assert not broken(result), broken(result)
        for hold in result.holds:
            assert 0.0 <= hold.held_s <= hold.end_s - hold.start_s + 1e-6, hold
    finally:
        shutil.rmtree(out, ignore_errors=True)


def trace_gz(data: bytes) -> None:
    """Replay a compressed trace: of good bytes one that is cut anywhere, else these very bytes."""
    if data[:1] == b"{":
        packed = gzip.compress(data, 1, mtime=0)
        data = packed[: len(packed) - data[-1]]
    trace(data, "a.jsonl.gz")


def taken_in(data: bytes) -> None:
    """Read an export back, and tell of what came in as the report and the terminal do."""
    folder = folders.data_folder() / "in"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for part in data.split(MARK)[1:]:
        name, _, content = part.partition(b"\n")
        (folder / Path(name.decode("utf-8", "replace").replace("\0", "") or "x").name[:80]).write_bytes(content)
    history = folders.history_file()
    shutil.copyfile(_empty(), history)
    moving.take_in(folder)
    shutil.rmtree(folder.with_name("again"), ignore_errors=True)
    moving.export(folder.with_name("again"))
    with Store.open(history) as store:
        names = ["", *(profile.name for profile in store.profiles())]
    for name in names[:3]:
        retold(name)


def retold(profile: str) -> None:
    """Tell somebody's history in each way there is, and look for what steers a terminal or a browser."""
    with Store.open(folders.history_file()) as store:
        past = store.past(profile)
    now = Settings()
    made = html(reports.page(past, profile, now, "2026-11-22"))
    tags: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            assert not [name for name, _ in attrs if name.startswith("on") or name in ("href", "src")]

    reader = Reader()
    reader.feed(made)
    reader.close()
    assert not tags & {"script", "img", "iframe", "a", "form", "object"}, tags
    made.encode()
    for short in (False, True):
        for line in lines_of(past, profile, short):
            assert not steering(line), line
    for as_csv in (True, False):
        rows_of(past, profile, as_csv)


def steering(text: str) -> list[str]:
    """Return the characters of a text that steer a terminal."""
    return [c for c in text if ord(c) < 32 or 127 <= ord(c) < 160]


@cache
def _empty() -> Path:
    path = Path(tempfile.mkdtemp()) / "empty.sqlite3"
    Store.open(path).close()
    return path


def mjpeg(data: bytes) -> None:
    """Cut a stream of a network camera, in pieces of the first byte's size, and decode its pictures."""
    parser = network.MjpegParser("frame")
    step = 1 + (data[0] if data else 0) * 16
    for at in range(1, max(2, len(data)), step):
        for part in parser.feed(data[at : at + step]):
            image = network._decode(part)
            assert image is None or image.size < 2**28
    assert len(parser._buffer) <= len(data)


def names(data: bytes) -> None:
    """Use a name for a profile, a zone, a film and a column."""
    text = data.decode("utf-8", "replace").replace("\0", "")
    assert not steering(plain(text))
    assert not str(archive.no_formula(text)).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    said_to = _listener()
    history = folders.history_file()
    shutil.copyfile(_empty(), history)
    with redirect_stdout(said_to), redirect_stderr(said_to):
        _ran("zones", "--", text)
        _ran("replay", "--", text[:60] + ".jsonl")
        code = _ran("profiles", "add", "--", text)
    assert not [c for c in steering(said_to.getvalue()) if c != "\n"], said_to.getvalue()
    if code == 0:
        people.use(text, "me")
        assert load(folders.settings_file()).person.name == text
        retold(text)


@cache
def _paper() -> io.StringIO:
    return io.StringIO()


def _listener() -> io.StringIO:
    """Return what is written on, blank; always the same, as typer never forgets one."""
    _paper().seek(0)
    _paper().truncate()
    return _paper()


def _ran(*arguments: str) -> int:
    try:
        return cli.run(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def _trace_bytes(gz: bool = False) -> bytes:
    zone = Zone("rhomboid_middle", "R", 0.2, 0.3, 4.0)
    plan = Plan(Told(180.0, 6.5, "yellow", 7.0, 13.0), steps=(Step(zone, Side.LEFT, 1, 10.0),), live=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("a.jsonl.gz" if gz else "a.jsonl")
        with TraceWriter(path, Settings(), plan) as writer:
            for index in range(4):
                writer.add(look(0.1 * index, pose(180.0)))
            seen = look(0.5, pose(180.0), pose(20.0, at=(100.0, 140.0)))
            writer.add(replace(seen, sighting=Sighting(300.0, 200.0, 9.0, 0.8), brightness=0.4))
            writer.add(Command(0.6, CommandKind.RATE, 3))
            writer.add(Tick(0.7))
            writer.add(End(0.8))
        return path.read_bytes()


def _export_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "h.sqlite3", Path(folder) / "out"
        make(path, 2, holds=2, seconds=4)
        with Store.open(path) as store:
            store.keep_answers("me", "2026-01-01T00:00:00+00:00", {"fever": False})
            store.keep_ball("me", "yellow", 6.5, b"\1\2")
            archive.write(out, SCHEMA, store.tables())
        files = sorted(out.glob("*.csv"))
        return b"".join(MARK + file.name.encode() + b"\n" + file.read_bytes() for file in files)


def _mjpeg_bytes(length: bool) -> bytes:
    image = np.full((24, 32, 3), 90, np.uint8)
    picture = cv2.imencode(".jpg", image)[1].tobytes()
    stated = b"Content-Length: %d\r\n" % len(picture) if length else b""
    return b"\x08" + (b"--frame\r\nContent-Type: image/jpeg\r\n" + stated + b"\r\n" + picture + b"\r\n") * 3


SETTINGS = b"""# mine
[person]
name = "me"
height_cm = 181.5
[ball]
colour = "yellow"
hardness = 2
[camera]
source = "0"
fps = 30
[session]
hold_s = 3e1
ask_tenderness = true
[screen]
theme = "dark"
"""
PROGRAM = b"""name = { en = "Evening", de = "Abend" }
does = "Two spots."
[[step]]
zone = "rhomboid_middle"
side = "left"
holds = 2
hold_s = 30
[[step]]
zone = "rhomboid_middle"
side = "right"
holds = 3
hold_s = 20.5
"""
TOLD = b'{"film": {"height_cm": 180, "ball_cm": 6.5, "ball_colour": "red", "start_right_cm": 5.5, "start_down_cm": 17}}'
