"""The command line: what it takes, what it says of mistakes, and what it leaves behind.

Where nothing depends on it, the commands run within the test; in a process of their own where signals, exit
codes or the noise of C libraries matter.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from tests.app.kit import RESULTS, assert_untouched, cut_demo, frames_of_demo, with_older, write_trace
from tests.edges.mjpeg_server import MjpegServer
from tpvision import cli, errors
from tpvision.app import clearing
from tpvision.edges import folders
from tpvision.edges.store import Store

ROOT = Path(__file__).resolve().parents[1]
DEMO = folders.demo_film()
BAD, NONSENSE, CAMERA, MODEL, OUTPUT, DISPLAY = 2, 3, 4, 5, 6, 7


@dataclasses.dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Tool = Callable[..., Said]


@pytest.fixture
def tp(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Return the tool, run within the test, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Said:
        capfd.readouterr()
        try:
            code = cli.run([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        return Said(code, *capfd.readouterr())

    return run


def process(*arguments: object, package: Path = ROOT, cwd: Path | None = None, **environment: str | None) -> Said:
    """Run the tool in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tpvision", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd or package,  # where -m looks first
        env=environ(package, **environment),
        timeout=60,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def environ(package: Path, **more: str | None) -> dict[str, str]:
    given = {**os.environ, "PYTHONPATH": str(package), **more}
    return {name: value for name, value in given.items() if value is not None}


def one_sentence(said: Said, code: int, *words: str) -> None:
    """Hold that one line was said on standard error, with these words, and nothing else."""
    assert said.code == code, said
    lines = said.err.splitlines()
    assert len(lines) == 1, said.err
    assert lines[0].startswith("tpvision: ")
    assert lines[0].endswith((".", "?"))
    for word in words:
        assert word in lines[0]
    assert said.out == ""


def test_each_kind_of_fault_has_its_exit_code() -> None:
    kinds = [getattr(errors, name) for name in vars(errors) if name.endswith("Error") and name != "TpvisionError"]
    assert len({kind.exit_code for kind in kinds}) == len(kinds)
    codes = {kind.__name__: kind.exit_code for kind in kinds}
    assert codes["InputError"] == BAD
    assert codes["SettingsError"] == NONSENSE
    assert codes["CameraError"] == CAMERA
    assert codes["ModelError"] == MODEL
    assert codes["OutputError"] == OUTPUT
    assert codes["DisplayError"] == DISPLAY


PLAN = ("--told", "--height-cm", "--ball-cm", "--ball-colour", "--zone", "--side", "--start")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ([], ("--version", "run", "demo", "analyze", "replay", "review", "doctor", "zones")),
        ([], ("programs", "screening", "export", "import", "forget", "profiles")),
        (["run"], (*PLAN, "--program", "--consent", "--soreness")),
        (["programs"], ()),
        (["screening"], ("--show",)),
        (["demo"], ()),
        (["analyze"], ("--out", "--film", "--jobs", "--cluster", *PLAN)),
        (["replay"], ("--out",)),
        (["doctor"], ("--frame", "--latency")),
        (["review"], ("--last", "--day", "--zone", "--profile", "--json", "--csv")),
        (["forget"], ("--session", "--profile", "--all", "--yes")),
        (["profiles"], ("add", "use", "rename")),
        (["zones"], ()),
    ],
)
def test_help_names_every_option(tp: Tool, command: list[str], options: tuple[str, ...]) -> None:
    said = tp(*command, "--help")
    assert (said.code, said.err) == (0, "")
    for option in options:
        assert option in said.out
    assert tp(*command, "-h") == said


class TestBadInput:
    """One sentence that says what to do, the right exit code, nothing left behind."""

    @pytest.mark.parametrize("command", ["analyze", "run"])
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("text.mp4", "holds no pictures that can be read"),
            ("empty.mp4", "is empty (0 bytes); copy or record it again"),
            ("folder", "holds no pictures that can be read (jpg, png, bmp, webp or tif)"),
            ("missing.mp4", "There is no fil"),
        ],
    )
    def test_what_is_no_film(self, tp: Tool, tmp_path: Path, command: str, name: str, words: str) -> None:
        (tmp_path / "text.mp4").write_text("no film\n" * 500)
        (tmp_path / "empty.mp4").write_bytes(b"")
        (tmp_path / "folder").mkdir()
        arguments = [command, name, *(["--out", "out"] if command == "analyze" else [])]
        # Of text cv2 complains, unless it was imported by our own door.
        said = process(*arguments, cwd=tmp_path) if name == "text.mp4" else tp(*arguments)
        one_sentence(said, BAD, name, words)
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("address", ["http://127.0.0.1:9/video", "rtsp://127.0.0.1:9/video"])
    def test_an_address_where_nobody_answers(self, address: str) -> None:
        one_sentence(process("run", address), CAMERA, address, "check its address")

    @pytest.mark.parametrize("camera", ["97", "no such camera"])
    def test_no_camera(self, tp: Tool, camera: str) -> None:
        said = tp("run", camera)
        one_sentence(said, CAMERA)
        assert "No camera was found; connect one" in said.err or "There is no camera" in said.err

    def test_films_are_analyzed_here_or_on_a_cluster(self, tp: Tool) -> None:
        both = ("--jobs", 2, "--cluster", "x:1")
        one_sentence(tp("analyze", "1.mp4", "2.mp4", "--out", "out", *both), BAD, "Choose --jobs or --cluster.")

    def test_a_camera_cannot_be_analyzed(self, tp: Tool) -> None:
        one_sentence(tp("analyze", "http://127.0.0.1:9/v", "--out", "out"), BAD, "analyze takes films and folders")

    @pytest.mark.parametrize(
        ("options", "code", "words"),
        [
            (["--height-cm", "-5"], NONSENSE, "'height_cm' must lie between 100 and 230, not -5"),
            (["--height-cm", "nan"], NONSENSE, "'height_cm' must lie between 100 and 230, not nan"),
            (["--ball-cm", "inf"], NONSENSE, "'ball_cm' must lie between 3 and 25, not inf"),
            (["--ball-colour", "plaid"], NONSENSE, "'ball_colour' must be one of yellow, orange, "),
            (["--zone", "nowhere"], BAD, "'tpvision zones' lists all"),
            (["--zone", "rhomboid_uper"], BAD, "did you mean rhomboid_upper"),
            (["--zone", "rhomboid_upper", "--side", "middle"], NONSENSE, "--side must be left or right, not 'middle'"),
            (["--side", "left"], BAD, "--side needs --zone"),
            (["--start", "5"], BAD, "write --start RIGHT_CM,DOWN_CM, as in --start 5,17"),
            (["--start", "nan,17"], BAD, "as in --start 5,17"),
            (["--start", "here"], BAD, "as in --start 5,17"),
            (["--start", "neck_bmup", "--side", "left"], BAD, "did you mean neck_bump"),
            (["--start", "neck_bump"], BAD, "--start neck_bump needs --side left or --side right"),
            (["--start", "neck_bump", "--side", "middle"], NONSENSE, "--side must be left or right, not 'middle'"),
            (["--start", "500,2"], NONSENSE, "is not on the trunk; it is RIGHT_CM,DOWN_CM"),
            (["--told", "missing.json"], BAD, "There is no file missing.json; check the name after --told"),
        ],
    )
    @pytest.mark.parametrize("command", [("run", "one.mp4"), ("analyze", "one.mp4", "--out", "out")])
    def test_nonsense_in_an_option(
        self, tp: Tool, tmp_path: Path, command: tuple[str, ...], options: list[str], code: int, words: str
    ) -> None:
        one_sentence(tp(*command, *options), code, words)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("text", "code", "words"),
        [
            (b"", BAD, "cannot be read as JSON"),
            (b"\xff\xfe", BAD, "cannot be read as JSON"),
            (b"[" * 100_000, BAD, "cannot be read as JSON"),
            (b"[1]", BAD, "tells nothing of 'one'; it may hold ball_cm, ball_colour, height_cm, "),
            (b'{"other": {"height_cm": 170}}', BAD, "tells nothing of 'one'"),
            (b'{"one": {"heigth_cm": 170}}', BAD, "tells nothing of 'one'"),
            (b'{"one": {"height_cm": "tall"}}', BAD, "'height_cm' of 'one' must be a number"),
            (b'{"one": {"height_cm": true}}', BAD, "'height_cm' of 'one' must be a number"),
            (b'{"one": {"height_cm": NaN}}', BAD, "'height_cm' of 'one' must be a number"),
            (b'{"one": {"height_cm": null}}', BAD, "'height_cm' of 'one' must be a number"),
            (b'{"one": {"ball_colour": 3}}', BAD, "'ball_colour' of 'one' must be a word"),
            (b'{"one": {"height_cm": 1e400}}', NONSENSE, "'height_cm' must lie between 100 and 230, not inf"),
            (b'{"one": {"ball_cm": 0}}', NONSENSE, "'ball_cm' must lie between 3 and 25"),
            (b'{"one": {"start_right_cm": 5}}', NONSENSE, "needs both start_right_cm and start_down_cm"),
        ],
    )
    def test_nonsense_in_what_was_told(self, tp: Tool, tmp_path: Path, text: bytes, code: int, words: str) -> None:
        (tmp_path / "told.json").write_bytes(text)
        one_sentence(tp("analyze", "one.mp4", "--told", "told.json", "--out", "out"), code, words)

    @pytest.mark.parametrize("command", [(), ("run", "0"), ("demo",), ("analyze", "film.mp4", "--out", "out")])
    def test_settings_with_an_unknown_key(self, tp: Tool, home: Path, command: tuple[str, ...]) -> None:
        (home / "settings.toml").write_text("[session]\nhold = 30\n")
        words = f"{home / 'settings.toml'}: 'session.hold' is no setting; there are: hold_s"
        one_sentence(tp(*command), NONSENSE, words)

    def test_a_data_folder_that_cannot_be(self, tp: Tool, home: Path) -> None:
        home.rmdir()
        home.write_text("a file in its place")
        one_sentence(tp("demo"), OUTPUT, "set TPVISION_HOME to a folder that you can write to")

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("missing.jsonl", "There is no trace missing.jsonl; check the name"),
            ("text.jsonl", "is not a trace that tpvision wrote"),
            ("empty.jsonl", "is not a trace that tpvision wrote"),
            (str(DEMO), "is not a trace that tpvision wrote"),
            ("damaged.jsonl", "Line 4 of the trace damaged.jsonl is damaged; use another trace"),
            (".", "cannot be read"),
        ],
    )
    def test_a_replay_of_what_is_no_trace(self, tp: Tool, tmp_path: Path, name: str, words: str) -> None:
        (tmp_path / "text.jsonl").write_text("no trace\n")
        (tmp_path / "empty.jsonl").write_text("")
        lines = write_trace(tmp_path / "damaged.jsonl", 5).read_text().splitlines(keepends=True)
        (tmp_path / "damaged.jsonl").write_text("".join([*lines[:3], lines[3][:50] + "\n", *lines[4:]]))
        out = with_older(tmp_path / "out")
        one_sentence(tp("replay", name, "--out", "out"), BAD, words)
        assert_untouched(out)

    def test_a_trace_that_is_cut_off_is_used_and_that_is_said(self, tp: Tool, tmp_path: Path) -> None:
        trace = write_trace(tmp_path / "trace.jsonl", 30)
        trace.write_bytes(trace.read_bytes()[:-60])
        said = tp("replay", "trace.jsonl")
        assert (said.code, said.err) == (0, "")
        assert "The trace breaks off within its last line; that line is left out." in said.out

    @pytest.mark.parametrize("out", ["file", "file/below"])
    def test_an_output_folder_that_cannot_be(self, tp: Tool, tmp_path: Path, out: str) -> None:
        (tmp_path / "file").write_text("")
        write_trace(tmp_path / "trace.jsonl", 1)
        one_sentence(tp("replay", "trace.jsonl", "--out", out), OUTPUT, f"The folder {out} cannot be written to")

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
    def test_an_output_folder_that_may_not_be_written_to(self, tp: Tool, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out").chmod(0o500)
        if os.access(tmp_path / "out", os.W_OK):
            pytest.skip("the user of this process may write everywhere")
        write_trace(tmp_path / "trace.jsonl", 1)
        one_sentence(tp("replay", "trace.jsonl", "--out", "out"), OUTPUT, "The folder out cannot be written to")

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["analyze", "film.mp4"], "Missing option '--out'"),
            (["analyze", "--out", "out"], "Missing argument"),
            (["analyze", "film.mp4", "--out", "out", "--height-cm", "tall"], "Invalid value for '--height-cm'"),
            (["analyze", "film.mp4", "--out", "out", "--bogus"], "No such option: --bogus"),
            (["bogus"], "No such command 'bogus'"),
        ],
    )
    def test_a_command_that_is_none_gets_its_usage(self, tp: Tool, arguments: list[str], words: str) -> None:
        said = tp(*arguments)
        assert (said.code, said.out) == (BAD, "")
        assert words in said.err
        assert "Usage:" in said.err
        assert "Traceback" not in said.err

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--program", "evenin"], "There is no program 'evenin'; 'tpvision programs' lists all."),
            (["--program", "my_spots"], "You have no own spots yet; say 'here' in a session to keep one."),
            (["--program", "evening"], "evening.toml: It has no steps; begin each with [[step]]"),
            (["--program", "quick_reset", "--zone", "piriformis"], "Choose --program or --zone."),
            (["--zone", "quadratus_lumborum"], "Quadratus lumborum asks for care: it needs your yes each time"),
        ],
    )
    def test_a_program_that_is_none(self, tp: Tool, home: Path, options: list[str], words: str) -> None:
        (home / "programs").mkdir()
        (home / "programs" / "evening.toml").write_text('name = "Evening"\n')
        one_sentence(tp("run", "97", *options), BAD, words)

    def test_answers_that_forbid_a_session(self, tp: Tool) -> None:
        clearing.keep_answers("me", {"chest": True})
        one_sentence(tp("run", "97"), BAD, "Please stop here and call for help now")

    def test_an_area_that_is_not_known(self, tp: Tool) -> None:
        one_sentence(tp("zones", "xyzzy"), BAD, "try a muscle or a place")


class TestPrograms:
    def test_they_are_listed_with_their_minutes(self, tp: Tool) -> None:
        said = tp("programs")
        assert (said.code, said.err) == (0, "")
        assert [line.split()[:3] for line in said.out.splitlines()] == [
            ["desk_shoulders", "8", "min"],
            ["upper_back", "10", "min"],
            ["lower_back_hips", "10", "min"],
            ["quick_reset", "3", "min"],
        ]

    def test_ones_own_with_its_faults(self, tp: Tool, home: Path) -> None:
        (home / "settings.toml").write_text('[screen]\nlanguage = "de"\n')
        (home / "programs").mkdir()
        step = '[[step]]\nzone = "piriformis"\nside = "left"\nholds = 2\nhold_s = 30\n'
        (home / "programs" / "evening.toml").write_text('name = "Abends"\n' + step)
        (home / "programs" / "other.toml").write_text('name = "Other"\n' + step.replace("= 2", "= 9"))
        said = tp("programs")
        assert said.code == BAD
        assert said.out.splitlines()[0].endswith(
            "Schreibtisch-Schultern: Beide Schulterblätter, dann oben auf beiden Schultern."
        )
        assert said.out.splitlines()[-1] == "evening           2 min  Abends"
        assert said.err == "tpvision: other.toml: Step 1: 'holds' must be 2 or 3, not 9.\n"

    def test_areas_are_found_by_feeling_in_german_too(self, tp: Tool) -> None:
        said = tp("zones", "Nacken")
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith("Areas people often explore there; start where it is tender, skip where it is not:")
        assert [line.split()[0] for line in said.out.splitlines()[1:]] == ["upper_trapezius", "levator_scapulae"]


class TestScreening:
    def test_before_and_after_the_questions(self, home: Path) -> None:
        assert process("screening", "--show").out.startswith("Please answer the safety questions first")
        typed = subprocess.run(
            [sys.executable, "-m", "tpvision", "screening"],
            input="n\n" * 100,
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            env=environ(ROOT),
            timeout=60,
        )
        assert (typed.returncode, typed.stderr) == (0, "")
        assert typed.stdout.endswith("\nYou can begin.\n")
        said = process("screening", "--show")
        assert said.out.splitlines()[1:] == ["You can begin."]
        assert said.out.startswith("Answered on 20")

    def test_who_breaks_off_has_not_answered(self) -> None:
        said = process("screening")  # nobody types anything
        assert (said.code, "Traceback" in said.err) == (1, False)
        assert process("screening", "--show").out.startswith("Please answer the safety questions first")


class TestModels:
    """The package is copied, with another models folder beside it."""

    @pytest.fixture
    def copied(self, tmp_path: Path) -> Path:
        shutil.copytree(ROOT / "tpvision", tmp_path / "copy" / "tpvision", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "models", tmp_path / "copy" / "models")
        shutil.copytree(ROOT / "sounds", tmp_path / "copy" / "sounds")
        return tmp_path / "copy"

    @pytest.mark.parametrize(
        ("damage", "words"),
        [
            (lambda model: model.unlink(), "is missing; install tpvision again"),
            (lambda model: os.truncate(model, 5_000_000), "is cut off (5000000 of 9398198 bytes); install"),
            (lambda model: model.write_bytes(model.read_bytes() + b"x"), "is not the published one"),
        ],
        ids=["missing", "truncated", "another"],
    )
    def test_a_model_that_is_not_the_published_one(
        self, copied: Path, tmp_path: Path, damage: Callable[[Path], object], words: str
    ) -> None:
        model = copied / "models" / "pose_landmarker_full.task"
        damage(model)
        film, out = cut_demo(tmp_path / "one.mp4", 0, 1), with_older(tmp_path / "out")
        one_sentence(process("analyze", film, "--out", out, package=copied), MODEL, str(model), words)
        assert_untouched(out)
        if words.startswith("is missing"):  # the others take the same way
            one_sentence(process("demo", package=copied), MODEL, str(model), words)
            said = process("doctor", package=copied)
            assert (said.code, said.err) == (1, "")
            assert "FAULT" in said.out
            assert "Not healthy" in said.out


def rows(said: Said) -> list[str]:
    """Return what was examined."""
    *lines, _ = said.out.splitlines()
    at = lines[0].index("tpvision")
    return [line[at:].split("  ")[0] for line in lines if line[at] != " "]


class TestDoctor:
    def test_a_healthy_computer(self, tp: Tool, home: Path) -> None:
        said = tp("doctor")
        assert (said.code, said.err) == (0, "")
        assert "Healthy." in said.out
        for what in ("mediapipe", "pose_landmarker_full.task", "camera", "display", "sound", "data folder", "history"):
            assert what in said.out
        assert home.name in said.out.replace("\n", "")

    def test_a_still_frame_without_a_camera(self, tp: Tool, home: Path, tmp_path: Path) -> None:
        (home / "settings.toml").write_text('[camera]\nsource = "97"\n')
        said = tp("doctor", "--frame", "frame.png")
        assert (said.code, said.err) == (1, "")
        assert "Not healthy" in said.out
        assert not (tmp_path / "frame.png").exists()

    def test_a_still_frame(self, tp: Tool, home: Path, tmp_path: Path) -> None:
        film = cut_demo(tmp_path / "film.mp4", 0, 1)
        (home / "settings.toml").write_text(f"[camera]\nsource = '{film}'\n")
        assert tp("doctor", "--frame", "frame.png").code == 0
        assert cv2.imread(str(tmp_path / "frame.png")).shape == (480, 640, 3)
        said = tp("doctor", "--frame", "missing/frame.png")
        assert said.code == 1
        assert "cannot be written" in said.out

    @pytest.mark.parametrize("fault", ["settings", "history", "folder"])
    def test_what_the_person_has_is_damaged(self, tp: Tool, home: Path, fault: str) -> None:
        names = rows(tp("doctor", "--frame", "frame.png"))
        if fault == "folder":
            home.rmdir()
            home.write_text("a file in its place")
        else:
            (home / {"settings": "settings.toml", "history": "history.sqlite3"}[fault]).write_text("no such thing")
        said = tp("doctor", "--frame", "frame.png")
        assert said.code == 1
        assert "Not healthy: see the faults above." in said.out
        assert said.err == ""
        assert rows(said) == [name for name in names if (fault, name) != ("folder", "history")]
        assert any(line.startswith("FAULT") and fault in line for line in said.out.splitlines())


@pytest.mark.film
class TestAnalyze:
    def test_two_films_of_one_name_and_one_that_is_none(self, tp: Tool, tmp_path: Path) -> None:
        film = cut_demo(tmp_path / "film.mp4", 0, 2)
        (tmp_path / "Other").mkdir()
        shutil.copy(film, tmp_path / "Other" / "Film.mp4")
        (tmp_path / "bad.mp4").write_bytes(b"")
        said = tp("analyze", film, film, "bad.mp4", "Other/Film.mp4", "--out", "out")
        one_sentence(dataclasses.replace(said, out=""), BAD, "bad.mp4 is empty")
        found = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert found == ["Film_3", "all.csv", "film", "film_2"]
        for folder in ("Film_3", "film", "film_2"):
            assert sorted(path.name for path in (tmp_path / "out" / folder).iterdir()) == RESULTS
        assert said.out.splitlines()[-1].startswith("3 of 4 films analyzed; the table of all is ")
        assert said.out.count("person seen in 100% of 2 frames") == 3

    def test_in_a_process_of_its_own_nothing_else_is_said(self, tmp_path: Path) -> None:
        name = "Übung am Abend & zweite.mp4"
        cut_demo(tmp_path / "film.mp4", 0, 3).rename(tmp_path / name)
        said = process("analyze", name, "--out", "out", "--film", cwd=tmp_path)
        assert (said.code, said.err) == (0, "")
        assert said.out.splitlines() == [
            f"{name}: 0.1 s, person seen in 100% of 3 frames, ball pressed for 0.0 s",
            "  written to out",
        ]
        assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["source"] == name
        again = process("replay", tmp_path / "out" / "trace.jsonl", "--out", "again", cwd=tmp_path)
        assert (again.code, again.err) == (0, "")
        for result in ("estimates.csv", "holds.csv"):
            assert (tmp_path / "again" / result).read_bytes() == (tmp_path / "out" / result).read_bytes()

    def test_where_the_terminal_has_few_letters(self, tmp_path: Path) -> None:
        folder = tmp_path / "Übung & zwei"
        folder.mkdir()
        cv2.imwrite(str(tmp_path / "1.png"), frames_of_demo(0, 1)[0])
        shutil.move(tmp_path / "1.png", folder / "1.png")
        for arguments in (["analyze", folder.name, "--out", "out"], ["zones", "rhomboid_upper"], ["--help"]):
            said = process(*arguments, cwd=tmp_path, PYTHONIOENCODING="ascii")
            assert (said.code, said.err) == (0, "")

    def test_without_a_display_the_film_is_annotated_instead(self, home: Path, tmp_path: Path) -> None:
        if sys.platform != "linux":
            pytest.skip("here there is always a display")
        nothing = {name: None for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
        film = cut_demo(tmp_path / "film.mp4", 0, 2)
        said = process("run", film, **nothing)
        assert (said.code, said.err) == (0, "")
        assert "There is no display here, so film.mp4 is annotated instead." in said.out
        assert (home / "films" / "film" / "annotated.mp4").stat().st_size > 1000
        server = MjpegServer()
        said = process("run", server.url, **nothing)
        server.close()
        one_sentence(said, DISPLAY, "start tpvision on a computer with a screen")
        # What is wrong with a source is the first to mend.
        one_sentence(process("run", "missing.mp4", **nothing), BAD, "There is no file or folder missing.mp4")
        one_sentence(process("run", "http://127.0.0.1:9/video", **nothing), CAMERA, "check its address")
        one_sentence(process("run", "97", **nothing), CAMERA, "amera")


@pytest.mark.film
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals")
class TestSignals:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_an_analysis_leaves_the_folder_as_it_was(self, tmp_path: Path, number: signal.Signals) -> None:
        out = with_older(tmp_path / "out")
        code, err = self.interrupted(
            number, ["analyze", DEMO, "--out", out, "--film"], lambda: any(out.glob(".part-*/.annotated*"))
        )
        assert (code, err) == (128 + number, "")
        assert_untouched(out)

    def test_nothing_half_done_is_left_of_several_films(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        films = [shutil.copy(DEMO, tmp_path / name) for name in ("a.mp4", "b.mp4")]
        code, err = self.interrupted(
            signal.SIGTERM,
            ["analyze", *films, "--out", out, "--film", "--jobs", 2],
            lambda: len(list(out.glob("*/.part-*/.annotated*"))) == 2,
        )
        assert (code, err) == (128 + signal.SIGTERM, "")
        assert sorted(path.name for path in out.rglob("*")) == ["a", "b"]

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_session_is_kept(self, home: Path, number: signal.Signals) -> None:
        def running() -> bool:
            if not (home / "history.sqlite3").exists():
                return False
            connection = sqlite3.connect(home / "history.sqlite3")
            try:
                return connection.execute("SELECT count(*) FROM samples").fetchone()[0] > 0
            except sqlite3.OperationalError:  # its tables are being made
                return False
            finally:
                connection.close()

        code, err = self.interrupted(number, ["demo"], running)
        assert (code, err) == (128 + number, "")
        store = Store.open(home / "history.sqlite3")
        (session,) = store.sessions()
        store.close()
        assert session.ended_by is not None

    @staticmethod
    def interrupted(number: int, arguments: list[object], ready: Callable[[], bool]) -> tuple[int, str]:
        """Start the tool, send it a signal twice, as impatient people do, once it is ready; return what it says."""
        command = [sys.executable, "-m", "tpvision", *map(str, arguments)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", env=environ(ROOT)
        ) as tool:
            until_s = time.monotonic() + 60
            while not ready():
                assert tool.poll() is None, tool.communicate()[1]
                assert time.monotonic() < until_s
                time.sleep(0.02)
            tool.send_signal(number)
            tool.send_signal(number)
            err = tool.communicate(timeout=30)[1]
        return tool.returncode, err
