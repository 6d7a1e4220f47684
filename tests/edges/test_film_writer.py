"""A film is written whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

import tpvision
from tests.edges.film_kit import level, picture
from tpvision.edges.film_writer import FilmWriter
from tpvision.errors import OutputError

SIZE_PX = (64, 48)


def read_back(path: Path) -> tuple[list[int], float]:
    """Return the greys of a film and its frame rate."""
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    fps, levels = capture.get(cv2.CAP_PROP_FPS), []
    while (read := capture.read())[0]:
        levels.append(level(read[1]))
    capture.release()
    return levels, fps


def test_a_film_has_every_picture_in_order(tmp_path: Path) -> None:
    film = tmp_path / "out.mp4"
    values = [20 * i for i in range(1, 13)] * 4
    with FilmWriter(film, 29.97, SIZE_PX) as writer:
        image = picture(0)
        for value in values:
            image[:] = value  # the caller goes on drawing on the same picture
            writer.write(image)
        assert not film.exists()
    levels, fps = read_back(film)
    assert levels == values
    assert fps == pytest.approx(29.97, abs=0.01)
    assert list(tmp_path.iterdir()) == [film]


def test_a_film_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    film = tmp_path / "out.mp4"
    film.write_bytes(b"old")
    with FilmWriter(film, 10, SIZE_PX) as writer:
        writer.write(picture(100))
    assert read_back(film)[0] == [100]


def test_an_odd_size_is_cut_to_an_even_one(tmp_path: Path) -> None:
    film = tmp_path / "out.mp4"
    with FilmWriter(film, 10, (65, 49)) as writer:
        writer.write(picture(100, 65, 49))
    assert read_back(film)[0] == [100]


def test_an_exception_leaves_nothing_and_keeps_the_older_film(tmp_path: Path) -> None:
    film = tmp_path / "out.mp4"
    film.write_bytes(b"old")

    def interrupted() -> None:
        with FilmWriter(film, 10, SIZE_PX) as writer:
            writer.write(picture(100))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == [film]
    assert film.read_bytes() == b"old"


def test_without_a_picture_there_is_no_film(tmp_path: Path) -> None:
    with FilmWriter(tmp_path / "out.mp4", 10, SIZE_PX):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_another_size_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\(64, 48\)"), FilmWriter(tmp_path / "out.mp4", 10, SIZE_PX) as writer:
        writer.write(np.zeros((64, 48, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written .*; choose another folder"):
        FilmWriter(tmp_path / "missing" / "out.mp4", 10, SIZE_PX).__enter__()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"cannot be written .*; choose another folder"):
        FilmWriter(tmp_path / "file" / "out.mp4", 10, SIZE_PX).__enter__()


def test_a_name_that_a_folder_has(tmp_path: Path) -> None:
    (tmp_path / "out.mp4").mkdir()
    with (
        pytest.raises(OutputError, match="cannot be given the name"),
        FilmWriter(tmp_path / "out.mp4", 10, SIZE_PX) as writer,
    ):
        writer.write(picture(100))
    assert [p.is_dir() for p in tmp_path.iterdir()] == [True]


def test_a_kind_of_film_that_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"of the kind \.odd cannot be written"):
        FilmWriter(tmp_path / "out.odd", 10, SIZE_PX).__enter__()
    assert list(tmp_path.iterdir()) == []


# Limits how large a file may grow, which fails like a full disk: in the middle of a write of cv2's.
FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from tpvision.edges.film_writer import FilmWriter
from tpvision.errors import OutputError

limit, pictures = int(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
noise = np.random.default_rng(1).integers(0, 255, (pictures, 48, 64, 3), np.uint8)
try:
    with FilmWriter(Path(sys.argv[1]), 10, (64, 48)) as writer:
        for image in noise:
            writer.write(image)
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of a file")
@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_full_disk_leaves_nothing_and_is_said(tmp_path: Path, share: float) -> None:
    film = tmp_path / "out.mp4"

    def run(limit: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", FULL, str(film), str(limit), "100"],
            capture_output=True,
            encoding="utf-8",
            cwd=Path(tpvision.__file__).parents[1],
            timeout=60,
        )

    assert run(1 << 30).stdout == ""
    size = film.stat().st_size
    film.unlink()
    done = run(int(size * share))
    assert done.stdout == f"The film {film} could not be written whole; make room on the disk and try again.\n"
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_noticed_before_and_while_writing(tmp_path: Path) -> None:
    def write(*left: int) -> None:
        rooms = list(left)
        with FilmWriter(tmp_path / "out.mp4", 10, SIZE_PX, free_bytes=lambda: rooms.pop(0)) as writer:
            for _ in range(1000):
                writer.write(picture(100))

    for left in [(1000,), (1 << 30, 1 << 30, 1000)]:
        with pytest.raises(OutputError, match="make room on the disk"):
            write(*left)
    assert list(tmp_path.iterdir()) == []


def test_pictures_with_one_more_channel_are_written_without_it(tmp_path: Path) -> None:
    wide = np.full((SIZE_PX[1], SIZE_PX[0], 4), (200, 100, 50, 0), np.uint8)
    with FilmWriter(tmp_path / "out.mp4", 10, SIZE_PX) as writer:
        writer.write(wide)
        wide[:] = 0  # it was copied
    good, image = cv2.VideoCapture(str(tmp_path / "out.mp4")).read()
    assert good
    assert np.abs(image.reshape(-1, 3).mean(axis=0) - (200, 100, 50)).max() < 8
