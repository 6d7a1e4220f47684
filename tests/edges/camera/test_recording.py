"""Films and folders: in order, upright, with their own times; damaged, cut, empty, none at all."""

from __future__ import annotations

import itertools
import math
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tpvision
from tests.edges.camera.reading import frames_of, until
from tests.edges.film_kit import HEIGHT_PX, WIDTH_PX, jpeg, level, picture, retime, rotate, ticks_per_s, write_film
from tpvision.edges.camera import open_source
from tpvision.edges.camera.recording import FilmClock
from tpvision.errors import InputError
from tpvision.settings import CameraSettings

DEMO = Path(tpvision.__file__).with_name("demo.mp4")
SETTINGS = CameraSettings()


def test_a_film_gives_every_frame_in_order(film: Path) -> None:
    with open_source(str(film), SETTINGS) as source:
        assert (source.name, source.live, source.fps, source.frame_count) == ("grey.mp4", False, 10, 10)
        frames = list(frames_of(source))
        assert source.ended
        assert source.read(0) is None
        assert source.status().message is None
    assert [level(f.image_bgr) for f in frames] == [20 * i for i in range(1, 11)]
    assert [f.index for f in frames] == list(range(10))
    assert [f.t_s for f in frames] == pytest.approx([i / 10 for i in range(10)])
    assert frames[0].size_px == (WIDTH_PX, HEIGHT_PX)
    assert not frames[0].image_bgr.flags.writeable


def test_a_film_is_decoded_a_few_frames_ahead_and_no_further(film: Path) -> None:
    with open_source(str(film), SETTINGS) as source:
        until(lambda: len(source._ahead) == 4)
        first = source.read(0)
        assert first is not None
        assert first.index == 0


def test_a_film_can_be_closed_before_its_end(film: Path) -> None:
    source = open_source(str(film), SETTINGS)
    source.close()
    assert source.ended
    assert source.read(1) is None


def test_a_film_of_varying_rate_keeps_its_own_times(film: Path) -> None:
    second = ticks_per_s(film)
    retime(film, [second // 10, second // 5, second // 10, second // 2, *[second // 10] * 6])
    with open_source(str(film), SETTINGS) as source:
        times_s = [f.t_s for f in frames_of(source)]
        assert source.status().message is None
    assert times_s == pytest.approx([0, 0.1, 0.3, 0.4, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4], abs=0.001)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_film_of_a_phone_comes_upright(tmp_path: Path, degrees: int) -> None:
    upright = picture(40, 96, 64) if degrees % 180 == 0 else picture(40, 64, 96)
    upright[:24, :24] = 220  # bright corner, top left
    stored = np.rot90(upright, degrees // 90)  # counter-clockwise; the mark says: turn clockwise
    film = write_film(tmp_path / "phone.mp4", [np.ascontiguousarray(stored)] * 3)
    rotate(film, degrees)
    with open_source(str(film), SETTINGS) as source:
        frame = source.read(1)
    assert frame is not None
    assert frame.image_bgr.shape == upright.shape
    assert np.abs(frame.image_bgr.astype(int) - upright).mean() < 8


def test_a_film_damaged_in_the_middle_gives_what_can_be_decoded(tmp_path: Path) -> None:
    data = bytearray(DEMO.read_bytes())
    with open_source(str(DEMO), SETTINGS) as source:
        whole = [f.t_s for f in frames_of(source)]
    middle = len(data) // 2
    data[middle : middle + len(data) // 12] = bytes(len(data) // 12)
    film = tmp_path / "damaged.mp4"
    film.write_bytes(data)
    with open_source(str(film), SETTINGS) as source:
        times_s = [f.t_s for f in frames_of(source)]
        message = source.status().message
    assert set(times_s) < set(whole)
    assert times_s == sorted(times_s)
    assert times_s[-1] == whole[-1]
    assert message is not None
    assert message.startswith("The film seems damaged: no pictures could be read between ")
    gap_s = max(later - earlier for earlier, later in itertools.pairwise(times_s))
    before_s = next(a for a, b in itertools.pairwise(times_s) if b - a == gap_s)
    assert f"between {before_s:.1f} s and {before_s + gap_s:.1f} s" in message


def test_a_film_cut_short_gives_what_is_there(tmp_path: Path) -> None:
    data = DEMO.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "with its index at the end, half a film cannot be opened"
    film = tmp_path / "half.mp4"
    film.write_bytes(data[: len(data) // 2])
    with open_source(str(film), SETTINGS) as source:
        times_s = [f.t_s for f in frames_of(source)]
        assert source.frame_count is not None
        assert source.fps is not None
        assert 10 < len(times_s) < 0.9 * source.frame_count
        message = source.status().message
    assert message is not None
    assert f"from {times_s[-1] + 1 / source.fps:.1f} s to its announced end" in message


def test_a_film_whose_recording_was_never_finished_cannot_be_used(film: Path) -> None:
    film.write_bytes(film.read_bytes()[:-400])  # the index stands at the end
    with pytest.raises(InputError, match=r"its recording was never finished"):
        open_source(str(film), SETTINGS)


def sound(path: Path) -> None:
    data = b"\0\1" * 8000
    header = b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    header += bytes([1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0])
    path.write_bytes(header + b"data" + len(data).to_bytes(4, "little") + data)


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("empty.mp4", lambda p: p.write_bytes(b""), "is empty"),
        ("text.mp4", lambda p: p.write_text("no film\n" * 500), "it is no film"),
        ("text.txt", lambda p: p.write_text("no film\n" * 500), "it is no film"),
        ("list.m3u8", lambda p: p.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/a.ts\n"), "it is no film"),
        ("noise.mp4", lambda p: p.write_bytes(bytes(i * i % 251 for i in range(5000))), "it is no film"),
        ("sound.wav", sound, "it is no film"),
        ("missing.mp4", lambda p: None, "There is no file or folder"),
        ("no/folder", lambda p: None, "There is no file or folder"),
        ("empty", Path.mkdir, "holds no pictures"),
        ("", lambda p: None, "holds no pictures"),
    ],
)
def test_what_is_no_film_is_refused_in_a_sentence(
    tmp_path: Path, name: str, make: Callable[[Path], object], sentence: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(InputError, match=sentence):
        open_source(str(tmp_path / name), SETTINGS)


def test_nothing_named_is_refused() -> None:
    with pytest.raises(InputError, match="No source was given"):
        open_source(" ", SETTINGS)


def test_mistakes_and_damaged_films_print_nothing(tmp_path: Path) -> None:
    """cv2 and ffmpeg, left alone, write to stderr for each of these."""
    (tmp_path / "text.mp4").write_text("no film\n" * 500)
    data = bytearray(DEMO.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 30000] = bytes(30000)
    (tmp_path / "damaged.mp4").write_bytes(data)
    cut = jpeg(100)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "1.jpg").write_bytes(cut)
    (tmp_path / "folder" / "2.jpg").write_bytes(cut[: len(cut) // 2])
    code = (
        "import sys\n"
        "from tpvision.edges.camera import open_source\n"
        "from tpvision.settings import CameraSettings\n"
        "from tpvision.errors import TpvisionError\n"
        "for address in sys.argv[1:]:\n"
        "    try:\n"
        "        with open_source(address, CameraSettings()) as source:\n"
        "            while source.read(1) is not None: pass\n"
        "    except TpvisionError: pass\n"
        "print('done')\n"
    )
    addresses = ["text.mp4", "damaged.mp4", "folder", "missing.mp4"]
    more = ["9999", "rtsp://127.0.0.1:9/x", "http://127.0.0.1:9/x"]
    done = subprocess.run(
        [sys.executable, "-c", code, *(str(tmp_path / name) for name in addresses), *more],
        capture_output=True,
        encoding="utf-8",
        cwd=DEMO.parents[1],
        timeout=60,
    )
    assert (done.stdout.split(), done.stderr) == (["done"], "")


class TestFilmClock:
    def stamps(self, *positions_s: float) -> list[float | None]:
        clock = FilmClock(0.1)
        return [clock.stamp(p) for p in positions_s]

    def test_own_times_are_kept(self) -> None:
        assert self.stamps(0.0, 0.04, 0.3) == [0.0, 0.04, 0.3]

    def test_without_times_frames_are_counted(self) -> None:
        assert self.stamps(0.0, 0.0, 0.0, 0.0) == pytest.approx([0, 0.1, 0.2, 0.3])
        assert self.stamps(math.nan, math.nan) == pytest.approx([0, 0.1])

    def test_a_picture_from_before_is_left_out(self) -> None:
        assert self.stamps(0.0, 0.1, 0.5, 0.2, 0.6) == [0.0, 0.1, 0.5, None, 0.6]

    def test_times_that_begin_again_go_on(self) -> None:
        stamps = self.stamps(0.0, 0.1, 5.0, 0.0, 0.1, 0.2, 0.3, 0.4)
        assert stamps[:6] == [0.0, 0.1, 5.0, None, None, None]
        assert stamps[6:] == pytest.approx([5.1, 5.2])

    @given(st.lists(st.floats(-10, 1000), min_size=1, max_size=60))
    def test_times_always_increase(self, positions_s: list[float]) -> None:
        stamps = [t_s for t_s in self.stamps(*positions_s) if t_s is not None]
        assert all(later > earlier >= 0 for earlier, later in itertools.pairwise(stamps))


def test_a_folder_is_taken_in_natural_order(tmp_path: Path) -> None:
    for name, value in {
        "view 10.png": 100,
        "view 2.PNG": 20,
        "View 1.png": 10,
        "._view 1.png": 0,
        "notes.txt": 0,
    }.items():
        cv2.imwrite(str(tmp_path / "a.png"), picture(value))
        (tmp_path / "a.png").rename(tmp_path / name)
    with open_source(str(tmp_path), replace(SETTINGS, fps=20.0)) as source:
        assert (source.fps, source.frame_count, source.live) == (20, 3, False)
        frames = list(frames_of(source))
    assert [level(f.image_bgr) for f in frames] == [10, 20, 100]
    assert [f.t_s for f in frames] == pytest.approx([0, 0.05, 0.1])


def test_a_broken_picture_of_a_folder_is_left_out_and_named(tmp_path: Path) -> None:
    for i in range(3):
        (tmp_path / f"{i}.jpg").write_bytes(b"broken" if i == 1 else jpeg(100 + 10 * i))
    with open_source(str(tmp_path), replace(SETTINGS, fps=10.0)) as source:
        frames = list(frames_of(source))
        assert source.status().message == (
            "1 of the folder's 3 pictures could not be read, or have more than 50 million pixels, "
            "and were left out (the first is 1.jpg)."
        )
    assert [(level(f.image_bgr), f.t_s) for f in frames] == [(100, 0.0), (120, 0.2)]


def png(side_px: int, given: bool = True) -> bytes:
    """Return a black picture that is small as a file, however large it is; without its pixels it is cut off."""
    rows = zlib.compress(bytes(side_px * (1 + (side_px + 7) // 8)) if given else b"")
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side_px, side_px, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    framed = (
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def test_pictures_far_too_large_are_not_decoded(tmp_path: Path) -> None:
    """In a process of its own, as cv2 learns once how large they may be."""
    (tmp_path / "1.png").write_bytes(png(7100))
    (tmp_path / "2.png").write_bytes(png(60000, given=False))
    (tmp_path / "3.png").write_bytes(png(7000))
    code = (
        "import sys\n"
        "from tpvision.edges.camera import open_source\n"
        "from tpvision.settings import CameraSettings\n"
        "with open_source(sys.argv[1], CameraSettings()) as source:\n"
        "    print(source.read(1).size_px, source.read(1), source.status().message)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("(7000, 7000) None 2 of the folder's 3 pictures could not be read, or have more than")


def test_a_film_of_pictures_far_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.y4m").write_bytes(b"YUV4MPEG2 W7100 H7100 F25:1 Cmono\nFRAME\n" + bytes(7100 * 7100))
    with pytest.raises(InputError, match="more than 50 million pixels; give a smaller film"):
        open_source(str(tmp_path / "large.y4m"), SETTINGS)
