"""One camera for the live screens that follow each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.kit import StageSource
from tpvision.app.live import Parts
from tpvision.app.studio import Studio
from tpvision.edges.camera import Source
from tpvision.errors import CameraError
from tpvision.settings import CameraSettings

CAMERA = CameraSettings()


class Cameras:
    """Opens cameras and remembers them."""

    def __init__(self) -> None:
        self.opened: list[StageSource] = []
        self.gone = False

    def open(self, *_: object, **__: object) -> StageSource:
        if self.gone:
            raise CameraError("The camera is not there; connect it.")
        self.opened.append(StageSource([None]))  # type: ignore[list-item]
        return self.opened[-1]


@pytest.fixture
def cameras() -> Cameras:
    return Cameras()


@pytest.fixture
def studio(cameras: Cameras) -> Studio:
    return Studio(Parts(source=cameras.open, sight=lambda *_: None))  # type: ignore[arg-type, return-value]


def lent(studio: Studio, address: str = "0", settings: CameraSettings = CAMERA) -> Source:
    return studio.parts().source(address, settings, as_live=True)


def test_three_live_screens_share_one_opening(studio: Studio, cameras: Cameras) -> None:
    for _ in range(3):
        with lent(studio) as source:
            assert (source.name, source.live) == ("stage", True)
    (camera,) = cameras.opened
    assert not camera.closed


def test_a_page_lets_the_camera_go(studio: Studio, cameras: Cameras) -> None:
    lent(studio)
    studio.rest()
    studio.rest()
    assert cameras.opened[0].closed
    lent(studio)
    assert [camera.closed for camera in cameras.opened] == [True, False]


def test_another_camera_takes_the_place_of_the_first(studio: Studio, cameras: Cameras) -> None:
    lent(studio)
    lent(studio, "1")
    lent(studio, "1", CameraSettings(fps=60.0))
    assert [camera.closed for camera in cameras.opened] == [True, True, False]


def test_a_film_begins_anew_each_time(studio: Studio, cameras: Cameras, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    for _ in range(2):
        lent(studio, str(film)).close()
    assert [camera.closed for camera in cameras.opened] == [True, True]


def test_closing_twice_does_nothing(studio: Studio, cameras: Cameras) -> None:
    lent(studio)
    studio.close()
    studio.close()
    assert cameras.opened[0].closed


def test_a_camera_that_ended_between_two_screens_is_opened_again(studio: Studio, cameras: Cameras) -> None:
    lent(studio)
    cameras.opened[0].closed = True
    assert not lent(studio).ended
    assert len(cameras.opened) == 2


def test_a_camera_that_cannot_be_opened_again_is_asked_for_the_next_time(studio: Studio, cameras: Cameras) -> None:
    lent(studio)
    cameras.opened[0].closed = cameras.gone = True
    with pytest.raises(CameraError):
        lent(studio)
    cameras.gone = False
    assert not lent(studio).ended
