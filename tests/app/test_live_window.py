"""The window before a camera: which one is opened, what happens when it fails, and all the real parts."""

from __future__ import annotations

from functools import partial

import pygame
import pytest

from tests.app import test_live
from tests.app.conftest import Demo
from tests.app.kit import ScriptedWindow, Stage, close_window
from tests.app.test_live import SILENT, history
from tests.edges.camera.reading import HURRIED
from tests.edges.camera.test_webcam import FakeCapture
from tests.edges.mjpeg_server import STREAM, MjpegServer, part
from tpvision.app.live import Parts
from tpvision.app.opened import window
from tpvision.edges import folders
from tpvision.edges.camera import CameraInfo
from tpvision.edges.camera.network import open_network
from tpvision.edges.camera.webcam import open_webcam
from tpvision.errors import CameraError
from tpvision.screens.live import Around
from tpvision.settings import Settings
from tpvision.values import Phase, Plan, View

nothing_is_left = test_live.nothing_is_left
CAMERA = CameraInfo(0, "Integrated Camera")


@pytest.mark.film
class TestWindow:
    """What the person chooses, and what there is to look at."""

    def test_without_a_camera_the_bundled_film_plays_and_it_is_said(self, demo: Demo) -> None:
        stage, opened = Stage(demo.looks), []

        def source(address: str, *_: object, as_live: bool) -> object:
            opened.append((address, as_live))
            return stage.source

        script = [(lambda: stage.shown[-1].view.ball is not None, close_window)]
        parts = Parts(partial(ScriptedWindow, script), list, source, stage.sight, stage.draw)
        result = window(None, Plan(), SILENT, False, parts)
        assert opened == [(str(folders.demo_film()), True)]
        assert stage.source.closed
        assert stage.shown[5].message == "No camera found: this is the bundled film."
        assert result is not None
        # Its person has told where the ball is at first.
        ball = stage.shown[-1].view.ball
        assert ball is not None
        assert (ball.right_cm, ball.down_cm) == pytest.approx(
            (demo.plan.told.start_right_cm, demo.plan.told.start_down_cm), abs=3.0
        )

    def test_a_camera_that_another_program_has(self) -> None:
        def source(address: str, settings: object, *, as_live: bool) -> object:
            capture = lambda number, backend: FakeCapture(opens=False)  # noqa: E731
            return open_webcam(address, settings, cameras=lambda: [CAMERA], capture=capture)

        with pytest.raises(CameraError, match="another program may be using it"):
            window(None, Plan(), SILENT, False, Parts(cameras=lambda: [CAMERA], source=source))
        assert not pygame.display.get_init()

    def test_a_camera_that_falls_silent_is_lost_and_comes_back(self, demo: Demo) -> None:
        stage = Stage(demo.looks[:1])
        phases = lambda: [shown.view.phase for shown in stage.shown]  # noqa: E731
        with MjpegServer(STREAM + part(100)) as server:

            def draw(surface: object, picture: object, view: View, room: object, around: Around) -> None:
                Stage.draw(stage, surface, None, view, room, around)

            script = [
                (lambda: Phase.GET_READY in phases() and stage.shown[-1].view.body is not None, lambda: None),
                (lambda: phases()[-1] is Phase.LOST, lambda: server.send(part(110) + part(120))),
                (lambda: phases()[-1] is not Phase.LOST, close_window),
            ]
            parts = Parts(
                partial(ScriptedWindow, script),
                lambda: [CAMERA],
                lambda *_, **__: open_network(server.url, patience=HURRIED),
                stage.sight,
                draw,
            )
            window(server.url, Plan(), SILENT, False, parts)
        said = [shown.message or "" for shown in stage.shown if shown.view.phase is Phase.LOST]
        assert any(message.startswith("The camera sends no pictures.") for message in said)
        stalled = [shown.view.caption for shown in stage.shown if shown.message and shown.view.phase is Phase.LOST]
        assert {caption.key for caption in stalled if caption} == {"stalled"}
        assert stage.shown[-1].view.phase is Phase.GET_READY  # a camera's person is there to be counted in again
        assert stage.shown[-1].view.body is not None
        assert stage.shown[-1].message is None
        times_s = [shown.view.t_s for shown in stage.shown]
        assert times_s == sorted(times_s)

    def test_the_bundled_film_as_the_camera_with_all_real_parts(self) -> None:
        drawn: list[View] = []

        def draw(surface: object, picture: object, view: View, *rest: object) -> None:
            drawn.append(view)
            Parts().draw(surface, picture, view, *rest)

        script = [(lambda: sum(view.body is not None for view in drawn) >= 20, close_window)]
        parts = Parts(window=partial(ScriptedWindow, script), draw=draw)
        result = window(str(folders.demo_film()), Plan(), Settings(), False, parts)
        assert result is not None
        assert result.person_fraction == 1.0
        (kept,), _ = history()
        assert kept.source == "demo.mp4"
