"""How fast films are analyzed, against a bare loop over the same film that decodes and calls the landmarker only.

Each way runs in a program of its own, between two runs of the bare loop, so that what else the computer does hits all;
each ratio is to the mean of these two. Names of films, to use others than the bundled one, may be given.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from table import Table, cpu_s, peak_mib

REPEATS = 3
FILMS = 4
"""So many copies of a film are analyzed side by side, ..."""
JOBS = 2
"""... two at a time."""


def bare(film: Path) -> int:
    """Decode a film and find one person in each frame; return how many frames there were."""
    import cv2
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

    from tpvision.app.quiet import quiet
    from tpvision.edges import folders

    model = (folders.models_folder() / "pose_landmarker_full.task").read_bytes()
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=model), running_mode=RunningMode.VIDEO, num_poses=1
    )
    capture = cv2.VideoCapture(str(film))
    fps = capture.get(cv2.CAP_PROP_FPS)
    count = 0
    with quiet(), PoseLandmarker.create_from_options(options) as landmarker:
        while True:
            good, image = capture.read()
            if not good:
                return count
            rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
            landmarker.detect_for_video(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb), round(1000 * count / fps))
            count += 1


def analyzed(film: Path, way: str) -> int:
    """Analyze a film, or copies of it, as the command does; return how many frames there were."""
    from tpvision import app
    from tpvision.edges import folders
    from tpvision.settings import Settings

    # The plan's person and ball are the bundled film's; for the speed of another film that hardly matters.
    plan = app.plan(folders.demo_told(), "demo", None, None, None, None, None, None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if way != "several":
            return app.analyze(str(film), folder, plan, Settings(), way == "film", lambda done, total: None).frames
        jobs = [(str(film), folder / str(number), plan) for number in range(FILMS)]
        app.analyze_many(jobs, Settings(), False, JOBS, None, folder / "table.csv", lambda outcome: None)
        return sum(json.loads((folder / str(n) / "summary.json").read_text())["frames"] for n in range(FILMS))


def one(way: str, film: Path) -> None:
    """Run one way in this program and print what it took, imports left out."""
    for name in ("mediapipe",) if way == "bare" else ("tpvision.app.sight", "tpvision.app.annotated"):
        importlib.import_module(name)
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # what encoders there are is no news
    began_s, began_cpu_s = time.perf_counter(), cpu_s()
    frames = bare(film) if way == "bare" else analyzed(film, way)
    took_s, took_cpu_s = time.perf_counter() - began_s, cpu_s() - began_cpu_s
    print(json.dumps({"fps": frames / took_s, "cpu_ms": 1000 * took_cpu_s / frames, "peak_mib": peak_mib()}))


def run(way: str, film: Path) -> dict[str, Any]:
    """Run one way in a program of its own; return what it took."""
    command = [sys.executable, __file__, "--one", way, str(film)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(film: Path) -> None:
    """Print the table of one film."""
    table = Table(f"analyze {film.name}")
    ways = {"bare": "bare loop", "one": "analyze", "film": "analyze --film", "several": f"analyze --jobs {JOBS}"}
    runs: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    beside: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {way: [] for way in ways}
    runs["bare"].append(run("bare", film))
    for _ in range(REPEATS):
        for way in list(ways)[1:]:
            runs[way].append(run(way, film))
            runs["bare"].append(run("bare", film))
            beside[way].append((runs["bare"][-2], runs["bare"][-1]))

    def of(way: str, what: str) -> list[float]:
        return [run[what] for run in runs[way]]

    def ratio(way: str, what: str) -> list[float]:
        pairs = zip(of(way, what), beside[way], strict=True)
        return [2 * mine / (before[what] + after[what]) for mine, (before, after) in pairs]

    for way, name in ways.items():
        table.row(name, of(way, "fps"), "frames/s")
        table.row(name, of(way, "cpu_ms"), "ms of CPU a frame")
        table.row(f"{name}: peak memory", of(way, "peak_mib"), "MiB", {"film": 280.0}.get(way))
    for way, fps_aim, cpu_aim in (("one", 1.0, None), ("film", 0.63, 1.9), ("several", 1.8, None)):
        table.row(f"{ways[way]} / bare loop, frames/s", ratio(way, "fps"), "", fps_aim, least=True)
        table.row(f"{ways[way]} / bare loop, CPU a frame", ratio(way, "cpu_ms"), "", cpu_aim)


if __name__ == "__main__":
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        from tpvision.edges import folders

        for path in [Path(name) for name in sys.argv[1:]] or [folders.demo_film()]:
            measure(path)
