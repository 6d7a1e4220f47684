"""From a frame to what the engine is told of it: the models and the ball finder, joined."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from tpvision.app.quiet import quiet
from tpvision.core import quality as quality_room
from tpvision.edges import folders
from tpvision.edges.ball_finder import BallFinder
from tpvision.edges.camera import to_rgb
from tpvision.edges.landmarker import Landmarker
from tpvision.edges.models import check_model
from tpvision.edges.power import on_battery
from tpvision.settings import Settings
from tpvision.values import Frame, Look, Plan, Quality, View

# The models run in a thread of their own; by Python's usual 5 ms it would wait for its turn in each frame.
sys.setswitchinterval(0.0005)

LOOK_EVERY_S = 0.09
"""Eleven looks a second for the ball are enough, and leave the processor to the models."""
POWER_EVERY_S = 30.0
"""It is asked so often whether the machine runs on battery."""
FILES = {Quality.FULL: "pose_landmarker_full.task", Quality.LITE: "pose_landmarker_lite.task"}
QUALITIES = {
    "auto": (Quality.FULL, Quality.HALF),
    "full": (Quality.FULL, Quality.FULL),
    "lite": (Quality.LITE, Quality.LITE),
}
"""The highest and the lowest by the setting."""


class Sight:
    """Looks at frames with the knowledge of the newest view: whom to follow, where the ball can be."""

    def __init__(
        self,
        plan: Plan,
        settings: Settings,
        finder: BallFinder | None = None,
        models: Models | None = None,
    ) -> None:
        """Load the models.

        A ``finder`` that knows the ball already, and ``models`` that somebody else closes, are used in place of new
        ones.
        """
        self._owns = models is None
        with ThreadPoolExecutor(1) as beside:  # OpenCV takes a tenth of a second for its tables of colours
            colour = plan.told.ball_colour or settings.ball.colour
            made = beside.submit(lambda: finder or BallFinder(colour))
            self._models = models or Models(settings)
        self._finder = made.result()
        self._state = quality_room.QualityState(self._models.quality)
        self._highest, self._lowest = QUALITIES[settings.camera.model]
        self._power: Future[bool] | None = None
        self._on_battery = False
        self._asked_s = -math.inf
        """When it was last asked whether the machine runs on battery."""
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
        landmarker, quality = self._models.landmarker, self._state.quality
        if quality is not Quality.HALF:
            quality = self._models.quality  # until the other model is there
        halved = quality is Quality.HALF
        found = landmarker.start(frame, follow_px, halved)

        def finish(view: View | None) -> Look:
            sighting = None
            if view and view.search and view.size_px == frame.size_px and frame.t_s - self._looked_s >= LOOK_EVERY_S:
                self._looked_s = frame.t_s
                sighting = self._finder.find(frame, view.search)
            changed = self._finder.light_changed
            bright = _brightness(frame)
            return Look(frame.t_s, frame.size_px, found(), sighting, turned, changed, bright, quality)

        return finish

    def look(self, frame: Frame, view: View | None) -> Look:
        """Return what a frame shows, as closely as there is time to look at a live source; see ``start``."""
        began_s = time.perf_counter()
        look = self.start(frame, view)(view)
        self._adapt(frame, time.perf_counter() - began_s)
        return look

    def _adapt(self, frame: Frame, looked_s: float) -> None:
        """Look more or less closely from now on."""
        if self._power is not None and self._power.done():
            self._on_battery, self._power = self._power.result(), None
        if frame.t_s - self._asked_s >= POWER_EVERY_S and self._power is None and self._highest is not self._lowest:
            self._power, self._asked_s = self._models.aside.submit(on_battery), frame.t_s
        highest = Quality.LITE if self._on_battery else self._highest
        if not self._models.loading:
            self._state = quality_room.step(self._state, frame.t_s, looked_s, frame.size_px[0], highest, self._lowest)
        self._models.want(self._state.quality)

    def __enter__(self) -> Sight:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Free the models, if they are its own."""
        if self._owns:
            self._models.close()


class Models:
    """The pose model in use; another is loaded beside it while it goes on.

    Raises
    ------
    ModelError
        It is missing, damaged or cannot be loaded.
    """

    def __init__(self, settings: Settings) -> None:
        self.quality = QUALITIES[settings.camera.model][0]
        """``FULL`` or ``LITE``."""
        self.landmarker = _loaded(self.quality)
        self.aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        """For what must not keep looking waiting."""
        self._next: Future[Landmarker] | None = None

    @property
    def loading(self) -> bool:
        """Whether another model is being loaded."""
        return self._next is not None and not self._next.done()

    @property
    def busy(self) -> bool:
        """Whether a frame is being looked at; see ``Landmarker.busy``."""
        return self.landmarker.busy

    def want(self, wanted: Quality) -> None:
        """Take another model as soon as it is loaded.

        One that cannot be loaded is not tried again: the model there is goes on.
        """
        model = Quality.FULL if wanted is Quality.FULL else Quality.LITE
        if model is self.quality:
            return
        if self._next is None:
            self._next = self.aside.submit(_loaded, model)
        if self.loading or self._next.exception() is not None:
            return
        self.aside.submit(self.landmarker.close)
        self.landmarker, self.quality, self._next = self._next.result(), model, None

    def close(self) -> None:
        """Free them, when what was begun is over."""
        self.aside.shutdown()
        if self._next is not None and self._next.exception() is None:
            self._next.result().close()
        self.landmarker.close()


def _loaded(quality: Quality) -> Landmarker:
    path = check_model(FILES[quality], folders.models_folder())
    return Landmarker(path, to_rgb, quiet)


def _brightness(frame: Frame) -> float:
    return round(float(frame.image_bgr[::16, ::16].mean()) / 255, 3)
