"""Webcams: found, opened, in use, gone and back."""

from __future__ import annotations

import threading

import cv2
import numpy as np
import pytest

from tests.edges.camera.reading import HURRIED, read_level
from tests.edges.film_kit import picture
from tpvision.edges.camera import CameraInfo, list_cameras, open_source
from tpvision.edges.camera.webcam import find_camera, open_webcam
from tpvision.errors import CameraError
from tpvision.settings import CameraSettings

SETTINGS = CameraSettings()


CAMERAS = [CameraInfo(0, "Integrated Camera"), CameraInfo(2, "Logitech C920")]


class FakeCapture:
    """Stands for cv2.VideoCapture."""

    def __init__(self, *, opens: bool = True, values: list[int | None] | None = None) -> None:
        self._opens = opens
        self._values = values if values is not None else []
        self.set_to: dict[int, float] = {}
        self.released = threading.Event()

    def isOpened(self) -> bool:
        return self._opens

    def set(self, what: int, value: float) -> bool:
        self.set_to[what] = value
        return True

    def read(self) -> tuple[bool, np.ndarray | None]:
        value = self._values.pop(0) if self._values else None
        return value is not None, None if value is None else picture(value)

    def release(self) -> None:
        self.released.set()


def test_a_webcam_is_asked_for_the_size_and_gives_frames() -> None:
    capture = FakeCapture(values=[100])
    opened = []

    def device(number: int, backend: int) -> FakeCapture:
        opened.append(number)
        return capture if len(opened) == 1 else FakeCapture(opens=False)

    with open_webcam("logi", SETTINGS, cameras=lambda: CAMERAS, capture=device) as source:
        assert source.name == "Logitech C920"
        assert read_level(source) == 100
    assert opened[0] == 2
    assert capture.set_to == {
        cv2.CAP_PROP_FRAME_WIDTH: 640,
        cv2.CAP_PROP_FRAME_HEIGHT: 480,
        cv2.CAP_PROP_FPS: 30,
    }
    assert capture.released.is_set()


def test_a_webcam_is_opened_in_the_callers_thread() -> None:
    threads = []

    def device(number: int, backend: int) -> FakeCapture:
        threads.append(threading.current_thread())
        return FakeCapture(values=[100, 110])

    open_webcam("0", SETTINGS, cameras=lambda: CAMERAS, capture=device).close()
    assert threads[0] is threading.current_thread()


def test_a_bad_picture_of_a_webcam_is_passed_over() -> None:
    captures = [FakeCapture(values=[None, None, 100])]

    def device(number: int, backend: int) -> FakeCapture:
        return captures.pop() if captures else FakeCapture(opens=False)

    with open_webcam("0", SETTINGS, cameras=lambda: CAMERAS, capture=device) as source:
        assert read_level(source) == 100


def test_a_webcam_plugged_in_again_is_found_under_its_new_number() -> None:
    captures = {2: FakeCapture(values=[100]), 4: FakeCapture(values=[150])}
    lists = [CAMERAS, [CAMERAS[0]], [CAMERAS[0], CameraInfo(4, "Logitech C920")]]

    def cameras() -> list[CameraInfo]:
        return lists.pop(0) if len(lists) > 1 else lists[0]

    def device(number: int, backend: int) -> FakeCapture:
        return captures.pop(number, FakeCapture(opens=False))

    with open_webcam("2", SETTINGS, cameras=cameras, capture=device, patience=HURRIED) as source:
        assert read_level(source) == 100
        assert read_level(source) == 150
        assert source.status().reconnects == 1


def test_a_webcam_that_does_not_open_is_in_use_or_forbidden() -> None:
    capture = FakeCapture(opens=False)
    with pytest.raises(CameraError, match=r"The camera 0 \(Integrated Camera\) cannot be opened: another program"):
        open_webcam("0", SETTINGS, cameras=lambda: CAMERAS, capture=lambda *_: capture)
    assert capture.released.is_set()


def test_a_webcam_without_pictures_is_in_use() -> None:
    with pytest.raises(CameraError, match="gives no pictures; another program may be using it"):
        open_webcam("0", SETTINGS, cameras=lambda: CAMERAS, capture=lambda *_: FakeCapture(), first_s=0.05)


@pytest.mark.parametrize(
    ("address", "number"), [("0", 0), ("2", 2), ("logi", 2), ("C920", 2), ("camera", 0), ("Integrated Camera", 0)]
)
def test_a_camera_is_found_by_number_or_part_of_its_name(address: str, number: int) -> None:
    assert find_camera(address, CAMERAS).number == number


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("1", r"There is no camera '1'; there are: 0 \(Integrated Camera\), 2 \(Logitech C920\); give its number"),
        ("sony", r"There is no camera 'sony'; there are: 0 \(Integrated Camera\), 2 \(Logitech C920\)"),
        ("t", r"'t' fits several cameras; there are: 0 \(Integrated Camera\), 2 \(Logitech C920\)"),
    ],
)
def test_a_camera_that_is_not_there_is_said_with_those_that_are(address: str, sentence: str) -> None:
    with pytest.raises(CameraError, match=sentence):
        find_camera(address, CAMERAS)


def test_no_camera_at_all() -> None:
    with pytest.raises(CameraError, match="No camera was found"):
        find_camera("0", [])


def test_the_cameras_of_this_computer_have_numbers_and_names() -> None:
    cameras = list_cameras()
    assert cameras == sorted(cameras, key=lambda c: c.number)
    assert all(isinstance(c.number, int) and c.name for c in cameras)


def test_a_number_that_no_camera_has() -> None:
    with pytest.raises(CameraError):
        open_source("98765", SETTINGS)
