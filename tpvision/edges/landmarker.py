"""From a frame to the poses in it, by MediaPipe's Pose Landmarker.

Two ways of looking. While the session follows nobody, *searching* looks at each frame afresh for
anybody. Once it follows somebody, *tracking* (MediaPipe's video mode, which also smooths) goes on from
frame to frame with that person only. Tracking alone would not do: a tracker that has locked onto a
piece of furniture stays there while a person walks in. Only the model of the way in use is loaded: both
take 75 MiB more, loading takes 0.1 s, and the other tracker would have to be made to forget whom it had.

MediaPipe runs in a thread of its own: when a signal (Ctrl-C) interrupts who waits for it, the memory under a
call that still runs must stay, or the program crashes.

Landmarks are rounded here, before the core, so that a live run and its replay see the same numbers.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tpvision.errors import ModelError
from tpvision.values import Frame, Pose, Vector

# MediaPipe imports what only its parts need that are never used here: a sound library, which on some computers it looks
# for by running a compiler, and one that plots, which takes half a second and 37 MiB. It is given empty ones.
_UNUSED = [name for name in ("sounddevice", "matplotlib", "matplotlib.pyplot") if name not in sys.modules]
sys.modules.update((name, ModuleType(name)) for name in _UNUSED)
try:
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
finally:
    for _name in _UNUSED:
        del sys.modules[_name]  # the ears and the charts do have a use for them

_env = os.environ.get
if _env("DISPLAY") and not _env("WAYLAND_DISPLAY") and _env("SDL_VIDEODRIVER", "") in ("", "x11", "dummy"):
    # On X, MediaPipe would load Mesa, 50 MiB, though it is to use no graphics processor. SDL needs none there, either.
    os.environ.setdefault("__EGL_VENDOR_LIBRARY_FILENAMES", os.devnull)
if sys.platform == "linux":
    # glibc gives each of MediaPipe's threads a heap of its own, and what a closed model leaves in one the next does not
    # use; one heap for all takes 25 MiB less for a film, and more in a long session.
    ctypes.CDLL(None).mallopt(-8, 1)  # M_ARENA_MAX

Image = NDArray[np.uint8]

TRACK_CONFIDENCE = 0.5
"""The model's usual one."""
SEARCH_CONFIDENCE = 0.3
"""Lower than that: it finds people who are half in the picture, and the core tells ghosts."""
MAX_PEOPLE = 3
PATIENCE_S = 5.0
"""A frame that takes longer than this is never done; a slow computer needs a tenth of a second."""
FAR = 10.0
"""A landmark so many pictures away from the middle is none; where a body leaves the picture, one or two are true."""
SAME_PERSON = 0.5
"""A pose whose mid-shoulder lies within this share of its torso length of another's is the same person."""


def _give_back() -> None:
    """Let the system have what was freed: glibc would keep 75 MiB of a model that is gone, beside the next one's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


class Landmarker:
    """Finds poses; keeps to one person when told where they are.

    Parameters
    ----------
    model
        A checked ``pose_landmarker_*.task`` file.
    to_rgb
        Writes a picture (height, width, 3) into another, red and blue exchanged.
    quiet
        Keeps what MediaPipe prints off the terminal.

    Raises
    ------
    ModelError
        MediaPipe cannot load the model.
    """

    def __init__(
        self, model: Path, to_rgb: Callable[[Image, Image], object], quiet: Callable[[], AbstractContextManager[object]]
    ) -> None:
        self._model = model
        self._to_rgb = to_rgb
        self._quiet = quiet
        self._complained = False
        """Whether it has found a person: at the first, MediaPipe complains once that pictures are not square."""
        self._rgb = np.empty((0, 0, 3), np.uint8)
        """Kept from frame to frame; MediaPipe has copied it before the next."""
        self._last_ms = -1
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mediapipe")
        self._begun: Future[tuple[Pose, ...]] | None = None
        self._searching = False
        try:
            self._thread.submit(self._load, searching=True).result()
        except BaseException:
            self._thread.shutdown()  # when the wait for it is interrupted, too
            if self._searching:
                self._way.close()
            raise

    def start(self, frame: Frame, follow_px: Vector | None, halved: bool = False) -> Callable[[], tuple[Pose, ...]]:
        """Begin to find the poses in a frame; return what waits for them.

        Parameters
        ----------
        frame
            The picture; frames come in the order of their time.
        follow_px
            Where the mid-shoulder of the person followed was last; ``None`` to look for anybody.
        halved
            Whether each second row and column is enough.
        """
        self._begun = self._thread.submit(self._detect, self._image(frame, halved), frame, follow_px)
        return self._begun.result

    @property
    def busy(self) -> bool:
        """Whether a frame is being looked at; to who waits for none, that it hangs."""
        return self._begun is not None and not self._begun.done()

    def close(self) -> None:
        """Free the models, when what was begun is over; models that hang are left as they are."""
        if self._begun is not None:
            wait([self._begun], PATIENCE_S)
        self._thread.shutdown(wait=not self.busy)
        if self.busy:
            return
        self._way.close()
        _give_back()

    def __enter__(self) -> Landmarker:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _load(self, searching: bool) -> None:
        people, confidence = (MAX_PEOPLE, SEARCH_CONFIDENCE) if searching else (1, TRACK_CONFIDENCE)
        try:
            # A file that MediaPipe maps takes 60 MiB less than a buffer, but on Windows it cannot open every path.
            base = (
                BaseOptions(model_asset_buffer=self._model.read_bytes())
                if sys.platform == "win32"
                else BaseOptions(model_asset_path=str(self._model))
            )
            options = PoseLandmarkerOptions(
                base_options=base,
                running_mode=RunningMode.IMAGE if searching else RunningMode.VIDEO,
                num_poses=people,
                min_pose_detection_confidence=confidence,
                min_pose_presence_confidence=confidence,
            )
            with self._quiet():
                self._way = PoseLandmarker.create_from_options(options)
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(
                f"The pose model {self._model.name} cannot be loaded ({error}); install tpvision again."
            ) from error
        self._searching = searching

    def _change(self) -> None:
        self._way.close()
        _give_back()
        self._load(not self._searching)

    def _image(self, frame: Frame, halved: bool) -> mp.Image:
        image = frame.image_bgr[::2, ::2] if halved else frame.image_bgr
        if self._rgb.shape != image.shape:
            self._rgb = np.empty_like(image)
        self._to_rgb(image, self._rgb)
        return _picture(self._rgb)

    def _detect(self, image: mp.Image, frame: Frame, follow_px: Vector | None) -> tuple[Pose, ...]:
        with nullcontext() if self._complained else self._quiet():
            poses = self._looked(image, frame, follow_px)
        self._complained = self._complained or bool(poses)
        return poses

    def _looked(self, image: mp.Image, frame: Frame, follow_px: Vector | None) -> tuple[Pose, ...]:
        if follow_px is None:
            if not self._searching:
                self._change()
            return self._searched(image, frame)
        if not self._searching:
            return self._video(image, frame)
        people = self._searched(image, frame)
        nearest = min(people, key=lambda pose: math.dist(_shoulders(pose), follow_px), default=None)
        others = [pose for pose in people if pose is not nearest]
        scale = image.width / frame.size_px[0]
        self._change()
        return self._video(_without(image, others, scale) if others else image, frame) or people

    def _searched(self, image: mp.Image, frame: Frame) -> tuple[Pose, ...]:
        result = self._way.detect(image)
        poses: list[Pose] = []
        for pose in _poses(result.pose_landmarks, frame.size_px):
            reach_px = SAME_PERSON * math.dist(_shoulders(pose), _hips(pose))
            if all(math.dist(_shoulders(pose), _shoulders(other)) > reach_px for other in poses):
                poses.append(pose)
        return tuple(poses)

    def _video(self, image: mp.Image, frame: Frame) -> tuple[Pose, ...]:
        # Video mode wants strictly increasing whole milliseconds.
        self._last_ms = max(self._last_ms + 1, round(frame.t_s * 1000))
        result = self._way.detect_for_video(image, self._last_ms)
        return tuple(_poses(result.pose_landmarks, frame.size_px))


def _picture(rgb: Image) -> mp.Image:
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)


def _poses(found: list[list[Any]], size_px: tuple[int, int]) -> Iterator[Pose]:
    """Yield what can be a pose; one with a landmark that is no number, or far away, is none."""
    width, height = size_px
    for landmarks in found:
        of_picture = np.array([(mark.x, mark.y, mark.z, mark.visibility) for mark in landmarks], dtype=np.float64)
        if np.all(np.abs(of_picture) < FAR):  # not so for NaN
            yield Pose((of_picture * (width, height, width, 1)).round(2))


def _shoulders(pose: Pose) -> Vector:
    middle = pose.landmarks[11:13, :2].mean(axis=0)
    return float(middle[0]), float(middle[1])


def _hips(pose: Pose) -> Vector:
    middle = pose.landmarks[23:25, :2].mean(axis=0)
    return float(middle[0]), float(middle[1])


def _without(image: mp.Image, people: list[Pose], scale: float) -> mp.Image:
    """Return a copy with other people greyed out, so that the tracker starts with the right one.

    The picture is so many times as large as the one that their landmarks are in.
    """
    out = image.numpy_view().copy()
    for pose in people:
        low = np.clip(scale * pose.landmarks[:, :2].min(axis=0), 0, None).astype(int)
        high = np.clip(scale * pose.landmarks[:, :2].max(axis=0), 0, None).astype(int)
        out[low[1] : high[1], low[0] : high[0]] = 128
    return _picture(out)
