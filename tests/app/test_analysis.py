"""Films and traces through the engine, and what comes of them into files."""

from __future__ import annotations

import csv
import itertools
import json
import math
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
import pytest

from tests.app.conftest import Demo
from tests.app.kit import (
    RESULTS,
    assert_untouched,
    cut_demo,
    files_up_to,
    frames_of_demo,
    names,
    with_older,
    write_trace,
)
from tests.edges.film_kit import rotate, write_film
from tpvision.app import analysis
from tpvision.errors import InputError, OutputError
from tpvision.settings import Settings
from tpvision.values import Landmark, Plan

TRUTH = Path(__file__).resolve().parents[1] / "data" / "demo_truth.json"
COLUMNS = (
    "t_s,phase,facing,right_cm,down_cm,sigma_right_cm,sigma_down_cm,in_contact,px_per_cm,"
    "shoulder_mid_x_px,shoulder_mid_y_px,hip_mid_x_px,hip_mid_y_px"
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run(film: Path, out: Path, *, with_film: bool = False) -> analysis.Analysed:
    return analysis.analyze(str(film), out, Plan(), Settings(), with_film, lambda *_: None)


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    return json.loads(TRUTH.read_text())


@pytest.mark.film
class TestBundledFilm:
    """Held against what is true of it."""

    def test_each_frame_has_its_row_and_the_columns_are_those_promised(self, demo: Demo, truth: dict[str, Any]) -> None:
        assert (demo.folder / "estimates.csv").read_text().splitlines()[0] == COLUMNS
        found = rows(demo.folder / "estimates.csv")
        assert len(found) == len(truth["frames"]) == demo.result.frames
        times_s = [float(row["t_s"]) for row in found]
        assert all(a < b for a, b in itertools.pairwise(times_s))
        assert times_s == pytest.approx([frame["t"] for frame in truth["frames"]], abs=1e-3)
        assert names(demo.folder) == RESULTS
        assert demo.progress == [(i + 1, len(found)) for i in range(len(found))]

    def test_shoulders_and_hips_lie_where_they_are(self, demo: Demo, truth: dict[str, Any]) -> None:
        found = rows(demo.folder / "estimates.csv")
        assert sum(row["facing"] != "" for row in found) >= 0.99 * len(found)
        for joint in ("shoulder", "hip"):
            errors_cm = [
                math.dist((float(row[f"{joint}_mid_x_px"]), float(row[f"{joint}_mid_y_px"])), frame[f"{joint}_mid_px"])
                / float(row["px_per_cm"])
                for row, frame in zip(found, truth["frames"], strict=True)
                if row["facing"]
            ]
            assert median(errors_cm) < 3.0

    def test_left_and_right_are_never_exchanged(self, demo: Demo) -> None:
        assert {row["facing"] for row in rows(demo.folder / "estimates.csv")} <= {"front", ""}
        for look in demo.looks:
            for pose in look.poses:  # seen from the front, the subject's left is the picture's right
                assert pose.landmarks[Landmark.LEFT_SHOULDER, 0] > pose.landmarks[Landmark.RIGHT_SHOULDER, 0]

    def test_the_ball_is_pressed_from_when_it_is(self, demo: Demo, truth: dict[str, Any]) -> None:
        begins_s = next(frame["t"] for frame in truth["frames"] if frame["in_contact"])
        found_s = next(float(row["t_s"]) for row in rows(demo.folder / "estimates.csv") if row["in_contact"] == "1")
        assert found_s == pytest.approx(begins_s, abs=0.7)

    def test_its_hold_is_found_once(self, demo: Demo, truth: dict[str, Any]) -> None:
        (true,) = truth["holds"]
        (hold,) = rows(demo.folder / "holds.csv")
        assert float(hold["start_s"]) == pytest.approx(true["start_s"], abs=1.0)
        assert float(hold["end_s"]) == pytest.approx(true["end_s"], abs=1.0)
        assert float(hold["held_s"]) <= float(hold["end_s"]) - float(hold["start_s"]) + 1e-4
        assert (hold["zone"], hold["side"], hold["goal_s"]) == ("", "", "30.0000")

    def test_the_summary_says_the_same(self, demo: Demo) -> None:
        summary = json.loads((demo.folder / "summary.json").read_text())
        assert summary["source"] == "demo.mp4"
        assert summary["frames"] == demo.result.frames
        assert summary["holds"] == 1
        assert summary["note"] is None
        assert summary["held_s"] == pytest.approx(demo.result.holds[0].held_s, abs=1e-3)

    def test_its_trace_gives_the_same_to_the_last_bit(self, demo: Demo, tmp_path: Path) -> None:
        again = analysis.replay(demo.folder / "trace.jsonl", tmp_path / "out")
        assert again.events == demo.result.events
        assert again.holds == demo.result.holds
        assert names(tmp_path / "out") == ["estimates.csv", "holds.csv", "summary.json"]
        for name in ("estimates.csv", "holds.csv"):
            assert (tmp_path / "out" / name).read_bytes() == (demo.folder / name).read_bytes()


@pytest.mark.film
class TestFilmsOfEveryKind:
    def test_a_film_with_a_broken_middle_is_analyzed_and_it_is_said(self, tmp_path: Path) -> None:
        film = tmp_path / "broken.mov"
        writer = cv2.VideoWriter(str(film), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"jpeg"), 10.0, (640, 480))
        for image in frames_of_demo(0, 45):
            writer.write(image)
        writer.release()
        data = bytearray(film.read_bytes())
        middle = len(data) // 2
        data[middle : middle + len(data) // 4] = bytes(len(data) // 4)
        film.write_bytes(data)
        result = run(film, tmp_path / "out")
        assert 20 < result.frames < 40
        assert result.person_fraction == 1.0
        assert result.note is not None
        assert result.note.startswith("The film seems damaged: no pictures could be read between 2.")
        assert json.loads((tmp_path / "out" / "summary.json").read_text())["note"] == result.note
        assert len(rows(tmp_path / "out" / "estimates.csv")) == result.frames

    def test_a_film_of_one_frame(self, tmp_path: Path) -> None:
        result = run(cut_demo(tmp_path / "one.mp4", 0, 1), tmp_path / "out")
        assert (result.frames, result.duration_s, result.person_fraction) == (1, 0.0, 1.0)
        assert names(tmp_path / "out") == RESULTS

    def test_a_portrait_film_that_lies_on_its_side(self, tmp_path: Path) -> None:
        upright = [image[:, 140:500] for image in frames_of_demo(0, 3)]
        film = write_film(tmp_path / "phone.mp4", [np.rot90(image, 1).copy() for image in upright], 30.0)
        rotate(film, 90)
        result = run(film, tmp_path / "out", with_film=True)
        assert result.person_fraction == 1.0
        (*_, last) = rows(tmp_path / "out" / "estimates.csv")
        assert float(last["shoulder_mid_x_px"]) == pytest.approx(178, abs=8)  # 318 in the whole picture
        assert float(last["shoulder_mid_y_px"]) == pytest.approx(132, abs=8)

    def test_a_folder_of_pictures(self, tmp_path: Path) -> None:
        (tmp_path / "pictures").mkdir()
        for number, image in enumerate(frames_of_demo(0, 3)):
            cv2.imwrite(str(tmp_path / "pictures" / f"{9 + number}.png"), image)
        result = run(tmp_path / "pictures", tmp_path / "out")
        assert (result.name, result.frames, result.person_fraction) == ("pictures", 3, 1.0)

    def test_a_film_called_like_a_camera(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        cut_demo(tmp_path / "0.mp4", 0, 1).rename(tmp_path / "0")
        monkeypatch.chdir(tmp_path)
        assert run(Path("0"), tmp_path / "out").frames == 1

    def test_results_take_the_place_of_older_ones_and_leave_the_rest(self, tmp_path: Path) -> None:
        film, out = cut_demo(tmp_path / "film.mp4", 0, 2), tmp_path / "out"
        out.mkdir()
        for name in (*RESULTS, "annotated.mp4", "notes.txt"):
            (out / name).write_text("old")
        run(film, out, with_film=True)
        assert names(out) == sorted([*RESULTS, "annotated.mp4", "notes.txt"])
        assert (out / "notes.txt").read_text() == "old"
        assert all((out / name).read_bytes() != b"old" for name in (*RESULTS, "annotated.mp4"))
        capture = cv2.VideoCapture(str(out / "annotated.mp4"))
        assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == 2
        capture.release()

    @pytest.mark.parametrize("name", [*RESULTS, "annotated.mp4"])
    def test_a_name_that_cannot_be_had_is_said(self, tmp_path: Path, name: str) -> None:
        film, out = cut_demo(tmp_path / "film.mp4", 0, 1), tmp_path / "out"
        (out / name / "inside").mkdir(parents=True)
        with pytest.raises(
            OutputError, match=rf"{name} cannot be replaced \(.*\); close it or choose another folder\.$"
        ):
            run(film, out, with_film=True)
        assert (out / name / "inside").is_dir()
        assert not any(path.name.startswith(".") for path in out.iterdir())

    @pytest.mark.parametrize(("limit", "name"), [(1000, "trace.jsonl"), (30_000, "annotated.mp4")])
    def test_a_full_disk_leaves_the_folder_as_it_was(self, tmp_path: Path, limit: int, name: str) -> None:
        images = np.random.default_rng(1).integers(0, 255, (12, 240, 320, 3), np.uint8)
        film = write_film(tmp_path / "noise.mp4", list(images), 30.0)
        out = with_older(tmp_path / "out")
        with files_up_to(limit), pytest.raises(OutputError, match=rf"{name} (cannot|could not) be written .*make room"):
            run(film, out, with_film=True)
        assert_untouched(out)

    def test_an_interruption_leaves_the_folder_as_it_was(self, tmp_path: Path) -> None:
        out = with_older(tmp_path / "out")

        def interrupt(done: int, total: int | None) -> None:
            if done == 2:
                raise KeyboardInterrupt

        film = cut_demo(tmp_path / "film.mp4", 0, 4)
        with pytest.raises(KeyboardInterrupt):
            analysis.analyze(str(film), out, Plan(), Settings(), True, interrupt)
        assert_untouched(out)


@pytest.mark.parametrize(("frames", "limit", "name"), [(50, 400, "estimates.csv"), (0, 200, "summary.json")])
def test_a_full_disk_at_a_replay_leaves_the_folder_as_it_was(
    tmp_path: Path, frames: int, limit: int, name: str
) -> None:
    trace, out = write_trace(tmp_path / "trace.jsonl", frames), with_older(tmp_path / "out")
    with files_up_to(limit), pytest.raises(OutputError, match=rf"{name} cannot be written .*; make room"):
        analysis.replay(trace, out)
    assert_untouched(out)


def test_a_trace_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    trace = write_trace(tmp_path / "trace.jsonl", 10)
    trace.write_bytes(trace.read_bytes()[:-70])
    result = analysis.replay(trace, None)
    assert result.note == "The trace breaks off within its last line; that line is left out."
    assert result.frames == 9


def test_a_trace_without_inputs(tmp_path: Path) -> None:
    trace = write_trace(tmp_path / "trace.jsonl", 0)
    trace.write_text(trace.read_text().splitlines()[0] + "\n")
    result = analysis.replay(trace, tmp_path / "out")
    assert (result.frames, result.duration_s, result.holds) == (0, 0.0, ())


@pytest.mark.parametrize("film", ["", "missing.mp4", "0", "http://127.0.0.1:9/video"])
def test_what_is_no_film_is_said_and_no_folder_made(tmp_path: Path, film: str) -> None:
    with pytest.raises(InputError, match=rf"There is no film {film}; analyze takes films and folders of pictures\."):
        analysis.analyze(film, tmp_path / "out", Plan(), Settings(), False, lambda *_: None)
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no /dev/null to stand in a folder's place")
@pytest.mark.parametrize("where", ["file", "file/below", "/dev/null"])
def test_a_folder_that_cannot_be_is_said(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("")
    trace = write_trace(tmp_path / "trace.jsonl", 1)
    with pytest.raises(OutputError, match=r"The folder .* cannot be written to \(.*\); choose another\."):
        analysis.replay(trace, tmp_path / where)
    assert names(tmp_path) == ["file", "trace.jsonl"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a program choose its processors")
def test_threads_begun_on_one_processor_stay_there_and_who_began_them_does_not() -> None:
    mine = os.sched_getaffinity(0)
    with ThreadPoolExecutor(1) as threads:
        with analysis.on_one_processor():
            inside = threads.submit(os.sched_getaffinity, 0).result()
        assert threads.submit(os.sched_getaffinity, 0).result() == inside
    assert len(inside) == 1
    assert inside <= mine
    assert os.sched_getaffinity(0) == mine
