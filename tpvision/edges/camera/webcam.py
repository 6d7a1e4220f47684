"""Webcams: finding them by number or name, and opening them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from tpvision.edges.camera.live import LiveSource, Patience
from tpvision.edges.camera.source import Image
from tpvision.errors import CameraError
from tpvision.settings import CameraSettings

# The backend whose numbers the list of cameras gives; asking one only is quick and makes no noise.
_BACKEND = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_MSMF}.get(sys.platform, cv2.CAP_ANY)

_OTHERWISE = "give its number or a part of its name, or a film to do without a camera"


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A webcam of this computer."""

    number: int
    name: str


def list_cameras() -> list[CameraInfo]:
    """Return the webcams of this computer, by number; opens none of them."""
    # Imported here because it is slow on macOS, and films and network cameras do without it.
    from cv2_enumerate_cameras import enumerate_cameras

    return sorted((CameraInfo(c.index, c.name) for c in enumerate_cameras(_BACKEND)), key=lambda c: c.number)


class Webcam:
    """A webcam that was opened.

    Raises
    ------
    CameraError
        It cannot be opened.
    """

    skipped = 0
    message = None

    def __init__(
        self,
        camera: CameraInfo,
        settings: CameraSettings,
        capture: Callable[[int, int], cv2.VideoCapture] = cv2.VideoCapture,
    ) -> None:
        self._capture = capture(camera.number, _BACKEND)
        if not self._capture.isOpened():
            self._capture.release()
            raise CameraError(
                f"The camera {camera.number} ({camera.name}) cannot be opened: another program may be using it, or "
                "this one is not allowed to; close the other program, or allow it in the system's settings."
            )
        if settings.width_px * settings.height_px > 640 * 480 and sys.platform == "linux":
            # Larger pictures are too much for USB unless compressed; elsewhere the system sees to that.
            self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        # The device's queue is left as it is: the reader empties it all the time, and with a queue of
        # one (CAP_PROP_BUFFERSIZE) some cameras give only every second picture.
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width_px)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height_px)
        self._capture.set(cv2.CAP_PROP_FPS, settings.fps)

    def next(self) -> Image | None:
        """Wait for the next picture; a single bad one is passed over."""
        for _ in range(3):
            try:
                good, image = self._capture.read()
            except cv2.error:
                continue
            if good:
                return np.asarray(image, np.uint8)
        return None

    def interrupt(self) -> None:
        """Nothing ends a wait for a webcam but its own time limit."""

    def close(self) -> None:
        """Let the camera go."""
        self._capture.release()


def open_webcam(
    address: str,
    settings: CameraSettings,
    *,
    cameras: Callable[[], list[CameraInfo]] = list_cameras,
    capture: Callable[[int, int], cv2.VideoCapture] = cv2.VideoCapture,
    first_s: float = 3.0,
    patience: Patience | None = None,
) -> LiveSource:
    """Open a webcam by its number or a part of its name, and wait for its first picture.

    Raises
    ------
    CameraError
        There is no such camera, it cannot be opened, or no picture came within ``first_s``.
    """
    camera = find_camera(address, cameras())

    def connect() -> Webcam:
        # Plugged in again, a camera may have another number.
        now = cameras()
        same = [c for c in now if c.name == camera.name]
        return Webcam(camera if camera in now or not same else same[0], settings, capture)

    source = LiveSource(camera.name, Webcam(camera, settings, capture), connect, patience=patience)
    if not source.wait_for_first(first_s):
        source.close()
        raise CameraError(
            f"The camera {camera.number} ({camera.name}) gives no pictures; another program may be using it: "
            "close that program, or plug the camera out and in again."
        )
    return source


def find_camera(address: str, cameras: list[CameraInfo]) -> CameraInfo:
    """Choose the camera that a number or a part of a name means.

    Raises
    ------
    CameraError
        There is none, or a name fits several; lists those there are.
    """
    if not cameras:
        raise CameraError("No camera was found; connect one, or give a film or the address of a network camera.")
    known = ", ".join(f"{c.number} ({c.name})" for c in cameras)
    if address.isdecimal():
        fits = [c for c in cameras if c.number == int(address)]
    else:
        fits = [c for c in cameras if address.lower() in c.name.lower()]
    if not fits:
        raise CameraError(f"There is no camera '{address}'; there are: {known}; {_OTHERWISE}.")
    if len(fits) > 1 and len({c.name for c in fits}) > 1:
        raise CameraError(f"'{address}' fits several cameras; there are: {known}; {_OTHERWISE}.")
    return fits[0]
