"""What drawing costs: a frame of a session and of the camera check, anew and only what moves; and frames on time.

On time is a frame of a running hold that follows the one before it within a sixtieth of a second and 2 ms, while the
models look at the bundled film; a loop that does nothing but wait for its turn as often shows what this machine allows.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pygame
from table import Table, percentile

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for the scenes of the tests

from tests.screens.scenes import FIX, GUIDED_SCENES, HANDS, HOLD, NO_GO, SEEK, STEPS
from tpvision.app.live.painter import FRAME_S
from tpvision.app.live.session import TURN_S, Parts, Session
from tpvision.app.plans import demo
from tpvision.edges import folders
from tpvision.edges.camera import open_source
from tpvision.edges.picture import Picture
from tpvision.edges.window import Window
from tpvision.knowledge.words import Words
from tpvision.screens import moment
from tpvision.screens.live import Around, Room
from tpvision.screens.theme import DARK
from tpvision.settings import CameraSettings, Settings
from tpvision.values import Plan, View

REPEATS, FRAMES = 3, 120
SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
LATE_S = 0.002


def moved(view: View, k: int) -> View:
    """Return a view in which the person, the ball and the hold have moved on, so that nothing drawn is the same."""
    view = replace(view, t_s=10.0 + k / 30)
    if view.body is not None:
        x, y = view.body.origin_px
        sway = 4.0 * np.sin(0.37 * k)
        shoulders = tuple((px + sway, py + 0.6 * sway) for px, py in view.body.shoulders_px)
        view = replace(view, body=replace(view.body, origin_px=(x + sway, y), shoulders_px=shoulders))
    if view.ball is not None:
        x, y = view.ball.centre_px
        view = replace(view, ball=replace(view.ball, centre_px=(x + 3.0 * np.cos(0.41 * k), y + 0.1 * (k % 20))))
    if view.hold is not None:
        view = replace(view, hold=replace(view.hold, held_s=5.0 + k / 30))
    return view


def drawing_ms(view: View, size: tuple[int, int]) -> list[float]:
    """Draw frames that all differ; return what each took."""
    surface, words = pygame.Surface(size), Words.load("en")
    rng = np.random.default_rng(1)
    around = replace(HANDS, no_go=NO_GO)
    images = [Picture(rng.integers(0, 255, (480, 640, 3), np.uint8)) for _ in range(4)]
    took = []
    for k in range(FRAMES + 5):
        now = moved(view, k)
        began_s = time.perf_counter()
        moment.draw(surface, images[k % 4], now, DARK, words, around)
        took.append(1000 * (time.perf_counter() - began_s))
    return took[5:]


def moving_ms(view: View, size: tuple[int, int]) -> list[float]:
    """Draw only what moves, over a kept copy of what lies below; return what each took."""
    surface, words = pygame.Surface(size), Words.load("en")
    base = pygame.Surface(size, 0, surface)
    room = moment.arrange(size, view, DARK, words, HANDS)
    area = room.boxes["ring"].inflate(6, 6)
    took = []
    for k in range(FRAMES + 5):
        now = replace(view, hold=view.hold and replace(view.hold, held_s=5.0 + k / 60))
        began_s = time.perf_counter()
        surface.blit(base, area, area)
        moment.draw_moving(surface, now, room, None)
        took.append(1000 * (time.perf_counter() - began_s))
    return took[5:]


class Watched(Window):
    """A window that notes when it showed something, and whether more was to move."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.moves = False
        self.flips: list[tuple[float, bool]] = []

    def flip(self, area: pygame.Rect | None = None) -> None:
        """Show, and note it."""
        super().flip(area)
        self.flips.append((time.monotonic(), self.moves))


def share_on_time(gaps_s: list[float]) -> float:
    """Return the share of gaps that are no longer than a frame."""
    return sum(gap_s <= FRAME_S + LATE_S for gap_s in gaps_s) / len(gaps_s)


def frames_on_time() -> tuple[float, float, float]:
    """Play the film once; return the shares on time of the window and of a loop that only waits, and the worst gap."""
    plan, settings = demo(Plan(), Settings(camera=CameraSettings(model="full")))
    with (
        Watched(settings.screen) as window,
        open_source(str(folders.demo_film()), settings.camera, as_live=True) as source,
    ):

        def noted(surface: pygame.Surface, image: Picture | None, view: View, room: Room, around: Around) -> None:
            window.moves = moment.moves(view)
            moment.draw_still(surface, image, view, room, around)

        done, turns = threading.Event(), [time.monotonic()]

        def wait() -> None:
            while not done.is_set():
                done.wait(max(0.0, turns[-1] + TURN_S - time.monotonic()))
                turns.append(time.monotonic())

        waiting = threading.Thread(target=wait)
        waiting.start()
        Session(window, source, plan, settings, Parts(draw=noted)).run(None)
        done.set()
        waiting.join()
    pairs = itertools.pairwise(window.flips)
    gaps_s = [b - a for (a, moves), (b, _) in pairs if moves]
    idle_s = [b - a for a, b in itertools.pairwise(turns)]
    return share_on_time(gaps_s), share_on_time(idle_s), max(gaps_s)


if __name__ == "__main__":
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    table = Table("drawing")
    guided = replace(HOLD, steps=STEPS)
    for size in SIZES:
        parts = {
            "session, a hold": partial(drawing_ms, guided, size),
            "session, seeking": partial(drawing_ms, replace(SEEK, steps=STEPS), size),
            "session, a rest": partial(drawing_ms, GUIDED_SCENES["rest"][0], size),
            "camera check": partial(drawing_ms, FIX, size),
            "a hold, only what moves": partial(moving_ms, guided, size),
        }
        for name, measure in parts.items():
            runs = [measure() for _ in range(REPEATS)]
            aim = 6.0 if size == SIZES[0] else None
            table.row(f"{name}, {size[0]}x{size[1]}", [percentile(run, 0.5) for run in runs], "ms", aim)
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        shares = [frames_on_time() for _ in range(2)]
    table.row("frames on time while the models run", [100 * share for share, _, _ in shares], "%", 99, least=True)
    table.row("... of a loop that only waits", [100 * share for _, share, _ in shares], "%")
    table.row("the longest wait for a frame", [1000 * worst for _, _, worst in shares], "ms")
