"""What comes from names and files steers no terminal, is no formula and no markup, and tells no password."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.kit import DEMO, Said, process
from tests.edges.mjpeg_server import MjpegServer, answer
from tpvision import cli
from tpvision.app.analysis import Analysed
from tpvision.app.batch import Job, Outcome, write_all
from tpvision.app.keeper import Keeper
from tpvision.cli.sessions import _report
from tpvision.edges import folders
from tpvision.edges.camera.network import open_network
from tpvision.edges.store import Store
from tpvision.edges.trace import TraceWriter, read_trace
from tpvision.errors import CameraError, InputError, OutputError, plain, printable
from tpvision.settings import CameraSettings, Settings
from tpvision.values import End, Hold, Phase, Plan, View

EVIL = "\x1b]0;title\x07\x1b[2J\x9b31m\u202e\x7f"
SECRET = "geheim"
HOLD = Hold("", None, 1.0, 21.0, 20.0, 20.0, None, "goal", None, None, None, None)


def harmless(text: str) -> bool:
    return all(line.isprintable() for line in text.splitlines())


@pytest.fixture
def tp(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Said:
        capfd.readouterr()
        try:
            code = cli.run(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        return Said(code, *capfd.readouterr())

    return run


@pytest.mark.parametrize("text", [EVIL, "a\nb", "\udcff", "\u2028"])
def test_control_characters_are_written_out(text: str) -> None:
    assert printable(text).isprintable()
    assert str(InputError(f"There is no film {text}.")).isprintable()
    assert printable("Übung größer als 2\u00a0cm 日本 é") == "Übung größer als 2\u00a0cm 日本 é"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://me:geheim@host/video", "http://host/video"),
        ("http://me:geheim@host", "http://host"),
        ("http://me:ge@heim@host:80/video", "http://host:80/video"),
        ("http://geheim@host/video", "http://host/video"),
        ("rtsp://host/live?user=me&password=geheim#x", "rtsp://host/live"),
        ("http:/me:geheim@host/video", "http:/host/video"),
        ("me:geheim@host", "host"),
    ],
)
def test_an_address_loses_what_tells_a_password(address: str, shown: str) -> None:
    assert plain(f"There is no film {address}; look.") == (
        f"There is no film {shown}; look." if "?" not in address else f"There is no film {shown} look."
    )


@pytest.mark.parametrize(
    "text", ["a@b.mp4 is empty.", "12:30 a@b, C:\\films\\a.mp4", "Is it on? See /tmp/x#1.", "What? http://host/a."]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


DOORS = [
    ("analyze", "{}.mp4", "--out", "out"),
    ("run", "{}.mp4"),
    ("run", "{}"),
    ("zones", "{}"),
    ("replay", "{}.jsonl"),
    ("review", "--day", "{}"),
    ("review", "--profile", "{}"),
    ("import", "{}"),
    ("forget", "--profile", "{}", "--yes"),
    ("profiles", "add", "{}"),
    ("profiles", "use", "{}"),
    ("run", "0", "--told", "{}.json"),
    ("run", "0", "--zone", "{}"),
    ("run", "0", "--program", "{}"),
    ("run", "0", "--start", "{}"),
    ("run", "0", "--ball-colour", "{}"),
]


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_no_argument_steers_the_terminal(tp, door: tuple[str, ...]) -> None:
    said = tp(*(part.format(EVIL) for part in door))
    assert said.code != 0
    assert harmless(said.out + said.err), said
    assert len(said.err.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_no_name_of_a_file_steers_the_terminal(tp, tmp_path: Path, home: Path) -> None:
    for name in (f"{EVIL}.mp4", "\udcff.mp4", "two\nlines.mp4"):
        (tmp_path / name).write_bytes(b"no film")
        said = tp("analyze", name, "--out", "out")
        assert said.code == InputError.exit_code
        assert harmless(said.err)
        assert said.err.splitlines()[-1].startswith("tpvision: ")
    (home / "programs").mkdir()
    (home / "programs" / f"{EVIL}.toml").write_text(f'title = "{EVIL.encode("unicode_escape").decode()}"')
    (home / "settings.toml").write_text('[camera]\n"\\u001b[2J" = 1\n')
    for arguments in (("programs",), ("doctor",), ("zones",)):
        said = tp(*arguments)
        assert harmless(said.out + said.err), said


def test_no_name_in_a_result_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    _report(Analysed(f"{EVIL}.mp4", 30, 0.0, 1.0, 1.0, 0.0, (), (), None, None, f"Bad {EVIL}."))
    assert harmless(capsys.readouterr().out)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(tp, tmp_path: Path, formula: str) -> None:
    with Store.open(folders.history_file()) as store:
        number = store.begin_session("2026-11-20T10:00:00+00:00", formula, "", "", "me")
        store.add_hold(number, HOLD)
        store.end_session(number, "done")
    rows = [*csv.reader(tp("review", "--csv").out.splitlines())]
    assert [cell[:1] for cell in rows[1]].count("'") == 1
    outcome = Outcome(Job(formula, tmp_path / formula, Plan()), None, formula, 1)
    write_all(tmp_path / "all.csv", [outcome], Settings())
    with (tmp_path / "all.csv").open(newline="") as file:
        _, row = csv.reader(file)
    assert row[0] == row[1] == row[-1] == f"'{formula}"


def test_a_password_is_in_nothing_that_is_said(tp, home: Path) -> None:
    address = f"http://me:{SECRET}@127.0.0.1:9/video?key={SECRET}"
    (home / "settings.toml").write_text(f'[camera]\nsource = "{address}"\n')
    Path("told.json").write_text('{"other": 1}')
    for arguments in (
        ("analyze", address, "--out", "out"),
        ("run", address),
        ("run", address.replace("http", "rtsp")),
        ("run", address.replace("http", "htp")),
        ("run", address.replace("//", "/")),
        ("run", f"http://me:{SECRET}@host", "--told", "told.json"),
        ("run",),
    ):
        said = tp(*arguments)
        assert said.code != 0
        assert SECRET not in said.out + said.err, said
    write_all(
        Path("all.csv"), [Outcome(Job(address, Path("video"), Plan()), None, str(InputError(address)), 1)], Settings()
    )
    for path in [*Path().rglob("*"), *(path for path in home.rglob("*") if path.name != "settings.toml")]:
        assert SECRET not in path.name
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("code", [401, 403, 404, 302, 500])
def test_a_password_is_not_in_what_is_said_of_an_answer(code: int) -> None:
    refuses = answer(f"{code} No", f"Location: http://me:{SECRET}@192.0.2.1/", 'WWW-Authenticate: Basic realm="x"')
    with MjpegServer(refuses) as server, pytest.raises(CameraError) as caught:
        open_network(f"http://me:{SECRET}@127.0.0.1:{server.port}/v?k={SECRET}", timeout_s=0.5)
    assert SECRET not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_password_is_not_in_the_trace_nor_in_the_history(tmp_path: Path, home: Path) -> None:
    settings = Settings(camera=CameraSettings(source=f"http://me:{SECRET}@127.0.0.1/video?key={SECRET}"))
    with TraceWriter(tmp_path / "trace.jsonl", settings, Plan()) as trace:
        trace.add(End(1.0))
    assert SECRET not in (tmp_path / "trace.jsonl").read_text()
    kept, _, inputs = read_trace(tmp_path / "trace.jsonl")
    assert kept.camera.source == "http://127.0.0.1/video"
    assert [*inputs] == [End(1.0)]


def test_in_a_process_of_its_own_a_name_of_odd_bytes_is_said(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux has such names")
    (tmp_path / "\udcff\x1b[2J.mp4").write_bytes(b"no film")  # OpenCV crashes at it
    said = process("analyze", "\udcff\x1b[2J.mp4", "--out", "out", cwd=tmp_path)
    assert said.code == InputError.exit_code
    assert said.err.endswith("\\udcff\\x1b[2J.mp4 has letters that are none; give it another name.\n")
    said = process("analyze", DEMO, "--film", "--out", "\udcff", cwd=tmp_path)
    assert said.code == OutputError.exit_code
    assert said.err == "tpvision: The name \\udcff has letters that are none; choose another folder.\n"


class Tags(HTMLParser):
    """Counts the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found[tag] += 1


def test_the_report_shows_whatever_is_in_a_name_as_text(tp, tmp_path: Path) -> None:
    evil = f'<script>alert(1)</script>"><img src=x onerror=1>{EVIL}'
    with Store.open(folders.history_file()) as store:
        number = store.begin_session("2026-11-20T10:00:00+00:00", evil, evil, "", "me")
        store.add_hold(number, HOLD)
        store.end_session(number, "done")
    for arguments in (("review",), ("review", "--last"), ("review", "--json"), ("review", "--csv")):
        said = tp(*arguments)
        assert said.code == 0, said
        assert harmless(said.out)
    json.loads(tp("review", "--json").out)
    assert tp("review", "--html", "report.html").code == 0
    page = Path("report.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert {"svg", "figure"} <= tags.found.keys()
    assert "img" not in tags.found
    assert "script" not in tags.found
    assert harmless(tp("forget", "--session", str(number), "--yes").out)


def test_the_history_names_a_camera_without_its_password() -> None:
    """A keeper is given the source's name, which has none; the source sees to that."""
    from contextlib import ExitStack

    with MjpegServer() as server:
        address = f"http://me:{SECRET}@127.0.0.1:{server.port}/video?key={SECRET}"
        with open_network(address) as source, ExitStack() as stack:
            keeper = Keeper(source.name, Plan(), Settings(), "me", stack)
            keeper.keep(End(1.0), View(1.0, (160, 120), Phase.STOPPED))
            keeper.end("stopped")
            assert SECRET not in f"{source.name}{source.status()}"
    assert SECRET.encode() not in folders.history_file().read_bytes()
