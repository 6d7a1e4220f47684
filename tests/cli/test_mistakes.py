"""The command line: what it takes, and what it says of mistakes.

Where nothing depends on it, the commands run within the test; in a process of their own where signals, exit
codes or the noise of C libraries matter.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.app.kit import assert_untouched, with_older, write_trace
from tests.cli.kit import BAD, CAMERA, DEMO, DISPLAY, MODEL, NONSENSE, OUTPUT, Tool, one_sentence, process
from tpvision import errors
from tpvision.app import clearing


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
