"""From a frame to what the engine is told of it: the models and the ball finder, joined."""

from __future__ import annotations

from contextlib import nullcontext
from types import TracebackType

from tpvision.app.quiet import quiet
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.landmarker import Landmarker
from tpvision.edges.models import check_model
from tpvision.settings import Settings
from tpvision.values import Frame, Look, Plan, View

FULL_MODEL = "pose_landmarker_full.task"


class Sight:
    """Looks at frames with the knowledge of the newest view: whom to follow, where the ball can be."""

    def __init__(self, plan: Plan, settings: Settings) -> None:
        model = check_model(FULL_MODEL, folders.models_folder())
        with quiet():
            self._landmarker = Landmarker(model)
        self._complained = False
        self._finder = BallFinder(plan.told.ball_colour or settings.ball.colour)
        self._size_px: tuple[int, int] | None = None

    def look(self, frame: Frame, view: View | None) -> Look:
        """Return what a frame shows; ``view`` is the newest there is, ``None`` before the first."""
        turned = self._size_px is not None and frame.size_px != self._size_px
        self._size_px = frame.size_px
        if turned:
            view = None  # its pixels are another picture's
        # At the first person it finds, MediaPipe complains once that pictures are not square.
        with nullcontext() if self._complained else quiet():
            poses = self._landmarker.detect(frame, view.follow_px if view else None)
        self._complained = self._complained or bool(poses)
        sighting = self._finder.find(frame, view.search) if view and view.search else None
        return Look(frame.t_s, frame.size_px, poses, sighting, turned)

    def __enter__(self) -> Sight:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Free the models."""
        self._landmarker.close()
