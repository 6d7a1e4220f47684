"""How old a picture is when it comes on screen, beyond the time that looking for the pose takes.

The bundled film plays as the camera, at its own pace, in a window of 1280x720, on the display there is or else on
none. Both times are the tool's own stamps: from the frame's reading to the flip, and how long looking took.
"""

from __future__ import annotations

import os
import sys
import tempfile

import pygame
from table import Table, cpu_s, peak_mib, percentile

from tpvision.app.live import Parts, Session
from tpvision.app.plans import demo
from tpvision.app.sight import Sight
from tpvision.edges import folders
from tpvision.edges.camera import open_source
from tpvision.edges.window import Window
from tpvision.screens import moment
from tpvision.screens.live import Around, Room
from tpvision.screens.placement import Picture
from tpvision.settings import CameraSettings, Settings
from tpvision.values import Phase, Plan, View

REPEATS = 3
WARM_S = 8.0
"""What is done once, in the first seconds, as reading all sentences that may be said, is no CPU of a frame."""
FOLLOW_PX = (318.4, 132.9)
"""Where the person in the bundled film stands."""
SHARES = (0.5, 0.95, 0.99)


SETTINGS = Settings(camera=CameraSettings(model="full"))


def latencies_ms() -> tuple[list[float], list[float], list[float], float, float]:
    """Play the film once.

    Return age at the flip, time of looking, the difference, frames shown a second, and CPU in seconds a frame.
    """
    plan, settings = demo(Plan(), SETTINGS)
    first_s: list[float] = []
    began: list[tuple[float, int]] = []

    def draw(surface: pygame.Surface, picture: Picture | None, view: View, room: Room, around: Around) -> None:
        moment.draw_still(surface, picture, view, room, around)
        if view.body is not None and not first_s:
            first_s.append(view.t_s)
        if not began and first_s and view.t_s - first_s[0] > WARM_S:
            began.append((cpu_s(), len(session.latencies_s)))

    with (
        Window(settings.screen) as window,
        open_source(str(folders.demo_film()), settings.camera, as_live=True) as source,
    ):
        session = Session(window, source, plan, settings, Parts(draw=draw))
        shown = session.run(None).result
        began_cpu_s, before = began[0]
        frame_cpu_s = (cpu_s() - began_cpu_s) / (len(session.latencies_s) - before)
    stamps = [(1000 * age_s, 1000 * looked_s) for age_s, looked_s in session.latencies_s[10:]]  # past the start
    ages, looks = [age for age, _ in stamps], [look for _, look in stamps]
    return ages, looks, [age - look for age, look in stamps], shown.frames / shown.duration_s, frame_cpu_s


def landmarker_alone() -> float:
    """Play the film once for the landmarker only, all other work left out; return CPU in seconds a frame."""
    plan, settings = demo(Plan(), SETTINGS)
    view = View(t_s=0.0, size_px=(640, 480), phase=Phase.SEEK, follow_px=FOLLOW_PX)
    with open_source(str(folders.demo_film()), settings.camera, as_live=True) as source, Sight(plan, settings) as sight:
        began_cpu_s, first_s, frames = 0.0, None, 0
        while not source.ended:
            frame = source.read(0.1)
            if frame is None:
                continue
            first_s = frame.t_s if first_s is None else first_s
            sight.look(frame, view)
            if frame.t_s - first_s <= WARM_S:
                began_cpu_s = cpu_s()
            else:
                frames += 1
        return (cpu_s() - began_cpu_s) / frames


if __name__ == "__main__":
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    table = Table("live: the bundled film as the camera")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        runs, alone = [latencies_ms()], []
        most_mib = peak_mib()  # of one session, not of what is measured beside it
        for _ in range(REPEATS):
            alone.append(landmarker_alone())
            runs.append(latencies_ms())
    for index, name in enumerate(("read to flip", "looking at the frame", "read to flip, less looking")):
        for share in SHARES:
            aim = 20.0 if index == 2 and share == 0.95 else None
            table.row(f"{name}, {share:.0%} of frames", [percentile(run[index], share) for run in runs], "ms", aim)
    table.row("frames shown", [run[3] for run in runs], "a second", 29.0, least=True)
    table.row("CPU of the whole session at 30 frames a second", [30 * run[4] for run in runs], "cores", 1.3)
    # Each against the sessions before and after it: a computer is not equally fast all the time.
    shares = [200 * alone[k] / (runs[k][4] + runs[k + 1][4]) for k in range(REPEATS)]
    table.row("... of it the landmarker, paced as the camera", shares, "%", 80, least=True)
    table.row("peak memory", [most_mib], "MiB", 450)
