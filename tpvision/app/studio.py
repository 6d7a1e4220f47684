"""The camera and the pose models, kept from one live screen to the next and let go when a page of the menu comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tpvision.app.live import Parts
from tpvision.app.sight import Models, Sight
from tpvision.edges.camera import Source
from tpvision.settings import CameraSettings, Settings
from tpvision.values import Frame, Plan, SourceStatus

if TYPE_CHECKING:
    from tpvision.edges.ball_finder import BallFinder


class Lent(Source):
    """A camera that stays open when the screen that used it closes it."""

    def __init__(self, own: Source) -> None:
        self._own = own
        self.name, self.live, self.fps, self.frame_count = own.name, own.live, own.fps, own.frame_count

    @property
    def ended(self) -> bool:
        """Whether no frame will come any more."""
        return self._own.ended

    def read(self, timeout_s: float) -> Frame | None:
        """Return the next frame."""
        return self._own.read(timeout_s)

    def status(self) -> SourceStatus:
        """Say how the camera is doing."""
        return self._own.status()

    def close(self) -> None:
        """Leave it open."""


class Studio:
    """Opens camera and models for the first live screen that wants them; ``rest`` lets the camera go."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._camera: tuple[str, CameraSettings, Source] | None = None
        self._models: Models | None = None

    def parts(self) -> Parts:
        """Return the parts of a live run, with camera and models lent."""
        lent = replace(self._parts, source=self._source)
        return replace(lent, sight=self._sight) if self._parts.sight is Sight else lent

    def rest(self) -> None:
        """Let the camera go: its lamp goes out while nobody needs it."""
        if self._camera is not None:
            self._camera[2].close()
            self._camera = None

    def close(self) -> None:
        """Let camera and models go."""
        self.rest()
        if self._models is not None:
            self._models.close()
            self._models = None

    def _source(self, address: str, settings: CameraSettings, *, as_live: bool = False) -> Source:
        if Path(address).expanduser().exists():  # a film begins anew each time
            return self._parts.source(address, settings, as_live=as_live)
        if self._camera is None or self._camera[:2] != (address, settings) or self._camera[2].ended:
            self.rest()
            self._camera = (address, settings, self._parts.source(address, settings, as_live=as_live))
        return Lent(self._camera[2])

    def _sight(self, plan: Plan, settings: Settings, finder: BallFinder) -> Sight:
        if self._models is None or self._models.busy:  # those that hang are left alone
            self._models = Models(settings)
        return Sight(plan, settings, finder, self._models)
