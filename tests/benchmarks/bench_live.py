"""How old a picture is when it comes on screen, beyond the time that looking for the pose takes; and who works for it.

The bundled film plays as the camera, at its own pace, in a window of 1280x720, on the display there is or else on
none. Both times are the tool's own stamps: from the frame's reading to the flip, and how long looking took. Which
thread took how much of the processor, only Linux tells.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pygame
from table import Table, cpu_s, peak_mib, percentile

from tpvision.app.live import Parts, Session
from tpvision.app.plans import demo
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.camera import open_source
from tpvision.edges.window import Window
from tpvision.screens import moment
from tpvision.screens.live import Around, Room
from tpvision.screens.placement import Picture
from tpvision.settings import CameraSettings, Settings
from tpvision.values import BallSearch, Frame, Plan, Sighting, View

REPEATS = 4
WARM_S = 8.0
"""What is done once, in the first seconds, as reading all sentences that may be said, is no CPU of a frame."""
EVERY = 30
"""At each so many frames it is noted what the threads took: when the film is over, some of them are gone."""
SHARES = (0.5, 0.95, 0.99)
SETTINGS = Settings(camera=CameraSettings(model="full"))
LANDMARKER = ("landmarker", "mediapipe", "ThreadPoolExecutor")
"""How the names of its threads begin: ours that converts, MediaPipe's, and the one that MediaPipe waits in."""
READING = ("camera", "av:")
"""... and of those that read and decode the film."""
BALL = "the ball"


@dataclass(frozen=True, slots=True)
class Played:
    """What was measured while the film played once."""

    ages_ms: list[float]
    looks_ms: list[float]
    """Of each frame: its age at the flip, and how long looking at it took."""
    shown_per_s: float
    cores: float
    """CPU time a second."""
    threads_s: Counter[str]
    """CPU time by the threads' names; looking for the ball is told apart. Empty but on Linux."""

    def share(self, *names: str) -> float:
        """Return what threads whose names begin so took of all, in percent."""
        took_s = sum(thread_s for name, thread_s in self.threads_s.items() if name.startswith(names))
        return 100 * took_s / self.threads_s.total()


def threads_s() -> Counter[str]:
    """Return what each thread has taken so far."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    out: Counter[str] = Counter()
    for task in Path("/proc/self/task").iterdir() if sys.platform == "linux" else ():
        with suppress(OSError):  # it has ended meanwhile
            name = names.get(int(task.name)) or (task / "comm").read_text().strip()
            out[name] += int((task / "schedstat").read_text().split()[0]) / 1e9
    return out


def play() -> Played:
    """Play the film once."""
    plan, settings = demo(Plan(), SETTINGS)
    first_s: list[float] = []
    notes: list[tuple[float, float, int, Counter[str]]] = []
    ball_s = [0.0]
    find = BallFinder.find

    def timed(finder: BallFinder, frame: Frame, search: BallSearch) -> Sighting | None:
        began_s = time.thread_time()
        sighting = find(finder, frame, search)
        ball_s[0] += time.thread_time() - began_s
        return sighting

    def draw(surface: pygame.Surface, picture: Picture | None, view: View, room: Room, around: Around) -> None:
        moment.draw_still(surface, picture, view, room, around)
        if view.body is not None and not first_s:
            first_s.append(view.t_s)
        seen = len(session.latencies_s)
        if first_s and view.t_s - first_s[0] > WARM_S and (not notes or seen >= notes[-1][2] + EVERY):
            now = threads_s()
            now[BALL] = ball_s[0]
            notes.append((time.monotonic(), cpu_s(), seen, now))

    with (
        Window(settings.screen) as window,
        open_source(str(folders.demo_film()), settings.camera, as_live=True) as source,
        patch.object(BallFinder, "find", timed),
    ):
        session = Session(window, source, plan, settings, Parts(draw=draw))
        shown = session.run(None).result
    (began_s, before_s, _, before), (ended_s, after_s, _, after) = notes[0], notes[-1]
    threads = after - before
    if threads:
        threads["landmarker"] -= threads[BALL]  # in whose thread it is looked for
    stamps = [(1000 * age_s, 1000 * looked_s) for age_s, looked_s in session.latencies_s[10:]]  # past the start
    return Played(
        [age for age, _ in stamps],
        [look for _, look in stamps],
        shown.frames / shown.duration_s,
        (after_s - before_s) / (ended_s - began_s),
        threads,
    )


if __name__ == "__main__":
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    table = Table("live: the bundled film as the camera")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        runs, most_mib = [play()], peak_mib()
        runs += [play() for _ in range(REPEATS - 1)]
    for name, times in (
        ("read to flip", [run.ages_ms for run in runs]),
        ("looking at the frame", [run.looks_ms for run in runs]),
        ("read to flip, less looking", [[a - b for a, b in zip(r.ages_ms, r.looks_ms, strict=True)] for r in runs]),
    ):
        for share in SHARES:
            aim = 20.0 if name.endswith("less looking") and share == 0.95 else None
            table.row(f"{name}, {share:.0%} of frames", [percentile(run, share) for run in times], "ms", aim)
    table.row("frames shown", [run.shown_per_s for run in runs], "a second", 29.0, least=True)
    table.row("CPU of the whole session at 30 frames a second", [run.cores for run in runs], "cores", 1.3)
    if all(run.threads_s for run in runs):
        both = [run.share(*READING, *LANDMARKER) for run in runs]
        table.row("... of it reading and the landmarker", both, "%", 80, least=True)
        for name, names in (
            ("the landmarker", LANDMARKER),
            ("the window: what is decided, drawn and kept", ("MainThread",)),
            ("the ball", (BALL,)),
            ("sound", ("speaker", "SDLAudio")),
        ):
            table.row(f"... of it {name}", [run.share(*names) for run in runs], "%")
    table.row("peak memory", [most_mib], "MiB", 450)
