"""How fast films are analyzed, against a bare loop over the same film that decodes and calls the landmarker only.

The two take turns, so that what else the computer does hits both; each ratio is of two runs side by side.
Name films to use others than the bundled one.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import cv2
import mediapipe as mp
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
from table import Table

from tpvision import app
from tpvision.app.quiet import quiet
from tpvision.edges import folders
from tpvision.settings import Settings
from tpvision.values import Plan

REPEATS = 3


def bare(film: Path) -> int:
    """Decode a film and find one person in each frame; return how many frames there were."""
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


def analyzed(film: Path, plan: Plan, with_film: bool = False) -> int:
    """Analyze a film as the command does; return how many frames there were."""
    with tempfile.TemporaryDirectory() as folder:
        return app.analyze(str(film), Path(folder), plan, Settings(), with_film, lambda done, total: None).frames


def measure(film: Path, plan: Plan) -> None:
    """Print the table of one film."""
    table = Table(f"analyze {film.name}")
    ways = {"bare loop": lambda: bare(film), "analyze": lambda: analyzed(film, plan)}
    fps: dict[str, list[float]] = {name: [] for name in ways}
    cpu_ms: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(REPEATS):
        for name, way in ways.items():
            began_s, cpu_s = time.perf_counter(), time.process_time()
            frames = way()
            cpu_ms[name].append(1000 * (time.process_time() - cpu_s) / frames)
            fps[name].append(frames / (time.perf_counter() - began_s))
    for name in ways:
        table.row(name, fps[name], "frames/s")
    table.row(
        "analyze / bare loop, frames/s",
        [a / b for a, b in zip(fps["analyze"], fps["bare loop"], strict=True)],
        "",
        0.95,
        least=True,
    )
    for name in ways:
        table.row(name, cpu_ms[name], "ms of CPU a frame")
    table.row(
        "analyze / bare loop, CPU", [a / b for a, b in zip(cpu_ms["analyze"], cpu_ms["bare loop"], strict=True)], ""
    )
    began_s = time.perf_counter()
    frames = analyzed(film, plan, with_film=True)
    table.row("analyze --film", [frames / (time.perf_counter() - began_s)], "frames/s")


if __name__ == "__main__":
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # what encoders there are is no news
    named = [Path(name) for name in sys.argv[1:]]
    told = app.plan(folders.demo_told(), "demo", None, None, None, None, None, None)
    # The plan's person and ball are the bundled film's; for the speed of another film that hardly matters.
    for path in named or [folders.demo_film()]:
        measure(path, told)
