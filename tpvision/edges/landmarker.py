"""From a frame to the poses in it, by MediaPipe's Pose Landmarker.

Two ways of looking. While the session follows nobody, *searching* looks at each frame afresh for
anybody. Once it follows somebody, *tracking* (MediaPipe's video mode, which also smooths) goes on from
frame to frame with that person only. Tracking alone would not do: a tracker that has locked onto a
piece of furniture stays there while a person walks in.

MediaPipe runs in a thread of its own: when a signal (Ctrl-C) interrupts who waits for it, the memory under a
call that still runs must stay, or the program crashes.

Landmarks are rounded here, before the core, so that a live run and its replay see the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
from numpy.typing import NDArray

from tpvision.errors import ModelError
from tpvision.values import Frame, Pose, Vector

SEARCH_CONFIDENCE = 0.3
"""Lower than the model's usual 0.5: it finds people who are half in the picture, and the core tells ghosts."""
MAX_PEOPLE = 3
SAME_PERSON = 0.5
"""A pose whose mid-shoulder lies within this share of its torso length of another's is the same person."""


class Landmarker:
    """Finds poses; keeps to one person when told where they are.

    Parameters
    ----------
    model
        A checked ``pose_landmarker_*.task`` file.

    Raises
    ------
    ModelError
        MediaPipe cannot load the model.
    """

    def __init__(self, model: Path) -> None:
        self._tracking = False
        self._last_ms = -1
        self._opened: list[PoseLandmarker] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mediapipe")
        try:
            data = model.read_bytes()  # a buffer: MediaPipe cannot open every path on Windows
            with ThreadPoolExecutor(2) as side_by_side:  # half the wait; its end waits for both, whatever happens
                search = side_by_side.submit(self._open, data, RunningMode.IMAGE, MAX_PEOPLE, SEARCH_CONFIDENCE)
                track = side_by_side.submit(self._open, data, RunningMode.VIDEO, 1, 0.5)
            self._search, self._track = search.result(), track.result()
        except BaseException as error:
            self.close()
            if isinstance(error, (OSError, RuntimeError, ValueError)):
                raise ModelError(
                    f"The pose model {model.name} cannot be loaded ({error}); install tpvision again."
                ) from error
            raise

    def start(self, frame: Frame, follow_px: Vector | None) -> Callable[[], tuple[Pose, ...]]:
        """Begin to find the poses in a frame; return what waits for them.

        Parameters
        ----------
        frame
            The picture; frames come in the order of their time.
        follow_px
            Where the mid-shoulder of the person followed was last; ``None`` to look for anybody.
        """
        return self._thread.submit(self._detect, _image(frame), frame.t_s, follow_px).result

    def detect(self, frame: Frame, follow_px: Vector | None) -> tuple[Pose, ...]:
        """Find the poses in a frame; see ``start``."""
        future = self._thread.submit(self._detect, _image(frame), frame.t_s, follow_px)
        try:
            return future.result()
        finally:
            wait([future])  # when the wait for it is interrupted, too

    def close(self) -> None:
        """Free the models, when what was begun is over."""
        self._thread.shutdown()
        for each in self._opened:
            each.close()

    def __enter__(self) -> Landmarker:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _open(self, data: bytes, mode: RunningMode, people: int, confidence: float) -> PoseLandmarker:
        opened = PoseLandmarker.create_from_options(
            PoseLandmarkerOptions(
                base_options=BaseOptions(model_asset_buffer=data),
                running_mode=mode,
                num_poses=people,
                min_pose_detection_confidence=confidence,
                min_pose_presence_confidence=confidence,
            )
        )
        self._opened.append(opened)
        return opened

    def _detect(self, image: mp.Image, t_s: float, follow_px: Vector | None) -> tuple[Pose, ...]:
        if follow_px is None:
            self._tracking = False
            return self._searched(image)
        if not self._tracking:
            # The tracker still remembers whom it had; a black picture makes it forget.
            rgb = image.numpy_view()
            self._video(_picture(np.zeros_like(rgb)), t_s)
            people = self._searched(image)
            nearest = min(people, key=lambda pose: math.dist(_shoulders(pose), follow_px), default=None)
            others = [pose for pose in people if pose is not nearest]
            seed = _picture(_without(rgb, others)) if others else image
            self._tracking = True
            return self._video(seed, t_s) or people
        return self._video(image, t_s)

    def _searched(self, image: mp.Image) -> tuple[Pose, ...]:
        result = self._search.detect(image)
        poses: list[Pose] = []
        for landmarks in result.pose_landmarks:
            pose = _pose(landmarks, image)
            reach_px = SAME_PERSON * math.dist(_shoulders(pose), _hips(pose))
            if all(math.dist(_shoulders(pose), _shoulders(other)) > reach_px for other in poses):
                poses.append(pose)
        return tuple(poses)

    def _video(self, image: mp.Image, t_s: float) -> tuple[Pose, ...]:
        # Video mode wants strictly increasing whole milliseconds.
        self._last_ms = max(self._last_ms + 1, round(t_s * 1000))
        result = self._track.detect_for_video(image, self._last_ms)
        return tuple(_pose(landmarks, image) for landmarks in result.pose_landmarks)


def _image(frame: Frame) -> mp.Image:
    rgb = np.empty_like(frame.image_bgr)
    for red in range(3):  # channel by channel: four times as fast as a reversed copy
        rgb[:, :, red] = frame.image_bgr[:, :, 2 - red]
    return _picture(rgb)


def _picture(rgb: NDArray[np.uint8]) -> mp.Image:
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)


def _pose(landmarks: list[Any], image: mp.Image) -> Pose:
    width, height = image.width, image.height
    rows = [(mark.x * width, mark.y * height, mark.z * width, mark.visibility) for mark in landmarks]
    landmarks_px = np.array(rows, dtype=np.float64)
    return Pose(landmarks_px.round(2))


def _shoulders(pose: Pose) -> Vector:
    middle = pose.landmarks[11:13, :2].mean(axis=0)
    return float(middle[0]), float(middle[1])


def _hips(pose: Pose) -> Vector:
    middle = pose.landmarks[23:25, :2].mean(axis=0)
    return float(middle[0]), float(middle[1])


def _without(rgb: NDArray[np.uint8], people: list[Pose]) -> NDArray[np.uint8]:
    """Return a copy with other people greyed out, so that the tracker starts with the right one."""
    out = rgb.copy()
    for pose in people:
        low = np.clip(pose.landmarks[:, :2].min(axis=0), 0, None).astype(int)
        high = np.clip(pose.landmarks[:, :2].max(axis=0), 0, None).astype(int)
        out[low[1] : high[1], low[0] : high[0]] = 128
    return out
