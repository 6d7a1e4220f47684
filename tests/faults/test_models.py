"""What the pose model can do to a session: never come back, or give landmarks that are none."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pygame
import pytest

from tests.app.kit import ScriptedWindow, Stage, StageSight, press
from tests.faults.kit import SILENT, seen
from tpvision.app.live import Parts, Session
from tpvision.app.live.worker import Patience, Seen, Worker
from tpvision.edges.landmarker import _poses
from tpvision.errors import ModelError
from tpvision.values import Frame, Look, Phase, Tick, View


class Stuck(StageSight):
    """Models that do not come back from a certain picture, until the test lets them."""

    def __init__(self, looks: tuple[Look, ...], index: int) -> None:
        super().__init__(looks)
        self.index, self.reached, self.free = index, threading.Event(), threading.Event()

    def look(self, frame: Frame, view: View | None) -> Look:
        if frame.index == self.index:
            self.reached.set()
            assert self.free.wait(30)
        return super().look(frame, view)


class Clocked(Stage):
    """A stage on which it is now."""

    def __init__(self, looks: tuple[Look, ...]) -> None:
        now_s = time.monotonic()
        super().__init__([Look(now_s + look.t_s - looks[-1].t_s, look.size_px, look.poses) for look in looks])


def test_while_the_models_hang_the_window_says_so_and_can_be_left() -> None:
    plan, looks = seen(3.0)
    stage = Clocked(looks)
    stuck = Stuck(tuple(stage.looks), 20)
    parts = Parts(sight=lambda *_: stuck, draw=stage.draw, patience=Patience(look_s=0.2))
    lost = lambda: bool(stage.shown) and stage.shown[-1].view.phase is Phase.LOST  # noqa: E731
    try:
        with ScriptedWindow([(lost, press(pygame.K_q))]) as opened:
            session = Session(opened, stage.source, plan, SILENT, parts)
            with pytest.raises(ModelError, match=r"does not answer any more; what was held is kept: start tpvision"):
                session.run(None)
            assert opened.script_done
    finally:
        stuck.free.set()
        pygame.quit()
    assert stage.shown[-1].index == 19
    said = stage.shown[-1].message
    assert said == "The pictures are not looked at any more. What you held is kept: press Q and start tpvision again."
    times_s = [shown.view.t_s for shown in stage.shown]
    assert times_s == sorted(times_s)


def test_what_comes_too_late_is_dropped_and_what_comes_then_is_not() -> None:
    """Of models that hung for a while: time never goes back."""
    _, looks = seen(3.0)
    stage = Clocked(looks)
    stuck = Stuck(tuple(stage.looks), 2)
    got: list[Seen | Tick] = []
    with Worker(stage.source, lambda: stuck, Patience(look_s=0.05)) as worker:  # type: ignore[arg-type]
        while not worker.over and len(got) < 12:
            result = worker.take(0.05)
            if isinstance(result, Tick) and len(got) > 5:
                stuck.free.set()
            if isinstance(result, Seen):
                stage.source.seen(result.frame.index)
            elif stuck.free.is_set() and result is None:
                stage.source.seen(2)  # the late one was dropped, and the next picture comes
                break
            if result is not None:
                got.append(result)
    times_s = [each.t_s if isinstance(each, Tick) else each.frame.t_s for each in got]
    assert times_s == sorted(times_s)
    assert [each.frame.index for each in got if isinstance(each, Seen)] == [0, 1]
    assert any(isinstance(each, Tick) for each in got)


HANGING = """
import os, sys, threading
from tpvision import __main__, cli

def run():
    threading.Thread(target=threading.Event().wait, name="landmarker").start()
    print("all is kept")
    raise SystemExit(5)

cli.run = run
__main__.main()
"""


def test_the_program_ends_though_the_models_never_do() -> None:
    done = subprocess.run([sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60, env=os.environ)
    assert (done.returncode, done.stdout, done.stderr) == (5, "all is kept\n", "")


def marks(**wrong: float) -> list[SimpleNamespace]:
    found = [SimpleNamespace(x=0.5, y=0.4, z=-0.1, visibility=0.9) for _ in range(33)]
    for name, value in wrong.items():
        setattr(found[11], name, value)
    return found


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e6, -1e30])
@pytest.mark.parametrize("name", ["x", "y", "z", "visibility"])
def test_a_pose_with_a_landmark_that_is_none_is_dropped(name: str, value: float) -> None:
    (pose,) = _poses([marks(**{name: value}), marks()], (640, 480))
    assert tuple(pose.landmarks[11]) == (320.0, 192.0, -64.0, 0.9)


def test_landmarks_a_little_outside_the_picture_are_kept() -> None:
    (pose,) = _poses([marks(x=-0.4, y=1.8)], (640, 480))
    assert tuple(pose.landmarks[11, :2]) == (-256.0, 864.0)
