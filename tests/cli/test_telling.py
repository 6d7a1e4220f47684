"""The commands that tell what there is: programs, areas, the safety questions, this computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from tests.app.kit import assert_untouched, cut_demo, with_older
from tests.cli.kit import BAD, MODEL, ROOT, Said, Tool, environ, one_sentence, process


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
