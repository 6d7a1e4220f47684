"""The commands that run something: what they leave behind, also when they are interrupted."""

from __future__ import annotations

import dataclasses
import json
import shutil
import signal
import sys
from pathlib import Path

import cv2
import pytest

from tests.app.kit import RESULTS, assert_untouched, cut_demo, frames_of_demo, with_older
from tests.cli.kit import BAD, CAMERA, DEMO, DISPLAY, Tool, interrupted, one_sentence, process, running
from tests.edges.mjpeg_server import MjpegServer
from tpvision.edges.store import Store


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
        code, err = interrupted(
            number, ["analyze", DEMO, "--out", out, "--film"], lambda: any(out.glob(".part-*/.annotated*"))
        )
        assert (code, err) == (128 + number, "")
        assert_untouched(out)

    def test_nothing_half_done_is_left_of_several_films(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        films = [shutil.copy(DEMO, tmp_path / name) for name in ("a.mp4", "b.mp4")]
        code, err = interrupted(
            signal.SIGTERM,
            ["analyze", *films, "--out", out, "--film", "--jobs", 2],
            lambda: len(list(out.glob("*/.part-*/.annotated*"))) == 2,
        )
        assert (code, err) == (128 + signal.SIGTERM, "")
        assert sorted(path.name for path in out.rglob("*")) == ["a", "b"]

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_session_is_kept(self, home: Path, number: signal.Signals) -> None:
        code, err = interrupted(number, ["demo"], running(home))
        assert (code, err) == (128 + number, "")
        store = Store.open(home / "history.sqlite3")
        (session,) = store.sessions()
        store.close()
        assert session.ended_by is not None
