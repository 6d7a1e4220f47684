"""How old what the window shows is, on this machine: by the tool's own stamps, and by a camera that sees the window.

The stamps tell from the reading of a picture to its overlay in the window. What the camera itself takes, and the
display, is told by a window that turns white and black, once a second, where the camera notices.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tpvision.app.live import Parts, Session
from tpvision.edges import folders
from tpvision.edges.camera import Source
from tpvision.edges.window import Window
from tpvision.settings import CameraSettings, Settings
from tpvision.values import Frame, Plan, Purpose, SourceStatus

LASTS_S = 10.0
TURN_S = 1.0
"""The window turns once a second: slow enough for eyes that no flashing may be shown to."""
TURNS = 9
PLAIN = 0.02
"""The camera sees the window if its pictures' brightness changes by so much, of 1."""
GOOD_MS, FAIR_MS = 60.0, 150.0
"""The eye takes a mirror that is so late for one without delay; up to the second, moving after it is easy."""


class Limited(Source):
    """A source that ends after a while."""

    def __init__(self, own: Source, lasts_s: float) -> None:
        self._own, self._lasts_s = own, lasts_s
        self._ends_s: float | None = None
        self.name, self.live, self.fps, self.frame_count = own.name, own.live, own.fps, own.frame_count

    @property
    def ended(self) -> bool:
        """Whether no frame will come any more."""
        return self._own.ended or (self._ends_s is not None and time.monotonic() > self._ends_s)

    def read(self, timeout_s: float) -> Frame | None:
        """Return the next frame; the time counts from the first."""
        frame = self._own.read(timeout_s)
        if frame is not None and self._ends_s is None:
            self._ends_s = time.monotonic() + self._lasts_s
        return frame

    def status(self) -> SourceStatus:
        """Say how the source is doing."""
        return self._own.status()

    def close(self) -> None:
        """Leave it open."""


@dataclass(frozen=True, slots=True)
class Brightness:
    """How bright a picture was, 0 to 1, that was read at ``t_s``."""

    t_s: float
    level: float


def measured(settings: Settings, parts: Parts | None = None, lasts_s: float = LASTS_S) -> Iterator[str]:
    """Measure, in a window; yield the lines that tell it.

    Raises
    ------
    DisplayError
        There is no display.
    CameraError, ModelError
        The camera or the model cannot be used.
    """
    parts = parts or Parts()
    camera = settings.camera.source != CameraSettings().source or bool(parts.cameras())
    address = settings.camera.source if camera else str(folders.demo_film())
    live = not Path(address).expanduser().exists()
    with parts.window(settings.screen) as window, parts.source(address, settings.camera, as_live=True) as source:
        # A camera check leaves nothing behind.
        session = Session(window, Limited(source, lasts_s), Plan(purpose=Purpose.CHECK), settings, parts)
        session.run(None)
        yield from own_stamps(source.name, [age_s for age_s, _ in session.latencies_s[1:]])
        if live:
            yield from seen_by_camera(*_flashed(window, source), session.latencies_s)


def own_stamps(name: str, ages_s: Sequence[float]) -> Iterator[str]:
    """Yield what the ages of the pictures shown mean."""
    if not ages_s:
        yield f"{name}: no picture came, so nothing can be said."
        return
    ages_ms = sorted(1000.0 * age_s for age_s in ages_s)
    late_ms = ages_ms[int(0.95 * (len(ages_ms) - 1))]
    middle_ms = median(ages_ms)
    yield f"{name}: from reading a picture to its overlay {middle_ms:.0f} ms in the middle, {late_ms:.0f} ms in 95 %."
    if late_ms <= GOOD_MS:
        yield "The window follows you like a mirror."
    elif late_ms <= FAIR_MS:
        yield "The window follows you with a short delay; moving slowly, you will hardly notice."
    else:
        yield 'The window lags behind you: close other programs, or set model = "lite" under [camera].'


def seen_by_camera(
    turns: Sequence[float], seen: Sequence[Brightness], latencies_s: Sequence[tuple[float, float]]
) -> Iterator[str]:
    """Yield how late all of it is, camera and display too, where the camera saw the window turn."""
    late_s = noticed_s(turns, seen)
    if late_s is None or not latencies_s:
        yield "The camera does not see the window, so its own delay and the display's are not in this."
        return
    whole_ms = 1000.0 * (late_s + median(age_s for age_s, _ in latencies_s))
    yield f"With the camera's and the display's own delay: about {whole_ms:.0f} ms from a movement to the window."


def noticed_s(turns: Sequence[float], seen: Sequence[Brightness]) -> float | None:
    """Return how long after the window's turns, white first and then by turns, the pictures changed; the median.

    ``None`` where they do not change plainly and the right way with nearly every turn.
    """
    delays: list[float] = []
    for index, turned_s in enumerate(turns):
        before = [one.level for one in seen if turned_s - TURN_S / 4 <= one.t_s < turned_s]
        after = [one for one in seen if turned_s <= one.t_s < turned_s + TURN_S]
        settled = [one.level for one in after if one.t_s >= turned_s + 3 * TURN_S / 4]
        if not before or not settled:
            continue
        way = 1.0 if index % 2 == 0 else -1.0
        change = way * (median(settled) - median(before))
        if change >= PLAIN:
            half = median(before) + way * change / 2
            delays.append(next(one.t_s for one in after if way * (one.level - half) >= 0) - turned_s)
    return median(delays) if len(delays) >= 0.75 * len(turns) > 0 else None


def _flashed(window: Window, source: Source) -> tuple[list[float], list[Brightness]]:
    """Turn the window white and black; return when, and how bright the camera's pictures were."""
    turns: list[float] = []
    seen: list[Brightness] = []
    for turn in range(TURNS + 1):  # first black, for a while
        window.surface.fill((0, 0, 0) if turn % 2 == 0 else (255, 255, 255))
        window.flip()
        turned_s = time.monotonic()
        if turn:
            turns.append(turned_s)
        while time.monotonic() < turned_s + TURN_S:
            window.poll()
            frame = source.read(0.05)
            if frame is not None:
                seen.append(Brightness(frame.t_s, float(frame.image_bgr[::8, ::8].mean()) / 255.0))
    return turns, seen
