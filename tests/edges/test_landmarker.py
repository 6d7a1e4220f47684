"""Poses are found by the real model, and the one person that is followed is kept to."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import traceback
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mediapipe as mp
import numpy as np
import pytest
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

from tests.app.kit import frames_of_demo
from tpvision.app.quiet import quiet
from tpvision.edges import folders
from tpvision.edges.camera import to_rgb
from tpvision.edges.landmarker import Landmarker
from tpvision.errors import ModelError
from tpvision.values import Frame, Landmark, Pose, Vector

pytestmark = pytest.mark.film

MODEL = folders.models_folder() / "pose_landmarker_full.task"
SHOULDERS_PX = (318.4, 132.9)
"""The middle of the shoulder joints in the first picture of the bundled film, as its truth says."""
NEAR_PX = 12
"""The model puts shoulders some 3 cm above the joints, which is 8 pixels here."""


@pytest.fixture
def landmarker() -> Iterator[Landmarker]:
    with Landmarker(MODEL, to_rgb, quiet) as opened:
        yield opened


@pytest.fixture(scope="module")
def images() -> list[np.ndarray]:
    return frames_of_demo(0, 20)


def shoulders(pose: Pose) -> Vector:
    x, y = pose.landmarks[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], :2].mean(axis=0)
    return float(x), float(y)


def detect(landmarker: Landmarker, image: np.ndarray, t_s: float, follow_px: Vector | None) -> tuple[Pose, ...]:
    image = image.copy()
    image.flags.writeable = False
    return landmarker.start(Frame(image, t_s, 0), follow_px)()


def test_the_person_is_found(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    (pose,) = detect(landmarker, images[0], 0.0, None)
    assert math.dist(shoulders(pose), SHOULDERS_PX) < NEAR_PX
    left, right = (pose.landmarks[mark] for mark in (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER))
    assert left[0] > right[0]  # who faces the camera has the left on the picture's right
    assert left[3] > 0.9
    assert pose.landmarks[Landmark.LEFT_HIP, 1] > left[1]


def test_its_numbers_are_rounded_and_cannot_be_changed(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    for follow_px in (None, SHOULDERS_PX, SHOULDERS_PX):
        (pose,) = detect(landmarker, images[0], 0.0, follow_px)
        assert np.array_equal(pose.landmarks, pose.landmarks.round(2))
        with pytest.raises(ValueError, match="read-only"):
            pose.landmarks[0, 0] = 1.0


def test_nobody_is_in_an_empty_picture(landmarker: Landmarker) -> None:
    rng = np.random.default_rng(1)
    grey = np.full((480, 640, 3), 128, np.uint8)
    for image in (grey, np.zeros_like(grey), rng.integers(0, 255, grey.shape, np.uint8)):
        assert detect(landmarker, image, 0.0, None) == ()
        assert detect(landmarker, image, 0.1, (320.0, 200.0)) == ()


def test_tracking_agrees_with_a_plain_loop(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=MODEL.read_bytes()), running_mode=RunningMode.VIDEO
    )
    with PoseLandmarker.create_from_options(options) as plain:
        follow_px = None
        for index, image in enumerate(images):
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image[:, :, ::-1]))
            (marks,) = plain.detect_for_video(picture, round(index / 30 * 1000)).pose_landmarks
            (pose,) = detect(landmarker, image, index / 30, follow_px)
            follow_px = shoulders(pose)
            if index >= 10:
                expected_px = np.array([(mark.x * 640, mark.y * 480) for mark in marks])
                apart_px = np.hypot(*(pose.landmarks[:, :2] - expected_px).T)
                trunk = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
                assert apart_px[trunk].max() < 2.0
                assert np.median(apart_px) < 2.0


def test_times_that_stand_still_or_go_back_are_survived(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    follow_px = None
    for image, t_s in zip(images, (10.0, 10.0, 10.0, 9.0, 0.0, 10.0001, 10.0002, 5000.0, 4999.0), strict=False):
        (pose,) = detect(landmarker, image, t_s, follow_px)
        follow_px = shoulders(pose)
        assert math.dist(follow_px, SHOULDERS_PX) < NEAR_PX


def test_pictures_of_another_size_midway(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    follow_px = None
    for index, image in enumerate(images[:9]):
        cut = (image, image[:, 120:520], image[20:460:2, ::2])[index // 3]
        if index % 3 == 0:
            follow_px = None  # as the session does when the picture turned
        (pose,) = detect(landmarker, cut, index / 30, follow_px)
        follow_px = shoulders(pose)
        x_px, y_px = SHOULDERS_PX
        expected_px = ((x_px, y_px), (x_px - 120, y_px), (x_px / 2, (y_px - 20) / 2))[index // 3]
        assert math.dist(follow_px, expected_px) < NEAR_PX


def test_pictures_of_another_size_while_somebody_is_followed(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    for index, image in enumerate(images[:6]):
        cut = image if index < 3 else image[:, 120:520]
        (pose,) = detect(landmarker, cut, index / 30, SHOULDERS_PX)
    assert math.dist(shoulders(pose), (SHOULDERS_PX[0] - 120, SHOULDERS_PX[1])) < NEAR_PX


def two_people(image: np.ndarray, other: float) -> tuple[np.ndarray, list[Vector]]:
    """Return a wide picture with the person twice, the second so much larger, and their shoulders."""
    person = image[:, 180:460]
    height, width = (round(other * side) for side in person.shape[:2])
    rows, columns = ((np.arange(size) / other).astype(int) for size in (height, width))
    larger = person[rows][:, columns]
    wide = np.full((max(480, height), 640 + width, 3), 150, np.uint8)
    wide[:480, :640] = image
    wide[:height, 640:] = larger
    x_px, y_px = SHOULDERS_PX
    return wide, [SHOULDERS_PX, (640 + (x_px - 180) * other, y_px * other)]


@pytest.mark.parametrize("other", [1.0, 1.4])
@pytest.mark.parametrize("wanted", [0, 1])
def test_of_two_people_the_one_told_is_followed(
    landmarker: Landmarker, images: list[np.ndarray], other: float, wanted: int
) -> None:
    first, places_px = two_people(images[0], other)
    found = [shoulders(pose) for pose in detect(landmarker, first, 0.0, None)]
    for place_px in places_px:
        assert min(math.dist(place_px, at_px) for at_px in found) < 1.4 * NEAR_PX
    follow_px = min(found, key=lambda at_px: math.dist(at_px, places_px[wanted]))
    for index, image in enumerate(images[1:], 1):
        (pose,) = detect(landmarker, two_people(image, other)[0], index / 30, follow_px)
        follow_px = shoulders(pose)
        assert math.dist(follow_px, places_px[wanted]) < 1.4 * NEAR_PX


def test_another_person_can_be_followed_after_nobody(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    for wanted in (0, 1, 0):
        wide, places_px = two_people(images[0], 1.0)
        detect(landmarker, wide, wanted, None)
        for step in (1, 2):
            (pose,) = detect(landmarker, wide, wanted + step / 30, places_px[wanted])
        assert math.dist(shoulders(pose), places_px[wanted]) < 1.4 * NEAR_PX


@pytest.mark.parametrize("damage", ["text", "cut off", "missing"])
def test_a_model_that_mediapipe_cannot_load_is_said(tmp_path: Path, damage: str) -> None:
    model = tmp_path / "pose.task"
    if damage == "text":
        model.write_text("no model\n" * 1000)
    elif damage == "cut off":
        model.write_bytes(MODEL.read_bytes()[:5_000_000])
    with pytest.raises(
        ModelError, match=r"^The pose model pose\.task cannot be loaded \(.*\); install tpvision again\.$"
    ):
        Landmarker(model, to_rgb, quiet)


def test_charts_can_be_drawn_though_the_models_do_without_the_library_that_draws_them() -> None:
    """MediaPipe would import it, and never use it here."""
    program = """
import sys, tpvision.edges.landmarker
print([name for name in sys.modules if name.startswith("matplotlib")])
from matplotlib.figure import Figure
print(Figure.__name__)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "Figure"]


@pytest.mark.parametrize(
    ("told", "left_out"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"DISPLAY": ":0", "SDL_VIDEODRIVER": "x11"}, True),
        ({"DISPLAY": ":0", "SDL_VIDEODRIVER": "dummy"}, True),
        ({"DISPLAY": ":0", "SDL_VIDEODRIVER": "wayland"}, False),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, False),
        ({}, False),
    ],
)
def test_what_draws_with_a_graphics_processor_is_left_out_where_no_window_needs_it(
    told: dict[str, str], left_out: bool
) -> None:
    name = "__EGL_VENDOR_LIBRARY_FILENAMES"
    program = f"import os, tpvision.edges.landmarker; print(os.environ.get({name!r}))"
    around = {
        key: value
        for key, value in os.environ.items()
        if key not in (name, "DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
    }
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=around | told
    )
    assert done.stdout.split() == [os.devnull if left_out else "None"]


def test_closed_twice_is_closed(images: list[np.ndarray]) -> None:
    opened = Landmarker(MODEL, to_rgb, quiet)
    opened.close()
    opened.close()


def test_no_picture_is_allocated_for_a_frame(landmarker: Landmarker, images: list[np.ndarray]) -> None:
    """What the model gets is copied by MediaPipe, so that one buffer does, however many frames are begun."""
    first, *frames = [Frame(image, index / 30, index) for index, image in enumerate(images[:4])]
    landmarker.start(first, None)()
    tracemalloc.start()
    try:
        waiting = [landmarker.start(frame, None) for frame in frames]
        found = [wait() for wait in waiting]
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most_bytes < 0.5 * first.image_bgr.nbytes
    for frame, poses in zip(frames, found, strict=True):
        assert poses == landmarker.start(frame, None)()


@pytest.mark.skipif(sys.platform == "win32", reason="no signal is sent to one thread there")
def test_who_interrupts_the_loading_finds_all_as_it_was() -> None:
    ended = []

    @contextmanager
    def interrupted() -> Iterator[None]:
        main = threading.main_thread().ident or 0
        while "result" not in [frame.name for frame in traceback.extract_stack(sys._current_frames()[main])]:
            pass  # until it waits
        signal.pthread_kill(main, signal.SIGINT)
        yield
        ended.append("loading")

    # A shell has what it starts in the background ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            Landmarker(MODEL, to_rgb, interrupted)
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended == ["loading"]


def test_the_terminal_is_given_back_with_the_first_person_for_good(images: list[np.ndarray]) -> None:
    kept = []

    @contextmanager
    def counted() -> Iterator[None]:
        kept.append("off the terminal")
        with quiet():
            yield

    nobody = np.zeros_like(images[0])
    with Landmarker(MODEL, to_rgb, counted) as landmarker:
        assert detect(landmarker, images[0], 0.0, None)
        once = len(kept)
        assert not any(detect(landmarker, nobody, t_s, None) for t_s in (0.1, 0.2, 0.3))
    assert len(kept) == once
