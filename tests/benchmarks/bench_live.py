"""How old a picture is when it comes on screen, beyond the time that looking for the pose takes.

The bundled film plays as the camera, at its own pace, in a window of 1280x720, on the display there is or else on
none. Both times are the tool's own stamps: from the frame's reading to the flip, and how long looking took.
"""

from __future__ import annotations

import os
import sys
import tempfile

from table import Table, percentile

from tpvision.app.live import Parts, Session
from tpvision.app.plans import demo
from tpvision.edges import folders
from tpvision.edges.camera import open_source
from tpvision.edges.window import Window
from tpvision.settings import Settings
from tpvision.values import Plan

REPEATS = 2
SHARES = (0.5, 0.95, 0.99)


def latencies_ms() -> tuple[list[float], list[float], list[float], float]:
    """Play the film once; return age at the flip, time of looking, the difference, and frames shown a second."""
    plan, settings = demo(Plan(), Settings())
    with (
        Window(settings.screen) as window,
        open_source(str(folders.demo_film()), settings.camera, as_live=True) as source,
    ):
        session = Session(window, source, plan, settings, Parts())
        shown = session.run(None).result
    stamps = [(1000 * age_s, 1000 * looked_s) for age_s, looked_s in session.latencies_s[10:]]  # past the start
    ages, looks = [age for age, _ in stamps], [look for _, look in stamps]
    return ages, looks, [age - look for age, look in stamps], shown.frames / shown.duration_s


if __name__ == "__main__":
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    table = Table("live: the bundled film as the camera")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        runs = [latencies_ms() for _ in range(REPEATS)]
    for index, name in enumerate(("read to flip", "looking at the frame", "read to flip, less looking")):
        for share in SHARES:
            aim = 25.0 if index == 2 and share == 0.95 else None
            table.row(f"{name}, {share:.0%} of frames", [percentile(run[index], share) for run in runs], "ms", aim)
    table.row("frames shown", [run[3] for run in runs], "a second")
