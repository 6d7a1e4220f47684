"""What the parts cost, a frame of the bundled film each: the ball finder, the core, the session screen."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from table import Table, percentile

from tpvision import app
from tpvision.app.keeper import Keeper
from tpvision.app.plans import demo
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.camera import open_source
from tpvision.edges.picture import Picture
from tpvision.edges.trace import read_trace
from tpvision.edges.window import canvas
from tpvision.knowledge.words import Words
from tpvision.screens import moment
from tpvision.screens.live import Around
from tpvision.screens.theme import THEMES
from tpvision.settings import Settings
from tpvision.values import Look, Plan

REPEATS = 3
FIND_EVERY, DRAW_EVERY = 3, 10
"""Finding is timed on each third frame, about as often as a session looks for the ball; drawing on each tenth."""


def measure(folder: Path) -> dict[str, list[float]]:
    """Go once through the trace and the film; return each part's milliseconds, a value for each frame."""
    took_ms: dict[str, list[float]] = {
        "core: engine.step": [],
        "ball finder, 640x480": [],
        "session screen, 1280x720": [],
        "store: Keeper.keep": [],
    }

    def clock(name: str, began_s: float) -> None:
        took_ms[name].append(1000 * (time.perf_counter() - began_s))

    settings, plan, inputs = read_trace(folder / "trace.jsonl")
    looks = [given for given in inputs if isinstance(given, Look)]
    state, surface = engine.begin(plan), canvas((1280, 720))
    finder = BallFinder(plan.told.ball_colour or settings.ball.colour)
    words, theme = Words.load("en"), THEMES["dark"]
    with ExitStack() as stack:
        source = stack.enter_context(open_source(str(folders.demo_film()), settings.camera))
        keeper = Keeper("benchmark", plan, settings, "me", stack)
        for index, look in enumerate(looks):
            frame = source.read(1.0)
            began_s = time.perf_counter()
            state, view = engine.step(state, look, settings)
            clock("core: engine.step", began_s)
            began_s = time.perf_counter()
            keeper.keep(look, view)
            clock("store: Keeper.keep", began_s)
            if frame is not None and view.search is not None and index % FIND_EVERY == 0:
                began_s = time.perf_counter()
                finder.find(frame, view.search)
                clock("ball finder, 640x480", began_s)
            if frame is None or index % DRAW_EVERY:
                continue
            began_s = time.perf_counter()
            moment.draw(surface, Picture(frame.image_bgr), view, theme, words, Around())
            clock("session screen, 1280x720", began_s)
    return took_ms


if __name__ == "__main__":
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    table = Table("parts")
    with tempfile.TemporaryDirectory() as name:
        os.environ["TPVISION_HOME"] = name
        plan, settings = demo(Plan(), Settings())
        app.analyze(str(folders.demo_film()), Path(name), plan, settings, False, lambda done, total: None)
        runs = [measure(Path(name)) for _ in range(REPEATS)]
    for part in runs[0]:
        for share in (0.5, 0.95):
            values = [percentile(run[part], share) for run in runs]
            table.row(f"{part}, {share:.0%} of frames", values, "ms")
