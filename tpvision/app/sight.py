"""From a frame to what the engine is told of it: the models and the ball finder, joined."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from types import TracebackType

from tpvision.app.quiet import quiet
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.landmarker import Landmarker
from tpvision.edges.models import check_model
from tpvision.settings import Settings
from tpvision.values import Frame, Look, Plan, View

# The models run in a thread of their own; by Python's usual 5 ms it would wait for its turn in each frame.
sys.setswitchinterval(0.0005)

LOOK_EVERY_S = 0.09
"""Eleven looks a second for the ball are enough, and leave the processor to the models."""
FULL_MODEL = "pose_landmarker_full.task"


class Sight:
    """Looks at frames with the knowledge of the newest view: whom to follow, where the ball can be."""

    def __init__(
        self,
        plan: Plan,
        settings: Settings,
        finder: BallFinder | None = None,
        landmarker: Landmarker | None = None,
    ) -> None:
        """Load the models.

        A ``finder`` that knows the ball already, and a ``landmarker`` that somebody else closes, are used in place of
        new ones.
        """
        self._owns = landmarker is None
        self._landmarker = landmarker or load_models()
        self._complained = False
        self._finder = finder or BallFinder(plan.told.ball_colour or settings.ball.colour)
        self._size_px: tuple[int, int] | None = None
        self._looked_s = -math.inf
        """When the ball was looked for last."""

    def start(self, frame: Frame, view: View | None) -> Callable[[View | None], Look]:
        """Begin to look at a frame; return what waits for the result, and meanwhile looks for the ball.

        Both are given the newest view there is, ``None`` before the first. The next frame may be begun before
        the result is asked for, so that the model need not wait.
        """
        turned = self._size_px is not None and frame.size_px != self._size_px
        self._size_px = frame.size_px
        if turned:
            view = None  # its pixels are another picture's
        follow_px = view.follow_px if view else None
        if not self._complained:
            # At the first person it finds, MediaPipe complains once that pictures are not square.
            with quiet():
                poses = self._landmarker.detect(frame, follow_px)
            self._complained = bool(poses)
            return lambda _: Look(frame.t_s, frame.size_px, poses, None, turned, brightness=_brightness(frame))
        found = self._landmarker.start(frame, follow_px)

        def finish(view: View | None) -> Look:
            sighting = None
            if view and view.search and view.size_px == frame.size_px and frame.t_s - self._looked_s >= LOOK_EVERY_S:
                self._looked_s = frame.t_s
                sighting = self._finder.find(frame, view.search)
            changed = self._finder.light_changed
            return Look(frame.t_s, frame.size_px, found(), sighting, turned, changed, _brightness(frame))

        return finish

    def look(self, frame: Frame, view: View | None) -> Look:
        """Return what a frame shows; see ``start``."""
        return self.start(frame, view)(view)

    def __enter__(self) -> Sight:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Free the models, if they are its own."""
        if self._owns:
            self._landmarker.close()


def load_models() -> Landmarker:
    """Return the pose models, loaded.

    Raises
    ------
    ModelError
        They are missing, damaged or cannot be loaded.
    """
    model = check_model(FULL_MODEL, folders.models_folder())
    with quiet():
        return Landmarker(model)


def _brightness(frame: Frame) -> float:
    return round(float(frame.image_bgr[::16, ::16].mean()) / 255, 3)
