"""Whether memory stays as it is in half an hour for real: ``python tests/benchmarks/real.py [MINUTES]``.

A network camera, made by another process, shows the bundled film over and over, 30 pictures a second; before it, one
session follows another in one window, with the models, sound and the history, until the time is over. It is no part of
``make bench``, which would take half an hour more.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import suppress
from itertools import cycle
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import pygame
from bench_long import faults, memory_mib
from table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.edges.mjpeg_server import BOUNDARY, STREAM, MjpegServer
from tpvision.app import plans
from tpvision.app.clearing import keep_answers
from tpvision.app.live import Ending, Parts, session
from tpvision.edges import folders
from tpvision.edges.picture import Picture
from tpvision.edges.window import Window
from tpvision.knowledge.screening import Screening
from tpvision.screens import moment
from tpvision.screens.live import Around, Room
from tpvision.settings import Settings
from tpvision.values import Phase, View

MINUTES, FPS = 30.0, 30
KEYS = {Phase.DONE: pygame.K_RETURN, Phase.STOPPED: pygame.K_RETURN, Phase.RATE: pygame.K_3, Phase.PAUSED: pygame.K_p}
"""What the person presses, so that it goes on."""


def film(told: Connection) -> None:
    """Show the bundled film to whoever connects last, until the other process ends."""
    reader, parts = cv2.VideoCapture(str(folders.demo_film())), []
    while (read := reader.read())[0]:
        data = cv2.imencode(".jpg", read[1])[1].tobytes()
        parts.append(f"--{BOUNDARY}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data + b"\r\n")
    with MjpegServer(STREAM) as server:
        told.send(server.url)
        server.wait_for_clients(1)
        due_s = time.monotonic()
        for part in cycle(parts):
            if not parent_process().is_alive():  # ended by force
                return
            due_s = max(due_s + 1 / FPS, time.monotonic() - 1.0)
            time.sleep(max(0.0, due_s - time.monotonic()))
            with suppress(OSError):  # between two sessions nobody looks
                server.send(part)


class Evening:
    """Goes on from session to session until time is over, and notes how much memory there is."""

    def __init__(self, minutes: float) -> None:
        self.began_s = self._noted_s = self._pressed_s = time.monotonic()
        self._ends_s, self._every_s = self.began_s + 60 * minutes, min(5.0, minutes)
        self.sessions = self.pictures = self.holds = 0
        self.rss_mib: list[tuple[float, float]] = []
        """Seconds since the beginning, and MiB."""

    def live(self, url: str) -> None:
        """Live through it."""
        settings = Settings()
        plan = plans.make(folders.demo_told(), "demo", None, None, None, None, None, None)
        with Window(settings.screen) as window:
            ending = Ending.DONE
            while ending is not Ending.QUIT:
                outcome = session(window, url, plan, settings, Parts(draw=self._draw))
                ending = outcome.ending
                self.sessions += 1
                self.pictures += outcome.result.frames
                self.holds += len(outcome.view.holds)

    def _draw(self, surface: pygame.Surface, picture: Picture | None, view: View, room: Room, around: Around) -> None:
        moment.draw_still(surface, picture, view, room, around)
        now_s = time.monotonic()
        if now_s - self._noted_s >= self._every_s:
            self._noted_s = now_s
            self.rss_mib.append((now_s - self.began_s, memory_mib()))
        key = pygame.K_q if now_s > self._ends_s else KEYS.get(view.phase)
        if key is not None and now_s - self._pressed_s >= 4.0:
            self._pressed_s = now_s
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))


def most(series: list[tuple[float, float]], from_s: float, to_s: float) -> float:
    """Return the most in a time."""
    return max(value for t_s, value in series if from_s <= t_s < to_s)


if __name__ == "__main__":
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    spawn = get_context("spawn")
    here, there = spawn.Pipe()
    camera = spawn.Process(target=film, args=(there,), daemon=True)
    camera.start()
    there.close()
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        keep_answers(Settings().person.name, dict.fromkeys((q.key for q in Screening.load().questions), False))
        done = Evening(minutes)
        done.live(here.recv())
        took_s = time.monotonic() - done.began_s
        camera.terminate()
        wrong = faults(folders.history_file(), None)
    table = Table(f"real: {took_s / 60:.0f} minutes, {done.sessions} sessions, {done.pictures} pictures")
    tenths = [most(done.rss_mib, took_s * k / 10, took_s * (k + 1) / 10) for k in range(10)]
    table.row("pictures a second", [done.pictures / took_s], "")
    table.row("memory in the last tenth", [tenths[-1]], "MiB", 450.0)
    table.row("... over the second tenth", [tenths[-1] - tenths[1]], "MiB", 20.0)
    print(f"memory in each tenth: {', '.join(f'{mib:.0f}' for mib in tenths)} MiB")
    table.row("holds kept", [done.holds], "")
    table.row("faults of the history", [len(wrong)], "", 0.0)
    for fault in wrong:
        print(fault)
